/* The letter that a stored message becomes, read from the database when it is sent. */
#ifndef LAZO_CHANNEL_MAIL_OUT_LETTER_H
#define LAZO_CHANNEL_MAIL_OUT_LETTER_H

#include "channel/channel.h"
#include "mail/mail_compose.h"

typedef struct MailOutgoing {
    Channel channel;
    MailLetter letter;
    const Text *envelope; /* all recipients, blind copies too */
    size_t envelope_count;
    bool is_wanted;  /* false: it was sent meanwhile */
    bool has_failed; /* by what was noted last: an earlier sending was given up, or a bounce came */
} MailOutgoing;

/* Everything, files too, in work->arena. FAULT_NOT_FOUND when the message or its channel is gone. */
MUST_CHECK Result mail_out_letter(Work *work, int64_t message_id, MailOutgoing *out);
/* A letter of the house itself, with words of its own. */
MUST_CHECK Result mail_out_house_letter(Work *work, int64_t channel_id, Text to, Text subject, Text text,
                                        MailOutgoing *out);
/* The test mail of a channel, in es, en or pt. */
MUST_CHECK Result mail_out_test_letter(Work *work, int64_t channel_id, Text to, Text language, MailOutgoing *out);

#endif
