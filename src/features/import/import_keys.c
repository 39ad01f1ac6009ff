#include "import/import_keys.h"

#define FIRST_CAPACITY ((size_t)1 << 12)
#define CACHE_SLOTS ((size_t)1 << 15)

typedef struct Slot {
    uint64_t hash; /* 0: free */
    int64_t number;
} Slot;

struct ImportKeys {
    Arena *own; /* of this struct */
    Arena *slots_arena;
    Slot *slots;
    size_t capacity; /* a power of two */
    size_t count;
};

uint64_t import_hash(uint64_t seed, Text text)
{
    uint64_t hash = seed;
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(0x100000001b3);
    /* What follows must not run into this text. */
    hash = (hash ^ 0xff) * UINT64_C(0x100000001b3);
    return hash ^ (hash >> 29);
}

ImportKeys *import_keys_new(void)
{
    Arena *own = arena_new();
    ImportKeys *keys = ARENA_NEW(own, ImportKeys);
    keys->own = own;
    keys->slots_arena = arena_new();
    keys->capacity = FIRST_CAPACITY;
    keys->slots = ARENA_ARRAY(keys->slots_arena, Slot, FIRST_CAPACITY);
    return keys;
}

void import_keys_free(ImportKeys *keys)
{
    if (keys == NULL)
        return;
    arena_free(keys->slots_arena);
    arena_free(keys->own);
}

static Slot *slot_of(Slot *slots, size_t capacity, uint64_t hash)
{
    size_t at = (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (capacity - 1);
    while (slots[at].hash != 0 && slots[at].hash != hash)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static void keys_grow(ImportKeys *keys)
{
    Arena *arena = arena_new();
    size_t capacity = keys->capacity * 2;
    Slot *slots = ARENA_ARRAY(arena, Slot, capacity);
    for (size_t i = 0; i < keys->capacity; i++) {
        if (keys->slots[i].hash != 0)
            *slot_of(slots, capacity, keys->slots[i].hash) = keys->slots[i];
    }
    arena_free(keys->slots_arena);
    keys->slots_arena = arena;
    keys->slots = slots;
    keys->capacity = capacity;
}

int64_t *import_keys_at(ImportKeys *keys, uint64_t hash)
{
    hash |= hash == 0;
    Slot *slot = slot_of(keys->slots, keys->capacity, hash);
    if (slot->hash == hash)
        return &slot->number;
    if (keys->count == IMPORT_KEYS_COUNT_MAX)
        return NULL;
    if (keys->count * 4 >= keys->capacity * 3) {
        keys_grow(keys);
        slot = slot_of(keys->slots, keys->capacity, hash);
    }
    slot->hash = hash;
    keys->count++;
    return &slot->number;
}

typedef struct Remembered {
    int64_t id;
    uint32_t generation;
    char kind;
    uint8_t length;
    char name[IMPORT_CACHE_NAME_BYTES];
} Remembered;

struct ImportCache {
    uint32_t generation;
    Remembered slots[CACHE_SLOTS];
};

ImportCache *import_cache_new(Arena *arena)
{
    ImportCache *cache = ARENA_NEW(arena, ImportCache);
    cache->generation = 1;
    return cache;
}

void import_cache_forget(ImportCache *cache)
{
    cache->generation++;
}

static size_t cache_place(char kind, Text name)
{
    return (size_t)(import_hash(IMPORT_HASH_SEED ^ (unsigned char)kind, name) >> 17) & (CACHE_SLOTS - 1);
}

int64_t import_cache_find(const ImportCache *cache, char kind, Text name)
{
    const Remembered *slot = &cache->slots[cache_place(kind, name)];
    bool is_it = slot->generation == cache->generation && slot->kind == kind && slot->length == name.length &&
                 memcmp(slot->name, name.data, name.length) == 0;
    return is_it ? slot->id : 0;
}

void import_cache_put(ImportCache *cache, char kind, Text name, int64_t id)
{
    if (name.length == 0 || name.length > IMPORT_CACHE_NAME_BYTES)
        return;
    Remembered *slot = &cache->slots[cache_place(kind, name)];
    slot->id = id;
    slot->generation = cache->generation;
    slot->kind = kind;
    slot->length = (uint8_t)name.length;
    memcpy(slot->name, name.data, name.length);
}
