#include "http/rate.h"

#include <pthread.h>

#define MINUTE_US 60000000.0

typedef struct RateEntry {
    uint64_t key; /* 0: free */
    double tokens;
    double per_minute;
    int64_t at_us;
} RateEntry;

typedef struct RateShard {
    pthread_mutex_t mutex;
    RateEntry entries[RATE_SETS][RATE_WAYS];
} RateShard;

struct RateTable {
    uint64_t seed;
    RateShard shards[RATE_SHARDS];
};

RateTable *rate_table_new(Arena *arena, uint64_t seed)
{
    RateTable *table = ARENA_NEW(arena, RateTable);
    table->seed = seed;
    for (size_t i = 0; i < RATE_SHARDS; i++)
        pthread_mutex_init(&table->shards[i].mutex, NULL);
    return table;
}

/* FNV-1a over a secret seed, then the finaliser of MurmurHash3. */
static uint64_t hash_add(uint64_t hash, Text text)
{
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t rate_key(const RateTable *table, Text purpose, Text name)
{
    uint64_t hash = hash_add(table->seed ^ UINT64_C(14695981039346656037), purpose);
    hash = hash_add(hash * 31 + 7, name);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    hash ^= hash >> 33;
    return hash ? hash : 1;
}

static void entry_refill(RateEntry *entry, int64_t now_us)
{
    if (now_us <= entry->at_us)
        return;
    entry->tokens += (double)(now_us - entry->at_us) * entry->per_minute / MINUTE_US;
    if (entry->tokens > entry->per_minute)
        entry->tokens = entry->per_minute;
    entry->at_us = now_us;
}

/* The caller's entry; else a free one, else the one nearest to full, which loses least by being forgotten. */
static RateEntry *entry_of(RateEntry *set, uint64_t key, double per_minute, int64_t now_us)
{
    RateEntry *best = &set[0];
    double best_share = -1;
    for (size_t i = 0; i < RATE_WAYS; i++) {
        RateEntry *entry = &set[i];
        if (entry->key == key) {
            entry->per_minute = per_minute;
            entry_refill(entry, now_us);
            return entry;
        }
        if (entry->key != 0)
            entry_refill(entry, now_us);
        double share = entry->key == 0 ? 2 : entry->tokens / entry->per_minute;
        if (share > best_share) {
            best = entry;
            best_share = share;
        }
    }
    *best = (RateEntry){.key = key, .tokens = per_minute, .per_minute = per_minute, .at_us = now_us};
    return best;
}

static int64_t seconds_for(double tokens, double per_minute)
{
    double seconds = tokens * 60 / per_minute;
    int64_t whole = (int64_t)seconds;
    return (double)whole < seconds ? whole + 1 : whole;
}

RateState rate_take(RateTable *table, uint64_t key, int64_t per_minute, int64_t now_us)
{
    RateShard *shard = &table->shards[key % RATE_SHARDS];
    double limit = per_minute > 0 ? (double)per_minute : 1;
    pthread_mutex_lock(&shard->mutex);
    RateEntry *entry = entry_of(shard->entries[(key / RATE_SHARDS) % RATE_SETS], key, limit, now_us);
    bool is_allowed = entry->tokens >= 1;
    if (is_allowed)
        entry->tokens -= 1;
    double tokens = entry->tokens;
    pthread_mutex_unlock(&shard->mutex);
    int64_t retry_s = is_allowed ? 0 : seconds_for(1 - tokens, limit);
    return (RateState){.is_allowed = is_allowed,
                       .limit = (int64_t)limit,
                       .remaining = (int64_t)tokens,
                       .reset_s = seconds_for(limit - tokens, limit),
                       .retry_s = !is_allowed && retry_s < 1 ? 1 : retry_s};
}

void rate_give_back(RateTable *table, uint64_t key, int64_t per_minute, int64_t now_us)
{
    RateShard *shard = &table->shards[key % RATE_SHARDS];
    double limit = per_minute > 0 ? (double)per_minute : 1;
    pthread_mutex_lock(&shard->mutex);
    RateEntry *entry = entry_of(shard->entries[(key / RATE_SHARDS) % RATE_SETS], key, limit, now_us);
    entry->tokens = entry->tokens + 1 > limit ? limit : entry->tokens + 1;
    pthread_mutex_unlock(&shard->mutex);
}
