#include "desk/macro.h"

#include "base/json.h"
#include "base/template.h"
#include "desk/message.h"
#include "desk/shared_record.h"
#include "people/agent.h"

static const Field macro_fields[] = {
    FIELD(Macro, id, FIELD_ID),
    FIELD(Macro, version, FIELD_VERSION),
    FIELD(Macro, name, FIELD_TEXT, .is_required = true, .bytes_max = 120, .folded_in = "name_key", .can = CAN_WRITE,
          .format = FORMAT_LINE),
    FIELD(Macro, actions, FIELD_JSON, .is_required = true, .bytes_max = 40000, .can = CAN_WRITE,
          .about =
              "A list of {field, value}, {add_tag}, {reply} and {note}; replies and notes are Mustache templates."),
    FIELD(Macro, is_shared, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "Seen by all; else by who made it."),
    FIELD(Macro, agent_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_FILTER, .about = "Who made it."),
    FIELD(Macro, position, FIELD_INT, .has_default = true, .low = 0, .high = 100000, .can = CAN_WRITE | CAN_SORT),
    FIELD(Macro, created_at, FIELD_TIME),
    FIELD(Macro, updated_at, FIELD_TIME),
};
enum { MACRO_ID, MACRO_VERSION, MACRO_NAME, MACRO_ACTIONS, MACRO_IS_SHARED, MACRO_AGENT_ID, MACRO_POSITION };

static Result macro_visible(Work *work, const Filter **out_filter)
{
    return shared_record_visible(work, &macro_entity, out_filter);
}

/* ---- reading the actions ---- */

typedef struct MacroPlan {
    JsonMember fields[MACRO_ACTIONS_MAX];
    size_t field_count;
    Text tags[MACRO_ACTIONS_MAX];
    size_t tag_count;
    struct {
        Text source;
        bool is_public;
    } messages[MACRO_ACTIONS_MAX];
    size_t message_count;
} MacroPlan;

static Result action_fault(Work *work, size_t index, const char *what)
{
    return work_fault(work, text_format(work->arena, "/actions/%zu", index), "wrong_type", "%s", what);
}

static Result action_message(Work *work, size_t index, const JsonValue *source, bool is_public, MacroPlan *plan)
{
    if (source->kind != JSON_TEXT || text_is_empty(text_trim(source->text)))
        return action_fault(work, index, "The template must be a text that is not empty.");
    Result checked = template_check(work->arena, source->text);
    if (!is_ok(checked))
        return action_fault(work, index, checked.why);
    plan->messages[plan->message_count].source = source->text;
    plan->messages[plan->message_count++].is_public = is_public;
    return done();
}

static Result action_field(Work *work, size_t index, const JsonValue *action, MacroPlan *plan)
{
    Text name = json_text_member(action, "field");
    const JsonValue *value = json_member(action, "value");
    int field = entity_field_index(&ticket_entity, name);
    if (field < 0 || !(ticket_entity.fields[field].can & CAN_WRITE) || field == TICKET_FIELD_CUSTOMER_ID)
        return action_fault(work, index, "This is no field of a ticket that a macro may set.");
    if (value == NULL || action->object.count != 2)
        return action_fault(work, index, "An action on a field has \"field\" and \"value\".");
    for (size_t i = 0; i < plan->field_count; i++) {
        if (text_equals(plan->fields[i].name, name))
            return action_fault(work, index, "The field is set twice.");
    }
    plan->fields[plan->field_count++] = (JsonMember){name, value};
    return done();
}

static Result action_read(Work *work, size_t index, const JsonValue *action, MacroPlan *plan)
{
    if (action->kind != JSON_OBJECT)
        return action_fault(work, index, "An action is an object.");
    if (json_member(action, "field"))
        return action_field(work, index, action, plan);
    if (action->object.count != 1)
        return action_fault(work, index, "An action is {field, value}, {add_tag}, {reply} or {note}.");
    const JsonValue *value = action->object.members[0].value;
    Text name = action->object.members[0].name;
    if (text_is(name, "reply") || text_is(name, "note"))
        return action_message(work, index, value, text_is(name, "reply"), plan);
    if (!text_is(name, "add_tag") || value->kind != JSON_TEXT || text_is_empty(text_trim(value->text)))
        return action_fault(work, index, "An action is {field, value}, {add_tag}, {reply} or {note}.");
    plan->tags[plan->tag_count++] = text_trim(value->text);
    return done();
}

static Result actions_read(Work *work, Text source, MacroPlan *out_plan)
{
    const JsonValue *list;
    TRY(json_read(work->arena, source, &list));
    *out_plan = (MacroPlan){.field_count = 0};
    if (list->kind != JSON_LIST || list->list.count == 0 || list->list.count > MACRO_ACTIONS_MAX)
        return work_fault(work, TEXT("/actions"), "wrong_type", "Actions are a list of 1 to %d objects.",
                          MACRO_ACTIONS_MAX);
    for (size_t i = 0; i < list->list.count; i++)
        TRY(action_read(work, i, &list->list.items[i], out_plan));
    return done();
}

/* ---- keeping macros ---- */

