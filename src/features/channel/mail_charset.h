/* From a labelled, mislabelled or unlabelled charset to UTF-8, and the transfer encodings. */
#ifndef LAZO_CHANNEL_MAIL_CHARSET_H
#define LAZO_CHANNEL_MAIL_CHARSET_H

#include "channel/mail_warning.h"

typedef enum MailEncoding {
    MAIL_ENCODING_PLAIN, /* 7bit, 8bit, binary: the bytes as they are */
    MAIL_ENCODING_BASE64,
    MAIL_ENCODING_QUOTED,
    MAIL_ENCODING_UU,
} MailEncoding;

/* Reads a Content-Transfer-Encoding in any spelling; unknown ones count as plain, with a warning. */
MailEncoding mail_encoding_read(Text value, MailWarnings *warnings);
/* Never fails: what cannot be decoded is left out or left as it is. */
Text mail_encoding_decode(Arena *arena, Text bytes, MailEncoding encoding);

/* UTF-8 for bytes labelled `charset` (empty: no label). A label that is unknown or plainly wrong is replaced by a guess,
 * with a warning; NULs are removed. `warnings` may be NULL. */
Text mail_charset_decode(Arena *arena, Text bytes, Text charset, MailWarnings *warnings);

/* Line ends become LF. */
Text mail_lines_normalize(Arena *arena, Text text);

#endif
