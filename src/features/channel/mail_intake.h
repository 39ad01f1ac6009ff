/* Mail becomes tickets and messages: exactly once per mailbox and Message-ID, by whoever wrote it, in the thread it answers.
 * Used by `lazo import mail` and by live mailboxes (mail_receive); reading (mail_read) is done before, off the lane. */
#ifndef LAZO_CHANNEL_MAIL_INTAKE_H
#define LAZO_CHANNEL_MAIL_INTAKE_H

#include "channel/mail_source.h"
#include "channel/mail_trust.h"

#define MAIL_KEY_BYTES_MAX 500
#define MAIL_ATTACHMENTS_MAX 200
/* The external id of the customer who stands for senders that cannot be told. */
#define MAIL_NOBODY TEXT("lazo:unknown")

/* Whether a Message-ID can be kept and looked up. */
bool mail_id_is_usable(Text id);
/* What the promise of exactly once goes by: the Message-ID, or "sha256:HEX" of the raw message without a usable one. */
Text mail_key(Arena *arena, const MailMessage *message, const char *raw_hex);

typedef struct MailTaken {
    bool was_known;    /* taken before: nothing was done */
    bool opened;       /* a new ticket */
    bool joined;       /* a message of a ticket that was there */
    bool noted;        /* heard by the agents alone, as a note on a ticket */
    int64_t ticket_id; /* 0: none (reports, loops, automatic answers to nothing) */
    int64_t message_id;
    int64_t customer_id; /* who wrote; 0: not asked */
    MailSuspicion suspicion;
} MailTaken;

/* Takes one message; its raw bytes are a blob already, or become one. People's, machines' and lists' mail opens a ticket or
 * joins the one it answers (mail_thread_find) when its sender belongs to that. A stranger who bears its signed tag, or
 * somebody whose claim to be its customer the relay refutes, is heard by the agents alone: a note, which reopens nothing;
 * a stranger with no more than a Message-ID opens a ticket of their own with an internal note that says so. An automatic
 * answer joins quietly or is recorded only; bounces, delays, receipts and complaints mark the message and the addresses
 * they speak of; loops are recorded. An agent's address proves nothing: its mail is a customer's. New tickets get the
 * channel's team and language; a flood of one sender joins that sender's newest ticket (mail_rate_ticket). In an import
 * the instant is that of the Date header, never after now. FAULT_INVALID for nothing that mail can do; other faults are
 * the database's. */
MUST_CHECK Result mail_take(Work *work, const MailMessage *message, const MailSource *source, MailTaken *out_taken);

#endif
