/* For the scheduler, which stands above http/. */
#ifndef LAZO_HTTP_IDEMPOTENCY_SWEEP_H
#define LAZO_HTTP_IDEMPOTENCY_SWEEP_H

#include "store/work.h"

/* Forgets at most `limit` kept answers whose 24 hours are over. */
MUST_CHECK Result idempotency_sweep(Work *work, int64_t limit, int64_t *out_removed);

#endif
