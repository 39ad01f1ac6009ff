#include "people/two_factor.h"

#include <liboath/oath.h>

#include "base/digest.h"
#include "base/seal.h"
#include "model/event.h"
#include "store/secret_key.h"

#define SECRET_BYTES 20 /* as long as the hash (RFC 4226 section 4) */
#define STEP_S 30
#define WINDOW 1
#define CODE_DIGITS 6
#define RECOVERY_BYTES 10 /* 16 letters and digits */

static Text place_of(Work *work, int64_t agent_id)
{
    return text_format(work->arena, "agent:%lld/two_factor", (long long)agent_id);
}

/* ---- what is stored ---- */

typedef struct StoredFactor {
    bool exists;
    bool is_confirmed;
    Text secret; /* SECRET_BYTES */
    int64_t since;
    int64_t last_step;
    int64_t failures;
    int64_t locked_until;
} StoredFactor;

static Result factor_read(Work *work, int64_t agent_id, StoredFactor *out)
{
    unsigned char key[SEAL_KEY_BYTES];
    WITH_CURSOR cursor = {0};
    *out = (StoredFactor){0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT sealed, confirmed_at, last_step, failures, locked_until FROM two_factors "
                        "WHERE agent_id = $1"),
                 DB_VALUES(db_int(agent_id)), &cursor));
    TRY(db_next(&cursor, &out->exists));
    if (!out->exists)
        return done();
    Text sealed = text_copy(work->arena, db_column_bytes(&cursor, 0));
    out->is_confirmed = !db_is_null(&cursor, 1);
    out->since = db_column_int(&cursor, 1);
    out->last_step = db_column_int(&cursor, 2);
    out->failures = db_column_int(&cursor, 3);
    out->locked_until = db_column_int(&cursor, 4);
    db_close_cursor(&cursor);
    TRY(secret_key_find(work, key));
    if (!seal_open(work->arena, key, place_of(work, agent_id), sealed, &out->secret))
        return fail(FAULT_CONFLICT, "The second factor was kept under another key; start with the LAZO_SECRET_KEY or "
                                    "lazo.key of then, or have an administrator switch it off.");
    return done();
}

Result two_factor_state(Work *work, int64_t agent_id, TwoFactor *out_state)
{
    int64_t since = 0;
    *out_state = (TwoFactor){0};
    Result found = db_one_int(work->db,
                              DB_SQL("SELECT confirmed_at FROM two_factors WHERE agent_id = $1 "
                                     "AND confirmed_at IS NOT NULL"),
                              DB_VALUES(db_int(agent_id)), &since);
    if (found.fault == FAULT_NOT_FOUND)
        return done();
    TRY(found);
    out_state->is_on = true;
    out_state->since = since;
    return db_one_int(work->db, DB_SQL("SELECT COUNT(id) FROM recovery_codes WHERE agent_id = $1 AND used_at IS NULL"),
                      DB_VALUES(db_int(agent_id)), &out_state->recovery_left);
}

/* ---- beginning ---- */

static Text base32_of(Arena *arena, Text bytes, bool is_upper)
{
    char *letters = arena_alloc(arena, bytes.length * 2 + 1);
    size_t length = base32_write((const uint8_t *)bytes.data, bytes.length, letters);
    for (size_t i = 0; is_upper && i < length; i++)
        letters[i] = letters[i] >= 'a' ? (char)(letters[i] - 'a' + 'A') : letters[i];
    return (Text){letters, length};
}

static void percent_add(Buffer *out, Text text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                        c == '_' || c == '.' || c == '~';
        if (is_plain) {
            buffer_add_byte(out, (char)c);
            continue;
        }
        buffer_add_byte(out, '%');
        buffer_add_byte(out, hex[c >> 4]);
        buffer_add_byte(out, hex[c & 15]);
    }
}

