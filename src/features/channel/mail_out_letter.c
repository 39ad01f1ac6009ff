#include "channel/mail_out_letter.h"

#include "base/digest.h"
#include "channel/mail_out_plan.h"
#include "mail/mail_tag.h"
#include "desk/attachment.h"
#include "people/customer.h"
#include "store/blob.h"
#include "store/workspace_secret.h"
#include "selfserve/ticket_page.h"

#define REFERENCES_READ_MAX 60

typedef struct Loading {
    Work *work;
    Message message;
    Ticket ticket;
    Customer customer;
    Text language;
    int64_t heard_id; /* the customer's last message; 0: none */
    Message heard;
    MailOutgoing *out;
} Loading;

static Text own_text(const Channel *channel, const char *field, Text value)
{
    return channel->has & entity_bit(&channel_entity, field) ? value : TEXT_NONE;
}

static MailAddress sender_of(Work *work, const Channel *channel)
{
    Text name = own_text(channel, "from_name", channel->from_name);
    if (text_is_empty(name)) {
        WorkspaceSettings settings = workspace_settings(work->workspace);
        name = text_copy(work->arena, text_of(settings.name));
    }
    return (MailAddress){name, channel->address};
}

/* ---- the thread ---- */

/* Message-IDs of the ticket's mail before this one, oldest first; the last one is answered. */
static Result load_references(Loading *loading)
{
    Work *work = loading->work;
    MailLetter *letter = &loading->out->letter;
    Text *ids = ARENA_ARRAY(work->arena, Text, REFERENCES_READ_MAX);
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT mail_key FROM mail_ids WHERE ticket_id = $1 AND message_id IS NOT NULL "
                        "AND message_id < $2 ORDER BY id DESC LIMIT $3"),
                 DB_VALUES(db_int(loading->ticket.id), db_int(loading->message.id), db_int(REFERENCES_READ_MAX)),
                 &cursor));
    for (bool has_row = true; count < REFERENCES_READ_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        Text key = db_column_text(&cursor, 0);
        if (!text_starts_with(key, TEXT("sha256:")))
            ids[REFERENCES_READ_MAX - ++count] = text_copy(work->arena, key);
    }
    letter->references = ids + REFERENCES_READ_MAX - count;
    letter->reference_count = count;
    letter->in_reply_to = count > 0 ? ids[REFERENCES_READ_MAX - 1] : TEXT_NONE;
    return done();
}

static bool has_answer_mark(Text subject)
{
    static const char *const marks[] = {"re:", "rv:", "aw:", "res:", "r:"};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (text_starts_with_ascii_case(subject, text_of(marks[i])))
            return true;
    }
    return false;
}

static Text subject_of(const Loading *loading)
{
    Arena *arena = loading->work->arena;
    bool is_answer = loading->heard_id != 0;
    Text subject = loading->ticket.subject;
    if (is_answer && (loading->heard.has & MESSAGE_HAS(SUBJECT)) && !text_is_empty(loading->heard.subject))
        subject = loading->heard.subject;
    if (is_answer && !has_answer_mark(subject))
        return text_format(arena, "Re: %.*s", TEXT_ARG(subject));
    return subject;
}

/* Where the ticket's signed tag goes: Reply-To, or the subject when the address has no room for it. */
static Result set_tag(Loading *loading)
{
    Work *work = loading->work;
    const Channel *channel = &loading->out->channel;
    MailLetter *letter = &loading->out->letter;
    unsigned char secret[MAIL_TAG_SECRET_BYTES];
    if (channel->thread_tag == CHANNEL_TAG_NONE)
        return done();
    TRY(workspace_secret(work, WORKSPACE_SECRET_TAG, secret));
    Text tag = mail_tag_make(work->arena, secret, loading->ticket.id);
    if (channel->thread_tag == CHANNEL_TAG_ADDRESS)
        letter->reply_to = mail_tag_address(work->arena, channel->address, tag);
    if (text_is_empty(letter->reply_to))
        letter->subject = mail_tag_subject(work->arena, letter->subject, tag);
    return done();
}

/* ---- what is quoted ---- */

static Text attribution_of(const Loading *loading)
{
    Work *work = loading->work;
    const Message *heard = &loading->heard;
    const Zone *zone = workspace_settings(work->workspace).zone;
    int64_t local = heard->created_at + zone_offset_ms(zone, heard->created_at);
    CivilDate day = civil_from_days(zone_day(zone, heard->created_at));
    int minute = (int)((local % DAY_MS + DAY_MS) % DAY_MS / MINUTE_MS);
    Text name = heard->has & MESSAGE_HAS(AUTHOR_NAME) ? heard->author_name : TEXT_NONE;
    if (text_is_empty(name))
        name = loading->customer.name;
    if (text_starts_with(loading->language, TEXT("en")))
        return text_format(work->arena, "On %04d-%02d-%02d %02d:%02d, %.*s wrote:", (int)day.year, (int)day.month,
                           (int)day.day, minute / 60, minute % 60, TEXT_ARG(name));
    bool is_pt = text_starts_with(loading->language, TEXT("pt"));
    return text_format(work->arena, "%s %02d/%02d/%04d %02d:%02d, %.*s %s:", is_pt ? "Em" : "El", (int)day.day,
                       (int)day.month, (int)day.year, minute / 60, minute % 60, TEXT_ARG(name),
                       is_pt ? "escreveu" : "escribió");
}

