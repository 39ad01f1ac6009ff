/* What is kept of a message because it came as mail: its row of message_mail, and who it was from and for. */
#ifndef LAZO_CHANNEL_MAIL_FACTS_H
#define LAZO_CHANNEL_MAIL_FACTS_H

#include "channel/mail_trust.h"

/* messages.recipients of a message that came in. */
Text mail_facts_recipients(Arena *arena, const MailMessage *message);
/* One row a message: channel, Message-ID, verdicts, suspicion, warnings. */
MUST_CHECK Result mail_facts_store(Work *work, const MailMessage *message, const MailSource *source,
                                   MailSuspicion suspicion, int64_t ticket_id, int64_t message_id);

#endif
