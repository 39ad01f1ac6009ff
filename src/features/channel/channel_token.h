/* XOAUTH2 access tokens of channels: got with the refresh token (RFC 6749 section 6), kept sealed until they end. */
#ifndef LAZO_CHANNEL_CHANNEL_TOKEN_H
#define LAZO_CHANNEL_CHANNEL_TOKEN_H

#include "store/work.h"

/* A token that is good for at least another minute: the kept one, or a new one from the channel's token URL (at most 10 s).
 * FAULT_INVALID when the provider refuses (a person must sign in again), FAULT_BUSY when it could not be asked; `why` says
 * what to do and lives in `arena`. Not from a lane thread. */
MUST_CHECK Result channel_access_token(Workspace *workspace, Arena *arena, int64_t channel_id, Text *out_token);
/* The mail server refused the token: the kept one is forgotten, unless another one is kept by now. */
MUST_CHECK Result channel_token_refused(Workspace *workspace, Arena *arena, int64_t channel_id, Text token);

#endif
