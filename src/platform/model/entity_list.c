/* Lists: filter, sort, keyset pages. */
#include "base/digest.h"
#include "model/filter.h"
#include "model/plan.h"

typedef struct SortKey {
    Text text; /* "-updated_at" */
    const Field *field;
    const char *column; /* with its alias */
    bool is_descending;
    bool is_nullable;
    DbType type;
} SortKey;

typedef struct Page {
    Work *work;
    const Entity *entity;
    const EntityPlan *plan;
    const ListQuery *query;
    SortKey sort;
    int64_t limit;
    IncludedRecords *includes;
    size_t include_count;
    SqlBuilder builder;
} Page;

static Result sort_read(Work *work, const Entity *entity, Text text, SortKey *out)
{
    if (text_is_empty(text))
        text = text_of(entity->default_sort ? entity->default_sort : "id");
    out->text = text;
    out->is_descending = text.length > 0 && text.data[0] == '-';
    Text name = text_slice(text, out->is_descending ? 1 : 0, text.length);
    int index = entity_field_index(entity, name);
    const EntityExtension *extension = NULL;
    size_t extension_index = 0;
    out->field =
        index >= 0 ? &entity->fields[index] : entity_extension_field(entity, name, &extension, &extension_index);
    bool can_sort = out->field && ((out->field->can & CAN_SORT) || out->field->type == FIELD_ID);
    if (!can_sort || (out->field->can & IS_HIDDEN))
        return work_fault(work, TEXT("sort"), "unknown_field", "\"%.*s\" is no field to sort by.",
                          TEXT_ARG(text_slice(text, 0, 60)));
    const char *column = out->field->folded_in ? out->field->folded_in : field_column(out->field);
    out->column = extension ? arena_printf(work->arena, "x%zu.%s", extension_index, column)
                            : arena_printf(work->arena, "t.%s", column);
    out->is_nullable = extension != NULL || !field_is_never_null(out->field);
    out->type = out->field->folded_in ? DB_TYPE_TEXT : field_db_type(out->field);
    return done();
}

/* ["-updated_at", key or null, id], base64url: it holds only while the sort is the same. */
static Text cursor_write(Work *work, const SortKey *sort, const DbCursor *row, int key_column, int64_t id)
{
    Buffer out = buffer_new(work->arena, 65536);
    Json json = json_writer(&out);
    json_list(&json);
    json_text(&json, sort->text);
    if (db_is_null(row, key_column))
        json_null(&json);
    else if (sort->type == DB_TYPE_TEXT)
        json_text(&json, db_column_text(row, key_column));
    else if (sort->type == DB_TYPE_REAL)
        json_real(&json, db_column_real(row, key_column));
    else
        json_int(&json, db_column_int(row, key_column));
    json_int(&json, id);
    json_end_list(&json);
    return base64_encode(work->arena, buffer_text(&out), true);
}

static Result stale_cursor(Work *work)
{
    return work_fault(work, TEXT("after"), "stale_cursor",
                      "This cursor is not one of this list and order; begin again without it.");
}

static bool cursor_value(const SortKey *sort, const JsonValue *key, DbValue *out)
{
    if (key->kind == JSON_NULL)
        *out = db_null(sort->type);
    else if (sort->type == DB_TYPE_TEXT && key->kind == JSON_TEXT && text_find_byte(key->text, 0, 0) == SIZE_MAX)
        *out = db_text(key->text);
    else if (sort->type == DB_TYPE_REAL && (key->kind == JSON_REAL || key->kind == JSON_INT))
        *out = db_real(key->kind == JSON_REAL ? key->real : (double)key->integer);
    else if (sort->type == DB_TYPE_INT && key->kind == JSON_INT)
        *out = db_int(key->integer);
    else
        return false;
    return true;
}

static void after_condition(Page *page, DbValue key, int64_t id)
{
    SqlBuilder *builder = &page->builder;
    Buffer *where = &builder->where;
    const SortKey *sort = &page->sort;
    const char *order = sort->is_descending ? "<" : ">";
    if (key.is_null) {
        buffer_addf(where, " AND %s IS NULL AND t.id %s ", sort->column, order);
        sql_bind(builder, where, db_int(id));
        return;
    }
    buffer_addf(where, " AND (");
    if (sort->field->type == FIELD_ID) {
        buffer_addf(where, "t.id %s ", order);
        sql_bind(builder, where, db_int(id));
    } else {
        buffer_addf(where, "(%s, t.id) %s (", sort->column, order);
        sql_bind(builder, where, key);
        buffer_add_string(where, ", ");
        sql_bind(builder, where, db_int(id));
        buffer_add_byte(where, ')');
    }
    if (sort->is_nullable)
        buffer_addf(where, " OR %s IS NULL", sort->column);
    buffer_add_byte(where, ')');
}

