/* A customer: one person or buyer, behind whatever addresses they use. The API shows one customer with what the features
 * above add to it (extensions). Customers are never removed; two that are the same one are merged. */
#ifndef LAZO_PEOPLE_CUSTOMER_H
#define LAZO_PEOPLE_CUSTOMER_H

#include "http/route.h"
#include "people/identity.h"

typedef struct Customer {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    Text name;
    Text email; /* the main address; all are in identities */
    Text phone;
    int64_t company_id;
    Text language;
    Text time_zone;
    Text country;
    Text city;
    Text preferred_channel;
    Text source;
    int64_t acquisition_cost; /* base currency, minor units */
    int64_t merged_into;      /* another customer; absent: it stands for itself */
    int64_t erased_at;        /* the person was forgotten: name, addresses and words are gone */
    int64_t created_at;
    int64_t updated_at;
} Customer;

extern const Entity customer_entity;
extern const Route customer_routes[];

/* Lists that customer_entity reads and writes. */
enum { CUSTOMER_IDENTITIES, CUSTOMER_CONSENTS };

/* Adds with identities for email, phone and external id; the name is taken from the address, phone or id when there is
 * none. FAULT_CONFLICT, naming the other, for an address or external id of another customer; a phone may be shared (the
 * first one keeps it as identity). Appends customer.created. The `add` of customer_entity. */
MUST_CHECK Result customer_add(Work *work, const EntityInput *input, void *out_customer);
/* A new main address or phone becomes an identity, and the one before stays one. Same faults; customer.changed. */
MUST_CHECK Result customer_change(Work *work, const void *before, const EntityInput *input, void *out_customer);

/* What is known of somebody who wrote, called or stands in a row of a file. */
typedef struct CustomerHint {
    IdentityKind kind;
    Text value; /* the address, phone or external id */
    Text name;  /* may be empty, here and below */
    Text phone; /* also known, when kind is not phone */
    Text language;
    Text source; /* of a new customer: mail, web, api, import, … */
} CustomerHint;

/* The customer behind the hint, or a new one (customer.created). FAULT_INVALID when the value is no address, phone or id
 * of its kind. A name that is only the address in another form is replaced once a real one is seen. */
MUST_CHECK Result customer_recognise(Work *work, const CustomerHint *hint, int64_t *out_id, bool *out_created);

/* Follows merges: the customer that `id` stands for today. FAULT_NOT_FOUND. */
MUST_CHECK Result customer_resolve(Work *work, int64_t id, int64_t *out_id);

/* Puts the customer's words (name, all addresses and phones, external id) into the search index. */
MUST_CHECK Result customer_index(Work *work, const Customer *customer);

#endif
