#include "http/roles.h"

static bool role_may(const Route *route, int role)
{
    bool by_entity = !route->entity || !route->entity->rights ||
                     (route->entity->rights->of[role] & route_right(route)) == route_right(route);
    return by_entity && (route->roles == 0 || (route->roles & ROUTE_ROLE(role)));
}

static void rights_write(RightSet rights, Json *json)
{
    static const struct {
        RightSet right;
        const char *name;
    } names[] = {{RIGHT_READ, "read"},
                 {RIGHT_WRITE, "write"},
                 {RIGHT_REMOVE, "remove"},
                 {RIGHT_NOTE, "note"},
                 {RIGHT_EXPORT, "export"}};
    json_list(json);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (rights & names[i].right)
            json_string(json, names[i].name);
    }
    json_end_list(json);
}

static bool was_named(const Router *router, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (router_at(router, i)->entity == router_at(router, index)->entity)
            return true;
    }
    return false;
}

static void resource_write(const Entity *entity, Json *json)
{
    json_object(json);
    json_put_string(json, "resource", entity->plural);
    json_name(json, "rights");
    json_object(json);
    for (int role = ROLE_ADMIN; role < ROLE_COUNT; role++) {
        json_name(json, role_names[role]);
        rights_write(entity->rights ? entity->rights->of[role] : RIGHT_READ, json);
    }
    json_end_object(json);
    json_end_object(json);
}

/* "/api/v1/tickets" and "/api/v1/tickets/{id}" are the resource itself. */
static bool is_plain(const Route *route)
{
    Text path = text_of(route->path);
    if (route->entity == NULL || !text_starts_with(path, TEXT("/api/v1/")))
        return false;
    Text rest = text_slice(path, 8, path.length);
    size_t slash = text_find_byte(rest, '/', 0);
    Text name = text_slice(rest, 0, slash == SIZE_MAX ? rest.length : slash);
    bool is_one = slash != SIZE_MAX && text_is(text_slice(rest, slash, rest.length), "/{id}");
    return text_is(name, route->entity->plural) && (slash == SIZE_MAX || is_one);
}

static void action_write(const Route *route, Json *json)
{
    json_object(json);
    json_put_string(json, "method", route->method);
    json_put_string(json, "path", route->path);
    json_put_string(json, "about", route->about);
    json_name(json, "roles");
    json_list(json);
    for (int role = ROLE_ADMIN; role < ROLE_COUNT; role++) {
        if (role_may(route, role))
            json_string(json, role_names[role]);
    }
    json_end_list(json);
    json_end_object(json);
}

Result roles_write(const Router *router, Json *json)
{
    json_object(json);
    json_name(json, "roles");
    json_list(json);
    for (int role = ROLE_ADMIN; role < ROLE_COUNT; role++)
        json_string(json, role_names[role]);
    json_end_list(json);
    json_name(json, "resources");
    json_list(json);
    for (size_t i = 0; i < router_count(router); i++) {
        const Route *route = router_at(router, i);
        if (route->auth == AUTH_STAFF && route->entity && !was_named(router, i))
            resource_write(route->entity, json);
    }
    json_end_list(json);
    json_name(json, "actions");
    json_list(json);
    for (size_t i = 0; i < router_count(router); i++) {
        const Route *route = router_at(router, i);
        if (route->auth == AUTH_STAFF && !is_plain(route))
            action_write(route, json);
    }
    json_end_list(json);
    json_end_object(json);
    return done();
}
