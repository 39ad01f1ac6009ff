#include "store/lane_own.h"

#include <errno.h>
#include <time.h>

#include "base/log.h"
#include "store/db_engine.h"

#define NANOSECONDS INT64_C(1000000000)

void lane_queue_add(LaneQueue *queue, Piece *piece)
{
    piece->next = NULL;
    if (queue->last)
        queue->last->next = piece;
    else
        queue->first = piece;
    queue->last = piece;
    queue->count++;
}

Piece *lane_queue_take(LaneQueue *queue)
{
    Piece *piece = queue->first;
    if (!piece)
        return NULL;
    queue->first = piece->next;
    if (!queue->first)
        queue->last = NULL;
    queue->count--;
    piece->next = NULL;
    return piece;
}

void lane_sleep(Lane *lane, int64_t milliseconds)
{
    lane->sleeping++;
    if (milliseconds < 0) {
        pthread_cond_wait(&lane->wake, &lane->mutex);
    } else {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        int64_t nanoseconds = until.tv_nsec + milliseconds % 1000 * 1000000;
        until.tv_sec += milliseconds / 1000 + nanoseconds / NANOSECONDS;
        until.tv_nsec = nanoseconds % NANOSECONDS;
        pthread_cond_timedwait(&lane->wake, &lane->mutex, &until);
    }
    lane->sleeping--;
}

void lane_count(Lane *lane, int64_t groups, int64_t pieces, int64_t failures)
{
    pthread_mutex_lock(&lane->mutex);
    lane->groups += groups;
    lane->pieces += pieces;
    lane->failures += failures;
    pthread_mutex_unlock(&lane->mutex);
}

void lane_set_hooks(Lane *lane, const LaneHooks *hooks)
{
    pthread_mutex_lock(&lane->mutex);
    lane->hooks = *hooks;
    pthread_mutex_unlock(&lane->mutex);
}

Result lane_submit(Lane *lane, Piece *piece)
{
    piece->mark = arena_mark(piece->arena);
    Result result = done();
    pthread_mutex_lock(&lane->mutex);
    if (lane->is_closing)
        result = fail(FAULT_BUSY, "The program is stopping; try again shortly.");
    else if (!lane->is_healthy)
        result = fail(FAULT_BROKEN, "The database cannot be written at the moment; nothing was saved.");
    else if (lane->interactive.count + lane->bulk.count >= LANE_WAITING_MAX)
        result = fail(FAULT_BUSY, "Too many changes are waiting to be saved; try again shortly.");
    else
        lane_queue_add(piece->is_bulk ? &lane->bulk : &lane->interactive, piece);
    bool is_wake_needed = is_ok(result) && lane->sleeping > 0;
    pthread_mutex_unlock(&lane->mutex);
    if (is_wake_needed)
        pthread_cond_signal(&lane->wake);
    return result;
}

bool lane_is_wanted(Lane *lane)
{
    pthread_mutex_lock(&lane->mutex);
    bool is_wanted = lane->interactive.count > 0;
    pthread_mutex_unlock(&lane->mutex);
    return is_wanted;
}

LaneState lane_state(Lane *lane)
{
    pthread_mutex_lock(&lane->mutex);
    LaneState state = {.is_healthy = lane->is_healthy,
                       .waiting = lane->interactive.count + lane->bulk.count,
                       .groups = lane->groups,
                       .pieces = lane->pieces,
                       .failures = lane->failures};
    pthread_mutex_unlock(&lane->mutex);
    return state;
}

Result lane_keep_why(Piece *piece, Result result)
{
    if (!is_ok(result))
        result.why = arena_string(piece->arena, result.why ? result.why : "", result.why ? strlen(result.why) : 0);
    return result;
}

Result lane_apply(Lane *lane, Db *db, Piece *piece, Work *out_work)
{
    arena_rewind(piece->arena, piece->mark);
    *out_work = (Work){.workspace = lane->workspace,
                       .db = db,
                       .arena = piece->arena,
                       .now = piece->now ? piece->now : clock_now(),
                       .actor = piece->actor,
                       .mode = piece->mode};
    Result result = lane->hooks.begin ? lane->hooks.begin(out_work) : done();
    if (is_ok(result))
        result = piece->apply(out_work, piece->context);
    if (is_ok(result) && lane->hooks.settle)
        result = lane->hooks.settle(out_work);
    return lane_keep_why(piece, result);
}

/* A caller that waits for its piece. */
typedef struct Waiter {
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    bool has_ended;
    Result result;
} Waiter;

