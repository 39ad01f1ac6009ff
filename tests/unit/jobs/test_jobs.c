/* Jobs, outbox and periodic tasks over a real workspace. On SQLite, and on PostgreSQL when LAZO_TEST_POSTGRES names a
 * server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/log.h"
#include "jobs/jobs.h"
#include "jobs/queue.h"

/* After ours: its macro fail() takes the name of our function. */
#include <cmocka.h>

typedef struct World {
    Workspace *workspace;
    Jobs *jobs;
    Arena *arena;
    char folder[64];
} World;

static atomic_int good_runs, bad_runs, ticks, sends, busy_sends;
static atomic_int_least64_t last_payload;
static char sent_key[64];

static Result refused(Fault fault, const char *why)
{
    return (Result){fault, why};
}

static Result good_run(const JobRun *run)
{
    int64_t number = 0;
    (void)text_to_int(run->payload, &number);
    atomic_store(&last_payload, number);
    atomic_fetch_add(&good_runs, 1);
    return done();
}

static Result flaky_run(const JobRun *run)
{
    atomic_fetch_add(&bad_runs, 1);
    return run->tries < 3 ? refused(FAULT_BUSY, "not yet") : done();
}

static Result hopeless_run(const JobRun *run)
{
    (void)run;
    atomic_fetch_add(&bad_runs, 1);
    return refused(FAULT_BROKEN, "it never works");
}

static Result invalid_run(const JobRun *run)
{
    (void)run;
    atomic_fetch_add(&bad_runs, 1);
    return refused(FAULT_INVALID, "the payload makes no sense");
}

static Result tick(Workspace *workspace, Arena *arena)
{
    (void)workspace;
    (void)arena;
    atomic_fetch_add(&ticks, 1);
    return done();
}

static Result send_well(const OutboxItem *item)
{
    (void)snprintf(sent_key, sizeof(sent_key), "%.*s", TEXT_ARG(item->idempotency_key));
    atomic_fetch_add(&sends, 1);
    return done();
}

static Result send_later(const OutboxItem *item)
{
    (void)item;
    atomic_fetch_add(&busy_sends, 1);
    return refused(FAULT_BUSY, "the far end is busy");
}

static Result send_never(const OutboxItem *item)
{
    (void)item;
    return refused(FAULT_INVALID, "no such address");
}

static const JobKind kinds[] = {
    {.name = "good", .run = good_run},
    {.name = "flaky", .run = flaky_run, .back_off_ms = 20},
    {.name = "hopeless", .run = hopeless_run, .tries_max = 2, .back_off_ms = 20},
    {.name = "invalid", .run = invalid_run},
};
static const PeriodicTask tasks[] = {{"tick", 100, tick}};
/* By a road: "out" until road_works, "well" otherwise; it must go alone. */
static atomic_int on_the_road, most_on_the_road, gave_ups;
static atomic_bool road_works;
static Result send_by_road(const OutboxItem *item)
{
    int now = atomic_fetch_add(&on_the_road, 1) + 1;
    if (now > atomic_load(&most_on_the_road))
        atomic_store(&most_on_the_road, now);
    Result result = atomic_load(&road_works) ? done() : refused(FAULT_BUSY, "the road is out");
    if (is_ok(result))
        result = outbox_keep(item, TEXT("{\"kept\":1}"));
    atomic_fetch_add(is_ok(result) ? &sends : &busy_sends, 1);
    atomic_fetch_sub(&on_the_road, 1);
    return result;
}

static Result give_up(const OutboxItem *item, const char *why)
{
    (void)item;
    (void)why;
    atomic_fetch_add(&gave_ups, 1);
    return done();
}

static const OutboxSender senders[] = {{"well", send_well, NULL, 0},
                                       {"later", send_later, give_up, 0},
                                       {"never", send_never, give_up, 0},
                                       {"road", send_by_road, NULL, 0}};
static const JobsWiring jobs_wiring = {kinds, 4, tasks, 1, senders, 4};

static const Entity *const entities[] = {&job_entity, &outbox_entity};
static void committed(Workspace *workspace, int64_t last_event_id)
{
    (void)last_event_id;
    jobs_committed(workspace);
}
static const ModelWiring model_wiring = {.entities = entities, .entity_count = 2, .committed = committed};

static void must(Result result)
{
    if (!is_ok(result))
        fail_msg("%s: %s", fault_name(result.fault), result.why ? result.why : "");
}

