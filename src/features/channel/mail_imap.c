#include "channel/mail_imap.h"

#include <libetpan/libetpan.h>

#include "base/digest.h"
#include "channel/mail_imap_name.h"
#include "channel/mail_imap_stream.h"
#include "channel/mail_imap_uid.h"

#define COMMAND_MS 60000
#define GOODBYE_MS 2000
#define BYTES_A_SECOND_MIN 20000 /* of a message, beside COMMAND_MS */
#define STREAM_BYTES 16384
#define SEARCH_WINDOW 50000U    /* messages; at 11 bytes each, well below IMAP_LINE_BYTES_MAX */
#define SEARCH_WINDOWS_MAX 100U /* of one search */
#define IN_MEMORY_BYTES_MAX (MAIL_RAW_BYTES_MAX + (1 << 20)) /* the library would use files in /tmp above 8 MiB */

struct MailImap {
    Arena *arena;
    MailWire *wire;
    ImapStream *stream;
    mailimap *session;
    mailstream_low low;
    mailstream_low_driver driver;
    unsigned capabilities;
    bool refuses_idle;
    int64_t patience_ms;
    clist *fetched; /* of mail_imap_fetch */
    ChannelTrouble trouble;
};

/* ---- the library's stream is ours ---- */

static ssize_t low_read(mailstream_low *low, void *out, size_t count)
{
    return imap_stream_read(low->data, out, count);
}

static ssize_t low_write(mailstream_low *low, const void *bytes, size_t count)
{
    return imap_stream_write(low->data, bytes, count);
}

static int low_close(mailstream_low *low)
{
    (void)low;
    return 0;
}

static int low_fd(mailstream_low *low)
{
    (void)low;
    return -1;
}

static void low_nothing(mailstream_low *low)
{
    (void)low; /* it lives in the arena */
}

static bool session_start(MailImap *imap)
{
    imap->driver = (mailstream_low_driver){.mailstream_read = low_read,
                                           .mailstream_write = low_write,
                                           .mailstream_close = low_close,
                                           .mailstream_get_fd = low_fd,
                                           .mailstream_free = low_nothing,
                                           .mailstream_cancel = low_nothing};
    imap->low = (mailstream_low){.data = imap->stream, .driver = &imap->driver, .privacy = 1};
    mmap_string_set_ceil(IN_MEMORY_BYTES_MAX);
    imap->session = mailimap_new(0, NULL);
    return imap->session != NULL;
}

/* ---- what went wrong ---- */

static bool imap_fail(MailImap *imap, ChannelProblem problem)
{
    if (imap->trouble.problem != PROBLEM_NONE)
        return false;
    ChannelTrouble stream = imap_stream_trouble(imap->stream);
    imap->trouble =
        stream.problem != PROBLEM_NONE
            ? stream
            : (ChannelTrouble){problem, channel_foreign_words(imap->arena, imap_stream_words(imap->stream))};
    return false;
}

/* The server said no to a command, in order. */
static bool was_refused(int code)
{
    switch (code) {
    case MAILIMAP_NO_ERROR:
    case MAILIMAP_ERROR_STREAM:
    case MAILIMAP_ERROR_PARSE:
    case MAILIMAP_ERROR_MEMORY:
    case MAILIMAP_ERROR_FATAL:
    case MAILIMAP_ERROR_BAD_STATE:
    case MAILIMAP_ERROR_PROTOCOL: return false;
    default: return true;
    }
}

static bool imap_done(MailImap *imap, int code, ChannelProblem when_refused)
{
    if (code == MAILIMAP_NO_ERROR)
        return true;
    return imap_fail(imap, was_refused(code) ? when_refused : PROBLEM_PROTOCOL);
}

/* A refusal that leaves the session as it was is reported once. */
ChannelTrouble mail_imap_trouble(const MailImap *imap)
{
    return imap->trouble;
}

static void command_begin(MailImap *imap)
{
    imap->trouble = imap_stream_trouble(imap->stream);
    imap_stream_allow(imap->stream, imap->patience_ms, 4096);
}

/* ---- opening ---- */

static bool has(const MailImap *imap, unsigned capability)
{
    return (imap->capabilities & capability) != 0;
}

/* By the guard: the library falls over an answer without any. */
static bool capabilities_read(MailImap *imap)
{
    command_begin(imap);
    if (!imap_done(imap, mailimap_custom_command(imap->session, "CAPABILITY"), PROBLEM_PROTOCOL))
        return false;
    return imap_stream_capabilities(imap->stream, &imap->capabilities) || imap_fail(imap, PROBLEM_PROTOCOL);
}

