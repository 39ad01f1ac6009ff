#include "desk/content_decoder.h"

ContentDecoder content_decoder(AttachmentEncoding encoding)
{
    return (ContentDecoder){.encoding = encoding};
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

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
    for (size_t i = 0; i < piece.length && !decoder->has_ended; i++) {
        if (piece.data[i] == '=') {
            base64_rest(decoder, out);
            decoder->has_ended = true;
            return;
        }
        int digit = base64_digit(piece.data[i]);
        if (digit < 0)
            continue;
        decoder->bits = decoder->bits << 6 | (uint32_t)digit;
        if (++decoder->digits < 4)
            continue;
        buffer_add_byte(out, (char)(decoder->bits >> 16));
        buffer_add_byte(out, (char)(decoder->bits >> 8));
        buffer_add_byte(out, (char)decoder->bits);
        decoder->digits = 0;
        decoder->bits = 0;
    }
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

/* A byte while "=" is pending: the second of a hex pair, a soft line break, or neither, which stays as it was. */
static void quoted_pending(ContentDecoder *decoder, char c, Buffer *out)
{
    if (decoder->pending_count == 1) {
        if (c == '\n')
            decoder->pending_count = 0;
        else if (c == '\r' || hex_digit(c) >= 0)
            pending_keep(decoder, c);
        else if (c != ' ' && c != '\t') { /* white space before a soft break's line end is padding */
            buffer_add_byte(out, '=');
            buffer_add_byte(out, c);
            decoder->pending_count = 0;
        }
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
    for (size_t i = 0; i < piece.length; i++) {
        char c = piece.data[i];
        if (decoder->pending_count > 0)
            quoted_pending(decoder, c, out);
        else if (c == '=')
            pending_keep(decoder, c);
        else
            buffer_add_byte(out, c);
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
