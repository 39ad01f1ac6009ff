/* What a row says: its fields, its place in history, the records it names. */
#include "import/import_row_own.h"
#include "commerce/order.h"
#include "commerce/payment.h"
#include "commerce/product.h"
#include "desk/ticket.h"
#include "model/value.h"
#include "people/company.h"
#include "people/customer.h"
#include "voice/response.h"

/* ---- the input ---- */

static void *member(const RowReader *reader, const char *field)
{
    return (char *)reader->input->record + entity_field(reader_entity(reader), field)->offset;
}

bool row_has(const RowReader *reader, const char *field)
{
    return (record_has(reader->input->record) & entity_bit(reader_entity(reader), field)) != 0;
}

int64_t row_int(const RowReader *reader, const char *field)
{
    return *(const int64_t *)member(reader, field);
}

static void mark_given(RowReader *reader, const char *field)
{
    FieldSet bit = entity_bit(reader_entity(reader), field);
    reader->input->given |= bit;
    *(FieldSet *)reader->input->record |= bit;
}

void row_set_int(RowReader *reader, const char *field, int64_t value)
{
    *(int64_t *)member(reader, field) = value;
    mark_given(reader, field);
}

void row_set_text(RowReader *reader, const char *field, Text value)
{
    *(Text *)member(reader, field) = value;
    mark_given(reader, field);
}

Text row_says(const RowReader *reader, ImportRole role)
{
    return import_map_cell(reader->work->arena, import_map_role(reader->job->map, role), &reader->item->row);
}

Text row_cell(const RowReader *reader, const char *field)
{
    return import_map_cell(reader->work->arena, import_map_field(reader->job->map, field), &reader->item->row);
}

/* ---- fields ---- */

static Result unreadable(RowReader *reader, const char *name, Text cell, const char *why)
{
    return failf(reader->work->arena, FAULT_INVALID, "%s: %s (\"%.*s\")", name, why,
                 TEXT_ARG(text_cut(text_make_utf8(reader->work->arena, cell), 60)));
}

static Text one_line(Arena *arena, Text text)
{
    char *bytes = arena_string(arena, text.data, text.length);
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
            bytes[i] = ' ';
    }
    return (Text){bytes, text.length};
}

/* "3.0" as a whole number. */
static Text whole(Text digits)
{
    size_t point = text_find_byte(digits, '.', 0);
    for (size_t i = point == SIZE_MAX ? digits.length : point + 1; i < digits.length; i++) {
        if (digits.data[i] != '0')
            return digits;
    }
    return text_slice(digits, 0, point);
}

static Result take_currency(RowReader *reader, Text code)
{
    const Entity *entity = reader_entity(reader);
    if (text_is_empty(code) || entity_field_index(entity, TEXT("currency")) < 0 || row_has(reader, "currency"))
        return done();
    if (currency_exponent(code) < 0)
        return failf(reader->work->arena, FAULT_INVALID, "currency: \"%.*s\" is no currency.", TEXT_ARG(code));
    row_set_text(reader, "currency", code);
    return done();
}

static Result read_field(RowReader *reader, const ImportBinding *binding)
{
    Work *work = reader->work;
    const Field *field = binding->target.field;
    Text cell = import_map_cell(work->arena, binding, &reader->item->row);
    if (text_is_empty(cell))
        return done();
    Text value;
    Text currency;
    const char *why = NULL;
    if (!import_map_value(work->arena, reader->job->map, binding, cell, &value, &currency, &why))
        return unreadable(reader, field->name, cell, why);
    /* A column that is only called like a field may hold something else; of a status nothing is guessed. */
    if (field->type == FIELD_CHOICE && !binding->is_named && choice_index(field->choices, value) < 0 &&
        strcmp(field->name, "status") != 0) {
        reader->out->unclear |= entity_bit(reader_entity(reader), field->name);
        return done();
    }
    if (field->type == FIELD_MONEY)
        TRY(take_currency(reader, currency));
    else if (field->type == FIELD_INT)
        value = whole(value);
    else if (field->type == FIELD_TEXT && field->format == FORMAT_LINE)
        value = one_line(work->arena, value);
    else if (field->type == FIELD_TEXT && field->format == FORMAT_CURRENCY)
        value = text_format(work->arena, "%.*s", TEXT_ARG(value));
    Result result = entity_read_text(work, reader->input, field, value, text_of(field->name));
    return is_ok(result) ? done() : unreadable(reader, field->name, cell, result.why);
}

static bool is_currency(const ImportBinding *binding)
{
    return binding->target.role == SAYS_FIELD && strcmp(binding->target.name, "currency") == 0;
}

Result row_read_fields(RowReader *reader)
{
    const ImportMap *map = reader->job->map;
    /* An amount is read in the minor units of its currency. */
    for (size_t i = 0; i < map->count; i++) {
        if (is_currency(&map->bindings[i]))
            TRY(read_field(reader, &map->bindings[i]));
    }
    if (reader->order.id != 0)
        TRY(take_currency(reader, reader->order.currency));
    for (size_t i = 0; i < map->count; i++) {
        if (map->bindings[i].target.role == SAYS_FIELD && !is_currency(&map->bindings[i]))
            TRY(read_field(reader, &map->bindings[i]));
    }
    return done();
}

