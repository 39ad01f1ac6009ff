#include "base/log.h"
#include "store/db_engine.h"
#include "store/workspace_own.h"

#define PAUSE_MS_FIRST 100
#define PAUSE_MS_MAX 5000
/* A fault within this time of a recovery goes on with the longer pause: no flicker between the states. */
#define CALM_US INT64_C(30000000)

/* A small durable write of the lane's own. A new connection sees only what is in the file: pages whose fsync failed are
 * never written again from memory. */
static Result probe(Db *db)
{
    TRY(db_begin(db));
    Result result = db_run(db,
                           DB_SQL("INSERT INTO settings (key, value, updated_at) VALUES ('lane_probe', $1, $2)"
                                  " ON CONFLICT (key) DO UPDATE SET value = excluded.value,"
                                  " updated_at = excluded.updated_at"),
                           DB_VALUES(db_string("\"written\""), db_int(clock_now())), NULL);
    if (is_ok(result))
        result = db_commit(db);
    if (!is_ok(result))
        db_rollback(db);
    return result;
}

static Result open_and_probe(Lane *lane, Db **out_db)
{
    Db *db;
    TRY(lane->open(lane->workspace, &db));
    Result result = probe(db);
    if (!is_ok(result)) {
        db_close(db);
        return fail(result.fault, "A test write failed.");
    }
    *out_db = db;
    return done();
}

/* Marks the lane unhealthy; false when another thread sees to it already. What waits is taken out to be answered. */
static bool recovery_begin(Lane *lane, LaneQueue *out_waiting)
{
    *out_waiting = (LaneQueue){0};
    pthread_mutex_lock(&lane->mutex);
    bool is_ours = !lane->is_recovering;
    lane->is_recovering = true;
    lane->is_healthy = false;
    lane->failures++;
    bool is_repeated = lane->recovered_at_us > 0 && clock_monotonic_us() - lane->recovered_at_us < CALM_US;
    if (is_ours && !is_repeated)
        lane->pause_ms = PAUSE_MS_FIRST;
    LaneQueue *queues[] = {&lane->interactive, &lane->bulk};
    for (int i = 0; i < 2; i++)
        for (Piece *piece = lane_queue_take(queues[i]); piece; piece = lane_queue_take(queues[i]))
            lane_queue_add(out_waiting, piece);
    pthread_mutex_unlock(&lane->mutex);
    return is_ours;
}

/* Waits its pause; false when the lane closes. */
static bool recovery_pause(Lane *lane)
{
    pthread_mutex_lock(&lane->mutex);
    int64_t until_us = clock_monotonic_us() + lane->pause_ms * 1000;
    lane->pause_ms = lane->pause_ms * 2 < PAUSE_MS_MAX ? lane->pause_ms * 2 : PAUSE_MS_MAX;
    for (int64_t left_us = 1; !lane->is_closing && left_us > 0;) {
        left_us = until_us - clock_monotonic_us();
        if (left_us > 0)
            lane_sleep(lane, left_us / 1000 + 1);
    }
    bool goes_on = !lane->is_closing;
    pthread_mutex_unlock(&lane->mutex);
    return goes_on;
}

static void recovery_end(Lane *lane, bool is_healthy)
{
    pthread_mutex_lock(&lane->mutex);
    lane->is_recovering = false;
    lane->is_healthy = is_healthy;
    lane->recovered_at_us = clock_monotonic_us();
    pthread_cond_broadcast(&lane->wake);
    pthread_mutex_unlock(&lane->mutex);
}

/* Another thread is at it: until it is done. */
static void recovery_await(Lane *lane)
{
    pthread_mutex_lock(&lane->mutex);
    while (lane->is_recovering && !lane->is_closing)
        lane_sleep(lane, -1);
    pthread_mutex_unlock(&lane->mutex);
}

void lane_recover(Lane *lane, Db **db, const char *why)
{
    LaneQueue waiting;
    bool is_ours = recovery_begin(lane, &waiting);
    if (is_ours)
        log_entry(LOG_ERROR, "writing failed; new changes are refused until a test write succeeds",
                  LOG_STRING("why", why), LOG_STRING("place", workspace_place(lane->workspace)));
    for (Piece *piece = lane_queue_take(&waiting); piece; piece = lane_queue_take(&waiting))
        piece->finish(piece->context,
                      fail(FAULT_BROKEN, "The database cannot be written at the moment; nothing was saved."));
    db_close(*db);
    *db = NULL;
    if (!is_ours) {
        recovery_await(lane);
        return;
    }
    int64_t began_us = clock_monotonic_us();
    int64_t tries = 0;
    bool is_healthy = false;
    while (!is_healthy && recovery_pause(lane)) {
        tries++;
        is_healthy = is_ok(open_and_probe(lane, db));
    }
    recovery_end(lane, is_healthy);
    if (is_healthy)
        log_entry(LOG_WARN, "writing works again", LOG_INT("tries", tries),
                  LOG_INT("after_ms", (clock_monotonic_us() - began_us) / 1000),
                  LOG_STRING("place", workspace_place(lane->workspace)));
}
