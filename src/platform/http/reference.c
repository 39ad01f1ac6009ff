#include "http/reference.h"

#include "base/digest.h"
#include "http/exchange.h"
#include "http/resource.h"

void html_add(Buffer *out, Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        switch (text.data[i]) {
        case '&': buffer_add_string(out, "&amp;"); break;
        case '<': buffer_add_string(out, "&lt;"); break;
        case '>': buffer_add_string(out, "&gt;"); break;
        case '"': buffer_add_string(out, "&quot;"); break;
        default: buffer_add_byte(out, text.data[i]); break;
        }
    }
}

static void html_add_string(Buffer *out, const char *text)
{
    html_add(out, text_of(text));
}

static void parameters_add(Buffer *out, const RouteParameter *parameters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_string(out, "<li><code>");
        html_add_string(out, parameters[i].name);
        buffer_add_string(out, "</code> <small>");
        html_add_string(out, parameters[i].type);
        buffer_add_string(out, "</small> ");
        html_add_string(out, parameters[i].about ? parameters[i].about : "");
        buffer_add_string(out, "</li>\n");
    }
}

static const char *field_type_words(const Field *field)
{
    switch (field->type) {
    case FIELD_ID:
    case FIELD_VERSION:
    case FIELD_INT: return "whole number";
    case FIELD_REFERENCE: return "id";
    case FIELD_TEXT: return "text";
    case FIELD_REAL: return "number";
    case FIELD_BOOL: return "true or false";
    case FIELD_TIME: return "time";
    case FIELD_DAY: return "day";
    case FIELD_MONEY: return "money";
    case FIELD_CHOICE: return "choice";
    case FIELD_JSON: return "JSON";
    }
    return "";
}

static void fields_add(Buffer *out, const Entity *entity, unsigned can)
{
    buffer_add_string(out, "<details><summary>Fields</summary><table>\n");
    for (size_t i = 0; i < entity->field_count; i++) {
        const Field *field = &entity->fields[i];
        if ((field->can & IS_HIDDEN) || (can != 0 && (field->can & can) == 0))
            continue;
        buffer_add_string(out, "<tr><td><code>");
        html_add_string(out, field->name);
        buffer_add_string(out, "</code></td><td>");
        html_add_string(out, field_type_words(field));
        if (can != 0 && field->is_required)
            buffer_add_string(out, ", required");
        buffer_add_string(out, "</td><td>");
        for (size_t k = 0; field->type == FIELD_CHOICE && field->choices && field->choices[k]; k++) {
            buffer_add_string(out, k > 0 ? ", " : "");
            html_add_string(out, field->choices[k]);
        }
        html_add_string(out, field->about ? field->about : "");
        buffer_add_string(out, "</td></tr>\n");
    }
    buffer_add_string(out, "</table></details>\n");
}

static void route_add(Buffer *out, const Route *route)
{
    buffer_add_string(out, "<section><h2><b>");
    html_add_string(out, route->method);
    buffer_add_string(out, "</b> <code>");
    html_add_string(out, route->path);
    buffer_add_string(out, "</code></h2><p>");
    html_add_string(out, route->about ? route->about : "");
    if (route->auth == AUTH_PUBLIC)
        buffer_add_string(out, " <em>Open to anybody.</em>");
    if (route->needs_version)
        buffer_add_string(out, " <em>Needs If-Match.</em>");
    buffer_add_string(out, "</p>\n");
    bool is_list = route_is_list(route);
    if (route->parameter_count > 0 || is_list) {
        buffer_add_string(out, "<ul>\n");
        parameters_add(out, route->parameters, route->parameter_count);
        if (is_list)
            parameters_add(out, list_parameters, list_parameter_count);
        buffer_add_string(out, "</ul>\n");
    }
    if (route->takes == SHAPE_RECORD && route->takes_entity)
        fields_add(out, route->takes_entity,
                   strcmp(route->method, "POST") == 0 ? CAN_WRITE | CAN_CREATE : (unsigned)CAN_WRITE);
    else if (route->gives == SHAPE_RECORD && route->gives_entity)
        fields_add(out, route->gives_entity, 0);
    buffer_add_string(out, "</section>\n");
}

static const char page_head[] =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
    "content=\"width=device-width, initial-scale=1\"><title>Lazo API</title><style nonce=\"%.*s\">"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1d2b2a;"
    "background:#fff}h2{font-size:1rem;margin:0}h2 b{color:#0B6E6B}section{border-top:1px solid #d5dedd;"
    "padding:.75rem 0}p{margin:.25rem 0}table{border-collapse:collapse;font-size:.9rem}td{padding:.1rem .75rem .1rem "
    "0;vertical-align:top}@media(prefers-color-scheme:dark){body{background:#121a19;color:#dfe8e7}section{"
    "border-color:#2d3a39}h2 b{color:#5cc4bf}a{color:#5cc4bf}}</style></head><body><h1>Lazo API</h1>\n"
    "<p>JSON over HTTP, UTF-8, times in RFC 3339 and UTC, money in minor units with its currency. Sign in with "
    "<code>Authorization: Bearer KEY</code>. Refusals are <code>application/problem+json</code>. The machine's version "
    "of this page is <a href=\"/api/v1/openapi.json\">openapi.json</a>.</p>\n";

Result reference_show(Work *work, const Request *request, Answer *answer)
{
    const Router *router = exchange_of(request)->server->router;
    Text nonce = random_token(work->arena, 16);
    answer->content_type = "text/html; charset=utf-8";
    answer_header(answer, "Content-Security-Policy",
                  text_format(work->arena,
                              "default-src 'none'; style-src 'nonce-%.*s'; base-uri 'none'; form-action 'none'; "
                              "frame-ancestors 'none'",
                              TEXT_ARG(nonce)));
    buffer_addf(&answer->body, page_head, TEXT_ARG(nonce));
    for (size_t i = 0; i < router_count(router); i++)
        route_add(&answer->body, router_at(router, i));
    buffer_add_string(&answer->body, "</body></html>\n");
    return done();
}
