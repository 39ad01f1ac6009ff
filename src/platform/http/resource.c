#include "http/resource.h"

#include "model/filter.h"

const RouteParameter list_parameters[] = {
    {"filter", "string", "The filter language, as JSON."},
    {"sort", "string", "A field that can be sorted by; with - before it, descending."},
    {"limit", "integer", "Rows of a page, 1 to 200; 50 without."},
    {"after", "string", "The cursor `next` of the page before."},
    {"include", "string", "References to show whole, separated by commas."},
    {"count", "boolean", "Also count the rows, up to 10,000."},
};
const size_t list_parameter_count = sizeof(list_parameters) / sizeof(list_parameters[0]);
const RouteParameter record_parameters[] = {
    {"include", "string", "References to show whole, separated by commas."},
};
const size_t record_parameter_count = sizeof(record_parameters) / sizeof(record_parameters[0]);

bool route_is_list(const Route *route)
{
    return route->gives == SHAPE_LIST && route->gives_entity != NULL;
}

bool route_is_record(const Route *route)
{
    return route->gives == SHAPE_RECORD && route->gives_entity != NULL && strcmp(route->method, "GET") == 0;
}

static bool leaf_is_hot(const JsonValue *leaf)
{
    static const char *const hot[] = {"status",    "agent_id",   "team_id", "customer_id",
                                      "ticket_id", "company_id", "order_id"};
    Text field = json_text_member(leaf, "field");
    Text op = json_text_member(leaf, "op");
    if (!text_is(op, "is") && !text_is(op, "in"))
        return false;
    for (size_t i = 0; i < sizeof(hot) / sizeof(hot[0]); i++)
        if (text_is(field, hot[i]))
            return true;
    return false;
}

#define HOT_FILTER_BYTES_MAX 2048
bool list_is_hot(const Request *request)
{
    Text filter = request_query(request, "filter");
    if (text_is(request_query(request, "count"), "true") || filter.length > HOT_FILTER_BYTES_MAX)
        return false;
    if (text_is_empty(filter))
        return true;
    WITH_ARENA arena = arena_new();
    const JsonValue *tree;
    if (!is_ok(json_read(arena, filter, &tree)))
        return true; /* refused at once */
    const JsonValue *all = json_member(tree, "all");
    if (all == NULL)
        return leaf_is_hot(tree);
    if (all->kind != JSON_LIST)
        return true;
    for (size_t i = 0; i < all->list.count; i++)
        if (!leaf_is_hot(&all->list.items[i]))
            return false;
    return true;
}

static Result resource_list(Work *work, const Request *request, Answer *answer)
{
    return answer_list(work, request->route->entity, NULL, request, answer);
}

static Result resource_get(Work *work, const Request *request, Answer *answer)
{
    return answer_record(work, request->route->entity, request->ids[0], request, answer);
}

static Result resource_post(Work *work, const Request *request, Answer *answer)
{
    const Entity *entity = request->route->entity;
    EntityInput *input;
    TRY(request_read(work, request, entity, &input));
    void *record = arena_alloc(work->arena, entity->record_bytes);
    TRY(entity->add ? entity->add(work, input, record) : entity_add_plain(work, input, record));
    return answer_created(work, entity, record_id(record), request, answer);
}

static Result resource_patch(Work *work, const Request *request, Answer *answer)
{
    const Entity *entity = request->route->entity;
    EntityInput *input = entity_new_input(work, entity);
    TRY(entity_read_json(work, entity, request->json, TEXT(""), false, input));
    void *record = arena_alloc(work->arena, entity->record_bytes);
    TRY(entity_patch(work, entity, request->ids[0], request->version, input, record));
    return answer_record(work, entity, request->ids[0], request, answer);
}

static const Field *version_field(const Entity *entity)
{
    for (size_t i = 0; i < entity->field_count; i++)
        if (entity->fields[i].type == FIELD_VERSION)
            return &entity->fields[i];
    return NULL;
}

static Result resource_delete(Work *work, const Request *request, Answer *answer)
{
    const Entity *entity = request->route->entity;
    const Field *version = version_field(entity);
    void *record = arena_alloc(work->arena, entity->record_bytes);
    TRY(entity_find(work, entity, request->ids[0], record));
    if (version && *(const int64_t *)(const void *)((const char *)record + version->offset) != request->version)
        return fail(FAULT_STALE, "Somebody changed it since the version that you name.");
    TRY(entity->remove ? entity->remove(work, record) : entity_remove_plain(work, entity, record));
    answer->status = 204;
    return done();
}

typedef struct ResourceVerb {
    const char *name;
    Result (*handle)(Work *work, const Request *request, Answer *answer);
    const char *about; /* %s: the entity's plural */
    unsigned method;   /* of the entity */
    RouteRuns runs;
    ShapeKind takes;
    ShapeKind gives;
    int success;
    bool is_single;
    RightSet right;
} ResourceVerb;

static const ResourceVerb verbs[RESOURCE_ROUTES_MAX] = {
    {"GET", resource_list, "Lists %s.", ENTITY_LIST, RUNS_READ, SHAPE_NONE, SHAPE_LIST, 200, false, RIGHT_READ},
    {"POST", resource_post, "Creates one of the %s.", ENTITY_CREATE, RUNS_WRITE, SHAPE_RECORD, SHAPE_RECORD, 201, false,
     RIGHT_WRITE},
    {"GET", resource_get, "Shows one of the %s.", ENTITY_GET, RUNS_READ, SHAPE_NONE, SHAPE_RECORD, 200, true,
     RIGHT_READ},
    {"PATCH", resource_patch, "Changes one of the %s.", ENTITY_CHANGE, RUNS_WRITE, SHAPE_RECORD, SHAPE_RECORD, 200,
     true, RIGHT_WRITE},
    {"DELETE", resource_delete, "Removes one of the %s.", ENTITY_REMOVE, RUNS_WRITE, SHAPE_NONE, SHAPE_NONE, 204, true,
     RIGHT_REMOVE},
};

size_t resource_routes(Arena *arena, const Route *row, Route out_routes[RESOURCE_ROUTES_MAX])
{
    const Entity *entity = row->entity;
    size_t count = 0;
    for (size_t i = 0; i < RESOURCE_ROUTES_MAX; i++) {
        const ResourceVerb *verb = &verbs[i];
        if ((entity->methods & verb->method) == 0)
            continue;
        bool is_change = verb->method == ENTITY_CHANGE || verb->method == ENTITY_REMOVE;
        Route route = *row;
        route.method = verb->name;
        route.path = verb->is_single ? arena_printf(arena, "%s/{id}", row->path) : row->path;
        route.right = verb->right;
        route.runs = verb->runs;
        route.handle = verb->handle;
        route.needs_version = is_change && version_field(entity) != NULL;
        route.takes = verb->takes;
        route.takes_entity = verb->takes == SHAPE_NONE ? NULL : entity;
        route.gives = verb->gives;
        route.gives_entity = verb->gives == SHAPE_NONE ? NULL : entity;
        route.success = verb->success;
        route.about = arena_printf(arena, verb->about, entity->plural);
        out_routes[count++] = route;
    }
    return count;
}
