#include "channel/mail_lmtp_session.h"

#include "channel/mail_lmtp_command.h"
#include "mail/mail_message.h"

static void reply(LmtpSession *session, const char *line)
{
    buffer_add_string(&session->out, line);
    buffer_add_string(&session->out, "\r\n");
}

static void forget_transaction(LmtpSession *session)
{
    session->has_sender = false;
    session->recipient_count = 0;
    session->sender = TEXT_NONE;
    session->is_in_data = false;
    lmtp_data_free(&session->data);
    arena_reset(session->arena);
}

void lmtp_session_begin(LmtpSession *session, const LmtpHooks *hooks, Arena *out_arena)
{
    *session = (LmtpSession){.hooks = hooks, .arena = arena_new(), .out = buffer_new(out_arena, LMTP_OUT_BYTES_MAX)};
    reply(session, "220 lazo LMTP ready");
}

void lmtp_session_end(LmtpSession *session)
{
    lmtp_data_free(&session->data);
    arena_free(session->arena);
}

void lmtp_session_close(LmtpSession *session, const char *why)
{
    buffer_addf(&session->out, "421 4.3.2 %s\r\n", why);
    session->is_over = true;
}

static void wrong(LmtpSession *session, const char *line)
{
    reply(session, line);
    if (++session->wrong_commands > LMTP_WRONG_COMMANDS_MAX)
        lmtp_session_close(session, "Too many wrong commands; good bye.");
}

/* ---- commands ---- */

static void greet(LmtpSession *session)
{
    forget_transaction(session);
    session->is_greeted = true;
    buffer_addf(&session->out,
                "250-lazo\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n"
                "250 SIZE %zu\r\n",
                MAIL_RAW_BYTES_MAX);
}

static void begin_mail(LmtpSession *session, const LmtpCommand *command)
{
    if (!session->is_greeted || session->has_sender) {
        wrong(session, session->is_greeted ? "503 5.5.1 There is a sender already." : "503 5.5.1 Say LHLO first.");
        return;
    }
    if (command->size > (int64_t)MAIL_RAW_BYTES_MAX) {
        reply(session, "552 5.3.4 The message is larger than 64 MiB.");
        return;
    }
    forget_transaction(session);
    session->has_sender = true;
    session->sender = text_copy(session->arena, command->path);
    reply(session, "250 2.1.0 Ok");
}

static void add_recipient(LmtpSession *session, const LmtpCommand *command)
{
    int64_t channel_id = 0;
    if (!session->has_sender) {
        wrong(session, "503 5.5.1 Say MAIL first.");
        return;
    }
    if (session->recipient_count == LMTP_RECIPIENTS_MAX) {
        reply(session, "452 4.5.3 Too many recipients at once.");
        return;
    }
    Result found = session->hooks->find(session->hooks->owner, command->path, &channel_id);
    if (!is_ok(found)) {
        reply(session, "451 4.3.0 The database does not answer; try again later.");
    } else if (channel_id == 0) {
        reply(session, "550 5.1.1 There is no such mailbox here.");
    } else {
        session->recipients[session->recipient_count++] =
            (LmtpRecipient){text_copy(session->arena, command->path), channel_id};
        reply(session, "250 2.1.5 Ok");
    }
}

static void begin_data(LmtpSession *session)
{
    if (session->recipient_count == 0) {
        wrong(session, "503 5.5.1 There is no recipient.");
        return;
    }
    session->is_in_data = true;
    reply(session, "354 End data with <CR><LF>.<CR><LF>");
}

static void obey(LmtpSession *session, Text line)
{
    LmtpCommand command = lmtp_command_read(line);
    switch (command.verb) {
    case LMTP_LHLO: greet(session); return;
    case LMTP_MAIL: begin_mail(session, &command); return;
    case LMTP_RCPT: add_recipient(session, &command); return;
    case LMTP_DATA: begin_data(session); return;
    case LMTP_RSET:
        forget_transaction(session);
        reply(session, "250 2.0.0 Ok");
        return;
    case LMTP_NOOP: reply(session, "250 2.0.0 Ok"); return;
    case LMTP_VRFY: reply(session, "252 2.5.0 Send a message and see."); return;
    case LMTP_QUIT:
        reply(session, "221 2.0.0 Good bye.");
        session->is_over = true;
        return;
    case LMTP_BAD_SYNTAX: wrong(session, "501 5.5.4 The command is not well formed."); return;
    case LMTP_BAD_PARAMETER: wrong(session, "555 5.5.4 There is no such parameter here."); return;
    case LMTP_UNKNOWN: wrong(session, "500 5.5.1 There is no such command here; this is LMTP."); return;
    }
}

