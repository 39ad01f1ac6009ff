/* What a channel's settings must be like, and what they are when nobody says; of channel*.c only. */
#ifndef LAZO_CHANNEL_CHANNEL_CHECK_H
#define LAZO_CHANNEL_CHANNEL_CHECK_H

#include "channel/channel.h"

/* Gives what has a default, and is not there, its value. */
void channel_fill(Channel *channel);
/* Notes every fault of a whole record; FAULT_INVALID when there is any. */
MUST_CHECK Result channel_check(Work *work, const Channel *channel);
/* Whether what is known of the servers' answers no longer holds. */
bool channel_connects_otherwise(const Channel *before, const Channel *after);

/* ---- the secrets as POST and PUT take them: channel_secrets.c ---- */
extern const Entity channel_secrets_entity;
/* Writes those that are given, removes those given as null; with an event that names none of them. */
MUST_CHECK Result channel_secrets_take(Work *work, int64_t channel_id, const EntityInput *input);

#endif
