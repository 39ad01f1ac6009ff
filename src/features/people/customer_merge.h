/* Two customers that are one: everything of `from` becomes `into`'s; nothing is lost, and the merge explains itself. */
#ifndef LAZO_PEOPLE_CUSTOMER_MERGE_H
#define LAZO_PEOPLE_CUSTOMER_MERGE_H

#include "people/customer.h"

/* A feature that keeps rows of a customer moves them; wiring collects the movers of all features. */
typedef struct CustomerMover {
    const char *name; /* what the evidence calls it: "orders" */
    /* Moves its rows from one customer to the other; *out_rows: how many. Recomputes what depends on them. */
    Result (*move)(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows);
} CustomerMover;

/* NULL at the end; must live as long as the process. Once, before the first request. */
void customer_set_movers(const CustomerMover *const *movers);

/* Moves identities, consents, tags, custom values (into's gaps only) and empty fields, then all that the movers know;
 * `from` points to `into` afterwards and is seen no more. Rewrites no event. Appends customer.merged and a row of
 * customer_merges whose evidence says what was kept, filled and moved. FAULT_NOT_FOUND, FAULT_CONFLICT for one and the
 * same. */
MUST_CHECK Result customer_merge(Work *work, int64_t into_id, int64_t from_id, Text reason);

#define CUSTOMER_MERGED_MAX 200
/* The customer and those merged into it, the customer first; at most CUSTOMER_MERGED_MAX. */
MUST_CHECK Result customer_merged_ids(Work *work, int64_t id, int64_t *out_ids, size_t *out_count);

extern const Route customer_merge_routes[];

#endif