/* What the customer said last, without what they quoted: who was given a copy of it reads nothing older. */
static void set_quote(Loading *loading)
{
    MailLetter *letter = &loading->out->letter;
    if (loading->heard_id == 0)
        return;
    bool has_reply = (loading->heard.has & MESSAGE_HAS(REPLY)) && !text_is_empty(text_trim(loading->heard.reply));
    letter->quoted = has_reply ? loading->heard.reply : loading->heard.text;
    letter->attribution = attribution_of(loading);
}

/* ---- files ---- */

/* What agents bring are blobs of their own, no views of a raw message. */
static Result list_files(Work *work, int64_t message_id, int64_t *ids, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(
        work->db,
        DB_SQL("SELECT id FROM attachments WHERE message_id = $1 AND view_offset IS NULL ORDER BY id LIMIT $2"),
        DB_VALUES(db_int(message_id), db_int(MESSAGE_ATTACHMENTS_MAX)), &cursor));
    for (bool has_row = true; *out_count < MESSAGE_ATTACHMENTS_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        ids[(*out_count)++] = db_column_int(&cursor, 0);
    }
    return done();
}

/* "attachment-12" is what the text calls it by: ![](cid:attachment-12), <img src="cid:attachment-12">. */
static Result load_files(Loading *loading)
{
    Work *work = loading->work;
    int64_t ids[MESSAGE_ATTACHMENTS_MAX];
    size_t count;
    TRY(list_files(work, loading->message.id, ids, &count));
    MailFile *files = ARENA_ARRAY(work->arena, MailFile, count);
    for (size_t i = 0; i < count; i++) {
        Attachment attachment;
        TRY(entity_find(work, &attachment_entity, ids[i], &attachment));
        files[i] = (MailFile){.name = attachment.name,
                              .type = attachment.type,
                              .content_id = text_format(work->arena, "attachment-%lld", (long long)ids[i])};
        TRY(blob_read(work->db, work->arena, attachment.blob_id, 0, attachment.size, &files[i].content));
    }
    loading->out->letter.files = files;
    loading->out->letter.file_count = count;
    return done();
}

/* ---- recipients ---- */

static MailAddress *addresses_of(Arena *arena, const RecipientList *list)
{
    MailAddress *addresses = ARENA_ARRAY(arena, MailAddress, list->count);
    for (size_t i = 0; i < list->count; i++)
        addresses[i] = (MailAddress){list->items[i].name, list->items[i].address};
    return addresses;
}

static Result set_recipients(Loading *loading)
{
    Arena *arena = loading->work->arena;
    MailOutgoing *out = loading->out;
    Recipients to;
    TRY(recipients_read(arena, loading->message.recipients, &to));
    out->letter.to = addresses_of(arena, &to.to);
    out->letter.to_count = to.to.count;
    out->letter.cc = addresses_of(arena, &to.cc);
    out->letter.cc_count = to.cc.count;
    const RecipientList *lists[] = {&to.to, &to.cc, &to.bcc};
    Text *envelope = ARENA_ARRAY(arena, Text, to.to.count + to.cc.count + to.bcc.count);
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < lists[i]->count; k++)
            envelope[out->envelope_count++] = lists[i]->items[k].address;
    }
    out->envelope = envelope;
    return done();
}

/* ---- the whole ---- */

static Text language_of(Work *work, const Ticket *ticket, const Channel *channel)
{
    if ((ticket->has & TICKET_HAS(LANGUAGE)) && !text_is_empty(ticket->language))
        return ticket->language;
    Text own = own_text(channel, "language", channel->language);
    WorkspaceSettings settings = workspace_settings(work->workspace);
    return text_is_empty(own) ? text_copy(work->arena, text_of(settings.language)) : own;
}

static Result load_records(Loading *loading, int64_t message_id)
{
    Work *work = loading->work;
    int64_t channel_id;
    TRY(entity_find(work, &message_entity, message_id, &loading->message));
    TRY(entity_find(work, &ticket_entity, loading->message.ticket_id, &loading->ticket));
    TRY(entity_find(work, &customer_entity, loading->ticket.customer_id, &loading->customer));
    TRY(db_one_int(work->db, DB_SQL("SELECT channel_id FROM message_mail WHERE message_id = $1"),
                   DB_VALUES(db_int(message_id)), &channel_id));
    TRY(channel_find(work, channel_id, &loading->out->channel));
    TRY(mail_out_last_heard(work, loading->ticket.id, message_id, &loading->heard_id));
    if (loading->heard_id != 0)
        TRY(entity_find(work, &message_entity, loading->heard_id, &loading->heard));
    return done();
}

