#include "commerce/setting.h"

#include "model/event.h"

static const char *const setting_languages[] = {"es", "en", "pt", NULL};

static const char *const setup_steps[] = {"workspace", "hours", "mailbox", "people", NULL};

static const Field setting_fields[] = {
    FIELD(Setting, id, FIELD_ID),
    FIELD(Setting, version, FIELD_VERSION),
    FIELD(Setting, name, FIELD_TEXT, .has_default = true, .bytes_max = 100, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "What the business is called."),
    FIELD(Setting, language, FIELD_TEXT, .has_default = true, .bytes_max = 2, .can = CAN_WRITE,
          .about = "es, en or pt: the default language."),
    FIELD(Setting, time_zone, FIELD_TEXT, .has_default = true, .bytes_max = 60, .format = FORMAT_ZONE, .can = CAN_WRITE,
          .about = "Whose days, weeks and months the reports count."),
    FIELD(Setting, base_currency, FIELD_TEXT, .has_default = true, .bytes_max = 3, .format = FORMAT_CURRENCY,
          .can = CAN_WRITE, .about = "What reports sum in; fixed once there are amounts."),
    FIELD(Setting, inactivity_days, FIELD_INT, .has_default = true, .low = 1, .high = 3650, .can = CAN_WRITE,
          .about = "After so many days without an order a customer is lost."),
    FIELD(Setting, gross_margin_percent, FIELD_INT, .low = 0, .high = 100, .can = CAN_WRITE,
          .about = "Margin where products have no unit cost."),
    FIELD(Setting, expected_years, FIELD_INT, .low = 1, .high = 100, .can = CAN_WRITE,
          .about = "Expected years of a relationship, for the simple CLV."),
    FIELD(Setting, trash_days, FIELD_INT, .has_default = true, .low = 1, .high = 3650, .can = CAN_WRITE,
          .about = "Deleted tickets go for good after so many days; 30."),
    FIELD(Setting, setup_step, FIELD_TEXT, .bytes_max = 20, .can = CAN_WRITE,
          .about = "Where the first set-up goes on: workspace, hours, mailbox or people; null when it is done."),
    FIELD(Setting, undo_send_seconds, FIELD_INT, .has_default = true, .low = 0, .high = 60, .can = CAN_WRITE,
          .about = "For how long an answer can be taken back before it leaves."),
};

const Entity setting_entity = {
    .name = "setting",
    .plural = "settings",
    .table = "settings",
    .record_bytes = sizeof(Setting),
    ENTITY_FIELDS(setting_fields),
    .rights = &rights_settings,
    .about = "What holds for the whole workspace.",
};

enum { FIRST_KEY = 2, SETTING_FIELDS = sizeof(setting_fields) / sizeof(setting_fields[0]) };

static Text *text_member(Setting *setting, const Field *field)
{
    return (Text *)(void *)((char *)setting + field->offset);
}

static int64_t *int_member(Setting *setting, const Field *field)
{
    return (int64_t *)(void *)((char *)setting + field->offset);
}

static void setting_take(Arena *arena, Setting *setting, Text key, Text stored)
{
    const JsonValue *value;
    int index = entity_field_index(&setting_entity, key);
    if (index < FIRST_KEY || !is_ok(json_read(arena, stored, &value)))
        return;
    const Field *field = &setting_fields[index];
    if (field->type == FIELD_TEXT && value->kind == JSON_TEXT)
        *text_member(setting, field) = value->text;
    else if (field->type == FIELD_INT && value->kind == JSON_INT)
        *int_member(setting, field) = value->integer;
    else
        return;
    setting->has |= FIELD_BIT(index);
}

Result setting_read(Work *work, Setting *out_setting)
{
    WorkspaceSettings now = workspace_settings(work->workspace);
    *out_setting = (Setting){
        .id = 1,
        .name = text_copy(work->arena, text_of(now.name)),
        .language = text_copy(work->arena, text_of(now.language)),
        .time_zone = zone_name(now.zone),
        .base_currency = text_copy(work->arena, text_of(now.base_currency)),
        .inactivity_days = 365,
        .trash_days = 30,
        .undo_send_seconds = 10,
    };
    out_setting->has = FIELD_BIT(0) | FIELD_BIT(1) | entity_bit(&setting_entity, "name") |
                       entity_bit(&setting_entity, "language") | entity_bit(&setting_entity, "time_zone") |
                       entity_bit(&setting_entity, "base_currency") | entity_bit(&setting_entity, "inactivity_days") |
                       entity_bit(&setting_entity, "trash_days") |
                       entity_bit(&setting_entity, "undo_send_seconds");
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT key, value, version FROM settings ORDER BY key LIMIT 100"), DB_NO_VALUES,
                 &cursor));
    out_setting->version = 1;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        Text key = db_column_text(&cursor, 0);
        if (entity_field_index(&setting_entity, key) < FIRST_KEY)
            continue;
        setting_take(work->arena, out_setting, key, text_copy(work->arena, db_column_text(&cursor, 1)));
        out_setting->version += db_column_int(&cursor, 2);
    }
}

static Result currency_may_change(Work *work)
{
    int64_t amounts = 0;
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COUNT(*) FROM (SELECT id FROM orders UNION ALL SELECT id FROM payments UNION ALL "
                          "SELECT id FROM invoices UNION ALL SELECT id FROM contracts LIMIT 1) AS amounts"),
                   DB_NO_VALUES, &amounts));
    if (amounts > 0)
        return work_fault(work, TEXT("/base_currency"), "in_use",
                          "There are amounts already; the base currency can no longer change.");
    return done();
}

