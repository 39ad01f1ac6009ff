#include "../desk/desk_world.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "import/import_mail.h"
#include "desk/attachment.h"
#include "people/customer.h"
#include "store/blob.h"

/* Lines of a message, LF for CRLF. */
static const char *a_mail(World *world, const char *id, const char *from, const char *headers, const char *body)
{
    return arena_printf(world->arena,
                        "Message-ID: <%s>\nFrom: %s\nTo: soporte@tienda.example\nSubject: Mi pedido\n"
                        "Date: Mon, 6 Jan 2025 10:00:00 -0500\nMIME-Version: 1.0\n%s\n%s\n",
                        id, from, headers, body);
}

static const char *a_folder(World *world, const char *name, const char *const *mails, size_t count)
{
    const char *folder = arena_printf(world->arena, "%s/%s", world->folder, name);
    mkdir(folder, 0700);
    for (size_t i = 0; i < count; i++) {
        FILE *file = fopen(arena_printf(world->arena, "%s/%03zu.eml", folder, i), "w");
        assert_non_null(file);
        fputs(mails[i], file);
        fclose(file);
    }
    return folder;
}

static ImportMailCounts take(World *world, const char *path)
{
    FILE *err = fopen("/dev/null", "w");
    ImportMailOptions options = {
        .workspace = world->workspace, .actor = actor_system, .folder_fd = AT_FDCWD, .input_fd = -1, .err = err};
    ImportTouched *touched = import_touched_new();
    ImportMailCounts counts = {0};
    must(import_mail(world->arena, &options, path, touched, &counts));
    must(import_settle(world->workspace, &actor_system, touched, NULL, NULL));
    import_touched_free(touched);
    fclose(err);
    return counts;
}

#define PLAIN "Content-Type: text/plain; charset=utf-8\n"

static void a_thread_is_one_ticket_and_goes_in_once(void **state)
{
    World *world = world_of(state);
    const char *mails[] = {
        a_mail(world, "a@x", "Ana <ana@example.com>", PLAIN, "No llegó mi pedido"),
        a_mail(world, "b@x", "Ana <ANA@example.com>", PLAIN "In-Reply-To: <a@x>\n", "¿Alguna noticia?"),
        a_mail(world, "c@x", "ana@example.com", PLAIN "References: <a@x> <lost@x>\n", "Hola"),
        a_mail(world, "d@x", "luis@example.com", PLAIN, "Otra cosa"),
    };
    const char *folder = a_folder(world, "mail", mails, 4);
    ImportMailCounts counts = take(world, folder);
    assert_int_equal(counts.taken, 4);
    assert_int_equal(counts.opened, 2);
    assert_int_equal(counts.joined, 2);
    int64_t events = world_int(world, "SELECT COUNT(*) FROM events WHERE id > $1", 0);
    counts = take(world, folder);
    assert_int_equal(counts.taken, 0);
    assert_int_equal(counts.known, 4);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM events WHERE id > $1", 0), events);
    assert_int_equal(world_int(world, "SELECT contacts FROM tickets WHERE id = $1", 1), 3);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM customers WHERE id > $1", 0), 2);
    const JsonValue *ticket = world_get(world, &ticket_entity, 1);
    assert_text(json_text_at(ticket, "created_at"), "2025-01-06T15:00:00Z");
    assert_text(json_text_at(ticket, "channel"), "mail");
    assert_text(json_text_at(ticket, "language"), "es");
    assert_text(world_text(world, "SELECT name FROM customers WHERE id = $1", 1), "Ana");
}

static void a_stranger_who_answers_opens_a_ticket_of_his_own(void **state)
{
    World *world = world_of(state);
    const char *mails[] = {
        a_mail(world, "a@x", "ana@example.com", PLAIN, "Secreto"),
        a_mail(world, "b@x", "mallory@example.net", PLAIN "In-Reply-To: <a@x>\n", "Dígame más"),
    };
    ImportMailCounts counts = take(world, a_folder(world, "mail", mails, 2));
    assert_int_equal(counts.opened, 2);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM messages WHERE ticket_id = 1 AND id > $1", 0), 1);
    assert_int_equal(
        world_int(world, "SELECT COUNT(*) FROM messages WHERE ticket_id = 2 AND is_public = 0 AND id > $1", 0), 1);
    assert_non_null(
        strstr(world_text(world, "SELECT text FROM messages WHERE is_public = 0 AND id > $1", 0).data, "ticket 1"));
}

static void an_agents_address_proves_nothing(void **state)
{
    World *world = world_of(state);
    const char *mails[] = {a_mail(world, "a@x", "Ada <ada@example.com>", PLAIN, "close this")};
    take(world, a_folder(world, "mail", mails, 1));
    assert_text(world_text(world, "SELECT author_kind FROM messages WHERE id > $1", 0), "customer");
    assert_text(world_text(world, "SELECT direction FROM messages WHERE id > $1", 0), "in");
}

