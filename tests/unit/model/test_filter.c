#include "model_world.h"

static const ModelWiring wiring = {.entities = world_entities, .entity_count = 2};

static Result seed(Work *work, void *context)
{
    (void)context;
    static const char *const names[] = {"Ana Núñez", "ana nunez", "Beto 100%", "Carla_x", "Dora"};
    static const char *const cities[] = {"Bogotá", NULL, "Lima", "bogota", NULL};
    Company company = {0};
    company.name = TEXT("Éxito");
    company.has = entity_bit(&company_entity, "name");
    TRY(entity_insert(work, &company_entity, &company));
    for (int i = 0; i < 5; i++) {
        Person person = {0};
        person.name = text_of(names[i]);
        person.has = entity_bit(&person_entity, "name");
        if (cities[i]) {
            person.city = text_of(cities[i]);
            person.has |= entity_bit(&person_entity, "city");
        }
        if (i < 2) {
            person.company_id = company.id;
            person.has |= entity_bit(&person_entity, "company_id");
        }
        person.acquisition_cost = i * 100;
        person.has |= entity_bit(&person_entity, "acquisition_cost");
        TRY(entity_insert(work, &person_entity, &person));
    }
    EntityInput *input = entity_new_input(work, &person_entity);
    static const Text tags[] = {{"VIP", 3}};
    input->tags_given = true;
    input->tags = tags;
    input->tag_count = 1;
    bool changed = false;
    return entity_write_lists(work, input, 1, &changed);
}

static int open_world(void **state)
{
    static World world;
    *state = &world;
    if (world_open(&world, &wiring) != 0)
        return -1;
    must(world_write(&world, seed, NULL));
    return 0;
}

static int close_world(void **state)
{
    world_close(world_of(state));
    return 0;
}

/* Ids of the people that the filter finds, as "1,2,"; or the code of the first fault. */
static const char *found(World *world, const Entity *entity, const char *source)
{
    Work work;
    const JsonValue *filter;
    must(json_read(world->arena, text_of(source), &filter));
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    Buffer out = buffer_new(world->arena, 1 << 20);
    Json json = json_writer(&out);
    ListQuery query = {.filter = filter, .sort = TEXT("id")};
    Result result = entity_list(&work, entity, &query, &json);
    const char *code = work.field_faults ? work.field_faults->code : NULL;
    work_end_read(&work);
    if (result.fault == FAULT_INVALID)
        return code;
    must(result);
    const JsonValue *answer;
    must(json_read(world->arena, buffer_text(&out), &answer));
    const JsonValue *data = json_member(answer, "data");
    Buffer ids = buffer_new(world->arena, 4096);
    buffer_add_string(&ids, "");
    for (size_t i = 0; i < data->list.count; i++)
        buffer_addf(&ids, "%lld,", (long long)json_int_member(&data->list.items[i], "id", 0));
    return ids.data ? ids.data : "";
}

