/* Token buckets, one per caller and purpose: `per_minute` requests may come at once, and come back over a minute. The
 * table is bounded; a stranger that pushes an entry out pushes out the one that is least in debt. Thread-safe. */
#ifndef LAZO_HTTP_RATE_H
#define LAZO_HTTP_RATE_H

#include "base/text.h"

#define RATE_SHARDS 16
#define RATE_SETS 64 /* of a shard */
#define RATE_WAYS 8  /* entries of a set */

typedef struct RateTable RateTable;
RateTable *rate_table_new(Arena *arena, uint64_t seed);

typedef struct RateState {
    bool is_allowed;
    int64_t limit; /* requests a minute */
    int64_t remaining;
    int64_t reset_s; /* until the bucket is full again */
    int64_t retry_s; /* until the next token, at least 1 when refused */
} RateState;
/* Names of callers: an actor, or the peer's address with a purpose. */
uint64_t rate_key(const RateTable *table, Text purpose, Text name);
/* Takes one token at the monotonic instant now_us. */
RateState rate_take(RateTable *table, uint64_t key, int64_t per_minute, int64_t now_us);
/* Gives one back (a sign-in that succeeded). */
void rate_give_back(RateTable *table, uint64_t key, int64_t per_minute, int64_t now_us);

#endif
