#include "http/openapi_schema.h"

#include <stdio.h>

void schema_collect(SchemaSet *set, const Entity *entity)
{
    size_t from = set->count;
    if (entity == NULL)
        return;
    for (size_t i = 0; i < set->count; i++)
        if (set->list[i] == entity)
            return;
    if (set->count == SCHEMA_ENTITIES_MAX)
        return;
    set->list[set->count++] = entity;
    /* The list is its own queue: what is added here is looked at in turn. */
    for (size_t at = from; at < set->count; at++) {
        const Entity *next = set->list[at];
        for (size_t i = 0; i < next->child_count + next->part_count; i++) {
            const Entity *inner =
                i < next->child_count ? next->children[i].entity : next->parts[i - next->child_count].entity;
            bool is_known = false;
            for (size_t k = 0; k < set->count; k++)
                is_known |= set->list[k] == inner;
            if (!is_known && set->count < SCHEMA_ENTITIES_MAX)
                set->list[set->count++] = inner;
        }
    }
}

Text schema_name(Arena *arena, const Entity *entity)
{
    Buffer out = buffer_new(arena, 128);
    bool is_start = true;
    for (const char *at = entity->name; *at != '\0'; at++) {
        if (*at != '_')
            buffer_add_byte(&out, is_start && *at >= 'a' && *at <= 'z' ? (char)(*at - 32) : *at);
        is_start = *at == '_';
    }
    return buffer_text(&out);
}

void schema_reference(Arena *arena, const Entity *entity, SchemaUse use, Json *json)
{
    static const char *const endings[] = {"", "Create", "Change"};
    json_object(json);
    json_name(json, "$ref");
    json_text(json,
              text_format(arena, "#/components/schemas/%.*s%s", TEXT_ARG(schema_name(arena, entity)), endings[use]));
    json_end_object(json);
}

static const char *type_name(FieldType type)
{
    switch (type) {
    case FIELD_ID:
    case FIELD_VERSION:
    case FIELD_REFERENCE:
    case FIELD_INT: return "integer";
    case FIELD_REAL: return "number";
    case FIELD_BOOL: return "boolean";
    case FIELD_TEXT:
    case FIELD_TIME:
    case FIELD_DAY:
    case FIELD_CHOICE: return "string";
    case FIELD_MONEY:
    case FIELD_JSON: return NULL;
    }
    return NULL;
}

static void type_write(const char *type, bool is_nullable, Json *json)
{
    if (!is_nullable) {
        json_put_string(json, "type", type);
        return;
    }
    json_name(json, "type");
    json_list(json);
    json_string(json, type);
    json_string(json, "null");
    json_end_list(json);
}

static void choices_write(const char *const *choices, bool is_nullable, Json *json)
{
    json_name(json, "enum");
    json_list(json);
    for (size_t i = 0; choices[i] != NULL; i++)
        json_string(json, choices[i]);
    if (is_nullable)
        json_null(json);
    json_end_list(json);
}

static void money_write(bool is_nullable, Json *json)
{
    if (!is_nullable) {
        json_put_string(json, "$ref", "#/components/schemas/Money");
        return;
    }
    json_name(json, "anyOf");
    json_raw(json, TEXT("[{\"$ref\":\"#/components/schemas/Money\"},{\"type\":\"null\"}]"));
}

static const char *format_name(const Field *field)
{
    if (field->type == FIELD_TIME)
        return "date-time";
    if (field->type == FIELD_DAY)
        return "date";
    return field->type == FIELD_TEXT && field->format == FORMAT_EMAIL ? "email" : NULL;
}

static void field_write(const Field *field, SchemaUse use, Json *json)
{
    bool is_key = field->type == FIELD_ID || field->type == FIELD_VERSION;
    bool is_nullable = !is_key && !field->is_required && !field->has_default;
    const char *type = type_name(field->type);
    json_object(json);
    if (type)
        type_write(type, is_nullable, json);
    else if (field->type == FIELD_MONEY)
        money_write(is_nullable, json);
    if (field->type == FIELD_CHOICE && field->choices)
        choices_write(field->choices, is_nullable, json);
    if (format_name(field))
        json_put_string(json, "format", format_name(field));
    if (field->type == FIELD_TEXT && use != SCHEMA_SHOWN)
        json_put_int(json, "maxLength", field->bytes_max ? (int64_t)field->bytes_max : 255);
    if (field->low < field->high && (field->type == FIELD_INT || field->type == FIELD_REAL)) {
        json_put_int(json, "minimum", field->low);
        json_put_int(json, "maximum", field->high);
    }
    if (use == SCHEMA_SHOWN && !(field->can & (CAN_WRITE | CAN_CREATE)))
        json_put_bool(json, "readOnly", true);
    if (field->about)
        json_put_string(json, "description", field->about);
    json_end_object(json);
}

