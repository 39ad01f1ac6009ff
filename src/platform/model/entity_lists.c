/* Tags, custom values and child lists: written for one record, loaded for a page of records at once. */
#include <stdlib.h>

#include "model/filter.h"
#include "model/plan.h"

/* ---- writing ---- */

static Result tag_id(Work *work, Text name, int64_t *out_id)
{
    Text key = text_fold(work->arena, name);
    TRY(db_run(work->db,
               DB_SQL("INSERT INTO tags (name, name_key, created_at, updated_at) VALUES ($1, $2, $3, $3) "
                      "ON CONFLICT (name_key) DO NOTHING"),
               DB_VALUES(db_text(name), db_text(key), db_int(work->now)), NULL));
    return db_one_int(work->db, DB_SQL("SELECT id FROM tags WHERE name_key = $1"), DB_VALUES(db_text(key)), out_id);
}

static Result tags_stored(Work *work, const char *entity, int64_t id, int64_t *out_ids, size_t max, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT tag_id FROM taggings WHERE entity = $1 AND record_id = $2 ORDER BY tag_id LIMIT 500"),
                 DB_VALUES(db_string(entity), db_int(id)), &cursor));
    bool has_row;
    *out_count = 0;
    for (;;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count >= max)
            return done();
        out_ids[(*out_count)++] = db_column_int(&cursor, 0);
    }
}

static bool contains_id(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++) {
        if (ids[i] == id)
            return true;
    }
    return false;
}

static Result write_tags(Work *work, const EntityInput *input, int64_t id, bool *out_changed)
{
    enum { STORED_MAX = 500 };
    int64_t stored[STORED_MAX];
    size_t stored_count;
    const char *entity = input->entity->name;
    int64_t *wanted = ARENA_ARRAY(work->arena, int64_t, input->tag_count);
    TRY(tags_stored(work, entity, id, stored, STORED_MAX, &stored_count));
    for (size_t i = 0; i < input->tag_count; i++) {
        TRY(tag_id(work, input->tags[i], &wanted[i]));
        if (contains_id(stored, stored_count, wanted[i]) || contains_id(wanted, i, wanted[i]))
            continue;
        *out_changed = true;
        TRY(db_run(work->db, DB_SQL("INSERT INTO taggings (entity, record_id, tag_id) VALUES ($1, $2, $3)"),
                   DB_VALUES(db_string(entity), db_int(id), db_int(wanted[i])), NULL));
    }
    for (size_t i = 0; i < stored_count; i++) {
        if (contains_id(wanted, input->tag_count, stored[i]))
            continue;
        *out_changed = true;
        TRY(db_run(work->db, DB_SQL("DELETE FROM taggings WHERE entity = $1 AND record_id = $2 AND tag_id = $3"),
                   DB_VALUES(db_string(entity), db_int(id), db_int(stored[i])), NULL));
    }
    return done();
}

static Result write_custom_value(Work *work, const EntityInput *input, int64_t id, int64_t field_id,
                                 const JsonValue *value)
{
    DbValue text = db_null(DB_TYPE_TEXT);
    DbValue number = db_null(DB_TYPE_REAL);
    if (value->kind == JSON_TEXT)
        text = db_text(value->text);
    else if (value->kind == JSON_INT)
        number = db_real((double)value->integer);
    else if (value->kind == JSON_REAL)
        number = db_real(value->real);
    else if (value->kind == JSON_BOOL)
        number = db_real(value->boolean ? 1 : 0);
    else
        return done();
    return db_run(work->db,
                  DB_SQL("INSERT INTO custom_values (entity, record_id, field_id, text_value, number_value) "
                         "VALUES ($1, $2, $3, $4, $5)"),
                  DB_VALUES(db_string(input->entity->name), db_int(id), db_int(field_id), text, number), NULL);
}

static Result write_custom(Work *work, const EntityInput *input, int64_t id, bool *out_changed)
{
    for (size_t i = 0; i < input->custom_count; i++) {
        const CustomInput *custom = &input->custom[i];
        *out_changed = true;
        TRY(db_run(work->db, DB_SQL("DELETE FROM custom_values WHERE entity = $1 AND record_id = $2 AND field_id = $3"),
                   DB_VALUES(db_string(input->entity->name), db_int(id), db_int(custom->field_id)), NULL));
        if (custom->value->kind != JSON_LIST) {
            TRY(write_custom_value(work, input, id, custom->field_id, custom->value));
            continue;
        }
        for (size_t k = 0; k < custom->value->list.count; k++)
            TRY(write_custom_value(work, input, id, custom->field_id, &custom->value->list.items[k]));
    }
    return done();
}

