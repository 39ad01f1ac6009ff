/* One SQL interface over SQLite and PostgreSQL. SQL is constant text with $1 … $n that both engines read alike; values
 * are always bound. A Db is one connection and belongs to one thread at a time. */
#ifndef LAZO_STORE_DB_H
#define LAZO_STORE_DB_H

#include "base/text.h"

typedef enum DbEngine { DB_SQLITE, DB_POSTGRES } DbEngine;
typedef enum DbType { DB_TYPE_INT, DB_TYPE_REAL, DB_TYPE_TEXT, DB_TYPE_BYTES } DbType;

/* A value to bind; a null keeps its type, because PostgreSQL asks for it. Texts and bytes are views that must live until
 * the call that binds them returns. */
typedef struct DbValue {
    DbType type;
    bool is_null;
    union {
        int64_t integer;
        double real;
        Text text; /* and bytes */
    };
} DbValue;
static inline DbValue db_int(int64_t value)
{
    return (DbValue){.type = DB_TYPE_INT, .integer = value};
}
static inline DbValue db_real(double value)
{
    return (DbValue){.type = DB_TYPE_REAL, .real = value};
}
static inline DbValue db_text(Text value)
{
    return (DbValue){.type = DB_TYPE_TEXT, .text = value};
}
static inline DbValue db_string(const char *value)
{
    return (DbValue){.type = DB_TYPE_TEXT, .is_null = value == NULL, .text = text_of(value)};
}
static inline DbValue db_bytes(Text value)
{
    return (DbValue){.type = DB_TYPE_BYTES, .text = value};
}
static inline DbValue db_null(DbType type)
{
    return (DbValue){.type = type, .is_null = true};
}
static inline DbValue db_int_if(bool is_given, int64_t value)
{
    return is_given ? db_int(value) : db_null(DB_TYPE_INT);
}
static inline DbValue db_real_if(bool is_given, double value)
{
    return is_given ? db_real(value) : db_null(DB_TYPE_REAL);
}
static inline DbValue db_text_if(bool is_given, Text value)
{
    return is_given ? db_text(value) : db_null(DB_TYPE_TEXT);
}
static inline DbValue db_bool(bool value)
{
    return db_int(value ? 1 : 0);
}
/* DB_VALUES(db_int(1), db_text(t)) expands to "array, count". */
#define DB_VALUES(...) (const DbValue[]){__VA_ARGS__}, sizeof((const DbValue[]){__VA_ARGS__}) / sizeof(DbValue)
#define DB_NO_VALUES NULL, 0

/* A literal is cached by its address for the life of the connection; made text by its bytes, the last 128. */
typedef struct DbSql {
    const char *text;
    bool is_literal;
} DbSql;
#define DB_SQL(literal) ((DbSql){"" literal, true})
static inline DbSql db_made_sql(const char *text)
{
    return (DbSql){text, false};
}

typedef struct Db Db;
DbEngine db_engine(const Db *db);

/* The result of a statement, row by row. Closed by db_close_cursor (or WITH_CURSOR), which every path must reach. */
typedef struct DbCursor {
    Db *db;
    void *statement; /* engine's own; NULL when closed */
    int64_t row;
} DbCursor;
void db_close_cursor(DbCursor *cursor); /* closed or zeroed ones are fine */
#define WITH_CURSOR __attribute__((cleanup(db_close_cursor))) DbCursor

/* Faults of all four: FAULT_CONFLICT for a violated unique, foreign or check constraint, FAULT_BUSY when the database is
 * locked, a serialization failure or a lost connection, FAULT_LIMIT when the read budget ran out, FAULT_BROKEN
 * otherwise (full disk, failed fsync, malformed SQL); `why` says what the engine said and lives in the Db until the
 * next call. */
MUST_CHECK Result db_query(Db *db, DbSql sql, const DbValue *values, size_t count, DbCursor *out_cursor);
MUST_CHECK Result db_next(DbCursor *cursor, bool *out_has_row);
/* Runs to the end; `out_changed` may be NULL: rows inserted, updated or deleted. */
MUST_CHECK Result db_run(Db *db, DbSql sql, const DbValue *values, size_t count, int64_t *out_changed);
/* First column of the first row, which must exist (FAULT_NOT_FOUND): for RETURNING id and counts. A null gives 0. */
MUST_CHECK Result db_one_int(Db *db, DbSql sql, const DbValue *values, size_t count, int64_t *out_value);

/* Columns of the current row, from 0. A null reads as 0, 0.0 or an empty text. Texts are views until the next db_next. */
bool db_is_null(const DbCursor *cursor, int column);
int64_t db_column_int(const DbCursor *cursor, int column);
double db_column_real(const DbCursor *cursor, int column);
Text db_column_text(const DbCursor *cursor, int column);
Text db_column_bytes(const DbCursor *cursor, int column);

/* All in one: false for a null, else the value as `type` says (INT, REAL or TEXT). For who reads thousands of columns. */
bool db_column(const DbCursor *cursor, int column, DbType type, DbValue *out_value);

/* Transactions. Savepoints nest by depth. Reads take db_begin_read for one snapshot over several queries. */
MUST_CHECK Result db_begin(Db *db);      /* SQLite: IMMEDIATE; PostgreSQL: SERIALIZABLE */
MUST_CHECK Result db_begin_read(Db *db); /* one snapshot, writes refused */
MUST_CHECK Result db_commit(Db *db);     /* FAULT_BROKEN: nothing of it may be acknowledged */
void db_rollback(Db *db);                /* fine outside a transaction */
bool db_in_transaction(const Db *db);    /* asks the engine: after an error the whole may be gone */
MUST_CHECK Result db_savepoint(Db *db, int depth);
MUST_CHECK Result db_release(Db *db, int depth);
void db_rollback_to(Db *db, int depth); /* and releases it */

/* A budget for reads: after `steps` (SQLite VM instructions; PostgreSQL: statement_timeout) or `milliseconds` the query
 * ends with FAULT_LIMIT. 0, 0 lifts it. */
void db_set_budget(Db *db, int64_t steps, int64_t milliseconds);

/* Every statement run on this connection is handed to `record` with its values (for the benchmarks); beginnings and ends
 * of transactions and savepoints are not. */
void db_record(Db *db, void (*record)(void *owner, const char *sql, const DbValue *values, size_t count), void *owner);

#endif
