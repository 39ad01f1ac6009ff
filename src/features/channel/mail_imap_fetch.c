#include "channel/mail_imap_fetch.h"

bool imap_number_read(Text word, uint32_t *out_value)
{
    int64_t value;
    if (word.length == 0 || word.length > 10 || word.data[0] < '0' || word.data[0] > '9' ||
        !text_to_int(word, &value) || value > UINT32_MAX)
        return false;
    *out_value = (uint32_t)value;
    return true;
}

bool imap_literal_at_end(Text line, size_t *out_bytes)
{
    size_t open = SIZE_MAX;
    if (!text_ends_with(line, TEXT("}")))
        return false;
    for (size_t at = line.length - 1; at > 0 && line.length - at < 32 && open == SIZE_MAX; at--)
        if (line.data[at - 1] == '{')
            open = at;
    if (open == SIZE_MAX)
        return false;
    Text number = text_slice(line, open, line.length - 1);
    if (text_ends_with(number, TEXT("+")))
        number.length--;
    for (size_t i = 0; i < number.length; i++)
        if (number.data[i] < '0' || number.data[i] > '9')
            return false;
    int64_t value = 0;
    if (number.length == 0)
        return false;
    *out_bytes = text_to_int(number, &value) ? (size_t)value : SIZE_MAX;
    return true;
}

/* What is left of the line. */
typedef struct Cursor {
    Text line;
    size_t at;
} Cursor;

static char look(const Cursor *cursor)
{
    return cursor->at < cursor->line.length ? cursor->line.data[cursor->at] : '\0';
}

static void skip_spaces(Cursor *cursor)
{
    while (look(cursor) == ' ')
        cursor->at++;
}

/* Up to a space or parenthesis; what stands in brackets belongs to it: BODY[HEADER.FIELDS (X)]<0>. */
static Text item_name(Cursor *cursor)
{
    size_t from = cursor->at;
    bool is_inside = false;
    for (; cursor->at < cursor->line.length; cursor->at++) {
        char c = look(cursor);
        if (!is_inside && (c == ' ' || c == '(' || c == ')'))
            break;
        is_inside = c == '[' || (is_inside && c != ']');
    }
    return text_slice(cursor->line, from, cursor->at);
}

static bool skip_quoted(Cursor *cursor)
{
    for (cursor->at++; cursor->at < cursor->line.length; cursor->at++) {
        char c = look(cursor);
        if (c == '\\')
            cursor->at++;
        else if (c == '"')
            return cursor->at++, true;
    }
    return false;
}

/* A list, a quoted string, or a word; false when it does not end on this line, or nests too deeply. */
static bool skip_value(Cursor *cursor)
{
    int depth = 0;
    do {
        skip_spaces(cursor);
        char c = look(cursor);
        if (c == '"') {
            if (!skip_quoted(cursor))
                return false;
            continue;
        }
        if (c == '\0' || c == '{' || (c == '(' && ++depth > IMAP_DEPTH_MAX) || (c == ')' && --depth < 0))
            return false;
        if (c == '(' || c == ')')
            cursor->at++;
        else
            while (look(cursor) != '\0' && strchr(" ()\"{", look(cursor)) == NULL)
                cursor->at++;
    } while (depth > 0);
    return true;
}

static void item_begin(ImapGuard *guard, GuardLine *out)
{
    if (guard->items++ > 0)
        buffer_add_byte(out->passed, ' ');
}

static bool number_item(ImapGuard *guard, Cursor *cursor, const char *name, GuardLine *out)
{
    uint32_t value;
    size_t from = cursor->at;
    while (look(cursor) >= '0' && look(cursor) <= '9')
        cursor->at++;
    if (!imap_number_read(text_slice(cursor->line, from, cursor->at), &value))
        return false;
    item_begin(guard, out);
    buffer_addf(out->passed, "%s %u", name, value);
    return true;
}

/* The message, as a literal at the end of the line; NIL and "" are no message. */
static GuardVerdict body_item(ImapGuard *guard, Cursor *cursor, GuardLine *out)
{
    Text rest = text_slice(cursor->line, cursor->at, cursor->line.length);
    if (text_starts_with_ascii_case(rest, TEXT("NIL")) || text_starts_with(rest, TEXT("\"\"")))
        return skip_value(cursor) ? GUARD_DROP : GUARD_REFUSE;
    if (guard->has_body || look(cursor) != '{' || !imap_literal_at_end(rest, &out->literal) ||
        out->literal > guard->literal_bytes_max)
        return GUARD_REFUSE;
    guard->literal_bytes += out->literal;
    if (guard->literal_bytes > 2 * guard->literal_bytes_max)
        return GUARD_REFUSE;
    item_begin(guard, out);
    buffer_addf(out->passed, "BODY[] {%zu}\r\n", out->literal);
    guard->has_body = true;
    guard->is_open = true;
    return GUARD_PASS;
}

/* Items until the end of the answer, or a literal. */
static GuardVerdict items_pass(ImapGuard *guard, Cursor *cursor, GuardLine *out)
{
    for (;;) {
        skip_spaces(cursor);
        if (look(cursor) == ')') {
            bool is_end = text_is_empty(text_trim(text_slice(cursor->line, cursor->at + 1, cursor->line.length)));
            buffer_add_string(out->passed, ")\r\n");
            return !is_end ? GUARD_REFUSE : guard->items > 0 ? GUARD_PASS : GUARD_DROP;
        }
        Text name = item_name(cursor);
        if (text_is_empty(name))
            return GUARD_REFUSE;
        skip_spaces(cursor);
        bool is_good = true;
        if (text_equals_ascii_case(name, TEXT("UID")))
            is_good = number_item(guard, cursor, "UID", out);
        else if (text_equals_ascii_case(name, TEXT("RFC822.SIZE")))
            is_good = number_item(guard, cursor, "RFC822.SIZE", out);
        else if (text_starts_with_ascii_case(name, TEXT("BODY["))) {
            GuardVerdict verdict = body_item(guard, cursor, out);
            if (verdict != GUARD_DROP)
                return verdict;
        } else
            is_good = skip_value(cursor);
        if (!is_good)
            return GUARD_REFUSE;
    }
}

GuardVerdict imap_fetch_begin(ImapGuard *guard, uint32_t number, Text rest, GuardLine *out)
{
    Cursor cursor = {.line = rest};
    skip_spaces(&cursor);
    if (look(&cursor) != '(')
        return GUARD_REFUSE;
    cursor.at++;
    buffer_addf(out->passed, "* %u FETCH (", number);
    return items_pass(guard, &cursor, out);
}

GuardVerdict imap_fetch_go_on(ImapGuard *guard, Text line, GuardLine *out)
{
    Cursor cursor = {.line = line};
    guard->is_open = false;
    return items_pass(guard, &cursor, out);
}
