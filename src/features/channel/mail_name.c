#include "channel/mail_name.h"

#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"

#define LOOK_MS 100

typedef struct Lookup {
    struct gaicb request;
    struct addrinfo hints;
    char port[INT_TEXT_BYTES];
} Lookup;

static bool is_stopped(int stop_fd)
{
    struct pollfd waited = {.fd = stop_fd, .events = POLLIN};
    return stop_fd >= 0 && poll(&waited, 1, 0) > 0;
}

static ChannelProblem problem_of_lookup(int code)
{
    return code == 0 ? PROBLEM_NONE : code == EAI_AGAIN || code == EAI_SYSTEM ? PROBLEM_UNREACHABLE : PROBLEM_NAME;
}

static ChannelProblem lookup_await(struct gaicb *request, int stop_fd, int64_t milliseconds)
{
    const struct timespec pause = {.tv_nsec = LOOK_MS * 1000000L};
    const struct gaicb *waited[] = {request};
    int64_t ends_at_us = clock_monotonic_us() + milliseconds * 1000;
    while (gai_error(request) == EAI_INPROGRESS) {
        if (is_stopped(stop_fd))
            return PROBLEM_STOPPED;
        if (clock_monotonic_us() >= ends_at_us)
            return PROBLEM_TIMEOUT;
        gai_suspend(waited, 1, &pause);
    }
    return problem_of_lookup(gai_error(request));
}

ChannelProblem mail_name_find(const char *host, int port, int stop_fd, int64_t milliseconds,
                              struct addrinfo **out_addresses)
{
    *out_addresses = NULL;
    Arena *arena = arena_new();
    Lookup *lookup = ARENA_NEW(arena, Lookup);
    struct gaicb *requests[] = {&lookup->request};
    struct sigevent quietly = {.sigev_notify = SIGEV_NONE};
    int_write(port, lookup->port);
    lookup->hints = (struct addrinfo){.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    lookup->request = (struct gaicb){
        .ar_name = arena_string(arena, host, strlen(host)), .ar_service = lookup->port, .ar_request = &lookup->hints};
    ChannelProblem problem = getaddrinfo_a(GAI_NOWAIT, requests, 1, &quietly) == 0
                                 ? lookup_await(&lookup->request, stop_fd, milliseconds)
                                 : PROBLEM_UNREACHABLE;
    /* One that cannot be called back writes here later: its memory stays with it. */
    if (problem != PROBLEM_NONE && gai_error(&lookup->request) == EAI_INPROGRESS &&
        gai_cancel(&lookup->request) == EAI_NOTCANCELED)
        return problem;
    if (problem == PROBLEM_NONE)
        *out_addresses = lookup->request.ar_result;
    arena_free(arena);
    return problem;
}

void mail_name_free(struct addrinfo *addresses)
{
    if (addresses)
        freeaddrinfo(addresses);
}
