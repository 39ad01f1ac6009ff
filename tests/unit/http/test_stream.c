/* Live events over a socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "sample.h"

/* After ours: its macro fail() takes the name of our function. */
#include <cmocka.h>

#define STREAM_TEXT_MAX ((size_t)64 << 20)

static int open_sample(void **state)
{
    Sample *sample = calloc(1, sizeof(Sample));
    log_setup(LOG_ERROR, false);
    Result opened = sample_open(sample, NULL, 0, 10000000);
    if (!is_ok(opened))
        fail_msg("%s", opened.why);
    *state = sample;
    return 0;
}

static int close_sample(void **state)
{
    sample_close(*state);
    free(*state);
    return 0;
}

typedef struct Listener {
    int fd;
    Buffer in;
} Listener;

static Listener listen_as(Sample *sample, const char *credential, const char *target, const char *headers)
{
    Listener listener = {.fd = sample_connect(sample), .in = buffer_new(sample->arena, STREAM_TEXT_MAX)};
    WITH_ARENA arena = arena_new();
    sample_send(listener.fd, text_format(arena, "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n",
                                         target, credential, headers));
    return listener;
}

/* Reads on until `wanted` was seen; false after `patience_ms` without it. */
static bool hear(Listener *listener, const char *wanted, int patience_ms)
{
    int64_t until_us = clock_monotonic_us() + (int64_t)patience_ms * 1000;
    while (text_find(buffer_text(&listener->in), text_of(wanted), 0) == SIZE_MAX) {
        int64_t left_ms = (until_us - clock_monotonic_us()) / 1000;
        struct pollfd wait = {.fd = listener->fd, .events = POLLIN};
        char bytes[65536];
        if (left_ms <= 0 || poll(&wait, 1, (int)left_ms) <= 0)
            return false;
        ssize_t count = recv(listener->fd, bytes, sizeof(bytes), 0);
        if (count <= 0)
            return false;
        buffer_add(&listener->in, bytes, (size_t)count);
    }
    return true;
}

static int count_in(const Listener *listener, const char *wanted)
{
    int count = 0;
    for (size_t at = 0; (at = text_find(buffer_text(&listener->in), text_of(wanted), at)) != SIZE_MAX; at++)
        count++;
    return count;
}

static void add(Sample *sample, const char *name)
{
    WITH_ARENA arena = arena_new();
    assert_int_equal(
        sample_ask(sample, "POST", "/api/v1/companies", NULL, arena_printf(arena, "{\"name\":\"%s\"}", name)).status,
        201);
}

/* PostgreSQL numbers events by the scheduler, which stands above http: done here by hand. */
static Result number_apply(Work *work, void *context)
{
    return event_number_committed(work->db, context);
}

static void number(Sample *sample)
{
    int64_t count;
    assert_true(is_ok(lane_do(workspace_lane(sample->workspace), sample->arena, &actor_system, WORK_LIVE, false,
                              number_apply, &count)));
}

static void a_commit_is_told_to_who_listens(void **state)
{
    Sample *sample = *state;
    Listener listener = listen_as(sample, "admin", "/api/v1/stream", "");
    assert_true(hear(&listener, "retry: 2000\n\n", 3000));
    assert_true(text_find(buffer_text(&listener.in), TEXT("Content-Type: text/event-stream"), 0) != SIZE_MAX);
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    int64_t started_us = clock_monotonic_us();
    add(sample, "Live");
    number(sample);
    assert_true(hear(&listener, "\"kind\":\"company.created\"", 3000));
    assert_true(clock_monotonic_us() - started_us < 1000000);
    assert_true(hear(&listener, "}\n\n", 1000));
    close(listener.fd);
}

static void who_comes_back_misses_nothing_and_hears_nothing_twice(void **state)
{
    Sample *sample = *state;
    char name[32];
    for (int i = 0; i < 600; i++) {
        (void)snprintf(name, sizeof(name), "N%04d.", i);
        add(sample, name);
    }
    number(sample);
    Listener first = listen_as(sample, "admin", "/api/v1/stream", "Last-Event-ID: 100\r\n");
    assert_true(hear(&first, "N0400.", 5000));
    close(first.fd);
    assert_int_equal(count_in(&first, "N0099."), 0);
    assert_int_equal(count_in(&first, "N0100."), 1);
    Listener second = listen_as(sample, "admin", "/api/v1/stream?after=400", "");
    assert_true(hear(&second, "N0599.", 5000));
    assert_int_equal(count_in(&second, "N0399."), 0);
    assert_int_equal(count_in(&second, "\nid: "), 200);
    add(sample, "The last one");
    number(sample);
    assert_true(hear(&second, "The last one", 3000));
    assert_int_equal(count_in(&second, "\nid: "), 201);
    close(second.fd);
}

