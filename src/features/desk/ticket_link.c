#include "desk/ticket_link.h"

#include "base/json.h"
#include "desk/ticket_state.h"
#include "people/agent.h"

const char *const ticket_link_kind_names[] = {"related", "duplicate", "parent", "causes", NULL};

static const Field link_fields[] = {
    FIELD(TicketLink, id, FIELD_ID),
    FIELD(TicketLink, from_id, FIELD_REFERENCE, .to = &ticket_entity, .is_required = true, .can = CAN_FILTER),
    FIELD(TicketLink, to_id, FIELD_REFERENCE, .to = &ticket_entity, .is_required = true, .can = CAN_CREATE | CAN_FILTER,
          .about = "The other ticket."),
    FIELD(TicketLink, kind, FIELD_CHOICE, .is_required = true, .choices = ticket_link_kind_names,
          .can = CAN_CREATE | CAN_FILTER, .about = "What the first is to the other: its duplicate, parent, cause."),
    FIELD(TicketLink, agent_id, FIELD_REFERENCE, .to = &agent_entity, .about = "Who made it."),
    FIELD(TicketLink, created_at, FIELD_TIME),
};
enum { LINK_ID, LINK_FROM_ID, LINK_TO_ID, LINK_KIND, LINK_AGENT_ID, LINK_CREATED_AT };

const Entity ticket_link_entity = {
    .name = "ticket_link",
    .plural = "ticket_links",
    .table = "ticket_links",
    .record_bytes = sizeof(TicketLink),
    ENTITY_FIELDS(link_fields),
    .rights = &rights_desk,
    .default_sort = "id",
    .about = "What a ticket is to another.",
};

static const char find_sql[] = "SELECT id FROM ticket_links WHERE kind = $3 AND ((from_id = $1 AND to_id = $2) OR "
                               "(from_id = $2 AND to_id = $1 AND $4 = 1)) LIMIT 1";

static Result link_find(Work *work, int64_t from_id, int64_t to_id, TicketLinkKind kind, bool either_way,
                        int64_t *out_id)
{
    Result result = db_one_int(
        work->db, (DbSql){find_sql, true},
        DB_VALUES(db_int(from_id), db_int(to_id), db_string(ticket_link_kind_names[kind]), db_int(either_way)), out_id);
    if (result.fault != FAULT_NOT_FOUND)
        return result;
    *out_id = 0;
    return done();
}

/* Seen from each end: what the other is called there. */
static Result tell_both(Work *work, const Ticket *from, const Ticket *to, TicketLinkKind kind, bool is_added)
{
    const struct {
        const Ticket *ticket;
        const Ticket *other;
        const char *end;
    } ends[] = {{from, to, "to_id"}, {to, from, "from_id"}};
    for (size_t i = 0; i < 2; i++) {
        const char *form =
            is_added ? "{\"kind\":[null,\"%s\"],\"%s\":[null,%lld]}" : "{\"kind\":[\"%s\",null],\"%s\":[%lld,null]}";
        TRY(event_add_changes(
            work, is_added ? "ticket.linked" : "ticket.unlinked", &ticket_entity, ends[i].ticket->id,
            ends[i].ticket->customer_id, ends[i].ticket->id,
            text_format(work->arena, form, ticket_link_kind_names[kind], ends[i].end, (long long)ends[i].other->id)));
    }
    return done();
}

static Result link_is_allowed(Work *work, const Ticket *from, const Ticket *to, TicketLinkKind kind)
{
    int64_t contrary = 0;
    int64_t count = 0;
    TRY(ticket_is_kept(from));
    TRY(ticket_is_kept(to));
    if (from->id == to->id)
        return fail(FAULT_CONFLICT, "A ticket is not linked with itself.");
    if (kind != LINK_RELATED)
        TRY(link_find(work, to->id, from->id, kind, false, &contrary));
    if (contrary)
        return fail(FAULT_CONFLICT, "The tickets are linked the other way round: remove that link first.");
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COUNT(*) FROM (SELECT id FROM ticket_links WHERE from_id IN ($1, $2) UNION ALL "
                          "SELECT id FROM ticket_links WHERE to_id IN ($1, $2) LIMIT 1000) AS counted"),
                   DB_VALUES(db_int(from->id), db_int(to->id)), &count));
    if (count >= TICKET_LINKS_MAX)
        return failf(work->arena, FAULT_LIMIT, "A ticket has at most %d links.", TICKET_LINKS_MAX);
    return done();
}

Result ticket_link_add(Work *work, int64_t from_id, int64_t to_id, TicketLinkKind kind, int64_t *out_link_id)
{
    Ticket from;
    Ticket to;
    TRY(entity_find(work, &ticket_entity, from_id, &from));
    TRY(entity_find(work, &ticket_entity, to_id, &to));
    TRY(link_find(work, from_id, to_id, kind, kind == LINK_RELATED, out_link_id));
    if (*out_link_id)
        return done();
    TRY(link_is_allowed(work, &from, &to, kind));
    TicketLink link = {
        .has = FIELD_BIT(LINK_FROM_ID) | FIELD_BIT(LINK_TO_ID) | FIELD_BIT(LINK_KIND),
        .from_id = from_id,
        .to_id = to_id,
        .kind = kind,
    };
    if (work->actor.kind == ACTOR_AGENT) {
        link.agent_id = work->actor.id;
        link.has |= FIELD_BIT(LINK_AGENT_ID);
    }
    TRY(entity_insert(work, &ticket_link_entity, &link));
    *out_link_id = link.id;
    return tell_both(work, &from, &to, kind, true);
}

