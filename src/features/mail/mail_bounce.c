#include "mail/mail_bounce.h"

#include "mail/mail_bounce_fields.h"
#include "mail/mail_bounce_text.h"
#include "mail/mail_bounce_words.h"
#include "mail/mail_list.h"
#include "mail/mail_reason.h"

/* Points of evidence that make a free-form mail a report. */
#define EVIDENCE_MIN 4
/* How much of a report is looked at for the words that it opens with. */
#define REPORT_OPENING_BYTES 400

typedef struct ReportReader {
    Arena *arena;
    const MailReportSource *source;
    const MailHeaders *headers;
    MailReport *out;
    Text report_text; /* without the copy of the returned mail */
    Text copy;
    Text folded;  /* report_text folded */
    Text subject; /* folded */
} ReportReader;

static bool is_answer_or_forward(Text subject)
{
    static const char *const starts[] = {
        "re:", "aw:", "rv:", "res:", "fwd:", "fw:", "tr:", "enc:", "wg:", "i:", "r:", NULL};
    return mail_starts_with_one_of(subject, starts);
}

static const MailPart *part_find(const MailParts *parts, const char *type)
{
    for (size_t i = 0; i < parts->count; i++) {
        if (mail_part_is(&parts->items[i], type))
            return &parts->items[i];
    }
    return NULL;
}

static Text part_fields(Arena *arena, const MailPart *part)
{
    MailWarnings ignored = {0};
    return mail_part_text(arena, part, &ignored);
}

/* The report's own words, once they are needed. */
static void report_text_take(ReportReader *reader)
{
    if (reader->report_text.data)
        return;
    reader->report_text = mail_report_text(reader->arena, reader->source->text, &reader->copy);
    reader->folded = text_fold(reader->arena, reader->report_text);
    if (!reader->report_text.data)
        reader->report_text = TEXT("");
}

/* Reads the first report part of the outer message; parts of a returned message inside are not ours. */
static bool is_inside_message(const MailParts *parts, const MailPart *part)
{
    while (part != &parts->items[0]) {
        part = &parts->items[part->parent];
        if (part->is_message && part != &parts->items[0])
            return true;
    }
    return false;
}

static const MailPart *report_part(const MailParts *parts, const char *type)
{
    const MailPart *part = part_find(parts, type);
    return part && !is_inside_message(parts, part) ? part : NULL;
}

/* Complaint reports: RFC 5965, and what Microsoft, Amazon and Apple send instead. */
static bool feedback_read(ReportReader *reader)
{
    const MailParts *parts = reader->source->parts;
    const MailPart *part = report_part(parts, "message/feedback-report");
    Text type = mail_parameter(reader->arena, &parts->items[0].type, "report-type");
    Text from = reader->source->from->count > 0 ? reader->source->from->items[0].address : TEXT("");
    bool is_old_form = text_find(reader->subject, TEXT("complaint about message from"), 0) != SIZE_MAX &&
                       (text_equals_ascii_case(from, TEXT("staff@hotmail.com")) ||
                        text_ends_with(text_lower_ascii(reader->arena, from), TEXT("amazonses.com")));
    bool is_opt_out = mail_header_has(reader->headers, "X-Apple-Unsubscribe");
    if (!part && !text_equals_ascii_case(type, TEXT("feedback-report")) && !is_old_form && !is_opt_out)
        return false;
    if (part)
        mail_feedback_fields_read(reader->arena, part_fields(reader->arena, part), reader->out);
    if (reader->out->count == 0 && is_opt_out && !text_is_empty(from)) {
        MailRecipient recipient = {.address = from,
                                   .action = MAIL_ACTION_DELIVERED,
                                   .original = TEXT(""),
                                   .status = TEXT(""),
                                   .reason = "feedback",
                                   .words = TEXT("opt-out")};
        mail_recipient_add(reader->arena, reader->out, &recipient);
    }
    reader->out->kind = MAIL_REPORT_FEEDBACK;
    return true;
}

