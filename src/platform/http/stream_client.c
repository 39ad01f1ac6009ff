#include "http/stream_hub.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS_BLOCK 64
#define SOCKET_BYTES (64 << 10) /* what the kernel keeps for a client that does not read */

static bool actor_is(const Actor *a, const Actor *b)
{
    return a->kind == b->kind && a->id == b->id && a->role == b->role && text_equals(a->language, b->language);
}

/* The group of the arrival's caller; takes over the arrival's arena when it is a new one, and frees it otherwise. */
static StreamGroup *group_of(StreamHub *hub, StreamArrival *arrival)
{
    for (StreamGroup *group = hub->groups; group != NULL; group = group->next) {
        if (actor_is(&group->actor, &arrival->actor)) {
            arena_free(arrival->arena);
            return group;
        }
    }
    StreamGroup *group = ARENA_NEW(arrival->arena, StreamGroup);
    group->arena = arrival->arena;
    group->actor = arrival->actor;
    group->next = hub->groups;
    if (hub->groups != NULL)
        hub->groups->previous = group;
    hub->groups = group;
    return group;
}

static void group_drop_if_empty(StreamHub *hub, StreamGroup *group)
{
    if (group->clients != NULL)
        return;
    if (group->previous != NULL)
        group->previous->next = group->next;
    else
        hub->groups = group->next;
    if (group->next != NULL)
        group->next->previous = group->previous;
    arena_free(group->arena);
}

static StreamClient *client_new(StreamHub *hub)
{
    if (hub->free_clients == NULL) {
        StreamClient *block = ARENA_ARRAY(hub->arena, StreamClient, CLIENTS_BLOCK);
        for (size_t i = 0; i < CLIENTS_BLOCK; i++) {
            block[i].next = hub->free_clients;
            hub->free_clients = &block[i];
        }
    }
    StreamClient *client = hub->free_clients;
    hub->free_clients = client->next;
    *client = (StreamClient){.fd = -1};
    return client;
}

StreamClient *client_open(StreamHub *hub, StreamArrival *arrival)
{
    int fd = arrival->fd;
    int64_t seq = arrival->seq < 0 && hub->has_seq ? hub->seq : arrival->seq;
    StreamClient *client = client_new(hub);
    StreamGroup *group = group_of(hub, arrival); /* the arrival is gone with its arena, or the group's */
    int64_t now_us = clock_monotonic_us();
    client->fd = fd;
    client->seq = seq;
    client->group = group;
    /* Spread over the period, so that ten thousand clients are not all tended in the same second. */
    client->beats_at_us = now_us + INT64_C(1000000) * (1 + fd % STREAM_HEARTBEAT_S);
    client->ends_at_us = now_us + INT64_C(1000000) * (STREAM_LIFE_S + fd % 600);
    client->next = group->clients;
    if (group->clients != NULL)
        group->clients->previous = client;
    group->clients = client;
    int socket_bytes = SOCKET_BYTES;
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &socket_bytes, sizeof(socket_bytes));
    struct epoll_event event = {.events = EPOLLRDHUP, .data.ptr = client};
    client->is_closing = epoll_ctl(hub->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0;
    return client;
}

void client_close(StreamHub *hub, StreamClient *client)
{
    StreamGroup *group = client->group;
    if (client->previous != NULL)
        client->previous->next = client->next;
    else
        group->clients = client->next;
    if (client->next != NULL)
        client->next->previous = client->previous;
    epoll_ctl(hub->epoll_fd, EPOLL_CTL_DEL, client->fd, NULL);
    shutdown(client->fd, SHUT_RDWR);
    close(client->fd);
    arena_free(client->pending_arena);
    *client = (StreamClient){.fd = -1, .next = hub->free_clients};
    hub->free_clients = client;
    atomic_fetch_sub(&hub->count, 1);
    group_drop_if_empty(hub, group);
}

static void client_watch(StreamHub *hub, StreamClient *client, bool is_blocked)
{
    struct epoll_event event = {.events = EPOLLRDHUP | (is_blocked ? (unsigned)EPOLLOUT : 0u), .data.ptr = client};
    if (epoll_ctl(hub->epoll_fd, EPOLL_CTL_MOD, client->fd, &event) != 0)
        client->is_closing = true;
    client->is_blocked = is_blocked;
}

/* How many bytes the socket took. */
static size_t socket_send(StreamClient *client, Text bytes)
{
    size_t sent = 0;
    while (sent < bytes.length) {
        ssize_t count = send(client->fd, bytes.data + sent, bytes.length - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0) {
            sent += (size_t)count;
        } else if (count < 0 && errno == EINTR) {
            continue;
        } else {
            client->is_closing = count < 0 && errno != EAGAIN && errno != EWOULDBLOCK;
            break;
        }
    }
    return sent;
}

void client_send(StreamHub *hub, StreamClient *client, Text bytes)
{
    if (client->is_closing || client->is_blocked)
        return;
    size_t sent = socket_send(client, bytes);
    if (client->is_closing || sent == bytes.length)
        return;
    if (bytes.length - sent > STREAM_PENDING_BYTES_MAX) {
        client->is_closing = true;
        return;
    }
    client->pending_arena = arena_new();
    client->pending = text_copy(client->pending_arena, text_slice(bytes, sent, bytes.length));
    client_watch(hub, client, true);
}

void client_flush(StreamHub *hub, StreamClient *client)
{
    size_t sent = socket_send(client, client->pending);
    client->pending = text_slice(client->pending, sent, client->pending.length);
    if (client->is_closing || client->pending.length > 0)
        return;
    arena_free(client->pending_arena);
    client->pending_arena = NULL;
    client_watch(hub, client, false);
    hub->has_behind = true; /* what was committed meanwhile is read from the log */
}

void clients_tend(StreamHub *hub, int64_t now_us)
{
    StreamGroup *next_group;
    for (StreamGroup *group = hub->groups; group != NULL; group = next_group) {
        next_group = group->next;
        StreamClient *next;
        for (StreamClient *client = group->clients; client != NULL; client = next) {
            next = client->next;
            if (!client->is_closing && !client->is_blocked && now_us >= client->beats_at_us) {
                client_send(hub, client, TEXT(":\n\n"));
                client->beats_at_us = now_us + INT64_C(1000000) * STREAM_HEARTBEAT_S;
            }
            /* A client that takes nothing for two beats is gone, whatever its socket says. */
            bool is_dead = client->is_blocked && now_us - client->beats_at_us > INT64_C(2000000) * STREAM_HEARTBEAT_S;
            if (client->is_closing || is_dead || now_us >= client->ends_at_us)
                client_close(hub, client);
        }
    }
}
