#include "../base/check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/mail_box.h"

/* A file with these bytes; its path. */
static const char *file_with(Arena *arena, const char *name, Text bytes)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes.data, bytes.length), bytes.length);
    close(fd);
    return arena_printf(arena, "%s", name);
}

static const char *folder_new(Arena *arena)
{
    const char *temporary = getenv("TMPDIR");
    char *path = arena_printf(arena, "%s/lazo-box-XXXXXX", temporary ? temporary : "/tmp");
    assert_non_null(mkdtemp(path));
    return path;
}

static void must_give(MailBox *box, const char *const *messages, size_t count)
{
    MailBoxItem item;
    bool is_there;
    for (size_t i = 0; i < count; i++) {
        must(mail_box_next(box, &item, &is_there));
        assert_true(is_there);
        assert_text(item.raw, messages[i]);
        assert_int_equal(item.number, i + 1);
    }
    must(mail_box_next(box, &item, &is_there));
    assert_false(is_there);
}

static void an_mbox_gives_its_messages_with_from_lines_unquoted(void **state)
{
    static const char *const messages[] = {"Subject: 1\n\nFrom here\n>From there\n",
                                           "Subject: 2\n\nno From line: From me\nFrom me to you\n", "Subject: 3\n"};
    const char *path = file_with(
        *state, arena_printf(*state, "%s/mbox", folder_new(*state)),
        TEXT(
            "From a@b Tue Nov 24 10:00:00 2026\nSubject: 1\n\n>From here\n>>From there\n\n"
            "From c@d Tue Nov 24 10:00:01 2026\nSubject: 2\n\nno From line: From me\nFrom me to you\n\nFrom e@f Tue Nov 24 10:00:02 2026\nSubject: 3\n"));
    MailBox *box;
    must(mail_box_open(*state, AT_FDCWD, -1, path, &box));
    must_give(box, messages, 3);
    assert_int_equal(mail_box_done(box), mail_box_total(box));
}

static void an_mbox_with_crlf_is_read_alike(void **state)
{
    static const char *const messages[] = {"Subject: 1\r\n\r\nx\r\n", "Subject: 2\r\n\r\ny"};
    const char *path = file_with(
        *state, arena_printf(*state, "%s/mbox", folder_new(*state)),
        TEXT(
            "From a@b Tue Nov 24 10:00:00 2026\r\nSubject: 1\r\n\r\nx\r\n\r\nFrom c@d Tue Nov 24 10:00:01 2026\r\nSubject: 2\r\n\r\ny"));
    MailBox *box;
    must(mail_box_open(*state, AT_FDCWD, -1, path, &box));
    must_give(box, messages, 2);
}

static void a_file_that_is_no_mbox_is_one_message(void **state)
{
    static const char *const messages[] = {"Subject: 1\n\nFrom a@b Tue Nov 24 10:00:00 2026\nx"};
    const char *path = file_with(*state, arena_printf(*state, "%s/a.eml", folder_new(*state)), text_of(messages[0]));
    MailBox *box;
    must(mail_box_open(*state, AT_FDCWD, -1, path, &box));
    must_give(box, messages, 1);
}

static void a_stream_is_read_like_a_file(void **state)
{
    static const char *const messages[] = {"A: 1\n", "A: 2\n"};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    static const char bytes[] = "From a 10:00\nA: 1\n\nFrom b 10:00\nA: 2\n";
    assert_int_equal(write(ends[1], bytes, sizeof bytes - 1), sizeof bytes - 1);
    close(ends[1]);
    MailBox *box;
    must(mail_box_open(*state, AT_FDCWD, ends[0], "-", &box));
    must_give(box, messages, 2);
    close(ends[0]);
}

static void a_maildir_gives_new_and_cur_by_name(void **state)
{
    static const char *const messages[] = {"cur one", "cur two", "new one"};
    const char *folder = folder_new(*state);
    assert_int_equal(mkdir(arena_printf(*state, "%s/cur", folder), 0700) |
                         mkdir(arena_printf(*state, "%s/new", folder), 0700) |
                         mkdir(arena_printf(*state, "%s/tmp", folder), 0700),
                     0);
    file_with(*state, arena_printf(*state, "%s/cur/2:2,S", folder), TEXT("cur two"));
    file_with(*state, arena_printf(*state, "%s/cur/1:2,S", folder), TEXT("cur one"));
    file_with(*state, arena_printf(*state, "%s/new/3", folder), TEXT("new one"));
    file_with(*state, arena_printf(*state, "%s/tmp/4", folder), TEXT("not yet"));
    MailBox *box;
    must(mail_box_open(*state, AT_FDCWD, -1, folder, &box));
    must_give(box, messages, 3);
}

static void a_folder_gives_its_eml_files(void **state)
{
    static const char *const messages[] = {"one", "two"};
    const char *folder = folder_new(*state);
    file_with(*state, arena_printf(*state, "%s/a.eml", folder), TEXT("one"));
    file_with(*state, arena_printf(*state, "%s/b.eml", folder), TEXT("two"));
    file_with(*state, arena_printf(*state, "%s/c.txt", folder), TEXT("three"));
    MailBox *box;
    must(mail_box_open(*state, AT_FDCWD, -1, folder, &box));
    must_give(box, messages, 2);
}

static void what_is_not_there_is_told(void **state)
{
    MailBox *box;
    must_fail(mail_box_open(*state, AT_FDCWD, -1, "/nonexistent/box", &box), FAULT_NOT_FOUND);
}

static void too_large_a_message_is_cut_and_the_next_one_follows(void **state)
{
    const char *path = arena_printf(*state, "%s/mbox", folder_new(*state));
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    char *line = arena_alloc(*state, 1 << 20);
    memset(line, 'a', 1 << 20);
    assert_true(write(fd, "From a 10:00\n", 13) == 13);
    for (int i = 0; i < 65; i++)
        assert_int_equal(write(fd, line, 1 << 20), 1 << 20);
    static const char rest[] = "\n\nFrom b 10:00\nA: 2\n";
    assert_int_equal(write(fd, rest, sizeof rest - 1), sizeof rest - 1);
    close(fd);
    MailBox *box;
    MailBoxItem item;
    bool is_there;
    must(mail_box_open(*state, AT_FDCWD, -1, path, &box));
    must(mail_box_next(box, &item, &is_there));
    assert_true(item.is_too_large);
    assert_true(item.raw.length <= MAIL_BOX_MESSAGE_BYTES_MAX);
    must(mail_box_next(box, &item, &is_there));
    assert_text(item.raw, "A: 2\n");
    assert_false(item.is_too_large);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(an_mbox_gives_its_messages_with_from_lines_unquoted),
        IN_ARENA(an_mbox_with_crlf_is_read_alike),
        IN_ARENA(a_file_that_is_no_mbox_is_one_message),
        IN_ARENA(a_stream_is_read_like_a_file),
        IN_ARENA(a_maildir_gives_new_and_cur_by_name),
        IN_ARENA(a_folder_gives_its_eml_files),
        IN_ARENA(what_is_not_there_is_told),
        IN_ARENA(too_large_a_message_is_cut_and_the_next_one_follows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
