/* The job behind a bulk action: collects what a filter finds, does each item, takes each back. Each piece reads where the
 * action stands, so that it can be killed anywhere and goes on from there. */
#include "bulk/bulk_action.h"
#include "bulk/bulk_step.h"
#include "model/event.h"
#include "model/search.h"
#include "people/actor.h"
#include "store/lane.h"

#define ITEMS_A_PIECE 10 /* whose events stay far below EVENT_CASCADE_MAX */
#define PIECE_US 15000   /* the lane is held no longer */
#define COLLECTED_A_PIECE 500
#define TOLD_EVERY_MS 700
#define RUN_MS_MAX (2 * MINUTE_MS) /* then the job gives its thread to others */
#define ITEM_SAVEPOINT 2
#define REASON_BYTES_MAX 300
#define WOKEN_MAX 50

typedef enum Phase { PHASE_COLLECT, PHASE_DO, PHASE_UNDO, PHASE_OVER } Phase;

/* The action's row, as the job needs it. */
typedef struct Bulk {
    int64_t id;
    const Entity *entity;
    const JsonValue *action;
    const JsonValue *filter;   /* NULL: the records were named */
    const JsonValue *left_out; /* NULL: none */
    Phase phase;
    int64_t after_id;
    int64_t told_at;
    Text actor_kind;
    int64_t actor_id;
} Bulk;

static Phase phase_of(Text state)
{
    if (text_is(state, "collecting"))
        return PHASE_COLLECT;
    if (text_is(state, "running"))
        return PHASE_DO;
    return text_is(state, "undoing") ? PHASE_UNDO : PHASE_OVER;
}

static Result json_of(Work *work, const DbCursor *row, int column, const JsonValue **out)
{
    *out = NULL;
    return db_is_null(row, column) ? done()
                                   : json_read(work->arena, text_copy(work->arena, db_column_text(row, column)), out);
}

