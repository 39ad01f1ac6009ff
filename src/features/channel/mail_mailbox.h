/* One mailbox that is received from: sessions with its server, one after the other, until it is told to stop. What it knows
 * of messages is in the database alone (exactly once by Message-ID), so nothing breaks when the server numbers anew, dies
 * half way, or says things twice. */
#ifndef LAZO_CHANNEL_MAIL_MAILBOX_H
#define LAZO_CHANNEL_MAIL_MAILBOX_H

#include "channel/mail_imap.h"

#define MAILBOX_IDLE_MS (9 * MINUTE_MS)  /* an IDLE is renewed before routers forget the connection; RFC 2177: 29 min */
#define MAILBOX_POLL_MS (60 * SECOND_MS) /* of servers without IDLE */
#define MAILBOX_BACK_OFF_MS (5 * SECOND_MS)
#define MAILBOX_BACK_OFF_MS_MAX (10 * MINUTE_MS)
#define MAILBOX_SETTLED_MS (2 * MINUTE_MS) /* a session this long counts as having worked */

typedef struct Mailbox {
    Workspace *workspace;
    int64_t channel_id;
    int stop_fd; /* readable: stop at once; what is being taken is taken to its end */
} Mailbox;

/* Runs on a thread of its own until stop_fd is readable, or the channel is gone. */
void mailbox_run(const Mailbox *mailbox);

/* Settings and secret as they are now; on a problem false, and *out_trouble says what is missing. */
bool mailbox_settings(Workspace *workspace, Arena *arena, int64_t channel_id, Channel *out_channel, MailImapTo *out_to,
                      ChannelTrouble *out_trouble);
/* A session that is signed in; a token that is refused is renewed once. NULL on a problem. */
MailImap *mailbox_open(Workspace *workspace, Arena *arena, int64_t channel_id, const MailImapTo *to,
                       ChannelTrouble *out_trouble);
/* The workspace's language. */
Language mailbox_language(Workspace *workspace);

#endif
