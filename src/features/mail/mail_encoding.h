/* The transfer encodings of mail (RFC 2045) and uuencode. Base64 and quoted-printable are undone by the decoder that
 * attachments are downloaded with, so that both read malformed bytes alike. */
#ifndef LAZO_MAIL_MAIL_ENCODING_H
#define LAZO_MAIL_MAIL_ENCODING_H

#include "mail/mail_warning.h"

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

/* A file that stands in a text as "begin 644 name", lines of uuencode and "end". */
typedef struct MailUuFile {
    Text name;
    Text content;
    size_t from; /* of the line "begin" */
    size_t to;   /* behind the line "end" */
} MailUuFile;
/* The next one at or after `from`; false when there is none that is whole. Looks at each line once. */
bool mail_uu_next(Arena *arena, Text text, size_t from, MailUuFile *out);

#endif
