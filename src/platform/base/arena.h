/* An arena owns all memory of one request, message or nightly run; everything in it is released at once.
 * Allocation never fails with NULL: when the machine has no memory left the process ends, as glibc under overcommit
 * would. What comes from outside is therefore capped before it gets here (Buffer knows its maximum). One thread at a
 * time uses an arena. */
#ifndef LAZO_BASE_ARENA_H
#define LAZO_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/result.h"

typedef struct Arena Arena;
typedef struct ArenaMark {
    void *chunk;
    size_t used;
    void *cleanups;
} ArenaMark;

/* A new arena; the caller frees it with arena_free. The second one keeps room for `kept_bytes` (from 1 KiB) when it is
 * reset, for what is used again and again. */
Arena *arena_new(void);
Arena *arena_new_of(size_t kept_bytes);
void arena_free(Arena *arena); /* NULL is fine; runs the deferred cleanups, newest first */
static inline void arena_free_pointer(Arena **arena)
{
    arena_free(*arena);
}
#define WITH_ARENA __attribute__((cleanup(arena_free_pointer))) Arena *

/* Zeroed memory aligned for any type; `size` 0 gives a valid pointer. Sizes above ARENA_BYTES_MAX end the process, so
 * sizes from outside are capped before. */
#define ARENA_BYTES_MAX ((size_t)1 << 32)
void *arena_alloc(Arena *arena, size_t size);
void *arena_alloc_array(Arena *arena, size_t count, size_t size); /* checked multiplication */
/* The same without zeros, for what is written over at once. */
void *arena_alloc_plain(Arena *arena, size_t size);
/* Makes a block of `size` bytes larger where it is; false when something lies behind it. What is added is not zeroed. */
bool arena_extend(Arena *arena, const void *block, size_t size, size_t new_size);
#define ARENA_NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_alloc_array((arena), (count), sizeof(Type)))

/* NUL-terminated copies. */
char *arena_string(Arena *arena, const char *bytes, size_t length);
char *arena_printf(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(Arena *arena, const char *format, va_list arguments);

/* Calls run(object) when the arena is freed, reset or rewound past this point. */
void arena_defer(Arena *arena, void (*run)(void *object), void *object);

/* Forgets everything since the mark, or everything; keeps the first chunk for reuse. */
ArenaMark arena_mark(Arena *arena);
void arena_rewind(Arena *arena, ArenaMark mark);
void arena_reset(Arena *arena);

/* Bytes handed out since the start or the last reset. */
size_t arena_used(const Arena *arena);

#endif