static bool lies_ahead(const char *name)
{
    return strcmp(name, "promised_at") == 0 || strcmp(name, "due_at") == 0 || strcmp(name, "next_update_at") == 0;
}

int64_t row_instant(RowReader *reader, int64_t present)
{
    const char *when = reader_kind(reader)->when;
    int64_t instant = present;
    if (when && row_has(reader, when))
        instant = row_int(reader, when);
    else if (reader->order.id != 0)
        instant = reader->order.at_ms;
    return instant < present ? instant : present;
}

/* ---- references ---- */

static ImportPerson person_of(const RowReader *reader)
{
    return (ImportPerson){
        .known_as = row_says(reader, SAYS_CUSTOMER),
        .email = row_says(reader, SAYS_CUSTOMER_EMAIL),
        .phone = row_says(reader, SAYS_CUSTOMER_PHONE),
        .name = row_says(reader, SAYS_CUSTOMER_NAME),
        .city = row_says(reader, SAYS_CUSTOMER_CITY),
        .country = row_says(reader, SAYS_CUSTOMER_COUNTRY),
    };
}

static Result read_customer(RowReader *reader)
{
    const Entity *entity = reader_entity(reader);
    if (entity_field_index(entity, TEXT("customer_id")) < 0)
        return done();
    ImportPerson person = person_of(reader);
    bool is_named = !text_is_empty(person.known_as) || !text_is_empty(person.email) || !text_is_empty(person.phone);
    int64_t id = 0;
    if (is_named)
        TRY(import_customer(reader->work, reader->job->cache, &person, &id));
    else if (entity == &ticket_entity)
        TRY(import_nobody(reader->work, reader->job->cache, &id));
    else if (reader->order.id != 0 && entity == &response_entity)
        id = reader->order.customer_id;
    else if (entity != &response_entity && entity != &payment_entity)
        return fail(FAULT_INVALID, "customer: The row does not say whose it is.");
    if (id != 0)
        row_set_int(reader, "customer_id", id);
    return done();
}

/* A record that is not here: a wish of the caller's cannot be met; what the columns' names only suggested goes without. */
static Result not_here(RowReader *reader, ImportRole role, Text name)
{
    const ImportBinding *binding = import_map_role(reader->job->map, role);
    if (binding->is_named)
        return failf(reader->work->arena, FAULT_INVALID, "%s: There is no \"%.*s\" here.", binding->target.name,
                     TEXT_ARG(text_cut(name, 100)));
    reader->out->missing |= 1u << role;
    return done();
}

/* The order was looked up before the fields, which need its currency. */
static Result read_order(RowReader *reader)
{
    Text name = row_says(reader, SAYS_ORDER);
    if (text_is_empty(name))
        return done();
    if (reader->order.id == 0)
        return not_here(reader, SAYS_ORDER, name);
    row_set_int(reader, "order_id", reader->order.id);
    return done();
}

Result row_read_references(RowReader *reader)
{
    static const struct {
        ImportRole role;
        const char *field;
    } references[] = {{SAYS_COMPANY, "company_id"}, {SAYS_PRODUCT, "product_id"}, {SAYS_INVOICE, "invoice_id"},
                      {SAYS_TICKET, "ticket_id"},   {SAYS_AGENT, "agent_id"},     {SAYS_TEAM, "team_id"}};
    TRY(read_order(reader));
    TRY(read_customer(reader));
    for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
        Text name = row_says(reader, references[i].role);
        int64_t id;
        if (text_is_empty(name))
            continue;
        bool may_add = reader_entity(reader) != &order_line_entity;
        TRY(import_find(reader->work, reader->job->cache, references[i].role, name, may_add, &id));
        if (id != 0)
            row_set_int(reader, references[i].field, id);
        else if (reader_entity(reader) != &order_line_entity)
            TRY(not_here(reader, references[i].role, name));
    }
    return done();
}

/* ---- what goes without saying ---- */

static bool is_word_of(Text cell, const char *const *words)
{
    for (; *words; words++) {
        if (text_equals_ascii_case(cell, text_of(*words)))
            return true;
    }
    return false;
}

/* An order history without a status tells of sales. What another shop calls processing or created is paid only when it
 * tells when. */
