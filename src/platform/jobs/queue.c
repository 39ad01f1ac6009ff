#include "jobs/queue.h"

#include "jobs/jobs_state.h"

#define ERROR_BYTES_MAX 2000

Result job_add(Work *work, const char *kind, Text unique_key, Text payload, int64_t run_at)
{
    if (payload.length > JOB_PAYLOAD_BYTES_MAX || unique_key.length > JOB_KEY_BYTES_MAX)
        return fail(FAULT_INVALID, "A job's payload holds 64 KiB and its key 255 bytes.");
    jobs_hint(work->workspace);
    return db_run(work->db,
                  DB_SQL("INSERT INTO jobs (kind, unique_key, payload, state, run_at, created_at) "
                         "VALUES ($1, $2, $3, 'waiting', $4, $5) ON CONFLICT (unique_key) DO UPDATE SET "
                         "payload = excluded.payload, run_at = CASE WHEN excluded.run_at < jobs.run_at "
                         "THEN excluded.run_at ELSE jobs.run_at END"),
                  DB_VALUES(db_string(kind), db_text_if(unique_key.length > 0, unique_key),
                            db_text(payload.data ? payload : TEXT("")), db_int(run_at), db_int(work->now)),
                  NULL);
}

static Result outbox_insert(Work *work, const char *sql, const char *kind, Text road, Text idempotency_key,
                            Text payload)
{
    if (payload.length > OUTBOX_PAYLOAD_BYTES_MAX || idempotency_key.length > OUTBOX_KEY_BYTES_MAX ||
        text_is_empty(idempotency_key) || road.length > OUTBOX_ROAD_BYTES_MAX)
        return fail(FAULT_INVALID, "What is to be sent holds 1 MiB, its key 1 to 255 bytes, its road 100.");
    jobs_hint(work->workspace);
    return db_run(work->db, (DbSql){sql, true},
                  DB_VALUES(db_string(kind), db_text(idempotency_key), db_text(payload.data ? payload : TEXT("")),
                            db_int(work->now), db_text_if(!text_is_empty(road), road)),
                  NULL);
}

Result outbox_add_by(Work *work, const char *kind, Text road, Text idempotency_key, Text payload)
{
    static const char sql[] = "INSERT INTO outbox (kind, idempotency_key, payload, state, next_at, created_at, road) "
                              "VALUES ($1, $2, $3, 'waiting', $4, $4, $5) ON CONFLICT (idempotency_key) DO NOTHING";
    return outbox_insert(work, sql, kind, road, idempotency_key, payload);
}

Result outbox_add(Work *work, const char *kind, Text idempotency_key, Text payload)
{
    return outbox_add_by(work, kind, TEXT_NONE, idempotency_key, payload);
}

Result outbox_send_again(Work *work, const char *kind, Text road, Text idempotency_key, Text payload)
{
    static const char sql[] =
        "INSERT INTO outbox (kind, idempotency_key, payload, state, next_at, created_at, road) "
        "VALUES ($1, $2, $3, 'waiting', $4, $4, $5) ON CONFLICT (idempotency_key) DO UPDATE SET "
        "payload = excluded.payload, state = 'waiting', tries = 0, next_at = excluded.next_at, "
        "created_at = excluded.created_at, road = excluded.road, ended_at = NULL, last_error = NULL "
        "WHERE outbox.state IN ('sent', 'failed')";
    return outbox_insert(work, sql, kind, road, idempotency_key, payload);
}

/* ---- what is due ---- */

