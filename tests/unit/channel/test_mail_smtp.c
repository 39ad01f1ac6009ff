/* What follows from what an SMTP server said, without a server. */
#include "../base/check.h"

#include "channel/mail_smtp_dialogue.h"

/* "> MAIL FROM:<a@b>" is said by us, "< 250 ok" by the server. */
static SmtpDialogue spoken(Arena *arena, size_t recipients, const char *script)
{
    SmtpDialogue dialogue = smtp_dialogue_new(arena, recipients);
    Text lines = text_of(script);
    Text line;
    while (text_next_line(&lines, &line)) {
        Text words = text_slice(line, 2, line.length);
        if (line.data[0] == '>')
            smtp_dialogue_said(&dialogue, words);
        else
            smtp_dialogue_heard(&dialogue, words);
    }
    return dialogue;
}

#define OPENED "< 220 hello\n> EHLO x\n< 250-x\n< 250 SIZE 100\n"
#define ONE OPENED "> MAIL FROM:<a@b>\n< 250 ok\n> RCPT TO:<c@d>\n< 250 ok\n> DATA\n< 354 go\n"

static void each_end_of_a_dialogue_means_something(void **state)
{
    static const struct {
        const char *script;
        SmtpLine line;
        SmtpEnd end;
        SmtpReason reason;
    } cases[] = {
        {ONE "< 250 taken\n", SMTP_LINE_FINE, SMTP_TAKEN, SMTP_REASON_NONE},
        {ONE "< 250 taken\n", SMTP_LINE_BROKEN, SMTP_TAKEN, SMTP_REASON_NONE},
        {ONE, SMTP_LINE_BROKEN, SMTP_LATER, SMTP_REASON_LOST},
        {ONE, SMTP_LINE_SLOW, SMTP_LATER, SMTP_REASON_LOST},
        {ONE, SMTP_LINE_STOPPED, SMTP_LATER, SMTP_REASON_STOPPED},
        {ONE "< 250-half\n", SMTP_LINE_BROKEN, SMTP_LATER, SMTP_REASON_LOST},
        {ONE "< 452 4.3.1 queue full\n", SMTP_LINE_BROKEN, SMTP_LATER, SMTP_REASON_BUSY},
        {ONE "< 554 5.7.1 spam\n", SMTP_LINE_BROKEN, SMTP_NEVER, SMTP_REASON_MESSAGE},
        {ONE "< 552 5.3.4 big\n", SMTP_LINE_BROKEN, SMTP_NEVER, SMTP_REASON_TOO_LARGE},
        {ONE "< 421 closing\n", SMTP_LINE_BROKEN, SMTP_OUT, SMTP_REASON_GREETING},
        {"", SMTP_LINE_NAME, SMTP_OUT, SMTP_REASON_NAME},
        {"", SMTP_LINE_REFUSED, SMTP_OUT, SMTP_REASON_REFUSED},
        {"", SMTP_LINE_SLOW, SMTP_OUT, SMTP_REASON_SLOW},
        {"", SMTP_LINE_CERTIFICATE, SMTP_OUT, SMTP_REASON_CERTIFICATE},
        {"", SMTP_LINE_BROKEN, SMTP_OUT, SMTP_REASON_BROKEN},
        {"< 421 too many\n", SMTP_LINE_BROKEN, SMTP_OUT, SMTP_REASON_GREETING},
        {"< 554 no\n", SMTP_LINE_BROKEN, SMTP_OUT, SMTP_REASON_GREETING},
        {OPENED, SMTP_LINE_NO_TLS, SMTP_OUT, SMTP_REASON_NO_TLS},
        {OPENED "> STARTTLS\n< 454 not now\n", SMTP_LINE_NO_TLS, SMTP_OUT, SMTP_REASON_NO_TLS},
        {OPENED "> AUTH PLAIN\n< 334 \n> AGFiYwBkZWY=\n< 535 5.7.8 bad\n", SMTP_LINE_LOGIN, SMTP_OUT,
         SMTP_REASON_LOGIN},
        {OPENED "> MAIL FROM:<a@b>\n< 530 5.7.0 log in\n", SMTP_LINE_BROKEN, SMTP_OUT, SMTP_REASON_LOGIN},
        {OPENED "> MAIL FROM:<a@b>\n< 550 not yours\n", SMTP_LINE_BROKEN, SMTP_NEVER, SMTP_REASON_SENDER},
        {OPENED "> MAIL FROM:<a@b>\n< 552 big\n", SMTP_LINE_BROKEN, SMTP_NEVER, SMTP_REASON_TOO_LARGE},
        {OPENED "> MAIL FROM:<a@b>\n< 452 full\n", SMTP_LINE_BROKEN, SMTP_LATER, SMTP_REASON_BUSY},
        {OPENED "> MAIL FROM:<a@b>\n< 250 ok\n> RCPT TO:<c@d>\n< 550 nobody\n", SMTP_LINE_BROKEN, SMTP_NEVER,
         SMTP_REASON_RECIPIENT},
        {OPENED "> MAIL FROM:<a@b>\n< 250 ok\n> RCPT TO:<c@d>\n< 450 grey\n", SMTP_LINE_BROKEN, SMTP_LATER,
         SMTP_REASON_BUSY},
        {OPENED "> MAIL FROM:<a@b>\n< 250 ok\n> RCPT TO:<c@d>\n< 450 grey\n> RCPT TO:<e@d>\n< 550 nobody\n",
         SMTP_LINE_BROKEN, SMTP_LATER, SMTP_REASON_BUSY},
        {OPENED "> MAIL FROM:<a@b>\n< 250 ok\n", SMTP_LINE_BROKEN, SMTP_OUT, SMTP_REASON_BROKEN},
        {OPENED "> MAIL FROM:<a@b>\n< 452 full\n> QUIT\n< 221 bye\n", SMTP_LINE_BROKEN, SMTP_LATER, SMTP_REASON_BUSY},
        {ONE "< 554 spam\n> QUIT\n", SMTP_LINE_BROKEN, SMTP_NEVER, SMTP_REASON_MESSAGE},
        {"< nonsense\n< 99\n< 700 what\n< -1\n", SMTP_LINE_BROKEN, SMTP_OUT, SMTP_REASON_BROKEN},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        SmtpReason reason;
        SmtpDialogue dialogue = spoken(*state, 2, cases[i].script);
        SmtpEnd end = smtp_dialogue_end(&dialogue, cases[i].line, &reason);
        if (end != cases[i].end || reason != cases[i].reason)
            fail_msg("case %zu ends as %d because %d", i, (int)end, (int)reason);
    }
}

