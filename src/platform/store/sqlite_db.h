/* The SQLite side of a Db, for sqlite*.c alone. */
#ifndef LAZO_STORE_SQLITE_DB_H
#define LAZO_STORE_SQLITE_DB_H

#include <sqlite3.h>

#include "store/db_engine.h"

typedef struct SqliteDb {
    Db db; /* first */
    sqlite3 *handle;
    bool is_reader;
    int64_t steps_left; /* of the budget; 0: no bound */
    int64_t ends_at_us; /* monotonic; 0: no bound */
    int64_t log_pages;  /* in the write-ahead log after the last commit */
} SqliteDb;

extern const DbOps sqlite_ops;
MUST_CHECK Result sqlite_fault(SqliteDb *sqlite, int code);

/* Registers the SQL functions that our queries use on this connection. */
void sqlite_add_functions(sqlite3 *handle);

#endif
