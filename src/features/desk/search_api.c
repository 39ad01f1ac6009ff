#include "desk/search_api.h"

#include "desk/message.h"
#include "model/search.h"
#include "people/customer.h"

#define SEARCH_LIMIT_MAX 50
#define SEARCH_LIMIT 20
#define SNIPPET_CODEPOINTS 180
#define QUERY_BYTES_MAX 400

typedef struct SearchQuery {
    Text words;
    bool in_tickets;
    bool in_customers;
    int64_t limit;
} SearchQuery;

static Result query_read(Work *work, const Request *request, SearchQuery *out)
{
    SearchQuery query = {.words = text_trim(request_query(request, "q")), .limit = SEARCH_LIMIT};
    Text in = request_query(request, "in");
    Text limit = request_query(request, "limit");
    if (text_is_empty(query.words))
        return work_fault(work, TEXT("q"), "required", "Say what to look for.");
    if (query.words.length > QUERY_BYTES_MAX || !text_is_utf8(query.words))
        return work_fault(work, TEXT("q"), "too_long", "At most %d bytes of UTF-8 are looked for.", QUERY_BYTES_MAX);
    if (limit.data && (!text_to_int(limit, &query.limit) || query.limit < 1 || query.limit > SEARCH_LIMIT_MAX))
        return work_fault(work, TEXT("limit"), "out_of_range", "This must be from 1 to %d.", SEARCH_LIMIT_MAX);
    Text part;
    query.in_tickets = query.in_customers = text_is_empty(in);
    while (in.length > 0 && text_next_part(&in, ',', &part)) {
        if (text_is(part, "tickets"))
            query.in_tickets = true;
        else if (text_is(part, "customers"))
            query.in_customers = true;
        else
            return work_fault(work, TEXT("in"), "unknown_choice",
                              "\"%.*s\" is not searched; tickets and customers are.", TEXT_ARG(text_cut(part, 40)));
    }
    *out = query;
    return done();
}

typedef struct Seen {
    const Entity *entity;
    int64_t id;
} Seen;

static bool was_seen(Seen *seen, size_t *count, const Entity *entity, int64_t id)
{
    for (size_t i = 0; i < *count; i++) {
        if (seen[i].entity == entity && seen[i].id == id)
            return true;
    }
    seen[(*count)++] = (Seen){entity, id};
    return false;
}

typedef struct ShownHit {
    const char *type;
    int64_t id;
    int64_t message_id; /* 0: none */
    Text title;
    Text snippet_of;
} ShownHit;

/* What a hit shows; FAULT_NOT_FOUND when the caller may not see it. */
static Result hit_load(Work *work, const SearchHit *hit, ShownHit *out)
{
    if (hit->entity == &customer_entity) {
        Customer customer;
        TRY(entity_find(work, &customer_entity, hit->record_id, &customer));
        *out = (ShownHit){"customer", customer.id, 0, customer.name,
                          text_format(work->arena, "%.*s %.*s %.*s", TEXT_ARG(customer.name), TEXT_ARG(customer.email),
                                      TEXT_ARG(customer.phone))};
        return done();
    }
    Ticket ticket;
    TRY(entity_find(work, &ticket_entity, hit->ticket_id, &ticket));
    if (ticket.is_spam || (ticket.has & TICKET_HAS(DELETED_AT)))
        return fail(FAULT_NOT_FOUND, "What was thrown away is not looked for.");
    *out = (ShownHit){"ticket", ticket.id, 0, ticket.subject, ticket.subject};
    if (hit->entity != &message_entity)
        return done();
    Message message;
    TRY(entity_find(work, &message_entity, hit->record_id, &message));
    out->message_id = message.id;
    out->snippet_of = text_is_empty(message.reply) ? message.text : message.reply;
    return done();
}

static void hit_write(Work *work, const SearchHit *hit, const ShownHit *shown, Text words, Json *json)
{
    json_object(json);
    json_put_string(json, "type", shown->type);
    json_put_int(json, "id", shown->id);
    json_put_text(json, "title", shown->title);
    json_put_text(json, "snippet", search_snippet(work->arena, shown->snippet_of, words, SNIPPET_CODEPOINTS));
    if (shown->message_id)
        json_put_int(json, "message_id", shown->message_id);
    else
        json_put_null(json, "message_id");
    json_put_real(json, "score", hit->score);
    json_end_object(json);
}

static Result search_get(Work *work, const Request *request, Answer *answer)
{
    SearchQuery query = {0};
    TRY(query_read(work, request, &query));
    const Entity *entities[3];
    size_t entity_count = 0;
    if (query.in_tickets && (rights_over(&work->actor, &ticket_entity) & RIGHT_READ)) {
        entities[entity_count++] = &ticket_entity;
        entities[entity_count++] = &message_entity;
    }
    if (query.in_customers && (rights_over(&work->actor, &customer_entity) & RIGHT_READ))
        entities[entity_count++] = &customer_entity;
    SearchHit *hits = NULL;
    size_t hit_count = 0;
    if (entity_count > 0)
        TRY(search_find(work, query.words, entities, entity_count, SEARCH_CANDIDATES_MAX, &hits, &hit_count));
    Seen *seen = ARENA_ARRAY(work->arena, Seen, hit_count);
    size_t seen_count = 0;
    int64_t shown_count = 0;
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (size_t i = 0; i < hit_count && shown_count < query.limit; i++) {
        const Entity *entity = hits[i].entity == &customer_entity ? &customer_entity : &ticket_entity;
        if (was_seen(seen, &seen_count, entity, entity == &customer_entity ? hits[i].record_id : hits[i].ticket_id))
            continue;
        ShownHit shown = {0};
        Result loaded = hit_load(work, &hits[i], &shown);
        if (loaded.fault == FAULT_NOT_FOUND)
            continue;
        TRY(loaded);
        hit_write(work, &hits[i], &shown, query.words, json);
        shown_count++;
    }
    json_end_list(json);
    json_end_object(json);
    return done();
}

static const RouteParameter search_parameters[] = {
    {"q", "string", "Words to look for; the last one may be begun only."},
    {"in", "string", "tickets (with their messages), customers, or both, separated by commas; default both."},
    {"limit", "integer", "1 to 50; default 20."},
};
static const char search_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\"],\"additionalProperties\":false,\"properties\":{\"data\":{\"type\":"
    "\"array\",\"items\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"type\",\"id\",\"title\","
    "\"snippet\",\"message_id\",\"score\"],\"properties\":{\"type\":{\"enum\":[\"ticket\",\"customer\"]},\"id\":{"
    "\"type\":\"integer\"},\"title\":{\"type\":\"string\"},\"snippet\":{\"type\":\"string\",\"description\":\"Escaped "
    "HTML with the words in mark elements.\"},\"message_id\":{\"type\":[\"integer\",\"null\"],\"description\":\"The "
    "message of the ticket that matched.\"},\"score\":{\"type\":\"number\"}}}}}}";

const Route search_routes[] = {
    {.method = "GET",
     .path = "/api/v1/search",
     .entity = &ticket_entity,
     .right = RIGHT_READ,
     .runs = RUNS_SLOW,
     .handle = search_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = search_schema,
     .parameters = search_parameters,
     .parameter_count = sizeof(search_parameters) / sizeof(search_parameters[0]),
     .about = "Finds tickets by their subject and messages, and customers; best match first."},
    {.path = NULL},
};
