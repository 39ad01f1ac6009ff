/* What bounces, delays, receipts and complaints say is kept of the message and the addresses they speak of. */
#ifndef LAZO_CHANNEL_MAIL_REPORT_H
#define LAZO_CHANNEL_MAIL_REPORT_H

#include "mail/mail_message.h"
#include "store/work.h"

/* A row of mail_reports a recipient, at work->now; the message it is about is marked failed or delivered. */
MUST_CHECK Result mail_report_store(Work *work, const MailMessage *message, int64_t mail_id);

#endif