static int world_open(void **state)
{
    World *world = calloc(1, sizeof(World));
    log_setup(LOG_ERROR, false);
    must(digest_setup());
    world->arena = arena_new();
    (void)snprintf(world->folder, sizeof(world->folder), "/tmp/lazo-jobs-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    const char *postgres = getenv("LAZO_TEST_POSTGRES");
    Text place = text_format(world->arena, "sqlite:%s/lazo.db", world->folder);
    if (postgres && *postgres != '\0')
        place = text_format(world->arena, "%s%cschema=jobs_%s", postgres, strchr(postgres, '?') ? '&' : '?',
                            strrchr(world->folder, '-') + 1);
    WorkspaceOptions options = {.database = place};
    must(workspace_open(&options, &world->workspace));
    must(model_setup(world->workspace, &model_wiring));
    atomic_store(&good_runs, 0);
    atomic_store(&bad_runs, 0);
    atomic_store(&ticks, 0);
    atomic_store(&sends, 0);
    atomic_store(&busy_sends, 0);
    atomic_store(&gave_ups, 0);
    atomic_store(&most_on_the_road, 0);
    atomic_store(&road_works, true);
    *state = world;
    return 0;
}

static void world_start(World *world)
{
    must(jobs_start(world->workspace, &jobs_wiring, &world->jobs));
}

static int world_close(void **state)
{
    World *world = *state;
    char command[128];
    if (world->jobs)
        jobs_stop(world->jobs);
    workspace_close(world->workspace);
    arena_free(world->arena);
    (void)snprintf(command, sizeof(command), "rm -rf %s", world->folder);
    int status = system(command);
    free(world);
    return status;
}

static Result write_on_lane(World *world, Result (*apply)(Work *work, void *context), void *context)
{
    return lane_do(workspace_lane(world->workspace), world->arena, &actor_system, WORK_LIVE, false, apply, context);
}

typedef struct Added {
    const char *kind;
    const char *key;
    const char *payload;
    const char *road;
    int64_t delay_ms;
    bool is_outbox;
    bool then_fails;
} Added;

static Result add_apply(Work *work, void *context)
{
    const Added *added = context;
    if (added->is_outbox)
        TRY(outbox_add_by(work, added->kind, text_of(added->road), text_of(added->key), text_of(added->payload)));
    else
        TRY(job_add(work, added->kind, text_of(added->key), text_of(added->payload), work->now + added->delay_ms));
    return added->then_fails ? refused(FAULT_INVALID, "the cause was refused") : done();
}

static void add(World *world, Added added)
{
    must(write_on_lane(world, add_apply, &added));
}

static int64_t count_where(World *world, const char *sql)
{
    Work work;
    int64_t count = -1;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    must(db_one_int(work.db, db_made_sql(sql), DB_NO_VALUES, &count));
    work_end_read(&work);
    return count;
}

/* Until the query counts `wanted` rows; 10 s at most. */
static void wait_for(World *world, const char *sql, int64_t wanted)
{
    for (int i = 0; i < 1000; i++) {
        if (count_where(world, sql) == wanted)
            return;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    assert_int_equal(count_where(world, sql), wanted);
}

static void a_job_runs_once_its_cause_is_committed(void **state)
{
    World *world = *state;
    world_start(world);
    int64_t started_us = clock_monotonic_us();
    add(world, (Added){.kind = "good", .payload = "42"});
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 1);
    assert_true(clock_monotonic_us() - started_us < 1000000); /* woken by the commit, not by looking */
    assert_int_equal(atomic_load(&last_payload), 42);
    assert_int_equal(atomic_load(&good_runs), 1);
}

static void a_job_whose_cause_is_refused_never_runs(void **state)
{
    World *world = *state;
    world_start(world);
    Added added = {.kind = "good", .payload = "1", .then_fails = true};
    assert_int_equal(write_on_lane(world, add_apply, &added).fault, FAULT_INVALID);
    assert_int_equal(count_where(world, "SELECT COUNT(*) FROM jobs"), 0);
}

static void of_two_waiting_jobs_with_one_key_only_the_later_payload_remains(void **state)
{
    World *world = *state;
    add(world, (Added){.kind = "good", .key = "k", .payload = "1", .delay_ms = 100000});
    add(world, (Added){.kind = "good", .key = "k", .payload = "2", .delay_ms = 0});
    add(world, (Added){.kind = "good", .key = "k", .payload = "3", .delay_ms = 200000});
    assert_int_equal(count_where(world, "SELECT COUNT(*) FROM jobs"), 1);
    world_start(world);
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 1);
    assert_int_equal(atomic_load(&last_payload), 3);
    add(world, (Added){.kind = "good", .key = "k", .payload = "4"});
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 2);
}

