/* Orders, contracts, payments and invoices follow their customer through a merge. */
#ifndef LAZO_COMMERCE_MOVER_H
#define LAZO_COMMERCE_MOVER_H

#include "people/customer_merge.h"

extern const CustomerMover order_mover;
extern const CustomerMover contract_mover;
extern const CustomerMover invoice_mover;
extern const CustomerMover payment_mover;

#endif
