#include "store/postgres_db.h"

#include <endian.h>
#include <stdio.h>

#define TYPE_BYTEA 17
#define TYPE_INT8 20
#define TYPE_TEXT 25
#define TYPE_FLOAT8 701
static const Oid type_oids[] = {
    [DB_TYPE_INT] = TYPE_INT8, [DB_TYPE_REAL] = TYPE_FLOAT8, [DB_TYPE_TEXT] = TYPE_TEXT, [DB_TYPE_BYTES] = TYPE_BYTEA};
#define NAME_BYTES 24
#define BINARY 1

static bool state_begins(const char *state, const char *prefix)
{
    return strncmp(state, prefix, strlen(prefix)) == 0;
}

/* The first sentence of the server's words, without its line ends. */
static Result fault_tell(PostgresDb *postgres, Fault fault, const char *says)
{
    size_t length = strcspn(says, "\n");
    return db_fail(&postgres->db, fault, "The database says: %.*s.", (int)(length < 400 ? length : 400), says);
}

static Result lost(PostgresDb *postgres)
{
    postgres->db.is_sick = true;
    return db_fail(&postgres->db, FAULT_BUSY, "The connection to the database was lost; try again shortly.");
}

/* SQLSTATE to fault: https://www.postgresql.org/docs/15/errcodes-appendix.html */
static Result state_fault(PostgresDb *postgres, const char *state, const char *says)
{
    if (state_begins(state, "40001") || state_begins(state, "40P01") || state_begins(state, "55P03"))
        return db_fail(&postgres->db, FAULT_BUSY, "Somebody changed the same data at the same moment; try again.");
    if (state_begins(state, "23"))
        return fault_tell(postgres, FAULT_CONFLICT, says);
    if (state_begins(state, "57014"))
        return db_fail(&postgres->db, FAULT_LIMIT, "The question costs more time than it may; ask for less at once.");
    if (state_begins(state, "22021") || state_begins(state, "22P05"))
        return fault_tell(postgres, FAULT_INVALID, says);
    if (state_begins(state, "08P01")) /* fewer values than the statement wants */
        return fault_tell(postgres, FAULT_BROKEN, says);
    if (state_begins(state, "08") || state_begins(state, "57P") || state_begins(state, "25P03"))
        return lost(postgres);
    if (state_begins(state, "25P02") && postgres->transaction_fault != FAULT_NONE)
        return db_fail(&postgres->db, postgres->transaction_fault, "%s", postgres->transaction_why);
    if (state_begins(state, "53") || state_begins(state, "58") || state_begins(state, "XX"))
        postgres->db.is_sick = true;
    return fault_tell(postgres, FAULT_BROKEN, says);
}

/* The first fault of a transaction explains all that follow it. */
static void fault_remember(PostgresDb *postgres, Result result)
{
    PGTransactionStatusType status = PQtransactionStatus(postgres->connection);
    if (status != PQTRANS_INERROR) {
        postgres->transaction_fault = FAULT_NONE;
    } else if (postgres->transaction_fault == FAULT_NONE) {
        postgres->transaction_fault = result.fault;
        memcpy(postgres->transaction_why, postgres->db.why, sizeof postgres->transaction_why);
    }
}

Result postgres_answer(PostgresDb *postgres, PGresult *answer, PGresult **out_answer)
{
    ExecStatusType status = PQresultStatus(answer);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        if (out_answer)
            *out_answer = answer;
        else
            PQclear(answer);
        return done();
    }
    const char *state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    const char *says = PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
    Result result;
    if (PQstatus(postgres->connection) != CONNECTION_OK)
        result = lost(postgres);
    else
        result = state_fault(postgres, state ? state : "", says ? says : PQerrorMessage(postgres->connection));
    PQclear(answer);
    fault_remember(postgres, result);
    return result;
}

void postgres_statement_drop(void *owner, Statement *statement)
{
    PostgresDb *postgres = owner;
    if (statement->number == 0)
        return;
    char sql[NAME_BYTES + 16];
    snprintf(sql, sizeof sql, "DEALLOCATE s%lld", (long long)statement->number);
    statement->number = 0;
    /* In a failed transaction it stays until the connection closes; its number is never used again. */
    if (PQtransactionStatus(postgres->connection) != PQTRANS_INERROR)
        PQclear(PQexec(postgres->connection, sql));
}

