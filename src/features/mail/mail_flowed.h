/* format=flowed (RFC 3676). */
#ifndef LAZO_MAIL_MAIL_FLOWED_H
#define LAZO_MAIL_MAIL_FLOWED_H

#include "base/text.h"

/* Paragraphs joined, stuffed spaces removed, quote signs kept as "> ". Lines end with LF. */
Text mail_flowed_join(Arena *arena, Text text, bool delete_space);

#endif
