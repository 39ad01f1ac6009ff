/* Payments: money that came, went back or failed to come. */
#ifndef LAZO_COMMERCE_PAYMENT_H
#define LAZO_COMMERCE_PAYMENT_H

#include "http/route.h"

typedef enum PaymentStatus {
    PAYMENT_RECEIVED,
    PAYMENT_REFUNDED,
    PAYMENT_FAILED,
    PAYMENT_STATUS_COUNT,
} PaymentStatus;
extern const char *const payment_status_names[];

typedef struct Payment {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    int64_t customer_id; /* the order's or invoice's when it is not said */
    int64_t order_id;
    int64_t invoice_id;
    int64_t amount;
    Text currency;
    int64_t base_amount;
    int64_t rate_day;
    Text method;
    int64_t status; /* PaymentStatus */
    int64_t paid_at;
    int64_t created_at;
    int64_t updated_at;
} Payment;

extern const Entity payment_entity;
extern const Route payment_routes[];

/* Received now unless said otherwise. FAULT_INVALID without a customer, or when the order or invoice is another's.
 * Appends payment.received, payment.refunded or payment.failed. */
MUST_CHECK Result payment_add(Work *work, const EntityInput *input, void *out_payment);
/* payment.STATUS for a new status, else payment.changed. */
MUST_CHECK Result payment_change(Work *work, const void *before, const EntityInput *input, void *out_payment);

#endif
