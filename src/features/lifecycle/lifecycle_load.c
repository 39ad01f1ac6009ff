#include "lifecycle/lifecycle_load.h"

#include <stdlib.h>

/* A list that grows in the arena. */
static void *room(Arena *arena, void *list, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return list;
    size_t larger = *capacity ? *capacity * 2 : 8;
    void *grown = arena_alloc_array(arena, larger, size);
    if (count > 0)
        memcpy(grown, list, count * size);
    *capacity = larger;
    return grown;
}

static Result load_customer(Work *work, int64_t customer_id, LifecycleFacts *facts, bool *out_is_merged)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db,
                 DB_SQL("SELECT c.created_at, c.acquisition_cost, c.merged_into, l.p_alive FROM customers c LEFT JOIN "
                        "customer_lifecycle l ON l.customer_id = c.id WHERE c.id = $1"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return failf(work->arena, FAULT_NOT_FOUND, "There is no customer with the id %lld.", (long long)customer_id);
    facts->known_at = db_column_int(&cursor, 0);
    facts->has_acquisition_cost = !db_is_null(&cursor, 1);
    facts->acquisition_cost = db_column_int(&cursor, 1);
    *out_is_merged = !db_is_null(&cursor, 2);
    facts->has_p_alive = !db_is_null(&cursor, 3);
    facts->p_alive = db_column_real(&cursor, 3);
    return done();
}

typedef struct OrderKey {
    int64_t id;
    size_t index; /* in facts->orders */
} OrderKey;

typedef struct OrderLists {
    size_t order_capacity;
    size_t open_capacity;
    OrderKey *keys;
    size_t key_capacity;
} OrderLists;

static int key_order(const void *a, const void *b)
{
    int64_t first = ((const OrderKey *)a)->id;
    int64_t second = ((const OrderKey *)b)->id;
    return (first > second) - (first < second);
}

static void add_open(Arena *arena, LifecycleFacts *facts, size_t *capacity, int64_t from_ms, int64_t to_ms)
{
    facts->opens = room(arena, facts->opens, facts->open_count, capacity, sizeof(LifecycleOpen));
    facts->opens[facts->open_count++] = (LifecycleOpen){from_ms, to_ms};
}

static void add_order(Work *work, const DbCursor *cursor, const Zone *zone, LifecycleFacts *facts, OrderLists *lists)
{
    int64_t ordered_at = db_column_int(cursor, 1);
    if (text_is(db_column_text(cursor, 3), "open")) {
        add_open(work->arena, facts, &lists->open_capacity, ordered_at, LIFECYCLE_FOREVER);
        return;
    }
    int64_t paid_at = db_is_null(cursor, 2) ? ordered_at : db_column_int(cursor, 2);
    if (paid_at > ordered_at)
        add_open(work->arena, facts, &lists->open_capacity, ordered_at, paid_at);
    facts->orders =
        room(work->arena, facts->orders, facts->order_count, &lists->order_capacity, sizeof(LifecycleOrder));
    lists->keys = room(work->arena, lists->keys, facts->order_count, &lists->key_capacity, sizeof(OrderKey));
    lists->keys[facts->order_count] = (OrderKey){db_column_int(cursor, 0), facts->order_count};
    facts->orders[facts->order_count++] = (LifecycleOrder){
        .ordered_at = ordered_at,
        .counted_at = paid_at > ordered_at ? paid_at : ordered_at,
        .day = zone_day(zone, ordered_at),
        .revenue = db_column_int(cursor, 4),
    };
}

static Result load_orders(Work *work, int64_t customer_id, LifecycleFacts *facts, OrderLists *lists)
{
    const Zone *zone = workspace_settings(work->workspace).zone;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, ordered_at, paid_at, status, base_total FROM orders WHERE customer_id = $1 AND "
                        "status NOT IN ('cancelled', 'returned') ORDER BY ordered_at DESC, id DESC LIMIT 20000"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        add_order(work, &cursor, zone, facts, lists);
    }
}

/* Margins are asked for only where a cost stands against them. */
static Result load_margins(Work *work, int64_t customer_id, LifecycleFacts *facts, const OrderLists *lists)
{
    if (!facts->has_acquisition_cost || facts->order_count == 0)
        return done();
    qsort(lists->keys, facts->order_count, sizeof(OrderKey), key_order);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT o.id, CAST(SUM(l.quantity * p.unit_cost) AS DOUBLE PRECISION), COUNT(*), "
                        "COUNT(p.unit_cost) FROM orders o JOIN order_lines l ON l.order_id = o.id LEFT JOIN products p "
                        "ON p.id = l.product_id AND p.currency = o.currency WHERE o.customer_id = $1 AND "
                        "o.base_total = o.total GROUP BY o.id ORDER BY o.id LIMIT 20000"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        const OrderKey wanted = {.id = db_column_int(&cursor, 0)};
        const OrderKey *key = bsearch(&wanted, lists->keys, facts->order_count, sizeof(OrderKey), key_order);
        if (key == NULL)
            continue;
        LifecycleOrder *order = &facts->orders[key->index];
        order->has_margin = db_column_int(&cursor, 2) == db_column_int(&cursor, 3);
        order->margin = order->revenue - (int64_t)db_column_real(&cursor, 1);
    }
}

