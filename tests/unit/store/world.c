#include "world.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/postgres_url.h"
#include "store/sqlite_file.h"

#define TESTS_MAX 64

typedef struct Prepared {
    DbEngine engine;
} Prepared;

static const char *postgres_base(void)
{
    const char *url = getenv("LAZO_TEST_POSTGRES");
    return url && *url ? url : NULL;
}

static Text database_of(World *world)
{
    static int number;
    if (world->engine == DB_SQLITE)
        return text_format(world->arena, "sqlite:%s/data/lazo.db", world->folder);
    return text_format(world->arena, "%s%cschema=store_%ld_%d", postgres_base(),
                       strchr(postgres_base(), '?') ? '&' : '?', (long)getpid(), ++number);
}

void world_open(World *world)
{
    WorkspaceOptions options = {.database = world->database};
    must(workspace_open(&options, &world->workspace));
}

void world_close(World *world)
{
    workspace_close(world->workspace);
    world->workspace = NULL;
}

Db *world_connect(World *world)
{
    Db *db;
    if (world->engine == DB_SQLITE) {
        SqliteFile file;
        must(sqlite_file_find(world->arena, world->database, true, &file));
        must(sqlite_file_make(world->arena, &file));
        SqliteOptions options = {.path = file.path, .cache_kib = 2048};
        must(sqlite_open(&options, &db));
    } else {
        PostgresOptions options;
        must(postgres_url_read(world->arena, world->database, &options));
        options.makes_schema = true;
        must(postgres_open(&options, &db));
    }
    return db;
}

Result world_do(World *world, Result (*apply)(Work *work, void *context), void *context)
{
    return lane_do(workspace_lane(world->workspace), world->arena, &actor_system, WORK_LIVE, false, apply, context);
}

int64_t world_count(World *world, const char *table)
{
    Db *db;
    int64_t count;
    must(workspace_take_reader(world->workspace, &db));
    must(db_one_int(db, db_made_sql(arena_printf(world->arena, "SELECT COUNT(*) FROM %s", table)), DB_NO_VALUES,
                    &count));
    workspace_return_reader(world->workspace, db);
    return count;
}

static int set_up(void **state)
{
    const Prepared *prepared = *state;
    Arena *arena = arena_new();
    World *world = ARENA_NEW(arena, World);
    *world = (World){.engine = prepared->engine, .arena = arena};
    const char *place = getenv("TMPDIR");
    char *folder = arena_printf(arena, "%s/lazo-store-XXXXXX", place ? place : "/tmp");
    if (!mkdtemp(folder))
        return -1;
    world->folder = folder;
    *state = world;
    if (world->engine == DB_POSTGRES && !postgres_base())
        return 0; /* the test itself is skipped */
    world->database = database_of(world);
    world_open(world);
    return 0;
}

static void schema_drop(World *world)
{
    Db *db = world_connect(world);
    must(db_run(db, DB_SQL("SET client_min_messages TO warning"), DB_NO_VALUES, NULL));
    int64_t dropped;
    Text schema = text_slice(world->database, text_find(world->database, TEXT("schema="), 0) + 7, SIZE_MAX);
    const char *sql = arena_printf(world->arena, "DROP SCHEMA %.*s CASCADE", TEXT_ARG(schema));
    must(db_run(db, db_made_sql(sql), DB_NO_VALUES, &dropped));
    db_close(db);
}

static int entry_remove(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static int tear_down(void **state)
{
    World *world = *state;
    world_close(world);
    if (world->engine == DB_POSTGRES && postgres_base())
        schema_drop(world);
    int status = nftw(world->folder, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(world->arena);
    return status;
}

static void skipped(void **state)
{
    (void)state;
    skip();
}

int world_run_all(const char *group, const WorldTest *tests, size_t count)
{
    static Prepared prepared[] = {{DB_SQLITE}, {DB_POSTGRES}};
    struct CMUnitTest all[2 * TESTS_MAX];
    size_t used = 0;
    WITH_ARENA arena = arena_new();
    for (size_t i = 0; i < count && i < TESTS_MAX; i++)
        for (int engine = 0; engine < 2; engine++) {
            if (tests[i].engines == (engine == 0 ? ON_POSTGRES : ON_SQLITE))
                continue;
            bool is_skipped = engine == 1 && !postgres_base();
            all[used++] = (struct CMUnitTest){
                .name = arena_printf(arena, "%s: %s", engine == 0 ? "sqlite" : "postgres", tests[i].name),
                .test_func = is_skipped ? skipped : tests[i].run,
                .setup_func = set_up,
                .teardown_func = tear_down,
                .initial_state = &prepared[engine]};
        }
    return _cmocka_run_group_tests(group, all, used, NULL, NULL);
}
