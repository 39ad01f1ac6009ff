#include "attention/notification.h"

#include "base/json.h"
#include "people/agent.h"
#include "store/lane.h"

#define SAYING "notification"
#define SWEEP_ROWS 500
#define SWEEP_PIECES_MAX 200

static const Field notification_fields[] = {
    FIELD(Notification, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Notification, version, FIELD_VERSION),
    FIELD(Notification, agent_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_FILTER, .about = "Whom it tells."),
    FIELD(Notification, kind, FIELD_CHOICE, .choices = notification_kind_names, .can = CAN_FILTER),
    FIELD(Notification, ticket_id, FIELD_REFERENCE, .to = &ticket_entity, .can = CAN_FILTER,
          .about = "Where it happened."),
    FIELD(Notification, message_id, FIELD_INT, .about = "The last message that it is about."),
    FIELD(Notification, event_id, FIELD_INT, .about = "The last event that it tells of; null: the clock's doing."),
    {.name = "actor.kind", .type = FIELD_TEXT, .offset = offsetof(Notification, actor_kind), .column = "actor_kind"},
    {.name = "actor.id", .type = FIELD_INT, .offset = offsetof(Notification, actor_id), .column = "actor_id"},
    FIELD(Notification, facts, FIELD_JSON, .about = "For its words: subject, actor, excerpt, survey, score, due_at."),
    FIELD(Notification, times, FIELD_INT, .about = "How often it happened since it was read."),
    FIELD(Notification, in_bell, FIELD_BOOL, .can = CAN_FILTER | IS_HIDDEN),
    FIELD(Notification, created_at, FIELD_TIME, .about = "When it happened first."),
    FIELD(Notification, updated_at, FIELD_TIME, .can = CAN_SORT | CAN_FILTER, .about = "When it happened last."),
    FIELD(Notification, read_at, FIELD_TIME, .can = CAN_FILTER),
};

/* Its agent's alone, and only of tickets that the agent may see now. */
static Result notification_visible(Work *work, const Filter **out_filter)
{
    const Filter *of_tickets;
    int64_t agent_id = work->actor.kind == ACTOR_AGENT ? work->actor.id : 0;
    TRY(ticket_part_visible(work, &notification_entity, &of_tickets));
    const Filter *own = filter_both(work, filter_is_int(work, &notification_entity, "agent_id", agent_id),
                                    filter_is_int(work, &notification_entity, "in_bell", 1));
    *out_filter = filter_both(work, own, of_tickets);
    return done();
}

const Entity notification_entity = {
    .name = "notification",
    .plural = "notifications",
    .table = "notifications",
    .record_bytes = sizeof(Notification),
    ENTITY_FIELDS(notification_fields),
    .rights = &rights_desk,
    .methods = ENTITY_READS,
    .default_sort = "-updated_at",
    .visible = notification_visible,
    .about = "Something happened that an agent wants to know of; each sees its own.",
};

/* ---- telling the streams ---- */

static void tell(Work *work, int64_t agent_id, int64_t id, const Notice *notice, bool is_quiet)
{
    Buffer data = buffer_new(work->arena, SERVER_SAY_BYTES_MAX);
    Json json = json_writer(&data);
    json_object(&json);
    json_put_int(&json, "agent_id", agent_id);
    if (id != 0) {
        json_put_int(&json, "id", id);
        json_put_string(&json, "kind", notification_kind_names[notice->kind]);
        json_put_int(&json, "ticket_id", notice->ticket->id);
        json_put_bool(&json, "quiet", is_quiet);
    }
    json_end_object(&json);
    server_say(work->workspace, SAYING, buffer_text(&data), true);
}

void notification_heard(StreamHub *hub, const JsonValue *data)
{
    WITH_ARENA arena = arena_new_of(1024);
    int64_t agent_id = json_int_member(data, "agent_id", 0);
    if (agent_id != 0)
        stream_tell(hub, &(Whisper){.kind = "notification", .agent_id = agent_id, .data = json_to_text(arena, data)});
}

/* ---- adding ---- */

typedef struct Listener {
    Attention attention;
    const Zone *zone;
    bool is_active;
    bool sees; /* the ticket's team is open to it */
} Listener;

