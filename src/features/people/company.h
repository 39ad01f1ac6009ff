/* A company that customers belong to. Its domain is what people say of it, no proof: nobody joins a company by an
 * address alone. */
#ifndef LAZO_PEOPLE_COMPANY_H
#define LAZO_PEOPLE_COMPANY_H

#include "http/route.h"

typedef struct Company {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text external_id;
    Text name;
    Text domain; /* lower case */
    Text country;
    Text industry;
    int64_t created_at;
    int64_t updated_at;
} Company;

/* A further domain: the list `domains` of a company. */
typedef struct CompanyDomain {
    FieldSet has;
    int64_t id;
    int64_t company_id;
    Text domain; /* lower case */
} CompanyDomain;
#define COMPANY_DOMAINS_MAX 50

extern const Entity company_entity;
extern const Entity company_domain_entity;
extern const Route company_routes[];

#endif
