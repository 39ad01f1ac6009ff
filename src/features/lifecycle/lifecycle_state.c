#include "lifecycle/lifecycle_state.h"

#include "base/json.h"
#include "people/customer.h"

const char *lifecycle_event_kind(Ladder ladder)
{
    static const char *const kinds[] = {"customer.relationship_changed", "customer.stage_changed",
                                        "customer.value_stage_changed"};
    return kinds[ladder];
}

int64_t verdict_place(const LifecycleVerdict *verdict, Ladder ladder)
{
    switch (ladder) {
    case LADDER_RELATIONSHIP: return verdict->relationship;
    case LADDER_STAGE: return verdict->stage;
    case LADDER_VALUE_STAGE: return verdict->has_value_stage ? (int64_t)verdict->value_stage : -1;
    case LADDER_COUNT: break;
    }
    return -1;
}

static const char *place_name(Ladder ladder, int64_t place)
{
    return place < 0 ? NULL : ladder_stages(ladder)[place];
}

LifecycleState lifecycle_state_new(int64_t known_at)
{
    return (LifecycleState){
        .place = {RELATIONSHIP_PROSPECT, STAGE_DISCOVERY, -1},
        .since = {known_at, known_at, known_at},
        .next_due_at = LIFECYCLE_FOREVER,
    };
}

Result lifecycle_state_load(Work *work, int64_t customer_id, LifecycleState *out_state)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(
        work->db,
        DB_SQL("SELECT relationship, relationship_since, stage, stage_since, value_stage, value_stage_since, clv, "
               "override_stage, override_until, next_due_at FROM customer_lifecycle WHERE customer_id = $1"),
        DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    LifecycleState state = lifecycle_state_new(work->now);
    if (has_row) {
        state.exists = true;
        for (int ladder = 0; ladder < LADDER_COUNT; ladder++) {
            state.place[ladder] = choice_index(ladder_stages((Ladder)ladder), db_column_text(&cursor, 2 * ladder));
            state.since[ladder] = db_column_int(&cursor, 2 * ladder + 1);
        }
        state.clv = db_column_int(&cursor, 6);
        int override_stage = choice_index(stage_names, db_column_text(&cursor, 7));
        state.has_override = !db_is_null(&cursor, 7) && override_stage >= 0;
        state.override_stage = state.has_override ? (Stage)override_stage : STAGE_DISCOVERY;
        state.override_until = db_is_null(&cursor, 8) ? LIFECYCLE_FOREVER : db_column_int(&cursor, 8);
        state.next_due_at = db_is_null(&cursor, 9) ? LIFECYCLE_FOREVER : db_column_int(&cursor, 9);
    }
    *out_state = state;
    return done();
}

void lifecycle_state_give_override(const LifecycleState *state, LifecycleFacts *facts)
{
    facts->has_override = state->has_override;
    facts->override_stage = state->override_stage;
    facts->override_from = state->since[LADDER_STAGE];
    facts->override_until = state->override_until;
}

static void put_time_if(Json *json, const char *name, int64_t at_ms)
{
    if (at_ms > 0 && at_ms < TIME_MS_MAX)
        json_put_time(json, name, at_ms);
}

static void write_facts(const LifecyclePicture *picture, int64_t at_ms, Json *json)
{
    LifecycleSummary summary = lifecycle_summary(picture, at_ms);
    json_object(json);
    json_put_int(json, "orders", summary.orders);
    json_put_int(json, "order_days", summary.order_days);
    json_put_int(json, "revenue", summary.revenue);
    json_put_bool(json, "has_contract", summary.has_contract);
    put_time_if(json, "last_order_at", summary.last_order_at);
    put_time_if(json, "last_contact_at", summary.last_contact_at);
    put_time_if(json, "active_until", summary.active_until);
    if (summary.has_nps)
        json_put_real(json, "last_nps", summary.last_nps);
    json_end_object(json);
}

static void put_change(Json *json, const char *name, const char *from, const char *to)
{
    json_name(json, name);
    json_list(json);
    json_string(json, from);
    json_string(json, to);
    json_end_list(json);
}

Result lifecycle_move_event(Work *work, int64_t customer_id, const LifecyclePassage *passage)
{
    Buffer text = buffer_new(work->arena, 8192);
    Json json = json_writer(&text);
    Ladder ladder = passage->ladder;
    json_object(&json);
    put_change(&json, ladder_names[ladder], place_name(ladder, passage->from), place_name(ladder, passage->to));
    put_change(&json, "rule", NULL, passage->rule);
    if (!text_is_empty(passage->reason))
        put_change(&json, "reason", NULL, text_string(work->arena, passage->reason));
    if (passage->picture) {
        json_name(&json, "facts");
        json_list(&json);
        json_null(&json);
        write_facts(passage->picture, passage->at_ms, &json);
        json_end_list(&json);
    }
    json_end_object(&json);
    return event_add_changes(work, lifecycle_event_kind(ladder), &customer_entity, customer_id, customer_id, 0,
                             buffer_text(&text));
}

