/* The owner's lock of a SQLite file: PATH.lock, held for the life of the process by a lock that the kernel drops when the
 * process dies, however it dies. The file says who holds it. */
#ifndef LAZO_STORE_OWNER_H
#define LAZO_STORE_OWNER_H

#include "base/text.h"

/* FAULT_CONFLICT "… is in use by process N" when another holds it; also for a second try in the same process.
 * `*out_lock` is given to owner_release. `path` is the database file. */
MUST_CHECK Result owner_take(Arena *arena, const char *path, int *out_lock);
void owner_release(int lock); /* -1 is fine */
/* Whether somebody holds it now. */
bool owner_exists(Arena *arena, const char *path);

#endif
