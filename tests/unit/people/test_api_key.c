#include "people_world.h"

#include "people/api_key.h"

typedef struct Making {
    const char *json;
    ApiKey key;
    Text token;
} Making;

static Result make_apply(Work *work, void *context)
{
    Making *making = context;
    const JsonValue *source;
    EntityInput *input = entity_new_input(work, &api_key_entity);
    TRY(json_read(work->arena, text_of(making->json), &source));
    TRY(entity_read_json(work, &api_key_entity, source, TEXT(""), true, input));
    return api_key_add(work, input, &making->key, &making->token);
}

static Result make(World *world, const Actor *actor, const char *json, Making *out_making)
{
    *out_making = (Making){.json = json};
    return world_do_as(world, actor, WORK_LIVE, make_apply, out_making);
}

static void a_token_is_shown_once_and_stored_hashed(void **state)
{
    World *world = world_of(state);
    Making making;
    must(make(world, &actor_system, "{\"name\":\"Shop\",\"role\":\"agent\",\"scopes\":\"read customers:write\"}",
              &making));
    assert_true(text_starts_with(making.token, TEXT(API_KEY_PREFIX)));
    assert_true(making.token.length >= 48);
    const JsonValue *shown = world_get(world, &api_key_entity, making.key.id);
    assert_true(text_starts_with(making.token, json_text_at(shown, "prefix")));
    assert_true(json_text_at(shown, "prefix").length <= 12);
    assert_null(json_at(shown, "token"));
    assert_null(json_at(shown, "token_hash"));
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM api_keys WHERE token_hash LIKE 'lazo_%'", 0), 0);
}

static void unknown_scopes_are_refused(void **state)
{
    static const char *const scopes[] = {"all", "spaceships:read", "read,write", "customers:delete", ":read", "*"};
    World *world = world_of(state);
    for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
        Making making;
        const char *json =
            arena_printf(world->arena, "{\"name\":\"X\",\"role\":\"agent\",\"scopes\":\"%s\"}", scopes[i]);
        must_fail(make(world, &actor_system, json, &making), FAULT_INVALID);
    }
}

static void a_key_gives_no_more_than_it_has(void **state)
{
    static const struct {
        const char *held;
        const char *given;
        bool is_fine;
    } cases[] = {
        {"read", "read", true},
        {"read", "customers:read", true},
        {"write", "read", true},
        {"write", "orders:write", true},
        {"orders:write", "orders:read", true},
        {"orders:write api_keys:write", "orders:write", true},
        {"read", "write", false},
        {"read", "orders:write", false},
        {"orders:write", "customers:read", false},
        {"orders:read", "read", false},
    };
    World *world = world_of(state);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Making making;
        Rights rights = {.scopes = text_of(cases[i].held)};
        Actor actor = {.kind = ACTOR_API_KEY, .id = 1, .role = ROLE_ADMIN, .rights = &rights};
        const char *json =
            arena_printf(world->arena, "{\"name\":\"X\",\"role\":\"agent\",\"scopes\":\"%s\"}", cases[i].given);
        Result result = make(world, &actor, json, &making);
        if (is_ok(result) != cases[i].is_fine)
            blame("%s gave %s", cases[i].held, cases[i].given);
    }
}

static Result revoke_apply(Work *work, void *context)
{
    const int64_t *id = context;
    ApiKey key;
    TRY(entity_find(work, &api_key_entity, *id, &key));
    return api_key_revoke(work, &key);
}

static void a_revoked_key_stays_listed(void **state)
{
    World *world = world_of(state);
    Making making;
    must(make(world, &actor_system, "{\"name\":\"Shop\",\"role\":\"agent\",\"scopes\":\"read\"}", &making));
    must(world_do(world, revoke_apply, &making.key.id));
    assert_true(json_text_at(world_get(world, &api_key_entity, making.key.id), "revoked_at").length > 0);
    must(world_do(world, revoke_apply, &making.key.id));
    assert_text(world_events(world, &api_key_entity, making.key.id), "api_key.created api_key.revoked");
}

static void a_key_ends_in_the_future(void **state)
{
    World *world = world_of(state);
    Making making;
    must_fail(make(world, &actor_system,
                   "{\"name\":\"X\",\"role\":\"agent\",\"scopes\":\"read\",\"expires_at\":\"2001-01-01T00:00:00Z\"}",
                   &making),
              FAULT_INVALID);
}

int main(void)
{
    static const WorldTest tests[] = {
        {"a token is shown once and stored hashed", a_token_is_shown_once_and_stored_hashed},
        {"unknown scopes are refused", unknown_scopes_are_refused},
        {"a key gives no more than it has", a_key_gives_no_more_than_it_has},
        {"a revoked key stays listed", a_revoked_key_stays_listed},
        {"a key ends in the future", a_key_ends_in_the_future},
    };
    return world_run_all("api keys", tests, sizeof(tests) / sizeof(tests[0]));
}
