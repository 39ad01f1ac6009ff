/* The rows of jobs and outbox: claimed with a lease, ended as done, to be tried again, or failed. Inside jobs/ only. */
#ifndef LAZO_JOBS_QUEUE_H
#define LAZO_JOBS_QUEUE_H

#include "jobs/jobs.h"
#include "store/lane.h"

typedef struct QueueItem {
    int64_t id;
    Text kind;
    Text key; /* the outbox's idempotency key */
    Text payload;
    int64_t tries;
    int64_t created_at;
    Text road;             /* the outbox's; empty: none */
    int64_t road_failures; /* before this try */
} QueueItem;

/* When the next item is due, INT64_MAX when none waits. On a reader. */
MUST_CHECK Result queue_next_due(Workspace *workspace, bool is_outbox, const char *kind, int64_t *out_at);
/* Takes one that is due for lease_ms; *out_found false when somebody else was faster. On the lane; texts in `arena`. */
MUST_CHECK Result queue_claim(Workspace *workspace, Arena *arena, bool is_outbox, const char *kind, int64_t lease_ms,
                              QueueItem *out_item, bool *out_found);
typedef enum QueueEnd { QUEUE_DONE, QUEUE_AGAIN, QUEUE_FAILED } QueueEnd;
/* Notes how it ended, unless the lease ran out meanwhile and another try has begun. `at`: of the next try. The item's road
 * is free again. */
MUST_CHECK Result queue_end(Workspace *workspace, Arena *arena, bool is_outbox, const QueueItem *item, QueueEnd end,
                            int64_t at, const char *error);
/* The same of an item that found its road out: nothing goes by it before `at`. */
MUST_CHECK Result queue_end_road_out(Workspace *workspace, Arena *arena, const QueueItem *item, QueueEnd end,
                                     int64_t at, const char *error);
/* What a process that ended left as running or on its way is due at once. SQLite only: there nobody else can be at it. */
MUST_CHECK Result queue_recover(Workspace *workspace);

/* ---- roads (outbox_road.c) ---- */
/* The road is taken until then by one item; *out_failures: how often in a row it was found out before. */
MUST_CHECK Result road_take(Work *work, Text road, int64_t until, int64_t *out_failures);
/* Nothing goes by it before `until`. */
MUST_CHECK Result road_leave(Work *work, Text road, int64_t until, int64_t failures);
MUST_CHECK Result roads_recover(Work *work);
/* Back to waiting, by hand; FAULT_CONFLICT unless it has failed. */
MUST_CHECK Result queue_retry(Work *work, bool is_outbox, int64_t id);
/* Forgets what ended before; at most `limit` rows. */
MUST_CHECK Result queue_sweep(Work *work, bool is_outbox, int64_t ended_before, int64_t limit, int64_t *out_removed);

#endif
