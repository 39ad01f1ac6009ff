#include "channel/mail_intake.h"

#include "channel/mail_facts.h"
#include "channel/mail_intake_words.h"
#include "channel/mail_rate.h"
#include "channel/mail_report.h"
#include "channel/mail_storable.h"
#include "channel/mail_thread.h"
#include "desk/attachment.h"
#include "desk/message.h"
#include "model/search.h"
#include "model/value.h"
#include "people/customer.h"
#include "store/blob.h"

/* A clock that was never set; no mail is older. */
#define DATE_LEAST_MS INT64_C(315532800000)
#define WORDS_LOOKED_AT 4000 /* to tell the language */

_Static_assert((int)MAIL_LOOP == (int)MESSAGE_LOOP && (int)MAIL_AUTO_REPLY == (int)MESSAGE_AUTO_REPLY &&
                   (int)MAIL_LIST == (int)MESSAGE_LIST && (int)MAIL_AUTO_GENERATED == (int)MESSAGE_AUTO_GENERATED,
               "kinds of mail are kinds of messages");

bool mail_id_is_usable(Text id)
{
    return id.length > 0 && id.length <= MAIL_KEY_BYTES_MAX && text_is_utf8(id) &&
           text_find_byte(id, '\0', 0) == SIZE_MAX;
}

Text mail_key(Arena *arena, const MailMessage *message, const char *raw_hex)
{
    return mail_id_is_usable(message->message_id) ? message->message_id : text_format(arena, "sha256:%s", raw_hex);
}

static Result is_known(Work *work, Text mailbox, Text key, bool *out_is_known)
{
    int64_t id;
    Result result = db_one_int(work->db, DB_SQL("SELECT id FROM mail_ids WHERE mailbox = $1 AND mail_key = $2"),
                               DB_VALUES(db_text(mailbox), db_text(key)), &id);
    *out_is_known = is_ok(result);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}

/* ---- who ---- */

