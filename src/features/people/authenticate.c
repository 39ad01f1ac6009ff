#include "people/authenticate.h"

#include "base/digest.h"
#include "people/api_key.h"
#include "people/session.h"
#include "store/lane.h"

#define SEEN_EVERY_MS HOUR_MS /* use is noted, and the session's end moved, at most so often */
#define TOKEN_BYTES_MAX 200

/* ---- what is noted now and then, by a write that nobody waits for ---- */

typedef struct Touch {
    Piece piece;
    int64_t session_id; /* 0: none */
    int64_t agent_id;
    int64_t key_id;
} Touch;

static Result touch_apply(Work *work, void *context)
{
    const Touch *touch = context;
    if (touch->session_id)
        TRY(db_run(work->db,
                   DB_SQL("UPDATE sessions SET last_used_at = $3, expires_at = CASE WHEN expires_at < $2 THEN $2 ELSE "
                          "expires_at END WHERE id = $1"),
                   DB_VALUES(db_int(touch->session_id), db_int(work->now + SESSION_MS), db_int(work->now)), NULL));
    if (touch->agent_id)
        TRY(db_run(work->db, DB_SQL("UPDATE agents SET last_seen_at = $2 WHERE id = $1"),
                   DB_VALUES(db_int(touch->agent_id), db_int(work->now)), NULL));
    if (touch->key_id)
        TRY(db_run(work->db, DB_SQL("UPDATE api_keys SET last_used_at = $2 WHERE id = $1"),
                   DB_VALUES(db_int(touch->key_id), db_int(work->now)), NULL));
    return done();
}

static void touch_finish(void *context, Result result)
{
    Touch *touch = context;
    (void)result; /* the next request tries again */
    arena_free(touch->piece.arena);
}

static void touch_submit(Work *work, Touch what)
{
    Arena *arena = arena_new();
    Touch *touch = ARENA_NEW(arena, Touch);
    *touch = what;
    touch->piece = (Piece){.apply = touch_apply,
                           .finish = touch_finish,
                           .context = touch,
                           .arena = arena,
                           .actor = actor_system,
                           .is_bulk = true};
    if (!is_ok(lane_submit(workspace_lane(work->workspace), &touch->piece)))
        arena_free(arena);
}

/* ---- credentials ---- */

static Result role_read(Text name, int *out_role)
{
    int index = choice_index(role_names, name);
    if (index <= ROLE_NONE || index >= ROLE_COUNT)
        return fail(FAULT_DENIED, "This account has no role.");
    *out_role = index;
    return done();
}

/* A session that ended is nobody's: the caller may sign in again. */
static Result session_actor(Work *work, Text token, Actor *out_actor, bool *out_needs_csrf)
{
    char hash[SHA256_HEX_BYTES];
    sha256_hex(token, hash);
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL(
            "SELECT s.id, s.last_used_at, a.id, a.role, a.name, a.language, a.last_seen_at, s.expires_at FROM sessions s "
            "JOIN agents a ON a.id = s.agent_id WHERE s.token_hash = $1 AND a.is_active = 1"),
        DB_VALUES(db_string(hash)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row || db_column_int(&cursor, 7) <= work->now)
        return done();
    Actor actor = {.kind = ACTOR_AGENT, .id = db_column_int(&cursor, 2)};
    TRY(role_read(db_column_text(&cursor, 3), &actor.role));
    actor.name = text_copy(work->arena, db_column_text(&cursor, 4));
    actor.language = text_copy(work->arena, db_column_text(&cursor, 5));
    bool is_unused = db_column_int(&cursor, 1) < work->now - SEEN_EVERY_MS;
    bool is_unseen = db_column_int(&cursor, 6) < work->now - SEEN_EVERY_MS;
    if (is_unused || is_unseen)
        touch_submit(work, (Touch){.session_id = db_column_int(&cursor, 0), .agent_id = actor.id});
    *out_actor = actor;
    *out_needs_csrf = true;
    return done();
}

static Result key_actor(Work *work, Text token, Actor *out_actor)
{
    static const char refusal[] = "The API key is unknown, expired or revoked.";
    if (!text_starts_with(token, TEXT(API_KEY_PREFIX)) || token.length > TOKEN_BYTES_MAX)
        return fail(FAULT_DENIED, refusal);
    char hash[SHA256_HEX_BYTES];
    sha256_hex(token, hash);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, role, scopes, name, expires_at, last_used_at FROM api_keys "
                        "WHERE token_hash = $1 AND revoked_at IS NULL"),
                 DB_VALUES(db_string(hash)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row || (!db_is_null(&cursor, 4) && db_column_int(&cursor, 4) <= work->now))
        return fail(FAULT_DENIED, refusal);
    Actor actor = {.kind = ACTOR_API_KEY, .id = db_column_int(&cursor, 0)};
    TRY(role_read(db_column_text(&cursor, 1), &actor.role));
    actor.rights = rights_of_scopes(work->arena, text_copy(work->arena, db_column_text(&cursor, 2)));
    actor.name = text_copy(work->arena, db_column_text(&cursor, 3));
    if (db_column_int(&cursor, 5) < work->now - SEEN_EVERY_MS)
        touch_submit(work, (Touch){.key_id = actor.id});
    *out_actor = actor;
    return done();
}

Result people_authenticate(Work *work, const Request *request, Actor *out_actor, bool *out_needs_csrf)
{
    *out_actor = (Actor){.kind = ACTOR_NOBODY};
    *out_needs_csrf = false;
    Text header = request_header(request, "Authorization");
    if (header.data) {
        const Text scheme = TEXT("Bearer ");
        if (!text_starts_with_ascii_case(header, scheme))
            return fail(FAULT_DENIED, "Only Bearer authorization is understood.");
        return key_actor(work, text_trim(text_slice(header, scheme.length, header.length)), out_actor);
    }
    Text cookie = request_cookie(request, SESSION_COOKIE);
    if (text_is_empty(cookie) || cookie.length > TOKEN_BYTES_MAX)
        return done();
    return session_actor(work, cookie, out_actor, out_needs_csrf);
}

Result people_check_csrf(Work *work, const Request *request)
{
    Text given = request_header(request, "X-CSRF-Token");
    Text due = session_csrf(work->arena, request_cookie(request, SESSION_COOKIE));
    if (text_is_empty(given) || !constant_time_equals(given, due))
        return fail(FAULT_DENIED, "The X-CSRF-Token is missing or belongs to another session.");
    return done();
}