static Result write_children(Work *work, const ChildList *list, const ChildInput *child, int64_t id)
{
    const char *sql = arena_printf(work->arena, "DELETE FROM %s WHERE %s = $1", list->entity->table, list->parent);
    TRY(db_run(work->db, db_made_sql(sql), DB_VALUES(db_int(id)), NULL));
    const Field *parent = entity_field(list->entity, list->parent);
    int position = entity_field_index(list->entity, TEXT("position"));
    for (size_t i = 0; i < child->count; i++) {
        void *record = (char *)child->records + i * list->entity->record_bytes;
        *record_int(parent, record) = id;
        *(FieldSet *)record |= entity_bit(list->entity, list->parent);
        if (position >= 0) {
            *record_int(&list->entity->fields[position], record) = (int64_t)i + 1;
            *(FieldSet *)record |= FIELD_BIT(position);
        }
        TRY(entity_insert(work, list->entity, record));
    }
    return done();
}

Result entity_write_lists(Work *work, const EntityInput *input, int64_t id, bool *out_changed)
{
    if (input->tags_given)
        TRY(write_tags(work, input, id, out_changed));
    if (input->custom_count > 0)
        TRY(write_custom(work, input, id, out_changed));
    for (size_t i = 0; i < input->entity->child_count; i++) {
        if (!input->children[i].is_given)
            continue;
        *out_changed = true;
        TRY(write_children(work, &input->entity->children[i], &input->children[i], id));
    }
    return done();
}

/* ---- loading for a page ---- */

typedef struct Slot {
    int64_t id;
    size_t index;
} Slot;

static int slot_order(const void *a, const void *b)
{
    int64_t x = ((const Slot *)a)->id;
    int64_t y = ((const Slot *)b)->id;
    return (x > y) - (x < y);
}

/* The record that a row of a list belongs to. */
static size_t slot_find(const Slot *slots, size_t count, int64_t id)
{
    Slot key = {id, 0};
    const Slot *found = bsearch(&key, slots, count, sizeof(Slot), slot_order);
    return found ? found->index : SIZE_MAX;
}

typedef struct PageLists {
    Work *work;
    const Entity *entity;
    const int64_t *ids;
    size_t count;
    Slot *slots;
    Buffer *parts; /* of each record */
} PageLists;

void sql_add_from(Buffer *sql, const Entity *entity, const EntityPlan *plan, const SqlBuilder *builder)
{
    buffer_add_string(sql, " FROM ");
    buffer_add_string(sql, entity->table);
    buffer_add_string(sql, " t");
    buffer_add_string(sql, plan->joins);
    buffer_add_text(sql, buffer_text(&builder->joins));
    buffer_add_string(sql, " WHERE ");
    buffer_add_text(sql, buffer_text(&builder->where));
}

static void part_begin(Buffer *part, const char *name)
{
    if (part->length > 0)
        buffer_add_byte(part, ',');
    buffer_add_byte(part, '"');
    buffer_add_string(part, name);
    buffer_add_string(part, "\":");
}

static Result load_tags(PageLists *page)
{
    Work *work = page->work;
    WITH_CURSOR cursor = {0};
    TRY(ids_query(work, &model_of(work->workspace)->tags, db_string(page->entity->name), page->ids, page->count,
                  &cursor));
    bool *has_any = ARENA_ARRAY(work->arena, bool, page->count);
    for (size_t i = 0; i < page->count; i++) {
        part_begin(&page->parts[i], "tags");
        buffer_add_byte(&page->parts[i], '[');
    }
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        size_t index = slot_find(page->slots, page->count, db_column_int(&cursor, 0));
        if (index == SIZE_MAX)
            continue;
        Json json = json_writer(&page->parts[index]);
        json.needs_comma = has_any[index];
        json_text(&json, db_column_text(&cursor, 1));
        has_any[index] = true;
    }
    for (size_t i = 0; i < page->count; i++)
        buffer_add_byte(&page->parts[i], ']');
    return done();
}

static void write_custom_json(const DbCursor *cursor, Json *json)
{
    if (!db_is_null(cursor, 3))
        json_text(json, db_column_text(cursor, 3));
    else if (text_is(db_column_text(cursor, 2), "boolean"))
        json_bool(json, db_column_real(cursor, 4) != 0);
    else
        json_real(json, db_column_real(cursor, 4));
}

