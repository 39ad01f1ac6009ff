#include <pthread.h>

#include "store/sqlite_db.h"

#define BUSY_TIMEOUT_MS 5000
#define LOG_BYTES_KEPT (INT64_C(64) << 20)
#define BACKUP_PAGES 256

static void library_setup(void)
{
    /* Without its global count of memory, connections of different threads share no lock. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
}

static void statement_drop(void *owner, Statement *statement)
{
    (void)owner;
    sqlite3_finalize(statement->handle);
    statement->handle = NULL;
}

static int log_measure(void *owner, sqlite3 *handle, const char *name, int pages)
{
    (void)handle;
    (void)name;
    ((SqliteDb *)owner)->log_pages = pages;
    return SQLITE_OK;
}

static Result connection_setup(SqliteDb *sqlite, const SqliteOptions *options)
{
    sqlite3 *handle = sqlite->handle;
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, BUSY_TIMEOUT_MS);
    sqlite_add_functions(handle);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    /* "word" is never a string, as in PostgreSQL. */
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    char pragmas[512];
    sqlite3_snprintf(sizeof pragmas, pragmas,
                     "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -%d;"
                     "PRAGMA mmap_size = %lld; PRAGMA journal_size_limit = %lld; PRAGMA secure_delete = FAST;",
                     options->cache_kib, (long long)options->mapped_bytes_max, (long long)LOG_BYTES_KEPT);
    TRY(db_script(&sqlite->db, pragmas));
    if (options->is_reader)
        return db_script(&sqlite->db, "PRAGMA query_only = ON");
    TRY(db_script(&sqlite->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
    /* The lane moves the log between its groups; an automatic checkpoint would hold up one of them. This hook takes the
     * place of SQLite's own. */
    sqlite3_wal_hook(handle, log_measure, sqlite);
    return done();
}

Result sqlite_open(const SqliteOptions *options, Db **out_db)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, library_setup);
    Arena *arena = arena_new();
    SqliteDb *sqlite = ARENA_NEW(arena, SqliteDb);
    sqlite->db = (Db){.ops = &sqlite_ops, .engine = DB_SQLITE, .arena = arena};
    sqlite->is_reader = options->is_reader;
    statements_start(&sqlite->db.statements, arena, statement_drop, sqlite);
    int code = sqlite3_open_v2(options->path, &sqlite->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    Result result = code == SQLITE_OK ? connection_setup(sqlite, options) : sqlite_fault(sqlite, code);
    if (!is_ok(result)) {
        db_close(&sqlite->db);
        return fail(result.fault, result.fault == FAULT_BUSY
                                      ? "The database is locked by another program; try again shortly."
                                      : "The database file cannot be opened: it is damaged, no database, or not "
                                        "readable and writable for this user.");
    }
    *out_db = &sqlite->db;
    return done();
}

int64_t sqlite_log_pages(const Db *db)
{
    return ((const SqliteDb *)db)->log_pages;
}

Result sqlite_checkpoint(Db *db)
{
    SqliteDb *sqlite = (SqliteDb *)db;
    int in_log = 0;
    int moved = 0;
    int code = sqlite3_wal_checkpoint_v2(sqlite->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
        return sqlite_fault(sqlite, code);
    /* When everything was moved, the next commit begins the log anew. */
    sqlite->log_pages = code == SQLITE_OK && in_log == moved ? 0 : in_log;
    return done();
}

static Result backup_copy(SqliteDb *from, sqlite3 *to)
{
    /* The copy is new and ours: it is synced once, whole, by the caller. */
    sqlite3_exec(to, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", NULL, NULL, NULL);
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from->handle, "main");
    if (!backup)
        return db_fail(&from->db, FAULT_BROKEN, "The copy cannot be written: %s.", sqlite3_errmsg(to));
    int code;
    do
        code = sqlite3_backup_step(backup, BACKUP_PAGES);
    while (code == SQLITE_OK);
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE)
        return db_fail(&from->db, FAULT_BROKEN, "The copy cannot be written: %s.", sqlite3_errstr(code));
    return done();
}

Result sqlite_backup(Db *db, const char *path)
{
    sqlite3 *to = NULL;
    int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        sqlite3_close_v2(to);
        return db_fail(db, FAULT_BROKEN, "The copy cannot be written: %s.", sqlite3_errstr(code));
    }
    /* One snapshot for the whole copy: it never begins anew, however much is written meanwhile. */
    Result result = db_begin_read(db);
    if (is_ok(result))
        result = backup_copy((SqliteDb *)db, to);
    db_rollback(db);
    if (sqlite3_close_v2(to) != SQLITE_OK && is_ok(result))
        result = db_fail(db, FAULT_BROKEN, "The copy cannot be closed.");
    return result;
}
