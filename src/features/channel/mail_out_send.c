/* The outbox's sender of mail: composes from the database, hands the mail to the channel's server, and notes what came of
 * it. Run twice it does no harm: what was sent is not wanted any more, and each recipient that took it is kept. */
#include "base/log.h"
#include "channel/channel_secret.h"
#include "channel/channel_token.h"
#include "channel/mail_out.h"
#include "channel/mail_out_letter.h"
#include "channel/mail_smtp.h"
#include "desk/message.h"
#include "store/lane.h"

typedef struct Job {
    const OutboxItem *item;
    Arena *arena;
    char language[3];
    int64_t message_id; /* 0: a test, or a letter of the house */
    int64_t channel_id;
    Text to;
    Text subject; /* of the house's letter, as `text` */
    Text text;    /* empty: a test */
    const JsonValue *taken; /* addresses that have it already; NULL: none yet */
    Text refused;           /* what to tell of those that will never have it */
    MailOutgoing outgoing;
    const Text *envelope; /* who is still to get it */
    size_t envelope_count;
    SmtpServer server;
    SmtpOutcome outcome;
} Job;

static Result read_payload(Job *job)
{
    const JsonValue *payload;
    TRY(json_read(job->arena, job->item->payload, &payload));
    job->message_id = json_int_member(payload, "message_id", 0);
    job->channel_id = json_int_member(payload, "channel_id", 0);
    job->to = json_text_member(payload, "to");
    job->subject = json_text_member(payload, "subject");
    job->text = json_text_member(payload, "text");
    job->taken = json_member(payload, "taken");
    job->refused = json_text_member(payload, "refused");
    Text language = json_text_member(payload, "language");
    WorkspaceSettings settings = workspace_settings(job->item->workspace);
    memcpy(job->language, language.length >= 2 ? language.data : settings.language, 2);
    return done();
}

/* A test is for a person who waits: it is not tried again. */
static bool is_test(const Job *job)
{
    return job->message_id == 0 && text_is_empty(job->text);
}

/* ---- what is to be sent, and with which server ---- */

static Result load(Work *work, Job *job)
{
    if (job->message_id != 0)
        return mail_out_letter(work, job->message_id, &job->outgoing);
    if (!text_is_empty(job->text))
        return mail_out_house_letter(work, job->channel_id, job->to, job->subject, job->text, &job->outgoing);
    return mail_out_test_letter(work, job->channel_id, job->to, text_of(job->language), &job->outgoing);
}

static Text domain_of(Text address)
{
    size_t at = text_find_byte(address, '@', 0);
    return at == SIZE_MAX ? TEXT_NONE : text_slice(address, at + 1, address.length);
}

static SmtpServer server_of(const Channel *channel)
{
    return (SmtpServer){.host = channel->smtp_host,
                        .port = channel->smtp_port,
                        .security = (ChannelSecurity)channel->smtp_security,
                        .login = (ChannelLogin)channel->login,
                        .user_name = channel->has & entity_bit(&channel_entity, "user_name") ? channel->user_name
                                                                                             : channel->address,
                        .name = domain_of(channel->address)};
}

static Result load_password(Work *work, const Channel *channel, SmtpServer *server)
{
    bool found = false;
    if (server->login != CHANNEL_LOGIN_PASSWORD)
        return done();
    return channel_secret_read(work, channel->id, CHANNEL_PASSWORD, &server->secret, NULL, &found);
}

static Result load_token(Workspace *workspace, Arena *arena, const Channel *channel, SmtpServer *server)
{
    if (server->login != CHANNEL_LOGIN_XOAUTH2)
        return done();
    return channel_access_token(workspace, arena, channel->id, &server->secret);
}

