#include "desk_world.h"

#include "desk/calendar.h"
#include "desk/custom_field.h"
#include "desk/macro.h"
#include "desk/message.h"
#include "desk/view.h"
#include "people/agent.h"

typedef struct Applied {
    int64_t macro;
    int64_t ticket;
} Applied;
static Result macro_step(Work *work, void *context)
{
    const Applied *applied = context;
    return macro_apply(work, applied->macro, applied->ticket);
}

static void a_macro_answers_and_settles_in_one_step(void **state)
{
    World *world = world_of(state);
    int64_t ticket = world_post(world, &ticket_entity,
                                "{\"subject\":\"Env\xc3\xado\",\"customer\":{\"email\":\"ana@example.com\",\"name\":"
                                "\"Ana & Co\"},\"tags\":[\"viejo\"]}");
    int64_t macro = world_post(world, &macro_entity,
                               "{\"name\":\"Gracias\",\"actions\":[{\"field\":\"status\",\"value\":\"solved\"},"
                               "{\"field\":\"agent_id\",\"value\":\"me\"},{\"add_tag\":\"enviado\"},"
                               "{\"reply\":\"Hola {{customer.name}}: {{ticket.subject}}. {{agent.name}}\"},"
                               "{\"note\":\"{{ticket.status}}\"}]}");
    must(world_do_as(world, &world_admin, WORK_LIVE, macro_step, &(Applied){macro, ticket}));
    const JsonValue *shown = world_get(world, &ticket_entity, ticket);
    assert_text(json_text_at(shown, "status"), "solved");
    assert_int_equal(json_int_at(shown, "agent_id"), 1);
    assert_int_equal(json_int_at(shown, "replies"), 1);
    assert_text(json_text_at(shown, "tags.0"), "enviado");
    assert_text(json_text_at(shown, "tags.1"), "viejo");
    assert_text(world_text(world, "SELECT text FROM messages WHERE ticket_id = $1 AND is_public = 1", ticket),
                "Hola Ana & Co: Env\xc3\xado. Ada");
    assert_text(world_text(world, "SELECT text FROM messages WHERE ticket_id = $1 AND is_public = 0", ticket), "new");
}

static void a_macro_that_fails_leaves_nothing(void **state)
{
    World *world = world_of(state);
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    int64_t macro =
        world_post(world, &macro_entity,
                   "{\"name\":\"m\",\"actions\":[{\"reply\":\"Hola\"},{\"field\":\"team_id\",\"value\":99}]}");
    must_fail(world_do_as(world, &world_admin, WORK_LIVE, macro_step, &(Applied){macro, ticket}), FAULT_INVALID);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM messages WHERE ticket_id = $1", ticket), 1);
    assert_text(world_text(world, "SELECT status FROM tickets WHERE id = $1", ticket), "new");
}

static void actions_are_checked_when_they_are_kept(void **state)
{
    World *world = world_of(state);
    static const char *const actions[] = {
        "{}",
        "[]",
        "[1]",
        "[{}]",
        "[{\"reply\":\"\"}]",
        "[{\"reply\":\"{{#open}}\"}]",
        "[{\"fly\":\"x\"}]",
        "[{\"field\":\"id\",\"value\":1}]",
        "[{\"field\":\"customer_id\",\"value\":1}]",
        "[{\"field\":\"status\"}]",
        "[{\"field\":\"reopens\",\"value\":1}]",
        "[{\"reply\":\"x\",\"note\":\"y\"}]",
        "[{\"add_tag\":7}]",
        "[{\"field\":\"status\",\"value\":\"open\"},{\"field\":\"status\",\"value\":\"open\"}]",
        ("[{\"note\":\"1\"},{\"note\":\"2\"},{\"note\":\"3\"},{\"note\":\"4\"},{\"note\":\"5\"},{\"note\":\"6\"},"
         "{\"note\":\"7\"},{\"note\":\"8\"},{\"note\":\"9\"},{\"note\":\"10\"},{\"note\":\"11\"},{\"note\":\"12\"},"
         "{\"note\":\"13\"},{\"note\":\"14\"},{\"note\":\"15\"},{\"note\":\"16\"},{\"note\":\"17\"},{\"note\":\"18\"},"
         "{\"note\":\"19\"},{\"note\":\"20\"},{\"note\":\"21\"}]"),
    };
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        int64_t id;
        const char *json = arena_printf(world->arena, "{\"name\":\"m\",\"actions\":%s}", actions[i]);
        if (world_try_post(world, &macro_entity, json, &id).fault != FAULT_INVALID)
            blame("%s was kept", actions[i]);
    }
}

