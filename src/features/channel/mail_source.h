/* Where a message came in by, and what goes for that road: its channel, the envelope, the workspace's secret. */
#ifndef LAZO_CHANNEL_MAIL_SOURCE_H
#define LAZO_CHANNEL_MAIL_SOURCE_H

#include "mail/mail_message.h"
#include "mail/mail_tag.h"
#include "store/work.h"

typedef struct MailSource {
    Text mailbox;        /* "import", "channel:7" */
    Text key;            /* mail_key */
    int64_t raw_blob_id; /* 0: `raw` is stored when the message is taken, if there is any */
    Text raw;
    const char *raw_hex; /* SHA-256 of raw */
    int64_t channel_id;  /* 0: none, as in an import; then nothing below is asked for */
    Text envelope_from;
    Text envelope_to;
    MailAddresses delivered_to; /* of Delivered-To and X-Original-To */
    /* Of mail_source_complete: */
    int64_t team_id; /* 0: none */
    Text language;   /* of new tickets; empty: that of the words */
    bool has_relay;  /* its verdicts were asked for by name, so that a "pass" cannot be forged */
    bool has_secret;
    unsigned char secret[MAIL_TAG_SECRET_BYTES];
} MailSource;

/* How to read what comes by a channel; on a reader of its own. A channel that is gone meanwhile is none. */
MUST_CHECK Result mail_source_options(Workspace *workspace, Arena *arena, int64_t channel_id, MailOptions *out_options);
/* What the channel says of new tickets, and the secret of tags; in the transaction that takes the message. */
MUST_CHECK Result mail_source_complete(Work *work, MailSource *source);
/* Addresses that the last servers wrote on the raw message. */
void mail_source_read_delivered(Arena *arena, Text raw, MailSource *source);

#endif
