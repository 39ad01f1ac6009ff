#include "base/buffer.h"

#include <stdio.h>

#define BUFFER_BYTES_FIRST 256

Buffer buffer_new(Arena *arena, size_t bytes_max)
{
    if (bytes_max > BUFFER_BYTES_MAX)
        bytes_max = BUFFER_BYTES_MAX;
    return (Buffer){.arena = arena, .bytes_max = bytes_max};
}

static bool buffer_grow(Buffer *buffer, size_t length)
{
    if (buffer->is_full || length > buffer->bytes_max - buffer->length) {
        buffer->is_full = true;
        return false;
    }
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : BUFFER_BYTES_FIRST;
    if (capacity < buffer->length + length)
        capacity = buffer->length + length;
    if (capacity > buffer->bytes_max)
        capacity = buffer->bytes_max;
    if (buffer->data == NULL || !arena_extend(buffer->arena, buffer->data, buffer->capacity + 1, capacity + 1)) {
        char *data = arena_alloc_plain(buffer->arena, capacity + 1);
        if (buffer->data != NULL)
            memcpy(data, buffer->data, buffer->length);
        data[buffer->length] = '\0';
        buffer->data = data;
    }
    buffer->capacity = capacity;
    return true;
}

char *buffer_reserve(Buffer *buffer, size_t length)
{
    bool fits = !buffer->is_full && buffer->data != NULL && length <= buffer->capacity - buffer->length;
    if (!fits && !buffer_grow(buffer, length))
        return NULL;
    return buffer->data + buffer->length;
}

void buffer_add_growing(Buffer *buffer, const char *bytes, size_t length)
{
    char *room = buffer_reserve(buffer, length);
    if (room == NULL)
        return;
    if (length > 0)
        memcpy(room, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void buffer_add_codepoint(Buffer *buffer, uint32_t codepoint)
{
    char bytes[4] = {0};
    buffer_add(buffer, bytes, codepoint_write(codepoint, bytes));
}

void buffer_add_int(Buffer *buffer, int64_t value)
{
    char digits[INT_TEXT_BYTES];
    size_t length = int_write(value, digits);
    buffer_add(buffer, digits, length);
}

void buffer_addf(Buffer *buffer, const char *format, ...)
{
    char first[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(first, sizeof first, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    if ((size_t)length < sizeof first) {
        buffer_add(buffer, first, (size_t)length);
        return;
    }
    char *room = buffer_reserve(buffer, (size_t)length);
    if (room == NULL)
        return;
    va_start(arguments, format);
    vsnprintf(room, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

void buffer_cut(Buffer *buffer, size_t length)
{
    if (length >= buffer->length)
        return;
    buffer->length = length;
    buffer->data[length] = '\0';
}
