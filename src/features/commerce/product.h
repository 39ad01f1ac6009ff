/* What is sold. */
#ifndef LAZO_COMMERCE_PRODUCT_H
#define LAZO_COMMERCE_PRODUCT_H

#include "http/route.h"

typedef struct Product {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    Text sku;
    Text name;
    Text category;
    int64_t price; /* minor units of currency */
    Text currency;
    int64_t unit_cost;
    int64_t is_active;
    int64_t created_at;
    int64_t updated_at;
} Product;

extern const Entity product_entity;
extern const Route product_routes[];

#endif
