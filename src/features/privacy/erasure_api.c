/* Wishes to be forgotten: asked for, looked at beforehand, cancelled. */
#include "model/event.h"
#include "model/filter.h"
#include "people/agent.h"
#include "people/customer.h"
#include "privacy/erasure.h"

static const Field erasure_fields[] = {
    FIELD(Erasure, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the wish."),
    FIELD(Erasure, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Erasure, customer_id, FIELD_REFERENCE, .to = &customer_entity, .is_required = true,
          .can = CAN_CREATE | CAN_FILTER, .about = "Who is to be forgotten."),
    FIELD(Erasure, state, FIELD_CHOICE, .has_default = true, .choices = erasure_state_names, .can = CAN_FILTER,
          .about = "It waits until due_at, and can be cancelled as long."),
    FIELD(Erasure, reason, FIELD_TEXT, .bytes_max = 1000, .is_required = true, .can = CAN_CREATE,
          .about = "Why, and how the wish came."),
    FIELD(Erasure, agent_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_FILTER, .about = "Who asked for it."),
    FIELD(Erasure, due_at, FIELD_TIME, .has_default = true, .about = "When it is carried out."),
    FIELD(Erasure, ended_at, FIELD_TIME, .about = "When it was carried out or cancelled."),
    FIELD(Erasure, ended_by, FIELD_REFERENCE, .to = &agent_entity, .about = "Who cancelled it."),
    FIELD(Erasure, removed, FIELD_JSON, .about = "What went, counted."),
    FIELD(Erasure, kept, FIELD_JSON, .about = "What stayed, counted."),
    FIELD(Erasure, created_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "When it was asked for."),
    FIELD(Erasure, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

/* Staff see on the customer's page that one waits; asking for it is for who answers for the data. */
static const EntityRights erasure_rights = {.of = {
                                                [ROLE_ADMIN] = RIGHTS_ALL,
                                                [ROLE_LEAD] = RIGHT_READ | RIGHT_WRITE | RIGHT_EXPORT,
                                                [ROLE_AGENT] = RIGHT_READ,
                                                [ROLE_COLLABORATOR] = RIGHT_READ,
                                                [ROLE_ANALYST] = RIGHT_READ,
                                            }};

const Entity erasure_entity = {
    .name = "erasure",
    .plural = "erasures",
    .table = "erasures",
    .record_bytes = sizeof(Erasure),
    ENTITY_FIELDS(erasure_fields),
    .rights = &erasure_rights,
    .methods = ENTITY_READS,
    .default_sort = "-created_at",
    .about = "A person's wish to be forgotten.",
};

/* ---- asking ---- */

typedef struct ErasureWish {
    FieldSet has;
    int64_t id;
    int64_t customer_id;
    Text reason;
    int64_t days;
} ErasureWish;
static const Field wish_fields[] = {
    FIELD(ErasureWish, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(ErasureWish, customer_id, FIELD_REFERENCE, .to = &customer_entity, .is_required = true, .can = CAN_CREATE,
          .about = "Who is to be forgotten."),
    FIELD(ErasureWish, reason, FIELD_TEXT, .bytes_max = 1000, .is_required = true, .can = CAN_CREATE,
          .about = "Why, and how the wish came."),
    FIELD(ErasureWish, days, FIELD_INT, .low = 0, .high = ERASURE_DAYS_MAX, .can = CAN_CREATE,
          .about = "How long it waits; 7 unless told otherwise, 0: at once."),
};
static const Entity wish_shape = {
    .name = "erasure_wish",
    .plural = "erasure_wishes",
    .record_bytes = sizeof(ErasureWish),
    ENTITY_FIELDS(wish_fields),
    .about = "A wish to be forgotten.",
};

/* 0 when none waits. */
static Result waiting_find(Work *work, int64_t customer_id, int64_t *out_id)
{
    *out_id = 0;
    Result found = db_one_int(work->db,
                              DB_SQL("SELECT id FROM erasures WHERE customer_id = $1 AND state = 'waiting' "
                                     "ORDER BY id LIMIT 1"),
                              DB_VALUES(db_int(customer_id)), out_id);
    return found.fault == FAULT_NOT_FOUND ? done() : found;
}

static Result wish_check(Work *work, const ErasureWish *wish)
{
    Customer customer;
    int64_t waiting;
    if (text_is_empty(text_trim(wish->reason)))
        return work_fault(work, TEXT("/reason"), "required", "Say why, and how the wish came.");
    TRY(entity_find(work, &customer_entity, wish->customer_id, &customer));
    if (customer.erased_at != 0)
        return fail(FAULT_CONFLICT, "This person was forgotten already.");
    TRY(waiting_find(work, wish->customer_id, &waiting));
    return waiting == 0 ? done() : fail(FAULT_CONFLICT, "This person's wish waits already.");
}

static Result wish_store(Work *work, const ErasureWish *wish, int64_t *out_id)
{
    bool is_given = wish->has & entity_bit(&wish_shape, "days");
    int64_t due_at = work->now + (is_given ? wish->days : ERASURE_DAYS) * DAY_MS;
    bool is_agent = work->actor.kind == ACTOR_AGENT;
    TRY(db_one_int(work->db,
                   DB_SQL("INSERT INTO erasures (customer_id, state, reason, agent_id, due_at, created_at, updated_at) "
                          "VALUES ($1, 'waiting', $2, $3, $4, $5, $5) RETURNING id"),
                   DB_VALUES(db_int(wish->customer_id), db_text(wish->reason), db_int_if(is_agent, work->actor.id),
                             db_int(due_at), db_int(work->now)),
                   out_id));
    return event_add_changes(work, "erasure.asked", &erasure_entity, *out_id, wish->customer_id, 0,
                             TEXT("{\"state\":[null,\"waiting\"]}"));
}

static Result erasure_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    int64_t id;
    Erasure erasure;
    TRY(request_read(work, request, &wish_shape, &input));
    TRY(wish_check(work, input->record));
    TRY(wish_store(work, input->record, &id));
    TRY(entity_find(work, &erasure_entity, id, &erasure));
    if (erasure.due_at <= work->now)
        TRY(erasure_carry_out(work, &erasure));
    return answer_created(work, &erasure_entity, id, request, answer);
}

static Result cancel_post(Work *work, const Request *request, Answer *answer)
{
    Erasure erasure;
    TRY(entity_find(work, &erasure_entity, request->ids[0], &erasure));
    if (erasure.state == ERASURE_DONE)
        return fail(FAULT_CONFLICT, "It was carried out: what is gone cannot come back.");
    if (erasure.state == ERASURE_WAITING) {
        bool is_agent = work->actor.kind == ACTOR_AGENT;
        TRY(db_run(
            work->db,
            DB_SQL("UPDATE erasures SET version = version + 1, state = 'cancelled', ended_at = $2, ended_by = $3, "
                   "updated_at = $2 WHERE id = $1"),
            DB_VALUES(db_int(erasure.id), db_int(work->now), db_int_if(is_agent, work->actor.id)), NULL));
        TRY(event_add_changes(work, "erasure.cancelled", &erasure_entity, erasure.id, erasure.customer_id, 0,
                              TEXT("{\"state\":[\"waiting\",\"cancelled\"]}")));
    }
    return answer_record(work, &erasure_entity, erasure.id, request, answer);
}

/* ---- looking beforehand ---- */

static Result reasons_to_wait(Work *work, int64_t customer_id, Json *json)
{
    static const struct {
        const char *code;
        DbSql sql;
    } reasons[] = {
        {"open_tickets",
         {"SELECT COUNT(id) FROM tickets WHERE customer_id = $1 AND deleted_at IS NULL AND status NOT IN "
          "('solved', 'closed')",
          true}},
        {"open_invoices", {"SELECT COUNT(id) FROM invoices WHERE customer_id = $1 AND status = 'open'", true}},
        {"open_orders",
         {"SELECT COUNT(id) FROM orders WHERE customer_id = $1 AND status IN ('open', 'paid', 'shipped')", true}},
        {"running_contracts", {"SELECT COUNT(id) FROM contracts WHERE customer_id = $1 AND ended_at IS NULL", true}},
    };
    json_name(json, "unsettled");
    json_object(json);
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        int64_t count;
        TRY(db_one_int(work->db, reasons[i].sql, DB_VALUES(db_int(customer_id)), &count));
        json_put_int(json, reasons[i].code, count);
    }
    json_end_object(json);
    return done();
}

static Result preview_get(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    Text removed, kept;
    int64_t waiting;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    TRY(erasure_count(work, customer.id, &removed, &kept));
    TRY(waiting_find(work, customer.id, &waiting));
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "removed");
    json_raw(json, removed);
    json_name(json, "kept");
    json_raw(json, kept);
    TRY(reasons_to_wait(work, customer.id, json));
    json_name(json, "waiting");
    if (waiting == 0)
        json_null(json);
    else
        TRY(entity_write_json(work, &erasure_entity, waiting, TEXT_NONE, json, NULL));
    json_end_object(json);
    return done();
}

#define COUNTS_SCHEMA "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}"

const Route erasure_routes[] = {
    RESOURCE("/api/v1/erasures", &erasure_entity),
    {.method = "POST",
     .path = "/api/v1/erasures",
     .entity = &erasure_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = erasure_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &wish_shape,
     .gives = SHAPE_RECORD,
     .gives_entity = &erasure_entity,
     .success = 201,
     .about = "A person wishes to be forgotten: after some days names, addresses, words and files are gone for good."},
    {.method = "POST",
     .path = "/api/v1/erasures/{id}/cancel",
     .entity = &erasure_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = cancel_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &erasure_entity,
     .about = "Takes the wish back as long as it waits."},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/erasure",
     .entity = &erasure_entity,
     .right = RIGHT_READ,
     .runs = RUNS_SLOW,
     .handle = preview_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema =
         "{\"type\":\"object\",\"required\":[\"removed\",\"kept\",\"unsettled\",\"waiting\"],\"properties\":{"
         "\"removed\":" COUNTS_SCHEMA ",\"kept\":" COUNTS_SCHEMA ",\"unsettled\":" COUNTS_SCHEMA
         ",\"waiting\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/Erasure\"},{\"type\":\"null\"}]}}}",
     .about = "What forgetting this person would remove, what the law keeps, and what is not settled yet."},
    {.path = NULL},
};
