/* The lifecycle of customers: relationship, journey stage and value stage, moved by editable rules in the transaction of
 * the event that moves them, and by the clock. Each move is an event with its rule and facts, and a stay in stage_stays. */
#ifndef LAZO_LIFECYCLE_LIFECYCLE_H
#define LAZO_LIFECYCLE_LIFECYCLE_H

#include "lifecycle/lifecycle_rule.h"
#include "people/customer_merge.h"

/* Hung on customer_entity by wiring: relationship, stage, stage_since, value_stage, clv, p_alive, … */
extern const EntityExtension customer_lifecycle;
extern const CustomerMover lifecycle_mover;
extern const Route lifecycle_routes[];

/* For customer_stages_set_reader: a customer without a row is a prospect in discovery. */
MUST_CHECK Result lifecycle_stages_read(Work *work, int64_t customer_id, CustomerStages *out_stages);

/* The reactor: orders, invoices, contracts, inbound contacts, answers and new customers move who they are about. */
MUST_CHECK Result lifecycle_react(Work *work, const Event *event);

/* Judges one customer at work->now and moves them. */
MUST_CHECK Result lifecycle_review(Work *work, int64_t customer_id);
/* A move by hand, looked at before all rules until `until_ms` (LIFECYCLE_FOREVER: until taken back). */
MUST_CHECK Result lifecycle_override(Work *work, int64_t customer_id, Stage stage, Text reason, int64_t until_ms);
/* Takes a move by hand back; the rules decide again. */
MUST_CHECK Result lifecycle_override_end(Work *work, int64_t customer_id);

/* The whole history of a customer again, in the order of the facts (after an import): stays, current state, the stages of
 * tickets and responses that have none, and an event for each move that was not known. */
MUST_CHECK Result lifecycle_rebuild(Work *work, int64_t customer_id);
/* The same for first_id <= id < end_id; a piece of bulk work: keep ranges of a few hundred. */
MUST_CHECK Result lifecycle_rebuild_range(Work *work, int64_t first_id, int64_t end_id);

/* A pass moves several customers in one transaction, whose events must stay within EVENT_CASCADE_MAX. */
#define LIFECYCLE_PASS_MAX 40
/* The clock: moves at most `limit` (up to LIFECYCLE_PASS_MAX) customers whose next look is due, each at the instant it was due. *out_count looks were
 * made; fewer than `limit`: nothing is due any more. */
MUST_CHECK Result lifecycle_pass_due(Work *work, int64_t limit, int64_t *out_count);
/* The nightly pass, in steps: reviews at most `limit` (up to LIFECYCLE_PASS_MAX) customers with id > after_id; *out_last_id is 0 at the end. */
MUST_CHECK Result lifecycle_pass_all(Work *work, int64_t after_id, int64_t limit, int64_t *out_last_id);
/* The periodic tasks around both: every minute, and once a night. */
MUST_CHECK Result lifecycle_run_clock(Workspace *workspace, Arena *arena);
MUST_CHECK Result lifecycle_run_nightly(Workspace *workspace, Arena *arena);
/* Fixes the line of yearly revenue at the median of the customers active now (setting maturity_yearly_revenue). */
MUST_CHECK Result lifecycle_calibrate(Work *work);

#endif