Result ticket_link_remove(Work *work, int64_t ticket_id, int64_t link_id)
{
    TicketLink link;
    Ticket from;
    Ticket to;
    TRY(entity_find(work, &ticket_link_entity, link_id, &link));
    if (link.from_id != ticket_id && link.to_id != ticket_id)
        return fail(FAULT_NOT_FOUND, "The ticket has no such link.");
    TRY(entity_find(work, &ticket_entity, link.from_id, &from));
    TRY(entity_find(work, &ticket_entity, link.to_id, &to));
    TRY(entity_delete(work, &ticket_link_entity, link.id));
    return tell_both(work, &from, &to, (TicketLinkKind)link.kind, false);
}

/* ---- over HTTP ---- */

/* A ticket at the other end that the caller may not see is not named. */
static Result link_write(Work *work, int64_t ticket_id, const TicketLink *link, Json *json)
{
    Ticket other;
    bool is_from = link->from_id == ticket_id;
    Result found = entity_find(work, &ticket_entity, is_from ? link->to_id : link->from_id, &other);
    if (found.fault == FAULT_NOT_FOUND)
        return done();
    TRY(found);
    json_object(json);
    json_put_int(json, "id", link->id);
    json_put_string(json, "kind", ticket_link_kind_names[link->kind]);
    json_put_string(json, "direction", is_from ? "to" : "from");
    json_name(json, "ticket");
    json_object(json);
    json_put_int(json, "id", other.id);
    json_put_int(json, "number", other.id);
    json_put_text(json, "subject", other.subject);
    json_put_string(json, "status", ticket_status_names[other.status]);
    json_put_bool(json, "is_deleted", (other.has & TICKET_HAS(DELETED_AT)) != 0);
    json_end_object(json);
    json_end_object(json);
    return done();
}

static Result links_read(Work *work, int64_t ticket_id, TicketLink *links, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, from_id, to_id, kind FROM (SELECT id, from_id, to_id, kind FROM ticket_links WHERE "
                        "from_id = $1 UNION ALL SELECT id, from_id, to_id, kind FROM ticket_links WHERE to_id = $1) AS "
                        "both_ends ORDER BY id LIMIT $2"),
                 DB_VALUES(db_int(ticket_id), db_int(TICKET_LINKS_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count == TICKET_LINKS_MAX)
            return done();
        int kind = choice_index(ticket_link_kind_names, db_column_text(&cursor, 3));
        links[(*out_count)++] = (TicketLink){
            .id = db_column_int(&cursor, 0),
            .from_id = db_column_int(&cursor, 1),
            .to_id = db_column_int(&cursor, 2),
            .kind = kind < 0 ? 0 : kind,
        };
    }
}

static Result links_write(Work *work, int64_t ticket_id, Answer *answer)
{
    Ticket ticket;
    TicketLink *links = ARENA_ARRAY(work->arena, TicketLink, TICKET_LINKS_MAX);
    size_t count;
    TRY(entity_find(work, &ticket_entity, ticket_id, &ticket));
    TRY(links_read(work, ticket.id, links, &count));
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (size_t i = 0; i < count; i++)
        TRY(link_write(work, ticket.id, &links[i], json));
    json_end_list(json);
    json_end_object(json);
    return done();
}

static Result links_get(Work *work, const Request *request, Answer *answer)
{
    return links_write(work, request->ids[0], answer);
}

static Result links_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Ticket ticket;
    int64_t link_id;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &ticket));
    TRY(request_read(work, request, &ticket_link_entity, &input));
    const TicketLink *link = input->record;
    TRY(ticket_link_add(work, request->ids[0], link->to_id, (TicketLinkKind)link->kind, &link_id));
    answer->status = 201;
    return links_write(work, request->ids[0], answer);
}

static Result link_delete(Work *work, const Request *request, Answer *answer)
{
    TRY(ticket_link_remove(work, request->ids[0], request->ids[1]));
    answer->status = 204;
    return done();
}

static const char links_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\"],\"additionalProperties\":false,\"properties\":{\"data\":{\"type\":"
    "\"array\",\"items\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"id\",\"kind\","
    "\"direction\",\"ticket\"],\"properties\":{\"id\":{\"type\":\"integer\"},\"kind\":{\"enum\":[\"related\","
    "\"duplicate\",\"parent\",\"causes\"]},\"direction\":{\"enum\":[\"to\",\"from\"],\"description\":\"to: this ticket "
    "is the other's parent, duplicate or cause; from: the other is this one's.\"},\"ticket\":{\"type\":\"object\","
    "\"additionalProperties\":false,\"required\":[\"id\",\"number\",\"subject\",\"status\",\"is_deleted\"],"
    "\"properties\":{\"id\":{\"type\":\"integer\"},\"number\":{\"type\":\"integer\"},\"subject\":{\"type\":"
    "\"string\"},\"status\":{\"enum\":[\"new\",\"open\",\"pending\",\"on_hold\",\"solved\",\"closed\"]},"
    "\"is_deleted\":{\"type\":\"boolean\"}}}}}}}}";

const Route ticket_link_routes[] = {
    {.method = "GET",
     .path = "/api/v1/tickets/{id}/links",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = links_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = links_schema,
     .about = "The tickets that it is linked with, either way, as the caller may see them."},
    {.method = "POST",
     .path = "/api/v1/tickets/{id}/links",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = links_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &ticket_link_entity,
     .gives = SHAPE_SCHEMA,
     .gives_schema = links_schema,
     .success = 201,
     .about = "Links it with another ticket; answers all its links."},
    {.method = "DELETE",
     .path = "/api/v1/tickets/{id}/links/{link_id}",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = link_delete,
     .success = 204,
     .about = "Removes a link, from whichever end."},
    {.path = NULL},
};
