/* The HTTP server: libmicrohttpd with an epoll thread pool; suspends a connection for durable writes, slow reads and
 * streams. TLS is a proxy's work. */
#ifndef LAZO_HTTP_SERVER_H
#define LAZO_HTTP_SERVER_H

#include "http/route.h"

typedef struct StaticFile {
    const char *path; /* "/app/assets/index-ab12.js" */
    const char *content_type;
    const unsigned char *plain;
    size_t plain_bytes;
    const unsigned char *gzip; /* NULL when not made */
    size_t gzip_bytes;
    const unsigned char *brotli;
    size_t brotli_bytes;
    bool is_hashed; /* one year, immutable */
} StaticFile;

/* ---- whispers: told to whoever is here now, without an id, and kept nowhere ---- */
typedef struct StreamHub StreamHub;
typedef struct Whisper {
    const char *kind; /* the `event:` line: "presence" */
    int64_t agent_id; /* for this agent alone; 0: for the agents who may see the record */
    const Entity *entity;
    int64_t entity_id;
    Text data; /* JSON */
} Whisper;
/* Both run on the streams' own thread, so they are short. */
typedef struct StreamEars {
    /* What a node said (server_say); on every node, the one that said it too. May be NULL. */
    void (*hear)(Workspace *workspace, StreamHub *hub, Text kind, const JsonValue *data);
    /* About once a second, as long as somebody listens here or `tend` asked for it by true. May be NULL. */
    bool (*tend)(Workspace *workspace, StreamHub *hub);
} StreamEars;
/* To the streams of this node; in `hear` and `tend` alone. */
void stream_tell(StreamHub *hub, const Whisper *whisper);
/* Says {"kind", "data"} to all nodes of the workspace; lost when a node does not hear at that moment. `data` has at most
 * SERVER_SAY_BYTES_MAX bytes, longer ones are dropped. `after_commit`: when this process tells of a commit next, for what
 * a transaction that still runs is about to change. Any thread; nothing happens in a process without a server. */
#define SERVER_SAY_BYTES_MAX 4000
void server_say(Workspace *workspace, const char *kind, Text data, bool after_commit);

typedef struct ServerOptions {
    Text listen;                /* "127.0.0.1:8080"; port 0: any */
    int threads;                /* 0: as many as processors, at least 2 */
    Text public_url;            /* sets links, Secure cookies, the allowed Origin; empty: http://listen */
    const Route *const *tables; /* each ends with a row whose path is NULL */
    size_t table_count;
    const StaticFile *files; /* embedded; the row "/app/index.html" answers every unknown /app/ path */
    size_t file_count;
    /* Who calls: fills *out_actor (ACTOR_NOBODY when there is no credential). `needs_csrf` is set for a cookie session.
     * FAULT_DENIED for a bad credential. Runs with a reader. */
    Result (*authenticate)(Work *work, const Request *request, Actor *out_actor, bool *out_needs_csrf);
    Result (*check_csrf)(Work *work, const Request *request); /* only when needed */
    int64_t requests_per_minute;                        /* per actor or address; 0: 6000; sign-in has its own of 10 */
    void (*metrics)(Workspace *workspace, Buffer *out); /* further lines for /metrics; may be NULL */
    StreamEars ears;
} ServerOptions;

typedef struct Server Server;
/* FAULT_BUSY when the address is taken. The workspace must outlive the server. */
MUST_CHECK Result server_start(Workspace *workspace, const ServerOptions *options, Server **out_server);
/* The address it really listens at, as "http://127.0.0.1:8080". */
Text server_url(const Server *server);
/* Finishes what runs, refuses the rest; the memory goes with the workspace, whose lane may still tell of commits. */
void server_stop(Server *server);
/* Wakes the streams after a commit; any thread. */
void server_published(Workspace *workspace);

/* The OpenAPI 3.1 document of a route table, from the dictionary. */
MUST_CHECK Result openapi_write(Work *work, const Route *const *tables, size_t table_count, Json *json);

#endif
