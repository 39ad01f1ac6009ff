/* The signing secrets of webhooks, sealed (docs/decisions/secrets.md). */
#ifndef LAZO_WEBHOOK_WEBHOOK_SECRET_H
#define LAZO_WEBHOOK_WEBHOOK_SECRET_H

#include "store/work.h"
#include "webhook/webhook_sign.h"

#define WEBHOOK_SECRET_OVERLAP_MS DAY_MS

/* Makes one, which is told now and never again; one before it signs as well until WEBHOOK_SECRET_OVERLAP_MS from now, all
 * others are gone. On the lane. */
MUST_CHECK Result webhook_secret_rotate(Work *work, int64_t webhook_id, Text *out_secret);
/* Those that sign now, the newest first. FAULT_CONFLICT, in words, when they were sealed under another key. */
MUST_CHECK Result webhook_secret_list(Work *work, int64_t webhook_id, Text out_secrets[WEBHOOK_SECRETS_MAX],
                                      size_t *out_count);

#endif
