/* The signature of Standard Webhooks: HMAC-SHA256 over "id.timestamp.body", base64, "v1," before it. */
#ifndef LAZO_WEBHOOK_WEBHOOK_SIGN_H
#define LAZO_WEBHOOK_WEBHOOK_SIGN_H

#include "base/text.h"

#define WEBHOOK_SECRET_PREFIX "whsec_"
#define WEBHOOK_SECRETS_MAX 2 /* that sign at once: the new one, and the one before it for a day */

/* "whsec_" and 24 random bytes in base64. */
Text webhook_secret_new(Arena *arena);
/* The words of the header webhook-signature, one signature a secret. Secrets are as people hold them; one that is none is
 * left out. Pure. */
Text webhook_sign(Arena *arena, const Text *secrets, size_t count, Text id, int64_t at_seconds, Text body);

#endif
