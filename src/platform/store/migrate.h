/* Brings a database to the schema of this program: numbered migrations, one transaction each. */
#ifndef LAZO_STORE_MIGRATE_H
#define LAZO_STORE_MIGRATE_H

#include "store/db.h"

typedef struct Migration {
    int64_t id; /* 1, 2, 3 … without gaps */
    const char *name;
    int64_t compatible_from; /* newest migration of the oldest program that can still use the database after this one */
    const char *sqlite;
    const char *postgres;
} Migration;

/* Made by embed_migrations.py from migrations/ at build time, in order. */
extern const Migration store_migrations[];
extern const size_t store_migration_count;

/* Applies what is missing, each migration in a transaction of its own, so that a killed process leaves whole ones only;
 * several nodes may start at once. FAULT_CONFLICT when a newer program left the database in a state that one that knows
 * these migrations cannot use. */
MUST_CHECK Result migrate(Db *db, const Migration *migrations, size_t count);
/* Whether any migration was ever applied: a database of ours. */
MUST_CHECK Result migrate_is_ours(Db *db, bool *out_is_ours);

#endif
