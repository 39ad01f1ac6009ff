#include "http/exchange.h"

#include "http/language.h"
#include "http/problem_text.h"
#include "http/reference.h"

#define RETRY_SECONDS "2"

int problem_status(Fault fault)
{
    switch (fault) {
    case FAULT_NONE: return 200;
    case FAULT_INVALID:
    case FAULT_LIMIT: return 422;
    case FAULT_DENIED: return 403;
    case FAULT_NOT_FOUND: return 404;
    case FAULT_STALE: return 412;
    case FAULT_CONFLICT: return 409;
    case FAULT_BUSY:
    case FAULT_BROKEN: return 503;
    }
    return 503;
}

static const char *fault_code(Fault fault)
{
    switch (fault) {
    case FAULT_NONE:
    case FAULT_INVALID: return "invalid";
    case FAULT_DENIED: return "forbidden";
    case FAULT_NOT_FOUND: return "not_found";
    case FAULT_STALE: return "stale";
    case FAULT_CONFLICT: return "conflict";
    case FAULT_LIMIT: return "filter_too_broad";
    case FAULT_BUSY: return "busy";
    case FAULT_BROKEN: return "storage_unavailable";
    }
    return "storage_unavailable";
}

/* What a problem says; the rest comes from its code. */
typedef struct Problem {
    int status;
    const char *code;
    const char *why; /* English; NULL: none */
    const FieldFault *field_faults;
    Text current; /* JSON; 412 */
} Problem;

static void field_faults_write(const Problem *problem, Language language, Json *json)
{
    json_name(json, "errors");
    json_list(json);
    for (const FieldFault *fault = problem->field_faults; fault != NULL; fault = fault->next) {
        const char *words = field_fault_text(fault->code, language);
        bool has_detail = !text_is_empty(fault->detail);
        json_object(json);
        json_put_text(json, "pointer", fault->pointer);
        json_put_string(json, "code", fault->code);
        /* The given English says more than the code's own words: which bound, which choices. */
        if (words && (language != LANGUAGE_EN || !has_detail))
            json_put_string(json, "detail", words);
        else
            json_put_text(json, "detail", fault->detail);
        json_end_object(json);
    }
    json_end_list(json);
}

/* For people: what went wrong in words, and the number to ask about. */
static void problem_page(const Request *request, Language language, const char *title, const char *detail,
                         Answer *answer)
{
    Buffer *out = &answer->body;
    answer->content_type = "text/html; charset=utf-8";
    buffer_add_string(out, "<!doctype html><html lang=\"");
    buffer_add_string(out, language_codes[language]);
    buffer_add_string(out, "\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>");
    html_add(out, text_of(title));
    buffer_add_string(out, "</title><h1>");
    html_add(out, text_of(title));
    buffer_add_string(out, "</h1><p>");
    html_add(out, text_of(detail));
    buffer_add_string(out, "</p><p><small>");
    html_add(out, request->request_id);
    buffer_add_string(out, "</small></p></html>\n");
}

static void problem_headers(const Problem *problem, Answer *answer)
{
    if (problem->status == 503)
        answer_header(answer, "Retry-After", TEXT(RETRY_SECONDS));
    if (problem->status == 401)
        answer_header(answer, "WWW-Authenticate", TEXT("Bearer realm=\"lazo\""));
}

static void problem_write(const Request *request, Text language_code, const Problem *problem, Answer *answer)
{
    Language language = language_of(language_code);
    const ProblemText *text = problem_text(problem->code);
    const char *detail = text ? text->detail[language] : NULL;
    /* The budget's own words say what would narrow the question; another reason is kept beside them. */
    bool is_broad = strcmp(problem->code, "filter_too_broad") == 0;
    if (problem->why && !is_broad && (language == LANGUAGE_EN || !detail))
        detail = problem->why;
    answer->status = problem->status;
    answer->content_type = "application/problem+json";
    answer->location = TEXT_NONE;
    answer->has_version = false;
    answer->read_more = NULL;
    buffer_cut(&answer->body, 0);
    if (request->route != NULL && request->route->is_page) {
        problem_page(request, language, text ? text->title[language] : problem->code, detail ? detail : "", answer);
        problem_headers(problem, answer);
        return;
    }
    answer->json = json_writer(&answer->body);
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "type");
    json_text(json, text_format(answer->body.arena, "/problems/%s", problem->code));
    json_put_string(json, "title", text ? text->title[language] : problem->code);
    json_put_int(json, "status", problem->status);
    json_put_string(json, "detail", detail ? detail : "");
    json_put_string(json, "code", problem->code);
    if (problem->why && (language != LANGUAGE_EN || is_broad))
        json_put_string(json, "reason", problem->why);
    if (problem->field_faults)
        field_faults_write(problem, language, json);
    json_put_text(json, "request_id", request->request_id);
    if (!text_is_empty(problem->current)) {
        json_name(json, "current");
        json_raw(json, problem->current);
    }
    json_end_object(json);
    problem_headers(problem, answer);
}

void problem_answer(const Work *work, const Request *request, Text language, Result result, Answer *answer)
{
    const Exchange *exchange = exchange_of(request);
    Problem problem = {.status = problem_status(result.fault), .code = fault_code(result.fault), .why = result.why};
    /* Pages of other sites have nobody to sign in. */
    bool may_sign_in = request->route == NULL || !request->route->is_cross_origin;
    if (result.fault == FAULT_DENIED && work->actor.kind == ACTOR_NOBODY && may_sign_in) {
        problem.status = 401;
        problem.code = "unauthorized";
    }
    if (result.fault == FAULT_INVALID || result.fault == FAULT_LIMIT || result.fault == FAULT_CONFLICT)
        problem.field_faults = work->field_faults;
    if (result.fault == FAULT_LIMIT && work->field_faults)
        problem.code = "invalid"; /* a stated bound of a field, not the read budget */
    if (exchange != NULL && exchange->problem_code != NULL) {
        problem.code = exchange->problem_code;
        problem.status = exchange->problem_status;
    }
    /* What the engine said of its own troubles is for the log, not for a stranger. */
    if (result.fault == FAULT_BROKEN || result.fault == FAULT_BUSY)
        problem.why = NULL;
    if (exchange != NULL && result.fault == FAULT_STALE)
        problem.current = exchange->current;
    problem_write(request, language, &problem, answer);
}

void problem_answer_code(const Request *request, Text language, int status, const char *code, Answer *answer)
{
    Problem problem = {.status = status, .code = code};
    problem_write(request, language, &problem, answer);
}
