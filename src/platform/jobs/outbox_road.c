/* Roads of the outbox: what goes by one, goes one at a time and waits together. */
#include "jobs/jobs_state.h"
#include "jobs/queue.h"

Result road_take(Work *work, Text road, int64_t until, int64_t *out_failures)
{
    return db_one_int(work->db,
                      DB_SQL("INSERT INTO outbox_roads (road, blocked_until, failures) VALUES ($1, $2, 0) "
                             "ON CONFLICT (road) DO UPDATE SET blocked_until = excluded.blocked_until "
                             "RETURNING failures"),
                      DB_VALUES(db_text(road), db_int(until)), out_failures);
}

Result road_leave(Work *work, Text road, int64_t until, int64_t failures)
{
    return db_run(work->db, DB_SQL("UPDATE outbox_roads SET blocked_until = $2, failures = $3 WHERE road = $1"),
                  DB_VALUES(db_text(road), db_int(until), db_int(failures)), NULL);
}

Result roads_recover(Work *work)
{
    return db_run(work->db, DB_SQL("UPDATE outbox_roads SET blocked_until = $1, failures = 0 WHERE blocked_until > $1"),
                  DB_VALUES(db_int(work->now)), NULL);
}

Result outbox_open_road(Work *work, Text road)
{
    DbValue values[] = {db_text(road), db_int(work->now)};
    jobs_hint(work->workspace);
    TRY(db_run(work->db,
               DB_SQL("UPDATE outbox SET next_at = $2 WHERE road = $1 AND state = 'waiting' AND next_at > $2"), values,
               2, NULL));
    /* One that is on its way keeps the road until it ends. */
    return db_run(work->db,
                  DB_SQL("UPDATE outbox_roads SET blocked_until = $2, failures = 0 WHERE road = $1 AND NOT EXISTS "
                         "(SELECT 1 FROM outbox o WHERE o.road = $1 AND o.state = 'sending')"),
                  values, 2, NULL);
}

/* ---- while it is sent ---- */

bool outbox_is_stopping(const OutboxItem *item)
{
    return jobs_are_stopping(item->jobs);
}

typedef struct Kept {
    const OutboxItem *item;
    Text payload;
} Kept;

static Result keep_apply(Work *work, void *context)
{
    const Kept *kept = context;
    return db_run(work->db, DB_SQL("UPDATE outbox SET payload = $3 WHERE id = $1 AND tries = $2 AND state = 'sending'"),
                  DB_VALUES(db_int(kept->item->id), db_int(kept->item->tries), db_text(kept->payload)), NULL);
}

Result outbox_keep(const OutboxItem *item, Text payload)
{
    if (payload.length > OUTBOX_PAYLOAD_BYTES_MAX)
        return fail(FAULT_LIMIT, "What is to be sent holds 1 MiB.");
    Kept kept = {item, payload};
    return lane_do(workspace_lane(item->workspace), item->arena, &actor_system, WORK_LIVE, false, keep_apply, &kept);
}
