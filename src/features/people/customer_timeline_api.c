#include "people/customer_timeline.h"

/* A day means its beginning in the workspace's zone. */
static Result instant_read(Work *work, const Request *request, const char *name, int64_t *out_at)
{
    Text text = request_query(request, name);
    bool is_day;
    if (text_is_empty(text))
        return done();
    if (!is_ok(time_read(text, out_at, &is_day)))
        return work_fault(work, text_format(work->arena, "/%s", name), "malformed",
                          "This must be an instant such as 2026-01-05T09:00:00Z, or a day.");
    if (is_day)
        *out_at = zone_day_start(workspace_settings(work->workspace).zone, *out_at / DAY_MS);
    return done();
}

static Result timeline_get(Work *work, const Request *request, Answer *answer)
{
    TimelineQuery query = {
        .after = request_query(request, "after"),
        .kind = request_query(request, "kind"),
        .actor = request_query(request, "actor"),
        .channel = request_query(request, "channel"),
    };
    TRY(instant_read(work, request, "from", &query.from));
    TRY(instant_read(work, request, "to", &query.to));
    Text limit = request_query(request, "limit");
    if (limit.data && (!text_to_int(limit, &query.limit) || query.limit < 1))
        return work_fault(work, TEXT("/limit"), "out_of_range", "limit is a whole number from 1 to %d.",
                          TIMELINE_LIMIT_MAX);
    return customer_timeline(work, request->ids[0], &query, &answer->json);
}

static const RouteParameter timeline_parameters[] = {
    {"limit", "integer", "Events of a page, 1 to 200; 50 without."},
    {"after", "string", "The cursor `next` of the page before."},
    {"kind", "string", "Only events of this kind, or of kinds like `ticket.*`; several with commas between."},
    {"from", "string", "Only events from this instant or day on."},
    {"to", "string", "Only events before this instant or day."},
    {"actor", "string", "Only what `agent`, `agent:7`, `customer`, `system` or `api_key` did."},
    {"channel", "string", "Only events of cases that came by this channel."},
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
        .parameter_count = sizeof(timeline_parameters) / sizeof(timeline_parameters[0]),
        .about = "Everything that happened with the customer, newest first.",
    },
    {0},
};
