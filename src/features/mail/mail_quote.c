#include "mail/mail_quote.h"

#include "base/buffer.h"
#include "mail/html_text.h"
#include "mail/mail_byte.h"
#include "mail/mail_quote_line.h"

/* Quoted lines without an introduction count as a quote from this many on. */
#define BARE_QUOTE_LINES_MIN 2
/* A signature behind "--" without its space, and behind a mobile signature, has at most this many lines. */
#define SIGNATURE_LINES_MAX 12
#define MOBILE_SIGNATURE_LINES_MAX 6
/* Quoted lines at least this long get wrapped by careless programs. */
#define WRAPPED_LINE_BYTES_MIN 60

typedef enum LineRole { ROLE_REPLY, ROLE_QUOTE, ROLE_SIGNATURE, ROLE_FORWARDED, ROLE_MARK } LineRole;

typedef struct Splitter {
    Arena *arena;
    QuoteLines lines;
    LineRole *roles;
    bool is_html; /* quoted lines were quoted by markup */
} Splitter;

static Text bare_of(Text line)
{
    static const Text invisible[] = {{"\xe2\x80\x8b", 3}, {"\xe2\x80\x8e", 3}, {"\xe2\x80\x8f", 3}, {"\xe2\x81\xa0", 3},
                                     {"\xef\xbb\xbf", 3}, {"\xe2\x80\xaa", 3}, {"\xe2\x80\xac", 3}};
    Text bare = text_trim(line);
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (size_t i = 0; i < sizeof invisible / sizeof *invisible; i++) {
            if (text_starts_with(bare, invisible[i])) {
                bare = text_trim(text_slice(bare, 3, bare.length));
                has_changed = true;
            } else if (text_ends_with(bare, invisible[i])) {
                bare = text_trim(text_slice(bare, 0, bare.length - 3));
                has_changed = true;
            }
        }
        if (bare.length > 1 && bare.data[0] == '*' && bare.data[1] != '*' &&
            bare.data[1] != ' ') { /* *From:* of bold text */
            bare = text_slice(bare, 1, bare.length);
            has_changed = true;
        }
    }
    return bare;
}

static QuoteLineKind kind_of(Text line, Text bare, bool is_html)
{
    if (is_html && line.length == 1 && line.data[0] >= HTML_MARK_QUOTE_START && line.data[0] <= HTML_MARK_SIGNATURE_END)
        return (QuoteLineKind)(LINE_QUOTE_START + (line.data[0] - HTML_MARK_QUOTE_START));
    if (text_is_empty(bare))
        return LINE_EMPTY;
    /* ">>> look here <<<" and "> :" are decoration, but mail programs write ">" and "> text". */
    return bare.data[0] == '>' && !text_ends_with(bare, TEXT("<<<")) ? LINE_QUOTED : LINE_TEXT;
}

static bool lines_read(Splitter *splitter, Text body, bool is_html)
{
    size_t capacity = 1;
    for (size_t i = 0; i < body.length; i++)
        capacity += body.data[i] == '\n' || body.data[i] == '\r';
    if (capacity > MAIL_QUOTE_LINES_MAX)
        return false;
    splitter->lines.items = ARENA_ARRAY(splitter->arena, QuoteLine, capacity);
    splitter->roles = ARENA_ARRAY(splitter->arena, LineRole, capacity);
    Text line;
    QuoteLineKind last_full = LINE_EMPTY;
    while (splitter->lines.count < capacity && text_next_line(&body, &line)) {
        Text bare = bare_of(line);
        QuoteLineKind kind = kind_of(line, bare, is_html);
        if (kind == LINE_QUOTED && last_full == LINE_TEXT && quote_line_is_cut_attribution(splitter->arena, bare))
            kind = LINE_TEXT;
        last_full = kind == LINE_EMPTY ? last_full : kind;
        splitter->roles[splitter->lines.count] = kind > LINE_QUOTED ? ROLE_MARK : ROLE_REPLY;
        splitter->lines.items[splitter->lines.count++] = (QuoteLine){kind, line, bare};
    }
    return true;
}

