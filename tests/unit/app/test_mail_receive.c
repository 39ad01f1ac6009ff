/* Mail as it comes in: stored, read, tried again, shown. Wired as the program wires it, because a crash of the reader is tried
 * in a process of its own (`--crash URL` of this very program). */
#include "../base/check.h"

#undef fail /* cmocka's; ours ends functions that return a Result */

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/wiring.h"
#include "base/digest.h"
#include "channel/mail_receive.h"
#include "store/blob.h"
#include "store/lane.h"

typedef struct Place {
    Arena *arena;
    const char *folder;
    Text database;
    Workspace *workspace;
    int64_t channel_id;
} Place;

static Place place;

static Result channel_apply(Work *work, void *context)
{
    return db_one_int(
        work->db,
        DB_SQL("INSERT INTO channels (kind, name, name_key, is_active, is_default, address, address_key, thread_tag, "
               "receives, sends, receive_state, send_state, created_at, updated_at) VALUES ('mail', 'Soporte', "
               "'soporte', 1, 1, 'soporte@tienda.example', 'soporte@tienda.example', 'address', 'handed', 'none', "
               "'idle', 'idle', $1, $1) RETURNING id"),
        DB_VALUES(db_int(work->now)), context);
}

static Workspace *opened(Text database)
{
    Workspace *workspace = NULL;
    WorkspaceOptions options = {.database = database};
    must(workspace_open(&options, &workspace));
    must(wire_workspace(workspace));
    return workspace;
}

static int set_up(void **state)
{
    (void)state;
    must(digest_setup());
    place = (Place){.arena = arena_new()};
    const char *above = getenv("TMPDIR");
    char *folder = arena_printf(place.arena, "%s/lazo-mail-XXXXXX", above ? above : "/tmp");
    if (mkdtemp(folder) == NULL)
        return -1;
    place.folder = folder;
    place.database = text_format(place.arena, "sqlite:%s/lazo.db", folder);
    place.workspace = opened(place.database);
    must(lane_do(workspace_lane(place.workspace), place.arena, &actor_system, WORK_LIVE, false, channel_apply,
                 &place.channel_id));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    mail_receive_set_reader(NULL);
    workspace_close(place.workspace);
    char command[512];
    snprintf(command, sizeof command, "rm -rf -- '%s'", place.folder);
    int status = system(command);
    arena_free(place.arena);
    return status;
}

/* ---- looking ---- */

static int64_t count(const char *sql)
{
    Work work;
    int64_t value = 0;
    must(work_begin_read(place.workspace, place.arena, &actor_system, &work));
    must(db_one_int(work.db, db_made_sql(sql), DB_NO_VALUES, &value));
    work_end_read(&work);
    return value;
}

static Text text(const char *sql)
{
    Work work;
    DbCursor cursor = {0};
    bool has_row;
    must(work_begin_read(place.workspace, place.arena, &actor_system, &work));
    must(db_query(work.db, db_made_sql(sql), DB_NO_VALUES, &cursor));
    must(db_next(&cursor, &has_row));
    Text found = has_row ? text_copy(place.arena, db_column_text(&cursor, 0)) : TEXT("");
    db_close_cursor(&cursor);
    work_end_read(&work);
    return found;
}

static Result run_apply(Work *work, void *context)
{
    return db_run(work->db, db_made_sql(context), DB_NO_VALUES, NULL);
}

static MailReceived receive(Text raw)
{
    MailReceived received;
    MailReceipt receipt = {
        .channel_id = place.channel_id, .source = "pipe", .raw = raw, .envelope_to = TEXT("soporte@tienda.example")};
    must(mail_receive(place.workspace, place.arena, &receipt, &received));
    return received;
}

static void later(void)
{
    clock_set(clock_now() + 10 * MINUTE_MS);
    must(mail_receive_waiting(place.workspace, place.arena));
}

/* ---- readers ---- */

#define POISON TEXT("POISON")
#define POISONED                                                                                                       \
    TEXT("From: Ana <ana@example.com>\nTo: soporte@tienda.example\nSubject: Mi pedido\nMessage-ID: <p@x>\n\nPOISON\n")
#define ORDINARY TEXT("From: luis@example.com\nTo: soporte@tienda.example\nSubject: Otro\nMessage-ID: <o@x>\n\nHola\n")

