#include "model/entity.h"

#include <assert.h>

#include "model/plan.h"

int entity_field_index(const Entity *entity, Text name)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        if (text_is(name, entity->fields[i].name))
            return (int)i;
    }
    return -1;
}

const Field *entity_field(const Entity *entity, const char *name)
{
    int index = entity_field_index(entity, text_of(name));
    assert(index >= 0);
    return &entity->fields[index];
}

FieldSet entity_bit(const Entity *entity, const char *name)
{
    int index = entity_field_index(entity, text_of(name));
    assert(index >= 0);
    return FIELD_BIT(index);
}

const Field *entity_extension_field(const Entity *entity, Text name, const EntityExtension **out_extension,
                                    size_t *out_index)
{
    if (entity->extensions == NULL)
        return NULL;
    for (size_t i = 0; i < entity->extensions->count; i++) {
        const EntityExtension *extension = entity->extensions->list[i];
        for (size_t k = 0; k < extension->field_count; k++) {
            if (text_is(name, extension->fields[k].name)) {
                *out_extension = extension;
                *out_index = i;
                return &extension->fields[k];
            }
        }
    }
    return NULL;
}

int choice_index(const char *const *choices, Text code)
{
    for (int i = 0; choices[i] != NULL; i++) {
        if (text_is(code, choices[i]))
            return i;
    }
    return -1;
}

void entity_extend(const Entity *entity, const EntityExtension *extension)
{
    EntityExtensions *extensions = entity->extensions;
    assert(extensions != NULL);
    for (size_t i = 0; i < extensions->count; i++) {
        if (extensions->list[i] == extension)
            return;
    }
    assert(extensions->count < ENTITY_EXTENSIONS_MAX);
    extensions->list[extensions->count++] = extension;
}

const char *field_column(const Field *field)
{
    return field->column ? field->column : field->name;
}

bool field_is_stored(const Field *field)
{
    return field->column == NULL || field->type == FIELD_ID || strcmp(field->column, "id") != 0;
}

bool field_is_never_null(const Field *field)
{
    if (field->is_required || field->has_default || field->type == FIELD_ID || field->type == FIELD_VERSION ||
        !field_is_stored(field))
        return true;
    return strcmp(field->name, "created_at") == 0 || strcmp(field->name, "updated_at") == 0;
}

int64_t *record_int(const Field *field, void *record)
{
    return (int64_t *)(void *)((char *)record + field->offset);
}
double *record_real(const Field *field, void *record)
{
    return (double *)(void *)((char *)record + field->offset);
}
Text *record_text(const Field *field, void *record)
{
    return (Text *)(void *)((char *)record + field->offset);
}

static bool is_text_type(FieldType type)
{
    return type == FIELD_TEXT || type == FIELD_JSON;
}

DbType field_db_type(const Field *field)
{
    if (is_text_type(field->type) || field->type == FIELD_CHOICE)
        return DB_TYPE_TEXT;
    return field->type == FIELD_REAL ? DB_TYPE_REAL : DB_TYPE_INT;
}

DbValue record_value(const Entity *entity, size_t index, const void *record)
{
    const Field *field = &entity->fields[index];
    if ((record_has(record) & FIELD_BIT(index)) == 0)
        return db_null(field_db_type(field));
    const char *at = (const char *)record + field->offset;
    if (is_text_type(field->type))
        return db_text(*(const Text *)(const void *)at);
    if (field->type == FIELD_REAL)
        return db_real(*(const double *)(const void *)at);
    int64_t value = *(const int64_t *)(const void *)at;
    return field->type == FIELD_CHOICE ? db_string(field->choices[value]) : db_int(value);
}

static void copy_member(const Field *field, const void *from, void *to)
{
    size_t size = is_text_type(field->type) ? sizeof(Text) : sizeof(int64_t);
    memcpy((char *)to + field->offset, (const char *)from + field->offset, size);
}

bool record_members_equal(const Entity *entity, size_t index, const void *a, const void *b)
{
    const Field *field = &entity->fields[index];
    bool a_has = (record_has(a) & FIELD_BIT(index)) != 0;
    bool b_has = (record_has(b) & FIELD_BIT(index)) != 0;
    if (!a_has || !b_has)
        return a_has == b_has;
    const char *at_a = (const char *)a + field->offset;
    const char *at_b = (const char *)b + field->offset;
    if (is_text_type(field->type))
        return text_equals(*(const Text *)(const void *)at_a, *(const Text *)(const void *)at_b);
    return memcmp(at_a, at_b, sizeof(int64_t)) == 0;
}

void entity_apply_input(const EntityInput *input, void *record)
{
    FieldSet *has = record;
    for (size_t i = 1; i < input->entity->field_count; i++) {
        FieldSet bit = FIELD_BIT(i);
        if ((input->given & bit) == 0)
            continue;
        if (record_has(input->record) & bit) {
            copy_member(&input->entity->fields[i], input->record, record);
            *has |= bit;
        } else {
            *has &= ~bit;
        }
    }
}

void *entity_copy(Work *work, const Entity *entity, const void *record)
{
    void *copy = arena_alloc(work->arena, entity->record_bytes);
    memcpy(copy, record, entity->record_bytes);
    return copy;
}

EntityInput *entity_new_input(Work *work, const Entity *entity)
{
    EntityInput *input = ARENA_NEW(work->arena, EntityInput);
    input->entity = entity;
    input->record = arena_alloc(work->arena, entity->record_bytes);
    input->children = ARENA_ARRAY(work->arena, ChildInput, entity->child_count);
    return input;
}
