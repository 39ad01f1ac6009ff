#include "../base/check.h"

#undef fail /* cmocka's; ours ends functions that return a Result */

#include <stdio.h>

#include "channel/mail_lmtp_command.h"
#include "channel/mail_lmtp_session.h"
#include "mail/mail_message.h"

/* ---- a far end that keeps what it gets ---- */

typedef struct Kept {
    Arena *arena;
    Text messages[8];
    LmtpEnvelope envelopes[8];
    size_t count;
    Fault fault; /* of the deliveries */
} Kept;

static Result find_mailbox(void *owner, Text address, int64_t *out_channel_id)
{
    (void)owner;
    if (text_is(address, "busy@x.example"))
        return fail(FAULT_BUSY, "busy");
    *out_channel_id = text_starts_with(address, TEXT("soporte")) ? 7 : text_is(address, "ventas@x.example") ? 8 : 0;
    return done();
}

static Result keep_message(void *owner, const LmtpEnvelope *envelope, Text raw)
{
    Kept *kept = owner;
    if (kept->fault != FAULT_NONE)
        return fail(kept->fault, "No.\r\n250 yes");
    kept->messages[kept->count] = text_copy(kept->arena, raw);
    kept->envelopes[kept->count] = (LmtpEnvelope){text_copy(kept->arena, envelope->from),
                                                  text_copy(kept->arena, envelope->to), envelope->channel_id};
    kept->count++;
    return done();
}

static Kept kept;
static LmtpHooks hooks = {.owner = &kept, .find = find_mailbox, .deliver = keep_message};

/* What the server says to all of these bytes, `step` at a time. */
static const char *talk(Arena *arena, Text bytes, size_t step)
{
    Fault fault = kept.fault;
    kept = (Kept){.arena = arena, .fault = fault};
    LmtpSession *session = ARENA_NEW(arena, LmtpSession);
    lmtp_session_begin(session, &hooks, arena);
    for (size_t at = 0; at < bytes.length; at += step)
        lmtp_session_take(session, text_slice(bytes, at, at + step));
    const char *said = text_string(arena, buffer_text(&session->out));
    lmtp_session_end(session);
    return said;
}

#define HELLO "LHLO there\r\n"
#define LETTER HELLO "MAIL FROM:<ana@y.example>\r\nRCPT TO:<soporte@x.example>\r\nDATA\r\n"

/* The codes of the replies, the last lines only. */
static const char *codes(Arena *arena, const char *said)
{
    Buffer out = buffer_new(arena, 65536);
    Text rest = text_of(said);
    Text line;
    while (text_next_line(&rest, &line)) {
        if (line.length > 3 && line.data[3] == ' ')
            buffer_addf(&out, "%s%.3s", out.length > 0 ? " " : "", line.data);
    }
    return text_string(arena, buffer_text(&out));
}

/* ---- tests ---- */

static void a_letter_is_answered_for_each_recipient(void **state)
{
    Arena *arena = *state;
    const char *said = talk(arena,
                            TEXT(HELLO "MAIL FROM:<ana@y.example> SIZE=20 BODY=8BITMIME SMTPUTF8\r\n"
                                       "RCPT TO:<soporte@x.example>\r\nRCPT TO:<nadie@x.example>\r\n"
                                       "RCPT TO:<ventas@x.example>\r\nDATA\r\nSubject: a\r\n\r\nb\r\n.\r\nQUIT\r\n"),
                            4096);
    assert_string_equal(codes(arena, said), "220 250 250 250 550 250 354 250 250 221");
    assert_int_equal(kept.count, 2);
    assert_text(kept.messages[0], "Subject: a\r\n\r\nb\r\n");
    assert_text(kept.envelopes[0].from, "ana@y.example");
    assert_text(kept.envelopes[1].to, "ventas@x.example");
    assert_int_equal(kept.envelopes[1].channel_id, 8);
}

static void two_addresses_of_one_mailbox_are_one_delivery(void **state)
{
    Arena *arena = *state;
    const char *said =
        talk(arena,
             TEXT(HELLO "MAIL FROM:<>\r\nRCPT TO:<soporte@x.example>\r\nRCPT TO:<soporte+t@x.example>\r\n"
                        "DATA\r\nhi\r\n.\r\n"),
             4096);
    assert_string_equal(codes(arena, said), "220 250 250 250 250 354 250 250");
    assert_int_equal(kept.count, 1);
    assert_text(kept.envelopes[0].from, "");
}

