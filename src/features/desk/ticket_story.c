#include "desk/ticket_story.h"

#include "desk/ticket.h"
#include "model/event.h"

#define STORY_LIMIT 100
#define STORY_LIMIT_MAX 200

static const char story_sql[] =
    "SELECT " EVENT_COLUMNS ", COALESCE(a.name, k.name, c.name) FROM events e "
    "LEFT JOIN agents a ON e.actor_kind = 'agent' AND a.id = e.actor_id "
    "LEFT JOIN api_keys k ON e.actor_kind = 'api_key' AND k.id = e.actor_id "
    "LEFT JOIN customers c ON e.actor_kind = 'customer' AND c.id = e.actor_id "
    "WHERE e.ticket_id = $1 AND e.id < $2 AND e.entity = 'ticket' ORDER BY e.id DESC LIMIT $3";

static Result number_read(Work *work, const Request *request, const char *name, int64_t low, int64_t high,
                          int64_t *io_number)
{
    Text word = request_query(request, name);
    if (word.data == NULL)
        return done();
    if (!text_to_int(word, io_number) || *io_number < low || *io_number > high)
        return work_fault(work, text_of(name), "out_of_range", "This must be a number from %lld to %lld.",
                          (long long)low, (long long)high);
    return done();
}

static Result story_get(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    int64_t before = INT64_MAX;
    int64_t limit = STORY_LIMIT;
    int64_t rows = 0;
    TRY(number_read(work, request, "before", 1, INT64_MAX, &before));
    TRY(number_read(work, request, "limit", 1, STORY_LIMIT_MAX, &limit));
    TRY(entity_find(work, &ticket_entity, request->ids[0], &ticket));
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, (DbSql){story_sql, true}, DB_VALUES(db_int(ticket.id), db_int(before), db_int(limit)), &cursor));
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (;; rows++) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        before = db_column_int(&cursor, 0);
        event_write_json(&cursor, db_is_null(&cursor, 14) ? TEXT_NONE : db_column_text(&cursor, 14), json);
    }
    json_end_list(json);
    json_name(json, "next");
    if (rows == limit)
        json_int(json, before);
    else
        json_null(json);
    json_end_object(json);
    return done();
}

static const RouteParameter story_parameters[] = {
    {"before", "integer", "Only events with a lower id: `next` of the page before."},
    {"limit", "integer", "1 to 200; 100 without."},
};
static const char story_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\",\"next\"],\"additionalProperties\":false,\"properties\":{\"data\":{"
    "\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"id\",\"seq\",\"kind\",\"at\",\"actor\",\"changes\"],"
    "\"properties\":{\"id\":{\"type\":\"integer\"},\"seq\":{\"type\":[\"integer\",\"null\"]},\"kind\":{\"type\":"
    "\"string\"},\"at\":{\"type\":\"string\"},\"recorded_at\":{\"type\":\"string\"},\"actor\":{\"type\":\"object\","
    "\"required\":[\"kind\",\"id\",\"name\"],\"properties\":{\"kind\":{\"type\":\"string\"},\"id\":{\"type\":["
    "\"integer\",\"null\"]},\"name\":{\"type\":[\"string\",\"null\"]}}},\"cause_id\":{\"type\":[\"integer\",\"null\"]},"
    "\"entity\":{\"type\":\"string\"},\"entity_id\":{\"type\":\"integer\"},\"customer_id\":{\"type\":[\"integer\","
    "\"null\"]},\"ticket_id\":{\"type\":[\"integer\",\"null\"]},\"visibility\":{\"type\":\"string\"},\"changes\":{"
    "\"type\":\"object\",\"additionalProperties\":true}}}},\"next\":{\"type\":[\"integer\",\"null\"]}}}";

const Route ticket_story_routes[] = {
    {.method = "GET",
     .path = "/api/v1/tickets/{id}/events",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = story_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = story_schema,
     .parameters = story_parameters,
     .parameter_count = sizeof(story_parameters) / sizeof(story_parameters[0]),
     .about = "What happened to the ticket itself, newest first; its messages have a list of their own."},
    {.path = NULL},
};
