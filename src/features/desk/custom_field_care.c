#include "desk/custom_field_care.h"

#include "base/json.h"
#include "model/event.h"

#define CHOICES_MAX 200
#define CHOICES_BYTES_MAX 20000

/* ---- how much it is used ---- */

static Result values_count(Work *work, int64_t field_id, int64_t *out_records)
{
    return db_one_int(work->db, DB_SQL("SELECT COUNT(DISTINCT record_id) FROM custom_values WHERE field_id = $1"),
                      DB_VALUES(db_int(field_id)), out_records);
}

static Result usage_get(Work *work, const Request *request, Answer *answer)
{
    CustomField field;
    int64_t records = 0;
    Json *json = &answer->json;
    TRY(entity_find(work, &custom_field_entity, request->ids[0], &field));
    TRY(values_count(work, field.id, &records));
    json_object(json);
    json_put_int(json, "records", records);
    json_name(json, "values");
    json_list(json);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT text_value, COUNT(*) FROM custom_values WHERE field_id = $1 AND text_value IS NOT NULL "
                        "GROUP BY text_value ORDER BY COUNT(*) DESC, text_value LIMIT 50"),
                 DB_VALUES(db_int(field.id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        json_object(json);
        json_put_text(json, "value", db_column_text(&cursor, 0));
        json_put_int(json, "records", db_column_int(&cursor, 1));
        json_end_object(json);
    }
    json_end_list(json);
    json_end_object(json);
    return done();
}

/* ---- another type ---- */

typedef struct TypeInput {
    FieldSet has;
    int64_t id;
    int64_t type;
    Text choices;
} TypeInput;
static const char *const word_types[] = {"text", "choice", "choices", NULL};
static const Field type_fields[] = {
    FIELD(TypeInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(TypeInput, type, FIELD_CHOICE, .choices = word_types, .is_required = true, .can = CAN_CREATE,
          .about = "The type it gets: text, choice and choices can become each other."),
    FIELD(TypeInput, choices, FIELD_TEXT, .bytes_max = CHOICES_BYTES_MAX, .can = CAN_CREATE,
          .about = "Of choice and choices, one a line; without, the values that are stored."),
};
enum { TYPE_ID, TYPE_TYPE, TYPE_CHOICES };
static const Entity type_entity = {
    .name = "field_type",
    .plural = "field_types",
    .record_bytes = sizeof(TypeInput),
    ENTITY_FIELDS(type_fields),
    .about = "Another type for a custom field.",
};

/* What is stored, one a line, as choices. */
static Result stored_choices(Work *work, int64_t field_id, Text *out_choices)
{
    Buffer out = buffer_new(work->arena, CHOICES_BYTES_MAX);
    WITH_CURSOR cursor = {0};
    int64_t count = 0;
    TRY(db_query(work->db,
                 DB_SQL("SELECT DISTINCT text_value FROM custom_values WHERE field_id = $1 AND text_value IS NOT NULL "
                        "ORDER BY text_value LIMIT 201"),
                 DB_VALUES(db_int(field_id)), &cursor));
    for (;; count++) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        Text value = db_column_text(&cursor, 0);
        if (text_find_byte(value, '\n', 0) != SIZE_MAX)
            return fail(FAULT_CONFLICT, "A stored value has several lines, and a choice has one.");
        buffer_addf(&out, "%s%.*s", out.length > 0 ? "\n" : "", TEXT_ARG(value));
    }
    if (count > CHOICES_MAX || out.is_full)
        return failf(work->arena, FAULT_LIMIT, "More than %d different values are stored: too many to choose from.",
                     CHOICES_MAX);
    if (count == 0)
        return work_fault(work, TEXT("/choices"), "required", "Say what can be chosen, one a line.");
    *out_choices = buffer_text(&out);
    return done();
}

static bool choice_is_listed(Text choices, Text value)
{
    Text line;
    while (text_next_line(&choices, &line)) {
        if (text_equals(text_trim(line), value))
            return true;
    }
    return false;
}

