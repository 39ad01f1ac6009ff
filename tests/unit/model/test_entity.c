#include "model_world.h"

static const ModelWiring wiring = {.entities = world_entities, .entity_count = 2};

static int open_world(void **state)
{
    static World world;
    *state = &world;
    return world_open(&world, &wiring);
}

static int close_world(void **state)
{
    world_close(world_of(state));
    return 0;
}

typedef struct Post {
    const Entity *entity;
    const char *json;
    int64_t id;
    int64_t version;
    Text faults; /* "pointer code" lines */
} Post;

static void keep_faults(Work *work, Post *post, Arena *arena)
{
    Buffer out = buffer_new(arena, 65536);
    for (const FieldFault *fault = work->field_faults; fault; fault = fault->next)
        buffer_addf(&out, "%.*s %s\n", TEXT_ARG(fault->pointer), fault->code);
    post->faults = buffer_text(&out);
}

static Arena *keep_arena;

static Result post_apply(Work *work, void *context)
{
    Post *post = context;
    const JsonValue *source;
    EntityInput input;
    TRY(json_read(work->arena, text_of(post->json), &source));
    Result result = entity_read_json(work, post->entity, source, TEXT(""), true, &input);
    keep_faults(work, post, keep_arena);
    TRY(result);
    void *record = arena_alloc(work->arena, post->entity->record_bytes);
    TRY(entity_add_plain(work, &input, record));
    post->id = record_id(record);
    return done();
}

static Result patch_apply(Work *work, void *context)
{
    Post *post = context;
    const JsonValue *source;
    EntityInput input;
    TRY(json_read(work->arena, text_of(post->json), &source));
    TRY(entity_read_json(work, post->entity, source, TEXT(""), false, &input));
    void *record = arena_alloc(work->arena, post->entity->record_bytes);
    return entity_patch(work, post->entity, post->id, post->version, &input, record);
}

static Result post(World *world, Post *what)
{
    keep_arena = world->arena;
    return world_write(world, post_apply, what);
}

static Text shown(World *world, const Entity *entity, int64_t id, const char *include)
{
    Work work;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    Buffer out = buffer_new(world->arena, 1 << 20);
    Json json = json_writer(&out);
    Result result = entity_write_json(&work, entity, id, text_of(include), &json, NULL);
    work_end_read(&work);
    must(result);
    return buffer_text(&out);
}

static void assert_has(Text text, const char *part)
{
    if (text_find(text, text_of(part), 0) == SIZE_MAX)
        fail_msg("%s is not in %.*s", part, TEXT_ARG(text));
}

static void what_is_written_is_shown(void **state)
{
    World *world = world_of(state);
    Post company = {.entity = &company_entity, .json = "{\"name\":\"Café Ñandú\",\"country\":\"AR\"}"};
    must(post(world, &company));
    Post person = {.entity = &person_entity,
                   .json = arena_printf(world->arena,
                                        "{\"name\":\"José\",\"email\":\"jose@example.com\",\"company_id\":%lld,"
                                        "\"acquisition_cost\":{\"amount\":1250,\"currency\":\"USD\"},"
                                        "\"tags\":[\"VIP\",\"café\",\"vip\"]}",
                                        (long long)company.id)};
    must(post(world, &person));
    Text json = shown(world, &person_entity, person.id, "company");
    assert_has(json, "\"name\":\"José\"");
    assert_has(json, "\"acquisition_cost\":{\"amount\":1250,\"currency\":\"USD\"}");
    assert_has(json, "\"tags\":[\"café\",\"VIP\"]");
    assert_has(json, "\"custom\":{}");
    assert_has(json, "\"city\":null");
    assert_has(json, "\"company\":{\"id\":");
    assert_has(json, "Café Ñandú");
}

static void every_fault_is_named_with_its_pointer(void **state)
{
    World *world = world_of(state);
    Post bad = {.entity = &person_entity,
                .json =
                    "{\"email\":\"no address\",\"company_id\":987654,\"language\":7,\"version\":3,\"colour\":\"red\","
                    "\"city\":\"a\\u0000b\",\"acquisition_cost\":{\"amount\":1.5,\"currency\":\"USD\"},"
                    "\"tags\":[1],\"custom\":{\"x\":1}}"};
    assert_int_equal(post(world, &bad).fault, FAULT_INVALID);
    assert_has(bad.faults, "/email wrong_format");
    assert_has(bad.faults, "/company_id unknown_reference");
    assert_has(bad.faults, "/language wrong_type");
    assert_has(bad.faults, "/version read_only");
    assert_has(bad.faults, "/colour unknown_field");
    assert_has(bad.faults, "/city nul_character");
    assert_has(bad.faults, "/acquisition_cost wrong_type");
    assert_has(bad.faults, "/tags/0 wrong_type");
    assert_has(bad.faults, "/custom/x unknown_field");
    assert_has(bad.faults, "/name required");
}

