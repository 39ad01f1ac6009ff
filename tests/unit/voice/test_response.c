#include "../desk/desk_world.h"

#include "commerce/order.h"
#include "voice/response.h"

static void scores_stay_on_their_scales(void **state)
{
    World *world = world_of(state);
    int64_t customer = a_customer(world, "ana@example.com");
    static const struct {
        const char *json;
        bool is_good;
    } cases[] = {
        {"\"kind\":\"nps\",\"score\":0", true},
        {"\"kind\":\"nps\",\"score\":10", true},
        {"\"kind\":\"nps\",\"score\":11", false},
        {"\"kind\":\"nps\",\"score\":-1", false},
        {"\"kind\":\"nps\",\"score\":0,\"scale\":\"1-10\"", false},
        {"\"kind\":\"nps\",\"score\":1,\"scale\":\"1-10\"", true},
        {"\"kind\":\"nps\",\"score\":3,\"scale\":\"1-5\"", false},
        {"\"kind\":\"nps\"", false},
        {"\"kind\":\"csat\",\"score\":5", true},
        {"\"kind\":\"csat\",\"score\":6", false},
        {"\"kind\":\"csat\",\"score\":7,\"scale\":\"1-7\"", true},
        {"\"kind\":\"csat\",\"score\":0", false},
        {"\"kind\":\"ces\",\"score\":7", true},
        {"\"kind\":\"ces\",\"score\":8", false},
        {"\"kind\":\"custom\",\"comment\":\"nada\"", true},
        {"\"kind\":\"custom\",\"score\":9", false},
        {"\"kind\":\"csat\",\"score\":\"5\"", false},
        {"\"kind\":\"csat\",\"score\":5,\"scale\":\"0-100\"", false},
        {"\"kind\":\"csat\",\"score\":5,\"stage\":\"advocacy\"", false},
        {"\"kind\":\"love\",\"score\":5", false},
        {"\"score\":5", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t id;
        const char *json = arena_printf(world->arena, "{\"customer_id\":%lld,%s}", (long long)customer, cases[i].json);
        Result result = world_try_post(world, &response_entity, json, &id);
        if (is_ok(result) != cases[i].is_good || (!is_ok(result) && result.fault != FAULT_INVALID))
            blame("%s", cases[i].json);
    }
}

static void an_answer_keeps_the_stage_then(void **state)
{
    World *world = world_of(state);
    int64_t customer = a_customer(world, "ana@example.com");
    int64_t ticket = a_ticket(world, customer, "x");
    int64_t id = world_post(world, &response_entity,
                            arena_printf(world->arena,
                                         "{\"kind\":\"csat\",\"score\":4,\"ticket_id\":%lld,\"answers\":["
                                         "{\"question\":\"\xc2\xbfR\xc3\xa1pido?\",\"score\":5}]}",
                                         (long long)ticket));
    const JsonValue *response = world_get(world, &response_entity, id);
    assert_int_equal(json_int_at(response, "customer_id"), customer);
    assert_text(json_text_at(response, "stage"), "consideration");
    assert_text(json_text_at(response, "scale"), "1-5");
    assert_int_equal(json_int_at(response, "answers.0.position"), 1);
    assert_text(world_events(world, &response_entity, id), "survey.answered");
    assert_int_equal(world_int(world, "SELECT customer_id FROM events WHERE kind = 'survey.answered'", 0), customer);
}

static double real_at(const JsonValue *value, const char *path)
{
    const JsonValue *found = json_at(value, path);
    return found == NULL || found->kind == JSON_NULL ? -1
           : found->kind == JSON_INT                 ? (double)found->integer
                                                     : found->real;
}

static void the_last_answer_is_shown_on_customer_and_ticket(void **state)
{
    World *world = world_of(state);
    int64_t customer = a_customer(world, "ana@example.com");
    int64_t ticket = a_ticket(world, customer, "x");
    static const char nps[] = "{\"kind\":\"nps\",\"score\":%d,\"customer_id\":%lld,\"answered_at\":\"%s\"}";
    int64_t last = world_post(world, &response_entity,
                              arena_printf(world->arena, nps, 9, (long long)customer, "2026-02-01T00:00:00Z"));
    world_post(world, &response_entity,
               arena_printf(world->arena, nps, 3, (long long)customer, "2026-01-01T00:00:00Z"));
    assert_true(real_at(world_get(world, &customer_entity, customer), "last_nps") == 9);
    world_patch(world, &response_entity, last, "{\"score\":8}");
    assert_true(real_at(world_get(world, &customer_entity, customer), "last_nps") == 8);
    must_fail(world_try_patch(world, &response_entity, last, "{\"score\":80}"), FAULT_INVALID);
    assert_true(real_at(world_get(world, &ticket_entity, ticket), "csat") == -1);
    world_post(world, &response_entity,
               arena_printf(world->arena, "{\"kind\":\"csat\",\"score\":2,\"ticket_id\":%lld}", (long long)ticket));
    assert_true(real_at(world_get(world, &ticket_entity, ticket), "csat") == 2);
}

static Result merge_apply(Work *work, void *context)
{
    const int64_t *ids = context;
    return customer_merge(work, ids[0], ids[1], TEXT_NONE);
}

static void answers_follow_a_merged_customer(void **state)
{
    World *world = world_of(state);
    int64_t ids[] = {a_customer(world, "ana@example.com"), a_customer(world, "anita@example.com")};
    int64_t id = world_post(
        world, &response_entity,
        arena_printf(world->arena, "{\"kind\":\"nps\",\"score\":7,\"customer_id\":%lld}", (long long)ids[1]));
    must(world_do(world, merge_apply, ids));
    assert_int_equal(json_int_at(world_get(world, &response_entity, id), "customer_id"), ids[0]);
    assert_true(real_at(world_get(world, &customer_entity, ids[0]), "last_nps") == 7);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM customer_voice WHERE customer_id = $1", ids[1]), 0);
}

int main(void)
{
    static const WorldTest tests[] = {
        {"scores stay on their scales", scores_stay_on_their_scales},
        {"an answer keeps the stage then", an_answer_keeps_the_stage_then},
        {"the last answer is shown on customer and ticket", the_last_answer_is_shown_on_customer_and_ticket},
        {"answers follow a merged customer", answers_follow_a_merged_customer},
    };
    desk_world_use();
    return world_run_all("responses", tests, sizeof(tests) / sizeof(tests[0]));
}
