/* Authentication-Results (RFC 8601): what the own relay found out about the sender. */
#ifndef LAZO_MAIL_MAIL_AUTHENTICATION_H
#define LAZO_MAIL_MAIL_AUTHENTICATION_H

#include "mail/mail_message.h"

/* Only headers of `own_relay` count, others can be forged; without a name, the topmost header's. */
void mail_authentication_read(Arena *arena, const MailHeaders *headers, Text own_relay, MailAuthentication *out);

#endif
