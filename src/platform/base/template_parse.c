#include "base/template_parse.h"

#define DELIMITER_BYTES_MAX 16

typedef struct Parser {
    Arena *arena;
    Text source;
    Text open, close; /* delimiters */
    size_t at;        /* next byte to read */
    TokenList tokens;
    size_t capacity;
    size_t sections[TEMPLATE_DEPTH_MAX]; /* open ones, as indexes of tokens */
    size_t depth;
} Parser;

/* A tag in the source. */
typedef struct Tag {
    char sigil; /* '#', '^', '/', '>', '&', '{', '!', '=' or 0 */
    Text content;
    size_t from, to; /* with delimiters */
} Tag;

static Result malformed(const Parser *parser, size_t at, const char *why)
{
    size_t line = 1;
    for (size_t i = 0; i < at && i < parser->source.length; i++)
        line += parser->source.data[i] == '\n';
    return failf(parser->arena, FAULT_INVALID, "Template line %zu: %s.", line, why);
}

static Token *add_token(Parser *parser, TokenKind kind, Text text)
{
    if (parser->tokens.count == parser->capacity) {
        parser->capacity = parser->capacity ? parser->capacity * 2 : 32;
        Token *items = ARENA_ARRAY(parser->arena, Token, parser->capacity);
        if (parser->tokens.count > 0)
            memcpy(items, parser->tokens.items, parser->tokens.count * sizeof *items);
        parser->tokens.items = items;
    }
    Token *token = &parser->tokens.items[parser->tokens.count++];
    *token = (Token){.kind = kind, .text = text};
    return token;
}

static void add_text(Parser *parser, size_t from, size_t to)
{
    if (from < to)
        add_token(parser, TOKEN_TEXT, text_slice(parser->source, from, to));
}

static bool byte_is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static bool byte_is_space(char byte)
{
    return byte_is_blank(byte) || byte == '\n' || byte == '\r' || byte == '\f' || byte == '\v';
}

static Text trim_space(Text text)
{
    while (text.length > 0 && byte_is_space(text.data[0]))
        text = text_slice(text, 1, text.length);
    while (text.length > 0 && byte_is_space(text.data[text.length - 1]))
        text.length--;
    return text;
}

/* The tag that begins at `from`. */
static Result read_tag(const Parser *parser, size_t from, Tag *out_tag)
{
    size_t content = from + parser->open.length;
    Tag tag = {.from = from};
    if (content < parser->source.length && memchr("#^/>&{!=", parser->source.data[content], 8) != NULL)
        tag.sigil = parser->source.data[content++];
    /* {{{x}}} ends with one more brace, {{=| |=}} with one more equals sign. */
    size_t extra = tag.sigil == '{' || tag.sigil == '=';
    Text ending = parser->close;
    if (extra > 0)
        ending = text_format(parser->arena, "%c%.*s", tag.sigil == '{' ? '}' : '=', TEXT_ARG(parser->close));
    size_t end = text_find(parser->source, ending, content);
    if (end == SIZE_MAX)
        return malformed(parser, from, "the tag is not closed");
    tag.content = trim_space(text_slice(parser->source, content, end));
    tag.to = end + ending.length;
    *out_tag = tag;
    return done();
}

/* Sections, comments, partials and delimiters that stand alone on their line take the line with them. */
static bool tag_is_standalone(const Parser *parser, const Tag *tag, size_t *out_line, size_t *out_next)
{
    if (tag->sigil == '\0' || tag->sigil == '&' || tag->sigil == '{')
        return false;
    const char *bytes = parser->source.data;
    size_t line = tag->from;
    while (line > 0 && byte_is_blank(bytes[line - 1]))
        line--;
    if (line > 0 && bytes[line - 1] != '\n')
        return false;
    size_t next = tag->to;
    while (next < parser->source.length && byte_is_blank(bytes[next]))
        next++;
    if (next < parser->source.length && bytes[next] == '\r' && next + 1 < parser->source.length)
        next++;
    if (next < parser->source.length && bytes[next] != '\n')
        return false;
    *out_line = line;
    *out_next = next < parser->source.length ? next + 1 : next;
    return true;
}

