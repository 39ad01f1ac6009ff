#include "people/preferences.h"

#include "model/filter.h"
#include "people/agent.h"

static const EntityRights rights_own = {.of = {
                                            [ROLE_ADMIN] = RIGHT_READ | RIGHT_WRITE,
                                            [ROLE_LEAD] = RIGHT_READ | RIGHT_WRITE,
                                            [ROLE_AGENT] = RIGHT_READ | RIGHT_WRITE,
                                            [ROLE_COLLABORATOR] = RIGHT_READ | RIGHT_WRITE,
                                            [ROLE_ANALYST] = RIGHT_READ | RIGHT_WRITE,
                                        }};

static const char *const themes[] = {"light", "dark", "system", NULL};
static const char *const densities[] = {"comfortable", "compact", NULL};
static const char *const after_solves[] = {"stay", "next", "list", NULL};

static const Field preferences_fields[] = {
    FIELD(Preferences, id, FIELD_ID),
    FIELD(Preferences, version, FIELD_VERSION),
    FIELD(Preferences, agent_id, FIELD_REFERENCE, .to = &agent_entity),
    FIELD(Preferences, theme, FIELD_CHOICE, .choices = themes, .has_default = true, .can = CAN_WRITE,
          .about = "Light, dark, or as the system has it."),
    FIELD(Preferences, density, FIELD_CHOICE, .choices = densities, .has_default = true, .can = CAN_WRITE,
          .about = "How high the rows of lists are."),
    FIELD(Preferences, after_solve, FIELD_CHOICE, .choices = after_solves, .has_default = true, .can = CAN_WRITE,
          .about = "Where to go once a ticket is solved."),
    FIELD(Preferences, single_keys, FIELD_BOOL, .has_default = true, .can = CAN_WRITE,
          .about = "Whether shortcuts of one key are on."),
    FIELD(Preferences, keys, FIELD_JSON, .bytes_max = 8000, .has_default = true, .can = CAN_WRITE,
          .about = "An object: keys by the name of the command, where they are not the usual ones; \"\" for none."),
    FIELD(Preferences, region, FIELD_TEXT, .bytes_max = 20, .format = FORMAT_LANGUAGE, .can = CAN_WRITE,
          .about = "Such as es-CO: how numbers, money and dates are written; null: as the language has it."),
    FIELD(Preferences, first_steps, FIELD_BOOL, .has_default = true, .can = CAN_WRITE,
          .about = "Whether the hint with the first steps is shown."),
    FIELD(Preferences, created_at, FIELD_TIME, .can = IS_HIDDEN),
    FIELD(Preferences, updated_at, FIELD_TIME, .can = IS_HIDDEN),
};

static Result preferences_visible(Work *work, const Filter **out_filter)
{
    int64_t agent_id = work->actor.kind == ACTOR_AGENT ? work->actor.id : 0;
    *out_filter = filter_is_int(work, &preferences_entity, "agent_id", agent_id);
    return done();
}

static Result preferences_change(Work *work, const void *before, const EntityInput *input, void *out_record);

const Entity preferences_entity = {
    .name = "preferences",
    .plural = "preferences",
    .table = "agent_preferences",
    .record_bytes = sizeof(Preferences),
    ENTITY_FIELDS(preferences_fields),
    .rights = &rights_own,
    .default_sort = "id",
    .visible = preferences_visible,
    .change = preferences_change,
    .about = "How an agent likes the workspace.",
};

/* ---- keys ---- */

static bool name_is_sound(Text name)
{
    if (name.length == 0 || name.length > PREFERENCES_NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || c == '_' || c == '.'))
            return false;
    }
    return true;
}

static bool keys_are_sound(const JsonValue *value)
{
    if (value->kind != JSON_TEXT || value->text.length > PREFERENCES_KEY_BYTES_MAX)
        return false;
    for (size_t i = 0; i < value->text.length; i++) {
        unsigned char c = (unsigned char)value->text.data[i];
        if (c < 0x20 || c == 0x7f)
            return false;
    }
    return true;
}

