#include "lifecycle/customer_standing.h"

#include "commerce/order.h"
#include "lifecycle/customer_signal.h"
#include "people/customer.h"

static void put_base_money(Work *work, Json *json, const char *name, bool is_known, int64_t amount)
{
    if (!is_known) {
        json_put_null(json, name);
        return;
    }
    WorkspaceSettings settings = workspace_settings(work->workspace);
    json_name(json, name);
    json_object(json);
    json_put_int(json, "amount", amount);
    json_put_string(json, "currency", settings.base_currency);
    json_end_object(json);
}

/* ---- rhythm ---- */

typedef struct Buying {
    Rhythm rhythm;
    int64_t orders;
    int64_t last_order_at;
} Buying;

static Result buying_load(Work *work, int64_t customer_id, Buying *out)
{
    const Zone *zone = workspace_settings(work->workspace).zone;
    int64_t *days = ARENA_ARRAY(work->arena, int64_t, RHYTHM_ORDERS_MAX);
    size_t count = 0;
    *out = (Buying){0};
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT ordered_at FROM orders WHERE customer_id = $1 AND status NOT IN ('cancelled', "
                        "'returned') AND ordered_at <= $2 ORDER BY ordered_at DESC, id DESC LIMIT $3"),
                 DB_VALUES(db_int(customer_id), db_int(work->now), db_int(RHYTHM_ORDERS_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || count == RHYTHM_ORDERS_MAX)
            break;
        if (count == 0)
            out->last_order_at = db_column_int(&cursor, 0);
        days[count++] = zone_day(zone, db_column_int(&cursor, 0));
    }
    out->orders = (int64_t)count;
    out->rhythm = rhythm_of(days, count, zone_day(zone, work->now));
    return done();
}

static Result last_contact(Work *work, int64_t customer_id, Json *json)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(
        work->db,
        DB_SQL("SELECT created_at FROM messages WHERE author_kind = 'customer' AND author_id = $1 AND direction "
               "= 'in' ORDER BY created_at DESC, id DESC LIMIT 1"),
        DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (has_row)
        json_put_time(json, "last_contact_at", db_column_int(&cursor, 0));
    else
        json_put_null(json, "last_contact_at");
    return done();
}

static Result rhythm_write(Work *work, int64_t customer_id, const Buying *buying, Json *json)
{
    const Rhythm *rhythm = &buying->rhythm;
    json_name(json, "rhythm");
    json_object(json);
    json_put_int(json, "order_days", rhythm->days);
    if (rhythm->is_known)
        json_put_real(json, "interval_days", rhythm->interval_days);
    else
        json_put_null(json, "interval_days");
    if (buying->orders > 0) {
        json_put_int(json, "silence_days", rhythm->silence_days);
        json_put_time(json, "last_order_at", buying->last_order_at);
    } else {
        json_put_null(json, "silence_days");
        json_put_null(json, "last_order_at");
    }
    TRY(last_contact(work, customer_id, json));
    json_end_object(json);
    return done();
}

/* ---- value ---- */

/* Only orders in the base currency whose every line has a product with a cost count; how many those are is said. */
static Result margin_write(Work *work, int64_t customer_id, Json *json)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(
        work->db,
        DB_SQL("SELECT COUNT(*), CAST(COALESCE(SUM(m.total - m.cost), 0) AS DOUBLE PRECISION) FROM (SELECT "
               "o.total AS total, SUM(l.quantity * p.unit_cost) AS cost, COUNT(*) AS lines, COUNT(p.unit_cost) "
               "AS known FROM orders o JOIN order_lines l ON l.order_id = o.id LEFT JOIN products p ON p.id = "
               "l.product_id AND p.currency = o.currency WHERE o.customer_id = $1 AND o.base_total = o.total "
               "AND o.status NOT IN ('cancelled', 'returned') GROUP BY o.id, o.total) m WHERE m.lines = "
               "m.known"),
        DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    int64_t known = has_row ? db_column_int(&cursor, 0) : 0;
    put_base_money(work, json, "margin", known > 0, has_row ? (int64_t)db_column_real(&cursor, 1) : 0);
    json_put_int(json, "margin_orders", known);
    return done();
}

