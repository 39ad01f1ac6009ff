#include "people/audit.h"

#include "people/agent.h"

/* The condition of the index events_of_settings (0015_settings.sql), letter by letter. */
#define OF_SETTINGS                                                                                                    \
    "entity NOT IN ('ticket', 'message', 'attachment', 'customer', 'company', 'identity', 'consent', "                 \
    "'product', 'order', 'payment', 'invoice', 'contract', 'rate', 'response', 'mail_spool', 'draft', "                \
    "'ticket_draft', 'ticket_link', 'ticket_follower', 'time_entry', 'notification', 'task', 'note', "                 \
    "'customer_note', 'customer_file', 'duplicate', 'bulk_action')"

#define PAGE                                                                                                           \
    "SELECT " EVENT_COLUMNS ", a.name FROM page e LEFT JOIN agents a ON e.actor_kind = 'agent' AND a.id = e.actor_id " \
    "WHERE ($3 = 0 OR (e.actor_kind = 'agent' AND e.actor_id = $3)) AND e.kind >= $4 AND e.kind < $5 "                 \
    "AND e.recorded_at >= $6 AND e.recorded_at < $7 AND ($8 = '' OR e.entity = $8) ORDER BY e.id DESC LIMIT $2"
#define COLUMNS                                                                                                        \
    "id, seq, kind, at, recorded_at, actor_kind, actor_id, cause_id, entity, entity_id, customer_id, ticket_id, "      \
    "visibility, changes"

/* The inner page is bounded by what an index gives in order; the outer one picks. */
static const char settings_sql[] =
    "WITH page AS (SELECT " COLUMNS " FROM events WHERE " OF_SETTINGS " AND id < $1 ORDER BY id DESC LIMIT $9) " PAGE;
static const char everything_sql[] =
    "WITH page AS (SELECT " COLUMNS " FROM events WHERE id < $1 ORDER BY id DESC LIMIT $9) " PAGE;
static const char record_sql[] =
    "WITH page AS (SELECT " COLUMNS " FROM events WHERE entity = $8 AND entity_id = $10 AND id < $1 "
    "ORDER BY id DESC LIMIT $9) " PAGE;

/* Where the inner page ended: what lies below was not looked at. */
static const char settings_floor_sql[] = "SELECT COALESCE(MIN(p.id), 0) FROM (SELECT id FROM events WHERE " OF_SETTINGS
                                         " AND id < $1 ORDER BY id DESC LIMIT $2) p";
static const char everything_floor_sql[] =
    "SELECT COALESCE(MIN(p.id), 0) FROM (SELECT id FROM events WHERE id < $1 ORDER BY id DESC LIMIT $2) p";

static void kinds_of(Work *work, Text kind, Text *out_low, Text *out_high)
{
    *out_low = TEXT("");
    *out_high = TEXT("~");
    if (text_is_empty(kind))
        return;
    bool is_family = text_ends_with(kind, TEXT(".*"));
    *out_low = is_family ? text_slice(kind, 0, kind.length - 1) : kind;
    *out_high = text_format(work->arena, is_family ? "%.*s~" : "%.*s!", TEXT_ARG(*out_low));
}

static Result page_query(Work *work, const AuditQuery *query, DbCursor *cursor)
{
    Text low, high;
    bool is_record = query->entity_id != 0;
    kinds_of(work, query->kind, &low, &high);
    DbValue values[] = {db_int(query->before_id > 0 ? query->before_id : INT64_MAX),
                        db_int(query->limit),
                        db_int(query->agent_id),
                        db_text(low),
                        db_text(high),
                        db_int(query->from),
                        db_int(query->to > 0 ? query->to : INT64_MAX),
                        db_text(query->entity.data ? query->entity : TEXT("")),
                        db_int(AUDIT_SCAN_MAX),
                        db_int(query->entity_id)};
    const char *sql = is_record ? record_sql : query->is_everything ? everything_sql : settings_sql;
    return db_query(work->db, (DbSql){sql, true}, values, is_record ? 10 : 9, cursor);
}

