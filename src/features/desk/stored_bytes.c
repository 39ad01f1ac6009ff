#include "desk/stored_bytes.h"

#include "store/blob.h"

StoredBytes *stored_bytes_of(Arena *arena, const Attachment *attachment)
{
    StoredBytes *bytes = ARENA_NEW(arena, StoredBytes);
    bytes->decoded = buffer_new(arena, ENCODED_PIECE_BYTES + 16);
    bytes->blob_id = attachment->blob_id;
    bytes->length = attachment->size;
    if (attachment->has & ATTACHMENT_HAS(VIEW_OFFSET)) {
        bytes->offset = attachment->view_offset;
        bytes->length = attachment->view_length;
        bytes->decoder = content_decoder((AttachmentEncoding)attachment->view_encoding);
    }
    return bytes;
}

static void restart(StoredBytes *bytes)
{
    bytes->decoder = content_decoder(bytes->decoder.encoding);
    bytes->encoded_at = 0;
    bytes->decoded_at = 0;
    buffer_cut(&bytes->decoded, 0);
}

/* Decodes the next piece into the buffer. */
static Result decode_piece(Work *work, StoredBytes *bytes)
{
    int64_t left = bytes->length - bytes->encoded_at;
    int64_t count = left < ENCODED_PIECE_BYTES ? left : ENCODED_PIECE_BYTES;
    if (count <= 0)
        return fail(FAULT_BROKEN, "The stored message is shorter than its attachment was.");
    Text encoded;
    TRY(blob_read(work->db, work->arena, bytes->blob_id, bytes->offset + bytes->encoded_at, count, &encoded));
    bytes->decoded_at += (int64_t)bytes->decoded.length;
    buffer_cut(&bytes->decoded, 0);
    content_decode(&bytes->decoder, encoded, &bytes->decoded);
    bytes->encoded_at += count;
    if (bytes->encoded_at == bytes->length)
        content_decode_end(&bytes->decoder, &bytes->decoded);
    return done();
}

/* Pieces are asked for in order, so the decoder goes along; an earlier offset starts again. */
static Result read_decoded(Work *work, StoredBytes *bytes, int64_t offset, size_t bytes_max, Text *out_bytes)
{
    if (offset < bytes->decoded_at)
        restart(bytes);
    while (offset >= bytes->decoded_at + (int64_t)bytes->decoded.length)
        TRY(decode_piece(work, bytes));
    size_t from = (size_t)(offset - bytes->decoded_at);
    *out_bytes = text_slice(buffer_text(&bytes->decoded), from, from + bytes_max);
    return done();
}

Result stored_bytes_read(Work *work, StoredBytes *bytes, int64_t offset, size_t bytes_max, Text *out_bytes)
{
    if (bytes->decoder.encoding != ENCODING_IDENTITY)
        return read_decoded(work, bytes, offset, bytes_max, out_bytes);
    int64_t left = bytes->length - offset;
    int64_t count = left < (int64_t)bytes_max ? left : (int64_t)bytes_max;
    return blob_read(work->db, work->arena, bytes->blob_id, bytes->offset + offset, count, out_bytes);
}
