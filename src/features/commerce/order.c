#include "commerce/order.h"

#include <math.h>

#include "commerce/commerce_totals.h"
#include "commerce/money.h"
#include "commerce/product.h"
#include "model/event.h"
#include "people/company.h"
#include "people/customer.h"
#include "people/external_id.h"

const char *const order_status_names[] = {"open", "paid", "shipped", "delivered", "cancelled", "returned", NULL};
static const char *const order_status_events[ORDER_STATUS_COUNT] = {
    "order.opened", "order.paid", "order.shipped", "order.delivered", "order.cancelled", "order.returned"};

#define QUANTITY_MAX 1000000000

static const Field order_line_fields[] = {
    FIELD(OrderLine, id, FIELD_ID, .about = "Identifies the line."),
    FIELD(OrderLine, order_id, FIELD_REFERENCE, .can = IS_HIDDEN),
    FIELD(OrderLine, external_id, FIELD_TEXT, .bytes_max = 200, .format = FORMAT_LINE, .can = CAN_IMPORT,
          .about = "Its id in another system; unique."),
    FIELD(OrderLine, position, FIELD_INT, .can = IS_HIDDEN),
    FIELD(OrderLine, product_id, FIELD_REFERENCE, .to = &product_entity, .can = CAN_WRITE | CAN_FILTER,
          .about = "The product, when it is known here."),
    FIELD(OrderLine, sku, FIELD_TEXT, .bytes_max = 100, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Stock keeping unit as it was sold."),
    FIELD(OrderLine, name, FIELD_TEXT, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "What was sold, as it was called then."),
    FIELD(OrderLine, quantity, FIELD_REAL, .low = 0, .high = QUANTITY_MAX, .has_default = true, .can = CAN_WRITE,
          .about = "How many; more than 0. One, unless given."),
    FIELD(OrderLine, price, FIELD_MONEY, .low = 0, .high = MONEY_MAX, .is_required = true, .currency = "currency",
          .can = CAN_WRITE, .about = "Of one unit, in the order's currency."),
    FIELD(OrderLine, currency, FIELD_TEXT, .can = IS_HIDDEN),
};

const Entity order_line_entity = {
    .name = "order_line",
    .plural = "order_lines",
    .table = "order_lines",
    .record_bytes = sizeof(OrderLine),
    ENTITY_FIELDS(order_line_fields),
    .rights = &rights_commerce,
    .about = "One thing of an order.",
};

static const Field order_fields[] = {
    FIELD(Order, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the order."),
    FIELD(Order, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Order, external_id, FIELD_TEXT, .bytes_max = 200, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Its id in the shop; unique."),
    FIELD(Order, customer_id, FIELD_REFERENCE, .to = &customer_entity, .is_required = true,
          .can = CAN_CREATE | CAN_FILTER, .about = "Who ordered."),
    FIELD(Order, company_id, FIELD_REFERENCE, .to = &company_entity, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "For which company."),
    FIELD(Order, status, FIELD_CHOICE, .choices = order_status_names, .has_default = true,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP, .about = "How far it has come; open, unless given."),
    FIELD(Order, total, FIELD_MONEY, .low = 0, .high = MONEY_MAX, .has_default = true, .currency = "currency",
          .can = CAN_WRITE | CAN_FILTER, .about = "What is to pay; that of the lines, unless given."),
    FIELD(Order, currency, FIELD_TEXT, .format = FORMAT_CURRENCY, .has_default = true,
          .can = CAN_IMPORT | CAN_FILTER | CAN_GROUP, .about = "Of all its amounts; it stays."),
    FIELD(Order, base_total, FIELD_MONEY, .can = CAN_FILTER,
          .about = "The total in the workspace's currency; null while no rate is known."),
    FIELD(Order, rate_day, FIELD_DAY, .about = "Day of the rate that it was converted by."),
    FIELD(Order, channel, FIELD_TEXT, .bytes_max = 40, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "Where it was made: web, shop, phone and so on."),
    FIELD(Order, ordered_at, FIELD_TIME, .has_default = true, .can = CAN_WRITE | CAN_FILTER | CAN_SORT,
          .about = "When it was made; now, unless given."),
    FIELD(Order, paid_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER, .about = "When it was paid."),
    FIELD(Order, shipped_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER, .about = "When it was sent."),
    FIELD(Order, delivered_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER, .about = "When it arrived."),
    FIELD(Order, promised_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER, .about = "When it was promised to arrive."),
    FIELD(Order, created_at, FIELD_TIME, .about = "When it was recorded."),
    FIELD(Order, updated_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "When it was last changed."),
};

static const ChildList order_children[] = {
    [ORDER_LINES] = {.name = "lines",
                     .entity = &order_line_entity,
                     .parent = "order_id",
                     .order_by = "position, id",
                     .can_write = true,
                     .count_max = ORDER_LINES_MAX},
};

static EntityExtensions order_extensions;

const Entity order_entity = {
    .name = "order",
    .plural = "orders",
    .table = "orders",
    .record_bytes = sizeof(Order),
    ENTITY_FIELDS(order_fields),
    .rights = &rights_commerce,
    .methods = ENTITY_READS | ENTITY_CREATE | ENTITY_CHANGE,
    .default_sort = "-ordered_at",
    ENTITY_CHILDREN(order_children),
    .extensions = &order_extensions,
    .has_custom = true,
    .add = order_add,
    .change = order_change,
    .about = "What a customer ordered.",
};

const Route order_routes[] = {
    RESOURCE("/api/v1/orders", &order_entity),
    {0},
};

static const MoneyFields order_money = {"total", "base_total", "ordered_at"};

bool order_line_amount(double quantity, int64_t price, int64_t *out_amount)
{
    long double amount = roundl((long double)quantity * (long double)price);
    if (!(amount >= 0 && amount <= (long double)MONEY_MAX))
        return false;
    *out_amount = (int64_t)amount;
    return true;
}

static bool has(const Order *order, const char *field)
{
    return (order->has & entity_bit(&order_entity, field)) != 0;
}

static Text line_pointer(Work *work, size_t index, const char *field)
{
    return text_format(work->arena, "/lines/%zu/%s", index, field);
}

/* A line of a known product is called what the product is called now, unless it says itself what was sold. */
static Result line_name(Work *work, OrderLine *line)
{
    const FieldSet name = entity_bit(&order_line_entity, "name");
    const FieldSet sku = entity_bit(&order_line_entity, "sku");
    if (!(line->has & entity_bit(&order_line_entity, "product_id")) || (line->has & name))
        return done();
    Product product;
    TRY(entity_find(work, &product_entity, line->product_id, &product));
    line->name = product.name;
    line->has |= name;
    if ((line->has & sku) || !(product.has & entity_bit(&product_entity, "sku")))
        return done();
    line->sku = product.sku;
    line->has |= sku;
    return done();
}

/* Completes the lines and adds them up. Their currency is the order's: that of its total, or of the first line. */
static Result lines_settle(Work *work, ChildInput *input, Order *order, int64_t *out_sum)
{
    OrderLine *lines = input->records;
    *out_sum = 0;
    for (size_t i = 0; i < input->count; i++) {
        OrderLine *line = &lines[i];
        if (!(line->has & entity_bit(&order_line_entity, "quantity"))) {
            line->quantity = 1;
            line->has |= entity_bit(&order_line_entity, "quantity");
        }
        TRY(line_name(work, line));
        if (!(line->quantity > 0))
            return work_fault(work, line_pointer(work, i, "quantity"), "out_of_range", "A quantity is more than 0.");
        if (!has(order, "currency")) {
            order->currency = line->currency;
            order->has |= entity_bit(&order_entity, "currency");
        }
        if (!text_equals(line->currency, order->currency))
            return work_fault(work, line_pointer(work, i, "price/currency"), "currency_mismatch",
                              "All amounts of one order have one currency, %.*s.", TEXT_ARG(order->currency));
        int64_t amount;
        if (!order_line_amount(line->quantity, line->price, &amount) || *out_sum + amount > MONEY_MAX)
            return work_fault(work, line_pointer(work, i, "price"), "out_of_range", "The total would be too large.");
        *out_sum += amount;
    }
    return done();
}

/* The instant of a status, unless it is known. */
static void status_date(Work *work, Order *order, const Order *before)
{
    static const char *const fields[ORDER_STATUS_COUNT] = {
        [ORDER_PAID] = "paid_at", [ORDER_SHIPPED] = "shipped_at", [ORDER_DELIVERED] = "delivered_at"};
    const char *field = fields[order->status];
    if (field == NULL || work->mode == WORK_IMPORT || has(order, field) || (before && before->status == order->status))
        return;
    *(int64_t *)(void *)((char *)order + entity_field(&order_entity, field)->offset) = work->now;
    order->has |= entity_bit(&order_entity, field);
}

static Result total_default(Work *work, const EntityInput *input, int64_t sum, Order *order)
{
    if (has(order, "total"))
        return done();
    if (!input->children[ORDER_LINES].is_given || input->children[ORDER_LINES].count == 0)
        return work_fault(work, TEXT("/total"), "required", "An order needs a total or lines.");
    order->total = sum;
    order->has |= entity_bit(&order_entity, "total");
    return done();
}

Result order_add(Work *work, const EntityInput *input, void *out_order)
{
    Order *order = out_order;
    bool is_changed = false;
    int64_t sum;
    *order = *(const Order *)input->record;
    if (!has(order, "status"))
        order->status = ORDER_OPEN;
    if (!has(order, "ordered_at"))
        order->ordered_at = work->now;
    order->has |= entity_bit(&order_entity, "status") | entity_bit(&order_entity, "ordered_at");
    TRY(lines_settle(work, &input->children[ORDER_LINES], order, &sum));
    TRY(total_default(work, input, sum, order));
    TRY(external_id_check(work, &order_entity, 0, order));
    status_date(work, order, NULL);
    TRY(money_settle(work, &order_entity, &order_money, NULL, order));
    TRY(entity_insert(work, &order_entity, order));
    TRY(entity_write_lists(work, input, order->id, &is_changed));
    TRY(event_add(work, "order.created", &order_entity, NULL, order));
    if (work->mode == WORK_IMPORT)
        return done();
    if (order->status != ORDER_OPEN) {
        Order opened = *order;
        opened.status = ORDER_OPEN;
        TRY(event_add(work, order_status_events[order->status], &order_entity, &opened, order));
    }
    return commerce_recompute(work, order->customer_id);
}

Result order_change(Work *work, const void *before_order, const EntityInput *input, void *out_order)
{
    const Order *before = before_order;
    Order *after = out_order;
    const ChildInput *lines = &input->children[ORDER_LINES];
    bool is_changed = false;
    int64_t sum;
    *after = *before;
    TRY(money_keeps_currency(work, &order_entity, &order_money, before, input));
    TRY(external_id_check(work, &order_entity, before->id, input->record));
    entity_apply_input(input, after);
    TRY(lines_settle(work, &input->children[ORDER_LINES], after, &sum));
    if (lines->is_given && lines->count > 0 && !(input->given & entity_bit(&order_entity, "total")))
        after->total = sum;
    status_date(work, after, before);
    TRY(money_settle(work, &order_entity, &order_money, before, after));
    TRY(entity_write(work, before, after, input, &is_changed));
    if (!is_changed)
        return done();
    const char *kind = after->status == before->status ? "order.changed" : order_status_events[after->status];
    TRY(event_add(work, kind, &order_entity, before, after));
    return work->mode == WORK_IMPORT ? done() : commerce_recompute(work, after->customer_id);
}

static Result line_complete(Work *work, const Order *order, OrderLine *line)
{
    int64_t last = 0;
    if (!(line->has & entity_bit(&order_line_entity, "quantity")))
        line->quantity = 1;
    if (!(line->quantity > 0))
        return work_fault(work, TEXT("/quantity"), "out_of_range", "A quantity is more than 0.");
    TRY(db_one_int(work->db, DB_SQL("SELECT COALESCE(MAX(position), 0) FROM order_lines WHERE order_id = $1"),
                   DB_VALUES(db_int(order->id)), &last));
    if (last >= ORDER_LINES_MAX)
        return failf(work->arena, FAULT_LIMIT, "An order has at most %d lines.", ORDER_LINES_MAX);
    line->order_id = order->id;
    line->position = last + 1;
    line->currency = order->currency;
    line->has |= entity_bit(&order_line_entity, "quantity") | entity_bit(&order_line_entity, "order_id") |
                 entity_bit(&order_line_entity, "position") | entity_bit(&order_line_entity, "currency");
    return done();
}

Result order_add_line(Work *work, int64_t order_id, const OrderLine *line, bool adds_to_total, int64_t *out_line_id)
{
    Order before;
    OrderLine added = *line;
    int64_t amount;
    TRY(entity_find(work, &order_entity, order_id, &before));
    Order after = before;
    TRY(line_complete(work, &before, &added));
    if (!order_line_amount(added.quantity, added.price, &amount) || before.total + amount > MONEY_MAX)
        return work_fault(work, TEXT("/price"), "out_of_range", "The total would be too large.");
    TRY(entity_insert(work, &order_line_entity, &added));
    *out_line_id = added.id;
    if (!adds_to_total)
        return done();
    after.total += amount;
    TRY(money_settle(work, &order_entity, &order_money, &before, &after));
    TRY(entity_update(work, &order_entity, &before, &after, NULL));
    TRY(event_add(work, "order.changed", &order_entity, &before, &after));
    return work->mode == WORK_IMPORT ? done() : commerce_recompute(work, after.customer_id);
}
