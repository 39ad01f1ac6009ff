/* Records and rows: find, insert, update, delete. */
#include <assert.h>

#include "model/filter.h"
#include "model/plan.h"

static void member_take(Arena *arena, const Field *field, const DbValue *value, void *record)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_JSON: *record_text(field, record) = text_copy(arena, value->text); return;
    case FIELD_REAL: *record_real(field, record) = value->real; return;
    case FIELD_CHOICE: {
        int index = choice_index(field->choices, value->text);
        *record_int(field, record) = index < 0 ? 0 : index;
        return;
    }
    case FIELD_ID:
    case FIELD_VERSION:
    case FIELD_REFERENCE:
    case FIELD_INT:
    case FIELD_BOOL:
    case FIELD_TIME:
    case FIELD_DAY:
    case FIELD_MONEY: *record_int(field, record) = value->integer; return;
    }
}

void record_from_row(Arena *arena, const Entity *entity, const DbCursor *cursor, int first, void *record)
{
    FieldSet has = 0;
    memset(record, 0, entity->record_bytes);
    for (size_t i = 0; i < entity->field_count; i++) {
        const Field *field = &entity->fields[i];
        DbValue value;
        if (!db_column(cursor, first + (int)i, field_db_type(field), &value))
            continue;
        has |= FIELD_BIT(i);
        member_take(arena, field, &value, record);
    }
    *(FieldSet *)record = has;
}

static Result not_found(Work *work, const Entity *entity, int64_t id)
{
    return failf(work->arena, FAULT_NOT_FOUND, "There is no %s with the id %lld.", entity->name, (long long)id);
}

Result entity_visible(Work *work, const Entity *entity, const Filter **out_filter)
{
    *out_filter = NULL;
    if (entity->visible == NULL || work->actor.kind == ACTOR_SYSTEM)
        return done();
    return entity->visible(work, out_filter);
}

Result entity_find(Work *work, const Entity *entity, int64_t id, void *out_record)
{
    const EntityPlan *plan = plan_of(work, entity);
    const Filter *visible;
    TRY(entity_visible(work, entity, &visible));
    WITH_CURSOR cursor = {0};
    if (visible == NULL) {
        TRY(db_query(work->db, (DbSql){plan->find_sql, true}, DB_VALUES(db_int(id)), &cursor));
    } else {
        SqlBuilder builder = sql_builder(work->arena);
        Buffer sql = buffer_new(work->arena, 65536);
        sql_bind(&builder, &builder.where, db_int(id));
        buffer_add_string(&builder.where, " AND ");
        TRY(filter_compile(work, entity, visible, "t", &builder));
        buffer_addf(&sql, "SELECT %s FROM %s t%.*s WHERE t.id = %.*s", plan->columns, entity->table,
                    TEXT_ARG(buffer_text(&builder.joins)), TEXT_ARG(buffer_text(&builder.where)));
        TRY(db_query(work->db, db_made_sql(sql.data), builder.values, builder.value_count, &cursor));
    }
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return not_found(work, entity, id);
    record_from_row(work->arena, entity, &cursor, 0, out_record);
    return done();
}

Result entity_find_by(Work *work, const Entity *entity, const char *field, DbValue value, void *out_record,
                      bool *out_found)
{
    const EntityPlan *plan = plan_of(work, entity);
    const char *sql = arena_printf(work->arena, "SELECT %s FROM %s t WHERE t.%s = $1 LIMIT 1", plan->columns,
                                   entity->table, field_column(entity_field(entity, field)));
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, db_made_sql(sql), &value, 1, &cursor));
    TRY(db_next(&cursor, out_found));
    if (*out_found)
        record_from_row(work->arena, entity, &cursor, 0, out_record);
    return done();
}

