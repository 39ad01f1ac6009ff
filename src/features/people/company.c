#include "people/company.h"

#include <ctype.h>

#include "model/search.h"
#include "people/external_id.h"

static const Field company_fields[] = {
    FIELD(Company, id, FIELD_ID, .can = CAN_SORT | CAN_FILTER, .about = "Identifies the company."),
    FIELD(Company, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Company, external_id, FIELD_TEXT, .bytes_max = 200, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Its id in another system; unique."),
    FIELD(Company, name, FIELD_TEXT, .is_required = true, .format = FORMAT_LINE, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_FILTER | CAN_SORT | CAN_SEARCH, .about = "What it is called."),
    FIELD(Company, domain, FIELD_TEXT, .bytes_max = 253, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER,
          .about = "Domain of its addresses, in lower case: a hint, no proof of belonging."),
    FIELD(Company, country, FIELD_TEXT, .format = FORMAT_COUNTRY, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "ISO 3166 code of its country."),
    FIELD(Company, industry, FIELD_TEXT, .format = FORMAT_LINE, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "What it does."),
    FIELD(Company, created_at, FIELD_TIME, .can = CAN_IMPORT | CAN_FILTER, .about = "When it became known."),
    FIELD(Company, updated_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "When it was last changed."),
};

static EntityExtensions company_extensions;

/* "Acme.example" and "@acme.example" are written "acme.example". */
static Result domain_check(Work *work, Company *company)
{
    if (!(company->has & entity_bit(&company_entity, "domain")))
        return done();
    Text domain = text_lower_ascii(work->arena, text_trim(company->domain));
    if (text_starts_with(domain, TEXT("@")))
        domain = text_slice(domain, 1, domain.length);
    bool is_good = domain.length > 0 && domain.data[0] != '.' && domain.data[domain.length - 1] != '.' &&
                   text_find(domain, TEXT(".."), 0) == SIZE_MAX;
    for (size_t i = 0; i < domain.length && is_good; i++) {
        unsigned char c = (unsigned char)domain.data[i];
        is_good = isalnum(c) || c == '-' || c == '.' || c >= 0x80;
    }
    if (!is_good)
        return work_fault(work, TEXT("/domain"), "wrong_format", "This must be a domain such as acme.example.");
    company->domain = domain;
    return done();
}

static Result company_add(Work *work, const EntityInput *input, void *out_company)
{
    TRY(domain_check(work, input->record));
    TRY(external_id_check(work, &company_entity, 0, input->record));
    TRY(entity_add_plain(work, input, out_company));
    const Company *company = out_company;
    search_put(work, &company_entity, company->id, 0, 0, company->name);
    return done();
}

static Result company_change(Work *work, const void *before, const EntityInput *input, void *out_company)
{
    TRY(domain_check(work, input->record));
    TRY(external_id_check(work, &company_entity, record_id(before), input->record));
    TRY(entity_change_plain(work, before, input, out_company));
    const Company *company = out_company;
    if (!text_equals(company->name, ((const Company *)before)->name))
        search_put(work, &company_entity, company->id, 0, 0, company->name);
    return done();
}

const Entity company_entity = {
    .name = "company",
    .plural = "companies",
    .table = "companies",
    .record_bytes = sizeof(Company),
    ENTITY_FIELDS(company_fields),
    .rights = &rights_commerce,
    .methods = ENTITY_READS | ENTITY_CREATE | ENTITY_CHANGE,
    .default_sort = "name",
    .extensions = &company_extensions,
    .has_tags = true,
    .has_custom = true,
    .add = company_add,
    .change = company_change,
    .about = "A company that customers belong to.",
};

const Route company_routes[] = {
    RESOURCE("/api/v1/companies", &company_entity),
    {0},
};