typedef struct Intake {
    Work *work;
    const MailMessage *message;
    const MailSource *source;
    int64_t raw_blob_id;
    int64_t at_ms;
    const MailAddress *sender; /* NULL: cannot be told */
    int64_t sender_id;         /* 0: nobody that is known yet */
    Text language;
    MailThread thread;
    MailSuspicion suspicion;
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

static Result look_up_sender(Intake *intake)
{
    intake->sender = sender_of(intake->message);
    IdentityKind kind = intake->sender ? IDENTITY_EMAIL : IDENTITY_EXTERNAL;
    return identity_find(intake->work, kind, intake->sender ? intake->sender->address : MAIL_NOBODY,
                         &intake->sender_id);
}

/* Who wrote becomes a customer when a ticket is to be theirs. */
static Result recognise_sender(Intake *intake)
{
    bool was_created;
    CustomerHint hint = {.kind = IDENTITY_EXTERNAL, .value = MAIL_NOBODY, .name = TEXT("?"), .source = TEXT("mail")};
    if (intake->sender)
        hint = (CustomerHint){.kind = IDENTITY_EMAIL,
                              .value = intake->sender->address,
                              .name = intake->sender->name,
                              .language = intake->language,
                              .source = TEXT("mail")};
    /* Who writes can be reached; an old mail of an import says nothing of today. */
    if (intake->sender && intake->source->channel_id != 0)
        TRY(identity_note_alive(intake->work, IDENTITY_EMAIL, intake->sender->address));
    return customer_recognise(intake->work, &hint, &intake->sender_id, &was_created);
}

static Text sender_name(const Intake *intake)
{
    if (!intake->sender)
        return TEXT_NONE;
    Text name = text_is_empty(intake->sender->name) ? intake->sender->address : intake->sender->name;
    return mail_storable_line(intake->work->arena, name, 250);
}

/* Mail of a mailbox is looked at closely; an import is history, whose verdicts are nobody's that we know. */
static Result judge_sender(Intake *intake)
{
    bool is_colleague = false;
    const MailAuthentication *verdicts = &intake->message->authentication;
    if (intake->source->channel_id == 0 || intake->sender == NULL)
        return done();
    if (mail_is_spoofed(verdicts)) {
        intake->suspicion = SUSPICION_SPOOFED;
        return done();
    }
    TRY(mail_is_colleague(intake->work, intake->sender->address, &is_colleague));
    if (is_colleague && !mail_is_proven(verdicts, intake->source->has_relay, intake->sender->address))
        intake->suspicion = SUSPICION_UNAUTHENTICATED_COLLEAGUE;
    return done();
}

static void tell_language(Intake *intake)
{
    const MailMessage *message = intake->message;
    intake->language = intake->source->language;
    if (!text_is_empty(intake->language))
        return;
    Text words = text_is_empty(message->reply.reply) ? message->text : message->reply.reply;
    const char *usual = workspace_settings(intake->work->workspace).language;
    intake->language =
        text_copy(intake->work->arena, text_of(search_language(text_slice(words, 0, WORDS_LOOKED_AT), usual)));
}

/* ---- what is stored ---- */

static MessageDraft draft_of(const Intake *intake)
{
    Arena *arena = intake->work->arena;
    const MailMessage *message = intake->message;
    Text html = message->has_html && message->html.length <= MESSAGE_TEXT_BYTES_MAX ? message->html : TEXT_NONE;
    return (MessageDraft){
        .author_kind = AUTHOR_CUSTOMER,
        .author_id = intake->sender_id,
        .author_name = sender_name(intake),
        .channel = TEXT("mail"),
        .direction = DIRECTION_IN,
        .is_public = true,
        .kind = (MessageKind)message->kind,
        .subject = mail_storable_line(arena, message->subject, 1000),
        .text = mail_storable(arena, message->text, MESSAGE_TEXT_BYTES_MAX),
        .html = mail_storable(arena, html, MESSAGE_TEXT_BYTES_MAX),
        .reply = mail_storable(arena, message->reply.reply, MESSAGE_TEXT_BYTES_MAX),
        .raw_blob_id = intake->raw_blob_id,
        .recipients = mail_facts_recipients(arena, message),
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
                        .name = mail_storable(work->arena, part->name, ATTACHMENT_NAME_BYTES_MAX),
                        .type = mail_storable_line(work->arena, part->type, 120),
                        .size = (int64_t)part->content.length,
                        .sha256 = text_of(part->sha256),
                        .is_inline = part->is_inline,
                        .content_id = mail_storable_line(work->arena, part->content_id, 250)};
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

static Result stranger_note_add(const Intake *intake, Ticket *ticket)
{
    Message note;
    const char *language = workspace_settings(intake->work->workspace).language;
    MessageDraft draft = {.author_kind = AUTHOR_SYSTEM,
                          .channel = TEXT("mail"),
                          .direction = DIRECTION_OUT,
                          .kind = MESSAGE_PLAIN,
                          .text = mail_words_stranger(intake->work->arena, language, intake->thread.ticket_id),
                          .created_at = intake->at_ms};
    return message_add(intake->work, ticket, &draft, &note);
}

static Result message_of_ticket(Work *work, int64_t ticket_id, int64_t *out_message_id)
{
    return db_one_int(work->db, DB_SQL("SELECT id FROM messages WHERE ticket_id = $1 ORDER BY id LIMIT 1"),
                      DB_VALUES(db_int(ticket_id)), out_message_id);
}

static Ticket ticket_draft(const Intake *intake)
{
    Arena *arena = intake->work->arena;
    Text subject = mail_storable_line(arena, intake->message->subject, TICKET_SUBJECT_BYTES_MAX);
    Ticket draft = {.customer_id = intake->sender_id,
                    .subject = subject,
                    .channel = TEXT("mail"),
                    .language = intake->language,
                    .created_at = intake->at_ms,
                    .updated_at = intake->at_ms,
                    .has = TICKET_HAS(CUSTOMER_ID) | TICKET_HAS(SUBJECT) | TICKET_HAS(CHANNEL) | TICKET_HAS(LANGUAGE) |
                           TICKET_HAS(CREATED_AT) | TICKET_HAS(UPDATED_AT)};
    if (text_is_empty(subject))
        draft.subject = mail_words_no_subject(workspace_settings(intake->work->workspace).language);
    if (intake->source->team_id != 0) {
        draft.team_id = intake->source->team_id;
        draft.has |= TICKET_HAS(TEAM_ID);
    }
    return draft;
}

static Result open_ticket(Intake *intake, MailTaken *taken)
{
    Ticket ticket;
    MessageDraft first = draft_of(intake);
    Ticket draft = ticket_draft(intake);
    TRY(ticket_add(intake->work, &draft, &first, &ticket));
    taken->opened = true;
    taken->ticket_id = ticket.id;
    TRY(message_of_ticket(intake->work, ticket.id, &taken->message_id));
    return intake->thread.ticket_id != 0 ? stranger_note_add(intake, &ticket) : done();
}

static Result add_to_ticket(const Intake *intake, int64_t ticket_id, const MessageDraft *draft, MailTaken *taken)
{
    Ticket ticket;
    Message message;
    TRY(entity_find(intake->work, &ticket_entity, ticket_id, &ticket));
    TRY(message_add(intake->work, &ticket, draft, &message));
    taken->ticket_id = ticket.id;
    taken->message_id = message.id;
    return done();
}

static Result join_ticket(Intake *intake, MailTaken *taken)
{
    MessageDraft draft = draft_of(intake);
    taken->joined = true;
    return add_to_ticket(intake, intake->thread.ticket_id, &draft, taken);
}

/* Within a flood: kept where the sender's last ticket is, and as quiet as a machine's mail. */
static Result join_quietly(Intake *intake, int64_t ticket_id, MailTaken *taken)
{
    MessageDraft draft = draft_of(intake);
    if (draft.kind == MESSAGE_PLAIN)
        draft.kind = MESSAGE_AUTO_GENERATED;
    taken->joined = true;
    return add_to_ticket(intake, ticket_id, &draft, taken);
}

/* For the agents alone: the words without a say, so that nothing is reopened, counted or answered by them. */
static Result note_on_ticket(Intake *intake, MailTaken *taken)
{
    Arena *arena = intake->work->arena;
    MessageDraft draft = draft_of(intake);
    const char *language = workspace_settings(intake->work->workspace).language;
    Text address = intake->sender ? intake->sender->address : TEXT_NONE;
    Text above = mail_words_unheard(arena, language, intake->suspicion, mail_storable_line(arena, address, 320));
    draft.author_kind = AUTHOR_SYSTEM;
    draft.author_id = 0;
    draft.is_public = false;
    draft.text =
        text_cut(text_format(arena, "%.*s\n\n%.*s", TEXT_ARG(above), TEXT_ARG(draft.text)), MESSAGE_TEXT_BYTES_MAX);
    draft.html = TEXT_NONE;
    draft.reply = TEXT_NONE;
    taken->noted = true;
    return add_to_ticket(intake, intake->thread.ticket_id, &draft, taken);
}

/* ---- where it goes ---- */

typedef enum Place { PLACE_NOWHERE, PLACE_OWN, PLACE_JOIN, PLACE_NOTE } Place;

static Place place_of(const Intake *intake)
{
    const MailThread *thread = &intake->thread;
    bool is_quiet = intake->message->kind == MAIL_AUTO_REPLY;
    bool is_spoofed = intake->suspicion == SUSPICION_SPOOFED;
    if (thread->ticket_id != 0 && thread->belongs && !is_spoofed)
        return PLACE_JOIN;
    if (thread->ticket_id != 0 && (thread->by_tag || thread->belongs))
        return PLACE_NOTE;
    return is_quiet ? PLACE_NOWHERE : PLACE_OWN;
}

static Result take_as_own(Intake *intake, MailTaken *taken)
{
    int64_t flooded_id = 0;
    TRY(recognise_sender(intake));
    taken->customer_id = intake->sender_id;
    if (intake->work->mode == WORK_LIVE && intake->sender != NULL)
        TRY(mail_rate_ticket(intake->work, intake->sender_id, &flooded_id));
    return flooded_id != 0 ? join_quietly(intake, flooded_id, taken) : open_ticket(intake, taken);
}

static Result take_as_answer(Intake *intake, MailTaken *taken)
{
    TRY(recognise_sender(intake));
    taken->customer_id = intake->sender_id;
    return join_ticket(intake, taken);
}

static Result take_words(Intake *intake, MailTaken *taken)
{
    TRY(look_up_sender(intake));
    TRY(mail_thread_find(intake->work, intake->message, intake->source, intake->sender_id, &intake->thread));
    TRY(judge_sender(intake));
    Place place = place_of(intake);
    if (place == PLACE_NOWHERE)
        return done(); /* an automatic answer to nothing that we know: recorded only */
    tell_language(intake);
    if (place == PLACE_NOTE && intake->suspicion == SUSPICION_NONE)
        intake->suspicion = SUSPICION_UNKNOWN_PARTICIPANT;
    if (place == PLACE_JOIN)
        TRY(take_as_answer(intake, taken));
    else
        TRY(place == PLACE_NOTE ? note_on_ticket(intake, taken) : take_as_own(intake, taken));
    taken->suspicion = intake->suspicion;
    TRY(mail_facts_store(intake->work, intake->message, intake->source, intake->suspicion, taken->ticket_id,
                         taken->message_id));
    return add_attachments(intake, taken->ticket_id, taken->message_id);
}

static Result record(const Intake *intake, const MailTaken *taken, int64_t *out_id)
{
    const MailSource *source = intake->source;
    return db_one_int(intake->work->db,
                      DB_SQL("INSERT INTO mail_ids (mailbox, mail_key, ticket_id, message_id, raw_blob_id, kind, "
                             "recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"),
                      DB_VALUES(db_text(source->mailbox), db_text(source->key),
                                db_int_if(taken->ticket_id != 0, taken->ticket_id),
                                db_int_if(taken->message_id != 0, taken->message_id),
                                db_int_if(intake->raw_blob_id != 0, intake->raw_blob_id),
                                db_string(mail_kind_names[intake->message->kind]), db_int(clock_now())),
                      out_id);
}

static bool has_words(MailKind kind)
{
    return kind == MAIL_MESSAGE || kind == MAIL_AUTO_GENERATED || kind == MAIL_LIST || kind == MAIL_AUTO_REPLY;
}

Result mail_take(Work *work, const MailMessage *message, const MailSource *source, MailTaken *out_taken)
{
    const int64_t present = work->now;
    Intake intake = {.work = work,
                     .message = message,
                     .source = source,
                     .raw_blob_id = source->raw_blob_id,
                     .at_ms = mail_instant(work, message)};
    MailTaken taken = {0};
    int64_t mail_id;
    TRY(is_known(work, source->mailbox, source->key, &taken.was_known));
    if (taken.was_known) {
        *out_taken = taken;
        return done();
    }
    if (intake.raw_blob_id == 0 && source->raw.length > 0)
        TRY(blob_add_hashed(work, source->raw, source->raw_hex, &intake.raw_blob_id));
    work->now = intake.at_ms;
    Result result = has_words(message->kind) ? take_words(&intake, &taken) : done();
    if (is_ok(result))
        result = record(&intake, &taken, &mail_id);
    if (is_ok(result) && !has_words(message->kind) && message->kind != MAIL_LOOP)
        result = mail_report_store(work, message, mail_id);
    work->now = present;
    TRY(result);
    *out_taken = taken;
    return done();
}
