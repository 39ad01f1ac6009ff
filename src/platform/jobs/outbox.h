/* The outbox: what is to leave this program, written in the transaction of its cause, sent afterwards with retries. Sent
 * at least once; the idempotency key tells the far end that it has it already. */
#ifndef LAZO_JOBS_OUTBOX_H
#define LAZO_JOBS_OUTBOX_H

#include "store/work.h"

#define OUTBOX_PAYLOAD_BYTES_MAX (1 << 20)
#define OUTBOX_KEY_BYTES_MAX 255

/* Adds an item; the same key a second time changes nothing. FAULT_INVALID over the bounds. */
MUST_CHECK Result outbox_add(Work *work, const char *kind, Text idempotency_key, Text payload);

typedef struct OutboxItem {
    Workspace *workspace;
    Arena *arena; /* of this try */
    int64_t id;
    Text idempotency_key;
    Text payload;
    int64_t tries; /* 1: the first */
} OutboxItem;

typedef struct OutboxSender {
    const char *kind;
    /* FAULT_INVALID: it will never be taken, stop. Any other fault: try again later. Must end within OUTBOX_LEASE_MS. */
    Result (*send)(const OutboxItem *item);
} OutboxSender;

#define OUTBOX_LEASE_MS (5 * MINUTE_MS)
#define OUTBOX_GIVES_UP_MS (3 * DAY_MS)
#define OUTBOX_BACK_OFF_MS_MAX (6 * HOUR_MS)
/* How long to wait after `tries` tries: 1 min, 2, 4 … 6 h, each up to a tenth longer by `chance` in [0, 1). */
int64_t outbox_back_off_ms(int64_t tries, double chance);
/* The same for jobs. */
int64_t job_back_off_ms(int64_t first_ms, int64_t most_ms, int64_t tries, double chance);

#endif