/* The address that apps read from the picture: otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=…. */
static Text uri_of(Work *work, Text account, Text secret)
{
    WorkspaceSettings settings = workspace_settings(work->workspace);
    Buffer out = buffer_new(work->arena, 4096);
    Text issuer = text_of(settings.name[0] ? settings.name : "Lazo");
    buffer_add_string(&out, "otpauth://totp/");
    percent_add(&out, issuer);
    buffer_add_byte(&out, ':');
    percent_add(&out, account);
    buffer_add_string(&out, "?secret=");
    buffer_add_text(&out, secret);
    buffer_add_string(&out, "&issuer=");
    percent_add(&out, issuer);
    return buffer_text(&out);
}

Result two_factor_begin(Work *work, const Agent *agent, Text *out_secret, Text *out_uri)
{
    unsigned char key[SEAL_KEY_BYTES];
    char bytes[SECRET_BYTES];
    Text sealed;
    TwoFactor state;
    TRY(two_factor_state(work, agent->id, &state));
    if (state.is_on)
        return fail(FAULT_CONFLICT, "A second factor is in force; switch it off before you set up another.");
    random_bytes(bytes, sizeof bytes);
    Text secret = {bytes, sizeof bytes};
    TRY(secret_key_find(work, key));
    TRY(seal_bytes(work->arena, key, place_of(work, agent->id), secret, &sealed));
    TRY(db_run(
        work->db,
        DB_SQL("INSERT INTO two_factors (agent_id, sealed, created_at) VALUES ($1, $2, $3) "
               "ON CONFLICT (agent_id) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at, "
               "last_step = 0, failures = 0, locked_until = NULL"),
        DB_VALUES(db_int(agent->id), db_bytes(sealed), db_int(work->now)), NULL));
    /* Not every app takes small letters. */
    *out_secret = base32_of(work->arena, secret, true);
    *out_uri = uri_of(work, agent->email, *out_secret);
    return done();
}

/* ---- codes ---- */

