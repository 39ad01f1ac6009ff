/* Lines of orders, and the keys of rows. */
#include "base/digest.h"
#include "import/import_row_own.h"
#include "commerce/order.h"
#include "model/event.h"
#include "voice/response.h"

/* ---- lines ---- */

static Result line_text(RowReader *reader, EntityInput *line, const char *field, Text value)
{
    if (text_is_empty(value))
        return done();
    return entity_read_text(reader->work, line, entity_field(&order_line_entity, field), value, text_of(field));
}

static Result line_number(RowReader *reader, EntityInput *line, ImportRole role, const char *field)
{
    const ImportMap *map = reader->job->map;
    const ImportBinding *binding = import_map_role(map, role);
    Text cell = import_map_cell(reader->work->arena, binding, &reader->item->row);
    Text value;
    Text currency;
    const char *why = NULL;
    if (text_is_empty(cell))
        return done();
    if (!import_map_value(reader->work->arena, map, binding, cell, &value, &currency, &why))
        return failf(reader->work->arena, FAULT_INVALID, "%s: %s (\"%.*s\")", field, why, TEXT_ARG(text_cut(cell, 60)));
    return line_text(reader, line, field, value);
}

static void line_currency(EntityInput *line, const ImportOrder *order)
{
    OrderLine *record = line->record;
    record->currency = order->currency;
    record->has |= entity_bit(&order_line_entity, "currency");
}

/* The line of a row of orders. */
static Result line_of_order(RowReader *reader, const ImportOrder *order, EntityInput **out_line)
{
    EntityInput *line = entity_new_input(reader->work, &order_line_entity);
    Text sku = row_says(reader, SAYS_LINE_SKU);
    int64_t product = 0;
    line_currency(line, order);
    TRY(line_text(reader, line, "external_id", reader->item->line_key));
    TRY(line_text(reader, line, "sku", sku));
    TRY(line_text(reader, line, "name", row_says(reader, SAYS_LINE_NAME)));
    TRY(line_number(reader, line, SAYS_LINE_QUANTITY, "quantity"));
    TRY(line_number(reader, line, SAYS_LINE_PRICE, "price"));
    if (!text_is_empty(sku))
        TRY(import_find(reader->work, reader->job->cache, SAYS_PRODUCT, sku, false, &product));
    if (product != 0) {
        ((OrderLine *)line->record)->product_id = product;
        ((OrderLine *)line->record)->has |= entity_bit(&order_line_entity, "product_id");
        line->given |= entity_bit(&order_line_entity, "product_id");
    }
    *out_line = line;
    return done();
}

/* The row of order_lines itself. */
static Result line_of_row(RowReader *reader, EntityInput **out_line)
{
    TRY(row_read_fields(reader));
    TRY(row_read_references(reader));
    row_identify(reader);
    OrderLine *line = reader->input->record;
    Text product = row_says(reader, SAYS_PRODUCT);
    if (!row_has(reader, "sku") && !text_is_empty(product) && product.length <= 100)
        row_set_text(reader, "sku", product);
    reader->input->given &= ~(entity_bit(&order_line_entity, "order_id") | entity_bit(&order_line_entity, "currency"));
    line->has &= ~entity_bit(&order_line_entity, "order_id");
    line_currency(reader->input, &reader->order);
    *out_line = reader->input;
    return done();
}

static Result lines_sum(Work *work, int64_t order_id, int64_t *out_sum)
{
    WITH_CURSOR cursor = {0};
    *out_sum = 0;
    TRY(db_query(work->db, DB_SQL("SELECT quantity, price FROM order_lines WHERE order_id = $1"),
                 DB_VALUES(db_int(order_id)), &cursor));
    for (;;) {
        bool has_row;
        int64_t amount;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        if (order_line_amount(db_column_real(&cursor, 0), db_column_int(&cursor, 1), &amount))
            *out_sum += amount;
    }
}

/* A line counts into its order's total when the total is that of the lines so far: an order that came with a total of its
 * own keeps it. */
static Result add_line(RowReader *reader, const ImportOrder *order, const OrderLine *line)
{
    int64_t sum;
    int64_t id;
    bool has_total = import_map_field(reader->job->map, "total") != NULL;
    TRY(lines_sum(reader->work, order->id, &sum));
    return order_add_line(reader->work, order->id, line, !has_total && sum == order->total, &id);
}

