/* Who is who on which channel: one customer stands behind several addresses, phones and ids of other systems. A value
 * belongs to at most one customer. */
#ifndef LAZO_PEOPLE_IDENTITY_H
#define LAZO_PEOPLE_IDENTITY_H

#include "model/entity.h"

typedef enum IdentityKind { IDENTITY_EMAIL, IDENTITY_PHONE, IDENTITY_EXTERNAL, IDENTITY_KIND_COUNT } IdentityKind;
extern const char *const identity_kind_names[]; /* email, phone, external */

typedef struct Identity {
    FieldSet has;
    int64_t id;
    int64_t customer_id;
    int64_t kind; /* IdentityKind */
    Text value;   /* as it was written */
    Text value_key;
    int64_t is_verified;
    int64_t created_at;
    int64_t failing_since;
    Text failing_words; /* of the far end */
} Identity;
#define FAILING_WORDS_BYTES_MAX 500

/* The read-only list `identities` of a customer. */
extern const Entity identity_entity;

/* What values are compared by: addresses trimmed, NFC and lower case (dots and plus tags count: they are different
 * mailboxes to most servers); phones by their digits; external ids as they are. Empty: the value identifies nobody. */
Text identity_key(Arena *arena, IdentityKind kind, Text value);
/* The customer behind a value, never a merged one; 0 when nobody is. */
MUST_CHECK Result identity_find(Work *work, IdentityKind kind, Text value, int64_t *out_customer_id);
/* Gives the value to the customer, who may have it already; *out_owner_id is whose it is afterwards: another customer
 * keeps what is theirs. A value without a key is left alone (owner 0). */
MUST_CHECK Result identity_claim(Work *work, int64_t customer_id, IdentityKind kind, Text value, int64_t *out_owner_id);
/* Notes that what is sent to the value does not arrive, and never will; appends customer.address_failing the first time. A
 * value that nobody has is fine. */
MUST_CHECK Result identity_note_failing(Work *work, IdentityKind kind, Text value, Text words);
/* Notes that it does after all: somebody wrote from it, or a receipt came. */
MUST_CHECK Result identity_note_alive(Work *work, IdentityKind kind, Text value);

#endif