static bool field_is_in(const Field *field, SchemaUse use)
{
    if (field->can & IS_HIDDEN)
        return false;
    if (use == SCHEMA_SHOWN)
        return true;
    return (field->can & CAN_WRITE) || (use == SCHEMA_CREATE && (field->can & CAN_CREATE));
}

static void lists_write(Arena *arena, const Entity *entity, SchemaUse use, Json *json)
{
    if (entity->has_tags) {
        json_name(json, "tags");
        json_raw(json, TEXT("{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"));
    }
    if (entity->has_custom) {
        json_name(json, "custom");
        json_raw(json, TEXT("{\"type\":\"object\",\"description\":\"Custom fields by key.\"}"));
    }
    for (size_t i = 0; i < entity->child_count; i++) {
        const ChildList *child = &entity->children[i];
        if (use != SCHEMA_SHOWN && !child->can_write)
            continue;
        json_name(json, child->name);
        json_object(json);
        json_put_string(json, "type", "array");
        if (child->count_max > 0)
            json_put_int(json, "maxItems", (int64_t)child->count_max);
        json_name(json, "items");
        schema_reference(arena, child->entity, use == SCHEMA_SHOWN ? SCHEMA_SHOWN : SCHEMA_CREATE, json);
        json_end_object(json);
    }
    for (size_t i = 0; use == SCHEMA_CREATE && i < entity->part_count; i++) {
        json_name(json, entity->parts[i].name);
        schema_reference(arena, entity->parts[i].entity, SCHEMA_CREATE, json);
    }
}

/* "customer" beside "customer_id", when it was asked for with include. */
static void includes_write(Arena *arena, const Entity *entity, const SchemaSet *set, Json *json)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        const Field *field = &entity->fields[i];
        Text name = text_of(field->name);
        if (field->type != FIELD_REFERENCE || !field->to || (field->can & IS_HIDDEN) ||
            !text_ends_with(name, TEXT("_id")))
            continue;
        bool is_known = false;
        for (size_t k = 0; k < set->count; k++)
            is_known |= set->list[k] == field->to;
        if (!is_known)
            continue;
        json_name_text(json, text_slice(name, 0, name.length - 3));
        json_object(json);
        json_name(json, "anyOf");
        json_list(json);
        schema_reference(arena, field->to, SCHEMA_SHOWN, json);
        json_raw(json, TEXT("{\"type\":\"null\"}"));
        json_end_list(json);
        json_put_string(json, "description", "Only with include.");
        json_end_object(json);
    }
}

/* What stands before the dot of "author.kind": neighbours that share it are shown as one nested object. */
static Text object_name(const Field *field)
{
    Text name = text_of(field->name);
    size_t dot = text_find_byte(name, '.', 0);
    return dot == SIZE_MAX ? TEXT_NONE : text_slice(name, 0, dot);
}

static void nested_required(const Field *fields, size_t count, Text object, Json *json)
{
    json_name(json, "required");
    json_list(json);
    for (size_t i = 0; i < count; i++)
        if (field_is_in(&fields[i], SCHEMA_SHOWN))
            json_string(json, fields[i].name + object.length + 1);
    json_end_list(json);
}

/* Writes the fields at the beginning that belong together; returns how many were dealt with. */
static size_t nested_write(const Field *fields, size_t field_count, SchemaUse use, Json *json)
{
    Text object = object_name(&fields[0]);
    size_t count = 0;
    json_name_text(json, object);
    json_object(json);
    json_put_string(json, "type", "object");
    json_name(json, "properties");
    json_object(json);
    for (; count < field_count; count++) {
        const Field *field = &fields[count];
        if (!text_equals(object_name(field), object))
            break;
        if (!field_is_in(field, use))
            continue;
        json_name(json, field->name + object.length + 1);
        field_write(field, use, json);
    }
    json_end_object(json);
    if (use == SCHEMA_SHOWN)
        nested_required(fields, count, object, json);
    json_end_object(json);
    return count;
}

static void fields_write(const Field *fields, size_t count, SchemaUse use, Json *json)
{
    for (size_t i = 0; i < count; i++) {
        const Field *field = &fields[i];
        if (!field_is_in(field, use))
            continue;
        if (!text_is_empty(object_name(field))) {
            i += nested_write(field, count - i, use, json) - 1;
            continue;
        }
        json_name(json, field->name);
        field_write(field, use, json);
    }
}

