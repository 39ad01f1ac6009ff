#include "people/customer_view.h"

#include <pthread.h>

#include "base/log.h"
#include "store/lane.h"

typedef struct View {
    const Workspace *workspace;
    int64_t agent_id;
    int64_t customer_id;
    int64_t at;
    bool is_waiting;
} View;

/* Looks by agent and customer: an old one gives its place to a new one once it is written, so the same look within the hour
 * is recognised as long as nobody else needs its place. */
#define VIEWS_KEPT 4096
#define PROBES_MAX 8
static View views[VIEWS_KEPT];
static int64_t views_lost;
static pthread_mutex_t views_mutex = PTHREAD_MUTEX_INITIALIZER;

static size_t view_slot(const Workspace *workspace, int64_t agent_id, int64_t customer_id)
{
    uint64_t hash =
        (uint64_t)customer_id * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)agent_id * UINT64_C(0xff51afd7ed558ccd);
    hash ^= (uint64_t)(uintptr_t)workspace >> 4;
    return (size_t)((hash ^ (hash >> 29)) % VIEWS_KEPT);
}

static View *view_place(const Workspace *workspace, int64_t agent_id, int64_t customer_id)
{
    View *free_place = NULL;
    size_t slot = view_slot(workspace, agent_id, customer_id);
    for (size_t i = 0; i < PROBES_MAX; i++) {
        View *view = &views[(slot + i) % VIEWS_KEPT];
        if (view->workspace == workspace && view->agent_id == agent_id && view->customer_id == customer_id)
            return view;
        if (!view->is_waiting && (free_place == NULL || view->at < free_place->at))
            free_place = view;
    }
    return free_place;
}

void customer_view_note(const Work *work, int64_t customer_id)
{
    if (work->actor.kind != ACTOR_AGENT)
        return;
    pthread_mutex_lock(&views_mutex);
    View *view = view_place(work->workspace, work->actor.id, customer_id);
    if (view == NULL) {
        views_lost++;
    } else {
        bool is_same =
            view->workspace == work->workspace && view->agent_id == work->actor.id && view->customer_id == customer_id;
        if (!is_same || view->at / HOUR_MS != work->now / HOUR_MS)
            *view = (View){work->workspace, work->actor.id, customer_id, work->now, true};
    }
    pthread_mutex_unlock(&views_mutex);
}

#define WRITE_MAX 500

typedef struct Batch {
    View list[WRITE_MAX];
    size_t count;
    int64_t lost;
} Batch;

static void batch_take(const Workspace *workspace, Batch *batch)
{
    pthread_mutex_lock(&views_mutex);
    batch->count = 0;
    batch->lost = views_lost;
    views_lost = 0;
    for (size_t i = 0; i < VIEWS_KEPT && batch->count < WRITE_MAX; i++) {
        if (views[i].workspace == workspace && views[i].is_waiting)
            batch->list[batch->count++] = views[i];
    }
    pthread_mutex_unlock(&views_mutex);
}

/* Only what is stored waits no more; a look that was noted meanwhile, in a later hour, still does. */
static void batch_done(const Batch *batch)
{
    pthread_mutex_lock(&views_mutex);
    for (size_t i = 0; i < batch->count; i++) {
        const View *written = &batch->list[i];
        View *view = view_place(written->workspace, written->agent_id, written->customer_id);
        if (view && view->workspace == written->workspace && view->agent_id == written->agent_id &&
            view->customer_id == written->customer_id && view->at == written->at)
            view->is_waiting = false;
    }
    pthread_mutex_unlock(&views_mutex);
}

static Result batch_store(Work *work, void *context)
{
    const Batch *batch = context;
    for (size_t i = 0; i < batch->count; i++) {
        const View *view = &batch->list[i];
        TRY(db_run(
            work->db,
            DB_SQL("INSERT INTO customer_views (agent_id, customer_id, day, at, last_at) "
                   "VALUES ($1, $2, $3, $4, $4) ON CONFLICT (agent_id, customer_id, day) DO UPDATE SET "
                   "last_at = excluded.last_at"),
            DB_VALUES(db_int(view->agent_id), db_int(view->customer_id), db_int(view->at / DAY_MS), db_int(view->at)),
            NULL));
    }
    return done();
}

Result customer_views_write(Workspace *workspace, Arena *arena)
{
    Batch *batch = ARENA_NEW(arena, Batch);
    batch_take(workspace, batch);
    if (batch->lost > 0)
        log_entry(LOG_WARN, "looks at customers were not recorded", LOG_INT("count", batch->lost));
    if (batch->count == 0)
        return done();
    TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, batch_store, batch));
    batch_done(batch);
    return done();
}
