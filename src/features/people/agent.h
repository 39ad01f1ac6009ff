/* Agents: the people of the business who sign in. They are never removed, only disabled: what they did keeps its name. */
#ifndef LAZO_PEOPLE_AGENT_H
#define LAZO_PEOPLE_AGENT_H

#include "http/route.h"

typedef struct Agent {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text email;
    Text name;
    int64_t role; /* index into agent_role_names; agent_role says it as Role */
    Text language;
    Text time_zone;
    Text password_hash; /* never shown */
    int64_t is_active;
    int64_t last_seen_at;
    int64_t created_at;
    int64_t updated_at;
    Text password; /* of a request only, never stored */
} Agent;

extern const Entity agent_entity;
/* The same record as requests write it: with `password`. */
extern const Entity agent_request_entity;
extern const char *const *const agent_role_names; /* admin, lead, agent, collaborator, analyst */
extern const Route agent_routes[];

static inline Role agent_role(const Agent *agent)
{
    return (Role)(agent->role + 1);
}

#define PASSWORD_BYTES_MIN 10
/* Checks the length (PASSWORD_BYTES_MIN to PASSWORD_BYTES_MAX) and hashes: slow (Argon2id), never on the lane. */
MUST_CHECK Result agent_hash_password(Arena *arena, Text password, Text *out_hash);

/* FAULT_CONFLICT when the address is taken; agent.created. `add` and `change` of agent_entity. */
MUST_CHECK Result agent_add(Work *work, const EntityInput *input, void *out_agent);
/* FAULT_CONFLICT when it would leave no active administrator. Disabling ends the agent's sessions; agent.changed. */
MUST_CHECK Result agent_change(Work *work, const void *before, const EntityInput *input, void *out_agent);
/* Ends the agent's sessions but one (0: all). */
MUST_CHECK Result agent_set_password(Work *work, int64_t agent_id, Text hash, int64_t kept_session_id);
/* By address, in any case. */
MUST_CHECK Result agent_find_by_email(Work *work, Text email, Agent *out_agent, bool *out_found);

#endif
