/* Skills: the languages, products and stages that agents are good at, and how good. */
#ifndef LAZO_PEOPLE_SKILL_H
#define LAZO_PEOPLE_SKILL_H

#include "people/agent.h"

typedef struct Skill {
    FieldSet has;
    int64_t id;
    int64_t version;
    int64_t kind;
    Text name;
    int64_t created_at;
    int64_t updated_at;
} Skill;

typedef struct AgentSkill {
    FieldSet has;
    int64_t id;
    int64_t skill_id;
    int64_t agent_id;
    int64_t level; /* 1 begins … 5 teaches others */
} AgentSkill;

extern const Entity skill_entity; /* list `agents`: [{"agent_id": 7, "level": 3}] */
extern const Entity agent_skill_entity;
extern const Route skill_routes[];
#define SKILLS_MAX 500
#define SKILL_AGENTS_MAX 500

#endif