static void automatic_answers_join_quietly_or_are_recorded(void **state)
{
    World *world = world_of(state);
    const char *mails[] = {
        a_mail(world, "a@x", "ana@example.com", PLAIN, "Hola"),
        a_mail(world, "v@x", "ana@example.com", PLAIN "Auto-Submitted: auto-replied\nIn-Reply-To: <a@x>\n",
               "Estoy fuera"),
        a_mail(world, "w@x", "otro@example.com", PLAIN "Auto-Submitted: auto-replied\n", "Estoy fuera"),
    };
    const char *first[] = {mails[0]};
    take(world, a_folder(world, "first", first, 1));
    world_patch(world, &ticket_entity, 1, "{\"status\":\"solved\"}");
    ImportMailCounts counts = take(world, a_folder(world, "mail", mails, 3));
    assert_int_equal(counts.opened, 0);
    assert_int_equal(counts.joined, 1);
    assert_int_equal(counts.taken, 2);
    assert_text(world_text(world, "SELECT status FROM tickets WHERE id = $1", 1), "solved");
    assert_text(world_text(world, "SELECT kind FROM messages WHERE id > $1 ORDER BY id DESC", 0), "auto_reply");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM mail_ids WHERE id > $1", 0), 3);
}

static void a_bounce_marks_the_address_and_opens_nothing(void **state)
{
    World *world = world_of(state);
    int64_t customer = a_customer(world, "gone@example.com");
    const char *headers = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n";
    const char *body = "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"
                       "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n"
                       "Final-Recipient: rfc822; gone@example.com\nAction: failed\nStatus: 5.1.1\n"
                       "Diagnostic-Code: smtp; 550 5.1.1 user unknown\n\n--b--\n";
    const char *mails[] = {a_mail(world, "a@x", "MAILER-DAEMON@mx.example.com", headers, body)};
    ImportMailCounts counts = take(world, a_folder(world, "mail", mails, 1));
    assert_int_equal(counts.taken, 1);
    assert_int_equal(counts.kinds[MAIL_BOUNCE], 1);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM tickets WHERE id > $1", 0), 0);
    assert_int_equal(world_int(world,
                               "SELECT customer_id FROM mail_reports WHERE action = 'failed' AND is_permanent = 1 AND "
                               "status = '5.1.1' AND id > $1",
                               0),
                     customer);
}

static Result blob_apply(Work *work, void *context)
{
    Text *out = context;
    int64_t id;
    TRY(db_one_int(work->db, DB_SQL("SELECT raw_blob_id FROM messages ORDER BY id LIMIT 1"), DB_NO_VALUES, &id));
    int64_t bytes;
    TRY(blob_size(work->db, id, &bytes));
    TRY(blob_read(work->db, work->arena, id, 0, bytes, out));
    return done();
}

static void the_original_and_its_parts_are_kept(void **state)
{
    World *world = world_of(state);
    const char *headers = "Content-Type: multipart/mixed; boundary=b\n";
    const char *body = "--b\nContent-Type: text/html\n\n<p>Hola <script>x()</script></p>\n"
                       "--b\nContent-Type: text/plain; name=\"../nota.txt\"\nContent-Disposition: attachment\n"
                       "Content-Transfer-Encoding: base64\n\naG9sYQ==\n--b--\n";
    const char *mails[] = {a_mail(world, "a@x", "ana@example.com", headers, body)};
    take(world, a_folder(world, "mail", mails, 1));
    Text raw;
    must(world_do(world, blob_apply, &raw));
    assert_text(raw, mails[0]);
    assert_int_equal(
        world_int(world, "SELECT COUNT(*) FROM attachments WHERE bytes = 4 AND view_encoding = 'base64' AND id > $1",
                  0),
        1);
    Text name = world_text(world, "SELECT name FROM attachments WHERE id > $1", 0);
    assert_int_equal(text_find_byte(name, '/', 0), SIZE_MAX);
    Text html = world_text(world, "SELECT html FROM messages WHERE id > $1", 0);
    assert_int_equal(text_find(html, TEXT("script"), 0), SIZE_MAX);
}

static void ugly_mail_goes_in_all_the_same(void **state)
{
    World *world = world_of(state);
    const char *mails[] = {
        "no header at all",
        "Subject: =?utf-8?q?a=00b?=\n\nwithout a sender\n",
        "From: x@example.com\nDate: Thu, 1 Jan 2099 00:00:00 +0000\n\nfrom the future\n",
        "From: x@example.com\nDate: nonsense\n\nno date\n",
        "",
    };
    const char *folder = a_folder(world, "mail", mails, 5);
    ImportMailCounts counts = take(world, folder);
    assert_int_equal(counts.rejected, 1); /* an empty file is no mail */
    assert_int_equal(counts.taken, 4);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM messages WHERE created_at > $1", clock_now() + 1000), 0);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM tickets WHERE id > $1", 0), counts.opened);
    counts = take(world, folder);
    assert_int_equal(counts.taken, 0);
    assert_int_equal(counts.known, 4);
}

int main(void)
{
    const WorldTest tests[] = {
        {"a thread is one ticket and goes in once", a_thread_is_one_ticket_and_goes_in_once},
        {"a stranger who answers opens a ticket of his own", a_stranger_who_answers_opens_a_ticket_of_his_own},
        {"an agent's address proves nothing", an_agents_address_proves_nothing},
        {"automatic answers join quietly or are recorded", automatic_answers_join_quietly_or_are_recorded},
        {"a bounce marks the address and opens nothing", a_bounce_marks_the_address_and_opens_nothing},
        {"the original and its parts are kept", the_original_and_its_parts_are_kept},
        {"ugly mail goes in all the same", ugly_mail_goes_in_all_the_same},
    };
    desk_world_use();
    return world_run_all("mail intake", tests, sizeof(tests) / sizeof(tests[0]));
}
