#include "people/customer_timeline.h"

static Result timeline_get(Work *work, const Request *request, Answer *answer)
{
    TimelineQuery query = {.after = request_query(request, "after"), .kind = request_query(request, "kind")};
    Text limit = request_query(request, "limit");
    if (limit.data && (!text_to_int(limit, &query.limit) || query.limit < 1))
        return work_fault(work, TEXT("/limit"), "out_of_range", "limit is a whole number from 1 to %d.",
                          TIMELINE_LIMIT_MAX);
    return customer_timeline(work, request->ids[0], &query, &answer->json);
}

static const RouteParameter timeline_parameters[] = {
    {"limit", "integer", "Events of a page, 1 to 200; 50 without."},
    {"after", "string", "The cursor `next` of the page before."},
    {"kind", "string", "Only events of this kind, or of kinds like `ticket.*`."},
};

static const char timeline_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\",\"next\"],\"properties\":{\"next\":{\"type\":[\"string\",\"null\"]},"
    "\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"id\",\"seq\",\"kind\",\"at\",\"recorded_at\","
    "\"actor\",\"cause_id\",\"entity\",\"entity_id\",\"customer_id\",\"ticket_id\",\"visibility\",\"changes\",\"summary\"],"
    "\"properties\":{\"id\":{\"type\":\"integer\"},\"seq\":{\"type\":[\"integer\",\"null\"]},\"kind\":{\"type\":\"string\"},"
    "\"at\":{\"type\":\"string\",\"format\":\"date-time\"},\"recorded_at\":{\"type\":\"string\",\"format\":\"date-time\"},"
    "\"actor\":{\"type\":\"object\",\"required\":[\"kind\",\"id\",\"name\"],\"properties\":{\"kind\":{\"type\":\"string\"},"
    "\"id\":{\"type\":[\"integer\",\"null\"]},\"name\":{\"type\":[\"string\",\"null\"]}}},"
    "\"cause_id\":{\"type\":[\"integer\",\"null\"]},\"entity\":{\"type\":\"string\"},\"entity_id\":{\"type\":\"integer\"},"
    "\"customer_id\":{\"type\":[\"integer\",\"null\"]},\"ticket_id\":{\"type\":[\"integer\",\"null\"]},"
    "\"visibility\":{\"type\":\"string\",\"enum\":[\"public\",\"internal\"]},\"changes\":{\"type\":\"object\"},"
    "\"summary\":{\"type\":\"object\",\"description\":\"What a sentence about it names: subject, total, score, from, to.\"}}}}}}";

const Route customer_timeline_routes[] = {
    {
        .method = "GET",
        .path = "/api/v1/customers/{id}/timeline",
        .entity = &customer_entity,
        .right = RIGHT_READ,
        .runs = RUNS_READ,
        .handle = timeline_get,
        .gives = SHAPE_SCHEMA,
        .gives_schema = timeline_schema,
        .parameters = timeline_parameters,
        .parameter_count = 3,
        .about = "Everything that happened with the customer, newest first.",
    },
    {0},
};
