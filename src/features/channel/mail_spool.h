/* What was accepted from outside and is not read yet: a row of mail_spool with the raw message as a blob. A try is counted
 * and committed before the reading begins, so that a crash in the reader counts as one. A row goes when its message is
 * taken; after SPOOL_TRIES_MAX tries it stays as failed, with a ticket that shows it and a button that tries again. */
#ifndef LAZO_CHANNEL_MAIL_SPOOL_H
#define LAZO_CHANNEL_MAIL_SPOOL_H

#include "http/route.h"

#define SPOOL_TRIES_MAX 3
/* Longer than any reading and taking takes: whoever claimed a row and is not done by then has crashed. */
#define SPOOL_LEASE_MS (2 * MINUTE_MS)
/* After a try that failed without a crash; the second waits longer. */
#define SPOOL_BACK_OFF_MS (10 * SECOND_MS)
#define SPOOL_DETAIL_BYTES_MAX 500

typedef enum SpoolState { SPOOL_WAITING, SPOOL_FAILED } SpoolState;

typedef struct MailSpool {
    FieldSet has;
    int64_t id;
    int64_t version;
    int64_t channel_id;
    Text source; /* imap | lmtp | pipe */
    Text envelope_from;
    Text envelope_to;
    int64_t state; /* SpoolState */
    int64_t tries; /* begun */
    int64_t due_at;
    Text detail;       /* why the last try did not succeed */
    int64_t ticket_id; /* shows a failed one */
    int64_t created_at;
    int64_t updated_at;
    Text mailbox; /* hidden, and the next two */
    Text raw_sha256;
    int64_t raw_blob_id;
} MailSpool;

extern const Entity mail_spool_entity;
extern const Route mail_spool_routes[];

/* The job that tries what is due; wiring gives it mail_receive_waiting. */
#define MAIL_SPOOL_JOB "mail.read"

/* A message to keep: `entry` with channel_id, mailbox, source, envelope and raw_sha256; raw_blob_id when its bytes are stored
 * already, else they are stored with the row. The first try is begun with it, and belongs to the caller when *out_is_ours;
 * otherwise the same bytes stand in this mailbox's spool already, and whoever put them there sees to them. *out holds the
 * row either way. */
MUST_CHECK Result mail_spool_add(Work *work, const MailSpool *entry, Text raw, MailSpool *out, bool *out_is_ours);
/* Begins a try of a waiting row that is due; *out_is_ours false: there is none of that id any more. When its tries are used up
 * *out_is_spent is true, and it is to be set aside (mail_spool_fail). */
MUST_CHECK Result mail_spool_claim(Work *work, int64_t id, MailSpool *out, bool *out_is_ours, bool *out_is_spent);
/* Ids of at most `limit` rows that are due now, the longest first. On a reader. */
MUST_CHECK Result mail_spool_due(Work *work, int64_t limit, int64_t *out_ids, size_t *out_count);
/* The try failed; the row is due again later, or at its last try next. A try that the database spoiled counts for
 * nothing (`counts` false). */
MUST_CHECK Result mail_spool_postpone(Work *work, const MailSpool *entry, bool counts, Text detail);
/* Set aside, shown by a ticket. */
MUST_CHECK Result mail_spool_fail(Work *work, const MailSpool *entry, Text detail, int64_t ticket_id);
/* The message was taken. */
MUST_CHECK Result mail_spool_remove(Work *work, int64_t id);
/* SQLite: all that waits is due now. */
MUST_CHECK Result mail_spool_make_due(Work *work);

#endif
