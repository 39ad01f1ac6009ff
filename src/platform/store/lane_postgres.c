/* The write lane of PostgreSQL: several threads, one transaction a piece, SERIALIZABLE, with five tries, the
 * last two of them alone: small tables are read whole, and then any two writers are in each other's way. */
#include <time.h>

#include "store/db_engine.h"
#include "store/lane_own.h"

#define TRIES_MAX 5
#define TRIES_BESIDE_OTHERS 3
#define PAUSE_NS INT64_C(2000000)

static Result piece_try(Lane *lane, Db *db, Piece *piece)
{
    Work work;
    Work *works[] = {&work};
    TRY(lane_keep_why(piece, db_begin(db)));
    Result result = lane_apply(lane, db, piece, &work);
    if (is_ok(result) && lane->hooks.end_group)
        result = lane_keep_why(piece, lane->hooks.end_group(works, 1));
    if (is_ok(result))
        result = lane_keep_why(piece, db_commit(db));
    if (!is_ok(result)) {
        db_rollback(db);
        return result;
    }
    if (lane->hooks.committed)
        lane->hooks.committed(lane->workspace, works, 1);
    return done();
}

/* The try itself; a late one waits until nobody else of this process writes. */
static Result piece_try_in_turn(Lane *lane, Db *db, Piece *piece, int tries)
{
    if (tries < TRIES_BESIDE_OTHERS)
        pthread_rwlock_rdlock(&lane->turn);
    else
        pthread_rwlock_wrlock(&lane->turn);
    Result result = piece_try(lane, db, piece);
    pthread_rwlock_unlock(&lane->turn);
    return result;
}

/* Threads that ran into each other part by waiting unequal times. */
static void pause_before(int tries, const Piece *piece)
{
    int64_t shift = (int64_t)((uintptr_t)piece >> 6) % 7 + 4;
    int64_t nanoseconds = (PAUSE_NS << tries) * shift / 8;
    struct timespec pause = {.tv_nsec = nanoseconds};
    nanosleep(&pause, NULL);
}

/* Runs it to its end. *out_is_sick: no connection, or one that must not be used again. */
static Result piece_run(Lane *lane, Db **db, Piece *piece, bool *out_is_sick)
{
    Result result = done();
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        if (tries > 0)
            pause_before(tries, piece);
        if (!*db) {
            result = lane->open(lane->workspace, db);
            if (!is_ok(result)) {
                *out_is_sick = true;
                return lane_keep_why(piece, fail(FAULT_BROKEN, result.why));
            }
        }
        result = piece_try_in_turn(lane, *db, piece, tries);
        *out_is_sick = db_is_sick(*db);
        if (result.fault != FAULT_BUSY)
            break;
        if (*out_is_sick) { /* lost before the commit: nothing happened, a new connection tries again */
            db_close(*db);
            *db = NULL;
            *out_is_sick = false;
        }
    }
    return result;
}

/* The next piece, or NULL when the lane closes and nothing waits. One thread is always left for interactive pieces. */
static Piece *piece_take(Lane *lane)
{
    int bulk_max = lane->writers > 1 ? lane->writers - 1 : 1;
    Piece *piece = NULL;
    pthread_mutex_lock(&lane->mutex);
    for (;;) {
        piece = lane_queue_take(&lane->interactive);
        if (!piece && lane->bulk_running < bulk_max && (piece = lane_queue_take(&lane->bulk)))
            lane->bulk_running++;
        if (piece || lane->is_closing)
            break;
        lane_sleep(lane, -1);
    }
    pthread_mutex_unlock(&lane->mutex);
    return piece;
}

static void piece_end(Lane *lane, bool was_bulk, bool has_failed)
{
    pthread_mutex_lock(&lane->mutex);
    lane->groups++;
    lane->pieces++;
    lane->failures += has_failed;
    lane->bulk_running -= was_bulk;
    bool is_wake_needed = was_bulk && lane->bulk.count > 0 && lane->sleeping > 0;
    pthread_mutex_unlock(&lane->mutex);
    if (is_wake_needed)
        pthread_cond_signal(&lane->wake);
}

void *lane_postgres_main(void *owner)
{
    Lane *lane = owner;
    pthread_mutex_lock(&lane->mutex);
    Db *db = lane->first_db;
    lane->first_db = NULL;
    pthread_mutex_unlock(&lane->mutex);
    for (Piece *piece = piece_take(lane); piece; piece = piece_take(lane)) {
        bool was_bulk = piece->is_bulk;
        bool is_sick = false;
        Result result = piece_run(lane, &db, piece, &is_sick);
        char why[DB_WHY_BYTES] = "";
        if (is_sick && !is_ok(result)) /* it lies in the piece's arena, which its finish may free */
            memcpy(why, result.why, strnlen(result.why, sizeof why - 1));
        piece_end(lane, was_bulk, result.fault == FAULT_BROKEN);
        piece->finish(piece->context, result);
        if (is_sick)
            lane_recover(lane, &db, why);
    }
    db_close(db);
    return NULL;
}
