#include "commerce/product.h"

#include "commerce/money.h"
#include "people/external_id.h"

static const Field product_fields[] = {
    FIELD(Product, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the product."),
    FIELD(Product, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Product, external_id, FIELD_TEXT, .bytes_max = 200, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Its id in another system; unique."),
    FIELD(Product, sku, FIELD_TEXT, .bytes_max = 100, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Stock keeping unit; unique."),
    FIELD(Product, name, FIELD_TEXT, .is_required = true, .format = FORMAT_LINE, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT, .about = "What it is called."),
    FIELD(Product, category, FIELD_TEXT, .bytes_max = 120, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP | CAN_SORT, .about = "What kind of thing it is."),
    FIELD(Product, price, FIELD_MONEY, .low = 0, .high = MONEY_MAX, .currency = "currency",
          .can = CAN_WRITE | CAN_FILTER, .about = "Price of one unit."),
    FIELD(Product, currency, FIELD_TEXT, .format = FORMAT_CURRENCY, .can = CAN_IMPORT | CAN_FILTER,
          .about = "Of price and cost."),
    FIELD(Product, unit_cost, FIELD_MONEY, .low = 0, .high = MONEY_MAX, .currency = "currency",
          .can = CAN_WRITE | CAN_FILTER, .about = "What one unit costs the business, for margins."),
    FIELD(Product, is_active, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "Whether it is sold now."),
    FIELD(Product, created_at, FIELD_TIME, .can = CAN_IMPORT, .about = "When it became known."),
    FIELD(Product, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

static EntityExtensions product_extensions;

static Result sku_check(Work *work, int64_t id, const Product *product)
{
    Product other;
    bool is_found;
    if (!(product->has & entity_bit(&product_entity, "sku")))
        return done();
    TRY(entity_find_by(work, &product_entity, "sku", db_text(product->sku), &other, &is_found));
    if (!is_found || other.id == id)
        return done();
    return failf(work->arena, FAULT_CONFLICT, "The SKU %.*s already belongs to product %lld (%.*s).",
                 TEXT_ARG(product->sku), (long long)other.id, TEXT_ARG(other.name));
}

static Result product_add(Work *work, const EntityInput *input, void *out_product)
{
    Product *product = input->record;
    if (!(product->has & entity_bit(&product_entity, "is_active")))
        product->is_active = 1;
    product->has |= entity_bit(&product_entity, "is_active");
    TRY(sku_check(work, 0, product));
    TRY(external_id_check(work, &product_entity, 0, product));
    return entity_add_plain(work, input, out_product);
}

/* Price and cost have one currency, so they change it together. */
static Result currency_check(Work *work, const Product *before, const EntityInput *input)
{
    const Product *given = input->record;
    const FieldSet currency = entity_bit(&product_entity, "currency");
    const FieldSet amounts = entity_bit(&product_entity, "price") | entity_bit(&product_entity, "unit_cost");
    bool differs = (given->has & before->has & currency) && !text_equals(given->currency, before->currency);
    if (!differs || (before->has & amounts & ~input->given) == 0)
        return done();
    return work_fault(work,
                      (input->given & entity_bit(&product_entity, "price")) ? TEXT("/price/currency")
                                                                            : TEXT("/unit_cost/currency"),
                      "currency_mismatch", "Price and cost have one currency, %.*s; change both at once.",
                      TEXT_ARG(before->currency));
}

static Result product_change(Work *work, const void *before, const EntityInput *input, void *out_product)
{
    int64_t id = record_id(before);
    TRY(currency_check(work, before, input));
    TRY(sku_check(work, id, input->record));
    TRY(external_id_check(work, &product_entity, id, input->record));
    return entity_change_plain(work, before, input, out_product);
}

const Entity product_entity = {
    .name = "product",
    .plural = "products",
    .table = "products",
    .record_bytes = sizeof(Product),
    ENTITY_FIELDS(product_fields),
    .rights = &rights_commerce,
    .methods = ENTITY_READS | ENTITY_CREATE | ENTITY_CHANGE,
    .default_sort = "name",
    .extensions = &product_extensions,
    .has_tags = true,
    .has_custom = true,
    .add = product_add,
    .change = product_change,
    .about = "Something that is sold.",
};

const Route product_routes[] = {
    RESOURCE("/api/v1/products", &product_entity),
    {0},
};
