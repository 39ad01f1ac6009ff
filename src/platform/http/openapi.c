/* The OpenAPI 3.1 document, from the dictionary and the route table. */
#include "http/openapi_schema.h"
#include "http/resource.h"
#include "http/server_state.h"

static void parameter_write(const char *place, Text name, const char *type, bool is_required, const char *about,
                            Json *json)
{
    bool is_date = strcmp(type, "date") == 0 || strcmp(type, "date-time") == 0;
    json_object(json);
    json_put_text(json, "name", name);
    json_put_string(json, "in", place);
    if (is_required)
        json_put_bool(json, "required", true);
    if (about)
        json_put_string(json, "description", about);
    json_name(json, "schema");
    json_object(json);
    json_put_string(json, "type", is_date ? "string" : type);
    if (is_date)
        json_put_string(json, "format", type);
    json_end_object(json);
    json_end_object(json);
}

static void path_parameters(const Route *route, Json *json)
{
    Text rest = text_of(route->path);
    Text segment;
    while (text_next_part(&rest, '/', &segment)) {
        if (segment.length < 3 || segment.data[0] != '{')
            continue;
        Text name = text_slice(segment, 1, segment.length - 1);
        bool is_id = text_is(name, "id") || text_ends_with(name, TEXT("_id"));
        parameter_write("path", name, is_id ? "integer" : "string", true, NULL, json);
    }
}

static void parameter_rows(const RouteParameter *rows, size_t count, Json *json)
{
    for (size_t i = 0; i < count; i++)
        parameter_write("query", text_of(rows[i].name), rows[i].type, false, rows[i].about, json);
}

static bool parameter_is_own(const Route *route, const char *name)
{
    for (size_t i = 0; i < route->parameter_count; i++)
        if (strcmp(route->parameters[i].name, name) == 0)
            return true;
    return false;
}

static void common_parameters(const Route *route, const RouteParameter *rows, size_t count, Json *json)
{
    for (size_t i = 0; i < count; i++)
        if (!parameter_is_own(route, rows[i].name))
            parameter_rows(&rows[i], 1, json);
}

static void parameters_write(const Route *route, Json *json)
{
    json_name(json, "parameters");
    json_list(json);
    path_parameters(route, json);
    parameter_rows(route->parameters, route->parameter_count, json);
    if (route_is_list(route))
        common_parameters(route, list_parameters, list_parameter_count, json);
    else if (route->gives == SHAPE_RECORD && route->gives_entity)
        common_parameters(route, record_parameters, record_parameter_count, json);
    if (route->needs_version)
        parameter_write("header", TEXT("If-Match"), "string", true,
                        "The ETag of the version that the change is based on.", json);
    if (strcmp(route->method, "GET") != 0)
        parameter_write("header", TEXT("Idempotency-Key"), "string", false,
                        "Makes a retry safe for 24 hours: 1 to 255 printable ASCII characters.", json);
    json_end_list(json);
}

