#include "world.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/migrate.h"

#define TABLE_A "CREATE TABLE a (id BIGINT PRIMARY KEY);"
#define TABLE_B "CREATE TABLE b (id BIGINT PRIMARY KEY); INSERT INTO b (id) VALUES (7);"

static bool table_exists(Db *db, const char *name)
{
    int64_t count;
    DbSql sql = db->engine == DB_SQLITE
                    ? DB_SQL("SELECT COUNT(name) FROM sqlite_master WHERE name = $1")
                    : DB_SQL("SELECT COUNT(table_name) FROM information_schema.tables WHERE table_schema ="
                             " current_schema() AND table_name = $1");
    must(db_one_int(db, sql, DB_VALUES(db_string(name)), &count));
    return count > 0;
}

/* The world's own database without its tables. */
static Db *empty_connect(World *world)
{
    world_close(world);
    world->database = world->engine == DB_SQLITE ? text_format(world->arena, "sqlite:%s/other.db", world->folder)
                                                 : text_format(world->arena, "%.*s_other", TEXT_ARG(world->database));
    return world_connect(world);
}

static void other_drop(World *world, Db *db)
{
    if (world->engine == DB_POSTGRES) {
        must(db_script(db, "DROP SCHEMA IF EXISTS elsewhere CASCADE"));
        world->database = text_slice(world->database, 0, world->database.length - strlen("_other"));
        Text schema = text_slice(world->database, text_find(world->database, TEXT("schema="), 0) + 7, SIZE_MAX);
        must(db_script(db, arena_printf(world->arena, "DROP SCHEMA %.*s_other CASCADE", TEXT_ARG(schema))));
    }
    db_close(db);
}

static void every_table_of_the_program_is_there_and_named_once(void **state)
{
    World *world = *state;
    Db *db = world_connect(world);
    int64_t count;
    must(db_one_int(db, DB_SQL("SELECT COUNT(id) FROM migrations"), DB_NO_VALUES, &count));
    assert_int_equal(count, store_migration_count);
    assert_true(table_exists(db, "tickets"));
    assert_true(table_exists(db, "search_documents"));
    int64_t id;
    must(db_one_int(
        db, DB_SQL("INSERT INTO tags (name, name_key, created_at, updated_at) VALUES ('a', 'a', 1, 1) RETURNING id"),
        DB_NO_VALUES, &id));
    must(db_run(db, DB_SQL("DELETE FROM tags"), DB_NO_VALUES, NULL));
    int64_t next;
    must(db_one_int(
        db, DB_SQL("INSERT INTO tags (name, name_key, created_at, updated_at) VALUES ('a', 'a', 1, 1) RETURNING id"),
        DB_NO_VALUES, &next));
    assert_true(next > id); /* an id is never given twice */
    db_close(db);
}

static void migrations_run_once_and_only_what_is_missing(void **state)
{
    World *world = *state;
    static const Migration migrations[] = {{1, "a", 1, TABLE_A, TABLE_A}, {2, "b", 1, TABLE_B, TABLE_B}};
    Db *db = empty_connect(world);
    bool is_ours;
    must(migrate_is_ours(db, &is_ours));
    assert_false(is_ours);
    must(migrate(db, migrations, 1));
    assert_true(table_exists(db, "a"));
    assert_false(table_exists(db, "b"));
    must(migrate(db, migrations, 2));
    must(migrate(db, migrations, 2));
    int64_t count;
    must(db_one_int(db, DB_SQL("SELECT COUNT(id) FROM b"), DB_NO_VALUES, &count));
    assert_int_equal(count, 1);
    must(migrate_is_ours(db, &is_ours));
    assert_true(is_ours);
    other_drop(world, db);
}

