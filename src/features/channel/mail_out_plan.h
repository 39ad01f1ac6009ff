/* How a message of the house leaves: by which channel and to whom. Judged in the transaction that adds it. */
#ifndef LAZO_CHANNEL_MAIL_OUT_PLAN_H
#define LAZO_CHANNEL_MAIL_OUT_PLAN_H

#include "channel/channel.h"
#include "desk/message.h"

typedef struct MailPlan {
    bool leaves; /* false: nothing is sent, and that is fine */
    Channel channel;
    Recipients recipients;
} MailPlan;

/* A message leaves by mail when it goes by the channel "mail", or when its writer named recipients or a channel. Without
 * recipients of the writer: the address that the customer wrote from last, and whoever had a copy of that; never an address
 * of our own. Field faults point below message->route->pointer. */
MUST_CHECK Result mail_out_plan(Work *work, const Message *message, MailPlan *out_plan);

/* The customer's last public message of the ticket before `message_id`: its id, 0 when there is none. */
MUST_CHECK Result mail_out_last_heard(Work *work, int64_t ticket_id, int64_t message_id, int64_t *out_id);

#endif
