#include "people_world.h"

#include "people/customer.h"

typedef struct Recognised {
    CustomerHint hint;
    int64_t id;
    bool was_created;
} Recognised;

static Result recognise_apply(Work *work, void *context)
{
    Recognised *recognised = context;
    return customer_recognise(work, &recognised->hint, &recognised->id, &recognised->was_created);
}

static int64_t recognise(World *world, IdentityKind kind, const char *value, const char *name, bool *out_created)
{
    Recognised recognised = {
        .hint = {.kind = kind, .value = text_of(value), .name = text_of(name), .source = TEXT("mail")}};
    must(world_do(world, recognise_apply, &recognised));
    *out_created = recognised.was_created;
    return recognised.id;
}

static void one_address_in_many_spellings_is_one_customer(void **state)
{
    static const struct {
        const char *value;
        bool is_same;
    } cases[] =
        {
            {"Ana.Lopez@Example.com", true},
            {"  ana.lopez@example.com ", true},
            {"ANA.LOPEZ@EXAMPLE.COM", true},
            {"analopez@example.com", false},       /* dots count at most servers */
            {"ana.lopez+shop@example.com", false}, /* so do tags */
            {"ana.lopez@example.co", false},
            {"\xc3\xa1na.lopez@example.com", false}, /* another letter is another address */
        };
    World *world = world_of(state);
    bool was_created;
    int64_t ana = recognise(world, IDENTITY_EMAIL, "ana.lopez@example.com", "Ana", &was_created);
    assert_true(was_created);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t id = recognise(world, IDENTITY_EMAIL, cases[i].value, "Ana", &was_created);
        if (was_created == cases[i].is_same || (id == ana) != cases[i].is_same)
            blame("%s", cases[i].value);
    }
}

static void composed_and_decomposed_letters_are_one_address(void **state)
{
    World *world = world_of(state);
    bool was_created;
    int64_t composed = recognise(world, IDENTITY_EMAIL, "jos\xc3\xa9@example.com", "", &was_created);
    assert_int_equal(recognise(world, IDENTITY_EMAIL, "jose\xcc\x81@example.com", "", &was_created), composed);
    assert_false(was_created);
}

static void one_phone_in_many_spellings_is_one_customer(void **state)
{
    World *world = world_of(state);
    bool was_created;
    int64_t id = recognise(world, IDENTITY_PHONE, "+52 (55) 1234-5678", "Luz", &was_created);
    assert_int_equal(recognise(world, IDENTITY_PHONE, "+525512345678", "", &was_created), id);
    assert_false(was_created);
}

static void what_identifies_nobody_is_refused(void **state)
{
    static const Recognised cases[] = {
        {.hint = {.kind = IDENTITY_EMAIL, .value = {"no address", 10}}},
        {.hint = {.kind = IDENTITY_EMAIL, .value = {"", 0}}},
        {.hint = {.kind = IDENTITY_PHONE, .value = {"12", 2}}},
        {.hint = {.kind = IDENTITY_EXTERNAL, .value = {"a\nb", 3}}},
    };
    World *world = world_of(state);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Recognised recognised = cases[i];
        must_fail(world_do(world, recognise_apply, &recognised), FAULT_INVALID);
    }
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM customers", 0), 0);
}

static void a_name_made_of_the_address_gives_way_to_a_real_one(void **state)
{
    World *world = world_of(state);
    bool was_created;
    int64_t id = recognise(world, IDENTITY_EMAIL, "ana@example.com", "", &was_created);
    assert_text(json_text_at(world_get(world, &customer_entity, id), "name"), "ana");
    recognise(world, IDENTITY_EMAIL, "ana@example.com", "Ana L\xc3\xb3pez", &was_created);
    assert_text(json_text_at(world_get(world, &customer_entity, id), "name"), "Ana L\xc3\xb3pez");
    recognise(world, IDENTITY_EMAIL, "ana@example.com", "Somebody Else", &was_created);
    assert_text(json_text_at(world_get(world, &customer_entity, id), "name"), "Ana L\xc3\xb3pez");
    assert_text(world_events(world, &customer_entity, id), "customer.created customer.changed");
}

static void a_hostile_name_becomes_one_clean_line(void **state)
{
    World *world = world_of(state);
    bool was_created;
    int64_t id = recognise(world, IDENTITY_EMAIL, "b@example.com", "Bo\r\nBcc: x\x01", &was_created);
    assert_text(json_text_at(world_get(world, &customer_entity, id), "name"), "Bo  Bcc: x");
}

static void an_address_of_another_is_a_conflict_that_names_them(void **state)
{
    World *world = world_of(state);
    int64_t id;
    world_post(world, &customer_entity, "{\"name\":\"Ana\",\"email\":\"ana@example.com\",\"external_id\":\"A-1\"}");
    Result result = world_try_post(world, &customer_entity, "{\"name\":\"Bo\",\"email\":\"ANA@example.com\"}", &id);
    must_fail(result, FAULT_CONFLICT);
    assert_non_null(strstr(result.why, "customer 1 (Ana)"));
    must_fail(world_try_post(world, &customer_entity, "{\"name\":\"Bo\",\"external_id\":\"A-1\"}", &id),
              FAULT_CONFLICT);
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM customers", 0), 1);
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM events", 0), 1);
}