/* The rest of a quoted line that a mail program wrapped without its ">". */
static bool is_wrapped_rest(const QuoteLines *lines, size_t at)
{
    if (at == 0 || at + 1 >= lines->count || lines->items[at - 1].kind != LINE_QUOTED ||
        lines->items[at + 1].kind != LINE_QUOTED)
        return false;
    Text before = lines->items[at - 1].bare;
    Text rest = lines->items[at].bare;
    bool has_spaces = text_find_byte(rest, ' ', 0) != SIZE_MAX;
    if (text_find(before, TEXT("://"), 0) != SIZE_MAX && !has_spaces)
        return true;
    bool is_low = (rest.data[0] >= 'a' && rest.data[0] <= 'z') || (unsigned char)rest.data[0] >= 128;
    return before.length >= WRAPPED_LINE_BYTES_MIN && rest.length < 30 && is_low;
}

/* Where the quote begins, and how it was told. */
typedef struct Border {
    size_t start; /* first line of the introduction */
    size_t body;  /* first line behind it */
    QuoteSeparator separator;
    bool is_container; /* HTML said so */
    bool is_found;
} Border;

static Border border_at(Splitter *splitter, size_t at)
{
    const QuoteLine *line = &splitter->lines.items[at];
    Border border = {.start = at, .body = at + 1};
    size_t start = at;
    if (line->kind == LINE_QUOTE_START) {
        border.is_found = true;
        border.is_container = true;
        return border;
    }
    if (line->kind != LINE_TEXT)
        return border;
    border.separator = quote_separator(splitter->arena, line->bare);
    if (border.separator != SEPARATOR_NONE || quote_header_block_starts(splitter->arena, &splitter->lines, at)) {
        border.is_found = true;
    } else if (quote_attribution_ends(splitter->arena, &splitter->lines, at, &start)) {
        border.is_found = true;
        border.start = start;
    }
    return border;
}

static size_t next_full(const QuoteLines *lines, size_t at)
{
    while (at < lines->count && lines->items[at].kind == LINE_EMPTY)
        at++;
    return at;
}

static bool has_text_between(const Splitter *splitter, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (splitter->lines.items[i].kind == LINE_TEXT && splitter->roles[i] == ROLE_REPLY)
            return true;
    }
    return false;
}

static Border border_find(Splitter *splitter)
{
    const QuoteLines *lines = &splitter->lines;
    Border border = {0};
    for (size_t i = 0; i < lines->count && !border.is_found; i++)
        border = border_at(splitter, i);
    if (!border.is_found)
        return border;
    if (border.is_container) { /* what Gmail passes on stands in the same element as its quotes */
        size_t next = next_full(lines, border.body);
        if (next < lines->count && lines->items[next].kind == LINE_TEXT)
            border.separator = quote_separator(splitter->arena, lines->items[next].bare);
    }
    while (border.start > 0) { /* a rule above a header block belongs to it */
        const QuoteLine *before = &lines->items[border.start - 1];
        bool is_rule = before->kind == LINE_TEXT && quote_line_is_rule(before->bare) && before->bare.length >= 5;
        if (before->kind != LINE_EMPTY && !is_rule && before->kind <= LINE_QUOTED)
            break;
        border.start--;
    }
    return border;
}

static void role_set(Splitter *splitter, size_t from, size_t to, LineRole role)
{
    for (size_t i = from; i < to; i++) {
        if (splitter->roles[i] != ROLE_MARK)
            splitter->roles[i] = role;
    }
}

