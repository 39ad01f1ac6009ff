/* Bands: what a number of the reports should be, on a stage or for all. Screens show a number against its band; nothing
 * here acts on it. */
#ifndef LAZO_INSIGHT_THRESHOLD_H
#define LAZO_INSIGHT_THRESHOLD_H

#include "http/route.h"

typedef struct Threshold {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text metric;
    int64_t ladder; /* Ladder */
    Text stage;     /* of the ladder; absent: of all together */
    double low_limit;
    double low_warning;
    double high_warning;
    double high_limit;
    int64_t owner_id;
    Text note;
    int64_t created_at;
    int64_t updated_at;
} Threshold;

extern const Entity threshold_entity; /* /api/v1/thresholds */
extern const Route threshold_routes[];

/* Writes the bands of a metric on a ladder as a list: [{"id", "stage", "low_limit", …}]. */
MUST_CHECK Result thresholds_write(Work *work, const char *metric, const char *ladder, Json *json);

#endif
