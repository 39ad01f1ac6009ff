/* A hello-world of libmicrohttpd with the flags of our server: the ceiling of /healthz. Prints its port; ends with its
 * standard input. */
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <unistd.h>

static struct MHD_Response *hello;

static enum MHD_Result answer(void *owner, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_bytes, void **context)
{
    static char seen;
    (void)owner, (void)url, (void)method, (void)version, (void)upload;
    if (*context == NULL) {
        *context = &seen;
        return MHD_YES;
    }
    *upload_bytes = 0;
    return MHD_queue_response(connection, 200, hello);
}

int main(void)
{
    static char words[] = "hello\n";
    hello = MHD_create_response_from_buffer(sizeof(words) - 1, words, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(hello, "Content-Type", "text/plain; charset=utf-8");
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL, answer, NULL,
        MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)(processors < 2 ? 2 : processors),
        MHD_OPTION_CONNECTION_LIMIT, 12000U, MHD_OPTION_CONNECTION_TIMEOUT, 60U, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)32 << 10, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (daemon == NULL)
        return 1;
    printf("%u\n", (unsigned)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    MHD_stop_daemon(daemon);
    MHD_destroy_response(hello);
    return 0;
}