static Result load_all(Job *job)
{
    Work work;
    TRY(work_begin_read(job->item->workspace, job->arena, &actor_system, &work));
    Result result = load(&work, job);
    const Channel *channel = &job->outgoing.channel;
    if (is_ok(result) && job->outgoing.is_wanted) {
        job->server = server_of(channel);
        job->channel_id = channel->id;
        result = load_password(&work, channel, &job->server);
    }
    if (!is_ok(result) && result.why)
        result.why = text_string(job->arena, text_of(result.why));
    work_end_read(&work);
    return result;
}

static bool is_taken(const Job *job, Text address)
{
    for (size_t i = 0; job->taken && job->taken->kind == JSON_LIST && i < job->taken->list.count; i++) {
        const JsonValue *taken = &job->taken->list.items[i];
        if (taken->kind == JSON_TEXT && text_equals_ascii_case(taken->text, address))
            return true;
    }
    return false;
}

static void set_envelope(Job *job)
{
    Text *left = ARENA_ARRAY(job->arena, Text, job->outgoing.envelope_count);
    for (size_t i = 0; i < job->outgoing.envelope_count && job->envelope_count < SMTP_RECIPIENTS_MAX; i++) {
        if (!is_taken(job, job->outgoing.envelope[i]))
            left[job->envelope_count++] = job->outgoing.envelope[i];
    }
    job->envelope = left;
}

/* ---- what came of it ---- */

typedef struct Delivery {
    int64_t message_id;
    DeliveryState state;
    Text detail;
} Delivery;

/* What a bounce said meanwhile stands. */
static Result delivery_apply(Work *work, void *context)
{
    const Delivery *delivery = context;
    Message message;
    TRY(entity_find(work, &message_entity, delivery->message_id, &message));
    if (!(message.has & MESSAGE_HAS(DELIVERY_STATE)) || message.delivery_state != DELIVERY_QUEUED)
        return done();
    return message_set_delivery(work, delivery->message_id, delivery->state, delivery->detail);
}

static Result note_delivery(const Job *job, DeliveryState state, Text detail)
{
    Delivery delivery = {job->message_id, state, detail};
    if (job->message_id == 0)
        return done();
    return lane_do(workspace_lane(job->item->workspace), job->arena, &actor_system, WORK_LIVE, false, delivery_apply,
                   &delivery);
}

/* The outbox's own retry of what had failed. */
static Result again_apply(Work *work, void *context)
{
    const Job *job = context;
    return message_set_delivery(work, job->message_id, DELIVERY_QUEUED, TEXT_NONE);
}

static Result note_again(Job *job)
{
    return lane_do(workspace_lane(job->item->workspace), job->arena, &actor_system, WORK_LIVE, false, again_apply, job);
}

static void note_channel(const Job *job, ChannelState state, Text detail)
{
    Result noted = channel_note(job->item->workspace, job->arena, job->channel_id, CHANNEL_SEND, state, detail);
    if (!is_ok(noted))
        log_entry(LOG_WARN, "how a channel sends was not noted", LOG_INT("channel_id", job->channel_id),
                  LOG_STRING("why", noted.why ? noted.why : ""));
}

static Text refusal(Arena *arena, Text before, Text address, Text words)
{
    return text_cut(text_format(arena, "%.*s%s%.*s: %.*s", TEXT_ARG(before), before.length > 0 ? "; " : "",
                                TEXT_ARG(address), TEXT_ARG(words)),
                    MESSAGE_DELIVERY_DETAIL_BYTES_MAX);
}

/* Some have it and others not yet: the next try is for those alone. */
static Result keep_taken(const Job *job, Text refused)
{
    Buffer payload = buffer_new(job->arena, OUTBOX_PAYLOAD_BYTES_MAX);
    Json json = json_writer(&payload);
    json_object(&json);
    json_put_int(&json, "message_id", job->message_id);
    json_put_text(&json, "refused", refused);
    json_name(&json, "taken");
    json_list(&json);
    for (size_t i = 0; i < job->outgoing.envelope_count; i++) {
        if (is_taken(job, job->outgoing.envelope[i]))
            json_text(&json, job->outgoing.envelope[i]);
    }
    for (size_t i = 0; i < job->envelope_count; i++) {
        if (job->outcome.verdicts[i].end != SMTP_LATER)
            json_text(&json, job->envelope[i]);
    }
    json_end_list(&json);
    json_end_object(&json);
    return outbox_keep(job->item, buffer_text(&payload));
}