static bool start_tls(MailImap *imap)
{
    if (!has(imap, IMAP_HAS_STARTTLS))
        return imap_fail(imap, PROBLEM_TLS_ABSENT);
    command_begin(imap);
    if (!imap_done(imap, mailimap_starttls(imap->session), PROBLEM_TLS_ABSENT))
        return false;
    /* What was sent before the handshake was sent by anybody. */
    if (imap_stream_has_bytes(imap->stream) || imap->session->imap_stream->read_buffer_len > 0)
        return imap_fail(imap, PROBLEM_PROTOCOL);
    return mail_wire_start_tls(imap->wire) ? capabilities_read(imap) : imap_fail(imap, PROBLEM_TLS);
}

static bool greet(MailImap *imap, ChannelSecurity security)
{
    mailstream *stream = mailstream_new(&imap->low, STREAM_BYTES);
    if (stream == NULL)
        return imap_fail(imap, PROBLEM_PROTOCOL);
    command_begin(imap);
    int code = mailimap_connect(imap->session, stream);
    bool is_signed_in = code == MAILIMAP_NO_ERROR_AUTHENTICATED;
    if (!is_signed_in && code != MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
        return imap_fail(imap, PROBLEM_PROTOCOL);
    /* A session that is signed in cannot be encrypted any more: somebody in between may want just that. */
    if (security == CHANNEL_STARTTLS && is_signed_in)
        return imap_fail(imap, PROBLEM_TLS_ABSENT);
    return capabilities_read(imap) && (security != CHANNEL_STARTTLS || start_tls(imap));
}

static bool is_ascii(Text text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

/* AUTHENTICATE PLAIN with the initial answer (RFC 4959): takes passwords beyond ASCII, and servers that forbid LOGIN. */
static int sign_in_plain(MailImap *imap, const MailImapTo *to)
{
    Buffer credentials = buffer_new(imap->arena, 4096);
    buffer_add_byte(&credentials, '\0');
    buffer_add_text(&credentials, to->user_name);
    buffer_add_byte(&credentials, '\0');
    buffer_add_text(&credentials, to->secret);
    Text encoded = base64_encode(imap->arena, buffer_text(&credentials), false);
    int code =
        mailimap_custom_command(imap->session, arena_printf(imap->arena, "AUTHENTICATE PLAIN %.*s", TEXT_ARG(encoded)));
    if (code == MAILIMAP_NO_ERROR)
        imap->session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
    return code;
}

static bool sign_in_password(MailImap *imap, const MailImapTo *to)
{
    bool is_login_off = has(imap, IMAP_HAS_NO_LOGIN);
    bool has_plain = has(imap, IMAP_HAS_PLAIN) && has(imap, IMAP_HAS_SASL_IR);
    bool wants_plain = is_login_off || !is_ascii(to->secret) || !is_ascii(to->user_name);
    if (wants_plain && !has_plain)
        return imap_fail(imap, PROBLEM_LOGIN_ABSENT);
    command_begin(imap);
    int code = wants_plain ? sign_in_plain(imap, to)
                           : mailimap_login(imap->session, text_string(imap->arena, to->user_name),
                                            text_string(imap->arena, to->secret));
    /* BAD to a sign-in is how some servers refuse it. */
    if (code == MAILIMAP_ERROR_PROTOCOL && imap_stream_trouble(imap->stream).problem == PROBLEM_NONE)
        return imap_fail(imap, PROBLEM_LOGIN);
    return imap_done(imap, code, PROBLEM_LOGIN);
}

static bool sign_in(MailImap *imap, const MailImapTo *to)
{
    if (to->login == CHANNEL_LOGIN_NONE || imap->session->imap_state == MAILIMAP_STATE_AUTHENTICATED)
        return true;
    if (to->login == CHANNEL_LOGIN_PASSWORD)
        return sign_in_password(imap, to);
    if (!has(imap, IMAP_HAS_XOAUTH2))
        return imap_fail(imap, PROBLEM_LOGIN_ABSENT);
    command_begin(imap);
    int code = mailimap_oauth2_authenticate(imap->session, text_string(imap->arena, to->user_name),
                                            text_string(imap->arena, to->secret));
    if (code == MAILIMAP_ERROR_PROTOCOL && imap_stream_trouble(imap->stream).problem == PROBLEM_NONE)
        return imap_fail(imap, PROBLEM_TOKEN);
    return imap_done(imap, code, PROBLEM_TOKEN);
}

MailImap *mail_imap_open(Arena *arena, const MailImapTo *to, ChannelTrouble *out_trouble)
{
    MailWireTo wire_to = {.host = to->host,
                          .port = to->port,
                          .is_tls = to->security == CHANNEL_TLS,
                          .stop_fd = to->stop_fd,
                          .patience_ms = to->patience_ms};
    MailImap *imap = ARENA_NEW(arena, MailImap);
    imap->arena = arena;
    imap->patience_ms = to->patience_ms > 0 ? to->patience_ms : COMMAND_MS;
    imap->wire = mail_wire_open(arena, &wire_to, out_trouble);
    if (imap->wire == NULL)
        return NULL;
    imap->stream = imap_stream_new(arena, imap->wire);
    if (session_start(imap) && greet(imap, to->security) && sign_in(imap, to) && capabilities_read(imap))
        return imap;
    *out_trouble = imap->trouble;
    mail_imap_close(imap);
    return NULL;
}

void mail_imap_close(MailImap *imap)
{
    if (imap == NULL)
        return;
    mail_imap_release(imap);
    if (imap->session && imap->session->imap_stream) {
        mail_wire_allow(imap->wire, GOODBYE_MS);
        if (imap->trouble.problem == PROBLEM_NONE)
            mailimap_logout(imap->session); /* closes the stream */
        else
            mailstream_close(imap->session->imap_stream);
        imap->session->imap_stream = NULL;
        imap->session->imap_state = MAILIMAP_STATE_DISCONNECTED;
    }
    if (imap->session)
        mailimap_free(imap->session);
    mail_wire_close(imap->wire);
    imap->session = NULL;
    imap->wire = NULL;
}

/* ---- folders and messages ---- */

bool mail_imap_select(MailImap *imap, Text folder, MailImapFolder *out_folder)
{
    command_begin(imap);
    if (!imap_done(imap, mailimap_select(imap->session, imap_folder_name(imap->arena, folder)), PROBLEM_FOLDER))
        return false;
    const struct mailimap_selection_info *info = imap->session->imap_selection_info;
    *out_folder = (MailImapFolder){.uid_validity = info ? info->sel_uidvalidity : 0,
                                   .is_read_only = info && info->sel_perm == MAILIMAP_MAILBOX_READONLY};
    return true;
}

static struct mailimap_search_key *search_flag(int type)
{
    return mailimap_search_key_new(type, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                   NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL);
}

/* `first` 0: in the whole folder; `last` 0: to its end. */
static struct mailimap_search_key *search_wanted(bool only_unseen, uint32_t first, uint32_t last)
{
    struct mailimap_search_key *all = mailimap_search_key_new_multiple_empty();
    if (first > 0)
        mailimap_search_key_multiple_add(all, mailimap_search_key_new_set(mailimap_set_new_interval(first, last)));
    if (only_unseen)
        mailimap_search_key_multiple_add(all, search_flag(MAILIMAP_SEARCH_KEY_UNSEEN));
    mailimap_search_key_multiple_add(all, search_flag(MAILIMAP_SEARCH_KEY_UNDELETED));
    return all;
}

typedef struct UidList {
    uint32_t *uids; /* room for MAIL_IMAP_UIDS_MAX */
    size_t count;
} UidList;

static bool search_window(MailImap *imap, bool only_unseen, uint32_t first, uint32_t last, UidList *list)
{
    clist *found = NULL;
    struct mailimap_search_key *wanted = search_wanted(only_unseen, first, last);
    command_begin(imap);
    int code = mailimap_uid_search(imap->session, NULL, wanted, &found);
    mailimap_search_key_free(wanted);
    clistiter *at = code == MAILIMAP_NO_ERROR && found ? clist_begin(found) : NULL;
    for (; at != NULL && list->count < MAIL_IMAP_UIDS_MAX; at = clist_next(at))
        list->uids[list->count++] = *(const uint32_t *)clist_content(at);
    if (found)
        mailimap_search_result_free(found);
    return imap_done(imap, code, PROBLEM_PROTOCOL);
}

/* A large folder is asked about window by window, so that no answer is larger than the guard lets through. */
bool mail_imap_search(MailImap *imap, Arena *arena, bool only_unseen, uint32_t **out_uids, size_t *out_count)
{
    uint32_t exists = imap->session->imap_selection_info ? imap->session->imap_selection_info->sel_exists : 0;
    UidList list = {.uids = ARENA_ARRAY(arena, uint32_t, MAIL_IMAP_UIDS_MAX)};
    bool is_good = exists > SEARCH_WINDOW || search_window(imap, only_unseen, 0, 0, &list);
    for (uint32_t i = 0; is_good && exists > SEARCH_WINDOW && i < SEARCH_WINDOWS_MAX; i++) {
        uint32_t first = i * SEARCH_WINDOW + 1;
        bool is_last = exists - first < SEARCH_WINDOW;
        is_good = search_window(imap, only_unseen, first, is_last ? 0 : first + SEARCH_WINDOW - 1, &list);
        if (is_last || list.count == MAIL_IMAP_UIDS_MAX)
            break;
    }
    *out_uids = list.uids;
    *out_count = imap_uids_settle(list.uids, list.count, MAIL_IMAP_UIDS_MAX);
    return is_good;
}

typedef struct FetchedMessage {
    uint32_t uid;
    uint64_t size;
    bool has_body;
    Text body;
} FetchedMessage;

static FetchedMessage message_of(const struct mailimap_msg_att *attributes)
{
    FetchedMessage message = {0};
    for (clistiter *at = clist_begin(attributes->att_list); at != NULL; at = clist_next(at)) {
        const struct mailimap_msg_att_item *item = clist_content(at);
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
            continue;
        const struct mailimap_msg_att_static *fact = item->att_data.att_static;
        if (fact->att_type == MAILIMAP_MSG_ATT_UID) {
            message.uid = fact->att_data.att_uid;
        } else if (fact->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
            message.size = fact->att_data.att_rfc822_size;
        } else if (fact->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
            const struct mailimap_msg_att_body_section *section = fact->att_data.att_body_section;
            message.has_body = section->sec_body_part != NULL;
            message.body = (Text){section->sec_body_part, message.has_body ? section->sec_length : 0};
        }
    }
    return message;
}

static struct mailimap_set *set_of(const uint32_t *uids, size_t count)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    for (size_t i = 0; set && i < count; i++)
        mailimap_set_add_single(set, uids[i]);
    return set;
}

/* The facts of messages; *out_list is the caller's to free, NULL for nothing. */
static int uid_fetch(MailImap *imap, const uint32_t *uids, size_t count, struct mailimap_fetch_att *what,
                     clist **out_list)
{
    struct mailimap_set *set = set_of(uids, count);
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type, what);
    *out_list = NULL;
    int code = mailimap_uid_fetch(imap->session, set, type, out_list);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    return code;
}

