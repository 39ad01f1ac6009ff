/* The addresses, phones and outside ids of a customer, one at a time: added, marked as verified, taken away. The main ones
 * are the customer's own fields `email`, `phone` and `external_id`. */
#ifndef LAZO_PEOPLE_IDENTITY_API_H
#define LAZO_PEOPLE_IDENTITY_API_H

#include "people/customer.h"

/* FAULT_INVALID for a value that identifies nobody, FAULT_CONFLICT when it is another customer's, and says whose. An identity
 * that the customer has already is given back. Appends customer.identity_added. */
MUST_CHECK Result customer_identity_add(Work *work, int64_t customer_id, IdentityKind kind, Text value,
                                        int64_t *out_id);
/* FAULT_CONFLICT for a main one: another must be made the main one first. Appends customer.identity_removed. */
MUST_CHECK Result customer_identity_remove(Work *work, int64_t customer_id, int64_t identity_id);
/* Appends customer.identity_verified or customer.identity_doubted, when it differs. */
MUST_CHECK Result customer_identity_verify(Work *work, int64_t customer_id, int64_t identity_id, bool is_verified);

extern const Route identity_routes[];

#endif
