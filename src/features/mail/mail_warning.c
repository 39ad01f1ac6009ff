#include "mail/mail_warning.h"

void mail_warn(MailWarnings *warnings, Text sentence)
{
    for (size_t i = 0; i < warnings->count; i++) {
        if (text_equals(warnings->items[i], sentence))
            return;
    }
    if (warnings->count < MAIL_WARNINGS_MAX)
        warnings->items[warnings->count++] = sentence;
}
