#include "http/compress.h"

#include <zlib.h>

#include "http/files.h"

#define LEVEL 2        /* three quarters of what level 6 saves, in a third of its time */
#define WINDOW_GZIP 31 /* 15 bits, with the header of gzip */
#define MEMORY_LEVEL 8

static bool shrinks(const Answer *answer)
{
    Text type = text_of(answer->content_type ? answer->content_type : "application/json");
    return text_starts_with(type, TEXT("application/json")) ||
           text_starts_with(type, TEXT("application/problem+json")) || text_starts_with(type, TEXT("text/"));
}

static bool is_encoded(const Answer *answer)
{
    for (size_t i = 0; i < answer->header_count; i++)
        if (text_equals_ascii_case(text_of(answer->headers[i].name), TEXT("Content-Encoding")))
            return true;
    return false;
}

static bool gzip(Arena *arena, Text plain, Text *out_packed)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, WINDOW_GZIP, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t bound = deflateBound(&stream, (uLong)plain.length);
    char *packed = arena_alloc_plain(arena, bound);
    stream.next_in = (Bytef *)(uintptr_t)plain.data;
    stream.avail_in = (uInt)plain.length;
    stream.next_out = (Bytef *)packed;
    stream.avail_out = (uInt)bound;
    int ended = deflate(&stream, Z_FINISH);
    *out_packed = (Text){packed, stream.total_out};
    deflateEnd(&stream);
    return ended == Z_STREAM_END && out_packed->length < plain.length;
}

void compress_answer(Exchange *exchange)
{
    Answer *answer = &exchange->answer;
    Text packed;
    bool is_worth_it = answer->body.length >= COMPRESS_BYTES_MIN && !answer->read_more && !answer->is_secret &&
                       answer->header_count + 2 <= ANSWER_HEADERS_MAX && shrinks(answer) && !is_encoded(answer);
    if (!is_worth_it)
        return;
    answer_header(answer, "Vary", TEXT("Accept-Encoding"));
    if (!encoding_is_taken(exchange_header(exchange, "Accept-Encoding"), TEXT("gzip")))
        return;
    if (!gzip(exchange->arena, buffer_text(&answer->body), &packed))
        return;
    answer->body.data = (char *)(uintptr_t)packed.data; /* a view: nothing is added to this body any more */
    answer->body.length = packed.length;
    answer_header(answer, "Content-Encoding", TEXT("gzip"));
}
