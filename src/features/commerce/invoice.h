/* Invoices: what a customer was asked to pay. */
#ifndef LAZO_COMMERCE_INVOICE_H
#define LAZO_COMMERCE_INVOICE_H

#include "http/route.h"

typedef enum InvoiceStatus { INVOICE_OPEN, INVOICE_PAID, INVOICE_VOID, INVOICE_STATUS_COUNT } InvoiceStatus;
extern const char *const invoice_status_names[];

typedef struct Invoice {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    int64_t customer_id;
    int64_t order_id;
    Text number;
    int64_t status; /* InvoiceStatus */
    int64_t total;
    Text currency;
    int64_t base_total;
    int64_t rate_day;
    int64_t issued_at;
    int64_t due_at;
    int64_t paid_at;
    int64_t created_at;
    int64_t updated_at;
} Invoice;

extern const Entity invoice_entity;
extern const Route invoice_routes[];

/* Open and issued now unless said otherwise. invoice.created, and invoice.paid or invoice.voided when it is so already. */
MUST_CHECK Result invoice_add(Work *work, const EntityInput *input, void *out_invoice);
/* invoice.paid, invoice.voided or invoice.opened for a new status, else invoice.changed. */
MUST_CHECK Result invoice_change(Work *work, const void *before, const EntityInput *input, void *out_invoice);

#endif
