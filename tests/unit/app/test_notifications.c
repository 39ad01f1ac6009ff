/* What the clock does with notifications: promises that are near, and the mail of what was not read. Wired as the program
 * wires it. */
#include "../base/check.h"

#undef fail /* cmocka's; ours ends functions that return a Result */

#include <stdio.h>
#include <stdlib.h>

#include "app/wiring.h"
#include "attention/notification.h"
#include "base/digest.h"
#include "store/lane.h"

#define START INT64_C(1795600800000) /* a Wednesday, 10:00 UTC */

typedef struct Place {
    Arena *arena;
    const char *folder;
    Workspace *workspace;
} Place;

static Place place;

static Result run_apply(Work *work, void *context)
{
    return db_run(work->db, db_made_sql(context), DB_NO_VALUES, NULL);
}

static void run(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sql = arena_vprintf(place.arena, format, arguments);
    va_end(arguments);
    must(lane_do(workspace_lane(place.workspace), place.arena, &actor_system, WORK_LIVE, false, run_apply, sql));
}

static int64_t count(const char *sql)
{
    Work work;
    int64_t value = 0;
    must(work_begin_read(place.workspace, place.arena, &actor_system, &work));
    must(db_one_int(work.db, db_made_sql(sql), DB_NO_VALUES, &value));
    work_end_read(&work);
    return value;
}

/* Agent 1 with mail for all that happens, agent 2 with the defaults, ticket 1 of agent 1, and a mailbox that sends. */
static void people_make(void)
{
    run("INSERT INTO agents (id, email, email_key, name, name_key, role, language, time_zone, created_at, updated_at) "
        "VALUES (1, 'ana@x.example', 'ana@x.example', 'Ana', 'ana', 'agent', 'es', 'UTC', 0, 0), "
        "(2, 'luis@x.example', 'luis@x.example', 'Luis', 'luis', 'agent', 'es', 'UTC', 0, 0)");
    run("INSERT INTO agent_attention (agent_id, ways) VALUES (1, '{\"promise\":[\"bell\",\"mail\"],"
        "\"assigned\":[\"mail\"]}')");
    run("INSERT INTO customers (id, name, name_key, created_at, updated_at) VALUES (1, 'Eva', 'eva', 0, 0)");
    run("INSERT INTO tickets (id, subject, status, priority, channel, customer_id, agent_id, created_at, updated_at) "
        "VALUES (1, 'Talla', 'open', 'normal', 'mail', 1, 1, 0, 0)");
    run("INSERT INTO channels (kind, name, name_key, is_active, is_default, address, address_key, thread_tag, "
        "receives, sends, receive_state, send_state, smtp_host, created_at, updated_at) VALUES ('mail', 'S', 's', 1, "
        "1, 's@tienda.example', 's@tienda.example', 'address', 'handed', 'smtp', 'idle', 'idle', 'h', 0, 0)");
}

static int set_up(void **state)
{
    (void)state;
    must(digest_setup());
    clock_set(START);
    place = (Place){.arena = arena_new()};
    const char *above = getenv("TMPDIR");
    char *folder = arena_printf(place.arena, "%s/lazo-notices-XXXXXX", above ? above : "/tmp");
    if (mkdtemp(folder) == NULL)
        return -1;
    place.folder = folder;
    WorkspaceOptions options = {.database = text_format(place.arena, "sqlite:%s/lazo.db", folder)};
    must(workspace_open(&options, &place.workspace));
    must(wire_workspace(place.workspace));
    workspace_set_public_url(place.workspace, TEXT("https://desk.example"));
    people_make();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    workspace_close(place.workspace);
    char command[512];
    snprintf(command, sizeof command, "rm -rf -- '%s'", place.folder);
    int status = system(command);
    arena_free(place.arena);
    return status;
}

static int64_t mails(void)
{
    must(notification_run_mail(place.workspace, place.arena));
    return count("SELECT COUNT(*) FROM outbox WHERE payload LIKE '%ana@x.example%'");
}

static int64_t promises(void)
{
    must(promise_run_watch(place.workspace, place.arena));
    return count("SELECT COALESCE(SUM(times), 0) FROM notifications WHERE kind = 'promise'");
}