static Result load_custom(PageLists *page)
{
    Work *work = page->work;
    WITH_CURSOR cursor = {0};
    TRY(ids_query(work, &model_of(work->workspace)->custom, db_string(page->entity->name), page->ids, page->count,
                  &cursor));
    for (size_t i = 0; i < page->count; i++) {
        part_begin(&page->parts[i], "custom");
        buffer_add_byte(&page->parts[i], '{');
    }
    size_t current = SIZE_MAX;
    Text key = TEXT_NONE;
    bool in_list = false;
    bool *has_any = ARENA_ARRAY(work->arena, bool, page->count);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        size_t index = has_row ? slot_find(page->slots, page->count, db_column_int(&cursor, 0)) : SIZE_MAX;
        bool goes_on = has_row && index == current && text_equals(key, db_column_text(&cursor, 1));
        if (in_list && !goes_on)
            buffer_add_byte(&page->parts[current], ']');
        if (!has_row)
            break;
        in_list = text_is(db_column_text(&cursor, 2), "choices");
        Json json = json_writer(&page->parts[index]);
        if (goes_on) {
            json.needs_comma = true;
        } else {
            json.needs_comma = has_any[index];
            json_name_text(&json, db_column_text(&cursor, 1));
            json.needs_comma = false;
            if (in_list)
                buffer_add_byte(&page->parts[index], '[');
        }
        write_custom_json(&cursor, &json);
        has_any[index] = true;
        current = index;
        key = text_copy(work->arena, db_column_text(&cursor, 1));
    }
    for (size_t i = 0; i < page->count; i++)
        buffer_add_byte(&page->parts[i], '}');
    return done();
}

static Result load_children(PageLists *page, size_t index_of_list)
{
    Work *work = page->work;
    const ChildList *list = &page->entity->children[index_of_list];
    const EntityPlan *plan = plan_of(work, list->entity);
    WITH_CURSOR cursor = {0};
    TRY(ids_query(work, &plan_of(work, page->entity)->children[index_of_list], db_null(DB_TYPE_INT), page->ids,
                  page->count, &cursor));
    bool *has_any = ARENA_ARRAY(work->arena, bool, page->count);
    for (size_t i = 0; i < page->count; i++) {
        part_begin(&page->parts[i], list->name);
        buffer_add_byte(&page->parts[i], '[');
    }
    int parent_column = (int)list->entity->field_count;
    WorkspaceSettings settings = workspace_settings(work->workspace);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        size_t index = slot_find(page->slots, page->count, db_column_int(&cursor, parent_column));
        if (index == SIZE_MAX)
            continue;
        Buffer *part = &page->parts[index];
        buffer_add_string(part, has_any[index] ? ",{" : "{");
        Json json = json_writer(part);
        row_write_json(plan, &cursor, settings.base_currency, &json);
        buffer_add_byte(part, '}');
        has_any[index] = true;
    }
    for (size_t i = 0; i < page->count; i++)
        buffer_add_byte(&page->parts[i], ']');
    return done();
}

Result lists_load(Work *work, const Entity *entity, const int64_t *ids, size_t count, ListParts *out_parts)
{
    out_parts->of = ARENA_ARRAY(work->arena, Text, count);
    if (count == 0 || (!entity->has_tags && !entity->has_custom && entity->child_count == 0))
        return done();
    PageLists page = {
        work, entity, ids, count, ARENA_ARRAY(work->arena, Slot, count), ARENA_ARRAY(work->arena, Buffer, count)};
    for (size_t i = 0; i < count; i++) {
        page.slots[i] = (Slot){ids[i], i};
        page.parts[i] = buffer_new(work->arena, 16 << 20);
    }
    qsort(page.slots, count, sizeof(Slot), slot_order);
    if (entity->has_tags)
        TRY(load_tags(&page));
    if (entity->has_custom)
        TRY(load_custom(&page));
    for (size_t i = 0; i < entity->child_count; i++)
        TRY(load_children(&page, i));
    for (size_t i = 0; i < count; i++)
        out_parts->of[i] = buffer_text(&page.parts[i]);
    return done();
}

/* ---- includes ---- */

