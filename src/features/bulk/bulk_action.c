#include "bulk/bulk_action.h"

#include "bulk/bulk_plan.h"
#include "desk/macro.h"
#include "desk/ticket.h"
#include "people/agent.h"

static const char *const state_names[] = {"collecting", "running", "done",   "stopped",
                                          "failed",     "undoing", "undone", NULL};
static const char *const item_state_names[] = {"waiting", "done", "failed", "undone", "kept", NULL};

static const Field bulk_action_fields[] = {
    FIELD(BulkAction, id, FIELD_ID),
    FIELD(BulkAction, version, FIELD_VERSION),
    FIELD(BulkAction, entity, FIELD_TEXT, .has_default = true, .can = CAN_FILTER, .about = "tickets or customers."),
    FIELD(BulkAction, action, FIELD_JSON, .has_default = true, .about = "What is done to each, as it was asked."),
    FIELD(BulkAction, filter, FIELD_JSON, .about = "Which records; null when they were named."),
    FIELD(BulkAction, state, FIELD_CHOICE, .has_default = true, .choices = state_names, .can = CAN_FILTER),
    FIELD(BulkAction, agent_id, FIELD_REFERENCE, .to = &agent_entity, .column = "actor_agent_id", .can = CAN_FILTER,
          .about = "Who asked for it; null: an API key."),
    FIELD(BulkAction, total, FIELD_INT, .has_default = true, .about = "Records; it grows while they are collected."),
    FIELD(BulkAction, done, FIELD_INT, .has_default = true),
    FIELD(BulkAction, failed, FIELD_INT, .has_default = true, .about = "Left as they were; the items say why."),
    FIELD(BulkAction, undone, FIELD_INT, .has_default = true),
    FIELD(BulkAction, kept, FIELD_INT, .has_default = true,
          .about = "Not or not wholly taken back; the items say why."),
    FIELD(BulkAction, error, FIELD_TEXT, .bytes_max = 1000, .about = "Why it failed as a whole."),
    FIELD(BulkAction, created_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT),
    FIELD(BulkAction, updated_at, FIELD_TIME),
    FIELD(BulkAction, finished_at, FIELD_TIME),
};

/* One's own; leads and administrators see all. */
static Result bulk_action_visible(Work *work, const Filter **out_filter)
{
    *out_filter = NULL;
    if (work->actor.kind == ACTOR_SYSTEM || work->actor.role == ROLE_ADMIN || work->actor.role == ROLE_LEAD)
        return done();
    *out_filter =
        filter_is_int(work, &bulk_action_entity, "agent_id", work->actor.kind == ACTOR_AGENT ? work->actor.id : 0);
    return done();
}

const Entity bulk_action_entity = {
    .name = "bulk_action",
    .plural = "bulk_actions",
    .table = "bulk_actions",
    .record_bytes = sizeof(BulkAction),
    ENTITY_FIELDS(bulk_action_fields),
    .rights = &rights_desk,
    .methods = ENTITY_READS,
    .default_sort = "-created_at",
    .visible = bulk_action_visible,
    .about = "Something done to many records at once: its progress, and how it ended.",
};

static const Field bulk_item_fields[] = {
    FIELD(BulkItem, id, FIELD_ID),
    FIELD(BulkItem, bulk_id, FIELD_REFERENCE, .has_default = true, .to = &bulk_action_entity, .can = CAN_FILTER),
    FIELD(BulkItem, record_id, FIELD_INT, .has_default = true, .can = CAN_FILTER),
    FIELD(BulkItem, state, FIELD_CHOICE, .has_default = true, .choices = item_state_names, .can = CAN_FILTER),
    FIELD(BulkItem, reason, FIELD_TEXT, .bytes_max = 1000, .about = "Why it failed, or could not be taken back."),
};
const Entity bulk_item_entity = {
    .name = "bulk_item",
    .plural = "bulk_items",
    .table = "bulk_items",
    .record_bytes = sizeof(BulkItem),
    ENTITY_FIELDS(bulk_item_fields),
    .rights = &rights_desk,
    .default_sort = "id",
    .about = "One record of a bulk action.",
};

