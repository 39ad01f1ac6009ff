/* Updates that somebody promised to a customer: their agent is told a little before. */
#include "attention/notification.h"
#include "store/lane.h"

#define PROMISES_MAX 200                /* of one run; the next comes within a minute */
#define PROMISE_MISSED_MS (1 * HOUR_MS) /* how long after its time it is still told of, when nobody was there to tell */

/* Not twice of the same promise: a notification that came within its last quarter of an hour told of it. */
static Result promises_find(Work *work, int64_t *ids, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(work->db,
                 DB_SQL("SELECT t.id FROM tickets t WHERE t.next_update_at > $1 AND t.next_update_at <= $2 AND "
                        "t.agent_id IS NOT NULL AND t.status NOT IN ('solved', 'closed') AND t.is_spam = 0 AND "
                        "t.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.ticket_id = t.id "
                        "AND n.agent_id = t.agent_id AND n.kind = 'promise' AND n.updated_at > t.next_update_at - $3) "
                        "ORDER BY t.next_update_at, t.id LIMIT $4"),
                 DB_VALUES(db_int(work->now - PROMISE_MISSED_MS), db_int(work->now + PROMISE_NOTICE_MS),
                           db_int(PROMISE_NOTICE_MS + MINUTE_MS), db_int(PROMISES_MAX)),
                 &cursor));
    for (bool has_row = true; *out_count < PROMISES_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        ids[(*out_count)++] = db_column_int(&cursor, 0);
    }
    return done();
}

static Result watch_apply(Work *work, void *context)
{
    (void)context;
    int64_t ids[PROMISES_MAX];
    size_t count;
    TRY(promises_find(work, ids, &count));
    for (size_t i = 0; i < count; i++) {
        Ticket ticket;
        TRY(entity_find(work, &ticket_entity, ids[i], &ticket));
        const Notice notice = {.kind = NOTIFY_PROMISE,
                               .ticket = &ticket,
                               .actor_kind = actor_kind_name(ACTOR_SYSTEM),
                               .due_at = ticket.next_update_at};
        TRY(notification_add(work, ticket.agent_id, &notice));
    }
    return done();
}

/* Looks before it takes the lane: most minutes there is nothing. */
Result promise_run_watch(Workspace *workspace, Arena *arena)
{
    Work work;
    int64_t ids[PROMISES_MAX];
    size_t count = 0;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result found = promises_find(&work, ids, &count);
    if (!is_ok(found) && found.why)
        found.why = text_string(arena, text_of(found.why));
    work_end_read(&work);
    TRY(found);
    if (count == 0)
        return done();
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, watch_apply, NULL);
}
