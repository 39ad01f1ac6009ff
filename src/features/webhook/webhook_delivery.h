/* The log of what was sent to webhooks and what came back. */
#ifndef LAZO_WEBHOOK_WEBHOOK_DELIVERY_H
#define LAZO_WEBHOOK_WEBHOOK_DELIVERY_H

#include "webhook/webhook_event.h"
#include "webhook/webhook_http.h"

typedef enum DeliveryPurpose { DELIVERY_EVENT, DELIVERY_REPLAY, DELIVERY_TEST } DeliveryPurpose;
typedef enum SendingState { SENDING_WAITING, SENDING_SENT, SENDING_FAILED } SendingState;

typedef struct WebhookDelivery {
    FieldSet has;
    int64_t id;
    int64_t webhook_id;
    int64_t purpose;
    Text kind;
    int64_t event_id;
    int64_t event_seq;
    int64_t state;
    int64_t tries;
    Text request;
    int64_t status;
    Text answer;
    Text error;
    int64_t duration_ms;
    int64_t created_at;
    int64_t tried_at;
} WebhookDelivery;

extern const Entity webhook_delivery_entity;
#define WEBHOOK_LOG_MS (30 * DAY_MS)

/* 2xx: it was taken. */
static inline bool webhook_was_taken(const WebhookAnswer *answer)
{
    return answer->trouble == NULL && answer->status >= 200 && answer->status < 300;
}
/* What went wrong, in words a person can act on. */
const char *webhook_answer_words(Arena *arena, const WebhookAnswer *answer);

/* Notes a try of an event; the row of that webhook and event grows. *out_tries: how many there were. On the lane. */
MUST_CHECK Result delivery_note_event(Work *work, int64_t webhook_id, const WebhookEvent *event,
                                      const WebhookAnswer *answer, SendingState state, int64_t *out_tries);
/* A row of its own for a replay or a test, to be sent by the outbox. */
MUST_CHECK Result delivery_add(Work *work, int64_t webhook_id, DeliveryPurpose purpose, const WebhookEvent *event,
                               int64_t *out_id);
MUST_CHECK Result delivery_note(Work *work, int64_t id, const WebhookAnswer *answer, SendingState state);
/* Forgets what is older than WEBHOOK_LOG_MS; at most `limit` rows. */
MUST_CHECK Result delivery_sweep(Work *work, int64_t limit, int64_t *out_removed);

#endif