/* ---- beginning ---- */

static Result item_add(Work *work, int64_t bulk_id, int64_t record_id, int64_t *io_total)
{
    int64_t added = 0;
    TRY(db_run(work->db,
               DB_SQL("INSERT INTO bulk_items (bulk_id, record_id, state) VALUES ($1, $2, 'waiting') "
                      "ON CONFLICT (bulk_id, record_id) DO NOTHING"),
               DB_VALUES(db_int(bulk_id), db_int(record_id)), &added));
    *io_total += added;
    return done();
}

static Result ids_check(Work *work, const JsonValue *ids, const char *pointer, size_t max)
{
    if (ids->kind != JSON_LIST || ids->list.count > max)
        return work_fault(work, text_of(pointer), "wrong_type", "This is a list of at most %zu ids.", max);
    for (size_t i = 0; i < ids->list.count; i++) {
        if (ids->list.items[i].kind != JSON_INT)
            return work_fault(work, text_of(pointer), "wrong_type", "An id is an integer.");
    }
    return done();
}

typedef struct Asked {
    const JsonValue *ids; /* NULL: by the filter */
    const JsonValue *filter;
    const JsonValue *left_out;
} Asked;

static const JsonValue *given(const JsonValue *body, const char *name)
{
    const JsonValue *value = json_member(body, name);
    return value && value->kind != JSON_NULL ? value : NULL;
}

static Result asked_read(Work *work, const Entity *entity, const JsonValue *body, Asked *out)
{
    Asked asked = {given(body, "ids"), given(body, "filter"), given(body, "left_out")};
    if ((asked.ids == NULL) == (asked.filter == NULL))
        return work_fault(work, TEXT("/ids"), "required", "Name the records by ids or by a filter, not both.");
    if (asked.ids)
        TRY(ids_check(work, asked.ids, "/ids", BULK_IDS_MAX));
    if (asked.ids && asked.ids->list.count == 0)
        return work_fault(work, TEXT("/ids"), "required", "Name at least one record.");
    if (asked.left_out)
        TRY(ids_check(work, asked.left_out, "/left_out", BULK_IDS_MAX));
    if (asked.filter) {
        const Filter *filter;
        TRY(filter_read(work, entity, asked.filter, TEXT("/filter"), &filter));
    }
    *out = asked;
    return done();
}

static const char *const action_names[] = {"changes", "add_tags", "remove_tags", "macro_id", "merge_into",
                                           "delete",  "restore",  "stage",       "reason",   NULL};
static const char *const record_names[] = {"ids", "filter", "left_out", NULL};

static Result members_are_known(Work *work, const JsonValue *body)
{
    if (body == NULL || body->kind != JSON_OBJECT)
        return work_fault(work, TEXT(""), "wrong_type", "Send an object: which records, and what to do to each.");
    for (size_t i = 0; i < body->object.count; i++) {
        Text name = body->object.members[i].name;
        if (choice_index(action_names, name) < 0 && choice_index(record_names, name) < 0)
            return work_fault(work, text_format(work->arena, "/%.*s", TEXT_ARG(text_slice(name, 0, 60))),
                              "unknown_field", "A bulk action has no \"%.*s\".", TEXT_ARG(text_slice(name, 0, 60)));
    }
    return done();
}

/* What is done to each, without the words that say to which. */
static Text action_text(Work *work, const JsonValue *body)
{
    Buffer out = buffer_new(work->arena, 1 << 20);
    Json json = json_writer(&out);
    json_object(&json);
    for (size_t i = 0; action_names[i] != NULL; i++) {
        const JsonValue *value = given(body, action_names[i]);
        if (value == NULL)
            continue;
        json_name(&json, action_names[i]);
        json_value(&json, value);
    }
    json_end_object(&json);
    return buffer_text(&out);
}

static Result job_begin(Work *work, int64_t id)
{
    Text payload = text_format(work->arena, "{\"bulk_id\":%lld}", (long long)id);
    return job_add(work, BULK_JOB, text_format(work->arena, "bulk:%lld", (long long)id), payload, work->now);
}

