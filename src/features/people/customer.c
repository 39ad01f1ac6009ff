#include "people/customer.h"

#include "model/event.h"
#include "model/filter.h"
#include "model/search.h"
#include "model/value.h"
#include "people/company.h"
#include "people/consent.h"
#include "people/consent_record.h"
#include "people/customer_match.h"

#define COST_MAX INT64_C(1000000000000000)

static const Field customer_fields[] = {
    FIELD(Customer, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the customer."),
    FIELD(Customer, version, FIELD_VERSION, .about = "Grows with every change that a person or program makes."),
    FIELD(Customer, external_id, FIELD_TEXT, .bytes_max = 200, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "The customer's id in another system; unique."),
    FIELD(Customer, name, FIELD_TEXT, .has_default = true, .format = FORMAT_LINE, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT | CAN_SEARCH,
          .about = "How the customer is called; taken from the address when it is not given."),
    FIELD(Customer, email, FIELD_TEXT, .format = FORMAT_EMAIL, .can = CAN_WRITE | CAN_FILTER | CAN_SEARCH,
          .about = "The main address; every address is in identities."),
    FIELD(Customer, phone, FIELD_TEXT, .bytes_max = 40, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER | CAN_SEARCH, .about = "The main phone number."),
    FIELD(Customer, company_id, FIELD_REFERENCE, .to = &company_entity, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "The company that the customer belongs to."),
    FIELD(Customer, language, FIELD_TEXT, .format = FORMAT_LANGUAGE, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "The language to answer in."),
    FIELD(Customer, time_zone, FIELD_TEXT, .bytes_max = 60, .format = FORMAT_ZONE, .can = CAN_WRITE,
          .about = "IANA time zone."),
    FIELD(Customer, country, FIELD_TEXT, .format = FORMAT_COUNTRY, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "ISO 3166 code of the country."),
    FIELD(Customer, city, FIELD_TEXT, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "Where the customer lives."),
    FIELD(Customer, preferred_channel, FIELD_TEXT, .bytes_max = 40, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP, .about = "How the customer likes to be reached."),
    FIELD(Customer, source, FIELD_TEXT, .bytes_max = 80, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT | CAN_GROUP, .about = "Where the customer came from."),
    FIELD(Customer, acquisition_cost, FIELD_MONEY, .low = 0, .high = COST_MAX, .can = CAN_WRITE | CAN_FILTER,
          .about = "What winning the customer cost, in the workspace's currency."),
    FIELD(Customer, merged_into, FIELD_REFERENCE, .can = IS_HIDDEN),
    FIELD(Customer, erased_at, FIELD_TIME, .can = CAN_FILTER,
          .about = "When the person was forgotten: name, addresses and words are gone."),
    FIELD(Customer, created_at, FIELD_TIME, .can = CAN_IMPORT | CAN_FILTER | CAN_SORT,
          .about = "When the customer became known."),
    FIELD(Customer, updated_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "When it was last changed."),
};

static const ChildList customer_children[] = {
    [CUSTOMER_IDENTITIES] =
        {.name = "identities", .entity = &identity_entity, .parent = "customer_id", .order_by = "id", .count_max = 500},
    [CUSTOMER_CONSENTS] = {.name = "consents",
                           .entity = &consent_entity,
                           .parent = "customer_id",
                           .order_by = "id",
                           .can_write = true,
                           .count_max = CONSENTS_MAX},
};

static EntityExtensions customer_extensions;

static Result customer_visible(Work *work, const Filter **out_filter)
{
    *out_filter = filter_is_absent(work, &customer_entity, "merged_into");
    return done();
}

const Entity customer_entity = {
    .name = "customer",
    .plural = "customers",
    .table = "customers",
    .record_bytes = sizeof(Customer),
    ENTITY_FIELDS(customer_fields),
    .rights = &rights_commerce,
    .methods = ENTITY_LIST | ENTITY_CREATE | ENTITY_CHANGE,
    .default_sort = "-updated_at",
    ENTITY_CHILDREN(customer_children),
    .extensions = &customer_extensions,
    .has_tags = true,
    .has_custom = true,
    .visible = customer_visible,
    .keeps_events = true,
    .add = customer_add,
    .change = customer_change,
    .about = "One person or buyer, behind whatever addresses they use.",
};

static bool has(const Customer *customer, const char *field)
{
    return (customer->has & entity_bit(&customer_entity, field)) != 0;
}

/* Who is called nothing is called by the address, phone or id. */
static Result name_complete(Work *work, Customer *customer)
{
    if (has(customer, "name") && !text_is_empty(text_trim(customer->name)))
        return done();
    if (has(customer, "email"))
        customer->name = text_slice(customer->email, 0, text_find_byte(customer->email, '@', 0));
    else if (has(customer, "phone"))
        customer->name = customer->phone;
    else if (has(customer, "external_id"))
        customer->name = customer->external_id;
    else
        return work_fault(work, TEXT("/name"), "required", "A customer needs a name, e-mail, phone or external id.");
    customer->has |= entity_bit(&customer_entity, "name");
    return done();
}

static Result taken(Work *work, const char *what, Text value, int64_t owner_id)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT name FROM customers WHERE id = $1"), DB_VALUES(db_int(owner_id)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    return failf(work->arena, FAULT_CONFLICT, "The %s %.*s already belongs to customer %lld (%.*s).", what,
                 TEXT_ARG(value), (long long)owner_id, TEXT_ARG(has_row ? db_column_text(&cursor, 0) : TEXT_NONE));
}

