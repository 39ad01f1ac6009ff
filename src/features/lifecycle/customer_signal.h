/* The signals of a customer; inside lifecycle/ only. Each is an object of the list that is open in `json`. */
#ifndef LAZO_LIFECYCLE_CUSTOMER_SIGNAL_H
#define LAZO_LIFECYCLE_CUSTOMER_SIGNAL_H

#include "lifecycle/customer_rhythm.h"
#include "model/entity.h"

/* Open complaints, updates that were promised and are late, tickets that were opened again, overdue invoices, late orders,
 * contracts about to end, negative answers, addresses that mail does not reach, silence against the customer's own rhythm,
 * promoters that nobody has thanked: in the order of what hurts most. */
MUST_CHECK Result customer_signals_write(Work *work, int64_t customer_id, const Rhythm *rhythm, Json *json);

#endif
