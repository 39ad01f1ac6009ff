#include "webhook/webhook_secret.h"

#include "store/secret_key.h"

static Text place_of(Work *work, int64_t webhook_id)
{
    return text_format(work->arena, "webhook:%lld", (long long)webhook_id);
}

Result webhook_secret_rotate(Work *work, int64_t webhook_id, Text *out_secret)
{
    unsigned char key[SEAL_KEY_BYTES];
    Text sealed, secret = webhook_secret_new(work->arena);
    TRY(secret_key_find(work, key));
    TRY(seal_bytes(work->arena, key, place_of(work, webhook_id), secret, &sealed));
    TRY(db_run(work->db,
               DB_SQL("DELETE FROM webhook_secrets WHERE webhook_id = $1 AND (expires_at IS NOT NULL OR id <> "
                      "(SELECT MAX(s.id) FROM webhook_secrets s WHERE s.webhook_id = $1 AND s.expires_at IS NULL))"),
               DB_VALUES(db_int(webhook_id)), NULL));
    TRY(db_run(work->db, DB_SQL("UPDATE webhook_secrets SET expires_at = $2 WHERE webhook_id = $1"),
               DB_VALUES(db_int(webhook_id), db_int(work->now + WEBHOOK_SECRET_OVERLAP_MS)), NULL));
    TRY(db_run(work->db, DB_SQL("INSERT INTO webhook_secrets (webhook_id, sealed, created_at) VALUES ($1, $2, $3)"),
               DB_VALUES(db_int(webhook_id), db_bytes(sealed), db_int(work->now)), NULL));
    *out_secret = secret;
    return done();
}

Result webhook_secret_list(Work *work, int64_t webhook_id, Text out_secrets[WEBHOOK_SECRETS_MAX], size_t *out_count)
{
    Text sealed[WEBHOOK_SECRETS_MAX];
    unsigned char key[SEAL_KEY_BYTES];
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT sealed FROM webhook_secrets WHERE webhook_id = $1 AND (expires_at IS NULL OR "
                        "expires_at > $2) ORDER BY id DESC LIMIT 2"),
                 DB_VALUES(db_int(webhook_id), db_int(work->now)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || count == WEBHOOK_SECRETS_MAX)
            break;
        sealed[count++] = text_copy(work->arena, db_column_bytes(&cursor, 0));
    }
    db_close_cursor(&cursor);
    TRY(secret_key_find(work, key));
    for (size_t i = 0; i < count; i++) {
        if (!seal_open(work->arena, key, place_of(work, webhook_id), sealed[i], &out_secrets[i]))
            return fail(FAULT_CONFLICT,
                        "The webhook's secret was kept under another key and cannot be read; rotate it, "
                        "or start with the LAZO_SECRET_KEY or lazo.key of then.");
    }
    *out_count = count;
    return done();
}
