#include "world.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

/* A piece whose end is waited for, of a world where many are submitted at once. */
typedef struct Sent {
    Piece piece;
    Arena *arena;
    const char *name;
    int64_t number;
    int runs;
    atomic_bool has_ended;
    Result result;
    char why[200];
} Sent;

static void sent_finish(void *context, Result result)
{
    Sent *sent = context;
    snprintf(sent->why, sizeof sent->why, "%s", result.why ? result.why : "");
    sent->result = (Result){result.fault, sent->why};
    atomic_store(&sent->has_ended, true);
}

static Result tag_add(Work *work, const char *name, int64_t *out_id)
{
    return db_one_int(
        work->db,
        DB_SQL("INSERT INTO tags (name, name_key, created_at, updated_at) VALUES ($1, $1, $2, $2) RETURNING id"),
        DB_VALUES(db_string(name), db_int(work->now)), out_id);
}

static Result sent_apply(Work *work, void *context)
{
    Sent *sent = context;
    sent->runs++;
    int64_t id;
    return tag_add(work, sent->name, &id);
}

static void sent_prepare(Sent *sent, Arena *arena, Result (*apply)(Work *work, void *context), const char *name)
{
    *sent = (Sent){.arena = arena_new(), .name = arena_string(arena, name, strlen(name))};
    sent->piece =
        (Piece){.apply = apply, .finish = sent_finish, .context = sent, .arena = sent->arena, .actor = actor_system};
}