static Result settle_taken(const Job *job)
{
    Text refused = job->refused;
    Text waiting = TEXT_NONE;
    for (size_t i = 0; i < job->envelope_count; i++) {
        const SmtpVerdict *verdict = &job->outcome.verdicts[i];
        if (verdict->end == SMTP_NEVER)
            refused = refusal(job->arena, refused, job->envelope[i], verdict->words);
        else if (verdict->end == SMTP_LATER)
            waiting = refusal(job->arena, waiting, job->envelope[i], verdict->words);
    }
    if (text_is_empty(waiting) && job->message_id == 0)
        return outbox_keep(job->item, TEXT("{}"));
    if (text_is_empty(waiting))
        return note_delivery(job, DELIVERY_SENT, refused);
    TRY(keep_taken(job, refused));
    TRY(note_delivery(job, DELIVERY_QUEUED, waiting));
    return fail(FAULT_CONFLICT, text_string(job->arena, waiting));
}

static Result settle(const Job *job)
{
    const char *words = text_string(job->arena, job->outcome.words);
    switch (job->outcome.end) {
    case SMTP_TAKEN: note_channel(job, CHANNEL_OK, TEXT_NONE); return settle_taken(job);
    case SMTP_NEVER: note_channel(job, CHANNEL_OK, TEXT_NONE); return fail(FAULT_INVALID, words);
    case SMTP_LATER: TRY(note_delivery(job, DELIVERY_QUEUED, job->outcome.words)); return fail(FAULT_CONFLICT, words);
    case SMTP_OUT: break;
    }
    note_channel(job, CHANNEL_FAILING, job->outcome.words);
    TRY(note_delivery(job, DELIVERY_QUEUED, job->outcome.words));
    return fail(is_test(job) ? FAULT_INVALID : FAULT_BUSY, words);
}

/* ---- the try ---- */

static bool stops(const void *owner)
{
    return outbox_is_stopping(owner);
}

/* Fails only when there is no token to log in with. */
static Result speak(Job *job, Text raw)
{
    SmtpLetter letter = {
        .from = job->outgoing.channel.address, .to = job->envelope, .to_count = job->envelope_count, .raw = raw};
    SmtpStop stop = {stops, job->item};
    TRY(load_token(job->item->workspace, job->arena, &job->outgoing.channel, &job->server));
    mail_smtp_send(job->arena, &job->server, &letter, job->language, stop, &job->outcome);
    if (!job->outcome.is_login_refused || job->server.login != CHANNEL_LOGIN_XOAUTH2)
        return done();
    /* The token may have ended early: once more with a new one. */
    TRY(channel_token_refused(job->item->workspace, job->arena, job->channel_id, job->server.secret));
    TRY(load_token(job->item->workspace, job->arena, &job->outgoing.channel, &job->server));
    mail_smtp_send(job->arena, &job->server, &letter, job->language, stop, &job->outcome);
    return done();
}

static Text off_words(const Job *job)
{
    if (strncmp(job->language, "en", 2) == 0)
        return TEXT("The channel is switched off, or does not send: the message waits until it does.");
    if (strncmp(job->language, "pt", 2) == 0)
        return TEXT("O canal está desligado ou não envia: a mensagem espera até que envie.");
    return TEXT("El canal está apagado o no envía: el mensaje espera a que lo haga.");
}

static bool can_send(const Channel *channel)
{
    return channel->is_active && channel->sends == CHANNEL_SENDS_SMTP;
}