Result bulk_action_begin(Work *work, const Entity *entity, const JsonValue *body, int64_t *out_id)
{
    Asked asked = {NULL, NULL, NULL};
    BulkPlan plan;
    int64_t total = 0;
    TRY(members_are_known(work, body));
    TRY(asked_read(work, entity, body, &asked));
    TRY(bulk_plan_read(work, entity, body, &plan));
    DbValue agent = db_int_if(work->actor.kind == ACTOR_AGENT, work->actor.id);
    TRY(db_one_int(
        work->db,
        DB_SQL("INSERT INTO bulk_actions (entity, action, filter, left_out, state, actor_kind, actor_id, "
               "actor_agent_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING id"),
        DB_VALUES(
            db_string(entity->plural), db_text(action_text(work, body)),
            db_text_if(asked.filter != NULL, asked.filter ? json_to_text(work->arena, asked.filter) : TEXT_NONE),
            db_text_if(asked.left_out != NULL, asked.left_out ? json_to_text(work->arena, asked.left_out) : TEXT_NONE),
            db_string(state_names[asked.ids ? BULK_RUNNING : BULK_COLLECTING]),
            db_string(actor_kind_name(work->actor.kind)), db_int(work->actor.id), agent, db_int(work->now)),
        out_id));
    for (size_t i = 0; asked.ids && i < asked.ids->list.count; i++)
        TRY(item_add(work, *out_id, asked.ids->list.items[i].integer, &total));
    TRY(db_run(work->db, DB_SQL("UPDATE bulk_actions SET total = $2 WHERE id = $1"),
               DB_VALUES(db_int(*out_id), db_int(total)), NULL));
    TRY(job_begin(work, *out_id));
    return event_add_changes(work, "bulk_action.created", &bulk_action_entity, *out_id, 0, 0,
                             text_format(work->arena, "{\"total\":[null,%lld]}", (long long)total));
}

/* ---- while it runs, and afterwards ---- */

static Result state_set(Work *work, int64_t id, BulkState from, BulkState to)
{
    TRY(db_run(work->db, DB_SQL("UPDATE bulk_actions SET state = $2, updated_at = $3 WHERE id = $1"),
               DB_VALUES(db_int(id), db_string(state_names[to]), db_int(work->now)), NULL));
    return event_add_changes(
        work, "bulk_action.changed", &bulk_action_entity, id, 0, 0,
        text_format(work->arena, "{\"state\":[\"%s\",\"%s\"]}", state_names[from], state_names[to]));
}

Result bulk_action_stop(Work *work, int64_t id)
{
    BulkAction action;
    TRY(entity_find(work, &bulk_action_entity, id, &action));
    if (action.state != BULK_COLLECTING && action.state != BULK_RUNNING)
        return fail(FAULT_CONFLICT, "It is not running any more.");
    TRY(db_run(work->db, DB_SQL("UPDATE bulk_actions SET finished_at = $2 WHERE id = $1"),
               DB_VALUES(db_int(id), db_int(work->now)), NULL));
    return state_set(work, id, (BulkState)action.state, BULK_STOPPED);
}

Result bulk_action_undo(Work *work, int64_t id)
{
    BulkAction action;
    TRY(entity_find(work, &bulk_action_entity, id, &action));
    bool has_ended = action.state == BULK_DONE || action.state == BULK_STOPPED || action.state == BULK_FAILED;
    if (!has_ended)
        return fail(FAULT_CONFLICT, action.state == BULK_UNDOING || action.state == BULK_UNDONE
                                        ? "It was taken back already."
                                        : "It is still running: stop it first.");
    if (action.created_at < work->now - BULK_KEPT_MS)
        return fail(FAULT_CONFLICT, "It was done too long ago to be taken back.");
    TRY(db_run(work->db,
               DB_SQL("UPDATE bulk_actions SET undo_actor_kind = $2, undo_actor_id = $3, finished_at = NULL "
                      "WHERE id = $1"),
               DB_VALUES(db_int(id), db_string(actor_kind_name(work->actor.kind)), db_int(work->actor.id)), NULL));
    TRY(job_begin(work, id));
    return state_set(work, id, (BulkState)action.state, BULK_UNDOING);
}
