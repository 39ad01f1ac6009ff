#include "store/postgres_db.h"

#include <stdio.h>

static void notice_drop(void *owner, const PGresult *notice)
{
    (void)owner;
    (void)notice;
}

/* The address is the user's and comes after our defaults, which it may change; the encoding comes last and is fixed. */
static PGconn *connect(const char *url)
{
    static const char *const names[] = {"connect_timeout",  "keepalives_idle",  "keepalives_interval",
                                        "keepalives_count", "tcp_user_timeout", "fallback_application_name",
                                        "dbname",           "client_encoding",  NULL};
    const char *const values[] = {"10", "30", "10", "3", "60000", "lazo", url, "UTF8", NULL};
    return PQconnectdbParams(names, values, 1);
}

/* `why` outlives the connection that could not be opened: until the thread's next one. */
static Result opening_failed(PostgresDb *postgres, Result result)
{
    static _Thread_local char why[DB_WHY_BYTES];
    memcpy(why, postgres->db.why, sizeof why);
    why[sizeof why - 1] = '\0';
    db_close(&postgres->db);
    return fail(result.fault, why);
}

static Result schema_find(PostgresDb *postgres, const char *schema, bool *out_exists)
{
    int64_t count;
    TRY(db_one_int(&postgres->db, DB_SQL("SELECT COUNT(nspname) FROM pg_catalog.pg_namespace WHERE nspname = $1"),
                   DB_VALUES(db_string(schema)), &count));
    *out_exists = count > 0;
    return done();
}

static Result schema_use(PostgresDb *postgres, const PostgresOptions *options)
{
    Db *db = &postgres->db;
    bool exists;
    TRY(schema_find(postgres, options->schema, &exists));
    if (!exists && !options->makes_schema)
        return db_fail(db, FAULT_NOT_FOUND, "There is no schema %s in the database.", options->schema);
    char *quoted = PQescapeIdentifier(postgres->connection, options->schema, strlen(options->schema));
    if (!quoted)
        return db_fail(db, FAULT_BROKEN, "The schema's name cannot be quoted.");
    char make[256];
    char use[512];
    snprintf(make, sizeof make, "CREATE SCHEMA IF NOT EXISTS %s", quoted);
    snprintf(use, sizeof use,
             "SET search_path TO %s; SET TimeZone TO 'UTC'; SET bytea_output TO 'hex';"
             " SET idle_in_transaction_session_timeout TO '5min'",
             quoted);
    PQfreemem(quoted);
    Result result = exists ? done() : db_script(db, make);
    /* Two nodes that make it at once: the other one was quicker. */
    if (result.fault == FAULT_CONFLICT)
        result = done();
    return is_ok(result) ? db_script(db, use) : result;
}

Result postgres_open(const PostgresOptions *options, Db **out_db)
{
    Arena *arena = arena_new();
    PostgresDb *postgres = ARENA_NEW(arena, PostgresDb);
    postgres->db = (Db){.ops = &postgres_ops, .engine = DB_POSTGRES, .arena = arena};
    statements_start(&postgres->db.statements, arena, postgres_statement_drop, postgres);
    postgres->connection = connect(options->url);
    if (PQstatus(postgres->connection) != CONNECTION_OK) {
        const char *says = PQerrorMessage(postgres->connection);
        size_t length = strcspn(says, "\n");
        return opening_failed(postgres,
                              db_fail(&postgres->db, FAULT_BROKEN, "There is no connection to PostgreSQL: %.*s.",
                                      (int)(length < 400 ? length : 400), says));
    }
    PQsetNoticeReceiver(postgres->connection, notice_drop, NULL);
    Result result = schema_use(postgres, options);
    if (!is_ok(result))
        return opening_failed(postgres, result);
    *out_db = &postgres->db;
    return done();
}