/* The end of the container that begins at `start`, or of the mail. */
static size_t container_end(const QuoteLines *lines, const Border *border)
{
    size_t depth = 0;
    for (size_t i = border->start; border->is_container && i < lines->count; i++) {
        depth += lines->items[i].kind == LINE_QUOTE_START;
        if (lines->items[i].kind == LINE_QUOTE_END && depth > 0 && --depth == 0)
            return i;
    }
    return lines->count;
}

/* Lines with ">" follow the introduction: what stands between them and after them was written now. */
static void quoted_lines_split(Splitter *splitter, const Border *border, size_t first)
{
    const QuoteLines *lines = &splitter->lines;
    size_t last = first;
    size_t text_last = first;
    bool has_answers = false;
    for (size_t i = first; i < lines->count; i++) {
        if (lines->items[i].kind == LINE_QUOTED)
            last = i;
    }
    for (size_t i = first; i < last; i++) {
        if (lines->items[i].kind == LINE_TEXT && !is_wrapped_rest(lines, i)) {
            has_answers = true;
            text_last = i;
        }
    }
    if (!has_answers) {
        role_set(splitter, border->start, last + 1, ROLE_QUOTE);
        return;
    }
    if (!has_text_between(splitter, last + 1, lines->count)) /* answers stay with their questions; the rest goes */
        role_set(splitter, text_last + 1, lines->count, ROLE_QUOTE);
}

static void border_split(Splitter *splitter, const Border *border)
{
    const QuoteLines *lines = &splitter->lines;
    if (border->separator == SEPARATOR_FORWARD) {
        role_set(splitter, border->start, lines->count, ROLE_FORWARDED);
        return;
    }
    size_t end = container_end(lines, border);
    size_t first = next_full(lines, border->body);
    while (border->is_container && first < end && lines->items[first].kind != LINE_QUOTED)
        first++;
    if (first < end && lines->items[first].kind == LINE_QUOTED)
        quoted_lines_split(splitter, border, first);
    else
        role_set(splitter, border->start, end, ROLE_QUOTE);
}

/* "These are my questions:" announces lines that are the writer's own, though they begin with ">". */
static bool is_announced(const Splitter *splitter, size_t first)
{
    size_t at = first;
    while (at > 0 && splitter->lines.items[at - 1].kind == LINE_EMPTY)
        at--;
    return at > 0 && splitter->lines.items[at - 1].kind == LINE_TEXT &&
           text_ends_with(splitter->lines.items[at - 1].bare, TEXT(":"));
}

/* Quoted lines that nothing introduces: only those at the end, or one block at the very start, are cut. */
static void bare_quotes_split(Splitter *splitter)
{
    const QuoteLines *lines = &splitter->lines;
    size_t first = SIZE_MAX;
    size_t last = 0;
    size_t quoted = 0;
    size_t text_last = 0;
    bool has_inner_text = false;
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->items[i].kind == LINE_QUOTED) {
            first = first == SIZE_MAX ? i : first;
            last = i;
            quoted++;
        }
    }
    if (first == SIZE_MAX || quoted < (splitter->is_html ? 1 : BARE_QUOTE_LINES_MIN) || is_announced(splitter, first))
        return;
    for (size_t i = first; i < last; i++) {
        if (lines->items[i].kind == LINE_TEXT && !is_wrapped_rest(lines, i)) {
            has_inner_text = true;
            text_last = i;
        }
    }
    bool has_before = has_text_between(splitter, 0, first);
    bool has_after = has_text_between(splitter, last + 1, lines->count);
    if (has_inner_text && !has_after)
        role_set(splitter, text_last + 1, lines->count, ROLE_QUOTE);
    else if (!has_inner_text && (has_before != has_after))
        role_set(splitter, first, last + 1, ROLE_QUOTE);
}

/* Lines of text behind `at`, counted up to one more than `max`. */
static size_t reply_lines_after(const Splitter *splitter, size_t at, size_t max)
{
    size_t count = 0;
    for (size_t i = at + 1; i < splitter->lines.count && count <= max; i++)
        count += splitter->roles[i] == ROLE_REPLY && splitter->lines.items[i].kind == LINE_TEXT;
    return count;
}

