#include "import/import_reference.h"

#include "commerce/product.h"
#include "model/value.h"
#include "people/company.h"
#include "people/customer.h"

#define NOBODY TEXT("lazo:unknown")

/* ---- customers ---- */

static void put(EntityInput *input, const char *name, Text value)
{
    if (text_is_empty(value))
        return;
    FieldSet bit = entity_bit(input->entity, name);
    *(Text *)(void *)((char *)input->record + entity_field(input->entity, name)->offset) = value;
    input->given |= bit;
    *(FieldSet *)input->record |= bit;
}

static Text one_line(Arena *arena, Text text, size_t bytes_max)
{
    Text cut = text_copy(arena, text_cut(text, bytes_max));
    char *bytes = (char *)(uintptr_t)cut.data;
    for (size_t i = 0; i < cut.length; i++) {
        if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
            bytes[i] = ' ';
    }
    return text_trim(cut);
}

static Result customer_new(Work *work, const ImportPerson *person, int64_t *out_id)
{
    Customer customer;
    Text country = import_country(work->arena, person->country);
    EntityInput *input = entity_new_input(work, &customer_entity);
    bool is_address = email_is_valid(person->known_as);
    put(input, "external_id", is_address ? TEXT_NONE : person->known_as);
    put(input, "email", is_address ? person->known_as : person->email);
    put(input, "phone", one_line(work->arena, person->phone, 40));
    put(input, "name", one_line(work->arena, person->name, 255));
    put(input, "city", one_line(work->arena, person->city, 255));
    put(input, "country", country_is_valid(country) ? country : TEXT_NONE);
    put(input, "source", TEXT("import"));
    TRY(customer_add(work, input, &customer));
    *out_id = customer.id;
    return done();
}

static Result identity_check(Arena *arena, IdentityKind kind, Text value)
{
    bool is_good = value.length <= (kind == IDENTITY_EXTERNAL ? 200u : 254u) && text_is_utf8(value);
    for (size_t i = 0; i < value.length && is_good; i++)
        is_good = (unsigned char)value.data[i] >= 0x20 && value.data[i] != 0x7f;
    if (is_good && !text_is_empty(identity_key(arena, kind, value)))
        return done();
    return failf(arena, FAULT_INVALID, "customer: \"%.*s\" is no %s.", TEXT_ARG(text_cut(value, 100)),
                 kind == IDENTITY_EMAIL   ? "e-mail address"
                 : kind == IDENTITY_PHONE ? "phone number"
                                          : "id");
}

static Result known(Work *work, ImportCache *cache, IdentityKind kind, Text value, int64_t *io_id)
{
    if (*io_id != 0 || text_is_empty(value))
        return done();
    char cached_as = (char)('1' + (int)kind);
    *io_id = import_cache_find(cache, cached_as, value);
    if (*io_id != 0)
        return done();
    TRY(identity_check(work->arena, kind, value));
    TRY(identity_find(work, kind, value, io_id));
    if (*io_id != 0)
        import_cache_put(cache, cached_as, value, *io_id);
    return done();
}

Result import_customer(Work *work, ImportCache *cache, const ImportPerson *person, int64_t *out_id)
{
    int64_t id = 0;
    bool is_address = email_is_valid(person->known_as);
    IdentityKind kind = is_address ? IDENTITY_EMAIL : IDENTITY_EXTERNAL;
    TRY(known(work, cache, kind, person->known_as, &id));
    TRY(known(work, cache, IDENTITY_EMAIL, person->email, &id));
    TRY(known(work, cache, IDENTITY_PHONE, person->phone, &id));
    if (id == 0 && text_is_empty(person->known_as) && text_is_empty(person->email) && text_is_empty(person->phone))
        return fail(FAULT_INVALID, "customer: The row does not say whose it is.");
    if (id == 0) {
        TRY(customer_new(work, person, &id));
        import_cache_put(cache, (char)('1' + (int)kind), person->known_as, id);
    }
    *out_id = id;
    return done();
}

Result import_nobody(Work *work, ImportCache *cache, int64_t *out_id)
{
    const char *language = workspace_settings(work->workspace).language;
    ImportPerson person = {.known_as = NOBODY, .name = TEXT("Cliente desconocido")};
    if (strncmp(language, "en", 2) == 0)
        person.name = TEXT("Unknown customer");
    else if (strncmp(language, "pt", 2) == 0)
        person.name = TEXT("Cliente desconhecido");
    return import_customer(work, cache, &person, out_id);
}

