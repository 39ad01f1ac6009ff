#include "channel/channel_secret.h"

#include "base/digest.h"
#include "base/seal.h"
#include "store/secret_key.h"

static Text place_of(Work *work, int64_t channel_id, const char *name)
{
    return text_format(work->arena, "channel:%lld/%s", (long long)channel_id, name);
}

Result channel_secret_read(Work *work, int64_t channel_id, const char *name, Text *out_value, int64_t *out_expires_at,
                           bool *out_found)
{
    unsigned char key[SEAL_KEY_BYTES];
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT sealed, expires_at FROM channel_secrets WHERE channel_id = $1 AND name = $2"),
                 DB_VALUES(db_int(channel_id), db_string(name)), &cursor));
    TRY(db_next(&cursor, out_found));
    if (!*out_found)
        return done();
    Text sealed = text_copy(work->arena, db_column_bytes(&cursor, 0));
    int64_t expires_at = db_column_int(&cursor, 1);
    db_close_cursor(&cursor);
    TRY(secret_key_find(work, key));
    if (!seal_open(work->arena, key, place_of(work, channel_id, name), sealed, out_value))
        return failf(work->arena, FAULT_CONFLICT,
                     "The channel's %s was kept under another key and cannot be read; set it again, or start with the "
                     "LAZO_SECRET_KEY or lazo.key of then.",
                     name);
    if (out_expires_at)
        *out_expires_at = expires_at;
    return done();
}

Result channel_secret_write(Work *work, int64_t channel_id, const char *name, Text value, int64_t expires_at)
{
    unsigned char key[SEAL_KEY_BYTES];
    Text sealed;
    TRY(secret_key_find(work, key));
    TRY(seal_bytes(work->arena, key, place_of(work, channel_id, name), value, &sealed));
    return db_run(
        work->db,
        DB_SQL("INSERT INTO channel_secrets (channel_id, name, sealed, expires_at) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (channel_id, name) DO UPDATE SET sealed = excluded.sealed, "
               "expires_at = excluded.expires_at"),
        DB_VALUES(db_int(channel_id), db_string(name), db_bytes(sealed), db_int_if(expires_at != 0, expires_at)), NULL);
}

Result channel_secret_remove(Work *work, int64_t channel_id, const char *name)
{
    return db_run(work->db, DB_SQL("DELETE FROM channel_secrets WHERE channel_id = $1 AND name = $2"),
                  DB_VALUES(db_int(channel_id), db_string(name)), NULL);
}
