#include "mail/mail_bounce_text.h"

#include "base/buffer.h"
#include "mail/mail_bounce_fields.h"
#include "mail/mail_byte.h"
#include "mail/mail_list.h"
#include "mail/mail_reason.h"

#define FOUND_MAX 400
#define BLOCK_LINES_MAX 12
#define WEAK_MAX 5
/* How far before an address words are looked for that say what it is. */
#define NEAR_BYTES 40
#define WORDS_BYTES_MAX 500

/* How surely an address in a report is a recipient. */
typedef enum Sureness { SURE_NOT, SURE_MENTIONED, SURE_NEAR_WORDS, SURE_NAMED, SURE_LISTED } Sureness;

typedef struct Found {
    Text address;
    Sureness sureness;
    size_t line;
} Found;

typedef struct TextReader {
    Arena *arena;
    Text *lines;
    size_t line_count;
    Found *found;
    size_t found_count;
    const MailAddresses *ours;
    size_t ours_count;
} TextReader;

Text mail_report_text(Arena *arena, Text text, Text *out_copy)
{
    static const char *const copies[] = {"below this line is a copy",
                                         "this is a copy of the message",
                                         "this is a copy of your message",
                                         "included is a copy",
                                         "message headers follow",
                                         "unsent message follows",
                                         "unsent message below",
                                         "returned message follows",
                                         "original message follows",
                                         "original message headers",
                                         "original message -----",
                                         "headers of the original message",
                                         "the header of the original message",
                                         "text of original message",
                                         "copy of the original message",
                                         "copy of your message",
                                         "- original message",
                                         "message header follows",
                                         "returned mail follows",
                                         "the original message was:",
                                         "intestazioni originali del messaggio",
                                         "encabezados de mensajes originales",
                                         "encabezados originales",
                                         "ursprungliche nachrichtenkopfzeilen",
                                         "en-tetes de message d'origine",
                                         "\nreceived: from ",
                                         "\nreceived: by ",
                                         "\nreturn-path: ",
                                         "\nreceived: (qmail",
                                         NULL};
    text = text_cut(text, MAIL_REPORT_TEXT_BYTES_MAX);
    size_t end = text.length;
    for (size_t i = 0; copies[i]; i++) {
        size_t at = text_find_ascii_case(text, text_of(copies[i]), 0);
        if (at != SIZE_MAX && at < end)
            end = at;
    }
    (void)arena;
    *out_copy = text_slice(text, end, text.length);
    return text_slice(text, 0, end);
}

static bool is_address_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z') || (unsigned char)byte >= 128 ||
           byte_is_in(byte, ".!#$%&*+-/=?^_`{|}~'");
}

static bool is_domain_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z') || byte == '.' || byte == '-' ||
           (unsigned char)byte >= 128;
}

/* The address around the "@" at `at`; false when there is none. */
static bool address_around(Text line, size_t at, size_t *out_from, size_t *out_to)
{
    size_t from = at;
    size_t to = at + 1;
    while (from > 0 && is_address_byte(line.data[from - 1]))
        from--;
    while (from < at && byte_is_in(line.data[from], "'.*-=/"))
        from++;
    while (to < line.length && is_domain_byte(line.data[to]))
        to++;
    while (to > at + 1 && (line.data[to - 1] == '.' || line.data[to - 1] == '-'))
        to--;
    *out_from = from;
    *out_to = to;
    return from < at && to > at + 3 && text_find_byte(text_slice(line, at, to), '.', 0) != SIZE_MAX;
}

static bool is_ours(const TextReader *reader, Text address)
{
    for (size_t i = 0; i < reader->ours_count; i++) {
        for (size_t k = 0; k < reader->ours[i].count; k++) {
            if (text_equals_ascii_case(reader->ours[i].items[k].address, address))
                return true;
        }
    }
    return false;
}

/* Mailboxes that reports name for help. */
static bool is_helper(Text address)
{
    static const char *const helpers[] = {"postmaster@", "abuse@",      "mailer-daemon@", "helpdesk@",
                                          "support@",    "hostmaster@", "webmaster@",     "noc@",
                                          "admin@",      "unblock@",    "delist@",        "removals@"};
    for (size_t i = 0; i < sizeof helpers / sizeof *helpers; i++) {
        if (text_starts_with_ascii_case(address, text_of(helpers[i])))
            return true;
    }
    return false;
}

