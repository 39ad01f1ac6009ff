/* Reading a message out of a literal, for the tests of the mail reader. */
#ifndef LAZO_TESTS_CHANNEL_MAIL_CHECK_H
#define LAZO_TESTS_CHANNEL_MAIL_CHECK_H

#include "../base/check.h"

#include "mail/mail_message.h"

static inline MailMessage read_bytes(Arena *arena, Text raw)
{
    MailMessage message;
    must(mail_read(arena, raw, NULL, &message));
    return message;
}
#define READ(arena, literal) read_bytes((arena), TEXT(literal))

static inline bool has_warning(const MailMessage *message, const char *words)
{
    for (size_t i = 0; i < message->warnings.count; i++) {
        if (text_find(message->warnings.items[i], text_of(words), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

#endif
