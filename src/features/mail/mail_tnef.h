/* winmail.dat (MS-OXTNEF): the files and the body that Outlook wraps in it. */
#ifndef LAZO_MAIL_MAIL_TNEF_H
#define LAZO_MAIL_MAIL_TNEF_H

#include "base/text.h"

#define MAIL_TNEF_FILES_MAX 200
#define MAIL_TNEF_PROPERTIES_MAX 2000
#define MAIL_TNEF_RTF_BYTES_MAX ((size_t)8 << 20)

typedef struct MailTnefFile {
    Text name;    /* UTF-8; may be empty */
    Text content; /* a view of the bytes given */
} MailTnefFile;

typedef struct MailTnef {
    bool has_text;
    bool has_html;
    Text text;
    Text html;
    MailTnefFile *files;
    size_t count;
} MailTnef;

/* False when the bytes are no TNEF; a truncated one gives what stands before the end. */
bool mail_tnef_read(Arena *arena, Text bytes, MailTnef *out);

#endif
