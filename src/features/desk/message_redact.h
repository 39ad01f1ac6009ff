/* Takes out what a message said (a card number, a password), for good: its text, its original and its files. That there was
 * a message, from whom and when, stays. */
#ifndef LAZO_DESK_MESSAGE_REDACT_H
#define LAZO_DESK_MESSAGE_REDACT_H

#include "desk/message.h"

/* Twice is once. FAULT_CONFLICT while it waits to be sent, and in the trash. Appends message.redacted. */
MUST_CHECK Result message_redact(Work *work, int64_t message_id);

extern const Route message_redact_routes[];

#endif