static void a_job_that_fails_at_first_is_tried_again_until_it_works(void **state)
{
    World *world = *state;
    world_start(world);
    add(world, (Added){.kind = "flaky", .payload = ""});
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'done' AND tries = 3 AND last_error IS NULL", 1);
    assert_int_equal(atomic_load(&bad_runs), 3);
}

static void a_job_that_never_works_is_left_visible_as_failed(void **state)
{
    World *world = *state;
    world_start(world);
    add(world, (Added){.kind = "hopeless", .payload = ""});
    add(world, (Added){.kind = "invalid", .payload = ""});
    add(world, (Added){.kind = "nobody knows it", .payload = ""});
    add(world, (Added){.kind = "good", .payload = "7"});
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'failed' AND last_error IS NOT NULL", 3);
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 1);
    assert_int_equal(atomic_load(&bad_runs), 3); /* twice the hopeless, once the invalid */
}

static Result retry_apply(Work *work, void *context)
{
    return queue_retry(work, false, *(const int64_t *)context);
}

static void a_failed_job_can_be_tried_again_by_hand_but_no_other(void **state)
{
    World *world = *state;
    world_start(world);
    add(world, (Added){.kind = "hopeless", .payload = ""});
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'failed'", 1);
    int64_t id = count_where(world, "SELECT MAX(id) FROM jobs");
    must(write_on_lane(world, retry_apply, &id));
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'failed'", 1);
    assert_true(atomic_load(&bad_runs) > 2);
    add(world, (Added){.kind = "good", .payload = "1"});
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'done'", 1);
    id = count_where(world, "SELECT MAX(id) FROM jobs");
    assert_int_equal(write_on_lane(world, retry_apply, &id).fault, FAULT_CONFLICT);
}

static Result abandon_apply(Work *work, void *context)
{
    (void)context;
    return db_run(work->db, DB_SQL("UPDATE jobs SET state = 'running', tries = 1, leased_until = $1"),
                  DB_VALUES(db_int(work->now - 1)), NULL);
}

static void a_job_whose_process_died_is_taken_over_when_its_lease_ends(void **state)
{
    World *world = *state;
    add(world, (Added){.kind = "good", .payload = "5"});
    must(write_on_lane(world, abandon_apply, NULL));
    world_start(world);
    wait_for(world, "SELECT COUNT(*) FROM jobs WHERE state = 'done' AND tries = 2", 1);
}

static void an_end_that_comes_after_the_lease_changes_nothing(void **state)
{
    World *world = *state;
    add(world, (Added){.kind = "good", .payload = "5"});
    QueueItem item;
    bool is_found;
    must(queue_claim(world->workspace, world->arena, false, NULL, -1, &item, &is_found));
    assert_true(is_found);
    QueueItem second;
    must(queue_claim(world->workspace, world->arena, false, NULL, 60000, &second, &is_found));
    assert_true(is_found);
    assert_int_equal(second.tries, 2);
    must(queue_end(world->workspace, world->arena, false, &item, QUEUE_FAILED, 0, "too late"));
    assert_int_equal(count_where(world, "SELECT COUNT(*) FROM jobs WHERE state = 'running' AND tries = 2"), 1);
    must(queue_end(world->workspace, world->arena, false, &second, QUEUE_DONE, 0, NULL));
    assert_int_equal(count_where(world, "SELECT COUNT(*) FROM jobs WHERE state = 'done'"), 1);
}

static void an_item_of_the_outbox_is_sent_once_for_its_key(void **state)
{
    World *world = *state;
    world_start(world);
    add(world, (Added){.is_outbox = true, .kind = "well", .key = "mail-1", .payload = "{}"});
    add(world, (Added){.is_outbox = true, .kind = "well", .key = "mail-1", .payload = "{}"});
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 1);
    assert_int_equal(count_where(world, "SELECT COUNT(*) FROM outbox"), 1);
    assert_int_equal(atomic_load(&sends), 1);
    assert_string_equal(sent_key, "mail-1");
}