static bool is_signature_start(Splitter *splitter, size_t at)
{
    const QuoteLine *line = &splitter->lines.items[at];
    Text bare = line->bare;
    if (line->kind == LINE_SIGNATURE_START)
        return true;
    if (line->kind != LINE_TEXT || splitter->roles[at] != ROLE_REPLY)
        return false;
    if (text_is(line->text, "-- ") || text_is(bare, "-----BEGIN PGP SIGNATURE-----"))
        return true;
    static const char *const rules[] = {"---", "__", "___", "\xe2\x80\x94", "\xe2\x80\x93"};
    bool is_after_gap = at == 0 || splitter->lines.items[at - 1].kind == LINE_EMPTY;
    bool is_rule = text_is(bare, "--");
    for (size_t i = 0; is_after_gap && i < sizeof rules / sizeof *rules; i++)
        is_rule |= text_is(bare, rules[i]);
    if (is_rule)
        return reply_lines_after(splitter, at, SIGNATURE_LINES_MAX) <= SIGNATURE_LINES_MAX;
    if (bare.length >= 20 && bare.data[0] == '_' && quote_line_is_rule(bare)) { /* the footer of a list */
        size_t after = reply_lines_after(splitter, at, SIGNATURE_LINES_MAX);
        return after > 0 && after <= SIGNATURE_LINES_MAX;
    }
    return quote_line_is_mobile_signature(splitter->arena, bare) &&
           reply_lines_after(splitter, at, MOBILE_SIGNATURE_LINES_MAX) <= MOBILE_SIGNATURE_LINES_MAX;
}

/* "-Ana" or "-Juan Pérez" as the very last line, apart from what is before it. */
static bool is_dash_name(const Splitter *splitter, size_t at, size_t before)
{
    Text bare = splitter->lines.items[at].bare;
    size_t words = 0;
    if (bare.length < 3 || bare.length > 40 || bare.data[0] != '-' || bare.data[1] == '-' || bare.data[1] == ' ' ||
        splitter->lines.items[at - 1].kind != LINE_EMPTY)
        return false;
    Text name = text_trim(text_slice(bare, 1, bare.length));
    bool is_capital = (name.data[0] >= 'A' && name.data[0] <= 'Z') || (unsigned char)name.data[0] >= 0xc3;
    for (size_t i = 0; i < name.length; i++) {
        words += name.data[i] == ' ';
        if (byte_is_in(name.data[i], "0123456789:,;!?$/@="))
            return false;
    }
    Text previous = splitter->lines.items[before].bare;
    bool is_list = previous.length > 0 && (previous.data[0] == '-' || previous.data[0] == '*');
    return is_capital && words <= 2 && !is_list;
}

static void dash_name_split(Splitter *splitter)
{
    size_t found[2];
    size_t count = 0;
    for (size_t i = splitter->lines.count; i > 0 && count < 2; i--) {
        if (splitter->roles[i - 1] == ROLE_REPLY && splitter->lines.items[i - 1].kind == LINE_TEXT)
            found[count++] = i - 1;
    }
    if (count == 2 && is_dash_name(splitter, found[0], found[1]))
        splitter->roles[found[0]] = ROLE_SIGNATURE;
}

static bool has_reply(const Splitter *splitter)
{
    return has_text_between(splitter, 0, splitter->lines.count);
}