static void a_database_of_a_newer_program_is_refused_unless_it_says_it_is_compatible(void **state)
{
    World *world = *state;
    static const Migration expanding[] = {{1, "a", 1, TABLE_A, TABLE_A}, {2, "b", 1, TABLE_B, TABLE_B}};
    static const Migration contracting[] = {
        {1, "a", 1, TABLE_A, TABLE_A}, {2, "b", 1, TABLE_B, TABLE_B}, {3, "c", 3, "DROP TABLE a", "DROP TABLE a"}};
    Db *db = empty_connect(world);
    must(migrate(db, expanding, 2));
    must(migrate(db, expanding, 1)); /* the older program in a rolling restart */
    must(migrate(db, contracting, 3));
    Result result = migrate(db, expanding, 2);
    must_fail(result, FAULT_CONFLICT);
    assert_non_null(strstr(result.why, "newer"));
    must(migrate(db, contracting, 3));
    other_drop(world, db);
}

static void a_broken_migration_leaves_nothing_of_itself(void **state)
{
    World *world = *state;
    static const Migration broken[] = {
        {1, "a", 1, TABLE_A, TABLE_A},
        {2, "b", 1, TABLE_B "INSERT INTO nowhere (id) VALUES (1);", TABLE_B "INSERT INTO nowhere (id) VALUES (1);"}};
    static const Migration mended[] = {{1, "a", 1, TABLE_A, TABLE_A}, {2, "b", 1, TABLE_B, TABLE_B}};
    Db *db = empty_connect(world);
    must_fail(migrate(db, broken, 2), FAULT_BROKEN);
    assert_true(table_exists(db, "a"));
    assert_false(table_exists(db, "b"));
    must(migrate(db, mended, 2));
    assert_true(table_exists(db, "b"));
    other_drop(world, db);
}

/* A child that is killed while it is inside migration 2, after its first statements. */
static void migrate_and_be_killed(World *world, const Migration *migrations)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        Db *db = world_connect(world);
        _exit(is_ok(migrate(db, migrations, 2)) ? 0 : 1);
    }
    nanosleep(&(struct timespec){.tv_nsec = 700000000}, NULL);
    assert_int_equal(kill(child, SIGKILL), 0);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status)); /* it was still at it */
}

static void a_killed_migration_is_whole_or_not_there(void **state)
{
    World *world = *state;
    static const Migration slow[] = {
        {1, "a", 1, TABLE_A, TABLE_A},
        {2, "b", 1,
         TABLE_B
         "CREATE TABLE c AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)"
         " SELECT MAX(i) AS i FROM n;",
         TABLE_B "SELECT pg_sleep(2);"}};
    static const Migration quick[] = {{1, "a", 1, TABLE_A, TABLE_A}, {2, "b", 1, TABLE_B, TABLE_B}};
    db_close(empty_connect(world));
    migrate_and_be_killed(world, slow);
    Db *db = world_connect(world);
    assert_true(table_exists(db, "a"));
    assert_false(table_exists(db, "b"));
    must(migrate(db, quick, 2)); /* on PostgreSQL it waits for the lock that the dead one's server process still has */
    assert_true(table_exists(db, "b"));
    other_drop(world, db);
}

#define NODES 4
static void several_nodes_may_start_at_once(void **state)
{
    World *world = *state;
    Db *db = empty_connect(world);
    pid_t children[NODES];
    for (int i = 0; i < NODES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            Db *own = world_connect(world);
            _exit(is_ok(migrate(own, store_migrations, store_migration_count)) ? 0 : 1);
        }
    }
    for (int i = 0; i < NODES; i++) {
        int status;
        waitpid(children[i], &status, 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_true(table_exists(db, "tickets"));
    other_drop(world, db);
}

int main(void)
{
    static const WorldTest tests[] = {
        WORLD_TEST(every_table_of_the_program_is_there_and_named_once),
        WORLD_TEST(migrations_run_once_and_only_what_is_missing),
        WORLD_TEST(a_database_of_a_newer_program_is_refused_unless_it_says_it_is_compatible),
        WORLD_TEST(a_broken_migration_leaves_nothing_of_itself),
        WORLD_TEST(a_killed_migration_is_whole_or_not_there),
        WORLD_TEST_POSTGRES(several_nodes_may_start_at_once),
    };
    return world_run_all("store: migrate", tests, sizeof tests / sizeof *tests);
}