static void statement_name(const Statement *statement, char out[NAME_BYTES])
{
    snprintf(out, NAME_BYTES, "s%lld", (long long)statement->number);
}

static Result statement_prepare(PostgresDb *postgres, Statement *statement, DbSql sql, const DbValue *values,
                                size_t count)
{
    Oid types[STATEMENT_VALUES_MAX];
    for (size_t i = 0; i < count; i++)
        types[i] = type_oids[values[i].type];
    char name[NAME_BYTES];
    statement->number = ++postgres->statement_number;
    statement_name(statement, name);
    Result result = postgres_answer(postgres, PQprepare(postgres->connection, name, sql.text, (int)count, types), NULL);
    if (!is_ok(result))
        statement->number = 0;
    return result;
}

static PGresult *statement_execute(PostgresDb *postgres, const Statement *statement, const DbValue *values,
                                   size_t count)
{
    const char *data[STATEMENT_VALUES_MAX];
    int lengths[STATEMENT_VALUES_MAX];
    int formats[STATEMENT_VALUES_MAX];
    uint64_t numbers[STATEMENT_VALUES_MAX];
    for (size_t i = 0; i < count; i++) {
        const DbValue *value = &values[i];
        bool is_number = value->type == DB_TYPE_INT || value->type == DB_TYPE_REAL;
        formats[i] = BINARY;
        if (is_number) {
            uint64_t bits;
            memcpy(&bits, &value->integer, sizeof bits); /* a real lies in the same eight bytes */
            numbers[i] = htobe64(bits);
        }
        data[i] = is_number ? (const char *)&numbers[i] : value->text.length > 0 ? value->text.data : "";
        lengths[i] = is_number ? (int)sizeof numbers[i] : (int)value->text.length;
        if (value->is_null)
            data[i] = NULL;
    }
    char name[NAME_BYTES];
    statement_name(statement, name);
    return PQexecPrepared(postgres->connection, name, (int)count, data, lengths, formats, BINARY);
}

#define VALUE_BYTES_MAX ((size_t)1 << 30)
static Result execute(PostgresDb *postgres, DbSql sql, const DbValue *values, size_t count, PGresult **out_answer)
{
    for (size_t i = 0; i < count; i++)
        if (!values[i].is_null && (values[i].type == DB_TYPE_TEXT || values[i].type == DB_TYPE_BYTES) &&
            values[i].text.length >= VALUE_BYTES_MAX)
            return db_fail(&postgres->db, FAULT_LIMIT, "A value is larger than the database can store.");
    static const DbValue none[1];
    Statement *statement;
    TRY(statements_take(&postgres->db.statements, sql, count > 0 ? values : none, count, &statement));
    Result result = statement->number ? done() : statement_prepare(postgres, statement, sql, values, count);
    if (is_ok(result))
        result = postgres_answer(postgres, statement_execute(postgres, statement, values, count), out_answer);
    statements_give(&postgres->db.statements, statement);
    return result;
}

static Result postgres_query(Db *db, DbSql sql, const DbValue *values, size_t count, DbCursor *out_cursor)
{
    PGresult *answer = NULL;
    TRY(execute((PostgresDb *)db, sql, values, count, &answer));
    *out_cursor = (DbCursor){.db = db, .statement = answer, .row = -1};
    return done();
}

static Result postgres_next(DbCursor *cursor, bool *out_has_row)
{
    *out_has_row = cursor->statement && ++cursor->row < PQntuples(cursor->statement);
    return done();
}

static void postgres_close_cursor(DbCursor *cursor)
{
    PQclear(cursor->statement);
}

static Result postgres_run(Db *db, DbSql sql, const DbValue *values, size_t count, int64_t *out_changed)
{
    PGresult *answer = NULL;
    TRY(execute((PostgresDb *)db, sql, values, count, &answer));
    int64_t changed;
    bool is_select = strncmp(PQcmdStatus(answer), "SELECT", 6) == 0;
    if (out_changed)
        *out_changed = !is_select && text_to_int(text_of(PQcmdTuples(answer)), &changed) ? changed : 0;
    PQclear(answer);
    return done();
}

