/* Where a customer stands as it is stored, and how they are moved: row, stay and event in one breath. */
#ifndef LAZO_LIFECYCLE_STATE_H
#define LAZO_LIFECYCLE_STATE_H

#include "lifecycle/lifecycle_judge.h"

/* Places by ladder: index of the stage, or -1 for none (a value stage of who never bought). */
typedef struct LifecycleState {
    bool exists;
    int64_t place[LADDER_COUNT];
    int64_t since[LADDER_COUNT];
    int64_t clv;
    bool has_override;
    Stage override_stage;
    int64_t override_until;
    int64_t next_due_at; /* LIFECYCLE_FOREVER: never */
} LifecycleState;

MUST_CHECK Result lifecycle_state_load(Work *work, int64_t customer_id, LifecycleState *out_state);
/* Where somebody stands of whom nothing is known yet. */
LifecycleState lifecycle_state_new(int64_t known_at);
/* The override as a fact. `from_ms`: since the stage was set. */
void lifecycle_state_give_override(const LifecycleState *state, LifecycleFacts *facts);

typedef struct LifecycleMove {
    int64_t customer_id;
    const LifecyclePicture *picture; /* NULL for a move by hand: then no facts are told */
    Text reason;                     /* of a move by hand; may be empty */
    LifecycleVerdict verdict;
    int64_t at_ms;
    int64_t next_due_at;
    int64_t clv;
} LifecycleMove;
/* Stores the verdict at its instant: customer_lifecycle, stage_stays, and an event per ladder that moved (not for the first
 * placing of a new customer). *state becomes what is stored. */
MUST_CHECK Result lifecycle_move(Work *work, const LifecycleMove *move, LifecycleState *state);

/* From one place of a ladder to another; -1: none. */
typedef struct LifecyclePassage {
    Ladder ladder;
    int64_t from;
    int64_t to;
    const char *rule;
    Text reason; /* what the person who moved them said; may be empty */
    const LifecyclePicture *picture;
    int64_t at_ms;
} LifecyclePassage;
/* The event of one move, at work->now. */
MUST_CHECK Result lifecycle_move_event(Work *work, int64_t customer_id, const LifecyclePassage *passage);
/* "customer.stage_changed", … */
const char *lifecycle_event_kind(Ladder ladder);
/* The place that a verdict gives on a ladder. */
int64_t verdict_place(const LifecycleVerdict *verdict, Ladder ladder);

#endif
