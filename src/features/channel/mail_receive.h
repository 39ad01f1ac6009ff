/* The one way in for mail, whichever road brought it (IMAP, LMTP, the pipe): the raw message is stored first, in one
 * durable piece with its row of the spool, and only then read and taken. What cannot be read is tried again, and after
 * SPOOL_TRIES_MAX tries becomes a visible ticket; the mail behind it flows on. */
#ifndef LAZO_CHANNEL_MAIL_RECEIVE_H
#define LAZO_CHANNEL_MAIL_RECEIVE_H

#include "channel/mail_intake.h"
#include "channel/mail_spool.h"

typedef struct MailReceipt {
    int64_t channel_id;
    const char *source; /* imap | lmtp | pipe */
    Text raw;           /* byte for byte, at most MAIL_RAW_BYTES_MAX */
    Text envelope_from; /* without < >; empty: the null sender, or not known */
    Text envelope_to;
} MailReceipt;

typedef struct MailReceived {
    bool
        is_taken; /* read, and in its ticket (or recorded) by now; else it waits in the spool, or stands there as failed */
    MailTaken taken;
} MailReceived;

/* done(): the message is durable (or was taken before), so it may be acknowledged, flagged or deleted where it came from.
 * It is read and taken at once as a rule; a failing reading is no failure of this. FAULT_INVALID for an empty message,
 * FAULT_LIMIT over MAIL_RAW_BYTES_MAX, FAULT_BUSY and FAULT_BROKEN when the database could not store it: offer it again
 * later. Any thread but a lane's; texts of *out and of the fault live in `arena`. */
MUST_CHECK Result mail_receive(Workspace *workspace, Arena *arena, const MailReceipt *receipt, MailReceived *out);

/* The periodic task, and the job behind the retry button: tries what waits in the spool and is due, for a few seconds at
 * most. A message that fails, or that the database does not take, does not hold up the next one. */
#define MAIL_WAITING_EVERY_MS (2 * SECOND_MS)
MUST_CHECK Result mail_receive_waiting(Workspace *workspace, Arena *arena);
/* At the start, before anything is received: on SQLite nobody else can be reading what waits, so it is due now. */
MUST_CHECK Result mail_receive_recover(Workspace *workspace);

/* Tests put a reader of their own in the place of mail_read; NULL restores it. Not while mail is being received. */
typedef Result (*MailReader)(Arena *arena, Text raw, const MailOptions *options, MailMessage *out);
void mail_receive_set_reader(MailReader reader);

#endif
