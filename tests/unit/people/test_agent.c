#include "people_world.h"

#include "base/digest.h"
#include "people/session.h"
#include "people/setup.h"
#include "people/team.h"

#define ADA "{\"name\":\"Ada\",\"email\":\"ada@desk.example\",\"role\":\"admin\"}"
#define BEA "{\"name\":\"Bea\",\"email\":\"bea@desk.example\",\"role\":\"admin\"}"

static void the_last_administrator_stays(void **state)
{
    World *world = world_of(state);
    int64_t ada = world_post(world, &agent_entity, ADA);
    must_fail(world_try_patch(world, &agent_entity, ada, "{\"is_active\":false}"), FAULT_CONFLICT);
    must_fail(world_try_patch(world, &agent_entity, ada, "{\"role\":\"lead\"}"), FAULT_CONFLICT);
    int64_t bea = world_post(world, &agent_entity, BEA);
    world_patch(world, &agent_entity, ada, "{\"role\":\"lead\"}");
    must_fail(world_try_patch(world, &agent_entity, bea, "{\"is_active\":false}"), FAULT_CONFLICT);
    world_patch(world, &agent_entity, ada, "{\"role\":\"admin\"}");
    world_patch(world, &agent_entity, bea, "{\"is_active\":false}");
    must_fail(world_try_patch(world, &agent_entity, ada, "{\"role\":\"agent\"}"), FAULT_CONFLICT);
}

static void an_address_is_one_agents_in_any_case(void **state)
{
    World *world = world_of(state);
    int64_t id;
    Work work;
    Agent agent;
    bool is_found;
    world_post(world, &agent_entity, ADA);
    must_fail(
        world_try_post(world, &agent_entity, "{\"name\":\"X\",\"email\":\"ADA@desk.example\",\"role\":\"agent\"}", &id),
        FAULT_CONFLICT);
    must_fail(
        world_try_post(world, &agent_entity, "{\"name\":\"X\",\"email\":\"x@desk.example\",\"role\":\"none\"}", &id),
        FAULT_INVALID);
    world_read(world, &work);
    must(agent_find_by_email(&work, TEXT(" Ada@Desk.Example"), &agent, &is_found));
    work_end_read(&work);
    assert_true(is_found);
    assert_int_equal(agent_role(&agent), ROLE_ADMIN);
}

typedef struct Opened {
    int64_t agent_id;
    Session session;
} Opened;

static Result open_apply(Work *work, void *context)
{
    Opened *opened = context;
    SessionPlace place = {.device = TEXT("Unit test"), .address = TEXT("192.0.2.1")};
    return session_add(work, opened->agent_id, &place, &opened->session);
}

static Session open_session(World *world, int64_t agent_id)
{
    Opened opened = {.agent_id = agent_id};
    must(world_do(world, open_apply, &opened));
    return opened.session;
}

static bool session_lives(World *world, Text token, int64_t now)
{
    Work work;
    int64_t id, agent_id, expires_at;
    world_read(world, &work);
    if (now)
        work.now = now;
    Result result = session_find(&work, token, &id, &agent_id, &expires_at);
    work_end_read(&work);
    return is_ok(result);
}

static void sessions_are_stored_hashed_and_end(void **state)
{
    World *world = world_of(state);
    int64_t ada = world_post(world, &agent_entity, ADA);
    Session session = open_session(world, ada);
    assert_true(session.token.length >= 43);
    assert_true(session_lives(world, session.token, 0));
    assert_true(session_lives(world, session.token, session.expires_at - 1));
    assert_false(session_lives(world, session.token, session.expires_at));
    assert_false(session_lives(world, TEXT(""), 0));
    Work work;
    int64_t stored;
    world_read(world, &work);
    must(db_one_int(work.db, DB_SQL("SELECT COUNT(id) FROM sessions WHERE token_hash = $1 OR csrf_hash = $2"),
                    DB_VALUES(db_text(session.token), db_text(session.csrf)), &stored));
    work_end_read(&work);
    assert_int_equal(stored, 0);
}

static Result password_apply(Work *work, void *context)
{
    const Opened *opened = context;
    return agent_set_password(work, opened->agent_id, TEXT("hash"), opened->session.id);
}

static void a_new_password_ends_all_other_sessions(void **state)
{
    World *world = world_of(state);
    int64_t ada = world_post(world, &agent_entity, ADA);
    Session kept = open_session(world, ada);
    Session other = open_session(world, ada);
    Opened opened = {ada, kept};
    must(world_do(world, password_apply, &opened));
    assert_true(session_lives(world, kept.token, 0));
    assert_false(session_lives(world, other.token, 0));
}

