/* From events to those who want to know of them. Nobody is told of its own doing, and of one event only once: by a mention
 * rather than as the ticket's owner, as the owner rather than as a follower. */
#include "attention/notification.h"
#include "desk/message.h"
#include "voice/response.h"

#define LISTENERS_MAX 500

typedef struct Audience {
    Work *work;
    Notice notice;
    int64_t told[LISTENERS_MAX];
    size_t told_count;
} Audience;

static bool was_told(const Audience *audience, int64_t agent_id)
{
    const Actor *actor = &audience->work->actor;
    if (actor->kind == ACTOR_AGENT && actor->id == agent_id)
        return true;
    for (size_t i = 0; i < audience->told_count; i++)
        if (audience->told[i] == agent_id)
            return true;
    return false;
}

static Result tell(Audience *audience, NotificationKind kind, int64_t agent_id)
{
    if (agent_id == 0 || was_told(audience, agent_id) || audience->told_count == LISTENERS_MAX)
        return done();
    audience->told[audience->told_count++] = agent_id;
    audience->notice.kind = kind;
    return notification_add(audience->work, agent_id, &audience->notice);
}

/* Each id of the statement's first column. */
static Result tell_all(Audience *audience, NotificationKind kind, DbSql sql, int64_t of_id)
{
    Work *work = audience->work;
    int64_t ids[LISTENERS_MAX];
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, sql, DB_VALUES(db_int(of_id), db_int(LISTENERS_MAX)), &cursor));
    for (bool has_row = true; count < LISTENERS_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        ids[count++] = db_column_int(&cursor, 0);
    }
    db_close_cursor(&cursor);
    for (size_t i = 0; i < count; i++)
        TRY(tell(audience, kind, ids[i]));
    return done();
}

static int64_t owner_of(const Ticket *ticket)
{
    return ticket->has & TICKET_HAS(AGENT_ID) ? ticket->agent_id : 0;
}

static Audience audience_of(Work *work, const Event *event, const Ticket *ticket)
{
    return (Audience){.work = work,
                      .notice = {.ticket = ticket,
                                 .event_id = event->id,
                                 .actor_kind = actor_kind_name(event->actor.kind),
                                 .actor_id = event->actor.id,
                                 .actor_name = event->actor.name}};
}

/* ---- tickets ---- */

/* Those of its team who asked for it; attention_api.c writes the JSON that is looked for. */
static Result tell_team(Audience *audience, const Ticket *ticket)
{
    if (owner_of(ticket) != 0 || !(ticket->has & TICKET_HAS(TEAM_ID)) || ticket_status_is_settled(ticket->status))
        return done();
    return tell_all(audience, NOTIFY_UNASSIGNED,
                    DB_SQL("SELECT m.agent_id FROM team_members m JOIN agent_attention a ON a.agent_id = m.agent_id "
                           "WHERE m.team_id = $1 AND a.ways LIKE '%\"unassigned\":[\"%' ORDER BY m.agent_id LIMIT $2"),
                    ticket->team_id);
}

static Result react_to_place(Work *work, const Event *event)
{
    const Ticket *before = event->before;
    const Ticket *ticket = event->after;
    if (ticket == NULL)
        return done();
    Audience audience = audience_of(work, event, ticket);
    if (owner_of(ticket) != (before ? owner_of(before) : 0))
        TRY(tell(&audience, NOTIFY_ASSIGNED, owner_of(ticket)));
    bool has_moved = before == NULL || before->team_id != ticket->team_id;
    return has_moved ? tell_team(&audience, ticket) : done();
}

/* ---- messages ---- */

/* The first words, on one line. */
static Text excerpt_of(Arena *arena, const Message *message)
{
    bool has_reply = (message->has & MESSAGE_HAS(REPLY)) && !text_is_empty(text_trim(message->reply));
    Text text = has_reply ? message->reply : message->text;
    Buffer out = buffer_new(arena, 4 * NOTIFICATION_EXCERPT_CHARACTERS + 8);
    bool needs_space = false;
    int characters = 0;
    size_t at = 0;
    while (at < text.length && characters < NOTIFICATION_EXCERPT_CHARACTERS) {
        uint32_t codepoint = text_next_codepoint(text, &at);
        if (codepoint <= ' ' || codepoint == 0x7F || codepoint == 0xA0) {
            needs_space = characters > 0;
            continue;
        }
        if (needs_space)
            buffer_add_byte(&out, ' ');
        buffer_add_codepoint(&out, codepoint);
        characters += needs_space ? 2 : 1;
        needs_space = false;
    }
    if (at < text.length)
        buffer_add_codepoint(&out, 0x2026); /* … */
    return buffer_text(&out);
}

static Result ticket_read(Work *work, int64_t ticket_id, Ticket *out_ticket, bool *out_found)
{
    return entity_find_by(work, &ticket_entity, "id", db_int(ticket_id), out_ticket, out_found);
}

static void speaks_customer(const Message *message, Notice *notice)
{
    if (message->author_kind != AUTHOR_CUSTOMER)
        return;
    notice->actor_kind = "customer";
    notice->actor_id = message->has & MESSAGE_HAS(AUTHOR_ID) ? message->author_id : 0;
    notice->actor_name = message->has & MESSAGE_HAS(AUTHOR_NAME) ? message->author_name : TEXT_NONE;
}

/* The name of a customer who gave none with the message. */
static Result name_customer(Work *work, Notice *notice)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    if (strcmp(notice->actor_kind, "customer") != 0 || notice->actor_name.length > 0 || notice->actor_id == 0)
        return done();
    TRY(db_query(work->db, DB_SQL("SELECT name FROM customers WHERE id = $1"), DB_VALUES(db_int(notice->actor_id)),
                 &cursor));
    TRY(db_next(&cursor, &has_row));
    if (has_row)
        notice->actor_name = text_copy(work->arena, db_column_text(&cursor, 0));
    return done();
}

