/* Histories rebuilt in order of their facts, and the clock's steps. */
#include "lifecycle/lifecycle.h"
#include "lifecycle/lifecycle_hold.h"
#include "lifecycle/lifecycle_load.h"
#include "lifecycle/lifecycle_state.h"
#include "store/lane.h"
#include "voice/response.h"

/* ---- a whole history ---- */

typedef struct Stay {
    int64_t place;
    int64_t entered_at;
    const char *rule;
} Stay;

typedef struct History {
    Stay *stays[LADDER_COUNT]; /* place -1: none (before the first value stage) */
    size_t counts[LADDER_COUNT];
    StagesSpan *spans;
    size_t span_count;
    LifecycleVerdict last;
} History;

static CustomerStages verdict_stages(const LifecycleVerdict *verdict)
{
    return (CustomerStages){.is_known = true,
                            .stage = verdict->stage,
                            .has_value_stage = verdict->has_value_stage,
                            .value_stage = verdict->value_stage,
                            .relationship = verdict->relationship};
}

/* Judges every instant at which something may have changed, from the first fact until now. */
static History history_of(Arena *arena, const LifecyclePicture *picture, int64_t until_ms)
{
    size_t count;
    const int64_t *instants = lifecycle_instants(picture, &count);
    History history = {.spans = ARENA_ARRAY(arena, StagesSpan, count + 1)};
    for (int ladder = 0; ladder < LADDER_COUNT; ladder++)
        history.stays[ladder] = ARENA_ARRAY(arena, Stay, count + 1);
    Stage kept = STAGE_DISCOVERY;
    for (size_t i = 0; i < count && instants[i] <= until_ms; i++) {
        LifecycleVerdict verdict = lifecycle_judge(picture, instants[i], kept);
        bool has_moved = false;
        for (int ladder = 0; ladder < LADDER_COUNT; ladder++) {
            int64_t place = verdict_place(&verdict, (Ladder)ladder);
            size_t *stays = &history.counts[ladder];
            if (*stays > 0 && history.stays[ladder][*stays - 1].place == place)
                continue;
            history.stays[ladder][(*stays)++] = (Stay){place, instants[i], verdict.rules[ladder]};
            has_moved = true;
        }
        if (has_moved)
            history.spans[history.span_count++] = (StagesSpan){instants[i], verdict_stages(&verdict)};
        kept = verdict.stage;
        history.last = verdict;
    }
    return history;
}

/* How many stays at the beginning are stored already as they are. */
static Result stored_prefix(Work *work, int64_t customer_id, Ladder ladder, const Stay *stays, size_t count,
                            size_t *out_same, int64_t *out_last_id)
{
    *out_same = 0;
    *out_last_id = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, stage, entered_at FROM stage_stays WHERE customer_id = $1 AND ladder = $2 "
                        "ORDER BY entered_at, id"),
                 DB_VALUES(db_int(customer_id), db_string(ladder_names[ladder])), &cursor));
    size_t at = 0;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        while (at < count && stays[at].place < 0)
            at++;
        if (!has_row || at == count)
            break;
        bool is_same = stays[at].entered_at == db_column_int(&cursor, 2) &&
                       text_is(db_column_text(&cursor, 1), ladder_stages(ladder)[stays[at].place]);
        if (!is_same)
            break;
        *out_last_id = db_column_int(&cursor, 0);
        *out_same = ++at;
    }
    return done();
}

static Result stay_store(Work *work, int64_t customer_id, Ladder ladder, const Stay *stay, const Stay *next)
{
    const char *const *names = ladder_stages(ladder);
    return db_run(work->db,
                  DB_SQL("INSERT INTO stage_stays (customer_id, ladder, stage, entered_at, left_at, rule, next_stage) "
                         "VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                  DB_VALUES(db_int(customer_id), db_string(ladder_names[ladder]), db_string(names[stay->place]),
                            db_int(stay->entered_at), db_int_if(next != NULL, next ? next->entered_at : 0),
                            db_string(stay->rule), db_string(next && next->place >= 0 ? names[next->place] : NULL)),
                  NULL);
}

