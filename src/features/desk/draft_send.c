/* How a draft leaves: at once, or by the durable job that is due at its instant. Adding the message, the ticket's status and
 * the end of the draft are one transaction: a job that is run twice finds nothing to do the second time. */
#include "base/json.h"
#include "base/log.h"
#include "commerce/setting.h"
#include "desk/draft.h"
#include "desk/ticket_state.h"
#include "people/agent.h"
#include "store/lane.h"

/* ---- what it becomes ---- */

static Result read_people(Work *work, const char *name, bool is_given, Text source, RecipientList *list)
{
    if (!is_given)
        return done();
    return recipient_list_read(work, source, text_format(work->arena, "/%s", name), list);
}

static Result route_of(Work *work, const Draft *draft, const MessageRoute **out_route)
{
    MessageRoute *route = ARENA_NEW(work->arena, MessageRoute);
    FieldSet asked = DRAFT_HAS(TO) | DRAFT_HAS(CC) | DRAFT_HAS(BCC) | DRAFT_HAS(CHANNEL_ID);
    *out_route = NULL;
    if (draft->kind == DRAFT_NOTE || (draft->has & asked) == 0)
        return done();
    route->pointer = TEXT("");
    route->channel_id = draft->channel_id;
    TRY(read_people(work, "to", (draft->has & DRAFT_HAS(TO)) != 0, draft->to, &route->recipients.to));
    TRY(read_people(work, "cc", (draft->has & DRAFT_HAS(CC)) != 0, draft->cc, &route->recipients.cc));
    TRY(read_people(work, "bcc", (draft->has & DRAFT_HAS(BCC)) != 0, draft->bcc, &route->recipients.bcc));
    *out_route = route;
    return done();
}

/* Everything that can be said of it before it leaves. */
static Result message_of_draft(Work *work, const Draft *draft, MessageDraft *out_message)
{
    int64_t *ids;
    size_t count;
    TRY(draft_attachments(work, draft->id, &ids, &count));
    Text text = text_trim(draft->text);
    if (text_is_empty(text) && count == 0)
        return work_fault(work, TEXT("/text"), "required", "Write a text, or attach a file.");
    *out_message = (MessageDraft){
        .author_kind = AUTHOR_AGENT,
        .author_id = work->actor.id,
        .author_name = work->actor.name,
        .direction = DIRECTION_OUT,
        .is_public = draft->kind == DRAFT_REPLY,
        .kind = MESSAGE_PLAIN,
        .text = text,
        .attachments = ids,
        .attachment_count = count,
    };
    if (draft->kind == DRAFT_NOTE && (draft->has & DRAFT_HAS(MENTIONS)))
        TRY(mention_list_read(work, draft->mentions, TEXT("/mentions"), &out_message->mentions));
    return route_of(work, draft, &out_message->route);
}

static Result leave(Work *work, const Draft *draft, int64_t *out_message_id)
{
    Ticket ticket;
    Ticket after;
    Message message;
    MessageDraft written;
    TRY(entity_find(work, &ticket_entity, draft->ticket_id, &ticket));
    TRY(message_of_draft(work, draft, &written));
    TRY(message_add(work, &ticket, &written, &message));
    if (draft->has & DRAFT_HAS(STATUS_AFTER))
        TRY(ticket_set_status(work, &ticket, (TicketStatus)draft->status_after, &after));
    TRY(entity_delete(work, &draft_entity, draft->id));
    *out_message_id = message.id;
    if (draft->kind == DRAFT_NOTE)
        return done();
    TRY(draft_mark_ticket(work, draft->ticket_id));
    return event_add(work, "draft.sent", &draft_entity, draft, NULL);
}

/* ---- what happened meanwhile ---- */

static Result last_message(Work *work, int64_t ticket_id, int64_t *out_id)
{
    return db_one_int(work->db, DB_SQL("SELECT COALESCE(MAX(id), 0) FROM messages WHERE ticket_id = $1"),
                      DB_VALUES(db_int(ticket_id)), out_id);
}

