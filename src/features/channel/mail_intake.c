#include "channel/mail_intake.h"

#include "channel/mail_report.h"
#include "desk/attachment.h"
#include "desk/message.h"
#include "model/search.h"
#include "model/value.h"
#include "people/customer.h"
#include "store/blob.h"

#define REFERENCES_LOOKED_UP_MAX 30
#define NOBODY TEXT("lazo:unknown")
/* A clock that was never set; no mail is older. */
#define DATE_LEAST_MS INT64_C(315532800000)

_Static_assert((int)MAIL_LOOP == (int)MESSAGE_LOOP && (int)MAIL_AUTO_REPLY == (int)MESSAGE_AUTO_REPLY &&
                   (int)MAIL_LIST == (int)MESSAGE_LIST && (int)MAIL_AUTO_GENERATED == (int)MESSAGE_AUTO_GENERATED,
               "kinds of mail are kinds of messages");

Text mail_key(Arena *arena, const MailMessage *message, const char *raw_hex)
{
    Text id = message->message_id;
    bool is_usable =
        id.length > 0 && id.length <= MAIL_KEY_BYTES_MAX && text_is_utf8(id) && text_find_byte(id, '\0', 0) == SIZE_MAX;
    return is_usable ? id : text_format(arena, "sha256:%s", raw_hex);
}

Result mail_is_known(Work *work, Text mailbox, Text key, bool *out_is_known)
{
    int64_t id;
    Result result = db_one_int(work->db, DB_SQL("SELECT id FROM mail_ids WHERE mailbox = $1 AND mail_key = $2"),
                               DB_VALUES(db_text(mailbox), db_text(key)), &id);
    *out_is_known = is_ok(result);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}

/* ---- who and where ---- */

typedef struct Intake {
    Work *work;
    const MailMessage *message;
    int64_t raw_blob_id;
    int64_t at_ms;
    int64_t sender_id;
    Text sender_name;
    Text language;
    int64_t answered_id; /* the ticket that it answers; 0: none */
    bool belongs;        /* the sender does, to that ticket */
} Intake;

static int64_t mail_instant(const Work *work, const MailMessage *message)
{
    if (work->mode != WORK_IMPORT || !message->has_date || message->date < DATE_LEAST_MS || message->date > work->now)
        return work->now;
    return message->date;
}

static const MailAddress *sender_of(const MailMessage *message)
{
    const MailAddresses *lists[] = {&message->from, &message->sender, &message->reply_to};
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (size_t k = 0; k < lists[i]->count; k++) {
            if (email_is_valid(lists[i]->items[k].address))
                return &lists[i]->items[k];
        }
    }
    return NULL;
}

static Result find_sender(Intake *intake)
{
    const MailAddress *sender = sender_of(intake->message);
    bool was_created;
    CustomerHint hint = {.kind = IDENTITY_EXTERNAL, .value = NOBODY, .name = TEXT("?"), .source = TEXT("mail")};
    if (sender) {
        intake->sender_name = text_cut(text_is_empty(sender->name) ? sender->address : sender->name, 250);
        hint = (CustomerHint){.kind = IDENTITY_EMAIL,
                              .value = sender->address,
                              .name = sender->name,
                              .language = intake->language,
                              .source = TEXT("mail")};
    }
    return customer_recognise(intake->work, &hint, &intake->sender_id, &was_created);
}

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
static Result find_thread(Intake *intake)
{
    const MailIds *lists[] = {&intake->message->in_reply_to, &intake->message->references};
    size_t looked_up = 0;
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = lists[i]->count; k > 0 && looked_up < REFERENCES_LOOKED_UP_MAX; k--) {
            Text id = lists[i]->items[k - 1];
            if (id.length == 0 || id.length > MAIL_KEY_BYTES_MAX || !text_is_utf8(id) ||
                text_find_byte(id, '\0', 0) != SIZE_MAX)
                continue;
            looked_up++;
            TRY(ticket_of_id(intake->work, id, &intake->answered_id));
            if (intake->answered_id != 0)
                return done();
        }
    }
    return done();
}

/* The customer of the ticket, or somebody whose message it has already. */
static Result check_belongs(Intake *intake)
{
    int64_t found = 0;
    Result result = db_one_int(
        intake->work->db,
        DB_SQL("SELECT 1 FROM tickets WHERE id = $1 AND customer_id = $2 UNION ALL SELECT 1 FROM messages "
               "WHERE ticket_id = $1 AND author_kind = 'customer' AND author_id = $2 AND is_public = 1 LIMIT 1"),
        DB_VALUES(db_int(intake->answered_id), db_int(intake->sender_id)), &found);
    intake->belongs = is_ok(result);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}

/* ---- what is stored ---- */

static Text stored_text(Arena *arena, Text text, size_t bytes_max)
{
    text = text_cut(text, bytes_max);
    if (text_find_byte(text, '\0', 0) == SIZE_MAX && text_is_utf8(text))
        return text;
    Buffer clean = buffer_new(arena, bytes_max * 3 + 4);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] != '\0')
            buffer_add_byte(&clean, text.data[i]);
    }
    return text_cut(text_make_utf8(arena, buffer_text(&clean)), bytes_max);
}