/* Replaces the stays from the first that differs on, and tells each new move at its own instant. */
static Result ladder_store(Work *work, int64_t customer_id, Ladder ladder, const LifecyclePicture *picture,
                           const Stay *stays, size_t count)
{
    size_t same;
    int64_t last_id;
    TRY(stored_prefix(work, customer_id, ladder, stays, count, &same, &last_id));
    size_t first = same > 0 ? same - 1 : 0; /* the last equal one may have got an end, or lost it */
    TRY(db_run(work->db,
               DB_SQL("DELETE FROM stage_stays WHERE customer_id = $1 AND ladder = $2 AND (entered_at > $3 OR "
                      "(entered_at = $3 AND id >= $4))"),
               DB_VALUES(db_int(customer_id), db_string(ladder_names[ladder]),
                         db_int(same > 0 ? stays[first].entered_at : TIME_MS_MIN), db_int(last_id)),
               NULL));
    const int64_t now = work->now;
    Result result = done();
    for (size_t i = first; i < count && is_ok(result); i++) {
        if (stays[i].place >= 0)
            result = stay_store(work, customer_id, ladder, &stays[i], i + 1 < count ? &stays[i + 1] : NULL);
        if (!is_ok(result) || i < same || i == 0)
            continue;
        work->now = stays[i].entered_at;
        const LifecyclePassage passage = {ladder,  stays[i - 1].place, stays[i].place, stays[i].rule, TEXT_NONE,
                                          picture, stays[i].entered_at};
        result = lifecycle_move_event(work, customer_id, &passage);
        work->now = now;
    }
    work->now = now;
    return result;
}

static Result state_store_last(Work *work, int64_t customer_id, const History *history, int64_t clv,
                               int64_t next_due_at)
{
    const Stay *last[LADDER_COUNT];
    for (int ladder = 0; ladder < LADDER_COUNT; ladder++)
        last[ladder] = &history->stays[ladder][history->counts[ladder] - 1];
    const Stay *value = last[LADDER_VALUE_STAGE];
    return db_run(
        work->db,
        DB_SQL("INSERT INTO customer_lifecycle (customer_id, relationship, relationship_since, stage, "
               "stage_since, value_stage, value_stage_since, clv, next_due_at) VALUES ($1, $2, $3, $4, $5, $6, "
               "$7, $8, $9) ON CONFLICT (customer_id) DO UPDATE SET relationship = excluded.relationship, "
               "relationship_since = excluded.relationship_since, stage = excluded.stage, stage_since = "
               "excluded.stage_since, value_stage = excluded.value_stage, value_stage_since = "
               "excluded.value_stage_since, clv = excluded.clv, next_due_at = excluded.next_due_at"),
        DB_VALUES(db_int(customer_id), db_string(relationship_names[last[LADDER_RELATIONSHIP]->place]),
                  db_int(last[LADDER_RELATIONSHIP]->entered_at), db_string(stage_names[last[LADDER_STAGE]->place]),
                  db_int(last[LADDER_STAGE]->entered_at),
                  db_string(value->place >= 0 ? value_stage_names[value->place] : NULL),
                  db_int_if(value->place >= 0, value->entered_at), db_int(clv),
                  db_int_if(next_due_at != LIFECYCLE_FOREVER, next_due_at)),
        NULL);
}

static Result rebuild_by(Work *work, int64_t customer_id, const LifecycleRules *rules)
{
    LifecycleFacts facts;
    LifecycleState state;
    bool is_merged;
    TRY(lifecycle_facts_load(work, customer_id, true, &facts, &is_merged));
    if (is_merged)
        return done();
    TRY(lifecycle_state_load(work, customer_id, &state));
    lifecycle_state_give_override(&state, &facts);
    if (facts.known_at > work->now)
        facts.known_at = work->now;
    const LifecyclePicture *picture = lifecycle_prepare(work->arena, &facts, rules);
    History history = history_of(work->arena, picture, work->now);
    for (int ladder = 0; ladder < LADDER_COUNT; ladder++)
        TRY(ladder_store(work, customer_id, (Ladder)ladder, picture, history.stays[ladder], history.counts[ladder]));
    int64_t clv = history.last.revenue - (facts.has_acquisition_cost ? facts.acquisition_cost : 0);
    TRY(state_store_last(work, customer_id, &history, clv, lifecycle_next(picture, work->now)));
    TRY(ticket_fill_stages(work, customer_id, history.spans, history.span_count));
    return response_fill_stages(work, customer_id, history.spans, history.span_count);
}

