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
} QueueItem;

/* When the next item is due, INT64_MAX when none waits. On a reader. */
MUST_CHECK Result queue_next_due(Workspace *workspace, bool is_outbox, const char *kind, int64_t *out_at);
/* Takes one that is due for lease_ms; *out_found false when somebody else was faster. On the lane; texts in `arena`. */
MUST_CHECK Result queue_claim(Workspace *workspace, Arena *arena, bool is_outbox, const char *kind, int64_t lease_ms,
                              QueueItem *out_item, bool *out_found);
typedef enum QueueEnd { QUEUE_DONE, QUEUE_AGAIN, QUEUE_FAILED } QueueEnd;
/* Notes how it ended, unless the lease ran out meanwhile and another try has begun. `at`: of the next try. */
MUST_CHECK Result queue_end(Workspace *workspace, Arena *arena, bool is_outbox, const QueueItem *item, QueueEnd end,
                            int64_t at, const char *error);
/* Back to waiting, by hand; FAULT_CONFLICT unless it has failed. */
MUST_CHECK Result queue_retry(Work *work, bool is_outbox, int64_t id);
/* Forgets what ended before; at most `limit` rows. */
MUST_CHECK Result queue_sweep(Work *work, bool is_outbox, int64_t ended_before, int64_t limit, int64_t *out_removed);

#endif
