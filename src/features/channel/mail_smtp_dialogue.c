#include "channel/mail_smtp_dialogue.h"

SmtpDialogue smtp_dialogue_new(Arena *arena, size_t recipient_count)
{
    return (SmtpDialogue){.arena = arena,
                          .said = buffer_new(arena, SMTP_WORDS_BYTES_MAX),
                          .is_whole = true,
                          .verdicts = ARENA_ARRAY(arena, SmtpVerdict, recipient_count),
                          .verdict_count = recipient_count};
}

static bool step_of(Text line, SmtpStep *out_step)
{
    static const struct {
        const char *verb;
        SmtpStep step;
    } verbs[] = {
        {"EHLO", SMTP_STEP_EHLO}, {"HELO", SMTP_STEP_EHLO},  {"STARTTLS", SMTP_STEP_STARTTLS},
        {"AUTH", SMTP_STEP_AUTH}, {"MAIL", SMTP_STEP_MAIL},  {"RCPT", SMTP_STEP_RCPT},
        {"DATA", SMTP_STEP_DATA}, {"NOOP", SMTP_STEP_OTHER}, {"RSET", SMTP_STEP_OTHER},
    };
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        Text verb = text_of(verbs[i].verb);
        bool ends =
            line.length == verb.length || (line.length > verb.length && (unsigned char)line.data[verb.length] <= ' ');
        if (ends && text_starts_with(line, verb)) {
            *out_step = verbs[i].step;
            return true;
        }
    }
    return false;
}

void smtp_dialogue_said(SmtpDialogue *dialogue, Text line)
{
    SmtpStep step;
    dialogue->is_over = dialogue->is_over || text_starts_with(line, TEXT("QUIT"));
    if (dialogue->is_over || dialogue->step == SMTP_STEP_BODY || !step_of(line, &step))
        return; /* the parts of a login go on with it */
    dialogue->step = step;
    dialogue->code = 0;
    if (step == SMTP_STEP_RCPT)
        dialogue->asked_count++;
}

static int code_of(Text line)
{
    int64_t code = 0;
    if (line.length < 3 || !text_to_int(text_slice(line, 0, 3), &code) || code < 200 || code > 599)
        return 0;
    return (int)code;
}

static SmtpEnd end_of_code(int code)
{
    if (code < 400)
        return SMTP_TAKEN;
    return code < 500 ? SMTP_LATER : SMTP_NEVER;
}

static void heard_whole(SmtpDialogue *dialogue)
{
    if (dialogue->step == SMTP_STEP_RCPT && dialogue->asked_count > 0 &&
        dialogue->asked_count <= dialogue->verdict_count)
        dialogue->verdicts[dialogue->asked_count - 1] =
            (SmtpVerdict){end_of_code(dialogue->code), text_copy(dialogue->arena, buffer_text(&dialogue->said))};
    if (dialogue->step == SMTP_STEP_BODY && dialogue->code < 300)
        dialogue->is_taken = true;
    if (dialogue->step == SMTP_STEP_DATA && dialogue->code == 354) {
        dialogue->step = SMTP_STEP_BODY;
        dialogue->code = 0;
    }
}

void smtp_dialogue_heard(SmtpDialogue *dialogue, Text line)
{
    int code = code_of(line);
    if (code == 0 || dialogue->is_over)
        return;
    if (dialogue->is_whole)
        buffer_cut(&dialogue->said, 0);
    dialogue->is_whole = line.length < 4 || line.data[3] != '-';
    Text words = text_trim(text_make_utf8(dialogue->arena, text_slice(line, 4, line.length)));
    if (words.length > 0 && dialogue->said.length + words.length + 1 < SMTP_WORDS_BYTES_MAX) {
        if (dialogue->said.length > 0)
            buffer_add_byte(&dialogue->said, ' ');
        for (size_t i = 0; i < words.length; i++)
            buffer_add_byte(&dialogue->said, (unsigned char)words.data[i] < ' ' ? ' ' : words.data[i]);
    }
    dialogue->code = code;
    if (dialogue->is_whole)
        heard_whole(dialogue);
}

/* ---- what follows ---- */

