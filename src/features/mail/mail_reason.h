/* Why mail was not delivered, from an enhanced status code (RFC 3463) and the server's own words. */
#ifndef LAZO_MAIL_MAIL_REASON_H
#define LAZO_MAIL_MAIL_REASON_H

#include "base/text.h"

/* One of: user_unknown, mailbox_full, mailbox_disabled, host_unknown, expired, too_large, spam, blocked, policy,
 * authentication, relay_denied, moved, loop, virus, rate_limited, network, system, sender_rejected, feedback, unknown. */
const char *mail_reason(Arena *arena, Text status, Text words);

/* The first enhanced status code ("5.1.1") in words; empty when there is none. */
Text mail_status_find(Text words);
/* The first SMTP reply code (400 to 599) in words; 0 when there is none. */
int mail_reply_code_find(Text words);

#endif
