#include "webhook/webhook_event.h"

#include "model/filter.h"

#define BODY_BYTES_MAX (1 << 20)

/* Of EVENT_COLUMNS. */
enum { COLUMN_ID = 0, COLUMN_SEQ = 1, COLUMN_KIND = 2, COLUMN_AT = 3, COLUMN_CUSTOMER = 10, COLUMN_TICKET = 11 };
enum { COLUMN_VISIBILITY = 12 };

static Text body_of(Arena *arena, const DbCursor *cursor)
{
    Buffer out = buffer_new(arena, BODY_BYTES_MAX);
    Json json = json_writer(&out);
    json_object(&json);
    json_put_text(&json, "type", db_column_text(cursor, COLUMN_KIND));
    json_put_time(&json, "timestamp", db_column_int(cursor, COLUMN_AT));
    json_name(&json, "data");
    event_write_json(cursor, TEXT_NONE, &json);
    json_end_object(&json);
    return buffer_text(&out);
}

static void event_take(Work *work, const DbCursor *cursor, WebhookEvent *out_event)
{
    *out_event = (WebhookEvent){.id = db_column_int(cursor, COLUMN_ID),
                                .seq = db_column_int(cursor, COLUMN_SEQ),
                                .kind = text_copy(work->arena, db_column_text(cursor, COLUMN_KIND)),
                                .body = body_of(work->arena, cursor)};
}

/* Whether the ticket or customer that the event is about is one of those the webhook's filter holds for now. */
static Result filter_holds(Work *work, const Webhook *webhook, int64_t record_id, bool *out_holds)
{
    const JsonValue *source;
    const Filter *filter;
    const Entity *entity = entity_named(work, webhook->entity);
    int64_t count = 0;
    *out_holds = false;
    if (record_id == 0 || entity == NULL)
        return done();
    TRY(json_read(work->arena, webhook->filter, &source));
    TRY(filter_read(work, entity, source, TEXT_NONE, &filter));
    SqlBuilder builder = sql_builder(work->arena);
    Buffer sql = buffer_new(work->arena, 65536);
    sql_bind(&builder, &builder.where, db_int(record_id));
    buffer_add_string(&builder.where, " AND ");
    TRY(filter_compile(work, entity, filter, "t", &builder));
    buffer_addf(&sql, "SELECT COUNT(*) FROM %s t%.*s WHERE t.id = %.*s", entity->table,
                TEXT_ARG(buffer_text(&builder.joins)), TEXT_ARG(buffer_text(&builder.where)));
    TRY(db_one_int(work->db, db_made_sql(sql.data), builder.values, builder.value_count, &count));
    *out_holds = count > 0;
    return done();
}

static bool row_is_wanted(const Webhook *webhook, const DbCursor *cursor)
{
    if (!webhook->includes_internal && !text_is(db_column_text(cursor, COLUMN_VISIBILITY), "public"))
        return false;
    return webhook_wants(webhook->kinds, db_column_text(cursor, COLUMN_KIND));
}

Result webhook_event_next(Work *work, const Webhook *webhook, int64_t after_seq, WebhookEvent *out_event,
                          bool *out_found, int64_t *out_seen)
{
    bool has_filter = (webhook->has & entity_bit(&webhook_entity, "filter")) != 0;
    *out_found = false;
    *out_seen = after_seq;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT " EVENT_COLUMNS " FROM events e WHERE e.seq > $1 ORDER BY e.seq LIMIT $2"),
                 DB_VALUES(db_int(after_seq), db_int(WEBHOOK_SCAN_MAX)), &cursor));
    for (;;) {
        bool has_row, holds = true;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        bool is_wanted = row_is_wanted(webhook, &cursor);
        int column = text_is(webhook->entity, "ticket") ? COLUMN_TICKET : COLUMN_CUSTOMER;
        if (is_wanted && has_filter)
            TRY(filter_holds(work, webhook, db_column_int(&cursor, column), &holds));
        if (is_wanted && holds) {
            event_take(work, &cursor, out_event);
            *out_found = true;
            return done();
        }
        *out_seen = db_column_int(&cursor, COLUMN_SEQ);
    }
}

Result webhook_event_find(Work *work, int64_t event_id, WebhookEvent *out_event, bool *out_found)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT " EVENT_COLUMNS " FROM events e WHERE e.id = $1"),
                 DB_VALUES(db_int(event_id)), &cursor));
    TRY(db_next(&cursor, out_found));
    if (*out_found)
        event_take(work, &cursor, out_event);
    return done();
}

Text webhook_test_body(Arena *arena, int64_t webhook_id, int64_t now)
{
    Buffer out = buffer_new(arena, 4096);
    Json json = json_writer(&out);
    json_object(&json);
    json_put_string(&json, "type", "webhook.test");
    json_put_time(&json, "timestamp", now);
    json_name(&json, "data");
    json_object(&json);
    json_put_int(&json, "webhook_id", webhook_id);
    json_put_string(&json, "message", "This is a test. Nothing happened.");
    json_end_object(&json);
    json_end_object(&json);
    return buffer_text(&out);
}