static void each_recipient_has_its_own_verdict_and_words(void **state)
{
    SmtpDialogue dialogue = spoken(*state, 3,
                                   OPENED "> MAIL FROM:<a@b>\n< 250 ok\n"
                                          "> RCPT TO:<a@d>\n< 250 ok\n"
                                          "> RCPT TO:<b@d>\n< 550-5.1.1 nobody\n< 550 5.1.1 of that name\n"
                                          "> RCPT TO:<c@d>\n< 451 4.7.1 later\n"
                                          "> RCPT TO:<d@d>\n< 550 one more than was announced\n"
                                          "> DATA\n< 354 go\n< 250 ok\n");
    assert_int_equal(dialogue.verdicts[0].end, SMTP_TAKEN);
    assert_int_equal(dialogue.verdicts[1].end, SMTP_NEVER);
    assert_text(dialogue.verdicts[1].words, "5.1.1 nobody 5.1.1 of that name");
    assert_int_equal(dialogue.verdicts[2].end, SMTP_LATER);
    assert_text(dialogue.verdicts[2].words, "4.7.1 later");
}

static void words_of_a_chatty_server_are_bounded(void **state)
{
    SmtpDialogue dialogue = smtp_dialogue_new(*state, 1);
    static char line[3000];
    memset(line, 'x', sizeof(line));
    memcpy(line, "550-", 4);
    for (int i = 0; i < 1000; i++) {
        smtp_dialogue_heard(&dialogue, (Text){line, 100});
        smtp_dialogue_heard(&dialogue, (Text){line, sizeof(line)});
    }
    assert_true(dialogue.said.length <= SMTP_WORDS_BYTES_MAX);
    smtp_dialogue_heard(&dialogue, TEXT("550 \x01\x02\xff end"));
    assert_true(text_is_utf8(buffer_text(&dialogue.said)));
}

static void every_reason_has_words_in_three_languages(void **state)
{
    static const char *const languages[] = {"es", "en", "pt"};
    for (int reason = SMTP_REASON_NONE + 1; reason < SMTP_REASON_COUNT; reason++) {
        Text before = TEXT_NONE;
        for (size_t i = 0; i < 3; i++) {
            Text words =
                smtp_reason_words(*state, (SmtpReason)reason, languages[i], TEXT("mail.test"), TEXT("5.1.1 said"));
            assert_true(text_find(words, TEXT("mail.test"), 0) != SIZE_MAX);
            assert_true(text_ends_with(words, TEXT(" (5.1.1 said)")));
            assert_false(text_equals(words, before));
            before = words;
        }
    }
    assert_true(text_is_empty(smtp_reason_words(*state, SMTP_REASON_NONE, "es", TEXT("x"), TEXT("y"))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(each_end_of_a_dialogue_means_something),
        IN_ARENA(each_recipient_has_its_own_verdict_and_words),
        IN_ARENA(words_of_a_chatty_server_are_bounded),
        IN_ARENA(every_reason_has_words_in_three_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