static void bytes_may_come_one_by_one(void **state)
{
    Arena *arena = *state;
    Text all = TEXT(LETTER "..dot\r\n.x\r\n...\r\nend\r\n.\r\nQUIT\r\n");
    const char *at_once = talk(arena, all, 4096);
    assert_text(kept.messages[0], ".dot\r\nx\r\n..\r\nend\r\n");
    for (size_t step = 1; step < 9; step++) {
        assert_string_equal(talk(arena, all, step), at_once);
        assert_int_equal(kept.count, 1);
        assert_text(kept.messages[0], ".dot\r\nx\r\n..\r\nend\r\n");
    }
}

/* Each of these ends a message for some server in the world; for us they are words of one. */
static void only_the_right_end_ends_a_message(void **state)
{
    Arena *arena = *state;
    static const char *const ends[] = {"\n.\n",   "\n.\r\n", "\r\n.\n",   "\r.\r",
                                       "\r\n.\r", "\r.\r\n", "\n\n.\n\n", "\r\r\n.\r\r\n"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        Text smuggled = text_format(arena,
                                    LETTER "one%sMAIL FROM:<x@y.example>\r\nRCPT TO:<ventas@x.example>\r\n"
                                           "DATA\r\ntwo\r\n.\r\n",
                                    ends[i]);
        talk(arena, smuggled, 1 + i);
        assert_int_equal(kept.count, 1);
        assert_int_equal(kept.envelopes[0].channel_id, 7);
        assert_true(text_ends_with(kept.messages[0], TEXT("DATA\r\ntwo\r\n")));
    }
}

static void every_byte_of_a_message_is_kept(void **state)
{
    Arena *arena = *state;
    Buffer all = buffer_new(arena, 65536);
    Buffer body = buffer_new(arena, 65536);
    for (int i = 0; i < 512; i++)
        buffer_add_byte(&body, (char)i);
    buffer_add_string(&body, "\r\n");
    buffer_add_string(&all, LETTER);
    buffer_add_text(&all, buffer_text(&body));
    buffer_add_string(&all, ".\r\n");
    talk(arena, buffer_text(&all), 7);
    assert_int_equal(kept.count, 1);
    assert_true(text_equals(kept.messages[0], buffer_text(&body)));
}

static void what_is_not_stored_is_not_acknowledged(void **state)
{
    Arena *arena = *state;
    static const struct {
        Fault fault;
        const char *code;
    } cases[] = {{FAULT_BUSY, "452"}, {FAULT_BROKEN, "451"}, {FAULT_LIMIT, "552"}, {FAULT_INVALID, "554"}};
    for (size_t i = 0; i < 4; i++) {
        kept.fault = cases[i].fault;
        const char *said = talk(arena, TEXT(LETTER "hi\r\n.\r\n"), 4096);
        assert_string_equal(codes(arena, said), text_format(arena, "220 250 250 250 354 %s", cases[i].code).data);
    }
    kept.fault = FAULT_NONE;
    assert_string_equal(codes(arena, talk(arena, TEXT(HELLO "MAIL FROM:<>\r\nRCPT TO:<busy@x.example>\r\n"), 99)),
                        "220 250 250 451");
}

static void a_message_over_the_bound_is_refused_and_the_next_one_is_not(void **state)
{
    Arena *arena = *state;
    Buffer all = buffer_new(arena, (size_t)80 << 20);
    buffer_add_string(&all, LETTER);
    size_t room = MAIL_RAW_BYTES_MAX + 1000;
    char *at = buffer_reserve(&all, room);
    memset(at, 'x', room);
    all.length += room;
    buffer_add_string(&all, "\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<soporte@x.example>\r\nDATA\r\nhi\r\n.\r\n");
    const char *said = talk(arena, buffer_text(&all), 65536);
    assert_string_equal(codes(arena, said), "220 250 250 250 354 552 250 250 354 250");
    assert_int_equal(kept.count, 1);
    said = talk(arena, TEXT(HELLO "MAIL FROM:<> SIZE=67108865\r\n"), 4096);
    assert_string_equal(codes(arena, said), "220 250 552");
}

