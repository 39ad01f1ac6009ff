/* Words of strangers, as the database takes them: UTF-8 without NUL, within a bound. */
#ifndef LAZO_CHANNEL_MAIL_STORABLE_H
#define LAZO_CHANNEL_MAIL_STORABLE_H

#include "base/text.h"

/* At most `bytes_max` bytes; what is fine already is a view of `text`. */
Text mail_storable(Arena *arena, Text text, size_t bytes_max);
/* The same in one line: control characters become spaces, and the ends are trimmed. */
Text mail_storable_line(Arena *arena, Text text, size_t bytes_max);

#endif
