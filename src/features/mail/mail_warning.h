/* What was malformed in a message and how it was read: a short list of plain sentences without repetition. */
#ifndef LAZO_MAIL_MAIL_WARNING_H
#define LAZO_MAIL_MAIL_WARNING_H

#include "base/text.h"

#define MAIL_WARNINGS_MAX 24

typedef struct MailWarnings {
    Text items[MAIL_WARNINGS_MAX];
    size_t count;
} MailWarnings;

/* `sentence` lives as long as the list (a literal, or text of the message's arena). Over the maximum it is dropped. */
void mail_warn(MailWarnings *warnings, Text sentence);

#endif
