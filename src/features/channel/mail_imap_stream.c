#include "channel/mail_imap_stream.h"

#define RAW_BYTES 16384

struct ImapStream {
    Arena *arena;
    MailWire *wire;
    ImapGuard guard;
    ChannelTrouble trouble;
    Buffer line;    /* the answer's line that is being read, with its end */
    size_t line_at; /* how much of it was taken, once it passed */
    bool has_line;  /* it passed */
    size_t literal_left;
    char raw[RAW_BYTES]; /* read and not looked at */
    size_t raw_at;
    size_t raw_end;
};

ImapStream *imap_stream_new(Arena *arena, MailWire *wire)
{
    ImapStream *stream = ARENA_NEW(arena, ImapStream);
    stream->arena = arena;
    stream->wire = wire;
    stream->line = buffer_new(arena, IMAP_LINE_BYTES_MAX);
    return stream;
}

void imap_stream_allow(ImapStream *stream, int64_t milliseconds, size_t literal_bytes_max)
{
    mail_wire_allow(stream->wire, milliseconds);
    /* An answer that is half read belongs to the command before: what it may be stays as it was. */
    if (!stream->guard.is_open)
        imap_guard_restart(&stream->guard, literal_bytes_max);
}

static bool stream_fail(ImapStream *stream, ChannelProblem problem, Text words)
{
    if (stream->trouble.problem == PROBLEM_NONE)
        stream->trouble = (ChannelTrouble){problem, channel_foreign_words(stream->arena, words)};
    return false;
}

ChannelTrouble imap_stream_trouble(const ImapStream *stream)
{
    return stream->trouble.problem != PROBLEM_NONE ? stream->trouble : mail_wire_trouble(stream->wire);
}

bool imap_stream_has_bytes(const ImapStream *stream)
{
    return stream->has_line || stream->line.length > 0 || stream->raw_at < stream->raw_end;
}

static bool raw_fill(ImapStream *stream)
{
    if (stream->raw_at < stream->raw_end)
        return true;
    ssize_t got = mail_wire_read(stream->wire, stream->raw, RAW_BYTES);
    stream->raw_at = 0;
    stream->raw_end = got > 0 ? (size_t)got : 0;
    return got > 0;
}

static bool line_read(ImapStream *stream)
{
    buffer_cut(&stream->line, 0);
    for (;;) {
        if (!raw_fill(stream))
            return false;
        const char *from = stream->raw + stream->raw_at;
        const char *end = memchr(from, '\n', stream->raw_end - stream->raw_at);
        size_t length = end ? (size_t)(end - from) + 1 : stream->raw_end - stream->raw_at;
        buffer_add(&stream->line, from, length);
        stream->raw_at += length;
        if (stream->line.is_full)
            return stream_fail(stream, PROBLEM_PROTOCOL, TEXT_NONE);
        if (end)
            return true;
    }
}

static Text line_text(const ImapStream *stream)
{
    Text line = buffer_text(&stream->line);
    line.length--;
    if (text_ends_with(line, TEXT("\r")))
        line.length--;
    return line;
}

static bool literal_skip(ImapStream *stream, size_t bytes)
{
    while (bytes > 0) {
        if (!raw_fill(stream))
            return false;
        size_t held = stream->raw_end - stream->raw_at;
        size_t part = held < bytes ? held : bytes;
        stream->raw_at += part;
        bytes -= part;
    }
    return true;
}

/* The next line that passes; false at a problem. */
static bool line_next(ImapStream *stream)
{
    for (;;) {
        size_t literal;
        if (!line_read(stream))
            return false;
        Text line = line_text(stream);
        switch (imap_guard_line(&stream->guard, line, &literal)) {
        case GUARD_PASS:
            stream->has_line = true;
            stream->line_at = 0;
            stream->literal_left = literal;
            return true;
        case GUARD_DROP:
            if (!literal_skip(stream, literal))
                return false;
            break;
        case GUARD_BYE: return stream_fail(stream, PROBLEM_CLOSED, text_slice(line, 6, line.length));
        case GUARD_REFUSE: return stream_fail(stream, PROBLEM_PROTOCOL, text_slice(line, 0, 100));
        }
    }
}

static size_t line_take(ImapStream *stream, void *out, size_t count)
{
    size_t left = stream->line.length - stream->line_at;
    size_t part = left < count ? left : count;
    memcpy(out, stream->line.data + stream->line_at, part);
    stream->line_at += part;
    if (stream->line_at == stream->line.length) {
        stream->has_line = false;
        buffer_cut(&stream->line, 0);
    }
    return part;
}

static ssize_t literal_take(ImapStream *stream, void *out, size_t count)
{
    size_t wanted = count < stream->literal_left ? count : stream->literal_left;
    if (!raw_fill(stream))
        return -1;
    size_t held = stream->raw_end - stream->raw_at;
    size_t part = held < wanted ? held : wanted;
    memcpy(out, stream->raw + stream->raw_at, part);
    stream->raw_at += part;
    stream->literal_left -= part;
    return (ssize_t)part;
}

ssize_t imap_stream_read(ImapStream *stream, void *out, size_t count)
{
    if (count == 0 || imap_stream_trouble(stream).problem != PROBLEM_NONE)
        return count == 0 ? 0 : -1;
    if (!stream->has_line && stream->literal_left > 0)
        return literal_take(stream, out, count);
    if (!stream->has_line && !line_next(stream))
        return -1;
    return (ssize_t)line_take(stream, out, count);
}

ssize_t imap_stream_write(ImapStream *stream, const void *bytes, size_t count)
{
    return imap_stream_trouble(stream).problem != PROBLEM_NONE ? -1 : mail_wire_write(stream->wire, bytes, count);
}
