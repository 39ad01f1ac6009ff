/* The parts of http that need no server: routes, rates, tags, languages, framing, words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdatomic.h>
#include <time.h>

#include "base/digest.h"
#include "http/etag.h"
#include "http/files.h"
#include "http/idempotency.h"
#include "http/language.h"
#include "http/problem_text.h"
#include "http/rate.h"
#include "http/reference.h"
#include "http/router.h"
#include "http/stream.h"
#include "http/worker.h"

/* After ours: its macro fail() takes the name of our function. */
#include <cmocka.h>

#define assert_text(text, literal)                                                                                     \
    do {                                                                                                               \
        Text text_ = (text);                                                                                           \
        assert_int_equal(text_.length, strlen(literal));                                                               \
        assert_memory_equal(text_.data ? text_.data : "", literal, strlen(literal));                                   \
    } while (0)

static Result nothing(Work *work, const Request *request, Answer *answer)
{
    (void)work;
    (void)request;
    (void)answer;
    return done();
}

#define GET(path_)                                                                                                     \
    {                                                                                                                  \
        .method = "GET", .path = (path_), .runs = RUNS_PLAIN, .handle = nothing                                        \
    }
static const Route some_routes[] = {
    GET("/api/v1/tickets"),
    {.method = "POST", .path = "/api/v1/tickets", .runs = RUNS_WRITE, .handle = nothing},
    GET("/api/v1/tickets/{id}"),
    GET("/api/v1/tickets/recent"),
    GET("/api/v1/tickets/{id}/messages/{message_id}"),
    GET("/api/v1/reports/{metric}"),
    GET("/api/v1/reports/nps/fast"),
    {.path = NULL},
};
static const Route *const some_tables[] = {some_routes};

static Router *router(Arena *arena)
{
    Router *made;
    assert_true(is_ok(router_new(arena, some_tables, 1, &made)));
    return made;
}

static void a_fixed_segment_goes_before_an_id_and_an_id_before_a_name(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    const Router *routes = router(arena);
    RouteMatch match = router_find(routes, METHOD_GET, TEXT("/api/v1/tickets/recent"));
    assert_string_equal(match.route->path, "/api/v1/tickets/recent");
    match = router_find(routes, METHOD_GET, TEXT("/api/v1/tickets/17"));
    assert_string_equal(match.route->path, "/api/v1/tickets/{id}");
    assert_int_equal(match.ids[0], 17);
    match = router_find(routes, METHOD_GET, TEXT("/api/v1/tickets/17/messages/4"));
    assert_int_equal(match.ids[0], 17);
    assert_int_equal(match.ids[1], 4);
    match = router_find(routes, METHOD_GET, TEXT("/api/v1/reports/nps"));
    assert_text(match.words[0], "nps");
}

static void an_id_takes_digits_only_and_nothing_else_matches(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    const Router *routes = router(arena);
    static const char *const paths[] = {
        "/api/v1/tickets/x",
        "/api/v1/tickets/-1",
        "/api/v1/tickets/1x",
        "/api/v1/tickets/99999999999999999999",
        "/api/v1/tickets/",
        "/api/v1//tickets",
        "/api/v1/tickets/1/",
        "/api/v1",
        "/",
        "",
        "api/v1/tickets",
        "/api/v1/tickets/1/messages",
        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p",
    };
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        assert_false(router_find(routes, METHOD_GET, text_of(paths[i])).has_path);
}

static void another_method_on_a_known_path_says_which_are_allowed(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    RouteMatch match = router_find(router(arena), METHOD_DELETE, TEXT("/api/v1/tickets"));
    assert_true(match.has_path);
    assert_null(match.route);
    assert_text(router_allow(arena, &match), "GET, HEAD, POST, OPTIONS");
    assert_int_equal(route_method(TEXT("HEAD")), METHOD_GET);
    assert_int_equal(route_method(TEXT("get")), METHOD_COUNT);
}

