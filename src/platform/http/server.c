#include "http/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/callbacks.h"
#include "http/exchange.h"
#include "http/health.h"
#include "http/stream.h"

#include "base/digest.h"
#include "base/log.h"

#define CONNECTION_BYTES ((size_t)32 << 10) /* headers and buffers of one connection */
#define BACKLOG 1024
#define THREADS_MAX 16
#define PREPARE_THREADS 2
#define DESCRIPTORS_WANTED 32768
#define STOP_WAITS_MAX 3000 /* of 10 ms */

/* ---- listening ---- */

/* "127.0.0.1:8080", "[::1]:0", ":8080". */
static bool listen_split(Arena *arena, Text listen, const char **out_host, const char **out_port)
{
    size_t colon = SIZE_MAX;
    for (size_t i = 0; i < listen.length; i++)
        if (listen.data[i] == ':')
            colon = i;
    if (colon == SIZE_MAX || colon + 1 == listen.length)
        return false;
    Text host = text_slice(listen, 0, colon);
    int64_t port;
    Text port_text = text_slice(listen, colon + 1, listen.length);
    if (!text_to_int(port_text, &port) || port < 0 || port > 65535)
        return false;
    if (host.length >= 2 && host.data[0] == '[' && host.data[host.length - 1] == ']')
        host = text_slice(host, 1, host.length - 1);
    *out_host = host.length > 0 ? text_string(arena, host) : NULL;
    *out_port = text_string(arena, port_text);
    return true;
}

static int listen_at(const struct addrinfo *address)
{
    int on = 1;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static Result server_listen(Server *server)
{
    const char *host, *port;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    Text wanted = server->options.listen;
    if (!listen_split(server->arena, wanted, &host, &port))
        return failf(server->arena, FAULT_INVALID, "%.*s is no address to listen at: write HOST:PORT.",
                     TEXT_ARG(wanted));
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return failf(server->arena, FAULT_INVALID, "The host in %.*s is not known.", TEXT_ARG(wanted));
    server->listen_fd = -1;
    for (const struct addrinfo *at = found; at != NULL && server->listen_fd < 0; at = at->ai_next)
        server->listen_fd = listen_at(at);
    int error = errno;
    freeaddrinfo(found);
    if (server->listen_fd < 0)
        return failf(server->arena, FAULT_BUSY, "Cannot listen at %.*s: %s.", TEXT_ARG(wanted), strerror(error));
    return done();
}

static void server_name(Server *server)
{
    struct sockaddr_storage bound = {0};
    socklen_t length = sizeof(bound);
    char host[NI_MAXHOST], port[NI_MAXSERV];
    if (getsockname(server->listen_fd, (struct sockaddr *)&bound, &length) != 0 ||
        getnameinfo((struct sockaddr *)&bound, length, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        server->url = text_format(server->arena, "http://%.*s", TEXT_ARG(server->options.listen));
    } else {
        bool is_v6 = bound.ss_family == AF_INET6;
        server->url = text_format(server->arena, "http://%s%s%s:%s", is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
    }
    Text public_url = text_is_empty(server->options.public_url) ? server->url : server->options.public_url;
    size_t at = text_find(public_url, TEXT("://"), 0);
    size_t slash = at == SIZE_MAX ? SIZE_MAX : text_find_byte(public_url, '/', at + 3);
    server->is_public_https = text_starts_with_ascii_case(public_url, TEXT("https://"));
    server->origin = text_slice(public_url, 0, slash == SIZE_MAX ? public_url.length : slash);
}

/* ---- the parts ---- */

static void log_library(void *owner, const char *format, va_list arguments)
{
    char line[256];
    (void)owner;
    int length = vsnprintf(line, sizeof(line), format, arguments);
    if (length < 0)
        return;
    Text text = text_trim(text_cut(text_of(line), sizeof(line) - 1));
    log_entry(LOG_DEBUG, "http connection", LOG_TEXT("said", text));
}

/* Connections and streams need more descriptors than most systems give at first. */
static void descriptors_raise(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= DESCRIPTORS_WANTED)
        return;
    limit.rlim_cur = limit.rlim_max < DESCRIPTORS_WANTED ? limit.rlim_max : DESCRIPTORS_WANTED;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        log_entry(LOG_WARN, "few descriptors", LOG_INT("wanted", DESCRIPTORS_WANTED),
                  LOG_STRING("why", strerror(errno)));
}

static int thread_count(const Server *server)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int wanted = server->options.threads > 0 ? server->options.threads : (int)processors;
    return wanted < 2 ? 2 : wanted > THREADS_MAX ? THREADS_MAX : wanted;
}

static Result daemon_start(Server *server)
{
    server->health = health_response();
    if (server->health == NULL)
        return fail(FAULT_BUSY, "The machine has no memory left for the server.");
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        server_handle, server, MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL, MHD_OPTION_LISTEN_SOCKET,
        server->listen_fd, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)thread_count(server), MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS_MAX,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES, MHD_OPTION_URI_LOG_CALLBACK, server_target, server,
        MHD_OPTION_UNESCAPE_CALLBACK, server_keep_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED, server_completed, server,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (server->daemon == NULL)
        return fail(FAULT_BUSY, "The HTTP server could not start its threads.");
    return done();
}

