#include "desk/hand_over.h"

#include "base/json.h"
#include "desk/ticket.h"
#include "people/agent.h"

typedef struct HandOver {
    FieldSet has;
    int64_t id;
    int64_t agent_id;
} HandOver;
static const Field hand_over_fields[] = {
    FIELD(HandOver, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(HandOver, agent_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_CREATE,
          .about = "Who gets them; null: nobody yet, the team sees them as unassigned."),
};
enum { HAND_OVER_ID, HAND_OVER_AGENT };
static const Entity hand_over_entity = {
    .name = "hand_over",
    .plural = "hand_overs",
    .record_bytes = sizeof(HandOver),
    ENTITY_FIELDS(hand_over_fields),
    .about = "To whom the open tickets of an agent go.",
};

#define OPEN_OF "FROM tickets WHERE agent_id = $1 AND status IN ('new', 'open', 'pending', 'on_hold')"

static Result open_count(Work *work, int64_t agent_id, int64_t *out_count)
{
    return db_one_int(work->db, DB_SQL("SELECT COUNT(*) " OPEN_OF), DB_VALUES(db_int(agent_id)), out_count);
}

static Result ids_read(Work *work, int64_t agent_id, int64_t *out_ids, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT id " OPEN_OF " ORDER BY id LIMIT $2"),
                 DB_VALUES(db_int(agent_id), db_int(HAND_OVER_MAX)), &cursor));
    *out_count = 0;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count == HAND_OVER_MAX)
            return done();
        out_ids[(*out_count)++] = db_column_int(&cursor, 0);
    }
}

static Result one_over(Work *work, int64_t ticket_id, const HandOver *to)
{
    Ticket before, after;
    bool found;
    TRY(entity_find_by(work, &ticket_entity, "id", db_int(ticket_id), &before, &found));
    if (!found)
        return done();
    EntityInput *input = entity_new_input(work, &ticket_entity);
    Ticket *given = input->record;
    input->given = TICKET_HAS(AGENT_ID);
    if (to->has & FIELD_BIT(HAND_OVER_AGENT)) {
        given->agent_id = to->agent_id;
        given->has = TICKET_HAS(AGENT_ID);
    }
    return ticket_change(work, &before, input, &after);
}

static Result to_check(Work *work, int64_t from_id, const HandOver *to)
{
    Agent agent;
    if (!(to->has & FIELD_BIT(HAND_OVER_AGENT)))
        return done();
    TRY(entity_find(work, &agent_entity, to->agent_id, &agent));
    if (agent.id == from_id || !agent.is_active)
        return work_fault(work, TEXT("/agent_id"), "not_allowed", "Name another agent, who is active.");
    return done();
}

static Result hand_over_post(Work *work, const Request *request, Answer *answer)
{
    Agent from;
    EntityInput *input;
    int64_t ids[HAND_OVER_MAX];
    size_t count;
    int64_t left = 0;
    TRY(entity_find(work, &agent_entity, request->ids[0], &from));
    TRY(request_read(work, request, &hand_over_entity, &input));
    const HandOver *to = input->record;
    TRY(to_check(work, from.id, to));
    TRY(ids_read(work, from.id, ids, &count));
    for (size_t i = 0; i < count; i++)
        TRY(one_over(work, ids[i], to));
    TRY(open_count(work, from.id, &left));
    json_object(&answer->json);
    json_put_int(&answer->json, "moved", (int64_t)count);
    json_put_int(&answer->json, "left", left);
    json_end_object(&answer->json);
    return done();
}

static Result load_get(Work *work, const Request *request, Answer *answer)
{
    Agent agent;
    int64_t open = 0;
    TRY(entity_find(work, &agent_entity, request->ids[0], &agent));
    TRY(open_count(work, agent.id, &open));
    json_object(&answer->json);
    json_put_int(&answer->json, "open_tickets", open);
    json_end_object(&answer->json);
    return done();
}

const Route hand_over_routes[] = {
    {.method = "GET",
     .path = "/api/v1/agents/{id}/load",
     .entity = &agent_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = load_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"open_tickets\"],\"properties\":{\"open_tickets\":{\"type\":"
                     "\"integer\"}}}",
     .about = "How many open tickets an agent has."},
    {.method = "POST",
     .path = "/api/v1/agents/{id}/hand_over",
     .entity = &agent_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = hand_over_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &hand_over_entity,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"moved\",\"left\"],\"properties\":{\"moved\":{\"type\":"
                     "\"integer\"},\"left\":{\"type\":\"integer\"}}}",
     .about =
         "Gives the agent's open tickets to another agent or to nobody, 50 a call; call again while some are left."},
    {.path = NULL},
};
