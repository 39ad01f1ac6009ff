/* How often a customer buys, by their own measure: the median of the days between the days on which they ordered. No model:
 * what is said is what was counted, and nothing is said of who bought on fewer than RHYTHM_DAYS_MIN days. Pure. */
#ifndef LAZO_LIFECYCLE_CUSTOMER_RHYTHM_H
#define LAZO_LIFECYCLE_CUSTOMER_RHYTHM_H

#include "base/clock.h"

#define RHYTHM_DAYS_MIN 3     /* days with orders: two gaps between them */
#define RHYTHM_ORDERS_MAX 500 /* the newest count */

typedef struct Rhythm {
    int64_t days;         /* distinct days with orders */
    bool is_known;        /* interval_days says something */
    double interval_days; /* median of the gaps */
    int64_t silence_days; /* since the last order; 0 without orders */
} Rhythm;

/* `order_days`: local day numbers of the orders in any order, at most RHYTHM_ORDERS_MAX; sorted in place. `today`: the local
 * day now. */
Rhythm rhythm_of(int64_t *order_days, size_t count, int64_t today);

/* How many of their own intervals they have been silent for; 0 when the rhythm is not known. */
double rhythm_silence(const Rhythm *rhythm);

#endif
