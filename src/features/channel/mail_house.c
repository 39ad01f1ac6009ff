#include "channel/mail_house.h"

#include "base/json.h"
#include "channel/channel.h"
#include "channel/mail_out.h"
#include "model/value.h"

/* No ticket: the channel that is the default one, or the first that sends. */
static Result sender_find(Work *work, Channel *out_channel, bool *out_found)
{
    return channel_for_ticket(work, 0, out_channel, out_found);
}

Result mail_house_can_send(Work *work, bool *out_can_send)
{
    Channel channel;
    return sender_find(work, &channel, out_can_send);
}

Result mail_house_queue(Work *work, const HouseLetter *letter, bool *out_is_queued)
{
    Channel channel;
    *out_is_queued = false;
    bool found;
    TRY(sender_find(work, &channel, &found));
    if (!found || !email_is_valid(letter->to))
        return done();
    Buffer payload = buffer_new(work->arena, OUTBOX_PAYLOAD_BYTES_MAX);
    Json json = json_writer(&payload);
    json_object(&json);
    json_put_int(&json, "channel_id", channel.id);
    json_put_text(&json, "to", letter->to);
    json_put_text(&json, "subject", letter->subject);
    json_put_text(&json, "text", letter->text);
    json_end_object(&json);
    TRY(outbox_add_by(work, MAIL_OUT_KIND, channel_mailbox(work->arena, channel.id), letter->key,
                      buffer_text(&payload)));
    *out_is_queued = true;
    return done();
}
