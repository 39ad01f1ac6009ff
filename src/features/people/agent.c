#include "people/agent.h"

#include "base/digest.h"
#include "model/event.h"
#include "people/preferences.h"

const char *const *const agent_role_names = role_names + 1;

static const EntityRights rights_agents = {.of = {
                                               [ROLE_ADMIN] = RIGHTS_ALL,
                                               [ROLE_LEAD] = RIGHT_READ,
                                               [ROLE_AGENT] = RIGHT_READ,
                                               [ROLE_COLLABORATOR] = RIGHT_READ,
                                               [ROLE_ANALYST] = RIGHT_READ | RIGHT_EXPORT,
                                           }};

static const Field agent_fields[] = {
    FIELD(Agent, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the agent."),
    FIELD(Agent, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Agent, email, FIELD_TEXT, .is_required = true, .format = FORMAT_EMAIL, .folded_in = "email_key",
          .can = CAN_WRITE | CAN_FILTER, .about = "The address to sign in with; unique."),
    FIELD(Agent, name, FIELD_TEXT, .bytes_max = 120, .is_required = true, .format = FORMAT_LINE,
          .folded_in = "name_key", .can = CAN_WRITE | CAN_FILTER | CAN_SORT, .about = "How customers read it."),
    FIELD(Agent, role, FIELD_CHOICE, .choices = role_names + 1, .is_required = true,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP, .about = "What the agent may do."),
    FIELD(Agent, language, FIELD_TEXT, .has_default = true, .format = FORMAT_LANGUAGE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Of the interface; the workspace's, unless given."),
    FIELD(Agent, time_zone, FIELD_TEXT, .bytes_max = 60, .format = FORMAT_ZONE, .can = CAN_WRITE,
          .about = "IANA time zone."),
    FIELD(Agent, password_hash, FIELD_TEXT, .can = IS_HIDDEN),
    FIELD(Agent, is_active, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "A disabled agent cannot sign in; what it did keeps its name."),
    FIELD(Agent, last_seen_at, FIELD_TIME, .can = CAN_FILTER, .about = "About when it last used the program."),
    FIELD(Agent, created_at, FIELD_TIME, .about = "When it was added."),
    FIELD(Agent, updated_at, FIELD_TIME, .about = "When it was last changed."),
    FIELD(Agent, password, FIELD_TEXT, .bytes_max = PASSWORD_BYTES_MAX, .can = CAN_WRITE,
          .about = "At least 10 characters; never shown again."),
};
#define AGENT_FIELD_COUNT (sizeof(agent_fields) / sizeof(agent_fields[0]))

static EntityExtensions agent_extensions; /* availability hangs here */
const Entity agent_entity = {
    .name = "agent",
    .plural = "agents",
    .table = "agents",
    .record_bytes = sizeof(Agent),
    .fields = agent_fields,
    .field_count = AGENT_FIELD_COUNT - 1,
    .rights = &rights_agents,
    .methods = ENTITY_READS,
    .default_sort = "name",
    .extensions = &agent_extensions,
    .add = agent_add,
    .change = agent_change,
    .about = "A person of the business who signs in.",
};

const Entity agent_request_entity = {
    .name = "agent_request",
    .plural = "agent_requests",
    .record_bytes = sizeof(Agent),
    ENTITY_FIELDS(agent_fields),
    .rights = &rights_agents,
    .about = "An agent as it is written, with a password.",
};

Result agent_hash_password(Arena *arena, Text password, Text *out_hash)
{
    if (text_count_codepoints(password) < PASSWORD_BYTES_MIN)
        return failf(arena, FAULT_INVALID, "A password has at least %d characters.", PASSWORD_BYTES_MIN);
    if (password.length > PASSWORD_BYTES_MAX)
        return failf(arena, FAULT_INVALID, "A password has at most %d bytes.", PASSWORD_BYTES_MAX);
    char hash[PASSWORD_HASH_BYTES];
    TRY(password_hash(password, hash));
    *out_hash = text_copy(arena, text_of(hash));
    return done();
}

Result agent_find_by_email(Work *work, Text email, Agent *out_agent, bool *out_found)
{
    int64_t id = 0;
    Text key = text_fold(work->arena, text_trim(email));
    Result result =
        db_one_int(work->db, DB_SQL("SELECT id FROM agents WHERE email_key = $1"), DB_VALUES(db_text(key)), &id);
    *out_found = is_ok(result);
    if (result.fault == FAULT_NOT_FOUND)
        return done();
    TRY(result);
    return entity_find(work, &agent_entity, id, out_agent);
}

static Result email_check(Work *work, const Agent *agent)
{
    Agent other;
    bool is_found;
    TRY(agent_find_by_email(work, agent->email, &other, &is_found));
    if (!is_found || other.id == agent->id)
        return done();
    return failf(work->arena, FAULT_CONFLICT, "The address %.*s already belongs to agent %lld (%.*s).",
                 TEXT_ARG(agent->email), (long long)other.id, TEXT_ARG(other.name));
}

Result agent_add(Work *work, const EntityInput *input, void *out_agent)
{
    Agent *agent = out_agent;
    *agent = *(const Agent *)input->record;
    const FieldSet language = entity_bit(&agent_entity, "language");
    const FieldSet active = entity_bit(&agent_entity, "is_active");
    if (!(agent->has & language)) {
        WorkspaceSettings settings = workspace_settings(work->workspace);
        agent->language = text_copy(work->arena, text_of(settings.language));
    }
    if (!(agent->has & active))
        agent->is_active = 1;
    agent->has |= language | active;
    TRY(email_check(work, agent));
    TRY(entity_insert(work, &agent_entity, agent));
    TRY(preferences_add(work, agent->id));
    return event_add(work, "agent.created", &agent_entity, NULL, agent);
}

static bool is_active_admin(const Agent *agent)
{
    return agent->is_active && agent_role(agent) == ROLE_ADMIN;
}

static Result last_admin_check(Work *work, const Agent *before, const Agent *after)
{
    if (!is_active_admin(before) || is_active_admin(after))
        return done();
    int64_t others;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(id) FROM agents WHERE role = 'admin' AND is_active = 1 AND id <> $1"),
                   DB_VALUES(db_int(before->id)), &others));
    if (others == 0)
        return fail(FAULT_CONFLICT, "This is the last active administrator; make another one first.");
    return done();
}

