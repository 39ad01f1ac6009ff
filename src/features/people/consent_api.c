#include "model/filter.h"
#include "people/consent.h"
#include "people/consent_record.h"
#include "people/customer.h"
#include "people/customer_merge.h"

/* The newest word of each channel and purpose. */
static Result consents_get(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    return answer_list(work, &consent_entity, filter_is_int(work, &consent_entity, "customer_id", customer.id), request,
                       answer);
}

static Result consents_post(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    EntityInput *input;
    ConsentRecord record;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    TRY(request_read(work, request, &consent_record_entity, &input));
    ConsentRecord *draft = input->record;
    draft->customer_id = customer.id;
    TRY(consent_say(work, draft, &record));
    answer->location = text_format(work->arena, "/api/v1/customers/%lld/consents/history", (long long)customer.id);
    answer->status = 201;
    return entity_write_json(work, &consent_record_entity, record.id, TEXT_NONE, &answer->json, NULL);
}

/* ---- history, newest first ---- */

#define HISTORY_MAX 500

static void text_or_null(Json *json, const char *name, const DbCursor *cursor, int column)
{
    if (db_is_null(cursor, column))
        json_put_null(json, name);
    else
        json_put_text(json, name, db_column_text(cursor, column));
}

static void int_or_null(Json *json, const char *name, const DbCursor *cursor, int column)
{
    if (db_is_null(cursor, column))
        json_put_null(json, name);
    else
        json_put_int(json, name, db_column_int(cursor, column));
}

static void history_row(const DbCursor *cursor, Json *json)
{
    json_object(json);
    json_put_int(json, "id", db_column_int(cursor, 0));
    json_put_int(json, "customer_id", db_column_int(cursor, 1));
    json_put_text(json, "channel", db_column_text(cursor, 2));
    json_put_text(json, "purpose", db_column_text(cursor, 3));
    if (db_is_null(cursor, 4))
        json_put_null(json, "is_given");
    else
        json_put_bool(json, "is_given", db_column_int(cursor, 4) != 0);
    text_or_null(json, "source", cursor, 5);
    text_or_null(json, "words", cursor, 6);
    text_or_null(json, "address", cursor, 7);
    json_name(json, "attachment");
    if (db_is_null(cursor, 8)) {
        json_null(json);
    } else {
        json_object(json);
        json_put_int(json, "id", db_column_int(cursor, 8));
        json_put_text(json, "name", db_column_text(cursor, 14));
        json_end_object(json);
    }
    text_or_null(json, "reason", cursor, 9);
    json_name(json, "actor");
    json_object(json);
    json_put_text(json, "kind", db_column_text(cursor, 10));
    int_or_null(json, "id", cursor, 11);
    text_or_null(json, "name", cursor, 15);
    json_end_object(json);
    json_put_time(json, "said_at", db_column_int(cursor, 12));
    json_put_time(json, "recorded_at", db_column_int(cursor, 13));
    json_end_object(json);
}

/* Also of those that were merged into the customer: what they said is proof as much. */
static Result history_get(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT r.id, r.customer_id, r.channel, r.purpose, r.is_given, r.source, r.words, r.address, "
                        "r.attachment_id, r.reason, r.actor_kind, r.actor_id, r.said_at, r.recorded_at, f.name, "
                        "COALESCE(a.name, k.name) FROM consent_records r "
                        "LEFT JOIN attachments f ON f.id = r.attachment_id "
                        "LEFT JOIN agents a ON r.actor_kind = 'agent' AND a.id = r.actor_id "
                        "LEFT JOIN api_keys k ON r.actor_kind = 'api_key' AND k.id = r.actor_id "
                        "WHERE r.customer_id = $1 OR r.customer_id IN (SELECT c.id FROM customers c WHERE "
                        "c.merged_into = $1) ORDER BY r.id DESC LIMIT $2"),
                 DB_VALUES(db_int(customer.id), db_int(HISTORY_MAX)), &cursor));
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        history_row(&cursor, json);
    }
    json_end_list(json);
    json_put_null(json, "next");
    json_end_object(json);
    return done();
}

static const char history_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\",\"next\"],\"properties\":{\"next\":{\"type\":\"null\"},"
    "\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"id\",\"customer_id\",\"channel\",\"purpose\","
    "\"is_given\",\"source\",\"words\",\"address\",\"attachment\",\"reason\",\"actor\",\"said_at\",\"recorded_at\"],"
    "\"properties\":{\"id\":{\"type\":\"integer\"},\"customer_id\":{\"type\":\"integer\"},\"channel\":{\"type\":\"string\"},"
    "\"purpose\":{\"type\":\"string\"},\"is_given\":{\"type\":[\"boolean\",\"null\"]},\"source\":{\"type\":[\"string\",\"null\"]},"
    "\"words\":{\"type\":[\"string\",\"null\"]},\"address\":{\"type\":[\"string\",\"null\"]},"
    "\"attachment\":{\"type\":[\"object\",\"null\"],\"properties\":{\"id\":{\"type\":\"integer\"},\"name\":{\"type\":\"string\"}}},"
    "\"reason\":{\"type\":[\"string\",\"null\"]},\"actor\":{\"type\":\"object\",\"properties\":{\"kind\":{\"type\":\"string\"},"
    "\"id\":{\"type\":[\"integer\",\"null\"]},\"name\":{\"type\":[\"string\",\"null\"]}}},"
    "\"said_at\":{\"type\":\"string\",\"format\":\"date-time\"},\"recorded_at\":{\"type\":\"string\",\"format\":\"date-time\"}}}}}}";

static const RouteParameter page_parameters[] = {
    {"limit", "integer", "Rows of a page, 1 to 200; 50 without."},
    {"after", "string", "The cursor `next` of the page before."},
};

const Route consent_routes[] = {
    {
        .method = "GET",
        .path = "/api/v1/customers/{id}/consents",
        .entity = &customer_entity,
        .right = RIGHT_READ,
        .runs = RUNS_READ,
        .handle = consents_get,
        .gives = SHAPE_LIST,
        .gives_entity = &consent_entity,
        .parameters = page_parameters,
        .parameter_count = 2,
        .about = "Lists what the customer agreed to, or refused: the newest word of each channel and purpose.",
    },
    {
        .method = "POST",
        .path = "/api/v1/customers/{id}/consents",
        .entity = &customer_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = consents_post,
        .takes = SHAPE_RECORD,
        .takes_entity = &consent_record_entity,
        .gives = SHAPE_RECORD,
        .gives_entity = &consent_record_entity,
        .success = 201,
        .about = "Writes down that the customer gave or withdrew a consent, with its proof.",
    },
    {
        .method = "GET",
        .path = "/api/v1/customers/{id}/consents/history",
        .entity = &customer_entity,
        .right = RIGHT_READ,
        .runs = RUNS_READ,
        .handle = history_get,
        .gives = SHAPE_SCHEMA,
        .gives_schema = history_schema,
        .about = "Every word about consents with its proof, newest first, at most 500.",
    },
    {0},
};
