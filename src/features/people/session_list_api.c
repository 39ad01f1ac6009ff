/* An agent's own sessions: seen, and ended. */
#include "model/event.h"
#include "people/session.h"

static Result mine_need(const Work *work)
{
    return work->actor.kind == ACTOR_AGENT ? done() : fail(FAULT_NOT_FOUND, "An API key has no sessions.");
}

/* 0 when the request came by none. */
static Result current_id(Work *work, const Request *request, int64_t *out_id)
{
    int64_t agent_id, expires_at;
    *out_id = 0;
    Result found = session_find(work, request_cookie(request, SESSION_COOKIE), out_id, &agent_id, &expires_at);
    return found.fault == FAULT_NOT_FOUND ? done() : found;
}

static void session_write(const DbCursor *cursor, int64_t current, Json *json)
{
    int64_t id = db_column_int(cursor, 0);
    json_object(json);
    json_put_int(json, "id", id);
    json_put_bool(json, "is_current", id == current);
    json_put_text(json, "device", db_column_text(cursor, 1).data ? db_column_text(cursor, 1) : TEXT(""));
    json_put_text(json, "address", db_column_text(cursor, 2).data ? db_column_text(cursor, 2) : TEXT(""));
    json_put_time(json, "created_at", db_column_int(cursor, 3));
    json_put_time(json, "last_used_at", db_column_int(cursor, 4));
    json_put_time(json, "expires_at", db_column_int(cursor, 5));
    json_end_object(json);
}

static Result sessions_get(Work *work, const Request *request, Answer *answer)
{
    int64_t current;
    WITH_CURSOR cursor = {0};
    TRY(mine_need(work));
    TRY(current_id(work, request, &current));
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, device, address, created_at, COALESCE(last_used_at, created_at), expires_at "
                        "FROM sessions WHERE agent_id = $1 AND expires_at > $2 ORDER BY id DESC LIMIT 200"),
                 DB_VALUES(db_int(work->actor.id), db_int(work->now)), &cursor));
    json_object(&answer->json);
    json_name(&answer->json, "data");
    json_list(&answer->json);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        session_write(&cursor, current, &answer->json);
    }
    json_end_list(&answer->json);
    json_end_object(&answer->json);
    return done();
}

static Result ended_tell(Work *work, int64_t count)
{
    if (count == 0)
        return done();
    return event_add_changes(work, "agent.sessions_ended", &agent_entity, work->actor.id, 0, 0,
                             text_format(work->arena, "{\"sessions\":[%lld,0]}", (long long)count));
}

static Result session_end(Work *work, const Request *request, Answer *answer)
{
    int64_t removed = 0;
    TRY(mine_need(work));
    TRY(db_run(work->db, DB_SQL("DELETE FROM sessions WHERE id = $1 AND agent_id = $2"),
               DB_VALUES(db_int(request->ids[0]), db_int(work->actor.id)), &removed));
    if (removed == 0)
        return fail(FAULT_NOT_FOUND, "This session has ended already.");
    answer->status = 204;
    return ended_tell(work, removed);
}

static Result others_end(Work *work, const Request *request, Answer *answer)
{
    int64_t current, removed = 0;
    TRY(mine_need(work));
    TRY(current_id(work, request, &current));
    TRY(db_run(work->db, DB_SQL("DELETE FROM sessions WHERE agent_id = $1 AND id <> $2"),
               DB_VALUES(db_int(work->actor.id), db_int(current)), &removed));
    answer->status = 204;
    return ended_tell(work, removed);
}

const Route session_list_routes[] = {
    {.method = "GET",
     .path = "/api/v1/me/sessions",
     .auth = AUTH_STAFF,
     .runs = RUNS_READ,
     .handle = sessions_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema =
         "{\"type\":\"object\",\"required\":[\"data\"],\"properties\":{\"data\":{\"type\":\"array\",\"items\":{"
         "\"type\":\"object\",\"required\":[\"id\",\"is_current\",\"device\",\"address\",\"created_at\","
         "\"last_used_at\",\"expires_at\"],\"properties\":{\"id\":{\"type\":\"integer\"},\"is_current\":{\"type\":"
         "\"boolean\"},\"device\":{\"type\":\"string\"},\"address\":{\"type\":\"string\"},\"created_at\":{\"type\":"
         "\"string\",\"format\":\"date-time\"},\"last_used_at\":{\"type\":\"string\",\"format\":\"date-time\"},"
         "\"expires_at\":{\"type\":\"string\",\"format\":\"date-time\"}}}}}}",
     .about = "Where the agent is signed in."},
    {.method = "DELETE",
     .path = "/api/v1/me/sessions/{id}",
     .auth = AUTH_STAFF,
     .runs = RUNS_WRITE,
     .handle = session_end,
     .success = 204,
     .about = "Ends one of the agent's own sessions."},
    {.method = "POST",
     .path = "/api/v1/me/sessions/end_others",
     .auth = AUTH_STAFF,
     .runs = RUNS_WRITE,
     .handle = others_end,
     .success = 204,
     .about = "Ends all of them but the one that asks."},
    {.path = NULL},
};
