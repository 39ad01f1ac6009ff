#include "desk/ticket_state.h"

#include "desk/custom_field.h"
#include "store/lane.h"

Result ticket_usual(Work *work, const Filter *asked, const Filter **out_filter)
{
    const Filter *filter = NULL;
    if (!filter_names(asked, &ticket_entity, "deleted_at"))
        filter = filter_is_absent(work, &ticket_entity, "deleted_at");
    if (!filter_names(asked, &ticket_entity, "is_spam"))
        filter = filter_both(work, filter, filter_is_int(work, &ticket_entity, "is_spam", 0));
    if (!filter_names(asked, &ticket_entity, "snoozed_until"))
        filter = filter_both(work, filter, filter_is_not_after(work, &ticket_entity, "snoozed_until", work->now));
    *out_filter = filter;
    return done();
}

Result ticket_is_kept(const Ticket *ticket)
{
    if (ticket->has & TICKET_HAS(DELETED_AT))
        return fail(FAULT_CONFLICT, "The ticket is in the trash: restore it first.");
    return done();
}

Result ticket_state_check(Work *work, const Ticket *before, const Ticket *after)
{
    TRY(ticket_is_kept(before));
    bool is_put_off = (after->has & TICKET_HAS(SNOOZED_UNTIL)) != 0;
    bool is_new = !(before->has & TICKET_HAS(SNOOZED_UNTIL)) || before->snoozed_until != after->snoozed_until;
    if (!is_put_off || !is_new)
        return done();
    if (after->snoozed_until <= work->now)
        return work_fault(work, TEXT("/snoozed_until"), "out_of_range", "Put it off until a time that lies ahead.");
    if (ticket_status_is_settled(after->status))
        return work_fault(work, TEXT("/snoozed_until"), "not_allowed", "A solved ticket needs no putting off.");
    return done();
}

static const char missing_sql[] =
    "SELECT f.key, f.label FROM custom_fields f WHERE f.entity = 'ticket' AND f.is_required_to_solve = 1 AND NOT EXISTS "
    "(SELECT 1 FROM custom_values v WHERE v.entity = 'ticket' AND v.record_id = $1 AND v.field_id = f.id) "
    "ORDER BY f.position, f.id LIMIT 20";

Result ticket_may_be_solved(Work *work, int64_t ticket_id)
{
    if (work->mode == WORK_IMPORT || work->actor.kind == ACTOR_SYSTEM)
        return done();
    Result result = done();
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, (DbSql){missing_sql, true}, DB_VALUES(db_int(ticket_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return result;
        result =
            work_fault(work, text_format(work->arena, "/custom/%.*s", TEXT_ARG(db_column_text(&cursor, 0))), "required",
                       "Fill in \"%.*s\" before the ticket is solved.", TEXT_ARG(db_column_text(&cursor, 1)));
    }
}

/* ---- the trash ---- */

Result ticket_delete(Work *work, const Ticket *before, Ticket *out_ticket)
{
    *out_ticket = *before;
    if (before->has & TICKET_HAS(DELETED_AT))
        return done();
    out_ticket->deleted_at = work->now;
    out_ticket->has |= TICKET_HAS(DELETED_AT);
    return ticket_store_change(work, before, out_ticket);
}

Result ticket_restore(Work *work, const Ticket *before, Ticket *out_ticket)
{
    *out_ticket = *before;
    out_ticket->has &= ~TICKET_HAS(DELETED_AT);
    return ticket_store_change(work, before, out_ticket);
}

/* ---- what the clock does ---- */

#define STEP_ROWS 50
#define STEPS_MAX 1000

static Result ids_read(Work *work, DbSql sql, DbValue value, int64_t *ids, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(work->db, sql, DB_VALUES(value, db_int(STEP_ROWS)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count == STEP_ROWS)
            return done();
        ids[(*out_count)++] = db_column_int(&cursor, 0);
    }
}

static Result wake_step(Work *work, void *context)
{
    int64_t ids[STEP_ROWS];
    size_t count;
    TRY(ids_read(work,
                 DB_SQL("SELECT id FROM tickets WHERE snoozed_until IS NOT NULL AND snoozed_until <= $1 "
                        "ORDER BY snoozed_until, id LIMIT $2"),
                 db_int(work->now), ids, &count));
    for (size_t i = 0; i < count; i++) {
        Ticket before;
        TRY(entity_find(work, &ticket_entity, ids[i], &before));
        Ticket after = before;
        after.has &= ~TICKET_HAS(SNOOZED_UNTIL);
        TRY(ticket_store_change(work, &before, &after));
    }
    *(size_t *)context = count;
    return done();
}

static Result in_steps(Workspace *workspace, Arena *arena, Result (*step)(Work *work, void *context))
{
    for (int i = 0; i < STEPS_MAX; i++) {
        size_t count = 0;
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, step, &count));
        if (count < STEP_ROWS)
            break;
    }
    return done();
}

/* Most of the time nothing is due: that is seen without the lane. */
static Result is_due(Work *work, bool *out_due)
{
    int64_t found;
    Result result = db_one_int(work->db,
                               DB_SQL("SELECT id FROM tickets WHERE snoozed_until IS NOT NULL AND snoozed_until <= $1 "
                                      "ORDER BY snoozed_until, id LIMIT 1"),
                               DB_VALUES(db_int(work->now)), &found);
    *out_due = is_ok(result);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}

Result ticket_run_wake(Workspace *workspace, Arena *arena)
{
    bool due = false;
    Work work;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result result = is_due(&work, &due);
    work_end_read(&work);
    TRY(result);
    return due ? in_steps(workspace, arena, wake_step) : done();
}

/* ---- over HTTP ---- */

static Result ticket_delete_route(Work *work, const Request *request, Answer *answer)
{
    Ticket before;
    Ticket after;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &before));
    if (before.version != request->version)
        return fail(FAULT_STALE, "Somebody changed the ticket since the version that you name.");
    TRY(ticket_delete(work, &before, &after));
    answer->status = 204;
    return done();
}

static Result restore_post(Work *work, const Request *request, Answer *answer)
{
    Ticket before;
    Ticket after;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &before));
    TRY(ticket_restore(work, &before, &after));
    return answer_record(work, &ticket_entity, after.id, request, answer);
}

const Route ticket_state_routes[] = {
    {.method = "DELETE",
     .path = "/api/v1/tickets/{id}",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = ticket_delete_route,
     .needs_version = true,
     .success = 204,
     .about = "Puts the ticket into the trash, from where it can be restored for some weeks (the setting trash_days)."},
    {.method = "POST",
     .path = "/api/v1/tickets/{id}/restore",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = restore_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &ticket_entity,
     .about = "Takes the ticket out of the trash."},
    {.path = NULL},
};
