/* Sending mail. In the transaction of a public message that goes out: the channel, the recipients and the Message-ID are
 * fixed, and an item of the outbox is added; afterwards the outbox's sender composes the mail from the database and hands it
 * to the channel's server, with retries. One channel's failing server does not hold up another's mail. */
#ifndef LAZO_CHANNEL_MAIL_OUT_H
#define LAZO_CHANNEL_MAIL_OUT_H

#include "channel/channel.h"
#include "jobs/outbox.h"
#include "model/event.h"

#define MAIL_OUT_KIND "mail"
#define MAIL_OUT_MAILBOX "out"                 /* of mail_ids: the Message-IDs of what we sent */
#define MAIL_OUT_BYTES_MAX ((int64_t)25 << 20) /* of the whole mail, encoded */

/* Reacts to message.sent. No channel that sends: nothing happens, and the message has no delivery. FAULT_INVALID, with
 * pointers, for what cannot be sent: no recipient left, an unknown or silent channel, too large. Also to channel.changed:
 * what waits for that channel is tried at once. */
MUST_CHECK Result mail_out_react(Work *work, const Event *event);
/* The outbox's sender of MAIL_OUT_KIND. */
#define MAIL_OUT_LEASE_MS (15 * MINUTE_MS)
MUST_CHECK Result mail_out_send(const OutboxItem *item);
MUST_CHECK Result mail_out_gave_up(const OutboxItem *item, const char *why);

/* POST /api/v1/messages/{id}/retry */
extern const Route mail_out_routes[];
/* Queues a failed message again; FAULT_CONFLICT when it has not failed, or is no mail of ours. */
MUST_CHECK Result mail_out_retry(Work *work, int64_t message_id);

/* Connects and logs in with the channel's settings, now: *out_is_ok, else *out_detail says in `language` what a person can
 * do. Not from a lane thread; up to 45 s. */
MUST_CHECK Result mail_smtp_check(Workspace *workspace, Arena *arena, int64_t channel_id, const char *language,
                                  bool *out_is_ok, Text *out_detail);
/* Queues a test mail by the channel, on the lane; how it went is seen in the channel's send_state. FAULT_INVALID for a `to` that
 * is no address, FAULT_CONFLICT for a channel that does not send. */
MUST_CHECK Result mail_out_test_message(Work *work, const Channel *channel, Text to, Text language);

#endif