static void two_routes_that_are_the_same_are_refused(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    static const Route twice[] = {GET("/a/{id}"), GET("/a/{thing_id}"), {.path = NULL}};
    static const Route malformed[] = {GET("/a//b"), {.path = NULL}};
    const Route *const tables[] = {twice}, *const others[] = {malformed};
    Router *made;
    assert_int_equal(router_new(arena, tables, 1, &made).fault, FAULT_INVALID);
    assert_int_equal(router_new(arena, others, 1, &made).fault, FAULT_INVALID);
}

static void a_bucket_empties_and_comes_back_over_a_minute(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    RateTable *table = rate_table_new(arena, 1);
    uint64_t key = rate_key(table, TEXT("actor"), TEXT("2:7"));
    for (int i = 0; i < 60; i++)
        assert_true(rate_take(table, key, 60, 1000).is_allowed);
    RateState state_now = rate_take(table, key, 60, 1000);
    assert_false(state_now.is_allowed);
    assert_int_equal(state_now.limit, 60);
    assert_int_equal(state_now.remaining, 0);
    assert_int_equal(state_now.reset_s, 60);
    assert_int_equal(state_now.retry_s, 1);
    assert_true(rate_take(table, key, 60, 1000 + 1000000).is_allowed);
    assert_false(rate_take(table, key, 60, 1000 + 1000000).is_allowed);
    rate_give_back(table, key, 60, 1000 + 1000000);
    assert_true(rate_take(table, key, 60, 1000 + 1000000).is_allowed);
    assert_int_equal(rate_take(table, key, 60, INT64_C(1000000000)).remaining, 59);
    assert_true(rate_take(table, rate_key(table, TEXT("address"), TEXT("2:7")), 60, 1000).is_allowed);
}

static void a_flood_of_strangers_does_not_free_the_one_who_is_in_debt(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    RateTable *table = rate_table_new(arena, 5);
    uint64_t debtor = rate_key(table, TEXT("sign-in"), TEXT("10.0.0.1"));
    for (int i = 0; i < 10; i++)
        (void)rate_take(table, debtor, 10, 0);
    for (int i = 0; i < 100000; i++)
        (void)rate_take(table, rate_key(table, TEXT("sign-in"), text_from_int(arena, i)), 10, 1);
    assert_false(rate_take(table, debtor, 10, 2).is_allowed);
}

static void if_match_takes_one_strong_tag(void **state)
{
    (void)state;
    int64_t version = 0;
    assert_int_equal(etag_read(TEXT("\"7\""), &version), ETAG_VERSION);
    assert_int_equal(version, 7);
    assert_int_equal(etag_read(TEXT_NONE, &version), ETAG_ABSENT);
    assert_int_equal(etag_read(TEXT("*"), &version), ETAG_ANY);
    assert_int_equal(etag_read(TEXT("W/\"7\""), &version), ETAG_WEAK);
    assert_int_equal(etag_read(TEXT("\"7\", \"8\""), &version), ETAG_SEVERAL);
    static const char *const malformed[] = {"7",  "\"\"", "\"x\"", "\"-1\"", "\"+1\"", "\"99999999999999999999\"",
                                            "\"7"};
    for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++)
        assert_int_equal(etag_read(text_of(malformed[i]), &version), ETAG_MALFORMED);
    assert_true(etag_names(TEXT("\"1\", W/\"7\""), 7));
    assert_true(etag_names(TEXT("*"), 7));
    assert_false(etag_names(TEXT("\"77\""), 7));
    assert_false(etag_names(TEXT_NONE, 7));
}

static void the_best_language_of_the_three_is_taken(void **state)
{
    (void)state;
    assert_text(language_accepted(TEXT("fr, pt-BR;q=0.8, es;q=0.9")), "es");
    assert_text(language_accepted(TEXT("PT-br")), "pt");
    assert_text(language_accepted(TEXT("en;q=0.1, es;q=0.05")), "en");
    assert_text(language_accepted(TEXT("en;q=0, es")), "es");
    assert_text(language_accepted(TEXT("fr, de")), "");
    assert_text(language_accepted(TEXT(";;;,,,q=")), "");
    assert_text(language_accepted(TEXT("eso")), "");
}

