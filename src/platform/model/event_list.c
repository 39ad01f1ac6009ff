/* Public readings of the log. */
#include "model/event.h"
#include "model/plan.h"

void event_write_json(const DbCursor *cursor, Text actor_name, Json *json)
{
    json_object(json);
    json_put_int(json, "id", db_column_int(cursor, 0));
    if (db_is_null(cursor, 1))
        json_put_null(json, "seq");
    else
        json_put_int(json, "seq", db_column_int(cursor, 1));
    json_put_text(json, "kind", db_column_text(cursor, 2));
    json_put_time(json, "at", db_column_int(cursor, 3));
    json_put_time(json, "recorded_at", db_column_int(cursor, 4));
    json_name(json, "actor");
    json_object(json);
    json_put_text(json, "kind", db_column_text(cursor, 5));
    if (db_is_null(cursor, 6))
        json_put_null(json, "id");
    else
        json_put_int(json, "id", db_column_int(cursor, 6));
    if (actor_name.data)
        json_put_text(json, "name", actor_name);
    else
        json_put_null(json, "name");
    json_end_object(json);
    static const char *const references[] = {"cause_id", NULL, NULL, "customer_id", "ticket_id"};
    for (int i = 0; i < 5; i++) {
        if (i == 1)
            json_put_text(json, "entity", db_column_text(cursor, 8));
        else if (i == 2)
            json_put_int(json, "entity_id", db_column_int(cursor, 9));
        else if (db_is_null(cursor, 7 + i))
            json_put_null(json, references[i]);
        else
            json_put_int(json, references[i], db_column_int(cursor, 7 + i));
    }
    json_put_text(json, "visibility", db_column_text(cursor, 12));
    json_name(json, "changes");
    json_raw(json, db_column_text(cursor, 13));
    json_end_object(json);
}

static Result record_is_visible(Work *work, const Entity *entity, int64_t id, bool *out_visible)
{
    if ((rights_over(&work->actor, entity) & RIGHT_READ) == 0) {
        *out_visible = false;
        return done();
    }
    const struct Filter *filter;
    TRY(entity_visible(work, entity, &filter));
    *out_visible = true;
    if (filter == NULL || entity->keeps_events)
        return done();
    void *record = arena_alloc(work->arena, entity->record_bytes);
    Result result = entity_find(work, entity, id, record);
    *out_visible = is_ok(result);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}

Result event_is_visible(Work *work, const Entity *entity, int64_t entity_id, int64_t ticket_id, bool *out_visible)
{
    const Entity *ticket = entity_named(work, TEXT("ticket"));
    TRY(record_is_visible(work, entity, entity_id, out_visible));
    if (*out_visible && ticket_id != 0 && ticket && ticket != entity)
        TRY(record_is_visible(work, ticket, ticket_id, out_visible));
    return done();
}

static const char list_sql[] = "SELECT " EVENT_COLUMNS " FROM events e WHERE e.seq > $1 "
                               "ORDER BY e.seq LIMIT $2";
static const char list_kind_sql[] = "SELECT " EVENT_COLUMNS " FROM events e WHERE e.kind = $3 AND e.seq > $1 "
                                    "ORDER BY e.seq LIMIT $2";
static const char list_kinds_sql[] = "SELECT " EVENT_COLUMNS " FROM events e WHERE e.seq > $1 "
                                     "AND e.kind >= $3 AND e.kind < $4 ORDER BY e.seq LIMIT $2";

static Result list_query(Work *work, const EventQuery *query, int64_t limit, DbCursor *cursor)
{
    DbValue values[4] = {db_int(query->after_seq), db_int(limit)};
    if (text_is_empty(query->kind))
        return db_query(work->db, (DbSql){list_sql, true}, values, 2, cursor);
    if (!text_ends_with(query->kind, TEXT(".*"))) {
        values[2] = db_text(query->kind);
        return db_query(work->db, (DbSql){list_kind_sql, true}, values, 3, cursor);
    }
    Text stem = text_slice(query->kind, 0, query->kind.length - 1);
    values[2] = db_text(stem);
    values[3] = db_text(text_format(work->arena, "%.*s~", TEXT_ARG(stem)));
    return db_query(work->db, (DbSql){list_kinds_sql, true}, values, 4, cursor);
}

