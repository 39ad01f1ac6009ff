#include "desk/view_place.h"

#include "base/json.h"
#include "desk/view.h"
#include "people/agent.h"

Result view_arrange(Work *work, int64_t agent_id, const ViewPlace *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        View view;
        TRY(entity_find(work, &view_entity, places[i].view_id, &view));
        TRY(db_run(work->db,
                   DB_SQL("INSERT INTO view_places (agent_id, view_id, position, is_pinned) VALUES ($1, $2, $3, $4) "
                          "ON CONFLICT (agent_id, view_id) DO UPDATE SET position = excluded.position, "
                          "is_pinned = excluded.is_pinned"),
                   DB_VALUES(db_int(agent_id), db_int(places[i].view_id), db_int((int64_t)i + 1),
                             db_bool(places[i].is_pinned)),
                   NULL));
    }
    return event_add_changes(work, "agent.views_arranged", &agent_entity, agent_id, 0, 0, TEXT("{}"));
}

/* ---- over HTTP ---- */

static Result order_get(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    WITH_CURSOR cursor = {0};
    TRY(db_query(
        work->db,
        DB_SQL("SELECT view_id, is_pinned FROM view_places WHERE agent_id = $1 ORDER BY position, id LIMIT $2"),
        DB_VALUES(db_int(work->actor.kind == ACTOR_AGENT ? work->actor.id : 0), db_int(VIEW_PLACES_MAX)), &cursor));
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
        json_put_bool(json, "is_pinned", db_column_int(&cursor, 1) != 0);
        json_end_object(json);
    }
    json_end_list(json);
    json_end_object(json);
    return done();
}

static Result places_read(Work *work, const JsonValue *list, ViewPlace **out_places, size_t *out_count)
{
    if (list == NULL || list->kind != JSON_LIST || list->list.count > VIEW_PLACES_MAX)
        return work_fault(work, TEXT("/data"), "wrong_type", "data is a list of at most %d views.", VIEW_PLACES_MAX);
    ViewPlace *places = ARENA_ARRAY(work->arena, ViewPlace, list->list.count);
    for (size_t i = 0; i < list->list.count; i++) {
        const JsonValue *id = json_member(&list->list.items[i], "id");
        const JsonValue *is_pinned = json_member(&list->list.items[i], "is_pinned");
        if (id == NULL || id->kind != JSON_INT || is_pinned == NULL || is_pinned->kind != JSON_BOOL)
            return work_fault(work, text_format(work->arena, "/data/%zu", i), "wrong_type",
                              "A place is {\"id\": 7, \"is_pinned\": true}.");
        places[i] = (ViewPlace){id->integer, is_pinned->boolean};
    }
    *out_places = places;
    *out_count = list->list.count;
    return done();
}

static Result order_post(Work *work, const Request *request, Answer *answer)
{
    ViewPlace *places = NULL;
    size_t count = 0;
    TRY(places_read(work, json_member(request->json, "data"), &places, &count));
    if (work->actor.kind != ACTOR_AGENT)
        return work_fault(work, TEXT("/data"), "not_allowed", "Only an agent arranges views: an API key has no menu.");
    TRY(view_arrange(work, work->actor.id, places, count));
    return order_get(work, request, answer);
}

/* A filter may have become void (a custom field that is gone): such a view has no count, and the others do. */
static Result count_write(Work *work, const View *view, bool *out_is_over, Json *json)
{
    const Entity *entity = entity_named(work, view->entity);
    const JsonValue *filter;
    int64_t count = 0;
    if (entity == NULL)
        return done();
    TRY(json_read(work->arena, view->filter, &filter));
    Result counted = entity_count_matching(work, entity, filter, LIST_COUNT_MAX + 1, &count);
    if (!is_ok(counted)) {
        *out_is_over = counted.fault == FAULT_LIMIT;
        return *out_is_over || counted.fault == FAULT_INVALID || counted.fault == FAULT_DENIED ? done() : counted;
    }
    json_object(json);
    json_put_int(json, "id", view->id);
    json_put_int(json, "count", count);
    if (count > LIST_COUNT_MAX)
        json_put_bool(json, "count_capped", true);
    json_end_object(json);
    return done();
}

static Result counts_get(Work *work, const Request *request, Answer *answer)
{
    Text ids = request_query(request, "ids");
    Text part;
    bool is_over = false;
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    json_list(json);
    for (int i = 0; !is_over && ids.length > 0 && text_next_part(&ids, ',', &part); i++) {
        int64_t id;
        View view;
        if (!text_to_int(part, &id) || i == VIEWS_COUNTED_MAX)
            return work_fault(work, TEXT("ids"), "wrong_type", "ids are at most %d numbers, separated by commas.",
                              VIEWS_COUNTED_MAX);
        Result found = entity_find(work, &view_entity, id, &view);
        if (found.fault == FAULT_NOT_FOUND)
            continue; /* removed meanwhile */
        TRY(found);
        TRY(count_write(work, &view, &is_over, json));
    }
    json_end_list(json);
    json_end_object(json);
    return done();
}

static const RouteParameter counts_parameters[] = {
    {"ids", "string", "The views to count, separated by commas; at most 60."},
};

#define ORDER_SCHEMA                                                                                                   \
    "{\"type\":\"object\",\"required\":[\"data\"],\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":"   \
    "\"object\",\"required\":[\"id\",\"is_pinned\"],\"properties\":{\"id\":{\"type\":\"integer\"},"                    \
    "\"is_pinned\":{\"type\":\"boolean\"}}}}}}"
static const char counts_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\"],\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":"
    "\"object\",\"required\":[\"id\",\"count\"],\"properties\":{\"id\":{\"type\":\"integer\"},\"count\":{\"type\":"
    "\"integer\"},\"count_capped\":{\"type\":\"boolean\"}}}}}}";

const Route view_place_routes[] = {
    {.method = "GET",
     .path = "/api/v1/views/order",
     .entity = &view_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = order_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = ORDER_SCHEMA,
     .about =
         "The order in which the caller has put views, and which stand in the menu; others stand behind, as shared."},
    {.method = "POST",
     .path = "/api/v1/views/order",
     .entity = &view_entity,
     .right = RIGHT_READ,
     .runs = RUNS_WRITE,
     .handle = order_post,
     .takes = SHAPE_SCHEMA,
     .takes_schema = ORDER_SCHEMA,
     .gives = SHAPE_SCHEMA,
     .gives_schema = ORDER_SCHEMA,
     .about = "Puts the caller's views in this order."},
    {.method = "GET",
     .path = "/api/v1/views/counts",
     .entity = &view_entity,
     .right = RIGHT_READ,
     .runs = RUNS_SLOW,
     .handle = counts_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = counts_schema,
     .parameters = counts_parameters,
     .parameter_count = 1,
     .about = "How many records views hold now, counted up to 10,000; a view that cannot be counted is left out."},
    {.path = NULL},
};