bool mail_imap_sizes(MailImap *imap, const uint32_t *uids, size_t count, uint64_t *out_sizes)
{
    clist *list;
    command_begin(imap);
    int code = uid_fetch(imap, uids, count, mailimap_fetch_att_new_rfc822_size(), &list);
    for (size_t i = 0; i < count; i++)
        out_sizes[i] = 0;
    for (clistiter *at = list ? clist_begin(list) : NULL; at != NULL; at = clist_next(at)) {
        FetchedMessage message = message_of(clist_content(at));
        size_t index = imap_uid_index(uids, count, message.uid);
        if (index < count)
            out_sizes[index] = message.size;
    }
    if (list)
        mailimap_fetch_list_free(list);
    return imap_done(imap, code, PROBLEM_PROTOCOL);
}

/* What the message may take: sizes that servers state are not always exact. */
static size_t literal_max(uint64_t size)
{
    uint64_t wanted = size + size / 2 + (1 << 20);
    return wanted < MAIL_RAW_BYTES_MAX ? (size_t)wanted : MAIL_RAW_BYTES_MAX;
}

/* One message, or a part of it. */
static bool fetch_one(MailImap *imap, uint32_t uid, struct mailimap_fetch_att *what, Text *out_bytes)
{
    int code = uid_fetch(imap, &uid, 1, what, &imap->fetched);
    *out_bytes = TEXT_NONE;
    for (clistiter *at = imap->fetched ? clist_begin(imap->fetched) : NULL; at != NULL; at = clist_next(at)) {
        FetchedMessage message = message_of(clist_content(at));
        if (message.uid == uid && message.has_body)
            *out_bytes = message.body;
    }
    return imap_done(imap, code, PROBLEM_PROTOCOL);
}

