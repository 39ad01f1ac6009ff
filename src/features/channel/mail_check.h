/* Whether a channel's servers take it, tried now, in words a person can act on. */
#ifndef LAZO_CHANNEL_MAIL_CHECK_H
#define LAZO_CHANNEL_MAIL_CHECK_H

#include "channel/channel.h"
#include "http/language.h"

/* Signs in, looks for the folders, changes nothing. *out_detail is the words when it is not ok. Not from a lane thread. */
MUST_CHECK Result mail_imap_check(Workspace *workspace, Arena *arena, const Channel *channel, Language language,
                                  bool *out_is_ok, Text *out_detail);

/* POST /api/v1/channels/{id}/test and /test_message */
MUST_CHECK Result mail_check_post(Work *work, const Request *request, Answer *answer);
MUST_CHECK Result mail_test_message_post(Work *work, const Request *request, Answer *answer);
extern const char mail_check_schema[];
extern const Entity mail_test_message_entity;

#endif
