/* Periodic tasks, by one node at a time, and the numbering of events on PostgreSQL. */
#include "http/idempotency_sweep.h"
#include "http/server.h"
#include "jobs/jobs_state.h"
#include "jobs/queue.h"

#include "base/log.h"

#define SWEEP_ROWS 500   /* of one piece: a few milliseconds of the lane */
#define SWEEP_PIECES 200 /* of one run */
#define KEEPS_ENDED_MS (7 * DAY_MS)
#define NUMBERING_ROUNDS_MAX 50

/* ---- one node at a time ---- */

Result once_begin(Workspace *workspace, const char *name, bool *out_is_ours, Db **out_db)
{
    int64_t is_ours = 0;
    *out_db = NULL;
    *out_is_ours = true;
    if (workspace_engine(workspace) != DB_POSTGRES)
        return done();
    TRY(workspace_take_reader(workspace, out_db));
    Result asked = db_one_int(*out_db,
                              DB_SQL("SELECT CASE WHEN pg_try_advisory_lock(hashtext(current_schema()), hashtext($1)) "
                                     "THEN 1 ELSE 0 END"),
                              DB_VALUES(db_string(name)), &is_ours);
    *out_is_ours = is_ok(asked) && is_ours == 1;
    if (*out_is_ours)
        return done();
    workspace_return_reader(workspace, *out_db);
    *out_db = NULL;
    return (Result){asked.fault, NULL};
}

void once_end(Workspace *workspace, const char *name, Db *db)
{
    int64_t was_held;
    if (db == NULL)
        return;
    Result released = db_one_int(db,
                                 DB_SQL("SELECT CASE WHEN pg_advisory_unlock(hashtext(current_schema()), hashtext($1)) "
                                        "THEN 1 ELSE 0 END"),
                                 DB_VALUES(db_string(name)), &was_held);
    if (!is_ok(released)) /* the connection is sick: the server lets the lock go with it */
        log_entry(LOG_WARN, "a lock was not given back", LOG_STRING("task", name));
    workspace_return_reader(workspace, db);
}

static void task_run(Jobs *jobs, const PeriodicTask *task)
{
    Db *db;
    bool is_ours;
    if (!is_ok(once_begin(jobs->workspace, task->name, &is_ours, &db)) || !is_ours)
        return;
    WITH_ARENA arena = arena_new();
    Result ran = task->run(jobs->workspace, arena);
    if (!is_ok(ran))
        log_entry(LOG_WARN, "a periodic task failed", LOG_STRING("task", task->name),
                  LOG_STRING("fault", fault_name(ran.fault)), LOG_STRING("why", ran.why ? ran.why : ""));
    once_end(jobs->workspace, task->name, db);
}

int64_t periodic_turn(Jobs *jobs)
{
    int64_t soonest_us = INT64_MAX;
    for (size_t i = 0; i < jobs->task_count && !jobs_are_stopping(jobs); i++) {
        if (clock_monotonic_us() >= jobs->task_due_us[i]) {
            task_run(jobs, &jobs->tasks[i]);
            jobs->task_due_us[i] = clock_monotonic_us() + jobs->tasks[i].every_ms * 1000;
        }
        soonest_us = jobs->task_due_us[i] < soonest_us ? jobs->task_due_us[i] : soonest_us;
    }
    int64_t wait_ms = (soonest_us - clock_monotonic_us()) / 1000 + 1;
    return wait_ms < 1 ? 1 : wait_ms;
}

/* ---- the sequencer ---- */

static Result is_unnumbered(Workspace *workspace, bool *out_any)
{
    WITH_ARENA arena = arena_new();
    Work work;
    int64_t any = 0;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result asked = db_one_int(
        work.db, DB_SQL("SELECT CASE WHEN EXISTS (SELECT 1 FROM events WHERE seq IS NULL) THEN 1 ELSE 0 END"),
        DB_NO_VALUES, &any);
    work_end_read(&work);
    *out_any = any == 1;
    return (Result){asked.fault, NULL};
}

static Result number_apply(Work *work, void *context)
{
    return event_number_committed(work->db, context);
}

int64_t sequencer_turn(Jobs *jobs)
{
    int64_t total = 0;
    atomic_store(&jobs->is_numbering_due, false);
    for (int i = 0; i < NUMBERING_ROUNDS_MAX && !jobs_are_stopping(jobs); i++) {
        WITH_ARENA arena = arena_new();
        int64_t count = 0;
        bool any = false;
        if (!is_ok(is_unnumbered(jobs->workspace, &any)) || !any)
            break;
        Result numbered =
            lane_do(workspace_lane(jobs->workspace), arena, &actor_system, WORK_LIVE, false, number_apply, &count);
        if (!is_ok(numbered) || count == 0)
            break; /* another node is at it */
        total += count;
    }
    if (total > 0)
        server_published(jobs->workspace);
    return SEQUENCER_MS;
}

/* ---- the platform's sweeps ---- */

typedef struct Sweep {
    Result (*remove)(Work *work, int64_t limit, int64_t *out_removed);
    int64_t removed;
} Sweep;

static Result sweep_apply(Work *work, void *context)
{
    Sweep *sweep = context;
    return sweep->remove(work, SWEEP_ROWS, &sweep->removed);
}

/* In pieces on the bulk queue, so that nobody waits for it. */
static Result sweep_all(Workspace *workspace, Arena *arena, Result (*remove)(Work *, int64_t, int64_t *))
{
    for (int i = 0; i < SWEEP_PIECES; i++) {
        Sweep sweep = {.remove = remove};
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, sweep_apply, &sweep));
        if (sweep.removed < SWEEP_ROWS)
            break;
    }
    return done();
}

static Result jobs_remove(Work *work, int64_t limit, int64_t *out_removed)
{
    return queue_sweep(work, false, work->now - KEEPS_ENDED_MS, limit, out_removed);
}

static Result outbox_remove(Work *work, int64_t limit, int64_t *out_removed)
{
    return queue_sweep(work, true, work->now - KEEPS_ENDED_MS, limit, out_removed);
}

static Result ended_sweep(Workspace *workspace, Arena *arena)
{
    TRY(sweep_all(workspace, arena, jobs_remove));
    return sweep_all(workspace, arena, outbox_remove);
}

static Result kept_sweep(Workspace *workspace, Arena *arena)
{
    return sweep_all(workspace, arena, idempotency_sweep);
}

const PeriodicTask own_tasks[OWN_TASKS] = {
    {"sweep kept answers", 10 * MINUTE_MS, kept_sweep},
    {"sweep ended jobs", HOUR_MS, ended_sweep},
};