static Result stay_begin(Work *work, int64_t customer_id, Ladder ladder, int64_t place, int64_t at_ms, const char *rule)
{
    return db_run(work->db,
                  DB_SQL("INSERT INTO stage_stays (customer_id, ladder, stage, entered_at, rule) "
                         "VALUES ($1, $2, $3, $4, $5)"),
                  DB_VALUES(db_int(customer_id), db_string(ladder_names[ladder]), db_string(place_name(ladder, place)),
                            db_int(at_ms), db_string(rule)),
                  NULL);
}

static Result stay_end(Work *work, int64_t customer_id, Ladder ladder, const char *next, int64_t at_ms)
{
    return db_run(work->db,
                  DB_SQL("UPDATE stage_stays SET left_at = $3, next_stage = $4 WHERE customer_id = $1 AND ladder = $2 "
                         "AND left_at IS NULL"),
                  DB_VALUES(db_int(customer_id), db_string(ladder_names[ladder]), db_int(at_ms), db_string(next)),
                  NULL);
}

static Result state_store(Work *work, int64_t customer_id, const LifecycleState *state)
{
    const DbValue values[] = {
        db_int(customer_id),
        db_string(relationship_names[state->place[LADDER_RELATIONSHIP]]),
        db_int(state->since[LADDER_RELATIONSHIP]),
        db_string(stage_names[state->place[LADDER_STAGE]]),
        db_int(state->since[LADDER_STAGE]),
        db_string(place_name(LADDER_VALUE_STAGE, state->place[LADDER_VALUE_STAGE])),
        db_int_if(state->place[LADDER_VALUE_STAGE] >= 0, state->since[LADDER_VALUE_STAGE]),
        db_int(state->clv),
        db_int_if(state->next_due_at != LIFECYCLE_FOREVER, state->next_due_at),
    };
    return db_run(
        work->db,
        DB_SQL("INSERT INTO customer_lifecycle (customer_id, relationship, relationship_since, stage, "
               "stage_since, value_stage, value_stage_since, clv, next_due_at) VALUES ($1, $2, $3, $4, $5, $6, "
               "$7, $8, $9) ON CONFLICT (customer_id) DO UPDATE SET relationship = excluded.relationship, "
               "relationship_since = excluded.relationship_since, stage = excluded.stage, stage_since = "
               "excluded.stage_since, value_stage = excluded.value_stage, value_stage_since = "
               "excluded.value_stage_since, clv = excluded.clv, next_due_at = excluded.next_due_at"),
        values, sizeof(values) / sizeof(values[0]), NULL);
}

static Result ladder_move(Work *work, const LifecycleMove *move, Ladder ladder, bool is_first, LifecycleState *state)
{
    int64_t to = verdict_place(&move->verdict, ladder);
    int64_t from = state->place[ladder];
    if (to == from && !is_first)
        return done();
    if (!is_first)
        TRY(stay_end(work, move->customer_id, ladder, place_name(ladder, to), move->at_ms));
    if (to >= 0)
        TRY(stay_begin(work, move->customer_id, ladder, to, move->at_ms, move->verdict.rules[ladder]));
    state->place[ladder] = to;
    state->since[ladder] = move->at_ms;
    if (is_first)
        return done();
    const LifecyclePassage passage = {ladder,       from,          to,         move->verdict.rules[ladder],
                                      move->reason, move->picture, move->at_ms};
    return lifecycle_move_event(work, move->customer_id, &passage);
}

Result lifecycle_move(Work *work, const LifecycleMove *move, LifecycleState *state)
{
    const LifecycleState before = *state;
    const int64_t now = work->now;
    const Actor actor = work->actor;
    Result result = done();
    work->now = move->at_ms;
    if (move->picture)
        work->actor = actor_system; /* a rule moved them, whoever caused the event that it answers to */
    for (int ladder = 0; ladder < LADDER_COUNT && is_ok(result); ladder++)
        result = ladder_move(work, move, (Ladder)ladder, !before.exists, state);
    work->now = now;
    work->actor = actor;
    TRY(result);
    state->clv = move->clv;
    state->next_due_at = move->next_due_at;
    bool is_same = before.exists && memcmp(before.place, state->place, sizeof before.place) == 0 &&
                   before.clv == state->clv && before.next_due_at == state->next_due_at;
    state->exists = true;
    return is_same ? done() : state_store(work, move->customer_id, state);
}
