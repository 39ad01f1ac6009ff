/* A growing byte buffer that knows its maximum. Growth past the maximum sets is_full and drops the bytes, so writers
 * need one check at the end. Memory belongs to the arena. */
#ifndef LAZO_BASE_BUFFER_H
#define LAZO_BASE_BUFFER_H

#include "base/text.h"

typedef struct Buffer {
    Arena *arena;
    char *data; /* always NUL-terminated once anything was added */
    size_t length;
    size_t capacity;
    size_t bytes_max;
    bool is_full;
} Buffer;

#define BUFFER_BYTES_MAX ((size_t)1 << 30)
Buffer buffer_new(Arena *arena, size_t bytes_max);
void buffer_add_growing(Buffer *buffer, const char *bytes, size_t length); /* buffer_add where there may be no room */
/* Inline: answers are made of thousands of short pieces. */
static inline void buffer_add(Buffer *buffer, const char *bytes, size_t length)
{
    if (buffer->data == NULL || buffer->is_full || length == 0 || length > buffer->capacity - buffer->length) {
        buffer_add_growing(buffer, bytes, length);
        return;
    }
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}
static inline void buffer_add_text(Buffer *buffer, Text text)
{
    buffer_add(buffer, text.data, text.length);
}
static inline void buffer_add_string(Buffer *buffer, const char *string)
{
    buffer_add(buffer, string, strlen(string));
}
static inline void buffer_add_byte(Buffer *buffer, char byte)
{
    buffer_add(buffer, &byte, 1);
}
void buffer_add_codepoint(Buffer *buffer, uint32_t codepoint);
void buffer_add_int(Buffer *buffer, int64_t value);
void buffer_addf(Buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
void buffer_cut(Buffer *buffer, size_t length);
/* Room for `length` bytes, to be written by the caller and then counted with buffer->length; NULL when full. */
char *buffer_reserve(Buffer *buffer, size_t length);
static inline Text buffer_text(const Buffer *buffer)
{
    return (Text){buffer->data, buffer->length};
}

#endif
