#include "people/customer_merge.h"

typedef struct MergeRequest {
    FieldSet has;
    int64_t id;
    int64_t from_id;
    Text reason;
} MergeRequest;

static const Field merge_fields[] = {
    FIELD(MergeRequest, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(MergeRequest, from_id, FIELD_REFERENCE, .to = &customer_entity, .is_required = true, .can = CAN_CREATE,
          .about = "The customer that is the same one, and is seen no more afterwards."),
    FIELD(MergeRequest, reason, FIELD_TEXT, .bytes_max = 1000, .can = CAN_CREATE,
          .about = "How somebody knew that they are one."),
};
static const Entity merge_shape = {
    .name = "customer_merge",
    .plural = "customer_merges",
    .record_bytes = sizeof(MergeRequest),
    ENTITY_FIELDS(merge_fields),
    .about = "Which customer to merge into this one.",
};

static Result merge_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    TRY(request_read(work, request, &merge_shape, &input));
    const MergeRequest *merge = input->record;
    TRY(customer_merge(work, request->ids[0], merge->from_id, merge->reason));
    return answer_record(work, &customer_entity, request->ids[0], request, answer);
}

static void merge_row_json(const DbCursor *cursor, Json *json)
{
    json_object(json);
    json_put_int(json, "id", db_column_int(cursor, 0));
    json_put_int(json, "from_id", db_column_int(cursor, 1));
    json_put_int(json, "into_id", db_column_int(cursor, 2));
    if (db_is_null(cursor, 3))
        json_put_null(json, "reason");
    else
        json_put_text(json, "reason", db_column_text(cursor, 3));
    json_name(json, "evidence");
    json_raw(json, db_column_text(cursor, 4));
    json_name(json, "actor");
    json_object(json);
    json_put_text(json, "kind", db_column_text(cursor, 5));
    if (db_is_null(cursor, 6))
        json_put_null(json, "id");
    else
        json_put_int(json, "id", db_column_int(cursor, 6));
    json_end_object(json);
    json_put_time(json, "merged_at", db_column_int(cursor, 7));
    json_end_object(json);
}

/* Also merges into one of those that were merged into this one. */
static Result merges_get(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL("SELECT m.id, m.from_id, m.into_id, m.reason, m.evidence, m.actor_kind, m.actor_id, m.merged_at "
               "FROM customer_merges m WHERE m.into_id = $1 OR m.into_id IN "
               "(SELECT c.id FROM customers c WHERE c.merged_into = $1) ORDER BY m.id DESC LIMIT $2"),
        DB_VALUES(db_int(customer.id), db_int(CUSTOMER_MERGED_MAX)), &cursor));
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        merge_row_json(&cursor, json);
    }
    json_end_list(json);
    json_put_null(json, "next");
    json_end_object(json);
    return done();
}

static const char merges_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\",\"next\"],\"properties\":{\"next\":{\"type\":\"null\"},"
    "\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"id\",\"from_id\",\"into_id\",\"reason\","
    "\"evidence\",\"actor\",\"merged_at\"],\"properties\":{\"id\":{\"type\":\"integer\"},\"from_id\":{\"type\":\"integer\"},"
    "\"into_id\":{\"type\":\"integer\"},\"reason\":{\"type\":[\"string\",\"null\"]},\"evidence\":{\"type\":\"object\","
    "\"description\":\"filled: empty fields that took a value; kept: where both had one; moved: rows by kind.\"},"
    "\"actor\":{\"type\":\"object\"},\"merged_at\":{\"type\":\"string\",\"format\":\"date-time\"}}}}}}";

const Route customer_merge_routes[] = {
    {
        .method = "POST",
        .path = "/api/v1/customers/{id}/merge",
        .entity = &customer_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = merge_post,
        .takes = SHAPE_RECORD,
        .takes_entity = &merge_shape,
        .gives = SHAPE_RECORD,
        .gives_entity = &customer_entity,
        .about = "Merges another customer into this one; everything of it moves here.",
    },
    {
        .method = "GET",
        .path = "/api/v1/customers/{id}/merges",
        .entity = &customer_entity,
        .right = RIGHT_READ,
        .runs = RUNS_READ,
        .handle = merges_get,
        .gives = SHAPE_SCHEMA,
        .gives_schema = merges_schema,
        .about = "Explains who was merged into this customer: by whom, why, and what was kept, filled and moved.",
    },
    {0},
};
