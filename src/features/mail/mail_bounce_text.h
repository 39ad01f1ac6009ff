/* Free-form bounces: the addresses that a report speaks of, and the server's words about each. */
#ifndef LAZO_MAIL_MAIL_BOUNCE_TEXT_H
#define LAZO_MAIL_MAIL_BOUNCE_TEXT_H

#include "mail/mail_bounce.h"

#define MAIL_REPORT_TEXT_BYTES_MAX 65536
#define MAIL_REPORT_LINES_MAX 2000

/* The report's own text: up to where the copy of the returned mail begins; *out_copy is that copy. */
Text mail_report_text(Arena *arena, Text text, Text *out_copy);

/* Adds the recipients found in `text` with `action`; addresses in `ours` are those of the report's sender and receiver. */
void mail_bounce_text_read(Arena *arena, Text text, const MailAddresses *ours, size_t ours_count, MailAction action,
                           MailReport *report);

#endif
