/* The tree of a message's parts (RFC 2045, 2046) as one flat list, without recursion and with bounds. Each part is a
 * view of the original where its surroundings are not themselves encoded. */
#ifndef LAZO_MAIL_MAIL_PART_H
#define LAZO_MAIL_MAIL_PART_H

#include "mail/mail_encoding.h"
#include "mail/mail_header.h"
#include "mail/mail_parameter.h"

#define MAIL_PARTS_MAX 2000
#define MAIL_DEPTH_MAX 100

typedef struct MailPart {
    Text source; /* the bytes that body_from and body_to count in */
    size_t body_from;
    size_t body_to;
    bool is_in_raw;  /* source is the message as it came */
    bool is_message; /* message/rfc822 and relatives: its one child is the message inside */
    bool is_multipart;
    MailHeaders headers;
    MailParameters type;        /* .value is never empty */
    MailParameters disposition; /* .value may be empty */
    MailEncoding encoding;
    size_t depth;
    size_t parent;      /* index; its own for the root */
    size_t first_child; /* children stand next to each other */
    size_t children;
} MailPart;

typedef struct MailParts {
    MailPart *items; /* items[0] is the message itself */
    size_t count;
} MailParts;

void mail_parts_read(Arena *arena, Text raw, MailParts *out, MailWarnings *warnings);

static inline Text mail_part_body(const MailPart *part)
{
    return text_slice(part->source, part->body_from, part->body_to);
}
/* The transfer encoding undone. */
Text mail_part_content(Arena *arena, const MailPart *part);
/* The content of a text part as UTF-8 with LF line ends. */
Text mail_part_text(Arena *arena, const MailPart *part, MailWarnings *warnings);
bool mail_part_is(const MailPart *part, const char *type);
/* The file name, TEXT_NONE when it has none. */
Text mail_part_name(Arena *arena, const MailPart *part);

#endif
