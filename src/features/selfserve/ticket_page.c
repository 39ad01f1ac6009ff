#include "selfserve/ticket_page.h"

#include "mail/mail_tag.h"
#include "people/customer.h"
#include "store/workspace_secret.h"

#define SAME_CLICK_MS (10 * MINUTE_MS)
#define FILES_SHOWN_MAX 500

Result ticket_page_token(Work *work, int64_t ticket_id, Text *out_token)
{
    unsigned char secret[MAIL_TAG_SECRET_BYTES];
    TRY(workspace_secret(work, WORKSPACE_SECRET_PAGE, secret));
    *out_token = mail_tag_make(work->arena, secret, ticket_id);
    return done();
}

Result ticket_page_path(Work *work, int64_t ticket_id, Text *out_path)
{
    Text token;
    TRY(ticket_page_token(work, ticket_id, &token));
    *out_path = text_format(work->arena, "/t/%.*s", TEXT_ARG(token));
    return done();
}

/* Whoever asks: the token is what opens it. */
static Result ticket_read(Work *work, int64_t id, Ticket *out_ticket)
{
    Actor caller = work->actor;
    work->actor = actor_system;
    Result found = entity_find(work, &ticket_entity, id, out_ticket);
    work->actor = caller;
    return found;
}

static bool is_over(const Work *work, const Ticket *ticket)
{
    return (ticket->has & TICKET_HAS(DELETED_AT)) ||
           (ticket->status == TICKET_CLOSED && ticket->closed_at < work->now - TICKET_PAGE_CLOSED_MS);
}

Result ticket_page_find(Work *work, Text token, Ticket *out_ticket)
{
    unsigned char secret[MAIL_TAG_SECRET_BYTES];
    int64_t id;
    TRY(workspace_secret(work, WORKSPACE_SECRET_PAGE, secret));
    if (token.length > MAIL_TAG_BYTES_MAX || !mail_tag_read(secret, token, &id))
        return fail(FAULT_NOT_FOUND, "There is no such page.");
    TRY(ticket_read(work, id, out_ticket));
    for (int i = 0; i < 10 && (out_ticket->has & TICKET_HAS(MERGED_INTO)); i++)
        TRY(ticket_read(work, out_ticket->merged_into, out_ticket));
    return is_over(work, out_ticket) ? fail(FAULT_NOT_FOUND, "There is no such page.") : done();
}

/* ---- what is shown ---- */

static Result people_load(Work *work, TicketPage *page)
{
    Text language, zone;
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db, DB_SQL("SELECT language, time_zone FROM customers WHERE id = $1"),
                 DB_VALUES(db_int(page->ticket.customer_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    language = has_row ? db_column_text(&cursor, 0) : TEXT_NONE;
    zone = has_row ? db_column_text(&cursor, 1) : TEXT_NONE;
    page->language = public_language(work, language);
    if (text_is_empty(zone) || !is_ok(zone_open(zone, &page->zone)))
        page->zone = workspace_settings(work->workspace).zone;
    return done();
}

static Result messages_load(Work *work, TicketPage *page)
{
    WITH_CURSOR cursor = {0};
    page->messages = ARENA_ARRAY(work->arena, TicketPageMessage, TICKET_PAGE_MESSAGES_MAX);
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, author_kind, author_name, COALESCE(reply, text, ''), created_at FROM messages "
                        "WHERE ticket_id = $1 AND is_public = 1 AND kind IN ('message', 'auto_generated') "
                        "ORDER BY created_at DESC, id DESC LIMIT $2"),
                 DB_VALUES(db_int(page->ticket.id), db_int(TICKET_PAGE_MESSAGES_MAX + 1)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        page->has_earlier = page->message_count == TICKET_PAGE_MESSAGES_MAX;
        if (page->has_earlier)
            break;
        page->messages[page->message_count++] = (TicketPageMessage){
            .id = db_column_int(&cursor, 0),
            .is_customer = text_is(db_column_text(&cursor, 1), message_author_names[AUTHOR_CUSTOMER]),
            .who = text_copy(work->arena, db_column_text(&cursor, 2)),
            .text = text_copy(work->arena, db_column_text(&cursor, 3)),
            .at_ms = db_column_int(&cursor, 4),
        };
    }
    for (size_t low = 0, high = page->message_count; low + 1 < high; low++) {
        TicketPageMessage held = page->messages[low];
        page->messages[low] = page->messages[--high];
        page->messages[high] = held;
    }
    return done();
}

static Result files_load(Work *work, TicketPage *page)
{
    WITH_CURSOR cursor = {0};
    page->files = ARENA_ARRAY(work->arena, TicketPageFile, FILES_SHOWN_MAX);
    TRY(db_query(work->db,
                 DB_SQL("SELECT a.id, a.message_id, a.name, a.bytes FROM attachments a JOIN messages m ON m.id = "
                        "a.message_id WHERE a.ticket_id = $1 AND m.is_public = 1 AND m.kind IN ('message', "
                        "'auto_generated') ORDER BY a.id DESC LIMIT $2"),
                 DB_VALUES(db_int(page->ticket.id), db_int(FILES_SHOWN_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        page->files[page->file_count++] = (TicketPageFile){
            .id = db_column_int(&cursor, 0),
            .message_id = db_column_int(&cursor, 1),
            .name = text_copy(work->arena, db_column_text(&cursor, 2)),
            .bytes = db_column_int(&cursor, 3),
        };
    }
}

Result ticket_page_load(Work *work, const Ticket *ticket, TicketPage *out_page)
{
    *out_page = (TicketPage){.ticket = *ticket};
    TRY(people_load(work, out_page));
    TRY(messages_load(work, out_page));
    return files_load(work, out_page);
}

/* ---- what the customer writes ---- */

void ticket_page_act(Work *work, int64_t customer_id)
{
    work->actor = (Actor){.kind = ACTOR_CUSTOMER, .id = customer_id, .language = work->actor.language};
}

static Result was_said(Work *work, const Ticket *ticket, Text text, bool *out_was)
{
    int64_t count;
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COUNT(id) FROM messages WHERE ticket_id = $1 AND created_at > $2 AND author_kind = "
                          "'customer' AND text = $3"),
                   DB_VALUES(db_int(ticket->id), db_int(work->now - SAME_CLICK_MS), db_text(text)), &count));
    *out_was = count > 0;
    return done();
}

Result ticket_page_write(Work *work, Ticket *ticket, Text text, const int64_t *files, size_t file_count, Text channel)
{
    Message message;
    bool was = false;
    ticket_page_act(work, ticket->customer_id);
    if (file_count == 0)
        TRY(was_said(work, ticket, text, &was));
    if (was)
        return done();
    MessageDraft draft = {
        .author_kind = AUTHOR_CUSTOMER,
        .author_id = ticket->customer_id,
        .channel = channel,
        .direction = DIRECTION_IN,
        .is_public = true,
        .kind = MESSAGE_PLAIN,
        .text = text,
        .reply = text,
        .attachments = files,
        .attachment_count = file_count,
    };
    return message_add(work, ticket, &draft, &message);
}
