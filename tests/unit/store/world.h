/* Each test of the store runs twice: in a SQLite file of its own and in a PostgreSQL schema of its own (skipped without
 * LAZO_TEST_POSTGRES). */
#ifndef LAZO_TESTS_STORE_WORLD_H
#define LAZO_TESTS_STORE_WORLD_H

#include "../base/check.h"

#undef fail /* cmocka's; pieces of tests end with ours */

#include "store/db_engine.h"
#include "store/lane.h"

typedef struct World {
    DbEngine engine;
    Arena *arena;
    const char *folder;   /* temporary, removed afterwards */
    Text database;        /* as for workspace_open */
    Workspace *workspace; /* open, unless the test closed it (then NULL) */
} World;

typedef struct WorldTest {
    const char *name;
    void (*run)(void **state);
    enum { ON_BOTH, ON_SQLITE, ON_POSTGRES } engines;
} WorldTest;
#define WORLD_TEST(test)                                                                                               \
    {                                                                                                                  \
#test, test, ON_BOTH                                                                                           \
    }
#define WORLD_TEST_SQLITE(test)                                                                                        \
    {                                                                                                                  \
#test, test, ON_SQLITE                                                                                         \
    }
#define WORLD_TEST_POSTGRES(test)                                                                                      \
    {                                                                                                                  \
#test, test, ON_POSTGRES                                                                                       \
    }

/* Exit status. */
int world_run_all(const char *group, const WorldTest *tests, size_t count);

void world_close(World *world);
void world_open(World *world);
/* A connection of the test's own to the same database, outside the workspace; closed by the caller. */
Db *world_connect(World *world);
/* Runs a piece on the lane. */
Result world_do(World *world, Result (*apply)(Work *work, void *context), void *context);
/* COUNT(*) of a table. */
int64_t world_count(World *world, const char *table);

#endif
