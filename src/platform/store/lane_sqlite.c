/* The write lane of SQLite: one thread, group commit. */
#include "store/db_engine.h"
#include "store/lane_own.h"

/* Bulk work between two interactive groups, and how long it waits at most while interactive pieces keep coming. */
#define BULK_SLICE_US INT64_C(20000)
#define BULK_PATIENCE_US INT64_C(100000)
/* The write-ahead log is moved into the file when nothing waits and it has this many pages, or at the greater number in
 * any case; after a try that a reader's snapshot held up, again when it has grown by CHECKPOINT_STEP. */
#define CHECKPOINT_IDLE 1000
#define CHECKPOINT_BUSY 4000
#define CHECKPOINT_STEP 2000

typedef struct Writer {
    Lane *lane;
    Db *db;
    int64_t bulk_ran_us;
    int64_t log_tried; /* pages in the log at the last checkpoint that left some */
    size_t count;
    Piece *pieces[LANE_GROUP_MAX];
    Result results[LANE_GROUP_MAX];
    Work works[LANE_GROUP_MAX];
    Work *good[LANE_GROUP_MAX];
} Writer;

typedef enum Ending { ENDING_COMMITTED, ENDING_REPLAY, ENDING_SICK } Ending;

static Result piece_run_in_savepoint(Writer *writer, size_t at)
{
    Db *db = writer->db;
    TRY(db_savepoint(db, 0));
    Result result = lane_apply(writer->lane, db, writer->pieces[at], &writer->works[at]);
    if (is_ok(result))
        return db_release(db, 0);
    db_rollback_to(db, 0);
    return result;
}

/* One piece in its savepoint. A piece that is alone has the transaction to itself instead: within an outer savepoint
 * SQLite walks all that this one has changed at every inner one, and an import has one a row. False: the whole
 * transaction is gone or cannot go on. */
static bool piece_run(Writer *writer, size_t at)
{
    Piece *piece = writer->pieces[at];
    bool is_alone = writer->count == 1;
    Result result =
        is_alone ? lane_apply(writer->lane, writer->db, piece, &writer->works[at]) : piece_run_in_savepoint(writer, at);
    writer->results[at] = lane_keep_why(piece, result);
    return db_in_transaction(writer->db) && !db_is_sick(writer->db) && (is_ok(result) || !is_alone);
}

/* What all pieces of the group are told when it cannot be saved. */
static void group_fail(Writer *writer, Result result)
{
    for (size_t i = 0; i < writer->count; i++)
        writer->results[i] = lane_keep_why(writer->pieces[i], result);
}

static size_t good_list(Writer *writer)
{
    size_t count = 0;
    for (size_t i = 0; i < writer->count; i++)
        if (is_ok(writer->results[i]))
            writer->good[count++] = &writer->works[i];
    return count;
}

/* The transaction cannot be saved: what its pieces are told, or that each is to be tried alone, so that one bad piece
 * takes no other with it. */
static Ending group_lost(Writer *writer, Result result)
{
    if (db_is_sick(writer->db)) {
        group_fail(writer, fail(FAULT_BROKEN, result.why));
        db_rollback(writer->db);
        return ENDING_SICK;
    }
    if (writer->count == 1)
        group_fail(writer, result);
    db_rollback(writer->db);
    return writer->count == 1 ? ENDING_COMMITTED : ENDING_REPLAY;
}

/* After the pieces: full-text rows, then the one durable commit. */
static Ending group_commit(Writer *writer)
{
    const LaneHooks *hooks = &writer->lane->hooks;
    size_t good = good_list(writer);
    if (good == 0) {
        db_rollback(writer->db);
        return ENDING_COMMITTED;
    }
    Result result = hooks->end_group ? hooks->end_group(writer->good, good) : done();
    if (is_ok(result))
        result = db_commit(writer->db);
    if (!is_ok(result))
        return group_lost(writer, result);
    if (hooks->committed)
        hooks->committed(writer->lane->workspace, writer->good, good);
    return ENDING_COMMITTED;
}

/* Another bulk piece joins while there is time and nobody waits. */
static bool bulk_join(Writer *writer, int64_t began_us)
{
    Lane *lane = writer->lane;
    if (!writer->pieces[0]->is_bulk || writer->count == LANE_GROUP_MAX ||
        clock_monotonic_us() - began_us >= BULK_SLICE_US)
        return false;
    pthread_mutex_lock(&lane->mutex);
    Piece *piece = lane->interactive.count == 0 ? lane_queue_take(&lane->bulk) : NULL;
    pthread_mutex_unlock(&lane->mutex);
    if (piece)
        writer->pieces[writer->count++] = piece;
    return piece != NULL;
}

