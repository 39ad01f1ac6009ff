#include "mail/mail_parameter.h"

#include "base/buffer.h"
#include "mail/mail_charset.h"
#include "mail/mail_words.h"

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* A quoted string from `*at` (after the quote). A backslash escapes only a quote or itself: mailers write Windows paths. */
static Text quoted_read(Arena *arena, Text line, size_t *at)
{
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    while (*at < line.length && line.data[*at] != '"') {
        char byte = line.data[(*at)++];
        if (byte == '\\' && *at < line.length && (line.data[*at] == '"' || line.data[*at] == '\\'))
            byte = line.data[(*at)++];
        buffer_add_byte(&out, byte);
    }
    if (*at < line.length)
        (*at)++;
    return out.length > 0 ? buffer_text(&out) : (Text){"", 0};
}

static Text value_read(Arena *arena, Text line, size_t *at)
{
    while (*at < line.length && is_space(line.data[*at]))
        (*at)++;
    if (*at < line.length && line.data[*at] == '"') {
        (*at)++;
        Text value = quoted_read(arena, line, at);
        return value;
    }
    size_t from = *at;
    while (*at < line.length && line.data[*at] != ';')
        (*at)++;
    return text_trim(text_slice(line, from, *at));
}

/* The name before "="; false at the end or when there is none. */
static bool name_read(Arena *arena, Text line, size_t *at, Text *out_name)
{
    while (*at < line.length && (is_space(line.data[*at]) || line.data[*at] == ';' || line.data[*at] == ','))
        (*at)++;
    size_t from = *at;
    while (*at < line.length && line.data[*at] != '=' && line.data[*at] != ';' && !is_space(line.data[*at]))
        (*at)++;
    *out_name = text_lower_ascii(arena, text_slice(line, from, *at));
    while (*at < line.length && is_space(line.data[*at]))
        (*at)++;
    return *at < line.length || out_name->length > 0;
}

void mail_parameters_read(Arena *arena, Text line, MailParameters *out)
{
    *out = (MailParameters){0};
    size_t at = 0;
    while (at < line.length && line.data[at] != ';' && !is_space(line.data[at]))
        at++;
    out->value = text_lower_ascii(arena, text_trim(text_slice(line, 0, at)));
    while (at < line.length && is_space(line.data[at]))
        at++;
    if (at < line.length && line.data[at] == '/') { /* "text / plain" */
        size_t from = ++at;
        while (at < line.length && line.data[at] != ';')
            at++;
        out->value =
            text_format(arena, "%.*s/%.*s", TEXT_ARG(out->value), TEXT_ARG(text_trim(text_slice(line, from, at))));
        out->value = text_lower_ascii(arena, out->value);
    }
    size_t capacity = 0;
    Text name;
    while (out->count < MAIL_PARAMETERS_MAX && name_read(arena, line, &at, &name)) {
        if (at >= line.length || line.data[at] != '=')
            continue;
        at++;
        Text value = value_read(arena, line, &at);
        if (out->count == capacity) {
            capacity = capacity == 0 ? 4 : capacity * 2;
            MailParameter *items = ARENA_ARRAY(arena, MailParameter, capacity);
            if (out->count > 0)
                memcpy(items, out->items, out->count * sizeof *items);
            out->items = items;
        }
        out->items[out->count++] = (MailParameter){name, value};
    }
}

static const MailParameter *parameter_find(const MailParameters *parameters, Text name)
{
    for (size_t i = 0; i < parameters->count; i++) {
        if (text_equals(parameters->items[i].name, name))
            return &parameters->items[i];
    }
    return NULL;
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if ((byte | 32) >= 'a' && (byte | 32) <= 'f')
        return (byte | 32) - 'a' + 10;
    return -1;
}

static void percent_decode(Text value, Buffer *out)
{
    for (size_t i = 0; i < value.length; i++) {
        char byte = value.data[i];
        int high = -1;
        int low = -1;
        if (byte == '%' && i + 2 < value.length) {
            high = hex_digit(value.data[i + 1]);
            low = hex_digit(value.data[i + 2]);
        }
        if (high >= 0 && low >= 0) {
            byte = (char)(high * 16 + low);
            i += 2;
        }
        buffer_add_byte(out, byte);
    }
}

/* Takes "charset'language'" off the front of an extended value. */
static Text charset_split(Text *value)
{
    size_t first = text_find_byte(*value, '\'', 0);
    size_t second = first == SIZE_MAX ? SIZE_MAX : text_find_byte(*value, '\'', first + 1);
    if (second == SIZE_MAX || first > 40)
        return TEXT_NONE;
    Text charset = text_slice(*value, 0, first);
    *value = text_slice(*value, second + 1, value->length);
    return charset;
}

/* Joins name*0, name*1* … into bytes; false when there is no first piece. */
static bool pieces_join(Arena *arena, const MailParameters *parameters, const char *name, Buffer *out,
                        Text *out_charset)
{
    for (int i = 0; i < MAIL_PARAMETER_PIECES_MAX; i++) {
        const MailParameter *plain = parameter_find(parameters, text_format(arena, "%s*%d", name, i));
        const MailParameter *extended =
            plain ? NULL : parameter_find(parameters, text_format(arena, "%s*%d*", name, i));
        if (!plain && !extended)
            return i > 0;
        Text value = plain ? plain->value : extended->value;
        if (plain) {
            buffer_add_text(out, value);
            continue;
        }
        if (i == 0)
            *out_charset = charset_split(&value);
        percent_decode(value, out);
    }
    return true;
}

Text mail_file_name(Arena *arena, Text name)
{
    Text cut = text_cut(text_trim(name), MAIL_PARAMETER_VALUE_BYTES_MAX);
    char *out = arena_string(arena, cut.data ? cut.data : "", cut.length);
    for (size_t i = 0; i < cut.length; i++) {
        if ((unsigned char)out[i] < 32 || out[i] == 127)
            out[i] = '_';
    }
    return (Text){out, cut.length};
}

Text mail_parameter(Arena *arena, const MailParameters *parameters, const char *name)
{
    Buffer bytes = buffer_new(arena, BUFFER_BYTES_MAX);
    Text charset = TEXT_NONE;
    const MailParameter *extended = parameter_find(parameters, text_format(arena, "%s*", name));
    if (extended) {
        Text value = extended->value;
        charset = charset_split(&value);
        percent_decode(value, &bytes);
    } else if (!pieces_join(arena, parameters, name, &bytes, &charset)) {
        const MailParameter *plain = parameter_find(parameters, text_of(name));
        return plain ? mail_file_name(arena, mail_words_decode(arena, plain->value)) : TEXT_NONE;
    }
    Text joined = bytes.length > 0 ? buffer_text(&bytes) : (Text){"", 0};
    if (!charset.data && text_find(joined, TEXT("=?"), 0) != SIZE_MAX)
        return mail_file_name(arena, mail_words_decode(arena, joined));
    return mail_file_name(arena, mail_charset_decode(arena, joined, charset, NULL));
}