static Result react_to_message(Work *work, const Event *event)
{
    const Message *message = event->after;
    Ticket ticket;
    bool is_found = false;
    if (message == NULL || message->kind != MESSAGE_PLAIN)
        return done();
    TRY(ticket_read(work, message->ticket_id, &ticket, &is_found));
    if (!is_found)
        return done();
    /* The one that opened the ticket, which was told of itself. */
    bool is_first =
        message->is_public && ticket.contacts + ticket.replies <= 1 && message->created_at == ticket.created_at;
    Audience audience = audience_of(work, event, &ticket);
    audience.notice.message_id = message->id;
    audience.notice.excerpt = excerpt_of(work->arena, message);
    speaks_customer(message, &audience.notice);
    TRY(name_customer(work, &audience.notice));
    if (!message->is_public)
        TRY(tell_all(&audience, NOTIFY_MENTION,
                     DB_SQL("SELECT agent_id FROM message_mentions WHERE message_id = $1 ORDER BY agent_id LIMIT $2"),
                     message->id));
    if (is_first)
        return done();
    bool is_customers = message->direction == DIRECTION_IN && message->is_public;
    TRY(tell(&audience, is_customers ? NOTIFY_REPLY : NOTIFY_FOLLOWED, owner_of(&ticket)));
    return tell_all(&audience, NOTIFY_FOLLOWED,
                    DB_SQL("SELECT agent_id FROM ticket_followers WHERE ticket_id = $1 ORDER BY agent_id LIMIT $2"),
                    ticket.id);
}

static Result react_to_delivery(Work *work, const Event *event)
{
    const Message *message = event->after;
    Ticket ticket;
    bool is_found = false;
    if (message == NULL || message->delivery_state != DELIVERY_FAILED || message->author_kind != AUTHOR_AGENT ||
        !(message->has & MESSAGE_HAS(AUTHOR_ID)))
        return done();
    TRY(ticket_read(work, message->ticket_id, &ticket, &is_found));
    if (!is_found)
        return done();
    Audience audience = audience_of(work, event, &ticket);
    audience.notice.message_id = message->id;
    audience.notice.actor_name = TEXT_NONE;
    if (message->has & MESSAGE_HAS(DELIVERY_DETAIL))
        audience.notice.excerpt = text_cut(message->delivery_detail, NOTIFICATION_EXCERPT_CHARACTERS);
    return tell(&audience, NOTIFY_DELIVERY, message->author_id);
}

/* ---- scores ---- */

static bool is_low(const Response *response)
{
    if (!(response->has & RESPONSE_HAS(SCORE)))
        return false;
    switch (response->kind) {
    case RESPONSE_NPS: return nps_is_detractor(response->score);
    case RESPONSE_CSAT: return response->score <= (response->scale == SCALE_1_5 ? 2 : 4);
    case RESPONSE_CES: return response->score <= (response->scale == SCALE_1_5 ? 2 : 3);
    default: return false;
    }
}

/* The ticket of the answer, else the last one of the customer that somebody worked on. */
static Result ticket_of_score(Work *work, const Response *response, Ticket *out_ticket, bool *out_found)
{
    int64_t ticket_id = response->has & RESPONSE_HAS(TICKET_ID) ? response->ticket_id : 0;
    *out_found = false;
    if (ticket_id == 0 && (response->has & RESPONSE_HAS(CUSTOMER_ID))) {
        Result last = db_one_int(work->db,
                                 DB_SQL("SELECT id FROM tickets WHERE customer_id = $1 AND agent_id IS NOT NULL "
                                        "ORDER BY created_at DESC, id DESC LIMIT 1"),
                                 DB_VALUES(db_int(response->customer_id)), &ticket_id);
        if (!is_ok(last))
            return last.fault == FAULT_NOT_FOUND ? done() : last;
    }
    return ticket_id == 0 ? done() : ticket_read(work, ticket_id, out_ticket, out_found);
}

static Result react_to_score(Work *work, const Event *event)
{
    const Response *response = event->after;
    Ticket ticket;
    bool is_found;
    if (response == NULL || !is_low(response))
        return done();
    TRY(ticket_of_score(work, response, &ticket, &is_found));
    if (!is_found || owner_of(&ticket) == 0)
        return done();
    Audience audience = audience_of(work, event, &ticket);
    audience.notice.actor_kind = "customer";
    audience.notice.actor_id = ticket.customer_id;
    audience.notice.actor_name = TEXT_NONE;
    TRY(name_customer(work, &audience.notice));
    audience.notice.survey = text_of(response_kind_names[response->kind]);
    audience.notice.score = response->score;
    if (response->has & RESPONSE_HAS(COMMENT)) {
        const Message words = {.text = response->comment};
        audience.notice.excerpt = excerpt_of(work->arena, &words);
    }
    return tell(&audience, NOTIFY_LOW_SCORE, owner_of(&ticket));
}

Result notification_react(Work *work, const Event *event)
{
    static const struct {
        const char *kind;
        Result (*react)(Work *work, const Event *event);
    } reactions[] = {
        {"ticket.created", react_to_place},     {"ticket.assigned", react_to_place},
        {"message.received", react_to_message}, {"message.sent", react_to_message},
        {"note.added", react_to_message},       {"message.delivery_changed", react_to_delivery},
        {"survey.answered", react_to_score},
    };
    for (size_t i = 0; i < sizeof(reactions) / sizeof(reactions[0]); i++)
        if (strcmp(event->kind, reactions[i].kind) == 0)
            return reactions[i].react(work, event);
    return done();
}