/* From the first line that begins one to the end of what was written, as long as something is left. */
static void signature_split(Splitter *splitter)
{
    const QuoteLines *lines = &splitter->lines;
    for (size_t i = 0; i < lines->count; i++) {
        if (!is_signature_start(splitter, i))
            continue;
        size_t end = lines->count;
        for (size_t k = i; lines->items[i].kind == LINE_SIGNATURE_START && k < lines->count; k++) {
            if (lines->items[k].kind == LINE_SIGNATURE_END) {
                end = k;
                break;
            }
        }
        bool is_left = has_text_between(splitter, 0, i) ||
                       (lines->items[i].kind == LINE_SIGNATURE_START && has_text_between(splitter, end, lines->count));
        if (!is_left)
            continue;
        for (size_t k = i; k < end; k++) {
            if (splitter->roles[k] == ROLE_REPLY)
                splitter->roles[k] = ROLE_SIGNATURE;
        }
    }
    dash_name_split(splitter);
}

/* A rule at the end of what was written divides it from nothing. */
static void last_rule_split(Splitter *splitter)
{
    for (size_t i = splitter->lines.count; i > 0; i--) {
        const QuoteLine *line = &splitter->lines.items[i - 1];
        if (splitter->roles[i - 1] != ROLE_REPLY || line->kind == LINE_EMPTY)
            continue;
        bool is_rule = text_is(line->bare, "--") || quote_line_is_rule(line->bare);
        if (line->kind != LINE_TEXT || !is_rule || !has_text_between(splitter, 0, i - 1))
            return;
        splitter->roles[i - 1] = ROLE_SIGNATURE;
    }
}

static Text role_text(Splitter *splitter, LineRole role)
{
    Buffer out = buffer_new(splitter->arena, BUFFER_BYTES_MAX);
    bool has_line = false;
    for (size_t i = 0; i < splitter->lines.count; i++) {
        if (splitter->roles[i] != role)
            continue;
        buffer_add_text(&out, splitter->lines.items[i].text);
        buffer_add_byte(&out, '\n');
        has_line |= splitter->lines.items[i].kind != LINE_EMPTY;
    }
    if (!has_line)
        return TEXT_NONE;
    Text text = buffer_text(&out); /* blank lines around it go, the first line's indentation stays */
    size_t from = 0;
    for (size_t i = 0; i < text.length && byte_is_in(text.data[i], " \t\r\n"); i++)
        from = text.data[i] == '\n' ? i + 1 : from;
    Text rest = text_slice(text, from, text.length);
    while (rest.length > 0 && byte_is_in(rest.data[rest.length - 1], " \t\r\n"))
        rest.length--;
    return rest;
}

static void all_is_reply(Splitter *splitter)
{
    for (size_t i = 0; i < splitter->lines.count; i++) {
        if (splitter->roles[i] != ROLE_MARK)
            splitter->roles[i] = ROLE_REPLY;
    }
}

static void lines_split(Arena *arena, Text body, bool is_html, MailReply *out)
{
    Splitter splitter = {.arena = arena, .is_html = is_html};
    *out = (MailReply){.reply = TEXT("")};
    if (!lines_read(&splitter, body, is_html)) {
        out->reply = text_trim(body);
        return;
    }
    Border border = border_find(&splitter);
    if (border.is_found)
        border_split(&splitter, &border);
    else
        bare_quotes_split(&splitter);
    if (!has_reply(&splitter)) /* also what is passed on without a word */
        all_is_reply(&splitter);
    signature_split(&splitter);
    last_rule_split(&splitter);
    Text reply = role_text(&splitter, ROLE_REPLY);
    out->reply = reply.data ? reply : TEXT("");
    out->quote = role_text(&splitter, ROLE_QUOTE);
    out->signature = role_text(&splitter, ROLE_SIGNATURE);
    out->forwarded = role_text(&splitter, ROLE_FORWARDED);
    out->is_marked = is_html && (out->quote.data || out->forwarded.data);
}

void mail_split_marked(Arena *arena, Text marked, MailReply *out)
{
    lines_split(arena, marked, true, out);
}

void mail_split_reply(Arena *arena, Text body, bool is_html, MailReply *out)
{
    if (is_html)
        body = html_text(arena, body, (HtmlTextOptions){.with_marks = true});
    lines_split(arena, body, is_html, out);
}
