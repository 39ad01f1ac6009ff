#include "channel/mail_unread.h"

#include "mail/mail_header.h"
#include "channel/mail_intake.h"
#include "channel/mail_storable.h"
#include "desk/attachment.h"
#include "desk/message.h"
#include "model/value.h"
#include "people/customer.h"
#include "store/blob.h"

/* The reader failed, so this looks with the simplest means, and not far. */
#define LOOKED_AT_BYTES 16384
#define LINES_LOOKED_AT 400

typedef struct Outside {
    Text subject;
    Text sender;
} Outside;

/* ---- words ---- */

typedef struct UnreadWords {
    const char *language;
    const char *subject;
    const char *text;
    const char *why;
    const char *read_into;
    const char *read_alone;
} UnreadWords;

static const UnreadWords words_of_languages[] = {
    {"es", "Un mensaje que no se pudo leer",
     "Llegó un mensaje que no se pudo leer después de varios intentos. El original está adjunto, sin cambios.",
     "El mensaje no se pudo leer: %.*s Puede intentarlo de nuevo.",
     "El mensaje ya se pudo leer: está en el ticket %lld.", "El mensaje ya se pudo leer; no abre ningún ticket."},
    {"en", "A message that could not be read",
     "A message came in that could not be read after several tries. The original is attached, unchanged.",
     "The message could not be read: %.*s You may try again.", "The message could be read now: it is in ticket %lld.",
     "The message could be read now; it opens no ticket."},
    {"pt", "Uma mensagem que não pôde ser lida",
     "Chegou uma mensagem que não pôde ser lida depois de várias tentativas. O original está anexado, sem alterações.",
     "A mensagem não pôde ser lida: %.*s Você pode tentar de novo.",
     "A mensagem já pôde ser lida: está no ticket %lld.", "A mensagem já pôde ser lida; ela não abre nenhum ticket."},
};

static const UnreadWords *words_for(Work *work)
{
    WorkspaceSettings settings = workspace_settings(work->workspace);
    for (size_t i = 0; i < sizeof(words_of_languages) / sizeof(words_of_languages[0]); i++) {
        if (strcmp(settings.language, words_of_languages[i].language) == 0)
            return &words_of_languages[i];
    }
    return &words_of_languages[0];
}

/* ---- what can be seen from outside ---- */

static Text address_in(Text value)
{
    size_t open = text_find_byte(value, '<', 0);
    size_t close = open == SIZE_MAX ? SIZE_MAX : text_find_byte(value, '>', open);
    Text address = close == SIZE_MAX ? text_trim(value) : text_trim(text_slice(value, open + 1, close));
    return email_is_valid(address) ? address : TEXT_NONE;
}

static Outside look_at(Arena *arena, Text head)
{
    Outside outside = {0};
    size_t at = 0;
    Text line;
    for (int i = 0; i < LINES_LOOKED_AT && mail_line_next(head, &at, head.length, &line) && line.length > 0; i++) {
        if (text_is_empty(outside.subject) && text_starts_with_ascii_case(line, TEXT("subject:")))
            outside.subject = mail_storable_line(arena, text_slice(line, 8, line.length), TICKET_SUBJECT_BYTES_MAX);
        if (text_is_empty(outside.sender) && text_starts_with_ascii_case(line, TEXT("from:")))
            outside.sender = address_in(text_slice(line, 5, line.length));
    }
    return outside;
}

/* ---- the ticket ---- */

static Result note_add(Work *work, Ticket *ticket, Text words)
{
    Message note;
    MessageDraft draft = {.author_kind = AUTHOR_SYSTEM,
                          .channel = TEXT("mail"),
                          .direction = DIRECTION_OUT,
                          .kind = MESSAGE_PLAIN,
                          .text = words};
    return message_add(work, ticket, &draft, &note);
}

static Result sender_find(Work *work, const Outside *outside, int64_t *out_customer_id)
{
    bool was_created;
    CustomerHint hint = {.kind = IDENTITY_EXTERNAL, .value = MAIL_NOBODY, .name = TEXT("?"), .source = TEXT("mail")};
    if (!text_is_empty(outside->sender))
        hint = (CustomerHint){.kind = IDENTITY_EMAIL, .value = outside->sender, .source = TEXT("mail")};
    return customer_recognise(work, &hint, out_customer_id, &was_created);
}

