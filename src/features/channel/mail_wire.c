#include "channel/mail_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "channel/mail_name.h"

#define ADDRESSES_MAX 8
#define PRIORITY "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

struct MailWire {
    Arena *arena;
    const char *host;
    int fd;
    int stop_fd;
    int64_t patience_ms;
    int64_t ends_at_us;
    bool has_tls;
    gnutls_session_t session;
    gnutls_certificate_credentials_t trusted;
    ChannelTrouble trouble;
};

static bool wire_fail(MailWire *wire, ChannelProblem problem, const char *words)
{
    if (wire->trouble.problem == PROBLEM_NONE)
        wire->trouble = (ChannelTrouble){problem, channel_foreign_words(wire->arena, text_of(words))};
    return false;
}

static void allow_until(MailWire *wire, int64_t milliseconds)
{
    wire->ends_at_us = clock_monotonic_us() + milliseconds * 1000;
}

void mail_wire_allow(MailWire *wire, int64_t milliseconds)
{
    allow_until(wire, milliseconds);
}

/* 1: the socket is ready for `events`; 0: `milliseconds` are over; -1: stopped. */
static int wire_poll(MailWire *wire, short events, int64_t milliseconds)
{
    int64_t ends_at_us = clock_monotonic_us() + milliseconds * 1000;
    for (;;) {
        struct pollfd waited[] = {{.fd = wire->fd, .events = events}, {.fd = wire->stop_fd, .events = POLLIN}};
        int64_t left_ms = (ends_at_us - clock_monotonic_us()) / 1000;
        int ready = poll(waited, wire->stop_fd >= 0 ? 2 : 1, left_ms > 0 ? (int)left_ms : 0);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready > 0 && wire->stop_fd >= 0 && waited[1].revents) {
            wire_fail(wire, PROBLEM_STOPPED, "");
            return -1;
        }
        return ready > 0 && waited[0].revents ? 1 : 0;
    }
}

/* Within the answer's time and the silence that is borne. */
static bool wire_await(MailWire *wire, short events)
{
    int64_t left_ms = (wire->ends_at_us - clock_monotonic_us()) / 1000;
    int ready =
        left_ms <= 0 ? 0 : wire_poll(wire, events, left_ms < MAIL_WIRE_SILENCE_MS ? left_ms : MAIL_WIRE_SILENCE_MS);
    if (ready == 0)
        wire_fail(wire, PROBLEM_TIMEOUT, "");
    return ready == 1;
}

/* ---- TCP ---- */

static ChannelProblem problem_of_errno(int number)
{
    switch (number) {
    case ECONNREFUSED: return PROBLEM_REFUSED;
    case ETIMEDOUT: return PROBLEM_TIMEOUT;
    case ECONNRESET:
    case EPIPE: return PROBLEM_CLOSED;
    default: return PROBLEM_UNREACHABLE;
    }
}

static bool connect_one(MailWire *wire, const struct addrinfo *address)
{
    const int on = 1;
    socklen_t size = sizeof(int);
    int fault = 0;
    wire->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (wire->fd < 0)
        return wire_fail(wire, PROBLEM_UNREACHABLE, "");
    if (connect(wire->fd, address->ai_addr, address->ai_addrlen) != 0) {
        if (errno != EINPROGRESS)
            return wire_fail(wire, problem_of_errno(errno), "");
        if (!wire_await(wire, POLLOUT))
            return false;
        if (getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &fault, &size) != 0 || fault != 0)
            return wire_fail(wire, problem_of_errno(fault), "");
    }
    setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(wire->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    return true;
}

static bool connect_any(MailWire *wire, int port)
{
    struct addrinfo *addresses = NULL;
    ChannelProblem problem = mail_name_find(wire->host, port, wire->stop_fd, wire->patience_ms, &addresses);
    if (problem != PROBLEM_NONE)
        return wire_fail(wire, problem, "");
    bool is_connected = false;
    int tried = 0;
    for (const struct addrinfo *next = addresses; next && tried < ADDRESSES_MAX && !is_connected;
         next = next->ai_next) {
        tried++;
        if (wire->trouble.problem == PROBLEM_STOPPED)
            break;
        wire->trouble = (ChannelTrouble){0};
        if (wire->fd >= 0)
            close(wire->fd);
        is_connected = connect_one(wire, next);
    }
    mail_name_free(addresses);
    return is_connected;
}

/* ---- TLS ---- */

static ChannelProblem problem_of_certificate(unsigned status)
{
    if (status & GNUTLS_CERT_UNEXPECTED_OWNER)
        return PROBLEM_CERTIFICATE_NAME;
    if (status & (GNUTLS_CERT_EXPIRED | GNUTLS_CERT_NOT_ACTIVATED))
        return PROBLEM_CERTIFICATE_EXPIRED;
    return PROBLEM_CERTIFICATE_UNKNOWN;
}

static bool trust_load(MailWire *wire)
{
    const char *file = getenv("SSL_CERT_FILE");
    if (gnutls_certificate_allocate_credentials(&wire->trusted) != GNUTLS_E_SUCCESS)
        return wire_fail(wire, PROBLEM_TLS, "");
    int loaded = file && *file ? gnutls_certificate_set_x509_trust_file(wire->trusted, file, GNUTLS_X509_FMT_PEM)
                               : gnutls_certificate_set_x509_system_trust(wire->trusted);
    if (loaded <= 0)
        return wire_fail(wire, PROBLEM_CERTIFICATE_UNKNOWN, "");
    return true;
}

static bool host_is_name(const char *host)
{
    return strchr(host, ':') == NULL && strspn(host, "0123456789.") != strlen(host);
}

