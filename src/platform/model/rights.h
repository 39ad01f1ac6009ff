/* Who may do what: bit sets per role and entity. Roles are no ladder. One function decides, over the dictionary and the
 * route table; no handler checks rights itself. */
#ifndef LAZO_MODEL_RIGHTS_H
#define LAZO_MODEL_RIGHTS_H

#include "store/work.h"

typedef enum Role { ROLE_NONE, ROLE_ADMIN, ROLE_LEAD, ROLE_AGENT, ROLE_COLLABORATOR, ROLE_ANALYST, ROLE_COUNT } Role;
extern const char *const role_names[]; /* "none", "admin", … NULL at the end */

enum {
    RIGHT_READ = 1,
    RIGHT_WRITE = 2, /* create and change */
    RIGHT_REMOVE = 4,
    RIGHT_NOTE = 8, /* write internal notes on it */
    RIGHT_EXPORT = 16,
};
typedef uint8_t RightSet;

/* Rights of an entity, one set a role. */
typedef struct EntityRights {
    RightSet of[ROLE_COUNT];
} EntityRights;
#define RIGHTS_ALL (RIGHT_READ | RIGHT_WRITE | RIGHT_REMOVE | RIGHT_NOTE | RIGHT_EXPORT)
extern const EntityRights rights_desk; /* all write but collaborators (note) and analysts (read, export) */
extern const EntityRights
    rights_commerce; /* admin, lead and agent write; collaborators read; analysts read and export */
extern const EntityRights rights_settings; /* all staff read; admin and lead write */
extern const EntityRights rights_admin;    /* admin alone */

/* What an API key's scopes leave of its role: "read", "write" (all entities), or "tickets:read customers:write" by
 * plural names. Parsed once per request into this. */
typedef struct Rights {
    bool reads_all;
    bool writes_all;
    Text scopes; /* the text itself, for single entities */
} Rights;
/* Of scopes that rights_scopes_are_valid; the text must live in the arena. */
const Rights *rights_of_scopes(Arena *arena, Text scopes);

struct Entity;
/* The actor's right set over an entity; the system has all, nobody none. */
RightSet rights_over(const Actor *actor, const struct Entity *entity);
/* FAULT_DENIED with a sentence. */
MUST_CHECK Result rights_need(const Work *work, const struct Entity *entity, RightSet need);
/* True when each scope is "read", "write" or "PLURAL:read|write" with a known plural. */
bool rights_scopes_are_valid(const Work *work, Text scopes);

#endif
