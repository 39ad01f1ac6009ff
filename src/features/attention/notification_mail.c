/* What its agents have not read goes by mail, gathered: one letter for all that came meanwhile. */
#include "attention/notification_words.h"
#include "channel/mail_house.h"
#include "store/lane.h"

#define AGENTS_MAX 100 /* of one run; the others come within a minute */
#define NOTICES_MAX 20 /* of one letter */

typedef struct Addressee {
    int64_t agent_id;
    Text email;
    Text language;
    const Zone *zone;
    Attention attention;
} Addressee;

/* ---- who is to be written to ---- */

/* Something waits that came long enough ago, and the last letter is not too near. */
static Result agents_find(Work *work, int64_t *ids, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(work->db,
                 DB_SQL("SELECT n.agent_id FROM notifications n JOIN agent_attention a ON a.agent_id = n.agent_id "
                        "WHERE n.mail_state = 'waiting' AND COALESCE(a.mailed_at, 0) <= $2 GROUP BY n.agent_id "
                        "HAVING MIN(n.created_at) <= $1 ORDER BY n.agent_id LIMIT $3"),
                 DB_VALUES(db_int(work->now - NOTIFICATION_MAIL_WAIT_MS),
                           db_int(work->now - NOTIFICATION_MAIL_EVERY_MS), db_int(AGENTS_MAX)),
                 &cursor));
    for (bool has_row = true; *out_count < AGENTS_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        ids[(*out_count)++] = db_column_int(&cursor, 0);
    }
    return done();
}

static Result addressee_load(Work *work, int64_t agent_id, Addressee *addressee, bool *out_found)
{
    WITH_CURSOR cursor = {0};
    const Zone *own;
    TRY(db_query(work->db, DB_SQL("SELECT email, language, time_zone FROM agents WHERE id = $1 AND is_active = 1"),
                 DB_VALUES(db_int(agent_id)), &cursor));
    TRY(db_next(&cursor, out_found));
    if (!*out_found)
        return done();
    *addressee = (Addressee){.agent_id = agent_id,
                             .email = text_copy(work->arena, db_column_text(&cursor, 0)),
                             .language = text_copy(work->arena, db_column_text(&cursor, 1)),
                             .zone = workspace_settings(work->workspace).zone};
    if (!db_is_null(&cursor, 2) && is_ok(zone_open(db_column_text(&cursor, 2), &own)))
        addressee->zone = own;
    db_close_cursor(&cursor);
    return attention_load(work, agent_id, &addressee->attention);
}

/* ---- what is written ---- */

static void notice_read(Arena *arena, const DbCursor *cursor, MailedNotice *notice)
{
    const JsonValue *facts = NULL;
    bool is_day;
    int kind = choice_index(notification_kind_names, db_column_text(cursor, 0));
    *notice = (MailedNotice){.kind = kind < 0 ? NOTIFY_FOLLOWED : (NotificationKind)kind,
                             .ticket_id = db_column_int(cursor, 1),
                             .times = db_column_int(cursor, 2)};
    if (!is_ok(json_read(arena, text_copy(arena, db_column_text(cursor, 3)), &facts)))
        return;
    const JsonValue *score = json_member(facts, "score");
    notice->subject = json_text_member(facts, "subject");
    notice->actor = json_text_member(facts, "actor");
    notice->excerpt = json_text_member(facts, "excerpt");
    notice->survey = json_text_member(facts, "survey");
    if (score && (score->kind == JSON_INT || score->kind == JSON_REAL))
        notice->score = score->kind == JSON_INT ? (double)score->integer : score->real;
    if (!is_ok(time_read(json_text_member(facts, "due_at"), &notice->due_at, &is_day)))
        notice->due_at = 0;
}

/* Unread ones of tickets that the agent may still see; the newest first. */
static Result notices_load(Work *work, int64_t agent_id, MailedNotice *notices, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(
        work->db,
        DB_SQL("SELECT n.kind, n.ticket_id, n.times, n.facts FROM notifications n JOIN tickets t ON t.id = n.ticket_id "
               "JOIN agents g ON g.id = n.agent_id WHERE n.agent_id = $1 AND n.mail_state = 'waiting' AND "
               "n.read_at IS NULL AND t.deleted_at IS NULL AND (t.team_id IS NULL OR g.role = 'admin' OR NOT EXISTS "
               "(SELECT 1 FROM teams m WHERE m.id = t.team_id AND m.is_restricted = 1 AND NOT EXISTS (SELECT 1 FROM "
               "team_members b WHERE b.team_id = m.id AND b.agent_id = g.id))) ORDER BY n.updated_at DESC LIMIT $2"),
        DB_VALUES(db_int(agent_id), db_int(NOTICES_MAX)), &cursor));
    for (bool has_row = true; *out_count < NOTICES_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        notice_read(work->arena, &cursor, &notices[(*out_count)++]);
    }
    return done();
}

static Result settle(Work *work, int64_t agent_id, bool was_sent)
{
    TRY(db_run(work->db,
               DB_SQL("UPDATE notifications SET mail_state = CASE WHEN read_at IS NULL AND $2 = 1 THEN 'sent' ELSE "
                      "'seen' END WHERE agent_id = $1 AND mail_state = 'waiting'"),
               DB_VALUES(db_int(agent_id), db_bool(was_sent)), NULL));
    if (!was_sent)
        return done();
    return db_run(work->db, DB_SQL("UPDATE agent_attention SET mailed_at = $2 WHERE agent_id = $1"),
                  DB_VALUES(db_int(agent_id), db_int(work->now)), NULL);
}

static Result write_to(Work *work, int64_t agent_id)
{
    Addressee addressee;
    MailedNotice notices[NOTICES_MAX];
    size_t count;
    bool is_found;
    bool is_queued = false;
    TRY(addressee_load(work, agent_id, &addressee, &is_found));
    if (!is_found)
        return settle(work, agent_id, false);
    if (attention_is_quiet(&addressee.attention, addressee.zone, work->now))
        return done();
    TRY(notices_load(work, agent_id, notices, &count));
    if (count == 0)
        return settle(work, agent_id, false);
    HouseLetter letter = {
        .to = addressee.email,
        .key = text_format(work->arena, "notifications:%lld:%lld", (long long)agent_id, (long long)work->now)};
    notification_letter(work->arena, notices, count, addressee.language, addressee.zone,
                        workspace_public_url(work->workspace), &letter.subject, &letter.text);
    TRY(mail_house_queue(work, &letter, &is_queued));
    return settle(work, agent_id, is_queued);
}

static Result mail_apply(Work *work, void *context)
{
    (void)context;
    int64_t ids[AGENTS_MAX];
    size_t count;
    TRY(agents_find(work, ids, &count));
    for (size_t i = 0; i < count; i++)
        TRY(write_to(work, ids[i]));
    return done();
}

/* Looks before it takes the lane: most minutes there is nothing. */
Result notification_run_mail(Workspace *workspace, Arena *arena)
{
    Work work;
    int64_t ids[AGENTS_MAX];
    size_t count = 0;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result found = agents_find(&work, ids, &count);
    if (!is_ok(found) && found.why)
        found.why = text_string(arena, text_of(found.why));
    work_end_read(&work);
    TRY(found);
    if (count == 0)
        return done();
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, mail_apply, NULL);
}