static void list_schema(Arena *arena, const Entity *entity, Json *json)
{
    json_raw(json, TEXT("{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":"));
    json->needs_comma = false;
    schema_reference(arena, entity, SCHEMA_SHOWN, json);
    buffer_add_string(json->out, "},\"next\":{\"type\":[\"string\",\"null\"]},\"count\":{\"type\":\"integer\"},"
                                 "\"count_capped\":{\"type\":\"boolean\"}},\"required\":[\"data\",\"next\"]}");
    json->needs_comma = true;
}

static void content_write(Arena *arena, ShapeKind shape, const Entity *entity, const char *schema, SchemaUse use,
                          bool is_stream, Json *json)
{
    const char *type = shape == SHAPE_BYTES ? "application/octet-stream" : "application/json";
    json_name(json, "content");
    json_object(json);
    json_name(json, is_stream ? "text/event-stream" : type);
    json_object(json);
    json_name(json, "schema");
    if (shape == SHAPE_RECORD && entity)
        schema_reference(arena, entity, use, json);
    else if (shape == SHAPE_LIST && entity)
        list_schema(arena, entity, json);
    else if (shape == SHAPE_SCHEMA && schema)
        json_raw(json, text_of(schema));
    else if (is_stream || shape == SHAPE_BYTES)
        json_raw(json, TEXT("{\"type\":\"string\"}"));
    else
        json_raw(json, TEXT("{}"));
    json_end_object(json);
    json_end_object(json);
}

static int success_status(const Route *route)
{
    if (route->success)
        return route->success;
    return route->gives == SHAPE_NONE && route->runs != RUNS_STREAM ? 204 : 200;
}

static void responses_write(Arena *arena, const Route *route, Json *json)
{
    int status = success_status(route);
    json_name(json, "responses");
    json_object(json);
    json_name_text(json, text_format(arena, "%d", status));
    json_object(json);
    json_put_string(json, "description", status == 201 ? "Created." : "Done.");
    if (route->gives != SHAPE_NONE || route->runs == RUNS_STREAM)
        content_write(arena, route->gives, route->gives_entity, route->gives_schema, SCHEMA_SHOWN,
                      route->runs == RUNS_STREAM, json);
    json_end_object(json);
    json_name(json, "default");
    json_raw(json, TEXT("{\"$ref\":\"#/components/responses/Problem\"}"));
    json_end_object(json);
}

/* "get_tickets_id_messages" */
static Text operation_id(Arena *arena, const Route *route)
{
    Buffer out = buffer_new(arena, 512);
    Text path = text_of(route->path);
    if (text_starts_with(path, TEXT("/api/v1")))
        path = text_slice(path, 7, path.length);
    buffer_add_text(&out, text_lower_ascii(arena, text_of(route->method)));
    for (size_t i = 0; i < path.length; i++) {
        char byte = path.data[i];
        if (byte == '/' || byte == '.' || byte == '-')
            buffer_add_byte(&out, '_');
        else if (byte != '{' && byte != '}')
            buffer_add_byte(&out, byte);
    }
    return buffer_text(&out);
}

/* "tickets" of "/api/v1/tickets/{id}". */
static Text route_tag(const Route *route)
{
    Text path = text_of(route->path);
    if (!text_starts_with(path, TEXT("/api/v1/")))
        return TEXT("server");
    size_t end = text_find_byte(path, '/', 8);
    return text_slice(path, 8, end == SIZE_MAX ? path.length : end);
}

/* Who may, for tools that check it: x-rights {"entity": "tickets", "right": "write", "roles": ["admin"]}. */
static void rights_write(const Route *route, Json *json)
{
    static const struct {
        RightSet right;
        const char *name;
    } names[] = {{RIGHT_READ, "read"},
                 {RIGHT_WRITE, "write"},
                 {RIGHT_REMOVE, "remove"},
                 {RIGHT_NOTE, "note"},
                 {RIGHT_EXPORT, "export"}};
    json_name(json, "x-rights");
    json_object(json);
    if (route->entity) {
        json_put_string(json, "entity", route->entity->plural);
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
            if (route_right(route) == names[i].right)
                json_put_string(json, "right", names[i].name);
    }
    json_name(json, "roles");
    json_list(json);
    for (int role = ROLE_ADMIN; role < ROLE_COUNT; role++) {
        bool by_entity = !route->entity || !route->entity->rights ||
                         (route->entity->rights->of[role] & route_right(route)) == route_right(route);
        if (by_entity && (route->roles == 0 || (route->roles & ROUTE_ROLE(role))))
            json_string(json, role_names[role]);
    }
    json_end_list(json);
    json_end_object(json);
}

static void operation_write(Arena *arena, const Route *route, Json *json)
{
    json_name_text(json, text_lower_ascii(arena, text_of(route->method)));
    json_object(json);
    json_put_text(json, "operationId", operation_id(arena, route));
    if (route->about)
        json_put_string(json, "summary", route->about);
    json_name(json, "tags");
    json_list(json);
    json_text(json, route_tag(route));
    json_end_list(json);
    parameters_write(route, json);
    if (route->takes != SHAPE_NONE) {
        bool is_change = strcmp(route->method, "PATCH") == 0; /* PUT takes a whole one, like POST */
        json_name(json, "requestBody");
        json_object(json);
        json_put_bool(json, "required", true);
        content_write(arena, route->takes, route->takes_entity, route->takes_schema,
                      is_change ? SCHEMA_CHANGE : SCHEMA_CREATE, false, json);
        json_end_object(json);
    }
    responses_write(arena, route, json);
    if (route->auth == AUTH_PUBLIC) {
        json_name(json, "security");
        json_raw(json, TEXT("[]"));
    } else {
        rights_write(route, json);
    }
    json_end_object(json);
}

static bool path_was_written(const Router *router, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(router_at(router, i)->path, router_at(router, index)->path) == 0)
            return true;
    return false;
}

static void paths_write(Arena *arena, const Router *router, Json *json)
{
    json_name(json, "paths");
    json_object(json);
    for (size_t i = 0; i < router_count(router); i++) {
        if (path_was_written(router, i))
            continue;
        json_name(json, router_at(router, i)->path);
        json_object(json);
        for (size_t k = i; k < router_count(router); k++)
            if (strcmp(router_at(router, k)->path, router_at(router, i)->path) == 0)
                operation_write(arena, router_at(router, k), json);
        json_end_object(json);
    }
    json_end_object(json);
}

static void components_write(Work *work, const Router *router, Json *json)
{
    SchemaSet *set = ARENA_NEW(work->arena, SchemaSet);
    for (size_t i = 0; i < entity_count(work); i++)
        schema_collect(set, entity_at(work, i));
    for (size_t i = 0; i < router_count(router); i++) {
        schema_collect(set, router_at(router, i)->takes_entity);
        schema_collect(set, router_at(router, i)->gives_entity);
    }
    json_name(json, "components");
    json_object(json);
    json_name(json, "schemas");
    json_object(json);
    schema_write_all(work->arena, set, json);
    json_end_object(json);
    json_name(json, "responses");
    json_raw(json, TEXT("{\"Problem\":{\"description\":\"What stood in the way.\",\"content\":{"
                        "\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}"));
    json_name(json, "securitySchemes");
    json_raw(json, TEXT("{\"key\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"An API key.\"},"
                        "\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"lazo_session\",\"description\":"
                        "\"A signed-in person; changes also need the header X-CSRF-Token.\"}}"));
    json_end_object(json);
}

Result openapi_write(Work *work, const Route *const *tables, size_t table_count, Json *json)
{
    Router *router;
    const Route **all = ARENA_ARRAY(work->arena, const Route *, table_count + 1);
    for (size_t i = 0; i < table_count; i++)
        all[i] = tables[i];
    all[table_count] = platform_routes;
    TRY(router_new(work->arena, all, table_count + 1, &router));
    json_object(json);
    json_put_string(json, "openapi", "3.1.0");
    json_name(json, "info");
    json_object(json);
    json_put_string(json, "title", "Lazo");
    json_put_string(json, "version", LAZO_VERSION);
    json_put_string(json, "description",
                    "Customer service over the whole customer cycle. Times are RFC 3339 in UTC, money is minor units "
                    "with a currency; every record has a version, its ETag.");
    json_end_object(json);
    json_name(json, "servers");
    json_raw(json, TEXT("[{\"url\":\"/\"}]"));
    json_name(json, "security");
    json_raw(json, TEXT("[{\"key\":[]},{\"session\":[]}]"));
    paths_write(work->arena, router, json);
    components_write(work, router, json);
    json_end_object(json);
    return done();
}
