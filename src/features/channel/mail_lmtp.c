#include "channel/mail_lmtp.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/channel.h"
#include "channel/mail_lmtp_listen.h"
#include "channel/mail_lmtp_session.h"
#include "channel/mail_receive.h"

#define READ_BYTES 65536
#define STACK_BYTES ((size_t)1 << 20)

typedef struct Connection {
    LmtpServer *server;
    int fd; /* -1: the slot is free */
} Connection;

struct LmtpServer {
    Workspace *workspace;
    Text address;
    const char *path; /* of a Unix socket, else NULL */
    int fd;
    pthread_t thread;
    atomic_bool is_stopping;
    pthread_mutex_t mutex; /* of the slots */
    pthread_cond_t is_free;
    Connection slots[LMTP_CONNECTIONS_MAX];
    size_t taken;
};

/* ---- one conversation ---- */

typedef struct Conversation {
    LmtpServer *server;
    Arena *arena; /* of words that are answered at once */
    LmtpSession session;
    LmtpHooks hooks;
} Conversation;

static Result find_channel(void *owner, Text address, int64_t *out_channel_id)
{
    Conversation *talk = owner;
    Work work;
    bool is_there = false;
    int64_t channel_id = 0;
    arena_reset(talk->arena);
    TRY(work_begin_read(talk->server->workspace, talk->arena, &actor_system, &work));
    Result result = channel_for_address(&work, address, &channel_id, &is_there);
    work_end_read(&work);
    if (!is_ok(result))
        return fail(result.fault, "The database does not answer.");
    *out_channel_id = is_there ? channel_id : 0;
    return done();
}

static Result deliver(void *owner, const LmtpEnvelope *envelope, Text raw)
{
    Conversation *talk = owner;
    MailReceived received;
    MailReceipt receipt = {.channel_id = envelope->channel_id,
                           .source = "lmtp",
                           .raw = raw,
                           .envelope_from = envelope->from,
                           .envelope_to = envelope->to};
    return mail_receive(talk->server->workspace, talk->arena, &receipt, &received);
}

static bool send_all(int fd, Buffer *out)
{
    size_t sent = 0;
    while (sent < out->length) {
        ssize_t count = send(fd, out->data + sent, out->length - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        sent += (size_t)count;
    }
    buffer_cut(out, 0);
    return true;
}

/* Bytes read; 0: the peer is gone or has been silent for too long, or the server ends (then told so). */
static size_t read_some(Conversation *talk, int fd, char *room)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    int ready;
    do
        ready = poll(&wait, 1, LMTP_IDLE_MS);
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        lmtp_session_close(&talk->session, "You have been silent for too long.");
    if (ready <= 0)
        return 0;
    ssize_t count = recv(fd, room, READ_BYTES, 0);
    if (count <= 0 && atomic_load(&talk->server->is_stopping))
        lmtp_session_close(&talk->session, "The server is stopping; come again.");
    return count > 0 ? (size_t)count : 0;
}

static void converse(Conversation *talk, int fd)
{
    LmtpSession *session = &talk->session;
    char *room = arena_alloc(session->out.arena, READ_BYTES);
    int64_t began_us = clock_monotonic_us();
    while (send_all(fd, &session->out) && !session->is_over) {
        size_t count = read_some(talk, fd, room);
        if (clock_monotonic_us() - began_us > (int64_t)LMTP_SESSION_MS * 1000 && !session->is_over)
            lmtp_session_close(session, "This conversation is too long.");
        if (count == 0) {
            (void)send_all(fd, &session->out);
            return;
        }
        lmtp_session_take(session, (Text){room, count});
    }
}