bool mail_imap_fetch(MailImap *imap, uint32_t uid, uint64_t size, Text *out_raw)
{
    size_t most = literal_max(size);
    mail_imap_release(imap);
    command_begin(imap);
    imap_stream_allow(imap->stream, COMMAND_MS + (int64_t)(most / BYTES_A_SECOND_MIN) * 1000, most);
    return fetch_one(imap, uid, mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)), out_raw);
}

bool mail_imap_fetch_headers(MailImap *imap, uint32_t uid, uint32_t bytes_max, Text *out_headers)
{
    mail_imap_release(imap);
    command_begin(imap);
    imap_stream_allow(imap->stream, COMMAND_MS, bytes_max);
    return fetch_one(imap, uid,
                     mailimap_fetch_att_new_body_peek_section_partial(mailimap_section_new_header(), 0, bytes_max),
                     out_headers);
}

void mail_imap_release(MailImap *imap)
{
    if (imap->fetched)
        mailimap_fetch_list_free(imap->fetched);
    imap->fetched = NULL;
}

/* ---- marking ---- */

static int store_flags(MailImap *imap, struct mailimap_set *set, bool seen, bool deleted)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    if (seen)
        mailimap_flag_list_add(flags, mailimap_flag_new_seen());
    if (deleted)
        mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
    struct mailimap_store_att_flags *change = mailimap_store_att_flags_new_add_flags_silent(flags);
    int code = mailimap_uid_store(imap->session, set, change);
    mailimap_store_att_flags_free(change);
    return code;
}

