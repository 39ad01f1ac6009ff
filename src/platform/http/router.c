#include "http/router.h"

#include "http/resource.h"

typedef struct RouteNode RouteNode;
struct RouteNode {
    Text segment;
    RouteNode *fixed; /* first of the fixed children, then by `next` */
    RouteNode *next;
    RouteNode *id;
    RouteNode *word;
    bool has_path;
    const Route *by_method[METHOD_COUNT];
};

struct Router {
    RouteNode root;
    Route *routes; /* ROUTES_MAX of them */
    size_t count;
};

RouteMethod route_method(Text method)
{
    static const char *const names[METHOD_COUNT] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    if (text_is(method, "HEAD"))
        return METHOD_GET;
    for (int i = 0; i < METHOD_COUNT; i++)
        if (text_is(method, names[i]))
            return (RouteMethod)i;
    return METHOD_COUNT;
}

RightSet route_right(const Route *route)
{
    if (route->right != 0)
        return route->right;
    switch (route_method(text_of(route->method))) {
    case METHOD_GET: return RIGHT_READ;
    case METHOD_DELETE: return RIGHT_REMOVE;
    case METHOD_POST:
    case METHOD_PUT:
    case METHOD_PATCH:
    case METHOD_COUNT: return RIGHT_WRITE;
    }
    return RIGHT_WRITE;
}

static bool is_parameter(Text segment)
{
    return segment.length >= 3 && segment.data[0] == '{' && segment.data[segment.length - 1] == '}';
}

static bool is_id_parameter(Text segment)
{
    return text_is(segment, "{id}") || text_ends_with(segment, TEXT("_id}"));
}

static RouteNode *node_fixed(const RouteNode *node, Text segment)
{
    for (RouteNode *child = node->fixed; child != NULL; child = child->next)
        if (text_equals(child->segment, segment))
            return child;
    return NULL;
}

static RouteNode *node_make(Arena *arena, RouteNode *node, Text segment)
{
    if (is_parameter(segment)) {
        RouteNode **slot = is_id_parameter(segment) ? &node->id : &node->word;
        if (*slot == NULL)
            *slot = ARENA_NEW(arena, RouteNode);
        return *slot;
    }
    RouteNode *child = node_fixed(node, segment);
    if (child == NULL) {
        child = ARENA_NEW(arena, RouteNode);
        child->segment = segment;
        child->next = node->fixed;
        node->fixed = child;
    }
    return child;
}

/* Cuts "/a/b" into segments; false for an empty segment, a trailing slash, or too many. */
static bool path_cut(Text path, Text *segments, size_t *out_count)
{
    size_t count = 0;
    if (path.length == 0 || path.data[0] != '/')
        return false;
    for (size_t from = 1; from <= path.length;) {
        size_t slash = text_find_byte(path, '/', from);
        size_t to = slash == SIZE_MAX ? path.length : slash;
        if (to == from || to - from > PATH_SEGMENT_BYTES_MAX || count == PATH_SEGMENTS_MAX)
            return false;
        segments[count++] = text_slice(path, from, to);
        from = to + 1;
        if (slash == path.length - 1)
            return false;
    }
    *out_count = count;
    return count > 0;
}

static Result router_add(Arena *arena, Router *router, const Route *source)
{
    Text segments[PATH_SEGMENTS_MAX];
    size_t count;
    RouteMethod method = route_method(text_of(source->method));
    if (method == METHOD_COUNT || !path_cut(text_of(source->path), segments, &count))
        return failf(arena, FAULT_INVALID, "%s %s is no route.", source->method, source->path);
    if (router->count == ROUTES_MAX)
        return failf(arena, FAULT_LIMIT, "There are more than %d routes.", ROUTES_MAX);
    RouteNode *node = &router->root;
    for (size_t i = 0; i < count; i++)
        node = node_make(arena, node, segments[i]);
    if (node->by_method[method] != NULL)
        return failf(arena, FAULT_INVALID, "There are two routes %s %s.", source->method, source->path);
    Route *route = &router->routes[router->count++];
    *route = *source;
    node->has_path = true;
    node->by_method[method] = route;
    return done();
}