/* After a page that was not full: 0 at the end of the log, else where the looking stopped. */
static Result page_floor(Work *work, const AuditQuery *query, int64_t *out_next)
{
    int64_t below = query->before_id > 0 ? query->before_id : INT64_MAX;
    *out_next = 0;
    if (query->entity_id != 0)
        return done();
    const char *sql = query->is_everything ? everything_floor_sql : settings_floor_sql;
    TRY(db_one_int(work->db, (DbSql){sql, true}, DB_VALUES(db_int(below), db_int(AUDIT_SCAN_MAX)), out_next));
    int64_t first = 0;
    Result oldest = db_one_int(work->db, DB_SQL("SELECT id FROM events ORDER BY id LIMIT 1"), DB_NO_VALUES, &first);
    if (oldest.fault == FAULT_NOT_FOUND || (is_ok(oldest) && *out_next <= first))
        *out_next = 0;
    return oldest.fault == FAULT_NOT_FOUND ? done() : oldest;
}

typedef Result (*RowTake)(Work *work, const DbCursor *cursor, Text actor, void *context);

static Result page_read(Work *work, const AuditQuery *query, RowTake take, void *context, int64_t *out_next)
{
    int64_t rows = 0, last = 0;
    WITH_CURSOR cursor = {0};
    TRY(page_query(work, query, &cursor));
    for (;; rows++) {
        bool has_row, is_visible = false;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        last = db_column_int(&cursor, 0);
        const Entity *entity = entity_named(work, db_column_text(&cursor, 8));
        if (entity)
            TRY(event_is_visible(work, entity, db_column_int(&cursor, 9), db_column_int(&cursor, 11), &is_visible));
        if (is_visible)
            TRY(take(work, &cursor, db_is_null(&cursor, 14) ? TEXT_NONE : db_column_text(&cursor, 14), context));
    }
    db_close_cursor(&cursor);
    if (rows < query->limit)
        return page_floor(work, query, out_next);
    *out_next = last;
    return done();
}

static Result row_json(Work *work, const DbCursor *cursor, Text actor, void *context)
{
    (void)work;
    event_write_json(cursor, actor, context);
    return done();
}

Result audit_list(Work *work, const AuditQuery *query, Json *json)
{
    int64_t next = 0;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    TRY(page_read(work, query, row_json, json, &next));
    json_end_list(json);
    if (next > 0)
        json_put_int(json, "next", next);
    else
        json_put_null(json, "next");
    json_end_object(json);
    return done();
}

/* ---- CSV ---- */

static void cell_add(Buffer *out, Text cell, bool is_first)
{
    if (!is_first)
        buffer_add_byte(out, ',');
    buffer_add_byte(out, '"');
    if (cell.length > 0 && strchr("=+-@\t\r", cell.data[0]))
        buffer_add_byte(out, '\'');
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.data[i] == '"')
            buffer_add_byte(out, '"');
        buffer_add_byte(out, cell.data[i]);
    }
    buffer_add_byte(out, '"');
}

static Result row_csv(Work *work, const DbCursor *cursor, Text actor, void *context)
{
    char at[TIME_TEXT_BYTES];
    Buffer *out = context;
    size_t length = time_write(db_column_int(cursor, 4), at);
    cell_add(out, (Text){at, length}, true);
    cell_add(out, db_column_text(cursor, 5), false);
    cell_add(out, actor, false);
    cell_add(out, db_column_text(cursor, 2), false);
    cell_add(out, db_column_text(cursor, 8), false);
    cell_add(out, text_from_int(work->arena, db_column_int(cursor, 9)), false);
    cell_add(out, db_column_text(cursor, 13), false);
    buffer_add_string(out, "\r\n");
    return done();
}

Result audit_csv(Work *work, const AuditQuery *query, Buffer *out, int64_t *out_next)
{
    return page_read(work, query, row_csv, out, out_next);
}
