/* One thing done to many records: tickets or customers, named or by a filter. It is a durable job: each record is changed by
 * its own use case, with its own events, in pieces that hold nobody up; what was done is kept item by item, so that a kill
 * repeats nothing, failures are told with their reasons, and the whole can be taken back. */
#ifndef LAZO_BULK_BULK_ACTION_H
#define LAZO_BULK_BULK_ACTION_H

#include "http/route.h"
#include "jobs/jobs.h"

#define BULK_IDS_MAX 1000          /* named by one request */
#define BULK_RECORDS_MAX 100000    /* of a filter */
#define BULK_KEPT_MS (30 * DAY_MS) /* then its items are forgotten, and it cannot be taken back any more */

typedef enum BulkState {
    BULK_COLLECTING, /* the filter's records are being written down */
    BULK_RUNNING,
    BULK_DONE,
    BULK_STOPPED, /* by hand; what was done stays */
    BULK_FAILED,  /* as a whole: see `error` */
    BULK_UNDOING,
    BULK_UNDONE,
} BulkState;

typedef struct BulkAction {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text entity; /* plural */
    Text action; /* JSON: bulk_plan.h */
    Text filter; /* JSON */
    int64_t state;
    int64_t agent_id; /* who asked; absent: an API key */
    int64_t total;
    int64_t done;
    int64_t failed;
    int64_t undone;
    int64_t kept;
    Text error;
    int64_t created_at;
    int64_t updated_at;
    int64_t finished_at;
} BulkAction;

typedef struct BulkItem {
    FieldSet has;
    int64_t id;
    int64_t bulk_id;
    int64_t record_id;
    int64_t state; /* waiting, done, failed, undone, kept */
    Text reason;
} BulkItem;

extern const Entity bulk_action_entity;
extern const Entity bulk_item_entity;
extern const Route bulk_routes[];

/* Begins what the body of a request says: ids or filter (with left_out), and what bulk_plan.h reads. Adds the action, its items (or the search for them) and its job. FAULT_INVALID with what is
 * wrong in the request; FAULT_DENIED for a macro, ticket or record of another that the actor may not use. Appends
 * bulk_action.created. */
MUST_CHECK Result bulk_action_begin(Work *work, const Entity *entity, const JsonValue *body, int64_t *out_id);
/* Leaves what is still waiting as it is. FAULT_CONFLICT unless it runs. */
MUST_CHECK Result bulk_action_stop(Work *work, int64_t id);
/* Takes back what was done and nobody has changed since, as who asks for it. FAULT_CONFLICT unless it has ended. */
MUST_CHECK Result bulk_action_undo(Work *work, int64_t id);

/* Its job. */
#define BULK_JOB "bulk"
MUST_CHECK Result bulk_run(const JobRun *run);
/* Periodic tasks: what has been silent for BULK_SILENT_MS, because the node that was at it is gone, gets a job again (two at
 * one action do no harm: an item is done where it is marked as done); items older than BULK_KEPT_MS are removed. */
#define BULK_SILENT_MS (15 * SECOND_MS)
MUST_CHECK Result bulk_run_wake(Workspace *workspace, Arena *arena);
MUST_CHECK Result bulk_run_sweep(Workspace *workspace, Arena *arena);

#endif
