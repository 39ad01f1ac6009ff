/* What stands between db.h and an engine; only the files of store/ include it. */
#ifndef LAZO_STORE_DB_ENGINE_H
#define LAZO_STORE_DB_ENGINE_H

#include "store/statements.h"

#define DB_WHY_BYTES 512

typedef struct DbOps {
    Result (*query)(Db *db, DbSql sql, const DbValue *values, size_t count, DbCursor *out_cursor);
    Result (*next)(DbCursor *cursor, bool *out_has_row);
    void (*close_cursor)(DbCursor *cursor);
    Result (*run)(Db *db, DbSql sql, const DbValue *values, size_t count, int64_t *out_changed);
    bool (*is_null)(const DbCursor *cursor, int column);
    int64_t (*column_int)(const DbCursor *cursor, int column);
    double (*column_real)(const DbCursor *cursor, int column);
    Text (*column_text)(const DbCursor *cursor, int column);
    Text (*column_bytes)(const DbCursor *cursor, int column);
    bool (*column)(const DbCursor *cursor, int column, DbType type, DbValue *out_value); /* NULL: by those above */
    Result (*control)(Db *db, const char *literal);                                      /* BEGIN, SAVEPOINT, … */
    Result (*commit)(Db *db);
    bool (*in_transaction)(const Db *db);
    void (*set_budget)(Db *db, int64_t steps, int64_t milliseconds);
    Result (*script)(Db *db, const char *sql); /* several statements, no values */
    void (*close)(Db *db);
} DbOps;

/* The first member of an engine's own struct. */
struct Db {
    const DbOps *ops;
    DbEngine engine;
    Arena *arena; /* lives as long as the connection; its arena_free frees the Db itself */
    StatementCache statements;
    bool has_begun; /* a transaction, which only we end: when the engine ended it, nothing more may be written */
    bool is_sick;   /* disk full, I/O error, damaged file, lost connection: to be closed and opened anew */
    void (*record)(void *owner, const char *sql, const DbValue *values, size_t count);
    void *record_owner;
    char why[DB_WHY_BYTES];
};

typedef struct SqliteOptions {
    const char *path; /* absolute, so never taken for a URI */
    bool is_reader;   /* writes refused */
    int cache_kib;
    int64_t mapped_bytes_max;
} SqliteOptions;
/* Opens an existing file (made by workspace_open with mode 0600). */
MUST_CHECK Result sqlite_open(const SqliteOptions *options, Db **out_db);
/* Pages in the write-ahead log after the last commit of this connection that are not in the file yet. */
int64_t sqlite_log_pages(const Db *db);
/* Moves what it can from the log into the file without waiting for readers. */
MUST_CHECK Result sqlite_checkpoint(Db *db);
/* A consistent copy to `path`, which must not exist; pages are read without holding up writers. */
MUST_CHECK Result sqlite_backup(Db *db, const char *path);

typedef struct PostgresOptions {
    const char *url;    /* without ?schema= */
    const char *schema; /* [A-Za-z_][A-Za-z0-9_-]* */
    bool makes_schema;
} PostgresOptions;
/* FAULT_BROKEN with the server's words when there is no connection; FAULT_NOT_FOUND when the schema is missing and
 * makes_schema is false. */
MUST_CHECK Result postgres_open(const PostgresOptions *options, Db **out_db);

void db_close(Db *db); /* NULL is fine */
MUST_CHECK Result db_script(Db *db, const char *sql);
static inline bool db_is_sick(const Db *db)
{
    return db->is_sick;
}
/* Keeps the sentence in the Db. */
MUST_CHECK Result db_fail(Db *db, Fault fault, const char *format, ...) PRINTF_LIKE(3, 4);
/* FAULT_INVALID for a text with a NUL or invalid UTF-8 and for a number that is not finite: what only one engine would
 * take, neither takes. */
MUST_CHECK Result db_check_values(Db *db, const DbValue *values, size_t count);

#endif
