#include "channel/mail_name.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

/* One name that is looked up by a thread of its own, because getaddrinfo cannot be called back: whoever is through last,
 * the thread or the one who waits, frees it. */
typedef struct Lookup {
    Arena *arena;
    const char *host;
    char port[INT_TEXT_BYTES];
    int done_fd; /* readable once there is an answer */
    atomic_int holders;
    int code; /* of getaddrinfo */
    struct addrinfo *addresses;
} Lookup;

static void lookup_let_go(Lookup *lookup)
{
    if (atomic_fetch_sub(&lookup->holders, 1) > 1)
        return;
    mail_name_free(lookup->addresses);
    close(lookup->done_fd);
    arena_free(lookup->arena);
}

static void *lookup_main(void *context)
{
    Lookup *lookup = context;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    const uint64_t one = 1;
    lookup->code = getaddrinfo(lookup->host, lookup->port, &hints, &lookup->addresses);
    while (write(lookup->done_fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
    lookup_let_go(lookup);
    return NULL;
}

static Lookup *lookup_start(const char *host, int port)
{
    pthread_t thread;
    Arena *arena = arena_new();
    Lookup *lookup = ARENA_NEW(arena, Lookup);
    lookup->arena = arena;
    lookup->host = arena_string(arena, host, strlen(host));
    int_write(port, lookup->port);
    lookup->done_fd = eventfd(0, EFD_CLOEXEC);
    atomic_store(&lookup->holders, 2);
    if (lookup->done_fd >= 0 && pthread_create(&thread, NULL, lookup_main, lookup) == 0) {
        pthread_detach(thread);
        return lookup;
    }
    if (lookup->done_fd >= 0)
        close(lookup->done_fd);
    arena_free(arena);
    return NULL;
}

/* PROBLEM_NONE: there is an answer. */
static ChannelProblem lookup_await(const Lookup *lookup, int stop_fd, int64_t milliseconds)
{
    int64_t ends_at_us = clock_monotonic_us() + milliseconds * 1000;
    for (;;) {
        struct pollfd waited[] = {{.fd = lookup->done_fd, .events = POLLIN}, {.fd = stop_fd, .events = POLLIN}};
        int64_t left_ms = (ends_at_us - clock_monotonic_us()) / 1000;
        int ready = poll(waited, stop_fd >= 0 ? 2 : 1, left_ms > 0 ? (int)left_ms : 0);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready > 0 && stop_fd >= 0 && waited[1].revents)
            return PROBLEM_STOPPED;
        if (ready == 0)
            return PROBLEM_TIMEOUT;
        uint64_t count; /* reading it is what orders the thread's work before ours */
        return read(lookup->done_fd, &count, sizeof count) == (ssize_t)sizeof count ? PROBLEM_NONE
                                                                                    : PROBLEM_UNREACHABLE;
    }
}

static ChannelProblem problem_of_lookup(int code)
{
    return code == 0 ? PROBLEM_NONE : code == EAI_AGAIN || code == EAI_SYSTEM ? PROBLEM_UNREACHABLE : PROBLEM_NAME;
}

ChannelProblem mail_name_find(const char *host, int port, int stop_fd, int64_t milliseconds,
                              struct addrinfo **out_addresses)
{
    *out_addresses = NULL;
    Lookup *lookup = lookup_start(host, port);
    if (lookup == NULL)
        return PROBLEM_UNREACHABLE;
    ChannelProblem problem = lookup_await(lookup, stop_fd, milliseconds);
    if (problem == PROBLEM_NONE)
        problem = problem_of_lookup(lookup->code);
    if (problem == PROBLEM_NONE) {
        *out_addresses = lookup->addresses;
        lookup->addresses = NULL;
    }
    lookup_let_go(lookup);
    return problem;
}

void mail_name_free(struct addrinfo *addresses)
{
    if (addresses)
        freeaddrinfo(addresses);
}
