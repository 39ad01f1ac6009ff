#include "base/digest.h"
#include "people/agent.h"

/* Hashes a password before the lane. What is no good password is left to the handler, which names the field. */
static Result agent_prepare(Arena *arena, const Request *request, void **out_prepared)
{
    *out_prepared = NULL;
    Text password = json_text_member(request->json, "password");
    if (password.length > PASSWORD_BYTES_MAX || text_count_codepoints(password) < PASSWORD_BYTES_MIN)
        return done();
    Text *hash = ARENA_NEW(arena, Text);
    TRY(agent_hash_password(arena, password, hash));
    *out_prepared = hash;
    return done();
}

/* Takes the password out of what was read, so that the rest is an agent's own. */
static Result password_take(Work *work, const Request *request, EntityInput *input, const Text **out_hash)
{
    const FieldSet bit = FIELD_BIT(agent_entity.field_count);
    bool is_given = (input->given & bit) != 0;
    Agent *agent = input->record;
    *out_hash = is_given ? request_prepared(request) : NULL;
    if (is_given && *out_hash == NULL)
        return work_fault(work, TEXT("/password"), "too_short", "A password has at least %d characters.",
                          PASSWORD_BYTES_MIN);
    agent->password = TEXT_NONE;
    agent->has &= ~bit;
    input->given &= ~bit;
    input->entity = &agent_entity;
    return done();
}

static Result agent_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    const Text *hash;
    Agent agent;
    TRY(request_read(work, request, &agent_request_entity, &input));
    TRY(password_take(work, request, input, &hash));
    if (hash) {
        Agent *draft = input->record;
        draft->password_hash = *hash;
        draft->has |= entity_bit(&agent_entity, "password_hash");
    }
    TRY(agent_add(work, input, &agent));
    return answer_created(work, &agent_entity, agent.id, request, answer);
}

static Result agent_patch(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input = entity_new_input(work, &agent_request_entity);
    const Text *hash;
    Agent agent;
    TRY(entity_read_json(work, &agent_request_entity, request->json, TEXT(""), false, input));
    TRY(password_take(work, request, input, &hash));
    TRY(entity_patch(work, &agent_entity, request->ids[0], request->version, input, &agent));
    if (hash)
        TRY(agent_set_password(work, agent.id, *hash, 0));
    return answer_record(work, &agent_entity, agent.id, request, answer);
}

const Route agent_routes[] = {
    RESOURCE("/api/v1/agents", &agent_entity),
    {
        .method = "POST",
        .path = "/api/v1/agents",
        .entity = &agent_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = agent_post,
        .prepare = agent_prepare,
        .takes = SHAPE_RECORD,
        .takes_entity = &agent_request_entity,
        .gives = SHAPE_RECORD,
        .gives_entity = &agent_entity,
        .success = 201,
        .about = "Adds an agent, who can sign in when a password is given.",
    },
    {
        .method = "PATCH",
        .path = "/api/v1/agents/{id}",
        .entity = &agent_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = agent_patch,
        .prepare = agent_prepare,
        .needs_version = true,
        .takes = SHAPE_RECORD,
        .takes_entity = &agent_request_entity,
        .gives = SHAPE_RECORD,
        .gives_entity = &agent_entity,
        .about = "Changes an agent; a new password, or disabling, ends the agent's sessions.",
    },
    {0},
};
