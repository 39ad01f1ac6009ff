/* From an Answer to libmicrohttpd's response, with the headers that every answer carries. */
#include <microhttpd.h>

#include "http/compress.h"
#include "http/etag.h"
#include "http/exchange.h"

#include "base/log.h"

#define DOWNLOAD_BLOCK_BYTES ((size_t)128 << 10)

static ssize_t download_read(void *context, uint64_t offset, char *out, size_t bytes_max)
{
    Exchange *exchange = context;
    Answer *answer = &exchange->answer;
    bool has_end = answer->read_bytes != ANSWER_BYTES_UNKNOWN;
    if (has_end && offset >= (uint64_t)answer->read_bytes)
        return MHD_CONTENT_READER_END_OF_STREAM;
    size_t rest = has_end ? (size_t)((uint64_t)answer->read_bytes - offset) : bytes_max;
    Work work;
    Text bytes = TEXT_NONE;
    ArenaMark mark = arena_mark(exchange->arena);
    Result read = work_begin_read(exchange->server->workspace, exchange->arena, &exchange->actor, &work);
    if (is_ok(read)) {
        read = answer->read_more(&work, answer->read_context, (int64_t)offset, rest < bytes_max ? rest : bytes_max,
                                 &bytes);
        if (is_ok(read) && bytes.length > 0 && bytes.length <= bytes_max)
            memcpy(out, bytes.data, bytes.length);
        work_end_read(&work);
    }
    bool is_whole = is_ok(read) && bytes.length > 0 && bytes.length <= bytes_max;
    bool is_end = is_ok(read) && bytes.length == 0 && !has_end;
    if (!is_whole && !is_end)
        log_entry(LOG_WARN, "download was cut", LOG_TEXT("request_id", exchange->request.request_id),
                  LOG_INT("offset", (int64_t)offset), LOG_STRING("why", read.why ? read.why : "no bytes"));
    arena_rewind(exchange->arena, mark);
    if (is_end)
        return MHD_CONTENT_READER_END_OF_STREAM;
    return is_whole ? (ssize_t)bytes.length : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void header_add(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0')
        MHD_add_response_header(response, name, value);
}

static void header_add_int(struct MHD_Response *response, const char *name, int64_t value)
{
    char digits[INT_TEXT_BYTES];
    int_write(value, digits);
    MHD_add_response_header(response, name, digits);
}

static bool answer_has_header(const Answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++)
        if (text_equals_ascii_case(text_of(answer->headers[i].name), text_of(name)))
            return true;
    return false;
}

static void add_rate(struct MHD_Response *response, const RateState *rate)
{
    header_add_int(response, "RateLimit-Limit", rate->limit);
    header_add_int(response, "RateLimit-Remaining", rate->remaining);
    header_add_int(response, "RateLimit-Reset", rate->reset_s);
    if (!rate->is_allowed)
        header_add_int(response, "Retry-After", rate->retry_s);
}

static void add_headers(const Exchange *exchange, struct MHD_Response *response)
{
    const Answer *answer = &exchange->answer;
    bool has_content = answer->status != 204 && answer->status != 304;
    if (has_content)
        header_add(response, "Content-Type", answer->content_type ? answer->content_type : "application/json");
    if (answer->has_version) {
        char tag[INT_TEXT_BYTES + 2];
        tag[0] = '"';
        size_t length = int_write(answer->version, tag + 1);
        tag[length + 1] = '"';
        tag[length + 2] = '\0';
        MHD_add_response_header(response, "ETag", tag);
    }
    if (!text_is_empty(answer->location))
        header_add(response, "Location", text_string(exchange->arena, answer->location));
    header_add(response, "X-Request-Id", text_string(exchange->arena, exchange->request.request_id));
    header_add(response, "X-Content-Type-Options", "nosniff");
    header_add(response, "Referrer-Policy", "no-referrer");
    if (!answer_has_header(answer, "Content-Security-Policy"))
        header_add(response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (!answer_has_header(answer, "Cache-Control"))
        header_add(response, "Cache-Control", "no-store");
    if (exchange->request.route != NULL && exchange->request.route->is_cross_origin) {
        header_add(response, "Access-Control-Allow-Origin", "*");
        header_add(response, "Cross-Origin-Resource-Policy", "cross-origin");
    }
    if (exchange->has_rate)
        add_rate(response, &exchange->rate);
    for (size_t i = 0; i < answer->header_count; i++)
        MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value.data);
}

static bool is_unchanged(const Exchange *exchange)
{
    const Answer *answer = &exchange->answer;
    return answer->status == 200 && answer->has_version && route_method(exchange->request.method) == METHOD_GET &&
           request_query(&exchange->request, "include").data == NULL &&
           etag_names(exchange_header(exchange, "If-None-Match"), answer->version);
}

static struct MHD_Response *response_make(Exchange *exchange)
{
    Answer *answer = &exchange->answer;
    if (answer->read_more && answer->status < 300)
        return MHD_create_response_from_callback(
            answer->read_bytes == ANSWER_BYTES_UNKNOWN ? MHD_SIZE_UNKNOWN : (uint64_t)answer->read_bytes,
            DOWNLOAD_BLOCK_BYTES, download_read, exchange, NULL);
    char *data = answer->body.length > 0 ? answer->body.data : (char[]){""};
    return MHD_create_response_from_buffer(answer->body.length, data,
                                           answer->body.length > 0 ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
}

int exchange_send(Exchange *exchange)
{
    Answer *answer = &exchange->answer;
    if (is_unchanged(exchange))
        answer->status = 304;
    if (answer->status == 304 || answer->status == 204)
        buffer_cut(&answer->body, 0);
    if (exchange->sign_in_key != 0 && answer->status < 400 && !exchange->request.route->is_scarce)
        rate_give_back(exchange->server->rates, exchange->sign_in_key, SIGN_INS_PER_MINUTE, clock_monotonic_us());
    compress_answer(exchange);
    struct MHD_Response *response = response_make(exchange);
    if (response == NULL)
        return MHD_NO;
    add_headers(exchange, response);
    enum MHD_Result queued = MHD_queue_response(exchange->connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return (int)queued;
}
