/* The bytes of an attachment as they are downloaded: a whole blob, or a view of a raw message whose encoding is undone
 * while it is read, in constant memory. */
#ifndef LAZO_DESK_STORED_BYTES_H
#define LAZO_DESK_STORED_BYTES_H

#include "desk/content_decoder.h"

#define ENCODED_PIECE_BYTES 65536

typedef struct StoredBytes {
    int64_t blob_id;
    int64_t offset; /* of the encoded bytes in the blob */
    int64_t length;
    ContentDecoder decoder;
    int64_t encoded_at; /* read so far, from `offset` */
    Buffer decoded;     /* what the last piece gave … */
    int64_t decoded_at; /* … and where that stands in the whole */
} StoredBytes;

/* Ready to be read from its beginning; lives in the arena, and buffers one piece there. */
StoredBytes *stored_bytes_of(Arena *arena, const Attachment *attachment);
/* Some of the decoded bytes at `offset`: at least one, at most `bytes_max`; a view until the next call. Reading on is
 * cheap, going back starts again. FAULT_BROKEN past the end. */
MUST_CHECK Result stored_bytes_read(Work *work, StoredBytes *bytes, int64_t offset, size_t bytes_max, Text *out_bytes);

#endif
