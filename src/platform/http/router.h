/* The route tree, by path segment: a fixed segment goes before {id}, {id} before {name}. {id} (and any name that ends in
 * "_id") takes decimal digits only. RESOURCE rows are expanded by their entity's methods. Read-only once made. */
#ifndef LAZO_HTTP_ROUTER_H
#define LAZO_HTTP_ROUTER_H

#include "http/route.h"

#define PATH_SEGMENTS_MAX 12
#define PATH_SEGMENT_BYTES_MAX 512
#define ROUTES_MAX 1024

typedef enum RouteMethod {
    METHOD_GET,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_COUNT,
} RouteMethod;
/* METHOD_COUNT for others; HEAD is GET. */
RouteMethod route_method(Text method);

/* What the caller needs over the route's entity: its own word, else read, write or remove by the method. */
RightSet route_right(const Route *route);

typedef struct Router Router;
/* FAULT_INVALID names two routes that are the same, or a path that is none. Lives in `arena`. */
MUST_CHECK Result router_new(Arena *arena, const Route *const *tables, size_t table_count, Router **out_router);

typedef struct RouteMatch {
    bool has_path;      /* false: 404 */
    const Route *route; /* NULL though has_path: 405 */
    int64_t ids[PATH_IDS_MAX];
    Text words[PATH_IDS_MAX];
    const Route *const *by_method; /* METHOD_COUNT of them, for Allow */
} RouteMatch;
/* `path` is decoded and begins with "/". */
RouteMatch router_find(const Router *router, RouteMethod method, Text path);
/* "GET, HEAD, POST, OPTIONS". */
Text router_allow(Arena *arena, const RouteMatch *match);

/* All routes, RESOURCE rows expanded, in the order of the tables. */
size_t router_count(const Router *router);
const Route *router_at(const Router *router, size_t index);
/* Index of one of its routes. */
size_t router_index(const Router *router, const Route *route);

#endif
