#include <glib.h>
#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"

Json json_writer(Buffer *out)
{
    return (Json){.out = out};
}

static void begin_value(Json *json)
{
    if (json->needs_comma)
        buffer_add_byte(json->out, ',');
    json->needs_comma = true;
}

static void open_container(Json *json, char bracket)
{
    begin_value(json);
    buffer_add_byte(json->out, bracket);
    json->needs_comma = false;
}

static void close_container(Json *json, char bracket)
{
    buffer_add_byte(json->out, bracket);
    json->needs_comma = true;
}

void json_object(Json *json)
{
    open_container(json, '{');
}

void json_end_object(Json *json)
{
    close_container(json, '}');
}

void json_list(Json *json)
{
    open_container(json, '[');
}

void json_end_list(Json *json)
{
    close_container(json, ']');
}

/* What a byte asks for: nothing, an escape, or a look at the whole code point. */
enum { CLEAN, ESCAPE, WIDE };

#define E8 ESCAPE, ESCAPE, ESCAPE, ESCAPE, ESCAPE, ESCAPE, ESCAPE, ESCAPE
#define C8 CLEAN, CLEAN, CLEAN, CLEAN, CLEAN, CLEAN, CLEAN, CLEAN
#define W8 WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE
static const unsigned char byte_needs[256] = {
    E8,    E8,    E8,     E8,                                                                  /* controls */
    CLEAN, CLEAN, ESCAPE, CLEAN, CLEAN,  CLEAN, ESCAPE, CLEAN,                                 /* double quote and & */
    C8,    C8,                                                                                 /* ( to 7 */
    CLEAN, CLEAN, CLEAN,  CLEAN, ESCAPE, CLEAN, ESCAPE, CLEAN,                                 /* < and > */
    C8,    C8,    C8,                                                                          /* @ to W */
    CLEAN, CLEAN, CLEAN,  CLEAN, ESCAPE, CLEAN, CLEAN,  CLEAN,                                 /* backslash */
    C8,    C8,    C8,     C8,                                                                  /* ` to DEL */
    W8,    W8,    W8,     W8,    W8,     W8,    W8,     W8,    W8, W8, W8, W8, W8, W8, W8, W8, /* not ASCII */
};

