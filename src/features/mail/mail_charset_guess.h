/* The charset of 8-bit text without a usable label, told by what its signs would be. */
#ifndef LAZO_MAIL_MAIL_CHARSET_GUESS_H
#define LAZO_MAIL_MAIL_CHARSET_GUESS_H

#include "base/text.h"

#define MAIL_GUESS_BYTES_MAX 4096 /* that are looked at */

/* The name of a charset, for bytes that are no UTF-8. windows-1252 unless another fits clearly better. */
const char *mail_charset_guess(Text bytes);

#endif
