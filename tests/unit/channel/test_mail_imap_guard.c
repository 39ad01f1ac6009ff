/* What a server may say to the IMAP library, and what it may not: nothing here trusts the server. */
#include "channel/mail_imap_guard.h"
#include "channel/mail_imap_name.h"
#include "channel/mail_imap_uid.h"

#include "../base/check.h"

#define LITERAL_MAX 1000

typedef struct Judged {
    GuardVerdict verdict;
    GuardLine line;
    Text passed; /* with its end; only where it passed */
} Judged;

static Judged judge(Arena *arena, ImapGuard *guard, const char *line)
{
    Buffer *passed = ARENA_NEW(arena, Buffer);
    *passed = buffer_new(arena, 2 * IMAP_LINE_BYTES_MAX);
    Judged judged = {.line = {.passed = passed}};
    judged.verdict = imap_guard_line(guard, text_of(line), &judged.line);
    judged.passed = buffer_text(passed);
    return judged;
}

static Judged judge_alone(Arena *arena, const char *line)
{
    ImapGuard guard;
    imap_guard_restart(&guard, LITERAL_MAX);
    return judge(arena, &guard, line);
}

static void assert_passes(Arena *arena, const char *line, const char *as)
{
    Judged judged = judge_alone(arena, line);
    if (judged.verdict != GUARD_PASS)
        fail_msg("refused: %s", line);
    assert_true(text_ends_with(judged.passed, TEXT("\r\n")));
    judged.passed.length -= 2;
    assert_text(judged.passed, as);
}

