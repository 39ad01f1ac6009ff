#include "base/template_parse.h"

/* Tokens visited and members looked at: a list inside itself 32 times would never end. */
#define STEPS_MAX ((size_t)10000000)

/* A partial is parsed once for each indentation. */
typedef struct ParsedPartial ParsedPartial;
struct ParsedPartial {
    ParsedPartial *next;
    Text name;
    Text indent;
    TokenList tokens;
};

typedef struct Renderer {
    Arena *arena;
    const JsonValue *partials;
    ParsedPartial *parsed;
    TemplateEscape escape;
    Buffer out;
    const JsonValue *contexts[TEMPLATE_DEPTH_MAX + 1]; /* the last is the innermost */
    size_t context_count;
    size_t depth;
    size_t steps;
} Renderer;

static const JsonValue *find_member(Renderer *renderer, const JsonValue *object, Text name)
{
    if (object == NULL || object->kind != JSON_OBJECT)
        return NULL;
    renderer->steps += object->object.count;
    for (size_t i = 0; i < object->object.count; i++)
        if (text_equals(object->object.members[i].name, name))
            return object->object.members[i].value;
    return NULL;
}

/* The first part of a dotted name is looked up outwards, the others only inside what was found. */
static const JsonValue *find_value(Renderer *renderer, Text name)
{
    if (text_is(name, "."))
        return renderer->contexts[renderer->context_count - 1];
    Text part;
    if (!text_next_part(&name, '.', &part))
        return NULL;
    const JsonValue *value = NULL;
    for (size_t i = renderer->context_count; i > 0 && value == NULL; i--)
        value = find_member(renderer, renderer->contexts[i - 1], part);
    while (value != NULL && text_next_part(&name, '.', &part))
        value = find_member(renderer, value, part);
    return value;
}

static bool is_truthy(const JsonValue *value)
{
    if (value == NULL)
        return false;
    switch (value->kind) {
    case JSON_NULL: return false;
    case JSON_BOOL: return value->boolean;
    case JSON_INT: return value->integer != 0;
    case JSON_REAL: return value->real < 0 || value->real > 0;
    case JSON_TEXT: return value->text.length > 0;
    case JSON_LIST: return value->list.count > 0;
    case JSON_OBJECT: return true;
    }
    return false;
}