static Result router_add_row(Arena *arena, Router *router, const Route *row)
{
    if (row->method != NULL)
        return router_add(arena, router, row);
    Route expanded[RESOURCE_ROUTES_MAX];
    size_t count = resource_routes(arena, row, expanded);
    for (size_t i = 0; i < count; i++)
        TRY(router_add(arena, router, &expanded[i]));
    return done();
}

Result router_new(Arena *arena, const Route *const *tables, size_t table_count, Router **out_router)
{
    Router *router = ARENA_NEW(arena, Router);
    router->routes = ARENA_ARRAY(arena, Route, ROUTES_MAX);
    for (size_t i = 0; i < table_count; i++)
        for (const Route *row = tables[i]; row->path != NULL; row++)
            TRY(router_add_row(arena, router, row));
    *out_router = router;
    return done();
}

static bool is_id(Text segment, int64_t *out_id)
{
    if (segment.length > 19)
        return false;
    for (size_t i = 0; i < segment.length; i++)
        if (segment.data[i] < '0' || segment.data[i] > '9')
            return false;
    return text_to_int(segment, out_id);
}

typedef struct Walk {
    const RouteNode *nodes[PATH_SEGMENTS_MAX + 1];
    int choices[PATH_SEGMENTS_MAX + 1]; /* 0 fixed, 1 id, 2 word; the next to try */
    Text segments[PATH_SEGMENTS_MAX];
    size_t count;
} Walk;

static const RouteNode *walk_try(const Walk *walk, size_t depth, int choice)
{
    const RouteNode *node = walk->nodes[depth];
    int64_t id;
    if (choice == 0)
        return node_fixed(node, walk->segments[depth]);
    if (choice == 1)
        return node->id && is_id(walk->segments[depth], &id) ? node->id : NULL;
    return node->word;
}

/* Depth first, fixed before id before word: at most one visit for each node of the tree. */
static const RouteNode *walk_find(Walk *walk)
{
    size_t depth = 0;
    for (;;) {
        if (depth == walk->count && walk->nodes[depth]->has_path)
            return walk->nodes[depth];
        if (depth == walk->count || walk->choices[depth] > 2) {
            if (depth == 0)
                return NULL;
            depth--;
            continue;
        }
        const RouteNode *next = walk_try(walk, depth, walk->choices[depth]++);
        if (next != NULL) {
            depth++;
            walk->nodes[depth] = next;
            walk->choices[depth] = 0;
        }
    }
}

RouteMatch router_find(const Router *router, RouteMethod method, Text path)
{
    RouteMatch match = {0};
    Walk walk = {.nodes = {&router->root}};
    if (!path_cut(path, walk.segments, &walk.count))
        return match;
    const RouteNode *found = walk_find(&walk);
    if (found == NULL)
        return match;
    size_t ids = 0, words = 0;
    for (size_t i = 0; i < walk.count; i++) {
        if (walk.choices[i] == 2 && ids < PATH_IDS_MAX && is_id(walk.segments[i], &match.ids[ids]))
            ids++;
        else if (walk.choices[i] == 3 && words < PATH_IDS_MAX)
            match.words[words++] = walk.segments[i];
    }
    match.has_path = true;
    match.by_method = found->by_method;
    match.route = method < METHOD_COUNT ? found->by_method[method] : NULL;
    return match;
}

Text router_allow(Arena *arena, const RouteMatch *match)
{
    static const char *const names[METHOD_COUNT] = {"GET, HEAD, ", "POST, ", "PUT, ", "PATCH, ", "DELETE, "};
    Buffer allow = buffer_new(arena, 128);
    for (int i = 0; i < METHOD_COUNT; i++)
        if (match->by_method[i] != NULL)
            buffer_add_string(&allow, names[i]);
    buffer_add_string(&allow, "OPTIONS");
    return buffer_text(&allow);
}

size_t router_count(const Router *router)
{
    return router->count;
}

const Route *router_at(const Router *router, size_t index)
{
    return &router->routes[index];
}

size_t router_index(const Router *router, const Route *route)
{
    return (size_t)(route - router->routes);
}