/* The customer's own words, or a colleague's answer: either may make it wrong. */
static Result what_came(Work *work, const Draft *draft, DraftReason *out_reason, bool *out_came)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL("SELECT author_kind FROM messages WHERE ticket_id = $1 AND id > $2 AND is_public = 1 AND "
               "kind = 'message' AND (author_kind = 'customer' OR (author_kind = 'agent' AND author_id <> $3)) "
               "ORDER BY CASE author_kind WHEN 'customer' THEN 0 ELSE 1 END LIMIT 1"),
        DB_VALUES(db_int(draft->ticket_id), db_int(draft->seen_message_id), db_int(draft->agent_id)), &cursor));
    TRY(db_next(&cursor, out_came));
    if (*out_came)
        *out_reason = text_is(db_column_text(&cursor, 0), "customer") ? REASON_CUSTOMER_WROTE : REASON_ANSWERED;
    return done();
}

/* It stays where it is, out of its slot, until its author says what is to become of it. */
static Result set_aside(Work *work, const Draft *draft, DraftState state, DraftReason reason, Text detail)
{
    Draft after = *draft;
    after.state = state;
    after.reason = reason;
    after.detail = text_cut(detail, MESSAGE_DELIVERY_DETAIL_BYTES_MAX);
    after.has = (after.has | DRAFT_HAS(REASON)) & ~(DRAFT_HAS(SLOT) | DRAFT_HAS(SEND_AT) | DRAFT_HAS(DETAIL));
    if (!text_is_empty(detail))
        after.has |= DRAFT_HAS(DETAIL);
    TRY(entity_update(work, &draft_entity, draft, &after, NULL));
    return event_add(work, state == DRAFT_HELD ? "draft.held" : "draft.failed", &draft_entity, draft, &after);
}

/* ---- sending ---- */

static Result due_at(Work *work, const Draft *draft, const DraftOrder *order, int64_t *out_at)
{
    *out_at = work->now;
    if (draft->kind == DRAFT_NOTE)
        return done();
    if (order->send_at != 0) {
        if (order->send_at > work->now + DRAFT_SEND_AHEAD_MS_MAX)
            return work_fault(work, TEXT("/send_at"), "out_of_range", "An answer is put off for a year at most.");
        *out_at = order->send_at;
        return done();
    }
    int64_t seconds = order->delay_seconds;
    if (!order->has_delay) {
        Setting setting;
        TRY(setting_read(work, &setting));
        seconds = setting.undo_send_seconds;
    }
    *out_at = work->now + seconds * SECOND_MS;
    return done();
}

static Result job_for(Work *work, int64_t draft_id, int64_t at)
{
    return job_add(work, DRAFT_JOB, text_format(work->arena, DRAFT_JOB ":%lld", (long long)draft_id),
                   text_format(work->arena, "{\"draft_id\":%lld}", (long long)draft_id), at);
}

static Result waiting_is_bounded(Work *work, const Draft *draft)
{
    int64_t count;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM drafts WHERE ticket_id = $1 AND slot IS NULL AND id <> $2"),
                   DB_VALUES(db_int(draft->ticket_id), db_int(draft->id)), &count));
    if (count >= DRAFTS_WAITING_MAX)
        return fail(FAULT_LIMIT, "Twenty answers wait in this ticket already: send or discard some of them.");
    return done();
}

static Result schedule(Work *work, const Draft *before, Draft *after, int64_t at)
{
    TRY(waiting_is_bounded(work, before));
    after->state = DRAFT_SCHEDULED;
    after->send_at = at;
    after->has |= DRAFT_HAS(SEND_AT);
    after->has &= ~(DRAFT_HAS(SLOT) | DRAFT_HAS(REASON) | DRAFT_HAS(DETAIL));
    after->leased_until = work->now;
    TRY(entity_update(work, &draft_entity, before, after, NULL));
    TRY(job_for(work, before->id, at));
    return event_add(work, "draft.scheduled", &draft_entity, before, after);
}