static const char *html_entity(char byte)
{
    switch (byte) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

static void add_html(Buffer *out, Text text)
{
    size_t start = 0;
    for (size_t at = 0; at < text.length; at++) {
        const char *entity = html_entity(text.data[at]);
        if (entity == NULL)
            continue;
        buffer_add(out, text.data + start, at - start);
        buffer_add_string(out, entity);
        start = at + 1;
    }
    buffer_add_text(out, text_slice(text, start, text.length));
}

static void add_value(Renderer *renderer, const JsonValue *value, bool is_escaped)
{
    if (value == NULL || value->kind == JSON_NULL || value->kind == JSON_LIST || value->kind == JSON_OBJECT)
        return;
    if (value->kind != JSON_TEXT) {
        Json json = json_writer(&renderer->out);
        json_value(&json, value);
    } else if (is_escaped) {
        add_html(&renderer->out, value->text);
    } else {
        buffer_add_text(&renderer->out, value->text);
    }
}

static Result count_steps(Renderer *renderer, size_t steps)
{
    renderer->steps += steps;
    if (renderer->steps > STEPS_MAX)
        return fail(FAULT_LIMIT, "The template repeats its sections too often.");
    if (renderer->out.is_full)
        return fail(FAULT_LIMIT, "The rendered text is longer than 1 MiB.");
    return done();
}

static Text indent_lines(Arena *arena, Text source, Text indent)
{
    if (indent.length == 0)
        return source;
    /* One byte more than a template may have, so that the parser sees what is too long. */
    Buffer out = buffer_new(arena, TEMPLATE_SOURCE_BYTES_MAX + 1);
    size_t from = 0;
    while (from < source.length && !out.is_full) {
        size_t end = text_find_byte(source, '\n', from);
        end = end == SIZE_MAX ? source.length : end + 1;
        buffer_add_text(&out, indent);
        buffer_add_text(&out, text_slice(source, from, end));
        from = end;
    }
    return buffer_text(&out);
}

/* The tokens of a partial; NULL tokens when there is no such partial. */
static Result find_partial(Renderer *renderer, const Token *token, TokenList *out_tokens)
{
    for (const ParsedPartial *parsed = renderer->parsed; parsed != NULL; parsed = parsed->next) {
        renderer->steps++;
        if (text_equals(parsed->name, token->text) && text_equals(parsed->indent, token->indent)) {
            *out_tokens = parsed->tokens;
            return done();
        }
    }
    *out_tokens = (TokenList){0};
    const JsonValue *source = find_member(renderer, renderer->partials, token->text);
    if (source == NULL || source->kind != JSON_TEXT)
        return done();
    TRY(count_steps(renderer, source->text.length));
    Text indented = indent_lines(renderer->arena, source->text, token->indent);
    if (indented.length < source->text.length)
        return fail(FAULT_LIMIT, "An indented partial is longer than 1 MiB.");
    ParsedPartial *parsed = ARENA_NEW(renderer->arena, ParsedPartial);
    *parsed = (ParsedPartial){.next = renderer->parsed, .name = token->text, .indent = token->indent};
    TRY(template_parse(renderer->arena, indented, &parsed->tokens));
    renderer->parsed = parsed;
    *out_tokens = parsed->tokens;
    return done();
}

static Result render_tokens(Renderer *renderer, const Token *tokens, size_t count);

static Result render_deeper(Renderer *renderer, const Token *tokens, size_t count)
{
    if (renderer->depth == TEMPLATE_DEPTH_MAX)
        return fail(FAULT_LIMIT, "The template nests sections and partials more than 32 deep.");
    renderer->depth++;
    Result result = render_tokens(renderer, tokens, count);
    renderer->depth--;
    return result;
}

static Result render_with(Renderer *renderer, const JsonValue *context, const Token *tokens, size_t count)
{
    renderer->contexts[renderer->context_count++] = context;
    Result result = render_deeper(renderer, tokens, count);
    renderer->context_count--;
    return result;
}

static Result render_section(Renderer *renderer, const JsonValue *value, const Token *tokens, size_t count)
{
    if (!is_truthy(value))
        return done();
    if (value->kind != JSON_LIST)
        return render_with(renderer, value, tokens, count);
    for (size_t i = 0; i < value->list.count; i++) {
        TRY(count_steps(renderer, 1));
        TRY(render_with(renderer, &value->list.items[i], tokens, count));
    }
    return done();
}

static Result render_partial(Renderer *renderer, const Token *token)
{
    TokenList tokens;
    TRY(find_partial(renderer, token, &tokens));
    return render_deeper(renderer, tokens.items, tokens.count);
}

/* One token and what it holds. */
static Result render_token(Renderer *renderer, const Token *token)
{
    const JsonValue *value = find_value(renderer, token->text);
    switch (token->kind) {
    case TOKEN_VALUE: add_value(renderer, value, renderer->escape == TEMPLATE_HTML); return done();
    case TOKEN_RAW: add_value(renderer, value, false); return done();
    case TOKEN_SECTION: return render_section(renderer, value, token + 1, token->length);
    case TOKEN_INVERTED: return is_truthy(value) ? done() : render_deeper(renderer, token + 1, token->length);
    case TOKEN_PARTIAL: return render_partial(renderer, token);
    case TOKEN_TEXT:
    case TOKEN_END: break;
    }
    return done();
}

/* Recursion is bounded: render_deeper counts to TEMPLATE_DEPTH_MAX. */
static Result render_tokens(Renderer *renderer, const Token *tokens, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        TRY(count_steps(renderer, 1));
        if (tokens[i].kind == TOKEN_TEXT)
            buffer_add_text(&renderer->out, tokens[i].text);
        else if (tokens[i].kind != TOKEN_END)
            TRY(render_token(renderer, &tokens[i]));
        i += tokens[i].length;
    }
    return done();
}

Result template_render(Arena *arena, Text source, const JsonValue *values, const JsonValue *partials,
                       TemplateEscape escape, Text *out_text)
{
    static const JsonValue nothing = {.kind = JSON_NULL};
    TokenList tokens;
    TRY(template_parse(arena, source, &tokens));
    Renderer renderer = {.arena = arena, .partials = partials, .escape = escape};
    renderer.out = buffer_new(arena, TEMPLATE_OUTPUT_BYTES_MAX);
    renderer.contexts[renderer.context_count++] = values ? values : &nothing;
    TRY(render_tokens(&renderer, tokens.items, tokens.count));
    TRY(count_steps(&renderer, 0));
    *out_text = buffer_text(&renderer.out);
    return done();
}

Result template_check(Arena *arena, Text source)
{
    TokenList tokens;
    return template_parse(arena, source, &tokens);
}
