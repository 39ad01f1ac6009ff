#include "http/stream.h"

void stream_frame(Buffer *out, const char *event, int64_t seq, Text data)
{
    if (seq >= 0) {
        buffer_add_string(out, "id: ");
        buffer_add_int(out, seq);
        buffer_add_byte(out, '\n');
    }
    if (event != NULL) {
        buffer_add_string(out, "event: ");
        buffer_add_string(out, event);
        buffer_add_byte(out, '\n');
    }
    buffer_add_string(out, "data: ");
    buffer_add_text(out, data);
    buffer_add_string(out, "\n\n");
}

bool stream_read_position(Text last_event_id, Text after, int64_t *out_seq)
{
    Text position = text_is_empty(last_event_id) ? after : last_event_id;
    int64_t seq;
    if (text_is_empty(position)) {
        *out_seq = -1;
        return true;
    }
    if (!text_to_int(position, &seq) || seq < 0)
        return false;
    *out_seq = seq;
    return true;
}
