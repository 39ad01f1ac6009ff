/* Stays on the ladders as records: who was on which stage from when until when, and where they went. Read-only; what a
 * figure of passages counts is a list of these. */
#ifndef LAZO_LIFECYCLE_STAGE_STAY_H
#define LAZO_LIFECYCLE_STAGE_STAY_H

#include "http/route.h"

typedef struct StageStay {
    FieldSet has;
    int64_t id;
    int64_t customer_id;
    int64_t ladder; /* Ladder */
    Text stage;
    int64_t entered_at;
    int64_t left_at; /* absent: still there */
    Text rule;
    Text next_stage;
} StageStay;

extern const Entity stage_stay_entity; /* /api/v1/stage_stays */
extern const Route stage_stay_routes[];

#endif
