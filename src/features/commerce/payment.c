#include "commerce/payment.h"

#include "commerce/invoice.h"
#include "commerce/money.h"
#include "commerce/order.h"
#include "model/event.h"
#include "people/customer.h"
#include "people/external_id.h"

const char *const payment_status_names[] = {"received", "refunded", "failed", NULL};
static const char *const payment_status_events[PAYMENT_STATUS_COUNT] = {"payment.received", "payment.refunded",
                                                                        "payment.failed"};

static const Field payment_fields[] = {
    FIELD(Payment, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the payment."),
    FIELD(Payment, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Payment, external_id, FIELD_TEXT, .bytes_max = 200, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Its id in another system; unique."),
    FIELD(Payment, customer_id, FIELD_REFERENCE, .to = &customer_entity, .has_default = true,
          .can = CAN_CREATE | CAN_FILTER, .about = "Who paid; the order's or invoice's customer, unless given."),
    FIELD(Payment, order_id, FIELD_REFERENCE, .to = &order_entity, .can = CAN_WRITE | CAN_FILTER,
          .about = "The order that it is for; of the same customer."),
    FIELD(Payment, invoice_id, FIELD_REFERENCE, .to = &invoice_entity, .can = CAN_WRITE | CAN_FILTER,
          .about = "The invoice that it is for; of the same customer."),
    FIELD(Payment, amount, FIELD_MONEY, .low = 0, .high = MONEY_MAX, .is_required = true, .currency = "currency",
          .can = CAN_WRITE | CAN_FILTER, .about = "How much."),
    FIELD(Payment, currency, FIELD_TEXT, .format = FORMAT_CURRENCY, .has_default = true, .can = CAN_IMPORT | CAN_FILTER,
          .about = "Of the amount; it stays."),
    FIELD(Payment, base_amount, FIELD_MONEY, .can = CAN_FILTER,
          .about = "The amount in the workspace's currency; null while no rate is known."),
    FIELD(Payment, rate_day, FIELD_DAY, .about = "Day of the rate that it was converted by."),
    FIELD(Payment, method, FIELD_TEXT, .bytes_max = 60, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP, .about = "Card, transfer, cash and so on."),
    FIELD(Payment, status, FIELD_CHOICE, .choices = payment_status_names, .has_default = true,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP, .about = "Received, unless given."),
    FIELD(Payment, paid_at, FIELD_TIME, .has_default = true, .can = CAN_WRITE | CAN_FILTER | CAN_SORT,
          .about = "When; now, unless given."),
    FIELD(Payment, created_at, FIELD_TIME, .about = "When it was recorded."),
    FIELD(Payment, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

const Entity payment_entity = {
    .name = "payment",
    .plural = "payments",
    .table = "payments",
    .record_bytes = sizeof(Payment),
    ENTITY_FIELDS(payment_fields),
    .rights = &rights_commerce,
    .methods = ENTITY_READS | ENTITY_CREATE | ENTITY_CHANGE,
    .default_sort = "-paid_at",
    .add = payment_add,
    .change = payment_change,
    .about = "Money that came, went back or failed to come.",
};

const Route payment_routes[] = {
    RESOURCE("/api/v1/payments", &payment_entity),
    {0},
};

static const MoneyFields payment_money = {"amount", "base_amount", "paid_at"};

static bool has(const Payment *payment, const char *field)
{
    return (payment->has & entity_bit(&payment_entity, field)) != 0;
}

/* What it pays is of the same customer; who pays is known by it. */
static Result payer_settle(Work *work, Payment *payment, int64_t owner_id, const char *pointer)
{
    if (!has(payment, "customer_id")) {
        payment->customer_id = owner_id;
        payment->has |= entity_bit(&payment_entity, "customer_id");
    }
    if (payment->customer_id == owner_id)
        return done();
    return work_fault(work, text_of(pointer), "other_customer", "This belongs to another customer.");
}

static Result payer_find(Work *work, Payment *payment)
{
    Order order;
    Invoice invoice;
    if (has(payment, "order_id")) {
        TRY(entity_find(work, &order_entity, payment->order_id, &order));
        TRY(payer_settle(work, payment, order.customer_id, "/order_id"));
    }
    if (has(payment, "invoice_id")) {
        TRY(entity_find(work, &invoice_entity, payment->invoice_id, &invoice));
        TRY(payer_settle(work, payment, invoice.customer_id, "/invoice_id"));
    }
    if (!has(payment, "customer_id"))
        return work_fault(work, TEXT("/customer_id"), "required", "A payment needs a customer, order or invoice.");
    return done();
}

Result payment_add(Work *work, const EntityInput *input, void *out_payment)
{
    Payment *payment = out_payment;
    *payment = *(const Payment *)input->record;
    if (!has(payment, "status"))
        payment->status = PAYMENT_RECEIVED;
    if (!has(payment, "paid_at"))
        payment->paid_at = work->now;
    payment->has |= entity_bit(&payment_entity, "status") | entity_bit(&payment_entity, "paid_at");
    TRY(payer_find(work, payment));
    TRY(external_id_check(work, &payment_entity, 0, payment));
    TRY(money_settle(work, &payment_entity, &payment_money, NULL, payment));
    TRY(entity_insert(work, &payment_entity, payment));
    return event_add(work, payment_status_events[payment->status], &payment_entity, NULL, payment);
}

Result payment_change(Work *work, const void *before_payment, const EntityInput *input, void *out_payment)
{
    const Payment *before = before_payment;
    Payment *after = out_payment;
    bool is_changed = false;
    *after = *before;
    TRY(money_keeps_currency(work, &payment_entity, &payment_money, before, input));
    TRY(external_id_check(work, &payment_entity, before->id, input->record));
    entity_apply_input(input, after);
    TRY(payer_find(work, after));
    TRY(money_settle(work, &payment_entity, &payment_money, before, after));
    TRY(entity_update(work, &payment_entity, before, after, &is_changed));
    if (!is_changed)
        return done();
    const char *kind = after->status == before->status ? "payment.changed" : payment_status_events[after->status];
    return event_add(work, kind, &payment_entity, before, after);
}
