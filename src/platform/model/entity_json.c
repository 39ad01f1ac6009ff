/* JSON out: straight from the row by the plan. */
#include "model/filter.h"
#include "model/plan.h"

static void write_money(const PlanColumn *column, int64_t amount, const DbCursor *cursor, const char *base_currency,
                        Buffer *out)
{
    buffer_add_string(out, "{\"amount\":");
    buffer_add_int(out, amount);
    buffer_add_string(out, ",\"currency\":\"");
    if (column->currency_column >= 0)
        buffer_add_text(out, db_column_text(cursor, column->currency_column));
    else
        buffer_add_string(out, base_currency);
    buffer_add_string(out, "\"}");
}

static void write_day(int64_t day, Buffer *out)
{
    CivilDate date = civil_from_days(day);
    buffer_addf(out, "\"%04d-%02d-%02d\"", (int)date.year, (int)date.month, (int)date.day);
}

static void write_value(const PlanColumn *column, const DbValue *value, const DbCursor *cursor,
                        const char *base_currency, Json *json)
{
    json->needs_comma = false;
    switch (column->field->type) {
    case FIELD_ID:
    case FIELD_VERSION:
    case FIELD_REFERENCE:
    case FIELD_INT: buffer_add_int(json->out, value->integer); return;
    case FIELD_TEXT: json_text(json, value->text); return;
    case FIELD_CHOICE:
        buffer_add_byte(json->out, '"');
        buffer_add_text(json->out, value->text);
        buffer_add_byte(json->out, '"');
        return;
    case FIELD_JSON: buffer_add_text(json->out, value->text); return;
    case FIELD_REAL: json_real(json, value->real); return;
    case FIELD_BOOL: buffer_add_string(json->out, value->integer ? "true" : "false"); return;
    case FIELD_TIME: json_time(json, value->integer); return;
    case FIELD_DAY: write_day(value->integer, json->out); return;
    case FIELD_MONEY: write_money(column, value->integer, cursor, base_currency, json->out); return;
    }
}

void row_write_json(const EntityPlan *plan, const DbCursor *cursor, const char *base_currency, Json *json)
{
    for (size_t i = 0; i < plan->shown_count; i++) {
        const PlanColumn *column = &plan->shown[i];
        DbValue value;
        if (i > 0)
            buffer_add_byte(json->out, ',');
        buffer_add_text(json->out, column->json_name);
        if (db_column(cursor, column->column, column->type, &value))
            write_value(column, &value, cursor, base_currency, json);
        else
            buffer_add(json->out, "null", 4);
        if (column->closes_object)
            buffer_add_byte(json->out, '}');
    }
    json->needs_comma = true;
}

/* The statement that shows one record, with what the actor may see ANDed in. */
static Result show_query(Work *work, const Entity *entity, int64_t id, DbCursor *cursor)
{
    const EntityPlan *plan = plan_of(work, entity);
    const Filter *visible;
    TRY(entity_visible(work, entity, &visible));
    if (visible == NULL)
        return db_query(work->db, (DbSql){plan->show_sql, true}, DB_VALUES(db_int(id)), cursor);
    SqlBuilder builder = sql_builder(work->arena);
    sql_bind(&builder, &builder.where, db_int(id));
    buffer_add_string(&builder.where, " AND ");
    TRY(filter_compile(work, entity, visible, "t", &builder));
    Buffer sql = buffer_new(work->arena, 65536);
    buffer_addf(&sql, "SELECT %s FROM %s t%s%.*s WHERE t.id = %.*s", plan->all_columns, entity->table, plan->joins,
                TEXT_ARG(buffer_text(&builder.joins)), TEXT_ARG(buffer_text(&builder.where)));
    return db_query(work->db, db_made_sql(sql.data), builder.values, builder.value_count, cursor);
}

Result entity_write_json(Work *work, const Entity *entity, int64_t id, Text include, Json *json, int64_t *out_version)
{
    const EntityPlan *plan = plan_of(work, entity);
    IncludedRecords *includes;
    size_t include_count;
    TRY(includes_parse(work, entity, include, &includes, &include_count));
    WITH_CURSOR cursor = {0};
    TRY(show_query(work, entity, id, &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return failf(work->arena, FAULT_NOT_FOUND, "There is no %s with the id %lld.", entity->name, (long long)id);
    json_object(json);
    WorkspaceSettings settings = workspace_settings(work->workspace);
    row_write_json(plan, &cursor, settings.base_currency, json);
    if (out_version)
        *out_version = plan->version_index >= 0 ? db_column_int(&cursor, plan->version_index) : 0;
    int64_t referred[8];
    for (size_t i = 0; i < include_count; i++)
        referred[i] = db_column_int(&cursor, includes[i].column);
    db_close_cursor(&cursor);
    ListParts parts;
    TRY(lists_load(work, entity, &id, 1, &parts));
    if (parts.of[0].length > 0) {
        buffer_add_byte(json->out, ',');
        buffer_add_text(json->out, parts.of[0]);
    }
    for (size_t i = 0; i < include_count; i++) {
        TRY(includes_load(work, &includes[i], &referred[i], 1));
        buffer_add_string(json->out, ",\"");
        buffer_add_text(json->out, includes[i].name);
        buffer_add_string(json->out, "\":");
        buffer_add_text(json->out, includes_object(&includes[i], referred[i]));
    }
    json->needs_comma = true;
    json_end_object(json);
    return done();
}