static int64_t period_ms(Text period)
{
    const int64_t month = INT64_C(2629746000); /* a twelfth of 365.2425 days */
    if (text_is(period, "month"))
        return month;
    if (text_is(period, "quarter"))
        return 3 * month;
    return text_is(period, "year") ? 12 * month : 0;
}

static Result load_contracts(Work *work, int64_t customer_id, LifecycleFacts *facts)
{
    size_t capacity = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT started_at, ended_at, base_amount, period FROM contracts WHERE customer_id = $1 "
                        "ORDER BY started_at DESC, id DESC LIMIT 20000"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        facts->contracts =
            room(work->arena, facts->contracts, facts->contract_count, &capacity, sizeof(LifecycleContract));
        facts->contracts[facts->contract_count++] = (LifecycleContract){
            .started_at = db_column_int(&cursor, 0),
            .ended_at = db_is_null(&cursor, 1) ? LIFECYCLE_FOREVER : db_column_int(&cursor, 1),
            .amount = db_column_int(&cursor, 2),
            .period_ms = period_ms(db_column_text(&cursor, 3)),
        };
    }
}

static Result load_invoices(Work *work, int64_t customer_id, LifecycleFacts *facts, size_t capacity)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT issued_at, paid_at, status FROM invoices WHERE customer_id = $1 AND status <> 'void' "
                        "ORDER BY issued_at DESC, id DESC LIMIT 20000"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t issued_at = db_column_int(&cursor, 0);
        bool is_open = text_is(db_column_text(&cursor, 2), "open");
        int64_t paid_at = db_is_null(&cursor, 1) ? issued_at : db_column_int(&cursor, 1);
        if (is_open || paid_at > issued_at)
            add_open(work->arena, facts, &capacity, issued_at, is_open ? LIFECYCLE_FOREVER : paid_at);
    }
}

/* What the customer wrote, and tickets opened for them: those that the house began itself aside. */
Result lifecycle_contacts_load(Work *work, int64_t customer_id, bool whole, LifecycleFacts *facts)
{
    static const char messages[] = "SELECT created_at FROM messages WHERE author_kind = 'customer' AND author_id = $1 "
                                   "AND direction = 'in' AND kind = 'message' ORDER BY created_at DESC, id DESC "
                                   "LIMIT $2";
    static const char tickets[] = "SELECT created_at FROM tickets WHERE customer_id = $1 AND (contacts > 0 OR "
                                  "replies = 0) ORDER BY created_at DESC, id DESC LIMIT $2";
    const char *const queries[] = {messages, tickets};
    size_t capacity = 0;
    for (size_t i = 0; i < 2; i++) {
        WITH_CURSOR cursor = {0};
        TRY(db_query(work->db, (DbSql){queries[i], true},
                     DB_VALUES(db_int(customer_id), db_int(whole ? LIFECYCLE_ROWS_MAX : 1)), &cursor));
        for (;;) {
            bool has_row;
            TRY(db_next(&cursor, &has_row));
            if (!has_row)
                break;
            facts->contacts = room(work->arena, facts->contacts, facts->contact_count, &capacity, sizeof(int64_t));
            facts->contacts[facts->contact_count++] = db_column_int(&cursor, 0);
        }
    }
    return done();
}

static Result load_nps(Work *work, int64_t customer_id, bool whole, LifecycleFacts *facts)
{
    size_t capacity = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT answered_at, score FROM responses WHERE customer_id = $1 AND kind = 'nps' AND score IS "
                        "NOT NULL ORDER BY answered_at DESC, id DESC LIMIT $2"),
                 DB_VALUES(db_int(customer_id), db_int(whole ? LIFECYCLE_ROWS_MAX : 1)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        facts->nps = room(work->arena, facts->nps, facts->nps_count, &capacity, sizeof(LifecycleNps));
        facts->nps[facts->nps_count++] = (LifecycleNps){db_column_int(&cursor, 0), db_column_real(&cursor, 1)};
    }
}

Result lifecycle_facts_load(Work *work, int64_t customer_id, bool whole, LifecycleFacts *out_facts, bool *out_is_merged)
{
    LifecycleFacts facts = {0};
    OrderLists lists = {0};
    TRY(load_customer(work, customer_id, &facts, out_is_merged));
    TRY(load_orders(work, customer_id, &facts, &lists));
    TRY(load_margins(work, customer_id, &facts, &lists));
    TRY(load_contracts(work, customer_id, &facts));
    TRY(load_invoices(work, customer_id, &facts, lists.open_capacity));
    TRY(lifecycle_contacts_load(work, customer_id, whole, &facts));
    TRY(load_nps(work, customer_id, whole, &facts));
    *out_facts = facts;
    return done();
}
