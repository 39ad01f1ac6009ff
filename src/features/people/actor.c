#include "people/actor.h"

#include "model/entity.h"

static Result role_read(Text name, int *out_role)
{
    int index = choice_index(role_names, name);
    if (index <= ROLE_NONE || index >= ROLE_COUNT)
        return fail(FAULT_DENIED, "This account has no role.");
    *out_role = index;
    return done();
}

static Result agent_actor(Work *work, int64_t id, Actor *out_actor)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db, DB_SQL("SELECT role, name, language FROM agents WHERE id = $1 AND is_active = 1"),
                 DB_VALUES(db_int(id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return fail(FAULT_DENIED, "The agent who asked for this is disabled.");
    Actor actor = {.kind = ACTOR_AGENT, .id = id};
    TRY(role_read(db_column_text(&cursor, 0), &actor.role));
    actor.name = text_copy(work->arena, db_column_text(&cursor, 1));
    actor.language = text_copy(work->arena, db_column_text(&cursor, 2));
    *out_actor = actor;
    return done();
}

static Result key_actor(Work *work, int64_t id, Actor *out_actor)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db,
                 DB_SQL("SELECT role, scopes, name, expires_at FROM api_keys WHERE id = $1 AND revoked_at IS NULL"),
                 DB_VALUES(db_int(id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row || (!db_is_null(&cursor, 3) && db_column_int(&cursor, 3) <= work->now))
        return fail(FAULT_DENIED, "The API key that asked for this is expired or revoked.");
    Actor actor = {.kind = ACTOR_API_KEY, .id = id};
    TRY(role_read(db_column_text(&cursor, 0), &actor.role));
    actor.rights = rights_of_scopes(work->arena, text_copy(work->arena, db_column_text(&cursor, 1)));
    actor.name = text_copy(work->arena, db_column_text(&cursor, 2));
    *out_actor = actor;
    return done();
}

Result actor_find(Work *work, Text kind, int64_t id, Actor *out_actor)
{
    if (text_is(kind, actor_kind_name(ACTOR_AGENT)))
        return agent_actor(work, id, out_actor);
    if (text_is(kind, actor_kind_name(ACTOR_API_KEY)))
        return key_actor(work, id, out_actor);
    return fail(FAULT_DENIED, "Only an agent or an API key can ask for this.");
}
