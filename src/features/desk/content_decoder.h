/* Content-transfer encodings (RFC 2045) undone piece by piece, so that a view of a raw message is downloaded in constant
 * memory. Malformed bytes are passed over, as mail programs do. */
#ifndef LAZO_DESK_CONTENT_DECODER_H
#define LAZO_DESK_CONTENT_DECODER_H

#include "base/buffer.h"
#include "desk/attachment.h"

typedef struct ContentDecoder {
    AttachmentEncoding encoding;
    uint32_t bits; /* base64: digits seen of the group at hand */
    int digits;
    bool has_ended;  /* base64: after the padding */
    char pending[4]; /* quoted-printable: "=", "=4" or "=\r" at the end of the last piece */
    size_t pending_count;
    size_t blanks; /* quoted-printable: white space behind a pending "=" */
} ContentDecoder;

ContentDecoder content_decoder(AttachmentEncoding encoding);
/* Adds what the next piece of the encoded bytes stands for; never more than its length and what was pending. */
void content_decode(ContentDecoder *decoder, Text piece, Buffer *out);
/* What a group or pair that the end cut short still says. */
void content_decode_end(ContentDecoder *decoder, Buffer *out);

#endif
