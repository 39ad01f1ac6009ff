/* What is known of a message because it is mail: its Message-ID, the channel it came or left by, and what the relay said of
 * its sender. One row a message, in and out; shown as `mail` of a message. */
#ifndef LAZO_CHANNEL_MESSAGE_MAIL_H
#define LAZO_CHANNEL_MESSAGE_MAIL_H

#include "model/entity.h"

/* Empty texts and a channel 0 are stored as null. */
typedef struct MessageMail {
    int64_t message_id;
    int64_t ticket_id;
    int64_t channel_id;
    Text mail_key; /* Message-ID without < > */
    Text spf;      /* pass, fail, none, … */
    Text dkim;
    Text dmarc;
    Text dmarc_domain;
    Text suspicion; /* unauthenticated_colleague, unknown_participant, spoofed, … */
    Text warnings;  /* JSON list of texts */
} MessageMail;

extern const EntityExtension message_mail_extension;

MUST_CHECK Result message_mail_add(Work *work, const MessageMail *mail);

#endif