static SmtpEnd end_of_line(SmtpLine line, SmtpReason *out_reason)
{
    static const SmtpReason reasons[] = {
        [SMTP_LINE_FINE] = SMTP_REASON_NONE,
        [SMTP_LINE_NAME] = SMTP_REASON_NAME,
        [SMTP_LINE_REFUSED] = SMTP_REASON_REFUSED,
        [SMTP_LINE_SLOW] = SMTP_REASON_SLOW,
        [SMTP_LINE_CERTIFICATE] = SMTP_REASON_CERTIFICATE,
        [SMTP_LINE_NO_TLS] = SMTP_REASON_NO_TLS,
        [SMTP_LINE_TLS] = SMTP_REASON_TLS,
        [SMTP_LINE_LOGIN] = SMTP_REASON_LOGIN,
        [SMTP_LINE_BROKEN] = SMTP_REASON_BROKEN,
        [SMTP_LINE_STOPPED] = SMTP_REASON_STOPPED,
    };
    *out_reason = reasons[line];
    return line == SMTP_LINE_STOPPED ? SMTP_LATER : SMTP_OUT;
}

static SmtpEnd because(SmtpEnd end, SmtpReason reason, SmtpReason *out_reason)
{
    *out_reason = reason;
    return end;
}

static bool is_login_code(int code)
{
    return code == 530 || code == 535 || code == 538 || code == 534;
}

static SmtpEnd end_of_recipients(const SmtpDialogue *dialogue, SmtpReason *out_reason)
{
    for (size_t i = 0; i < dialogue->asked_count && i < dialogue->verdict_count; i++) {
        if (dialogue->verdicts[i].end == SMTP_LATER)
            return because(SMTP_LATER, SMTP_REASON_BUSY, out_reason);
    }
    return because(SMTP_NEVER, SMTP_REASON_RECIPIENT, out_reason);
}

static SmtpEnd end_of_refusal(const SmtpDialogue *dialogue, SmtpReason *out_reason)
{
    bool is_for_now = dialogue->code < 500;
    switch (dialogue->step) {
    case SMTP_STEP_GREETING:
    case SMTP_STEP_EHLO:
    case SMTP_STEP_OTHER: return because(SMTP_OUT, SMTP_REASON_GREETING, out_reason);
    case SMTP_STEP_STARTTLS: return because(SMTP_OUT, SMTP_REASON_NO_TLS, out_reason);
    case SMTP_STEP_AUTH: return because(SMTP_OUT, SMTP_REASON_LOGIN, out_reason);
    case SMTP_STEP_MAIL:
        if (is_login_code(dialogue->code))
            return because(SMTP_OUT, SMTP_REASON_LOGIN, out_reason);
        if (dialogue->code == 552)
            return because(SMTP_NEVER, SMTP_REASON_TOO_LARGE, out_reason);
        return is_for_now ? because(SMTP_LATER, SMTP_REASON_BUSY, out_reason)
                          : because(SMTP_NEVER, SMTP_REASON_SENDER, out_reason);
    case SMTP_STEP_RCPT: return end_of_recipients(dialogue, out_reason);
    case SMTP_STEP_DATA:
    case SMTP_STEP_BODY: break;
    }
    if (is_for_now)
        return because(SMTP_LATER, SMTP_REASON_BUSY, out_reason);
    return because(SMTP_NEVER, dialogue->code == 552 ? SMTP_REASON_TOO_LARGE : SMTP_REASON_MESSAGE, out_reason);
}

SmtpEnd smtp_dialogue_end(const SmtpDialogue *dialogue, SmtpLine line, SmtpReason *out_reason)
{
    if (dialogue->is_taken || line == SMTP_LINE_FINE)
        return because(SMTP_TAKEN, SMTP_REASON_NONE, out_reason);
    if (dialogue->code == 421 && dialogue->is_whole)
        return because(SMTP_OUT, SMTP_REASON_GREETING, out_reason);
    if (dialogue->code >= 400 && dialogue->is_whole)
        return end_of_refusal(dialogue, out_reason);
    if (dialogue->step == SMTP_STEP_BODY && (line == SMTP_LINE_BROKEN || line == SMTP_LINE_SLOW))
        return because(SMTP_LATER, SMTP_REASON_LOST, out_reason);
    return end_of_line(line, out_reason);
}
