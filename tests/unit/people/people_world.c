#include "people_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/digest.h"
#include "commerce/commerce_mover.h"
#include "commerce/commerce_totals.h"
#include "commerce/contract.h"
#include "commerce/invoice.h"
#include "commerce/order.h"
#include "commerce/payment.h"
#include "commerce/product.h"
#include "commerce/rate.h"
#include "people/consent_record.h"
#include "people/customer_duplicate.h"
#include "people/customer_note.h"
#include "people/agent.h"
#include "people/api_key.h"
#include "people/company.h"
#include "people/consent.h"
#include "people/team.h"

#define TESTS_MAX 64

static const Entity *const entities[] = {
    &customer_entity, &duplicate_entity, &customer_note_entity, &company_domain_entity, &consent_record_entity,
    &company_entity,  &identity_entity,  &consent_entity,       &agent_entity,          &team_entity,
    &api_key_entity,  &product_entity,   &order_entity,         &payment_entity,        &invoice_entity,
    &contract_entity, &rate_entity};
static const ModelWiring wiring = {.entities = entities, .entity_count = sizeof(entities) / sizeof(entities[0])};
static const CustomerMover *const movers[] = {&order_mover, &contract_mover, &invoice_mover, &payment_mover, NULL};

static const ModelWiring *used_wiring = &wiring;
static Result (*prepare_workspace)(Workspace *workspace);

void world_use(const ModelWiring *other, Result (*prepare)(Workspace *workspace))
{
    used_wiring = other;
    prepare_workspace = prepare;
}

const Actor world_admin = {.kind = ACTOR_AGENT, .id = 1, .role = ROLE_ADMIN};

static const char *postgres_base(void)
{
    const char *url = getenv("LAZO_TEST_POSTGRES");
    return url && *url ? url : NULL;
}

static Text database_of(World *world)
{
    static int number;
    if (world->engine == DB_SQLITE)
        return text_format(world->arena, "sqlite:%s/lazo.db", world->folder);
    return text_format(world->arena, "%s%cschema=people_%ld_%d", postgres_base(),
                       strchr(postgres_base(), '?') ? '&' : '?', (long)getpid(), ++number);
}

static int set_up(void **state)
{
    const DbEngine *engine = *state;
    must(digest_setup());
    Arena *arena = arena_new();
    World *world = ARENA_NEW(arena, World);
    *world = (World){.engine = *engine, .arena = arena};
    const char *place = getenv("TMPDIR");
    char *folder = arena_printf(arena, "%s/lazo-people-XXXXXX", place ? place : "/tmp");
    if (!mkdtemp(folder))
        return -1;
    world->folder = folder;
    *state = world;
    if (world->engine == DB_POSTGRES && !postgres_base())
        return 0; /* the test itself is skipped */
    world->database = database_of(world);
    WorkspaceOptions options = {.database = world->database};
    entity_extend(&customer_entity, &customer_commerce);
    customer_set_movers(movers);
    must(workspace_open(&options, &world->workspace));
    must(model_setup(world->workspace, used_wiring));
    if (prepare_workspace)
        must(prepare_workspace(world->workspace));
    return 0;
}

static Result schema_drop(Work *work, void *context)
{
    const World *world = context;
    Text schema = text_slice(world->database, text_find(world->database, TEXT("schema="), 0) + 7, SIZE_MAX);
    TRY(db_run(work->db, DB_SQL("SET client_min_messages TO warning"), DB_NO_VALUES, NULL));
    return db_run(work->db, db_made_sql(arena_printf(world->arena, "DROP SCHEMA %.*s CASCADE", TEXT_ARG(schema))),
                  DB_NO_VALUES, NULL);
}

static int tear_down(void **state)
{
    World *world = *state;
    if (world->engine == DB_POSTGRES && world->workspace)
        must(world_do(world, schema_drop, world));
    workspace_close(world->workspace);
    char command[512];
    snprintf(command, sizeof command, "rm -rf -- '%s'", world->folder);
    int status = system(command);
    arena_free(world->arena);
    return status;
}

static void skipped(void **state)
{
    (void)state;
    skip();
}

int world_run_all(const char *group, const WorldTest *tests, size_t count)
{
    static DbEngine engines[] = {DB_SQLITE, DB_POSTGRES};
    struct CMUnitTest all[2 * TESTS_MAX];
    size_t used = 0;
    WITH_ARENA arena = arena_new();
    for (size_t i = 0; i < count && i < TESTS_MAX; i++) {
        for (int engine = 0; engine < 2; engine++) {
            bool is_skipped = engine == 1 && !postgres_base();
            all[used++] = (struct CMUnitTest){
                .name = arena_printf(arena, "%s: %s", engine == 0 ? "sqlite" : "postgres", tests[i].name),
                .test_func = is_skipped ? skipped : tests[i].run,
                .setup_func = set_up,
                .teardown_func = tear_down,
                .initial_state = &engines[engine]};
        }
    }
    return _cmocka_run_group_tests(group, all, used, NULL, NULL);
}

Result world_do_as(World *world, const Actor *actor, WorkMode mode, Result (*apply)(Work *work, void *context),
                   void *context)
{
    return lane_do(workspace_lane(world->workspace), world->arena, actor, mode, false, apply, context);
}

Result world_do(World *world, Result (*apply)(Work *work, void *context), void *context)
{
    return world_do_as(world, &actor_system, WORK_LIVE, apply, context);
}

typedef struct Change {
    const Entity *entity;
    const char *json;
    int64_t id;
} Change;