/* Without the spaces and hyphens that people type between groups, in lower case. */
static Text code_plain(Arena *arena, Text code)
{
    Buffer out = buffer_new(arena, 64);
    for (size_t i = 0; i < code.length && i < 64; i++) {
        char c = code.data[i];
        if (c == ' ' || c == '-')
            continue;
        buffer_add_byte(&out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    return buffer_text(&out);
}

static bool app_code_is_right(Work *work, const StoredFactor *factor, Text code, int64_t *out_step)
{
    int position = 0;
    uint64_t step = 0;
    if (code.length != CODE_DIGITS)
        return false;
    int found = oath_totp_validate4(factor->secret.data, factor->secret.length, (time_t)(work->now / 1000), STEP_S, 0,
                                    WINDOW, &position, &step, 0, text_string(work->arena, code));
    *out_step = (int64_t)step;
    return found >= 0 && *out_step > factor->last_step;
}

static Result recovery_use(Work *work, int64_t agent_id, Text code, bool *out_is_right)
{
    char hash[SHA256_HEX_BYTES];
    int64_t changed = 0;
    sha256_hex(code, hash);
    TRY(db_run(work->db,
               DB_SQL("UPDATE recovery_codes SET used_at = $3 WHERE agent_id = $1 AND code_hash = $2 "
                      "AND used_at IS NULL"),
               DB_VALUES(db_int(agent_id), db_string(hash), db_int(work->now)), &changed));
    *out_is_right = changed == 1;
    return done();
}

static Result failure_note(Work *work, int64_t agent_id, const StoredFactor *factor)
{
    bool is_locked = factor->failures + 1 >= TWO_FACTOR_FAILURES_MAX;
    return db_run(work->db, DB_SQL("UPDATE two_factors SET failures = $2, locked_until = $3 WHERE agent_id = $1"),
                  DB_VALUES(db_int(agent_id), db_int(is_locked ? 0 : factor->failures + 1),
                            db_int_if(is_locked, work->now + TWO_FACTOR_LOCK_MS)),
                  NULL);
}

static Result success_note(Work *work, int64_t agent_id, int64_t step)
{
    return db_run(work->db,
                  DB_SQL("UPDATE two_factors SET failures = 0, locked_until = NULL, last_step = $2, confirmed_at = "
                         "COALESCE(confirmed_at, $3) WHERE agent_id = $1"),
                  DB_VALUES(db_int(agent_id), db_int(step), db_int(work->now)), NULL);
}

static Result code_judge(Work *work, int64_t agent_id, Text typed, bool takes_recovery, CodeVerdict *out_verdict)
{
    StoredFactor factor;
    int64_t step;
    TRY(factor_read(work, agent_id, &factor));
    *out_verdict = CODE_WRONG;
    if (!factor.exists || factor.is_confirmed != takes_recovery)
        return done();
    if (factor.locked_until > work->now) {
        *out_verdict = CODE_LOCKED;
        return done();
    }
    Text code = code_plain(work->arena, typed);
    bool is_right = app_code_is_right(work, &factor, code, &step);
    if (!is_right) {
        step = factor.last_step;
        if (takes_recovery)
            TRY(recovery_use(work, agent_id, code, &is_right));
    }
    if (!is_right)
        return failure_note(work, agent_id, &factor);
    *out_verdict = CODE_RIGHT;
    return success_note(work, agent_id, step);
}

Result two_factor_check(Work *work, int64_t agent_id, Text code, CodeVerdict *out_verdict)
{
    return code_judge(work, agent_id, code, true, out_verdict);
}

Result two_factor_new_codes(Work *work, int64_t agent_id, Text *out_codes)
{
    TRY(db_run(work->db, DB_SQL("DELETE FROM recovery_codes WHERE agent_id = $1"), DB_VALUES(db_int(agent_id)), NULL));
    for (int i = 0; i < RECOVERY_CODES; i++) {
        char bytes[RECOVERY_BYTES], hash[SHA256_HEX_BYTES];
        Text code;
        random_bytes(bytes, sizeof bytes);
        code = base32_of(work->arena, (Text){bytes, sizeof bytes}, false);
        sha256_hex(code, hash);
        TRY(db_run(work->db, DB_SQL("INSERT INTO recovery_codes (agent_id, code_hash) VALUES ($1, $2)"),
                   DB_VALUES(db_int(agent_id), db_string(hash)), NULL));
        out_codes[i] = text_format(work->arena, "%.*s-%.*s-%.*s-%.*s", 4, code.data, 4, code.data + 4, 4, code.data + 8,
                                   4, code.data + 12);
    }
    return event_add_changes(work, "agent.recovery_codes_made", &agent_entity, agent_id, 0, 0, TEXT("{}"));
}

Result two_factor_confirm(Work *work, int64_t agent_id, Text code, Text *out_codes, CodeVerdict *out_verdict)
{
    TRY(code_judge(work, agent_id, code, false, out_verdict));
    if (*out_verdict != CODE_RIGHT)
        return done();
    TRY(event_add_changes(work, "agent.two_factor_on", &agent_entity, agent_id, 0, 0, TEXT("{}")));
    return two_factor_new_codes(work, agent_id, out_codes);
}

Result two_factor_remove(Work *work, int64_t agent_id)
{
    int64_t removed = 0;
    TRY(db_run(work->db, DB_SQL("DELETE FROM recovery_codes WHERE agent_id = $1"), DB_VALUES(db_int(agent_id)), NULL));
    TRY(db_run(work->db, DB_SQL("DELETE FROM two_factors WHERE agent_id = $1"), DB_VALUES(db_int(agent_id)), &removed));
    if (removed == 0)
        return done();
    return event_add_changes(work, "agent.two_factor_off", &agent_entity, agent_id, 0, 0, TEXT("{}"));
}

Result two_factor_fault(Work *work, Text pointer, CodeVerdict verdict)
{
    if (verdict == CODE_LOCKED)
        return work_fault(work, pointer, "locked", "There were too many wrong codes. Wait 15 minutes.");
    return work_fault(work, pointer, "wrong", "This code is not right, or it was used before.");
}