static void sent_await(Sent *sent)
{
    for (int i = 0; i < 20000 && !atomic_load(&sent->has_ended); i++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    assert_true(atomic_load(&sent->has_ended));
    arena_free(sent->arena);
}

/* Holds the lane (every thread of it) until the gate opens, so that what is sent meanwhile becomes one group. */
typedef struct Gate {
    pthread_mutex_t mutex;
    pthread_cond_t opened;
    bool is_open;
    int waiting;
    Sent holders[4];
} Gate;

static Gate gate;

static Result gate_apply(Work *work, void *context)
{
    (void)work;
    (void)context;
    pthread_mutex_lock(&gate.mutex);
    gate.waiting++;
    while (!gate.is_open)
        pthread_cond_wait(&gate.opened, &gate.mutex);
    pthread_mutex_unlock(&gate.mutex);
    return done();
}

static void gate_close(World *world)
{
    gate = (Gate){.mutex = PTHREAD_MUTEX_INITIALIZER, .opened = PTHREAD_COND_INITIALIZER};
    int holders = world->engine == DB_SQLITE ? 1 : 4;
    for (int i = 0; i < holders; i++) {
        sent_prepare(&gate.holders[i], world->arena, gate_apply, "gate");
        must(lane_submit(workspace_lane(world->workspace), &gate.holders[i].piece));
    }
    for (int waiting = 0; waiting < holders;) {
        pthread_mutex_lock(&gate.mutex);
        waiting = gate.waiting;
        pthread_mutex_unlock(&gate.mutex);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

static void gate_open(World *world)
{
    pthread_mutex_lock(&gate.mutex);
    gate.is_open = true;
    pthread_cond_broadcast(&gate.opened);
    pthread_mutex_unlock(&gate.mutex);
    for (int i = 0; i < (world->engine == DB_SQLITE ? 1 : 4); i++)
        sent_await(&gate.holders[i]);
}

static Result work_seen_apply(Work *work, void *context)
{
    Work *seen = context;
    *seen = *work;
    return done();
}

static void a_piece_gets_its_actor_its_mode_and_the_time(void **state)
{
    World *world = *state;
    Work seen;
    Actor actor = {.kind = ACTOR_AGENT, .id = 7};
    Lane *lane = workspace_lane(world->workspace);
    must(lane_do(lane, world->arena, &actor, WORK_IMPORT, false, work_seen_apply, &seen));
    assert_int_equal(seen.actor.id, 7);
    assert_int_equal(seen.mode, WORK_IMPORT);
    assert_true(seen.workspace == world->workspace);
    assert_true(seen.arena == world->arena);
    assert_true(seen.now > 0 && clock_now() - seen.now < 60000);
    Piece piece = {.apply = work_seen_apply, .context = &seen, .arena = world->arena, .now = 123};
    must(lane_run(lane, &piece));
    assert_int_equal(seen.now, 123);
    assert_string_equal(actor_kind_name(ACTOR_API_KEY), "api_key");
}

static Result conflict_apply(Work *work, void *context)
{
    int64_t id;
    (void)context;
    TRY(tag_add(work, "gone", &id));
    return fail(FAULT_CONFLICT, "changed my mind");
}

static void a_piece_is_handed_over_and_awaited_later(void **state)
{
    World *world = *state;
    Lane *lane = workspace_lane(world->workspace);
    Work seen = {0};
    WaitedPiece *first, *second;
    WITH_ARENA other = arena_new();
    const Piece good = {.apply = work_seen_apply, .context = &seen, .arena = world->arena, .now = 123};
    const Piece bad = {.apply = conflict_apply, .arena = other};
    must(lane_hand_over(lane, &good, &first));
    must(lane_hand_over(lane, &bad, &second));
    must(lane_await(first));
    assert_int_equal(seen.now, 123);
    must_fail(lane_await(second), FAULT_CONFLICT);
    assert_int_equal(world_count(world, "tags"), 0);
}

static void a_failing_piece_takes_no_other_of_its_group_with_it(void **state)
{
    World *world = *state;
    Lane *lane = workspace_lane(world->workspace);
    Sent sent[20];
    gate_close(world);
    int64_t groups = lane_state(lane).groups;
    for (int i = 0; i < 20; i++) {
        sent_prepare(&sent[i], world->arena, sent_apply, arena_printf(world->arena, "tag %d", i % 5 == 4 ? 0 : i));
        must(lane_submit(lane, &sent[i].piece));
    }
    assert_int_equal(lane_state(lane).waiting, 20);
    gate_open(world);
    int conflicts = 0;
    for (int i = 0; i < 20; i++) {
        sent_await(&sent[i]);
        conflicts += sent[i].result.fault == FAULT_CONFLICT;
        if (!is_ok(sent[i].result))
            must_fail(sent[i].result, FAULT_CONFLICT);
    }
    assert_int_equal(conflicts, 4);
    assert_int_equal(world_count(world, "tags"), 16);
    if (world->engine == DB_SQLITE)
        assert_int_equal(lane_state(lane).groups - groups, 2); /* the gate's and theirs */
    assert_true(lane_state(lane).is_healthy);
}

/* Throws the whole transaction away, as SQLite itself does after some errors. */
static Result vandal_apply(Work *work, void *context)
{
    Sent *sent = context;
    sent->runs++;
    db_rollback(work->db);
    return fail(FAULT_CONFLICT, "I threw everything away.");
}

static void when_the_whole_group_is_gone_its_pieces_run_again_singly(void **state)
{
    World *world = *state;
    Sent sent[9];
    gate_close(world);
    for (int i = 0; i < 9; i++) {
        sent_prepare(&sent[i], world->arena, i == 5 ? vandal_apply : sent_apply,
                     arena_printf(world->arena, "tag %d", i));
        must(lane_submit(workspace_lane(world->workspace), &sent[i].piece));
    }
    gate_open(world);
    for (int i = 0; i < 9; i++) {
        sent_await(&sent[i]);
        if (i == 5)
            must_fail(sent[i].result, FAULT_CONFLICT);
        else
            must(sent[i].result);
    }
    assert_int_equal(world_count(world, "tags"), 8);
    if (world->engine == DB_SQLITE) {
        assert_int_equal(sent[0].runs, 2);
        assert_int_equal(sent[5].runs, 2);
        assert_int_equal(sent[8].runs, 1);
    }
}

static Result fickle_apply(Work *work, void *context)
{
    Sent *sent = context;
    /* What the first run left in the arena is gone. */
    char *note = arena_alloc(work->arena, 64);
    for (int i = 0; i < 64; i++)
        if (note[i])
            return fail(FAULT_BROKEN, "The arena was not rewound.");
    memset(note, 'x', 64);
    assert_true(arena_used(work->arena) < 200);
    return sent_apply(work, sent);
}

static void an_arena_is_rewound_before_each_run(void **state)
{
    World *world = *state;
    Sent sent[3];
    gate_close(world);
    for (int i = 0; i < 3; i++) {
        sent_prepare(&sent[i], world->arena, i == 2 ? vandal_apply : fickle_apply,
                     arena_printf(world->arena, "tag %d", i));
        must(lane_submit(workspace_lane(world->workspace), &sent[i].piece));
    }
    gate_open(world);
    for (int i = 0; i < 3; i++)
        sent_await(&sent[i]);
    must(sent[0].result);
    must(sent[1].result);
}

/* Hooks that count, and fail when told to. */
static struct {
    atomic_int begun;
    atomic_int settled;
    atomic_int ended;
    atomic_int committed;
    const char *poison;
} hooked;

static Result hook_begin(Work *work)
{
    (void)work;
    hooked.begun++;
    return done();
}

static Result hook_settle(Work *work)
{
    hooked.settled++;
    int64_t count;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(id) FROM tags WHERE name = 'refused by a reactor'"), DB_NO_VALUES,
                   &count));
    return count > 0 ? fail(FAULT_DENIED, "A reactor refuses.") : done();
}

static Result hook_end_group(Work *const *works, size_t count)
{
    hooked.ended += (int)count;
    int64_t poisoned;
    TRY(db_one_int(works[0]->db, DB_SQL("SELECT COUNT(id) FROM tags WHERE name = $1"),
                   DB_VALUES(db_string(hooked.poison)), &poisoned));
    return poisoned > 0 ? fail(FAULT_INVALID, "No row for search.") : done();
}

static void hook_committed(Workspace *workspace, Work *const *works, size_t count)
{
    (void)workspace;
    for (size_t i = 0; i < count; i++)
        assert_non_null(works[i]->arena);
    hooked.committed += (int)count;
}

static void hooks_run_around_each_piece_and_each_group(void **state)
{
    World *world = *state;
    Lane *lane = workspace_lane(world->workspace);
    memset(&hooked, 0, sizeof hooked);
    hooked.poison = "poison";
    LaneHooks hooks = {hook_begin, hook_settle, hook_end_group, hook_committed};
    lane_set_hooks(lane, &hooks);
    static const char *const names[] = {"a", "refused by a reactor", "b", "poison", "c"};
    Sent sent[5];
    for (int i = 0; i < 5; i++)
        sent_prepare(&sent[i], world->arena, sent_apply, names[i]);
    gate_close(world);
    for (int i = 0; i < 5; i++)
        must(lane_submit(lane, &sent[i].piece));
    gate_open(world);
    for (int i = 0; i < 5; i++)
        sent_await(&sent[i]);
    must(sent[0].result);
    must_fail(sent[1].result, FAULT_DENIED);
    must(sent[2].result);
    must_fail(sent[3].result, FAULT_INVALID); /* alone at fault for the whole group */
    must(sent[4].result);
    assert_int_equal(world_count(world, "tags"), 3);
    assert_int_equal(hooked.committed, 3 + (world->engine == DB_SQLITE ? 1 : 4)); /* with the gate's */
}

static void when_too_many_wait_the_next_is_told_to_come_later(void **state)
{
    World *world = *state;
    Lane *lane = workspace_lane(world->workspace);
    gate_close(world);
    Arena *arena = arena_new();
    Sent *sent = ARENA_ARRAY(arena, Sent, LANE_WAITING_MAX);
    for (int i = 0; i < LANE_WAITING_MAX; i++) {
        sent[i].piece = (Piece){.apply = gate_apply, .finish = sent_finish, .context = &sent[i], .arena = arena};
        must(lane_submit(lane, &sent[i].piece));
    }
    Sent late;
    sent_prepare(&late, world->arena, sent_apply, "late");
    must_fail(lane_submit(lane, &late.piece), FAULT_BUSY);
    assert_false(late.has_ended);
    arena_free(late.arena);
    gate_open(world);
    for (int i = 0; i < LANE_WAITING_MAX; i++) {
        sent[i].arena = NULL;
        sent_await(&sent[i]);
        must(sent[i].result);
    }
    arena_free(arena);
}

static atomic_int order;
static Result order_apply(Work *work, void *context)
{
    (void)work;
    ((Sent *)context)->number = ++order;
    return done();
}

static void bulk_pieces_wait_behind_interactive_ones(void **state)
{
    World *world = *state;
    Lane *lane = workspace_lane(world->workspace);
    Sent sent[10];
    order = 0;
    gate_close(world);
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    for (int i = 0; i < 10; i++) {
        sent_prepare(&sent[i], world->arena, order_apply, "x");
        sent[i].piece.is_bulk = i < 5;
        must(lane_submit(lane, &sent[i].piece));
    }
    gate_open(world);
    int64_t last_interactive = 0;
    int64_t first_bulk = 100;
    for (int i = 0; i < 10; i++) {
        sent_await(&sent[i]);
        if (i >= 5 && sent[i].number > last_interactive)
            last_interactive = sent[i].number;
        if (i < 5 && sent[i].number < first_bulk)
            first_bulk = sent[i].number;
    }
    if (world->engine == DB_POSTGRES)
        assert_true(first_bulk > 1);
    else
        assert_true(first_bulk == 1 || last_interactive < first_bulk); /* one at most when it has waited long */
}

#define WRITERS 8
#define WRITES 60
typedef struct Adder {
    World *world;
    int number;
    int64_t acknowledged;
} Adder;

static Result counter_apply(Work *work, void *context)
{
    (void)context;
    int64_t value;
    TRY(db_one_int(work->db, DB_SQL("SELECT version FROM settings WHERE key = 'counter'"), DB_NO_VALUES, &value));
    return db_run(work->db, DB_SQL("UPDATE settings SET version = $1 WHERE key = 'counter'"),
                  DB_VALUES(db_int(value + 1)), NULL);
}

static void *adder_main(void *owner)
{
    Adder *adder = owner;
    for (int i = 0; i < WRITES; i++) {
        WITH_ARENA arena = arena_new();
        Result result = lane_do(workspace_lane(adder->world->workspace), arena, &actor_system, WORK_LIVE, false,
                                counter_apply, NULL);
        adder->acknowledged += is_ok(result);
        if (!is_ok(result) && result.fault != FAULT_BUSY)
            adder->acknowledged = -1000000;
    }
    return NULL;
}

static Result counter_make(Work *work, void *context)
{
    (void)context;
    return db_run(work->db,
                  DB_SQL("INSERT INTO settings (key, value, version, updated_at) VALUES ('counter', '0', 0, 0)"),
                  DB_NO_VALUES, NULL);
}

static void parallel_read_and_write_pieces_lose_no_update(void **state)
{
    World *world = *state;
    must(world_do(world, counter_make, NULL));
    pthread_t threads[WRITERS];
    Adder adders[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        adders[i] = (Adder){.world = world, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, adder_main, &adders[i]), 0);
    }
    int64_t acknowledged = 0;
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        acknowledged += adders[i].acknowledged;
    }
    Db *db;
    int64_t value;
    must(workspace_take_reader(world->workspace, &db));
    must(db_one_int(db, DB_SQL("SELECT version FROM settings WHERE key = 'counter'"), DB_NO_VALUES, &value));
    workspace_return_reader(world->workspace, db);
    assert_int_equal(value, acknowledged);
    assert_true(acknowledged >= WRITERS * WRITES / (world->engine == DB_SQLITE ? 1 : 8));
    assert_true(lane_state(workspace_lane(world->workspace)).is_healthy);
}

