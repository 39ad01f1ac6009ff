/* Idempotency-Key: one effect for one key of one actor, remembered 24 h in the transaction of the effect. */
#ifndef LAZO_HTTP_IDEMPOTENCY_H
#define LAZO_HTTP_IDEMPOTENCY_H

#include "http/exchange.h"
#include "http/idempotency_sweep.h"

#define IDEMPOTENCY_KEEPS_MS (24 * HOUR_MS)
#define IDEMPOTENCY_BODY_BYTES_MAX 65536

/* Notes the key of an unsafe request with an actor. FAULT_INVALID for a malformed key. */
MUST_CHECK Result idempotency_prepare(Exchange *exchange);
/* sha256 over method, target and body: which request a key stands for. */
void idempotency_hash(Text method, Text target, Text body, char out[65]);
/* On the lane, before the handler: *out_replayed true when the answer was made from the kept one. FAULT_INVALID with the
 * code idempotency_key_reused for another request under the same key. */
MUST_CHECK Result idempotency_replay(Work *work, Exchange *exchange, bool *out_replayed);
/* On the lane, after the handler: keeps a 2xx without secrets. FAULT_BUSY when another transaction just took the key, so
 * that the lane runs the piece again and finds it. */
MUST_CHECK Result idempotency_keep(Work *work, const Exchange *exchange);

#endif
