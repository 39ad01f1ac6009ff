#include "store/blob.h"

#include "store/lane.h"

/* `place` tells whether all chunks are there. */
#define PLACE_WHOLE "database"
#define PLACE_PART "partial"
/* A blob that is stored again counts as new for the sweep, because a reference to it is about to come. */
#define TOUCH_AFTER_MS HOUR_MS
#define CHUNKS_A_PIECE 8

static int64_t chunk_count(Text bytes)
{
    return (int64_t)((bytes.length + BLOB_CHUNK_BYTES - 1) / BLOB_CHUNK_BYTES);
}

/* The row of these bytes, made when it is missing. */
static Result row_find(Work *work, Text bytes, const char *hex, int64_t *out_id, bool *out_is_whole)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT id, place, created_at FROM blobs WHERE sha256 = $1"),
                 DB_VALUES(db_string(hex)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row) {
        *out_is_whole = false;
        return db_one_int(
            work->db,
            DB_SQL("INSERT INTO blobs (sha256, bytes, place, created_at) VALUES ($1, $2, $3, $4) RETURNING id"),
            DB_VALUES(db_string(hex), db_int((int64_t)bytes.length), db_string(PLACE_PART), db_int(work->now)), out_id);
    }
    int64_t id = db_column_int(&cursor, 0);
    *out_is_whole = text_is(db_column_text(&cursor, 1), PLACE_WHOLE);
    bool is_old = db_column_int(&cursor, 2) < work->now - TOUCH_AFTER_MS;
    db_close_cursor(&cursor);
    *out_id = id;
    if (!is_old)
        return done();
    return db_run(work->db, DB_SQL("UPDATE blobs SET created_at = $2 WHERE id = $1"),
                  DB_VALUES(db_int(id), db_int(work->now)), NULL);
}

/* Chunks that are there already are of the same bytes: whoever began before us, or ourselves before a crash. */
static Result chunks_add(Work *work, Text bytes, int64_t id, int64_t from, int64_t to)
{
    for (int64_t n = from; n < to; n++) {
        Text chunk = text_slice(bytes, (size_t)n * BLOB_CHUNK_BYTES, (size_t)(n + 1) * BLOB_CHUNK_BYTES);
        TRY(db_run(
            work->db,
            DB_SQL(
                "INSERT INTO blob_chunks (blob_id, n, data) VALUES ($1, $2, $3) ON CONFLICT (blob_id, n) DO NOTHING"),
            DB_VALUES(db_int(id), db_int(n), db_bytes(chunk)), NULL));
    }
    return done();
}

static Result whole_set(Work *work, int64_t id)
{
    return db_run(work->db, DB_SQL("UPDATE blobs SET place = $2 WHERE id = $1"),
                  DB_VALUES(db_int(id), db_string(PLACE_WHOLE)), NULL);
}

static Result size_check(Text bytes)
{
    if (bytes.length > BLOB_BYTES_MAX)
        return fail(FAULT_LIMIT, "The file is larger than 1 GB.");
    return done();
}

Result blob_add_hashed(Work *work, Text bytes, const char *hex, int64_t *out_id)
{
    TRY(size_check(bytes));
    int64_t id;
    bool is_whole;
    TRY(row_find(work, bytes, hex, &id, &is_whole));
    if (!is_whole) {
        TRY(chunks_add(work, bytes, id, 0, chunk_count(bytes)));
        TRY(whole_set(work, id));
    }
    *out_id = id;
    return done();
}

Result blob_add(Work *work, Text bytes, int64_t *out_id, char out_hex[SHA256_HEX_BYTES])
{
    TRY(size_check(bytes));
    char hex[SHA256_HEX_BYTES];
    sha256_hex(bytes, hex);
    TRY(blob_add_hashed(work, bytes, hex, out_id));
    memcpy(out_hex, hex, sizeof hex);
    return done();
}

typedef struct Storing {
    Text bytes;
    const char *hex;
    int64_t id;
    int64_t next_chunk; /* of the piece that runs; a second run begins there again */
    bool is_whole;
} Storing;

static Result storing_apply(Work *work, void *context)
{
    Storing *storing = context;
    TRY(row_find(work, storing->bytes, storing->hex, &storing->id, &storing->is_whole));
    if (storing->is_whole)
        return done();
    int64_t count = chunk_count(storing->bytes);
    int64_t to = storing->next_chunk + CHUNKS_A_PIECE;
    TRY(chunks_add(work, storing->bytes, storing->id, storing->next_chunk, to < count ? to : count));
    return to < count ? done() : whole_set(work, storing->id);
}

Result blob_store(Workspace *workspace, const Actor *actor, Text bytes, int64_t *out_id, char out_hex[SHA256_HEX_BYTES])
{
    TRY(size_check(bytes));
    char hex[SHA256_HEX_BYTES];
    sha256_hex(bytes, hex);
    Storing storing = {.bytes = bytes, .hex = hex};
    Arena *arena = arena_new();
    Result result;
    int64_t count = chunk_count(bytes);
    do {
        result = lane_do(workspace_lane(workspace), arena, actor, WORK_LIVE, true, storing_apply, &storing);
        storing.next_chunk += CHUNKS_A_PIECE;
    } while (is_ok(result) && !storing.is_whole && storing.next_chunk < count);
    arena_free(arena);
    if (!is_ok(result))
        return fail(result.fault, "The file could not be stored; try again.");
    *out_id = storing.id;
    memcpy(out_hex, hex, sizeof hex);
    return done();
}
