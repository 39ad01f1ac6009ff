/* Read connections of a workspace, opened as they are wanted, at most READERS_MAX, newest used first. */
#ifndef LAZO_STORE_POOL_H
#define LAZO_STORE_POOL_H

#include "store/db.h"

#define READERS_MAX 12
#define READER_WAIT_MS 5000

typedef struct Pool Pool;
/* `open` makes a connection for `owner`; lives in the arena, ended by pool_end. */
Pool *pool_start(Arena *arena, Result (*open)(void *owner, Db **out_db), void *owner);
void pool_end(Pool *pool); /* all readers are back */
/* FAULT_BUSY when none comes back within READER_WAIT_MS. */
MUST_CHECK Result pool_take(Pool *pool, Db **out_db);
/* Ends a transaction that is still open, lifts the budget; a sick connection is closed instead of kept. */
void pool_return(Pool *pool, Db *db);

#endif
