#include "mail/mail_words.h"

#include "base/buffer.h"
#include "mail/mail_charset.h"
#include "mail/mail_encoding.h"

typedef struct Word {
    Text charset;
    char encoding; /* 'b' or 'q' */
    Text payload;
    size_t end; /* first byte after the word */
} Word;

/* An encoded word at `at` ("=?charset?B?payload?="). White space is tolerated inside, as several mailers write it. */
static bool word_read(Text line, size_t at, Word *out)
{
    if (at + 6 > line.length || line.data[at] != '=' || line.data[at + 1] != '?')
        return false;
    size_t mark = text_find_byte(line, '?', at + 2);
    if (mark == SIZE_MAX || mark == at + 2 || mark - at > 64 || mark + 2 >= line.length || line.data[mark + 2] != '?')
        return false;
    for (size_t i = at + 2; i < mark; i++) {
        if (line.data[i] == ' ' || line.data[i] == '=' || line.data[i] == '<' || line.data[i] == '@')
            return false;
    }
    char encoding = (char)(line.data[mark + 1] | 32);
    if (encoding != 'b' && encoding != 'q')
        return false;
    size_t end = text_find(line, TEXT("?="), mark + 3);
    if (end == SIZE_MAX)
        return false;
    Text charset = text_slice(line, at + 2, mark);
    size_t language = text_find_byte(charset, '*', 0);
    if (language != SIZE_MAX)
        charset = text_slice(charset, 0, language);
    *out = (Word){charset, encoding, text_slice(line, mark + 3, end), end + 2};
    return true;
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

static void quoted_word_decode(Text payload, Buffer *out)
{
    for (size_t i = 0; i < payload.length; i++) {
        char byte = payload.data[i];
        int high = -1;
        int low = -1;
        if (byte == '=' && i + 2 < payload.length) {
            high = hex_digit(payload.data[i + 1]);
            low = hex_digit(payload.data[i + 2]);
        }
        if (high >= 0 && low >= 0) {
            buffer_add_byte(out, (char)(high * 16 + low));
            i += 2;
        } else {
            buffer_add_byte(out, byte == '_' ? ' ' : byte);
        }
    }
}

static void word_bytes(Arena *arena, const Word *word, Buffer *out)
{
    if (word->encoding == 'q')
        quoted_word_decode(word->payload, out);
    else
        buffer_add_text(out, mail_encoding_decode(arena, word->payload, MAIL_ENCODING_BASE64));
}

static bool is_white(Text line, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (line.data[i] != ' ' && line.data[i] != '\t')
            return false;
    }
    return true;
}

static void plain_add(Arena *arena, Text piece, Buffer *out)
{
    if (text_is_utf8(piece))
        buffer_add_text(out, piece);
    else
        buffer_add_text(out, mail_charset_decode(arena, piece, TEXT_NONE, NULL));
}

/* Words of one charset that follow each other are joined before decoding, since mailers cut inside characters. */
static size_t words_add(Arena *arena, Text line, Word word, Buffer *out)
{
    Buffer bytes = buffer_new(arena, BUFFER_BYTES_MAX);
    Word next;
    word_bytes(arena, &word, &bytes);
    for (;;) {
        size_t at = word.end;
        while (at < line.length && (line.data[at] == ' ' || line.data[at] == '\t'))
            at++;
        if (!word_read(line, at, &next) || !text_equals_ascii_case(next.charset, word.charset))
            break;
        word_bytes(arena, &next, &bytes);
        word = next;
    }
    Text decoded = mail_charset_decode(arena, buffer_text(&bytes), word.charset, NULL);
    for (size_t i = 0; i < decoded.length; i++) { /* no new lines out of a word */
        char byte = decoded.data[i];
        buffer_add_byte(out, byte == '\n' || byte == '\r' ? ' ' : byte);
    }
    return word.end;
}

Text mail_words_decode(Arena *arena, Text line)
{
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    size_t plain_from = 0;
    bool is_after_word = false;
    Word word;
    for (size_t at = text_find(line, TEXT("=?"), 0); at != SIZE_MAX; at = text_find(line, TEXT("=?"), at)) {
        if (!word_read(line, at, &word)) {
            at += 2;
            continue;
        }
        if (!(is_after_word && is_white(line, plain_from, at)))
            plain_add(arena, text_slice(line, plain_from, at), &out);
        plain_from = words_add(arena, line, word, &out);
        at = plain_from;
        is_after_word = true;
    }
    plain_add(arena, text_slice(line, plain_from, line.length), &out);
    return out.length > 0 ? buffer_text(&out) : (Text){"", 0};
}
