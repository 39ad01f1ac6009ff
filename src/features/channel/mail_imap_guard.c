#include "channel/mail_imap_guard.h"

#include <stdio.h>

#include "channel/mail_imap_fetch.h"

void imap_guard_restart(ImapGuard *guard, size_t literal_bytes_max)
{
    *guard = (ImapGuard){.literal_bytes_max = literal_bytes_max};
}

static Text next_word(Text *rest)
{
    Text word = TEXT_NONE;
    text_next_part(rest, ' ', &word);
    return word;
}

static bool word_is(Text word, const char *name)
{
    return text_equals_ascii_case(word, text_of(name));
}

static const char *word_among(Text word, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (word_is(word, list[i]))
            return list[i];
    return NULL;
}

static GuardVerdict pass(GuardLine *out, const char *format, ...) PRINTF_LIKE(2, 3);
static GuardVerdict pass(GuardLine *out, const char *format, ...)
{
    char line[200];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof line)
        return GUARD_REFUSE;
    buffer_add_string(out->passed, line);
    buffer_add_string(out->passed, "\r\n");
    return out->passed->is_full ? GUARD_REFUSE : GUARD_PASS;
}

/* ---- statuses: "* OK [CODE] words", "7 NO words" ---- */

static const char *const statuses[] = {"OK", "NO", "BAD", "PREAUTH", NULL};

/* The code as the library may see it, "" for the others; the words after it are left in *rest. */
static void code_write(Text *rest, char out[40])
{
    static const char *const plain[] = {"READ-ONLY", "READ-WRITE", "TRYCREATE", NULL};
    size_t end = text_find_byte(*rest, ']', 0);
    uint32_t value;
    out[0] = '\0';
    if (!text_starts_with(*rest, TEXT("[")) || end == SIZE_MAX)
        return;
    Text inside = text_slice(*rest, 1, end);
    *rest = text_trim(text_slice(*rest, end + 1, rest->length));
    Text name = next_word(&inside);
    const char *known = word_among(name, plain);
    if (known)
        snprintf(out, 40, "[%s] ", known);
    else if (word_is(name, "UIDVALIDITY") && imap_number_read(inside, &value))
        snprintf(out, 40, "[UIDVALIDITY %u] ", value);
}

static GuardVerdict status_pass(Text prefix, const char *status, Text rest, GuardLine *out)
{
    char code[40];
    code_write(&rest, code);
    out->words = rest;
    out->is_outcome = !text_is(prefix, "*") && strcmp(status, "OK") != 0;
    return pass(out, "%.*s %s %sx", TEXT_ARG(prefix), status, code);
}

/* ---- CAPABILITY and SEARCH ---- */

static GuardVerdict capability_keep(ImapGuard *guard, Text rest)
{
    static const char *const known[] = {"IDLE",    "UIDPLUS",    "MOVE",         "STARTTLS", "LOGINDISABLED",
                                        "SASL-IR", "AUTH=PLAIN", "AUTH=XOAUTH2", NULL};
    guard->has_capabilities = true;
    guard->capabilities = 0;
    while (!text_is_empty(rest)) {
        Text word = next_word(&rest);
        for (size_t i = 0; known[i]; i++)
            if (word_is(word, known[i]))
                guard->capabilities |= 1U << i;
    }
    return GUARD_DROP;
}

/* Numbers; what stands in parentheses after them (MODSEQ) is left out. */
static GuardVerdict search_pass(Text rest, GuardLine *out)
{
    buffer_add_string(out->passed, "* SEARCH");
    while (!text_is_empty(rest)) {
        uint32_t value;
        Text word = next_word(&rest);
        if (text_is_empty(word))
            continue;
        if (text_starts_with(word, TEXT("(")))
            break;
        if (!imap_number_read(word, &value))
            return GUARD_REFUSE;
        buffer_add_byte(out->passed, ' ');
        buffer_add_int(out->passed, value);
    }
    buffer_add_string(out->passed, "\r\n");
    return out->passed->is_full ? GUARD_REFUSE : GUARD_PASS;
}

/* ---- the whole ---- */

static GuardVerdict dropped_line(ImapGuard *guard, Text line, GuardLine *out)
{
    guard->is_dropped = true;
    guard->is_open = imap_literal_at_end(line, &out->literal);
    if (guard->is_open && (out->literal > IMAP_LINE_BYTES_MAX || ++guard->literals > IMAP_LITERALS_MAX))
        return GUARD_REFUSE;
    return GUARD_DROP;
}

static GuardVerdict numbered_line(ImapGuard *guard, uint32_t number, Text line, Text rest, GuardLine *out)
{
    static const char *const counts[] = {"EXISTS", "RECENT", "EXPUNGE", NULL};
    Text word = next_word(&rest);
    const char *count = word_among(word, counts);
    if (count)
        return pass(out, "* %u %s", number, count);
    if (!word_is(word, "FETCH"))
        return dropped_line(guard, line, out);
    return imap_fetch_begin(guard, number, rest, out);
}

/* After "* ". */
static GuardVerdict untagged_line(ImapGuard *guard, Text line, Text rest, GuardLine *out)
{
    uint32_t number;
    Text word = next_word(&rest);
    const char *status = word_among(word, statuses);
    if (text_is_empty(word))
        return GUARD_REFUSE;
    if (status)
        return status_pass(TEXT("*"), status, rest, out);
    if (word_is(word, "BYE")) {
        char code[40];
        code_write(&rest, code);
        out->words = rest;
        out->is_outcome = true;
        return GUARD_BYE;
    }
    if (word_is(word, "CAPABILITY"))
        return capability_keep(guard, rest);
    if (word_is(word, "SEARCH"))
        return search_pass(rest, out);
    if (imap_number_read(word, &number))
        return numbered_line(guard, number, line, rest, out);
    return dropped_line(guard, line, out);
}

GuardVerdict imap_guard_line(ImapGuard *guard, Text line, GuardLine *out)
{
    uint32_t tag;
    *out = (GuardLine){.passed = out->passed};
    guard->line_bytes += line.length;
    if (line.length > IMAP_LINE_BYTES_MAX || guard->line_bytes > IMAP_BYTES_MAX)
        return GUARD_REFUSE;
    if (guard->is_open)
        return guard->is_dropped ? dropped_line(guard, line, out) : imap_fetch_go_on(guard, line, out);
    if (++guard->answers > IMAP_ANSWERS_MAX)
        return GUARD_REFUSE;
    guard->is_dropped = guard->has_body = false;
    guard->literals = guard->items = 0;
    Text rest = line;
    Text word = next_word(&rest);
    if (text_starts_with(word, TEXT("+")))
        return pass(out, "+ x");
    if (text_is(word, "*"))
        return untagged_line(guard, line, rest, out);
    Text status_word = next_word(&rest);
    const char *status = word_among(status_word, statuses);
    if (status == NULL || strcmp(status, "PREAUTH") == 0 || !imap_number_read(word, &tag))
        return GUARD_REFUSE;
    return status_pass(text_slice(word, 0, 10), status, rest, out);
}
