/* All mailboxes that are received from: a thread each, started, changed and stopped as channels are; on PostgreSQL on one
 * node at a time. */
#ifndef LAZO_CHANNEL_MAIL_RECEIVER_H
#define LAZO_CHANNEL_MAIL_RECEIVER_H

#include "store/work.h"

#define RECEIVER_LOOK_MS 2000 /* how soon a change of a channel shows */

typedef struct MailReceiver MailReceiver;
/* FAULT_BUSY without threads. */
MUST_CHECK Result mail_receiver_start(Workspace *workspace, MailReceiver **out_receiver);
/* Ends every wait at once; a message that is being taken is taken to its end. Before workspace_close. */
void mail_receiver_stop(MailReceiver *receiver);

#endif
