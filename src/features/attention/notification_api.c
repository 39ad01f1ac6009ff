/* An agent's own notifications over HTTP: the list is the dictionary's, marking is here. */
#include "attention/notification.h"

static Result agent_need(const Work *work)
{
    return work->actor.kind == ACTOR_AGENT ? done() : fail(FAULT_NOT_FOUND, "An API key has no notifications.");
}

/* Counted and told apart by ticket, so that a screen knows where something waits. */
static Result unread_get(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    int64_t *tickets;
    size_t ticket_count;
    int64_t count;
    TRY(agent_need(work));
    TRY(notification_find_unread(work, work->actor.id, &count, &tickets, &ticket_count));
    Json *json = &answer->json;
    json_object(json);
    json_put_int(json, "count", count);
    json_name(json, "tickets");
    json_list(json);
    for (size_t i = 0; i < ticket_count; i++)
        json_int(json, tickets[i]);
    json_end_list(json);
    json_end_object(json);
    answer_header(answer, "Cache-Control", TEXT("no-store"));
    return done();
}

static Result ids_read(Work *work, const JsonValue *list, NotificationSet *of)
{
    if (list->kind != JSON_LIST || list->list.count > 1000)
        return work_fault(work, TEXT("/ids"), "wrong_type", "This is a list of at most 1,000 ids.");
    int64_t *ids = ARENA_ARRAY(work->arena, int64_t, list->list.count);
    for (size_t i = 0; i < list->list.count; i++) {
        if (list->list.items[i].kind != JSON_INT)
            return work_fault(work, TEXT("/ids"), "wrong_type", "An id is a whole number.");
        ids[i] = list->list.items[i].integer;
    }
    of->ids = ids;
    of->id_count = list->list.count;
    return done();
}

static Result set_read(Work *work, const JsonValue *body, NotificationSet *of)
{
    const JsonValue *ids = json_member(body, "ids");
    const JsonValue *ticket = json_member(body, "ticket_id");
    Text until = json_text_member(body, "until");
    bool is_day;
    if (ids)
        TRY(ids_read(work, ids, of));
    if (ticket && ticket->kind != JSON_INT)
        return work_fault(work, TEXT("/ticket_id"), "wrong_type", "This is the id of a ticket.");
    of->ticket_id = ticket ? ticket->integer : 0;
    if (until.data && !is_ok(time_read(until, &of->until_ms, &is_day)))
        return work_fault(work, TEXT("/until"), "wrong_format", "This is an instant: 2026-01-05T09:00:00Z.");
    return done();
}

static Result marked_answer(Work *work, const NotificationSet *of, bool is_read, Answer *answer)
{
    int64_t *ids;
    size_t count;
    int64_t unread;
    int64_t *tickets;
    size_t ticket_count;
    TRY(notification_mark(work, work->actor.id, of, is_read, &ids, &count));
    TRY(notification_find_unread(work, work->actor.id, &unread, &tickets, &ticket_count));
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "ids");
    json_list(json);
    for (size_t i = 0; i < count; i++)
        json_int(json, ids[i]);
    json_end_list(json);
    json_put_int(json, "unread", unread);
    json_end_object(json);
    return done();
}

static Result flag_read(Work *work, const JsonValue *body, bool *out_is_read)
{
    const JsonValue *read = json_member(body, "read");
    if (read && read->kind != JSON_BOOL)
        return work_fault(work, TEXT("/read"), "wrong_type", "This must be true or false.");
    *out_is_read = read == NULL || read->boolean;
    return done();
}

static Result read_post(Work *work, const Request *request, Answer *answer)
{
    NotificationSet of = {0};
    bool is_read = false;
    TRY(agent_need(work));
    TRY(set_read(work, request->json, &of));
    TRY(flag_read(work, request->json, &is_read));
    return marked_answer(work, &of, is_read, answer);
}

static Result notification_patch(Work *work, const Request *request, Answer *answer)
{
    Notification notification;
    bool is_read = false;
    TRY(agent_need(work));
    TRY(entity_find(work, &notification_entity, request->ids[0], &notification));
    TRY(flag_read(work, request->json, &is_read));
    const NotificationSet of = {.ids = &notification.id, .id_count = 1};
    return marked_answer(work, &of, is_read, answer);
}

#define MARKED_SCHEMA                                                                                                  \
    "{\"type\":\"object\",\"properties\":{\"ids\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}},"              \
    "\"unread\":{\"type\":\"integer\"}},\"required\":[\"ids\",\"unread\"]}"

const Route notification_routes[] = {
    RESOURCE("/api/v1/notifications", &notification_entity),
    {.method = "GET",
     .path = "/api/v1/notifications/unread",
     .entity = &notification_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = unread_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema =
         "{\"type\":\"object\",\"properties\":{\"count\":{\"type\":\"integer\"},\"tickets\":{\"type\":\"array\","
         "\"items\":{\"type\":\"integer\"}}},\"required\":[\"count\",\"tickets\"]}",
     .about = "How many the signed-in agent has not read, and in which tickets; both stop at 1,000."},
    {.method = "POST",
     .path = "/api/v1/notifications/read",
     .entity = &notification_entity,
     .right = RIGHT_READ,
     .runs = RUNS_WRITE,
     .handle = read_post,
     .body_bytes_max = 65536,
     .takes = SHAPE_SCHEMA,
     .takes_schema =
         "{\"type\":\"object\",\"properties\":{\"ids\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"
         ",\"ticket_id\":{\"type\":\"integer\"},\"until\":{\"type\":\"string\",\"format\":\"date-time\"},"
         "\"read\":{\"type\":\"boolean\"}}}",
     .gives = SHAPE_SCHEMA,
     .gives_schema = MARKED_SCHEMA,
     .about = "Marks as read (or, with read false, as unread) those of `ids` or of a ticket, or all; until an instant. "
              "The answer names those that changed."},
    {.method = "PATCH",
     .path = "/api/v1/notifications/{id}",
     .entity = &notification_entity,
     .right = RIGHT_READ,
     .runs = RUNS_WRITE,
     .handle = notification_patch,
     .body_bytes_max = 4096,
     .takes = SHAPE_SCHEMA,
     .takes_schema = "{\"type\":\"object\",\"properties\":{\"read\":{\"type\":\"boolean\"}},\"required\":[\"read\"]}",
     .gives = SHAPE_SCHEMA,
     .gives_schema = MARKED_SCHEMA,
     .about = "Marks one as read or unread."},
    {.path = NULL},
};
