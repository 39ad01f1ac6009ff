/* What each role may do, read off the dictionary and the route table: the very rows that decide. */
#ifndef LAZO_HTTP_ROLES_H
#define LAZO_HTTP_ROLES_H

#include "http/route.h"
#include "http/router.h"

/* {"roles": [name], "resources": [{"resource", "rights": {role: ["read", "write", …]}}], "actions": [{"method", "path",
 * "about", "roles"}]}: a resource for each entity that a route serves, an action for each route that is no plain read, write
 * or removal of a resource. */
MUST_CHECK Result roles_write(const Router *router, Json *json);

#endif
