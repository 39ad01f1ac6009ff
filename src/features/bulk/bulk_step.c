#include "bulk/bulk_step.h"

#include "desk/macro.h"
#include "desk/ticket.h"
#include "desk/ticket_merge.h"
#include "desk/ticket_merge.h"
#include "desk/ticket_state.h"
#include "lifecycle/lifecycle.h"
#include "people/customer.h"

#define MEMBERS_MAX 300 /* of an object that is put together here: fields and custom fields */
#define RECORD_TAGS_MAX 100

/* ---- how a record stands ---- */

/* The whole record, also when the action put it out of the actor's sight. */
static Result snapshot(Work *work, const Entity *entity, int64_t id, const JsonValue **out_record)
{
    Actor actor = work->actor;
    Buffer text = buffer_new(work->arena, 4 << 20);
    Json json = json_writer(&text);
    work->actor = actor_system;
    Result result = entity_write_json(work, entity, id, TEXT_NONE, &json, NULL);
    work->actor = actor;
    TRY(result);
    return json_read(work->arena, buffer_text(&text), out_record);
}

static bool values_equal(Work *work, const JsonValue *a, const JsonValue *b)
{
    bool a_is_none = a == NULL || a->kind == JSON_NULL;
    bool b_is_none = b == NULL || b->kind == JSON_NULL;
    if (a_is_none || b_is_none)
        return a_is_none == b_is_none;
    return text_equals(json_to_text(work->arena, a), json_to_text(work->arena, b));
}

/* The members named by the dictionary as writable, and the lists that hang on it. */
static bool is_kept_field(const Entity *entity, Text name)
{
    int index = entity_field_index(entity, name);
    if (index >= 0)
        return (entity->fields[index].can & CAN_WRITE) != 0;
    return text_is(name, "tags") || text_is(name, "stage");
}

static void member_put(Json *json, Text name, const JsonValue *value)
{
    json_name_text(json, name);
    if (value)
        json_value(json, value);
    else
        json_null(json);
}

static void differing_put(Work *work, const JsonValue *before, const JsonValue *after, const Entity *entity, Json *was,
                          Json *became)
{
    for (size_t i = 0; after->kind == JSON_OBJECT && i < after->object.count; i++) {
        const JsonMember *member = &after->object.members[i];
        const char *name = text_string(work->arena, member->name);
        const JsonValue *old = json_member(before, name);
        if ((entity && !is_kept_field(entity, member->name)) || values_equal(work, old, member->value))
            continue;
        member_put(was, member->name, old);
        member_put(became, member->name, member->value);
    }
}

static void differences(Work *work, const Entity *entity, const JsonValue *before, const JsonValue *after,
                        Text *out_was, Text *out_became)
{
    const JsonValue *custom_before = json_member(before, "custom");
    const JsonValue *custom_after = json_member(after, "custom");
    Buffer texts[2] = {buffer_new(work->arena, 4 << 20), buffer_new(work->arena, 4 << 20)};
    Json json[2] = {json_writer(&texts[0]), json_writer(&texts[1])};
    for (int i = 0; i < 2; i++)
        json_object(&json[i]);
    differing_put(work, before, after, entity, &json[0], &json[1]);
    if (custom_before && custom_after) {
        for (int i = 0; i < 2; i++) {
            json_name(&json[i], "custom");
            json_object(&json[i]);
        }
        differing_put(work, custom_before, custom_after, NULL, &json[0], &json[1]);
        for (int i = 0; i < 2; i++)
            json_end_object(&json[i]);
    }
    for (int i = 0; i < 2; i++)
        json_end_object(&json[i]);
    *out_was = buffer_text(&texts[0]);
    *out_became = buffer_text(&texts[1]);
}

/* ---- doing ---- */

static Result record_change(Work *work, const Entity *entity, int64_t id, const EntityInput *input)
{
    void *before = arena_alloc(work->arena, entity->record_bytes);
    void *after = arena_alloc(work->arena, entity->record_bytes);
    TRY(entity_find(work, entity, id, before));
    return entity->change ? entity->change(work, before, input, after)
                          : entity_change_plain(work, before, input, after);
}

