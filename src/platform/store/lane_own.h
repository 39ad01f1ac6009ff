/* The inside of a lane, for lane*.c and workspace.c alone. */
#ifndef LAZO_STORE_LANE_OWN_H
#define LAZO_STORE_LANE_OWN_H

#include <pthread.h>

#include "store/lane.h"

#define LANE_WRITERS_MAX 64

typedef struct LaneQueue {
    Piece *first;
    Piece *last;
    int64_t count;
} LaneQueue;

struct Lane {
    Workspace *workspace;
    /* Opens a write connection; its `why` need not outlive the next call on this thread. */
    Result (*open)(Workspace *workspace, Db **out_db);
    LaneHooks hooks;
    pthread_rwlock_t
        turn; /* PostgreSQL: shared by pieces side by side, taken alone by one that ran into them too often */
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t wake;
    int sleeping;
    LaneQueue interactive;
    LaneQueue bulk;
    int bulk_running;
    bool is_closing;
    bool is_healthy;
    bool is_recovering;      /* one of the threads sees to it */
    int64_t recovered_at_us; /* monotonic */
    int64_t pause_ms;        /* between tries */
    int64_t groups;
    int64_t pieces;
    int64_t failures;
    int writers;      /* threads wanted */
    int thread_count; /* threads started; the starting thread's own */
    pthread_t threads[LANE_WRITERS_MAX];
    Db *first_db; /* the connection that the workspace opened to migrate; the first thread takes it over */
};

/* Starts the threads; `db` becomes the lane's, also on failure. Lives in the arena. */
MUST_CHECK Result lane_start(Arena *arena, Workspace *workspace, Result (*open)(Workspace *workspace, Db **out_db),
                             Db *db, int threads, Lane **out_lane);
/* Refuses new pieces, runs those that wait, ends the threads. */
void lane_stop(Lane *lane);

void *lane_sqlite_main(void *lane);
void *lane_postgres_main(void *lane);

void lane_queue_add(LaneQueue *queue, Piece *piece);
Piece *lane_queue_take(LaneQueue *queue);
/* Sleeps until something happens or `milliseconds` passed (-1: no bound); the mutex is held. */
void lane_sleep(Lane *lane, int64_t milliseconds);

/* The piece's own run: begin hook, apply, settle; its arena rewound before. A fault's sentence is in its arena then. */
MUST_CHECK Result lane_apply(Lane *lane, Db *db, Piece *piece, Work *out_work);
/* Makes `why` outlive the connection's next call. */
MUST_CHECK Result lane_keep_why(Piece *piece, Result result);
/* After a fault of disk or server: closes the connection, answers what waits, then tries a durable write of its own
 * with back-off until one succeeds or the lane closes (then *db is NULL). One thread does it, the others wait. */
void lane_recover(Lane *lane, Db **db, const char *why);
void lane_count(Lane *lane, int64_t groups, int64_t pieces, int64_t failures);

#endif
