#include "model_world.h"

static int reactions;

static Result react_counts(Work *work, const Event *event)
{
    (void)work;
    (void)event;
    reactions++;
    return done();
}

/* Answers every event with another one: a cascade without end. */
static Result react_endlessly(Work *work, const Event *event)
{
    if (strcmp(event->kind, "loop.begun") != 0 && strcmp(event->kind, "loop.again") != 0)
        return done();
    return event_add_changes(work, "loop.again", event->entity, event->entity_id, 0, 0, TEXT("{}"));
}

static Result react_breaks(Work *work, const Event *event)
{
    if (strcmp(event->kind, "break.me") != 0)
        return done();
    TRY(db_run(work->db, DB_SQL("UPDATE companies SET industry = 'half done' WHERE id = $1"),
               DB_VALUES(db_int(event->entity_id)), NULL));
    return (fail)(FAULT_INVALID, "This rule is broken.");
}

static const Reactor reactors[] = {
    {.name = "counts", .react = react_counts},
    {.name = "endless", .react = react_endlessly},
    {.name = "breaks", .react = react_breaks, .is_guarded = true},
};
static const ModelWiring wiring = {
    .entities = world_entities, .entity_count = 2, .reactors = reactors, .reactor_count = 3};

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

static Result add_company(Work *work, void *context)
{
    Company *company = context;
    *company = (Company){.has = entity_bit(&company_entity, "name"), .name = TEXT("Ñ")};
    TRY(entity_insert(work, &company_entity, company));
    return event_add(work, "company.created", &company_entity, NULL, company);
}

static Result add_event(Work *work, void *context)
{
    return event_add_changes(work, context, &company_entity, 1, 0, 0, TEXT("{\"a\":[1,2]}"));
}

static int64_t counted(World *world, const char *sql)
{
    Work work;
    int64_t count = 0;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    Result result = db_one_int(work.db, db_made_sql(sql), DB_NO_VALUES, &count);
    work_end_read(&work);
    must(result);
    return count;
}

static void an_event_says_what_changed_and_is_reacted_to_once(void **state)
{
    World *world = world_of(state);
    Company company;
    reactions = 0;
    must(world_write(world, add_company, &company));
    assert_int_equal(reactions, 1);
    assert_int_equal(counted(world, "SELECT COUNT(*) FROM events WHERE kind = 'company.created' AND "
                                    "changes LIKE '%\"name\":[null,\"Ñ\"]%'"),
                     1);
}

static void a_cascade_without_end_stops_and_the_write_stands(void **state)
{
    World *world = world_of(state);
    must(world_write(world, add_event, (char[]){"loop.begun"}));
    int64_t rounds = counted(world, "SELECT COUNT(*) FROM events WHERE kind = 'loop.again'");
    assert_true(rounds >= EVENT_GENERATIONS_MAX && rounds <= EVENT_GENERATIONS_MAX + 1);
    assert_int_equal(counted(world, "SELECT COUNT(*) FROM events WHERE kind = 'rule.stopped'"), 1);
}

static void a_broken_rule_rolls_back_its_part_alone_and_is_seen(void **state)
{
    World *world = world_of(state);
    must(world_write(world, add_event, (char[]){"break.me"}));
    assert_int_equal(counted(world, "SELECT COUNT(*) FROM events WHERE kind = 'break.me'"), 1);
    assert_int_equal(counted(world, "SELECT COUNT(*) FROM companies WHERE industry = 'half done'"), 0);
    assert_int_equal(counted(world, "SELECT COUNT(*) FROM jobs WHERE state = 'failed' AND kind = 'reaction'"), 1);
}

static Result fails_after_writing(Work *work, void *context)
{
    TRY(add_event(work, context));
    return (fail)(FAULT_CONFLICT, "No.");
}

static void a_failed_piece_leaves_no_event(void **state)
{
    World *world = world_of(state);
    assert_int_equal(world_write(world, fails_after_writing, (char[]){"never.was"}).fault, FAULT_CONFLICT);
    assert_int_equal(counted(world, "SELECT COUNT(*) FROM events WHERE kind = 'never.was'"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_says_what_changed_and_is_reacted_to_once),
        cmocka_unit_test(a_cascade_without_end_stops_and_the_write_stands),
        cmocka_unit_test(a_broken_rule_rolls_back_its_part_alone_and_is_seen),
        cmocka_unit_test(a_failed_piece_leaves_no_event),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
