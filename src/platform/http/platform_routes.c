/* The server's own routes. */
#include "http/dictionary.h"
#include "http/exchange.h"
#include "http/health.h"
#include "http/reference.h"
#include "http/roles.h"
#include "http/stream.h"

static Result events_show(Work *work, const Request *request, Answer *answer)
{
    EventQuery query = {.kind = request_query(request, "kind")};
    Text after = request_query(request, "after");
    Text limit = request_query(request, "limit");
    if (after.data && (!text_to_int(after, &query.after_seq) || query.after_seq < 0))
        return work_fault(work, TEXT("after"), "wrong_type", "after is the number of an event.");
    if (limit.data && !text_to_int(limit, &query.limit))
        return work_fault(work, TEXT("limit"), "wrong_type", "limit is a whole number.");
    if (limit.data && query.limit == 0)
        query.limit = -1; /* refused, where no limit at all means the default */
    return event_list(work, &query, &answer->json);
}

static Result openapi_show(Work *work, const Request *request, Answer *answer)
{
    const Server *server = exchange_of(request)->server;
    answer_header(answer, "Cache-Control", TEXT("no-cache"));
    return openapi_write(work, server->options.tables, server->options.table_count, &answer->json);
}

static Result roles_show(Work *work, const Request *request, Answer *answer)
{
    (void)work;
    return roles_write(exchange_of(request)->server->router, &answer->json);
}

static const RouteParameter events_parameters[] = {
    {"after", "integer", "The `seq` of the last event that you have."},
    {"kind", "string", "One kind, or a family such as ticket.*"},
    {"limit", "integer", "1 to 1000; 100 without."},
};
static const RouteParameter stream_parameters[] = {
    {"after", "integer", "The `seq` of the last event that you have; Last-Event-ID goes before it."},
};

const Route platform_routes[] = {
    {.method = "GET",
     .path = "/api/v1/events",
     .runs = RUNS_READ,
     .handle = events_show,
     .gives = SHAPE_SCHEMA,
     .gives_schema =
         "{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}},"
         "\"next\":{\"type\":[\"integer\",\"string\",\"null\"]}},\"required\":[\"data\",\"next\"]}",
     .parameters = events_parameters,
     .parameter_count = 3,
     .about = "The whole history in order, for incremental export."},
    {.method = "GET",
     .path = "/api/v1/stream",
     .runs = RUNS_STREAM,
     .handle = stream_handle,
     .parameters = stream_parameters,
     .parameter_count = 1,
     .about = "The same, live, as Server-Sent Events."},
    {.method = "GET",
     .path = "/api/v1/dictionary/{entity}",
     .runs = RUNS_READ,
     .handle = dictionary_show,
     .gives = SHAPE_SCHEMA,
     .gives_schema = dictionary_schema,
     .about = "The fields of a kind of record, with the operators by which they can be filtered."},
    {.method = "GET",
     .path = "/api/v1/roles",
     .runs = RUNS_READ,
     .handle = roles_show,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"roles\",\"resources\",\"actions\"],\"properties\":{\"roles\":{"
                     "\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"resources\":{\"type\":\"array\",\"items\":{"
                     "\"type\":\"object\"}},\"actions\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}",
     .about = "What each role may do, read off the routes themselves."},
    {.method = "GET",
     .path = "/api/v1/openapi.json",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_READ,
     .handle = openapi_show,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\"}",
     .about = "This document."},
    {.method = "GET",
     .path = "/api",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_PLAIN,
     .handle = reference_show,
     .gives = SHAPE_BYTES,
     .about = "The reference as a page to read."},
    {.method = "GET",
     .path = "/readyz",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_PLAIN,
     .handle = ready_show,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"string\"},\"writing\":{\"type\":"
                     "\"string\"},\"reading\":{\"type\":\"string\"}},\"required\":[\"status\"]}",
     .about = "Whether the database can be written and read."},
    {.method = "GET",
     .path = "/metrics",
     .auth = AUTH_PUBLIC,
     .runs = RUNS_PLAIN,
     .handle = metrics_show,
     .gives = SHAPE_BYTES,
     .about = "Counters for Prometheus."},
    {.path = NULL},
};