static bool receipt_read(ReportReader *reader)
{
    const MailPart *part = report_part(reader->source->parts, "message/disposition-notification");
    if (!part)
        return false;
    mail_receipt_fields_read(reader->arena, part_fields(reader->arena, part), reader->out);
    reader->out->kind = MAIL_REPORT_DELIVERED;
    return true;
}

static MailReportKind kind_of_recipients(const MailReport *report)
{
    MailReportKind kind = MAIL_REPORT_DELIVERED;
    for (size_t i = 0; i < report->count; i++) {
        if (report->recipients[i].action == MAIL_ACTION_FAILED)
            return MAIL_REPORT_FAILED;
        if (report->recipients[i].action == MAIL_ACTION_DELAYED)
            kind = MAIL_REPORT_DELAYED;
    }
    return kind;
}

/* 2: the sender is a mail system; 1: it is some machine; 0: it may be a person. */
static int sender_evidence(ReportReader *reader)
{
    const MailAddresses *from = reader->source->from;
    Text name = from->count > 0 ? from->items[0].name : TEXT("");
    Text address = from->count > 0 ? from->items[0].address : TEXT("");
    size_t at = text_find_byte(address, '@', 0);
    Text local = at == SIZE_MAX ? address : text_slice(address, 0, at);
    Text both = text_fold(reader->arena, text_format(reader->arena, "%.*s %.*s", TEXT_ARG(name), TEXT_ARG(local)));
    Text line = mail_header_line(reader->arena, reader->headers, "From");
    bool is_mta = text_equals_ascii_case(local, TEXT("mta"));
    if (text_is(line, "<>") || is_mta || mail_contains_one_of(both, bounce_daemons))
        return 2;
    return mail_contains_one_of(both, bounce_machines) ? 1 : 0;
}

static bool is_daemon(ReportReader *reader)
{
    static const char *const names[] = {"daemon", "delivery subsystem", "delivery system", "mail delivery", "<>", NULL};
    Text line = text_fold(reader->arena, mail_header_line(reader->arena, reader->headers, "From"));
    return mail_contains_one_of(line, names);
}

static bool has_null_path(ReportReader *reader)
{
    Text path = mail_header_line(reader->arena, reader->headers, "Return-Path");
    return text_starts_with(path, TEXT("<>")) || text_starts_with_ascii_case(path, TEXT("<MAILER-DAEMON"));
}

static bool is_warning_only(ReportReader *reader)
{
    if (mail_contains_one_of(reader->folded, bounce_final_bodies) &&
        !mail_contains_one_of(reader->subject, bounce_delay_subjects))
        return false;
    return mail_contains_one_of(reader->folded, bounce_delay_bodies) ||
           mail_contains_one_of(reader->subject, (const char *const[]){"(delay)", "delayed", NULL});
}

static bool is_success(ReportReader *reader)
{
    return mail_contains_one_of(reader->subject, bounce_success) ||
           (mail_contains_one_of(reader->folded, bounce_success) &&
            !mail_contains_one_of(reader->folded, (const char *const[]){"could not", "fail", "unable", NULL}));
}

static bool has_copy(const ReportReader *reader)
{
    return reader->copy.length > 0 || part_find(reader->source->parts, "message/rfc822") ||
           part_find(reader->source->parts, "text/rfc822-headers");
}

static bool has_failed_header(const ReportReader *reader)
{
    return mail_header_has(reader->headers, "X-Failed-Recipients") ||
           mail_header_has(reader->headers, "X-MS-Exchange-Message-Is-Ndr");
}

/* Status parts count in a report or from a mail system; a person may pass one on as a file. */
static bool delivery_status_read(ReportReader *reader)
{
    const MailParts *parts = reader->source->parts;
    bool is_system = sender_evidence(reader) == 2 || has_null_path(reader) || has_failed_header(reader);
    for (size_t i = 0; i < parts->count; i++) {
        const MailPart *part = &parts->items[i];
        bool is_status =
            mail_part_is(part, "message/delivery-status") || mail_part_is(part, "message/global-delivery-status");
        bool is_reported = is_system || mail_part_is(&parts->items[part->parent], "multipart/report");
        if (is_status && is_reported && !is_inside_message(parts, part))
            mail_delivery_fields_read(reader->arena, part_fields(reader->arena, part), reader->out);
    }
    return reader->out->count > 0;
}

