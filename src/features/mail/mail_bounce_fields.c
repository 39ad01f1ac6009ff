#include "mail/mail_bounce_fields.h"

#include "mail/mail_byte.h"
#include "mail/mail_reason.h"

#define FIELD_LINES_MAX 5000
#define WORDS_BYTES_MAX 600

const char *const mail_action_names[MAIL_ACTION_COUNT] = {[MAIL_ACTION_FAILED] = "failed",
                                                          [MAIL_ACTION_DELAYED] = "delayed",
                                                          [MAIL_ACTION_DELIVERED] = "delivered",
                                                          [MAIL_ACTION_RELAYED] = "relayed"};

void mail_recipient_add(Arena *arena, MailReport *report, const MailRecipient *recipient)
{
    if (text_is_empty(recipient->address) || report->count >= MAIL_RECIPIENTS_MAX)
        return;
    for (size_t i = 0; i < report->count; i++) {
        if (text_equals_ascii_case(report->recipients[i].address, recipient->address))
            return;
    }
    if (report->count == report->capacity) {
        size_t capacity = report->capacity == 0 ? 4 : report->capacity * 4;
        MailRecipient *items = ARENA_ARRAY(arena, MailRecipient, capacity);
        if (report->count > 0)
            memcpy(items, report->recipients, report->count * sizeof *items);
        report->recipients = items;
        report->capacity = capacity;
    }
    report->recipients[report->count++] = *recipient;
}

void mail_recipient_judge(Arena *arena, MailRecipient *recipient)
{
    int code = mail_reply_code_find(recipient->words);
    char class = recipient->status.length > 0 ? recipient->status.data[0] : code > 0 ? (char)('0' + code / 100) : '5';
    recipient->is_permanent = recipient->action == MAIL_ACTION_FAILED && class == '5';
    recipient->reason = recipient->action == MAIL_ACTION_DELIVERED || recipient->action == MAIL_ACTION_RELAYED
                            ? "none"
                            : mail_reason(arena, recipient->status, recipient->words);
}

/* "rfc822; <user@example.com>" gives the address. */
static Text field_address(Arena *arena, Text value)
{
    size_t type = text_find_byte(value, ';', 0);
    Text address = text_trim(type == SIZE_MAX ? value : text_slice(value, type + 1, value.length));
    size_t open = text_find_byte(address, '<', 0);
    size_t close = open == SIZE_MAX ? SIZE_MAX : text_find_byte(address, '>', open);
    if (close != SIZE_MAX && close > open + 1)
        address = text_slice(address, open + 1, close);
    size_t space = text_find_byte(address, ' ', 0);
    if (space != SIZE_MAX)
        address = text_slice(address, 0, space);
    while (address.length > 0 && byte_is_in(address.data[address.length - 1], "<>\"',;"))
        address.length--;
    while (address.length > 0 && byte_is_in(address.data[0], "<>\"'"))
        address = text_slice(address, 1, address.length);
    return text_copy(arena, text_cut(address, 320));
}

/* One field at a time, folded lines joined; an empty line gives a field without name. */
static bool field_next(Arena *arena, Text *rest, Text *out_name, Text *out_value)
{
    Text line;
    if (!text_next_line(rest, &line))
        return false;
    *out_name = TEXT_NONE;
    *out_value = TEXT_NONE;
    line = text_trim(line);
    while (line.length > 0 && line.data[0] == '>')
        line = text_trim(text_slice(line, 1, line.length));
    size_t colon = text_find_byte(line, ':', 0);
    if (colon == SIZE_MAX || colon > 60)
        return true;
    *out_name = text_lower_ascii(arena, text_trim(text_slice(line, 0, colon)));
    *out_value = text_trim(text_slice(line, colon + 1, line.length));
    for (int i = 0; i < 50; i++) {
        Text after = *rest;
        Text more;
        if (rest->length == 0 || (rest->data[0] != ' ' && rest->data[0] != '\t') || !text_next_line(&after, &more) ||
            text_is_empty(text_trim(more)))
            break;
        *rest = after;
        *out_value = text_format(arena, "%.*s %.*s", TEXT_ARG(*out_value), TEXT_ARG(text_trim(more)));
    }
    return true;
}

typedef struct Group {
    MailRecipient recipient;
    bool has_action;
    bool has_final;
    Text actual;
} Group;

static bool action_read(Text value, MailAction *out_action)
{
    static const struct {
        const char *word;
        MailAction action;
    } actions[] = {{"fail", MAIL_ACTION_FAILED},           {"delay", MAIL_ACTION_DELAYED},
                   {"deliverable", MAIL_ACTION_DELIVERED}, {"deliver", MAIL_ACTION_DELIVERED},
                   {"relay", MAIL_ACTION_RELAYED},         {"expand", MAIL_ACTION_RELAYED}};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (text_starts_with_ascii_case(value, text_of(actions[i].word))) {
            *out_action = actions[i].action;
            return true;
        }
    }
    return false;
}

