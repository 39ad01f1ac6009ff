#include "people/audit.h"

#define CSV_BYTES_MAX (16 << 20)
#define CSV_PAGES_MAX 50 /* 10,000 rows a file */

static Result time_query(Work *work, const Request *request, const char *name, int64_t *out_at)
{
    bool is_day;
    Text text = request_query(request, name);
    if (text.data && !is_ok(time_read(text, out_at, &is_day)))
        return work_fault(work, text_of(name), "wrong_type", "This is a time such as 2026-01-05T09:00:00Z, or a day.");
    return done();
}

static Result int_query(Work *work, const Request *request, const char *name, int64_t *out_value)
{
    Text text = request_query(request, name);
    if (text.data && (!text_to_int(text, out_value) || *out_value < 1))
        return work_fault(work, text_of(name), "wrong_type", "This is a whole number from 1.");
    return done();
}

static Result query_read(Work *work, const Request *request, AuditQuery *out_query)
{
    Text scope = request_query(request, "scope");
    *out_query = (AuditQuery){.limit = 50, .kind = request_query(request, "kind")};
    TRY(int_query(work, request, "entity_id", &out_query->entity_id));
    TRY(int_query(work, request, "agent_id", &out_query->agent_id));
    TRY(int_query(work, request, "limit", &out_query->limit));
    TRY(int_query(work, request, "after", &out_query->before_id));
    TRY(time_query(work, request, "from", &out_query->from));
    TRY(time_query(work, request, "to", &out_query->to));
    if (out_query->limit > AUDIT_LIMIT_MAX)
        return work_fault(work, TEXT("limit"), "out_of_range", "The limit must be from 1 to %d.", AUDIT_LIMIT_MAX);
    if (out_query->kind.length > 100)
        return work_fault(work, TEXT("kind"), "too_long", "At most 100 bytes are allowed.");
    if (scope.data && !text_is(scope, "settings") && !text_is(scope, "all"))
        return work_fault(work, TEXT("scope"), "unknown_choice", "This must be one of: settings, all.");
    out_query->is_everything = text_is(scope, "all");
    Text name = request_query(request, "entity");
    const Entity *entity = name.data ? entity_named(work, name) : NULL;
    if (name.data && entity == NULL)
        return work_fault(work, TEXT("entity"), "unknown_choice", "There are no such records.");
    out_query->entity = entity ? text_of(entity->name) : TEXT_NONE;
    if (out_query->entity_id != 0 && entity == NULL)
        return work_fault(work, TEXT("entity"), "required", "Say of which kind the record is.");
    return done();
}

static Result audit_get(Work *work, const Request *request, Answer *answer)
{
    AuditQuery query;
    TRY(query_read(work, request, &query));
    return audit_list(work, &query, &answer->json);
}

static Result audit_csv_get(Work *work, const Request *request, Answer *answer)
{
    AuditQuery query;
    TRY(query_read(work, request, &query));
    query.limit = AUDIT_LIMIT_MAX;
    answer->body = buffer_new(work->arena, CSV_BYTES_MAX);
    buffer_add_string(&answer->body, "\xEF\xBB\xBF\"when\",\"actor_kind\",\"actor\",\"kind\",\"entity\",\"entity_id\","
                                     "\"changes\"\r\n");
    for (int page = 0; page < CSV_PAGES_MAX; page++) {
        TRY(audit_csv(work, &query, &answer->body, &query.before_id));
        if (query.before_id == 0)
            break;
    }
    if (answer->body.is_full)
        return fail(FAULT_LIMIT, "That is more than a file of 16 MiB; ask for a shorter time.");
    answer->content_type = "text/csv; charset=utf-8";
    answer_header(answer, "Content-Disposition", TEXT("attachment; filename=\"audit.csv\""));
    return done();
}

static const RouteParameter audit_parameters[] = {
    {"scope", "string", "settings (without: what was set up) or all."},
    {"entity", "string", "Of records of this kind: agent, team, …"},
    {"entity_id", "integer", "Of one of them."},
    {"agent_id", "integer", "By this agent."},
    {"kind", "string", "One kind of event, or a family such as agent.*"},
    {"from", "string", "Recorded at this time or later."},
    {"to", "string", "Recorded before this time."},
    {"limit", "integer", "1 to 200; 50 without."},
    {"after", "integer", "`next` of the page before."},
};
#define PARAMETERS                                                                                                     \
    .parameters = audit_parameters, .parameter_count = sizeof(audit_parameters) / sizeof(audit_parameters[0])
#define LEADERS (ROUTE_ROLE(ROLE_ADMIN) | ROUTE_ROLE(ROLE_LEAD))

const Route audit_routes[] = {
    {.method = "GET",
     .path = "/api/v1/audit",
     .roles = LEADERS,
     .runs = RUNS_SLOW,
     .handle = audit_get,
     PARAMETERS,
     .gives = SHAPE_SCHEMA,
     .gives_schema =
         "{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}},"
         "\"next\":{\"type\":[\"integer\",\"null\"]}},\"required\":[\"data\",\"next\"]}",
     .about = "Who changed what and when, newest first. A page may be short and still have a next one."},
    {.method = "GET",
     .path = "/api/v1/audit.csv",
     .roles = LEADERS,
     .runs = RUNS_SLOW,
     .handle = audit_csv_get,
     PARAMETERS,
     .gives = SHAPE_BYTES,
     .about = "The same as a file, at most 10,000 rows."},
    {.path = NULL},
};
