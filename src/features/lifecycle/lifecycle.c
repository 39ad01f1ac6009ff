#include "lifecycle/lifecycle.h"

#include "commerce/order.h"
#include "desk/ticket.h"
#include "lifecycle/lifecycle_hold.h"
#include "lifecycle/lifecycle_load.h"
#include "lifecycle/lifecycle_state.h"

/* ---- what customers show ---- */

static const Field lifecycle_fields[] = {
    {.name = "relationship",
     .type = FIELD_CHOICE,
     .choices = relationship_names,
     .can = CAN_FILTER | CAN_GROUP,
     .about = "What we are to each other."},
    {.name = "relationship_since", .type = FIELD_TIME, .can = CAN_FILTER},
    {.name = "stage",
     .type = FIELD_CHOICE,
     .choices = stage_names,
     .can = CAN_FILTER | CAN_SORT | CAN_GROUP,
     .about = "Where in the customer journey they are."},
    {.name = "stage_since", .type = FIELD_TIME, .can = CAN_FILTER | CAN_SORT},
    {.name = "value_stage",
     .type = FIELD_CHOICE,
     .choices = value_stage_names,
     .can = CAN_FILTER | CAN_SORT | CAN_GROUP,
     .about = "What the relationship earns; null for who never bought."},
    {.name = "value_stage_since", .type = FIELD_TIME, .can = CAN_FILTER},
    {.name = "clv",
     .type = FIELD_MONEY,
     .can = CAN_FILTER | CAN_SORT,
     .about = "To date: revenue less acquisition cost, in the workspace's currency."},
    {.name = "p_alive", .type = FIELD_REAL, .can = CAN_FILTER, .about = "Probability of being alive, by the model."},
    {.name = "hold_reason",
     .type = FIELD_TEXT,
     .can = CAN_FILTER,
     .format = FORMAT_LINE,
     .about = "Why nothing but recovery goes out just now."},
    {.name = "override_stage",
     .type = FIELD_CHOICE,
     .choices = stage_names,
     .can = CAN_FILTER,
     .about = "A stage set by hand, looked at before the rules."},
    {.name = "override_reason", .type = FIELD_TEXT},
    {.name = "override_until", .type = FIELD_TIME, .can = CAN_FILTER},
};
const EntityExtension customer_lifecycle = {
    .table = "customer_lifecycle",
    .key = "customer_id",
    .fields = lifecycle_fields,
    .field_count = sizeof(lifecycle_fields) / sizeof(lifecycle_fields[0]),
};

Result lifecycle_stages_read(Work *work, int64_t customer_id, CustomerStages *out_stages)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db,
                 DB_SQL("SELECT stage, value_stage, relationship FROM customer_lifecycle WHERE customer_id = $1"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    CustomerStages stages = {.is_known = true, .stage = STAGE_DISCOVERY, .relationship = RELATIONSHIP_PROSPECT};
    if (has_row) {
        int stage = choice_index(stage_names, db_column_text(&cursor, 0));
        int value_stage = choice_index(value_stage_names, db_column_text(&cursor, 1));
        int relationship = choice_index(relationship_names, db_column_text(&cursor, 2));
        stages.stage = stage < 0 ? STAGE_DISCOVERY : (Stage)stage;
        stages.relationship = relationship < 0 ? RELATIONSHIP_PROSPECT : (Relationship)relationship;
        stages.has_value_stage = value_stage >= 0;
        stages.value_stage = value_stage < 0 ? VALUE_INTRODUCTION : (ValueStage)value_stage;
    }
    *out_stages = stages;
    return done();
}

/* ---- moving ---- */

static Result judged_move(Work *work, int64_t customer_id, LifecycleFacts *facts, const LifecycleRules *rules,
                          LifecycleState *state)
{
    lifecycle_state_give_override(state, facts);
    const LifecyclePicture *picture = lifecycle_prepare(work->arena, facts, rules);
    LifecycleMove move = {
        .customer_id = customer_id,
        .picture = picture,
        .verdict = lifecycle_judge(picture, work->now, (Stage)state->place[LADDER_STAGE]),
        .at_ms = work->now,
        .next_due_at = lifecycle_next(picture, work->now),
    };
    move.clv = move.verdict.revenue - (facts->has_acquisition_cost ? facts->acquisition_cost : 0);
    return lifecycle_move(work, &move, state);
}

Result lifecycle_review(Work *work, int64_t customer_id)
{
    LifecycleFacts facts;
    LifecycleRules rules;
    LifecycleState state;
    bool is_merged;
    Result loaded = lifecycle_facts_load(work, customer_id, false, &facts, &is_merged);
    if (loaded.fault == FAULT_NOT_FOUND || (is_ok(loaded) && is_merged))
        return done();
    TRY(loaded);
    TRY(lifecycle_state_load(work, customer_id, &state));
    if (!state.exists && facts.order_count + facts.contract_count > 0)
        return lifecycle_rebuild(work, customer_id); /* there is a past to know: the stage that a lost one reached */
    TRY(lifecycle_rules_load(work, &rules));
    return judged_move(work, customer_id, &facts, &rules, &state);
}