static Result cursor_read(Page *page)
{
    Work *work = page->work;
    Text after = page->query->after;
    if (text_is_empty(after))
        return done();
    Text bytes;
    const JsonValue *value;
    DbValue key;
    if (after.length > 4000 || !base64_decode(work->arena, after, true, &bytes) ||
        !is_ok(json_read(work->arena, bytes, &value)))
        return stale_cursor(work);
    if (value->kind != JSON_LIST || value->list.count != 3 || value->list.items[0].kind != JSON_TEXT ||
        value->list.items[2].kind != JSON_INT || !text_equals(value->list.items[0].text, page->sort.text) ||
        !cursor_value(&page->sort, &value->list.items[1], &key))
        return stale_cursor(work);
    after_condition(page, key, value->list.items[2].integer);
    return done();
}

static void order_by(const Page *page, Buffer *sql)
{
    const SortKey *sort = &page->sort;
    const char *direction = sort->is_descending ? "DESC" : "ASC";
    buffer_add_string(sql, " ORDER BY ");
    if (sort->field->type != FIELD_ID) {
        buffer_add_string(sql, sort->column);
        buffer_add_byte(sql, ' ');
        buffer_add_string(sql, direction);
        buffer_add_string(sql, sort->is_nullable ? " NULLS LAST, " : ", ");
    }
    buffer_add_string(sql, "t.id ");
    buffer_add_string(sql, direction);
}

Result list_conditions(Work *work, const Entity *entity, const JsonValue *source, const Filter *also,
                       SqlBuilder *out_builder)
{
    const Filter *asked = NULL;
    const Filter *visible = NULL;
    const Filter *usual = NULL;
    if (source)
        TRY(filter_read(work, entity, source, TEXT("filter"), &asked));
    TRY(entity_visible(work, entity, &visible));
    if (entity->usual)
        TRY(entity->usual(work, asked, &usual));
    const Filter *all = filter_both(work, filter_both(work, also, visible), filter_both(work, usual, asked));
    *out_builder = sql_builder(work->arena);
    buffer_add_string(&out_builder->joins, "");
    if (all == NULL) {
        buffer_add_string(&out_builder->where, "1 = 1");
        return done();
    }
    return filter_compile(work, entity, all, "t", out_builder);
}

static Result counted(Work *work, const Entity *entity, const SqlBuilder *builder, int64_t max, int64_t *out_count)
{
    Buffer sql = buffer_new(work->arena, 262144);
    buffer_addf(&sql, "SELECT COUNT(*) FROM (SELECT 1 FROM %s t%.*s WHERE %.*s LIMIT %lld) AS counted", entity->table,
                TEXT_ARG(buffer_text(&builder->joins)), TEXT_ARG(buffer_text(&builder->where)), (long long)max);
    return db_one_int(work->db, db_made_sql(sql.data), builder->values, builder->value_count, out_count);
}

Result entity_count_matching(Work *work, const Entity *entity, const JsonValue *filter, int64_t max, int64_t *out_count)
{
    SqlBuilder builder;
    TRY(list_conditions(work, entity, filter, NULL, &builder));
    return counted(work, entity, &builder, max, out_count);
}

Result entity_ids_matching(Work *work, const Entity *entity, const JsonValue *filter, int64_t after_id, size_t limit,
                           int64_t *out_ids, size_t *out_count)
{
    SqlBuilder builder;
    Buffer sql = buffer_new(work->arena, 262144);
    TRY(list_conditions(work, entity, filter, NULL, &builder));
    buffer_add_string(&builder.where, " AND t.id > ");
    sql_bind(&builder, &builder.where, db_int(after_id));
    buffer_addf(&sql, "SELECT t.id FROM %s t%.*s WHERE %.*s ORDER BY t.id LIMIT %zu", entity->table,
                TEXT_ARG(buffer_text(&builder.joins)), TEXT_ARG(buffer_text(&builder.where)), limit);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, db_made_sql(sql.data), builder.values, builder.value_count, &cursor));
    for (*out_count = 0; *out_count < limit;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        out_ids[(*out_count)++] = db_column_int(&cursor, 0);
    }
    return done();
}

static Result count_write(Page *page, Json *json)
{
    int64_t count = 0;
    TRY(counted(page->work, page->entity, &page->builder, LIST_COUNT_MAX + 1, &count));
    json_put_int(json, "count", count);
    if (count > LIST_COUNT_MAX)
        json_put_bool(json, "count_capped", true);
    return done();
}

typedef struct Rows {
    int64_t ids[LIST_LIMIT_MAX];
    Text objects[LIST_LIMIT_MAX]; /* without braces */
    int64_t *referred;            /* count x includes */
    size_t count;
    bool has_more;
    Text next;
} Rows;