static Result postgres_control(Db *db, const char *literal)
{
    PostgresDb *postgres = (PostgresDb *)db;
    Result result = postgres_answer(postgres, PQexec(postgres->connection, literal), NULL);
    if (is_ok(result) && PQtransactionStatus(postgres->connection) != PQTRANS_INERROR)
        postgres->transaction_fault = FAULT_NONE;
    return result;
}

/* A COMMIT of a failed transaction is answered by the word ROLLBACK, not by an error; and after a lost connection nobody
 * knows what became of it, so that it must be neither acknowledged nor tried again. */
static Result postgres_commit(Db *db)
{
    PostgresDb *postgres = (PostgresDb *)db;
    if (!db_in_transaction(db))
        return db_fail(db, FAULT_BROKEN, "There is no transaction; nothing was saved.");
    Fault fault = postgres->transaction_fault;
    PGresult *answer = NULL;
    Result result = postgres_answer(postgres, PQexec(postgres->connection, "COMMIT"), &answer);
    if (!is_ok(result))
        return db->is_sick ? db_fail(db, FAULT_BROKEN, "The connection to the database was lost while saving.")
                           : result;
    bool is_committed = strcmp(PQcmdStatus(answer), "COMMIT") == 0;
    PQclear(answer);
    postgres->transaction_fault = FAULT_NONE;
    if (is_committed)
        return done();
    return db_fail(db, fault == FAULT_NONE ? FAULT_BROKEN : fault, "%s",
                   fault == FAULT_NONE ? "The transaction was rolled back by the database; nothing was saved."
                                       : postgres->transaction_why);
}

static bool postgres_in_transaction(const Db *db)
{
    PGTransactionStatusType status = PQtransactionStatus(((const PostgresDb *)db)->connection);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

/* Steps are SQLite's; a time is made of them at the rate measured there, some 20 million a second. */
#define STEPS_A_MS 20000
static void postgres_set_budget(Db *db, int64_t steps, int64_t milliseconds)
{
    PostgresDb *postgres = (PostgresDb *)db;
    int64_t of_steps = steps > 0 ? steps / STEPS_A_MS + 1 : 0;
    int64_t timeout = milliseconds > 0 && (of_steps == 0 || milliseconds < of_steps) ? milliseconds : of_steps;
    if (timeout > INT32_MAX)
        timeout = INT32_MAX;
    PGTransactionStatusType status = PQtransactionStatus(postgres->connection);
    /* What is set inside a transaction ends with it. */
    bool is_local = status == PQTRANS_INTRANS;
    if (status == PQTRANS_INERROR || status == PQTRANS_UNKNOWN ||
        (!is_local && timeout == postgres->session_timeout_ms))
        return;
    char sql[64];
    snprintf(sql, sizeof sql, "SET %s statement_timeout = %lld", is_local ? "LOCAL" : "SESSION", (long long)timeout);
    PGresult *answer = PQexec(postgres->connection, sql);
    if (PQresultStatus(answer) == PGRES_COMMAND_OK && !is_local)
        postgres->session_timeout_ms = timeout;
    PQclear(answer);
}

static Result postgres_script(Db *db, const char *sql)
{
    PostgresDb *postgres = (PostgresDb *)db;
    return postgres_answer(postgres, PQexec(postgres->connection, sql), NULL);
}

static void postgres_close(Db *db)
{
    PQfinish(((PostgresDb *)db)->connection); /* its prepared statements end with it */
}

const DbOps postgres_ops = {
    .query = postgres_query,
    .next = postgres_next,
    .close_cursor = postgres_close_cursor,
    .run = postgres_run,
    .is_null = postgres_is_null,
    .column_int = postgres_column_int,
    .column_real = postgres_column_real,
    .column_text = postgres_column_text,
    .column_bytes = postgres_column_bytes,
    .control = postgres_control,
    .commit = postgres_commit,
    .in_transaction = postgres_in_transaction,
    .set_budget = postgres_set_budget,
    .script = postgres_script,
    .close = postgres_close,
};