static void *connection_run(void *owner)
{
    Connection *slot = owner;
    LmtpServer *server = slot->server;
    {
        WITH_ARENA arena = arena_new();
        WITH_ARENA words = arena_new();
        struct timeval patience = {.tv_sec = LMTP_IDLE_MS / 1000};
        (void)setsockopt(slot->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        Conversation *talk = ARENA_NEW(arena, Conversation);
        *talk = (Conversation){.server = server, .arena = words};
        talk->hooks = (LmtpHooks){.owner = talk, .find = find_channel, .deliver = deliver};
        lmtp_session_begin(&talk->session, &talk->hooks, arena);
        converse(talk, slot->fd);
        lmtp_session_end(&talk->session);
    }
    pthread_mutex_lock(&server->mutex);
    close(slot->fd);
    slot->fd = -1;
    server->taken--;
    pthread_cond_broadcast(&server->is_free);
    pthread_mutex_unlock(&server->mutex);
    return NULL;
}

/* ---- who comes in ---- */

static Connection *slot_take(LmtpServer *server, int fd)
{
    Connection *found = NULL;
    pthread_mutex_lock(&server->mutex);
    for (size_t i = 0; i < LMTP_CONNECTIONS_MAX && found == NULL; i++) {
        if (server->slots[i].fd < 0)
            found = &server->slots[i];
    }
    if (found) {
        *found = (Connection){server, fd};
        server->taken++;
    }
    pthread_mutex_unlock(&server->mutex);
    return found;
}

static void slot_give_back(LmtpServer *server, Connection *slot)
{
    pthread_mutex_lock(&server->mutex);
    slot->fd = -1;
    server->taken--;
    pthread_mutex_unlock(&server->mutex);
}

static void refuse(int fd)
{
    static const char words[] = "421 4.3.2 Too many connections; come again.\r\n";
    (void)send(fd, words, sizeof words - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(fd);
}

static void welcome(LmtpServer *server, int fd)
{
    pthread_t thread;
    pthread_attr_t attributes;
    Connection *slot = slot_take(server, fd);
    if (slot == NULL) {
        refuse(fd);
        return;
    }
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    if (pthread_create(&thread, &attributes, connection_run, slot) != 0) {
        slot_give_back(server, slot);
        refuse(fd);
    }
    pthread_attr_destroy(&attributes);
}

static void *accept_run(void *owner)
{
    LmtpServer *server = owner;
    while (!atomic_load(&server->is_stopping)) {
        int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) {
            welcome(server, fd);
            continue;
        }
        if (errno == EINTR || errno == ECONNABORTED || atomic_load(&server->is_stopping))
            continue;
        usleep(100000); /* out of descriptors: the next try may have one */
    }
    return NULL;
}

Result lmtp_start(Workspace *workspace, Arena *arena, Text where, LmtpServer **out_server)
{
    LmtpServer *server = ARENA_NEW(arena, LmtpServer);
    server->workspace = workspace;
    TRY(lmtp_listen(arena, where, &server->fd, &server->address, &server->path));
    pthread_mutex_init(&server->mutex, NULL);
    pthread_cond_init(&server->is_free, NULL);
    for (size_t i = 0; i < LMTP_CONNECTIONS_MAX; i++)
        server->slots[i].fd = -1;
    if (pthread_create(&server->thread, NULL, accept_run, server) != 0) {
        close(server->fd);
        return fail(FAULT_BUSY, "There is no thread for LMTP.");
    }
    *out_server = server;
    return done();
}

Text lmtp_address(const LmtpServer *server)
{
    return server->address;
}

void lmtp_stop(LmtpServer *server)
{
    atomic_store(&server->is_stopping, true);
    shutdown(server->fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->fd);
    if (server->path)
        (void)unlink(server->path);
    pthread_mutex_lock(&server->mutex);
    for (size_t i = 0; i < LMTP_CONNECTIONS_MAX; i++) {
        if (server->slots[i].fd >= 0)
            shutdown(server->slots[i].fd, SHUT_RD);
    }
    while (server->taken > 0)
        pthread_cond_wait(&server->is_free, &server->mutex);
    pthread_mutex_unlock(&server->mutex);
    pthread_cond_destroy(&server->is_free);
    pthread_mutex_destroy(&server->mutex);
}