static bool name_is_valid(Text name)
{
    if (name.length == 0)
        return false;
    for (size_t i = 0; i < name.length; i++)
        if (byte_is_space(name.data[i]))
            return false;
    if (text_is(name, "."))
        return true;
    return name.data[0] != '.' && name.data[name.length - 1] != '.' && text_find(name, TEXT(".."), 0) == SIZE_MAX;
}

static Result set_delimiters(Parser *parser, const Tag *tag)
{
    Text open = tag->content;
    size_t end = 0;
    while (end < open.length && !byte_is_space(open.data[end]))
        end++;
    Text close = trim_space(text_slice(open, end, open.length));
    open.length = end;
    bool is_valid = open.length > 0 && close.length > 0 && open.length <= DELIMITER_BYTES_MAX &&
                    close.length <= DELIMITER_BYTES_MAX && text_find_byte(open, '=', 0) == SIZE_MAX &&
                    text_find_byte(close, '=', 0) == SIZE_MAX;
    for (size_t i = 0; i < close.length && is_valid; i++)
        is_valid = !byte_is_space(close.data[i]);
    if (!is_valid)
        return malformed(parser, tag->from, "new delimiters are two short words without \"=\", like {{=<% %>=}}");
    parser->open = open;
    parser->close = close;
    return done();
}

static Result open_section(Parser *parser, const Tag *tag)
{
    if (parser->depth == TEMPLATE_DEPTH_MAX)
        return fail(FAULT_LIMIT, "The template nests more than 32 sections.");
    parser->sections[parser->depth++] = parser->tokens.count;
    add_token(parser, tag->sigil == '#' ? TOKEN_SECTION : TOKEN_INVERTED, tag->content);
    return done();
}

static Result close_section(Parser *parser, const Tag *tag)
{
    if (parser->depth == 0)
        return malformed(parser, tag->from, "this end belongs to no section");
    Token *opened = &parser->tokens.items[parser->sections[parser->depth - 1]];
    if (!text_equals(opened->text, tag->content))
        return malformed(
            parser, tag->from,
            arena_printf(parser->arena, "the section \"%.*s\" is still open here", TEXT_ARG(opened->text)));
    parser->depth--;
    opened->length = parser->tokens.count - parser->sections[parser->depth] - 1;
    add_token(parser, TOKEN_END, tag->content);
    return done();
}

static Result add_tag(Parser *parser, const Tag *tag, Text indent)
{
    if (tag->sigil == '!')
        return done();
    if (tag->sigil == '=')
        return set_delimiters(parser, tag);
    if (!name_is_valid(tag->content))
        return malformed(parser, tag->from, "the tag holds no valid name");
    if (tag->sigil == '#' || tag->sigil == '^')
        return open_section(parser, tag);
    if (tag->sigil == '/')
        return close_section(parser, tag);
    TokenKind kind = tag->sigil == '\0' ? TOKEN_VALUE : tag->sigil == '>' ? TOKEN_PARTIAL : TOKEN_RAW;
    add_token(parser, kind, tag->content)->indent = indent;
    return done();
}

Result template_parse(Arena *arena, Text source, TokenList *out_tokens)
{
    if (source.length > TEMPLATE_SOURCE_BYTES_MAX)
        return fail(FAULT_LIMIT, "The template is longer than 1 MiB.");
    if (!text_is_utf8(source))
        return fail(FAULT_INVALID, "The template is not UTF-8.");
    Parser parser = {.arena = arena, .source = source, .open = TEXT("{{"), .close = TEXT("}}")};
    size_t from;
    while ((from = text_find(source, parser.open, parser.at)) != SIZE_MAX) {
        Tag tag = {0};
        TRY(read_tag(&parser, from, &tag));
        size_t line = from;
        size_t next = tag.to;
        bool is_alone = tag_is_standalone(&parser, &tag, &line, &next);
        add_text(&parser, parser.at, line);
        TRY(add_tag(&parser, &tag, is_alone ? text_slice(source, line, from) : TEXT_NONE));
        parser.at = next;
    }
    add_text(&parser, parser.at, source.length);
    if (parser.depth > 0) {
        Text name = parser.tokens.items[parser.sections[parser.depth - 1]].text;
        return malformed(&parser, source.length,
                         arena_printf(arena, "the section \"%.*s\" is not closed", TEXT_ARG(name)));
    }
    *out_tokens = parser.tokens;
    return done();
}