static void what_cannot_be_sent_now_waits_and_what_never_can_fails(void **state)
{
    World *world = *state;
    world_start(world);
    add(world, (Added){.is_outbox = true, .kind = "later", .key = "a", .payload = ""});
    add(world, (Added){.is_outbox = true, .kind = "never", .key = "b", .payload = ""});
    add(world, (Added){.is_outbox = true, .kind = "unknown", .key = "c", .payload = ""});
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND last_error = 'no such address'", 1);
    wait_for(world,
             "SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND tries = 1 AND next_at - created_at >= 60000", 1);
    assert_int_equal(count_where(world, "SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND tries = 0"), 1);
    assert_int_equal(atomic_load(&busy_sends), 1);
    assert_int_equal(atomic_load(&gave_ups), 1);
}

static void add_by_road(World *world, const char *road, const char *key)
{
    add(world, (Added){.is_outbox = true, .kind = "road", .road = road, .key = key, .payload = "{}"});
}

static void what_leaves_by_one_road_goes_one_at_a_time(void **state)
{
    World *world = *state;
    for (int i = 0; i < 20; i++)
        add_by_road(world, "channel:1", arena_printf(world->arena, "mail:%d", i));
    world_start(world);
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 20);
    assert_int_equal(atomic_load(&most_on_the_road), 1);
    assert_int_equal(atomic_load(&sends), 20);
    assert_int_equal(count_where(world, "SELECT COUNT(*) FROM outbox WHERE payload = '{\"kept\":1}'"), 20);
}

static Result open_road_apply(Work *work, void *context)
{
    return outbox_open_road(work, text_of(context));
}

static void a_road_that_is_out_rests_and_holds_up_nobody_else(void **state)
{
    World *world = *state;
    atomic_store(&road_works, false);
    for (int i = 0; i < 5; i++)
        add_by_road(world, "channel:1", arena_printf(world->arena, "mail:%d", i));
    add(world, (Added){.is_outbox = true, .kind = "well", .key = "other", .payload = "{}"});
    world_start(world);
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 1);
    wait_for(world, "SELECT COUNT(*) FROM outbox_roads WHERE failures = 1", 1);
    assert_int_equal(atomic_load(&busy_sends), 1); /* the other four were not even tried */
    atomic_store(&road_works, true);
    add_by_road(world, "channel:2", "mail:9");
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 2);
    char road[] = "channel:1";
    must(write_on_lane(world, open_road_apply, road));
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 7);
    assert_int_equal(count_where(world, "SELECT COUNT(*) FROM outbox_roads WHERE failures > 0"), 0);
}

static Result send_again_apply(Work *work, void *context)
{
    return outbox_send_again(work, "road", TEXT("channel:1"), text_of(context), TEXT("{}"));
}

static void what_was_sent_can_be_sent_again_but_not_what_waits(void **state)
{
    World *world = *state;
    char key[] = "mail:1";
    add_by_road(world, "channel:1", key);
    must(write_on_lane(world, send_again_apply, key));
    world_start(world);
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 1);
    must(write_on_lane(world, send_again_apply, key));
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'", 1);
    for (int i = 0; i < 1000 && atomic_load(&sends) < 2; i++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    assert_int_equal(atomic_load(&sends), 2);
}

static void what_a_killed_process_had_on_its_way_is_taken_up_at_the_start(void **state)
{
    World *world = *state;
    QueueItem item;
    bool found;
    if (workspace_engine(world->workspace) != DB_SQLITE)
        skip(); /* another node may still be at it: its lease decides */
    add_by_road(world, "channel:1", "mail:1");
    must(queue_claim(world->workspace, world->arena, true, "road", HOUR_MS, &item, &found));
    assert_true(found);
    world_start(world);
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND tries = 2", 1);
}

static void sending_is_given_up_after_three_days(void **state)
{
    World *world = *state;
    add(world, (Added){.is_outbox = true, .kind = "later", .key = "old", .payload = ""});
    int64_t now = clock_now();
    clock_set(now + OUTBOX_GIVES_UP_MS);
    world_start(world);
    wait_for(world, "SELECT COUNT(*) FROM outbox WHERE state = 'failed'", 1);
    assert_int_equal(atomic_load(&gave_ups), 1);
    jobs_stop(world->jobs);
    world->jobs = NULL;
    clock_set(now);
}