static void a_stale_change_of_other_fields_is_merged(void **state)
{
    World *world = world_of(state);
    Post company = {.entity = &company_entity, .json = "{\"name\":\"Uno\",\"country\":\"ES\"}"};
    must(post(world, &company));
    company.version = 1;
    company.json = "{\"country\":\"MX\"}";
    must(world_write(world, patch_apply, &company));
    company.json = "{\"industry\":\"retail\"}";
    must(world_write(world, patch_apply, &company)); /* still from version 1 */
    company.json = "{\"country\":\"CL\"}";
    assert_int_equal(world_write(world, patch_apply, &company).fault, FAULT_STALE);
    Text json = shown(world, &company_entity, company.id, "");
    assert_has(json, "\"country\":\"MX\"");
    assert_has(json, "\"industry\":\"retail\"");
    assert_has(json, "\"version\":3");
}

static void a_change_that_changes_nothing_keeps_the_version(void **state)
{
    World *world = world_of(state);
    Post company = {.entity = &company_entity, .json = "{\"name\":\"Igual\"}"};
    must(post(world, &company));
    company.version = 1;
    must(world_write(world, patch_apply, &company));
    assert_has(shown(world, &company_entity, company.id, ""), "\"version\":1,");
}

typedef struct Listing {
    const ListQuery *query;
    Text json;
} Listing;

static Text listed(World *world, const ListQuery *query)
{
    Work work;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    Buffer out = buffer_new(world->arena, 4 << 20);
    Json json = json_writer(&out);
    Result result = entity_list(&work, &company_entity, query, &json);
    work_end_read(&work);
    must(result);
    return buffer_text(&out);
}

static void pages_by_name_follow_each_other_without_gap_or_repetition(void **state)
{
    World *world = world_of(state);
    for (int i = 0; i < 25; i++) {
        Post company = {.entity = &company_entity,
                        .json = arena_printf(world->arena, "{\"name\":\"%s %c\",\"domain\":\"pages\"}",
                                             i % 2 ? "Ábaco" : "abaco", 'a' + i)};
        must(post(world, &company));
    }
    const JsonValue *filter;
    must(json_read(world->arena, TEXT("{\"field\":\"domain\",\"op\":\"is\",\"value\":\"pages\"}"), &filter));
    Text after = TEXT_NONE;
    size_t seen = 0;
    for (int page = 0; page < 10; page++) {
        ListQuery query = {.filter = filter, .sort = TEXT("-name"), .limit = 7, .after = after, .count = page == 0};
        const JsonValue *answer;
        must(json_read(world->arena, listed(world, &query), &answer));
        const JsonValue *data = json_member(answer, "data");
        if (page == 0)
            assert_int_equal(json_int_member(answer, "count", 0), 25);
        for (size_t i = 0; i < data->list.count; i++, seen++) {
            Text name = json_text_member(&data->list.items[i], "name");
            assert_int_equal(name.data[name.length - 1], 'a' + 24 - (int)seen);
        }
        after = json_text_member(answer, "next");
        if (after.data == NULL)
            break;
    }
    assert_int_equal(seen, 25);
}

static void a_cursor_of_another_order_is_refused(void **state)
{
    World *world = world_of(state);
    ListQuery query = {.sort = TEXT("name"), .limit = 1};
    const JsonValue *answer;
    must(json_read(world->arena, listed(world, &query), &answer));
    ListQuery other = {.sort = TEXT("-updated_at"), .limit = 1, .after = json_text_member(answer, "next")};
    Work work;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    Buffer out = buffer_new(world->arena, 1 << 20);
    Json json = json_writer(&out);
    assert_int_equal(entity_list(&work, &company_entity, &other, &json).fault, FAULT_INVALID);
    assert_string_equal(work.field_faults->code, "stale_cursor");
    work_end_read(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_shown),
        cmocka_unit_test(every_fault_is_named_with_its_pointer),
        cmocka_unit_test(a_stale_change_of_other_fields_is_merged),
        cmocka_unit_test(a_change_that_changes_nothing_keeps_the_version),
        cmocka_unit_test(pages_by_name_follow_each_other_without_gap_or_repetition),
        cmocka_unit_test(a_cursor_of_another_order_is_refused),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
