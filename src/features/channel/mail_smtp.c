/* The one file that knows libcurl's SMTP. */
#include "channel/mail_smtp.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "channel/mail_smtp_dialogue.h"

#define PROBE_MS (30 * SECOND_MS)
#define QUIT_GRACE_US (2 * 1000000)
#define STOP_GRACE_US (10 * 1000000) /* for the answer to a message that is through */

typedef struct Sending {
    Arena *arena;
    SmtpDialogue dialogue;
    Text raw;
    size_t read;
    SmtpStop stop;
    int64_t stop_seen_us;
    int64_t quit_seen_us;
} Sending;

static void easy_free(CURL **easy)
{
    curl_easy_cleanup(*easy);
}
static void list_free(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}
#define WITH_EASY __attribute__((cleanup(easy_free))) CURL *
#define WITH_LIST __attribute__((cleanup(list_free))) struct curl_slist *

/* ---- what curl asks for ---- */

static size_t read_raw(char *out, size_t size, size_t count, void *owner)
{
    Sending *sending = owner;
    size_t left = sending->raw.length - sending->read;
    size_t taken = size * count < left ? size * count : left;
    memcpy(out, sending->raw.data + sending->read, taken);
    sending->read += taken;
    return taken;
}

static size_t drop_body(const char *bytes, size_t size, size_t count, void *owner)
{
    (void)bytes;
    (void)owner;
    return size * count;
}

static int hear(CURL *easy, curl_infotype type, const char *bytes, size_t length, void *owner)
{
    Sending *sending = owner;
    Text lines = {bytes, length};
    Text line;
    (void)easy;
    if (type != CURLINFO_HEADER_IN && type != CURLINFO_HEADER_OUT)
        return 0;
    while (text_next_line(&lines, &line)) {
        if (type == CURLINFO_HEADER_OUT)
            smtp_dialogue_said(&sending->dialogue, line);
        else
            smtp_dialogue_heard(&sending->dialogue, line);
    }
    return 0;
}

/* Whether so much time has passed since this was asked first. */
static bool has_passed(int64_t *since_us, int64_t wait_us)
{
    int64_t now_us = clock_monotonic_us();
    if (*since_us == 0)
        *since_us = now_us;
    return now_us - *since_us >= wait_us;
}

static int go_on(void *owner, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
    Sending *sending = owner;
    (void)down_total, (void)down, (void)up_total, (void)up;
    bool is_stopping = sending->stop.is_wanted != NULL && sending->stop.is_wanted(sending->stop.owner);
    if (sending->dialogue.is_over) /* only the answer to QUIT is missing, which tells nothing */
        return is_stopping || has_passed(&sending->quit_seen_us, QUIT_GRACE_US) ? 1 : 0;
    if (!is_stopping)
        return 0;
    bool is_through = sending->dialogue.step == SMTP_STEP_BODY && sending->read == sending->raw.length;
    return has_passed(&sending->stop_seen_us, is_through ? STOP_GRACE_US : 0) ? 1 : 0;
}

/* ---- what curl is told ---- */

static bool is_ascii(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] <= ' ' || (unsigned char)text.data[i] >= 0x7f || text.data[i] == '/')
            return false;
    }
    return text.length > 0;
}

static const char *url_of(Arena *arena, const SmtpServer *server)
{
    bool is_ipv6 = text_find_byte(server->host, ':', 0) != SIZE_MAX;
    Text name = is_ascii(server->name) ? server->name : TEXT("localhost");
    return arena_printf(arena, "%s://%s%.*s%s:%lld/%.*s", server->security == CHANNEL_TLS ? "smtps" : "smtp",
                        is_ipv6 ? "[" : "", TEXT_ARG(server->host), is_ipv6 ? "]" : "", (long long)server->port,
                        TEXT_ARG(name));
}

static CURLcode set_line(CURL *easy, Sending *sending, const SmtpServer *server)
{
    const char *authorities = getenv("SSL_CERT_FILE");
    CURLcode code = CURLE_OK;
#define SET(option, value)                                                                                             \
    if (code == CURLE_OK)                                                                                              \
    code = curl_easy_setopt(easy, option, value)
    SET(CURLOPT_URL, url_of(sending->arena, server));
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(CURLOPT_PROXY, ""); /* never by what the environment says */
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_FORBID_REUSE, 1L); /* so that QUIT is said here, where go_on bounds it, and not at the cleanup */
    SET(CURLOPT_USE_SSL, server->security == CHANNEL_PLAIN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (authorities != NULL && *authorities != '\0')
        SET(CURLOPT_CAINFO, authorities);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)SMTP_CONNECT_MS);
    SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(SMTP_SILENCE_MS / SECOND_MS));
    SET(CURLOPT_VERBOSE, 1L); /* so that the dialogue is heard; nothing is printed */
    SET(CURLOPT_DEBUGFUNCTION, hear);
    SET(CURLOPT_DEBUGDATA, sending);
    SET(CURLOPT_WRITEFUNCTION, drop_body);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, go_on);
    SET(CURLOPT_XFERINFODATA, sending);
    return code;
}

