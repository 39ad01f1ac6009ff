/* The five generic handlers of an entity, and the routes that a RESOURCE row stands for. */
#ifndef LAZO_HTTP_RESOURCE_H
#define LAZO_HTTP_RESOURCE_H

#include "http/route.h"

#define RESOURCE_ROUTES_MAX 5
/* Fills `out_routes` by entity->methods; texts live in `arena`. */
size_t resource_routes(Arena *arena, const Route *row, Route out_routes[RESOURCE_ROUTES_MAX]);

/* The query parameters that every list, and every single record, knows. */
extern const RouteParameter list_parameters[];
extern const size_t list_parameter_count;
extern const RouteParameter record_parameters[];
extern const size_t record_parameter_count;
/* Whether the route takes them besides its own. */
bool route_is_list(const Route *route);
bool route_is_record(const Route *route);

/* True when a list's filter names only fields whose sorts have composite indexes (FOUNDATION 8), and no count is asked
 * for: it is then short enough for an HTTP thread. */
bool list_is_hot(const Request *request);

#endif
