/* What a customer agreed to, a channel and purpose: the list `consents` of a customer. The newest word counts. */
#ifndef LAZO_PEOPLE_CONSENT_H
#define LAZO_PEOPLE_CONSENT_H

#include "model/entity.h"

typedef struct Consent {
    FieldSet has;
    int64_t id;
    int64_t customer_id;
    Text channel; /* mail, sms, phone, … */
    Text purpose; /* marketing, surveys, … */
    int64_t is_given;
    Text source;
    int64_t recorded_at;
} Consent;

extern const Entity consent_entity;
#define CONSENTS_MAX 50

/* Checks and completes the consents that a request names: each channel and purpose once; `recorded_at` is now when it is
 * not said. Faults point below `/consents`. */
MUST_CHECK Result consent_prepare(Work *work, ChildInput *input);
/* Moves them in a merge; where both customers have one, the newer word stays, and of two as old the refusal. */
MUST_CHECK Result consent_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_moved);

#endif
