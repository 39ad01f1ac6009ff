/* What a customer bought in all: `orders`, `revenue`, `first_order_at` and `last_order_at` of a customer, over orders that
 * are neither cancelled nor returned. Revenue is in the base currency; orders without a known rate add nothing to it. */
#ifndef LAZO_COMMERCE_TOTALS_H
#define LAZO_COMMERCE_TOTALS_H

#include "people/customer.h"

/* Hung on customer_entity by wiring: entity_extend(&customer_entity, &customer_commerce). */
extern const EntityExtension customer_commerce;

/* Of one customer, in the transaction of what changed. */
MUST_CHECK Result commerce_recompute(Work *work, int64_t customer_id);
/* Of all customers with first_id <= id < end_id at once, for the end of an import. */
MUST_CHECK Result commerce_recompute_range(Work *work, int64_t first_id, int64_t end_id);

#endif
