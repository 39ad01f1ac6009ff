/* What was in the trash long enough goes for good. That it came by mail stays known, so that the same mail makes no second
 * ticket; the event log keeps that there was one. */
#include "commerce/setting.h"
#include "desk/message.h"
#include "desk/ticket_state.h"
#include "model/search.h"
#include "store/lane.h"

#define STEP_ROWS 10
#define STEPS_MAX 1000
#define MESSAGES_STEP 500

static Result words_forget(Work *work, int64_t ticket_id)
{
    int64_t after = 0;
    search_remove(work, &ticket_entity, ticket_id);
    for (int step = 0; step < STEPS_MAX; step++) {
        WITH_CURSOR cursor = {0};
        int count = 0;
        TRY(db_query(work->db, DB_SQL("SELECT id FROM messages WHERE ticket_id = $1 AND id > $2 ORDER BY id LIMIT $3"),
                     DB_VALUES(db_int(ticket_id), db_int(after), db_int(MESSAGES_STEP)), &cursor));
        for (;; count++) {
            bool has_row;
            TRY(db_next(&cursor, &has_row));
            if (!has_row)
                break;
            after = db_column_int(&cursor, 0);
            search_remove(work, &message_entity, after);
        }
        if (count < MESSAGES_STEP)
            break;
    }
    return done();
}

static Result rows_remove(Work *work, int64_t ticket_id)
{
    static const char *const statements[] = {
        "DELETE FROM attachments WHERE ticket_id = $1",
        "DELETE FROM message_mail WHERE ticket_id = $1",
        "UPDATE mail_ids SET ticket_id = NULL, message_id = NULL, raw_blob_id = NULL WHERE ticket_id = $1",
        "UPDATE mail_spool SET ticket_id = NULL WHERE ticket_id = $1",
        "UPDATE responses SET ticket_id = NULL WHERE ticket_id = $1",
        "UPDATE tasks SET ticket_id = NULL WHERE ticket_id = $1",
        "DELETE FROM ticket_voice WHERE ticket_id = $1",
        "UPDATE tickets SET merged_into = NULL WHERE merged_into = $1",
        "DELETE FROM taggings WHERE entity = 'ticket' AND record_id = $1",
        "DELETE FROM custom_values WHERE entity = 'ticket' AND record_id = $1",
        "DELETE FROM messages WHERE ticket_id = $1",
        "DELETE FROM tickets WHERE id = $1",
    };
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        TRY(db_run(work->db, (DbSql){statements[i], true}, DB_VALUES(db_int(ticket_id)), NULL));
    return done();
}

static Result ticket_purge(Work *work, int64_t ticket_id)
{
    Ticket ticket;
    TRY(entity_find(work, &ticket_entity, ticket_id, &ticket));
    TRY(words_forget(work, ticket_id));
    TRY(rows_remove(work, ticket_id));
    return event_add_changes(work, "ticket.purged", &ticket_entity, ticket_id, ticket.customer_id, ticket_id,
                             TEXT("{}"));
}

static Result purge_step(Work *work, void *context)
{
    int64_t ids[STEP_ROWS];
    size_t count = 0;
    Setting setting;
    TRY(setting_read(work, &setting));
    {
        WITH_CURSOR cursor = {0};
        TRY(db_query(work->db,
                     DB_SQL("SELECT id FROM tickets WHERE deleted_at IS NOT NULL AND deleted_at <= $1 "
                            "ORDER BY deleted_at, id LIMIT $2"),
                     DB_VALUES(db_int(work->now - setting.trash_days * DAY_MS), db_int(STEP_ROWS)), &cursor));
        for (bool has_row = true; count < STEP_ROWS; count++) {
            TRY(db_next(&cursor, &has_row));
            if (!has_row)
                break;
            ids[count] = db_column_int(&cursor, 0);
        }
    }
    for (size_t i = 0; i < count; i++)
        TRY(ticket_purge(work, ids[i]));
    *(size_t *)context = count;
    return done();
}

Result ticket_run_purge(Workspace *workspace, Arena *arena)
{
    for (int i = 0; i < STEPS_MAX; i++) {
        size_t count = 0;
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, purge_step, &count));
        if (count < STEP_ROWS)
            break;
    }
    return done();
}
