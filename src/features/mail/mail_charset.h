/* From a labelled, mislabelled or unlabelled charset to UTF-8. */
#ifndef LAZO_MAIL_MAIL_CHARSET_H
#define LAZO_MAIL_MAIL_CHARSET_H

#include "mail/mail_warning.h"

/* UTF-8 for bytes labelled `charset` (empty: no label). A label that is unknown or plainly wrong is replaced by a guess,
 * with a warning; NULs are removed. `warnings` may be NULL. */
Text mail_charset_decode(Arena *arena, Text bytes, Text charset, MailWarnings *warnings);

/* Line ends become LF. */
Text mail_lines_normalize(Arena *arena, Text text);

#endif
