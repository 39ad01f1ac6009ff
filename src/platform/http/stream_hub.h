/* The hub's own data: clients, and groups of clients that see the same. Only the hub's thread touches them, but for the
 * arrivals. Inside http/ only. */
#ifndef LAZO_HTTP_STREAM_HUB_H
#define LAZO_HTTP_STREAM_HUB_H

#include "http/stream.h"
#include "store/node_line.h"

typedef struct StreamGroup StreamGroup;
typedef struct StreamClient {
    int fd; /* -1: free */
    bool is_closing;
    bool is_blocked; /* the socket is full; EPOLLOUT is awaited */
    int64_t seq;     /* the last event that went out whole, or was not for it */
    int64_t ends_at_us;
    int64_t beats_at_us;
    StreamGroup *group;
    Arena *pending_arena; /* what did not fit into the socket; NULL: nothing */
    Text pending;
    struct StreamClient *next; /* of the group, or of the free ones */
    struct StreamClient *previous;
} StreamClient;

/* All clients of one caller: what may be seen is asked once for all of them. */
struct StreamGroup {
    Arena *arena;
    Actor actor;
    StreamClient *clients;
    StreamGroup *next;
    StreamGroup *previous;
};

typedef struct StreamArrival {
    int fd;
    Arena *arena; /* becomes the group's, or is freed */
    Actor actor;  /* in it */
    int64_t seq;  /* -1: from now on */
    struct StreamArrival *next;
} StreamArrival;

/* Words on their way to the nodes. */
typedef struct StreamSaying {
    Arena *arena; /* its own */
    Text words;
    struct StreamSaying *next;
} StreamSaying;

typedef struct StreamEvent {
    int64_t seq;
    const Entity *entity; /* NULL: an entity that this program does not know */
    int64_t entity_id;
    int64_t ticket_id;
    bool is_sign_in; /* changes nothing of what an agent may see */
    Text frame;
} StreamEvent;

struct StreamHub {
    Arena *arena;
    Workspace *workspace;
    pthread_t thread;
    int epoll_fd;
    int wake_fd;
    pthread_mutex_t mutex; /* arrivals */
    StreamArrival *arrivals;
    atomic_int_least64_t count;
    atomic_bool is_woken;
    atomic_bool is_published;
    atomic_bool is_stopping;
    StreamGroup *groups;
    StreamClient *free_clients;
    int64_t seq; /* of the last event that the hub read */
    bool has_seq;
    bool has_behind; /* some client may be behind and not blocked */
    StreamEars ears;
    bool is_tended;     /* `tend` asked to be called again */
    StreamSaying *said; /* newest first; under the mutex */
    StreamSaying *held; /* until something is published; the same */
    size_t saying_count;
    bool wants_line;     /* PostgreSQL, and somebody hears */
    NodeLine *line;      /* NULL while it is out */
    int64_t line_due_us; /* when it is tried again */
};

/* ---- stream_whisper.c ---- */
#define SAYINGS_MAX 10000 /* then the newest are lost: they are no more than hints */
/* Passes on what was said here, and hears what the other nodes said. */
void whispers_pass(StreamHub *hub);
/* What was held may be said now; whether there was any. Any thread. */
bool whispers_release(StreamHub *hub);
/* The hub's thread has something to do; any thread. */
void stream_wake(StreamHub *hub);
/* Frees what was not said any more, and closes the line. */
void whispers_end(StreamHub *hub);

/* ---- stream_client.c ---- */
StreamClient *client_open(StreamHub *hub, StreamArrival *arrival);
void client_close(StreamHub *hub, StreamClient *client);
/* Sends or keeps what does not fit; marks the client as closing on an error. */
void client_send(StreamHub *hub, StreamClient *client, Text bytes);
/* The socket takes bytes again. */
void client_flush(StreamHub *hub, StreamClient *client);
/* Closes what is to be closed; sends the comment that keeps proxies and phones awake. */
void clients_tend(StreamHub *hub, int64_t now_us);

#endif
