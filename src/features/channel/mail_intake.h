/* Mail becomes tickets and messages: exactly once per mailbox and Message-ID, by whoever wrote it, in the thread it answers.
 * Used by `lazo import mail` and by live mailboxes; reading (mail_read) is done before, off the lane. */
#ifndef LAZO_CHANNEL_MAIL_INTAKE_H
#define LAZO_CHANNEL_MAIL_INTAKE_H

#include "channel/mail_message.h"
#include "store/work.h"

#define MAIL_KEY_BYTES_MAX 500
#define MAIL_ATTACHMENTS_MAX 200

/* What the promise of exactly once goes by: the Message-ID, or "sha256:HEX" of the raw message without a usable one. */
Text mail_key(Arena *arena, const MailMessage *message, const char *raw_hex);

typedef struct MailTaken {
    bool was_known;    /* taken before: nothing was done */
    bool opened;       /* a new ticket */
    bool joined;       /* a message of a ticket that was there */
    int64_t ticket_id; /* 0: none (reports, loops, automatic answers to nothing) */
    int64_t message_id;
    int64_t customer_id; /* who wrote; 0: not asked */
} MailTaken;

/* *out_is_known: `key` was taken in `mailbox`. */
MUST_CHECK Result mail_is_known(Work *work, Text mailbox, Text key, bool *out_is_known);

/* Takes one message, whose raw bytes are stored as a blob already. People's, machines' and lists' mail opens a ticket or joins
 * the one it answers (In-Reply-To, References) when its sender belongs to that; else it opens a new one with an internal note
 * that says so. An automatic answer joins quietly or is recorded only; bounces, delays, receipts and complaints mark the
 * message and the addresses they speak of; loops are recorded. An agent's address proves nothing: its mail is a
 * customer's. In an import the instant is that of the Date header, never after now. FAULT_INVALID for nothing that mail
 * can do; other faults are the database's. */
MUST_CHECK Result mail_take(Work *work, const MailMessage *message, int64_t raw_blob_id, Text mailbox, Text key,
                            MailTaken *out_taken);

#endif
