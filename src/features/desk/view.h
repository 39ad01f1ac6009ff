/* A view: a saved filter and order over an entity, shared with all or an agent's own. */
#ifndef LAZO_DESK_VIEW_H
#define LAZO_DESK_VIEW_H

#include "http/route.h"

typedef struct View {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text name;
    Text builtin_key; /* "mine", …: the interface translates these names */
    Text entity;      /* plural: "tickets" */
    Text filter;      /* JSON, the filter language */
    Text sort;
    int64_t is_shared;
    int64_t agent_id; /* who made it */
    int64_t team_id;  /* of a shared one: seen by this team alone */
    Text columns;     /* names of fields, by commas */
    int64_t layout;   /* list, table */
    int64_t position;
    int64_t created_at;
    int64_t updated_at;
} View;

extern const Entity view_entity;
extern const Route view_routes[];

/* The views that every workspace begins with, when there are none. */
MUST_CHECK Result view_seed(Work *work);

#endif
