#include "webhook/webhook_http.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "webhook/webhook_address.h"

#define TOTAL_MS 15000L
#define CONNECT_MS 5000L

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void setup(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* What does not fit is read and dropped: the status is what counts. A flood ends with the time. */
static size_t body_take(char *bytes, size_t size, size_t count, void *context)
{
    Buffer *body = context;
    size_t room = WEBHOOK_ANSWER_BYTES_MAX - body->length;
    buffer_add(body, bytes, size * count < room ? size * count : room);
    return size * count;
}

/* The one place where a connection begins: whatever the name led to, it is this address that counts. */
static curl_socket_t socket_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    bool *is_refused = context;
    (void)purpose;
    if (!webhook_address_is_free() && !address_is_public(&address->addr)) {
        *is_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static struct curl_slist *headers_of(Arena *arena, const WebhookPost *post)
{
    const char *lines[] = {
        "Content-Type: application/json",
        "Expect:",
        arena_printf(arena, "webhook-id: %.*s", TEXT_ARG(post->id)),
        arena_printf(arena, "webhook-timestamp: %.*s", TEXT_ARG(post->timestamp)),
        arena_printf(arena, "webhook-signature: %.*s", TEXT_ARG(post->signature)),
    };
    struct curl_slist *headers = NULL;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct curl_slist *longer = curl_slist_append(headers, lines[i]);
        if (longer == NULL) {
            curl_slist_free_all(headers);
            return NULL;
        }
        headers = longer;
    }
    return headers;
}

static void options_set(CURL *curl, Arena *arena, const WebhookPost *post, Buffer *body, bool *is_refused)
{
    const char *trusted = getenv("SSL_CERT_FILE");
    curl_easy_setopt(curl, CURLOPT_URL, text_string(arena, post->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, webhook_address_is_free() ? "https,http" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TOTAL_MS);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Lazo-Webhooks/1");
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post->body.data);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, socket_open);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, is_refused);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    if (trusted && *trusted)
        curl_easy_setopt(curl, CURLOPT_CAINFO, trusted);
}

void webhook_post(Arena *arena, const WebhookPost *post, WebhookAnswer *out_answer)
{
    pthread_once(&once, setup);
    *out_answer = (WebhookAnswer){.trouble = "There is no memory for a connection."};
    bool is_refused = false;
    Buffer body = buffer_new(arena, WEBHOOK_ANSWER_BYTES_MAX + 1);
    int64_t began_us = clock_monotonic_us();
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl ? headers_of(arena, post) : NULL;
    if (headers) {
        options_set(curl, arena, post, &body, &is_refused);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        CURLcode code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out_answer->status);
        out_answer->trouble = code == CURLE_OK ? NULL
                              : is_refused     ? "The address leads into a private network, where nothing is sent to."
                                               : arena_printf(arena, "No answer: %s.", curl_easy_strerror(code));
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    if (out_answer->trouble)
        out_answer->status = 0;
    out_answer->body = text_make_utf8(arena, buffer_text(&body));
    out_answer->duration_ms = (clock_monotonic_us() - began_us) / 1000;
}