static void what_our_commands_are_answered_with_passes_in_its_plainest_form(void **state)
{
    static const char *const lines[][2] = {
        {"* OK [CAPABILITY IMAP4rev1 IDLE] ready", "* OK x"},
        {"* PREAUTH hello", "* PREAUTH x"},
        {"* OK [UIDVALIDITY 17] ok", "* OK [UIDVALIDITY 17] x"},
        {"* OK [UIDVALIDITY 99999999999] ok", "* OK x"},
        {"* OK [PERMANENTFLAGS (\\Seen (()] ok", "* OK x"},
        {"* OK [BADCHARSET (", "* OK x"},
        {"* 12 EXISTS", "* 12 EXISTS"},
        {"* 0 recent", "* 0 RECENT"},
        {"* 3 EXPUNGE", "* 3 EXPUNGE"},
        {"* SEARCH 4 5  6", "* SEARCH 4 5 6"},
        {"* SEARCH", "* SEARCH"},
        {"* SEARCH 4 5 (MODSEQ 9)", "* SEARCH 4 5"},
        {"* 1 FETCH (UID 4 FLAGS (\\Seen))", "* 1 FETCH (UID 4)"},
        {"* 1 FETCH (FLAGS (\\Seen $X) rfc822.size 77 MODSEQ (3) INTERNALDATE \"1 \\\"(\" UID 4)",
         "* 1 FETCH (RFC822.SIZE 77 UID 4)"},
        {"+ idling", "+ x"},
        {"+", "+ x"},
        {"+go on", "+ x"},
        {"7 OK [READ-ONLY] done", "7 OK [READ-ONLY] x"},
        {"7 NO [AUTHENTICATIONFAILED] wrong", "7 NO x"},
        {"7 BAD what", "7 BAD x"},
        {"* ok lower case", "* OK x"},
        {"* NO \"unbalanced ( quote {7}", "* NO x"},
        {"* OK", "* OK x"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_passes(*state, lines[i][0], lines[i][1]);
}

static void what_a_server_can_is_kept_and_dropped(void **state)
{
    ImapGuard guard;
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_false(guard.has_capabilities);
    assert_int_equal(judge(*state, &guard, "* CAPABILITY idle IMAP4rev1 AUTH=plain AUTH= X-()\"{ SASL-IR {5}").verdict,
                     GUARD_DROP);
    assert_true(guard.has_capabilities);
    assert_int_equal(guard.capabilities, IMAP_HAS_IDLE | IMAP_HAS_PLAIN | IMAP_HAS_SASL_IR);
    assert_int_equal(judge(*state, &guard, "* CAPABILITY").verdict, GUARD_DROP);
    assert_int_equal(guard.capabilities, 0);
}

static void a_servers_words_are_kept_apart(void **state)
{
    Judged judged = judge_alone(*state, "7 NO [AUTHENTICATIONFAILED] Contraseña mala");
    assert_true(judged.line.is_outcome);
    assert_text(judged.line.words, "Contraseña mala");
    assert_false(judge_alone(*state, "7 OK done").line.is_outcome);
    assert_false(judge_alone(*state, "* NO not yet").line.is_outcome);
    judged = judge_alone(*state, "* BYE [ALERT] too many");
    assert_int_equal(judged.verdict, GUARD_BYE);
    assert_text(judged.line.words, "too many");
    assert_int_equal(judge_alone(*state, "* bye").verdict, GUARD_BYE);
}

static void what_nobody_asked_for_is_dropped_with_its_literals(void **state)
{
    static const char *const lines[] = {"* VANISHED 1:300", "* STATUS x (MESSAGES 3)", "* FLAGS (\\Seen)",
                                        "* 4 OK done",      "* 1 FETCH (FLAGS ())",    "* 1 FETCH ()"};
    ImapGuard guard;
    imap_guard_restart(&guard, LITERAL_MAX);
    Judged judged = judge(*state, &guard, "* LIST (\\HasNoChildren) \"/\" {5}");
    assert_int_equal(judged.verdict, GUARD_DROP);
    assert_int_equal(judged.line.literal, 5);
    judged = judge(*state, &guard, "");
    assert_int_equal(judged.verdict, GUARD_DROP);
    assert_int_equal(judged.line.literal, 0);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (judge(*state, &guard, lines[i]).verdict != GUARD_DROP)
            fail_msg("not dropped: %s", lines[i]);
    assert_int_equal(judge(*state, &guard, "8 OK done").verdict, GUARD_PASS);
}

static void what_is_no_answer_is_refused(void **state)
{
    static const char *const lines[] = {"",
                                        "HTTP/1.1 400 Bad Request",
                                        "220 smtp.example ESMTP",
                                        "* ",
                                        "*",
                                        "7",
                                        "7 DONE",
                                        "a1 OK not our tag",
                                        "-7 OK",
                                        "7 PREAUTH no",
                                        "99999999999 OK",
                                        "* SEARCH 1 x",
                                        "* SEARCH 4294967296",
                                        "* 1 FETCH UID 4",
                                        "* 1 FETCH (UID x)",
                                        "* 1 FETCH (UID 4) more",
                                        "* 1 FETCH (UID",
                                        "* 1 FETCH (FLAGS",
                                        "* 1 FETCH (FLAGS (",
                                        "* 1 FETCH (X \"open)",
                                        "* 1 FETCH (ENVELOPE {5}",
                                        "* 1 FETCH (BODY[] text)"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (judge_alone(*state, lines[i]).verdict != GUARD_REFUSE)
            fail_msg("passed: %s", lines[i]);
}

static void a_message_is_a_literal_followed_by_the_rest(void **state)
{
    ImapGuard guard;
    imap_guard_restart(&guard, LITERAL_MAX);
    Judged judged = judge(*state, &guard, "* 1 FETCH (UID 4 BODY[HEADER.FIELDS (X Y)]<0> {10}");
    assert_int_equal(judged.verdict, GUARD_PASS);
    assert_text(judged.passed, "* 1 FETCH (UID 4 BODY[] {10}\r\n");
    assert_int_equal(judged.line.literal, 10);
    judged = judge(*state, &guard, " FLAGS (\\Seen) RFC822.SIZE 9)");
    assert_text(judged.passed, " RFC822.SIZE 9)\r\n");
    assert_int_equal(judged.line.literal, 0);
    assert_false(guard.is_open);
    assert_int_equal(judge(*state, &guard, "* 1 FETCH (BODY[] {0+}").verdict, GUARD_PASS);
    assert_true(guard.is_open);
    assert_int_equal(judge(*state, &guard, ")").verdict, GUARD_PASS);
    assert_passes(*state, "* 1 FETCH (UID 4 BODY[] NIL)", "* 1 FETCH (UID 4)");
    assert_passes(*state, "* 1 FETCH (BODY[] \"\" UID 4)", "* 1 FETCH (UID 4)");
}

static void a_literal_beyond_the_bound_is_refused(void **state)
{
    static const char *const lines[] = {"* 1 FETCH (BODY[] {1001}", "* 1 FETCH (BODY[] {4294967296}",
                                        "* 1 FETCH (BODY[] {99999999999999999999999}", "* LIST () {4294967296}"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_int_equal(judge_alone(*state, lines[i]).verdict, GUARD_REFUSE);
}

static void many_messages_are_refused_together(void **state)
{
    ImapGuard guard;
    imap_guard_restart(&guard, LITERAL_MAX);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(judge(*state, &guard, "* 1 FETCH (BODY[] {1000}").verdict, GUARD_PASS);
        assert_int_equal(judge(*state, &guard, ")").verdict, GUARD_PASS);
    }
    assert_int_equal(judge(*state, &guard, "* 1 FETCH (BODY[] {1}").verdict, GUARD_REFUSE);
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_int_equal(judge(*state, &guard, "* 1 FETCH (BODY[] {1}").verdict, GUARD_PASS);
    assert_int_equal(judge(*state, &guard, " BODY[] {1}").verdict, GUARD_REFUSE);
}

static void nesting_has_an_end(void **state)
{
    assert_int_equal(judge_alone(*state, "* 1 FETCH (((((((((").verdict, GUARD_REFUSE);
    assert_int_equal(judge_alone(*state, "* 1 FETCH (BODYSTRUCTURE ((((((((((((((((((((x").verdict, GUARD_REFUSE);
    assert_int_equal(judge_alone(*state, "* 1 FETCH (X (((((((((x))))))))))").verdict, GUARD_REFUSE);
    assert_passes(*state, "* 1 FETCH (X ((((((x)))))) UID 7)", "* 1 FETCH (UID 7)");
    assert_passes(*state, "* 1 FETCH (X (\"((((((((((((((((\") UID 7)", "* 1 FETCH (UID 7)");
}

static void answers_without_end_are_refused(void **state)
{
    WITH_ARENA arena = arena_new();
    (void)state;
    ImapGuard guard;
    size_t passed = 0;
    Buffer out = buffer_new(arena, 1000);
    GuardLine line = {.passed = &out};
    imap_guard_restart(&guard, LITERAL_MAX);
    while (imap_guard_line(&guard, TEXT("* OK"), &line) == GUARD_PASS && passed <= IMAP_ANSWERS_MAX) {
        buffer_cut(&out, 0);
        passed++;
    }
    assert_int_equal(passed, IMAP_ANSWERS_MAX);
}

static void lines_without_end_are_refused(void **state)
{
    ImapGuard guard;
    char *line = arena_alloc(*state, IMAP_LINE_BYTES_MAX + 2);
    for (size_t i = 0; i <= IMAP_LINE_BYTES_MAX; i++)
        line[i] = i % 2 ? '1' : ' ';
    memcpy(line, "* SEARCH ", 9);
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_int_equal(judge(*state, &guard, line).verdict, GUARD_REFUSE);
    line[IMAP_LINE_BYTES_MAX] = '\0';
    imap_guard_restart(&guard, LITERAL_MAX);
    assert_int_equal(judge(*state, &guard, line).verdict, GUARD_PASS);
    assert_int_equal(judge(*state, &guard, line).verdict, GUARD_REFUSE);
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
        IN_ARENA(what_our_commands_are_answered_with_passes_in_its_plainest_form),
        IN_ARENA(what_a_server_can_is_kept_and_dropped),
        IN_ARENA(a_servers_words_are_kept_apart),
        IN_ARENA(what_nobody_asked_for_is_dropped_with_its_literals),
        IN_ARENA(what_is_no_answer_is_refused),
        IN_ARENA(a_message_is_a_literal_followed_by_the_rest),
        IN_ARENA(a_literal_beyond_the_bound_is_refused),
        IN_ARENA(many_messages_are_refused_together),
        IN_ARENA(nesting_has_an_end),
        IN_ARENA(answers_without_end_are_refused),
        IN_ARENA(lines_without_end_are_refused),
        cmocka_unit_test(folders_are_named_in_modified_utf_7),
        cmocka_unit_test(uids_are_settled_once_each_and_without_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
