/* The running server, asked over sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "http/idempotency_sweep.h"
#include "sample.h"

/* After ours: its macro fail() takes the name of our function. */
#include <cmocka.h>

static int open_with(void **state, int64_t requests_per_minute)
{
    Sample *sample = calloc(1, sizeof(Sample));
    log_setup(LOG_ERROR, false);
    Result opened = sample_open(sample, NULL, 0, requests_per_minute);
    if (!is_ok(opened))
        fail_msg("%s", opened.why);
    *state = sample;
    return 0;
}

static int open_sample(void **state)
{
    return open_with(state, 1000000);
}

static int open_strict(void **state)
{
    return open_with(state, 30);
}

static int close_sample(void **state)
{
    sample_close(*state);
    free(*state);
    return 0;
}

#define COMPANIES "/api/v1/companies"
#define ES "Accept-Language: es\r\n"
#define EN "Accept-Language: en\r\n"

static void assert_problem(const Reply *reply, int status, const char *code)
{
    if (reply->status != status || !text_is(reply_code(reply), code))
        fail_msg("wanted %d %s, got %d %.*s", status, code, reply->status, TEXT_ARG(reply->body));
    assert_true(text_is(reply_header(reply, "Content-Type"), "application/problem+json"));
    assert_int_equal(json_int_member(reply->json, "status", 0), status);
    assert_true(text_equals(json_text_member(reply->json, "request_id"), reply_header(reply, "X-Request-Id")));
}

static int64_t count_companies(const Sample *sample)
{
    Reply reply = sample_ask(sample, "GET", COMPANIES "?count=true", NULL, NULL);
    assert_int_equal(reply.status, 200);
    return json_int_member(reply.json, "count", -1);
}

static int64_t company_add(const Sample *sample, const char *name)
{
    WITH_ARENA arena = arena_new();
    Reply reply = sample_ask(sample, "POST", COMPANIES, NULL, arena_printf(arena, "{\"name\":\"%s\"}", name));
    assert_int_equal(reply.status, 201);
    return json_int_member(reply.json, "id", 0);
}

/* ---- records ---- */

static void a_record_is_created_shown_listed_changed_and_removed(void **state)
{
    Sample *sample = *state;
    Reply reply = sample_ask(sample, "POST", COMPANIES, NULL, "{\"name\":\"Acme\",\"country\":\"CO\"}");
    assert_int_equal(reply.status, 201);
    assert_true(text_is(reply_header(&reply, "Location"), COMPANIES "/1"));
    assert_true(text_is(reply_header(&reply, "ETag"), "\"1\""));
    assert_true(text_is(json_text_member(reply.json, "country"), "CO"));
    reply = sample_ask(sample, "GET", COMPANIES "/1", NULL, NULL);
    assert_int_equal(reply.status, 200);
    assert_true(text_is(json_text_member(reply.json, "name"), "Acme"));
    reply = sample_ask(sample, "GET", COMPANIES "?limit=1&count=true&sort=-name", NULL, NULL);
    assert_int_equal(json_int_member(reply.json, "count", 0), 1);
    assert_int_equal(json_member(reply.json, "data")->list.count, 1);
    reply = sample_ask(sample, "PATCH", COMPANIES "/1", "If-Match: \"1\"\r\n", "{\"name\":\"Beta\"}");
    assert_int_equal(reply.status, 200);
    assert_true(text_is(reply_header(&reply, "ETag"), "\"2\""));
    reply = sample_ask(sample, "DELETE", COMPANIES "/1", "If-Match: \"2\"\r\n", NULL);
    assert_int_equal(reply.status, 204);
    reply = sample_ask(sample, "GET", COMPANIES "/1", EN, NULL);
    assert_problem(&reply, 404, "not_found");
}

static void a_change_names_the_version_that_it_is_based_on(void **state)
{
    Sample *sample = *state;
    company_add(sample, "Acme");
    Reply reply = sample_ask(sample, "PATCH", COMPANIES "/1", NULL, "{\"name\":\"B\"}");
    assert_problem(&reply, 428, "precondition_required");
    reply = sample_ask(sample, "DELETE", COMPANIES "/1", NULL, NULL);
    assert_problem(&reply, 428, "precondition_required");
    static const char *const wrong[] = {"If-Match: *\r\n", "If-Match: W/\"1\"\r\n", "If-Match: 1\r\n",
                                        "If-Match: \"1\", \"2\"\r\n"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        reply = sample_ask(sample, "PATCH", COMPANIES "/1", wrong[i], "{\"name\":\"B\"}");
        assert_problem(&reply, 400, "malformed_version");
    }
    reply = sample_ask(sample, "PATCH", COMPANIES "/1", "If-Match: \"1\"\r\n", "{\"name\":\"B\"}");
    assert_int_equal(reply.status, 200);
    reply = sample_ask(sample, "PATCH", COMPANIES "/1", "If-Match: \"1\"\r\n", "{\"name\":\"C\"}");
    assert_problem(&reply, 412, "stale");
    assert_true(text_is(json_text_member(json_member(reply.json, "current"), "name"), "B"));
    reply = sample_ask(sample, "DELETE", COMPANIES "/1", "If-Match: \"1\"\r\n", NULL);
    assert_problem(&reply, 412, "stale");
    assert_int_equal(json_int_member(json_member(reply.json, "current"), "version", 0), 2);
}