static Result failing_reader(Arena *arena, Text raw, const MailOptions *options, MailMessage *out)
{
    if (text_find(raw, POISON, 0) != SIZE_MAX)
        return fail(FAULT_INVALID, "The reader does not like this one.");
    return mail_read(arena, raw, options, out);
}

static Result aborting_reader(Arena *arena, Text raw, const MailOptions *options, MailMessage *out)
{
    if (text_find(raw, POISON, 0) != SIZE_MAX)
        _exit(86);
    return mail_read(arena, raw, options, out);
}

/* As if the program were killed while it reads, whatever that is. */
static Result killed_reader(Arena *arena, Text raw, const MailOptions *options, MailMessage *out)
{
    (void)arena;
    (void)raw;
    (void)options;
    (void)out;
    _exit(86);
}

/* ---- tests ---- */

static void a_message_is_taken_at_once_and_once(void **state)
{
    (void)state;
    MailReceived first = receive(ORDINARY);
    assert_true(first.is_taken && first.taken.opened);
    MailReceived second = receive(ORDINARY);
    assert_true(second.is_taken && second.taken.was_known);
    assert_int_equal(count("SELECT COUNT(*) FROM tickets"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM mail_spool"), 0);
    assert_text(text("SELECT recipients FROM messages"),
                "{\"from\":[{\"name\":\"\",\"address\":\"luis@example.com\"}],\"to\":[{\"name\":\"\",\"address\":"
                "\"soporte@tienda.example\"}],\"cc\":[],\"bcc\":[]}");
    assert_int_equal(count("SELECT channel_id FROM message_mail"), place.channel_id);
}

static void nothing_and_too_much_are_refused(void **state)
{
    (void)state;
    MailReceived received;
    MailReceipt receipt = {.channel_id = place.channel_id, .source = "pipe", .raw = TEXT("")};
    must_fail(mail_receive(place.workspace, place.arena, &receipt, &received), FAULT_INVALID);
    receipt.raw = (Text){"x", MAIL_RAW_BYTES_MAX + 1};
    must_fail(mail_receive(place.workspace, place.arena, &receipt, &received), FAULT_LIMIT);
    assert_int_equal(count("SELECT COUNT(*) FROM mail_spool"), 0);
}

static void fail_three_times(void)
{
    mail_receive_set_reader(failing_reader);
    assert_false(receive(POISONED).is_taken);
    assert_int_equal(count("SELECT tries FROM mail_spool"), 1);
    assert_true(receive(ORDINARY).is_taken);  /* nobody waits for the poisoned one */
    assert_false(receive(POISONED).is_taken); /* offered again: it is here already */
    assert_int_equal(count("SELECT tries FROM mail_spool"), 1);
    later();
    assert_int_equal(count("SELECT tries FROM mail_spool"), 2);
    assert_text(text("SELECT state FROM mail_spool"), "waiting");
    later();
    assert_int_equal(count("SELECT tries FROM mail_spool"), 3);
    assert_text(text("SELECT state FROM mail_spool"), "failed");
}

static void what_fails_three_times_is_a_ticket_with_the_original(void **state)
{
    (void)state;
    fail_three_times();
    assert_int_equal(count("SELECT COUNT(*) FROM tickets"), 2);
    assert_text(text("SELECT t.subject FROM tickets t JOIN mail_spool s ON s.ticket_id = t.id"), "Mi pedido");
    assert_text(text("SELECT c.email FROM customers c JOIN tickets t ON t.customer_id = c.id JOIN mail_spool s ON "
                     "s.ticket_id = t.id"),
                "ana@example.com");
    assert_text(text("SELECT name FROM attachments"), "original.eml");
    assert_text(text("SELECT type FROM attachments"), "application/octet-stream");
    assert_int_equal(count("SELECT COUNT(*) FROM attachments a JOIN blobs b ON b.id = a.blob_id AND a.bytes = b.bytes"),
                     1);
    Text note = text("SELECT text FROM messages WHERE is_public = 0");
    assert_true(text_find(note, TEXT("The reader does not like this one."), 0) != SIZE_MAX);
    later(); /* and stays as it is */
    assert_int_equal(count("SELECT COUNT(*) FROM tickets"), 2);
}

static void a_retry_that_reads_it_says_so_in_the_ticket(void **state)
{
    (void)state;
    fail_three_times();
    int64_t shown_by = count("SELECT ticket_id FROM mail_spool");
    char retry[] = "UPDATE mail_spool SET state = 'waiting', tries = 0, due_at = 0";
    must(lane_do(workspace_lane(place.workspace), place.arena, &actor_system, WORK_LIVE, false, run_apply, retry));
    mail_receive_set_reader(NULL);
    must(mail_receive_waiting(place.workspace, place.arena));
    assert_int_equal(count("SELECT COUNT(*) FROM mail_spool"), 0);
    assert_int_equal(count("SELECT COUNT(*) FROM tickets"), 3);
    assert_int_equal(count("SELECT COUNT(*) FROM mail_ids WHERE mail_key = 'p@x'"), 1);
    Text note = text("SELECT text FROM messages WHERE is_public = 0 ORDER BY id DESC");
    Text told = text_format(place.arena, "ticket %lld", (long long)count("SELECT MAX(id) FROM tickets"));
    assert_true(text_find(note, told, 0) != SIZE_MAX);
    assert_int_equal(count("SELECT MAX(ticket_id) FROM messages WHERE is_public = 0"), shown_by);
}

static void a_retry_that_fails_again_keeps_its_one_ticket(void **state)
{
    (void)state;
    fail_three_times();
    char retry[] = "UPDATE mail_spool SET state = 'waiting', tries = 0, due_at = 0";
    must(lane_do(workspace_lane(place.workspace), place.arena, &actor_system, WORK_LIVE, false, run_apply, retry));
    for (int i = 0; i < 3; i++)
        later();
    assert_text(text("SELECT state FROM mail_spool"), "failed");
    assert_int_equal(count("SELECT COUNT(*) FROM tickets"), 2);
    assert_int_equal(count("SELECT COUNT(*) FROM messages WHERE is_public = 0"), 2);
}

/* ---- a reader that takes the process with it ---- */

/* In a process of its own: what waits is tried, then the message is offered. */
static int crash(const char *database, MailReader reader, Text offered)
{
    must(digest_setup());
    place = (Place){.arena = arena_new(), .channel_id = 1};
    place.workspace = opened(text_of(database));
    mail_receive_set_reader(reader);
    must(mail_receive_recover(place.workspace));
    must(mail_receive_waiting(place.workspace, place.arena));
    (void)receive(offered);
    workspace_close(place.workspace);
    return 0;
}

static int run_to_crash(const char *how)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        execl("/proc/self/exe", "test_mail_receive", how, text_string(place.arena, place.database), (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_crash_of_the_reader_counts_as_a_try(void **state)
{
    (void)state;
    workspace_close(place.workspace);
    for (int i = 0; i < 3; i++)
        assert_int_equal(run_to_crash("--crash"), 86);
    assert_int_equal(run_to_crash("--crash"), 0); /* its tries are used up: shown, and not read again */
    place.workspace = opened(place.database);
    assert_text(text("SELECT state FROM mail_spool"), "failed");
    assert_int_equal(count("SELECT COUNT(*) FROM mail_spool"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM tickets"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM attachments"), 1);
}

static void a_message_that_was_being_read_at_three_kills_is_taken_in_the_end(void **state)
{
    (void)state;
    workspace_close(place.workspace);
    for (int i = 0; i < 3; i++)
        assert_int_equal(run_to_crash("--killed"), 86);
    place.workspace = opened(place.database);
    must(mail_receive_recover(place.workspace));
    must(mail_receive_waiting(place.workspace, place.arena));
    assert_int_equal(count("SELECT COUNT(*) FROM mail_spool"), 0);
    assert_int_equal(count("SELECT COUNT(*) FROM tickets"), 1);
    assert_int_equal(count("SELECT COUNT(*) FROM attachments"), 0);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--crash") == 0)
        return crash(argv[2], aborting_reader, POISONED);
    if (argc == 3 && strcmp(argv[1], "--killed") == 0)
        return crash(argv[2], killed_reader, ORDINARY);
#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_PLACE(a_message_is_taken_at_once_and_once),
        IN_PLACE(nothing_and_too_much_are_refused),
        IN_PLACE(what_fails_three_times_is_a_ticket_with_the_original),
        IN_PLACE(a_retry_that_reads_it_says_so_in_the_ticket),
        IN_PLACE(a_retry_that_fails_again_keeps_its_one_ticket),
        IN_PLACE(a_crash_of_the_reader_counts_as_a_try),
        IN_PLACE(a_message_that_was_being_read_at_three_kills_is_taken_in_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