static void group_end(Arena *arena, Group *group, MailReport *report)
{
    MailRecipient *recipient = &group->recipient;
    if (text_is_empty(recipient->address))
        recipient->address = text_is_empty(group->actual) ? recipient->original : group->actual;
    if (text_is_empty(recipient->status))
        recipient->status = mail_status_find(recipient->words);
    if (!group->has_action) {
        char class = recipient->status.length > 0 ? recipient->status.data[0] : '5';
        recipient->action = class == '4'   ? MAIL_ACTION_DELAYED
                            : class == '2' ? MAIL_ACTION_DELIVERED
                                           : MAIL_ACTION_FAILED;
    }
    if (!text_is_empty(recipient->address)) {
        mail_recipient_judge(arena, recipient);
        mail_recipient_add(arena, report, recipient);
    }
    *group = (Group){.recipient = {.original = TEXT(""), .status = TEXT(""), .words = TEXT("")}};
}

static void delivery_field_take(Arena *arena, Group *group, MailReport *report, Text name, Text value)
{
    MailRecipient *recipient = &group->recipient;
    if (text_is(name, "final-recipient")) {
        if (group->has_final)
            group_end(arena, group, report);
        group->recipient.address = field_address(arena, value);
        group->has_final = true;
    } else if (text_is(name, "original-recipient")) {
        recipient->original = field_address(arena, value);
    } else if (text_is(name, "x-actual-recipient")) {
        group->actual = field_address(arena, value);
    } else if (text_is(name, "action")) {
        group->has_action = action_read(value, &recipient->action);
    } else if (text_is(name, "status")) {
        recipient->status = text_copy(arena, mail_status_find(value));
    } else if (text_is(name, "diagnostic-code")) {
        size_t type = text_find_byte(value, ';', 0);
        Text words = text_trim(type == SIZE_MAX || type > 20 ? value : text_slice(value, type + 1, value.length));
        recipient->words = text_copy(arena, text_cut(words, WORDS_BYTES_MAX));
    }
}

void mail_delivery_fields_read(Arena *arena, Text text, MailReport *report)
{
    Group group = {.recipient = {.original = TEXT(""), .status = TEXT(""), .words = TEXT("")}};
    Text rest = text_slice(text, 0, MAIL_REPORT_FIELDS_BYTES_MAX);
    Text name;
    Text value;
    for (int i = 0; i < FIELD_LINES_MAX && field_next(arena, &rest, &name, &value); i++) {
        if (!name.data && !text_is_empty(group.recipient.address))
            group_end(arena, &group, report);
        else if (name.data)
            delivery_field_take(arena, &group, report, name, value);
    }
    group_end(arena, &group, report);
}

void mail_receipt_fields_read(Arena *arena, Text text, MailReport *report)
{
    MailRecipient recipient = {
        .action = MAIL_ACTION_DELIVERED, .original = TEXT(""), .status = TEXT(""), .words = TEXT(""), .reason = "none"};
    Text rest = text_slice(text, 0, MAIL_REPORT_FIELDS_BYTES_MAX);
    Text name;
    Text value;
    for (int i = 0; i < FIELD_LINES_MAX && field_next(arena, &rest, &name, &value); i++) {
        if (text_is(name, "final-recipient"))
            recipient.address = field_address(arena, value);
        else if (text_is(name, "original-recipient"))
            recipient.original = field_address(arena, value);
        else if (text_is(name, "disposition"))
            recipient.words = text_copy(arena, text_cut(value, WORDS_BYTES_MAX));
        else if (text_is(name, "original-message-id"))
            report->original_id = field_address(arena, value);
    }
    mail_recipient_add(arena, report, &recipient);
}

void mail_feedback_fields_read(Arena *arena, Text text, MailReport *report)
{
    Text rest = text_slice(text, 0, MAIL_REPORT_FIELDS_BYTES_MAX);
    Text words = TEXT("");
    Text name;
    Text value;
    for (int i = 0; i < FIELD_LINES_MAX && field_next(arena, &rest, &name, &value); i++) {
        if (text_is(name, "feedback-type"))
            words = text_copy(arena, text_cut(value, WORDS_BYTES_MAX));
        if (!text_is(name, "original-rcpt-to") && !text_is(name, "removal-recipient") &&
            !text_is(name, "final-recipient"))
            continue;
        MailRecipient recipient = {.address = field_address(arena, value),
                                   .action = MAIL_ACTION_DELIVERED,
                                   .original = TEXT(""),
                                   .status = TEXT(""),
                                   .reason = "feedback",
                                   .words = words};
        mail_recipient_add(arena, report, &recipient);
    }
    for (size_t i = 0; i < report->count; i++)
        report->recipients[i].words = words;
}
