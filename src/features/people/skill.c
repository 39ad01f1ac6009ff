#include "people/skill.h"

static const char *const kind_names[] = {"language", "product", "stage", "other", NULL};

static const Field agent_skill_fields[] = {
    FIELD(AgentSkill, id, FIELD_ID, .about = "Identifies the agent's skill."),
    FIELD(AgentSkill, skill_id, FIELD_REFERENCE, .can = IS_HIDDEN),
    FIELD(AgentSkill, agent_id, FIELD_REFERENCE, .to = &agent_entity, .is_required = true, .can = CAN_WRITE,
          .about = "The agent."),
    FIELD(AgentSkill, level, FIELD_INT, .is_required = true, .low = 1, .high = 5, .can = CAN_WRITE,
          .about = "1 begins … 5 teaches others."),
};

const Entity agent_skill_entity = {
    .name = "agent_skill",
    .plural = "agent_skills",
    .table = "agent_skills",
    .record_bytes = sizeof(AgentSkill),
    ENTITY_FIELDS(agent_skill_fields),
    .rights = &rights_settings,
    .about = "How good an agent is at something.",
};

static const Field skill_fields[] = {
    FIELD(Skill, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Skill, version, FIELD_VERSION),
    FIELD(Skill, kind, FIELD_CHOICE, .choices = kind_names, .is_required = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "What sort of thing it is."),
    FIELD(Skill, name, FIELD_TEXT, .bytes_max = 100, .is_required = true, .format = FORMAT_LINE,
          .folded_in = "name_key", .can = CAN_WRITE | CAN_FILTER | CAN_SORT,
          .about = "What it is called; unique, whatever case and accents."),
    FIELD(Skill, created_at, FIELD_TIME),
    FIELD(Skill, updated_at, FIELD_TIME),
};

enum { SKILL_AGENTS };
static const ChildList skill_children[] = {
    [SKILL_AGENTS] = {.name = "agents",
                      .entity = &agent_skill_entity,
                      .parent = "skill_id",
                      .order_by = "agent_id",
                      .can_write = true,
                      .count_max = SKILL_AGENTS_MAX},
};

static Result agents_check(Work *work, const ChildInput *input)
{
    const AgentSkill *rows = input->records;
    for (size_t i = 0; input->is_given && i < input->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (rows[i].agent_id == rows[k].agent_id)
                return work_fault(work, text_format(work->arena, "/agents/%zu/agent_id", i), "duplicate",
                                  "An agent has a skill once.");
        }
    }
    return done();
}

static Result skill_add(Work *work, const EntityInput *input, void *out_skill)
{
    int64_t count = 0;
    TRY(agents_check(work, &input->children[SKILL_AGENTS]));
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM skills"), DB_NO_VALUES, &count));
    if (count >= SKILLS_MAX)
        return failf(work->arena, FAULT_LIMIT, "There are at most %d skills.", SKILLS_MAX);
    return entity_add_plain(work, input, out_skill);
}

static Result skill_change(Work *work, const void *before, const EntityInput *input, void *out_skill)
{
    TRY(agents_check(work, &input->children[SKILL_AGENTS]));
    return entity_change_plain(work, before, input, out_skill);
}

const Entity skill_entity = {
    .name = "skill",
    .plural = "skills",
    .table = "skills",
    .record_bytes = sizeof(Skill),
    ENTITY_FIELDS(skill_fields),
    .rights = &rights_settings,
    .methods = ENTITY_ALL,
    .default_sort = "name",
    ENTITY_CHILDREN(skill_children),
    .add = skill_add,
    .change = skill_change,
    .about = "Something that agents are good at: a language, a product, a stage of customers.",
};

/* ---- of one agent ---- */

