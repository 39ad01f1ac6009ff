#include "channel/channel_http.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/buffer.h"

#define TOTAL_MS 10000L
#define CONNECT_MS 6000L
#define BODY_BYTES_MAX 65536
#define FORM_BYTES_MAX 65536

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void setup(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t body_take(char *bytes, size_t size, size_t count, void *context)
{
    Buffer *body = context;
    buffer_add(body, bytes, size * count);
    return body->is_full ? 0 : size * count;
}

/* application/x-www-form-urlencoded: everything but letters, digits and "-._~" as %XX. */
static void form_add(Buffer *form, Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_plain || c == '-' || c == '.' || c == '_' || c == '~')
            buffer_add_byte(form, (char)c);
        else
            buffer_addf(form, "%%%02X", c);
    }
}

static Text form_of(Arena *arena, const FormField *fields, size_t count)
{
    Buffer form = buffer_new(arena, FORM_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (text_is_empty(fields[i].value))
            continue;
        buffer_addf(&form, "%s%s=", form.length > 0 ? "&" : "", fields[i].name);
        form_add(&form, fields[i].value);
    }
    return buffer_text(&form);
}

static void options_set(CURL *curl, Arena *arena, Text url, Text form, Buffer *body)
{
    bool is_own = text_starts_with(url, TEXT("http://")); /* channel_check lets only this machine's through */
    const char *trusted = getenv("SSL_CERT_FILE");
    curl_easy_setopt(curl, CURLOPT_URL, text_string(arena, url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_own ? "http" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TOTAL_MS);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)form.length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.length > 0 ? form.data : "");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    if (is_own)
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (trusted && *trusted)
        curl_easy_setopt(curl, CURLOPT_CAINFO, trusted);
}

Result channel_http_post_form(Arena *arena, Text url, const FormField *fields, size_t count, long *out_status,
                              Text *out_body)
{
    pthread_once(&once, setup);
    Buffer body = buffer_new(arena, BODY_BYTES_MAX);
    Text form = form_of(arena, fields, count);
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        return fail(FAULT_BUSY, "There is no memory for a connection.");
    options_set(curl, arena, url, form, &body);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out_status);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK)
        return failf(arena, FAULT_BUSY, "%.*s could not be asked: %s.", TEXT_ARG(url), curl_easy_strerror(code));
    *out_body = buffer_text(&body);
    return done();
}
