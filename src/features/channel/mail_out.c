#include "channel/mail_out.h"

#include "base/digest.h"
#include "mail/mail_compose.h"
#include "channel/mail_out_plan.h"
#include "channel/message_mail.h"
#include "desk/attachment.h"
#include "model/value.h"

static Text road_of(Work *work, int64_t channel_id)
{
    return channel_mailbox(work->arena, channel_id);
}

static Text key_of(Work *work, int64_t message_id)
{
    return text_format(work->arena, "mail:%lld", (long long)message_id);
}

static Text payload_of(Work *work, int64_t message_id)
{
    return text_format(work->arena, "{\"message_id\":%lld}", (long long)message_id);
}

/* ---- size ---- */

static Result check_size(Work *work, const Message *message)
{
    int64_t bytes;
    int64_t count;
    const DbValue values[] = {db_int(message->id)};
    TRY(db_one_int(work->db, DB_SQL("SELECT COALESCE(SUM(bytes), 0) FROM attachments WHERE message_id = $1"), values, 1,
                   &bytes));
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM attachments WHERE message_id = $1"), values, 1, &count));
    int64_t words = (int64_t)message->text.length + (int64_t)message->html.length;
    int64_t whole = mail_compose_size(words, bytes, count);
    if (whole <= MAIL_OUT_BYTES_MAX)
        return done();
    Text base = message->route ? message->route->pointer : TEXT_NONE;
    return work_fault(
        work, text_format(work->arena, "%.*s/attachments", TEXT_ARG(base)), "too_large",
        "Written as mail this message has about %lld MiB; %lld MiB can be sent. Leave a file out, or send "
        "a link.",
        (long long)(whole >> 20) + 1, (long long)(MAIL_OUT_BYTES_MAX >> 20));
}

/* ---- queueing ---- */

static Result give_id(Work *work, const Message *message, const Channel *channel, Text key)
{
    MessageMail mail = {
        .message_id = message->id, .ticket_id = message->ticket_id, .channel_id = channel->id, .mail_key = key};
    TRY(message_mail_add(work, &mail));
    return db_run(work->db,
                  DB_SQL("INSERT INTO mail_ids (mailbox, mail_key, ticket_id, message_id, kind, recorded_at) "
                         "VALUES ($1, $2, $3, $4, 'message', $5)"),
                  DB_VALUES(db_string(MAIL_OUT_MAILBOX), db_text(key), db_int(message->ticket_id), db_int(message->id),
                            db_int(work->now)),
                  NULL);
}

/* Nobody can guess it, so a bounce that names it saw the mail. */
static Text new_id(Work *work, const Message *message, const Channel *channel)
{
    uint8_t random[16];
    random_bytes(random, sizeof(random));
    return text_format(work->arena, "%lld.%.*s@%.*s", (long long)message->id,
                       TEXT_ARG(hex_text(work->arena, random, sizeof(random))),
                       TEXT_ARG(channel_id_domain(work->arena, channel)));
}

static Result queue(Work *work, const Message *message, const MailPlan *plan)
{
    TRY(db_run(
        work->db,
        DB_SQL("UPDATE messages SET recipients = $2, channel = 'mail', delivery_state = 'queued', "
               "delivery_at = $3 WHERE id = $1"),
        DB_VALUES(db_int(message->id), db_text(recipients_write(work->arena, &plan->recipients)), db_int(work->now)),
        NULL));
    TRY(give_id(work, message, &plan->channel, new_id(work, message, &plan->channel)));
    return outbox_add_by(work, MAIL_OUT_KIND, road_of(work, plan->channel.id), key_of(work, message->id),
                         payload_of(work, message->id));
}

static Result react_to_message(Work *work, const Message *message)
{
    MailPlan plan;
    if (message->direction != DIRECTION_OUT || !message->is_public || (message->has & MESSAGE_HAS(DELIVERY_STATE)))
        return done();
    TRY(mail_out_plan(work, message, &plan));
    if (!plan.leaves)
        return done();
    TRY(check_size(work, message));
    return queue(work, message, &plan);
}

Result mail_out_react(Work *work, const Event *event)
{
    if (strcmp(event->kind, "message.sent") == 0 && event->after && work->mode == WORK_LIVE)
        return react_to_message(work, event->after);
    if (strcmp(event->kind, "channel.changed") == 0 || strcmp(event->kind, "channel.secrets_changed") == 0)
        return outbox_open_road(work, road_of(work, event->entity_id));
    return done();
}

/* ---- again, by hand ---- */

static Result channel_of(Work *work, int64_t message_id, int64_t *out_channel_id)
{
    Result found = db_one_int(work->db,
                              DB_SQL("SELECT channel_id FROM message_mail WHERE message_id = $1 "
                                     "AND channel_id IS NOT NULL"),
                              DB_VALUES(db_int(message_id)), out_channel_id);
    return found.fault == FAULT_NOT_FOUND ? fail(FAULT_CONFLICT, "This message was not sent as mail.") : found;
}

Result mail_out_retry(Work *work, int64_t message_id)
{
    Message message;
    int64_t channel_id;
    TRY(entity_find(work, &message_entity, message_id, &message));
    TRY(channel_of(work, message_id, &channel_id));
    if (message.direction != DIRECTION_OUT || !(message.has & MESSAGE_HAS(DELIVERY_STATE)) ||
        message.delivery_state != DELIVERY_FAILED)
        return fail(FAULT_CONFLICT, "Only a message whose sending failed can be sent again.");
    TRY(message_set_delivery(work, message_id, DELIVERY_QUEUED, TEXT_NONE));
    return outbox_send_again(work, MAIL_OUT_KIND, road_of(work, channel_id), key_of(work, message_id),
                             payload_of(work, message_id));
}

static Result retry_post(Work *work, const Request *request, Answer *answer)
{
    TRY(mail_out_retry(work, request->ids[0]));
    return answer_record(work, &message_entity, request->ids[0], request, answer);
}

const Route mail_out_routes[] = {
    {.method = "POST",
     .path = "/api/v1/messages/{id}/retry",
     .entity = &message_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = retry_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &message_entity,
     .about = "Sends a message again whose sending failed."},
    {.path = NULL},
};

/* ---- a test ---- */

Result mail_out_test_message(Work *work, const Channel *channel, Text to, Text language)
{
    Text address = text_trim(to);
    if (!email_is_valid(address))
        return work_fault(work, TEXT("/to"), "wrong_format", "This is no address that mail can be sent to.");
    if (!channel->is_active || channel->sends != CHANNEL_SENDS_SMTP)
        return fail(FAULT_CONFLICT, "This channel does not send: it is switched off, or has no server to send by.");
    Buffer payload = buffer_new(work->arena, 4096);
    Json json = json_writer(&payload);
    json_object(&json);
    json_put_int(&json, "channel_id", channel->id);
    json_put_text(&json, "to", address);
    json_put_text(&json, "language", language);
    json_end_object(&json);
    Text key = text_format(work->arena, "mail-test:%.*s", TEXT_ARG(random_token(work->arena, 16)));
    return outbox_add_by(work, MAIL_OUT_KIND, road_of(work, channel->id), key, buffer_text(&payload));
}