/* An answer shows every field, null or not; POST needs those that are required. */
static void required_fields(const Field *fields, size_t count, SchemaUse use, Json *json)
{
    Text last_object = TEXT_NONE;
    for (size_t i = 0; i < count; i++) {
        const Field *field = &fields[i];
        Text object = object_name(field);
        if (!field_is_in(field, use) || (use == SCHEMA_CREATE && !field->is_required))
            continue;
        if (text_is_empty(object))
            json_string(json, field->name);
        else if (!text_equals(object, last_object))
            json_text(json, object);
        last_object = object;
    }
}

static void required_write(const Entity *entity, SchemaUse use, Json *json)
{
    if (use == SCHEMA_CHANGE)
        return;
    json_name(json, "required");
    json_list(json);
    required_fields(entity->fields, entity->field_count, use, json);
    if (use == SCHEMA_CREATE) {
        for (size_t i = 0; i < entity->part_count; i++)
            if (entity->parts[i].is_required)
                json_string(json, entity->parts[i].name);
    } else {
        for (size_t i = 0; entity->extensions && i < entity->extensions->count; i++)
            required_fields(entity->extensions->list[i]->fields, entity->extensions->list[i]->field_count, use, json);
        if (entity->has_tags)
            json_string(json, "tags");
        if (entity->has_custom)
            json_string(json, "custom");
        for (size_t i = 0; i < entity->child_count; i++)
            json_string(json, entity->children[i].name);
    }
    json_end_list(json);
}

static void entity_schema(Arena *arena, const SchemaSet *set, const Entity *entity, SchemaUse use, Json *json)
{
    json_object(json);
    json_put_string(json, "type", "object");
    if (entity->about)
        json_put_string(json, "description", entity->about);
    json_name(json, "properties");
    json_object(json);
    fields_write(entity->fields, entity->field_count, use, json);
    for (size_t i = 0; use == SCHEMA_SHOWN && entity->extensions && i < entity->extensions->count; i++)
        fields_write(entity->extensions->list[i]->fields, entity->extensions->list[i]->field_count, use, json);
    lists_write(arena, entity, use, json);
    if (use == SCHEMA_SHOWN)
        includes_write(arena, entity, set, json);
    json_end_object(json);
    required_write(entity, use, json);
    if (use != SCHEMA_SHOWN)
        json_put_bool(json, "additionalProperties", false);
    json_end_object(json);
}

static const char money_schema[] =
    "{\"type\":\"object\",\"properties\":{\"amount\":{\"type\":\"integer\",\"description\":\"Minor units.\"},"
    "\"currency\":{\"type\":\"string\",\"description\":\"ISO 4217.\"}},\"required\":[\"amount\",\"currency\"]}";

static const char problem_schema[] =
    "{\"type\":\"object\",\"description\":\"RFC 9457. title and detail follow Accept-Language; code never does.\","
    "\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
    "\"detail\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"reason\":{\"type\":\"string\","
    "\"description\":\"The detail in English, where the answer is in another language.\"},"
    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"pointer\":{\"type\":\"string\"},"
    "\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"}},\"required\":[\"pointer\",\"code\",\"detail\"]}},"
    "\"request_id\":{\"type\":\"string\"},\"current\":{\"type\":\"object\",\"description\":\"With 412: the record as it "
    "stands.\"},\"merged_into\":{\"type\":\"integer\",\"description\":\"With 404: the customer that this one was "
    "merged into.\"}},\"required\":[\"type\",\"title\",\"status\",\"detail\",\"code\",\"request_id\"]}";

void schema_write_all(Arena *arena, const SchemaSet *set, Json *json)
{
    static const char *const endings[] = {"", "Create", "Change"};
    for (size_t i = 0; i < set->count; i++) {
        for (int use = SCHEMA_SHOWN; use <= SCHEMA_CHANGE; use++) {
            Text name = schema_name(arena, set->list[i]);
            json_name_text(json, text_format(arena, "%.*s%s", TEXT_ARG(name), endings[use]));
            entity_schema(arena, set, set->list[i], (SchemaUse)use, json);
        }
    }
    json_name(json, "Money");
    json_raw(json, (Text){money_schema, sizeof(money_schema) - 1});
    json_name(json, "Problem");
    json_raw(json, (Text){problem_schema, sizeof(problem_schema) - 1});
}