static bool has_tag(Work *work, const Text *tags, size_t count, Text tag)
{
    Text key = text_fold(work->arena, tag);
    for (size_t i = 0; i < count; i++) {
        if (text_equals(text_fold(work->arena, tags[i]), key))
            return true;
    }
    return false;
}

/* The record's tags without some and with others, into the input. */
static void tags_put(Work *work, const JsonValue *record, const Text *add, size_t add_count, const Text *remove,
                     size_t remove_count, EntityInput *input)
{
    const JsonValue *list = json_member(record, "tags");
    Text *tags = ARENA_ARRAY(work->arena, Text, RECORD_TAGS_MAX + add_count);
    size_t count = 0;
    for (size_t i = 0; list && list->kind == JSON_LIST && i < list->list.count && count < RECORD_TAGS_MAX; i++) {
        Text tag = list->list.items[i].text;
        if (!has_tag(work, remove, remove_count, tag))
            tags[count++] = tag;
    }
    for (size_t i = 0; i < add_count; i++) {
        if (!has_tag(work, tags, count, add[i]))
            tags[count++] = add[i];
    }
    input->tags_given = true;
    input->tags = tags;
    input->tag_count = count;
}

static Result fields_do(Work *work, const BulkPlan *plan, int64_t id, const JsonValue *before)
{
    const JsonValue none = {.kind = JSON_OBJECT};
    EntityInput input;
    if (plan->changes == NULL && plan->add_count == 0 && plan->remove_count == 0)
        return done();
    TRY(entity_read_json(work, plan->entity, plan->changes ? plan->changes : &none, TEXT(""), false, &input));
    if (plan->add_count > 0 || plan->remove_count > 0)
        tags_put(work, before, plan->add_tags, plan->add_count, plan->remove_tags, plan->remove_count, &input);
    return record_change(work, plan->entity, id, &input);
}

static Result ticket_do(Work *work, const BulkPlan *plan, int64_t id)
{
    Ticket ticket;
    Ticket after;
    if (plan->macro_id)
        TRY(macro_apply(work, plan->macro_id, id));
    if (plan->merge_into == id)
        return fail(FAULT_CONFLICT, "It is the one that the others are merged into.");
    if (plan->merge_into)
        TRY(ticket_merge(work, plan->merge_into, id, &after));
    if (!plan->deletes && !plan->restores)
        return done();
    TRY(entity_find(work, &ticket_entity, id, &ticket));
    return plan->deletes ? ticket_delete(work, &ticket, &after) : ticket_restore(work, &ticket, &after);
}

Result bulk_step_do(Work *work, const BulkPlan *plan, int64_t id, Text *out_was, Text *out_became)
{
    const JsonValue *before;
    const JsonValue *after;
    void *record = arena_alloc(work->arena, plan->entity->record_bytes);
    TRY(entity_find(work, plan->entity, id, record));
    TRY(snapshot(work, plan->entity, id, &before));
    TRY(fields_do(work, plan, id, before));
    if (plan->entity == &ticket_entity)
        TRY(ticket_do(work, plan, id));
    if (plan->moves_stage)
        TRY(lifecycle_override(work, id, plan->stage, plan->reason, LIFECYCLE_FOREVER));
    TRY(snapshot(work, plan->entity, id, &after));
    differences(work, plan->entity, before, after, out_was, out_became);
    return done();
}

/* ---- taking back ---- */

typedef struct Undo {
    Work *work;
    const BulkPlan *plan;
    int64_t id;
    const JsonValue *was;
    const JsonValue *became;
    const JsonValue *now;
    JsonMember members[MEMBERS_MAX];
    size_t count;
    const char *kept;
} Undo;

static bool is_status(const JsonValue *object, const char *status)
{
    return text_is(json_text_member(object, "status"), status);
}

/* A ticket that was new cannot become new again: it is open then. */
static JsonMember member_back(const Undo *undo, const JsonMember *member)
{
    static const JsonValue open = {.kind = JSON_TEXT, .text = {"open", 4}};
    bool was_new = text_is(member->name, "status") && is_status(undo->was, "new");
    return was_new ? (JsonMember){member->name, &open} : *member;
}

