#include "base/text.h"

#include <stdio.h>

static inline unsigned char lower_ascii(char byte)
{
    unsigned char value = (unsigned char)byte;
    return value >= 'A' && value <= 'Z' ? (unsigned char)(value + 32) : value;
}

static bool bytes_equal_ascii_case(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (lower_ascii(a[i]) != lower_ascii(b[i]))
            return false;
    return true;
}

bool text_equals_ascii_case(Text a, Text b)
{
    return a.length == b.length && bytes_equal_ascii_case(a.data, b.data, a.length);
}

int text_compare(Text a, Text b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common > 0 ? memcmp(a.data, b.data, common) : 0;
    if (order != 0)
        return order;
    return a.length < b.length ? -1 : a.length > b.length;
}

bool text_starts_with(Text text, Text prefix)
{
    return text.length >= prefix.length && text_equals((Text){text.data, prefix.length}, prefix);
}

bool text_ends_with(Text text, Text suffix)
{
    if (suffix.length == 0)
        return true;
    return text.length >= suffix.length &&
           memcmp(text.data + text.length - suffix.length, suffix.data, suffix.length) == 0;
}

bool text_starts_with_ascii_case(Text text, Text prefix)
{
    return text.length >= prefix.length && bytes_equal_ascii_case(text.data, prefix.data, prefix.length);
}

size_t text_find(Text text, Text needle, size_t from)
{
    if (from > text.length || needle.length > text.length - from)
        return SIZE_MAX;
    if (needle.length == 0)
        return from;
    const char *found = memmem(text.data + from, text.length - from, needle.data, needle.length);
    return found ? (size_t)(found - text.data) : SIZE_MAX;
}

size_t text_find_ascii_case(Text text, Text needle, size_t from)
{
    if (from > text.length || needle.length > text.length - from)
        return SIZE_MAX;
    for (size_t at = from; at <= text.length - needle.length; at++)
        if (bytes_equal_ascii_case(text.data + at, needle.data, needle.length))
            return at;
    return SIZE_MAX;
}

size_t text_find_byte(Text text, char byte, size_t from)
{
    if (from >= text.length)
        return SIZE_MAX;
    const char *found = memchr(text.data + from, byte, text.length - from);
    return found ? (size_t)(found - text.data) : SIZE_MAX;
}

Text text_slice(Text text, size_t from, size_t to)
{
    if (to > text.length)
        to = text.length;
    if (from >= to)
        return (Text){text.data ? text.data + to : NULL, 0};
    return (Text){text.data + from, to - from};
}

static inline bool byte_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Bytes of the white space that the text begins with: 0, 1 or 2. */
static size_t leading_space(Text text)
{
    if (text.length >= 1 && byte_is_space(text.data[0]))
        return 1;
    return text_starts_with(text, TEXT("\xc2\xa0")) ? 2 : 0;
}

static size_t trailing_space(Text text)
{
    if (text.length >= 1 && byte_is_space(text.data[text.length - 1]))
        return 1;
    return text_ends_with(text, TEXT("\xc2\xa0")) ? 2 : 0;
}

Text text_trim(Text text)
{
    size_t space;
    while ((space = leading_space(text)) > 0)
        text = (Text){text.data + space, text.length - space};
    while ((space = trailing_space(text)) > 0)
        text.length -= space;
    return text;
}

Text text_copy(Arena *arena, Text text)
{
    return (Text){arena_string(arena, text.data, text.length), text.length};
}

const char *text_string(Arena *arena, Text text)
{
    return arena_string(arena, text.data, text.length);
}

Text text_format(Arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *string = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text_of(string);
}

Text text_lower_ascii(Arena *arena, Text text)
{
    char *copy = arena_alloc(arena, text.length + 1);
    for (size_t i = 0; i < text.length; i++)
        copy[i] = (char)lower_ascii(text.data[i]);
    return (Text){copy, text.length};
}

bool text_next_part(Text *rest, char separator, Text *out_part)
{
    if (rest->data == NULL)
        return false;
    size_t end = text_find_byte(*rest, separator, 0);
    if (end == SIZE_MAX) {
        *out_part = *rest;
        *rest = TEXT_NONE;
        return true;
    }
    *out_part = (Text){rest->data, end};
    *rest = (Text){rest->data + end + 1, rest->length - end - 1};
    return true;
}

bool text_next_line(Text *rest, Text *out_line)
{
    if (rest->length == 0)
        return false;
    size_t end = 0;
    while (end < rest->length && rest->data[end] != '\n' && rest->data[end] != '\r')
        end++;
    *out_line = (Text){rest->data, end};
    size_t next = end;
    if (next < rest->length && rest->data[next] == '\r')
        next++;
    if (next < rest->length && rest->data[next] == '\n')
        next++;
    *rest = (Text){rest->data + next, rest->length - next};
    return true;
}