static Result change_line(RowReader *reader, const ImportOrder *order, const EntityInput *input,
                          const OrderLine *before)
{
    Work *work = reader->work;
    OrderLine after = *before;
    bool is_changed = false;
    entity_apply_input(input, &after);
    after.order_id = order->id;
    TRY(entity_update(work, &order_line_entity, before, &after, &is_changed));
    Text changes = text_format(work->arena, "{\"lines\":[%lld,%lld]}", (long long)before->id, (long long)after.id);
    return event_add_changes(work, "order.changed", &order_entity, order->id, order->customer_id, 0, changes);
}

Result row_write_line(RowReader *reader, const ImportOrder *order, ImportFate *out_fate)
{
    EntityInput *line;
    OrderLine before;
    bool is_found = false;
    if (reader_entity(reader) == &order_line_entity)
        TRY(line_of_row(reader, &line));
    else
        TRY(line_of_order(reader, order, &line));
    const OrderLine *said = line->record;
    if (!(said->has & entity_bit(&order_line_entity, "price")))
        return fail(FAULT_INVALID, "price: The row has no price.");
    TRY(entity_find_by(reader->work, &order_line_entity, "external_id", db_text(said->external_id), &before,
                       &is_found));
    if (!is_found) {
        *out_fate = FATE_CREATED;
        return add_line(reader, order, said);
    }
    bool differs = (row_differs(line, &before) || before.order_id != order->id) && !reader->item->is_superseded;
    *out_fate = differs ? FATE_UPDATED : FATE_UNCHANGED;
    return differs ? change_line(reader, order, line, &before) : done();
}

/* ---- keys ---- */

static bool is_key(const ImportKind *kind, const char *name)
{
    for (size_t i = 0; i < IMPORT_KEYS_MAX && kind->keys[i]; i++) {
        if (strcmp(kind->keys[i], name) == 0)
            return true;
    }
    return kind->keys[0] == NULL;
}

uint64_t import_row_content(Arena *arena, const ImportMap *map, const ImportRow *row)
{
    uint64_t hash = IMPORT_HASH_SEED;
    for (size_t i = 0; i < map->count; i++)
        hash = import_hash(hash, import_map_cell(arena, &map->bindings[i], row));
    return hash;
}

static bool is_line_role(ImportRole role)
{
    return role >= SAYS_LINE_SKU && role <= SAYS_LINE_PRICE;
}

uint64_t import_row_key(Arena *arena, const ImportMap *map, const ImportRow *row, bool *out_has_id)
{
    Text id = import_map_cell(arena, import_map_field(map, "external_id"), row);
    uint64_t hash = import_hash(IMPORT_HASH_SEED, id);
    *out_has_id = !text_is_empty(id);
    if (*out_has_id && map->kind->entity == &response_entity) {
        static const char *const fields[] = {"kind", "aspect", "touchpoint"};
        for (size_t i = 0; i < 3; i++)
            hash = import_hash(hash, import_map_cell(arena, import_map_field(map, fields[i]), row));
        hash = import_hash(hash, import_map_cell(arena, import_map_role(map, SAYS_ORDER), row));
    }
    if (*out_has_id)
        return hash;
    Text email = import_map_cell(arena, import_map_field(map, "email"), row);
    for (size_t i = 0; i < map->count && text_is_empty(email); i++) {
        const ImportBinding *binding = &map->bindings[i];
        if (is_key(map->kind, binding->target.name) && !is_line_role(binding->target.role))
            hash = import_hash(hash, import_map_cell(arena, binding, row));
    }
    return import_hash(hash, email);
}

Text import_row_made_key(Arena *arena, const ImportMap *map, const ImportRow *row, int64_t n)
{
    char hex[SHA256_HEX_BYTES];
    Buffer said = buffer_new(arena, CSV_ROW_BYTES_MAX * 2);
    for (size_t i = 0; i < map->count; i++) {
        const ImportBinding *binding = &map->bindings[i];
        if (!is_key(map->kind, binding->target.name) || is_line_role(binding->target.role))
            continue;
        buffer_add_string(&said, binding->target.name);
        buffer_add_byte(&said, '=');
        buffer_add_text(&said, import_map_cell(arena, binding, row));
        buffer_add_byte(&said, '\0');
    }
    sha256_hex(buffer_text(&said), hex);
    return text_format(arena, "row:%.32s:%lld", hex, (long long)n);
}
