/* A letter of the house itself, which belongs to no ticket: an invitation, a forgotten password, a notice. It leaves by the
 * channel that sends by default, as durable as any other mail. */
#ifndef LAZO_CHANNEL_MAIL_HOUSE_H
#define LAZO_CHANNEL_MAIL_HOUSE_H

#include "store/work.h"

typedef struct HouseLetter {
    Text key; /* what it is about; the same key a second time sends nothing */
    Text to;  /* one address */
    Text subject;
    Text text;
} HouseLetter;

/* Whether a channel is there that sends. */
MUST_CHECK Result mail_house_can_send(Work *work, bool *out_can_send);
/* Queues it in this transaction. *out_is_queued false: no channel sends, or `to` is no address. The words are gone from the
 * outbox once they were sent. */
MUST_CHECK Result mail_house_queue(Work *work, const HouseLetter *letter, bool *out_is_queued);

#endif
