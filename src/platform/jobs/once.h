/* What one node at a time does. */
#ifndef LAZO_JOBS_ONCE_H
#define LAZO_JOBS_ONCE_H

#include "store/work.h"

/* PostgreSQL: holds an advisory lock of the workspace on a connection of its own, so that one node does it; SQLite has
 * one process. *out_db stays NULL when another node holds it. */
MUST_CHECK Result once_begin(Workspace *workspace, const char *name, bool *out_is_ours, Db **out_db);
void once_end(Workspace *workspace, const char *name, Db *db);

#endif
