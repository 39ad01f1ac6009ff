#include "channel/mail_lmtp_listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 64

typedef union SocketAddress {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un path;
} SocketAddress;

static Result bad_address(Arena *arena, Text where)
{
    return failf(arena, FAULT_INVALID,
                 "LMTP listens at a loopback address such as 127.0.0.1:2424 or at unix:PATH, not at '%.*s'.",
                 TEXT_ARG(where));
}

static bool v4_read(Text host, uint16_t port, SocketAddress *out, socklen_t *out_length)
{
    char name[INET_ADDRSTRLEN];
    if (host.length >= sizeof name)
        return false;
    memcpy(name, host.data, host.length);
    name[host.length] = '\0';
    *out = (SocketAddress){.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
    *out_length = sizeof out->v4;
    return inet_pton(AF_INET, name, &out->v4.sin_addr) == 1 && (ntohl(out->v4.sin_addr.s_addr) >> 24) == 127;
}

static bool inet_read(Text where, SocketAddress *out, socklen_t *out_length)
{
    size_t colon = SIZE_MAX;
    for (size_t i = where.length; i > 0 && colon == SIZE_MAX; i--)
        colon = where.data[i - 1] == ':' ? i - 1 : SIZE_MAX;
    int64_t port;
    if (colon == SIZE_MAX || !text_to_int(text_slice(where, colon + 1, where.length), &port) || port < 0 ||
        port > 65535)
        return false;
    Text host = text_slice(where, 0, colon);
    if (text_is(host, "localhost"))
        host = TEXT("127.0.0.1");
    if (!text_is(host, "[::1]"))
        return v4_read(host, (uint16_t)port, out, out_length);
    *out = (SocketAddress){
        .v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port), .sin6_addr = IN6ADDR_LOOPBACK_INIT}};
    *out_length = sizeof out->v6;
    return true;
}

/* A socket that nobody answers at is what a crash left. */
static Result path_free(Arena *arena, const SocketAddress *address)
{
    struct stat info;
    const char *path = address->path.sun_path;
    if (lstat(path, &info) != 0)
        return done();
    if (!S_ISSOCK(info.st_mode))
        return failf(arena, FAULT_CONFLICT, "%s is there and is no socket.", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_answered = fd >= 0 && connect(fd, &address->any, sizeof address->path) == 0;
    if (fd >= 0)
        close(fd);
    if (is_answered)
        return failf(arena, FAULT_CONFLICT, "Another program listens at %s.", path);
    (void)unlink(path);
    return done();
}

static Result path_read(Arena *arena, Text path, SocketAddress *out, socklen_t *out_length)
{
    *out = (SocketAddress){.path = {.sun_family = AF_UNIX}};
    *out_length = sizeof out->path;
    if (path.length == 0 || path.length >= sizeof out->path.sun_path)
        return fail(FAULT_INVALID, "The path of the LMTP socket is empty or too long.");
    memcpy(out->path.sun_path, path.data, path.length);
    return path_free(arena, out);
}

static Text address_text(Arena *arena, int fd, Text where)
{
    SocketAddress bound = {.any = {.sa_family = AF_UNSPEC}};
    socklen_t length = sizeof bound;
    if (getsockname(fd, &bound.any, &length) != 0)
        return text_copy(arena, where);
    if (bound.any.sa_family == AF_INET6)
        return text_format(arena, "[::1]:%u", ntohs(bound.v6.sin6_port));
    char name[INET_ADDRSTRLEN] = "";
    if (bound.any.sa_family != AF_INET || inet_ntop(AF_INET, &bound.v4.sin_addr, name, sizeof name) == NULL)
        return text_copy(arena, where);
    return text_format(arena, "%s:%u", name, ntohs(bound.v4.sin_port));
}

Result lmtp_listen(Arena *arena, Text where, int *out_fd, Text *out_address, const char **out_path)
{
    SocketAddress address;
    socklen_t length;
    bool is_path = text_starts_with(where, TEXT("unix:"));
    if (is_path)
        TRY(path_read(arena, text_slice(where, 5, where.length), &address, &length));
    else if (!inet_read(where, &address, &length))
        return bad_address(arena, where);
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int one = 1;
    if (fd >= 0 && !is_path)
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    bool is_bound = fd >= 0 && bind(fd, &address.any, length) == 0;
    /* The mail server is another user; who may reach the socket is up to the rights of its folder. */
    if (is_bound && is_path)
        is_bound = chmod(address.path.sun_path, 0666) == 0;
    if (!is_bound || listen(fd, BACKLOG) != 0) {
        int reason = errno;
        if (fd >= 0)
            close(fd);
        return failf(arena, reason == EADDRINUSE ? FAULT_CONFLICT : FAULT_BROKEN, "LMTP cannot listen at %.*s: %s.",
                     TEXT_ARG(where), strerror(reason));
    }
    *out_fd = fd;
    *out_address = address_text(arena, fd, where);
    *out_path = is_path ? arena_string(arena, address.path.sun_path, strlen(address.path.sun_path)) : NULL;
    return done();
}
