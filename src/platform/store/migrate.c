#include "store/migrate.h"

#include "base/clock.h"
#include "store/db_engine.h"

/* One at a time over all nodes of a PostgreSQL schema; held by the connection, not by a transaction, so that each
 * transaction's snapshot begins after the wait. A SQLite file has one owner anyway. */
#define NODES_LOCK "(hashtext(current_schema()), 1818326639)"
static Result nodes_lock(Db *db)
{
    if (db->engine == DB_SQLITE)
        return done();
    return db_run(db, DB_SQL("SELECT pg_advisory_lock" NODES_LOCK), DB_NO_VALUES, NULL);
}

/* When this fails the connection is gone, and the lock with it. */
static void nodes_unlock(Db *db)
{
    if (db->engine == DB_POSTGRES &&
        !is_ok(db_run(db, DB_SQL("SELECT pg_advisory_unlock" NODES_LOCK), DB_NO_VALUES, NULL)))
        db->is_sick = true;
}

static Result table_make(Db *db)
{
    const char *sql = db->engine == DB_SQLITE
                          ? "CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                            " compatible_from INTEGER NOT NULL, applied_at INTEGER NOT NULL) STRICT"
                          : "CREATE TABLE IF NOT EXISTS migrations (id BIGINT PRIMARY KEY, name TEXT NOT NULL,"
                            " compatible_from BIGINT NOT NULL, applied_at BIGINT NOT NULL)";
    return db_script(db, sql);
}

static Result newer_refuse(Db *db, int64_t newest_known)
{
    int64_t needed;
    TRY(db_one_int(db, DB_SQL("SELECT MAX(compatible_from) FROM migrations"), DB_NO_VALUES, &needed));
    if (needed > newest_known)
        return db_fail(db, FAULT_CONFLICT,
                       "The database was changed by a newer Lazo (it needs migration %lld, this program knows %lld); "
                       "start that newer version.",
                       (long long)needed, (long long)newest_known);
    return done();
}

static Result migration_run(Db *db, const Migration *migration)
{
    int64_t applied;
    TRY(db_one_int(db, DB_SQL("SELECT COUNT(id) FROM migrations WHERE id = $1"), DB_VALUES(db_int(migration->id)),
                   &applied));
    if (applied > 0)
        return done();
    TRY(db_script(db, db->engine == DB_SQLITE ? migration->sqlite : migration->postgres));
    return db_run(db, DB_SQL("INSERT INTO migrations (id, name, compatible_from, applied_at) VALUES ($1, $2, $3, $4)"),
                  DB_VALUES(db_int(migration->id), db_string(migration->name), db_int(migration->compatible_from),
                            db_int(clock_now())),
                  NULL);
}

static Result in_transaction(Db *db, const Migration *migration)
{
    TRY(db_begin(db));
    Result result = migration_run(db, migration);
    if (is_ok(result))
        result = db_commit(db);
    if (!is_ok(result))
        db_rollback(db);
    return result;
}

Result migrate_is_ours(Db *db, bool *out_is_ours)
{
    int64_t tables;
    if (db->engine == DB_SQLITE)
        TRY(db_one_int(db, DB_SQL("SELECT COUNT(name) FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"),
                       DB_NO_VALUES, &tables));
    else
        TRY(db_one_int(db,
                       DB_SQL("SELECT COUNT(table_name) FROM information_schema.tables"
                              " WHERE table_schema = current_schema() AND table_name = 'migrations'"),
                       DB_NO_VALUES, &tables));
    *out_is_ours = tables > 0;
    return done();
}

static Result all_run(Db *db, const Migration *migrations, size_t count, int64_t newest_known)
{
    TRY(table_make(db));
    TRY(newer_refuse(db, newest_known));
    for (size_t i = 0; i < count; i++)
        TRY(in_transaction(db, &migrations[i]));
    return done();
}

/* The usual start: nothing to do, found out by three short reads. */
static Result find_whether_current(Db *db, int64_t newest_known, bool *out_is_current)
{
    bool is_ours;
    *out_is_current = false;
    TRY(migrate_is_ours(db, &is_ours));
    if (!is_ours)
        return done();
    TRY(newer_refuse(db, newest_known));
    int64_t newest;
    TRY(db_one_int(db, DB_SQL("SELECT MAX(id) FROM migrations"), DB_NO_VALUES, &newest));
    *out_is_current = newest >= newest_known;
    return done();
}

Result migrate(Db *db, const Migration *migrations, size_t count)
{
    int64_t newest_known = count > 0 ? migrations[count - 1].id : 0;
    bool is_current;
    TRY(find_whether_current(db, newest_known, &is_current));
    if (is_current)
        return done();
    TRY(nodes_lock(db));
    Result result = all_run(db, migrations, count, newest_known);
    nodes_unlock(db);
    return result;
}