static void every_problem_has_words_in_every_language(void **state)
{
    (void)state;
    for (size_t i = 0; i < problem_text_count(); i++) {
        const ProblemText *text = problem_text_at(i);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            assert_non_null(text->title[language]);
            assert_non_null(text->detail[language]);
            assert_true(text_is_utf8(text_of(text->detail[language])));
        }
    }
    assert_null(problem_text("nothing"));
    assert_string_equal(field_fault_text("required", LANGUAGE_ES), "Es obligatorio.");
    assert_null(field_fault_text("nothing", LANGUAGE_ES));
}

static void a_key_stands_for_method_target_and_body(void **state)
{
    (void)state;
    char first[65], second[65];
    idempotency_hash(TEXT("POST"), TEXT("/a?x=1"), TEXT("{}"), first);
    idempotency_hash(TEXT("POST"), TEXT("/a?x=1"), TEXT("{}"), second);
    assert_string_equal(first, second);
    assert_int_equal(strlen(first), 64);
    idempotency_hash(TEXT("PUT"), TEXT("/a?x=1"), TEXT("{}"), second);
    assert_string_not_equal(first, second);
    idempotency_hash(TEXT("POST"), TEXT("/a?x=2"), TEXT("{}"), second);
    assert_string_not_equal(first, second);
    idempotency_hash(TEXT("POST"), TEXT("/a?x=1"), TEXT("{ }"), second);
    assert_string_not_equal(first, second);
    idempotency_hash(TEXT("POST"), TEXT("/a"), TEXT("?x=1{}"), second);
    assert_string_not_equal(first, second);
}

static void an_event_is_framed_as_the_standard_says(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Buffer out = buffer_new(arena, 1000);
    stream_frame(&out, NULL, 7, TEXT("{\"a\":\"b\\nc\"}"));
    stream_frame(&out, "resync", 9, TEXT("{}"));
    stream_frame(&out, "presence", -1, TEXT("{}")); /* a whisper: who comes back goes on from event 9 */
    assert_text(buffer_text(&out), "id: 7\ndata: {\"a\":\"b\\nc\"}\n\nid: 9\nevent: resync\ndata: {}\n\n"
                                   "event: presence\ndata: {}\n\n");
}

static void a_stream_begins_after_the_last_event_that_the_client_has(void **state)
{
    (void)state;
    int64_t seq;
    assert_true(stream_read_position(TEXT_NONE, TEXT_NONE, &seq));
    assert_int_equal(seq, -1);
    assert_true(stream_read_position(TEXT("12"), TEXT("5"), &seq));
    assert_int_equal(seq, 12);
    assert_true(stream_read_position(TEXT_NONE, TEXT("0"), &seq));
    assert_int_equal(seq, 0);
    assert_false(stream_read_position(TEXT("x"), TEXT_NONE, &seq));
    assert_false(stream_read_position(TEXT("-3"), TEXT_NONE, &seq));
    assert_false(stream_read_position(TEXT("99999999999999999999"), TEXT_NONE, &seq));
}

static void the_best_encoding_that_exists_and_is_taken_is_sent(void **state)
{
    (void)state;
    static const unsigned char bytes[] = "x";
    StaticFile both = {.gzip = bytes, .gzip_bytes = 1, .brotli = bytes, .brotli_bytes = 1};
    StaticFile plain = {.plain = bytes, .plain_bytes = 1};
    assert_string_equal(files_encoding(&both, TEXT("gzip, deflate, br")), "br");
    assert_string_equal(files_encoding(&both, TEXT("gzip;q=0.5, br;q=0")), "gzip");
    assert_string_equal(files_encoding(&both, TEXT("bright")), "");
    assert_string_equal(files_encoding(&both, TEXT_NONE), "");
    assert_string_equal(files_encoding(&plain, TEXT("br, gzip")), "");
}