static void complete_order(RowReader *reader, bool is_new)
{
    static const char *const paid_words[] = {"paid", "paga", "pagado", "pagada", "pago", NULL};
    bool knows_payment = import_map_field(reader->job->map, "paid_at") != NULL;
    if (is_new && !row_has(reader, "status")) {
        row_set_int(reader, "status", knows_payment && !row_has(reader, "paid_at") ? ORDER_OPEN : ORDER_PAID);
        if (!knows_payment && row_has(reader, "ordered_at"))
            row_set_int(reader, "paid_at", row_int(reader, "ordered_at"));
    } else if (!row_has(reader, "status")) {
        return;
    } else if (row_int(reader, "status") == ORDER_PAID && knows_payment && !row_has(reader, "paid_at") &&
               !is_word_of(row_cell(reader, "status"), paid_words)) {
        row_set_int(reader, "status", ORDER_OPEN);
    } else if (row_int(reader, "status") == ORDER_OPEN && row_has(reader, "paid_at")) {
        row_set_int(reader, "status", ORDER_PAID);
    }
    /* The lines come later, or never. */
    if (is_new && !row_has(reader, "total"))
        row_set_int(reader, "total", 0);
}

static void complete_subject(RowReader *reader)
{
    static const char *const others[] = {"topic", "external_id"};
    Text text = row_says(reader, SAYS_TEXT);
    Text line = TEXT_NONE;
    if (text_next_line(&text, &line) && !text_is_empty(text_trim(line)))
        row_set_text(reader, "subject", one_line(reader->work->arena, text_cut(text_trim(line), 200)));
    for (size_t i = 0; i < 2 && !row_has(reader, "subject"); i++) {
        if (row_has(reader, others[i]))
            row_set_text(reader, "subject", *(const Text *)member(reader, others[i]));
    }
    if (!row_has(reader, "subject"))
        row_set_text(reader, "subject", TEXT("Ticket"));
}

static void complete_ticket(RowReader *reader, bool is_new)
{
    static const char *const times[] = {"created_at", "first_reply_at", "solved_at", "closed_at"};
    int64_t last = 0;
    if (is_new && !row_has(reader, "subject"))
        complete_subject(reader);
    if (!row_has(reader, "status") && (row_has(reader, "closed_at") || row_has(reader, "solved_at") || is_new))
        row_set_int(reader, "status",
                    row_has(reader, "closed_at")   ? TICKET_CLOSED
                    : row_has(reader, "solved_at") ? TICKET_SOLVED
                                                   : TICKET_OPEN);
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]) && !row_has(reader, "updated_at"); i++) {
        if (row_has(reader, times[i]) && row_int(reader, times[i]) > last)
            last = row_int(reader, times[i]);
    }
    if (is_new && last != 0)
        row_set_int(reader, "updated_at", last);
}

static void complete_name(RowReader *reader)
{
    static const char *const others[] = {"external_id", "sku", "category"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]) && !row_has(reader, "name"); i++) {
        if (entity_field_index(reader_entity(reader), text_of(others[i])) >= 0 && row_has(reader, others[i]))
            row_set_text(reader, "name", *(const Text *)member(reader, others[i]));
    }
}

Result row_complete(RowReader *reader, bool is_new)
{
    const Entity *entity = reader_entity(reader);
    bool is_named = entity == &product_entity || entity == &company_entity;
    if (entity == &order_entity && is_new && !row_has(reader, "ordered_at") && !row_has(reader, "total") &&
        import_map_role(reader->job->map, SAYS_LINE_PRICE) == NULL)
        return fail(FAULT_INVALID, "ordered_at: A new order needs a date or a total.");
    if (entity == &order_entity)
        complete_order(reader, is_new);
    else if (entity == &ticket_entity)
        complete_ticket(reader, is_new);
    else if (entity == &payment_entity && !row_has(reader, "paid_at") && reader->order.id != 0)
        row_set_int(reader, "paid_at", reader->order.at_ms);
    if (entity == &product_entity && is_new && !row_has(reader, "is_active"))
        row_set_int(reader, "is_active", 1);
    if (is_named && is_new)
        complete_name(reader);
    if (is_named && is_new && !row_has(reader, "name"))
        return fail(FAULT_INVALID, "name: The row has no name.");
    return done();
}

static bool has_natural_key(const RowReader *reader)
{
    const Entity *entity = reader_entity(reader);
    if (entity == &customer_entity)
        return row_has(reader, "email") || row_has(reader, "phone");
    return entity == &company_entity || (entity == &product_entity && row_has(reader, "sku"));
}

void row_identify(RowReader *reader)
{
    if (!row_has(reader, "external_id") && !has_natural_key(reader) && !text_is_empty(reader->item->key))
        row_set_text(reader, "external_id", reader->item->key);
}

/* The newest thing that the row tells of, for a change of a record that is known. */
int64_t row_newest(const RowReader *reader, int64_t present)
{
    const Entity *entity = reader_entity(reader);
    int64_t newest = TIME_MS_MIN;
    for (size_t i = 0; i < entity->field_count; i++) {
        const Field *field = &entity->fields[i];
        if (field->type != FIELD_TIME || lies_ahead(field->name) || !(record_has(reader->input->record) & FIELD_BIT(i)))
            continue;
        int64_t at_ms = *(const int64_t *)(const void *)((const char *)reader->input->record + field->offset);
        if (at_ms <= present && at_ms > newest)
            newest = at_ms;
    }
    return newest == TIME_MS_MIN ? present : newest;
}