static Text setting_json(Work *work, const Field *field, Setting *setting)
{
    Buffer out = buffer_new(work->arena, 4096);
    Json json = json_writer(&out);
    if ((setting->has & entity_bit(&setting_entity, field->name)) == 0)
        json_null(&json);
    else if (field->type == FIELD_TEXT)
        json_text(&json, *text_member(setting, field));
    else
        json_int(&json, *int_member(setting, field));
    return buffer_text(&out);
}

/* One that is taken back stays as a null row: the versions of the rows add up to the version of them all. */
static Result setting_store(Work *work, const Field *field, Text value)
{
    return db_run(
        work->db,
        DB_SQL("INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE "
               "SET value = excluded.value, version = settings.version + 1, updated_at = excluded.updated_at"),
        DB_VALUES(db_string(field->name), db_text(value), db_int(work->now)), NULL);
}

/* Writes what differs, and an event that says what. */
static Result settings_store(Work *work, const EntityInput *input, Setting *before)
{
    Buffer changes = buffer_new(work->arena, 65536);
    for (size_t i = FIRST_KEY; i < SETTING_FIELDS; i++) {
        const Field *field = &setting_fields[i];
        if ((input->given & FIELD_BIT(i)) == 0)
            continue;
        Text old = setting_json(work, field, before);
        Text value = setting_json(work, field, input->record);
        if (text_equals(old, value))
            continue;
        TRY(setting_store(work, field, value));
        buffer_addf(&changes, "%s\"%s\":[%.*s,%.*s]", changes.length > 0 ? "," : "", field->name, TEXT_ARG(old),
                    TEXT_ARG(value));
    }
    if (changes.length == 0)
        return done();
    return event_add_changes(work, "settings.changed", &setting_entity, 1, 0, 0,
                             text_format(work->arena, "{%.*s}", TEXT_ARG(buffer_text(&changes))));
}

Result setting_change(Work *work, int64_t version, const EntityInput *input, Setting *out_setting)
{
    Setting before;
    Setting *given = input->record;
    TRY(setting_read(work, &before));
    if (before.version != version)
        return fail(FAULT_STALE, "Somebody changed the settings first.");
    FieldSet language = entity_bit(&setting_entity, "language");
    if ((given->has & language) && choice_index(setting_languages, given->language) < 0)
        return work_fault(work, TEXT("/language"), "unknown_choice", "This must be one of: es, en, pt.");
    FieldSet step = entity_bit(&setting_entity, "setup_step");
    if ((given->has & step) && choice_index(setup_steps, given->setup_step) < 0)
        return work_fault(work, TEXT("/setup_step"), "unknown_choice",
                          "This must be one of: workspace, hours, mailbox, people.");
    if ((given->has & entity_bit(&setting_entity, "base_currency")) &&
        !text_equals(given->base_currency, before.base_currency))
        TRY(currency_may_change(work));
    TRY(settings_store(work, input, &before));
    *out_setting = before;
    entity_apply_input(input, out_setting);
    return done();
}

static void setting_write(Setting *setting, Json *json)
{
    json_object(json);
    json_put_int(json, "version", setting->version);
    for (size_t i = FIRST_KEY; i < SETTING_FIELDS; i++) {
        const Field *field = &setting_fields[i];
        json_name(json, field->name);
        if ((setting->has & FIELD_BIT(i)) == 0)
            json_null(json);
        else if (field->type == FIELD_TEXT)
            json_text(json, *text_member(setting, field));
        else
            json_int(json, *int_member(setting, field));
    }
    json_end_object(json);
}

static Result settings_get(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    Setting setting;
    TRY(setting_read(work, &setting));
    answer->has_version = true;
    answer->version = setting.version;
    setting_write(&setting, &answer->json);
    return done();
}

static Result settings_patch(Work *work, const Request *request, Answer *answer)
{
    EntityInput input;
    Setting changed;
    TRY(entity_read_json(work, &setting_entity, request->json, TEXT(""), false, &input));
    TRY(setting_change(work, request->version, &input, &changed));
    return settings_get(work, request, answer);
}

#define SETTING_SCHEMA                                                                                                 \
    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"version\":{\"type\":\"integer\"},"          \
    "\"name\":{\"type\":\"string\"},\"language\":{\"type\":\"string\",\"enum\":[\"es\",\"en\",\"pt\"]},"               \
    "\"time_zone\":{\"type\":\"string\"},\"base_currency\":{\"type\":\"string\"},"                                     \
    "\"trash_days\":{\"type\":\"integer\"},"                                                                         \
    "\"inactivity_days\":{\"type\":\"integer\"},\"gross_margin_percent\":{\"type\":[\"integer\",\"null\"]},"           \
    "\"expected_years\":{\"type\":[\"integer\",\"null\"]},\"undo_send_seconds\":{\"type\":\"integer\"},"       \
    "\"setup_step\":{\"type\":[\"string\",\"null\"]}}}"

const Route setting_routes[] = {
    {.method = "GET",
     .path = "/api/v1/settings",
     .entity = &setting_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = settings_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = SETTING_SCHEMA,
     .about = "What holds for the whole workspace."},
    {.method = "PATCH",
     .path = "/api/v1/settings",
     .entity = &setting_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = settings_patch,
     .needs_version = true,
     .takes = SHAPE_SCHEMA,
     .takes_schema = SETTING_SCHEMA,
     .gives = SHAPE_SCHEMA,
     .gives_schema = SETTING_SCHEMA,
     .about = "Changes settings; the base currency only while there are no amounts."},
    {0},
};