static void closing_runs_what_waits_and_refuses_more(void **state)
{
    World *world = *state;
    Sent sent[50];
    for (int i = 0; i < 50; i++) {
        sent_prepare(&sent[i], world->arena, sent_apply, arena_printf(world->arena, "tag %d", i));
        must(lane_submit(workspace_lane(world->workspace), &sent[i].piece));
    }
    world_close(world);
    for (int i = 0; i < 50; i++) {
        assert_true(atomic_load(&sent[i].has_ended));
        must(sent[i].result);
        sent_await(&sent[i]);
    }
    world_open(world);
    assert_int_equal(world_count(world, "tags"), 50);
}

static Result kill_server_side(Work *work, void *context)
{
    Sent *sent = context;
    sent->runs++;
    int64_t id;
    TRY(tag_add(work, sent->name, &id));
    if (sent->runs == 1)
        TRY(db_run(work->db, DB_SQL("SELECT pg_terminate_backend(pg_backend_pid())"), DB_NO_VALUES, NULL));
    return done();
}

static void a_connection_lost_before_the_commit_is_opened_again_and_the_piece_repeated(void **state)
{
    World *world = *state;
    Sent sent;
    sent_prepare(&sent, world->arena, kill_server_side, "once");
    must(lane_submit(workspace_lane(world->workspace), &sent.piece));
    sent_await(&sent);
    must(sent.result);
    assert_int_equal(sent.runs, 2);
    assert_int_equal(world_count(world, "tags"), 1);
}

