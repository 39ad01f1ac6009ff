/* A copy of a whole workspace while it is in use, and the check of one. */
#ifndef LAZO_STORE_BACKUP_H
#define LAZO_STORE_BACKUP_H

#include "store/workspace.h"

/* SQLite: a consistent copy at `path`, which must not exist yet; it appears there only when it is whole and durable.
 * PostgreSQL: FAULT_INVALID, pg_dump does that. FAULT_CONFLICT when the path exists. `why` lives in `arena`. */
MUST_CHECK Result workspace_backup(Workspace *workspace, Arena *arena, Text path);

#endif
