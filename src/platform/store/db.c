#include "store/db_engine.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

DbEngine db_engine(const Db *db)
{
    return db->engine;
}

Result db_fail(Db *db, Fault fault, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(db->why, sizeof db->why, format, arguments);
    va_end(arguments);
    return fail(fault, db->why);
}

Result db_check_values(Db *db, const DbValue *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const DbValue *value = &values[i];
        if (value->is_null)
            continue;
        if (value->type == DB_TYPE_REAL && !isfinite(value->real))
            return db_fail(db, FAULT_INVALID, "A number that is not finite cannot be stored.");
        if (value->type != DB_TYPE_TEXT || value->text.length == 0)
            continue;
        if (memchr(value->text.data, '\0', value->text.length))
            return db_fail(db, FAULT_INVALID, "A text with a NUL character cannot be stored.");
        if (!text_is_utf8(value->text))
            return db_fail(db, FAULT_INVALID, "A text that is not valid UTF-8 cannot be stored.");
    }
    return done();
}

/* After some errors the engine rolls back the whole transaction by itself. What somebody who passes over that error writes
 * then would stand alone and be saved at once: it is refused until the transaction's maker has seen to it. */
static Result check_transaction(Db *db)
{
    if (db->has_begun && !db->ops->in_transaction(db))
        return db_fail(db, FAULT_BROKEN, "The transaction was rolled back by the database; nothing was saved.");
    return done();
}

static void tell_record(Db *db, DbSql sql, const DbValue *values, size_t count)
{
    if (db->record)
        db->record(db->record_owner, sql.text, values, count);
}

Result db_query(Db *db, DbSql sql, const DbValue *values, size_t count, DbCursor *out_cursor)
{
    *out_cursor = (DbCursor){0};
    TRY(check_transaction(db));
    TRY(db_check_values(db, values, count));
    tell_record(db, sql, values, count);
    return db->ops->query(db, sql, values, count, out_cursor);
}

Result db_next(DbCursor *cursor, bool *out_has_row)
{
    return cursor->db->ops->next(cursor, out_has_row);
}

void db_close_cursor(DbCursor *cursor)
{
    if (!cursor || !cursor->statement)
        return;
    cursor->db->ops->close_cursor(cursor);
    *cursor = (DbCursor){0};
}

Result db_run(Db *db, DbSql sql, const DbValue *values, size_t count, int64_t *out_changed)
{
    TRY(check_transaction(db));
    TRY(db_check_values(db, values, count));
    tell_record(db, sql, values, count);
    return db->ops->run(db, sql, values, count, out_changed);
}

Result db_one_int(Db *db, DbSql sql, const DbValue *values, size_t count, int64_t *out_value)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(db, sql, values, count, &cursor));
    int64_t rows = 0;
    int64_t value = 0;
    bool has_row = true;
    /* To the end: an INSERT with RETURNING is complete only then. */
    while (has_row) {
        Result result = db_next(&cursor, &has_row);
        if (!is_ok(result))
            return fail(result.fault, result.why);
        if (has_row && rows++ == 0)
            value = db_column_int(&cursor, 0);
    }
    if (rows == 0)
        return db_fail(db, FAULT_NOT_FOUND, "There is no such record.");
    *out_value = value;
    return done();
}

bool db_is_null(const DbCursor *cursor, int column)
{
    return cursor->db->ops->is_null(cursor, column);
}

int64_t db_column_int(const DbCursor *cursor, int column)
{
    return cursor->db->ops->column_int(cursor, column);
}

double db_column_real(const DbCursor *cursor, int column)
{
    return cursor->db->ops->column_real(cursor, column);
}

Text db_column_text(const DbCursor *cursor, int column)
{
    return cursor->db->ops->column_text(cursor, column);
}

Text db_column_bytes(const DbCursor *cursor, int column)
{
    return cursor->db->ops->column_bytes(cursor, column);
}

bool db_column(const DbCursor *cursor, int column, DbType type, DbValue *out_value)
{
    const DbOps *ops = cursor->db->ops;
    if (ops->column)
        return ops->column(cursor, column, type, out_value);
    if (ops->is_null(cursor, column))
        return false;
    *out_value = type == DB_TYPE_INT    ? db_int(ops->column_int(cursor, column))
                 : type == DB_TYPE_REAL ? db_real(ops->column_real(cursor, column))
                                        : db_text(ops->column_text(cursor, column));
    return true;
}

static Result begin(Db *db, const char *literal)
{
    TRY(db->ops->control(db, literal));
    db->has_begun = true;
    return done();
}

Result db_begin(Db *db)
{
    return begin(db, db->engine == DB_SQLITE ? "BEGIN IMMEDIATE" : "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE");
}

Result db_begin_read(Db *db)
{
    return begin(db, db->engine == DB_SQLITE ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

Result db_commit(Db *db)
{
    TRY(db->ops->commit(db));
    db->has_begun = false;
    return done();
}

bool db_in_transaction(const Db *db)
{
    return db->ops->in_transaction(db);
}

/* Only failures write `why`, and these two keep the one that led here. */
static void control_quietly(Db *db, const char *literal)
{
    char why[DB_WHY_BYTES];
    memcpy(why, db->why, sizeof why);
    Result result = db->ops->control(db, literal);
    if (!is_ok(result))
        memcpy(db->why, why, sizeof why);
}

void db_rollback(Db *db)
{
    if (db->ops->in_transaction(db))
        control_quietly(db, "ROLLBACK");
    db->has_begun = false;
}

#define DEPTHS(verb)                                                                                                   \
    {                                                                                                                  \
        verb " s0", verb " s1", verb " s2", verb " s3", verb " s4", verb " s5", verb " s6", verb " s7", verb " s8",    \
            verb " s9", verb " s10", verb " s11", verb " s12", verb " s13", verb " s14", verb " s15"                   \
    }
static const char *const savepoint_sql[] = DEPTHS("SAVEPOINT");
static const char *const release_sql[] = DEPTHS("RELEASE SAVEPOINT");
static const char *const rollback_to_sql[] = DEPTHS("ROLLBACK TO SAVEPOINT");
#define DEPTH_COUNT ((int)(sizeof savepoint_sql / sizeof *savepoint_sql))

Result db_savepoint(Db *db, int depth)
{
    if (depth < 0 || depth >= DEPTH_COUNT)
        return fail(FAULT_LIMIT, "Savepoints are nested too deep.");
    TRY(check_transaction(db)); /* outside a transaction SQLite would begin one */
    return db->ops->control(db, savepoint_sql[depth]);
}

Result db_release(Db *db, int depth)
{
    if (depth < 0 || depth >= DEPTH_COUNT)
        return fail(FAULT_LIMIT, "Savepoints are nested too deep.");
    return db->ops->control(db, release_sql[depth]);
}

void db_rollback_to(Db *db, int depth)
{
    if (depth < 0 || depth >= DEPTH_COUNT || !db->ops->in_transaction(db))
        return;
    control_quietly(db, rollback_to_sql[depth]);
    control_quietly(db, release_sql[depth]);
}

void db_set_budget(Db *db, int64_t steps, int64_t milliseconds)
{
    db->ops->set_budget(db, steps, milliseconds);
}

void db_record(Db *db, void (*record)(void *owner, const char *sql, const DbValue *values, size_t count), void *owner)
{
    db->record = record;
    db->record_owner = owner;
}

Result db_script(Db *db, const char *sql)
{
    return db->ops->script(db, sql);
}

void db_close(Db *db)
{
    if (!db)
        return;
    Arena *arena = db->arena;
    db->ops->close(db);
    arena_free(arena);
}