static void a_reader_whose_connection_was_lost_is_replaced(void **state)
{
    World *world = *state;
    assert_int_equal(world_count(world, "tags"), 0); /* an idle reader is there */
    Db *db = world_connect(world);
    must(db_run(db,
                DB_SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lazo'"
                       " AND pid <> pg_backend_pid() AND datname = current_database()"
                       " AND query LIKE '%COUNT(*) FROM tags%'"),
                DB_NO_VALUES, NULL));
    db_close(db);
    Work work;
    int64_t count;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    must(db_one_int(work.db, DB_SQL("SELECT COUNT(id) FROM tags"), DB_NO_VALUES, &count));
    work_end_read(&work);
}

static Result deferred_fault_apply(Work *work, void *context)
{
    Sent *sent = context;
    sent->runs++;
    if (work->db->engine == DB_SQLITE)
        TRY(db_run(work->db, DB_SQL("PRAGMA defer_foreign_keys = ON"), DB_NO_VALUES, NULL));
    return db_run(work->db, DB_SQL("INSERT INTO taggings (entity, record_id, tag_id) VALUES ('ticket', 1, 999)"),
                  DB_NO_VALUES, NULL);
}

static void a_fault_that_shows_at_the_commit_hits_only_its_own_piece(void **state)
{
    World *world = *state;
    Sent sent[3];
    gate_close(world);
    for (int i = 0; i < 3; i++) {
        sent_prepare(&sent[i], world->arena, i == 1 ? deferred_fault_apply : sent_apply,
                     arena_printf(world->arena, "tag %d", i));
        must(lane_submit(workspace_lane(world->workspace), &sent[i].piece));
    }
    gate_open(world);
    for (int i = 0; i < 3; i++)
        sent_await(&sent[i]);
    must(sent[0].result);
    must_fail(sent[1].result, FAULT_CONFLICT);
    must(sent[2].result);
    assert_int_equal(world_count(world, "tags"), 2);
    assert_int_equal(world_count(world, "taggings"), 0);
}