static Result bulk_load(Work *work, int64_t id, Bulk *out)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db,
                 DB_SQL("SELECT entity, action, filter, left_out, state, after_id, told_at, "
                        "COALESCE(undo_actor_kind, actor_kind), COALESCE(undo_actor_id, actor_id) FROM bulk_actions "
                        "WHERE id = $1"),
                 DB_VALUES(db_int(id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return fail(FAULT_INVALID, "The bulk action is gone.");
    Bulk bulk = {.id = id,
                 .entity = entity_named(work, db_column_text(&cursor, 0)),
                 .phase = phase_of(db_column_text(&cursor, 4)),
                 .after_id = db_column_int(&cursor, 5),
                 .told_at = db_column_int(&cursor, 6),
                 .actor_kind = text_copy(work->arena, db_column_text(&cursor, 7)),
                 .actor_id = db_column_int(&cursor, 8)};
    TRY(json_of(work, &cursor, 1, &bulk.action));
    TRY(json_of(work, &cursor, 2, &bulk.filter));
    TRY(json_of(work, &cursor, 3, &bulk.left_out));
    if (bulk.entity == NULL)
        return fail(FAULT_INVALID, "The bulk action is about a kind of record that is gone.");
    *out = bulk;
    return done();
}

/* ---- how far it is ---- */

static Result tell(Work *work, const Bulk *bulk, const char *kind)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_run(work->db, DB_SQL("UPDATE bulk_actions SET told_at = $2, updated_at = $2 WHERE id = $1"),
               DB_VALUES(db_int(bulk->id), db_int(work->now)), NULL));
    TRY(db_query(work->db, DB_SQL("SELECT state, total, done, failed, undone, kept FROM bulk_actions WHERE id = $1"),
                 DB_VALUES(db_int(bulk->id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return done();
    Text changes = text_format(work->arena,
                               "{\"state\":[null,\"%.*s\"],\"total\":[null,%lld],\"done\":[null,%lld],"
                               "\"failed\":[null,%lld],\"undone\":[null,%lld],\"kept\":[null,%lld]}",
                               TEXT_ARG(db_column_text(&cursor, 0)), (long long)db_column_int(&cursor, 1),
                               (long long)db_column_int(&cursor, 2), (long long)db_column_int(&cursor, 3),
                               (long long)db_column_int(&cursor, 4), (long long)db_column_int(&cursor, 5));
    db_close_cursor(&cursor);
    return event_add_changes(work, kind, &bulk_action_entity, bulk->id, 0, 0, changes);
}

static Result end(Work *work, const Bulk *bulk, const char *state, const char *error)
{
    TRY(db_run(work->db, DB_SQL("UPDATE bulk_actions SET state = $2, error = $3, finished_at = $4 WHERE id = $1"),
               DB_VALUES(db_int(bulk->id), db_string(state), db_string(error), db_int(work->now)), NULL));
    return tell(work, bulk, "bulk_action.finished");
}

/* ---- collecting ---- */

typedef struct Collected {
    const Bulk *bulk;
    int64_t ids[COLLECTED_A_PIECE];
    size_t count;
} Collected;

static bool is_left_out(const JsonValue *left_out, int64_t id)
{
    for (size_t i = 0; left_out && i < left_out->list.count; i++) {
        if (left_out->list.items[i].integer == id)
            return true;
    }
    return false;
}

static Result collected_keep(Work *work, void *context)
{
    const Collected *collected = context;
    Bulk bulk;
    int64_t added = 0;
    TRY(bulk_load(work, collected->bulk->id, &bulk));
    if (bulk.phase != PHASE_COLLECT || bulk.after_id != collected->bulk->after_id)
        return done(); /* stopped meanwhile, or this piece was done before a kill */
    for (size_t i = 0; i < collected->count; i++) {
        if (is_left_out(bulk.left_out, collected->ids[i]))
            continue;
        added++;
        TRY(db_run(work->db, DB_SQL("INSERT INTO bulk_items (bulk_id, record_id, state) VALUES ($1, $2, 'waiting')"),
                   DB_VALUES(db_int(bulk.id), db_int(collected->ids[i])), NULL));
    }
    int64_t total = 0;
    TRY(db_one_int(work->db,
                   DB_SQL("UPDATE bulk_actions SET total = total + $2, after_id = $3, updated_at = $4 WHERE id = $1 "
                          "RETURNING total"),
                   DB_VALUES(db_int(bulk.id), db_int(added),
                             db_int(collected->count ? collected->ids[collected->count - 1] : bulk.after_id),
                             db_int(work->now)),
                   &total));
    if (total > BULK_RECORDS_MAX)
        return end(work, &bulk, "failed", "The filter finds more than 100,000 records: narrow it.");
    if (collected->count == COLLECTED_A_PIECE)
        return done();
    TRY(db_run(work->db, DB_SQL("UPDATE bulk_actions SET state = 'running' WHERE id = $1"), DB_VALUES(db_int(bulk.id)),
               NULL));
    return tell(work, &bulk, "bulk_action.progressed");
}

static Result collect(const JobRun *run, const Bulk *bulk, const Actor *actor)
{
    Work work;
    Collected *collected = ARENA_NEW(run->arena, Collected);
    collected->bulk = bulk;
    TRY(work_begin_read(run->workspace, run->arena, actor, &work));
    Result found = entity_ids_matching(&work, bulk->entity, bulk->filter, bulk->after_id, COLLECTED_A_PIECE,
                                       collected->ids, &collected->count);
    work_end_read(&work);
    TRY(found);
    return lane_do(workspace_lane(run->workspace), run->arena, actor, WORK_LIVE, true, collected_keep, collected);
}

/* ---- the items ---- */

typedef struct Item {
    int64_t id;
    int64_t record_id;
    Text was;
    Text became;
} Item;

static Result items_load(Work *work, const Bulk *bulk, Item *items, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL("SELECT id, record_id, was, became FROM bulk_items WHERE bulk_id = $1 AND state = $2 "
               "ORDER BY id LIMIT $3"),
        DB_VALUES(db_int(bulk->id), db_string(bulk->phase == PHASE_DO ? "waiting" : "done"), db_int(ITEMS_A_PIECE)),
        &cursor));
    for (*out_count = 0; *out_count < ITEMS_A_PIECE;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        items[(*out_count)++] = (Item){db_column_int(&cursor, 0), db_column_int(&cursor, 1),
                                       text_copy(work->arena, db_column_text(&cursor, 2)),
                                       text_copy(work->arena, db_column_text(&cursor, 3))};
    }
    return done();
}

static bool is_of_the_item(Fault fault)
{
    return fault != FAULT_BUSY && fault != FAULT_BROKEN;
}

static const char *reason_of(Work *work, Result result)
{
    const FieldFault *fault = work->field_faults;
    Text why = fault ? fault->detail : text_of(result.why ? result.why : "");
    return text_string(work->arena, text_cut(why, REASON_BYTES_MAX));
}

/* In a savepoint of its own: a record that will not is left as it was, and the others go on. */
static Result item_guarded(Work *work, const Bulk *bulk, const BulkPlan *plan, Item *item, const char **out_state,
                           const char **out_reason)
{
    size_t events = event_queue_length(work);
    void *searched = search_queue_end(work);
    const char *kept = NULL;
    TRY(db_savepoint(work->db, ITEM_SAVEPOINT));
    Result result = bulk->phase == PHASE_DO
                        ? bulk_step_do(work, plan, item->record_id, &item->was, &item->became)
                        : bulk_step_undo(work, plan, item->record_id, item->was, item->became, &kept);
    if (is_ok(result)) {
        *out_state = bulk->phase == PHASE_DO ? "done" : kept ? "kept" : "undone";
        *out_reason = kept;
        return db_release(work->db, ITEM_SAVEPOINT);
    }
    const char *why = reason_of(work, result);
    db_rollback_to(work->db, ITEM_SAVEPOINT);
    event_queue_cut(work, events);
    search_queue_cut(work, searched);
    work->field_faults = work->last_field_fault = NULL;
    work->field_fault_count = 0;
    if (!is_of_the_item(result.fault) || !db_in_transaction(work->db))
        return fail(result.fault, why);
    *out_state = bulk->phase == PHASE_DO ? "failed" : "kept";
    *out_reason = why;
    return done();
}

typedef struct Counts {
    int64_t done;
    int64_t failed;
    int64_t undone;
    int64_t kept;
} Counts;

static Result item_run(Work *work, const Bulk *bulk, const BulkPlan *plan, Item *item, Counts *counts)
{
    const char *state;
    const char *reason;
    TRY(item_guarded(work, bulk, plan, item, &state, &reason));
    counts->done += strcmp(state, "done") == 0;
    counts->failed += strcmp(state, "failed") == 0;
    counts->undone += strcmp(state, "undone") == 0;
    counts->kept += strcmp(state, "kept") == 0;
    return db_run(
        work->db, DB_SQL("UPDATE bulk_items SET state = $2, reason = $3, was = $4, became = $5 WHERE id = $1"),
        DB_VALUES(db_int(item->id), db_string(state), db_string(reason), db_text_if(item->was.length > 0, item->was),
                  db_text_if(item->became.length > 0, item->became)),
        NULL);
}

typedef struct Piecework {
    int64_t id;
    bool is_over;
} Piecework;

static Result items_apply(Work *work, void *context)
{
    Piecework *piecework = context;
    Bulk bulk;
    BulkPlan plan;
    Item items[ITEMS_A_PIECE];
    size_t count = 0;
    size_t run = 0;
    Counts counts = {0};
    int64_t began_us = clock_monotonic_us();
    TRY(bulk_load(work, piecework->id, &bulk));
    piecework->is_over = bulk.phase != PHASE_DO && bulk.phase != PHASE_UNDO;
    if (piecework->is_over)
        return done();
    Result planned = bulk_plan_read(work, bulk.entity, bulk.action, &plan);
    if (!is_ok(planned)) {
        piecework->is_over = true;
        return is_of_the_item(planned.fault) ? end(work, &bulk, "failed", reason_of(work, planned)) : planned;
    }
    TRY(items_load(work, &bulk, items, &count));
    for (; run < count && (run == 0 || clock_monotonic_us() - began_us < PIECE_US); run++)
        TRY(item_run(work, &bulk, &plan, &items[run], &counts));
    TRY(db_run(work->db,
               DB_SQL("UPDATE bulk_actions SET done = done + $2, failed = failed + $3, undone = undone + $4, "
                      "kept = kept + $5, updated_at = $6 WHERE id = $1"),
               DB_VALUES(db_int(bulk.id), db_int(counts.done), db_int(counts.failed), db_int(counts.undone),
                         db_int(counts.kept), db_int(work->now)),
               NULL));
    if (count < ITEMS_A_PIECE && run == count) {
        piecework->is_over = true;
        return end(work, &bulk, bulk.phase == PHASE_DO ? "done" : "undone", NULL);
    }
    return work->now - bulk.told_at >= TOLD_EVERY_MS ? tell(work, &bulk, "bulk_action.progressed") : done();
}

/* ---- the job ---- */

static Result failed_apply(Work *work, void *context)
{
    return end(work, context, "failed", "Who asked for it may not do it any more.");
}

static Result again_apply(Work *work, void *context)
{
    int64_t id = *(const int64_t *)context;
    return job_add(work, BULK_JOB, text_format(work->arena, "bulk:%lld", (long long)id),
                   text_format(work->arena, "{\"bulk_id\":%lld}", (long long)id), work->now);
}

static Result load(const JobRun *run, int64_t id, Bulk *out_bulk, Actor *out_actor)
{
    Work work;
    TRY(work_begin_read(run->workspace, run->arena, &actor_system, &work));
    Result result = bulk_load(&work, id, out_bulk);
    if (is_ok(result))
        result = actor_find(&work, out_bulk->actor_kind, out_bulk->actor_id, out_actor);
    work_end_read(&work);
    return result;
}

static Result run_step(const JobRun *run, int64_t id, bool *out_is_over)
{
    Bulk bulk;
    Actor actor;
    Lane *lane = workspace_lane(run->workspace);
    Result loaded = load(run, id, &bulk, &actor);
    if (loaded.fault == FAULT_DENIED) {
        *out_is_over = true;
        return lane_do(lane, run->arena, &actor_system, WORK_LIVE, true, failed_apply, &bulk);
    }
    TRY(loaded);
    if (bulk.phase == PHASE_COLLECT)
        return collect(run, &bulk, &actor);
    Piecework piecework = {.id = id};
    TRY(lane_do(lane, run->arena, &actor, WORK_LIVE, true, items_apply, &piecework));
    *out_is_over = piecework.is_over;
    return done();
}

Result bulk_run(const JobRun *run)
{
    const JsonValue *payload;
    int64_t began_us = clock_monotonic_us();
    TRY(json_read(run->arena, run->payload, &payload));
    int64_t id = json_int_member(payload, "bulk_id", 0);
    for (bool is_over = false; !is_over;) {
        ArenaMark mark = arena_mark(run->arena);
        TRY(run_step(run, id, &is_over));
        arena_rewind(run->arena, mark);
        if (!is_over && clock_monotonic_us() - began_us > RUN_MS_MAX * 1000)
            return lane_do(workspace_lane(run->workspace), run->arena, &actor_system, WORK_LIVE, true, again_apply,
                           &id);
    }
    return done();
}

/* ---- waking ---- */

static Result wake_apply(Work *work, void *context)
{
    (void)context;
    int64_t ids[WOKEN_MAX];
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT id FROM bulk_actions WHERE state IN ('collecting', 'running', 'undoing') "
                        "AND updated_at < $1 ORDER BY updated_at LIMIT $2"),
                 DB_VALUES(db_int(work->now - BULK_SILENT_MS), db_int(WOKEN_MAX)), &cursor));
    for (bool has_row = true; count < WOKEN_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        ids[count++] = db_column_int(&cursor, 0);
    }
    db_close_cursor(&cursor);
    for (size_t i = 0; i < count; i++) {
        TRY(db_run(work->db, DB_SQL("UPDATE bulk_actions SET updated_at = $2 WHERE id = $1"),
                   DB_VALUES(db_int(ids[i]), db_int(work->now)), NULL));
        TRY(again_apply(work, &ids[i]));
    }
    return done();
}

Result bulk_run_wake(Workspace *workspace, Arena *arena)
{
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, wake_apply, NULL);
}

/* ---- forgetting ---- */

static Result sweep_apply(Work *work, void *context)
{
    (void)context;
    return db_run(work->db,
                  DB_SQL("DELETE FROM bulk_items WHERE id IN (SELECT i.id FROM bulk_items i JOIN bulk_actions a "
                         "ON a.id = i.bulk_id WHERE a.created_at < $1 ORDER BY a.created_at LIMIT 2000)"),
                  DB_VALUES(db_int(work->now - BULK_KEPT_MS)), NULL);
}

Result bulk_run_sweep(Workspace *workspace, Arena *arena)
{
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, sweep_apply, NULL);
}