static void set_time(const Entity *entity, int index, int64_t at_ms, void *record, bool even_if_set)
{
    if (index < 0 || (!even_if_set && (record_has(record) & FIELD_BIT(index))))
        return;
    *record_int(&entity->fields[index], record) = at_ms;
    *(FieldSet *)record |= FIELD_BIT(index);
}

#define ENTITY_VALUES_MAX 128

/* Whether a unique index over the column refused: "table.column" with SQLite, "table_column_key" with PostgreSQL. */
static bool refusal_names(Work *work, Text why, const Entity *entity, const char *column)
{
    Text dotted = text_format(work->arena, "%s.%s", entity->table, column);
    Text named = text_format(work->arena, "_%s_key\"", column);
    size_t at = text_find(why, dotted, 0);
    if (at == SIZE_MAX)
        return text_find(why, named, 0) != SIZE_MAX;
    char next = at + dotted.length < why.length ? why.data[at + dotted.length] : ' ';
    return next != '_' && !(next >= 'a' && next <= 'z');
}

/* What a unique index refuses, in words that name the field; the engines' own differ and are nobody's business. */
static Result conflict_tell(Work *work, const Entity *entity, Result result)
{
    if (result.fault != FAULT_CONFLICT || result.why == NULL)
        return result;
    const Field *taken = NULL;
    for (size_t i = 1; i < entity->field_count; i++) {
        const Field *field = &entity->fields[i];
        const char *column = field->folded_in ? field->folded_in : field_column(field);
        if ((field->can & (CAN_WRITE | CAN_CREATE)) && refusal_names(work, text_of(result.why), entity, column))
            taken = field;
    }
    if (taken == NULL)
        return failf(work->arena, FAULT_CONFLICT, "Another %s like this is there already.", entity->name);
    work_note_fault(work, text_format(work->arena, "/%s", taken->name), "taken", "Another %s has it already.",
                    entity->name);
    return failf(work->arena, FAULT_CONFLICT, "There is a %s with this %s already.", entity->name, taken->name);
}

Result entity_insert(Work *work, const Entity *entity, void *record)
{
    const EntityPlan *plan = plan_of(work, entity);
    set_time(entity, plan->created_index, work->now, record, false);
    set_time(entity, plan->updated_index, work->now, record, false);
    if (plan->version_index >= 0) {
        *record_int(&entity->fields[plan->version_index], record) = 1;
        *(FieldSet *)record |= FIELD_BIT(plan->version_index);
    }
    DbValue values[ENTITY_VALUES_MAX];
    size_t count = 0;
    for (size_t i = 1; i < entity->field_count; i++) {
        if (field_is_stored(&entity->fields[i]))
            values[count++] = record_value(entity, i, record);
    }
    for (size_t i = 1; i < entity->field_count; i++) {
        const Field *field = &entity->fields[i];
        if (field->folded_in == NULL)
            continue;
        bool has = (record_has(record) & FIELD_BIT(i)) != 0;
        values[count++] = db_text_if(has, has ? text_fold(work->arena, *record_text(field, record)) : TEXT_NONE);
    }
    int64_t id = 0;
    TRY(conflict_tell(work, entity, db_one_int(work->db, (DbSql){plan->insert_sql, true}, values, count, &id)));
    *record_int(&entity->fields[0], record) = id;
    *(FieldSet *)record |= FIELD_BIT(0);
    for (size_t i = 1; i < entity->field_count; i++) {
        if (!field_is_stored(&entity->fields[i])) {
            *record_int(&entity->fields[i], record) = id;
            *(FieldSet *)record |= FIELD_BIT(i);
        }
    }
    return done();
}

typedef struct Changes {
    Buffer sets;
    DbValue *values;
    size_t count;
} Changes;

static void change_column(Changes *changes, const char *column, DbValue value)
{
    changes->values[changes->count++] = value;
    buffer_addf(&changes->sets, "%s%s = $%zu", changes->count > 1 ? ", " : "", column, changes->count);
}

