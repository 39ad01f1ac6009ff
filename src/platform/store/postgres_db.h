/* The PostgreSQL side of a Db, for postgres*.c alone. */
#ifndef LAZO_STORE_POSTGRES_DB_H
#define LAZO_STORE_POSTGRES_DB_H

#include <libpq-fe.h>

#include "store/db_engine.h"

#define SCRATCH_COUNT 64
#define SCRATCH_BYTES 40
#define STATE_BYTES 5

typedef struct PostgresDb {
    Db db; /* first */
    PGconn *connection;
    int64_t statement_number; /* of the last prepared one */
    int64_t session_timeout_ms;
    /* The fault that made the open transaction unusable; FAULT_NONE while it is fine. */
    Fault transaction_fault;
    char transaction_why[DB_WHY_BYTES];
    /* Numbers that are read as texts. */
    char scratch[SCRATCH_COUNT][SCRATCH_BYTES];
    int scratch_next;
} PostgresDb;

extern const DbOps postgres_ops;
void postgres_statement_drop(void *owner, Statement *statement);
/* What a result says; takes it and clears it, unless it is good and `out_answer` wants it. */
MUST_CHECK Result postgres_answer(PostgresDb *postgres, PGresult *answer, PGresult **out_answer);

/* Columns: binary values of the types that our statements give. */
int64_t postgres_column_int(const DbCursor *cursor, int column);
double postgres_column_real(const DbCursor *cursor, int column);
Text postgres_column_text(const DbCursor *cursor, int column);
Text postgres_column_bytes(const DbCursor *cursor, int column);
bool postgres_is_null(const DbCursor *cursor, int column);

#endif
