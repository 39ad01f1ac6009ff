#include "store/sqlite_db.h"

#include <stdlib.h>

#include "base/clock.h"

static const char *const CALM_WHY = "The database says: %s.";

/* What a failed call means. The words are copied before another call changes them. */
Result sqlite_fault(SqliteDb *sqlite, int code)
{
    Db *db = &sqlite->db;
    const char *says = sqlite3_errmsg(sqlite->handle);
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT: return db_fail(db, FAULT_CONFLICT, CALM_WHY, says);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return db_fail(db, FAULT_BUSY, "The database is locked by another program; try again shortly.");
    case SQLITE_INTERRUPT:
        return db_fail(db, FAULT_LIMIT, "The question costs more time than it may; ask for less at once.");
    case SQLITE_TOOBIG: return db_fail(db, FAULT_LIMIT, "A value is larger than the database can store.");
    case SQLITE_FULL: db->is_sick = true; return db_fail(db, FAULT_BROKEN, "The disk is full; nothing was saved.");
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
        db->is_sick = (code & 0xff) != SQLITE_READONLY || !sqlite->is_reader;
        return db_fail(db, FAULT_BROKEN, "The database file cannot be used (%s, code %d).", says, code);
    default: return db_fail(db, FAULT_BROKEN, CALM_WHY, says);
    }
}

/* The n of the parameter named $n, or 0. */
static long parameter_number(const char *name)
{
    if (!name || name[0] != '$' || name[1] < '1' || name[1] > '9')
        return 0;
    char *end;
    long number = strtol(name + 1, &end, 10);
    return *end == '\0' && number <= STATEMENT_VALUES_MAX ? number : 0;
}

/* SQLite numbers $n by first appearance, so each statement keeps which value goes where. */
static Result statement_prepare(SqliteDb *sqlite, Statement *statement, DbSql sql)
{
    sqlite3_stmt *handle = NULL;
    unsigned flags = statement->is_borrowed ? 0 : SQLITE_PREPARE_PERSISTENT;
    int code = sqlite3_prepare_v3(sqlite->handle, sql.text, -1, flags, &handle, NULL);
    if (code != SQLITE_OK)
        return sqlite_fault(sqlite, code);
    if (!handle)
        return db_fail(&sqlite->db, FAULT_BROKEN, "A statement without words was given to the database.");
    int parameters = sqlite3_bind_parameter_count(handle);
    statement_map_reserve(&sqlite->db.statements, statement, (size_t)parameters);
    for (int i = 0; i < parameters; i++) {
        long number = parameter_number(sqlite3_bind_parameter_name(handle, i + 1));
        if (number == 0) {
            sqlite3_finalize(handle);
            return db_fail(&sqlite->db, FAULT_BROKEN, "Parameters of a statement must be named $1, $2, ….");
        }
        statement->map[i] = (uint16_t)(number - 1);
    }
    statement->handle = handle;
    return done();
}

static int bind_one(sqlite3_stmt *handle, int at, const DbValue *value, sqlite3_destructor_type keeping)
{
    if (value->is_null)
        return sqlite3_bind_null(handle, at);
    /* An empty text without data must not become a null. */
    const char *data = value->text.length > 0 ? value->text.data : "";
    switch (value->type) {
    case DB_TYPE_INT: return sqlite3_bind_int64(handle, at, value->integer);
    case DB_TYPE_REAL: return sqlite3_bind_double(handle, at, value->real);
    case DB_TYPE_TEXT: return sqlite3_bind_text64(handle, at, data, value->text.length, keeping, SQLITE_UTF8);
    case DB_TYPE_BYTES: return sqlite3_bind_blob64(handle, at, data, value->text.length, keeping);
    }
    return SQLITE_MISUSE;
}