typedef struct AgentSkills {
    FieldSet has;
    int64_t id;
} AgentSkills;
typedef struct HeldSkill {
    FieldSet has;
    int64_t id;
    int64_t skill_id;
    int64_t level;
} HeldSkill;
static const Field held_fields[] = {
    FIELD(HeldSkill, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(HeldSkill, skill_id, FIELD_REFERENCE, .to = &skill_entity, .is_required = true, .can = CAN_CREATE),
    FIELD(HeldSkill, level, FIELD_INT, .is_required = true, .low = 1, .high = 5, .can = CAN_CREATE,
          .about = "1 begins … 5 teaches others; 0 is none: leave it out."),
};
static const Entity held_entity = {
    .name = "held_skill",
    .plural = "held_skills",
    .record_bytes = sizeof(HeldSkill),
    ENTITY_FIELDS(held_fields),
    .about = "A skill of an agent.",
};

static Result skills_write(Work *work, int64_t agent_id, Json *json)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT skill_id, level FROM agent_skills WHERE agent_id = $1 ORDER BY skill_id LIMIT 500"),
                 DB_VALUES(db_int(agent_id)), &cursor));
    json_object(json);
    json_name(json, "skills");
    json_list(json);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        json_object(json);
        json_put_int(json, "skill_id", db_column_int(&cursor, 0));
        json_put_int(json, "level", db_column_int(&cursor, 1));
        json_end_object(json);
    }
    json_end_list(json);
    json_end_object(json);
    return done();
}

static Result skills_get(Work *work, const Request *request, Answer *answer)
{
    Agent agent;
    TRY(entity_find(work, &agent_entity, request->ids[0], &agent));
    return skills_write(work, agent.id, &answer->json);
}

static Text skills_text(Work *work, int64_t agent_id, Result *out_result)
{
    Buffer out = buffer_new(work->arena, 65536);
    Json json = json_writer(&out);
    *out_result = skills_write(work, agent_id, &json);
    return buffer_text(&out);
}

static Result skills_put(Work *work, const Request *request, Answer *answer)
{
    Agent agent;
    Result read = done();
    const JsonValue *list = json_member(request->json, "skills");
    TRY(entity_find(work, &agent_entity, request->ids[0], &agent));
    if (list == NULL || list->kind != JSON_LIST || list->list.count > SKILLS_MAX)
        return work_fault(work, TEXT("/skills"), "wrong_type", "This is a list of at most %d skills.", SKILLS_MAX);
    Text before = skills_text(work, agent.id, &read);
    TRY(read);
    TRY(db_run(work->db, DB_SQL("DELETE FROM agent_skills WHERE agent_id = $1"), DB_VALUES(db_int(agent.id)), NULL));
    for (size_t i = 0; i < list->list.count; i++) {
        EntityInput input;
        TRY(entity_read_json(work, &held_entity, &list->list.items[i], text_format(work->arena, "/skills/%zu", i), true,
                             &input));
        const HeldSkill *held = input.record;
        TRY(db_run(work->db,
                   DB_SQL("INSERT INTO agent_skills (skill_id, agent_id, level) VALUES ($1, $2, $3) "
                          "ON CONFLICT (skill_id, agent_id) DO UPDATE SET level = excluded.level"),
                   DB_VALUES(db_int(held->skill_id), db_int(agent.id), db_int(held->level)), NULL));
    }
    Text after = skills_text(work, agent.id, &read);
    TRY(read);
    if (!text_equals(before, after))
        TRY(event_add_changes(work, "agent.skills_changed", &agent_entity, agent.id, 0, 0,
                              text_format(work->arena, "{\"skills\":[%.*s,%.*s]}", TEXT_ARG(before), TEXT_ARG(after))));
    return skills_write(work, agent.id, &answer->json);
}

#define SKILLS_SCHEMA                                                                                                  \
    "{\"type\":\"object\",\"required\":[\"skills\"],\"properties\":{\"skills\":{\"type\":\"array\",\"items\":"         \
    "{\"type\":\"object\",\"required\":[\"skill_id\",\"level\"],\"properties\":{\"skill_id\":{\"type\":\"integer\"},"  \
    "\"level\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":5}}}}}}"

const Route skill_routes[] = {
    RESOURCE("/api/v1/skills", &skill_entity),
    {.method = "GET",
     .path = "/api/v1/agents/{id}/skills",
     .entity = &agent_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = skills_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = SKILLS_SCHEMA,
     .about = "What an agent is good at."},
    {.method = "PUT",
     .path = "/api/v1/agents/{id}/skills",
     .entity = &skill_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = skills_put,
     .takes = SHAPE_SCHEMA,
     .takes_schema = SKILLS_SCHEMA,
     .gives = SHAPE_SCHEMA,
     .gives_schema = SKILLS_SCHEMA,
     .about = "Sets all that an agent is good at."},
    {.path = NULL},
};
