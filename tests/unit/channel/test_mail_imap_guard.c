/* What a server may say to the IMAP library, and what it may not: nothing here trusts the server. */
#include "channel/mail_imap_guard.h"
#include "channel/mail_imap_name.h"
#include "channel/mail_imap_uid.h"

#include "../base/check.h"

#define LITERAL_MAX 1000

static GuardVerdict judge(ImapGuard *guard, const char *line, size_t *out_literal)
{
    return imap_guard_line(guard, text_of(line), out_literal);
}

static GuardVerdict judge_alone(const char *line)
{
    ImapGuard guard;
    size_t literal;
    imap_guard_restart(&guard, LITERAL_MAX);
    return judge(&guard, line, &literal);
}

static void what_our_commands_are_answered_with_passes(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "* OK [CAPABILITY IMAP4rev1 IDLE] ready",
        "* PREAUTH hello",
        "* CAPABILITY IMAP4rev1",
        "* FLAGS (\\Seen \\Deleted)",
        "* 12 EXISTS",
        "* 0 RECENT",
        "* 3 EXPUNGE",
        "* SEARCH 4 5 6",
        "* SEARCH",
        "* 1 FETCH (UID 4 FLAGS (\\Seen))",
        "* 1 FETCH (UID 4 RFC822.SIZE 77)",
        "+ idling",
        "+",
        "+go on",
        "7 OK done",
        "7 NO [AUTHENTICATIONFAILED] wrong",
        "7 BAD what",
        "* ok lower case",
        "* NO \"unbalanced ( quote",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (judge_alone(lines[i]) != GUARD_PASS)
            fail_msg("refused: %s", lines[i]);
}

static void what_nobody_asked_for_is_dropped_with_its_literals(void **state)
{
    (void)state;
    ImapGuard guard;
    size_t literal;
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_int_equal(judge(&guard, "* LIST (\\HasNoChildren) \"/\" {5}", &literal), GUARD_DROP);
    assert_int_equal(literal, 5);
    assert_int_equal(judge(&guard, "", &literal), GUARD_DROP);
    assert_int_equal(literal, 0);
    assert_int_equal(judge(&guard, "* VANISHED 1:300", &literal), GUARD_DROP);
    assert_int_equal(judge(&guard, "* STATUS x (MESSAGES 3)", &literal), GUARD_DROP);
    assert_int_equal(judge(&guard, "* 4 OK done", &literal), GUARD_DROP);
    assert_int_equal(judge(&guard, "8 OK done", &literal), GUARD_PASS);
}

static void a_goodbye_is_told_apart(void **state)
{
    (void)state;
    assert_int_equal(judge_alone("* BYE too many connections"), GUARD_BYE);
    assert_int_equal(judge_alone("* bye"), GUARD_BYE);
}

static void what_is_no_answer_is_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "",     "HTTP/1.1 400 Bad Request", "220 smtp.example ESMTP", "* ", "*", "7", "7 DONE", "a1 OK not our tag",
        "-7 OK"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (judge_alone(lines[i]) != GUARD_REFUSE)
            fail_msg("passed: %s", lines[i]);
}

static void a_literal_is_announced_and_followed_by_the_rest(void **state)
{
    (void)state;
    ImapGuard guard;
    size_t literal;
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_int_equal(judge(&guard, "* 1 FETCH (UID 4 BODY[] {10}", &literal), GUARD_PASS);
    assert_int_equal(literal, 10);
    assert_int_equal(judge(&guard, " FLAGS (\\Seen))", &literal), GUARD_PASS);
    assert_int_equal(literal, 0);
    assert_false(guard.is_open);
    assert_int_equal(judge(&guard, "9 OK done", &literal), GUARD_PASS);
}

static void a_literal_beyond_the_bound_is_refused(void **state)
{
    (void)state;
    assert_int_equal(judge_alone("* 1 FETCH (BODY[] {1001}"), GUARD_REFUSE);
    assert_int_equal(judge_alone("* 1 FETCH (BODY[] {4294967296}"), GUARD_REFUSE);
    assert_int_equal(judge_alone("* 1 FETCH (BODY[] {99999999999999999999999}"), GUARD_REFUSE);
    assert_int_equal(judge_alone("* LIST () {4294967296}"), GUARD_REFUSE);
}

static void many_literals_are_refused_together(void **state)
{
    (void)state;
    ImapGuard guard;
    size_t literal;
    imap_guard_restart(&guard, LITERAL_MAX);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(judge(&guard, "* 1 FETCH (BODY[] {1000}", &literal), GUARD_PASS);
        assert_int_equal(judge(&guard, ")", &literal), GUARD_PASS);
    }
    assert_int_equal(judge(&guard, "* 1 FETCH (BODY[] {1}", &literal), GUARD_REFUSE);
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_int_equal(judge(&guard, "* 1 FETCH (BODY[] {1}", &literal), GUARD_PASS);
}