static Result sessions_end(Work *work, int64_t agent_id, int64_t kept_session_id)
{
    return db_run(work->db, DB_SQL("DELETE FROM sessions WHERE agent_id = $1 AND id <> $2"),
                  DB_VALUES(db_int(agent_id), db_int(kept_session_id)), NULL);
}

Result agent_change(Work *work, const void *before_agent, const EntityInput *input, void *out_agent)
{
    const Agent *before = before_agent;
    Agent *after = out_agent;
    bool is_changed = false;
    *after = *before;
    entity_apply_input(input, after);
    TRY(email_check(work, after));
    TRY(last_admin_check(work, before, after));
    TRY(entity_update(work, &agent_entity, before, after, &is_changed));
    if (!is_changed)
        return done();
    if (before->is_active && !after->is_active)
        TRY(sessions_end(work, after->id, 0));
    return event_add(work, "agent.changed", &agent_entity, before, after);
}

Result agent_set_password(Work *work, int64_t agent_id, Text hash, int64_t kept_session_id)
{
    TRY(db_run(work->db, DB_SQL("UPDATE agents SET password_hash = $2 WHERE id = $1"),
               DB_VALUES(db_int(agent_id), db_text(hash)), NULL));
    TRY(sessions_end(work, agent_id, kept_session_id));
    return event_add_changes(work, "agent.password_changed", &agent_entity, agent_id, 0, 0, TEXT("{}"));
}
