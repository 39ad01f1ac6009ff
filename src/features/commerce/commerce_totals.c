#include "commerce/commerce_totals.h"

/* Only name, type and meaning count: extensions are read, never written, through the dictionary. */
static const Field totals_fields[] = {
    {.name = "orders",
     .type = FIELD_INT,
     .can = CAN_FILTER | CAN_SORT,
     .about = "Orders that are neither cancelled nor returned."},
    {.name = "revenue",
     .type = FIELD_MONEY,
     .can = CAN_FILTER | CAN_SORT,
     .about = "Their totals, in the workspace's currency."},
    {.name = "first_order_at", .type = FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "When the first was made."},
    {.name = "last_order_at", .type = FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "When the last was made."},
};

const EntityExtension customer_commerce = {
    .table = "customer_commerce",
    .key = "customer_id",
    .fields = totals_fields,
    .field_count = sizeof(totals_fields) / sizeof(totals_fields[0]),
};

Result commerce_recompute(Work *work, int64_t customer_id)
{
    return db_run(work->db,
                  DB_SQL("INSERT INTO customer_commerce (customer_id, orders, revenue, first_order_at, last_order_at) "
                         "SELECT $1, COUNT(o.id), CAST(COALESCE(SUM(o.base_total), 0) AS BIGINT), MIN(o.ordered_at), "
                         "MAX(o.ordered_at) FROM orders o WHERE o.customer_id = $1 "
                         "AND o.status NOT IN ('cancelled', 'returned') "
                         "ON CONFLICT (customer_id) DO UPDATE SET orders = excluded.orders, "
                         "revenue = excluded.revenue, first_order_at = excluded.first_order_at, "
                         "last_order_at = excluded.last_order_at"),
                  DB_VALUES(db_int(customer_id)), NULL);
}

Result commerce_recompute_range(Work *work, int64_t first_id, int64_t end_id)
{
    return db_run(work->db,
                  DB_SQL("INSERT INTO customer_commerce (customer_id, orders, revenue, first_order_at, last_order_at) "
                         "SELECT c.id, COUNT(o.id), CAST(COALESCE(SUM(o.base_total), 0) AS BIGINT), "
                         "MIN(o.ordered_at), MAX(o.ordered_at) FROM customers c LEFT JOIN orders o "
                         "ON o.customer_id = c.id AND o.status NOT IN ('cancelled', 'returned') "
                         "WHERE c.id >= $1 AND c.id < $2 AND c.merged_into IS NULL GROUP BY c.id "
                         "ON CONFLICT (customer_id) DO UPDATE SET orders = excluded.orders, "
                         "revenue = excluded.revenue, first_order_at = excluded.first_order_at, "
                         "last_order_at = excluded.last_order_at"),
                  DB_VALUES(db_int(first_id), db_int(end_id)), NULL);
}