static void braces_in_words_are_no_literal(void **state)
{
    (void)state;
    ImapGuard guard;
    size_t literal = 1;
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_int_equal(judge(&guard, "* OK see {5}", &literal), GUARD_PASS);
    assert_int_equal(literal, 0);
    assert_int_equal(judge(&guard, "* 1 FETCH (X {})", &literal), GUARD_PASS);
    assert_int_equal(literal, 0);
    assert_int_equal(judge_alone("* 1 FETCH (X \"{5}"), GUARD_REFUSE);
}

static void nesting_has_an_end(void **state)
{
    (void)state;
    assert_int_equal(judge_alone("* 1 FETCH (((((((("), GUARD_REFUSE);
    assert_int_equal(judge_alone("* 1 FETCH (BODYSTRUCTURE ((((((((((((((((((((x"), GUARD_REFUSE);
    assert_int_equal(judge_alone("* 1 FETCH ((()))"), GUARD_PASS);
    assert_int_equal(judge_alone("* 1 FETCH (\"((((((((((((((((\")"), GUARD_PASS);
    assert_int_equal(judge_alone("* 1 FETCH (\"\\\"((((((((((((((((\")"), GUARD_PASS);
    assert_int_equal(judge_alone("* 1 FETCH )"), GUARD_REFUSE);
    assert_int_equal(judge_alone("* 1 FETCH ("), GUARD_REFUSE);
}

static void answers_without_end_are_refused(void **state)
{
    (void)state;
    ImapGuard guard;
    size_t literal;
    size_t passed = 0;
    imap_guard_restart(&guard, LITERAL_MAX);
    while (judge(&guard, "* OK", &literal) == GUARD_PASS && passed <= IMAP_ANSWERS_MAX)
        passed++;
    assert_int_equal(passed, IMAP_ANSWERS_MAX);
}

static void lines_without_end_are_refused(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    ImapGuard guard;
    size_t literal;
    char *line = arena_alloc(arena, IMAP_LINE_BYTES_MAX + 1);
    memset(line, '1', IMAP_LINE_BYTES_MAX + 1);
    memcpy(line, "* SEARCH ", 9);
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_int_equal(imap_guard_line(&guard, (Text){line, IMAP_LINE_BYTES_MAX + 1}, &literal), GUARD_REFUSE);
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_int_equal(imap_guard_line(&guard, (Text){line, IMAP_LINE_BYTES_MAX}, &literal), GUARD_PASS);
    assert_int_equal(imap_guard_line(&guard, (Text){line, IMAP_LINE_BYTES_MAX}, &literal), GUARD_REFUSE);
}

static void folders_are_named_in_modified_utf_7(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    static const char *const names[][2] = {
        {"INBOX", "INBOX"},
        {"R&D", "R&-D"},
        {"Atención", "Atenci&APM-n"},
        {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"}, /* RFC 3501 */
        {"😀", "&2D3eAA-"},
        {"ñ&ñ", "&APE-&-&APE-"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_string_equal(imap_folder_name(arena, text_of(names[i][0])), names[i][1]);
}

static void uids_are_settled_once_each_and_without_zero(void **state)
{
    (void)state;
    uint32_t uids[] = {9, 0, 3, 9, UINT32_MAX, 3, 0};
    static const uint32_t expected[] = {3, 9, UINT32_MAX};
    assert_int_equal(imap_uids_settle(uids, 7, 100), 3);
    assert_memory_equal(uids, expected, sizeof expected);
    assert_int_equal(imap_uid_index(uids, 3, 9), 1);
    assert_int_equal(imap_uid_index(uids, 3, 4), 3);
    assert_int_equal(imap_uid_index(NULL, 0, 4), 0);
    uint32_t many[] = {5, 4, 3, 2, 1};
    assert_int_equal(imap_uids_settle(many, 5, 2), 2);
    assert_int_equal(many[1], 2);
    assert_int_equal(imap_uids_settle(NULL, 0, 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_our_commands_are_answered_with_passes),
        cmocka_unit_test(what_nobody_asked_for_is_dropped_with_its_literals),
        cmocka_unit_test(a_goodbye_is_told_apart),
        cmocka_unit_test(what_is_no_answer_is_refused),
        cmocka_unit_test(a_literal_is_announced_and_followed_by_the_rest),
        cmocka_unit_test(a_literal_beyond_the_bound_is_refused),
        cmocka_unit_test(many_literals_are_refused_together),
        cmocka_unit_test(braces_in_words_are_no_literal),
        cmocka_unit_test(nesting_has_an_end),
        cmocka_unit_test(answers_without_end_are_refused),
        cmocka_unit_test(lines_without_end_are_refused),
        cmocka_unit_test(folders_are_named_in_modified_utf_7),
        cmocka_unit_test(uids_are_settled_once_each_and_without_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
