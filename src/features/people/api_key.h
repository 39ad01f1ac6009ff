/* Keys for programs: `Authorization: Bearer lazo_…`. A key has the rights of a role, cut down by its scopes. Its token is
 * shown once; a revoked key stays listed. */
#ifndef LAZO_PEOPLE_API_KEY_H
#define LAZO_PEOPLE_API_KEY_H

#include "people/agent.h"

typedef struct ApiKey {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text name;
    Text prefix; /* first characters, to recognise it by */
    Text token_hash;
    int64_t role; /* as an agent's */
    Text scopes;  /* "read write", "tickets:read customers:write", … */
    int64_t expires_at;
    int64_t revoked_at;
    int64_t last_used_at;
    int64_t created_by;
    int64_t created_at;
    int64_t updated_at;
} ApiKey;

extern const Entity api_key_entity;
extern const Route api_key_routes[];

#define API_KEY_PREFIX "lazo_"
/* *out_token is the only copy of the token; FAULT_INVALID for unknown scopes and an end that is past. A key that makes a key cannot give more than its own scopes: FAULT_DENIED. Appends api_key.created. */
MUST_CHECK Result api_key_add(Work *work, const EntityInput *input, ApiKey *out_key, Text *out_token);
/* The `remove` of api_key_entity: the key works no more; api_key.revoked. */
MUST_CHECK Result api_key_revoke(Work *work, const void *before);

#endif