/* The first words of systems whose sender may be called anything; a person who passes them on says something first. */
static bool opens_like_a_report(const ReportReader *reader)
{
    Text start = text_trim(text_slice(reader->folded, 0, REPORT_OPENING_BYTES));
    return mail_starts_with_one_of(start, bounce_openings);
}

/* Free-form reports are told by the sum of their signs; a person who writes about a bounce has too few of them. */
static bool is_report(ReportReader *reader)
{
    const MailParts *parts = reader->source->parts;
    if (is_answer_or_forward(reader->subject) && !has_failed_header(reader))
        return false;
    int sender = sender_evidence(reader);
    bool has_subject = mail_contains_one_of(reader->subject, bounce_subjects);
    if (sender == 0 && !has_subject && !has_null_path(reader) && !has_failed_header(reader) &&
        !report_part(parts, "message/delivery-status") && !mail_part_is(&parts->items[0], "multipart/report"))
        return false; /* most mail is decided here, cheaply */
    report_text_take(reader);
    bool has_body = mail_contains_one_of(reader->folded, bounce_bodies);
    const MailPart *part = report_part(parts, "message/delivery-status");
    bool is_status = (part && mail_part_is(&parts->items[part->parent], "multipart/report")) ||
                     text_equals_ascii_case(mail_parameter(reader->arena, &parts->items[0].type, "report-type"),
                                            TEXT("delivery-status"));
    bool is_system = sender == 2 || has_failed_header(reader) || is_status;
    int points = (sender == 2 ? 2 : 0) + (has_subject ? 2 : 0) + (has_body ? 2 : 0) +
                 (has_failed_header(reader) ? 3 : 0) + (is_status ? 3 : 0) + (has_null_path(reader) ? 1 : 0) +
                 (has_copy(reader) ? 1 : 0);
    /* A postmaster may be a person, who writes of mail too. */
    bool is_program = is_daemon(reader) || has_null_path(reader) || has_copy(reader);
    if (is_system)
        return points >= EVIDENCE_MIN && (has_body || is_status || (has_subject && is_program));
    /* A parcel service's "delivery failed" has no copy of a mail, speaks no SMTP and knows no mailboxes. */
    static const char *const of_mail[] = {"mailbox is full",
                                          "mailbox full",
                                          "mailbox unavailable",
                                          "mailbox not found",
                                          "mailbox does not exist",
                                          "no such mailbox",
                                          "your mail sent",
                                          "rcpt to",
                                          "recipient address",
                                          "smtp",
                                          " 550",
                                          "user unknown",
                                          "unknown user",
                                          "mail server",
                                          NULL};
    bool is_of_mail =
        has_copy(reader) || mail_status_find(reader->report_text).length > 0 ||
        (mail_contains_one_of(reader->folded, of_mail) && text_find_byte(reader->report_text, '@', 0) != SIZE_MAX);
    bool is_newsletter =
        mail_header_has(reader->headers, "List-Unsubscribe") || mail_header_has(reader->headers, "List-Id");
    if (opens_like_a_report(reader) && has_subject)
        return true;
    return ((sender == 1 && !is_newsletter) || has_null_path(reader)) && has_subject && has_body && is_of_mail;
}

static void failed_header_read(ReportReader *reader, MailAction action)
{
    size_t from = 0;
    Text value;
    while (mail_header_next(reader->headers, "X-Failed-Recipients", &from, &value)) {
        MailAddresses addresses = {0};
        MailWarnings ignored = {0};
        mail_addresses_parse(reader->arena, mail_header_unfold(reader->arena, value), &addresses, &ignored);
        for (size_t i = 0; i < addresses.count; i++) {
            MailRecipient recipient = {.address = addresses.items[i].address, .action = action, .original = TEXT("")};
            recipient.words = text_cut(text_trim(reader->report_text), 500);
            recipient.status = mail_status_find(reader->report_text);
            mail_recipient_judge(reader->arena, &recipient);
            recipient.reason = mail_reason(reader->arena, recipient.status, reader->report_text);
            mail_recipient_add(reader->arena, reader->out, &recipient);
        }
    }
}

