#include "channel/mail_imap_guard.h"

void imap_guard_restart(ImapGuard *guard, size_t literal_bytes_max)
{
    *guard = (ImapGuard){.literal_bytes_max = literal_bytes_max};
}

static bool word_is(Text word, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (text_equals_ascii_case(word, text_of(list[i])))
            return true;
    return false;
}

static Text next_word(Text *rest)
{
    Text word = TEXT_NONE;
    text_next_part(rest, ' ', &word);
    return word;
}

static bool is_number(Text word)
{
    int64_t value;
    return word.length > 0 && word.length <= 10 && word.data[0] >= '0' && word.data[0] <= '9' &&
           text_to_int(word, &value);
}

typedef enum AnswerKind { ANSWER_PLAIN, ANSWER_FETCH, ANSWER_OTHER, ANSWER_BYE, ANSWER_WRONG } AnswerKind;

/* Of an answer's first line. */
static AnswerKind answer_kind(Text line)
{
    static const char *const states[] = {"OK", "NO", "BAD", NULL};
    static const char *const plain[] = {"OK", "NO", "BAD", "PREAUTH", "CAPABILITY", "FLAGS", "SEARCH", NULL};
    static const char *const counts[] = {"EXISTS", "RECENT", "EXPUNGE", NULL};
    Text rest = line;
    Text word = next_word(&rest);
    if (text_is(word, "+") || (word.length > 0 && word.data[0] == '+'))
        return ANSWER_PLAIN;
    if (!text_is(word, "*")) /* a tag of ours */
        return is_number(word) && word_is(next_word(&rest), states) ? ANSWER_PLAIN : ANSWER_WRONG;
    word = next_word(&rest);
    if (word_is(word, plain))
        return ANSWER_PLAIN;
    if (text_equals_ascii_case(word, TEXT("BYE")))
        return ANSWER_BYE;
    if (!is_number(word))
        return text_is_empty(word) ? ANSWER_WRONG : ANSWER_OTHER;
    word = next_word(&rest);
    if (word_is(word, counts))
        return ANSWER_PLAIN;
    return text_equals_ascii_case(word, TEXT("FETCH")) ? ANSWER_FETCH : ANSWER_OTHER;
}

/* "…{123}" or "…{123+}" at the end of a line; false for none. A number that does not fit is a literal without end. */
static bool literal_at_end(Text line, size_t *out_bytes)
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
    int64_t value = 0;
    for (size_t i = 0; i < number.length; i++)
        if (number.data[i] < '0' || number.data[i] > '9')
            return false;
    if (number.length == 0)
        return false;
    *out_bytes = text_to_int(number, &value) ? (size_t)value : SIZE_MAX;
    return true;
}

/* Follows parentheses and quoted strings; false over the bounds. *out_is_quoted: the line ends within a quoted string. */
static bool depth_follow(ImapGuard *guard, Text line, bool *out_is_quoted)
{
    bool is_quoted = false;
    for (size_t i = 0; i < line.length; i++) {
        char c = line.data[i];
        if (is_quoted) {
            i += c == '\\';
            is_quoted = c != '"';
        } else if (c == '"') {
            is_quoted = true;
        } else if (c == '(' && ++guard->depth > IMAP_DEPTH_MAX) {
            return false;
        } else if (c == ')' && --guard->depth < 0) {
            return false;
        }
    }
    *out_is_quoted = is_quoted;
    return true;
}

/* A further line of an answer with parts, or its first. */
static GuardVerdict fetch_line(ImapGuard *guard, Text line, size_t *out_literal)
{
    bool is_quoted;
    if (!depth_follow(guard, line, &is_quoted) || is_quoted)
        return GUARD_REFUSE;
    guard->is_open = literal_at_end(line, out_literal);
    if (!guard->is_open)
        return guard->depth == 0 ? GUARD_PASS : GUARD_REFUSE;
    if (*out_literal > guard->literal_bytes_max || ++guard->literals > IMAP_LITERALS_MAX)
        return GUARD_REFUSE;
    guard->literal_bytes += *out_literal;
    return guard->literal_bytes > 2 * guard->literal_bytes_max ? GUARD_REFUSE : GUARD_PASS;
}

static GuardVerdict dropped_line(ImapGuard *guard, Text line, size_t *out_literal)
{
    guard->is_open = literal_at_end(line, out_literal);
    if (guard->is_open && (*out_literal > IMAP_LINE_BYTES_MAX || ++guard->literals > IMAP_LITERALS_MAX))
        return GUARD_REFUSE;
    return GUARD_DROP;
}

GuardVerdict imap_guard_line(ImapGuard *guard, Text line, size_t *out_literal)
{
    *out_literal = 0;
    guard->line_bytes += line.length;
    if (line.length > IMAP_LINE_BYTES_MAX || guard->line_bytes > IMAP_BYTES_MAX)
        return GUARD_REFUSE;
    if (guard->is_open)
        return guard->is_dropped ? dropped_line(guard, line, out_literal) : fetch_line(guard, line, out_literal);
    if (++guard->answers > IMAP_ANSWERS_MAX)
        return GUARD_REFUSE;
    guard->depth = 0;
    guard->literals = 0;
    AnswerKind kind = answer_kind(line);
    guard->is_dropped = kind == ANSWER_OTHER;
    switch (kind) {
    case ANSWER_PLAIN: return GUARD_PASS;
    case ANSWER_FETCH: return fetch_line(guard, line, out_literal);
    case ANSWER_OTHER: return dropped_line(guard, line, out_literal);
    case ANSWER_BYE: return GUARD_BYE;
    case ANSWER_WRONG: break;
    }
    return GUARD_REFUSE;
}