static void bounds_of_payload_and_key_are_held(void **state)
{
    World *world = *state;
    char *large = calloc(1, JOB_PAYLOAD_BYTES_MAX + 2);
    memset(large, 'x', JOB_PAYLOAD_BYTES_MAX + 1);
    Added added = {.kind = "good", .payload = large};
    assert_int_equal(write_on_lane(world, add_apply, &added).fault, FAULT_INVALID);
    added = (Added){.is_outbox = true, .kind = "well", .key = "", .payload = ""};
    assert_int_equal(write_on_lane(world, add_apply, &added).fault, FAULT_INVALID);
    free(large);
}

static void a_periodic_task_runs_again_and_again(void **state)
{
    World *world = *state;
    world_start(world);
    for (int i = 0; i < 1000 && atomic_load(&ticks) < 3; i++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    assert_true(atomic_load(&ticks) >= 3);
}

static Result event_apply(Work *work, void *context)
{
    (void)context;
    return event_add_changes(work, "job.noted", &job_entity, 1, 0, 0, TEXT("{}"));
}

static void committed_events_get_their_numbers_at_once(void **state)
{
    World *world = *state;
    world_start(world);
    int64_t started_us = clock_monotonic_us();
    for (int i = 0; i < 20; i++)
        must(write_on_lane(world, event_apply, NULL));
    wait_for(world, "SELECT COUNT(*) FROM events WHERE seq IS NOT NULL", 20);
    assert_int_equal(count_where(world, "SELECT COUNT(DISTINCT seq) FROM events"), 20);
    assert_true(clock_monotonic_us() - started_us < 3000000);
}

static void the_wait_doubles_up_to_six_hours(void **state)
{
    (void)state;
    assert_int_equal(outbox_back_off_ms(1, 0), MINUTE_MS);
    assert_int_equal(outbox_back_off_ms(2, 0), 2 * MINUTE_MS);
    assert_int_equal(outbox_back_off_ms(5, 0), 16 * MINUTE_MS);
    assert_int_equal(outbox_back_off_ms(10, 0), 6 * HOUR_MS);
    assert_int_equal(outbox_back_off_ms(INT64_MAX, 0), 6 * HOUR_MS);
    assert_int_equal(outbox_road_rest_ms(1, 0), 5 * SECOND_MS);
    assert_int_equal(outbox_road_rest_ms(3, 0), 20 * SECOND_MS);
    assert_int_equal(outbox_road_rest_ms(INT64_MAX, 0), 10 * MINUTE_MS);
    assert_in_range(outbox_back_off_ms(1, 0.999), MINUTE_MS, MINUTE_MS + MINUTE_MS / 10);
    int64_t total = 0;
    for (int64_t tries = 1; tries <= 19; tries++)
        total += outbox_back_off_ms(tries, 0);
    assert_in_range(total, 2 * DAY_MS, 4 * DAY_MS);
}

#define WORLD_TEST(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)
int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_job_runs_once_its_cause_is_committed),
        WORLD_TEST(a_job_whose_cause_is_refused_never_runs),
        WORLD_TEST(of_two_waiting_jobs_with_one_key_only_the_later_payload_remains),
        WORLD_TEST(a_job_that_fails_at_first_is_tried_again_until_it_works),
        WORLD_TEST(a_job_that_never_works_is_left_visible_as_failed),
        WORLD_TEST(a_failed_job_can_be_tried_again_by_hand_but_no_other),
        WORLD_TEST(a_job_whose_process_died_is_taken_over_when_its_lease_ends),
        WORLD_TEST(an_end_that_comes_after_the_lease_changes_nothing),
        WORLD_TEST(an_item_of_the_outbox_is_sent_once_for_its_key),
        WORLD_TEST(what_cannot_be_sent_now_waits_and_what_never_can_fails),
        WORLD_TEST(what_leaves_by_one_road_goes_one_at_a_time),
        WORLD_TEST(a_road_that_is_out_rests_and_holds_up_nobody_else),
        WORLD_TEST(what_was_sent_can_be_sent_again_but_not_what_waits),
        WORLD_TEST(what_a_killed_process_had_on_its_way_is_taken_up_at_the_start),
        WORLD_TEST(sending_is_given_up_after_three_days),
        WORLD_TEST(bounds_of_payload_and_key_are_held),
        WORLD_TEST(a_periodic_task_runs_again_and_again),
        WORLD_TEST(committed_events_get_their_numbers_at_once),
        cmocka_unit_test(the_wait_doubles_up_to_six_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
