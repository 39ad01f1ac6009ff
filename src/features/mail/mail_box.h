/* Messages out of a file or folder, one after the other, in constant memory: an mbox (mboxo and mboxrd, From_ lines), a
 * Maildir (cur and new), a folder of .eml files, a single message, or a stream of either on standard input ("-"). */
#ifndef LAZO_MAIL_MAIL_BOX_H
#define LAZO_MAIL_MAIL_BOX_H

#include "base/text.h"

#define MAIL_BOX_MESSAGE_BYTES_MAX ((size_t)64 << 20)
#define MAIL_BOX_FILES_MAX 5000000

typedef struct MailBox MailBox;

typedef struct MailBoxItem {
    Text raw;          /* valid until the next call; CRLF or LF as it was, ">From " unquoted in an mbox */
    bool is_too_large; /* more than MAIL_BOX_MESSAGE_BYTES_MAX: raw is its beginning */
    size_t number;     /* from 1 */
    Text name;         /* of the file */
} MailBoxItem;

/* `path` is resolved from the folder `folder_fd` (AT_FDCWD: the current one); "-" is the stream `input_fd`. The box
 * closes with its arena. FAULT_NOT_FOUND, FAULT_BROKEN (cannot be read), FAULT_LIMIT (too many files). */
MUST_CHECK Result mail_box_open(Arena *arena, int folder_fd, int input_fd, const char *path, MailBox **out_box);

/* The next message; *out_is_there is false at the end. FAULT_BROKEN when reading fails; the box may be asked again, it
 * goes on with the next file. */
MUST_CHECK Result mail_box_next(MailBox *box, MailBoxItem *out_item, bool *out_is_there);

/* Bytes read so far and in all (0: not known), for progress. */
int64_t mail_box_done(const MailBox *box);
int64_t mail_box_total(const MailBox *box);

#endif
