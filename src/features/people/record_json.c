#include "people/record_json.h"

static const void *member(const Field *field, const void *record)
{
    return (const char *)record + field->offset;
}

bool record_has_field(const Entity *entity, const Field *field, const void *record)
{
    return (record_has(record) & FIELD_BIT((size_t)(field - entity->fields))) != 0;
}

static void money_json(Work *work, const Entity *entity, const Field *field, const void *record, Json *json)
{
    WorkspaceSettings settings = workspace_settings(work->workspace);
    Text currency = text_of(settings.base_currency);
    if (field->currency)
        currency = *(const Text *)member(entity_field(entity, field->currency), record);
    json_object(json);
    json_put_int(json, "amount", *(const int64_t *)member(field, record));
    json_put_text(json, "currency", currency);
    json_end_object(json);
}

static void day_json(Work *work, int64_t day, Json *json)
{
    CivilDate date = civil_from_days(day);
    json_text(json, text_format(work->arena, "%04d-%02d-%02d", (int)date.year, (int)date.month, (int)date.day));
}

void record_field_json(Work *work, const Entity *entity, const Field *field, const void *record, Json *json)
{
    if (!record_has_field(entity, field, record)) {
        json_null(json);
        return;
    }
    const void *at = member(field, record);
    switch (field->type) {
    case FIELD_TEXT: json_text(json, *(const Text *)at); return;
    case FIELD_JSON: json_raw(json, *(const Text *)at); return;
    case FIELD_REAL: json_real(json, *(const double *)at); return;
    case FIELD_BOOL: json_bool(json, *(const int64_t *)at != 0); return;
    case FIELD_TIME: json_time(json, *(const int64_t *)at); return;
    case FIELD_DAY: day_json(work, *(const int64_t *)at, json); return;
    case FIELD_MONEY: money_json(work, entity, field, record, json); return;
    case FIELD_CHOICE: json_string(json, field->choices[*(const int64_t *)at]); return;
    case FIELD_ID:
    case FIELD_VERSION:
    case FIELD_REFERENCE:
    case FIELD_INT: json_int(json, *(const int64_t *)at); return;
    }
}
