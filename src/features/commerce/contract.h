/* Contracts: running subscriptions and service agreements, an amount a period from a start until an end, if any. */
#ifndef LAZO_COMMERCE_CONTRACT_H
#define LAZO_COMMERCE_CONTRACT_H

#include "http/route.h"

typedef enum ContractPeriod { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR, PERIOD_ONCE, PERIOD_COUNT } ContractPeriod;
extern const char *const contract_period_names[];

typedef struct Contract {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    int64_t customer_id;
    int64_t product_id;
    int64_t company_id;
    int64_t started_at;
    int64_t ended_at; /* absent: runs on */
    int64_t amount;   /* a period */
    Text currency;
    int64_t base_amount;
    int64_t rate_day;
    int64_t period; /* ContractPeriod */
    int64_t created_at;
    int64_t updated_at;
} Contract;

extern const Entity contract_entity;
extern const Route contract_routes[];

/* Starts now unless said otherwise. FAULT_INVALID for an end before the start. Appends contract.started. */
MUST_CHECK Result contract_add(Work *work, const EntityInput *input, void *out_contract);
/* contract.ended when an end is set where there was none, else contract.changed. */
MUST_CHECK Result contract_change(Work *work, const void *before, const EntityInput *input, void *out_contract);

#endif
