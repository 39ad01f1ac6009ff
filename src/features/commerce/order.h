/* Orders and their lines. Any status may follow any other (shops do as they do), and each keeps its instant. Totals and
 * prices are minor units of the order's currency, which stays the one it was created with. */
#ifndef LAZO_COMMERCE_ORDER_H
#define LAZO_COMMERCE_ORDER_H

#include "http/route.h"

typedef enum OrderStatus {
    ORDER_OPEN,
    ORDER_PAID,
    ORDER_SHIPPED,
    ORDER_DELIVERED,
    ORDER_CANCELLED,
    ORDER_RETURNED,
    ORDER_STATUS_COUNT,
} OrderStatus;
extern const char *const order_status_names[];

typedef struct Order {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    int64_t customer_id;
    int64_t company_id;
    int64_t status; /* OrderStatus */
    int64_t total;
    Text currency;
    int64_t base_total; /* absent: no rate is known */
    int64_t rate_day;
    Text channel;
    int64_t ordered_at;
    int64_t paid_at;
    int64_t shipped_at;
    int64_t delivered_at;
    int64_t promised_at;
    int64_t created_at;
    int64_t updated_at;
} Order;

typedef struct OrderLine {
    FieldSet has;
    int64_t id;
    int64_t order_id;
    Text external_id;
    int64_t position;
    int64_t product_id;
    Text sku;
    Text name;
    double quantity; /* more than 0 */
    int64_t price;   /* of one unit */
    Text currency;   /* the order's */
} OrderLine;

extern const Entity order_entity; /* list `lines` */
extern const Entity order_line_entity;
extern const Route order_routes[];
#define ORDER_LINES_MAX 1000
enum { ORDER_LINES }; /* index into the input's children */

/* Status open, ordered now and the base currency unless said otherwise; the total is that of the lines when there is none.
 * An order that is live and already paid, shipped, … gets that instant too. Appends order.created and, when its status is
 * not open, order.STATUS; recomputes the customer's totals (not in an import, which does so at its end). */
MUST_CHECK Result order_add(Work *work, const EntityInput *input, void *out_order);
/* A status that begins sets its instant unless it is given; order.STATUS for a new status, else order.changed. */
MUST_CHECK Result order_change(Work *work, const void *before, const EntityInput *input, void *out_order);
/* Adds one line at the end (import of `order_lines`); its price is in the order's currency, whatever the line says. When
 * `adds_to_total`, the total grows by it: order.changed. FAULT_CONFLICT for an external id that another line has,
 * FAULT_LIMIT over ORDER_LINES_MAX. */
MUST_CHECK Result order_add_line(Work *work, int64_t order_id, const OrderLine *line, bool adds_to_total,
                                 int64_t *out_line_id);
/* quantity x price, half away from zero; false when it does not fit. Pure. */
bool order_line_amount(double quantity, int64_t price, int64_t *out_amount);

#endif