static Result rows_read(Page *page, Rows *rows)
{
    Work *work = page->work;
    Buffer sql = buffer_new(work->arena, 262144);
    SqlBuilder *builder = &page->builder;
    buffer_reserve(&sql, SQL_BYTES_USUAL);
    buffer_add_string(&sql, "SELECT ");
    buffer_add_string(&sql, page->plan->all_columns);
    buffer_add_string(&sql, ", ");
    buffer_add_string(&sql, page->sort.column);
    sql_add_from(&sql, page->entity, page->plan, builder);
    order_by(page, &sql);
    buffer_add_string(&sql, " LIMIT ");
    buffer_add_int(&sql, (int64_t)page->limit + 1);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, db_made_sql(sql.data), builder->values, builder->value_count, &cursor));
    int key_column = (int)page->entity->field_count;
    for (size_t i = 0; page->entity->extensions && i < page->entity->extensions->count; i++)
        key_column += (int)page->entity->extensions->list[i]->field_count;
    rows->referred = ARENA_ARRAY(work->arena, int64_t, (size_t)page->limit * (page->include_count + 1));
    WorkspaceSettings settings = workspace_settings(work->workspace);
    Buffer all = buffer_new(work->arena, (size_t)256 << 20);
    size_t starts[LIST_LIMIT_MAX + 1];
    Json json = json_writer(&all);
    starts[0] = 0;
    buffer_reserve(&all, OBJECT_BYTES_USUAL * 2);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        if (rows->count == (size_t)page->limit) {
            rows->has_more = true;
            break;
        }
        row_write_json(page->plan, &cursor, settings.base_currency, &json);
        rows->ids[rows->count] = db_column_int(&cursor, 0);
        for (size_t i = 0; i < page->include_count; i++)
            rows->referred[i * (size_t)page->limit + rows->count] = db_column_int(&cursor, page->includes[i].column);
        rows->count++;
        starts[rows->count] = all.length;
        if (rows->count == (size_t)page->limit)
            rows->next = cursor_write(work, &page->sort, &cursor, key_column, rows->ids[rows->count - 1]);
    }
    for (size_t i = 0; i < rows->count; i++)
        rows->objects[i] = text_slice(buffer_text(&all), starts[i], starts[i + 1]);
    return done();
}

static Result rows_write(Page *page, Rows *rows, Json *json)
{
    Work *work = page->work;
    ListParts parts;
    TRY(lists_load(work, page->entity, rows->ids, rows->count, &parts));
    for (size_t i = 0; i < page->include_count; i++)
        TRY(includes_load(work, &page->includes[i], rows->referred + i * (size_t)page->limit, rows->count));
    json_name(json, "data");
    buffer_add_byte(json->out, '[');
    if (rows->count > 0)
        buffer_reserve(json->out,
                       rows->count * (rows->objects[0].length + parts.of[0].length + OBJECT_BYTES_USUAL / 4));
    for (size_t i = 0; i < rows->count; i++) {
        buffer_add_string(json->out, i ? ",{" : "{");
        buffer_add_text(json->out, rows->objects[i]);
        if (parts.of[i].length > 0) {
            buffer_add_byte(json->out, ',');
            buffer_add_text(json->out, parts.of[i]);
        }
        for (size_t k = 0; k < page->include_count; k++) {
            buffer_add_string(json->out, ",\"");
            buffer_add_text(json->out, page->includes[k].name);
            buffer_add_string(json->out, "\":");
            buffer_add_text(json->out,
                            includes_object(&page->includes[k], rows->referred[k * (size_t)page->limit + i]));
        }
        buffer_add_byte(json->out, '}');
    }
    buffer_add_byte(json->out, ']');
    json->needs_comma = true;
    return done();
}

Result entity_list(Work *work, const Entity *entity, const ListQuery *query, Json *json)
{
    Page page = {.work = work, .entity = entity, .plan = plan_of(work, entity), .query = query};
    page.limit = query->limit == 0 ? 50 : query->limit;
    if (page.limit < 1 || page.limit > LIST_LIMIT_MAX)
        return work_fault(work, TEXT("limit"), "out_of_range", "The limit must be from 1 to %d.", LIST_LIMIT_MAX);
    TRY(sort_read(work, entity, query->sort, &page.sort));
    TRY(includes_parse(work, entity, query->include, &page.includes, &page.include_count));
    TRY(list_conditions(work, entity, query->filter, query->also, &page.builder));
    size_t where_length = page.builder.where.length;
    size_t value_count = page.builder.value_count;
    TRY(cursor_read(&page));
    Rows *rows = arena_alloc_plain(work->arena, sizeof(Rows)); /* its lists are filled as far as they are read */
    rows->count = 0;
    rows->has_more = false;
    TRY(rows_read(&page, rows));
    json_object(json);
    TRY(rows_write(&page, rows, json));
    json_name(json, "next");
    if (rows->has_more)
        json_text(json, rows->next);
    else
        json_null(json);
    if (query->count) {
        buffer_cut(&page.builder.where, where_length);
        page.builder.value_count = value_count;
        TRY(count_write(&page, json));
    }
    json_end_object(json);
    return done();
}
