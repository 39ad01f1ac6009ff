/* The header block of a message or part (RFC 5322, with what real mailers get wrong). Names and values are views of the
 * source; values are still folded. */
#ifndef LAZO_MAIL_MAIL_HEADER_H
#define LAZO_MAIL_MAIL_HEADER_H

#include "mail/mail_warning.h"

#define MAIL_HEADERS_MAX 2000 /* further ones stay in the original only */
#define MAIL_HEADER_NAME_BYTES_MAX 200
#define MAIL_HEADER_VALUE_BYTES_MAX 262144 /* what is read of one unfolded value */

typedef struct MailHeader {
    Text name;
    Text value;
} MailHeader;

typedef struct MailHeaders {
    MailHeader *items;
    size_t count;
} MailHeaders;

/* Next line of source[*at, end) without its end (LF or CRLF); false at the end. */
bool mail_line_next(Text source, size_t *at, size_t end, Text *out_line);

/* Reads the block at *at up to `end` and moves *at to the first byte of the body. Lines that are no header are skipped
 * when more headers follow, otherwise they begin the body. */
void mail_headers_read(Arena *arena, Text source, size_t *at, size_t end, MailHeaders *out, MailWarnings *warnings);

/* Whether a line begins like a header ("Name:"). */
bool mail_line_is_header(Text line);

/* The first value called `name` (any case), folded as it stands; TEXT_NONE when there is none. */
Text mail_header_raw(const MailHeaders *headers, const char *name);
/* Each value called `name`, in order; *from starts at 0. */
bool mail_header_next(const MailHeaders *headers, const char *name, size_t *from, Text *out_value);
bool mail_header_has(const MailHeaders *headers, const char *name);

/* One line: folds, NULs and outer white space removed; capped. */
Text mail_header_unfold(Arena *arena, Text value);
/* The first value called `name` unfolded, and the same with its encoded words decoded. */
Text mail_header_line(Arena *arena, const MailHeaders *headers, const char *name);
Text mail_header_text(Arena *arena, const MailHeaders *headers, const char *name);

#endif
