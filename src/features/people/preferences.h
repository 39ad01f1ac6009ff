/* How an agent likes the workspace: theme, density, keys, region. One row an agent, seen and changed by that agent alone;
 * the browser keeps a copy for its first paint. */
#ifndef LAZO_PEOPLE_PREFERENCES_H
#define LAZO_PEOPLE_PREFERENCES_H

#include "http/route.h"

typedef struct Preferences {
    FieldSet has;
    int64_t id;
    int64_t version;
    int64_t agent_id;
    int64_t theme;
    int64_t density;
    int64_t after_solve;
    int64_t single_keys;
    Text keys; /* JSON object: {"ticket.resolve": "q"}; "" takes the keys away */
    Text region;
    int64_t first_steps;
    int64_t created_at;
    int64_t updated_at;
} Preferences;

#define PREFERENCES_KEYS_MAX 100      /* remapped commands */
#define PREFERENCES_KEY_BYTES_MAX 24  /* of one command's keys: "Mod+Shift+Enter" */
#define PREFERENCES_NAME_BYTES_MAX 40 /* of a command's name */

extern const Entity preferences_entity;
extern const Route preferences_routes[]; /* /api/v1/me/preferences */

/* The usual ones, for a new agent. */
MUST_CHECK Result preferences_add(Work *work, int64_t agent_id);
/* Somebody new is shown the first steps. */
MUST_CHECK Result preferences_welcome(Work *work, int64_t agent_id);
/* As the API shows them; null for an agent that has none. */
MUST_CHECK Result preferences_write_json(Work *work, int64_t agent_id, Json *json);

#endif
