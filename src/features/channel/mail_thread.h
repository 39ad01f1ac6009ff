/* Which ticket a message answers, and what its sender may do there. Message-IDs are no secrets: they name a thread, but
 * only somebody who belongs to the ticket joins it by them. A signed tag proves that its bearer got mail of that ticket,
 * not who they are: a stranger who bears one is heard by the agents alone. */
#ifndef LAZO_CHANNEL_MAIL_THREAD_H
#define LAZO_CHANNEL_MAIL_THREAD_H

#include "channel/mail_source.h"

typedef struct MailThread {
    int64_t ticket_id; /* 0: none; a merged one is followed */
    bool by_tag;       /* a signed tag of that ticket was brought */
    bool belongs;      /* the sender is its customer, or wrote in it before */
} MailThread;

/* sender_id 0: nobody that is known. In-Reply-To first, then References from the youngest on, then tags in the addresses
 * it came to, then in the subject; a thread that the sender belongs to goes before one that they do not. */
MUST_CHECK Result mail_thread_find(Work *work, const MailMessage *message, const MailSource *source, int64_t sender_id,
                                   MailThread *out_thread);

#endif