static CURLcode set_login(CURL *easy, Arena *arena, const SmtpServer *server)
{
    CURLcode code = CURLE_OK;
    if (server->login == CHANNEL_LOGIN_NONE)
        return code;
    SET(CURLOPT_USERNAME, text_string(arena, server->user_name));
    if (server->login == CHANNEL_LOGIN_XOAUTH2) {
        SET(CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
        SET(CURLOPT_XOAUTH2_BEARER, text_string(arena, server->secret));
    } else {
        SET(CURLOPT_PASSWORD, text_string(arena, server->secret));
    }
    return code;
}

static CURLcode set_letter(CURL *easy, Sending *sending, const SmtpLetter *letter, struct curl_slist *recipients)
{
    CURLcode code = CURLE_OK;
    SET(CURLOPT_MAIL_FROM, text_string(sending->arena, letter->from));
    SET(CURLOPT_MAIL_RCPT, recipients);
    SET(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_READFUNCTION, read_raw);
    SET(CURLOPT_READDATA, sending);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter->raw.length);
    SET(CURLOPT_TIMEOUT_MS, (long)SMTP_WHOLE_MS);
    return code;
}
#undef SET

/* ---- what came of it ---- */

static SmtpLine line_of(CURLcode code)
{
    if (code == CURLE_OK)
        return SMTP_LINE_FINE;
    if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_URL_MALFORMAT)
        return SMTP_LINE_NAME;
    if (code == CURLE_COULDNT_CONNECT)
        return SMTP_LINE_REFUSED;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return SMTP_LINE_SLOW;
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR)
        return SMTP_LINE_CERTIFICATE;
    if (code == CURLE_USE_SSL_FAILED)
        return SMTP_LINE_NO_TLS;
    if (code == CURLE_SSL_CONNECT_ERROR || code == CURLE_SSL_CIPHER || code == CURLE_SSL_CERTPROBLEM)
        return SMTP_LINE_TLS;
    if (code == CURLE_LOGIN_DENIED)
        return SMTP_LINE_LOGIN;
    return code == CURLE_ABORTED_BY_CALLBACK ? SMTP_LINE_STOPPED : SMTP_LINE_BROKEN;
}

static void conclude(Sending *sending, CURLcode code, const SmtpServer *server, const char *language, SmtpOutcome *out)
{
    SmtpReason reason;
    SmtpEnd end = smtp_dialogue_end(&sending->dialogue, line_of(code), &reason);
    bool has_words = sending->dialogue.code >= 400;
    *out = (SmtpOutcome){
        .end = end,
        .words = smtp_reason_words(sending->arena, reason, language, server->host,
                                   has_words ? buffer_text(&sending->dialogue.said) : TEXT_NONE),
        .is_login_refused = reason == SMTP_REASON_LOGIN,
        .verdicts = sending->dialogue.verdicts,
    };
}

static bool curl_is_ready(void)
{
    static bool is_ready; /* curl counts and guards for itself; this saves the count from growing */
    if (!__atomic_load_n(&is_ready, __ATOMIC_ACQUIRE) && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        __atomic_store_n(&is_ready, true, __ATOMIC_RELEASE);
    return __atomic_load_n(&is_ready, __ATOMIC_ACQUIRE);
}

void mail_smtp_send(Arena *arena, const SmtpServer *server, const SmtpLetter *letter, const char *language,
                    SmtpStop stop, SmtpOutcome *out)
{
    Sending sending = {
        .arena = arena, .dialogue = smtp_dialogue_new(arena, letter->to_count), .raw = letter->raw, .stop = stop};
    WITH_LIST recipients = NULL;
    WITH_EASY easy = curl_is_ready() ? curl_easy_init() : NULL;
    CURLcode code = easy ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    for (size_t i = 0; i < letter->to_count && code == CURLE_OK; i++) {
        struct curl_slist *longer = curl_slist_append(recipients, text_string(arena, letter->to[i]));
        code = longer ? CURLE_OK : CURLE_OUT_OF_MEMORY;
        recipients = longer ? longer : recipients;
    }
    if (code == CURLE_OK)
        code = set_line(easy, &sending, server);
    if (code == CURLE_OK)
        code = set_login(easy, arena, server);
    if (code == CURLE_OK)
        code = set_letter(easy, &sending, letter, recipients);
    if (code == CURLE_OK)
        code = curl_easy_perform(easy);
    conclude(&sending, code, server, language, out);
}

void mail_smtp_probe(Arena *arena, const SmtpServer *server, const char *language, SmtpOutcome *out)
{
    Sending sending = {.arena = arena, .dialogue = smtp_dialogue_new(arena, 0)};
    WITH_EASY easy = curl_is_ready() ? curl_easy_init() : NULL;
    CURLcode code = easy ? set_line(easy, &sending, server) : CURLE_OUT_OF_MEMORY;
    if (code == CURLE_OK)
        code = set_login(easy, arena, server);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "NOOP");
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)PROBE_MS);
    if (code == CURLE_OK)
        code = curl_easy_perform(easy);
    conclude(&sending, code, server, language, out);
}