static void disabling_an_agent_ends_its_sessions(void **state)
{
    World *world = world_of(state);
    world_post(world, &agent_entity, ADA);
    int64_t bea = world_post(world, &agent_entity, BEA);
    Session session = open_session(world, bea);
    world_patch(world, &agent_entity, bea, "{\"is_active\":false}");
    assert_false(session_lives(world, session.token, 0));
}

static void passwords_have_bounds_and_match_their_hash(void **state)
{
    World *world = world_of(state);
    Text hash;
    char *long_one = arena_alloc(world->arena, PASSWORD_BYTES_MAX + 1);
    memset(long_one, 'a', PASSWORD_BYTES_MAX + 1);
    must_fail(agent_hash_password(world->arena, TEXT("ninechars"), &hash), FAULT_INVALID);
    must_fail(agent_hash_password(world->arena, (Text){long_one, PASSWORD_BYTES_MAX + 1}, &hash), FAULT_INVALID);
    must(agent_hash_password(world->arena,
                             TEXT("contrase\xc3\xb1"
                                  "a buena"),
                             &hash));
    assert_true(password_matches(TEXT("contrase\xc3\xb1"
                                      "a buena"),
                                 hash.data));
    assert_false(password_matches(TEXT("contrasena buena"), hash.data));
}

static Result link_apply(Work *work, void *context)
{
    return people_setup_link(work, context);
}

static void the_setup_link_exists_only_without_agents(void **state)
{
    World *world = world_of(state);
    Text token, second;
    must(world_do(world, link_apply, &token));
    assert_true(token.length >= 32);
    must(world_do(world, link_apply, &second));
    assert_false(text_equals(token, second));
    assert_int_equal(world_int(world, "SELECT COUNT(token_hash) FROM one_time_tokens", 0), 1);
    world_post(world, &agent_entity, ADA);
    must(world_do(world, link_apply, &token));
    assert_int_equal(token.length, 0);
    assert_int_equal(world_int(world, "SELECT COUNT(token_hash) FROM one_time_tokens", 0), 0);
}

static void a_team_lists_each_member_once(void **state)
{
    World *world = world_of(state);
    int64_t id;
    world_post(world, &agent_entity, ADA);
    world_post(world, &agent_entity, BEA);
    must_fail(
        world_try_post(world, &team_entity, "{\"name\":\"T\",\"members\":[{\"agent_id\":1},{\"agent_id\":1}]}", &id),
        FAULT_INVALID);
    must_fail(world_try_post(world, &team_entity, "{\"name\":\"T\",\"members\":[{\"agent_id\":99}]}", &id),
              FAULT_INVALID);
    id = world_post(world, &team_entity, "{\"name\":\"Ventas\",\"members\":[{\"agent_id\":1},{\"agent_id\":2}]}");
    must_fail(world_try_post(world, &team_entity, "{\"name\":\"VENTAS\"}", &(int64_t){0}), FAULT_CONFLICT);
    world_patch(world, &team_entity, id, "{\"members\":[{\"agent_id\":2}]}");
    const JsonValue *members = json_at(world_get(world, &team_entity, id), "members");
    assert_int_equal(members->list.count, 1);
    assert_int_equal(json_int_at(members, "0.agent_id"), 2);
}

static void secrets_stand_in_no_event_and_no_answer(void **state)
{
    World *world = world_of(state);
    int64_t ada = world_post(world, &agent_entity, ADA);
    Opened opened = {.agent_id = ada};
    must(world_do(world, password_apply, &opened));
    assert_null(json_at(world_get(world, &agent_entity, ada), "password_hash"));
    assert_null(json_at(world_get(world, &agent_entity, ada), "password"));
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM events WHERE changes LIKE '%hash%'", 0), 0);
}

int main(void)
{
    static const WorldTest tests[] = {
        {"the last administrator stays", the_last_administrator_stays},
        {"an address is one agent's, in any case", an_address_is_one_agents_in_any_case},
        {"sessions are stored hashed, and end", sessions_are_stored_hashed_and_end},
        {"a new password ends all other sessions", a_new_password_ends_all_other_sessions},
        {"disabling an agent ends its sessions", disabling_an_agent_ends_its_sessions},
        {"passwords have bounds and match their hash", passwords_have_bounds_and_match_their_hash},
        {"the setup link exists only without agents", the_setup_link_exists_only_without_agents},
        {"a team lists each member once", a_team_lists_each_member_once},
        {"secrets stand in no event and no answer", secrets_stand_in_no_event_and_no_answer},
    };
    return world_run_all("agents", tests, sizeof(tests) / sizeof(tests[0]));
}
