/* What the demo's business has before its first customer. */
#ifndef LAZO_APP_DEMO_SHOP_H
#define LAZO_APP_DEMO_SHOP_H

#include "store/work.h"

#define DEMO_AGENTS_MAX 16
#define DEMO_PRODUCTS_MAX 40
#define DEMO_COMPANIES_MAX 20
typedef struct DemoShop {
    int64_t agents[DEMO_AGENTS_MAX]; /* ids, in the order of demo_agents */
    int64_t teams[4];                /* from 1 */
    int64_t products[DEMO_PRODUCTS_MAX];
    int64_t companies[DEMO_COMPANIES_MAX];
    Text password_hash;
} DemoShop;

/* Settings, people, teams, goods, rates, calendar, macros, custom fields. work->now is the day the business opened. */
MUST_CHECK Result demo_shop_open(Work *work, DemoShop *shop);

#endif
