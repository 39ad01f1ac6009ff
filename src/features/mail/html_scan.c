#include "mail/html_scan.h"

#include "mail/html_tree.h"

/* A word without a space that is longer than this is data, not text. */
#define RUN_BYTES_MAX ((size_t)1 << 20)

typedef struct Tag {
    Text name;
    bool is_end;
    size_t attributes;
    size_t end; /* after the '>' */
} Tag;

static bool is_letter(char byte)
{
    return (byte | 32) >= 'a' && (byte | 32) <= 'z';
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

/* An over-estimate of the attributes: everything between spaces, slashes and quotes counts. */
static size_t attributes_skip(Text html, size_t at, size_t *out_count)
{
    size_t count = 0;
    char quote = 0;
    char before = ' ';
    for (; at < html.length; at++) {
        char byte = html.data[at];
        if (quote) {
            if (byte == quote) {
                quote = 0;
                before = ' ';
            }
            continue;
        }
        if (byte == '>')
            break;
        if ((byte == '"' || byte == '\'') && before == '=')
            quote = byte;
        else if (!is_space(byte) && byte != '/' && (is_space(before) || before == '/'))
            count++;
        if (!is_space(byte) || before != '=')
            before = byte;
    }
    *out_count = count;
    return at < html.length ? at + 1 : html.length;
}

static bool tag_read(Text html, size_t at, Tag *out)
{
    size_t from = at + 1;
    bool is_end = from < html.length && html.data[from] == '/';
    from += is_end ? 1 : 0;
    if (from >= html.length || !is_letter(html.data[from]))
        return false;
    size_t to = from;
    while (to < html.length && !is_space(html.data[to]) && html.data[to] != '>' && html.data[to] != '/')
        to++;
    *out = (Tag){.name = text_slice(html, from, to), .is_end = is_end};
    out->end = attributes_skip(html, to, &out->attributes);
    return true;
}

static bool name_is_one_of(Text name, const char *const *list)
{
    for (; *list; list++) {
        if (text_equals_ascii_case(name, text_of(*list)))
            return true;
    }
    return false;
}

/* Elements that never hold others, or that the parser closes by itself. */
static const char *const closes_itself[] = {"p",     "br",       "td",     "th",    "tr",    "li",     "dt",    "dd",
                                            "img",   "hr",       "meta",   "link",  "input", "col",    "area",  "base",
                                            "embed", "param",    "source", "track", "wbr",   "option", "tbody", "thead",
                                            "tfoot", "colgroup", "html",   "body",  "head",  "frame",  "o:p",   NULL};
static const char *const raw_text[] = {"style",  "script",  "title",    "textarea", "xmp",
                                       "iframe", "noembed", "noframes", NULL};

/* Behind the end tag of a raw text element that began at `at`. */
static size_t raw_text_skip(Text html, size_t at, Text name)
{
    while (at < html.length) {
        size_t next = text_find(html, TEXT("</"), at);
        if (next == SIZE_MAX)
            return html.length;
        if (text_equals_ascii_case(text_slice(html, next + 2, next + 2 + name.length), name))
            return next;
        at = next + 2;
    }
    return html.length;
}

static bool has_few_references(Text html)
{
    size_t count = 0;
    for (size_t at = text_find_byte(html, '&', 0); at != SIZE_MAX && count <= HTML_REFERENCES_MAX; count++)
        at = text_find_byte(html, '&', at + 1);
    return count <= HTML_REFERENCES_MAX;
}

bool html_scan_is_bounded(Text html)
{
    if (!has_few_references(html))
        return false;
    size_t open = 0;
    size_t tags = 0;
    size_t at = text_find_byte(html, '<', 0);
    while (at != SIZE_MAX) {
        Tag tag;
        if (text_starts_with(text_slice(html, at, at + 4), TEXT("<!--"))) {
            size_t end = text_find(html, TEXT("-->"), at + 2);
            if (end == SIZE_MAX)
                return true;
            at = text_find_byte(html, '<', end);
            continue;
        }
        if (!tag_read(html, at, &tag)) {
            at = text_find_byte(html, '<', at + 1);
            continue;
        }
        if (++tags > HTML_TAGS_MAX || tag.attributes > HTML_ATTRIBUTES_MAX)
            return false;
        if (!name_is_one_of(tag.name, closes_itself)) {
            if (!tag.is_end && ++open > HTML_OPEN_TAGS_MAX)
                return false;
            if (tag.is_end && open > 0)
                open--;
        }
        at = !tag.is_end && name_is_one_of(tag.name, raw_text) ? raw_text_skip(html, tag.end, tag.name) : tag.end;
        at = text_find_byte(html, '<', at);
    }
    return true;
}

Text html_strip(Arena *arena, Text html)
{
    static const char *const breaks[] = {"br", "p", "div", "tr", "li", "table", "blockquote", "h1", "h2", "h3", NULL};
    if (html.length > HTML_BYTES_MAX)
        html.length = HTML_BYTES_MAX;
    char *out = arena_alloc(arena, html.length + 1);
    size_t length = 0;
    size_t at = 0;
    while (at < html.length) {
        Tag tag;
        char byte = html.data[at];
        if (byte != '<') {
            bool is_blank = is_space(byte) && length > 0 && (out[length - 1] == ' ' || out[length - 1] == '\n');
            if (!is_blank)
                out[length++] = is_space(byte) ? ' ' : byte;
            at++;
        } else if (text_starts_with(text_slice(html, at, at + 4), TEXT("<!--"))) {
            size_t end = text_find(html, TEXT("-->"), at + 2);
            at = end == SIZE_MAX ? html.length : end + 3;
        } else if (tag_read(html, at, &tag)) {
            at = !tag.is_end && name_is_one_of(tag.name, raw_text) ? raw_text_skip(html, tag.end, tag.name) : tag.end;
            if (name_is_one_of(tag.name, breaks) && length > 0 && out[length - 1] != '\n')
                out[length++] = '\n';
        } else {
            out[length++] = html.data[at++];
        }
    }
    return text_trim((Text){out, length});
}

bool html_has_tags(Text html)
{
    for (size_t at = text_find_byte(html, '<', 0); at != SIZE_MAX; at = text_find_byte(html, '<', at + 1)) {
        char next = at + 1 < html.length ? html.data[at + 1] : ' ';
        if (next == '/' || next == '!' || is_letter(next))
            return true;
    }
    return false;
}

static bool is_base64(char byte)
{
    return (byte >= '0' && byte <= '9') || is_letter(byte) || byte == '+' || byte == '/' || byte == '=';
}

Text html_shrink(Arena *arena, Text html)
{
    char *out = arena_alloc(arena, html.length + 1);
    size_t length = 0;
    for (size_t at = 0; at < html.length;) {
        size_t end = at;
        while (end < html.length && is_base64(html.data[end]))
            end++;
        if (end - at > 0 && end - at <= RUN_BYTES_MAX) {
            memcpy(out + length, html.data + at, end - at);
            length += end - at;
        }
        for (; end < html.length && !is_base64(html.data[end]); end++)
            out[length++] = html.data[end] > 0 && html.data[end] <= HTML_MARK_SIGNATURE_END ? ' ' : html.data[end];
        at = end;
    }
    return (Text){out, length};
}
