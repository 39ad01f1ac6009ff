#include "desk/custom_field.h"

static const char *const type_names[] = {"text", "number", "boolean", "day", "choice", "choices", NULL};
#define CUSTOM_FIELDS_MAX 200 /* of one entity */

static const Field custom_field_fields[] = {
    FIELD(CustomField, id, FIELD_ID),
    FIELD(CustomField, version, FIELD_VERSION),
    FIELD(CustomField, entity, FIELD_TEXT, .is_required = true, .bytes_max = 40, .can = CAN_CREATE | CAN_FILTER,
          .format = FORMAT_LINE, .about = "What it belongs to: ticket, customer, …"),
    FIELD(CustomField, key, FIELD_TEXT, .is_required = true, .bytes_max = 60, .can = CAN_CREATE | CAN_FILTER,
          .format = FORMAT_LINE, .about = "Its name under custom: lower case letters, digits and underscores."),
    FIELD(CustomField, label, FIELD_TEXT, .is_required = true, .bytes_max = 120, .can = CAN_WRITE,
          .format = FORMAT_LINE, .about = "What people read."),
    FIELD(CustomField, type, FIELD_CHOICE, .is_required = true, .choices = type_names, .can = CAN_CREATE | CAN_FILTER),
    FIELD(CustomField, choices, FIELD_TEXT, .bytes_max = 20000, .can = CAN_WRITE,
          .about = "Of choice and choices: one a line."),
    FIELD(CustomField, is_required, FIELD_BOOL, .has_default = true, .can = CAN_WRITE,
          .about = "The interface asks for it before a record is saved."),
    FIELD(CustomField, is_required_to_solve, FIELD_BOOL, .has_default = true, .can = CAN_WRITE,
          .about = "Of tickets: none is solved while this is empty."),
    FIELD(CustomField, position, FIELD_INT, .has_default = true, .low = 0, .high = 100000, .can = CAN_WRITE),
    FIELD(CustomField, created_at, FIELD_TIME),
    FIELD(CustomField, updated_at, FIELD_TIME),
};
enum {
    CUSTOM_FIELD_ID,
    CUSTOM_FIELD_VERSION,
    CUSTOM_FIELD_ENTITY,
    CUSTOM_FIELD_KEY,
    CUSTOM_FIELD_LABEL,
    CUSTOM_FIELD_TYPE,
    CUSTOM_FIELD_CHOICES,
    CUSTOM_FIELD_IS_REQUIRED,
    CUSTOM_FIELD_IS_REQUIRED_TO_SOLVE,
    CUSTOM_FIELD_POSITION,
};

static bool key_is_plain(Text key)
{
    for (size_t i = 0; i < key.length; i++) {
        char c = key.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || c == '_' || (i > 0 && c >= '0' && c <= '9');
        if (!is_plain)
            return false;
    }
    return key.length > 0;
}

static Result check_choices(Work *work, const CustomField *field)
{
    bool needs_choices = field->type == CUSTOM_CHOICE || field->type == CUSTOM_CHOICES;
    bool has_choices = (field->has & FIELD_BIT(CUSTOM_FIELD_CHOICES)) && !text_is_empty(text_trim(field->choices));
    if (needs_choices && !has_choices)
        return work_fault(work, TEXT("/choices"), "required", "Say what can be chosen, one a line.");
    if (!needs_choices && has_choices)
        return work_fault(work, TEXT("/choices"), "not_allowed", "Only choice and choices have choices.");
    return done();
}

static Result custom_field_add(Work *work, const EntityInput *input, void *out_record)
{
    CustomField *field = input->record;
    const Entity *entity = entity_named(work, field->entity);
    if (entity == NULL || !entity->has_custom)
        return work_fault(work, TEXT("/entity"), "unknown_choice", "These records have no custom fields.");
    field->entity = text_of(entity->name);
    if (!key_is_plain(field->key))
        return work_fault(work, TEXT("/key"), "wrong_format",
                          "A key has lower case letters, digits and underscores, and begins with a letter.");
    TRY(check_choices(work, field));
    int64_t count = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM custom_fields WHERE entity = $1"),
                   DB_VALUES(db_text(field->entity)), &count));
    if (count >= CUSTOM_FIELDS_MAX)
        return failf(work->arena, FAULT_LIMIT, "A kind of record has at most %d custom fields.", CUSTOM_FIELDS_MAX);
    if (!(field->has & FIELD_BIT(CUSTOM_FIELD_POSITION)))
        field->position = count + 1;
    field->has |= FIELD_BIT(CUSTOM_FIELD_POSITION) | FIELD_BIT(CUSTOM_FIELD_IS_REQUIRED) |
                  FIELD_BIT(CUSTOM_FIELD_IS_REQUIRED_TO_SOLVE);
    return entity_add_plain(work, input, out_record);
}

static Result custom_field_change(Work *work, const void *before, const EntityInput *input, void *out_record)
{
    CustomField after = *(const CustomField *)before;
    entity_apply_input(input, &after);
    TRY(check_choices(work, &after));
    return entity_change_plain(work, before, input, out_record);
}

const Entity custom_field_entity = {
    .name = "field",
    .plural = "fields",
    .table = "custom_fields",
    .record_bytes = sizeof(CustomField),
    ENTITY_FIELDS(custom_field_fields),
    .rights = &rights_settings,
    .methods = ENTITY_ALL,
    .default_sort = "id",
    .add = custom_field_add,
    .change = custom_field_change,
    .about = "A field that the business adds to its records; removing it removes its values.",
};

const Route custom_field_routes[] = {
    RESOURCE("/api/v1/fields", &custom_field_entity),
    {.path = NULL},
};