static Result post_apply(Work *work, void *context)
{
    Change *change = context;
    const JsonValue *source;
    EntityInput *input = entity_new_input(work, change->entity);
    void *record = arena_alloc(work->arena, change->entity->record_bytes);
    TRY(json_read(work->arena, text_of(change->json), &source));
    Result read = entity_read_json(work, change->entity, source, TEXT(""), true, input);
    if (!is_ok(read))
        return work->field_faults ? failf(work->arena, read.fault, "%.*s: %.*s", TEXT_ARG(work->field_faults->pointer),
                                          TEXT_ARG(work->field_faults->detail))
                                  : read;
    TRY(change->entity->add ? change->entity->add(work, input, record) : entity_add_plain(work, input, record));
    change->id = record_id(record);
    return done();
}

Result world_try_post(World *world, const Entity *entity, const char *json, int64_t *out_id)
{
    Change change = {entity, json, 0};
    Result result = world_do_as(world, &world_admin, WORK_LIVE, post_apply, &change);
    *out_id = change.id;
    return result;
}

int64_t world_post(World *world, const Entity *entity, const char *json)
{
    int64_t id;
    must(world_try_post(world, entity, json, &id));
    return id;
}

static Result patch_apply(Work *work, void *context)
{
    const Change *change = context;
    const JsonValue *source;
    EntityInput *input = entity_new_input(work, change->entity);
    void *record = arena_alloc(work->arena, change->entity->record_bytes);
    int64_t version = 0;
    Buffer out = buffer_new(work->arena, 1 << 20);
    Json json = json_writer(&out);
    TRY(entity_write_json(work, change->entity, change->id, TEXT_NONE, &json, &version));
    TRY(json_read(work->arena, text_of(change->json), &source));
    TRY(entity_read_json(work, change->entity, source, TEXT(""), false, input));
    return entity_patch(work, change->entity, change->id, version, input, record);
}

Result world_try_patch(World *world, const Entity *entity, int64_t id, const char *json)
{
    Change change = {entity, json, id};
    return world_do_as(world, &world_admin, WORK_LIVE, patch_apply, &change);
}

void world_patch(World *world, const Entity *entity, int64_t id, const char *json)
{
    must(world_try_patch(world, entity, id, json));
}

void world_read(World *world, Work *out_work)
{
    must(work_begin_read(world->workspace, world->arena, &world_admin, out_work));
}

static Result get(World *world, const Entity *entity, int64_t id, Text *out_json)
{
    Work work;
    Buffer out = buffer_new(world->arena, 1 << 20);
    Json json = json_writer(&out);
    world_read(world, &work);
    Result result = entity_write_json(&work, entity, id, TEXT_NONE, &json, NULL);
    work_end_read(&work);
    *out_json = buffer_text(&out);
    return result;
}

Result world_try_get(World *world, const Entity *entity, int64_t id)
{
    Text json;
    return get(world, entity, id, &json);
}

const JsonValue *world_get(World *world, const Entity *entity, int64_t id)
{
    Text json;
    const JsonValue *value;
    must(get(world, entity, id, &json));
    must(json_read(world->arena, json, &value));
    return value;
}

int64_t world_int(World *world, const char *sql, int64_t value)
{
    Work work;
    int64_t found = 0;
    bool takes_value = strstr(sql, "$1") != NULL;
    world_read(world, &work);
    must(db_one_int(work.db, db_made_sql(sql), takes_value ? &(DbValue){.type = DB_TYPE_INT, .integer = value} : NULL,
                    takes_value ? 1 : 0, &found));
    work_end_read(&work);
    return found;
}

Text world_events(World *world, const Entity *entity, int64_t id)
{
    Work work;
    DbCursor cursor = {0};
    Buffer out = buffer_new(world->arena, 1 << 16);
    world_read(world, &work);
    must(db_query(work.db, DB_SQL("SELECT kind FROM events WHERE entity = $1 AND entity_id = $2 ORDER BY id"),
                  DB_VALUES(db_string(entity->name), db_int(id)), &cursor));
    for (bool has_row = true; has_row;) {
        must(db_next(&cursor, &has_row));
        if (has_row)
            buffer_addf(&out, "%s%.*s", out.length ? " " : "", TEXT_ARG(db_column_text(&cursor, 0)));
    }
    db_close_cursor(&cursor);
    work_end_read(&work);
    return buffer_text(&out);
}

const JsonValue *json_at(const JsonValue *value, const char *path)
{
    Text rest = text_of(path);
    Text part;
    while (value && rest.length > 0 && text_next_part(&rest, '.', &part)) {
        const JsonValue *found = NULL;
        int64_t index;
        if (value->kind == JSON_LIST && text_to_int(part, &index))
            found = (size_t)index < value->list.count ? &value->list.items[index] : NULL;
        for (size_t i = 0; value->kind == JSON_OBJECT && i < value->object.count; i++) {
            if (text_equals(value->object.members[i].name, part))
                found = value->object.members[i].value;
        }
        value = found;
    }
    return value;
}

int64_t json_int_at(const JsonValue *value, const char *path)
{
    const JsonValue *found = json_at(value, path);
    if (found == NULL || found->kind != JSON_INT)
        blame("there is no integer at %s", path);
    return found ? found->integer : 0;
}

Text json_text_at(const JsonValue *value, const char *path)
{
    const JsonValue *found = json_at(value, path);
    return found && found->kind == JSON_TEXT ? found->text : TEXT_NONE;
}