Result queue_next_due(Workspace *workspace, bool is_outbox, const char *kind, int64_t *out_at)
{
    WITH_ARENA arena = arena_new();
    Work work;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    DbSql sql = is_outbox ? DB_SQL("SELECT COALESCE(MIN(CASE WHEN r.blocked_until > o.due_at THEN r.blocked_until "
                                   "ELSE o.due_at END), 9223372036854775807) FROM (SELECT road, CASE state "
                                   "WHEN 'sending' THEN leased_until ELSE next_at END AS due_at FROM outbox "
                                   "WHERE state IN ('waiting', 'sending') AND kind = $1) o "
                                   "LEFT JOIN outbox_roads r ON r.road = o.road")
                          : DB_SQL("SELECT COALESCE(MIN(CASE state WHEN 'running' THEN leased_until ELSE run_at END), "
                                   "9223372036854775807) FROM jobs WHERE state IN ('waiting', 'running')");
    Result read = db_one_int(work.db, sql, (const DbValue[]){db_string(kind)}, is_outbox ? 1 : 0, out_at);
    if (read.why)
        read.why = NULL; /* it lives in the connection */
    work_end_read(&work);
    return read;
}

typedef struct Claim {
    bool is_outbox;
    const char *kind;
    int64_t lease_ms;
    QueueItem *item;
    bool is_found;
} Claim;

static const char claim_job_sql[] =
    "UPDATE jobs SET state = 'running', unique_key = NULL, tries = tries + 1, leased_until = $2 WHERE id = (SELECT id "
    "FROM jobs WHERE (state = 'waiting' AND run_at <= $1) OR (state = 'running' AND leased_until <= $1) "
    "ORDER BY run_at, id LIMIT 1) RETURNING id, kind, '', payload, tries, created_at, ''";
static const char claim_outbox_sql[] =
    "UPDATE outbox SET state = 'sending', tries = tries + 1, leased_until = $2 WHERE id = (SELECT id FROM outbox "
    "WHERE kind = $3 AND ((state = 'waiting' AND next_at <= $1) OR (state = 'sending' AND leased_until <= $1)) "
    "AND (road IS NULL OR NOT EXISTS (SELECT 1 FROM outbox_roads r WHERE r.road = outbox.road "
    "AND r.blocked_until > $1)) ORDER BY next_at, id LIMIT 1) "
    "RETURNING id, kind, idempotency_key, payload, tries, created_at, road";

static Result claim_apply(Work *work, void *context)
{
    Claim *claim = context;
    WITH_CURSOR cursor = {0};
    bool has_row;
    DbValue values[] = {db_int(work->now), db_int(work->now + claim->lease_ms), db_string(claim->kind)};
    claim->is_found = false;
    TRY(db_query(work->db, (DbSql){claim->is_outbox ? claim_outbox_sql : claim_job_sql, true}, values,
                 claim->is_outbox ? 3 : 2, &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return done();
    *claim->item = (QueueItem){.id = db_column_int(&cursor, 0),
                               .kind = text_copy(work->arena, db_column_text(&cursor, 1)),
                               .key = text_copy(work->arena, db_column_text(&cursor, 2)),
                               .payload = text_copy(work->arena, db_column_text(&cursor, 3)),
                               .tries = db_column_int(&cursor, 4),
                               .created_at = db_column_int(&cursor, 5),
                               .road = text_copy(work->arena, db_column_text(&cursor, 6))};
    claim->is_found = true;
    db_close_cursor(&cursor);
    if (text_is_empty(claim->item->road))
        return done();
    return road_take(work, claim->item->road, work->now + claim->lease_ms, &claim->item->road_failures);
}

Result queue_claim(Workspace *workspace, Arena *arena, bool is_outbox, const char *kind, int64_t lease_ms,
                   QueueItem *out_item, bool *out_found)
{
    Claim claim = {is_outbox, kind, lease_ms, out_item, false};
    TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, claim_apply, &claim));
    *out_found = claim.is_found;
    return done();
}

/* ---- how it ended ---- */

typedef struct Ending {
    bool is_outbox;
    const QueueItem *item;
    QueueEnd end;
    int64_t at;
    Text error;
    bool is_road_out;
} Ending;

static const char end_job_sql[] =
    "UPDATE jobs SET state = $3, run_at = CASE WHEN $3 = 'waiting' THEN $4 ELSE run_at END, leased_until = NULL, "
    "last_error = $5, ended_at = $6 WHERE id = $1 AND tries = $2 AND state = 'running'";
