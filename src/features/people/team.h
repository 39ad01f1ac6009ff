/* Teams of agents. Tickets of a restricted team are seen by its members and administrators only. */
#ifndef LAZO_PEOPLE_TEAM_H
#define LAZO_PEOPLE_TEAM_H

#include "people/agent.h"

typedef struct Team {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text name;
    int64_t is_restricted;
    int64_t created_at;
    int64_t updated_at;
} Team;

typedef struct TeamMember {
    FieldSet has;
    int64_t id;
    int64_t team_id;
    int64_t agent_id;
} TeamMember;

extern const Entity team_entity; /* list `members`: [{"agent_id": 7}] */
extern const Entity team_member_entity;
extern const Route team_routes[];
#define TEAM_MEMBERS_MAX 500

#endif
