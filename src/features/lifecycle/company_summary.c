#include "lifecycle/company_summary.h"

#include "desk/ticket.h"
#include "people/company.h"
#include "people/customer.h"

/* ---- numbers ---- */

static Result people_write(Work *work, int64_t company_id, Json *json)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(
        work->db,
        DB_SQL("SELECT COUNT(*), CAST(COALESCE(SUM(m.orders), 0) AS BIGINT), CAST(COALESCE(SUM(m.revenue), 0) AS "
               "BIGINT), MAX(m.last_order_at) FROM customers c LEFT JOIN customer_commerce m ON m.customer_id = "
               "c.id WHERE c.company_id = $1 AND c.merged_into IS NULL"),
        DB_VALUES(db_int(company_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    WorkspaceSettings settings = workspace_settings(work->workspace);
    json_put_int(json, "people", has_row ? db_column_int(&cursor, 0) : 0);
    json_put_int(json, "orders", has_row ? db_column_int(&cursor, 1) : 0);
    json_name(json, "revenue");
    json_object(json);
    json_put_int(json, "amount", has_row ? db_column_int(&cursor, 2) : 0);
    json_put_string(json, "currency", settings.base_currency);
    json_end_object(json);
    if (has_row && !db_is_null(&cursor, 3))
        json_put_time(json, "last_order_at", db_column_int(&cursor, 3));
    else
        json_put_null(json, "last_order_at");
    return done();
}

static Result stages_write(Work *work, int64_t company_id, Json *json)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL("SELECT COALESCE(l.stage, 'discovery'), COUNT(*) FROM customers c LEFT JOIN customer_lifecycle l "
               "ON l.customer_id = c.id WHERE c.company_id = $1 AND c.merged_into IS NULL GROUP BY "
               "COALESCE(l.stage, 'discovery') ORDER BY 1"),
        DB_VALUES(db_int(company_id)), &cursor));
    json_name(json, "stages");
    json_object(json);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        json_name_text(json, db_column_text(&cursor, 0));
        json_int(json, db_column_int(&cursor, 1));
    }
    json_end_object(json);
    return done();
}

/* Tickets that the actor may not see are not counted. */
static Result open_tickets_write(Work *work, int64_t company_id, Json *json)
{
    int64_t *hidden;
    size_t hidden_count;
    int64_t open = 0;
    TRY(ticket_hidden_teams(work, &hidden, &hidden_count));
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT t.team_id, COUNT(*) FROM customers c JOIN tickets t ON t.customer_id = c.id WHERE "
                        "c.company_id = $1 AND c.merged_into IS NULL AND t.status NOT IN ('solved', 'closed') GROUP BY "
                        "t.team_id"),
                 DB_VALUES(db_int(company_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        bool is_hidden = false;
        for (size_t i = 0; i < hidden_count && !db_is_null(&cursor, 0); i++)
            is_hidden = is_hidden || hidden[i] == db_column_int(&cursor, 0);
        if (!is_hidden)
            open += db_column_int(&cursor, 1);
    }
    json_put_int(json, "open_tickets", open);
    return done();
}

static Result summary_get(Work *work, const Request *request, Answer *answer)
{
    Company company;
    TRY(entity_find(work, &company_entity, request->ids[0], &company));
    Json *json = &answer->json;
    json_object(json);
    TRY(people_write(work, company.id, json));
    TRY(open_tickets_write(work, company.id, json));
    TRY(stages_write(work, company.id, json));
    json_end_object(json);
    return done();
}

/* ---- who might belong to it ---- */

/* Customers without a company whose address has one of its domains. */
static Result suggested_get(Work *work, const Request *request, Answer *answer)
{
    Company company;
    TRY(entity_find(work, &company_entity, request->ids[0], &company));
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL("SELECT c.id, c.name, c.email, c.version FROM (SELECT domain FROM companies WHERE id = $1 AND "
               "domain IS NOT NULL UNION SELECT domain FROM company_domains WHERE company_id = $1) d JOIN "
               "customer_match_keys k ON k.kind = 'domain' AND k.match_key = d.domain JOIN customers c ON c.id "
               "= k.customer_id WHERE c.company_id IS NULL AND c.merged_into IS NULL ORDER BY c.id LIMIT $2"),
        DB_VALUES(db_int(company.id), db_int(COMPANY_SUGGESTED_MAX)), &cursor));
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        json_object(json);
        json_put_int(json, "id", db_column_int(&cursor, 0));
        json_put_text(json, "name", db_column_text(&cursor, 1));
        json_put_text(json, "email", db_column_text(&cursor, 2));
        json_put_int(json, "version", db_column_int(&cursor, 3));
        json_end_object(json);
    }
    json_end_list(json);
    json_put_null(json, "next");
    json_end_object(json);
    return done();
}

static const char summary_schema[] =
    "{\"type\":\"object\",\"required\":[\"people\",\"orders\",\"revenue\",\"last_order_at\",\"open_tickets\",\"stages\"],"
    "\"properties\":{\"people\":{\"type\":\"integer\"},\"orders\":{\"type\":\"integer\"},\"revenue\":{\"type\":\"object\","
    "\"properties\":{\"amount\":{\"type\":\"integer\"},\"currency\":{\"type\":\"string\"}}},"
    "\"last_order_at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},\"open_tickets\":{\"type\":\"integer\"},"
    "\"stages\":{\"type\":\"object\",\"description\":\"People by journey stage.\",\"additionalProperties\":{\"type\":"
    "\"integer\"}}}}";
static const char suggested_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\",\"next\"],\"properties\":{\"next\":{\"type\":\"null\"},\"data\":{\"type\":"
    "\"array\",\"items\":{\"type\":\"object\",\"required\":[\"id\",\"name\",\"email\",\"version\"],\"properties\":{\"id\":{\"type\":"
    "\"integer\"},\"name\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"},\"version\":{\"type\":\"integer\"}}}}}}";

const Route company_summary_routes[] = {
    {.method = "GET",
     .path = "/api/v1/companies/{id}/summary",
     .entity = &company_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = summary_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = summary_schema,
     .about = "The company in numbers: people, orders, revenue, open tickets, stages."},
    {.method = "GET",
     .path = "/api/v1/companies/{id}/suggested",
     .entity = &company_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = suggested_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = suggested_schema,
     .about = "Customers without a company whose address has one of its domains; nobody joins by that alone."},
    {.path = NULL},
};
