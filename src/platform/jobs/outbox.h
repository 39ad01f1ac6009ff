/* The outbox: what is to leave this program, written in the transaction of its cause, sent afterwards with retries. Sent
 * at least once; the idempotency key tells the far end that it has it already. */
#ifndef LAZO_JOBS_OUTBOX_H
#define LAZO_JOBS_OUTBOX_H

#include "store/work.h"

#define OUTBOX_PAYLOAD_BYTES_MAX (1 << 20)
#define OUTBOX_KEY_BYTES_MAX 255

/* Adds an item; the same key a second time changes nothing. FAULT_INVALID over the bounds. */
MUST_CHECK Result outbox_add(Work *work, const char *kind, Text idempotency_key, Text payload);

/* A road is what several items leave by, such as one server: they go one at a time, and while the road is out they wait
 * together, tried after 5 s, 10 s … 10 min, and hold up nobody else. */
#define OUTBOX_ROAD_BYTES_MAX 100
MUST_CHECK Result outbox_add_by(Work *work, const char *kind, Text road, Text idempotency_key, Text payload);
/* The same, and one of that key that was sent or has failed goes again, as if it were new. */
MUST_CHECK Result outbox_send_again(Work *work, const char *kind, Text road, Text idempotency_key, Text payload);
/* The road was mended: what waits for it is tried at once. */
MUST_CHECK Result outbox_open_road(Work *work, Text road);

typedef struct OutboxItem {
    Workspace *workspace;
    Arena *arena; /* of this try */
    int64_t id;
    Text idempotency_key;
    Text payload;
    int64_t tries; /* 1: the first */
    int64_t created_at;
    struct Jobs *jobs;
} OutboxItem;
/* The program is to end: a sender that can, stops soon. */
bool outbox_is_stopping(const OutboxItem *item);
/* What the next try is to know, in place of the payload; durable when it returns. */
MUST_CHECK Result outbox_keep(const OutboxItem *item, Text payload);

typedef struct OutboxSender {
    const char *kind;
    /* FAULT_INVALID: it will never be taken, stop. FAULT_BUSY of an item with a road: the road is out. Any other fault: try
     * again later. Must end within the lease. Harmless when run again after it was done. */
    Result (*send)(const OutboxItem *item);
    /* It will not be tried again: never taken, or given up after OUTBOX_GIVES_UP_MS. Before the item is noted as failed; a
     * fault leaves it to be tried once more. May be NULL. */
    Result (*gave_up)(const OutboxItem *item, const char *why);
    int64_t lease_ms; /* longer than any try takes; 0: OUTBOX_LEASE_MS */
} OutboxSender;

#define OUTBOX_LEASE_MS (5 * MINUTE_MS)
#define OUTBOX_GIVES_UP_MS (3 * DAY_MS)
#define OUTBOX_BACK_OFF_MS_MAX (6 * HOUR_MS)
/* How long to wait after `tries` tries: 1 min, 2, 4 … 6 h, each up to a tenth longer by `chance` in [0, 1). */
int64_t outbox_back_off_ms(int64_t tries, double chance);
/* How long a road rests that was found out `failures` times in a row: 5 s, 10 s … 10 min. */
int64_t outbox_road_rest_ms(int64_t failures, double chance);
/* The same for jobs. */
int64_t job_back_off_ms(int64_t first_ms, int64_t most_ms, int64_t tries, double chance);

#endif