/* The same that adding the message would say in ten seconds. */
static Result ticket_takes(Work *work, const Draft *draft, int64_t status)
{
    Ticket ticket;
    MessageDraft written;
    TRY(entity_find(work, &ticket_entity, draft->ticket_id, &ticket));
    TRY(message_of_draft(work, draft, &written));
    TRY(message_may_be_added(work, &ticket, &written));
    if (status == TICKET_SOLVED && ticket.status != TICKET_SOLVED)
        return ticket_may_be_solved(work, ticket.id);
    return done();
}

Result draft_send(Work *work, int64_t id, const DraftOrder *order, int64_t *out_message_id)
{
    Draft before;
    int64_t at;
    int64_t last;
    DraftReason reason;
    bool came = false;
    *out_message_id = 0;
    TRY(entity_find(work, &draft_entity, id, &before));
    TRY(draft_actor(work));
    TRY(draft_is_mine(work, &before));
    if (before.kind == DRAFT_REPLY)
        TRY(rights_need(work, &ticket_entity, RIGHT_WRITE));
    TRY(last_message(work, before.ticket_id, &last));
    Draft after = before;
    after.seen_message_id = order->is_anyway || order->seen_message_id == 0 ? last : order->seen_message_id;
    after.has |= DRAFT_HAS(SEEN_MESSAGE_ID);
    if (order->status_after >= 0) {
        after.status_after = order->status_after;
        after.has |= DRAFT_HAS(STATUS_AFTER);
    }
    TRY(ticket_takes(work, &before, (after.has & DRAFT_HAS(STATUS_AFTER)) ? after.status_after : -1));
    TRY(due_at(work, &before, order, &at));
    if (before.kind == DRAFT_REPLY)
        TRY(what_came(work, &after, &reason, &came));
    if (came) {
        TRY(entity_update(work, &draft_entity, &before, &after, NULL));
        return set_aside(work, &after, DRAFT_HELD, reason, TEXT_NONE);
    }
    return at <= work->now ? leave(work, &after, out_message_id) : schedule(work, &before, &after, at);
}

Result draft_cancel(Work *work, int64_t id, Draft *out_draft)
{
    Draft before;
    TRY(entity_find(work, &draft_entity, id, &before));
    TRY(draft_actor(work));
    TRY(draft_is_mine(work, &before));
    if (before.state == DRAFT_WRITING) {
        *out_draft = before;
        return done();
    }
    return draft_write_again(work, &before, "draft.cancelled", out_draft);
}

/* ---- when its hour has come ---- */

typedef struct Departure {
    int64_t draft_id;
    Actor author;
    bool is_known; /* there is such a draft */
    bool author_left;
    const char *why; /* of the refusal */
} Departure;

/* Who wrote it sends it, with the rights of this day. */
static Result author_find(Work *work, Departure *departure)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT a.id, a.role, a.name, a.language, a.is_active FROM drafts d JOIN agents a "
                        "ON a.id = d.agent_id WHERE d.id = $1 AND d.state = 'scheduled'"),
                 DB_VALUES(db_int(departure->draft_id)), &cursor));
    TRY(db_next(&cursor, &departure->is_known));
    if (!departure->is_known)
        return done();
    int role = choice_index(role_names, db_column_text(&cursor, 1));
    departure->author = (Actor){.kind = ACTOR_AGENT,
                                .id = db_column_int(&cursor, 0),
                                .role = role < 0 ? ROLE_NONE : role,
                                .name = text_copy(work->arena, db_column_text(&cursor, 2)),
                                .language = text_copy(work->arena, db_column_text(&cursor, 3))};
    departure->author_left = db_column_int(&cursor, 4) == 0;
    return done();
}

