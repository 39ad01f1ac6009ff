/* Linked around sqlite_open, db_begin_read, lane_apply and db_commit (-Wl,--wrap): writes down every statement that the
 * program runs, with its values, one file a connection in the folder LAZO_RECORD: writer.rec, reader-N.rec.
 *   P                          a piece of the write lane begins, or a read (its snapshot)
 *   C                          a commit
 *   S length sql count values  a statement; a value is N, I 8 bytes, R 8 bytes, or T or B with length and bytes
 * Lengths and counts are 4 bytes, numbers as this machine keeps them. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/db_engine.h"
#include "store/lane_own.h"

Result __real_sqlite_open(const SqliteOptions *options, Db **out_db);
Result __wrap_sqlite_open(const SqliteOptions *options, Db **out_db);
Result __real_db_begin_read(Db *db);
Result __wrap_db_begin_read(Db *db);
Result __real_lane_apply(Lane *lane, Db *db, Piece *piece, Work *out_work);
Result __wrap_lane_apply(Lane *lane, Db *db, Piece *piece, Work *out_work);
Result __real_db_commit(Db *db);
Result __wrap_db_commit(Db *db);

static void put_bytes(FILE *out, const void *bytes, size_t length)
{
    if (fwrite(bytes, 1, length, out) != length)
        abort(); /* half a record would be measured as if it were whole */
}

static void put_size(FILE *out, size_t size)
{
    uint32_t value = (uint32_t)size;
    put_bytes(out, &value, sizeof(value));
}

static void put_text(FILE *out, Text text)
{
    put_size(out, text.length);
    put_bytes(out, text.data, text.length);
}

static void put_value(FILE *out, const DbValue *value)
{
    static const char letters[] = {
        [DB_TYPE_INT] = 'I', [DB_TYPE_REAL] = 'R', [DB_TYPE_TEXT] = 'T', [DB_TYPE_BYTES] = 'B'};
    char letter = value->is_null ? 'N' : letters[value->type];
    put_bytes(out, &letter, 1);
    if (letter == 'I')
        put_bytes(out, &value->integer, sizeof(value->integer));
    else if (letter == 'R')
        put_bytes(out, &value->real, sizeof(value->real));
    else if (letter != 'N')
        put_text(out, value->text);
}

static void record(void *owner, const char *sql, const DbValue *values, size_t count)
{
    FILE *out = owner;
    put_bytes(out, "S", 1);
    put_text(out, text_of(sql));
    put_size(out, count);
    for (size_t i = 0; i < count; i++)
        put_value(out, &values[i]);
}

static void mark(Db *db, const char *letter)
{
    if (db->record == record) {
        put_bytes(db->record_owner, letter, 1);
        if (fflush(db->record_owner) != 0)
            abort();
    }
}

Result __wrap_sqlite_open(const SqliteOptions *options, Db **out_db)
{
    static atomic_int readers;
    Result result = __real_sqlite_open(options, out_db);
    const char *folder = getenv("LAZO_RECORD");
    if (!is_ok(result) || folder == NULL)
        return result;
    char path[4096];
    if (options->is_reader)
        (void)snprintf(path, sizeof(path), "%s/reader-%d.rec", folder, atomic_fetch_add(&readers, 1));
    else
        (void)snprintf(path, sizeof(path), "%s/writer.rec", folder);
    FILE *out = fopen(path, "abe");
    if (out == NULL)
        abort();
    db_record(*out_db, record, out);
    return result;
}

Result __wrap_db_begin_read(Db *db)
{
    mark(db, "P");
    return __real_db_begin_read(db);
}

Result __wrap_lane_apply(Lane *lane, Db *db, Piece *piece, Work *out_work)
{
    mark(db, "P");
    return __real_lane_apply(lane, db, piece, out_work);
}

Result __wrap_db_commit(Db *db)
{
    mark(db, "C");
    return __real_db_commit(db);
}
