#include "people/session.h"

#include "base/digest.h"
#include "model/event.h"

#define TOKEN_BYTES 32

Text session_csrf(Arena *arena, Text token)
{
    uint8_t mac[SHA256_BYTES];
    hmac_sha256(token, TEXT("lazo csrf"), mac);
    return base64_encode(arena, (Text){(const char *)mac, sizeof(mac)}, true);
}

SessionPlace session_place(const Request *request)
{
    return (SessionPlace){.device = text_cut(request_header(request, "User-Agent"), SESSION_DEVICE_BYTES_MAX),
                          .address = request->address};
}

Result session_add(Work *work, int64_t agent_id, const SessionPlace *place, Session *out_session)
{
    Session session = {.token = random_token(work->arena, TOKEN_BYTES), .expires_at = work->now + SESSION_MS};
    session.csrf = session_csrf(work->arena, session.token);
    char token_hash[SHA256_HEX_BYTES];
    char csrf_hash[SHA256_HEX_BYTES];
    sha256_hex(session.token, token_hash);
    sha256_hex(session.csrf, csrf_hash);
    TRY(db_one_int(work->db,
                   DB_SQL("INSERT INTO sessions (token_hash, csrf_hash, agent_id, created_at, expires_at, device, "
                          "address, last_used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $4) RETURNING id"),
                   DB_VALUES(db_string(token_hash), db_string(csrf_hash), db_int(agent_id), db_int(work->now),
                             db_int(session.expires_at), db_text(text_make_utf8(work->arena, place->device)),
                             db_text(place->address)),
                   &session.id));
    TRY(db_run(work->db, DB_SQL("UPDATE agents SET last_seen_at = $2 WHERE id = $1"),
               DB_VALUES(db_int(agent_id), db_int(work->now)), NULL));
    *out_session = session;
    return event_add_changes(work, "agent.signed_in", &agent_entity, agent_id, 0, 0, TEXT("{}"));
}

Result session_find(Work *work, Text token, int64_t *out_id, int64_t *out_agent_id, int64_t *out_expires_at)
{
    char hash[SHA256_HEX_BYTES];
    sha256_hex(token, hash);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT id, agent_id, expires_at FROM sessions WHERE token_hash = $1"),
                 DB_VALUES(db_string(hash)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row || db_column_int(&cursor, 2) <= work->now)
        return fail(FAULT_NOT_FOUND, "The session has ended; sign in again.");
    *out_id = db_column_int(&cursor, 0);
    *out_agent_id = db_column_int(&cursor, 1);
    *out_expires_at = db_column_int(&cursor, 2);
    return done();
}

Result session_remove(Work *work, int64_t id)
{
    return db_run(work->db, DB_SQL("DELETE FROM sessions WHERE id = $1"), DB_VALUES(db_int(id)), NULL);
}

Result session_sweep(Work *work, int64_t limit, int64_t *out_removed)
{
    TRY(db_run(work->db, DB_SQL("DELETE FROM one_time_tokens WHERE expires_at <= $1"), DB_VALUES(db_int(work->now)),
               NULL));
    return db_run(work->db,
                  DB_SQL("DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 "
                         "ORDER BY expires_at LIMIT $2)"),
                  DB_VALUES(db_int(work->now), db_int(limit)), out_removed);
}