/* *out_is_due false: it was sent, taken or put off meanwhile. */
static Result find_due(Work *work, const Departure *departure, Draft *out_draft, bool *out_is_due)
{
    bool is_there;
    *out_is_due = false;
    TRY(entity_find_by(work, &draft_entity, "id", db_int(departure->draft_id), out_draft, &is_there));
    if (!is_there || out_draft->state != DRAFT_SCHEDULED || out_draft->agent_id != departure->author.id)
        return done();
    if (out_draft->send_at > work->now)
        return job_for(work, out_draft->id, out_draft->send_at);
    *out_is_due = true;
    return done();
}

static Result depart(Work *work, void *context)
{
    const Departure *departure = context;
    Draft draft;
    DraftReason reason;
    bool is_due;
    bool came;
    int64_t message_id;
    TRY(find_due(work, departure, &draft, &is_due));
    if (!is_due)
        return done();
    TRY(rights_need(work, &ticket_entity, RIGHT_WRITE));
    TRY(what_came(work, &draft, &reason, &came));
    if (came)
        return set_aside(work, &draft, DRAFT_HELD, reason, TEXT_NONE);
    return leave(work, &draft, &message_id);
}

static Result stay(Work *work, void *context)
{
    const Departure *departure = context;
    Draft draft;
    bool is_due;
    TRY(find_due(work, departure, &draft, &is_due));
    if (!is_due)
        return done();
    return set_aside(work, &draft, DRAFT_FAILED, departure->author_left ? REASON_AUTHOR_LEFT : REASON_REFUSED,
                     text_of(departure->why));
}

/* What waiting does not mend. */
static bool is_refusal(Fault fault)
{
    return fault == FAULT_INVALID || fault == FAULT_DENIED || fault == FAULT_NOT_FOUND || fault == FAULT_CONFLICT ||
           fault == FAULT_LIMIT;
}

static Result send_due(Workspace *workspace, Arena *arena, int64_t draft_id)
{
    Departure departure = {.draft_id = draft_id};
    Work reading;
    TRY(work_begin_read(workspace, arena, &actor_system, &reading));
    Result found = author_find(&reading, &departure);
    work_end_read(&reading);
    TRY(found);
    if (!departure.is_known)
        return done();
    Lane *lane = workspace_lane(workspace);
    Result sent = departure.author_left ? fail(FAULT_DENIED, NULL)
                                        : lane_do(lane, arena, &departure.author, WORK_LIVE, false, depart, &departure);
    if (!is_refusal(sent.fault))
        return sent;
    departure.why = sent.why ? text_string(arena, text_of(sent.why)) : NULL;
    return lane_do(lane, arena, &actor_system, WORK_LIVE, false, stay, &departure);
}

Result draft_send_run(const JobRun *run)
{
    const JsonValue *payload;
    TRY(json_read(run->arena, run->payload, &payload));
    return send_due(run->workspace, run->arena, json_int_member(payload, "draft_id", 0));
}

#define LATE_AT_ONCE 100

static Result late_ids(Work *work, int64_t *ids, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(
        work->db,
        DB_SQL("SELECT id FROM drafts WHERE state = 'scheduled' AND send_at < $1 ORDER BY send_at, id LIMIT $2"),
        DB_VALUES(db_int(work->now - DRAFT_LATE_MS), db_int(LATE_AT_ONCE)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        ids[(*out_count)++] = db_column_int(&cursor, 0);
    }
}

Result draft_run_late(Workspace *workspace, Arena *arena)
{
    int64_t *ids = ARENA_ARRAY(arena, int64_t, LATE_AT_ONCE);
    size_t count = 0;
    Work reading;
    TRY(work_begin_read(workspace, arena, &actor_system, &reading));
    Result found = late_ids(&reading, ids, &count);
    work_end_read(&reading);
    TRY(found);
    for (size_t i = 0; i < count; i++)
        TRY(send_due(workspace, arena, ids[i]));
    return done();
}
