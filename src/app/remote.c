#include "app/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"

#define SOCKET_NAME "lazo.sock"
#define WORDS_BYTES_MAX 131072
#define WORDS_MAX 4096
enum { STREAM_IN, STREAM_OUT, STREAM_ERR, STREAM_FOLDER, STREAMS };

typedef struct Hello {
    uint32_t magic;
    uint32_t words;
    uint32_t bytes;
    uint32_t is_terminal;
    uint32_t out_is_terminal;
} Hello;
#define HELLO_MAGIC 0x4c617a31u

static bool socket_address(Text folder, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    int length = snprintf(out->sun_path, sizeof out->sun_path, "%.*s/" SOCKET_NAME, TEXT_ARG(folder));
    return length > 0 && (size_t)length < sizeof out->sun_path;
}

static bool write_whole(int fd, const void *data, size_t length)
{
    const char *at = data;
    while (length > 0) {
        ssize_t sent = send(fd, at, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool read_whole(int fd, void *data, size_t length)
{
    char *at = data;
    while (length > 0) {
        ssize_t got = read(fd, at, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        length -= (size_t)got;
    }
    return true;
}

/* ---- the caller ---- */

static bool send_hello(int fd, const Hello *hello, const int *streams)
{
    struct iovec part = {(void *)(uintptr_t)hello, sizeof *hello};
    union {
        char bytes[CMSG_SPACE(sizeof(int) * STREAMS)];
        struct cmsghdr align;
    } control = {0};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * STREAMS);
    memcpy(CMSG_DATA(header), streams, sizeof(int) * STREAMS);
    return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)sizeof *hello;
}

static bool talk(int fd, int argc, char **argv, int32_t *out_status)
{
    size_t bytes = 0;
    for (int i = 0; i < argc; i++)
        bytes += strlen(argv[i]) + 1;
    if (bytes > WORDS_BYTES_MAX || argc > WORDS_MAX)
        return false;
    int folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return false;
    const int streams[STREAMS] = {0, 1, 2, folder};
    Hello hello = {HELLO_MAGIC, (uint32_t)argc, (uint32_t)bytes, isatty(2) == 1, isatty(1) == 1};
    bool sent = send_hello(fd, &hello, streams);
    close(folder);
    for (int i = 0; sent && i < argc; i++)
        sent = write_whole(fd, argv[i], strlen(argv[i]) + 1);
    return sent && read_whole(fd, out_status, sizeof *out_status);
}

/* -1 when nobody answers. */
static int connect_to(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)address, sizeof *address) == 0)
        return fd;
    close(fd);
    return -1;
}

bool remote_answers(Text folder)
{
    struct sockaddr_un address;
    int fd = socket_address(folder, &address) ? connect_to(&address) : -1;
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

Result remote_run(Text folder, int argc, char **argv, int *out_status)
{
    struct sockaddr_un address;
    if (!socket_address(folder, &address))
        return fail(FAULT_INVALID, "The path of the data folder is too long for a socket.");
    int fd = connect_to(&address);
    if (fd < 0) {
        return fail(FAULT_BUSY, "The workspace is in use by another process that takes no commands (no lazo.sock "
                                "answers in its folder); stop it, or run 'lazo serve'.");
    }
    int32_t status = EXIT_FAILED;
    bool answered = talk(fd, argc, argv, &status);
    close(fd);
    if (!answered)
        return fail(FAULT_BROKEN, "The process that owns the workspace ended before the command did.");
    *out_status = status;
    return done();
}

/* ---- the owner ---- */

#define REMOTE_COMMANDS_MAX 16

struct RemoteServer {
    Arena *arena;
    int fd;
    pthread_t thread;
    Workspace *workspace;
    RemoteRun run;
    struct sockaddr_un address;
    _Atomic int running;
    _Atomic bool is_stopping;
};

typedef struct Call {
    Arena *arena;
    RemoteServer *server;
    int fd;
} Call;

static bool receive_hello(int fd, Hello *hello, int *streams)
{
    struct iovec part = {hello, sizeof *hello};
    union {
        char bytes[CMSG_SPACE(sizeof(int) * STREAMS)];
        struct cmsghdr align;
    } control = {0};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    ssize_t got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    const struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header == NULL || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int) * STREAMS))
        return false;
    memcpy(streams, CMSG_DATA(header), sizeof(int) * STREAMS);
    return got == (ssize_t)sizeof *hello && hello->magic == HELLO_MAGIC && hello->words >= 1 &&
           hello->words <= WORDS_MAX && hello->bytes >= hello->words && hello->bytes <= WORDS_BYTES_MAX;
}

