#include "base/log.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"

#define LINE_BYTES_MAX 16384
#define VALUE_BYTES_MAX 2048

static atomic_int least_level = LOG_INFO;
static atomic_bool writes_json;

void log_setup(LogLevel least, bool as_json)
{
    atomic_store(&least_level, (int)least);
    atomic_store(&writes_json, as_json);
}

static const char *level_name(LogLevel level)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    return (size_t)level < sizeof names / sizeof *names ? names[level] : "error";
}

/* Controls of ASCII and Unicode, and what changes the direction of a line. */
static bool codepoint_is_unsafe(uint32_t codepoint)
{
    return codepoint < 0x20 || (codepoint >= 0x7F && codepoint < 0xA0) || codepoint == 0x200E || codepoint == 0x200F ||
           (codepoint >= 0x2028 && codepoint <= 0x202E) || (codepoint >= 0x2066 && codepoint <= 0x2069) ||
           codepoint == 0xFEFF;
}

/* In quotes, escaped so that it is right in logfmt and in JSON. */
static void add_quoted(Buffer *line, Text value)
{
    Text shown = text_cut(value, VALUE_BYTES_MAX);
    buffer_add_byte(line, '"');
    for (size_t at = 0; at < shown.length;) {
        uint32_t codepoint = text_next_codepoint(shown, &at);
        if (codepoint == '"' || codepoint == '\\')
            buffer_add_byte(line, '\\');
        if (codepoint == '\n')
            buffer_add_string(line, "\\n");
        else if (codepoint_is_unsafe(codepoint))
            buffer_addf(line, "\\u%04x", codepoint);
        else
            buffer_add_codepoint(line, codepoint);
    }
    if (shown.length < value.length)
        buffer_add_string(line, "…");
    buffer_add_byte(line, '"');
}

static bool is_bare_word(Text value)
{
    if (value.length == 0 || value.length > VALUE_BYTES_MAX)
        return false;
    for (size_t i = 0; i < value.length; i++) {
        char byte = value.data[i];
        if (!((byte | 32) >= 'a' && (byte | 32) <= 'z') && !(byte >= '0' && byte <= '9') &&
            (byte == '\0' || strchr("-_.:/@+", byte) == NULL))
            return false;
    }
    return true;
}

static void add_name(Buffer *line, const char *name, bool as_json)
{
    if (line->length > 1)
        buffer_add_byte(line, as_json ? ',' : ' ');
    buffer_addf(line, as_json ? "\"%s\":" : "%s=", name);
}

static void add_text_field(Buffer *line, const char *name, Text value, bool as_json)
{
    add_name(line, name, as_json);
    if (!as_json && is_bare_word(value))
        buffer_add_text(line, value);
    else
        add_quoted(line, value);
}

static void add_field(Buffer *line, const LogField *field, bool as_json)
{
    if (field->kind == LOG_FIELD_TEXT) {
        add_text_field(line, field->name, field->text, as_json);
        return;
    }
    add_name(line, field->name, as_json);
    if (field->kind == LOG_FIELD_INT)
        buffer_add_int(line, field->integer);
    else if (as_json && field->real - field->real != 0) /* JSON has no infinity */
        buffer_add_string(line, "null");
    else
        buffer_addf(line, "%.6g", field->real);
}

/* A log that cannot be written has nobody to tell. */
static void line_write(Text line)
{
    for (int tries = 0; tries < 8 && line.length > 0; tries++) {
        ssize_t written = write(STDERR_FILENO, line.data, line.length);
        if (written < 0 && errno != EINTR)
            return;
        if (written > 0)
            line = text_slice(line, (size_t)written, line.length);
    }
}

void log_write(LogLevel level, const char *message, const LogField *fields, size_t count)
{
    if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed))
        return;
    int error = errno;
    bool as_json = atomic_load_explicit(&writes_json, memory_order_relaxed);
    WITH_ARENA arena = arena_new();
    Buffer line = buffer_new(arena, LINE_BYTES_MAX);
    char time[TIME_TEXT_BYTES];
    size_t length = time_write(clock_now(), time);
    if (as_json)
        buffer_add_byte(&line, '{');
    add_text_field(&line, "time", (Text){time, length}, as_json);
    add_text_field(&line, "level", text_of(level_name(level)), as_json);
    add_text_field(&line, "message", text_of(message), as_json);
    for (size_t i = 0; i < count; i++) {
        /* A field that does not fit is left out whole, so that the line stays well formed. */
        size_t before = line.length;
        add_field(&line, &fields[i], as_json);
        if (line.length + 2 > LINE_BYTES_MAX || line.is_full) {
            buffer_cut(&line, before);
            line.is_full = false;
            break;
        }
    }
    buffer_add_string(&line, as_json ? "}\n" : "\n");
    line_write(buffer_text(&line));
    errno = error;
}
