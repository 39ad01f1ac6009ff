/* What stands for a message that is too large to be taken: its own headers, so that it is known by sender, subject and
 * Message-ID, and a text that says where it is. */
#ifndef LAZO_CHANNEL_MAIL_TOO_LARGE_H
#define LAZO_CHANNEL_MAIL_TOO_LARGE_H

#include "base/text.h"

#define MAIL_HEADERS_BYTES_MAX ((size_t)256 << 10)

/* A raw message in `arena`; `headers` as the server sent them, cut to MAIL_HEADERS_BYTES_MAX. */
Text mail_too_large_notice(Arena *arena, Text headers, uint64_t size, const char *language);

#endif
