#include "channel/mail_storable.h"

#include "base/buffer.h"

Text mail_storable(Arena *arena, Text text, size_t bytes_max)
{
    text = text_cut(text, bytes_max);
    if (text_find_byte(text, '\0', 0) == SIZE_MAX && text_is_utf8(text))
        return text;
    Buffer clean = buffer_new(arena, bytes_max + 1);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] != '\0')
            buffer_add_byte(&clean, text.data[i]);
    }
    return text_cut(text_make_utf8(arena, buffer_text(&clean)), bytes_max);
}

Text mail_storable_line(Arena *arena, Text text, size_t bytes_max)
{
    Text line = text_copy(arena, mail_storable(arena, text, bytes_max));
    char *bytes = (char *)(uintptr_t)line.data;
    for (size_t i = 0; i < line.length; i++) {
        if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
            bytes[i] = ' ';
    }
    return text_trim(line);
}
