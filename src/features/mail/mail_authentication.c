#include "mail/mail_authentication.h"

#include "mail/mail_byte.h"

#define RESULTS_MAX 50

/* Comments count for nothing and may hold anything. */
static Text without_comments(Arena *arena, Text line)
{
    char *out = arena_alloc(arena, line.length + 1);
    size_t length = 0;
    size_t depth = 0;
    for (size_t i = 0; i < line.length; i++) {
        if (line.data[i] == '(')
            depth++;
        else if (line.data[i] == ')' && depth > 0)
            depth--;
        else if (depth == 0)
            out[length++] = line.data[i];
    }
    return (Text){out, length};
}

static Text word_at(Text text, size_t at)
{
    while (at < text.length && text.data[at] == ' ')
        at++;
    size_t from = at;
    while (at < text.length && !byte_is_in(text.data[at], " \t;"))
        at++;
    return text_slice(text, from, at);
}

static void result_take(Arena *arena, Text part, MailAuthentication *out)
{
    size_t equals = text_find_byte(part, '=', 0);
    if (equals == SIZE_MAX)
        return;
    Text method = text_trim(text_slice(part, 0, equals));
    Text verdict = text_lower_ascii(arena, word_at(part, equals + 1));
    if (text_equals_ascii_case(method, TEXT("spf")) && text_is_empty(out->spf))
        out->spf = verdict;
    else if (text_equals_ascii_case(method, TEXT("dkim")) &&
             !text_is(out->dkim, "pass")) /* one good signature is enough */
        out->dkim = verdict;
    else if (text_equals_ascii_case(method, TEXT("dmarc")) && text_is_empty(out->dmarc)) {
        out->dmarc = verdict;
        size_t from = text_find_ascii_case(part, TEXT("header.from="), 0);
        if (from != SIZE_MAX)
            out->dmarc_domain = text_lower_ascii(arena, word_at(part, from + 12));
    }
}

void mail_authentication_read(Arena *arena, const MailHeaders *headers, Text own_relay, MailAuthentication *out)
{
    *out = (MailAuthentication){TEXT(""), TEXT(""), TEXT(""), TEXT("")};
    size_t from = 0;
    Text value;
    for (int i = 0; i < RESULTS_MAX && mail_header_next(headers, "Authentication-Results", &from, &value); i++) {
        Text rest = without_comments(arena, mail_header_unfold(arena, value));
        Text part;
        if (!text_next_part(&rest, ';', &part))
            continue;
        if (!text_is_empty(own_relay) && !text_equals_ascii_case(word_at(part, 0), own_relay))
            continue;
        while (text_next_part(&rest, ';', &part))
            result_take(arena, part, out);
        if (text_is_empty(own_relay))
            return;
    }
}
