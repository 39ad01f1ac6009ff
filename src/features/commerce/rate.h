/* Exchange rates and what an amount is worth in the workspace's currency. A rate holds from its day until the next one of
 * the currency; before the first one nothing is known, and reports list such amounts instead of summing them. */
#ifndef LAZO_COMMERCE_RATE_H
#define LAZO_COMMERCE_RATE_H

#include "http/route.h"

typedef struct Rate {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text currency;
    int64_t day; /* days since 1970-01-01 */
    double rate; /* one unit of the currency in units of the base currency */
    int64_t created_at;
    int64_t updated_at;
} Rate;

extern const Entity rate_entity;
extern const Route rate_routes[];

/* What a record stores beside its amount. */
typedef struct BaseAmount {
    bool is_known;
    int64_t amount; /* minor units of the base currency */
    int64_t day;    /* of the rate */
} BaseAmount;

/* `amount` minor units of `currency` on a day, in the base currency. */
MUST_CHECK Result rate_convert(Work *work, int64_t amount, Text currency, int64_t day, BaseAmount *out_base);
/* The same on the local day of an instant. */
MUST_CHECK Result rate_convert_at(Work *work, int64_t amount, Text currency, int64_t at_ms, BaseAmount *out_base);
/* Pure: minor units with `from_exponent` decimals times the rate, in minor units with `to_exponent`, half away from zero.
 * False when the result does not fit. */
bool rate_apply(int64_t amount, int from_exponent, double rate, int to_exponent, int64_t *out_amount);

#endif