/* How many records hold a value that is none of the choices. */
static Result misfits_count(Work *work, int64_t field_id, Text choices, int64_t *out_misfits)
{
    WITH_CURSOR cursor = {0};
    *out_misfits = 0;
    TRY(db_query(work->db,
                 DB_SQL("SELECT text_value, COUNT(*) FROM custom_values WHERE field_id = $1 AND text_value IS NOT NULL "
                        "GROUP BY text_value ORDER BY text_value LIMIT 100000"),
                 DB_VALUES(db_int(field_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        if (!choice_is_listed(choices, db_column_text(&cursor, 0)))
            *out_misfits += db_column_int(&cursor, 1);
    }
}

static Result several_count(Work *work, int64_t field_id, int64_t *out_count)
{
    return db_one_int(work->db,
                      DB_SQL("SELECT COUNT(*) FROM (SELECT record_id FROM custom_values WHERE field_id = $1 "
                             "GROUP BY record_id HAVING COUNT(*) > 1) AS several"),
                      DB_VALUES(db_int(field_id)), out_count);
}

typedef struct TypeChange {
    CustomField before;
    CustomField after;
    int64_t misfits; /* records whose value would be none of the choices */
    int64_t several; /* records with several values where one fits */
} TypeChange;

static Result change_plan(Work *work, const Request *request, TypeChange *out)
{
    EntityInput *input;
    const FieldSet choices = entity_bit(&custom_field_entity, "choices");
    TRY(request_read(work, request, &type_entity, &input));
    const TypeInput *given = input->record;
    TRY(entity_find(work, &custom_field_entity, request->ids[0], &out->before));
    if (out->before.type != CUSTOM_TEXT && out->before.type != CUSTOM_CHOICE && out->before.type != CUSTOM_CHOICES)
        return fail(FAULT_CONFLICT, "Only fields of words can get another type: text, choice, choices.");
    static const int64_t types[] = {CUSTOM_TEXT, CUSTOM_CHOICE, CUSTOM_CHOICES};
    out->after = out->before;
    out->after.type = types[given->type];
    bool has_choices = out->after.type != CUSTOM_TEXT;
    if (has_choices && (given->has & FIELD_BIT(TYPE_CHOICES)) && !text_is_empty(text_trim(given->choices)))
        out->after.choices = given->choices;
    else if (has_choices && !(out->before.has & choices))
        TRY(stored_choices(work, out->before.id, &out->after.choices));
    out->after.has = has_choices ? out->before.has | choices : out->before.has & ~choices;
    if (has_choices)
        TRY(misfits_count(work, out->before.id, out->after.choices, &out->misfits));
    if (out->before.type == CUSTOM_CHOICES && out->after.type != CUSTOM_CHOICES)
        TRY(several_count(work, out->before.id, &out->several));
    return done();
}

static Result type_preview(Work *work, const Request *request, Answer *answer)
{
    TypeChange change = {.misfits = 0};
    int64_t records = 0;
    TRY(change_plan(work, request, &change));
    TRY(values_count(work, change.before.id, &records));
    json_object(&answer->json);
    json_put_int(&answer->json, "records", records);
    json_put_int(&answer->json, "misfits", change.misfits);
    json_put_int(&answer->json, "several", change.several);
    if (change.after.type == CUSTOM_TEXT)
        json_put_null(&answer->json, "choices");
    else
        json_put_text(&answer->json, "choices", change.after.choices);
    json_end_object(&answer->json);
    return done();
}

static Result type_put(Work *work, const Request *request, Answer *answer)
{
    TypeChange change = {.misfits = 0};
    TRY(change_plan(work, request, &change));
    if (change.before.version != request->version)
        return fail(FAULT_STALE, "Somebody changed it since the version that you name.");
    if (change.misfits > 0)
        return failf(work->arena, FAULT_CONFLICT,
                     "%lld records hold a value that could not be chosen any more; list it.",
                     (long long)change.misfits);
    if (change.several > 0)
        return failf(work->arena, FAULT_CONFLICT, "%lld records hold several values where one would fit.",
                     (long long)change.several);
    TRY(db_run(work->db,
               DB_SQL("UPDATE custom_fields SET type = $2, choices = $3, version = version + 1, updated_at = $4 "
                      "WHERE id = $1"),
               DB_VALUES(db_int(change.before.id),
                         db_string(word_types[change.after.type == CUSTOM_TEXT     ? 0
                                              : change.after.type == CUSTOM_CHOICE ? 1
                                                                                   : 2]),
                         db_text_if(change.after.type != CUSTOM_TEXT, change.after.choices), db_int(work->now)),
               NULL));
    change.after.version = change.before.version + 1;
    TRY(event_add(work, "field.type_changed", &custom_field_entity, &change.before, &change.after));
    return answer_record(work, &custom_field_entity, change.before.id, request, answer);
}

#define PREVIEW_SCHEMA                                                                                                 \
    "{\"type\":\"object\",\"required\":[\"records\",\"misfits\",\"several\",\"choices\"],\"properties\":{\"records\":" \
    "{\"type\":\"integer\"},\"misfits\":{\"type\":\"integer\"},\"several\":{\"type\":\"integer\"},\"choices\":{"       \
    "\"type\":[\"string\",\"null\"]}}}"

const Route custom_field_care_routes[] = {
    {.method = "GET",
     .path = "/api/v1/fields/{id}/usage",
     .entity = &custom_field_entity,
     .right = RIGHT_READ,
     .runs = RUNS_SLOW,
     .handle = usage_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"records\",\"values\"],\"properties\":{\"records\":{\"type\":"
                     "\"integer\"},\"values\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}",
     .about = "How many records have a value in the field, and its most frequent values."},
    {.method = "POST",
     .path = "/api/v1/fields/{id}/type_preview",
     .entity = &custom_field_entity,
     .right = RIGHT_READ,
     .runs = RUNS_SLOW,
     .handle = type_preview,
     .takes = SHAPE_RECORD,
     .takes_entity = &type_entity,
     .gives = SHAPE_SCHEMA,
     .gives_schema = PREVIEW_SCHEMA,
     .about = "What another type would mean for what is stored; nothing changes."},
    {.method = "PUT",
     .path = "/api/v1/fields/{id}/type",
     .entity = &custom_field_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = type_put,
     .needs_version = true,
     .takes = SHAPE_RECORD,
     .takes_entity = &type_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &custom_field_entity,
     .about = "Gives a field another type; refused while a stored value would not fit."},
    {.path = NULL},
};
