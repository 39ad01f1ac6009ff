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

static const Field domain_fields[] = {
    FIELD(CompanyDomain, id, FIELD_ID, .about = "Identifies the entry."),
    FIELD(CompanyDomain, company_id, FIELD_REFERENCE, .can = IS_HIDDEN),
    FIELD(CompanyDomain, domain, FIELD_TEXT, .bytes_max = 253, .is_required = true, .format = FORMAT_LINE,
          .can = CAN_WRITE, .about = "Another domain of its addresses, in lower case."),
};
const Entity company_domain_entity = {
    .name = "company_domain",
    .plural = "company_domains",
    .table = "company_domains",
    .record_bytes = sizeof(CompanyDomain),
    ENTITY_FIELDS(domain_fields),
    .rights = &rights_commerce,
    .about = "A further domain of a company: a hint, no proof of belonging.",
};

enum { COMPANY_DOMAINS };
static const ChildList company_children[] = {
    [COMPANY_DOMAINS] = {.name = "domains",
                         .entity = &company_domain_entity,
                         .parent = "company_id",
                         .order_by = "id",
                         .can_write = true,
                         .count_max = COMPANY_DOMAINS_MAX},
};

/* "Acme.example" and "@acme.example" are written "acme.example". */
static Result domain_write(Work *work, Text pointer, Text *in_out_domain)
{
    Text domain = text_lower_ascii(work->arena, text_trim(*in_out_domain));
    if (text_starts_with(domain, TEXT("@")))
        domain = text_slice(domain, 1, domain.length);
    bool is_good = domain.length > 0 && domain.data[0] != '.' && domain.data[domain.length - 1] != '.' &&
                   text_find(domain, TEXT(".."), 0) == SIZE_MAX;
    for (size_t i = 0; i < domain.length && is_good; i++) {
        unsigned char c = (unsigned char)domain.data[i];
        is_good = isalnum(c) || c == '-' || c == '.' || c >= 0x80;
    }
    if (!is_good)
        return work_fault(work, pointer, "wrong_format", "This must be a domain such as acme.example.");
    *in_out_domain = domain;
    return done();
}

static Result domains_check(Work *work, const EntityInput *input)
{
    Company *company = input->record;
    const ChildInput *further = &input->children[COMPANY_DOMAINS];
    CompanyDomain *domains = further->records;
    if (company->has & entity_bit(&company_entity, "domain"))
        TRY(domain_write(work, TEXT("/domain"), &company->domain));
    for (size_t i = 0; further->is_given && i < further->count; i++) {
        Text pointer = text_format(work->arena, "/domains/%zu/domain", i);
        TRY(domain_write(work, pointer, &domains[i].domain));
        for (size_t k = 0; k < i; k++)
            if (text_equals(domains[i].domain, domains[k].domain))
                return work_fault(work, pointer, "duplicate", "Each domain may stand here once.");
    }
    return done();
}

static Result company_add(Work *work, const EntityInput *input, void *out_company)
{
    TRY(domains_check(work, input));
    TRY(external_id_check(work, &company_entity, 0, input->record));
    TRY(entity_add_plain(work, input, out_company));
    const Company *company = out_company;
    search_put(work, &company_entity, company->id, 0, 0, company->name);
    return done();
}

static Result company_change(Work *work, const void *before, const EntityInput *input, void *out_company)
{
    TRY(domains_check(work, input));
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
    ENTITY_CHILDREN(company_children),
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
