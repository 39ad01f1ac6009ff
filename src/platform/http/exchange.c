/* From libmicrohttpd's callbacks to the stages of an exchange. */
#include <microhttpd.h>

#include "http/exchange.h"
#include "http/callbacks.h"
#include "http/health.h"

#include "base/log.h"

#define DROPPED_BYTES_MAX ((size_t)8 << 20)   /* of a refused body, before the connection is cut */
#define POLITE_BYTES_MAX ((int64_t)256 << 10) /* a refused body up to here is read, so that the answer arrives */
#define BODY_BYTES_A_SECOND_MIN 1024
#define SLOW_US 1000000
#define EXCHANGE_BYTES_KEPT ((size_t)64 << 10) /* what most requests are content with */

static Arena *shelf_take(Server *server)
{
    Arena *arena = NULL;
    pthread_mutex_lock(&server->shelf_mutex);
    if (server->shelf_count > 0)
        arena = server->shelf[--server->shelf_count];
    pthread_mutex_unlock(&server->shelf_mutex);
    return arena ? arena : arena_new_of(EXCHANGE_BYTES_KEPT);
}

static void shelf_return(Server *server, Arena *arena)
{
    arena_reset(arena);
    pthread_mutex_lock(&server->shelf_mutex);
    bool is_kept = server->shelf_count < SHELF_ARENAS_MAX;
    if (is_kept)
        server->shelf[server->shelf_count++] = arena;
    pthread_mutex_unlock(&server->shelf_mutex);
    if (!is_kept)
        arena_free(arena);
}

Exchange *exchange_new(Server *server, struct MHD_Connection *connection, const char *target)
{
    Arena *arena = shelf_take(server);
    Exchange *exchange = ARENA_NEW(arena, Exchange);
    exchange->server = server;
    exchange->connection = connection;
    exchange->arena = arena;
    exchange->target = text_copy(arena, text_of(target));
    exchange->request.connection = exchange;
    exchange->started_us = clock_monotonic_us();
    answer_start(&exchange->answer, arena);
    return exchange;
}

void exchange_free(Exchange *exchange)
{
    shelf_return(exchange->server, exchange->arena);
}

void exchange_leave(Exchange *exchange)
{
    atomic_fetch_add(&exchange->server->away, 1);
    MHD_suspend_connection(exchange->connection);
}

void exchange_return(Exchange *exchange)
{
    Server *server = exchange->server;
    MHD_resume_connection(exchange->connection);
    atomic_fetch_sub(&server->away, 1); /* the exchange may be gone by now */
}

/* False when another thread owns it now. */
static bool open_exchange(Exchange *exchange, const char *method)
{
    exchange->request.method = text_copy(exchange->arena, text_of(method));
    if (!exchange_check_head(exchange))
        return true;
    if (!atomic_load(&exchange->server->is_stopping))
        return exchange_begin(exchange);
    exchange_refuse(exchange, 503, "busy");
    return true;
}

/* A body that trickles in holds a connection and memory for nothing. */
static bool body_is_too_slow(const Exchange *exchange, size_t read)
{
    int64_t seconds = (clock_monotonic_us() - exchange->started_us) / 1000000;
    return seconds > BODY_SECONDS_MAX && (int64_t)read / seconds < BODY_BYTES_A_SECOND_MIN;
}

static bool take_body(Exchange *exchange, const char *bytes, size_t count)
{
    if (exchange->stage == STAGE_ANSWERED) {
        exchange->body_dropped += count;
        return exchange->body_dropped <= DROPPED_BYTES_MAX && !body_is_too_slow(exchange, exchange->body_dropped);
    }
    if (exchange->body.arena == NULL)
        exchange->body = buffer_new(exchange->arena, exchange->body_bytes_max);
    buffer_add(&exchange->body, bytes, count);
    if (exchange->body.is_full)
        exchange_refuse(exchange, 413, "too_large");
    else if (body_is_too_slow(exchange, exchange->body.length))
        exchange_refuse(exchange, 408, "too_slow");
    return true;
}