/* Without UIDPLUS only `may_expunge_all` takes away for good, with whatever else is marked as deleted in the folder; what is
 * only marked is not searched for again. */
static int delete_all(MailImap *imap, struct mailimap_set *set, bool may_expunge_all)
{
    command_begin(imap);
    int code = store_flags(imap, set, true, true);
    if (code != MAILIMAP_NO_ERROR)
        return code;
    command_begin(imap);
    if (has(imap, IMAP_HAS_UIDPLUS))
        return mailimap_uid_expunge(imap->session, set);
    return may_expunge_all ? mailimap_expunge(imap->session) : MAILIMAP_NO_ERROR;
}

static bool move_all(MailImap *imap, struct mailimap_set *set, Text moved_to)
{
    WITH_ARENA arena = arena_new(); /* a session may last for days */
    const char *name = imap_folder_name(arena, moved_to);
    command_begin(imap);
    if (has(imap, IMAP_HAS_MOVE))
        return imap_done(imap, mailimap_uid_move(imap->session, set, name), PROBLEM_MOVED_TO);
    if (!imap_done(imap, mailimap_uid_copy(imap->session, set, name), PROBLEM_MOVED_TO))
        return false;
    return imap_done(imap, delete_all(imap, set, false), PROBLEM_MARK);
}

bool mail_imap_mark(MailImap *imap, const uint32_t *uids, size_t count, ChannelAfter after, Text moved_to)
{
    struct mailimap_set *set = set_of(uids, count);
    bool is_marked = false;
    switch (after) {
    case CHANNEL_AFTER_SEEN:
        command_begin(imap);
        is_marked = imap_done(imap, store_flags(imap, set, true, false), PROBLEM_MARK);
        break;
    case CHANNEL_AFTER_MOVED: is_marked = move_all(imap, set, moved_to); break;
    case CHANNEL_AFTER_DELETED: is_marked = imap_done(imap, delete_all(imap, set, true), PROBLEM_MARK); break;
    }
    mailimap_set_free(set);
    return is_marked;
}

/* ---- waiting ---- */

bool mail_imap_has_idle(const MailImap *imap)
{
    return has(imap, IMAP_HAS_IDLE) && !imap->refuses_idle;
}

static bool has_news(const MailImap *imap)
{
    return imap_stream_has_bytes(imap->stream) || imap->session->imap_stream->read_buffer_len > 0;
}

/* True as well when the time is over. */
static bool await_news(MailImap *imap, int64_t milliseconds)
{
    return has_news(imap) || mail_wire_wait(imap->wire, milliseconds) >= 0 || imap_fail(imap, PROBLEM_CLOSED);
}

bool mail_imap_wait(MailImap *imap, int64_t milliseconds)
{
    if (!mail_imap_has_idle(imap)) {
        if (!await_news(imap, milliseconds))
            return false;
        command_begin(imap);
        return imap_done(imap, mailimap_noop(imap->session), PROBLEM_PROTOCOL);
    }
    command_begin(imap);
    int code = mailimap_idle(imap->session);
    if (code == MAILIMAP_ERROR_PARSE && imap_stream_trouble(imap->stream).problem == PROBLEM_NONE) {
        imap->refuses_idle = true; /* it says that it has, and refuses */
        return true;
    }
    if (!imap_done(imap, code, PROBLEM_PROTOCOL) || !await_news(imap, milliseconds))
        return false;
    command_begin(imap);
    return imap_done(imap, mailimap_idle_done(imap->session), PROBLEM_PROTOCOL);
}
