/* Events of the log as webhooks are told of them. */
#ifndef LAZO_WEBHOOK_WEBHOOK_EVENT_H
#define LAZO_WEBHOOK_WEBHOOK_EVENT_H

#include "webhook/webhook.h"

typedef struct WebhookEvent {
    int64_t id;
    int64_t seq;
    Text kind;
    Text body; /* {"type", "timestamp", "data": the event as GET /api/v1/events shows it} */
} WebhookEvent;

#define WEBHOOK_SCAN_MAX 500
/* The first event behind after_seq that is for this webhook. *out_seen: everything up to there was looked at (at most
 * WEBHOOK_SCAN_MAX events a call), the found one not included; *out_found false when none was for it. On a reader. */
MUST_CHECK Result webhook_event_next(Work *work, const Webhook *webhook, int64_t after_seq, WebhookEvent *out_event,
                                     bool *out_found, int64_t *out_seen);
/* By id, whatever the webhook wants; *out_found false when there is none. */
MUST_CHECK Result webhook_event_find(Work *work, int64_t event_id, WebhookEvent *out_event, bool *out_found);
/* What a test sends: data says that it is one, and of which webhook. */
Text webhook_test_body(Arena *arena, int64_t webhook_id, int64_t now);

#endif
