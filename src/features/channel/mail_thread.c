#include "channel/mail_thread.h"

#include "channel/mail_intake.h"

#define REFERENCES_LOOKED_UP_MAX 30
#define TAGS_LOOKED_AT_MAX 50
#define MERGES_FOLLOWED_MAX 20

static Result ticket_of_id(Work *work, Text id, int64_t *out_ticket_id)
{
    Result result = db_one_int(work->db,
                               DB_SQL("SELECT ticket_id FROM mail_ids WHERE mail_key = $1 AND ticket_id IS NOT NULL "
                                      "ORDER BY id LIMIT 1"),
                               DB_VALUES(db_text(id)), out_ticket_id);
    if (result.fault != FAULT_NOT_FOUND)
        return result;
    *out_ticket_id = 0;
    return done();
}

/* The nearest message first: what it answers, then its ancestors from the youngest on. */
static Result ticket_by_ids(Work *work, const MailMessage *message, int64_t *out_ticket_id)
{
    const MailIds *lists[] = {&message->in_reply_to, &message->references};
    size_t looked_up = 0;
    *out_ticket_id = 0;
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = lists[i]->count; k > 0 && looked_up < REFERENCES_LOOKED_UP_MAX; k--) {
            Text id = lists[i]->items[k - 1];
            if (!mail_id_is_usable(id))
                continue;
            looked_up++;
            TRY(ticket_of_id(work, id, out_ticket_id));
            if (*out_ticket_id != 0)
                return done();
        }
    }
    return done();
}

/* Follows merges. A ticket in the trash is none: who writes again is heard. */
static Result ticket_that_is(Work *work, int64_t *io_ticket_id)
{
    for (int i = 0; i < MERGES_FOLLOWED_MAX && *io_ticket_id != 0; i++) {
        int64_t into = 0;
        Result result = db_one_int(work->db, DB_SQL("SELECT COALESCE(merged_into, 0) FROM tickets WHERE id = $1 "
                                                    "AND deleted_at IS NULL"),
                                   DB_VALUES(db_int(*io_ticket_id)), &into);
        if (result.fault == FAULT_NOT_FOUND)
            *io_ticket_id = 0;
        else if (!is_ok(result))
            return result;
        if (into == 0)
            break;
        *io_ticket_id = into;
    }
    return done();
}

static bool tag_names_ticket(const MailSource *source, Text tag, int64_t *out_ticket_id)
{
    return !text_is_empty(tag) && mail_tag_read(source->secret, tag, out_ticket_id);
}

static bool tag_in_addresses(const MailSource *source, const MailAddresses *addresses, int64_t *out_ticket_id)
{
    for (size_t i = 0; i < addresses->count && i < TAGS_LOOKED_AT_MAX; i++) {
        if (tag_names_ticket(source, mail_tag_of_address(addresses->items[i].address), out_ticket_id))
            return true;
    }
    return false;
}

static int64_t ticket_by_tag(const MailMessage *message, const MailSource *source)
{
    int64_t ticket_id = 0;
    if (!source->has_secret)
        return 0;
    bool is_tagged = tag_names_ticket(source, mail_tag_of_address(source->envelope_to), &ticket_id) ||
                     tag_in_addresses(source, &message->to, &ticket_id) ||
                     tag_in_addresses(source, &message->cc, &ticket_id) ||
                     tag_in_addresses(source, &source->delivered_to, &ticket_id) ||
                     tag_names_ticket(source, mail_tag_of_subject(message->subject), &ticket_id);
    return is_tagged ? ticket_id : 0;
}

/* The customer of the ticket, or somebody whose message it has already. */
static Result sender_belongs(Work *work, int64_t ticket_id, int64_t sender_id, bool *out_belongs)
{
    int64_t found = 0;
    *out_belongs = false;
    if (ticket_id == 0 || sender_id == 0)
        return done();
    Result result = db_one_int(
        work->db,
        DB_SQL("SELECT 1 FROM tickets WHERE id = $1 AND customer_id = $2 UNION ALL SELECT 1 FROM messages "
               "WHERE ticket_id = $1 AND author_kind = 'customer' AND author_id = $2 AND is_public = 1 LIMIT 1"),
        DB_VALUES(db_int(ticket_id), db_int(sender_id)), &found);
    *out_belongs = is_ok(result);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}

Result mail_thread_find(Work *work, const MailMessage *message, const MailSource *source, int64_t sender_id,
                        MailThread *out_thread)
{
    MailThread thread = {0};
    int64_t tagged_id = ticket_by_tag(message, source);
    TRY(ticket_by_ids(work, message, &thread.ticket_id));
    TRY(ticket_that_is(work, &thread.ticket_id));
    TRY(ticket_that_is(work, &tagged_id));
    TRY(sender_belongs(work, thread.ticket_id, sender_id, &thread.belongs));
    if (tagged_id != 0 && (thread.ticket_id == 0 || !thread.belongs)) {
        thread.ticket_id = tagged_id;
        TRY(sender_belongs(work, tagged_id, sender_id, &thread.belongs));
    }
    thread.by_tag = tagged_id != 0 && tagged_id == thread.ticket_id;
    *out_thread = thread;
    return done();
}
