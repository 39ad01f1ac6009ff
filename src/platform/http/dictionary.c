#include "http/dictionary.h"

#include "model/filter.h"

#define CUSTOM_FIELDS_SHOWN_MAX 200

static const char *const type_names[] = {
    [FIELD_ID] = "integer",  [FIELD_VERSION] = "integer", [FIELD_REFERENCE] = "reference", [FIELD_TEXT] = "text",
    [FIELD_INT] = "integer", [FIELD_REAL] = "number",     [FIELD_BOOL] = "boolean",        [FIELD_TIME] = "time",
    [FIELD_DAY] = "day",     [FIELD_MONEY] = "money",     [FIELD_CHOICE] = "choice",       [FIELD_JSON] = "json",
};

static void operators_write(FilterOperand operand, const Field *field, Json *json)
{
    const char *names[FILTER_OPERATORS_MAX];
    size_t count = filter_operators(operand, field, names);
    json_name(json, "operators");
    json_list(json);
    for (size_t i = 0; i < count; i++)
        json_string(json, names[i]);
    json_end_list(json);
}

static void choices_write(const Field *field, Json *json)
{
    if (field->choices == NULL)
        return;
    json_name(json, "choices");
    json_list(json);
    for (size_t i = 0; field->choices[i] != NULL; i++)
        json_string(json, field->choices[i]);
    json_end_list(json);
}

static void field_write(const Field *field, Json *json)
{
    bool can_filter = (field->can & CAN_FILTER) || field->type == FIELD_ID;
    if (field->can & IS_HIDDEN)
        return;
    json_object(json);
    json_put_string(json, "name", field->name);
    json_put_string(json, "type", type_names[field->type]);
    if (field->to)
        json_put_string(json, "references", field->to->plural);
    choices_write(field, json);
    if (can_filter) {
        operators_write(OPERAND_FIELD, field, json);
    } else {
        json_name(json, "operators");
        json_raw(json, TEXT("[]"));
    }
    json_put_bool(json, "can_sort", (field->can & CAN_SORT) || field->type == FIELD_ID);
    json_put_bool(json, "can_write", (field->can & CAN_WRITE) != 0);
    if (field->about)
        json_put_string(json, "about", field->about);
    json_end_object(json);
}

/* Their choices stand one a line. */
static void lines_write(Text lines, Json *json)
{
    Text line;
    json_name(json, "choices");
    json_list(json);
    while (text_next_line(&lines, &line)) {
        if (!text_is_empty(text_trim(line)))
            json_text(json, text_trim(line));
    }
    json_end_list(json);
}

static void custom_write(Work *work, const DbCursor *row, Json *json)
{
    Text type = db_column_text(row, 2);
    bool is_number = text_is(type, "number") || text_is(type, "boolean");
    json_object(json);
    json_put_text(json, "name", text_format(work->arena, "custom.%.*s", TEXT_ARG(db_column_text(row, 0))));
    json_put_text(json, "type", type);
    json_put_text(json, "label", db_column_text(row, 1));
    if (!db_is_null(row, 3))
        lines_write(db_column_text(row, 3), json);
    operators_write(is_number ? OPERAND_CUSTOM_NUMBER : OPERAND_CUSTOM_TEXT, NULL, json);
    json_put_bool(json, "can_sort", false);
    json_put_bool(json, "can_write", true);
    json_end_object(json);
}

static Result customs_write(Work *work, const Entity *entity, Json *json)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT key, label, type, choices FROM custom_fields WHERE entity = $1 ORDER BY position, id "
                        "LIMIT $2"),
                 DB_VALUES(db_string(entity->name), db_int(CUSTOM_FIELDS_SHOWN_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        custom_write(work, &cursor, json);
    }
}

static void tags_write(Json *json)
{
    json_object(json);
    json_put_string(json, "name", "tags");
    json_put_string(json, "type", "tags");
    operators_write(OPERAND_TAGS, NULL, json);
    json_put_bool(json, "can_sort", false);
    json_put_bool(json, "can_write", true);
    json_end_object(json);
}

/* What "some" may ask for: records that refer to one of these. */
static void lists_write(Work *work, const Entity *entity, Json *json)
{
    json_name(json, "lists");
    json_list(json);
    for (size_t i = 0; i < entity_count(work); i++) {
        const Entity *other = entity_at(work, i);
        bool refers = false;
        for (size_t k = 0; k < other->field_count && !refers; k++)
            refers = other->fields[k].type == FIELD_REFERENCE && other->fields[k].to == entity &&
                     !(other->fields[k].can & IS_HIDDEN);
        if (refers && (rights_over(&work->actor, other) & RIGHT_READ))
            json_string(json, other->plural);
    }
    json_end_list(json);
}

Result dictionary_show(Work *work, const Request *request, Answer *answer)
{
    const Entity *entity = entity_named(work, request->words[0]);
    Json *json = &answer->json;
    if (entity == NULL)
        return fail(FAULT_NOT_FOUND, "There is no kind of record of that name.");
    TRY(rights_need(work, entity, RIGHT_READ));
    json_object(json);
    json_put_string(json, "entity", entity->plural);
    json_put_string(json, "name", entity->name);
    json_name(json, "fields");
    json_list(json);
    for (size_t i = 0; i < entity->field_count; i++)
        field_write(&entity->fields[i], json);
    for (size_t i = 0; entity->extensions && i < entity->extensions->count; i++) {
        const EntityExtension *extension = entity->extensions->list[i];
        for (size_t k = 0; k < extension->field_count; k++)
            field_write(&extension->fields[k], json);
    }
    if (entity->has_tags)
        tags_write(json);
    if (entity->has_custom)
        TRY(customs_write(work, entity, json));
    json_end_list(json);
    lists_write(work, entity, json);
    json_end_object(json);
    return done();
}

const char dictionary_schema[] =
    "{\"type\":\"object\",\"required\":[\"entity\",\"name\",\"fields\",\"lists\"],\"properties\":{\"entity\":{\"type\":"
    "\"string\"},\"name\":{\"type\":\"string\"},\"lists\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
    "\"fields\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"name\",\"type\",\"operators\","
    "\"can_sort\",\"can_write\"],\"properties\":{\"name\":{\"type\":\"string\"},\"type\":{\"type\":\"string\"},"
    "\"references\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"},\"about\":{\"type\":\"string\"},"
    "\"choices\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"operators\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"string\"}},\"can_sort\":{\"type\":\"boolean\"},\"can_write\":{\"type\":\"boolean\"}}}}}}";
