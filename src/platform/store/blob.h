/* Content-addressed bytes in the database: raw messages, attachments, exports. A blob is reached only through the record
 * that refers to it; equal bytes are stored once. */
#ifndef LAZO_STORE_BLOB_H
#define LAZO_STORE_BLOB_H

#include "base/digest.h"
#include "store/work.h"

#define BLOB_CHUNK_BYTES ((size_t)256 << 10)
#define BLOB_BYTES_MAX ((size_t)1 << 30)

/* Stores bytes within the piece at hand, so they are there when it is acknowledged. For what is short (up to a few
 * megabytes); the rest goes by blob_store. FAULT_LIMIT above BLOB_BYTES_MAX. */
MUST_CHECK Result blob_add(Work *work, Text bytes, int64_t *out_id, char out_hex[SHA256_HEX_BYTES]);
/* The same when the caller has hashed them already (in `prepare`, off the lane). */
MUST_CHECK Result blob_add_hashed(Work *work, Text bytes, const char *hex, int64_t *out_id);
/* Stores bytes of any size on the bulk queue, a few chunks a piece, and waits until they are durable; not from a lane
 * thread. The commit that refers to them comes after. */
MUST_CHECK Result blob_store(Workspace *workspace, const Actor *actor, Text bytes, int64_t *out_id,
                             char out_hex[SHA256_HEX_BYTES]);

/* FAULT_NOT_FOUND for no such blob, or one that is not stored whole. */
MUST_CHECK Result blob_size(Db *db, int64_t id, int64_t *out_bytes);
/* `length` bytes from `offset` (clamped to the blob) as a copy in the arena. FAULT_BROKEN when chunks are missing. */
MUST_CHECK Result blob_read(Db *db, Arena *arena, int64_t id, int64_t offset, int64_t length, Text *out_bytes);
/* Chunk n, from 0, for streaming; an empty text after the last one. */
MUST_CHECK Result blob_read_chunk(Db *db, Arena *arena, int64_t id, int64_t n, Text *out_bytes);

/* Removes at most `limit` blobs that nothing refers to and that were last stored before `before_ms` (a day ago).
 * `orphans` is the statement of a floor above that knows all references: $1 is before_ms, $2 the limit; it gives ids:
 *   SELECT id FROM blobs WHERE created_at < $1 AND NOT EXISTS (…) ORDER BY id LIMIT $2 */
MUST_CHECK Result blob_sweep(Work *work, DbSql orphans, int64_t before_ms, int limit, int64_t *out_removed);

#endif
