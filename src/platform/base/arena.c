#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES_MIN ((size_t)16 << 10)
#define CHUNK_BYTES_MAX ((size_t)1 << 20)
#define ALIGNMENT _Alignof(max_align_t)

/* Under AddressSanitizer each block is its own, so that a step over its end is seen. */
#if defined(__SANITIZE_ADDRESS__)
#define EACH_BLOCK_ALONE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EACH_BLOCK_ALONE 1
#endif
#endif
#ifndef EACH_BLOCK_ALONE
#define EACH_BLOCK_ALONE 0
#endif

typedef struct Chunk Chunk;
struct Chunk {
    Chunk *older;
    size_t size;   /* of `bytes` */
    size_t used;   /* of `bytes` */
    size_t before; /* bytes used in older chunks */
    _Alignas(max_align_t) char bytes[];
};

/* One list holds deferred calls and large blocks, so that one pointer in a mark covers both. */
typedef struct Cleanup Cleanup;
struct Cleanup {
    Cleanup *older;
    void (*run)(void *object); /* NULL: this is the head of a large block, to be freed */
    void *object;
    size_t size; /* of the large block */
    _Alignas(max_align_t) char bytes[];
};

struct Arena {
    Chunk *first;
    Chunk *chunk; /* the youngest */
    Cleanup *cleanups;
    size_t large_bytes;
};

static _Noreturn void arena_give_up(const char *why)
{
    fprintf(stderr, "lazo: %s\n", why);
    abort();
}

static void *arena_malloc(size_t size, bool zeroed)
{
    void *memory = zeroed ? calloc(1, size) : malloc(size);
    if (memory == NULL)
        arena_give_up("the machine has no memory left");
    return memory;
}

static Chunk *chunk_new(Chunk *older, size_t size)
{
    Chunk *chunk = arena_malloc(sizeof(Chunk) + size, false);
    chunk->older = older;
    chunk->size = size;
    chunk->used = 0;
    chunk->before = older ? older->before + older->used : 0;
    return chunk;
}

Arena *arena_new(void)
{
    return arena_new_of(CHUNK_BYTES_MIN);
}

Arena *arena_new_of(size_t kept_bytes)
{
    Arena *arena = arena_malloc(sizeof(Arena), true);
    arena->first = chunk_new(NULL, kept_bytes - sizeof(Chunk));
    arena->chunk = arena->first;
    return arena;
}

/* All calls run before any block goes: a deferred call may look into blocks younger than itself. */
static void arena_clean(Arena *arena, const Cleanup *until)
{
    Cleanup *blocks = NULL;
    while (arena->cleanups != until && arena->cleanups != NULL) {
        Cleanup *cleanup = arena->cleanups;
        arena->cleanups = cleanup->older;
        if (cleanup->run != NULL) {
            cleanup->run(cleanup->object);
            continue;
        }
        cleanup->older = blocks;
        blocks = cleanup;
    }
    while (blocks != NULL) {
        Cleanup *block = blocks;
        blocks = block->older;
        arena->large_bytes -= block->size;
        free(block);
    }
}

static void arena_drop_chunks(Arena *arena, Chunk *until)
{
    while (arena->chunk != until) {
        Chunk *chunk = arena->chunk;
        arena->chunk = chunk->older;
        free(chunk);
    }
}

void arena_free(Arena *arena)
{
    if (arena == NULL)
        return;
    arena_reset(arena);
    free(arena->first);
    free(arena);
}

ArenaMark arena_mark(Arena *arena)
{
    return (ArenaMark){arena->chunk, arena->chunk->used, arena->cleanups};
}

void arena_rewind(Arena *arena, ArenaMark mark)
{
    arena_clean(arena, mark.cleanups);
    Chunk *chunk = mark.chunk;
    arena_drop_chunks(arena, chunk);
    chunk->used = mark.used;
}

void arena_reset(Arena *arena)
{
    arena_clean(arena, NULL);
    arena_drop_chunks(arena, arena->first);
    arena->first->used = 0;
}

size_t arena_used(const Arena *arena)
{
    return arena->large_bytes + arena->chunk->before + arena->chunk->used;
}

static void *arena_alloc_large(Arena *arena, size_t size)
{
    Cleanup *block = arena_malloc(sizeof(Cleanup) + size, true);
    block->older = arena->cleanups;
    block->size = size;
    arena->cleanups = block;
    arena->large_bytes += size;
    return block->bytes;
}

static void arena_add_chunk(Arena *arena)
{
    size_t whole = (arena->chunk->size + sizeof(Chunk)) * 2;
    if (whole > CHUNK_BYTES_MAX)
        whole = CHUNK_BYTES_MAX;
    arena->chunk = chunk_new(arena->chunk, whole - sizeof(Chunk));
}

static size_t size_aligned(size_t size)
{
    return ((size ? size : 1) + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/* Bytes of a chunk as they were left, or a large block of zeros. */
static void *block_take(Arena *arena, size_t size, bool *out_is_zero)
{
    if (size > ARENA_BYTES_MAX)
        arena_give_up("a block over ARENA_BYTES_MAX was asked for");
    size = size_aligned(size);
    /* A block of more than a quarter of a chunk would waste the rest of the present one. */
    bool fits = size <= arena->chunk->size - arena->chunk->used;
    *out_is_zero = EACH_BLOCK_ALONE || (!fits && size > CHUNK_BYTES_MIN / 4);
    if (*out_is_zero)
        return arena_alloc_large(arena, size);
    if (!fits)
        arena_add_chunk(arena);
    char *bytes = arena->chunk->bytes + arena->chunk->used;
    arena->chunk->used += size;
    return bytes;
}

void *arena_alloc(Arena *arena, size_t size)
{
    bool is_zero;
    void *bytes = block_take(arena, size, &is_zero);
    return is_zero ? bytes : memset(bytes, 0, size);
}

void *arena_alloc_plain(Arena *arena, size_t size)
{
    bool is_zero;
    return block_take(arena, size, &is_zero);
}

bool arena_extend(Arena *arena, const void *block, size_t size, size_t new_size)
{
    Chunk *chunk = arena->chunk;
    const char *end = (const char *)block + size_aligned(size);
    if (EACH_BLOCK_ALONE || new_size < size || end != chunk->bytes + chunk->used)
        return false;
    size_t more = size_aligned(new_size) - size_aligned(size);
    if (new_size > ARENA_BYTES_MAX || more > chunk->size - chunk->used)
        return false;
    chunk->used += more;
    return true;
}

void *arena_alloc_array(Arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        arena_give_up("an array over the size of memory was asked for");
    return arena_alloc(arena, total);
}

char *arena_string(Arena *arena, const char *bytes, size_t length)
{
    if (length > ARENA_BYTES_MAX - 1)
        arena_give_up("a string over ARENA_BYTES_MAX was asked for");
    char *copy = arena_alloc_plain(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_vprintf(Arena *arena, const char *format, va_list arguments)
{
    char first[256];
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(first, sizeof first, format, arguments);
    char *text = NULL;
    if (length < 0) {
        text = arena_string(arena, "", 0);
    } else if ((size_t)length < sizeof first) {
        text = arena_string(arena, first, (size_t)length);
    } else {
        text = arena_alloc(arena, (size_t)length + 1);
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *arena_printf(Arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

void arena_defer(Arena *arena, void (*run)(void *object), void *object)
{
    Cleanup *cleanup = arena_alloc(arena, sizeof(Cleanup));
    cleanup->older = arena->cleanups;
    cleanup->run = run;
    cleanup->object = object;
    arena->cleanups = cleanup;
}
