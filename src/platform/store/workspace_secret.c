#include "store/workspace_secret.h"

#include "base/digest.h"

static Result secret_find(Work *work, const char *name, unsigned char out[32], bool *out_found)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT value FROM workspace_secrets WHERE name = $1"), DB_VALUES(db_string(name)),
                 &cursor));
    TRY(db_next(&cursor, out_found));
    if (!*out_found)
        return done();
    Text value = db_column_bytes(&cursor, 0);
    if (value.length != 32)
        return failf(work->arena, FAULT_BROKEN, "The workspace's secret \"%s\" is damaged; restore it from a backup.",
                     name);
    memcpy(out, value.data, 32);
    return done();
}

Result workspace_secret(Work *work, const char *name, unsigned char out[32])
{
    unsigned char made[32];
    bool found;
    TRY(secret_find(work, name, out, &found));
    if (found)
        return done();
    random_bytes(made, sizeof made);
    Result added = db_run(work->db,
                          DB_SQL("INSERT INTO workspace_secrets (name, value) VALUES ($1, $2) "
                                 "ON CONFLICT (name) DO NOTHING"),
                          DB_VALUES(db_string(name), db_bytes((Text){(const char *)made, sizeof made})), NULL);
    if (!is_ok(added))
        return failf(work->arena, FAULT_NOT_FOUND, "The workspace's secret \"%s\" was not made yet.", name);
    TRY(secret_find(work, name, out, &found));
    return found ? done() : fail(FAULT_BUSY, "The workspace's secret is being made; try again.");
}

Result workspace_secrets_seed(Work *work)
{
    unsigned char ignored[32];
    TRY(workspace_secret(work, WORKSPACE_SECRET_TAG, ignored));
    TRY(workspace_secret(work, WORKSPACE_SECRET_PAGE, ignored));
    return workspace_secret(work, WORKSPACE_SECRET_SEAL, ignored);
}
