/* What two entries of one person have in common: keys of phone, address and name, the same for all spellings. Computed
 * after the write, by a periodic task, so that nobody who writes a customer waits for it. */
#ifndef LAZO_PEOPLE_CUSTOMER_MATCH_H
#define LAZO_PEOPLE_CUSTOMER_MATCH_H

#include "people/customer.h"

typedef enum MatchKind { MATCH_PHONE, MATCH_EMAIL, MATCH_NAME, MATCH_DOMAIN, MATCH_KIND_COUNT } MatchKind;
extern const char *const match_kind_names[]; /* phone, email, name, domain */

/* A number's last nine digits: country and trunk prefixes are written or not. Empty under seven digits. */
Text match_phone_key(Arena *arena, Text phone);
/* The mailbox in lower case without what follows a plus and, at the providers that ignore them, without dots. Empty for
 * what is no address. */
Text match_email_key(Arena *arena, Text email);
/* The words of a name, folded and in order, so that "Peña, Ana" is "Ana Pena". Empty when there is only one word. */
Text match_name_key(Arena *arena, Text name);
/* The domain of an address; empty at providers that anybody may use. */
Text match_domain_key(Arena *arena, Text email);

/* Marks a customer as to be compared (again). */
MUST_CHECK Result customer_match_later(Work *work, int64_t customer_id);
/* The same when what the change touched is compared at all. */
MUST_CHECK Result customer_match_again(Work *work, const Customer *before, const Customer *after);

/* Computes the keys of at most `limit` marked customers and notes who might be the same one (customer_duplicate.h);
 * *out_count were looked at. */
MUST_CHECK Result customer_match_step(Work *work, int64_t limit, int64_t *out_count);
/* The periodic task: in steps, until nobody is marked. */
MUST_CHECK Result customer_match_run(Workspace *workspace, Arena *arena);

#endif