static Result original_attach(Work *work, const MailSpool *entry, int64_t ticket_id)
{
    int64_t message_id;
    int64_t bytes;
    Attachment stored;
    Attachment draft = {.blob_id = entry->raw_blob_id,
                        .name = TEXT("original.eml"),
                        .type = TEXT("application/octet-stream"),
                        .sha256 = entry->raw_sha256};
    TRY(blob_size(work->db, entry->raw_blob_id, &bytes));
    TRY(db_one_int(work->db, DB_SQL("SELECT id FROM messages WHERE ticket_id = $1 ORDER BY id LIMIT 1"),
                   DB_VALUES(db_int(ticket_id)), &message_id));
    draft.size = bytes;
    return attachment_add_part(work, ticket_id, message_id, &draft, &stored);
}

static Result ticket_open(Work *work, const MailSpool *entry, const UnreadWords *words, Ticket *out_ticket)
{
    Text head;
    TRY(blob_read(work->db, work->arena, entry->raw_blob_id, 0, LOOKED_AT_BYTES, &head));
    Outside outside = look_at(work->arena, head);
    int64_t customer_id;
    TRY(sender_find(work, &outside, &customer_id));
    /* Of a machine's kind: nothing automatic answers what nobody has read. */
    MessageDraft first = {.author_kind = AUTHOR_CUSTOMER,
                          .author_id = customer_id,
                          .author_name = outside.sender,
                          .channel = TEXT("mail"),
                          .direction = DIRECTION_IN,
                          .is_public = true,
                          .kind = MESSAGE_AUTO_GENERATED,
                          .text = text_of(words->text),
                          .raw_blob_id = entry->raw_blob_id};
    Ticket draft = {.has = TICKET_HAS(CUSTOMER_ID) | TICKET_HAS(SUBJECT) | TICKET_HAS(CHANNEL),
                    .customer_id = customer_id,
                    .subject = text_is_empty(outside.subject) ? text_of(words->subject) : outside.subject,
                    .channel = TEXT("mail")};
    int64_t team_id = 0;
    Result team = db_one_int(work->db, DB_SQL("SELECT team_id FROM channels WHERE id = $1 AND team_id IS NOT NULL"),
                             DB_VALUES(db_int(entry->channel_id)), &team_id);
    if (is_ok(team)) {
        draft.team_id = team_id;
        draft.has |= TICKET_HAS(TEAM_ID);
    } else if (team.fault != FAULT_NOT_FOUND) {
        return team;
    }
    TRY(ticket_add(work, &draft, &first, out_ticket));
    return original_attach(work, entry, out_ticket->id);
}

Result mail_unread_show(Work *work, const MailSpool *entry, Text reason, int64_t *out_ticket_id)
{
    const UnreadWords *words = words_for(work);
    Ticket ticket;
    reason = mail_storable_line(work->arena, reason, SPOOL_DETAIL_BYTES_MAX);
    if (entry->ticket_id != 0)
        TRY(entity_find(work, &ticket_entity, entry->ticket_id, &ticket));
    else
        TRY(ticket_open(work, entry, words, &ticket));
    *out_ticket_id = ticket.id;
    if (ticket.has & TICKET_HAS(MERGED_INTO))
        TRY(entity_find(work, &ticket_entity, ticket.merged_into, &ticket));
    return note_add(work, &ticket, text_format(work->arena, words->why, TEXT_ARG(reason)));
}

Result mail_unread_end(Work *work, int64_t ticket_id, int64_t taken_ticket_id)
{
    const UnreadWords *words = words_for(work);
    Ticket ticket;
    TRY(entity_find(work, &ticket_entity, ticket_id, &ticket));
    if (ticket.has & TICKET_HAS(MERGED_INTO))
        TRY(entity_find(work, &ticket_entity, ticket.merged_into, &ticket));
    Text note = taken_ticket_id == 0 ? text_of(words->read_alone)
                                     : text_format(work->arena, words->read_into, (long long)taken_ticket_id);
    return note_add(work, &ticket, note);
}
