/* JSON Schemas of the dictionary's entities, for the OpenAPI document. Inside http/ only. */
#ifndef LAZO_HTTP_OPENAPI_SCHEMA_H
#define LAZO_HTTP_OPENAPI_SCHEMA_H

#include "http/route.h"

#define SCHEMA_ENTITIES_MAX 256

/* The entities that the document speaks of: the dictionary's, their children and parts, and the routes' shapes. */
typedef struct SchemaSet {
    const Entity *list[SCHEMA_ENTITIES_MAX];
    size_t count;
} SchemaSet;
/* Each entity once, with its children and parts. */
void schema_collect(SchemaSet *set, const Entity *entity);
/* "sla_policy" is SlaPolicy. */
Text schema_name(Arena *arena, const Entity *entity);

typedef enum SchemaUse { SCHEMA_SHOWN, SCHEMA_CREATE, SCHEMA_CHANGE } SchemaUse;
/* {"$ref": "#/components/schemas/TicketCreate"} */
void schema_reference(Arena *arena, const Entity *entity, SchemaUse use, Json *json);
/* The members of components/schemas: each entity in its uses, Money and Problem. */
void schema_write_all(Arena *arena, const SchemaSet *set, Json *json);

#endif
