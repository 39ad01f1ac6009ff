#include "model_world.h"

static const ModelWiring wiring = {.entities = world_entities, .entity_count = 2};

static const char *const documents[] = {
    "Reembolso del pedido 4711: la cafetera llegó rota y quiero la devolución",
    "Where is my refund? The coffee machine was broken when it arrived",
    "Olá, gostaria do reembolso da minha assinatura, não chegou",
    "Consulta sobre facturación electrónica y el IVA de mi factura",
    "Envío retrasado: mis envíos nunca llegan a tiempo",
};

static Result seed(Work *work, void *context)
{
    (void)context;
    for (int i = 0; i < 5; i++)
        search_put(work, &person_entity, i + 1, 0, 0, text_of(documents[i]));
    return done();
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

static const char *found(World *world, const char *query)
{
    static const Entity *const people[] = {&person_entity};
    Work work;
    SearchHit *hits;
    size_t count;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    Result result = search_find(&work, text_of(query), people, 1, 10, &hits, &count);
    work_end_read(&work);
    must(result);
    int seen[6] = {0};
    for (size_t i = 0; i < count; i++)
        seen[hits[i].record_id] = 1;
    Buffer out = buffer_new(world->arena, 256);
    for (int i = 1; i <= 5; i++) {
        if (seen[i])
            buffer_addf(&out, "%d,", i);
    }
    return out.data ? out.data : "";
}

static void words_are_found_by_stem_accent_and_prefix(void **state)
{
    static const struct {
        const char *query;
        const char *ids;
    } cases[] = {
        {"reembolsos", "1,3,"},
        {"REEMBOLSO", "1,3,"},
        {"refunds", "2,"},
        {"machines", "2,"},
        {"envio", "5,"},
        {"envíos retrasados", "5,"},
        {"factura", "4,"},
        {"facturacion electronica", "4,"},
        {"caf", "1,"},
        {"assinaturas", "3,"},
        {"cafetera reembolso", "1,"},
        {"reembolso facturas", ""},
        {"4711", "1,"},
        {"", ""},
        {"\" OR * NEAR( ' : ! &", ""},
        {"devolución\"", "1,"},
        {"zzcustomerzz", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]) - 1; i++) {
        const char *ids = found(world_of(state), cases[i].query);
        if (strcmp(ids, cases[i].ids) != 0)
            fail_msg("\"%s\" found %s, not %s", cases[i].query, ids, cases[i].ids);
    }
}

static Result change(Work *work, void *context)
{
    (void)context;
    search_put(work, &person_entity, 4, 0, 0, TEXT("Garantía del molinillo"));
    search_remove(work, &person_entity, 5);
    return done();
}

static void a_changed_document_is_found_by_its_new_words_alone(void **state)
{
    World *world = world_of(state);
    must(world_write(world, change, NULL));
    assert_string_equal(found(world, "factura"), "");
    assert_string_equal(found(world, "molinillos"), "4,");
    assert_string_equal(found(world, "retrasado"), "");
}

static void languages_are_told_apart(void **state)
{
    (void)state;
    assert_string_equal(search_language(text_of(documents[0]), "en"), "es");
    assert_string_equal(search_language(text_of(documents[1]), "es"), "en");
    assert_string_equal(search_language(text_of(documents[2]), "es"), "pt");
    assert_string_equal(search_language(TEXT("4711"), "pt"), "pt");
}

static void a_snippet_marks_the_words_and_escapes_the_rest(void **state)
{
    World *world = world_of(state);
    Text snippet = search_snippet(world->arena, TEXT("<b>El</b> reembolso & más"), TEXT("reembolsos"), 80);
    assert_true(text_is(snippet, "&lt;b&gt;El&lt;/b&gt; <mark>reembolso</mark> &amp; más"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_by_stem_accent_and_prefix),
        cmocka_unit_test(a_changed_document_is_found_by_its_new_words_alone),
        cmocka_unit_test(languages_are_told_apart),
        cmocka_unit_test(a_snippet_marks_the_words_and_escapes_the_rest),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
