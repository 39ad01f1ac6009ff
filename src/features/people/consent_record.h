/* What a customer said about being reached, word by word, with its proof: who wrote it down, when, from which form or call,
 * which words were shown, from which address, which file shows it. Records are added and never changed; the list `consents`
 * of a customer is the newest of each channel and purpose. */
#ifndef LAZO_PEOPLE_CONSENT_RECORD_H
#define LAZO_PEOPLE_CONSENT_RECORD_H

#include "http/route.h"

typedef struct ConsentRecord {
    FieldSet has;
    int64_t id;
    int64_t customer_id;
    Text channel;
    Text purpose;
    int64_t is_given; /* absent: the word was taken out of the record */
    Text source;
    Text words;            /* what the customer was shown or told */
    Text address;          /* of the network they said it from */
    int64_t attachment_id; /* a file of the customer that shows it */
    Text reason;
    Text actor_kind;
    int64_t actor_id;
    int64_t said_at;
    int64_t recorded_at;
} ConsentRecord;

extern const Entity consent_record_entity;
extern const Route consent_routes[];

/* Adds the word and makes it the newest of its channel and purpose, unless a later one is known already (then it is history
 * alone). FAULT_INVALID for a `said_at` in the future, for an attachment that is no file of this customer, and for a new
 * pair beyond CONSENTS_MAX. Appends customer.consent_given or customer.consent_withdrawn. */
MUST_CHECK Result consent_say(Work *work, const ConsentRecord *draft, ConsentRecord *out_record);

/* Records where the list differs from the last word of the history: after the list was replaced as a whole. */
MUST_CHECK Result consent_record_list(Work *work, int64_t customer_id);

#endif
