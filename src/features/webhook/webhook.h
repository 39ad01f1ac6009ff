/* Webhooks: addresses of other programs that are told of events, signed as Standard Webhooks says
 * (https://www.standardwebhooks.com), each in the order of the log. Where a webhook is in the log stands in after_seq and
 * moves on only once the far end has taken the event, so a crash loses none (it may send one twice, with the same id). */
#ifndef LAZO_WEBHOOK_WEBHOOK_H
#define LAZO_WEBHOOK_WEBHOOK_H

#include "http/route.h"

#define WEBHOOKS_MAX 100
#define WEBHOOK_KINDS_MAX 50
#define WEBHOOK_URL_BYTES_MAX 2000

typedef enum WebhookState { WEBHOOK_IDLE, WEBHOOK_OK, WEBHOOK_FAILING, WEBHOOK_DISABLED } WebhookState;

typedef struct Webhook {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text name;
    Text url;
    Text kinds;
    Text entity; /* whose filter; absent: every event of those kinds */
    Text filter;
    int64_t includes_internal;
    int64_t is_active;
    int64_t state;
    Text state_detail;
    int64_t state_at;
    int64_t failing_since;
    int64_t after_seq;
    int64_t created_by;
    int64_t created_at;
    int64_t updated_at;
} Webhook;

extern const Entity webhook_entity;
extern const Route webhook_routes[];

/* A new one begins with the events that follow. */
MUST_CHECK Result webhook_add(Work *work, const EntityInput *input, Webhook *out_webhook);
/* *out_found false when there is none; on a reader or the lane. */
MUST_CHECK Result webhook_find(Work *work, int64_t id, Webhook *out_webhook, bool *out_found);
/* Whether "ticket.created" is among "ticket.* customer.created"; "*" is every kind. Pure. */
bool webhook_wants(Text kinds, Text kind);
/* What stands before the events it goes on with, forwards or backwards; webhook.moved. */
MUST_CHECK Result webhook_move(Work *work, const Webhook *webhook, int64_t after_seq);
/* The number before the first event that was recorded at `since` or later. */
MUST_CHECK Result webhook_seq_before(Work *work, int64_t since, int64_t *out_seq);
/* It is switched off, and why; webhook.disabled. */
MUST_CHECK Result webhook_disable(Work *work, int64_t id, Text why);
/* Its road in the outbox, in the work's arena. */
Text webhook_road(Work *work, int64_t id);

#endif