/* A new customer has at most the contact that made them known. */
static Result place_new(Work *work, int64_t customer_id)
{
    LifecycleFacts facts = {.known_at = work->now};
    LifecycleRules rules;
    LifecycleState state = lifecycle_state_new(work->now);
    TRY(lifecycle_contacts_load(work, customer_id, false, &facts));
    TRY(lifecycle_rules_load(work, &rules));
    return judged_move(work, customer_id, &facts, &rules, &state);
}

/* ---- reacting ---- */

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* A contact moves who is in discovery, or not placed yet; to all others it only counts later. */
static Result react_to_contact(Work *work, int64_t customer_id)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db, DB_SQL("SELECT stage FROM customer_lifecycle WHERE customer_id = $1"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (has_row && !text_is(db_column_text(&cursor, 0), stage_names[STAGE_DISCOVERY]))
        return done();
    db_close_cursor(&cursor);
    return lifecycle_review(work, customer_id);
}

/* Nothing that the judgement looks at, or nothing that a later event of the same write does not say: most changes of a
 * customer, orders whose status has an event of its own, tickets with a message or of who is further on already. */
static bool is_beside_the_point(const Event *event)
{
    if (strcmp(event->kind, "ticket.created") == 0 && event->after) {
        const Ticket *ticket = event->after;
        return ticket->contacts + ticket->replies > 0 ||
               ((ticket->has & TICKET_HAS(STAGE)) && ticket->stage != STAGE_DISCOVERY);
    }
    if (strcmp(event->kind, "order.created") == 0)
        return event->after && ((const Order *)event->after)->status != ORDER_OPEN;
    if (strcmp(event->kind, "customer.changed") != 0 || event->before == NULL || event->after == NULL)
        return false;
    const Customer *before = event->before;
    const Customer *after = event->after;
    FieldSet cost = entity_bit(&customer_entity, "acquisition_cost");
    return (before->has & cost) == (after->has & cost) && before->acquisition_cost == after->acquisition_cost;
}

static Result react_to_event(Work *work, const Event *event)
{
    static const char *const moving[] = {"order.",    "contract.",       "invoice.",
                                         "response.", "survey.answered", "customer.changed"};
    if (event->customer_id == 0 || is_beside_the_point(event))
        return done();
    if (strcmp(event->kind, "message.received") == 0 || strcmp(event->kind, "ticket.created") == 0)
        return react_to_contact(work, event->customer_id);
    if (strcmp(event->kind, "customer.created") == 0)
        return place_new(work, event->customer_id);
    for (size_t i = 0; i < sizeof(moving) / sizeof(moving[0]); i++) {
        if (begins_with(event->kind, moving[i]))
            return lifecycle_review(work, event->customer_id);
    }
    return done();
}

Result lifecycle_react(Work *work, const Event *event)
{
    TRY(react_to_event(work, event));
    return lifecycle_hold_react(work, event);
}

/* ---- by hand ---- */

Result lifecycle_override(Work *work, int64_t customer_id, Stage stage, Text reason, int64_t until_ms)
{
    LifecycleState state;
    TRY(lifecycle_review(work, customer_id));
    TRY(lifecycle_state_load(work, customer_id, &state));
    LifecycleMove move = {
        .customer_id = customer_id,
        .verdict = {.relationship = (Relationship)state.place[LADDER_RELATIONSHIP],
                    .stage = stage,
                    .has_value_stage = state.place[LADDER_VALUE_STAGE] >= 0,
                    .value_stage = (ValueStage)state.place[LADDER_VALUE_STAGE],
                    .rules = {"none", "by_hand", "none"}},
        .at_ms = work->now,
        .next_due_at = state.next_due_at < until_ms ? state.next_due_at : until_ms,
        .clv = state.clv,
        .reason = reason,
    };
    TRY(lifecycle_move(work, &move, &state));
    return db_run(work->db,
                  DB_SQL("UPDATE customer_lifecycle SET override_stage = $2, override_reason = $3, override_until = $4 "
                         "WHERE customer_id = $1"),
                  DB_VALUES(db_int(customer_id), db_string(stage_names[stage]),
                            db_text_if(!text_is_empty(reason), reason),
                            db_int_if(until_ms != LIFECYCLE_FOREVER, until_ms)),
                  NULL);
}

Result lifecycle_override_end(Work *work, int64_t customer_id)
{
    TRY(db_run(work->db,
               DB_SQL("UPDATE customer_lifecycle SET override_stage = NULL, override_reason = NULL, "
                      "override_until = NULL WHERE customer_id = $1"),
               DB_VALUES(db_int(customer_id)), NULL));
    return lifecycle_review(work, customer_id);
}

/* ---- merging ---- */

/* The one that stays is judged again over all that it has now; the other's stays would count twice. */
static Result move_lifecycle(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    TRY(db_run(work->db, DB_SQL("DELETE FROM stage_stays WHERE customer_id = $1"), DB_VALUES(db_int(from_id)),
               out_rows));
    TRY(db_run(work->db, DB_SQL("DELETE FROM customer_lifecycle WHERE customer_id = $1"), DB_VALUES(db_int(from_id)),
               NULL));
    return lifecycle_rebuild(work, into_id);
}
const CustomerMover lifecycle_mover = {"stage_stays", move_lifecycle};