static void views_are_checked_against_the_dictionary(void **state)
{
    World *world = world_of(state);
    int64_t id;
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM views WHERE builtin_key IS NOT NULL", 0), 10);
    static const char *const refused[] = {
        "{\"name\":\"v\",\"filter\":{\"all\":[{\"field\":\"colour\",\"op\":\"is\",\"value\":1}]}}",
        "{\"name\":\"v\",\"filter\":{\"all\":[{\"field\":\"status\",\"op\":\"is\",\"value\":\"lazy\"}]}}",
        "{\"name\":\"v\",\"filter\":[]}",
        "{\"name\":\"v\",\"filter\":{\"all\":[]},\"sort\":\"subject\"}",
        "{\"name\":\"v\",\"filter\":{\"all\":[]},\"entity\":\"sessions\"}",
        "{\"name\":\"v\",\"filter\":{\"all\":[]},\"builtin_key\":\"mine\"}",
        "{\"name\":\"v\",\"filter\":{\"all\":[]},\"agent_id\":1}",
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (world_try_post(world, &view_entity, refused[i], &id).fault != FAULT_INVALID)
            blame("%s was kept", refused[i]);
    }
    id = world_post(world, &view_entity,
                    "{\"name\":\"Urgentes\",\"filter\":{\"all\":[{\"field\":\"priority\",\"op\":\"is\",\"value\":"
                    "\"urgent\"},{\"field\":\"customer.stage\",\"op\":\"is\",\"value\":\"retention\"}]}}");
    const JsonValue *view = world_get(world, &view_entity, id);
    assert_text(json_text_at(view, "sort"), "-updated_at");
    assert_text(json_text_at(view, "filter.all.0.field"), "priority");
    assert_int_equal(json_int_at(view, "position"), 11);
    assert_int_equal(json_int_at(view, "agent_id"), 1);
}

static const Rights all_rights = {.reads_all = true, .writes_all = true};
typedef struct ViewStep {
    int64_t id;
    const char *json; /* NULL: only find */
} ViewStep;
static Result view_step(Work *work, void *context)
{
    ViewStep *step = context;
    View view;
    if (step->json == NULL)
        return entity_find(work, &view_entity, step->id, &view);
    const JsonValue *source;
    EntityInput *input = entity_new_input(work, &view_entity);
    TRY(json_read(work->arena, text_of(step->json), &source));
    TRY(entity_read_json(work, &view_entity, source, TEXT(""), step->id == 0, input));
    if (step->id != 0) {
        TRY(entity_find(work, &view_entity, step->id, &view));
        return view_entity.change(work, &view, input, &view);
    }
    TRY(view_entity.add(work, input, &view));
    step->id = view.id;
    return done();
}

static void own_views_are_private_and_shared_ones_are_for_leads(void **state)
{
    World *world = world_of(state);
    int64_t agent =
        world_post(world, &agent_entity, "{\"name\":\"Bea\",\"email\":\"bea@example.com\",\"role\":\"agent\"}");
    const Actor bea = {.kind = ACTOR_AGENT, .id = agent, .role = ROLE_AGENT, .rights = &all_rights};
    const Actor other = {.kind = ACTOR_AGENT, .id = agent + 1, .role = ROLE_AGENT, .rights = &all_rights};
    ViewStep step = {0, "{\"name\":\"m\xc3\xad"
                        "a\",\"filter\":{\"all\":[]}}"};
    must(world_do_as(world, &bea, WORK_LIVE, view_step, &step));
    step.json = NULL;
    must(world_do_as(world, &bea, WORK_LIVE, view_step, &step));
    must_fail(world_do_as(world, &other, WORK_LIVE, view_step, &step), FAULT_NOT_FOUND);
    step.json = "{\"is_shared\":true}";
    must_fail(world_do_as(world, &bea, WORK_LIVE, view_step, &step), FAULT_DENIED);
    step.json = "{\"name\":\"otra\"}";
    must(world_do_as(world, &bea, WORK_LIVE, view_step, &step));
    ViewStep builtin = {world_int(world, "SELECT MIN(id) FROM views", 0), "{\"name\":\"suya\"}"};
    must_fail(world_do_as(world, &bea, WORK_LIVE, view_step, &builtin), FAULT_DENIED);
    builtin.json = NULL;
    must(world_do_as(world, &bea, WORK_LIVE, view_step, &builtin));
}

static void a_program_makes_shared_ones_only(void **state)
{
    World *world = world_of(state);
    const Rights scopes = {.scopes = TEXT("read write")};
    const Actor key = {.kind = ACTOR_API_KEY, .id = 5, .role = ROLE_ADMIN, .rights = &scopes};
    ViewStep step = {0, "{\"name\":\"v\",\"filter\":{\"all\":[]},\"is_shared\":false}"};
    must_fail(world_do_as(world, &key, WORK_LIVE, view_step, &step), FAULT_INVALID);
    step.json = "{\"name\":\"v\",\"filter\":{\"all\":[]}}";
    must(world_do_as(world, &key, WORK_LIVE, view_step, &step));
    assert_int_equal(world_int(world, "SELECT is_shared FROM views WHERE id = $1", step.id), 1);
}

