/* What can be said of a request by its head: framing, path, method, content type, parameters, version. */
#include <microhttpd.h>

#include "http/etag.h"
#include "http/exchange.h"
#include "http/language.h"
#include "http/resource.h"

#define BODY_BYTES_IGNORED ((size_t)64 << 10) /* of a body that nobody reads */

void exchange_refuse(Exchange *exchange, int status, const char *code)
{
    problem_answer_code(&exchange->request, exchange->language, status, code, &exchange->answer);
    exchange->stage = STAGE_ANSWERED;
}

void exchange_refuse_result(Exchange *exchange, const Work *work, Result result)
{
    Work nothing = {.workspace = exchange->server->workspace, .arena = exchange->arena, .actor = exchange->actor};
    problem_answer(work ? work : &nothing, &exchange->request, exchange->language, result, &exchange->answer);
    exchange->stage = STAGE_ANSWERED;
}

void exchange_refuse_parameter(Exchange *exchange, const char *code, Text name)
{
    Work work = {.workspace = exchange->server->workspace, .arena = exchange->arena, .actor = exchange->actor};
    Result result = work_fault(&work, name, code, "The parameter %.*s is not known here.", TEXT_ARG(name));
    exchange->problem_code = code;
    exchange->problem_status = 400;
    exchange_refuse_result(exchange, &work, result);
}

/* A request whose length can be read in two ways is how one is smuggled past a proxy. */
static bool framing_is_sound(Exchange *exchange)
{
    Text length = exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_LENGTH);
    Text coding = exchange_header(exchange, MHD_HTTP_HEADER_TRANSFER_ENCODING);
    exchange->has_length = length.data != NULL;
    if (exchange->has_length && (!text_to_int(length, &exchange->body_announced) || exchange->body_announced < 0))
        return false;
    exchange->has_body = coding.data != NULL || exchange->body_announced > 0;
    if (coding.data == NULL)
        return true;
    return !exchange->has_length && text_equals_ascii_case(text_trim(coding), TEXT("chunked"));
}

typedef struct HeaderCount {
    int lengths;
    int hosts;
} HeaderCount;

static enum MHD_Result count_header(void *owner, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    (void)value;
    HeaderCount *count = owner;
    Text text = text_of(name);
    count->lengths += text_equals_ascii_case(text, TEXT("content-length"));
    count->hosts += text_equals_ascii_case(text, TEXT("host"));
    return MHD_YES;
}

static bool headers_are_sound(Exchange *exchange)
{
    HeaderCount count = {0};
    MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, count_header, &count);
    return count.lengths <= 1 && count.hosts <= 1 && framing_is_sound(exchange);
}

/* The server's prefix and a number of at least eight hexadecimal digits. */
static Text request_id_make(Server *server, Arena *arena)
{
    static const char hex[] = "0123456789abcdef";
    const size_t prefix = sizeof(server->id_prefix) - 1;
    uint64_t number = atomic_fetch_add(&server->id_count, 1);
    size_t digits = 8;
    while (digits < 16 && number >> (4 * digits) != 0)
        digits++;
    char *id = arena_alloc_plain(arena, prefix + digits + 1);
    memcpy(id, server->id_prefix, prefix);
    for (size_t i = 0; i < digits; i++)
        id[prefix + i] = hex[number >> (4 * (digits - 1 - i)) & 15];
    id[prefix + digits] = '\0';
    return (Text){id, prefix + digits};
}

static void request_identify(Exchange *exchange)
{
    Server *server = exchange->server;
    Text sent = exchange_header(exchange, "X-Request-Id");
    if (token_is_sane(sent, 64))
        exchange->request.request_id = sent;
    else
        exchange->request.request_id = request_id_make(server, exchange->arena);
    exchange->request.content_type = exchange_header(exchange, MHD_HTTP_HEADER_CONTENT_TYPE);
    exchange->request.address = exchange_peer(exchange);
    exchange->language = language_accepted(exchange_header(exchange, MHD_HTTP_HEADER_ACCEPT_LANGUAGE));
    if (text_is_empty(exchange->language)) {
        WorkspaceSettings settings = workspace_settings(server->workspace);
        exchange->language = text_copy(exchange->arena, text_of(settings.language));
    }
}

/* A browser asks before another site's page may call (Fetch standard, "CORS-preflight"). */
static void answer_preflight(Answer *answer, const RouteMatch *match, Text allow)
{
    for (int method = 0; method < METHOD_COUNT; method++) {
        if (match->by_method[method] == NULL || !match->by_method[method]->is_cross_origin)
            continue;
        answer_header(answer, "Access-Control-Allow-Origin", TEXT("*"));
        answer_header(answer, "Access-Control-Allow-Methods", allow);
        answer_header(answer, "Access-Control-Allow-Headers",
                      TEXT("Authorization, Content-Type, Idempotency-Key, Last-Event-ID"));
        answer_header(answer, "Access-Control-Max-Age", TEXT("86400"));
        return;
    }
}

static void answer_allow(Exchange *exchange, const RouteMatch *match, bool is_options)
{
    Text allow = router_allow(exchange->arena, match);
    if (is_options) {
        exchange->answer.status = 204;
        exchange->stage = STAGE_ANSWERED;
        answer_preflight(&exchange->answer, match, allow);
    } else {
        exchange_refuse(exchange, 405, "method_not_allowed");
    }
    answer_header(&exchange->answer, "Allow", allow);
}

