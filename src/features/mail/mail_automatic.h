/* Is there a person behind a message, and may anything automatic answer it? RFC 3834, and the headers that vendors use
 * for what it says. A judgement over headers. */
#ifndef LAZO_MAIL_MAIL_AUTOMATIC_H
#define LAZO_MAIL_MAIL_AUTOMATIC_H

#include "mail/mail_message.h"

/* More Received headers than this are a loop (RFC 5321 section 6.3 allows 100; ordinary mail has under 20). */
#define MAIL_HOPS_MAX 50
/* More than these are on their way to become one, so nothing automatic answers. */
#define MAIL_HOPS_ANSWERED_MAX 25

/* Sets kind, may_answer, list_id, auto_submitted and hops of `out`, whose addresses, subject and report are read
 * already. `options` may be NULL. */
void mail_automatic_judge(Arena *arena, const MailHeaders *headers, const MailOptions *options, MailMessage *out);

#endif