static enum MHD_Result head_end(Exchange *exchange)
{
    exchange->is_head_done = true;
    bool is_short = exchange->has_length && exchange->body_announced <= POLITE_BYTES_MAX;
    /* libmicrohttpd closes a connection that is answered before its request has ended: only where it must be. */
    if (exchange->stage == STAGE_ANSWERED && exchange->has_body && !is_short)
        return (enum MHD_Result)exchange_send(exchange);
    if (exchange->has_body)
        MHD_set_connection_option(exchange->connection, MHD_CONNECTION_OPTION_TIMEOUT, BODY_SECONDS_MAX);
    return MHD_YES;
}

static enum MHD_Result body_end(Exchange *exchange)
{
    if (exchange->has_body)
        MHD_set_connection_option(exchange->connection, MHD_CONNECTION_OPTION_TIMEOUT, IDLE_SECONDS_MAX);
    if (exchange->stage == STAGE_ADMITTED) {
        exchange->request.body = buffer_text(&exchange->body);
        if (!exchange_run(exchange))
            return MHD_YES;
    }
    switch (exchange->stage) {
    case STAGE_ANSWERED: return (enum MHD_Result)exchange_send(exchange);
    case STAGE_TAKEN: /* our copy of the socket lives on; libmicrohttpd closes its own */
    case STAGE_NEW:
    case STAGE_ADMITTED: return MHD_NO;
    }
    return MHD_NO;
}

enum MHD_Result server_handle(void *owner, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_bytes, void **context)
{
    (void)url;
    (void)version;
    Exchange *exchange = *context;
    if (exchange == HEALTH_EXCHANGE || exchange == HEALTH_READ)
        return health_answer(owner, connection, method, upload_bytes, context);
    if (exchange == NULL)
        return MHD_NO;
    if (exchange->stage == STAGE_NEW && !open_exchange(exchange, method))
        return MHD_YES;
    if (*upload_bytes > 0) {
        bool goes_on = take_body(exchange, upload, *upload_bytes);
        *upload_bytes = 0;
        return goes_on ? MHD_YES : MHD_NO;
    }
    if (!exchange->is_head_done)
        return head_end(exchange);
    return body_end(exchange);
}

void *server_target(void *owner, const char *target, struct MHD_Connection *connection)
{
    if (strcmp(target, "/healthz") == 0)
        return HEALTH_EXCHANGE;
    return exchange_new(owner, connection, target);
}

size_t server_keep_escapes(void *owner, struct MHD_Connection *connection, char *text)
{
    (void)owner;
    (void)connection;
    return strlen(text);
}

static void log_request(const Exchange *exchange, int64_t duration_us)
{
    int status = exchange->answer.status;
    bool is_slow = duration_us > SLOW_US && exchange->stage != STAGE_TAKEN;
    log_entry(status >= 500 || is_slow ? LOG_WARN : LOG_DEBUG, "request",
              LOG_TEXT("request_id", exchange->request.request_id), LOG_TEXT("method", exchange->request.method),
              LOG_STRING("route", exchange->request.route ? exchange->request.route->path : "none"),
              LOG_INT("status", status), LOG_INT("bytes", (int64_t)exchange->answer.body.length),
              LOG_INT("duration_us", duration_us), LOG_STRING("actor", actor_kind_name(exchange->actor.kind)),
              LOG_INT("actor_id", exchange->actor.id), LOG_TEXT("address", exchange->request.address),
              LOG_TEXT("why", exchange->log_why));
}

void server_completed(void *owner, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode code)
{
    (void)connection;
    (void)code;
    Server *server = owner;
    Exchange *exchange = *context;
    *context = NULL;
    if (exchange == HEALTH_EXCHANGE || exchange == HEALTH_READ || exchange == NULL)
        return;
    if (exchange->stage == STAGE_ANSWERED || exchange->stage == STAGE_TAKEN) {
        int64_t duration_us = clock_monotonic_us() - exchange->started_us;
        measure_request(server->measures, exchange->request.route, exchange->answer.status, duration_us);
        log_request(exchange, duration_us);
    }
    exchange_free(exchange);
}