/* No road without it: what stands in the way is told, and all mail of the channel waits. */
static Result road_is_out(const Job *job, const char *why)
{
    note_channel(job, CHANNEL_FAILING, text_of(why));
    TRY(note_delivery(job, DELIVERY_QUEUED, text_of(why)));
    return fail(is_test(job) ? FAULT_INVALID : FAULT_BUSY, why);
}

Result mail_out_send(const OutboxItem *item)
{
    Job job = {.item = item, .arena = item->arena};
    TRY(read_payload(&job));
    if (job.message_id == 0 && job.channel_id == 0)
        return done(); /* it was sent, and its words were taken away */
    Result loaded = load_all(&job);
    if (loaded.fault == FAULT_NOT_FOUND)
        return fail(FAULT_INVALID, loaded.why);
    if (loaded.fault == FAULT_CONFLICT) /* the password is sealed under another key */
        return road_is_out(&job, loaded.why);
    TRY(loaded);
    if (!job.outgoing.is_wanted)
        return done();
    if (!can_send(&job.outgoing.channel)) {
        TRY(note_delivery(&job, DELIVERY_QUEUED, off_words(&job)));
        return fail(is_test(&job) ? FAULT_INVALID : FAULT_BUSY, text_string(job.arena, off_words(&job)));
    }
    if (job.outgoing.has_failed && item->tries == 1)
        TRY(note_again(&job));
    set_envelope(&job);
    if (job.envelope_count == 0)
        return note_delivery(&job, DELIVERY_SENT, job.refused);
    Text raw;
    TRY(mail_compose(job.arena, &job.outgoing.letter, &raw));
    Result spoken = speak(&job, raw);
    return is_ok(spoken) ? settle(&job) : road_is_out(&job, spoken.why);
}

Result mail_out_gave_up(const OutboxItem *item, const char *why)
{
    Job job = {.item = item, .arena = item->arena};
    Text words = text_of(why ? why : "");
    if (!is_ok(read_payload(&job)) || job.message_id == 0)
        return done();
    if (clock_now() - item->created_at > OUTBOX_GIVES_UP_MS - OUTBOX_BACK_OFF_MS_MAX * 2) {
        const char *given_up = strncmp(job.language, "en", 2) == 0   ? "Given up after three days."
                               : strncmp(job.language, "pt", 2) == 0 ? "Desistimos depois de três dias."
                                                                     : "Se desistió después de tres días.";
        words = text_format(job.arena, "%s %.*s", given_up, TEXT_ARG(words));
    }
    Result noted = note_delivery(&job, DELIVERY_FAILED, words);
    return noted.fault == FAULT_NOT_FOUND ? done() : noted;
}

/* ---- asking without sending ---- */

static Result check_load(Workspace *workspace, Arena *arena, int64_t channel_id, Channel *channel, SmtpServer *server)
{
    Work work;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result result = channel_find(&work, channel_id, channel);
    if (is_ok(result)) {
        *server = server_of(channel);
        result = load_password(&work, channel, server);
    }
    if (!is_ok(result) && result.why)
        result.why = text_string(arena, text_of(result.why));
    work_end_read(&work);
    return result;
}

Result mail_smtp_check(Workspace *workspace, Arena *arena, int64_t channel_id, const char *language, bool *out_is_ok,
                       Text *out_detail)
{
    Channel channel;
    SmtpServer server;
    SmtpOutcome outcome;
    Result loaded = check_load(workspace, arena, channel_id, &channel, &server);
    if (is_ok(loaded))
        loaded = load_token(workspace, arena, &channel, &server);
    if (!is_ok(loaded) && loaded.fault != FAULT_NOT_FOUND && loaded.fault != FAULT_BROKEN) {
        *out_is_ok = false;
        *out_detail = text_of(loaded.why);
        return done();
    }
    TRY(loaded);
    mail_smtp_probe(arena, &server, language, &outcome);
    *out_is_ok = outcome.end == SMTP_TAKEN;
    *out_detail = outcome.words;
    return done();
}