static void add_escape(Buffer *out, unsigned char byte)
{
    static const char short_names[] = "btn.fr"; /* for 8 to 13; 11 has none */
    static const char hex[] = "0123456789abcdef";
    if (byte == '"' || byte == '\\') {
        buffer_add(out, (const char[]){'\\', (char)byte}, 2);
    } else if (byte >= 8 && byte <= 13 && byte != 11) {
        buffer_add(out, (const char[]){'\\', short_names[byte - 8]}, 2);
    } else {
        buffer_add(out, (const char[]){'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]}, 6);
    }
}

/* Copies clean stretches in one piece. */
static void add_escaped(Buffer *out, Text text)
{
    size_t start = 0;
    size_t at = 0;
    while (at < text.length) {
        unsigned char byte = (unsigned char)text.data[at];
        if (byte_needs[byte] == CLEAN) {
            at++;
            continue;
        }
        size_t next = at;
        uint32_t codepoint = text_next_codepoint(text, &next);
        bool is_line_end = codepoint == 0x2028 || codepoint == 0x2029;
        bool is_invalid = byte_needs[byte] == WIDE && next == at + 1;
        if (byte_needs[byte] == WIDE && !is_line_end && !is_invalid) {
            at = next;
            continue;
        }
        buffer_add(out, text.data + start, at - start);
        if (is_line_end)
            buffer_add_string(out, codepoint == 0x2028 ? "\\u2028" : "\\u2029");
        else if (is_invalid)
            buffer_add_codepoint(out, 0xFFFD);
        else
            add_escape(out, byte);
        at = next;
        start = next;
    }
    buffer_add(out, text.data ? text.data + start : "", text.length - start);
}

static void add_quoted(Buffer *out, Text text)
{
    buffer_add_byte(out, '"');
    add_escaped(out, text);
    buffer_add_byte(out, '"');
}

void json_name(Json *json, const char *name)
{
    begin_value(json);
    size_t length = strlen(name);
    char *room = buffer_reserve(json->out, length + 3);
    json->needs_comma = false;
    if (room == NULL)
        return;
    room[0] = '"';
    memcpy(room + 1, name, length);
    memcpy(room + 1 + length, "\":", 3); /* with the NUL */
    json->out->length += length + 3;
}

void json_name_text(Json *json, Text name)
{
    begin_value(json);
    add_quoted(json->out, name);
    buffer_add_byte(json->out, ':');
    json->needs_comma = false;
}

void json_text(Json *json, Text text)
{
    begin_value(json);
    add_quoted(json->out, text);
}

void json_string(Json *json, const char *text)
{
    if (text == NULL)
        json_null(json);
    else
        json_text(json, text_of(text));
}

void json_int(Json *json, int64_t value)
{
    begin_value(json);
    buffer_add_int(json->out, value);
}

/* Up to six decimals of a number under a thousand million, without printf: both value and text are then the nearest
 * double of the same decimal of at most 15 digits. */
static bool add_short_decimal(Buffer *out, double value)
{
    if (!(fabs(value) < 1e9) || (value == 0 && signbit(value)))
        return false;
    double scaled = nearbyint(value * 1e6);
    if (scaled / 1e6 != value)
        return false;
    int64_t millionths = (int64_t)scaled;
    char digits[INT_TEXT_BYTES + 8];
    size_t length = 0;
    if (millionths < 0) {
        digits[length++] = '-';
        millionths = -millionths;
    }
    length += int_write(millionths / 1000000, digits + length);
    int64_t fraction = millionths % 1000000;
    if (fraction != 0) {
        digits[length++] = '.';
        for (size_t i = 6; i > 0; i--, fraction /= 10)
            digits[length + i - 1] = (char)('0' + fraction % 10);
        length += 6;
        while (digits[length - 1] == '0')
            length--;
    }
    buffer_add(out, digits, length);
    return true;
}

void json_real(Json *json, double value)
{
    if (!isfinite(value)) {
        json_null(json);
        return;
    }
    begin_value(json);
    if (add_short_decimal(json->out, value))
        return;
    if (value == 0) {
        buffer_add_string(json->out, "-0.0");
        return;
    }
    static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        g_ascii_formatd(digits, sizeof digits, formats[i], value);
        if (g_ascii_strtod(digits, NULL) == value)
            break;
    }
    buffer_add_string(json->out, digits);
}

void json_bool(Json *json, bool value)
{
    json_raw(json, value ? TEXT("true") : TEXT("false"));
}

void json_null(Json *json)
{
    json_raw(json, TEXT("null"));
}

void json_time(Json *json, int64_t at_ms)
{
    char time[TIME_TEXT_BYTES + 2];
    begin_value(json);
    time[0] = '"';
    size_t length = time_write(at_ms, time + 1);
    time[length + 1] = '"';
    buffer_add(json->out, time, length + 2);
}

void json_raw(Json *json, Text already_json)
{
    begin_value(json);
    buffer_add_text(json->out, already_json);
}

void json_put_text(Json *json, const char *name, Text value)
{
    json_name(json, name);
    json_text(json, value);
}

void json_put_string(Json *json, const char *name, const char *value)
{
    json_name(json, name);
    json_string(json, value);
}

void json_put_int(Json *json, const char *name, int64_t value)
{
    json_name(json, name);
    json_int(json, value);
}

void json_put_real(Json *json, const char *name, double value)
{
    json_name(json, name);
    json_real(json, value);
}

void json_put_bool(Json *json, const char *name, bool value)
{
    json_name(json, name);
    json_bool(json, value);
}

void json_put_time(Json *json, const char *name, int64_t at_ms)
{
    json_name(json, name);
    json_time(json, at_ms);
}

void json_put_null(Json *json, const char *name)
{
    json_name(json, name);
    json_null(json);
}

static void write_list(Json *json, const JsonValue *value)
{
    json_list(json);
    for (size_t i = 0; i < value->list.count; i++)
        json_value(json, &value->list.items[i]);
    json_end_list(json);
}

static void write_object(Json *json, const JsonValue *value)
{
    json_object(json);
    for (size_t i = 0; i < value->object.count; i++) {
        json_name_text(json, value->object.members[i].name);
        json_value(json, value->object.members[i].value);
    }
    json_end_object(json);
}

/* Recursion is bounded: values come from json_read, JSON_DEPTH_MAX deep at most. */
void json_value(Json *json, const JsonValue *value)
{
    switch (value->kind) {
    case JSON_NULL: json_null(json); break;
    case JSON_BOOL: json_bool(json, value->boolean); break;
    case JSON_INT: json_int(json, value->integer); break;
    case JSON_REAL: json_real(json, value->real); break;
    case JSON_TEXT: json_text(json, value->text); break;
    case JSON_LIST: write_list(json, value); break;
    case JSON_OBJECT: write_object(json, value); break;
    }
}

Text json_to_text(Arena *arena, const JsonValue *value)
{
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    Json json = json_writer(&out);
    json_value(&json, value);
    return buffer_text(&out);
}
