#include "world.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/log.h"
#include "failing_disk.h"

static Result tag_add(Work *work, void *context)
{
    return db_run(work->db, DB_SQL("INSERT INTO tags (name, name_key, created_at, updated_at) VALUES ($1, $1, $2, $2)"),
                  DB_VALUES(db_string(context), db_int(work->now)), NULL);
}

static Result tag(World *world, const char *name)
{
    return world_do(world, tag_add, arena_string(world->arena, name, strlen(name)));
}

/* Enough to make the write-ahead log longer. */
static Result blob_row_add(Work *work, void *context)
{
    (void)context;
    char *bytes = arena_alloc(work->arena, 200000);
    return db_run(work->db,
                  DB_SQL("INSERT INTO blobs (sha256, bytes, place, created_at) VALUES ($1, 1, 'database', 1)"),
                  DB_VALUES(db_text(text_of(memset(bytes, 'x', 199999)))), NULL);
}

static bool is_healthy(World *world)
{
    return lane_state(workspace_lane(world->workspace)).is_healthy;
}

static void await_health(World *world, bool wanted)
{
    for (int i = 0; i < 10000 && is_healthy(world) != wanted; i++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    assert_int_equal(is_healthy(world), wanted);
}

static void fault_refuses_and_recovers(World *world, DiskFault fault)
{
    must(tag(world, "before"));
    failing_disk_set(fault);
    Result result = world_do(world, blob_row_add, NULL);
    must_fail(result, FAULT_BROKEN);
    assert_true(failing_disk_count() > 0);
    await_health(world, false);
    int64_t pieces = lane_state(workspace_lane(world->workspace)).pieces;
    must_fail(tag(world, "meanwhile"), FAULT_BROKEN); /* at once, without a try */
    assert_int_equal(lane_state(workspace_lane(world->workspace)).pieces, pieces);
    assert_int_equal(world_count(world, "tags"), 1); /* reading goes on */
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    if (fault != DISK_FULL) /* a small write may find room on a disk that is full for larger ones */
        assert_false(is_healthy(world));
    failing_disk_set(DISK_FINE);
    await_health(world, true);
    must(tag(world, "after"));
    must(world_do(world, blob_row_add, NULL));
    assert_int_equal(world_count(world, "blobs"), 1);
    assert_true(lane_state(workspace_lane(world->workspace)).failures > 0);
    world_close(world);
    world_open(world);
    assert_int_equal(world_count(world, "tags"), 2);
    assert_int_equal(world_count(world, "blobs"), 1);
}

static void a_full_disk_is_never_acknowledged_and_is_recovered_from(void **state)
{
    fault_refuses_and_recovers(*state, DISK_FULL);
}

static void a_failing_fsync_is_never_acknowledged_and_is_recovered_from(void **state)
{
    fault_refuses_and_recovers(*state, DISK_SYNC_ERROR);
}

static void a_failing_write_is_never_acknowledged_and_is_recovered_from(void **state)
{
    fault_refuses_and_recovers(*state, DISK_WRITE_ERROR);
}

static void closing_while_the_disk_fails_does_not_hang(void **state)
{
    World *world = *state;
    must(tag(world, "before"));
    failing_disk_set(DISK_WRITE_ERROR);
    must_fail(world_do(world, blob_row_add, NULL), FAULT_BROKEN);
    world_close(world);
    failing_disk_set(DISK_FINE);
    world_open(world);
    assert_int_equal(world_count(world, "tags"), 1);
}

#define WRITERS 6
#define WRITES 150
typedef struct Writer {
    World *world;
    int number;
    bool is_acknowledged[WRITES];
} Writer;

static void *writer_main(void *owner)
{
    Writer *writer = owner;
    for (int i = 0; i < WRITES; i++) {
        WITH_ARENA arena = arena_new();
        char name[40];
        snprintf(name, sizeof name, "%d/%d", writer->number, i);
        Result result = lane_do(workspace_lane(writer->world->workspace), arena, &actor_system, WORK_LIVE, i % 4 == 3,
                                tag_add, name);
        writer->is_acknowledged[i] = is_ok(result);
        if (!is_ok(result))
            nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
    }
    return NULL;
}

static void what_was_acknowledged_around_many_faults_is_there_and_nothing_else(void **state)
{
    World *world = *state;
    pthread_t threads[WRITERS];
    static Writer writers[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (Writer){.world = world, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, writer_main, &writers[i]), 0);
    }
    for (int round = 0; round < 6; round++) {
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        failing_disk_set((DiskFault)(round % 3 + 1));
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        failing_disk_set(DISK_FINE);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    failing_disk_set(DISK_FINE);
    world_close(world);
    world_open(world);
    int64_t acknowledged = 0;
    Db *db;
    must(workspace_take_reader(world->workspace, &db));
    for (int i = 0; i < WRITERS; i++)
        for (int j = 0; j < WRITES; j++) {
            char name[40];
            int64_t count;
            snprintf(name, sizeof name, "%d/%d", i, j);
            must(db_one_int(db, DB_SQL("SELECT COUNT(id) FROM tags WHERE name_key = $1"), DB_VALUES(db_string(name)),
                            &count));
            assert_int_equal(count, writers[i].is_acknowledged[j]);
            acknowledged += count;
        }
    workspace_return_reader(world->workspace, db);
    assert_true(acknowledged > 0);
    assert_int_equal(world_count(world, "tags"), acknowledged);
}

int main(void)
{
    failing_disk_install();
    log_setup(LOG_ERROR + 1, false);
    static const WorldTest tests[] = {
        WORLD_TEST_SQLITE(a_full_disk_is_never_acknowledged_and_is_recovered_from),
        WORLD_TEST_SQLITE(a_failing_fsync_is_never_acknowledged_and_is_recovered_from),
        WORLD_TEST_SQLITE(a_failing_write_is_never_acknowledged_and_is_recovered_from),
        WORLD_TEST_SQLITE(closing_while_the_disk_fails_does_not_hang),
        WORLD_TEST_SQLITE(what_was_acknowledged_around_many_faults_is_there_and_nothing_else),
    };
    return world_run_all("store: lane on a failing disk", tests, sizeof tests / sizeof *tests);
}
