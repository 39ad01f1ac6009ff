#include "mail/mail_flowed.h"

#include "base/buffer.h"

static size_t quote_depth(Text *line)
{
    size_t depth = 0;
    while (depth < line->length && line->data[depth] == '>')
        depth++;
    *line = text_slice(*line, depth, line->length);
    if (line->length > 0 && line->data[0] == ' ')
        *line = text_slice(*line, 1, line->length);
    return depth;
}

Text mail_flowed_join(Arena *arena, Text text, bool delete_space)
{
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    size_t flowing_depth = SIZE_MAX; /* depth of the paragraph that goes on */
    Text line;
    while (text_next_line(&text, &line)) {
        size_t depth = quote_depth(&line);
        bool is_signature = text_is(line, "-- ");
        bool goes_on = flowing_depth == depth && !is_signature;
        if (!goes_on && flowing_depth != SIZE_MAX)
            buffer_add_byte(&out, '\n');
        if (!goes_on) {
            for (size_t i = 0; i < depth && i < 100; i++)
                buffer_add_byte(&out, '>');
            if (depth > 0)
                buffer_add_byte(&out, ' ');
        }
        bool is_soft = line.length > 0 && line.data[line.length - 1] == ' ' && !is_signature;
        buffer_add_text(&out, is_soft && delete_space ? text_slice(line, 0, line.length - 1) : line);
        flowing_depth = is_soft ? depth : SIZE_MAX;
        if (!is_soft)
            buffer_add_byte(&out, '\n');
    }
    return out.length > 0 ? buffer_text(&out) : (Text){"", 0};
}
