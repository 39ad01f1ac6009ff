/* The rules as rows that people edit: which condition makes which stage, in which order, with how many days. */
#ifndef LAZO_LIFECYCLE_RULE_H
#define LAZO_LIFECYCLE_RULE_H

#include "http/route.h"
#include "lifecycle/lifecycle_judge.h"

typedef struct LifecycleRuleRow {
    FieldSet has;
    int64_t id;
    int64_t version;
    int64_t ladder; /* Ladder */
    int64_t position;
    Text stage;
    int64_t condition; /* Condition */
    int64_t days;
    int64_t is_active;
    int64_t created_at;
    int64_t updated_at;
} LifecycleRuleRow;

extern const Entity lifecycle_rule_entity; /* /api/v1/stages */

/* Rules and settings (inactivity_days, maturity_yearly_revenue) as stored. */
MUST_CHECK Result lifecycle_rules_load(Work *work, LifecycleRules *out_rules);
/* The rules that every workspace begins with, when there are none. */
MUST_CHECK Result lifecycle_seed(Work *work);

#endif
