#include "commerce/invoice.h"

#include "commerce/money.h"
#include "commerce/order.h"
#include "model/event.h"
#include "people/customer.h"
#include "people/external_id.h"

const char *const invoice_status_names[] = {"open", "paid", "void", NULL};
static const char *const invoice_status_events[INVOICE_STATUS_COUNT] = {"invoice.opened", "invoice.paid",
                                                                        "invoice.voided"};

static const Field invoice_fields[] = {
    FIELD(Invoice, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the invoice."),
    FIELD(Invoice, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Invoice, external_id, FIELD_TEXT, .bytes_max = 200, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Its id in another system; unique."),
    FIELD(Invoice, customer_id, FIELD_REFERENCE, .to = &customer_entity, .is_required = true,
          .can = CAN_CREATE | CAN_FILTER, .about = "Who is to pay."),
    FIELD(Invoice, order_id, FIELD_REFERENCE, .to = &order_entity, .can = CAN_WRITE | CAN_FILTER,
          .about = "The order that it is for; of the same customer."),
    FIELD(Invoice, number, FIELD_TEXT, .bytes_max = 60, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "The number on the paper."),
    FIELD(Invoice, status, FIELD_CHOICE, .choices = invoice_status_names, .has_default = true,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP, .about = "Open, unless given."),
    FIELD(Invoice, total, FIELD_MONEY, .low = 0, .high = MONEY_MAX, .is_required = true, .currency = "currency",
          .can = CAN_WRITE | CAN_FILTER, .about = "What is to pay."),
    FIELD(Invoice, currency, FIELD_TEXT, .format = FORMAT_CURRENCY, .has_default = true, .can = CAN_IMPORT | CAN_FILTER,
          .about = "Of the total; it stays."),
    FIELD(Invoice, base_total, FIELD_MONEY, .can = CAN_FILTER,
          .about = "The total in the workspace's currency; null while no rate is known."),
    FIELD(Invoice, rate_day, FIELD_DAY, .about = "Day of the rate that it was converted by."),
    FIELD(Invoice, issued_at, FIELD_TIME, .has_default = true, .can = CAN_WRITE | CAN_FILTER | CAN_SORT,
          .about = "When it was written; now, unless given."),
    FIELD(Invoice, due_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER, .about = "Until when it is to be paid."),
    FIELD(Invoice, paid_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER, .about = "When it was paid."),
    FIELD(Invoice, created_at, FIELD_TIME, .about = "When it was recorded."),
    FIELD(Invoice, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

const Entity invoice_entity = {
    .name = "invoice",
    .plural = "invoices",
    .table = "invoices",
    .record_bytes = sizeof(Invoice),
    ENTITY_FIELDS(invoice_fields),
    .rights = &rights_commerce,
    .methods = ENTITY_READS | ENTITY_CREATE | ENTITY_CHANGE,
    .default_sort = "-issued_at",
    .add = invoice_add,
    .change = invoice_change,
    .about = "What a customer was asked to pay.",
};

const Route invoice_routes[] = {
    RESOURCE("/api/v1/invoices", &invoice_entity),
    {0},
};

static const MoneyFields invoice_money = {"total", "base_total", "issued_at"};

static bool has(const Invoice *invoice, const char *field)
{
    return (invoice->has & entity_bit(&invoice_entity, field)) != 0;
}

static Result order_check(Work *work, const Invoice *invoice)
{
    Order order;
    if (!has(invoice, "order_id"))
        return done();
    TRY(entity_find(work, &order_entity, invoice->order_id, &order));
    if (order.customer_id == invoice->customer_id)
        return done();
    return work_fault(work, TEXT("/order_id"), "other_customer", "This order belongs to another customer.");
}

static void paid_date(Work *work, Invoice *invoice)
{
    if (invoice->status != INVOICE_PAID || has(invoice, "paid_at") || work->mode == WORK_IMPORT)
        return;
    invoice->paid_at = work->now;
    invoice->has |= entity_bit(&invoice_entity, "paid_at");
}

Result invoice_add(Work *work, const EntityInput *input, void *out_invoice)
{
    Invoice *invoice = out_invoice;
    *invoice = *(const Invoice *)input->record;
    if (!has(invoice, "status"))
        invoice->status = INVOICE_OPEN;
    if (!has(invoice, "issued_at"))
        invoice->issued_at = work->now;
    invoice->has |= entity_bit(&invoice_entity, "status") | entity_bit(&invoice_entity, "issued_at");
    TRY(order_check(work, invoice));
    TRY(external_id_check(work, &invoice_entity, 0, invoice));
    paid_date(work, invoice);
    TRY(money_settle(work, &invoice_entity, &invoice_money, NULL, invoice));
    TRY(entity_insert(work, &invoice_entity, invoice));
    TRY(event_add(work, "invoice.created", &invoice_entity, NULL, invoice));
    if (invoice->status == INVOICE_OPEN || work->mode == WORK_IMPORT)
        return done();
    Invoice opened = *invoice;
    opened.status = INVOICE_OPEN;
    return event_add(work, invoice_status_events[invoice->status], &invoice_entity, &opened, invoice);
}

Result invoice_change(Work *work, const void *before_invoice, const EntityInput *input, void *out_invoice)
{
    const Invoice *before = before_invoice;
    Invoice *after = out_invoice;
    bool is_changed = false;
    *after = *before;
    TRY(money_keeps_currency(work, &invoice_entity, &invoice_money, before, input));
    TRY(external_id_check(work, &invoice_entity, before->id, input->record));
    entity_apply_input(input, after);
    TRY(order_check(work, after));
    if (after->status != before->status)
        paid_date(work, after);
    TRY(money_settle(work, &invoice_entity, &invoice_money, before, after));
    TRY(entity_update(work, &invoice_entity, before, after, &is_changed));
    if (!is_changed)
        return done();
    const char *kind = after->status == before->status ? "invoice.changed" : invoice_status_events[after->status];
    return event_add(work, kind, &invoice_entity, before, after);
}
