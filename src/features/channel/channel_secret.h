/* Passwords and tokens of channels, sealed (docs/decisions/secrets.md); they never leave by the API, events or exports. */
#ifndef LAZO_CHANNEL_CHANNEL_SECRET_H
#define LAZO_CHANNEL_CHANNEL_SECRET_H

#include "store/work.h"

#define CHANNEL_PASSWORD "password"
#define CHANNEL_REFRESH_TOKEN "refresh_token"
#define CHANNEL_CLIENT_SECRET "client_secret"
#define CHANNEL_ACCESS_TOKEN "access_token"
#define CHANNEL_ROTATED_TOKEN "rotated_token" /* the refresh token that the provider gave instead */
#define CHANNEL_SECRET_BYTES_MAX 16384

/* *out_found false when none is kept; *out_expires_at (may be NULL) is 0 for what does not end. FAULT_CONFLICT, in words,
 * when it was sealed under another key. On a reader or the lane. */
MUST_CHECK Result channel_secret_read(Work *work, int64_t channel_id, const char *name, Text *out_value,
                                      int64_t *out_expires_at, bool *out_found);
/* expires_at 0: does not end. On the lane. */
MUST_CHECK Result channel_secret_write(Work *work, int64_t channel_id, const char *name, Text value,
                                       int64_t expires_at);
MUST_CHECK Result channel_secret_remove(Work *work, int64_t channel_id, const char *name);

#endif