/* Rules moved them, whoever imports. */
static Result rebuild_as_system(Work *work, int64_t customer_id, const LifecycleRules *rules)
{
    const Actor actor = work->actor;
    work->actor = actor_system;
    Result result = rebuild_by(work, customer_id, rules);
    work->actor = actor;
    return result;
}

Result lifecycle_rebuild(Work *work, int64_t customer_id)
{
    LifecycleRules rules;
    TRY(lifecycle_rules_load(work, &rules));
    return rebuild_as_system(work, customer_id, &rules);
}

#define IDS_MAX 1000

static Result load_ids(Work *work, DbSql sql, int64_t a, int64_t b, int64_t *ids, size_t *out_count)
{
    *out_count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, sql, DB_VALUES(db_int(a), db_int(b)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count == IDS_MAX)
            return done();
        ids[(*out_count)++] = db_column_int(&cursor, 0);
    }
}

Result lifecycle_rebuild_range(Work *work, int64_t first_id, int64_t end_id)
{
    LifecycleRules rules;
    TRY(lifecycle_rules_load(work, &rules));
    int64_t *ids = ARENA_ARRAY(work->arena, int64_t, IDS_MAX);
    while (first_id < end_id) {
        size_t count;
        TRY(load_ids(work,
                     DB_SQL("SELECT id FROM customers WHERE id >= $1 AND id < $2 AND merged_into IS NULL ORDER BY id "
                            "LIMIT 1000"),
                     first_id, end_id, ids, &count));
        for (size_t i = 0; i < count; i++)
            TRY(rebuild_as_system(work, ids[i], &rules));
        first_id = count == IDS_MAX ? ids[count - 1] + 1 : end_id;
    }
    return done();
}

/* ---- the clock ---- */

/* Whoever was not looked at for long is judged at each instant that was due, so that the history is as if somebody had. */
#define STEPS_MAX 100

static Result catch_up(Work *work, int64_t customer_id, const LifecycleRules *rules)
{
    LifecycleFacts facts;
    LifecycleState state;
    bool is_merged;
    TRY(lifecycle_facts_load(work, customer_id, true, &facts, &is_merged));
    TRY(lifecycle_state_load(work, customer_id, &state));
    if (is_merged || !state.exists)
        return db_run(work->db, DB_SQL("UPDATE customer_lifecycle SET next_due_at = NULL WHERE customer_id = $1"),
                      DB_VALUES(db_int(customer_id)), NULL);
    lifecycle_state_give_override(&state, &facts);
    const LifecyclePicture *picture = lifecycle_prepare(work->arena, &facts, rules);
    int64_t cost = facts.has_acquisition_cost ? facts.acquisition_cost : 0;
    for (int i = 0; i < STEPS_MAX; i++) {
        int64_t at = state.next_due_at < work->now && i + 1 < STEPS_MAX ? state.next_due_at : work->now;
        LifecycleMove move = {.customer_id = customer_id, .picture = picture, .at_ms = at};
        move.verdict = lifecycle_judge(picture, at, (Stage)state.place[LADDER_STAGE]);
        move.next_due_at = lifecycle_next(picture, at);
        move.clv = move.verdict.revenue - cost;
        TRY(lifecycle_move(work, &move, &state));
        if (at == work->now)
            break;
    }
    return lifecycle_hold_review(work, customer_id);
}

Result lifecycle_pass_due(Work *work, int64_t limit, int64_t *out_count)
{
    LifecycleRules rules;
    size_t count;
    int64_t *ids = ARENA_ARRAY(work->arena, int64_t, IDS_MAX);
    TRY(lifecycle_rules_load(work, &rules));
    TRY(load_ids(work,
                 DB_SQL("SELECT customer_id FROM customer_lifecycle WHERE next_due_at <= $1 ORDER BY next_due_at, "
                        "customer_id LIMIT $2"),
                 work->now, limit < LIFECYCLE_PASS_MAX ? limit : LIFECYCLE_PASS_MAX, ids, &count));
    for (size_t i = 0; i < count; i++)
        TRY(catch_up(work, ids[i], &rules));
    *out_count = (int64_t)count;
    return done();
}

