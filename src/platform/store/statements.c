#include "store/statements.h"

#define LITERALS_FIRST 256

void statements_start(StatementCache *cache, Arena *arena, void (*drop)(void *owner, Statement *statement), void *owner)
{
    *cache = (StatementCache){.arena = arena, .drop = drop, .owner = owner, .literal_capacity = LITERALS_FIRST};
    cache->literals = ARENA_ARRAY(arena, Statement *, LITERALS_FIRST);
    cache->made = ARENA_ARRAY(arena, Statement, STATEMENTS_MADE_MAX);
}

static uint64_t hash_mix(uint64_t hash, uint64_t value)
{
    hash ^= value;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t length)
{
    for (; length >= sizeof(uint64_t); bytes += sizeof(uint64_t), length -= sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        hash = hash_mix(hash, word);
    }
    for (; length > 0; bytes++, length--)
        hash = hash_mix(hash, (unsigned char)*bytes);
    return hash;
}

static bool types_match(const Statement *statement, const DbValue *types, size_t count)
{
    if (!types)
        return true;
    if (statement->map_count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (statement->map[i] != (uint16_t)types[i].type)
            return false;
    return true;
}

void statement_map_reserve(StatementCache *cache, Statement *statement, size_t count)
{
    if (count > statement->map_capacity) {
        size_t capacity = 8;
        while (capacity < count)
            capacity *= 2;
        statement->map = ARENA_ARRAY(cache->arena, uint16_t, capacity);
        statement->map_capacity = capacity;
    }
    statement->map_count = count;
}

static void types_keep(StatementCache *cache, Statement *statement, const DbValue *types, size_t count)
{
    if (!types)
        return;
    statement_map_reserve(cache, statement, count);
    for (size_t i = 0; i < count; i++)
        statement->map[i] = (uint16_t)types[i].type;
}

/* The slot for a key: the one that holds it, or the empty one where it belongs. */
static Statement **literal_slot(Statement **literals, size_t capacity, uint64_t hash, const char *literal,
                                const DbValue *types, size_t count)
{
    size_t at = hash & (capacity - 1);
    while (literals[at] && !(literals[at]->literal == literal && types_match(literals[at], types, count)))
        at = (at + 1) & (capacity - 1);
    return &literals[at];
}

static void literals_grow(StatementCache *cache)
{
    size_t capacity = cache->literal_capacity * 2;
    Statement **literals = ARENA_ARRAY(cache->arena, Statement *, capacity);
    for (size_t i = 0; i < cache->literal_capacity; i++) {
        if (!cache->literals[i])
            continue;
        size_t at = cache->literals[i]->hash & (capacity - 1);
        while (literals[at])
            at = (at + 1) & (capacity - 1);
        literals[at] = cache->literals[i];
    }
    cache->literals = literals;
    cache->literal_capacity = capacity;
}

static Statement *literal_find(StatementCache *cache, const char *literal, const DbValue *types, size_t count)
{
    uint64_t hash = hash_mix(0, (uint64_t)(uintptr_t)literal);
    Statement **slot = literal_slot(cache->literals, cache->literal_capacity, hash, literal, types, count);
    Statement *statement = *slot;
    if (statement)
        return statement;
    if (cache->literal_count * 2 >= cache->literal_capacity) {
        literals_grow(cache);
        slot = literal_slot(cache->literals, cache->literal_capacity, hash, literal, types, count);
    }
    statement = ARENA_NEW(cache->arena, Statement);
    statement->literal = literal;
    statement->hash = hash;
    types_keep(cache, statement, types, count);
    *slot = statement;
    cache->literal_count++;
    return statement;
}

static void text_keep(StatementCache *cache, Statement *statement, const char *text, size_t length)
{
    if (length >= statement->text_capacity) { /* grows by doubling, so a slot's leavings stay bounded */
        size_t capacity = 512;
        while (capacity <= length)
            capacity *= 2;
        statement->text = arena_alloc(cache->arena, capacity);
        statement->text_capacity = capacity;
    }
    memcpy(statement->text, text, length + 1);
    statement->text_length = length;
}

/* NULL when every slot has an open cursor. */
static Statement *made_find(StatementCache *cache, const char *text, size_t length, const DbValue *types, size_t count)
{
    uint64_t hash = hash_bytes(length, text, length);
    Statement *oldest = NULL;
    for (size_t i = 0; i < STATEMENTS_MADE_MAX; i++) {
        Statement *statement = &cache->made[i];
        if (statement->text && statement->hash == hash && statement->text_length == length &&
            memcmp(statement->text, text, length) == 0 && types_match(statement, types, count))
            return statement;
        if (!statement->is_busy && (!oldest || statement->used_at < oldest->used_at))
            oldest = statement;
    }
    if (!oldest)
        return NULL;
    cache->drop(cache->owner, oldest);
    text_keep(cache, oldest, text, length);
    oldest->hash = hash;
    types_keep(cache, oldest, types, count);
    return oldest;
}

static Statement *borrow(StatementCache *cache, const DbValue *types, size_t count)
{
    Statement *statement = cache->free;
    if (statement)
        cache->free = statement->next_free;
    else
        statement = ARENA_NEW(cache->arena, Statement);
    statement->is_borrowed = true;
    types_keep(cache, statement, types, count);
    return statement;
}

Result statements_take(StatementCache *cache, DbSql sql, const DbValue *types, size_t count, Statement **out_statement)
{
    if (count > STATEMENT_VALUES_MAX)
        return fail(FAULT_BROKEN, "A statement has more values than the store allows.");
    Statement *statement;
    if (sql.is_literal) {
        statement = literal_find(cache, sql.text, types, count);
    } else {
        size_t length = strlen(sql.text);
        if (length > STATEMENT_BYTES_MAX)
            return fail(FAULT_BROKEN, "A statement is longer than the store allows.");
        statement = made_find(cache, sql.text, length, types, count);
    }
    if (!statement || statement->is_busy)
        statement = borrow(cache, types, count);
    statement->is_busy = true;
    statement->used_at = ++cache->tick;
    *out_statement = statement;
    return done();
}

void statements_give(StatementCache *cache, Statement *statement)
{
    statement->is_busy = false;
    if (!statement->is_borrowed)
        return;
    cache->drop(cache->owner, statement);
    statement->next_free = cache->free;
    cache->free = statement;
}

void statements_drop_all(StatementCache *cache)
{
    for (size_t i = 0; i < cache->literal_capacity; i++)
        if (cache->literals[i])
            cache->drop(cache->owner, cache->literals[i]);
    for (size_t i = 0; i < STATEMENTS_MADE_MAX; i++)
        cache->drop(cache->owner, &cache->made[i]);
}
