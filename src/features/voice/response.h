/* A response: one answer to a survey (NPS, CSAT, CES or another question), on its scale, with the stages that the customer
 * held then. */
#ifndef LAZO_VOICE_RESPONSE_H
#define LAZO_VOICE_RESPONSE_H

#include "desk/ticket.h"

typedef enum ResponseKind { RESPONSE_NPS, RESPONSE_CSAT, RESPONSE_CES, RESPONSE_CUSTOM } ResponseKind;
typedef enum ResponseScale { SCALE_0_10, SCALE_1_10, SCALE_1_5, SCALE_1_7 } ResponseScale;
typedef enum Sentiment { SENTIMENT_NEGATIVE, SENTIMENT_NEUTRAL, SENTIMENT_POSITIVE } Sentiment;
extern const char *const response_kind_names[];
extern const char *const response_scale_names[]; /* "0-10", … */

typedef struct Response {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    int64_t survey_id;
    int64_t kind; /* ResponseKind */
    double score;
    int64_t scale; /* ResponseScale */
    int64_t customer_id;
    int64_t ticket_id;
    int64_t order_id;
    Text comment;
    int64_t sentiment; /* Sentiment */
    Text touchpoint;
    Text aspect;
    Text channel;
    int64_t stage; /* of the customer, then; and below */
    int64_t value_stage;
    int64_t relationship;
    int64_t answered_at;
    int64_t created_at;
    int64_t updated_at;
} Response;
enum {
    RESPONSE_FIELD_ID,
    RESPONSE_FIELD_VERSION,
    RESPONSE_FIELD_EXTERNAL_ID,
    RESPONSE_FIELD_SURVEY_ID,
    RESPONSE_FIELD_KIND,
    RESPONSE_FIELD_SCORE,
    RESPONSE_FIELD_SCALE,
    RESPONSE_FIELD_CUSTOMER_ID,
    RESPONSE_FIELD_TICKET_ID,
    RESPONSE_FIELD_ORDER_ID,
    RESPONSE_FIELD_COMMENT,
    RESPONSE_FIELD_SENTIMENT,
    RESPONSE_FIELD_TOUCHPOINT,
    RESPONSE_FIELD_ASPECT,
    RESPONSE_FIELD_CHANNEL,
    RESPONSE_FIELD_STAGE,
    RESPONSE_FIELD_VALUE_STAGE,
    RESPONSE_FIELD_RELATIONSHIP,
    RESPONSE_FIELD_ANSWERED_AT,
    RESPONSE_FIELD_COUNT = RESPONSE_FIELD_ANSWERED_AT + 3,
};
#define RESPONSE_HAS(NAME) FIELD_BIT(RESPONSE_FIELD_##NAME)

extern const Entity response_entity; /* list `answers` */
extern const Route response_routes[];
/* Hung on customers (last_nps, last_nps_at) and tickets (csat) by wiring. */
extern const EntityExtension customer_voice;
extern const EntityExtension ticket_voice;
extern const CustomerMover response_mover;

/* The `add` of response_entity: the scale by the kind unless given (nps 0-10, csat 1-5, ces 1-7, custom 1-5), the customer
 * by the ticket or order, answered now, the customer's stages now. FAULT_INVALID for a score outside the scale or a scale
 * that the kind has not. Appends survey.answered. */
MUST_CHECK Result response_add(Work *work, const EntityInput *input, void *out_record);
MUST_CHECK Result response_change(Work *work, const void *before, const EntityInput *input, void *out_record);
MUST_CHECK Result response_remove(Work *work, const void *before);

/* Gives the stages held just before answered_at (else every promoter would answer from advocacy) to the customer's responses that have none (after an import). */
MUST_CHECK Result response_fill_stages(Work *work, int64_t customer_id, const StagesSpan *spans, size_t count);

/* Pure: whether a score lies on a scale; whether it is a promoter's (9 or 10) or a detractor's (up to 6). */
bool response_score_fits(ResponseScale scale, double score);
static inline bool nps_is_promoter(double score)
{
    return score >= 9;
}
static inline bool nps_is_detractor(double score)
{
    return score < 7;
}

#endif
