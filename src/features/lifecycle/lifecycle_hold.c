#include "lifecycle/lifecycle_hold.h"

#include "base/json.h"
#include "voice/response.h"

static bool is_complaint(const Ticket *ticket)
{
    return ticket && (ticket->has & TICKET_HAS(TYPE)) && ticket->type == TYPE_COMPLAINT;
}

static bool may_change_a_hold(const Event *event)
{
    if (event->entity == &ticket_entity)
        return is_complaint(event->before) || is_complaint(event->after);
    return event->entity == &response_entity;
}

static Result has_row(Work *work, DbSql sql, const DbValue *values, size_t count, bool *out)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, sql, values, count, &cursor));
    return db_next(&cursor, out);
}

static Result hold_reason(Work *work, int64_t customer_id, const char **out_reason)
{
    bool is_open = false;
    *out_reason = NULL;
    TRY(has_row(work,
                DB_SQL("SELECT id FROM tickets WHERE customer_id = $1 AND type = 'complaint' AND status NOT IN "
                       "('solved', 'closed') LIMIT 1"),
                DB_VALUES(db_int(customer_id)), &is_open));
    if (is_open) {
        *out_reason = "complaint";
        return done();
    }
    WITH_CURSOR cursor = {0};
    bool has_answer;
    TRY(db_query(
        work->db,
        DB_SQL("SELECT score, answered_at FROM responses WHERE customer_id = $1 AND kind = 'nps' AND score IS NOT "
               "NULL ORDER BY answered_at DESC, id DESC LIMIT 1"),
        DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &has_answer));
    if (has_answer && nps_is_detractor(db_column_real(&cursor, 0)) &&
        work->now - db_column_int(&cursor, 1) < HOLD_DETRACTOR_DAYS * DAY_MS)
        *out_reason = "detractor";
    return done();
}

static Result hold_store(Work *work, int64_t customer_id, Text before, const char *after)
{
    TRY(db_run(work->db, DB_SQL("UPDATE customer_lifecycle SET hold_reason = $2 WHERE customer_id = $1"),
               DB_VALUES(db_int(customer_id), db_string(after)), NULL));
    Buffer changes = buffer_new(work->arena, 512);
    Json json = json_writer(&changes);
    json_object(&json);
    json_name(&json, "hold_reason");
    json_list(&json);
    if (text_is_empty(before))
        json_null(&json);
    else
        json_text(&json, before);
    json_string(&json, after);
    json_end_list(&json);
    json_end_object(&json);
    return event_add_changes(work, "customer.hold_changed", &customer_entity, customer_id, customer_id, 0,
                             buffer_text(&changes));
}

Result lifecycle_hold_review(Work *work, int64_t customer_id)
{
    const char *reason;
    bool is_placed;
    TRY(hold_reason(work, customer_id, &reason));
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT hold_reason FROM customer_lifecycle WHERE customer_id = $1"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &is_placed));
    if (!is_placed)
        return done();
    Text before = text_copy(work->arena, db_column_text(&cursor, 0));
    db_close_cursor(&cursor);
    if (text_equals(before, text_of(reason)))
        return done();
    return hold_store(work, customer_id, before, reason);
}

Result lifecycle_hold_react(Work *work, const Event *event)
{
    if (event->customer_id == 0 || !may_change_a_hold(event))
        return done();
    return lifecycle_hold_review(work, event->customer_id);
}
