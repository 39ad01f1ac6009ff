#include "desk/tag_care.h"

#include "base/json.h"

static Result uses_count(Work *work, int64_t tag_id, int64_t *out_count)
{
    return db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM taggings WHERE tag_id = $1"), DB_VALUES(db_int(tag_id)),
                      out_count);
}

Result tag_merge(Work *work, int64_t from_id, int64_t into_id)
{
    Tag from, into;
    int64_t uses = 0;
    if (from_id == into_id)
        return fail(FAULT_CONFLICT, "A tag cannot be merged into itself.");
    TRY(entity_find(work, &tag_entity, from_id, &from));
    TRY(entity_find(work, &tag_entity, into_id, &into));
    TRY(uses_count(work, from_id, &uses));
    if (uses > TAG_MERGE_MAX)
        return failf(work->arena, FAULT_LIMIT, "A tag with more than %d uses is not merged at once.", TAG_MERGE_MAX);
    TRY(db_run(work->db,
               DB_SQL("INSERT INTO taggings (entity, record_id, tag_id) SELECT g.entity, g.record_id, $2 "
                      "FROM taggings g WHERE g.tag_id = $1 ON CONFLICT (entity, record_id, tag_id) DO NOTHING"),
               DB_VALUES(db_int(from_id), db_int(into_id)), NULL));
    Buffer changes = buffer_new(work->arena, 4096);
    Json json = json_writer(&changes);
    json_object(&json);
    json_name(&json, "merged");
    json_list(&json);
    json_text(&json, from.name);
    json_text(&json, into.name);
    json_end_list(&json);
    json_end_object(&json);
    TRY(event_add_changes(work, "tag.merged", &tag_entity, into_id, 0, 0, buffer_text(&changes)));
    return entity_remove_plain(work, &tag_entity, &from);
}

/* ---- over HTTP ---- */

static Result usage_get(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT n.id, (SELECT COUNT(*) FROM taggings g WHERE g.tag_id = n.id AND g.entity = 'ticket'), "
                        "(SELECT COUNT(*) FROM taggings g WHERE g.tag_id = n.id AND g.entity <> 'ticket') "
                        "FROM tags n ORDER BY n.id LIMIT 2000"),
                 DB_NO_VALUES, &cursor));
    json_object(&answer->json);
    json_name(&answer->json, "data");
    json_list(&answer->json);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        json_object(&answer->json);
        json_put_int(&answer->json, "id", db_column_int(&cursor, 0));
        json_put_int(&answer->json, "tickets", db_column_int(&cursor, 1));
        json_put_int(&answer->json, "others", db_column_int(&cursor, 2));
        json_end_object(&answer->json);
    }
    json_end_list(&answer->json);
    json_end_object(&answer->json);
    return done();
}

typedef struct MergeInput {
    FieldSet has;
    int64_t id;
    int64_t into_id;
} MergeInput;
static const Field merge_fields[] = {
    FIELD(MergeInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(MergeInput, into_id, FIELD_REFERENCE, .to = &tag_entity, .is_required = true, .can = CAN_CREATE,
          .about = "The tag that stays."),
};
static const Entity merge_entity = {
    .name = "tag_merge",
    .plural = "tag_merges",
    .record_bytes = sizeof(MergeInput),
    ENTITY_FIELDS(merge_fields),
    .about = "Which tag takes the place of another.",
};

static Result merge_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    TRY(request_read(work, request, &merge_entity, &input));
    int64_t into_id = ((const MergeInput *)input->record)->into_id;
    TRY(tag_merge(work, request->ids[0], into_id));
    return answer_record(work, &tag_entity, into_id, request, answer);
}

const Route tag_care_routes[] = {
    {.method = "GET",
     .path = "/api/v1/tag_usage",
     .entity = &tag_entity,
     .right = RIGHT_READ,
     .runs = RUNS_SLOW,
     .handle = usage_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"data\"],\"properties\":{\"data\":{\"type\":\"array\","
                     "\"items\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"integer\"},\"tickets\":{"
                     "\"type\":\"integer\"},\"others\":{\"type\":\"integer\"}}}}}}",
     .about = "How many tickets, and other records, carry each tag."},
    {.method = "POST",
     .path = "/api/v1/tags/{id}/merge",
     .entity = &tag_entity,
     .right = RIGHT_REMOVE,
     .runs = RUNS_WRITE,
     .handle = merge_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &merge_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &tag_entity,
     .about = "Makes two tags one: the named one stays."},
    {.path = NULL},
};
