#include "desk/content_decoder.h"

ContentDecoder content_decoder(AttachmentEncoding encoding)
{
    return (ContentDecoder){.encoding = encoding};
}

/* Value of each digit plus one; 0 for bytes that are none. */
static const unsigned char base64_values[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

/* What a group of two or three digits still says when it is cut short. */
static void base64_rest(ContentDecoder *decoder, Buffer *out)
{
    if (decoder->digits >= 2)
        buffer_add_byte(out, (char)(decoder->bits >> (decoder->digits == 2 ? 4 : 10)));
    if (decoder->digits == 3)
        buffer_add_byte(out, (char)(decoder->bits >> 2));
    decoder->digits = 0;
    decoder->bits = 0;
}

static void base64_piece(ContentDecoder *decoder, Text piece, Buffer *out)
{
    char *to = decoder->has_ended ? NULL : buffer_reserve(out, piece.length + 3); /* with a group begun before */
    size_t length = 0;
    for (size_t i = 0; to && i < piece.length; i++) {
        unsigned value = base64_values[(unsigned char)piece.data[i]];
        if (value == 0) {
            decoder->has_ended = piece.data[i] == '=';
            if (decoder->has_ended)
                break;
            continue;
        }
        decoder->bits = decoder->bits << 6 | (value - 1);
        if (++decoder->digits < 4)
            continue;
        to[length++] = (char)(decoder->bits >> 16);
        to[length++] = (char)(decoder->bits >> 8);
        to[length++] = (char)decoder->bits;
        decoder->digits = 0;
        decoder->bits = 0;
    }
    if (!to)
        return;
    out->length += length;
    to[length] = '\0';
    if (decoder->has_ended)
        base64_rest(decoder, out);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void pending_keep(ContentDecoder *decoder, char c)
{
    decoder->pending[decoder->pending_count++] = c;
}

static void blanks_add(const ContentDecoder *decoder, Buffer *out)
{
    for (size_t i = 0; i < decoder->blanks; i++)
        buffer_add_byte(out, ' ');
}

/* A byte while "=" is pending: the second of a hex pair, a soft line break, or neither, which stays as it was. */
static void quoted_pending(ContentDecoder *decoder, char c, Buffer *out)
{
    if (decoder->pending_count == 1) {
        if (c == '\n')
            decoder->pending_count = 0;
        else if (c == '\r' || (hex_digit(c) >= 0 && decoder->blanks == 0))
            pending_keep(decoder, c);
        else if (c == ' ' || c == '\t') /* white space before a soft break's line end is padding */
            decoder->blanks++;
        else {
            buffer_add_byte(out, '=');
            blanks_add(decoder, out);
            decoder->pending_count = 0;
            if (c == '=')
                pending_keep(decoder, c);
            else
                buffer_add_byte(out, c);
        }
        if (decoder->pending_count != 1 || c == '=')
            decoder->blanks = 0;
        return;
    }
    char second = decoder->pending[1];
    decoder->pending_count = 0;
    if (second == '\r') {
        if (c != '\n')
            buffer_add_byte(out, c);
        return;
    }
    if (hex_digit(c) >= 0) {
        buffer_add_byte(out, (char)(hex_digit(second) * 16 + hex_digit(c)));
        return;
    }
    buffer_add_byte(out, '=');
    buffer_add_byte(out, second);
    buffer_add_byte(out, c);
}

static void quoted_piece(ContentDecoder *decoder, Text piece, Buffer *out)
{
    for (size_t i = 0; i < piece.length;) {
        if (decoder->pending_count > 0) {
            quoted_pending(decoder, piece.data[i++], out);
            continue;
        }
        size_t sign = text_find_byte(piece, '=', i);
        size_t end = sign == SIZE_MAX ? piece.length : sign;
        buffer_add(out, piece.data + i, end - i);
        if (sign != SIZE_MAX)
            pending_keep(decoder, '=');
        i = end + 1;
    }
}

void content_decode(ContentDecoder *decoder, Text piece, Buffer *out)
{
    switch (decoder->encoding) {
    case ENCODING_IDENTITY: buffer_add_text(out, piece); return;
    case ENCODING_BASE64: base64_piece(decoder, piece, out); return;
    case ENCODING_QUOTED_PRINTABLE: quoted_piece(decoder, piece, out); return;
    }
}

void content_decode_end(ContentDecoder *decoder, Buffer *out)
{
    if (decoder->encoding == ENCODING_BASE64)
        base64_rest(decoder, out);
    bool is_soft_break = decoder->pending_count == 1 || (decoder->pending_count == 2 && decoder->pending[1] == '\r');
    if (decoder->pending_count > 0 && !is_soft_break)
        buffer_add(out, decoder->pending, decoder->pending_count);
    decoder->pending_count = 0;
}
