/* RFC 2047 encoded words in headers, in the forms that real mailers send: split characters, spaces inside, missing
 * padding, unknown charsets, words inside quoted strings. */
#ifndef LAZO_MAIL_MAIL_WORDS_H
#define LAZO_MAIL_MAIL_WORDS_H

#include "base/text.h"

/* UTF-8 for an unfolded value. 8-bit bytes outside words are taken as UTF-8, otherwise guessed (RFC 6532). */
Text mail_words_decode(Arena *arena, Text line);

#endif