static Result statement_bind(SqliteDb *sqlite, Statement *statement, const DbValue *values, size_t count,
                             sqlite3_destructor_type keeping)
{
    for (size_t i = 0; i < statement->map_count; i++) {
        size_t from = statement->map[i];
        if (from >= count)
            return db_fail(&sqlite->db, FAULT_BROKEN, "A statement wants a value $%zu that was not given.", from + 1);
        int code = bind_one(statement->handle, (int)i + 1, &values[from], keeping);
        if (code != SQLITE_OK)
            return sqlite_fault(sqlite, code);
    }
    return done();
}

static void statement_end(SqliteDb *sqlite, Statement *statement)
{
    if (statement->handle) {
        sqlite3_reset(statement->handle);
        if (statement->map_count > 0)
            sqlite3_clear_bindings(statement->handle);
    }
    statements_give(&sqlite->db.statements, statement);
}

/* Taken, prepared and bound; the caller ends it. */
static Result statement_start(SqliteDb *sqlite, DbSql sql, const DbValue *values, size_t count,
                              sqlite3_destructor_type keeping, Statement **out_statement)
{
    Statement *statement;
    TRY(statements_take(&sqlite->db.statements, sql, NULL, 0, &statement));
    Result result = statement->handle ? done() : statement_prepare(sqlite, statement, sql);
    if (is_ok(result))
        result = statement_bind(sqlite, statement, values, count, keeping);
    if (!is_ok(result)) {
        statement_end(sqlite, statement);
        return result;
    }
    *out_statement = statement;
    return done();
}

static Result sqlite_query(Db *db, DbSql sql, const DbValue *values, size_t count, DbCursor *out_cursor)
{
    Statement *statement;
    TRY(statement_start((SqliteDb *)db, sql, values, count, SQLITE_TRANSIENT, &statement));
    *out_cursor = (DbCursor){.db = db, .statement = statement, .row = -1};
    return done();
}

static Result sqlite_next(DbCursor *cursor, bool *out_has_row)
{
    *out_has_row = false;
    Statement *statement = cursor->statement;
    if (!statement)
        return done();
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW) {
        cursor->row++;
        *out_has_row = true;
        return done();
    }
    /* Ended at once, so that its snapshot and its values are not held until the cursor's scope ends. */
    Result result = code == SQLITE_DONE ? done() : sqlite_fault((SqliteDb *)cursor->db, code);
    statement_end((SqliteDb *)cursor->db, statement);
    cursor->statement = NULL;
    return result;
}

static void sqlite_close_cursor(DbCursor *cursor)
{
    statement_end((SqliteDb *)cursor->db, cursor->statement);
}

static Result sqlite_run(Db *db, DbSql sql, const DbValue *values, size_t count, int64_t *out_changed)
{
    SqliteDb *sqlite = (SqliteDb *)db;
    Statement *statement;
    TRY(statement_start(sqlite, sql, values, count, SQLITE_STATIC, &statement));
    int code;
    do
        code = sqlite3_step(statement->handle);
    while (code == SQLITE_ROW);
    Result result = code == SQLITE_DONE ? done() : sqlite_fault(sqlite, code);
    if (is_ok(result) && out_changed)
        *out_changed = sqlite3_stmt_readonly(statement->handle) ? 0 : sqlite3_changes64(sqlite->handle);
    statement_end(sqlite, statement);
    return result;
}

static bool sqlite_is_null(const DbCursor *cursor, int column)
{
    return sqlite3_column_type(((Statement *)cursor->statement)->handle, column) == SQLITE_NULL;
}

static int64_t sqlite_column_int(const DbCursor *cursor, int column)
{
    return sqlite3_column_int64(((Statement *)cursor->statement)->handle, column);
}

static double sqlite_column_real(const DbCursor *cursor, int column)
{
    return sqlite3_column_double(((Statement *)cursor->statement)->handle, column);
}

static Text sqlite_column_text(const DbCursor *cursor, int column)
{
    sqlite3_stmt *handle = ((Statement *)cursor->statement)->handle;
    const char *data = (const char *)sqlite3_column_text(handle, column);
    return (Text){data ? data : "", data ? (size_t)sqlite3_column_bytes(handle, column) : 0};
}

