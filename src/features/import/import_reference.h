/* Records that a row names in the words of another system. */
#ifndef LAZO_IMPORT_IMPORT_REFERENCE_H
#define LAZO_IMPORT_IMPORT_REFERENCE_H

#include "import/import_keys.h"
#include "import/import_kind.h"

/* Whoever the row is about; texts may be empty. */
typedef struct ImportPerson {
    Text known_as; /* id in the other system, or an address */
    Text email;
    Text phone;
    Text name;
    Text city;
    Text country;
} ImportPerson;

/* The customer by the id in the other system, else by address, else by phone; a new one when nobody is known, with all that
 * is said. FAULT_INVALID when neither id, address nor phone is there or they are malformed. */
MUST_CHECK Result import_customer(Work *work, ImportCache *cache, const ImportPerson *person, int64_t *out_id);
/* Whose tickets are that nobody is named for. */
MUST_CHECK Result import_nobody(Work *work, ImportCache *cache, int64_t *out_id);

typedef struct ImportOrder {
    int64_t id; /* 0: there is none */
    int64_t customer_id;
    int64_t at_ms; /* paid, else ordered */
    int64_t total;
    Text currency;
} ImportOrder;
MUST_CHECK Result import_order(Work *work, Text external_id, ImportOrder *out_order);

/* A company, product, invoice, ticket, agent or team by its external id, SKU, address or name; *out_id 0 when there is none.
 * Companies, and products of tickets and contracts, are made when they are new (`may_add`). */
MUST_CHECK Result import_find(Work *work, ImportCache *cache, ImportRole role, Text name, bool may_add,
                              int64_t *out_id);

#endif