static void a_position_that_does_not_exist_asks_to_load_anew(void **state)
{
    Sample *sample = *state;
    add(sample, "One");
    number(sample);
    Listener listener = listen_as(sample, "admin", "/api/v1/stream", "Last-Event-ID: 999999\r\n");
    assert_true(hear(&listener, "event: resync\ndata: {\"after\":1}\n\n", 3000));
    close(listener.fd);
}

static void a_malformed_position_or_a_stranger_is_refused(void **state)
{
    Sample *sample = *state;
    Reply reply = sample_ask(sample, "GET", "/api/v1/stream?after=x", NULL, NULL);
    assert_int_equal(reply.status, 400);
    reply = sample_ask_as(sample, NULL, "GET", "/api/v1/stream", NULL, NULL);
    assert_int_equal(reply.status, 401);
    reply = sample_ask_as(sample, "Authorization: Bearer customer\r\n", "GET", "/api/v1/stream", NULL, NULL);
    assert_int_equal(reply.status, 403);
    reply = sample_ask(sample, "HEAD", "/api/v1/stream", NULL, NULL);
    assert_int_equal(reply.status, 200);
}

#define MANY 300
static void many_listeners_all_hear_and_leave_again(void **state)
{
    Sample *sample = *state;
    static Listener many[MANY];
    for (int i = 0; i < MANY; i++)
        many[i] = listen_as(sample, i % 2 ? "admin" : "analyst", "/api/v1/stream", "");
    for (int i = 0; i < MANY; i++)
        assert_true(hear(&many[i], "retry: 2000\n\n", 5000));
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    add(sample, "Heard by all");
    number(sample);
    for (int i = 0; i < MANY; i++)
        assert_true(hear(&many[i], "Heard by all", 5000));
    for (int i = 0; i < MANY; i++)
        close(many[i].fd);
    Reply reply = {0};
    for (int i = 0; i < 100; i++) {
        reply = sample_ask(sample, "GET", "/metrics", NULL, NULL);
        if (text_find(reply.body, TEXT("\nlazo_streams 0\n"), 0) != SIZE_MAX)
            break;
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    assert_true(text_find(reply.body, TEXT("\nlazo_streams 0\n"), 0) != SIZE_MAX);
}

static void who_does_not_read_costs_little_and_catches_up_later(void **state)
{
    Sample *sample = *state;
    char name[128];
    int small = 32768;
    Listener slow = {.fd = sample_connect(sample), .in = buffer_new(sample->arena, STREAM_TEXT_MAX)};
    setsockopt(slow.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
    sample_send(slow.fd, TEXT("GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\n\r\n"));
    assert_true(hear(&slow, "retry: 2000\n\n", 3000));
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    for (int i = 0; i < 1600; i += 8) {
        Buffer many = buffer_new(sample->arena, 65536);
        int fd = sample_connect(sample);
        for (int k = 0; k < 8; k++) {
            int length = snprintf(name, sizeof(name), "{\"name\":\"M%04d.%060d\"}", i + k, 0);
            buffer_addf(&many,
                        "POST /api/v1/companies HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\nContent-Type: "
                        "application/json\r\nContent-Length: %d\r\n\r\n%s",
                        length, name);
        }
        assert_true(sample_send(fd, buffer_text(&many)));
        assert_int_equal(sample_read(sample, fd, false).status, 201);
        shutdown(fd, SHUT_WR);
        char rest[4096];
        while (recv(fd, rest, sizeof(rest), 0) > 0)
            ;
        close(fd);
    }
    number(sample);
    number(sample);
    number(sample);
    number(sample);
    assert_true(hear(&slow, "M1599.", 20000));
    assert_int_equal(count_in(&slow, "\nid: "), 1600);
    close(slow.fd);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, open_sample, close_sample)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_commit_is_told_to_who_listens),
        TEST(who_comes_back_misses_nothing_and_hears_nothing_twice),
        TEST(a_position_that_does_not_exist_asks_to_load_anew),
        TEST(a_malformed_position_or_a_stranger_is_refused),
        TEST(many_listeners_all_hear_and_leave_again),
        TEST(who_does_not_read_costs_little_and_catches_up_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
