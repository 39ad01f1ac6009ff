/* A workspace of a moment with the dictionaries of people and commerce. Each test runs on SQLite and, when
 * LAZO_TEST_POSTGRES names a server, on PostgreSQL. */
#ifndef LAZO_TESTS_PEOPLE_WORLD_H
#define LAZO_TESTS_PEOPLE_WORLD_H

#include "../base/check.h"

#undef fail /* cmocka's, which fail_msg needs; ours ends functions that return a Result */
#define blame(...)                                                                                                     \
    do {                                                                                                               \
        print_error(__VA_ARGS__);                                                                                      \
        print_error("\n");                                                                                             \
        _fail(__FILE__, __LINE__);                                                                                     \
    } while (0)

#include "model/event.h"
#include "store/lane.h"

typedef struct World {
    DbEngine engine;
    Arena *arena;
    const char *folder;
    Text database;
    Workspace *workspace;
} World;

typedef struct WorldTest {
    const char *name;
    void (*run)(void **state);
} WorldTest;
/* The dictionaries and reactors of a feature above, and what it sets up in an opened workspace (NULL: nothing); before
 * world_run_all. */
void world_use(const ModelWiring *wiring, Result (*prepare)(Workspace *workspace));
/* Exit status. */
int world_run_all(const char *group, const WorldTest *tests, size_t count);

static inline World *world_of(void **state)
{
    return *state;
}

/* Runs a step on the lane, as the system and live. */
Result world_do(World *world, Result (*apply)(Work *work, void *context), void *context);
Result world_do_as(World *world, const Actor *actor, WorkMode mode, Result (*apply)(Work *work, void *context),
                   void *context);
/* As POST and PATCH do, with the entity's own use cases. */
Result world_try_post(World *world, const Entity *entity, const char *json, int64_t *out_id);
int64_t world_post(World *world, const Entity *entity, const char *json);
Result world_try_patch(World *world, const Entity *entity, int64_t id, const char *json);
void world_patch(World *world, const Entity *entity, int64_t id, const char *json);
/* As GET shows it to an administrator. */
const JsonValue *world_get(World *world, const Entity *entity, int64_t id);
Result world_try_get(World *world, const Entity *entity, int64_t id);
/* First column of the first row; the query may use $1. */
int64_t world_int(World *world, const char *sql, int64_t value);
/* Kinds of all events of a record, joined by spaces. */
Text world_events(World *world, const Entity *entity, int64_t id);
/* A reading Work as an administrator; given back by work_end_read. */
void world_read(World *world, Work *out_work);
extern const Actor world_admin;

/* "a.b" of a JSON object; NULL when absent. */
const JsonValue *json_at(const JsonValue *value, const char *path);
int64_t json_int_at(const JsonValue *value, const char *path);
Text json_text_at(const JsonValue *value, const char *path);

#endif