static Text one_line(Arena *arena, Text text, size_t bytes_max)
{
    Text line = text_copy(arena, stored_text(arena, text, bytes_max));
    char *bytes = (char *)(uintptr_t)line.data;
    for (size_t i = 0; i < line.length; i++) {
        if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
            bytes[i] = ' ';
    }
    return text_trim(line);
}

static MessageDraft draft_of(const Intake *intake)
{
    Arena *arena = intake->work->arena;
    const MailMessage *message = intake->message;
    Text html = message->has_html && message->html.length <= MESSAGE_TEXT_BYTES_MAX ? message->html : TEXT_NONE;
    return (MessageDraft){
        .author_kind = AUTHOR_CUSTOMER,
        .author_id = intake->sender_id,
        .author_name = one_line(arena, intake->sender_name, 250),
        .channel = TEXT("mail"),
        .direction = DIRECTION_IN,
        .is_public = true,
        .kind = (MessageKind)message->kind,
        .subject = one_line(arena, message->subject, 1000),
        .text = stored_text(arena, message->text, MESSAGE_TEXT_BYTES_MAX),
        .html = stored_text(arena, html, MESSAGE_TEXT_BYTES_MAX),
        .reply = stored_text(arena, message->reply.reply, MESSAGE_TEXT_BYTES_MAX),
        .raw_blob_id = intake->raw_blob_id,
        .created_at = intake->at_ms,
    };
}

static AttachmentEncoding view_encoding(MailEncoding encoding)
{
    if (encoding == MAIL_ENCODING_BASE64)
        return ENCODING_BASE64;
    return encoding == MAIL_ENCODING_QUOTED ? ENCODING_QUOTED_PRINTABLE : ENCODING_IDENTITY;
}

/* Parts of the raw message are views of it; what had to be taken apart (winmail.dat, uuencode) is bytes of its own. */
static Result add_attachment(const Intake *intake, const MailAttachment *part, int64_t ticket_id, int64_t message_id)
{
    Work *work = intake->work;
    Attachment stored;
    Attachment draft = {.blob_id = intake->raw_blob_id,
                        .name = stored_text(work->arena, part->name, ATTACHMENT_NAME_BYTES_MAX),
                        .type = one_line(work->arena, part->type, 120),
                        .size = (int64_t)part->content.length,
                        .sha256 = text_of(part->sha256),
                        .is_inline = part->is_inline,
                        .content_id = one_line(work->arena, part->content_id, 250)};
    if (draft.content_id.length > 0)
        draft.has |= ATTACHMENT_HAS(CONTENT_ID);
    if (part->is_view && part->encoding != MAIL_ENCODING_UU) {
        draft.view_offset = (int64_t)part->raw_offset;
        draft.view_length = (int64_t)part->raw_length;
        draft.view_encoding = view_encoding(part->encoding);
        draft.has |= ATTACHMENT_HAS(VIEW_OFFSET) | ATTACHMENT_HAS(VIEW_LENGTH) | ATTACHMENT_HAS(VIEW_ENCODING);
    } else {
        TRY(blob_add_hashed(work, part->content, part->sha256, &draft.blob_id));
    }
    return attachment_add_part(work, ticket_id, message_id, &draft, &stored);
}

static Result add_attachments(const Intake *intake, int64_t ticket_id, int64_t message_id)
{
    const MailMessage *message = intake->message;
    for (size_t i = 0; i < message->attachment_count && i < MAIL_ATTACHMENTS_MAX; i++)
        TRY(add_attachment(intake, &message->attachments[i], ticket_id, message_id));
    return done();
}

static Text no_subject(const char *language)
{
    if (strncmp(language, "en", 2) == 0)
        return TEXT("(no subject)");
    return strncmp(language, "pt", 2) == 0 ? TEXT("(sem assunto)") : TEXT("(sin asunto)");
}

static Text stranger_note(Arena *arena, const char *language, int64_t ticket_id)
{
    const char *sentence =
        "Este mensaje responde a otro del ticket %lld, pero quien lo envía no participa en él: por eso "
        "está en un ticket aparte.";
    if (strncmp(language, "en", 2) == 0)
        sentence = "This mail answers one of ticket %lld, but its sender takes no part in that: so it is a ticket of "
                   "its own.";
    else if (strncmp(language, "pt", 2) == 0)
        sentence = "Esta mensagem responde a outra do ticket %lld, mas quem a enviou não participa dele: por isso está "
                   "em um ticket à parte.";
    return text_format(arena, sentence, (long long)ticket_id);
}

static Result add_stranger_note(const Intake *intake, Ticket *ticket)
{
    Message note;
    const char *language = workspace_settings(intake->work->workspace).language;
    MessageDraft draft = {.author_kind = AUTHOR_SYSTEM,
                          .channel = TEXT("mail"),
                          .direction = DIRECTION_OUT,
                          .kind = MESSAGE_PLAIN,
                          .text = stranger_note(intake->work->arena, language, intake->answered_id),
                          .created_at = intake->at_ms};
    return message_add(intake->work, ticket, &draft, &note);
}

