/* "postgresql://…[?schema=NAME&…]": the schema is ours, the rest is libpq's. */
#ifndef LAZO_STORE_POSTGRES_URL_H
#define LAZO_STORE_POSTGRES_URL_H

#include "store/db_engine.h"

/* Fills url and schema ("lazo" when none is named). FAULT_INVALID for a schema that is no plain identifier or an address
 * that libpq cannot read. */
MUST_CHECK Result postgres_url_read(Arena *arena, Text database, PostgresOptions *out_options);

#endif
