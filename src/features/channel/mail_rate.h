/* A flood from one address: after MAIL_RATE_TICKETS_MAX tickets in an hour its further mail joins the newest of them
 * quietly. Nothing is lost, and nothing answers. */
#ifndef LAZO_CHANNEL_MAIL_RATE_H
#define LAZO_CHANNEL_MAIL_RATE_H

#include "store/work.h"

#define MAIL_RATE_TICKETS_MAX 20
#define MAIL_RATE_WINDOW_MS HOUR_MS

/* The ticket that the customer's next mail joins: 0 as long as the rate holds. */
MUST_CHECK Result mail_rate_ticket(Work *work, int64_t customer_id, int64_t *out_ticket_id);

#endif
