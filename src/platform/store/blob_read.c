#include "store/blob.h"

Result blob_size(Db *db, int64_t id, int64_t *out_bytes)
{
    return db_one_int(db, DB_SQL("SELECT bytes FROM blobs WHERE id = $1 AND place = 'database'"), DB_VALUES(db_int(id)),
                      out_bytes);
}

Result blob_read(Db *db, Arena *arena, int64_t id, int64_t offset, int64_t length, Text *out_bytes)
{
    int64_t size;
    TRY(blob_size(db, id, &size));
    int64_t from = offset < 0 ? 0 : offset < size ? offset : size;
    int64_t to = length < 0 ? from : length < size - from ? from + length : size;
    char *bytes = arena_alloc(arena, (size_t)(to - from));
    int64_t filled = from;
    if (to > from) {
        WITH_CURSOR cursor = {0};
        const int64_t chunk_bytes = (int64_t)BLOB_CHUNK_BYTES;
        TRY(db_query(db,
                     DB_SQL("SELECT n, data FROM blob_chunks WHERE blob_id = $1 AND n >= $2 AND n <= $3 ORDER BY n"),
                     DB_VALUES(db_int(id), db_int(from / chunk_bytes), db_int((to - 1) / chunk_bytes)), &cursor));
        for (bool has_row = true; has_row;) {
            TRY(db_next(&cursor, &has_row));
            if (!has_row || filled / chunk_bytes != db_column_int(&cursor, 0) || filled >= to)
                break;
            int64_t start = filled - db_column_int(&cursor, 0) * chunk_bytes;
            Text part = text_slice(db_column_bytes(&cursor, 1), (size_t)start, (size_t)(start + to - filled));
            memcpy(bytes + (filled - from), part.data, part.length);
            filled += (int64_t)part.length;
        }
    }
    if (filled != to)
        return fail(FAULT_BROKEN, "A stored file is damaged: parts of it are missing.");
    *out_bytes = (Text){bytes, (size_t)(to - from)};
    return done();
}

Result blob_read_chunk(Db *db, Arena *arena, int64_t id, int64_t n, Text *out_bytes)
{
    int64_t size;
    TRY(blob_size(db, id, &size));
    if (n < 0 || n >= (size + (int64_t)BLOB_CHUNK_BYTES - 1) / (int64_t)BLOB_CHUNK_BYTES) {
        *out_bytes = TEXT_NONE;
        return done();
    }
    return blob_read(db, arena, id, n * (int64_t)BLOB_CHUNK_BYTES, (int64_t)BLOB_CHUNK_BYTES, out_bytes);
}

static Result orphans_list(Work *work, DbSql orphans, int64_t before_ms, int limit, int64_t *ids, int *out_count)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, orphans, DB_VALUES(db_int(before_ms), db_int(limit)), &cursor));
    int count = 0;
    for (bool has_row = true; has_row && count < limit;) {
        TRY(db_next(&cursor, &has_row));
        if (has_row)
            ids[count++] = db_column_int(&cursor, 0);
    }
    *out_count = count;
    return done();
}

Result blob_sweep(Work *work, DbSql orphans, int64_t before_ms, int limit, int64_t *out_removed)
{
    int64_t *ids = ARENA_ARRAY(work->arena, int64_t, (size_t)limit);
    int count;
    TRY(orphans_list(work, orphans, before_ms, limit, ids, &count));
    int64_t removed = 0;
    for (int i = 0; i < count; i++) {
        int64_t changed;
        TRY(db_run(work->db, DB_SQL("DELETE FROM blob_chunks WHERE blob_id = $1"), DB_VALUES(db_int(ids[i])), NULL));
        TRY(db_run(work->db, DB_SQL("DELETE FROM blobs WHERE id = $1"), DB_VALUES(db_int(ids[i])), &changed));
        removed += changed;
    }
    *out_removed = removed;
    return done();
}
