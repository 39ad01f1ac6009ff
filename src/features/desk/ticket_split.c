/* Some messages of a ticket become a ticket of their own. */
#include "desk/message.h"
#include "desk/ticket_link.h"
#include "desk/ticket_merge.h"
#include "desk/ticket_state.h"

Result messages_move(Work *work, const int64_t *ids, size_t count, const Ticket *into)
{
    static const char *const statements[] = {
        "UPDATE messages SET ticket_id = $1 WHERE id = $2",
        "UPDATE attachments SET ticket_id = $1 WHERE message_id = $2",
        "UPDATE message_mail SET ticket_id = $1 WHERE message_id = $2",
        "UPDATE mail_ids SET ticket_id = $1 WHERE message_id = $2",
        "UPDATE search_documents SET ticket_id = $1 WHERE entity = 'message' AND record_id = $2",
    };
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof(statements) / sizeof(statements[0]); k++)
            TRY(db_run(work->db, (DbSql){statements[k], true}, DB_VALUES(db_int(into->id), db_int(ids[i])), NULL));
    }
    return done();
}

/* What the messages counted for. */
typedef struct Counts {
    int64_t contacts;
    int64_t replies;
    bool has_reply;
    int64_t first_reply_at;
} Counts;

static void message_is_counted(const Message *message, Counts *counts)
{
    if (!message->is_public)
        return;
    if (message->direction == DIRECTION_IN) {
        counts->contacts += message->author_kind == AUTHOR_CUSTOMER && message->kind == MESSAGE_PLAIN;
        return;
    }
    if (message->author_kind != AUTHOR_AGENT)
        return;
    counts->replies++;
    if (!counts->has_reply || message->created_at < counts->first_reply_at)
        counts->first_reply_at = message->created_at;
    counts->has_reply = true;
}

static Result ids_are_the_tickets(Work *work, const TicketSplit *split, Counts *out_counts)
{
    *out_counts = (Counts){0};
    for (size_t i = 0; i < split->message_count; i++) {
        Message message;
        Text pointer = text_format(work->arena, "/message_ids/%zu", i);
        Result found = entity_find(work, &message_entity, split->message_ids[i], &message);
        if (found.fault != FAULT_NOT_FOUND)
            TRY(found);
        if (!is_ok(found) || message.ticket_id != split->from_id)
            return work_fault(work, pointer, "unknown_reference", "The ticket has no such message.");
        for (size_t k = 0; k < i; k++) {
            if (split->message_ids[k] == message.id)
                return work_fault(work, pointer, "duplicate", "A message is named once.");
        }
        message_is_counted(&message, out_counts);
    }
    return done();
}

static Result something_stays(Work *work, const TicketSplit *split)
{
    int64_t count = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM messages WHERE ticket_id = $1"),
                   DB_VALUES(db_int(split->from_id)), &count));
    if (count <= (int64_t)split->message_count)
        return fail(FAULT_CONFLICT, "A ticket keeps one message at least: choose fewer.");
    return done();
}

static Ticket split_draft(const TicketSplit *split, const Ticket *from)
{
    static const FieldSet kept = TICKET_HAS(SUBJECT) | TICKET_HAS(PRIORITY) | TICKET_HAS(TYPE) | TICKET_HAS(CHANNEL) |
                                 TICKET_HAS(TOPIC) | TICKET_HAS(LANGUAGE) | TICKET_HAS(CUSTOMER_ID) |
                                 TICKET_HAS(COMPANY_ID) | TICKET_HAS(PRODUCT_ID) | TICKET_HAS(AGENT_ID) |
                                 TICKET_HAS(TEAM_ID) | TICKET_HAS(STAGE) | TICKET_HAS(VALUE_STAGE) |
                                 TICKET_HAS(RELATIONSHIP);
    Ticket draft = *from;
    draft.has = from->has & kept;
    draft.id = 0;
    draft.version = 0;
    draft.contacts = draft.replies = draft.reopens = draft.waiting_ms = draft.time_spent = draft.is_spam = 0;
    if (!text_is_empty(split->subject))
        draft.subject = split->subject;
    return draft;
}

static void counts_set(Ticket *ticket, const Counts *counts)
{
    ticket->contacts = counts->contacts;
    ticket->replies = counts->replies;
    ticket->has &= ~TICKET_HAS(FIRST_REPLY_AT);
    if (!counts->has_reply)
        return;
    ticket->first_reply_at = counts->first_reply_at;
    ticket->has |= TICKET_HAS(FIRST_REPLY_AT);
}

/* The first reply may be one that left: then it is the first of those that stay. */
static Result counts_leave(Work *work, const Counts *left, Ticket *ticket)
{
    ticket->contacts -= left->contacts < ticket->contacts ? left->contacts : ticket->contacts;
    ticket->replies -= left->replies < ticket->replies ? left->replies : ticket->replies;
    if (!left->has_reply || !(ticket->has & TICKET_HAS(FIRST_REPLY_AT)))
        return done();
    int64_t first = 0;
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COALESCE(MIN(created_at), 0) FROM messages WHERE ticket_id = $1 AND author_kind = "
                          "'agent' AND direction = 'out' AND is_public = 1"),
                   DB_VALUES(db_int(ticket->id)), &first));
    ticket->first_reply_at = first;
    if (first == 0)
        ticket->has &= ~TICKET_HAS(FIRST_REPLY_AT);
    return done();
}

static Result tags_copy(Work *work, int64_t from_id, int64_t to_id)
{
    return db_run(work->db,
                  DB_SQL("INSERT INTO taggings (entity, record_id, tag_id) SELECT entity, CAST($2 AS BIGINT), tag_id "
                         "FROM taggings WHERE entity = 'ticket' AND record_id = $1"),
                  DB_VALUES(db_int(from_id), db_int(to_id)), NULL);
}

static Result tell(Work *work, const Ticket *ticket, const char *name, const Ticket *other)
{
    return event_add_changes(work, "ticket.split", &ticket_entity, ticket->id, ticket->customer_id, ticket->id,
                             text_format(work->arena, "{\"%s\":[null,%lld]}", name, (long long)other->id));
}

Result ticket_split(Work *work, const TicketSplit *split, Ticket *out_ticket)
{
    Ticket from;
    Ticket made;
    Counts counts;
    int64_t link_id;
    TRY(entity_find(work, &ticket_entity, split->from_id, &from));
    TRY(ticket_is_kept(&from));
    TRY(ids_are_the_tickets(work, split, &counts));
    TRY(something_stays(work, split));
    Ticket draft = split_draft(split, &from);
    TRY(ticket_add(work, &draft, NULL, &made));
    TRY(messages_move(work, split->message_ids, split->message_count, &made));
    TRY(tags_copy(work, from.id, made.id));
    Ticket made_after = made;
    counts_set(&made_after, &counts);
    TRY(ticket_store_change(work, &made, &made_after));
    Ticket from_after = from;
    from_after.updated_at = work->now;
    TRY(counts_leave(work, &counts, &from_after));
    TRY(ticket_store_change(work, &from, &from_after));
    TRY(ticket_link_add(work, from.id, made.id, LINK_RELATED, &link_id));
    TRY(tell(work, &from_after, "into_id", &made_after));
    TRY(tell(work, &made_after, "from_id", &from_after));
    *out_ticket = made_after;
    return done();
}