static Result listener_load(Work *work, int64_t agent_id, int64_t team_id, Listener *listener, bool *out_found)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT g.is_active, g.time_zone, g.role, (SELECT COUNT(*) FROM teams t WHERE t.id = $2 AND "
                        "t.is_restricted = 1 AND NOT EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = t.id AND "
                        "m.agent_id = g.id)) FROM agents g WHERE g.id = $1"),
                 DB_VALUES(db_int(agent_id), db_int(team_id)), &cursor));
    TRY(db_next(&cursor, out_found));
    if (!*out_found)
        return done();
    *listener = (Listener){.is_active = db_column_int(&cursor, 0) != 0,
                           .zone = workspace_settings(work->workspace).zone,
                           .sees = text_is(db_column_text(&cursor, 2), "admin") || db_column_int(&cursor, 3) == 0};
    const Zone *own;
    if (!db_is_null(&cursor, 1) && is_ok(zone_open(db_column_text(&cursor, 1), &own)))
        listener->zone = own;
    db_close_cursor(&cursor);
    return attention_load(work, agent_id, &listener->attention);
}

static Text facts_write(Work *work, const Notice *notice)
{
    Buffer facts = buffer_new(work->arena, 8192);
    Json json = json_writer(&facts);
    json_object(&json);
    json_put_text(&json, "subject", notice->ticket->subject);
    if (notice->actor_name.length > 0)
        json_put_text(&json, "actor", notice->actor_name);
    if (notice->excerpt.length > 0)
        json_put_text(&json, "excerpt", notice->excerpt);
    if (notice->survey.length > 0) {
        json_put_text(&json, "survey", notice->survey);
        json_put_real(&json, "score", notice->score);
    }
    if (notice->due_at != 0)
        json_put_time(&json, "due_at", notice->due_at);
    json_end_object(&json);
    return buffer_text(&facts);
}

/* What is unread of the same kind in the same ticket takes it up; else there is a new row. */
static Result store(Work *work, int64_t agent_id, const Notice *notice, bool is_by_mail, int64_t *out_id)
{
    const DbValue values[] = {
        db_int(agent_id),
        db_int(notice->ticket->id),
        db_string(notification_kind_names[notice->kind]),
        db_int_if(notice->message_id != 0, notice->message_id),
        db_int_if(notice->event_id != 0, notice->event_id),
        db_string(notice->actor_kind),
        db_int_if(notice->actor_id != 0, notice->actor_id),
        db_text(facts_write(work, notice)),
        db_int(work->now),
        db_text_if(is_by_mail, TEXT("waiting")),
    };
    const size_t count = sizeof(values) / sizeof(values[0]);
    Result joined =
        db_one_int(work->db,
                   DB_SQL("UPDATE notifications SET version = version + 1, times = times + 1, message_id = $4, "
                          "event_id = $5, actor_kind = $6, actor_id = $7, facts = $8, updated_at = $9, in_bell = 1, "
                          "mail_state = $10 WHERE agent_id = $1 AND ticket_id = $2 AND kind = $3 AND read_at IS NULL "
                          "RETURNING id"),
                   values, count, out_id);
    if (joined.fault != FAULT_NOT_FOUND)
        return joined;
    return db_one_int(
        work->db,
        DB_SQL("INSERT INTO notifications (agent_id, ticket_id, kind, message_id, event_id, actor_kind, actor_id, "
               "facts, created_at, updated_at, in_bell, mail_state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1, "
               "$10) RETURNING id"),
        values, count, out_id);
}

Result notification_add(Work *work, int64_t agent_id, const Notice *notice)
{
    Listener listener;
    bool is_found;
    int64_t id;
    const Ticket *ticket = notice->ticket;
    int64_t team_id = ticket->has & TICKET_HAS(TEAM_ID) ? ticket->team_id : 0;
    if (ticket->is_spam || (ticket->has & TICKET_HAS(DELETED_AT)))
        return done();
    TRY(listener_load(work, agent_id, team_id, &listener, &is_found));
    if (!is_found || !listener.is_active || !listener.sees)
        return done();
    uint8_t ways = listener.attention.ways[notice->kind];
    if (ways == 0)
        return done();
    TRY(store(work, agent_id, notice, (ways & WAY_MAIL) != 0, &id));
    tell(work, agent_id, id, notice, attention_is_quiet(&listener.attention, listener.zone, work->now));
    return done();
}

/* ---- reading ---- */