static Result tables_join(Server *server, const ServerOptions *options)
{
    server->table_count = options->table_count + 1;
    server->tables = ARENA_ARRAY(server->arena, const Route *, server->table_count);
    for (size_t i = 0; i < options->table_count; i++)
        server->tables[i] = options->tables[i];
    server->tables[options->table_count] = platform_routes;
    return router_new(server->arena, server->tables, server->table_count, &server->router);
}

static void ids_seed(Server *server)
{
    uint8_t bytes[8];
    random_bytes(bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++)
        (void)snprintf(server->id_prefix + 2 * i, 3, "%02x", bytes[i]);
    uint64_t seed;
    random_bytes(&seed, sizeof(seed));
    server->rates = rate_table_new(server->arena, seed);
}

static Result parts_make(Server *server, const ServerOptions *options)
{
    server->options = *options;
    server->options.listen = text_copy(server->arena, options->listen);
    server->options.public_url = text_copy(server->arena, options->public_url);
    if (server->options.requests_per_minute <= 0)
        server->options.requests_per_minute = REQUESTS_PER_MINUTE_DEFAULT;
    server->is_postgres = workspace_engine(server->workspace) == DB_POSTGRES;
    pthread_mutex_init(&server->shelf_mutex, NULL);
    TRY(tables_join(server, options));
    server->files = files_new(server->arena, options->files, options->file_count);
    server->measures = measures_new(server->arena, server->router);
    ids_seed(server);
    TRY(server_listen(server));
    server_name(server);
    TRY(worker_pool_start(server->arena, server->is_postgres ? READ_THREADS : PREPARE_THREADS, READ_WAITING_MAX,
                          &server->readers));
    TRY(worker_pool_start(server->arena, SLOW_THREADS, SLOW_WAITING_MAX, &server->slow));
    TRY(stream_hub_start(server->arena, server->workspace, options->ears, &server->hub));
    return daemon_start(server);
}

/* With the workspace, after its lane: until then a commit may still come to tell of itself. */
static void server_free(void *value)
{
    Server *server = value;
    if (server->hub != NULL)
        stream_hub_free(server->hub);
    pthread_mutex_destroy(&server->shelf_mutex);
    arena_free(server->arena);
}

Result server_start(Workspace *workspace, const ServerOptions *options, Server **out_server)
{
    Arena *arena = arena_new();
    Server *server = ARENA_NEW(arena, Server);
    server->arena = arena;
    server->workspace = workspace;
    server->listen_fd = -1;
    descriptors_raise();
    (void)signal(SIGPIPE, SIG_IGN); /* a caller that hangs up is no reason to end */
    Result made = parts_make(server, options);
    if (!is_ok(made)) {
        static _Thread_local char why[256];
        (void)snprintf(why, sizeof(why), "%s", made.why ? made.why : "The server could not start.");
        server_stop(server);
        server_free(server);
        return fail(made.fault, why);
    }
    workspace_set_slot(workspace, SLOT_HTTP, server, server_free);
    *out_server = server;
    return done();
}

Text server_url(const Server *server)
{
    return server->url;
}

/* libmicrohttpd must not be stopped while a connection is suspended. */
static void wait_for_return(Server *server)
{
    for (int i = 0; i < STOP_WAITS_MAX && atomic_load(&server->away) > 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

void server_stop(Server *server)
{
    atomic_store(&server->is_stopping, true);
    if (server->daemon != NULL) {
        MHD_quiesce_daemon(server->daemon);
        wait_for_return(server);
        MHD_stop_daemon(server->daemon);
    }
    if (server->hub != NULL)
        stream_hub_stop(server->hub);
    if (server->slow != NULL)
        worker_pool_stop(server->slow);
    if (server->readers != NULL)
        worker_pool_stop(server->readers);
    if (server->health != NULL)
        MHD_destroy_response(server->health);
    if (server->listen_fd >= 0)
        close(server->listen_fd);
    for (size_t i = 0; i < server->shelf_count; i++)
        arena_free(server->shelf[i]);
    server->shelf_count = 0;
}

void server_published(Workspace *workspace)
{
    Server *server = workspace_slot(workspace, SLOT_HTTP);
    if (server != NULL)
        stream_published(server->hub);
}

void server_say(Workspace *workspace, const char *kind, Text data, bool after_commit)
{
    Server *server = workspace_slot(workspace, SLOT_HTTP);
    if (server == NULL || data.length > SERVER_SAY_BYTES_MAX)
        return;
    WITH_ARENA arena = arena_new();
    Buffer words = buffer_new(arena, 2 * SERVER_SAY_BYTES_MAX);
    Json json = json_writer(&words);
    json_object(&json);
    json_put_string(&json, "kind", kind);
    json_name(&json, "data");
    json_raw(&json, data);
    json_end_object(&json);
    stream_say(server->hub, buffer_text(&words), after_commit);
}
