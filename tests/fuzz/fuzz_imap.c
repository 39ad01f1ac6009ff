/* A whole session with a server that says what the fuzzer wants: whatever comes, the guard and the library behind it end within
 * their bounds, and what is fetched can be read. */
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/mail_imap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static int listener = -1;
static int port;

static void listen_once(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 1) == 0);
    check(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
    port = ntohs(address.sin_port);
}

/* Says everything at once and then listens: the session's reads end when its words are used up. */
static void *server_main(void *context)
{
    const Text *words = context;
    char heard[4096];
    int fd = accept(listener, NULL, NULL);
    for (size_t at = 0; at < words->length;) {
        ssize_t sent = send(fd, words->data + at, words->length - at, MSG_NOSIGNAL);
        if (sent <= 0)
            break;
        at += (size_t)sent;
    }
    shutdown(fd, SHUT_WR);
    while (recv(fd, heard, sizeof heard, 0) > 0) {
    }
    close(fd);
    return NULL;
}

static void folder_go(MailImap *imap, Arena *arena)
{
    uint32_t *uids;
    size_t count;
    uint64_t sizes[MAIL_IMAP_SIZES_AT_ONCE];
    if (!mail_imap_search(imap, arena, true, &uids, &count))
        return;
    for (size_t i = 1; i < count; i++)
        check(uids[i - 1] < uids[i]);
    count = count < MAIL_IMAP_SIZES_AT_ONCE ? count : MAIL_IMAP_SIZES_AT_ONCE;
    if (!mail_imap_sizes(imap, uids, count, sizes))
        return;
    for (size_t i = 0; i < count && i < 3; i++) {
        Text raw;
        if (!mail_imap_fetch(imap, uids[i], sizes[i], &raw))
            return;
        check(raw.length <= MAIL_RAW_BYTES_MAX && text_copy(arena, raw).length == raw.length);
        mail_imap_release(imap);
        if (!mail_imap_mark(imap, &uids[i], 1, (ChannelAfter)(i % 3), TEXT("Año")))
            return;
    }
    mail_imap_wait(imap, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pthread_t server;
    if (size > 1 << 16)
        return 0;
    if (listener < 0)
        listen_once();
    Text words = {(const char *)data, size};
    WITH_ARENA arena = arena_new();
    ChannelTrouble trouble = {0};
    MailImapFolder folder;
    MailImapTo to = {.host = TEXT("127.0.0.1"),
                     .port = port,
                     .security = CHANNEL_PLAIN,
                     .user_name = TEXT("u"),
                     .login = size % 2 ? CHANNEL_LOGIN_PASSWORD : CHANNEL_LOGIN_XOAUTH2,
                     .secret = TEXT("s"),
                     .stop_fd = -1};
    check(pthread_create(&server, NULL, server_main, &words) == 0);
    MailImap *imap = mail_imap_open(arena, &to, &trouble);
    check(imap != NULL || trouble.problem != PROBLEM_NONE);
    if (imap && mail_imap_select(imap, TEXT("INBOX"), &folder))
        folder_go(imap, arena);
    mail_imap_close(imap);
    pthread_join(server, NULL);
    return 0;
}