Result notification_find_unread(Work *work, int64_t agent_id, int64_t *out_count, int64_t **out_tickets,
                                size_t *out_ticket_count)
{
    WITH_CURSOR cursor = {0};
    int64_t *tickets = ARENA_ARRAY(work->arena, int64_t, NOTIFICATIONS_UNREAD_MAX);
    size_t count = 0;
    *out_count = 0;
    TRY(db_query(work->db,
                 DB_SQL("SELECT n.ticket_id FROM notifications n JOIN tickets t ON t.id = n.ticket_id WHERE "
                        "n.agent_id = $1 AND n.read_at IS NULL AND n.in_bell = 1 AND t.deleted_at IS NULL AND "
                        "(t.team_id IS NULL OR $2 = 1 OR NOT EXISTS (SELECT 1 FROM teams g WHERE g.id = t.team_id "
                        "AND g.is_restricted = 1 AND NOT EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = g.id "
                        "AND m.agent_id = $1))) ORDER BY n.ticket_id LIMIT $3"),
                 DB_VALUES(db_int(agent_id), db_bool(work->actor.role == ROLE_ADMIN), db_int(NOTIFICATIONS_UNREAD_MAX)),
                 &cursor));
    for (bool has_row = true; *out_count < NOTIFICATIONS_UNREAD_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        int64_t ticket_id = db_column_int(&cursor, 0);
        if (count == 0 || tickets[count - 1] != ticket_id)
            tickets[count++] = ticket_id;
        ++*out_count;
    }
    *out_tickets = tickets;
    *out_ticket_count = count;
    return done();
}

static Result mark_one(Work *work, int64_t agent_id, int64_t id, bool is_read)
{
    return db_run(
        work->db,
        DB_SQL("UPDATE notifications SET read_at = $3, version = version + 1 WHERE id = $1 AND agent_id = $2"),
        DB_VALUES(db_int(id), db_int(agent_id), db_int_if(is_read, work->now)), NULL);
}

static bool set_names(const NotificationSet *of, int64_t id)
{
    for (size_t i = 0; of->ids && i < of->id_count; i++)
        if (of->ids[i] == id)
            return true;
    return of->ids == NULL;
}

/* Those in the set that are not as they are to be. */
static Result set_find(Work *work, int64_t agent_id, const NotificationSet *of, bool is_read, int64_t *ids,
                       size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(work->db,
                 DB_SQL("SELECT id FROM notifications WHERE agent_id = $1 AND ($2 = 0 OR ticket_id = $2) AND "
                        "($3 = 0 OR updated_at <= $3) AND CASE WHEN read_at IS NULL THEN 0 ELSE 1 END <> $4 "
                        "ORDER BY updated_at DESC, id DESC LIMIT $5"),
                 DB_VALUES(db_int(agent_id), db_int(of->ticket_id), db_int(of->until_ms), db_bool(is_read),
                           db_int(NOTIFICATIONS_MARKED_MAX)),
                 &cursor));
    for (bool has_row = true; *out_count < NOTIFICATIONS_MARKED_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        int64_t id = db_column_int(&cursor, 0);
        if (set_names(of, id))
            ids[(*out_count)++] = id;
    }
    return done();
}

Result notification_mark(Work *work, int64_t agent_id, const NotificationSet *of, bool is_read, int64_t **out_ids,
                         size_t *out_count)
{
    *out_ids = ARENA_ARRAY(work->arena, int64_t, NOTIFICATIONS_MARKED_MAX);
    TRY(set_find(work, agent_id, of, is_read, *out_ids, out_count));
    for (size_t i = 0; i < *out_count; i++)
        TRY(mark_one(work, agent_id, (*out_ids)[i], is_read));
    if (*out_count > 0)
        tell(work, agent_id, 0, NULL, true);
    return done();
}

/* ---- the end ---- */

static Result sweep_apply(Work *work, void *context)
{
    return db_run(work->db,
                  DB_SQL("DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE updated_at < $1 "
                         "ORDER BY updated_at LIMIT $2)"),
                  DB_VALUES(db_int(work->now - NOTIFICATION_KEEPS_MS), db_int(SWEEP_ROWS)), context);
}

Result notification_run_sweep(Workspace *workspace, Arena *arena)
{
    for (int piece = 0; piece < SWEEP_PIECES_MAX; piece++) {
        int64_t removed = 0;
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, sweep_apply, &removed));
        if (removed < SWEEP_ROWS)
            break;
    }
    return done();
}