static void a_record_that_the_caller_has_is_not_sent_again(void **state)
{
    Sample *sample = *state;
    company_add(sample, "Acme");
    Reply reply = sample_ask(sample, "GET", COMPANIES "/1", "If-None-Match: \"1\"\r\n", NULL);
    assert_int_equal(reply.status, 304);
    assert_true(text_is(reply_header(&reply, "ETag"), "\"1\""));
    reply = sample_ask(sample, "GET", COMPANIES "/1", "If-None-Match: \"2\"\r\n", NULL);
    assert_int_equal(reply.status, 200);
}

static void every_fault_of_the_body_is_named_with_its_field(void **state)
{
    Sample *sample = *state;
    Reply reply = sample_ask(sample, "POST", COMPANIES, ES, "{\"country\":\"Colombia\",\"colour\":1}");
    assert_problem(&reply, 422, "invalid");
    const JsonValue *errors = json_member(reply.json, "errors");
    assert_int_equal(errors->list.count, 3);
    bool has_required = false;
    for (size_t i = 0; i < errors->list.count; i++) {
        const JsonValue *error = &errors->list.items[i];
        has_required |= text_is(json_text_member(error, "pointer"), "/name") &&
                        text_is(json_text_member(error, "code"), "required") &&
                        text_is(json_text_member(error, "detail"), "Es obligatorio.");
    }
    assert_true(has_required);
    assert_int_equal(count_companies(sample), 0);
}