static Ending group_try(Writer *writer, bool may_join)
{
    Result result = db_begin(writer->db);
    if (!is_ok(result)) {
        group_fail(writer, result);
        return db_is_sick(writer->db) ? ENDING_SICK : ENDING_COMMITTED;
    }
    int64_t began_us = writer->pieces[0]->is_bulk ? clock_monotonic_us() : 0;
    for (size_t i = 0; i < writer->count || (may_join && bulk_join(writer, began_us)); i++)
        if (!piece_run(writer, i)) {
            Result lost = writer->results[i];
            return group_lost(writer, is_ok(lost) ? fail(FAULT_BROKEN, "The database gave the changes up.") : lost);
        }
    return group_commit(writer);
}

static void group_finish(Writer *writer)
{
    int64_t failures = 0;
    for (size_t i = 0; i < writer->count; i++)
        failures += writer->results[i].fault == FAULT_BROKEN;
    lane_count(writer->lane, 1, (int64_t)writer->count, failures);
    for (size_t i = 0; i < writer->count; i++)
        writer->pieces[i]->finish(writer->pieces[i]->context, writer->results[i]);
}

static Ending replay_singly(Writer *writer, Piece *const *pieces, size_t count)
{
    Ending ending = ENDING_COMMITTED;
    for (size_t i = 0; i < count; i++) {
        writer->pieces[0] = pieces[i];
        writer->count = 1;
        if (ending == ENDING_SICK)
            group_fail(writer, fail(FAULT_BROKEN, "The database cannot be written; nothing was saved."));
        else
            ending = group_try(writer, false);
        group_finish(writer);
    }
    return ending;
}

static void group_run(Writer *writer)
{
    Ending ending = group_try(writer, true);
    char why[DB_WHY_BYTES] = "";
    if (ending == ENDING_REPLAY) {
        Piece *pieces[LANE_GROUP_MAX];
        size_t count = writer->count;
        for (size_t i = 0; i < count; i++)
            pieces[i] = writer->pieces[i];
        ending = replay_singly(writer, pieces, count);
    } else {
        group_finish(writer);
    }
    if (ending == ENDING_SICK) {
        memcpy(why, writer->db->why, sizeof why);
        lane_recover(writer->lane, &writer->db, why);
    }
}

static void log_move(Writer *writer, bool is_idle)
{
    int64_t pages = sqlite_log_pages(writer->db);
    bool was_held_up = writer->log_tried > 0 && pages >= writer->log_tried;
    if (pages < (is_idle ? CHECKPOINT_IDLE : CHECKPOINT_BUSY) ||
        (was_held_up && pages < writer->log_tried + CHECKPOINT_STEP))
        return;
    Result result = sqlite_checkpoint(writer->db);
    writer->log_tried = sqlite_log_pages(writer->db);
    if (!is_ok(result) && db_is_sick(writer->db)) {
        char why[DB_WHY_BYTES];
        memcpy(why, writer->db->why, sizeof why);
        lane_recover(writer->lane, &writer->db, why);
    }
}

/* What runs next; the mutex is held. Interactive pieces come first, but bulk work is not starved by them. */
static void group_choose(Writer *writer)
{
    Lane *lane = writer->lane;
    writer->count = 0;
    bool is_bulk_due = lane->bulk.count > 0 &&
                       (lane->interactive.count == 0 || clock_monotonic_us() - writer->bulk_ran_us > BULK_PATIENCE_US);
    if (is_bulk_due) {
        writer->pieces[writer->count++] = lane_queue_take(&lane->bulk);
        return;
    }
    while (lane->interactive.count > 0 && writer->count < LANE_GROUP_MAX)
        writer->pieces[writer->count++] = lane_queue_take(&lane->interactive);
}

/* False when the lane closes and nothing waits any more. */
static bool group_take(Writer *writer)
{
    Lane *lane = writer->lane;
    bool was_log_seen = false;
    pthread_mutex_lock(&lane->mutex);
    for (group_choose(writer); writer->count == 0 && !lane->is_closing && writer->db; group_choose(writer)) {
        if (was_log_seen) {
            lane_sleep(lane, -1);
            continue;
        }
        was_log_seen = true;
        pthread_mutex_unlock(&lane->mutex);
        log_move(writer, true);
        pthread_mutex_lock(&lane->mutex);
    }
    pthread_mutex_unlock(&lane->mutex);
    return writer->count > 0 && writer->db;
}

void *lane_sqlite_main(void *owner)
{
    Lane *lane = owner;
    WITH_ARENA arena = arena_new();
    Writer *writer = ARENA_NEW(arena, Writer);
    writer->lane = lane;
    pthread_mutex_lock(&lane->mutex);
    writer->db = lane->first_db;
    lane->first_db = NULL;
    pthread_mutex_unlock(&lane->mutex);
    while (writer->db && group_take(writer)) {
        bool is_bulk = writer->pieces[0]->is_bulk;
        group_run(writer);
        if (is_bulk)
            writer->bulk_ran_us = clock_monotonic_us();
        if (writer->db)
            log_move(writer, false);
    }
    db_close(writer->db);
    return NULL;
}