static bool session_prepare(MailWire *wire)
{
    if (!trust_load(wire))
        return false;
    if (gnutls_init(&wire->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) != GNUTLS_E_SUCCESS)
        return wire_fail(wire, PROBLEM_TLS, "");
    wire->has_tls = true;
    bool is_good = gnutls_priority_set_direct(wire->session, PRIORITY, NULL) == GNUTLS_E_SUCCESS &&
                   gnutls_credentials_set(wire->session, GNUTLS_CRD_CERTIFICATE, wire->trusted) == GNUTLS_E_SUCCESS;
    if (host_is_name(wire->host))
        is_good = is_good && gnutls_server_name_set(wire->session, GNUTLS_NAME_DNS, wire->host, strlen(wire->host)) ==
                                 GNUTLS_E_SUCCESS;
    gnutls_session_set_verify_cert(wire->session, wire->host, 0);
    gnutls_transport_set_int(wire->session, wire->fd);
    return is_good || wire_fail(wire, PROBLEM_TLS, "");
}

static bool tls_await(MailWire *wire)
{
    return wire_await(wire, gnutls_record_get_direction(wire->session) ? POLLOUT : POLLIN);
}

static bool handshake(MailWire *wire)
{
    for (;;) {
        int code = gnutls_handshake(wire->session);
        if (code == GNUTLS_E_SUCCESS)
            return true;
        if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
            return wire_fail(wire, problem_of_certificate(gnutls_session_get_verify_cert_status(wire->session)), "");
        if (gnutls_error_is_fatal(code))
            return wire_fail(wire, PROBLEM_TLS, gnutls_strerror(code));
        if ((code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED) && !tls_await(wire))
            return false;
    }
}

bool mail_wire_start_tls(MailWire *wire)
{
    allow_until(wire, wire->patience_ms);
    return session_prepare(wire) && handshake(wire);
}

bool mail_wire_is_tls(const MailWire *wire)
{
    return wire->has_tls;
}

/* ---- the whole ---- */

MailWire *mail_wire_open(Arena *arena, const MailWireTo *to, ChannelTrouble *out_trouble)
{
    MailWire *wire = ARENA_NEW(arena, MailWire);
    wire->arena = arena;
    wire->host = text_string(arena, to->host);
    wire->fd = -1;
    wire->stop_fd = to->stop_fd;
    wire->patience_ms = to->patience_ms > 0 ? to->patience_ms : MAIL_WIRE_CONNECT_MS;
    allow_until(wire, wire->patience_ms);
    if (connect_any(wire, to->port) && (!to->is_tls || mail_wire_start_tls(wire)))
        return wire;
    *out_trouble = wire->trouble;
    mail_wire_close(wire);
    return NULL;
}

void mail_wire_close(MailWire *wire)
{
    if (wire == NULL)
        return;
    if (wire->has_tls) {
        gnutls_bye(wire->session, GNUTLS_SHUT_WR); /* not waited for */
        gnutls_deinit(wire->session);
    }
    if (wire->trusted)
        gnutls_certificate_free_credentials(wire->trusted);
    if (wire->fd >= 0)
        close(wire->fd);
    wire->has_tls = false;
    wire->trusted = NULL;
    wire->fd = -1;
}

/* One try; -1 with errno EAGAIN where it must wait. */
static ssize_t read_once(MailWire *wire, void *out, size_t count)
{
    if (!wire->has_tls)
        return recv(wire->fd, out, count, 0);
    ssize_t got = gnutls_record_recv(wire->session, out, count);
    if (got >= 0)
        return got;
    errno =
        got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED || !gnutls_error_is_fatal((int)got) ? EAGAIN : ECONNRESET;
    return got == GNUTLS_E_PREMATURE_TERMINATION ? 0 : -1;
}

static ssize_t write_once(MailWire *wire, const void *bytes, size_t count)
{
    if (!wire->has_tls)
        return send(wire->fd, bytes, count, MSG_NOSIGNAL);
    ssize_t sent = gnutls_record_send(wire->session, bytes, count);
    if (sent < 0)
        errno = gnutls_error_is_fatal((int)sent) ? ECONNRESET : EAGAIN;
    return sent < 0 ? -1 : sent;
}

ssize_t mail_wire_read(MailWire *wire, void *out, size_t count)
{
    while (wire->trouble.problem == PROBLEM_NONE) {
        ssize_t got = read_once(wire, out, count);
        if (got == 0)
            wire_fail(wire, PROBLEM_CLOSED, "");
        if (got >= 0)
            return got;
        if (errno != EAGAIN && errno != EINTR)
            wire_fail(wire, problem_of_errno(errno), "");
        else
            wire_await(wire, POLLIN);
    }
    return -1;
}

ssize_t mail_wire_write(MailWire *wire, const void *bytes, size_t count)
{
    while (wire->trouble.problem == PROBLEM_NONE) {
        ssize_t sent = write_once(wire, bytes, count);
        if (sent > 0)
            return sent;
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            wire_fail(wire, problem_of_errno(errno), "");
        else
            wire_await(wire, POLLOUT);
    }
    return -1;
}

int mail_wire_wait(MailWire *wire, int64_t milliseconds)
{
    if (wire->trouble.problem != PROBLEM_NONE)
        return -1;
    if (wire->has_tls && gnutls_record_check_pending(wire->session) > 0)
        return 1;
    return wire_poll(wire, POLLIN, milliseconds);
}

int mail_wire_fd(const MailWire *wire)
{
    return wire->fd;
}

ChannelTrouble mail_wire_trouble(const MailWire *wire)
{
    return wire->trouble;
}