typedef struct Known {
    IdentityKind kind;
    const char *field;
    const char *word;
    bool is_sole; /* nobody else may have it; phones are shared in a family or an office */
} Known;
static const Known known[] = {
    {IDENTITY_EMAIL, "email", "address", true},
    {IDENTITY_PHONE, "phone", "phone", false},
    {IDENTITY_EXTERNAL, "external_id", "external id", true},
};
#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

static Text known_value(const Customer *customer, const Known *one)
{
    if (customer == NULL || !has(customer, one->field))
        return TEXT_NONE;
    return *(const Text *)(const void *)((const char *)customer + entity_field(&customer_entity, one->field)->offset);
}

/* Before anything is written: what is new in `after` must not be another's. */
static Result known_check(Work *work, const Customer *before, const Customer *after)
{
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        Text value = known_value(after, &known[i]);
        if (!known[i].is_sole || text_is_empty(value) || text_equals(value, known_value(before, &known[i])))
            continue;
        int64_t owner_id;
        TRY(identity_find(work, known[i].kind, value, &owner_id));
        if (owner_id != 0 && (before == NULL || owner_id != before->id))
            return taken(work, known[i].word, value, owner_id);
    }
    return done();
}

/* An old address stays theirs. An outside id that was corrected does not, unless the new one was theirs before: then both
 * are, as after a merge. */
static Result outside_id_drop(Work *work, int64_t customer_id, Text old, Text value)
{
    int64_t owner_id;
    TRY(identity_find(work, IDENTITY_EXTERNAL, value, &owner_id));
    if (owner_id == customer_id)
        return done();
    return db_run(work->db,
                  DB_SQL("DELETE FROM identities WHERE customer_id = $1 AND kind = 'external' AND value_key = $2"),
                  DB_VALUES(db_int(customer_id), db_text(old)), NULL);
}

static Result known_claim(Work *work, const Customer *before, const Customer *after)
{
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        Text value = known_value(after, &known[i]);
        Text old = known_value(before, &known[i]);
        int64_t owner_id;
        if (text_equals(value, old))
            continue;
        if (known[i].kind == IDENTITY_EXTERNAL && !text_is_empty(old))
            TRY(outside_id_drop(work, after->id, old, value));
        TRY(identity_claim(work, after->id, known[i].kind, value, &owner_id));
    }
    return done();
}

static void index_known(Work *work, const Customer *customer)
{
    Buffer words = buffer_new(work->arena, SEARCH_TERMS_BYTES_MAX);
    buffer_add_text(&words, customer->name);
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        buffer_add_byte(&words, '\n');
        buffer_add_text(&words, known_value(customer, &known[i]));
    }
    search_put(work, &customer_entity, customer->id, 0, customer->id, buffer_text(&words));
}

Result customer_index(Work *work, const Customer *customer)
{
    Buffer words = buffer_new(work->arena, SEARCH_TERMS_BYTES_MAX);
    buffer_add_text(&words, customer->name);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT value FROM identities WHERE customer_id = $1 ORDER BY id LIMIT 200"),
                 DB_VALUES(db_int(customer->id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        buffer_add_byte(&words, '\n');
        buffer_add_text(&words, db_column_text(&cursor, 0));
    }
    search_put(work, &customer_entity, customer->id, 0, customer->id, buffer_text(&words));
    return done();
}

Result customer_add(Work *work, const EntityInput *input, void *out_customer)
{
    Customer *customer = out_customer;
    *customer = *(const Customer *)input->record;
    TRY(name_complete(work, customer));
    TRY(known_check(work, NULL, customer));
    TRY(consent_prepare(work, &input->children[CUSTOMER_CONSENTS]));
    bool is_changed = false;
    TRY(entity_insert(work, &customer_entity, customer));
    TRY(known_claim(work, NULL, customer));
    TRY(entity_write_lists(work, input, customer->id, &is_changed));
    if (input->children[CUSTOMER_CONSENTS].is_given)
        TRY(consent_record_list(work, customer->id));
    index_known(work, customer);
    return event_add(work, "customer.created", &customer_entity, NULL, customer);
}

Result customer_change(Work *work, const void *before, const EntityInput *input, void *out_customer)
{
    Customer *after = out_customer;
    *after = *(const Customer *)before;
    if (after->erased_at != 0)
        return fail(FAULT_CONFLICT, "This person was forgotten: nothing is written down about them any more.");
    entity_apply_input(input, after);
    TRY(name_complete(work, after));
    TRY(known_check(work, before, after));
    TRY(consent_prepare(work, &input->children[CUSTOMER_CONSENTS]));
    bool is_changed = false;
    TRY(known_claim(work, before, after));
    TRY(entity_write(work, before, after, input, &is_changed));
    if (!is_changed)
        return done();
    if (input->children[CUSTOMER_CONSENTS].is_given)
        TRY(consent_record_list(work, after->id));
    TRY(customer_match_again(work, before, after));
    TRY(customer_index(work, after));
    return event_add(work, "customer.changed", &customer_entity, before, after);
}

Result customer_resolve(Work *work, int64_t id, int64_t *out_id)
{
    Result result = db_one_int(work->db, DB_SQL("SELECT COALESCE(merged_into, id) FROM customers WHERE id = $1"),
                               DB_VALUES(db_int(id)), out_id);
    if (result.fault == FAULT_NOT_FOUND)
        return failf(work->arena, FAULT_NOT_FOUND, "There is no customer with the id %lld.", (long long)id);
    return result;
}
