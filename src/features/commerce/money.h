/* What records with an amount have in common: their currency stays, and the worth in the base currency follows. */
#ifndef LAZO_COMMERCE_MONEY_H
#define LAZO_COMMERCE_MONEY_H

#include "commerce/rate.h"

#define MONEY_MAX INT64_C(1000000000000000)

/* Names of an entity's fields. */
typedef struct MoneyFields {
    const char *amount;   /* "total" */
    const char *base;     /* "base_total" */
    const char *dated_by; /* "ordered_at": the instant whose day's rate counts */
} MoneyFields;

/* Fills in the base currency when the record has none, and base amount and rate day when `before` (NULL: new) had
 * another amount or instant. */
MUST_CHECK Result money_settle(Work *work, const Entity *entity, const MoneyFields *fields, const void *before,
                               void *record);
/* FAULT_INVALID at /AMOUNT/currency when the input names another currency than the stored one. */
MUST_CHECK Result money_keeps_currency(Work *work, const Entity *entity, const MoneyFields *fields, const void *before,
                                       const EntityInput *input);

#endif
