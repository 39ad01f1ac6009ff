/* Who calls, and whether they may: one function over the route table and the dictionary. */
#include <microhttpd.h>

#include "http/exchange.h"
#include "http/language.h"

static bool method_is_safe(Text method)
{
    return route_method(method) == METHOD_GET;
}

/* A key whose scopes name entities may use routes that stand for no entity only when those scopes cover all. */
static bool key_covers_all(const Actor *actor, const Request *request)
{
    if (actor->kind != ACTOR_API_KEY || request->route->entity != NULL)
        return true;
    if (actor->rights == NULL)
        return false;
    return actor->rights->writes_all || (method_is_safe(request->method) && actor->rights->reads_all);
}

static Result may_use(const Work *work, const Request *request)
{
    const Route *route = request->route;
    const Actor *actor = &work->actor;
    if (route->auth == AUTH_PUBLIC || actor->kind == ACTOR_SYSTEM)
        return done();
    if (actor->kind == ACTOR_NOBODY)
        return fail(FAULT_DENIED, "This needs a session or an API key that is valid.");
    if (actor->kind == ACTOR_CUSTOMER)
        return fail(FAULT_DENIED, "This is for the staff.");
    if (route->entity != NULL)
        TRY(rights_need(work, route->entity, route_right(route)));
    if (route->roles != 0 &&
        (actor->role < 0 || actor->role >= ROLE_COUNT || !(route->roles & ROUTE_ROLE(actor->role))))
        return fail(FAULT_DENIED, "Your role does not allow this.");
    if (!key_covers_all(actor, request))
        return fail(FAULT_DENIED, "The scopes of this key do not cover it.");
    return done();
}

static bool origin_is_ours(const Exchange *exchange)
{
    Text origin = exchange_header(exchange, "Origin");
    if (origin.data == NULL || text_equals_ascii_case(origin, exchange->server->origin))
        return true;
    Text host = exchange_header(exchange, MHD_HTTP_HEADER_HOST);
    size_t at = text_find(origin, TEXT("://"), 0);
    return !text_is_empty(host) && at != SIZE_MAX &&
           text_equals_ascii_case(text_slice(origin, at + 3, origin.length), host);
}

static bool csrf_is_sound(Exchange *exchange, Work *work, bool needs_csrf)
{
    if (!needs_csrf || method_is_safe(exchange->request.method))
        return true;
    const ServerOptions *options = &exchange->server->options;
    if (origin_is_ours(exchange) && options->check_csrf && is_ok(options->check_csrf(work, &exchange->request)))
        return true;
    exchange_refuse(exchange, 403, "csrf");
    return false;
}

static bool rate_is_sound(Exchange *exchange)
{
    Server *server = exchange->server;
    const Request *request = &exchange->request;
    int64_t now_us = clock_monotonic_us();
    uint64_t key;
    if (exchange->actor.kind == ACTOR_NOBODY) {
        key = rate_key(server->rates, TEXT("address"), request->address);
    } else {
        char name[2 * INT_TEXT_BYTES + 1];
        size_t length = int_write((int)exchange->actor.kind, name);
        name[length++] = ':';
        length += int_write(exchange->actor.id, name + length);
        key = rate_key(server->rates, TEXT("actor"), (Text){name, length});
    }
    exchange->rate = rate_take(server->rates, key, server->options.requests_per_minute, now_us);
    exchange->has_rate = true;
    if (exchange->rate.is_allowed && request->route->auth == AUTH_PUBLIC && !method_is_safe(request->method)) {
        exchange->sign_in_key = rate_key(server->rates, TEXT("sign-in"), request->address);
        exchange->rate = rate_take(server->rates, exchange->sign_in_key, SIGN_INS_PER_MINUTE, now_us);
    }
    if (!exchange->rate.is_allowed)
        exchange_refuse(exchange, 429, "too_many_requests");
    return exchange->rate.is_allowed;
}

static Result caller_find(Exchange *exchange, Work *work, bool *out_needs_csrf)
{
    const ServerOptions *options = &exchange->server->options;
    *out_needs_csrf = false;
    if (exchange->request.route->auth == AUTH_PUBLIC || options->authenticate == NULL)
        return done();
    Actor actor = {.kind = ACTOR_NOBODY};
    TRY(options->authenticate(work, &exchange->request, &actor, out_needs_csrf));
    exchange->actor = actor;
    work->actor = actor;
    if (exchange_header(exchange, MHD_HTTP_HEADER_ACCEPT_LANGUAGE).data == NULL && !text_is_empty(actor.language))
        exchange->language = text_of(language_codes[language_of(actor.language)]);
    exchange->actor.language = exchange->language;
    work->actor.language = exchange->language;
    return done();
}

void exchange_admit(Exchange *exchange, Work *work)
{
    Work nothing = {.workspace = exchange->server->workspace, .arena = exchange->arena, .now = clock_now()};
    bool needs_csrf;
    if (work == NULL)
        work = &nothing;
    exchange->actor.language = exchange->language;
    work->actor.language = exchange->language;
    Result caller = caller_find(exchange, work, &needs_csrf);
    if (!rate_is_sound(exchange))
        return;
    if (is_ok(caller))
        caller = may_use(work, &exchange->request);
    if (!is_ok(caller)) {
        exchange_refuse_result(exchange, work, caller);
        return;
    }
    if (csrf_is_sound(exchange, work, needs_csrf) && exchange_check_request(exchange))
        exchange->stage = STAGE_ADMITTED;
}