static void refusals_speak_the_callers_language_and_codes_never_change(void **state)
{
    Sample *sample = *state;
    static const struct {
        const char *header;
        const char *title;
    } cases[] = {
        {EN, "No such address"},
        {ES, "Esa dirección no existe"},
        {"Accept-Language: pt-BR\r\n", "Esse endereço não existe"},
        {"Accept-Language: fr\r\n", "Esa dirección no existe"}, /* the workspace's */
        {NULL, "Esa dirección no existe"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Reply reply = sample_ask(sample, "GET", "/api/v1/nothing", cases[i].header, NULL);
        assert_problem(&reply, 404, "unknown_path");
        assert_true(text_is(json_text_member(reply.json, "title"), cases[i].title));
    }
}

/* ---- what is malformed ---- */

typedef struct Malformed {
    const char *method;
    const char *path;
    const char *headers;
    const char *body;
    int status;
    const char *code;
} Malformed;

static void what_is_malformed_is_refused_by_name(void **state)
{
    Sample *sample = *state;
    static const Malformed cases[] = {
        {"POST", COMPANIES, NULL, "{\"name\":", 400, "malformed_json"},
        {"POST", COMPANIES, NULL, "{\"name\":\"\xff\"}", 400, "malformed_json"},
        {"POST", COMPANIES, NULL, "{\"a\":1,\"a\":2}", 400, "malformed_json"},
        {"POST", COMPANIES, NULL, "{\"a\":1e999}", 400, "malformed_json"},
        {"POST", COMPANIES, NULL, "{\"a\":\"\\ud800\"}", 400, "malformed_json"},
        {"POST", COMPANIES, NULL, "[]", 422, "invalid"},
        {"POST", COMPANIES, NULL, "7", 422, "invalid"},
        {"POST", COMPANIES, NULL, "", 422, "body_required"},
        {"POST", COMPANIES, NULL, NULL, 422, "body_required"},
        {"POST", COMPANIES, "Content-Type: text/plain\r\n", "{}", 415, "unsupported_type"},
        {"POST", COMPANIES, "Content-Type: application/jsonx\r\n", "{}", 415, "unsupported_type"},
        {"POST", COMPANIES, "Idempotency-Key: a b\r\n", "{\"name\":\"x\"}", 400, "malformed_request"},
        {"GET", COMPANIES "?colour=red", NULL, NULL, 400, "unknown_parameter"},
        {"GET", COMPANIES "?limit=0", NULL, NULL, 422, "invalid"},
        {"GET", COMPANIES "?limit=x", NULL, NULL, 422, "invalid"},
        {"GET", COMPANIES "?limit=201", NULL, NULL, 422, "invalid"},
        {"GET", COMPANIES "?count=perhaps", NULL, NULL, 422, "invalid"},
        {"GET", COMPANIES "?filter=%7B", NULL, NULL, 422, "invalid"},
        {"GET", COMPANIES "?sort=colour", NULL, NULL, 422, "invalid"},
        {"GET", COMPANIES "?after=zzz", NULL, NULL, 422, "invalid"},
        {"GET", COMPANIES "?limit=%zz", NULL, NULL, 400, "malformed_request"},
        {"GET", COMPANIES "?limit=%00", NULL, NULL, 400, "malformed_request"},
        {"GET", COMPANIES "?limit=%ff", NULL, NULL, 400, "malformed_request"},
        {"GET", "/api/v1/%2e%2e%2fcompanies", NULL, NULL, 400, "malformed_request"},
        {"GET", "/api/v1/companies%", NULL, NULL, 400, "malformed_request"},
        {"GET", "/api/v1/companies%0a", NULL, NULL, 400, "malformed_request"},
        {"GET", COMPANIES "/", NULL, NULL, 404, "unknown_path"},
        {"GET", COMPANIES "/x", NULL, NULL, 404, "unknown_path"},
        {"GET", COMPANIES "/99", NULL, NULL, 404, "not_found"},
        {"PUT", COMPANIES, NULL, "{}", 405, "method_not_allowed"},
        {"BREW", COMPANIES, NULL, NULL, 405, "method_not_allowed"},
        {"POST", "/app/x", NULL, NULL, 404, "unknown_path"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const Malformed *one = &cases[i];
        Reply reply = sample_ask(sample, one->method, one->path, one->headers, one->body);
        assert_problem(&reply, one->status, one->code);
    }
    Reply reply = sample_ask(sample, "POST", COMPANIES, EN, "{\n  \"name\": nope}");
    assert_true(text_find(json_text_member(reply.json, "detail"), TEXT("line 2"), 0) != SIZE_MAX);
    assert_int_equal(count_companies(sample), 0);
}

static Reply ask_raw(const Sample *sample, const char *bytes)
{
    int fd = sample_connect(sample);
    assert_true(sample_send(fd, text_of(bytes)));
    Reply reply = sample_read(sample, fd, false);
    close(fd);
    return reply;
}

static void a_request_that_could_be_read_in_two_ways_is_refused(void **state)
{
    Sample *sample = *state;
    static const char *const smuggled[] = {
        "POST " COMPANIES " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST " COMPANIES " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST " COMPANIES " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "GET " COMPANIES " HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof(smuggled) / sizeof(smuggled[0]); i++) {
        Reply reply = ask_raw(sample, smuggled[i]);
        assert_int_equal(reply.status, 400);
    }
    assert_int_not_equal(ask_raw(sample, "nonsense\r\n\r\n").status / 100, 2);
    assert_int_equal(sample_ask(sample, "GET", "/healthz", NULL, NULL).status, 200);
}

static void a_body_over_its_limit_is_refused_whether_announced_or_not(void **state)
{
    Sample *sample = *state;
    Reply reply = ask_raw(sample, "POST " COMPANIES " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\n"
                                  "Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{");
    assert_problem(&reply, 413, "too_large");
    int fd = sample_connect(sample);
    assert_true(sample_send(fd, TEXT("POST " COMPANIES " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\n"
                                     "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")));
    char *chunk = calloc(1, 65536 + 16);
    int length = snprintf(chunk, 16, "10000\r\n");
    memset(chunk + length, 'x', 65536);
    memcpy(chunk + length + 65536, "\r\n", 2);
    for (int i = 0; i < 20; i++)
        if (!sample_send(fd, (Text){chunk, (size_t)length + 65536 + 2}))
            break;
    (void)sample_send(fd, TEXT("0\r\n\r\n"));
    free(chunk);
    reply = sample_read(sample, fd, false);
    assert_problem(&reply, 413, "too_large");
    close(fd);
}

static void a_chunked_body_is_taken(void **state)
{
    Sample *sample = *state;
    Reply reply = ask_raw(sample, "POST " COMPANIES " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\n"
                                  "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                                  "8\r\n{\"name\":\r\n6\r\n\"Acme\"\r\n1\r\n}\r\n0\r\n\r\n");
    assert_int_equal(reply.status, 201);
}

static void bytes_of_any_type_are_taken_up_to_the_routes_own_limit(void **state)
{
    Sample *sample = *state;
    char *body = calloc(1, 1500001);
    memset(body, 'b', 1500000);
    Reply reply = sample_ask(sample, "POST", "/api/v1/bytes?name=a%20b", "Content-Type: image/png\r\n", body);
    assert_int_equal(reply.status, 200);
    assert_int_equal(json_int_member(reply.json, "bytes", 0), 1500000);
    assert_true(text_is(json_text_member(reply.json, "name"), "a b"));
    free(body);
}

/* ---- who may ---- */

static void only_who_may_gets_in(void **state)
{
    Sample *sample = *state;
    company_add(sample, "Acme");
    Reply reply = sample_ask_as(sample, NULL, "GET", COMPANIES, NULL, NULL);
    assert_problem(&reply, 401, "unauthorized");
    assert_true(reply_header(&reply, "WWW-Authenticate").length > 0);
    reply = sample_ask_as(sample, "Authorization: Bearer wrong\r\n", "GET", COMPANIES, NULL, NULL);
    assert_problem(&reply, 401, "unauthorized");
    reply = sample_ask_as(sample, "Authorization: Bearer customer\r\n", "GET", COMPANIES, NULL, NULL);
    assert_problem(&reply, 403, "forbidden");
    reply = sample_ask_as(sample, "Authorization: Bearer analyst\r\n", "GET", COMPANIES, NULL, NULL);
    assert_int_equal(reply.status, 200);
    reply = sample_ask_as(sample, "Authorization: Bearer analyst\r\n", "POST", COMPANIES, NULL, "{\"name\":\"x\"}");
    assert_problem(&reply, 403, "forbidden");
    reply =
        sample_ask_as(sample, "Authorization: Bearer analyst\r\n", "PATCH", COMPANIES "/1", NULL, "{\"name\":\"x\"}");
    assert_problem(&reply, 403, "forbidden");
    reply = sample_ask_as(sample, "Authorization: Bearer key\r\n", "GET", COMPANIES, NULL, NULL);
    assert_int_equal(reply.status, 200);
    reply = sample_ask_as(sample, "Authorization: Bearer key\r\n", "POST", COMPANIES, NULL, "{\"name\":\"x\"}");
    assert_problem(&reply, 403, "forbidden");
    reply = sample_ask_as(sample, "Authorization: Bearer key\r\n", "GET", "/api/v1/pause", NULL, NULL);
    assert_problem(&reply, 403, "forbidden");
    reply = sample_ask(sample, "GET", "/api/v1/leads", NULL, NULL);
    assert_problem(&reply, 403, "forbidden");
    assert_int_equal(count_companies(sample), 1);
}

#define COOKIE "Cookie: lazo_session=admin\r\n"
static void a_change_in_a_session_must_come_from_our_own_page(void **state)
{
    Sample *sample = *state;
    const char *body = "{\"name\":\"x\"}";
    Reply reply = sample_ask_as(sample, COOKIE, "GET", COMPANIES, NULL, NULL);
    assert_int_equal(reply.status, 200);
    reply = sample_ask_as(sample, COOKIE, "POST", COMPANIES, NULL, body);
    assert_problem(&reply, 403, "csrf");
    reply = sample_ask_as(sample, COOKIE, "POST", COMPANIES, "X-CSRF-Token: wrong\r\n", body);
    assert_problem(&reply, 403, "csrf");
    reply = sample_ask_as(sample, COOKIE, "POST", COMPANIES, "X-CSRF-Token: token\r\nOrigin: https://evil.example\r\n",
                          body);
    assert_problem(&reply, 403, "csrf");
    reply = sample_ask_as(sample, COOKIE, "POST", COMPANIES, "X-CSRF-Token: token\r\nOrigin: null\r\n", body);
    assert_problem(&reply, 403, "csrf");
    reply = sample_ask_as(sample, COOKIE, "POST", COMPANIES, "X-CSRF-Token: token\r\n", body);
    assert_int_equal(reply.status, 201);
    WITH_ARENA arena = arena_new();
    Text url = server_url(sample->server);
    reply = sample_ask_as(sample, COOKIE, "POST", COMPANIES,
                          arena_printf(arena, "X-CSRF-Token: token\r\nOrigin: %.*s\r\n", TEXT_ARG(url)), body);
    assert_int_equal(reply.status, 201);
}

static void who_asks_too_often_is_told_when_to_come_back(void **state)
{
    Sample *sample = *state;
    Reply reply = {0};
    for (int i = 0; i < 30; i++) {
        reply = sample_ask(sample, "GET", COMPANIES, NULL, NULL);
        assert_int_equal(reply.status, 200);
    }
    assert_true(text_is(reply_header(&reply, "RateLimit-Limit"), "30"));
    reply = sample_ask(sample, "GET", COMPANIES, "X-Forwarded-For: 9.9.9.9\r\n", NULL);
    assert_problem(&reply, 429, "too_many_requests");
    assert_true(reply_header(&reply, "Retry-After").length > 0);
    assert_true(text_is(reply_header(&reply, "RateLimit-Remaining"), "0"));
    reply = sample_ask_as(sample, "Authorization: Bearer analyst\r\n", "GET", COMPANIES, NULL, NULL);
    assert_int_equal(reply.status, 200); /* another caller */
}

static void sign_in_allows_ten_wrong_tries_a_minute_and_forgives_right_ones(void **state)
{
    Sample *sample = *state;
    for (int i = 0; i < 15; i++)
        assert_int_equal(
            sample_ask_as(sample, NULL, "POST", "/api/v1/session", NULL, "{\"password\":\"right\"}").status, 200);
    for (int i = 0; i < 10; i++) {
        Reply reply = sample_ask_as(sample, NULL, "POST", "/api/v1/session", NULL, "{\"password\":\"wrong\"}");
        assert_problem(&reply, 401, "unauthorized");
    }
    Reply reply = sample_ask_as(sample, NULL, "POST", "/api/v1/session", NULL, "{\"password\":\"right\"}");
    assert_problem(&reply, 429, "too_many_requests");
}

/* ---- idempotency ---- */

static void a_retry_with_the_same_key_makes_one(void **state)
{
    Sample *sample = *state;
    const char *key = "Idempotency-Key: order-1\r\n";
    Reply first = sample_ask(sample, "POST", COMPANIES, key, "{\"name\":\"Acme\"}");
    Reply second = sample_ask(sample, "POST", COMPANIES, key, "{\"name\":\"Acme\"}");
    assert_int_equal(first.status, 201);
    assert_int_equal(second.status, 201);
    assert_true(text_equals(first.body, second.body));
    assert_true(text_is(reply_header(&second, "Location"), COMPANIES "/1"));
    assert_true(text_is(reply_header(&second, "ETag"), "\"1\""));
    assert_true(text_is(reply_header(&second, "Idempotency-Replayed"), "true"));
    Reply other = sample_ask(sample, "POST", COMPANIES, key, "{\"name\":\"Other\"}");
    assert_problem(&other, 422, "idempotency_key_reused");
    assert_int_equal(count_companies(sample), 1);
    Reply removed = sample_ask(sample, "DELETE", COMPANIES "/1", "If-Match: \"1\"\r\nIdempotency-Key: del\r\n", NULL);
    Reply again = sample_ask(sample, "DELETE", COMPANIES "/1", "If-Match: \"1\"\r\nIdempotency-Key: del\r\n", NULL);
    assert_int_equal(removed.status, 204);
    assert_int_equal(again.status, 204);
}

static void a_key_belongs_to_its_actor_and_refusals_are_not_kept(void **state)
{
    Sample *sample = *state;
    const char *key = "Idempotency-Key: k\r\n";
    Reply reply = sample_ask(sample, "POST", COMPANIES, key, "{}");
    assert_problem(&reply, 422, "invalid");
    reply = sample_ask(sample, "POST", COMPANIES, key, "{\"name\":\"Now right\"}");
    assert_int_equal(reply.status, 201);
    reply = sample_ask_as(sample, "Cookie: lazo_session=admin\r\nX-CSRF-Token: token\r\n", "POST", COMPANIES, key,
                          "{\"name\":\"Now right\"}");
    assert_true(text_is(reply_header(&reply, "Idempotency-Replayed"), "true")); /* the same agent by another road */
}

static void a_secret_is_never_kept(void **state)
{
    Sample *sample = *state;
    Reply first = sample_ask(sample, "POST", "/api/v1/secret", "Idempotency-Key: s\r\n", NULL);
    Reply second = sample_ask(sample, "POST", "/api/v1/secret", "Idempotency-Key: s\r\n", NULL);
    assert_int_equal(first.status, 200);
    assert_false(text_equals(first.body, second.body));
}

static void an_answer_too_large_to_keep_is_told_to_be_done(void **state)
{
    Sample *sample = *state;
    Reply first = sample_ask(sample, "POST", "/api/v1/large", "Idempotency-Key: l\r\n", NULL);
    Reply second = sample_ask(sample, "POST", "/api/v1/large", "Idempotency-Key: l\r\n", NULL);
    assert_true(first.body.length > 100000);
    assert_true(text_is(second.body, "{\"replayed\":true}"));
}

static Result sweep_apply(Work *work, void *context)
{
    return idempotency_sweep(work, 100, context);
}

static void a_key_is_forgotten_after_a_day(void **state)
{
    Sample *sample = *state;
    const char *key = "Idempotency-Key: day\r\n";
    int64_t now = clock_now();
    int64_t removed = -1;
    sample_ask(sample, "POST", COMPANIES, key, "{\"name\":\"Acme\"}");
    clock_set(now + 23 * HOUR_MS);
    sample_ask(sample, "POST", COMPANIES, key, "{\"name\":\"Acme\"}");
    assert_int_equal(count_companies(sample), 1);
    clock_set(now + 25 * HOUR_MS);
    sample_ask(sample, "POST", COMPANIES, key, "{\"name\":\"Acme\"}");
    assert_int_equal(count_companies(sample), 2);
    clock_set(now + 50 * HOUR_MS);
    assert_true(is_ok(lane_do(workspace_lane(sample->workspace), sample->arena, &actor_system, WORK_LIVE, false,
                              sweep_apply, &removed)));
    assert_int_equal(removed, 1);
    clock_set(now);
}

typedef struct Caller {
    pthread_t thread;
    Sample sample; /* the port and an arena of its own */
    const char *headers;
    int rounds;
    atomic_int *good;
    atomic_int *other;
} Caller;

static void *call(void *argument)
{
    Caller *caller = argument;
    for (int i = 0; i < caller->rounds; i++) {
        Reply reply = sample_ask(&caller->sample, "POST", COMPANIES, caller->headers, "{\"name\":\"At once\"}");
        atomic_fetch_add(reply.status == 201 ? caller->good : caller->other, 1);
    }
    return NULL;
}

#define CALLERS 16
static void call_at_once(const Sample *sample, const char *headers, int rounds, atomic_int *good, atomic_int *other)
{
    Caller callers[CALLERS];
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (Caller){.sample = {.port = sample->port, .arena = arena_new()},
                              .headers = headers,
                              .rounds = rounds,
                              .good = good,
                              .other = other};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        arena_free(callers[i].sample.arena);
    }
}

static void sixteen_at_once_with_one_key_make_one(void **state)
{
    atomic_int good = 0, other = 0;
    call_at_once(*state, "Idempotency-Key: same\r\n", 1, &good, &other);
    assert_int_equal(atomic_load(&good), CALLERS);
    assert_int_equal(count_companies(*state), 1);
}

static void what_was_acknowledged_is_there_exactly_once(void **state)
{
    atomic_int good = 0, other = 0;
    call_at_once(*state, NULL, 25, &good, &other);
    assert_int_equal(atomic_load(&good), CALLERS * 25);
    assert_int_equal(count_companies(*state), CALLERS * 25);
}

/* ---- threads ---- */

static void what_is_prepared_before_the_lane_reaches_the_handler(void **state)
{
    Sample *sample = *state;
    Reply reply = sample_ask(sample, "POST", "/api/v1/echo", NULL, "{\"word\":\"hola\"}");
    assert_true(text_is(json_text_member(reply.json, "word"), "prepared hola"));
    reply = sample_ask(sample, "POST", "/api/v1/echo", NULL, "{\"word\":\"refused\"}");
    assert_problem(&reply, 422, "invalid");
}

static void a_read_over_its_budget_ends_with_a_refusal(void **state)
{
    Reply reply = sample_ask(*state, "GET", "/api/v1/endless", ES, NULL);
    assert_problem(&reply, 422, "filter_too_broad");
}

static void every_fault_has_its_status_and_none_is_500(void **state)
{
    static const struct {
        const char *name;
        int status;
        const char *code;
    } cases[] = {
        {"invalid", 422, "invalid"}, {"denied", 403, "forbidden"},           {"not_found", 404, "not_found"},
        {"stale", 412, "stale"},     {"conflict", 409, "conflict"},          {"limit", 422, "filter_too_broad"},
        {"busy", 503, "busy"},       {"broken", 503, "storage_unavailable"},
    };
    log_setup(LOG_ERROR + 1, false);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char path[64];
        (void)snprintf(path, sizeof(path), "/api/v1/faults/%s", cases[i].name);
        Reply reply = sample_ask(*state, "GET", path, NULL, NULL);
        assert_problem(&reply, cases[i].status, cases[i].code);
        assert_int_equal(reply_header(&reply, "Retry-After").length > 0, cases[i].status == 503);
    }
}

static void a_caller_that_hangs_up_during_a_write_harms_nobody(void **state)
{
    Sample *sample = *state;
    for (int i = 0; i < 50; i++) {
        int fd = sample_connect(sample);
        sample_send(fd, TEXT("POST " COMPANIES " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\nContent-Type: "
                             "application/json\r\nContent-Length: 15\r\n\r\n{\"name\":\"Gone\"}"));
        close(fd);
    }
    assert_int_equal(sample_ask(sample, "GET", COMPANIES, NULL, NULL).status, 200);
}

static void stopping_waits_for_what_runs(void **state)
{
    Sample *sample = *state;
    int fd = sample_connect(sample);
    sample_send(fd, TEXT("GET /api/v1/pause HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\n\r\n"));
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    server_stop(sample->server);
    sample->server = NULL;
    Reply reply = sample_read(sample, fd, false);
    assert_true(reply.status == 200 || reply.status == 0); /* answered, or cut off whole; never half */
    close(fd);
}

/* ---- small things ---- */

static void one_connection_serves_one_request_after_another(void **state)
{
    Sample *sample = *state;
    int fd = sample_connect(sample);
    static const char *const requests[] = {
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET " COMPANIES " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\n\r\n",
        "GET /api/v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST " COMPANIES " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        "POST " COMPANIES " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\nContent-Type: application/json\r\n"
        "Content-Length: 15\r\n\r\n{\"name\":\"Acme\"}",
        "GET /api/v1/pause HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    };
    static const int statuses[] = {200, 200, 404, 401, 201, 200, 200};
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        assert_true(sample_send(fd, text_of(requests[i])));
        Reply reply = sample_read(sample, fd, false);
        assert_int_equal(reply.status, statuses[i]);
        assert_false(text_is(reply_header(&reply, "Connection"), "close"));
    }
    close(fd);
}

static void head_and_options_answer_without_a_body(void **state)
{
    Sample *sample = *state;
    Reply reply = sample_ask(sample, "HEAD", COMPANIES, NULL, NULL);
    assert_int_equal(reply.status, 200);
    assert_true(text_is(reply_header(&reply, "Content-Length"), "23"));
    reply = sample_ask(sample, "OPTIONS", COMPANIES "/1", NULL, NULL);
    assert_int_equal(reply.status, 204);
    assert_true(text_is(reply_header(&reply, "Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS"));
}

static void every_answer_carries_the_headers_of_caution(void **state)
{
    Sample *sample = *state;
    static const char *const paths[] = {COMPANIES, "/api/v1/nothing", "/app/", "/favicon.svg", "/api", "/metrics"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        Reply reply = sample_ask(sample, "GET", paths[i], "X-Request-Id: mine-1\r\n", NULL);
        assert_true(text_is(reply_header(&reply, "X-Content-Type-Options"), "nosniff"));
        assert_true(text_is(reply_header(&reply, "Referrer-Policy"), "no-referrer"));
        assert_true(text_find(reply_header(&reply, "Content-Security-Policy"), TEXT("default-src"), 0) != SIZE_MAX);
        assert_true(text_is(reply_header(&reply, "X-Request-Id"), "mine-1"));
    }
    Reply reply = sample_ask(sample, "GET", COMPANIES, "X-Request-Id: not sane\r\n", NULL);
    assert_false(text_is(reply_header(&reply, "X-Request-Id"), "not sane"));
}

static void the_web_application_is_served_with_a_fresh_nonce(void **state)
{
    Sample *sample = *state;
    Reply first = sample_ask_as(sample, NULL, "GET", "/app/tickets/7?x=1", NULL, NULL);
    Reply second = sample_ask_as(sample, NULL, "GET", "/app/", NULL, NULL);
    assert_int_equal(first.status, 200);
    assert_true(text_find(first.body, TEXT("__CSP_NONCE__"), 0) == SIZE_MAX);
    assert_false(text_equals(first.body, second.body));
    size_t at = text_find(first.body, TEXT("content=\""), 0);
    Text nonce = text_slice(first.body, at + 9, at + 9 + 22);
    assert_true(text_find(reply_header(&first, "Content-Security-Policy"), nonce, 0) != SIZE_MAX);
    Reply script =
        sample_ask_as(sample, NULL, "GET", "/app/assets/index-ab12.js", "Accept-Encoding: gzip, br\r\n", NULL);
    assert_true(text_is(reply_header(&script, "Content-Encoding"), "br"));
    assert_true(text_is(script.body, "packed"));
    assert_true(text_find(reply_header(&script, "Cache-Control"), TEXT("immutable"), 0) != SIZE_MAX);
    script = sample_ask_as(sample, NULL, "GET", "/app/assets/index-ab12.js", NULL, NULL);
    assert_true(text_is(script.body, "console.log('plain')"));
    assert_int_equal(sample_ask_as(sample, NULL, "GET", "/app/assets/gone.js", NULL, NULL).status, 404);
    Reply icon = sample_ask_as(sample, NULL, "GET", "/favicon.svg", NULL, NULL);
    char header[128];
    (void)snprintf(header, sizeof(header), "If-None-Match: %.*s\r\n", TEXT_ARG(reply_header(&icon, "ETag")));
    assert_int_equal(sample_ask_as(sample, NULL, "GET", "/favicon.svg", header, NULL).status, 304);
    Reply root = sample_ask_as(sample, NULL, "GET", "/", NULL, NULL);
    assert_int_equal(root.status, 302);
    assert_true(text_is(reply_header(&root, "Location"), "/app/"));
}

static void a_download_comes_piece_by_piece_and_whole(void **state)
{
    Reply reply = sample_ask(*state, "GET", "/api/v1/download", NULL, NULL);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.body.length, 300001);
    for (size_t i = 0; i < reply.body.length; i++)
        assert_int_equal(reply.body.data[i], 'a' + i % 26);
}

static void readiness_metrics_and_documents_are_open(void **state)
{
    Sample *sample = *state;
    Reply reply = sample_ask_as(sample, NULL, "GET", "/readyz", NULL, NULL);
    assert_int_equal(reply.status, 200);
    reply = sample_ask_as(sample, NULL, "GET", "/metrics", NULL, NULL);
    assert_true(text_find(reply.body, TEXT("lazo_lane_healthy 1"), 0) != SIZE_MAX);
    assert_true(text_find(reply.body, TEXT("route=\"/readyz\",status=\"2xx\"} 1"), 0) != SIZE_MAX);
    reply = sample_ask_as(sample, NULL, "GET", "/api/v1/openapi.json", NULL, NULL);
    assert_int_equal(reply.status, 200);
    const JsonValue *paths = json_member(reply.json, "paths");
    assert_non_null(json_member(json_member(paths, COMPANIES "/{id}"), "patch"));
    assert_non_null(json_member(paths, "/api/v1/stream"));
    const JsonValue *schemas = json_member(json_member(reply.json, "components"), "schemas");
    assert_non_null(json_member(json_member(json_member(schemas, "Company"), "properties"), "country"));
    assert_null(json_member(json_member(json_member(schemas, "CompanyChange"), "properties"), "id"));
    reply = sample_ask_as(sample, NULL, "GET", "/api", NULL, NULL);
    assert_true(text_find(reply.body, TEXT("<code>" COMPANIES "/{id}</code>"), 0) != SIZE_MAX);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, open_sample, close_sample)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_record_is_created_shown_listed_changed_and_removed),
        TEST(a_change_names_the_version_that_it_is_based_on),
        TEST(a_record_that_the_caller_has_is_not_sent_again),
        TEST(every_fault_of_the_body_is_named_with_its_field),
        TEST(refusals_speak_the_callers_language_and_codes_never_change),
        TEST(what_is_malformed_is_refused_by_name),
        TEST(a_request_that_could_be_read_in_two_ways_is_refused),
        TEST(a_body_over_its_limit_is_refused_whether_announced_or_not),
        TEST(a_chunked_body_is_taken),
        TEST(bytes_of_any_type_are_taken_up_to_the_routes_own_limit),
        TEST(only_who_may_gets_in),
        TEST(a_change_in_a_session_must_come_from_our_own_page),
        cmocka_unit_test_setup_teardown(who_asks_too_often_is_told_when_to_come_back, open_strict, close_sample),
        TEST(sign_in_allows_ten_wrong_tries_a_minute_and_forgives_right_ones),
        TEST(a_retry_with_the_same_key_makes_one),
        TEST(a_key_belongs_to_its_actor_and_refusals_are_not_kept),
        TEST(a_secret_is_never_kept),
        TEST(an_answer_too_large_to_keep_is_told_to_be_done),
        TEST(a_key_is_forgotten_after_a_day),
        TEST(sixteen_at_once_with_one_key_make_one),
        TEST(what_was_acknowledged_is_there_exactly_once),
        TEST(what_is_prepared_before_the_lane_reaches_the_handler),
        TEST(a_read_over_its_budget_ends_with_a_refusal),
        TEST(every_fault_has_its_status_and_none_is_500),
        TEST(a_caller_that_hangs_up_during_a_write_harms_nobody),
        TEST(stopping_waits_for_what_runs),
        TEST(one_connection_serves_one_request_after_another),
        TEST(head_and_options_answer_without_a_body),
        TEST(every_answer_carries_the_headers_of_caution),
        TEST(the_web_application_is_served_with_a_fresh_nonce),
        TEST(a_download_comes_piece_by_piece_and_whole),
        TEST(readiness_metrics_and_documents_are_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
