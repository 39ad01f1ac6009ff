/* Reading the target, the query, headers and cookies of a request. */
#include <microhttpd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "http/exchange.h"

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

/* Percent decoding; `plus_is_space` in queries. False for a bad escape, NUL, or what is no UTF-8. */
static bool decode(Arena *arena, Text encoded, bool plus_is_space, Text *out_text)
{
    bool is_plain = true;
    for (size_t i = 0; i < encoded.length && is_plain; i++)
        is_plain = encoded.data[i] != '%' && encoded.data[i] != '+' && (unsigned char)encoded.data[i] < 0x80;
    *out_text = encoded;
    if (is_plain)
        return true;
    char *out = arena_alloc(arena, encoded.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < encoded.length; i++) {
        char byte = encoded.data[i];
        if (byte == '+' && plus_is_space) {
            byte = ' ';
        } else if (byte == '%') {
            bool is_whole = i + 2 < encoded.length;
            int high = is_whole ? hex_digit(encoded.data[i + 1]) : -1;
            int low = is_whole ? hex_digit(encoded.data[i + 2]) : -1;
            if (high < 0 || low < 0 || (high == 0 && low == 0))
                return false;
            byte = (char)(high * 16 + low);
            i += 2;
        }
        out[length++] = byte;
    }
    *out_text = (Text){out, length};
    return text_is_utf8(*out_text);
}

static bool path_decode(Arena *arena, Text encoded, Text *out_path)
{
    /* A slash that is escaped would change the path's shape once it is decoded. */
    if (text_find_ascii_case(encoded, TEXT("%2f"), 0) != SIZE_MAX)
        return false;
    if (!decode(arena, encoded, false, out_path))
        return false;
    for (size_t i = 0; i < out_path->length; i++)
        if ((unsigned char)out_path->data[i] < 0x20 || out_path->data[i] == 0x7f)
            return false;
    return out_path->length > 0 && out_path->data[0] == '/';
}

static Result query_decode(Exchange *exchange, Text query)
{
    exchange->query = ARENA_ARRAY(exchange->arena, QueryPair, QUERY_PAIRS_MAX);
    Text part;
    while (text_next_part(&query, '&', &part)) {
        if (text_is_empty(part))
            continue;
        if (exchange->query_count == QUERY_PAIRS_MAX)
            return fail(FAULT_LIMIT, "There are more than 64 query parameters.");
        size_t equals = text_find_byte(part, '=', 0);
        Text name = equals == SIZE_MAX ? part : text_slice(part, 0, equals);
        Text value = equals == SIZE_MAX ? TEXT("") : text_slice(part, equals + 1, part.length);
        QueryPair *pair = &exchange->query[exchange->query_count++];
        if (!decode(exchange->arena, name, true, &pair->name) || !decode(exchange->arena, value, true, &pair->value))
            return fail(FAULT_INVALID, "The query is not percent-encoded UTF-8 without NUL.");
        if (pair->value.data == NULL)
            pair->value = TEXT("");
    }
    return done();
}

/* A proxy may send "http://host/path": the path alone counts. */
static Text target_relative(Text target)
{
    size_t at = text_starts_with_ascii_case(target, TEXT("http://"))    ? 7
                : text_starts_with_ascii_case(target, TEXT("https://")) ? 8
                                                                        : 0;
    if (at == 0)
        return target;
    size_t slash = text_find_byte(target, '/', at);
    return slash == SIZE_MAX ? TEXT("/") : text_slice(target, slash, target.length);
}

Result exchange_read_target(Exchange *exchange)
{
    Text target = target_relative(exchange->target);
    size_t mark = text_find_byte(target, '?', 0);
    Text path = mark == SIZE_MAX ? target : text_slice(target, 0, mark);
    exchange->request.path = path;
    if (target.length > TARGET_BYTES_MAX)
        return fail(FAULT_LIMIT, "The address is longer than 16 KiB.");
    if (!path_decode(exchange->arena, path, &exchange->request.path))
        return fail(FAULT_INVALID, "The path is not percent-encoded UTF-8 without control characters.");
    return mark == SIZE_MAX ? done() : query_decode(exchange, text_slice(target, mark + 1, target.length));
}

Text request_query(const Request *request, const char *name)
{
    const Exchange *exchange = exchange_of(request);
    if (exchange == NULL)
        return TEXT_NONE;
    for (size_t i = exchange->query_count; i > 0; i--)
        if (text_is(exchange->query[i - 1].name, name))
            return exchange->query[i - 1].value;
    return TEXT_NONE;
}

Text exchange_header(const Exchange *exchange, const char *name)
{
    if (exchange->connection == NULL)
        return TEXT_NONE;
    return text_of(MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name));
}

Text request_header(const Request *request, const char *name)
{
    const Exchange *exchange = exchange_of(request);
    return exchange ? exchange_header(exchange, name) : TEXT_NONE;
}

Text cookie_find(Text header, const char *name)
{
    Text part;
    while (text_next_part(&header, ';', &part)) {
        part = text_trim(part);
        size_t equals = text_find_byte(part, '=', 0);
        if (equals != SIZE_MAX && text_is(text_slice(part, 0, equals), name))
            return text_slice(part, equals + 1, part.length);
    }
    return TEXT_NONE;
}

Text request_cookie(const Request *request, const char *name)
{
    return cookie_find(request_header(request, "Cookie"), name);
}

bool request_is_secure(const Request *request)
{
    const Exchange *exchange = exchange_of(request);
    return exchange && exchange->server->is_public_https;
}

void *request_prepared(const Request *request)
{
    const Exchange *exchange = exchange_of(request);
    return exchange ? exchange->prepared : NULL;
}

bool token_is_sane(Text token, size_t bytes_max)
{
    if (token.length == 0 || token.length > bytes_max)
        return false;
    for (size_t i = 0; i < token.length; i++) {
        char byte = token.data[i];
        bool is_fine = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       byte == '-' || byte == '_' || byte == '.' || byte == ':';
        if (!is_fine)
            return false;
    }
    return true;
}

/* "192.0.2.1", without printf: every request has one. */
static Text peer_v4(Arena *arena, const struct in_addr *address)
{
    const unsigned char *bytes = (const unsigned char *)&address->s_addr;
    char *out = arena_alloc_plain(arena, INET_ADDRSTRLEN + INT_TEXT_BYTES);
    size_t length = 0;
    for (size_t i = 0; i < 4; i++) {
        if (i > 0)
            out[length++] = '.';
        length += int_write(bytes[i], out + length);
    }
    return (Text){out, length};
}

Text exchange_peer(Exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == NULL || info->client_addr == NULL)
        return TEXT("");
    if (info->client_addr->sa_family == AF_INET)
        return peer_v4(exchange->arena, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr);
    char *out = arena_alloc(exchange->arena, INET6_ADDRSTRLEN);
    if (info->client_addr->sa_family != AF_INET6 ||
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, out,
                  INET6_ADDRSTRLEN) == NULL)
        return TEXT("");
    return text_of(out);
}