static Result load_id(Loading *loading)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(loading->work->db, DB_SQL("SELECT mail_key FROM message_mail WHERE message_id = $1"),
                 DB_VALUES(db_int(loading->message.id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return fail(FAULT_NOT_FOUND, "The message is no mail.");
    loading->out->letter.message_id = text_copy(loading->work->arena, db_column_text(&cursor, 0));
    return done();
}

static MailAutomatic automatic_of(const Loading *loading)
{
    if (loading->message.author_kind == AUTHOR_AGENT)
        return MAIL_BY_PERSON;
    return loading->out->letter.reference_count > 0 ? MAIL_AUTO_REPLIED : MAIL_AUTO_SENT;
}

/* The way to the ticket's page, below the signature. Whoever gets a copy of the mail gets it too. */
static Result set_page_link(Loading *loading)
{
    static const char *const words[PUBLIC_LANGUAGES] = {"Sigue tu solicitud n.º %lld en línea",
                                                        "Follow your request no. %lld online",
                                                        "Acompanhe sua solicitação n.º %lld on-line"};
    Work *work = loading->work;
    MailLetter *letter = &loading->out->letter;
    Text path, url = workspace_public_url(work->workspace);
    if (!loading->out->channel.has_page_link || text_is_empty(url))
        return done();
    TRY(ticket_page_path(work, loading->ticket.id, &path));
    const char *line = words[public_language(work, loading->language)];
    Text label = text_format(work->arena, line, (long long)loading->ticket.number);
    letter->signature =
        text_format(work->arena, "%.*s%s[%.*s](%.*s%.*s)", TEXT_ARG(letter->signature),
                    text_is_empty(letter->signature) ? "" : "\n\n", TEXT_ARG(label), TEXT_ARG(url), TEXT_ARG(path));
    return done();
}

Result mail_out_letter(Work *work, int64_t message_id, MailOutgoing *out)
{
    Loading loading = {.work = work, .out = out};
    MailLetter *letter = &out->letter;
    *out = (MailOutgoing){0};
    TRY(load_records(&loading, message_id));
    bool has_delivery = (loading.message.has & MESSAGE_HAS(DELIVERY_STATE)) != 0;
    out->has_failed = has_delivery && loading.message.delivery_state == DELIVERY_FAILED;
    out->is_wanted = out->has_failed || (has_delivery && loading.message.delivery_state == DELIVERY_QUEUED);
    if (!out->is_wanted)
        return done();
    loading.language = language_of(work, &loading.ticket, &out->channel);
    letter->from = sender_of(work, &out->channel);
    letter->date = loading.message.created_at;
    letter->text = loading.message.text;
    letter->html = loading.message.html;
    letter->signature = own_text(&out->channel, "signature", out->channel.signature);
    TRY(set_page_link(&loading));
    letter->subject = subject_of(&loading);
    set_quote(&loading);
    TRY(load_id(&loading));
    TRY(load_references(&loading));
    letter->automatic = automatic_of(&loading);
    TRY(set_tag(&loading));
    TRY(set_recipients(&loading));
    return load_files(&loading);
}

Result mail_out_house_letter(Work *work, int64_t channel_id, Text to, Text subject, Text text, MailOutgoing *out)
{
    MailAddress *address = ARENA_NEW(work->arena, MailAddress);
    Text *envelope = ARENA_NEW(work->arena, Text);
    *out = (MailOutgoing){.is_wanted = true, .envelope = envelope, .envelope_count = 1};
    TRY(channel_find(work, channel_id, &out->channel));
    *address = (MailAddress){TEXT_NONE, to};
    *envelope = to;
    Text id = text_format(work->arena, "house.%.*s@%.*s", TEXT_ARG(random_token(work->arena, 16)),
                          TEXT_ARG(channel_id_domain(work->arena, &out->channel)));
    out->letter = (MailLetter){
        .from = sender_of(work, &out->channel),
        .to = address,
        .to_count = 1,
        .message_id = id,
        .date = clock_now(),
        .automatic = MAIL_AUTO_SENT,
        .subject = subject,
        .text = text,
    };
    return done();
}

Result mail_out_test_letter(Work *work, int64_t channel_id, Text to, Text language, MailOutgoing *out)
{
    bool is_en = text_starts_with(language, TEXT("en"));
    bool is_pt = text_starts_with(language, TEXT("pt"));
    Text subject = is_en ? TEXT("Test of the channel") : is_pt ? TEXT("Teste do canal") : TEXT("Prueba del canal");
    Text text = is_en   ? TEXT("This mail shows that the channel sends. Nothing needs to be done.")
                : is_pt ? TEXT("Esta mensagem mostra que o canal envia. Não é preciso fazer nada.")
                        : TEXT("Este correo muestra que el canal envía. No hay que hacer nada.");
    TRY(mail_out_house_letter(work, channel_id, to, subject, text, out));
    out->letter.signature = own_text(&out->channel, "signature", out->channel.signature);
    return done();
}
