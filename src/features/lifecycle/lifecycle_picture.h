/* The prepared facts; inside lifecycle/ only. */
#ifndef LAZO_LIFECYCLE_PICTURE_H
#define LAZO_LIFECYCLE_PICTURE_H

#include "lifecycle/lifecycle_judge.h"

typedef struct Stretch {
    int64_t from_ms;
    int64_t to_ms; /* not included */
} Stretch;

struct LifecyclePicture {
    const LifecycleFacts *facts;
    const LifecycleRules *rules;
    /* After the first n orders, n from 0. */
    int64_t *revenue;
    int64_t *margin;
    bool *has_margin;
    int64_t *order_days;
    int64_t *last_ordered_at;
    Stretch *active; /* merged, ascending */
    size_t active_count;
    Stretch *contracted; /* merged stretches with a contract */
    size_t contracted_count;
    int64_t *instants;
    size_t instant_count;
};

#define YEAR_MS (365 * DAY_MS)
#define MATURE_ORDER_DAYS 4
#define MATURE_CONTRACT_MS (2 * YEAR_MS)

/* How many of the orders were counted by an instant. */
size_t picture_orders_at(const LifecyclePicture *picture, int64_t at_ms);
/* The stretch that holds at an instant, or the last one before it; SIZE_MAX when none began. */
size_t stretch_at(const Stretch *stretches, size_t count, int64_t at_ms);
/* Time under contract until an instant. */
int64_t picture_contract_ms(const LifecyclePicture *picture, int64_t at_ms);
/* Revenue of orders and contracts in [from_ms, to_ms). */
int64_t picture_revenue(const LifecyclePicture *picture, int64_t from_ms, int64_t to_ms);
/* Newest of ascending instants not after `at_ms`; 0 for none. */
size_t instants_until(const int64_t *instants, size_t count, int64_t at_ms);

#endif