static bool receive_words(int fd, Arena *arena, const Hello *hello, char **argv)
{
    char *bytes = arena_alloc(arena, hello->bytes + 1);
    if (!read_whole(fd, bytes, hello->bytes))
        return false;
    char *at = bytes;
    for (uint32_t i = 0; i < hello->words; i++) {
        if (at >= bytes + hello->bytes)
            return false;
        argv[i] = at;
        at += strlen(at) + 1;
    }
    return true;
}

static int32_t run_streams(const Call *call, Arena *arena, const Hello *hello, char **argv, int *streams)
{
    FILE *out = fdopen(streams[STREAM_OUT], "w");
    FILE *err = fdopen(streams[STREAM_ERR], "w");
    int32_t status = EXIT_FAILED;
    if (out && err) {
        Command command = {.arena = arena,
                           .argc = (int)hello->words - 1,
                           .argv = argv + 1,
                           .out = out,
                           .err = err,
                           .input_fd = streams[STREAM_IN],
                           .folder_fd = streams[STREAM_FOLDER],
                           .is_terminal = hello->is_terminal != 0,
                           .out_is_terminal = hello->out_is_terminal != 0,
                           .workspace = call->server->workspace,
                           .caller_fd = call->fd};
        status = call->server->run(&command, argv[0]);
        if (fflush(out) != 0 || ferror(out))
            status = EXIT_FAILED;
    }
    if (out)
        (void)fclose(out);
    else
        close(streams[STREAM_OUT]);
    if (err)
        (void)fclose(err);
    else
        close(streams[STREAM_ERR]);
    close(streams[STREAM_IN]);
    close(streams[STREAM_FOLDER]);
    return status;
}

static void *call_run(void *owner)
{
    Call *call = owner;
    RemoteServer *server = call->server;
    Arena *arena = call->arena;
    Hello hello;
    int streams[STREAMS] = {-1, -1, -1, -1};
    if (receive_hello(call->fd, &hello, streams)) {
        char **argv = ARENA_ARRAY(arena, char *, hello.words + 1);
        if (receive_words(call->fd, arena, &hello, argv)) {
            int32_t status = run_streams(call, arena, &hello, argv, streams);
            (void)write_whole(call->fd, &status, sizeof status);
        }
    }
    close(call->fd);
    arena_free(arena);
    atomic_fetch_sub(&server->running, 1);
    return NULL;
}

static bool peer_is_same_user(int fd)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return false;
    return peer.uid == geteuid() || peer.uid == 0;
}

static void *accept_run(void *owner)
{
    RemoteServer *server = owner;
    while (!atomic_load(&server->is_stopping)) {
        int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            if (atomic_load(&server->is_stopping))
                break;
            usleep(100000); /* out of descriptors: the next try may have one */
            continue;
        }
        pthread_t thread;
        if (!peer_is_same_user(fd) || atomic_load(&server->running) >= REMOTE_COMMANDS_MAX) {
            close(fd);
            continue;
        }
        Arena *arena = arena_new();
        Call *call = ARENA_NEW(arena, Call);
        *call = (Call){arena, server, fd};
        atomic_fetch_add(&server->running, 1);
        if (pthread_create(&thread, NULL, call_run, call) != 0) {
            atomic_fetch_sub(&server->running, 1);
            close(fd);
            arena_free(arena);
            continue;
        }
        pthread_detach(thread);
    }
    return NULL;
}

Result remote_serve(Text folder, Workspace *workspace, RemoteRun run, RemoteServer **out_server)
{
    Arena *arena = arena_new();
    RemoteServer *server = ARENA_NEW(arena, RemoteServer);
    server->arena = arena;
    server->workspace = workspace;
    server->run = run;
    if (!socket_address(folder, &server->address)) {
        arena_free(server->arena);
        return fail(FAULT_INVALID, "The path of the data folder is too long for a socket.");
    }
    (void)unlink(server->address.sun_path); /* the lock says that its owner is gone */
    server->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    mode_t mask = umask(0177);
    bool is_bound =
        server->fd >= 0 && bind(server->fd, (const struct sockaddr *)&server->address, sizeof server->address) == 0;
    umask(mask);
    if (!is_bound || listen(server->fd, 16) != 0 || pthread_create(&server->thread, NULL, accept_run, server) != 0) {
        if (server->fd >= 0)
            close(server->fd);
        arena_free(server->arena);
        return fail(FAULT_BROKEN, "lazo.sock cannot be made in the data folder.");
    }
    *out_server = server;
    return done();
}

void remote_stop(RemoteServer *server)
{
    atomic_store(&server->is_stopping, true);
    shutdown(server->fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->fd);
    (void)unlink(server->address.sun_path);
    while (atomic_load(&server->running) > 0)
        usleep(10000);
    arena_free(server->arena);
}
