/* What intake itself says, in the workspace's language. */
#ifndef LAZO_CHANNEL_MAIL_INTAKE_WORDS_H
#define LAZO_CHANNEL_MAIL_INTAKE_WORDS_H

#include "channel/mail_trust.h"

Text mail_words_no_subject(const char *language);
/* Why a ticket of its own was opened for an answer to one of `ticket_id`. */
Text mail_words_stranger(Arena *arena, const char *language, int64_t ticket_id);
/* What stands above the words of a mail that only the agents hear. */
Text mail_words_unheard(Arena *arena, const char *language, MailSuspicion suspicion, Text address);

#endif
