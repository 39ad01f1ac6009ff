#include "store/workspace_own.h"

#define FINDINGS_MAX 100
#define TABLES_MAX 1000

typedef struct Finder {
    void (*found)(void *owner, Text finding);
    void *owner;
} Finder;

/* PRAGMA integrity_check gives the one row "ok", or findings. */
static Result pages_check(Db *db, const Finder *finder)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(db, DB_SQL("PRAGMA integrity_check(100)"), DB_NO_VALUES, &cursor));
    for (bool has_row = true; has_row;) {
        TRY(db_next(&cursor, &has_row));
        if (has_row && !text_is(db_column_text(&cursor, 0), "ok"))
            finder->found(finder->owner, db_column_text(&cursor, 0));
    }
    return done();
}

static Result keys_check(Db *db, Arena *arena, const Finder *finder)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(db, DB_SQL("PRAGMA foreign_key_check"), DB_NO_VALUES, &cursor));
    int findings = 0;
    for (bool has_row = true; has_row && findings < FINDINGS_MAX; findings++) {
        TRY(db_next(&cursor, &has_row));
        if (has_row)
            finder->found(finder->owner,
                          text_format(arena, "row %lld of %.*s refers to a missing row of %.*s",
                                      (long long)db_column_int(&cursor, 1), TEXT_ARG(db_column_text(&cursor, 0)),
                                      TEXT_ARG(db_column_text(&cursor, 2))));
    }
    return done();
}

/* PostgreSQL holds foreign keys itself; that each table can be read to its end is what is asked. */
static Result table_check(Db *db, Arena *arena, Text table, const Finder *finder)
{
    /* Names come from the catalogue and are our own: letters, digits and _. */
    const char *sql = arena_printf(arena, "SELECT COUNT(*) FROM \"%.*s\"", TEXT_ARG(table));
    int64_t count;
    Result result = db_one_int(db, db_made_sql(sql), DB_NO_VALUES, &count);
    if (!is_ok(result) && result.fault != FAULT_BUSY)
        finder->found(finder->owner, text_format(arena, "table %.*s: %s", TEXT_ARG(table), result.why));
    return result.fault == FAULT_BUSY ? result : done();
}

static Result tables_check(Db *db, Arena *arena, const Finder *finder)
{
    Text tables[TABLES_MAX];
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(db,
                 DB_SQL("SELECT CAST(table_name AS TEXT) FROM information_schema.tables"
                        " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name"),
                 DB_NO_VALUES, &cursor));
    for (bool has_row = true; has_row && count < TABLES_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (has_row)
            tables[count++] = text_copy(arena, db_column_text(&cursor, 0));
    }
    db_close_cursor(&cursor);
    for (size_t i = 0; i < count; i++)
        TRY(table_check(db, arena, tables[i], finder));
    return done();
}

Result workspace_check(Workspace *workspace, void (*found)(void *owner, Text finding), void *owner)
{
    const Finder finder = {found, owner};
    WITH_ARENA arena = arena_new();
    Db *db;
    TRY(workspace_take_reader(workspace, &db));
    Result result;
    if (workspace->engine == DB_POSTGRES) {
        result = tables_check(db, arena, &finder);
    } else {
        result = pages_check(db, &finder);
        if (is_ok(result))
            result = keys_check(db, arena, &finder);
    }
    workspace_return_reader(workspace, db);
    if (result.fault == FAULT_BROKEN) { /* damage can stop the check itself */
        found(owner, text_of(result.why));
        result = done();
    }
    return is_ok(result) ? done() : fail(result.fault, "The check could not be carried out to its end.");
}