static Result macro_add(Work *work, const EntityInput *input, void *out_record)
{
    Macro *macro = input->record;
    MacroPlan plan;
    TRY(actions_read(work, macro->actions, &plan));
    if (!(macro->has & FIELD_BIT(MACRO_POSITION)))
        TRY(db_one_int(work->db, DB_SQL("SELECT COALESCE(MAX(position), 0) + 1 FROM macros"), DB_NO_VALUES,
                       &macro->position));
    TRY(shared_record_begin(work, (macro->has & FIELD_BIT(MACRO_IS_SHARED)) != 0, &macro->is_shared, &macro->agent_id));
    if (macro->agent_id != 0)
        macro->has |= FIELD_BIT(MACRO_AGENT_ID);
    macro->has |= FIELD_BIT(MACRO_IS_SHARED) | FIELD_BIT(MACRO_POSITION);
    return entity_add_plain(work, input, out_record);
}

static Result macro_change(Work *work, const void *before_record, const EntityInput *input, void *out_record)
{
    const Macro *before = before_record;
    Macro after = *before;
    MacroPlan plan;
    entity_apply_input(input, &after);
    TRY(shared_record_may_write(work, before->is_shared || after.is_shared, before->agent_id));
    TRY(actions_read(work, after.actions, &plan));
    return entity_change_plain(work, before, input, out_record);
}

static Result macro_remove(Work *work, const void *before)
{
    const Macro *macro = before;
    TRY(shared_record_may_write(work, macro->is_shared != 0, macro->agent_id));
    return entity_remove_plain(work, &macro_entity, before);
}

const Entity macro_entity = {
    .name = "macro",
    .plural = "macros",
    .table = "macros",
    .record_bytes = sizeof(Macro),
    ENTITY_FIELDS(macro_fields),
    .rights = &shared_record_rights,
    .methods = ENTITY_ALL,
    .default_sort = "position",
    .visible = macro_visible,
    .add = macro_add,
    .change = macro_change,
    .remove = macro_remove,
    .about = "Steps that agents do to tickets again and again.",
};

const Route macro_routes[] = {
    RESOURCE("/api/v1/macros", &macro_entity),
    {.path = NULL},
};

/* ---- doing them ---- */

static Result shown(Work *work, const Entity *entity, int64_t id, Json *json)
{
    json_name(json, entity->name);
    if (id != 0)
        return entity_write_json(work, entity, id, TEXT_NONE, json, NULL);
    json_null(json);
    return done();
}

static Result template_values(Work *work, const Ticket *ticket, const JsonValue **out_values)
{
    Buffer text = buffer_new(work->arena, 1 << 20);
    Json json = json_writer(&text);
    json_object(&json);
    TRY(shown(work, &ticket_entity, ticket->id, &json));
    TRY(shown(work, &customer_entity, ticket->customer_id, &json));
    TRY(shown(work, &agent_entity, work->actor.kind == ACTOR_AGENT ? work->actor.id : 0, &json));
    json_end_object(&json);
    return json_read(work->arena, buffer_text(&text), out_values);
}

/* "me" is who applies the macro. */
static const JsonValue *field_value(Work *work, const JsonMember *member)
{
    bool is_me = text_is(member->name, "agent_id") && member->value->kind == JSON_TEXT &&
                 text_is(member->value->text, "me") && work->actor.kind == ACTOR_AGENT;
    if (!is_me)
        return member->value;
    JsonValue *me = ARENA_NEW(work->arena, JsonValue);
    *me = (JsonValue){.kind = JSON_INT, .integer = work->actor.id};
    return me;
}

/* The ticket's tags and those of the macro: writing tags replaces them all. */
static Result all_tags(Work *work, const Ticket *ticket, const MacroPlan *plan, EntityInput *input)
{
    enum { TAGS_MAX = 200 };
    Text *tags = ARENA_ARRAY(work->arena, Text, TAGS_MAX + MACRO_ACTIONS_MAX);
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT n.name FROM taggings g JOIN tags n ON n.id = g.tag_id WHERE g.entity = 'ticket' AND "
                        "g.record_id = $1 ORDER BY n.id LIMIT 200"),
                 DB_VALUES(db_int(ticket->id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || count == TAGS_MAX)
            break;
        tags[count++] = text_copy(work->arena, db_column_text(&cursor, 0));
    }
    for (size_t i = 0; i < plan->tag_count; i++)
        tags[count++] = plan->tags[i];
    input->tags_given = true;
    input->tags = tags;
    input->tag_count = count;
    return done();
}

static Result apply_fields(Work *work, const MacroPlan *plan, Ticket *ticket)
{
    if (plan->field_count == 0 && plan->tag_count == 0)
        return done();
    JsonMember members[MACRO_ACTIONS_MAX];
    for (size_t i = 0; i < plan->field_count; i++)
        members[i] = (JsonMember){plan->fields[i].name, field_value(work, &plan->fields[i])};
    const JsonValue object = {.kind = JSON_OBJECT, .object = {members, plan->field_count}};
    EntityInput input;
    Ticket after;
    TRY(entity_read_json(work, &ticket_entity, &object, TEXT(""), false, &input));
    if (plan->tag_count > 0)
        TRY(all_tags(work, ticket, plan, &input));
    TRY(ticket_change(work, ticket, &input, &after));
    *ticket = after;
    return done();
}

