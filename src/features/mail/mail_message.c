#include "mail/mail_message.h"

#include "mail/mail_authentication.h"
#include "mail/mail_automatic.h"
#include "mail/mail_body.h"
#include "mail/mail_date.h"
#include "mail/mail_part.h"
#include "mail/mail_words.h"

/* How much of a message is looked at to find out how its lines end. */
#define LINE_END_SAMPLE_BYTES 4096
#define SUBJECT_BYTES_MAX 2000

const char *const mail_kind_names[MAIL_KIND_COUNT] = {
    [MAIL_MESSAGE] = "message",
    [MAIL_AUTO_REPLY] = "auto_reply",
    [MAIL_AUTO_GENERATED] = "auto_generated",
    [MAIL_BOUNCE] = "bounce",
    [MAIL_DELAY] = "delay",
    [MAIL_DELIVERED] = "delivered",
    [MAIL_FEEDBACK] = "feedback",
    [MAIL_LIST] = "list",
    [MAIL_LOOP] = "loop",
};

/* Lines that end with CR alone (old Macintosh files) are read as if with LF; offsets stay the same. */
static Text bare_returns_mend(Arena *arena, Text raw, MailWarnings *warnings)
{
    size_t sample = raw.length < LINE_END_SAMPLE_BYTES ? raw.length : LINE_END_SAMPLE_BYTES;
    size_t bare = 0;
    size_t feeds = 0;
    for (size_t i = text_find_byte(text_slice(raw, 0, sample), '\r', 0); i < sample; i++) {
        bare += raw.data[i] == '\r' && !(i + 1 < raw.length && raw.data[i + 1] == '\n');
        feeds += raw.data[i] == '\n';
    }
    if (bare <= feeds * 2)
        return raw;
    char *out = arena_string(arena, raw.data, raw.length);
    for (size_t i = 0; i < raw.length; i++) {
        if (out[i] == '\r' && !(i + 1 < raw.length && out[i + 1] == '\n'))
            out[i] = '\n';
    }
    mail_warn(warnings, TEXT("Lines end with CR alone; they were read as lines."));
    return (Text){out, raw.length};
}

static void date_take(Arena *arena, const MailHeaders *headers, MailMessage *out)
{
    Text line = mail_header_line(arena, headers, "Date");
    out->has_date = mail_date_read(line, &out->date);
    if (out->has_date)
        return;
    mail_warn(&out->warnings, line.data ? TEXT("Date cannot be read.") : TEXT("There is no Date."));
    Text received = mail_header_line(arena, headers, "Received");
    for (size_t i = received.length; i > 0; i--) {
        if (received.data[i - 1] == ';') {
            out->has_date = mail_date_read(text_slice(received, i, received.length), &out->date);
            return;
        }
    }
}

static void ids_take(Arena *arena, const MailHeaders *headers, MailMessage *out)
{
    MailIds own;
    mail_ids_read(arena, mail_header_line(arena, headers, "Message-ID"), &own);
    out->message_id = own.count > 0 ? own.items[0] : TEXT("");
    if (own.count == 0) {
        Text line = mail_header_line(arena, headers, "Message-ID");
        out->message_id = line.data && line.length < 1000 ? text_make_utf8(arena, line) : TEXT("");
        mail_warn(&out->warnings, TEXT("There is no Message-ID."));
    }
    mail_ids_read(arena, mail_header_line(arena, headers, "In-Reply-To"), &out->in_reply_to);
    mail_ids_read(arena, mail_header_line(arena, headers, "References"), &out->references);
}

static void subject_take(Arena *arena, const MailHeaders *headers, MailMessage *out)
{
    Text subject = mail_header_text(arena, headers, "Subject");
    Text cut = text_cut(subject.data ? text_trim(subject) : TEXT(""), SUBJECT_BYTES_MAX);
    char *line = arena_string(arena, cut.data ? cut.data : "", cut.length);
    for (size_t i = 0; i < cut.length; i++) {
        if ((unsigned char)line[i] < 32 || line[i] == 127)
            line[i] = ' ';
    }
    out->subject = text_trim((Text){line, cut.length});
    if (!out->subject.data)
        out->subject = TEXT("");
}

static void header_take(Arena *arena, const MailHeaders *headers, MailMessage *out)
{
    MailWarnings *warnings = &out->warnings;
    ids_take(arena, headers, out);
    date_take(arena, headers, out);
    subject_take(arena, headers, out);
    mail_addresses_read(arena, headers, "From", &out->from, warnings);
    mail_addresses_read(arena, headers, "Sender", &out->sender, warnings);
    mail_addresses_read(arena, headers, "Reply-To", &out->reply_to, warnings);
    mail_addresses_read(arena, headers, "To", &out->to, warnings);
    mail_addresses_read(arena, headers, "Cc", &out->cc, warnings);
    mail_addresses_read(arena, headers, "Bcc", &out->bcc, warnings);
    if (out->from.count == 0)
        mail_warn(warnings, TEXT("There is no From."));
    else if (out->from.count > 1)
        mail_warn(warnings, TEXT("There are several From addresses; the first is taken for the sender."));
}

Result mail_read(Arena *arena, Text raw, const MailOptions *options, MailMessage *out)
{
    if (raw.length > MAIL_RAW_BYTES_MAX)
        return fail(FAULT_LIMIT, "The message is larger than 64 MiB.");
    *out = (MailMessage){.raw_size = raw.length};
    MailParts parts;
    Text readable = bare_returns_mend(arena, raw, &out->warnings);
    mail_parts_read(arena, readable, &parts, &out->warnings);
    for (size_t i = 0; readable.data != raw.data && i < parts.count; i++)
        parts.items[i].is_in_raw = false;
    const MailHeaders *headers = &parts.items[0].headers;
    header_take(arena, headers, out);
    mail_body_read(arena, &parts, out);
    MailReportSource source = {&parts, out->subject, out->text, &out->from, &out->to};
    mail_report_read(arena, &source, &out->report);
    out->has_report = out->report.kind != MAIL_REPORT_NONE;
    mail_authentication_read(arena, headers, options ? options->own_relay : TEXT_NONE, &out->authentication);
    mail_automatic_judge(arena, headers, options, out);
    return done();
}