static const char end_outbox_sql[] =
    "UPDATE outbox SET state = $3, next_at = CASE WHEN $3 = 'waiting' THEN $4 ELSE next_at END, leased_until = NULL, "
    "last_error = $5, ended_at = $6 WHERE id = $1 AND tries = $2 AND state = 'sending'";

static Result end_apply(Work *work, void *context)
{
    const Ending *ending = context;
    static const char *const names[2][3] = {{"done", "waiting", "failed"}, {"sent", "waiting", "failed"}};
    const char *sql = ending->is_outbox ? end_outbox_sql : end_job_sql;
    Text road = ending->item->road;
    int64_t changed;
    TRY(db_run(work->db, (DbSql){sql, true},
               DB_VALUES(db_int(ending->item->id), db_int(ending->item->tries),
                         db_string(names[ending->is_outbox][ending->end]), db_int(ending->at),
                         db_text_if(ending->error.length > 0, ending->error),
                         db_int_if(ending->end != QUEUE_AGAIN, work->now)),
               &changed));
    if (changed == 0 || text_is_empty(road))
        return done();
    if (ending->is_road_out)
        return road_leave(work, road, ending->at, ending->item->road_failures + 1);
    jobs_hint(work->workspace);
    return road_leave(work, road, work->now, 0);
}

Result queue_end(Workspace *workspace, Arena *arena, bool is_outbox, const QueueItem *item, QueueEnd end, int64_t at,
                 const char *error)
{
    Text why = text_make_utf8(arena, text_cut(text_of(error), ERROR_BYTES_MAX));
    Ending ending = {is_outbox, item, end, at, why, false};
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, end_apply, &ending);
}

Result queue_end_road_out(Workspace *workspace, Arena *arena, const QueueItem *item, QueueEnd end, int64_t at,
                          const char *error)
{
    Text why = text_make_utf8(arena, text_cut(text_of(error), ERROR_BYTES_MAX));
    Ending ending = {true, item, end, at, why, true};
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, end_apply, &ending);
}

static Result recover_apply(Work *work, void *context)
{
    (void)context;
    TRY(db_run(work->db, DB_SQL("UPDATE jobs SET leased_until = $1 WHERE state = 'running' AND leased_until > $1"),
               DB_VALUES(db_int(work->now)), NULL));
    TRY(db_run(work->db, DB_SQL("UPDATE outbox SET leased_until = $1 WHERE state = 'sending' AND leased_until > $1"),
               DB_VALUES(db_int(work->now)), NULL));
    return roads_recover(work);
}

Result queue_recover(Workspace *workspace)
{
    if (workspace_engine(workspace) != DB_SQLITE)
        return done();
    WITH_ARENA arena = arena_new();
    Result recovered = lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, recover_apply, NULL);
    return is_ok(recovered) ? recovered : fail(recovered.fault, "What a former run left on its way was not found.");
}

Result queue_retry(Work *work, bool is_outbox, int64_t id)
{
    int64_t changed;
    DbSql sql = is_outbox ? DB_SQL("UPDATE outbox SET state = 'waiting', tries = 0, next_at = $2, created_at = $2, "
                                   "ended_at = NULL WHERE id = $1 AND state = 'failed'")
                          : DB_SQL("UPDATE jobs SET state = 'waiting', tries = 0, run_at = $2, ended_at = NULL "
                                   "WHERE id = $1 AND state = 'failed'");
    TRY(db_run(work->db, sql, DB_VALUES(db_int(id), db_int(work->now)), &changed));
    if (changed == 0)
        return fail(FAULT_CONFLICT, "Only what has failed can be tried again.");
    jobs_hint(work->workspace);
    return done();
}

Result queue_sweep(Work *work, bool is_outbox, int64_t ended_before, int64_t limit, int64_t *out_removed)
{
    DbSql sql = is_outbox ? DB_SQL("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state = 'sent' "
                                   "AND ended_at < $1 ORDER BY id LIMIT $2)")
                          : DB_SQL("DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE state = 'done' "
                                   "AND ended_at < $1 ORDER BY id LIMIT $2)");
    return db_run(work->db, sql, DB_VALUES(db_int(ended_before), db_int(limit)), out_removed);
}