/* ---- the message ---- */

/* Words of a fault, for one line of a reply. */
static Text reply_words(Arena *arena, const char *why)
{
    Text words = text_copy(arena, text_cut(text_of(why ? why : ""), 200));
    char *bytes = (char *)(uintptr_t)words.data;
    for (size_t i = 0; i < words.length; i++) {
        if ((unsigned char)bytes[i] < 0x20 || (unsigned char)bytes[i] > 0x7e)
            bytes[i] = ' ';
    }
    return words;
}

static void tell_fault(LmtpSession *session, Result result)
{
    Text words = reply_words(session->arena, result.why);
    const char *code = "451 4.3.0";
    if (result.fault == FAULT_LIMIT)
        code = "552 5.3.4";
    else if (result.fault == FAULT_INVALID)
        code = "554 5.6.0";
    else if (result.fault == FAULT_BUSY)
        code = "452 4.3.1";
    buffer_addf(&session->out, "%s %.*s\r\n", code, TEXT_ARG(words));
}

/* A channel that has it already gives its answer again: two addresses may lead to one. */
static const Result *answer_before(const LmtpSession *session, const Result *answers, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (session->recipients[i].channel_id == session->recipients[at].channel_id)
            return &answers[i];
    }
    return NULL;
}

static void hand_over(LmtpSession *session)
{
    Result answers[LMTP_RECIPIENTS_MAX];
    const LmtpHooks *hooks = session->hooks;
    for (size_t i = 0; i < session->recipient_count; i++) {
        const LmtpRecipient *to = &session->recipients[i];
        const Result *before = answer_before(session, answers, i);
        answers[i] = session->data.stored;
        if (is_ok(answers[i])) {
            LmtpEnvelope envelope = {session->sender, to->address, to->channel_id};
            answers[i] =
                before ? *before : hooks->deliver(hooks->owner, &envelope, mail_room_text(&session->data.room));
        }
        if (is_ok(answers[i]))
            reply(session, "250 2.0.0 Taken.");
        else
            tell_fault(session, answers[i]);
    }
    forget_transaction(session);
}

/* ---- bytes ---- */

static size_t take_data(LmtpSession *session, Text bytes)
{
    size_t used = 0;
    if (lmtp_data_take(&session->data, bytes, &used))
        hand_over(session);
    else if (session->data.dropped > LMTP_DROPPED_BYTES_MAX)
        lmtp_session_close(session, "This message has no end.");
    return used;
}

static void end_line(LmtpSession *session)
{
    if (session->is_line_too_long)
        wrong(session, "500 5.5.2 The line is too long.");
    else
        obey(session, (Text){session->line, session->line_length - 1}); /* without its CR */
    session->line_length = 0;
    session->is_line_too_long = false;
}

/* Up to the end of a line, CR LF; a bare LF ends nothing. */
static size_t take_line(LmtpSession *session, Text bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        char byte = bytes.data[i];
        bool is_end = byte == '\n' && session->line_length > 0 && session->line[session->line_length - 1] == '\r';
        if (is_end) {
            end_line(session);
            return i + 1;
        }
        if (session->line_length == sizeof(session->line)) {
            session->is_line_too_long = true;
            session->line_length = 0;
        }
        session->line[session->line_length++] = byte;
    }
    return bytes.length;
}

void lmtp_session_take(LmtpSession *session, Text bytes)
{
    while (bytes.length > 0 && !session->is_over) {
        size_t used = session->is_in_data ? take_data(session, bytes) : take_line(session, bytes);
        bytes = text_slice(bytes, used, bytes.length);
        if (session->out.is_full)
            session->is_over = true;
    }
}
