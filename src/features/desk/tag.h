/* Tags: short words on tickets and customers. Writing an unknown one on a record makes it; this is their list. */
#ifndef LAZO_DESK_TAG_H
#define LAZO_DESK_TAG_H

#include "http/route.h"

typedef struct Tag {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text name;
    int64_t created_at;
    int64_t updated_at;
} Tag;

extern const Entity tag_entity;
extern const Route tag_routes[];

#endif