static void commands_out_of_order_or_badly_formed_are_told_so(void **state)
{
    Arena *arena = *state;
    static const struct {
        const char *bytes;
        const char *expected;
    } cases[] = {
        {"EHLO x\r\n", "220 500"},
        {"HELO x\r\n", "220 500"},
        {"LHLO\r\n", "220 501"},
        {"MAIL FROM:<>\r\n", "220 503"},
        {HELLO "RCPT TO:<soporte@x.example>\r\n", "220 250 503"},
        {HELLO "DATA\r\n", "220 250 503"},
        {HELLO "MAIL FROM:<>\r\nDATA\r\n", "220 250 250 503"},
        {HELLO "MAIL FROM:<>\r\nMAIL FROM:<>\r\n", "220 250 250 503"},
        {HELLO "MAIL FROM:<>\r\nRSET\r\nMAIL FROM:<>\r\n", "220 250 250 250 250"},
        {HELLO "MAIL FROM:a@b.example\r\n", "220 250 501"},
        {HELLO "MAIL FROM:<a@b.example> RET=HDRS\r\n", "220 250 555"},
        {HELLO "MAIL FROM:<a@b.example\r\n", "220 250 501"},
        {HELLO "MAIL FROM:<>\r\nRCPT TO:<>\r\n", "220 250 250 501"},
        {HELLO "MAIL FROM:<>\r\nRCPT TO:<@hop.example:soporte@x.example>\r\n", "220 250 250 250"},
        {HELLO "mail from: <\"a>b\"@c.example>\r\n", "220 250 250"},
        {HELLO "NOOP\r\nVRFY x\r\nQUIT\r\nNOOP\r\n", "220 250 250 252 221"},
        {HELLO "NOOP\nQUIT\r\n", "220 250 501"}, /* a bare LF ends no line */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(codes(arena, talk(arena, text_of(cases[i].bytes), 4096)), cases[i].expected);
}

static void lines_recipients_and_patience_have_bounds(void **state)
{
    Arena *arena = *state;
    Buffer all = buffer_new(arena, 1 << 20);
    buffer_add_string(&all, "NOOP ");
    for (int i = 0; i < 5000; i++)
        buffer_add_byte(&all, 'x');
    buffer_add_string(&all, "\r\nNOOP\r\n");
    assert_string_equal(codes(arena, talk(arena, buffer_text(&all), 100)), "220 500 250");
    buffer_cut(&all, 0);
    buffer_add_string(&all, HELLO "MAIL FROM:<>\r\n");
    for (int i = 0; i < LMTP_RECIPIENTS_MAX + 1; i++)
        buffer_addf(&all, "RCPT TO:<soporte+%d@x.example>\r\n", i);
    assert_true(text_ends_with(text_of(codes(arena, talk(arena, buffer_text(&all), 4096))), TEXT(" 250 452")));
    buffer_cut(&all, 0);
    for (int i = 0; i < LMTP_WRONG_COMMANDS_MAX + 5; i++)
        buffer_add_string(&all, "GET / HTTP/1.1\r\n");
    assert_true(text_ends_with(text_of(codes(arena, talk(arena, buffer_text(&all), 4096))), TEXT(" 500 421")));
}

static void words_of_a_fault_cannot_forge_a_reply(void **state)
{
    Arena *arena = *state;
    kept.fault = FAULT_BROKEN;
    const char *said = talk(arena, TEXT(LETTER "hi\r\n.\r\n"), 4096);
    kept.fault = FAULT_NONE;
    assert_true(text_ends_with(text_of(said), TEXT("451 4.3.0 No.  250 yes\r\n")));
}

static void all_messages_under_way_share_one_bound(void **state)
{
    enum { ROOMS = 8 };
    Arena *arena = *state;
    const size_t block = (size_t)4 << 20;
    const char *bytes = arena_alloc(arena, block);
    MailRoom rooms[ROOMS] = {0};
    size_t held = 0;
    Result last = done();
    for (size_t i = 0; is_ok(last) && i < ROOMS; i++) {
        for (int k = 0; is_ok(last) && k < 8; k++) {
            last = mail_room_add(&rooms[i], bytes, block);
            held += is_ok(last) ? block : 0;
        }
    }
    must_fail(last, FAULT_BUSY);
    assert_true(held <= MAIL_ROOM_BYTES_MAX && held >= MAIL_ROOM_BYTES_MAX / 2);
    for (size_t i = 0; i < ROOMS; i++)
        mail_room_free(&rooms[i]);
    must(mail_room_add(&rooms[0], bytes, block));
    mail_room_free(&rooms[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(a_letter_is_answered_for_each_recipient),
        IN_ARENA(two_addresses_of_one_mailbox_are_one_delivery),
        IN_ARENA(bytes_may_come_one_by_one),
        IN_ARENA(only_the_right_end_ends_a_message),
        IN_ARENA(every_byte_of_a_message_is_kept),
        IN_ARENA(what_is_not_stored_is_not_acknowledged),
        IN_ARENA(a_message_over_the_bound_is_refused_and_the_next_one_is_not),
        IN_ARENA(commands_out_of_order_or_badly_formed_are_told_so),
        IN_ARENA(lines_recipients_and_patience_have_bounds),
        IN_ARENA(words_of_a_fault_cannot_forge_a_reply),
        IN_ARENA(all_messages_under_way_share_one_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