Result lifecycle_pass_all(Work *work, int64_t after_id, int64_t limit, int64_t *out_last_id)
{
    size_t count;
    int64_t *ids = ARENA_ARRAY(work->arena, int64_t, IDS_MAX);
    if (limit > LIFECYCLE_PASS_MAX)
        limit = LIFECYCLE_PASS_MAX;
    TRY(load_ids(work, DB_SQL("SELECT id FROM customers WHERE id > $1 AND merged_into IS NULL ORDER BY id LIMIT $2"),
                 after_id, limit, ids, &count));
    for (size_t i = 0; i < count; i++)
        TRY(lifecycle_review(work, ids[i]));
    *out_last_id = (int64_t)count < limit ? 0 : ids[count - 1];
    return done();
}

Result lifecycle_calibrate(Work *work)
{
    int64_t count = 0;
    const DbValue since[] = {db_int(work->now - 365 * DAY_MS)};
    static const char counted[] =
        "SELECT COUNT(*) FROM (SELECT customer_id FROM orders WHERE ordered_at > $1 AND status IN ('paid', 'shipped', "
        "'delivered') GROUP BY customer_id) q";
    static const char middle[] =
        "SELECT CAST(COALESCE(SUM(base_total), 0) AS BIGINT) AS revenue FROM orders WHERE ordered_at > $1 AND status IN "
        "('paid', 'shipped', 'delivered') GROUP BY customer_id ORDER BY revenue LIMIT 1 OFFSET $2";
    TRY(db_one_int(work->db, (DbSql){counted, true}, since, 1, &count));
    if (count == 0)
        return done();
    int64_t median = 0;
    TRY(db_one_int(work->db, (DbSql){middle, true}, DB_VALUES(since[0], db_int((count - 1) / 2)), &median));
    return db_run(
        work->db,
        DB_SQL("INSERT INTO settings (key, value, updated_at) VALUES ('maturity_yearly_revenue', $1, $2) ON "
               "CONFLICT (key) DO UPDATE SET value = excluded.value, version = settings.version + 1, updated_at "
               "= excluded.updated_at"),
        DB_VALUES(db_text(text_from_int(work->arena, median)), db_int(work->now)), NULL);
}

/* ---- as periodic tasks: many small pieces behind the interactive ones ---- */

#define PIECES_MAX 100000

typedef struct PassStep {
    int64_t after_id;
    int64_t count;
} PassStep;

static Result due_step(Work *work, void *context)
{
    PassStep *step = context;
    return lifecycle_pass_due(work, LIFECYCLE_PASS_MAX, &step->count);
}

static Result all_step(Work *work, void *context)
{
    PassStep *step = context;
    int64_t last_id = 0;
    TRY(lifecycle_pass_all(work, step->after_id, LIFECYCLE_PASS_MAX, &last_id));
    step->count = last_id; /* only a step that ended moves on: apply may run twice */
    return done();
}

static Result calibrate_step(Work *work, void *context)
{
    (void)context;
    return lifecycle_calibrate(work);
}

static Result run_piece(Workspace *workspace, Arena *arena, Result (*apply)(Work *work, void *context), void *context)
{
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, apply, context);
}

Result lifecycle_run_clock(Workspace *workspace, Arena *arena)
{
    PassStep step = {.count = LIFECYCLE_PASS_MAX};
    for (int i = 0; i < PIECES_MAX && step.count == LIFECYCLE_PASS_MAX; i++) {
        ArenaMark mark = arena_mark(arena);
        TRY(run_piece(workspace, arena, due_step, &step));
        arena_rewind(arena, mark);
    }
    return done();
}

Result lifecycle_run_nightly(Workspace *workspace, Arena *arena)
{
    TRY(run_piece(workspace, arena, calibrate_step, NULL));
    PassStep step = {0};
    for (int i = 0; i < PIECES_MAX; i++) {
        ArenaMark mark = arena_mark(arena);
        TRY(run_piece(workspace, arena, all_step, &step));
        arena_rewind(arena, mark);
        if (step.count == 0)
            return done();
        step.after_id = step.count;
    }
    return done();
}