static void a_promise_is_told_of_once_a_quarter_of_an_hour_before(void **state)
{
    (void)state;
    run("UPDATE tickets SET next_update_at = %lld", (long long)(START + 20 * MINUTE_MS));
    assert_int_equal(promises(), 0);
    clock_set(START + 6 * MINUTE_MS);
    assert_int_equal(promises(), 1);
    clock_set(START + 12 * MINUTE_MS);
    assert_int_equal(promises(), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM notifications WHERE agent_id = 1 AND event_id IS NULL"), 1);
    /* Put off to a later time, it is another promise. */
    run("UPDATE tickets SET next_update_at = %lld", (long long)(START + 60 * MINUTE_MS));
    clock_set(START + 46 * MINUTE_MS);
    assert_int_equal(promises(), 2);
}

static void a_promise_of_a_settled_ticket_or_of_nobody_is_not(void **state)
{
    (void)state;
    run("UPDATE tickets SET next_update_at = %lld, status = 'solved'", (long long)(START + 5 * MINUTE_MS));
    assert_int_equal(promises(), 0);
    run("UPDATE tickets SET status = 'open', agent_id = NULL");
    assert_int_equal(promises(), 0);
    run("UPDATE tickets SET agent_id = 1, is_spam = 1");
    assert_int_equal(promises(), 0);
}

static void what_stays_unread_goes_by_mail_gathered(void **state)
{
    (void)state;
    run("UPDATE tickets SET next_update_at = %lld", (long long)(START + 10 * MINUTE_MS));
    assert_int_equal(promises(), 1);
    assert_int_equal(mails(), 0); /* it may be read yet */
    clock_set(START + 4 * MINUTE_MS);
    assert_int_equal(mails(), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE payload LIKE '%https://desk.example/app/tickets/1%' "
                           "AND payload LIKE '%Prometiste novedades%'"),
                     1);
    assert_int_equal(mails(), 1); /* once */
    run("UPDATE notifications SET mail_state = 'waiting'");
    clock_set(START + 8 * MINUTE_MS);
    assert_int_equal(mails(), 1); /* not so soon again */
    clock_set(START + 15 * MINUTE_MS);
    assert_int_equal(mails(), 2);
}

static void what_was_read_and_what_is_quiet_does_not_go(void **state)
{
    (void)state;
    run("UPDATE tickets SET next_update_at = %lld", (long long)(START + 10 * MINUTE_MS));
    run("UPDATE agent_attention SET quiet_from = 540, quiet_to = 661"); /* until 11:01 */
    assert_int_equal(promises(), 1);
    clock_set(START + 30 * MINUTE_MS);
    assert_int_equal(mails(), 0);
    assert_int_equal(count("SELECT COUNT(*) FROM notifications WHERE mail_state = 'waiting'"), 1);
    run("UPDATE notifications SET read_at = 1");
    clock_set(START + 62 * MINUTE_MS);
    assert_int_equal(mails(), 0);
    assert_int_equal(count("SELECT COUNT(*) FROM notifications WHERE mail_state = 'seen'"), 1);
}

static void old_ones_are_swept(void **state)
{
    (void)state;
    run("UPDATE tickets SET next_update_at = %lld", (long long)(START + 10 * MINUTE_MS));
    assert_int_equal(promises(), 1);
    clock_set(START + NOTIFICATION_KEEPS_MS - MINUTE_MS);
    must(notification_run_sweep(place.workspace, place.arena));
    assert_int_equal(count("SELECT COUNT(*) FROM notifications"), 1);
    clock_set(START + NOTIFICATION_KEEPS_MS + MINUTE_MS);
    must(notification_run_sweep(place.workspace, place.arena));
    assert_int_equal(count("SELECT COUNT(*) FROM notifications"), 0);
}

#define IN_A_WORKSPACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_WORKSPACE(a_promise_is_told_of_once_a_quarter_of_an_hour_before),
        IN_A_WORKSPACE(a_promise_of_a_settled_ticket_or_of_nobody_is_not),
        IN_A_WORKSPACE(what_stays_unread_goes_by_mail_gathered),
        IN_A_WORKSPACE(what_was_read_and_what_is_quiet_does_not_go),
        IN_A_WORKSPACE(old_ones_are_swept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