int main(void)
{
    static const WorldTest tests[] = {
        WORLD_TEST(a_piece_gets_its_actor_its_mode_and_the_time),
        WORLD_TEST(a_piece_is_handed_over_and_awaited_later),
        WORLD_TEST(a_failing_piece_takes_no_other_of_its_group_with_it),
        WORLD_TEST(when_the_whole_group_is_gone_its_pieces_run_again_singly),
        WORLD_TEST(an_arena_is_rewound_before_each_run),
        WORLD_TEST(hooks_run_around_each_piece_and_each_group),
        WORLD_TEST_SQLITE(when_too_many_wait_the_next_is_told_to_come_later),
        WORLD_TEST(bulk_pieces_wait_behind_interactive_ones),
        WORLD_TEST(parallel_read_and_write_pieces_lose_no_update),
        WORLD_TEST(closing_runs_what_waits_and_refuses_more),
        WORLD_TEST(a_fault_that_shows_at_the_commit_hits_only_its_own_piece),
        WORLD_TEST_POSTGRES(a_connection_lost_before_the_commit_is_opened_again_and_the_piece_repeated),
        WORLD_TEST_POSTGRES(a_reader_whose_connection_was_lost_is_replaced),
    };
    return world_run_all("store: lane", tests, sizeof tests / sizeof *tests);
}