/* The fields that stand as the action left them. */
static size_t fields_back(Undo *undo, const JsonValue *was, const JsonValue *became, const JsonValue *now,
                          JsonMember *out, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < was->object.count && count < max; i++) {
        const JsonMember *member = &was->object.members[i];
        const char *name = text_string(undo->work->arena, member->name);
        bool is_other = text_is(member->name, "tags") || text_is(member->name, "custom") ||
                        (undo->plan->entity != &ticket_entity && text_is(member->name, "stage"));
        if (is_other)
            continue;
        if (values_equal(undo->work, json_member(now, name), json_member(became, name)))
            out[count++] = member_back(undo, member);
        else
            undo->kept = "Somebody has changed it since.";
    }
    return count;
}

static bool list_has(const JsonValue *list, Text text)
{
    for (size_t i = 0; list && list->kind == JSON_LIST && i < list->list.count; i++) {
        if (text_equals(list->list.items[i].text, text))
            return true;
    }
    return false;
}

/* What `to` has and `from` has not. */
static size_t tags_missing(const JsonValue *from, const JsonValue *to, Text *out, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; to && to->kind == JSON_LIST && i < to->list.count && count < max; i++) {
        if (!list_has(from, to->list.items[i].text))
            out[count++] = to->list.items[i].text;
    }
    return count;
}

static void custom_back(Undo *undo)
{
    const JsonValue *was = json_member(undo->was, "custom");
    const JsonValue *became = json_member(undo->became, "custom");
    const JsonValue *now = json_member(undo->now, "custom");
    if (was == NULL || became == NULL || now == NULL || was->kind != JSON_OBJECT)
        return;
    JsonMember *members = ARENA_ARRAY(undo->work->arena, JsonMember, MEMBERS_MAX);
    size_t count = fields_back(undo, was, became, now, members, MEMBERS_MAX);
    if (count == 0)
        return;
    JsonValue *custom = ARENA_NEW(undo->work->arena, JsonValue);
    *custom = (JsonValue){.kind = JSON_OBJECT, .object = {members, count}};
    undo->members[undo->count++] = (JsonMember){TEXT("custom"), custom};
}

static Result fields_undo(Undo *undo)
{
    Work *work = undo->work;
    const JsonValue *tags_was = json_member(undo->was, "tags");
    const JsonValue *tags_became = json_member(undo->became, "tags");
    Text back[RECORD_TAGS_MAX];
    Text away[RECORD_TAGS_MAX];
    size_t back_count = tags_missing(tags_became, tags_was, back, RECORD_TAGS_MAX);
    size_t away_count = tags_missing(tags_was, tags_became, away, RECORD_TAGS_MAX);
    undo->count = fields_back(undo, undo->was, undo->became, undo->now, undo->members, MEMBERS_MAX - 1);
    custom_back(undo);
    if (undo->count == 0 && back_count == 0 && away_count == 0)
        return done();
    const JsonValue object = {.kind = JSON_OBJECT, .object = {undo->members, undo->count}};
    EntityInput input;
    TRY(entity_read_json(work, undo->plan->entity, &object, TEXT(""), false, &input));
    if (back_count > 0 || away_count > 0)
        tags_put(work, undo->now, back, back_count, away, away_count, &input);
    return record_change(work, undo->plan->entity, undo->id, &input);
}

static Result trash_undo(Undo *undo)
{
    Ticket ticket;
    Ticket after;
    if (!undo->plan->deletes && !undo->plan->restores)
        return done();
    TRY(entity_find(undo->work, &ticket_entity, undo->id, &ticket));
    return undo->plan->deletes ? ticket_restore(undo->work, &ticket, &after)
                               : ticket_delete(undo->work, &ticket, &after);
}

Result bulk_step_undo(Work *work, const BulkPlan *plan, int64_t id, Text was, Text became, const char **out_kept)
{
    Undo undo = {.work = work, .plan = plan, .id = id};
    void *record = arena_alloc(work->arena, plan->entity->record_bytes);
    TRY(json_read(work->arena, was, &undo.was));
    TRY(json_read(work->arena, became, &undo.became));
    TRY(entity_find(work, plan->entity, id, record));
    TRY(trash_undo(&undo));
    TRY(snapshot(work, plan->entity, id, &undo.now));
    Ticket parted;
    TRY(plan->merge_into ? ticket_unmerge(work, id, &parted) : fields_undo(&undo));
    if (plan->moves_stage)
        TRY(lifecycle_override_end(work, id));
    *out_kept = undo.kept;
    return done();
}