static void filters_find_what_they_say(void **state)
{
    static const struct {
        const char *filter;
        const char *ids;
    } cases[] = {
        {"{\"field\":\"name\",\"op\":\"is\",\"value\":\"ANA NUÑEZ\"}", "1,2,"},
        {"{\"field\":\"name\",\"op\":\"contains\",\"value\":\"0%\"}", "3,"},
        {"{\"field\":\"name\",\"op\":\"contains\",\"value\":\"a_x\"}", "4,"},
        {"{\"field\":\"name\",\"op\":\"starts_with\",\"value\":\"Án\"}", "1,2,"},
        {"{\"field\":\"city\",\"op\":\"is\",\"value\":\"bogotá\"}", "1,4,"},
        {"{\"field\":\"city\",\"op\":\"is_not\",\"value\":\"Lima\"}", "1,2,4,5,"},
        {"{\"field\":\"city\",\"op\":\"not_in\",\"value\":[\"Lima\",\"Bogotá\"]}", "2,5,"},
        {"{\"field\":\"city\",\"op\":\"absent\"}", "2,5,"},
        {"{\"field\":\"city\",\"op\":\"present\"}", "1,3,4,"},
        {"{\"none\":[{\"field\":\"city\",\"op\":\"is\",\"value\":\"Lima\"}]}", "1,2,4,5,"},
        {"{\"any\":[{\"field\":\"id\",\"op\":\"is\",\"value\":1},{\"field\":\"id\",\"op\":\"is\",\"value\":5}]}",
         "1,5,"},
        {"{\"all\":[]}", "1,2,3,4,5,"},
        {"{\"any\":[]}", ""},
        {"{\"field\":\"acquisition_cost\",\"op\":\">=\",\"value\":{\"amount\":200,\"currency\":\"USD\"}}", "3,4,5,"},
        {"{\"field\":\"company.name\",\"op\":\"is\",\"value\":\"exito\"}", "1,2,"},
        {"{\"field\":\"company.name\",\"op\":\"absent\"}", "3,4,5,"},
        {"{\"field\":\"tags\",\"op\":\"is\",\"value\":\"vip\"}", "1,"},
        {"{\"field\":\"tags\",\"op\":\"is_not\",\"value\":\"vip\"}", "2,3,4,5,"},
        {"{\"field\":\"created_at\",\"op\":\"within_last\",\"value\":{\"n\":1,\"unit\":\"days\"}}", "1,2,3,4,5,"},
        {"{\"field\":\"created_at\",\"op\":\"<\",\"value\":\"today\"}", ""},
        {"{\"field\":\"created_at\",\"op\":\"is\",\"value\":{\"field\":\"updated_at\"}}", "1,2,3,4,5,"},
        {"{\"field\":\"name\",\"op\":\"is\",\"value\":\"' OR 1=1 --\"}", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *ids = found(world_of(state), &person_entity, cases[i].filter);
        if (strcmp(ids, cases[i].ids) != 0)
            fail_msg("%s found %s, not %s", cases[i].filter, ids, cases[i].ids);
    }
}

static void related_records_are_asked_for_by_number(void **state)
{
    World *world = world_of(state);
    assert_string_equal(found(world, &company_entity, "{\"some\":\"customers\"}"), "1,");
    assert_string_equal(found(world, &company_entity, "{\"some\":\"customers\",\"count\":{\"op\":\">=\",\"value\":3}}"),
                        "");
    assert_string_equal(found(world, &company_entity,
                              "{\"some\":\"customers\",\"where\":{\"field\":\"city\",\"op\":\"absent\"},"
                              "\"count\":{\"op\":\"is\",\"value\":1}}"),
                        "1,");
}

static void a_filter_that_breaks_a_rule_is_refused_by_name(void **state)
{
    static const struct {
        const char *filter;
        const char *code;
    } cases[] = {
        {"{\"field\":\"colour\",\"op\":\"is\",\"value\":1}", "unknown_field"},
        {"{\"field\":\"name; DROP TABLE customers\",\"op\":\"is\",\"value\":\"x\"}", "unknown_field"},
        {"{\"field\":\"name\",\"op\":\"like\",\"value\":\"x\"}", "unknown_operator"},
        {"{\"field\":\"acquisition_cost\",\"op\":\"contains\",\"value\":\"x\"}", "unknown_operator"},
        {"{\"field\":\"name\",\"op\":\"changed\"}", "unknown_operator"},
        {"{\"field\":\"name\",\"op\":\"is\",\"value\":7}", "wrong_type"},
        {"{\"field\":\"name\",\"op\":\"is\"}", "required"},
        {"{\"field\":\"name\",\"op\":\"in\",\"value\":[]}", "wrong_type"},
        {"{\"field\":\"created_at\",\"op\":\">\",\"value\":\"yesterday\"}", "wrong_type"},
        {"{\"all\":{}}", "wrong_type"},
        {"[]", "wrong_type"},
        {"{\"all\":[{\"all\":[{\"all\":[{\"all\":[{\"all\":[{\"all\":[]}]}]}]}]}]}", "too_deep"},
        {"{\"some\":\"agents\"}", "unknown_field"},
        {"{\"field\":\"company.customer.company.name\",\"op\":\"is\",\"value\":\"x\"}", "unknown_field"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(found(world_of(state), &person_entity, cases[i].filter), cases[i].code);
}

static void a_hundred_conditions_are_the_most(void **state)
{
    World *world = world_of(state);
    Buffer source = buffer_new(world->arena, 65536);
    buffer_add_string(&source, "{\"any\":[");
    for (int i = 0; i < FILTER_LEAVES_MAX; i++)
        buffer_addf(&source, "%s{\"field\":\"id\",\"op\":\"is\",\"value\":%d}", i ? "," : "", i);
    buffer_add_string(&source, "]}");
    assert_string_equal(found(world, &person_entity, source.data), "too_many");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_find_what_they_say),
        cmocka_unit_test(related_records_are_asked_for_by_number),
        cmocka_unit_test(a_filter_that_breaks_a_rule_is_refused_by_name),
        cmocka_unit_test(a_hundred_conditions_are_the_most),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