static void custom_fields_are_named_plainly_and_hold_their_values(void **state)
{
    World *world = world_of(state);
    int64_t id;
    static const char *const refused[] = {
        "{\"entity\":\"message\",\"key\":\"a\",\"label\":\"A\",\"type\":\"text\"}",
        "{\"entity\":\"ticket\",\"key\":\"A b\",\"label\":\"A\",\"type\":\"text\"}",
        "{\"entity\":\"ticket\",\"key\":\"1a\",\"label\":\"A\",\"type\":\"text\"}",
        "{\"entity\":\"ticket\",\"key\":\"a\",\"label\":\"A\",\"type\":\"choice\"}",
        "{\"entity\":\"ticket\",\"key\":\"a\",\"label\":\"A\",\"type\":\"text\",\"choices\":\"x\"}",
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (world_try_post(world, &custom_field_entity, refused[i], &id).fault != FAULT_INVALID)
            blame("%s was kept", refused[i]);
    }
    world_post(world, &custom_field_entity,
               "{\"entity\":\"tickets\",\"key\":\"tienda\",\"label\":\"Tienda\",\"type\":\"choice\",\"choices\":"
               "\"Norte\\nSur\"}");
    must_fail(world_try_post(world, &custom_field_entity,
                             "{\"entity\":\"ticket\",\"key\":\"tienda\",\"label\":\"Tienda\",\"type\":\"text\"}", &id),
              FAULT_CONFLICT);
    int64_t customer = a_customer(world, "ana@example.com");
    id = world_post(world, &ticket_entity,
                    arena_printf(world->arena,
                                 "{\"subject\":\"x\",\"customer_id\":%lld,\"custom\":{\"tienda\":\"Sur\"}}",
                                 (long long)customer));
    assert_text(json_text_at(world_get(world, &ticket_entity, id), "custom.tienda"), "Sur");
    must_fail(world_try_patch(world, &ticket_entity, id, "{\"custom\":{\"tienda\":\"Este\"}}"), FAULT_INVALID);
}

static Result load_calendar(Work *work, void *context)
{
    BusinessCalendar *calendar = context;
    return calendar_load(work, 0, calendar);
}

static void there_is_one_default_calendar(void **state)
{
    World *world = world_of(state);
    BusinessCalendar calendar = {0};
    must(world_do(world, load_calendar, &calendar));
    assert_int_equal(calendar.span_counts[0], 1);
    assert_int_equal(calendar.span_counts[5], 0);
    int64_t seeded = world_int(world, "SELECT id FROM calendars", 0);
    int64_t id = world_post(world, &calendar_entity,
                            "{\"name\":\"24x7\",\"time_zone\":\"America/Bogota\",\"is_default\":true,\"hours\":[{"
                            "\"weekday\":6,\"opens_minute\":0,\"closes_minute\":1440}],\"holidays\":[{\"day\":"
                            "\"2026-12-25\",\"name\":\"Navidad\"}]}");
    calendar = (BusinessCalendar){0};
    must(world_do(world, load_calendar, &calendar));
    assert_int_equal(calendar.span_counts[6], 1);
    assert_int_equal(calendar.holiday_count, 1);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM calendars WHERE is_default = 1", 0), 1);
    must_fail(world_try_patch(world, &calendar_entity, id, "{\"is_default\":false}"), FAULT_INVALID);
    must_fail(world_try_patch(world, &calendar_entity, id,
                              "{\"hours\":[{\"weekday\":0,\"opens_minute\":0,\"closes_minute\":100},{\"weekday\":0,"
                              "\"opens_minute\":50,\"closes_minute\":200}]}"),
              FAULT_INVALID);
    must_fail(world_try_patch(world, &calendar_entity, id,
                              "{\"holidays\":[{\"day\":\"2026-01-01\"},{\"day\":\"2026-01-01\"}]}"),
              FAULT_INVALID);
    world_patch(world, &calendar_entity, seeded, "{\"name\":\"Oficina\",\"hours\":[]}");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM calendar_hours WHERE calendar_id = $1", seeded), 0);
}

int main(void)
{
    static const WorldTest tests[] = {
        {"a macro answers and settles in one step", a_macro_answers_and_settles_in_one_step},
        {"a macro that fails leaves nothing", a_macro_that_fails_leaves_nothing},
        {"actions are checked when they are kept", actions_are_checked_when_they_are_kept},
        {"views are checked against the dictionary", views_are_checked_against_the_dictionary},
        {"own views are private and shared ones are for leads", own_views_are_private_and_shared_ones_are_for_leads},
        {"a program makes shared ones only", a_program_makes_shared_ones_only},
        {"custom fields are named plainly and hold their values",
         custom_fields_are_named_plainly_and_hold_their_values},
        {"there is one default calendar", there_is_one_default_calendar},
    };
    desk_world_use();
    return world_run_all("macros, views, fields and calendars", tests, sizeof(tests) / sizeof(tests[0]));
}