/* The headers of the returned mail, wherever they stand. */
static bool original_headers(ReportReader *reader, MailHeaders *out)
{
    const MailParts *parts = reader->source->parts;
    MailWarnings ignored = {0};
    for (size_t i = 1; i < parts->count; i++) {
        const MailPart *parent = &parts->items[parts->items[i].parent];
        if (parent->is_message) {
            *out = parts->items[i].headers;
            return out->count > 0;
        }
    }
    report_text_take(reader);
    Text copy = reader->copy;
    size_t at = text_find_ascii_case(copy, TEXT("\nReturn-Path:"), 0);
    size_t received = text_find_ascii_case(copy, TEXT("\nReceived:"), 0);
    size_t from = text_find_ascii_case(copy, TEXT("\nFrom:"), 0);
    at = at < received ? at : received;
    at = at < from ? at : from;
    if (at == SIZE_MAX)
        return false;
    at++;
    mail_headers_read(reader->arena, copy, &at, copy.length, out, &ignored);
    return out->count > 0;
}

static void original_read(ReportReader *reader, MailAction action)
{
    MailHeaders headers = {0};
    MailWarnings ignored = {0};
    if (!original_headers(reader, &headers))
        return;
    MailIds ids;
    mail_ids_read(reader->arena, mail_header_line(reader->arena, &headers, "Message-ID"), &ids);
    if (ids.count > 0 && text_is_empty(reader->out->original_id))
        reader->out->original_id = ids.items[0];
    if (reader->out->count > 0)
        return;
    report_text_take(reader);
    MailAddresses to = {0};
    mail_addresses_read(reader->arena, &headers, "To", &to, &ignored);
    for (size_t i = 0; i < to.count && i < 5; i++) {
        MailRecipient recipient = {.address = to.items[i].address, .action = action, .original = TEXT("")};
        recipient.words = text_cut(text_trim(reader->report_text), 500);
        recipient.status = mail_status_find(reader->report_text);
        mail_recipient_judge(reader->arena, &recipient);
        if (reader->out->kind == MAIL_REPORT_FEEDBACK)
            recipient.reason = "feedback";
        mail_recipient_add(reader->arena, reader->out, &recipient);
    }
}

static void free_form_read(ReportReader *reader)
{
    bool is_done = is_success(reader);
    bool is_late = !is_done && is_warning_only(reader);
    MailAction action = is_done ? MAIL_ACTION_DELIVERED : is_late ? MAIL_ACTION_DELAYED : MAIL_ACTION_FAILED;
    reader->out->kind = is_done ? MAIL_REPORT_DELIVERED : is_late ? MAIL_REPORT_DELAYED : MAIL_REPORT_FAILED;
    failed_header_read(reader, action);
    if (reader->out->count == 0 && text_find_ascii_case(reader->source->text, TEXT("final-recipient:"), 0) != SIZE_MAX)
        mail_delivery_fields_read(reader->arena, reader->source->text, reader->out);
    MailAddresses ours[2] = {*reader->source->from, *reader->source->to};
    if (reader->out->count == 0)
        mail_bounce_text_read(reader->arena, reader->report_text, ours, 2, action, reader->out);
    original_read(reader, action);
}

void mail_report_read(Arena *arena, const MailReportSource *source, MailReport *out)
{
    *out = (MailReport){.original_id = TEXT("")};
    ReportReader reader = {.arena = arena, .source = source, .headers = &source->parts->items[0].headers, .out = out};
    reader.subject = text_fold(arena, source->subject);
    if (feedback_read(&reader)) {
        original_read(&reader, MAIL_ACTION_DELIVERED);
    } else if (delivery_status_read(&reader)) {
        out->kind = kind_of_recipients(out);
        original_read(&reader, MAIL_ACTION_FAILED);
    } else if (!receipt_read(&reader) && is_report(&reader)) {
        free_form_read(&reader);
    }
}
