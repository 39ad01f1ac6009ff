#include "bulk/bulk_plan.h"

#include "desk/macro.h"
#include "desk/ticket.h"
#include "people/customer.h"

static Result tags_read(Work *work, const JsonValue *action, const char *name, Text *tags, size_t *out_count)
{
    const JsonValue *list = json_member(action, name);
    Text pointer = text_format(work->arena, "/%s", name);
    *out_count = 0;
    if (list == NULL)
        return done();
    if (list->kind != JSON_LIST || list->list.count > BULK_TAGS_MAX)
        return work_fault(work, pointer, "wrong_type", "This is a list of at most %d tags.", BULK_TAGS_MAX);
    for (size_t i = 0; i < list->list.count; i++) {
        const JsonValue *tag = &list->list.items[i];
        bool is_good = tag->kind == JSON_TEXT && !text_is_empty(text_trim(tag->text)) &&
                       tag->text.length <= BULK_TAG_BYTES_MAX && text_find_byte(tag->text, '\0', 0) == SIZE_MAX &&
                       text_find_byte(tag->text, '\n', 0) == SIZE_MAX;
        if (!is_good)
            return work_fault(work, pointer, "wrong_format", "A tag is a text of 1 to %d bytes in one line.",
                              BULK_TAG_BYTES_MAX);
        tags[(*out_count)++] = text_trim(tag->text);
    }
    return done();
}

/* As PATCH would read them; what belongs to one record alone is refused. */
static Result changes_read(Work *work, const Entity *entity, const JsonValue *action, BulkPlan *plan)
{
    static const char *const own[] = {"customer_id", "external_id", "email", "phone", "name"};
    const JsonValue *changes = json_member(action, "changes");
    EntityInput input;
    if (changes == NULL || changes->kind == JSON_NULL)
        return done();
    if (changes->kind != JSON_OBJECT || changes->object.count == 0)
        return work_fault(work, TEXT("/changes"), "wrong_type", "changes is an object of fields and values.");
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        if (json_member(changes, own[i]))
            return work_fault(work, text_format(work->arena, "/changes/%s", own[i]), "not_allowed",
                              "This is each record's own.");
    }
    TRY(entity_read_json(work, entity, changes, TEXT("/changes"), false, &input));
    plan->changes = changes;
    return done();
}

static bool is_true(const JsonValue *action, const char *name)
{
    const JsonValue *value = json_member(action, name);
    return value && value->kind == JSON_BOOL && value->boolean;
}

static Result ticket_part_read(Work *work, const JsonValue *action, BulkPlan *plan)
{
    plan->macro_id = json_int_member(action, "macro_id", 0);
    plan->merge_into = json_int_member(action, "merge_into", 0);
    plan->deletes = is_true(action, "delete");
    plan->restores = is_true(action, "restore");
    if (plan->macro_id) {
        Macro macro;
        TRY(entity_find(work, &macro_entity, plan->macro_id, &macro));
    }
    if (plan->merge_into) {
        Ticket ticket;
        TRY(entity_find(work, &ticket_entity, plan->merge_into, &ticket));
    }
    if (plan->deletes)
        TRY(rights_need(work, &ticket_entity, RIGHT_WRITE));
    if (plan->deletes && plan->restores)
        return work_fault(work, TEXT("/restore"), "conflicting", "Delete or restore, not both.");
    return done();
}

static Result customer_part_read(Work *work, const JsonValue *action, BulkPlan *plan)
{
    const JsonValue *stage = json_member(action, "stage");
    if (stage == NULL || stage->kind == JSON_NULL)
        return done();
    int index = stage->kind == JSON_TEXT ? choice_index(stage_names, stage->text) : -1;
    if (index < 0)
        return work_fault(work, TEXT("/stage"), "unknown_choice", "This is no stage of the journey.");
    plan->moves_stage = true;
    plan->stage = (Stage)index;
    plan->reason = json_text_member(action, "reason");
    if (text_is_empty(text_trim(plan->reason)))
        return work_fault(work, TEXT("/reason"), "required", "Say why they are moved by hand.");
    return done();
}

Result bulk_plan_read(Work *work, const Entity *entity, const JsonValue *action, BulkPlan *out_plan)
{
    BulkPlan plan = {.entity = entity};
    TRY(changes_read(work, entity, action, &plan));
    TRY(tags_read(work, action, "add_tags", plan.add_tags, &plan.add_count));
    TRY(tags_read(work, action, "remove_tags", plan.remove_tags, &plan.remove_count));
    TRY(entity == &ticket_entity ? ticket_part_read(work, action, &plan) : customer_part_read(work, action, &plan));
    bool does_something = plan.changes || plan.add_count || plan.remove_count || plan.macro_id || plan.merge_into ||
                          plan.deletes || plan.restores || plan.moves_stage;
    if (!does_something)
        return work_fault(work, TEXT("/changes"), "required", "Say what is to be done to each of them.");
    *out_plan = plan;
    return done();
}
