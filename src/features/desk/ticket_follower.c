#include "desk/ticket_follower.h"

#include "desk/ticket.h"
#include "people/agent.h"

static const Field follower_fields[] = {
    FIELD(TicketFollower, id, FIELD_ID),
    FIELD(TicketFollower, ticket_id, FIELD_REFERENCE, .to = &ticket_entity, .is_required = true, .can = CAN_FILTER),
    FIELD(TicketFollower, agent_id, FIELD_REFERENCE, .to = &agent_entity, .is_required = true, .can = CAN_FILTER,
          .about = "Who follows."),
    FIELD(TicketFollower, created_at, FIELD_TIME),
};

static Result follower_visible(Work *work, const Filter **out_filter)
{
    return ticket_part_visible(work, &ticket_follower_entity, out_filter);
}

const Entity ticket_follower_entity = {
    .name = "ticket_follower",
    .plural = "ticket_followers",
    .table = "ticket_followers",
    .record_bytes = sizeof(TicketFollower),
    ENTITY_FIELDS(follower_fields),
    .rights = &rights_desk,
    .default_sort = "id",
    .visible = follower_visible,
    .about = "An agent who hears of a ticket that is another's.",
};

/* Whom a change is about: himself, or a colleague that somebody may write for. */
static Result may_set(Work *work, int64_t agent_id)
{
    if (work->actor.kind == ACTOR_AGENT && work->actor.id == agent_id)
        return done();
    return rights_need(work, &ticket_entity, RIGHT_WRITE);
}

static Result follower_find(Work *work, int64_t ticket_id, int64_t agent_id, int64_t *out_id)
{
    Result result =
        db_one_int(work->db, DB_SQL("SELECT id FROM ticket_followers WHERE ticket_id = $1 AND agent_id = $2"),
                   DB_VALUES(db_int(ticket_id), db_int(agent_id)), out_id);
    if (result.fault != FAULT_NOT_FOUND)
        return result;
    *out_id = 0;
    return done();
}

static Result tell(Work *work, const char *kind, const Ticket *ticket, const char *changes, int64_t agent_id)
{
    return event_add_changes(work, kind, &ticket_entity, ticket->id, ticket->customer_id, ticket->id,
                             text_format(work->arena, changes, (long long)agent_id));
}

Result ticket_follow(Work *work, int64_t ticket_id, int64_t agent_id)
{
    Ticket ticket;
    Agent agent;
    int64_t known = 0;
    int64_t count = 0;
    TRY(entity_find(work, &ticket_entity, ticket_id, &ticket));
    TRY(entity_find(work, &agent_entity, agent_id, &agent));
    TRY(may_set(work, agent_id));
    TRY(follower_find(work, ticket_id, agent_id, &known));
    if (known)
        return done();
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM ticket_followers WHERE ticket_id = $1"),
                   DB_VALUES(db_int(ticket_id)), &count));
    if (count >= TICKET_FOLLOWERS_MAX)
        return failf(work->arena, FAULT_LIMIT, "A ticket has at most %d followers.", TICKET_FOLLOWERS_MAX);
    TRY(db_run(work->db, DB_SQL("INSERT INTO ticket_followers (ticket_id, agent_id, created_at) VALUES ($1, $2, $3)"),
               DB_VALUES(db_int(ticket_id), db_int(agent_id), db_int(work->now)), NULL));
    return tell(work, "ticket.followed", &ticket, "{\"follower_id\":[null,%lld]}", agent_id);
}

Result ticket_unfollow(Work *work, int64_t ticket_id, int64_t agent_id)
{
    Ticket ticket;
    int64_t known = 0;
    TRY(entity_find(work, &ticket_entity, ticket_id, &ticket));
    TRY(may_set(work, agent_id));
    TRY(follower_find(work, ticket_id, agent_id, &known));
    if (known == 0)
        return done();
    TRY(db_run(work->db, DB_SQL("DELETE FROM ticket_followers WHERE id = $1"), DB_VALUES(db_int(known)), NULL));
    return tell(work, "ticket.unfollowed", &ticket, "{\"follower_id\":[%lld,null]}", agent_id);
}

/* ---- over HTTP ---- */

static Result followers_get(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &ticket));
    const Filter *of_ticket = filter_is_int(work, &ticket_follower_entity, "ticket_id", ticket.id);
    return answer_list(work, &ticket_follower_entity, of_ticket, request, answer);
}

static Result follower_put(Work *work, const Request *request, Answer *answer)
{
    TRY(ticket_follow(work, request->ids[0], request->ids[1]));
    answer->status = 204;
    return done();
}

static Result follower_delete(Work *work, const Request *request, Answer *answer)
{
    TRY(ticket_unfollow(work, request->ids[0], request->ids[1]));
    answer->status = 204;
    return done();
}

const Route ticket_follower_routes[] = {
    {.method = "GET",
     .path = "/api/v1/tickets/{id}/followers",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = followers_get,
     .gives = SHAPE_LIST,
     .gives_entity = &ticket_follower_entity,
     .about = "Who follows the ticket, in the order in which they began."},
    {.method = "PUT",
     .path = "/api/v1/tickets/{id}/followers/{agent_id}",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_WRITE,
     .handle = follower_put,
     .success = 204,
     .about = "The agent follows the ticket. Oneself, or others if one may change tickets."},
    {.method = "DELETE",
     .path = "/api/v1/tickets/{id}/followers/{agent_id}",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_WRITE,
     .handle = follower_delete,
     .success = 204,
     .about = "The agent follows the ticket no more."},
    {.path = NULL},
};