static void a_phone_may_be_shared_and_the_first_is_recognised_by_it(void **state)
{
    World *world = world_of(state);
    bool was_created;
    int64_t first = world_post(world, &customer_entity, "{\"name\":\"Ana\",\"phone\":\"+52 55 1111 2222\"}");
    world_post(world, &customer_entity, "{\"name\":\"Bo\",\"phone\":\"+52 55 1111 2222\"}");
    assert_int_equal(recognise(world, IDENTITY_PHONE, "+525511112222", "", &was_created), first);
}

static void a_new_main_address_keeps_the_old_as_identity(void **state)
{
    World *world = world_of(state);
    bool was_created;
    int64_t id = world_post(world, &customer_entity, "{\"name\":\"Ana\",\"email\":\"old@example.com\"}");
    world_patch(world, &customer_entity, id, "{\"email\":\"new@example.com\"}");
    assert_int_equal(recognise(world, IDENTITY_EMAIL, "old@example.com", "", &was_created), id);
    assert_int_equal(recognise(world, IDENTITY_EMAIL, "new@example.com", "", &was_created), id);
    assert_text(json_text_at(world_get(world, &customer_entity, id), "email"), "new@example.com");
    assert_int_equal(json_at(world_get(world, &customer_entity, id), "identities")->list.count, 2);
}

static void a_corrected_outside_id_is_free_again(void **state)
{
    World *world = world_of(state);
    int64_t id = world_post(world, &customer_entity, "{\"name\":\"Ana\",\"external_id\":\"A-1\"}");
    world_patch(world, &customer_entity, id, "{\"external_id\":\"A-2\"}");
    world_post(world, &customer_entity, "{\"name\":\"Bo\",\"external_id\":\"A-1\"}");
}

static void a_customer_needs_something_to_be_called_by(void **state)
{
    World *world = world_of(state);
    int64_t id;
    must_fail(world_try_post(world, &customer_entity, "{\"city\":\"Cali\"}", &id), FAULT_INVALID);
    id = world_post(world, &customer_entity, "{\"phone\":\"+57 300 1234567\"}");
    assert_text(json_text_at(world_get(world, &customer_entity, id), "name"), "+57 300 1234567");
    must_fail(world_try_patch(world, &customer_entity, id, "{\"name\":null}"), FAULT_INVALID);
}

static void consents_are_one_a_channel_and_purpose(void **state)
{
    World *world = world_of(state);
    int64_t id;
    const char *twice =
        "{\"name\":\"Ana\",\"consents\":[{\"channel\":\"mail\",\"purpose\":\"marketing\",\"is_given\":true},"
        "{\"channel\":\"mail\",\"purpose\":\"marketing\",\"is_given\":false}]}";
    must_fail(world_try_post(world, &customer_entity, twice, &id), FAULT_INVALID);
    id = world_post(
        world, &customer_entity,
        "{\"name\":\"Ana\",\"consents\":[{\"channel\":\"mail\",\"purpose\":\"marketing\",\"is_given\":true}]}");
    const JsonValue *ana = world_get(world, &customer_entity, id);
    assert_true(json_at(ana, "consents.0.is_given")->boolean);
    assert_true(json_text_at(ana, "consents.0.recorded_at").length > 0);
    world_patch(world, &customer_entity, id, "{\"consents\":[]}");
    assert_int_equal(json_at(world_get(world, &customer_entity, id), "consents")->list.count, 0);
    assert_int_equal(json_int_at(world_get(world, &customer_entity, id), "version"), 2);
}

static void nobody_writes_what_is_derived(void **state)
{
    static const char *const bodies[] = {"{\"name\":\"A\",\"orders\":5}",
                                         "{\"name\":\"A\",\"merged_into\":1}",
                                         "{\"name\":\"A\",\"id\":7}",
                                         "{\"name\":\"A\",\"version\":7}",
                                         "{\"name\":\"A\",\"identities\":[]}",
                                         "{\"name\":\"A\",\"name_key\":\"b\"}",
                                         "{\"name\":\"A\",\"created_at\":\"2020-01-01T00:00:00Z\"}"};
    World *world = world_of(state);
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        int64_t id;
        must_fail(world_try_post(world, &customer_entity, bodies[i], &id), FAULT_INVALID);
    }
}

int main(void)
{
    static const WorldTest tests[] = {
        {"one address in many spellings is one customer", one_address_in_many_spellings_is_one_customer},
        {"composed and decomposed letters are one address", composed_and_decomposed_letters_are_one_address},
        {"one phone in many spellings is one customer", one_phone_in_many_spellings_is_one_customer},
        {"what identifies nobody is refused", what_identifies_nobody_is_refused},
        {"a name made of the address gives way to a real one", a_name_made_of_the_address_gives_way_to_a_real_one},
        {"a hostile name becomes one clean line", a_hostile_name_becomes_one_clean_line},
        {"an address of another is a conflict that names them", an_address_of_another_is_a_conflict_that_names_them},
        {"a phone may be shared, and the first is recognised by it",
         a_phone_may_be_shared_and_the_first_is_recognised_by_it},
        {"a new main address keeps the old as identity", a_new_main_address_keeps_the_old_as_identity},
        {"a corrected outside id is free again", a_corrected_outside_id_is_free_again},
        {"a customer needs something to be called by", a_customer_needs_something_to_be_called_by},
        {"consents are one a channel and purpose", consents_are_one_a_channel_and_purpose},
        {"nobody writes what is derived", nobody_writes_what_is_derived},
    };
    return world_run_all("customers", tests, sizeof(tests) / sizeof(tests[0]));
}
