/* Address lists (RFC 5322 with obsolete forms, groups, comments, UTF-8 names of RFC 6532) and message ids. */
#ifndef LAZO_MAIL_MAIL_ADDRESS_H
#define LAZO_MAIL_MAIL_ADDRESS_H

#include "mail/mail_header.h"

#define MAIL_ADDRESSES_MAX 1000
#define MAIL_ADDRESS_BYTES_MAX 320
#define MAIL_NAME_BYTES_MAX 500
#define MAIL_REFERENCES_MAX 200

typedef struct MailAddress {
    Text name;    /* decoded, may be empty */
    Text address; /* local@domain as written; empty when only a name was given */
} MailAddress;

typedef struct MailAddresses {
    MailAddress *items;
    size_t count;
} MailAddresses;

/* All mailboxes of every header called `name`, groups flattened. */
void mail_addresses_read(Arena *arena, const MailHeaders *headers, const char *name, MailAddresses *out,
                         MailWarnings *warnings);
/* The same for one unfolded value. */
void mail_addresses_parse(Arena *arena, Text line, MailAddresses *out, MailWarnings *warnings);

/* Syntax of an address on its own (RFC 5321 and 5322, comments allowed). */
bool mail_address_is_valid(Text address);

typedef struct MailIds {
    Text *items;
    size_t count;
} MailIds;
/* Ids between < and > (or bare words with an @), oldest first; of more than MAIL_REFERENCES_MAX the first and the last. */
void mail_ids_read(Arena *arena, Text line, MailIds *out);

#endif