static Result keys_check(Work *work, Text source)
{
    const JsonValue *value;
    TRY(json_read(work->arena, source, &value));
    if (value->kind != JSON_OBJECT || value->object.count > PREFERENCES_KEYS_MAX)
        return work_fault(work, TEXT("/keys"), "wrong_type", "Keys are an object of at most %d commands.",
                          PREFERENCES_KEYS_MAX);
    for (size_t i = 0; i < value->object.count; i++) {
        const JsonMember *member = &value->object.members[i];
        if (!name_is_sound(member->name) || !keys_are_sound(member->value))
            return work_fault(work, TEXT("/keys"), "wrong_format",
                              "A command has a name such as ticket.resolve, and keys of at most %d bytes.",
                              PREFERENCES_KEY_BYTES_MAX);
    }
    return done();
}

/* ---- use cases ---- */

static Result preferences_change(Work *work, const void *before, const EntityInput *input, void *out_record)
{
    if (input->given & entity_bit(&preferences_entity, "keys"))
        TRY(keys_check(work, ((const Preferences *)input->record)->keys));
    return entity_change_plain(work, before, input, out_record);
}

Result preferences_add(Work *work, int64_t agent_id)
{
    return db_run(
        work->db,
        DB_SQL("INSERT INTO agent_preferences (agent_id, theme, density, after_solve, created_at, updated_at) "
               "VALUES ($1, 'system', 'comfortable', 'stay', $2, $2)"),
        DB_VALUES(db_int(agent_id), db_int(work->now)), NULL);
}

Result preferences_welcome(Work *work, int64_t agent_id)
{
    return db_run(work->db, DB_SQL("UPDATE agent_preferences SET first_steps = 1 WHERE agent_id = $1"),
                  DB_VALUES(db_int(agent_id)), NULL);
}

static Result preferences_id(Work *work, int64_t agent_id, int64_t *out_id)
{
    return db_one_int(work->db, DB_SQL("SELECT id FROM agent_preferences WHERE agent_id = $1"),
                      DB_VALUES(db_int(agent_id)), out_id);
}

Result preferences_write_json(Work *work, int64_t agent_id, Json *json)
{
    int64_t id;
    Actor asks = work->actor;
    Result found = preferences_id(work, agent_id, &id);
    if (found.fault == FAULT_NOT_FOUND) {
        json_null(json);
        return done();
    }
    TRY(found);
    /* At a sign-in nobody acts yet. */
    work->actor = (Actor){.kind = ACTOR_AGENT, .id = agent_id, .role = ROLE_AGENT};
    Result written = entity_write_json(work, &preferences_entity, id, TEXT_NONE, json, NULL);
    work->actor = asks;
    return written;
}

/* ---- over HTTP ---- */

static Result own_id(Work *work, int64_t *out_id)
{
    if (work->actor.kind != ACTOR_AGENT)
        return fail(FAULT_NOT_FOUND, "An API key is nobody.");
    return preferences_id(work, work->actor.id, out_id);
}

static Result preferences_get(Work *work, const Request *request, Answer *answer)
{
    int64_t id;
    TRY(own_id(work, &id));
    return answer_record(work, &preferences_entity, id, request, answer);
}

static Result preferences_patch(Work *work, const Request *request, Answer *answer)
{
    int64_t id;
    Preferences changed;
    Result found = own_id(work, &id);
    if (found.fault == FAULT_NOT_FOUND && work->actor.kind == ACTOR_AGENT) {
        TRY(preferences_add(work, work->actor.id));
        found = own_id(work, &id);
    }
    TRY(found);
    EntityInput *input = entity_new_input(work, &preferences_entity);
    TRY(entity_read_json(work, &preferences_entity, request->json, TEXT(""), false, input));
    TRY(entity_patch(work, &preferences_entity, id, request->version, input, &changed));
    return answer_record(work, &preferences_entity, id, request, answer);
}

const Route preferences_routes[] = {
    {
        .method = "GET",
        .path = "/api/v1/me/preferences",
        .auth = AUTH_STAFF,
        .runs = RUNS_READ,
        .handle = preferences_get,
        .gives = SHAPE_RECORD,
        .gives_entity = &preferences_entity,
        .about = "How the agent who is signed in likes the workspace.",
    },
    {
        .method = "PATCH",
        .path = "/api/v1/me/preferences",
        .auth = AUTH_STAFF,
        .runs = RUNS_WRITE,
        .handle = preferences_patch,
        .needs_version = true,
        .body_bytes_max = 16384,
        .takes = SHAPE_RECORD,
        .takes_entity = &preferences_entity,
        .gives = SHAPE_RECORD,
        .gives_entity = &preferences_entity,
        .about = "Changes them, field by field.",
    },
    {0},
};