static void every_nonce_of_a_page_is_filled_in(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    assert_text(files_with_nonce(arena, TEXT("a__CSP_NONCE__b__CSP_NONCE__"), TEXT("N")), "aNbN");
    assert_text(files_with_nonce(arena, TEXT("__CSP_NONCE"), TEXT("N")), "__CSP_NONCE");
}

static void cookies_and_tokens_are_read_strictly(void **state)
{
    (void)state;
    assert_text(cookie_find(TEXT("a=1; lazo_session=x=y; b=2"), "lazo_session"), "x=y");
    assert_text(cookie_find(TEXT("xlazo_session=1"), "lazo_session"), "");
    assert_text(cookie_find(TEXT("lazo_session"), "lazo_session"), "");
    assert_true(token_is_sane(TEXT("abc-DEF_1.2:3"), 64));
    assert_false(token_is_sane(TEXT("a b"), 64));
    assert_false(token_is_sane(TEXT("a\nb"), 64));
    assert_false(token_is_sane(TEXT(""), 64));
    assert_false(token_is_sane(TEXT("abc"), 2));
}

typedef struct Held {
    atomic_bool may_end;
    atomic_int runs;
} Held;

static void held_run(void *context)
{
    Held *held = context;
    while (!atomic_load(&held->may_end))
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    atomic_fetch_add(&held->runs, 1);
}

static void a_full_pool_refuses_and_a_stopping_one_ends_what_waits(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Held held = {false};
    WorkerPool *pool;
    WorkerJob jobs[4];
    for (int i = 0; i < 4; i++)
        jobs[i] = (WorkerJob){.run = held_run, .context = &held};
    assert_true(is_ok(worker_pool_start(arena, 1, 2, &pool)));
    assert_true(worker_submit(pool, &jobs[0]));
    while (worker_waiting(pool) > 0)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    assert_true(worker_submit(pool, &jobs[1]));
    assert_true(worker_submit(pool, &jobs[2]));
    assert_false(worker_submit(pool, &jobs[3]));
    atomic_store(&held.may_end, true);
    worker_pool_stop(pool);
    assert_int_equal(atomic_load(&held.runs), 3);
}

static void html_is_escaped_on_the_reference_page(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Buffer out = buffer_new(arena, 1000);
    html_add(&out, TEXT("<a href=\"x\">&</a>"));
    assert_text(buffer_text(&out), "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;");
}

int main(void)
{
    if (!is_ok(digest_setup()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_segment_goes_before_an_id_and_an_id_before_a_name),
        cmocka_unit_test(an_id_takes_digits_only_and_nothing_else_matches),
        cmocka_unit_test(another_method_on_a_known_path_says_which_are_allowed),
        cmocka_unit_test(two_routes_that_are_the_same_are_refused),
        cmocka_unit_test(a_bucket_empties_and_comes_back_over_a_minute),
        cmocka_unit_test(a_flood_of_strangers_does_not_free_the_one_who_is_in_debt),
        cmocka_unit_test(if_match_takes_one_strong_tag),
        cmocka_unit_test(the_best_language_of_the_three_is_taken),
        cmocka_unit_test(every_problem_has_words_in_every_language),
        cmocka_unit_test(a_key_stands_for_method_target_and_body),
        cmocka_unit_test(an_event_is_framed_as_the_standard_says),
        cmocka_unit_test(a_stream_begins_after_the_last_event_that_the_client_has),
        cmocka_unit_test(the_best_encoding_that_exists_and_is_taken_is_sent),
        cmocka_unit_test(every_nonce_of_a_page_is_filled_in),
        cmocka_unit_test(cookies_and_tokens_are_read_strictly),
        cmocka_unit_test(a_full_pool_refuses_and_a_stopping_one_ends_what_waits),
        cmocka_unit_test(html_is_escaped_on_the_reference_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