/* ---- orders ---- */

Result import_order(Work *work, Text external_id, ImportOrder *out_order)
{
    WITH_CURSOR cursor = {0};
    *out_order = (ImportOrder){0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, customer_id, COALESCE(paid_at, ordered_at), total, currency FROM orders "
                        "WHERE external_id = $1"),
                 DB_VALUES(db_text(external_id)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return done();
    *out_order = (ImportOrder){db_column_int(&cursor, 0), db_column_int(&cursor, 1), db_column_int(&cursor, 2),
                               db_column_int(&cursor, 3), text_copy(work->arena, db_column_text(&cursor, 4))};
    return done();
}

/* ---- the others ---- */

static Result id_or_none(Work *work, DbSql sql, Text value, int64_t *out_id)
{
    Result result = db_one_int(work->db, sql, DB_VALUES(db_text(value)), out_id);
    if (result.fault != FAULT_NOT_FOUND)
        return result;
    *out_id = 0;
    return done();
}

static Result look_up(Work *work, ImportRole role, Text name, int64_t *out_id)
{
    Text folded = text_fold(work->arena, name);
    *out_id = 0;
    switch ((int)role) {
    case SAYS_COMPANY:
        TRY(id_or_none(work, DB_SQL("SELECT id FROM companies WHERE external_id = $1"), name, out_id));
        return *out_id ? done()
                       : id_or_none(work, DB_SQL("SELECT id FROM companies WHERE name_key = $1 ORDER BY id LIMIT 1"),
                                    folded, out_id);
    case SAYS_PRODUCT:
        TRY(id_or_none(work, DB_SQL("SELECT id FROM products WHERE external_id = $1"), name, out_id));
        if (*out_id == 0)
            TRY(id_or_none(work, DB_SQL("SELECT id FROM products WHERE sku = $1"), name, out_id));
        return *out_id ? done()
                       : id_or_none(work, DB_SQL("SELECT id FROM products WHERE name_key = $1 ORDER BY id LIMIT 1"),
                                    folded, out_id);
    case SAYS_INVOICE: return id_or_none(work, DB_SQL("SELECT id FROM invoices WHERE external_id = $1"), name, out_id);
    case SAYS_TICKET: return id_or_none(work, DB_SQL("SELECT id FROM tickets WHERE external_id = $1"), name, out_id);
    case SAYS_AGENT:
        TRY(id_or_none(work, DB_SQL("SELECT id FROM agents WHERE email_key = $1"), folded, out_id));
        return *out_id ? done()
                       : id_or_none(work, DB_SQL("SELECT id FROM agents WHERE name_key = $1 ORDER BY id LIMIT 1"),
                                    folded, out_id);
    case SAYS_TEAM: return id_or_none(work, DB_SQL("SELECT id FROM teams WHERE name_key = $1"), folded, out_id);
    default: return done();
    }
}

static Result named_new(Work *work, ImportRole role, Text name, int64_t *out_id)
{
    const Entity *entity = role == SAYS_COMPANY ? &company_entity : &product_entity;
    EntityInput *input = entity_new_input(work, entity);
    void *record = arena_alloc(work->arena, entity->record_bytes);
    name = one_line(work->arena, name, 255);
    put(input, "name", name);
    put(input, "external_id", text_cut(name, 200));
    if (role == SAYS_PRODUCT) {
        *(int64_t *)(void *)((char *)input->record + entity_field(entity, "is_active")->offset) = 1;
        *(FieldSet *)input->record |= entity_bit(entity, "is_active");
    }
    TRY(entity->add ? entity->add(work, input, record) : entity_add_plain(work, input, record));
    *out_id = record_id(record);
    return done();
}

Result import_find(Work *work, ImportCache *cache, ImportRole role, Text name, bool may_add, int64_t *out_id)
{
    char kind = (char)('A' + (int)role);
    *out_id = import_cache_find(cache, kind, name);
    if (*out_id != 0)
        return done();
    TRY(look_up(work, role, name, out_id));
    if (*out_id == 0 && may_add && (role == SAYS_COMPANY || role == SAYS_PRODUCT))
        TRY(named_new(work, role, name, out_id));
    if (*out_id != 0)
        import_cache_put(cache, kind, name, *out_id);
    return done();
}