static Result value_write(Work *work, int64_t customer_id, Json *json)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db,
                 DB_SQL("SELECT m.orders, m.revenue, l.clv, c.acquisition_cost FROM customers c LEFT JOIN "
                        "customer_commerce m ON m.customer_id = c.id LEFT JOIN customer_lifecycle l ON l.customer_id = "
                        "c.id WHERE c.id = $1"),
                 DB_VALUES(db_int(customer_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    int64_t orders = has_row ? db_column_int(&cursor, 0) : 0;
    int64_t revenue = has_row ? db_column_int(&cursor, 1) : 0;
    json_name(json, "value");
    json_object(json);
    json_put_int(json, "orders", orders);
    put_base_money(work, json, "revenue", true, revenue);
    put_base_money(work, json, "average_order", orders > 0, orders > 0 ? revenue / orders : 0);
    put_base_money(work, json, "clv", has_row && !db_is_null(&cursor, 2), has_row ? db_column_int(&cursor, 2) : 0);
    put_base_money(work, json, "acquisition_cost", has_row && !db_is_null(&cursor, 3),
                   has_row ? db_column_int(&cursor, 3) : 0);
    db_close_cursor(&cursor);
    TRY(margin_write(work, customer_id, json));
    json_end_object(json);
    return done();
}

Result customer_standing_write(Work *work, int64_t customer_id, Json *json)
{
    Customer customer;
    Buying buying = {0};
    TRY(entity_find(work, &customer_entity, customer_id, &customer));
    bool sees_orders = (rights_over(&work->actor, &order_entity) & RIGHT_READ) != 0;
    if (sees_orders)
        TRY(buying_load(work, customer_id, &buying));
    json_object(json);
    if (sees_orders) {
        TRY(value_write(work, customer_id, json));
        TRY(rhythm_write(work, customer_id, &buying, json));
    }
    json_name(json, "signals");
    json_list(json);
    TRY(customer_signals_write(work, customer_id, &buying.rhythm, json));
    json_end_list(json);
    json_end_object(json);
    return done();
}

static Result standing_get(Work *work, const Request *request, Answer *answer)
{
    return customer_standing_write(work, request->ids[0], &answer->json);
}

#define MONEY                                                                                                          \
    "{\"type\":[\"object\",\"null\"],\"properties\":{\"amount\":{\"type\":\"integer\"},\"currency\":{\"type\":\"string\"}}}"
static const char standing_schema[] =
    "{\"type\":\"object\",\"required\":[\"signals\"],\"properties\":{\"value\":{\"type\":\"object\",\"description\":\"To date, in "
    "the workspace's currency. margin: of the margin_orders orders whose costs are all known.\",\"properties\":{"
    "\"orders\":{\"type\":\"integer\"},\"revenue\":" MONEY ",\"average_order\":" MONEY ",\"clv\":" MONEY
    ",\"acquisition_cost\":" MONEY ",\"margin\":" MONEY ",\"margin_orders\":{\"type\":\"integer\"}}},"
    "\"rhythm\":{\"type\":\"object\",\"description\":\"interval_days: the median of the days between days with orders, "
    "null under three such days.\",\"properties\":{\"order_days\":{\"type\":\"integer\"},"
    "\"interval_days\":{\"type\":[\"number\",\"null\"]},\"silence_days\":{\"type\":[\"integer\",\"null\"]},"
    "\"last_order_at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},"
    "\"last_contact_at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}}},"
    "\"signals\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"code\",\"tone\",\"action\",\"about\","
    "\"evidence\"],\"properties\":{\"code\":{\"type\":\"string\"},\"tone\":{\"type\":\"string\",\"enum\":[\"danger\",\"warn\","
    "\"ok\"]},\"action\":{\"type\":\"string\"},\"about\":{\"type\":\"object\",\"properties\":{\"entity\":{\"type\":\"string\"},"
    "\"id\":{\"type\":\"integer\"}}},\"evidence\":{\"type\":\"object\",\"description\":\"The facts that make it a signal.\"}}}}}}";

const Route customer_standing_routes[] = {
    {.method = "GET",
     .path = "/api/v1/customers/{id}/standing",
     .entity = &customer_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = standing_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = standing_schema,
     .about =
         "What is known of where the customer stands: value to date, rhythm of buying, and signals with evidence."},
    {.path = NULL},
};
