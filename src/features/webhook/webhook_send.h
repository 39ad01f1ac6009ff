/* Sends events to webhooks, by the outbox: one item a webhook goes through the log as far as the far end takes it; a replay
 * or a test is an item of its own. */
#ifndef LAZO_WEBHOOK_WEBHOOK_SEND_H
#define LAZO_WEBHOOK_WEBHOOK_SEND_H

#include "jobs/jobs.h"
#include "webhook/webhook_delivery.h"

#define WEBHOOK_KIND "webhook"
#define WEBHOOK_ONCE_KIND "webhook-once"
#define WEBHOOK_LEASE_MS (2 * MINUTE_MS)
#define WEBHOOK_LOOK_MS 500

/* The sender of WEBHOOK_KIND; the payload is the webhook's id. Events go one after the other; one that is not taken is tried
 * again with back-off and holds up what follows for this webhook alone. An event whose body is refused (400, 413, 415, 422)
 * WEBHOOK_REFUSALS_MAX times is set aside as failed, and the next goes on. 410 switches the webhook off, as three days
 * without success do. */
#define WEBHOOK_REFUSALS_MAX 5
MUST_CHECK Result webhook_send(const OutboxItem *item);
MUST_CHECK Result webhook_gave_up(const OutboxItem *item, const char *why);
/* The sender of WEBHOOK_ONCE_KIND; the payload is the delivery's id. A test is tried once. */
MUST_CHECK Result webhook_once_send(const OutboxItem *item);
MUST_CHECK Result webhook_once_gave_up(const OutboxItem *item, const char *why);

/* Periodic: webhooks behind the log get an item. */
MUST_CHECK Result webhook_look(Workspace *workspace, Arena *arena);
/* Periodic: old rows of the delivery log go. */
MUST_CHECK Result webhook_log_sweep(Workspace *workspace, Arena *arena);

/* Puts a replay or a test on its way. On the lane. */
MUST_CHECK Result webhook_once(Work *work, int64_t delivery_id);

#endif
