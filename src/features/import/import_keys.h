/* What a run remembers of a file: keys by their hash, and ids by the names that other systems call them. */
#ifndef LAZO_IMPORT_IMPORT_KEYS_H
#define LAZO_IMPORT_IMPORT_KEYS_H

#include "base/text.h"

/* A number a key, for as many keys as the file has rows (16 to 32 bytes each). */
#define IMPORT_KEYS_COUNT_MAX ((size_t)1 << 25)
typedef struct ImportKeys ImportKeys;
ImportKeys *import_keys_new(void);
void import_keys_free(ImportKeys *keys); /* NULL is fine */
/* The number of a hash, 0 at first; valid until the next call. NULL once IMPORT_KEYS_COUNT_MAX is reached. */
int64_t *import_keys_at(ImportKeys *keys, uint64_t hash);

/* 64 bits of a text; `seed` is a hash to go on from. Not for adversaries: a collision costs the file's own rows only. */
uint64_t import_hash(uint64_t seed, Text text);
#define IMPORT_HASH_SEED UINT64_C(0xcbf29ce484222325)

/* A bounded memory of look-ups. It is wrong after a rollback, or when somebody else wrote: forget then. */
#define IMPORT_CACHE_NAME_BYTES 48
typedef struct ImportCache ImportCache;
ImportCache *import_cache_new(Arena *arena);
void import_cache_forget(ImportCache *cache);
/* 0 when it is not remembered; `kind` keeps customers and products apart. */
int64_t import_cache_find(const ImportCache *cache, char kind, Text name);
void import_cache_put(ImportCache *cache, char kind, Text name, int64_t id);

#endif