static Result apply_message(Work *work, Ticket *ticket, const JsonValue *values, Text source, bool is_public)
{
    Text text;
    Message message;
    TRY(template_render(work->arena, source, values, NULL, TEMPLATE_PLAIN, &text));
    MessageDraft draft = {
        .author_kind = work->actor.kind == ACTOR_SYSTEM ? AUTHOR_SYSTEM : AUTHOR_AGENT,
        .author_id = work->actor.kind == ACTOR_AGENT ? work->actor.id : 0,
        .author_name = work->actor.name,
        .direction = DIRECTION_OUT,
        .is_public = is_public,
        .kind = MESSAGE_PLAIN,
        .text = text,
    };
    return message_add(work, ticket, &draft, &message);
}

Result macro_apply(Work *work, int64_t macro_id, int64_t ticket_id)
{
    Macro macro;
    Ticket ticket;
    MacroPlan plan;
    TRY(entity_find(work, &macro_entity, macro_id, &macro));
    TRY(entity_find(work, &ticket_entity, ticket_id, &ticket));
    TRY(actions_read(work, macro.actions, &plan));
    if (plan.message_count > 0) {
        const JsonValue *values;
        TRY(template_values(work, &ticket, &values));
        for (size_t i = 0; i < plan.message_count; i++)
            TRY(apply_message(work, &ticket, values, plan.messages[i].source, plan.messages[i].is_public));
    }
    return apply_fields(work, &plan, &ticket);
}

/* ---- seeing what they would do ---- */

Result macro_render(Work *work, const Ticket *ticket, Text source, Text *out_text)
{
    const JsonValue *values;
    TRY(template_values(work, ticket, &values));
    return template_render(work->arena, source, values, NULL, TEMPLATE_PLAIN, out_text);
}

/* All replies, or all notes, as one text. */
static Result preview_words(Work *work, const MacroPlan *plan, const Ticket *ticket, bool is_public, Json *json)
{
    Buffer all = buffer_new(work->arena, TEMPLATE_OUTPUT_BYTES_MAX);
    json_name(json, is_public ? "reply" : "note");
    for (size_t i = 0; i < plan->message_count; i++) {
        Text text;
        if (plan->messages[i].is_public != is_public)
            continue;
        TRY(macro_render(work, ticket, plan->messages[i].source, &text));
        buffer_addf(&all, "%s%.*s", all.length > 0 ? "\n\n" : "", TEXT_ARG(text));
    }
    if (all.length > 0)
        json_text(json, buffer_text(&all));
    else
        json_null(json);
    return done();
}

static void preview_field(Work *work, const JsonValue *ticket, const JsonMember *field, Json *json)
{
    const JsonValue *before = json_member(ticket, text_string(work->arena, field->name));
    const JsonValue *after = field_value(work, field);
    if (before && text_equals(json_to_text(work->arena, before), json_to_text(work->arena, after)))
        return;
    json_object(json);
    json_put_text(json, "field", field->name);
    json_name(json, "before");
    if (before)
        json_value(json, before);
    else
        json_null(json);
    json_name(json, "after");
    json_value(json, after);
    json_end_object(json);
}

static bool has_tag(const JsonValue *ticket, Text name)
{
    const JsonValue *tags = json_member(ticket, "tags");
    for (size_t i = 0; tags && tags->kind == JSON_LIST && i < tags->list.count; i++)
        if (text_equals(tags->list.items[i].text, name))
            return true;
    return false;
}

static Result preview_changes(Work *work, const MacroPlan *plan, const Ticket *ticket, Json *json)
{
    Buffer text = buffer_new(work->arena, 1 << 20);
    Json now = json_writer(&text);
    const JsonValue *shown_now;
    TRY(entity_write_json(work, &ticket_entity, ticket->id, TEXT_NONE, &now, NULL));
    TRY(json_read(work->arena, buffer_text(&text), &shown_now));
    json_name(json, "changes");
    json_list(json);
    for (size_t i = 0; i < plan->field_count; i++)
        preview_field(work, shown_now, &plan->fields[i], json);
    json_end_list(json);
    json_name(json, "tags");
    json_list(json);
    for (size_t i = 0; i < plan->tag_count; i++)
        if (!has_tag(shown_now, plan->tags[i]))
            json_text(json, plan->tags[i]);
    json_end_list(json);
    return done();
}

Result macro_preview(Work *work, int64_t macro_id, int64_t ticket_id, Json *json)
{
    Macro macro;
    Ticket ticket;
    MacroPlan plan;
    TRY(entity_find(work, &macro_entity, macro_id, &macro));
    TRY(entity_find(work, &ticket_entity, ticket_id, &ticket));
    TRY(actions_read(work, macro.actions, &plan));
    json_object(json);
    TRY(preview_words(work, &plan, &ticket, true, json));
    TRY(preview_words(work, &plan, &ticket, false, json));
    TRY(preview_changes(work, &plan, &ticket, json));
    json_end_object(json);
    return done();
}