Result includes_parse(Work *work, const Entity *entity, Text include, IncludedRecords **out_includes, size_t *out_count)
{
    enum { INCLUDES_MAX = 8 };
    *out_includes = ARENA_ARRAY(work->arena, IncludedRecords, INCLUDES_MAX);
    *out_count = 0;
    Text part;
    while (include.length > 0 && text_next_part(&include, ',', &part)) {
        Text field_name = text_format(work->arena, "%.*s_id", TEXT_ARG(text_slice(part, 0, 60)));
        int index = entity_field_index(entity, field_name);
        bool is_known = index >= 0 && entity->fields[index].type == FIELD_REFERENCE && entity->fields[index].to &&
                        !(entity->fields[index].can & IS_HIDDEN);
        if (!is_known || *out_count == INCLUDES_MAX)
            return work_fault(work, TEXT("include"), "unknown_field", "\"%.*s\" cannot be included here.",
                              TEXT_ARG(text_slice(part, 0, 60)));
        TRY(rights_need(work, entity->fields[index].to, RIGHT_READ));
        (*out_includes)[(*out_count)++] =
            (IncludedRecords){.field = &entity->fields[index], .column = index, .name = text_copy(work->arena, part)};
    }
    return done();
}

static int id_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The rows of these ids that the actor may see. */
static Result included_query(Work *work, const Entity *entity, const int64_t *wanted, size_t wanted_count,
                             DbCursor *out_cursor)
{
    const EntityPlan *plan = plan_of(work, entity);
    const Filter *visible;
    TRY(entity_visible(work, entity, &visible));
    if (visible == NULL)
        return ids_query(work, &plan->by_ids, db_null(DB_TYPE_INT), wanted, wanted_count, out_cursor);
    SqlBuilder builder = sql_builder(work->arena);
    Buffer sql = buffer_new(work->arena, 131072);
    buffer_add_string(&builder.where, "t.id IN (");
    sql_bind_ids(&builder, &builder.where, wanted, wanted_count);
    buffer_add_string(&builder.where, ") AND ");
    TRY(filter_compile(work, entity, visible, "t", &builder));
    buffer_reserve(&sql, SQL_BYTES_USUAL);
    buffer_add_string(&sql, "SELECT ");
    buffer_add_string(&sql, plan->all_columns);
    sql_add_from(&sql, entity, plan, &builder);
    buffer_add_string(&sql, " ORDER BY t.id");
    return db_query(work->db, db_made_sql(sql.data), builder.values, builder.value_count, out_cursor);
}

/* The objects as their rows say, still without the closing brace: their lists follow. */
static Result included_rows(Work *work, IncludedRecords *include, const int64_t *wanted, size_t wanted_count)
{
    const EntityPlan *plan = plan_of(work, include->field->to);
    WITH_CURSOR cursor = {0};
    TRY(included_query(work, include->field->to, wanted, wanted_count, &cursor));
    WorkspaceSettings settings = workspace_settings(work->workspace);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        Buffer object = buffer_new(work->arena, 1 << 20);
        Json json = json_writer(&object);
        buffer_reserve(&object, OBJECT_BYTES_USUAL);
        buffer_add_byte(&object, '{');
        row_write_json(plan, &cursor, settings.base_currency, &json);
        include->ids[include->count] = db_column_int(&cursor, 0);
        include->objects[include->count++] = buffer_text(&object);
    }
}

Result includes_load(Work *work, IncludedRecords *include, const int64_t *ids, size_t id_count)
{
    include->ids = ARENA_ARRAY(work->arena, int64_t, id_count);
    include->objects = ARENA_ARRAY(work->arena, Text, id_count);
    int64_t *wanted = ARENA_ARRAY(work->arena, int64_t, id_count);
    size_t wanted_count = 0;
    for (size_t i = 0; i < id_count; i++)
        wanted[i] = ids[i];
    qsort(wanted, id_count, sizeof(int64_t), id_order);
    for (size_t i = 0; i < id_count; i++) {
        if (wanted[i] != 0 && (wanted_count == 0 || wanted[wanted_count - 1] != wanted[i]))
            wanted[wanted_count++] = wanted[i];
    }
    if (wanted_count == 0)
        return done();
    TRY(included_rows(work, include, wanted, wanted_count));
    ListParts lists;
    TRY(lists_load(work, include->field->to, include->ids, include->count, &lists));
    for (size_t i = 0; i < include->count; i++) {
        Buffer whole = buffer_new(work->arena, 1 << 25);
        buffer_reserve(&whole, include->objects[i].length + lists.of[i].length + 2);
        buffer_add_text(&whole, include->objects[i]);
        buffer_add_string(&whole, lists.of[i].length > 0 ? "," : "");
        buffer_add_text(&whole, lists.of[i]);
        buffer_add_byte(&whole, '}');
        include->objects[i] = buffer_text(&whole);
    }
    return done();
}

Text includes_object(const IncludedRecords *include, int64_t id)
{
    const int64_t *found =
        include->count ? bsearch(&id, include->ids, include->count, sizeof(int64_t), id_order) : NULL;
    return found ? include->objects[found - include->ids] : TEXT("null");
}
