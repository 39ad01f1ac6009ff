/* The statement cache of one connection: literals by address for its life, made SQL by its full text, the last 128.
 * It keeps what an engine needs to run a statement again; the engine prepares and drops it. */
#ifndef LAZO_STORE_STATEMENTS_H
#define LAZO_STORE_STATEMENTS_H

#include "store/db.h"

#define STATEMENTS_MADE_MAX 128
#define STATEMENT_VALUES_MAX 2000
#define STATEMENT_BYTES_MAX ((size_t)1 << 20)

typedef struct Statement {
    void *handle;   /* SQLite's statement; NULL: not prepared */
    int64_t number; /* PostgreSQL's name: s1, s2, …; 0: not prepared */
    uint16_t *map;  /* SQLite: which value each of its parameters takes; PostgreSQL: type of each value */
    size_t map_count;
    size_t map_capacity;
    bool is_busy;        /* a cursor is open on it */
    bool is_borrowed;    /* outside the cache: dropped when its cursor closes */
    const char *literal; /* key of a literal */
    char *text;          /* key of made SQL, NUL-terminated */
    size_t text_length;
    size_t text_capacity;
    uint64_t hash;
    uint64_t used_at; /* the cache's tick */
    struct Statement *next_free;
} Statement;

typedef struct StatementCache {
    Arena *arena;                                    /* the connection's */
    void (*drop)(void *owner, Statement *statement); /* forgets handle or number */
    void *owner;
    Statement **literals; /* open addressing; capacity is a power of two */
    size_t literal_capacity;
    size_t literal_count;
    Statement *made; /* STATEMENTS_MADE_MAX of them */
    Statement *free;
    uint64_t tick;
} StatementCache;

void statements_start(StatementCache *cache, Arena *arena, void (*drop)(void *owner, Statement *statement),
                      void *owner);
/* The cached statement for this SQL and these types (types matter to PostgreSQL alone: pass NULL, 0 for SQLite); not
 * prepared yet when it is new. While a cursor is open on it, a borrowed one. FAULT_BROKEN for over-long SQL. */
MUST_CHECK Result statements_take(StatementCache *cache, DbSql sql, const DbValue *types, size_t count,
                                  Statement **out_statement);
/* Ends a use; a borrowed one is dropped. */
void statements_give(StatementCache *cache, Statement *statement);
/* Room for a map of `count` entries. */
void statement_map_reserve(StatementCache *cache, Statement *statement, size_t count);
/* Drops everything, as when the connection closes or was lost. */
void statements_drop_all(StatementCache *cache);

#endif