static Result message_of_ticket(Work *work, int64_t ticket_id, int64_t *out_message_id)
{
    return db_one_int(work->db, DB_SQL("SELECT id FROM messages WHERE ticket_id = $1 ORDER BY id LIMIT 1"),
                      DB_VALUES(db_int(ticket_id)), out_message_id);
}

static Result open_ticket(Intake *intake, MailTaken *taken)
{
    Work *work = intake->work;
    const char *language = workspace_settings(work->workspace).language;
    MessageDraft first = draft_of(intake);
    Text subject = one_line(work->arena, intake->message->subject, TICKET_SUBJECT_BYTES_MAX);
    Ticket ticket;
    Ticket draft = {.customer_id = intake->sender_id,
                    .subject = text_is_empty(subject) ? no_subject(language) : subject,
                    .channel = TEXT("mail"),
                    .language = intake->language,
                    .created_at = intake->at_ms,
                    .updated_at = intake->at_ms,
                    .has = TICKET_HAS(CUSTOMER_ID) | TICKET_HAS(SUBJECT) | TICKET_HAS(CHANNEL) | TICKET_HAS(LANGUAGE) |
                           TICKET_HAS(CREATED_AT) | TICKET_HAS(UPDATED_AT)};
    TRY(ticket_add(work, &draft, &first, &ticket));
    taken->opened = true;
    taken->ticket_id = ticket.id;
    TRY(message_of_ticket(work, ticket.id, &taken->message_id));
    return intake->answered_id != 0 ? add_stranger_note(intake, &ticket) : done();
}

static Result join_ticket(Intake *intake, MailTaken *taken)
{
    Ticket ticket;
    Message message;
    MessageDraft draft = draft_of(intake);
    TRY(entity_find(intake->work, &ticket_entity, intake->answered_id, &ticket));
    TRY(message_add(intake->work, &ticket, &draft, &message));
    taken->joined = true;
    taken->ticket_id = ticket.id;
    taken->message_id = message.id;
    return done();
}

static Result take_words(Intake *intake, MailTaken *taken)
{
    const MailMessage *message = intake->message;
    Text words = text_is_empty(message->reply.reply) ? message->text : message->reply.reply;
    intake->language =
        text_of(search_language(text_slice(words, 0, 4000), workspace_settings(intake->work->workspace).language));
    intake->language = text_copy(intake->work->arena, intake->language);
    TRY(find_thread(intake));
    bool is_quiet = message->kind == MAIL_AUTO_REPLY;
    if (is_quiet && intake->answered_id == 0)
        return done(); /* answers nothing that we know: recorded only */
    TRY(find_sender(intake));
    taken->customer_id = intake->sender_id;
    if (intake->answered_id != 0)
        TRY(check_belongs(intake));
    if (is_quiet && !intake->belongs)
        return done();
    TRY(intake->belongs ? join_ticket(intake, taken) : open_ticket(intake, taken));
    return add_attachments(intake, taken->ticket_id, taken->message_id);
}

static Result record(const Intake *intake, Text mailbox, Text key, const MailTaken *taken, int64_t *out_id)
{
    return db_one_int(intake->work->db,
                      DB_SQL("INSERT INTO mail_ids (mailbox, mail_key, ticket_id, message_id, raw_blob_id, kind, "
                             "recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"),
                      DB_VALUES(db_text(mailbox), db_text(key), db_int_if(taken->ticket_id != 0, taken->ticket_id),
                                db_int_if(taken->message_id != 0, taken->message_id),
                                db_int_if(intake->raw_blob_id != 0, intake->raw_blob_id),
                                db_string(mail_kind_names[intake->message->kind]), db_int(clock_now())),
                      out_id);
}

static bool has_words(MailKind kind)
{
    return kind == MAIL_MESSAGE || kind == MAIL_AUTO_GENERATED || kind == MAIL_LIST || kind == MAIL_AUTO_REPLY;
}

Result mail_take(Work *work, const MailMessage *message, int64_t raw_blob_id, Text mailbox, Text key,
                 MailTaken *out_taken)
{
    const int64_t present = work->now;
    Intake intake = {
        .work = work, .message = message, .raw_blob_id = raw_blob_id, .at_ms = mail_instant(work, message)};
    MailTaken taken = {0};
    int64_t mail_id;
    TRY(mail_is_known(work, mailbox, key, &taken.was_known));
    if (taken.was_known) {
        *out_taken = taken;
        return done();
    }
    work->now = intake.at_ms;
    Result result = has_words(message->kind) ? take_words(&intake, &taken) : done();
    if (is_ok(result))
        result = record(&intake, mailbox, key, &taken, &mail_id);
    if (is_ok(result) && !has_words(message->kind) && message->kind != MAIL_LOOP)
        result = mail_report_store(work, message, mail_id);
    work->now = present;
    TRY(result);
    *out_taken = taken;
    return done();
}
