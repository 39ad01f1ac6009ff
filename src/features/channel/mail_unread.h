/* A message that could not be read is shown all the same: a ticket that says so, with the original to download. */
#ifndef LAZO_CHANNEL_MAIL_UNREAD_H
#define LAZO_CHANNEL_MAIL_UNREAD_H

#include "channel/mail_spool.h"

/* Opens the ticket of a spooled message, in the workspace's language: from the sender and with the subject that stand in the
 * first bytes, when they can be seen there, and a note with the reason. A ticket that shows it already (it was retried and
 * failed again) gets the note only. */
MUST_CHECK Result mail_unread_show(Work *work, const MailSpool *entry, Text reason, int64_t *out_ticket_id);
/* It could be read after all: a note in the ticket that showed it. taken_ticket_id 0: it opened none. */
MUST_CHECK Result mail_unread_end(Work *work, int64_t ticket_id, int64_t taken_ticket_id);

#endif
