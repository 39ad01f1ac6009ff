/* What the parts of a running server share. Inside http/ only. */
#ifndef LAZO_HTTP_SERVER_STATE_H
#define LAZO_HTTP_SERVER_STATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "http/files.h"
#include "http/measure.h"
#include "http/rate.h"
#include "http/router.h"
#include "http/server.h"
#include "http/worker.h"

struct MHD_Daemon;
struct MHD_Response;
struct StreamHub;

#define CONNECTIONS_MAX 12000
#define IDLE_SECONDS_MAX 60
#define BODY_SECONDS_MAX 30
#define REQUESTS_PER_MINUTE_DEFAULT 6000
#define SIGN_INS_PER_MINUTE 10
#define READ_STEPS_MAX INT64_C(50000000)
#define READ_MS_MAX 2000
#define SLOW_MS_MAX 5000
#define SLOW_STEPS_MAX INT64_C(2000000000)
#define SLOW_THREADS 2
#define SLOW_WAITING_MAX 200
#define READ_THREADS 4
#define READ_WAITING_MAX 2000
#define SHELF_ARENAS_MAX 64

struct Server {
    Arena *arena;
    Workspace *workspace;
    ServerOptions options; /* texts copied */
    const Route **tables;  /* the options' and the platform's own */
    size_t table_count;
    Router *router;
    FileIndex *files;
    struct MHD_Daemon *daemon;
    struct MHD_Response *health;
    int listen_fd;
    Text url;    /* where it listens */
    Text origin; /* of public_url: "https://desk.example" */
    bool is_public_https;
    bool is_postgres;
    WorkerPool *readers; /* PostgreSQL: every read and admission; SQLite: what is prepared before the lane */
    WorkerPool *slow;
    RateTable *rates;
    struct StreamHub *hub;
    Measures *measures;
    char id_prefix[17]; /* of request ids */
    atomic_uint_least64_t id_count;
    atomic_int away; /* exchanges whose connection is suspended */
    atomic_bool is_stopping;
    pthread_mutex_t shelf_mutex;
    Arena *shelf[SHELF_ARENAS_MAX]; /* reset arenas for the next requests */
    size_t shelf_count;
};

/* The server's own routes: stream, events, documents, readiness, metrics. */
extern const Route platform_routes[];

#endif
