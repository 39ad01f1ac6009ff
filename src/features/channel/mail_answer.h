/* May anything automatic answer a mail? RFC 3834, and what keeps two programs from answering each other without end (T6).
 * Whatever sends an automatic answer asks here first, in the transaction that adds it. */
#ifndef LAZO_CHANNEL_MAIL_ANSWER_H
#define LAZO_CHANNEL_MAIL_ANSWER_H

#include "mail/mail_message.h"
#include "store/work.h"

/* One automatic answer to a customer in this time. */
#define MAIL_ANSWER_EVERY_MS HOUR_MS

/* *out_may is false for the null sender, lists, automatic mail, reports, loops, addresses that no person reads, and for a
 * customer who had a public message of a bot or the system within MAIL_ANSWER_EVERY_MS. `envelope_from` without < >; empty:
 * the null sender. */
MUST_CHECK Result mail_may_answer(Work *work, const MailMessage *message, Text envelope_from, int64_t customer_id,
                                  bool *out_may);

#endif
