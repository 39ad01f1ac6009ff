/* The signed tag of a ticket, by which an answer finds its thread when Message-ID and References are lost: in the address
 * (local+TAG@domain) or at the end of the subject ("[#TAG]"). ASCII letters and digits; who does not hold the workspace's
 * secret cannot make one (HMAC-SHA-256 cut to 128 bits, RFC 2104 section 5). Case does not matter: some relays fold it. */
#ifndef LAZO_MAIL_MAIL_TAG_H
#define LAZO_MAIL_MAIL_TAG_H

#include "base/text.h"

#define MAIL_TAG_SECRET_BYTES 32
#define MAIL_TAG_BYTES_MAX 64

Text mail_tag_make(Arena *arena, const unsigned char secret[MAIL_TAG_SECRET_BYTES], int64_t ticket_id);
/* Whether the tag was made with this secret, and for which ticket; in constant time for a given length. */
bool mail_tag_read(const unsigned char secret[MAIL_TAG_SECRET_BYTES], Text tag, int64_t *out_ticket_id);

/* Where a tag would stand, unchecked; empty when there is none: after the last + of the local part, and in the last
 * "[#…]" of a subject. Views of what was given. */
Text mail_tag_of_address(Text address);
Text mail_tag_of_subject(Text subject);

/* local+TAG@domain; empty when the local part would be longer than 64 bytes (RFC 5321 section 4.5.3.1.1). */
Text mail_tag_address(Arena *arena, Text address, Text tag);
/* "subject [#TAG]"; one that carries this tag already is left as it is. */
Text mail_tag_subject(Arena *arena, Text subject, Text tag);
/* The address without its +part, or as it is: "ana+x@y" gives "ana@y". */
Text mail_tag_free_address(Arena *arena, Text address);

#endif