Result event_list(Work *work, const EventQuery *query, Json *json)
{
    int64_t limit = query->limit ? query->limit : 100;
    if (limit < 1 || limit > 1000)
        return work_fault(work, TEXT("limit"), "out_of_range", "The limit must be from 1 to 1000.");
    if (query->kind.length > 100)
        return work_fault(work, TEXT("kind"), "too_long", "At most 100 bytes are allowed.");
    WITH_CURSOR cursor = {0};
    TRY(list_query(work, query, limit, &cursor));
    json_object(json);
    json_name(json, "data");
    json_list(json);
    int64_t last = query->after_seq;
    int64_t rows = 0;
    for (;; rows++) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        last = db_column_int(&cursor, 1);
        const Entity *entity = entity_named(work, db_column_text(&cursor, 8));
        bool is_visible = false;
        if (entity)
            TRY(event_is_visible(work, entity, db_column_int(&cursor, 9), db_column_int(&cursor, 11), &is_visible));
        if (is_visible)
            event_write_json(&cursor, TEXT_NONE, json);
    }
    json_end_list(json);
    json_name(json, "next");
    if (rows == limit)
        json_text(json, text_from_int(work->arena, last));
    else
        json_null(json);
    json_end_object(json);
    return done();
}

Result event_last_seq(Work *work, int64_t *out_seq)
{
    return db_one_int(work->db, DB_SQL("SELECT COALESCE(MAX(seq), 0) FROM events"), DB_NO_VALUES, out_seq);
}

#define EVENTS_SINCE_MAX 200

Result event_fields_since(Work *work, const Entity *entity, int64_t id, int64_t version, FieldSet *out_fields,
                          bool *out_is_known)
{
    *out_fields = 0;
    *out_is_known = false;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT changes FROM events WHERE entity = $1 AND entity_id = $2 ORDER BY id DESC LIMIT $3"),
                 DB_VALUES(db_string(entity->name), db_int(id), db_int(EVENTS_SINCE_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        const JsonValue *changes;
        if (!is_ok(json_read(work->arena, text_copy(work->arena, db_column_text(&cursor, 0)), &changes)) ||
            changes->kind != JSON_OBJECT)
            return done();
        const JsonValue *versions = json_member(changes, "version");
        bool has_version = versions && versions->kind == JSON_LIST && versions->list.count == 2;
        if (has_version && versions->list.items[1].kind == JSON_INT && versions->list.items[1].integer <= version) {
            *out_is_known = true;
            return done();
        }
        for (size_t i = 0; i < changes->object.count; i++) {
            int index = entity_field_index(entity, changes->object.members[i].name);
            if (index >= 0)
                *out_fields |= FIELD_BIT(index);
        }
        if (has_version && versions->list.items[0].kind == JSON_INT && versions->list.items[0].integer <= version) {
            *out_is_known = true;
            return done();
        }
    }
}

/* Two processes never number one workspace at once: the lock, named after its schema, ends with the transaction. Rows are
 * numbered by id among those committed, so one that commits late gets a later number and no reader skips it. */
Result event_number_committed(Db *db, int64_t *out_count)
{
    *out_count = 0;
    if (db_engine(db) != DB_POSTGRES)
        return done();
    int64_t locked = 0;
    TRY(db_one_int(
        db, DB_SQL("SELECT CASE WHEN pg_try_advisory_xact_lock(7205759, hashtext(current_schema())) THEN 1 ELSE 0 END"),
        DB_NO_VALUES, &locked));
    if (!locked)
        return done();
    return db_run(db,
                  DB_SQL("WITH ready AS (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM events "
                         "WHERE seq IS NULL ORDER BY id LIMIT 2000), last AS (SELECT COALESCE(MAX(seq), 0) AS seq "
                         "FROM events) UPDATE events SET seq = last.seq + ready.n FROM ready, last "
                         "WHERE events.id = ready.id"),
                  DB_NO_VALUES, out_count);
}
