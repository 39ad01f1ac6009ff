#include "channel/mail_imap_stream.h"

#define RAW_BYTES 16384

struct ImapStream {
    Arena *arena;
    MailWire *wire;
    ImapGuard guard;
    ChannelTrouble trouble;
    Buffer line;    /* the answer's line that is being read, with its end */
    Buffer passed;  /* the line that passed, as the guard wrote it */
    size_t line_at; /* how much of that was taken */
    bool has_line;  /* there is one */
    char words[CHANNEL_WORDS_BYTES_MAX];
    size_t words_length;
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
    stream->line = buffer_new(arena, IMAP_LINE_BYTES_MAX + 2);
    stream->passed = buffer_new(arena, IMAP_LINE_BYTES_MAX + 1000);
    return stream;
}

void imap_stream_allow(ImapStream *stream, int64_t milliseconds, size_t literal_bytes_max)
{
    mail_wire_allow(stream->wire, milliseconds);
    /* An answer that is half read belongs to the command before: what it may be stays as it was. */
    if (!stream->guard.is_open)
        imap_guard_restart(&stream->guard, literal_bytes_max);
    stream->words_length = 0;
}

bool imap_stream_capabilities(const ImapStream *stream, unsigned *out_capabilities)
{
    *out_capabilities = stream->guard.capabilities;
    return stream->guard.has_capabilities;
}

Text imap_stream_words(const ImapStream *stream)
{
    return (Text){stream->words, stream->words_length};
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
    return stream->has_line || stream->raw_at < stream->raw_end;
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

static void words_keep(ImapStream *stream, Text words)
{
    Text kept = text_cut(words, sizeof stream->words);
    if (kept.length > 0)
        memcpy(stream->words, kept.data, kept.length);
    stream->words_length = kept.length;
}

/* The next line that passes; false at a problem. */
static bool line_next(ImapStream *stream)
{
    for (;;) {
        GuardLine judged = {.passed = &stream->passed};
        if (!line_read(stream))
            return false;
        buffer_cut(&stream->passed, 0);
        GuardVerdict verdict = imap_guard_line(&stream->guard, line_text(stream), &judged);
        if (judged.is_outcome)
            words_keep(stream, judged.words);
        switch (verdict) {
        case GUARD_PASS:
            stream->has_line = true;
            stream->line_at = 0;
            stream->literal_left = judged.literal;
            return true;
        case GUARD_DROP:
            if (!literal_skip(stream, judged.literal))
                return false;
            break;
        case GUARD_BYE: return stream_fail(stream, PROBLEM_CLOSED, judged.words);
        case GUARD_REFUSE: return stream_fail(stream, PROBLEM_PROTOCOL, text_slice(line_text(stream), 0, 100));
        }
    }
}

static size_t line_take(ImapStream *stream, void *out, size_t count)
{
    size_t left = stream->passed.length - stream->line_at;
    size_t part = left < count ? left : count;
    memcpy(out, stream->passed.data + stream->line_at, part);
    stream->line_at += part;
    stream->has_line = stream->line_at < stream->passed.length;
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
