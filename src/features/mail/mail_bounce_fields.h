/* The fields of machine-readable reports: RFC 3464 delivery status, RFC 8098 receipts, RFC 5965 feedback. */
#ifndef LAZO_MAIL_MAIL_BOUNCE_FIELDS_H
#define LAZO_MAIL_MAIL_BOUNCE_FIELDS_H

#include "mail/mail_bounce.h"

#define MAIL_REPORT_FIELDS_BYTES_MAX ((size_t)1 << 20)

/* Adds to report->recipients (room for MAIL_RECIPIENTS_MAX); an address that is there already is not added again. */
void mail_recipient_add(Arena *arena, MailReport *report, const MailRecipient *recipient);

/* Reads per-recipient groups out of `text`; kinds of actions are told by the recipients. */
void mail_delivery_fields_read(Arena *arena, Text text, MailReport *report);
void mail_receipt_fields_read(Arena *arena, Text text, MailReport *report);
void mail_feedback_fields_read(Arena *arena, Text text, MailReport *report);

/* Fills reason and is_permanent from status, words and action. */
void mail_recipient_judge(Arena *arena, MailRecipient *recipient);

#endif