static bool route_find(Exchange *exchange)
{
    Request *request = &exchange->request;
    RouteMethod method = route_method(request->method);
    RouteMatch match = router_find(exchange->server->router, method, request->path);
    if (!match.has_path) {
        bool is_api = text_starts_with(request->path, TEXT("/api/"));
        if (is_api || method != METHOD_GET || !files_answer(exchange->server->files, exchange))
            exchange_refuse(exchange, 404, "unknown_path");
        return false;
    }
    if (match.route == NULL) {
        answer_allow(exchange, &match, text_is(request->method, "OPTIONS"));
        return false;
    }
    request->route = match.route;
    memcpy(request->ids, match.ids, sizeof(request->ids));
    memcpy(request->words, match.words, sizeof(request->words));
    return true;
}

bool exchange_check_head(Exchange *exchange)
{
    request_identify(exchange);
    if (!headers_are_sound(exchange)) {
        exchange_refuse(exchange, 400, "malformed_request");
        /* Where this request ends is anybody's guess, so nothing behind it is read. */
        answer_header(&exchange->answer, MHD_HTTP_HEADER_CONNECTION, TEXT("close"));
        return false;
    }
    Result target = exchange_read_target(exchange);
    if (!is_ok(target)) {
        exchange->problem_code = "malformed_request";
        exchange->problem_status = target.fault == FAULT_LIMIT ? 414 : 400;
        exchange_refuse_result(exchange, NULL, target);
        return false;
    }
    if (!route_find(exchange))
        return false;
    const Route *route = exchange->request.route;
    bool reads_body = route->takes != SHAPE_NONE;
    exchange->body_bytes_max = route->body_bytes_max ? route->body_bytes_max : BODY_BYTES_DEFAULT;
    if (!reads_body && route->body_bytes_max == 0)
        exchange->body_bytes_max = BODY_BYTES_IGNORED;
    if ((uint64_t)exchange->body_announced > exchange->body_bytes_max) {
        exchange_refuse(exchange, 413, "too_large");
        return false;
    }
    exchange->runs = route->runs;
    if (route->runs == RUNS_READ && route_is_list(route) && !list_is_hot(&exchange->request))
        exchange->runs = RUNS_SLOW;
    return true;
}

static bool parameter_is_in(const RouteParameter *parameters, size_t count, Text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(name, parameters[i].name))
            return true;
    return false;
}

static bool parameters_are_known(Exchange *exchange)
{
    const Route *route = exchange->request.route;
    for (size_t i = 0; i < exchange->query_count; i++) {
        Text name = exchange->query[i].name;
        bool is_known = parameter_is_in(route->parameters, route->parameter_count, name) ||
                        (route_is_list(route) && parameter_is_in(list_parameters, list_parameter_count, name)) ||
                        (route->gives == SHAPE_RECORD && route->gives_entity != NULL &&
                         parameter_is_in(record_parameters, record_parameter_count, name));
        if (!is_known) {
            exchange_refuse_parameter(exchange, "unknown_parameter", name);
            return false;
        }
    }
    return true;
}

static bool content_type_is_json(Text type)
{
    size_t end = text_find_byte(type, ';', 0);
    return text_equals_ascii_case(text_trim(text_slice(type, 0, end == SIZE_MAX ? type.length : end)),
                                  TEXT("application/json"));
}

static bool version_is_sound(Exchange *exchange)
{
    Request *request = &exchange->request;
    EtagMatch match = etag_read(exchange_header(exchange, MHD_HTTP_HEADER_IF_MATCH), &request->version);
    request->has_version = match == ETAG_VERSION;
    if (match == ETAG_ABSENT && request->route->needs_version) {
        exchange_refuse(exchange, 428, "precondition_required");
        return false;
    }
    if (match != ETAG_ABSENT && match != ETAG_VERSION && route_method(request->method) != METHOD_GET) {
        exchange_refuse(exchange, 400, "malformed_version");
        return false;
    }
    return true;
}

bool exchange_check_request(Exchange *exchange)
{
    const Request *request = &exchange->request;
    bool takes_json = request->route->takes == SHAPE_RECORD || request->route->takes == SHAPE_SCHEMA;
    if (!parameters_are_known(exchange))
        return false;
    if (takes_json && exchange->has_body && !content_type_is_json(request->content_type)) {
        exchange_refuse(exchange, 415, "unsupported_type");
        return false;
    }
    return version_is_sound(exchange);
}

/* Reads the whole body, when it is JSON and somebody wants it. */
bool exchange_check_body(Exchange *exchange)
{
    Request *request = &exchange->request;
    const Route *route = request->route;
    bool needs_json = route->takes == SHAPE_RECORD || route->takes == SHAPE_SCHEMA;
    if (needs_json && text_is_empty(request->body)) {
        exchange_refuse(exchange, 422, "body_required");
        return false;
    }
    if (text_is_empty(request->body) || route->takes == SHAPE_NONE || !content_type_is_json(request->content_type))
        return true;
    if (route->takes == SHAPE_BYTES)
        return true;
    Result read = json_read(exchange->arena, request->body, &request->json);
    if (!is_ok(read)) {
        exchange->problem_code = "malformed_json";
        exchange->problem_status = 400;
        exchange_refuse_result(exchange, NULL, fail(FAULT_INVALID, read.why));
        return false;
    }
    if (needs_json && request->json->kind != JSON_OBJECT) {
        Work work = {.workspace = exchange->server->workspace, .arena = exchange->arena, .actor = exchange->actor};
        Result fault = work_fault(&work, TEXT(""), "wrong_type", "The body must be a JSON object.");
        exchange_refuse_result(exchange, &work, fault);
        return false;
    }
    return true;
}