static Text sqlite_column_bytes(const DbCursor *cursor, int column)
{
    sqlite3_stmt *handle = ((Statement *)cursor->statement)->handle;
    const char *data = sqlite3_column_blob(handle, column);
    return (Text){data ? data : "", data ? (size_t)sqlite3_column_bytes(handle, column) : 0};
}

/* One look at the column instead of three. An "unprotected" value is safe here: a connection is used by one thread at a time
 * (SQLITE_OPEN_NOMUTEX). */
static bool sqlite_column(const DbCursor *cursor, int column, DbType type, DbValue *out_value)
{
    sqlite3_value *value = sqlite3_column_value(((Statement *)cursor->statement)->handle, column);
    if (sqlite3_value_type(value) == SQLITE_NULL)
        return false;
    if (type == DB_TYPE_INT) {
        *out_value = db_int(sqlite3_value_int64(value));
    } else if (type == DB_TYPE_REAL) {
        *out_value = db_real(sqlite3_value_double(value));
    } else {
        const char *data = (const char *)sqlite3_value_text(value);
        *out_value = db_text((Text){data ? data : "", data ? (size_t)sqlite3_value_bytes(value) : 0});
    }
    return true;
}

static Result sqlite_control(Db *db, const char *literal)
{
    return sqlite_run(db, (DbSql){literal, true}, DB_NO_VALUES, NULL);
}

static bool sqlite_in_transaction(const Db *db)
{
    return sqlite3_get_autocommit(((const SqliteDb *)db)->handle) == 0;
}

static Result sqlite_commit(Db *db)
{
    if (!sqlite_in_transaction(db))
        return db_fail(db, FAULT_BROKEN, "The transaction was rolled back by the database; nothing was saved.");
    return sqlite_control(db, "COMMIT");
}

/* Called every BUDGET_PACE instructions; not 0 interrupts. */
#define BUDGET_PACE 1000
static int budget_spend(void *owner)
{
    SqliteDb *sqlite = owner;
    if (sqlite->steps_left > 0 && (sqlite->steps_left -= BUDGET_PACE) <= 0) {
        sqlite->steps_left = 1; /* stays used up until the budget is set anew */
        return 1;
    }
    return sqlite->ends_at_us > 0 && clock_monotonic_us() >= sqlite->ends_at_us;
}

static void sqlite_set_budget(Db *db, int64_t steps, int64_t milliseconds)
{
    SqliteDb *sqlite = (SqliteDb *)db;
    bool is_lifted = steps <= 0 && milliseconds <= 0;
    sqlite->steps_left = steps > 0 ? steps : 0;
    sqlite->ends_at_us = milliseconds > 0 ? clock_monotonic_us() + milliseconds * 1000 : 0;
    sqlite3_progress_handler(sqlite->handle, BUDGET_PACE, is_lifted ? NULL : budget_spend, sqlite);
}

static Result sqlite_script(Db *db, const char *sql)
{
    SqliteDb *sqlite = (SqliteDb *)db;
    int code = sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? done() : sqlite_fault(sqlite, code);
}

static void sqlite_close(Db *db)
{
    SqliteDb *sqlite = (SqliteDb *)db;
    statements_drop_all(&db->statements);
    sqlite3_close_v2(sqlite->handle);
}

const DbOps sqlite_ops = {
    .query = sqlite_query,
    .next = sqlite_next,
    .close_cursor = sqlite_close_cursor,
    .run = sqlite_run,
    .is_null = sqlite_is_null,
    .column_int = sqlite_column_int,
    .column_real = sqlite_column_real,
    .column_text = sqlite_column_text,
    .column_bytes = sqlite_column_bytes,
    .column = sqlite_column,
    .control = sqlite_control,
    .commit = sqlite_commit,
    .in_transaction = sqlite_in_transaction,
    .set_budget = sqlite_set_budget,
    .script = sqlite_script,
    .close = sqlite_close,
};
