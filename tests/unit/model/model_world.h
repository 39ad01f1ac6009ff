/* A workspace of a moment, with two entities of the real schema, for the model's tests. On SQLite, and on PostgreSQL when
 * LAZO_TEST_POSTGRES names a server. */
#ifndef LAZO_TEST_MODEL_WORLD_H
#define LAZO_TEST_MODEL_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/digest.h"
#include "model/event.h"
#include "model/filter.h"
#include "model/search.h"
#include "store/lane.h"

/* After ours: its macro fail() takes the name of our function. */
#include <cmocka.h>

typedef struct Company {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    Text name;
    Text domain;
    Text country;
    Text industry;
    int64_t created_at;
    int64_t updated_at;
} Company;

typedef struct Person {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    Text name;
    Text email;
    int64_t company_id;
    Text language;
    Text city;
    int64_t acquisition_cost;
    int64_t created_at;
    int64_t updated_at;
} Person;

static const Field company_fields[] = {
    FIELD(Company, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Company, version, FIELD_VERSION),
    FIELD(Company, external_id, FIELD_TEXT, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Company, name, FIELD_TEXT, .bytes_max = 100, .is_required = true, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT),
    FIELD(Company, domain, FIELD_TEXT, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Company, country, FIELD_TEXT, .format = FORMAT_COUNTRY, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Company, industry, FIELD_TEXT, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Company, created_at, FIELD_TIME, .can = CAN_FILTER),
    FIELD(Company, updated_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT),
};
static const Entity company_entity = {
    .name = "company",
    .plural = "companies",
    .table = "companies",
    .record_bytes = sizeof(Company),
    ENTITY_FIELDS(company_fields),
    .rights = &rights_desk,
    .methods = ENTITY_ALL,
    .default_sort = "id",
};
static const Field person_fields[] = {
    FIELD(Person, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Person, version, FIELD_VERSION),
    FIELD(Person, external_id, FIELD_TEXT, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Person, name, FIELD_TEXT, .bytes_max = 100, .is_required = true, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT),
    FIELD(Person, email, FIELD_TEXT, .format = FORMAT_EMAIL, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Person, company_id, FIELD_REFERENCE, .to = &company_entity, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Person, language, FIELD_TEXT, .format = FORMAT_LANGUAGE, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Person, city, FIELD_TEXT, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Person, acquisition_cost, FIELD_MONEY, .can = CAN_WRITE | CAN_FILTER),
    FIELD(Person, created_at, FIELD_TIME, .can = CAN_FILTER),
    FIELD(Person, updated_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT),
};
static const Entity person_entity = {
    .name = "customer",
    .plural = "customers",
    .table = "customers",
    .record_bytes = sizeof(Person),
    ENTITY_FIELDS(person_fields),
    .rights = &rights_desk,
    .methods = ENTITY_ALL,
    .default_sort = "id",
    .has_tags = true,
    .has_custom = true,
};

static const Entity *const world_entities[] = {&company_entity, &person_entity};

typedef struct World {
    Workspace *workspace;
    Arena *arena;
    char folder[64];
} World;

static inline void must(Result result)
{
    if (!is_ok(result))
        fail_msg("%s: %s", fault_name(result.fault), result.why ? result.why : "");
}

static inline World *world_of(void **state)
{
    return *state;
}

static inline int world_open(World *world, const ModelWiring *wiring)
{
    must(digest_setup());
    const char *postgres = getenv("LAZO_TEST_POSTGRES");
    snprintf(world->folder, sizeof world->folder, "/tmp/lazo-model-XXXXXX");
    if (mkdtemp(world->folder) == NULL)
        return -1;
    world->arena = arena_new();
    Text database = text_format(world->arena, "sqlite:%s/lazo.db", world->folder);
    if (postgres && *postgres != '\0')
        database = text_format(world->arena, "%s%cschema=model_%s", postgres, strchr(postgres, '?') ? '&' : '?',
                               strrchr(world->folder, '-') + 1);
    WorkspaceOptions options = {.database = database};
    must(workspace_open(&options, &world->workspace));
    must(model_setup(world->workspace, wiring));
    return 0;
}

static inline void world_close(World *world)
{
    workspace_close(world->workspace);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", world->folder);
    if (system(command) != 0)
        fprintf(stderr, "%s was not removed\n", world->folder);
    arena_free(world->arena);
}

/* Runs a step on the lane as the system. */
static inline Result world_write(World *world, Result (*apply)(Work *work, void *context), void *context)
{
    return lane_do(workspace_lane(world->workspace), world->arena, &actor_system, WORK_LIVE, false, apply, context);
}

#endif