static void waiter_finish(void *context, Result result)
{
    Waiter *waiter = context;
    pthread_mutex_lock(&waiter->mutex);
    waiter->result = result;
    waiter->has_ended = true;
    pthread_cond_signal(&waiter->ended);
    pthread_mutex_unlock(&waiter->mutex);
}

struct WaitedPiece {
    Piece piece; /* first */
    const Piece *wanted;
    Waiter waiter;
};

static Result waited_apply(Work *work, void *context)
{
    const Piece *wanted = ((WaitedPiece *)context)->wanted;
    return wanted->apply(work, wanted->context);
}

static void waited_finish(void *context, Result result)
{
    waiter_finish(&((WaitedPiece *)context)->waiter, result);
}

static void waited_end(WaitedPiece *waited)
{
    pthread_cond_destroy(&waited->waiter.ended);
    pthread_mutex_destroy(&waited->waiter.mutex);
}

static Result waited_begin(WaitedPiece *waited, Lane *lane, const Piece *piece)
{
    *waited = (WaitedPiece){.piece = *piece, .wanted = piece};
    waited->piece.apply = waited_apply;
    waited->piece.finish = waited_finish;
    waited->piece.context = waited;
    pthread_mutex_init(&waited->waiter.mutex, NULL);
    pthread_cond_init(&waited->waiter.ended, NULL);
    Result result = lane_submit(lane, &waited->piece);
    if (!is_ok(result))
        waited_end(waited);
    return result;
}

Result lane_await(WaitedPiece *waited)
{
    pthread_mutex_lock(&waited->waiter.mutex);
    while (!waited->waiter.has_ended)
        pthread_cond_wait(&waited->waiter.ended, &waited->waiter.mutex);
    pthread_mutex_unlock(&waited->waiter.mutex);
    Result result = waited->waiter.result;
    waited_end(waited);
    return result;
}

Result lane_hand_over(Lane *lane, const Piece *piece, WaitedPiece **out_waited)
{
    WaitedPiece *waited = ARENA_NEW(piece->arena, WaitedPiece);
    TRY(waited_begin(waited, lane, piece));
    *out_waited = waited;
    return done();
}

Result lane_run(Lane *lane, Piece *piece)
{
    WaitedPiece waited;
    TRY(waited_begin(&waited, lane, piece));
    return lane_await(&waited);
}

Result lane_do(Lane *lane, Arena *arena, const Actor *actor, WorkMode mode, bool is_bulk,
               Result (*apply)(Work *work, void *context), void *context)
{
    Piece piece = {
        .apply = apply, .context = context, .arena = arena, .actor = *actor, .mode = mode, .is_bulk = is_bulk};
    return lane_run(lane, &piece);
}

Result lane_start(Arena *arena, Workspace *workspace, Result (*open)(Workspace *workspace, Db **out_db), Db *db,
                  int threads, Lane **out_lane)
{
    Lane *lane = ARENA_NEW(arena, Lane);
    *lane = (Lane){.workspace = workspace, .open = open, .is_healthy = true, .first_db = db, .writers = threads};
    pthread_rwlockattr_t
        waits_its_turn; /* a stream of pieces side by side must not keep one out that wants to be alone */
    pthread_rwlockattr_init(&waits_its_turn);
    pthread_rwlockattr_setkind_np(&waits_its_turn, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&lane->turn, &waits_its_turn);
    pthread_rwlockattr_destroy(&waits_its_turn);
    pthread_mutex_init(&lane->mutex, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&lane->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    void *(*main_of)(void *) = db_engine(db) == DB_SQLITE ? lane_sqlite_main : lane_postgres_main;
    for (; lane->thread_count < threads; lane->thread_count++)
        if (pthread_create(&lane->threads[lane->thread_count], NULL, main_of, lane) != 0)
            break;
    if (lane->thread_count < threads) {
        lane_stop(lane);
        return fail(FAULT_BROKEN, "No thread could be started for writing.");
    }
    *out_lane = lane;
    return done();
}

void lane_stop(Lane *lane)
{
    pthread_mutex_lock(&lane->mutex);
    lane->is_closing = true;
    pthread_cond_broadcast(&lane->wake);
    pthread_mutex_unlock(&lane->mutex);
    for (int i = 0; i < lane->thread_count; i++)
        pthread_join(lane->threads[i], NULL);
    db_close(lane->first_db); /* only when no thread took it over */
    pthread_cond_destroy(&lane->wake);
    pthread_mutex_destroy(&lane->mutex);
    pthread_rwlock_destroy(&lane->turn);
}