/* Collects the columns that differ; *out_bumps when a writable one is among them. */
static void changes_collect(Work *work, const Entity *entity, const void *before, const void *after, Changes *changes,
                            bool *out_bumps)
{
    for (size_t i = 1; i < entity->field_count; i++) {
        const Field *field = &entity->fields[i];
        if (field->type == FIELD_VERSION || !field_is_stored(field) || record_members_equal(entity, i, before, after))
            continue;
        change_column(changes, field_column(field), record_value(entity, i, after));
        if (field->can & CAN_WRITE)
            *out_bumps = true;
        if (field->folded_in == NULL)
            continue;
        bool has = (record_has(after) & FIELD_BIT(i)) != 0;
        Text text = *(const Text *)(const void *)((const char *)after + field->offset);
        change_column(changes, field->folded_in, db_text_if(has, has ? text_fold(work->arena, text) : TEXT_NONE));
    }
}

Result entity_update(Work *work, const Entity *entity, const void *before, void *after, bool *out_changed)
{
    const EntityPlan *plan = plan_of(work, entity);
    Changes changes = {buffer_new(work->arena, 16384), ARENA_ARRAY(work->arena, DbValue, ENTITY_VALUES_MAX), 0};
    bool bumps = false;
    changes_collect(work, entity, before, after, &changes, &bumps);
    if (out_changed)
        *out_changed = changes.count > 0;
    if (changes.count == 0)
        return done();
    bool is_versioned = bumps && plan->version_index >= 0;
    int64_t version = 0;
    if (is_versioned) {
        const Field *field = &entity->fields[plan->version_index];
        version = *(const int64_t *)(const void *)((const char *)before + field->offset);
        *record_int(field, after) = version + 1;
        change_column(&changes, field_column(field), db_int(version + 1));
        if (plan->updated_index >= 0 && record_members_equal(entity, (size_t)plan->updated_index, before, after)) {
            set_time(entity, plan->updated_index, work->now, after, true);
            change_column(&changes, "updated_at", db_int(work->now));
        }
    }
    changes.values[changes.count++] = db_int(record_id(before));
    Buffer sql = buffer_new(work->arena, 32768);
    buffer_addf(&sql, "UPDATE %s SET %.*s WHERE id = $%zu", entity->table, TEXT_ARG(buffer_text(&changes.sets)),
                changes.count);
    if (is_versioned) {
        changes.values[changes.count++] = db_int(version);
        buffer_addf(&sql, " AND version = $%zu", changes.count);
    }
    int64_t rows = 0;
    TRY(conflict_tell(work, entity, db_run(work->db, db_made_sql(sql.data), changes.values, changes.count, &rows)));
    if (rows == 0)
        return is_versioned ? failf(work->arena, FAULT_STALE, "Somebody changed this %s first.", entity->name)
                            : not_found(work, entity, record_id(before));
    return done();
}

Result entity_delete(Work *work, const Entity *entity, int64_t id)
{
    const char *sql = arena_printf(work->arena, "DELETE FROM %s WHERE id = $1", entity->table);
    int64_t rows = 0;
    Result removed = db_run(work->db, db_made_sql(sql), DB_VALUES(db_int(id)), &rows);
    if (removed.fault == FAULT_CONFLICT)
        return failf(work->arena, FAULT_CONFLICT, "Other records still refer to this %s.", entity->name);
    TRY(removed);
    if (rows == 0)
        return not_found(work, entity, id);
    static const char *const belongings[] = {"DELETE FROM taggings WHERE entity = $1 AND record_id = $2",
                                             "DELETE FROM custom_values WHERE entity = $1 AND record_id = $2"};
    const bool has[] = {entity->has_tags, entity->has_custom};
    for (size_t i = 0; i < 2; i++) {
        if (has[i])
            TRY(db_run(work->db, (DbSql){belongings[i], true}, DB_VALUES(db_string(entity->name), db_int(id)), NULL));
    }
    return done();
}
