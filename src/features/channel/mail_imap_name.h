/* Names of IMAP folders: modified UTF-7 (RFC 3501 section 5.1.3). */
#ifndef LAZO_CHANNEL_MAIL_IMAP_NAME_H
#define LAZO_CHANNEL_MAIL_IMAP_NAME_H

#include "base/text.h"

/* What is ASCII stays; "&" becomes "&-", "Año" becomes "A&APE-o". A NUL-terminated string. */
const char *imap_folder_name(Arena *arena, Text utf8);

#endif
