#include "base/json.h"
#include "store/workspace_own.h"

WorkspaceSettings workspace_settings(Workspace *workspace)
{
    pthread_rwlock_rdlock(&workspace->settings_lock);
    WorkspaceSettings settings = workspace->settings;
    pthread_rwlock_unlock(&workspace->settings_lock);
    return settings;
}

/* A stored text that does not fit is left aside: the default stands. */
static void text_set(char *place, size_t size, Text text)
{
    if (text.length == 0 || text.length >= size)
        return;
    memcpy(place, text.data, text.length);
    place[text.length] = '\0';
}

static void setting_take(WorkspaceSettings *settings, Text key, Text value)
{
    const Zone *zone;
    if (text_is(key, "base_currency"))
        text_set(settings->base_currency, sizeof settings->base_currency, value);
    else if (text_is(key, "language"))
        text_set(settings->language, sizeof settings->language, value);
    else if (text_is(key, "name"))
        text_set(settings->name, sizeof settings->name, value);
    else if (text_is(key, "time_zone") && is_ok(zone_open(value, &zone)))
        settings->zone = zone;
}

static Result settings_read(Db *db, Arena *arena, WorkspaceSettings *settings)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        db, DB_SQL("SELECT key, value FROM settings WHERE key IN ('base_currency', 'language', 'name', 'time_zone')"),
        DB_NO_VALUES, &cursor));
    for (bool has_row;;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        const JsonValue *value;
        if (is_ok(json_read(arena, db_column_text(&cursor, 1), &value)) && value->kind == JSON_TEXT)
            setting_take(settings, db_column_text(&cursor, 0), value->text);
    }
}

Result workspace_reload_settings(Workspace *workspace)
{
    WorkspaceSettings settings = {.base_currency = "USD", .language = "es", .zone = zone_utc(), .name = "Lazo"};
    WITH_ARENA arena = arena_new();
    Db *db;
    TRY(workspace_take_reader(workspace, &db));
    Result result = settings_read(db, arena, &settings);
    workspace_return_reader(workspace, db);
    if (!is_ok(result))
        return fail(result.fault, "The settings of the workspace cannot be read.");
    pthread_rwlock_wrlock(&workspace->settings_lock);
    workspace->settings = settings;
    pthread_rwlock_unlock(&workspace->settings_lock);
    return done();
}
