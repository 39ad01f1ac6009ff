/* What a customer is at an instant, by name: copied into tickets and answers when they are made, so that numbers "by
 * stage" mean the stage then. The words are the desk's; lifecycle/ judges them and hangs its reading in here (wiring). */
#ifndef LAZO_DESK_CUSTOMER_STAGES_H
#define LAZO_DESK_CUSTOMER_STAGES_H

#include "model/entity.h"

typedef enum Stage {
    STAGE_DISCOVERY,
    STAGE_CONSIDERATION,
    STAGE_CONVERSION,
    STAGE_EXPERIENCE,
    STAGE_RETENTION,
    STAGE_ADVOCACY,
} Stage;
typedef enum ValueStage { VALUE_INTRODUCTION, VALUE_GROWTH, VALUE_MATURITY, VALUE_DECLINE } ValueStage;
typedef enum Relationship {
    RELATIONSHIP_PROSPECT,
    RELATIONSHIP_CUSTOMER,
    RELATIONSHIP_AT_RISK,
    RELATIONSHIP_LOST,
    RELATIONSHIP_WON_BACK,
} Relationship;
extern const char *const stage_names[];
extern const char *const value_stage_names[];
extern const char *const relationship_names[];

typedef struct CustomerStages {
    bool is_known; /* false: not judged (yet), as during an import */
    Stage stage;
    bool has_value_stage; /* of those who bought */
    ValueStage value_stage;
    Relationship relationship;
} CustomerStages;

/* A customer's stages now. Without a reader, and in an import (whose stages are known only afterwards), nothing is known;
 * a customer that was never judged is a prospect in discovery. */
MUST_CHECK Result customer_stages(Work *work, int64_t customer_id, CustomerStages *out_stages);

/* Set once in wiring. */
typedef Result (*CustomerStagesReader)(Work *work, int64_t customer_id, CustomerStages *out_stages);
void customer_stages_set_reader(CustomerStagesReader reader);

/* A stretch of the customer's history with the stages held in it, for filling what an import left open. */
typedef struct StagesSpan {
    int64_t from_ms;
    CustomerStages stages;
} StagesSpan;
/* Gives the stages held just before created_at (a ticket moves its customer, but counts where they stood) to the
 * customer's tickets that have none. `spans` ascending. */
MUST_CHECK Result ticket_fill_stages(Work *work, int64_t customer_id, const StagesSpan *spans, size_t count);
/* The span that holds at an instant; the first one also before it. NULL when there are none. */
const StagesSpan *stages_span_at(const StagesSpan *spans, size_t count, int64_t at_ms);

#endif