static Sureness sureness_of(Text line, Text folded, size_t from)
{
    static const char *const unrelated[] = {
        "message-id",  "from:",       "sender:",   "reply-to:",      "return-path:", "envelope-from",
        "mail from",   "contact ",    "please ",   "for assistance", "mailto:",      "from <",
        "in-reply-to", "references:", "received:", "errors-to",      "help",         NULL};
    static const char *const named[] = {"error-for:",
                                        "recipient:",
                                        "recipients:",
                                        "recipient address",
                                        "address:",
                                        "rcpt to:",
                                        "delivered to",
                                        "delivered to:",
                                        "deliver to",
                                        "deliver mail to",
                                        "delivery to",
                                        "message to",
                                        "mail to",
                                        "sent to",
                                        "addressed to",
                                        "user:",
                                        "account",
                                        "destinatario",
                                        "destinataire",
                                        "empfanger",
                                        "error delivering your mail to",
                                        "undeliverable to",
                                        "for user",
                                        "entregar a",
                                        "failed recipient",
                                        " to: ",
                                        NULL};
    static const char *const failing[] = {"unknown",       "fail",
                                          "reject",        "not be delivered",
                                          "undeliver",     "does not exist",
                                          "doesn't exist", "no such",
                                          "invalid",       "full",
                                          "quota",         "disabled",
                                          "unable",        "refused",
                                          "550",           "551",
                                          "552",           "553",
                                          "554",           "5.1.",
                                          "5.2.",          "5.0.",
                                          "not found",     "to:",
                                          "error",         NULL};
    size_t start = 0;
    while (start < from && byte_is_in(line.data[start], " \t<>*-(\"'[:,"))
        start++;
    Text before = text_slice(folded, from > NEAR_BYTES ? from - NEAR_BYTES : 0, from);
    bool is_named = mail_contains_one_of(before, named);
    if (!is_named && mail_contains_one_of(before, unrelated))
        return SURE_NOT;
    if (start >= from)
        return SURE_LISTED;
    if (is_named)
        return SURE_NAMED;
    return mail_contains_one_of(folded, failing) ? SURE_NEAR_WORDS : SURE_MENTIONED;
}

static void found_add(TextReader *reader, Text address, Sureness sureness, size_t line)
{
    if (is_ours(reader, address) || reader->found_count >= FOUND_MAX || sureness == SURE_NOT)
        return;
    if (is_helper(address) && sureness < SURE_LISTED)
        return;
    for (size_t i = 0; i < reader->found_count; i++) {
        Found *known = &reader->found[i];
        if (!text_equals_ascii_case(known->address, address))
            continue;
        if (sureness > known->sureness)
            *known = (Found){known->address, sureness, line};
        return;
    }
    reader->found[reader->found_count++] = (Found){address, sureness, line};
}

static void line_scan(TextReader *reader, size_t index)
{
    Text line = text_slice(reader->lines[index], 0, 1000);
    size_t at = text_find_byte(line, '@', 0);
    if (at == SIZE_MAX)
        return;
    Text folded = text_lower_ascii(reader->arena, line);
    for (int i = 0; at != SIZE_MAX && i < 50; i++) {
        size_t from;
        size_t to;
        if (address_around(line, at, &from, &to))
            found_add(reader, text_slice(line, from, to), sureness_of(line, folded, from), index);
        at = text_find_byte(line, '@', at + 1);
    }
}

/* The lines about a recipient: its own and those up to the next one. */
static Text block_words(TextReader *reader, size_t first)
{
    Buffer out = buffer_new(reader->arena, 4096);
    for (size_t i = first; i < reader->line_count && i < first + BLOCK_LINES_MAX && out.length < WORDS_BYTES_MAX; i++) {
        bool is_next = false;
        for (size_t k = 0; k < reader->found_count; k++)
            is_next |= reader->found[k].line == i && i != first && reader->found[k].sureness == SURE_LISTED;
        if (is_next)
            break;
        Text line = text_trim(reader->lines[i]);
        if (text_is_empty(line))
            continue;
        if (out.length > 0)
            buffer_add_byte(&out, ' ');
        buffer_add_text(&out, line);
    }
    return out.length > 0 ? text_cut(buffer_text(&out), WORDS_BYTES_MAX) : (Text){"", 0};
}

static void recipients_take(TextReader *reader, Text text, MailAction action, MailReport *report)
{
    Sureness best = SURE_NOT;
    size_t weak = 0;
    for (size_t i = 0; i < reader->found_count; i++) {
        best = reader->found[i].sureness > best ? reader->found[i].sureness : best;
        weak++;
    }
    if (best == SURE_NOT || (best <= SURE_MENTIONED && weak > WEAK_MAX))
        return;
    for (size_t i = 0; i < reader->found_count; i++) {
        const Found *found = &reader->found[i];
        if (found->sureness < best)
            continue;
        MailRecipient recipient = {.address = found->address, .action = action, .original = TEXT("")};
        recipient.words = block_words(reader, found->line);
        recipient.status = mail_status_find(recipient.words);
        if (text_is_empty(recipient.status))
            recipient.status = mail_status_find(text);
        mail_recipient_judge(reader->arena, &recipient);
        mail_recipient_add(reader->arena, report, &recipient);
    }
}

void mail_bounce_text_read(Arena *arena, Text text, const MailAddresses *ours, size_t ours_count, MailAction action,
                           MailReport *report)
{
    TextReader reader = {.arena = arena,
                         .ours = ours,
                         .ours_count = ours_count,
                         .lines = ARENA_ARRAY(arena, Text, MAIL_REPORT_LINES_MAX),
                         .found = ARENA_ARRAY(arena, Found, FOUND_MAX)};
    Text rest = text;
    Text line;
    while (reader.line_count < MAIL_REPORT_LINES_MAX && text_next_line(&rest, &line))
        reader.lines[reader.line_count++] = line;
    for (size_t i = 0; i < reader.line_count; i++)
        line_scan(&reader, i);
    recipients_take(&reader, text, action, report);
}
