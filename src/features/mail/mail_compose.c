/* MIME by GMime. What comes from outside (names, subjects, ids, types) is freed of control characters first. */
#include "mail/mail_compose.h"

#include <gmime/gmime.h>
#include <pthread.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "model/value.h"

#define HEADER_BYTES_MAX 2000
#define ID_BYTES_MAX 250
#define LINE_BYTES_MAX 76
#define COMMENT_BYTES_MAX 250
#define CHARSET "utf-8"
#define URL_BYTES_MAX 900 /* fits a line of 998 */
#define WORD_BYTES_MAX 42 /* of an encoded word of 75 (RFC 2047 section 2) */

static void object_unref(void *object)
{
    if (*(void **)object)
        g_object_unref(*(void **)object);
}
#define WITH_OBJECT __attribute__((cleanup(object_unref)))
static void options_free(GMimeFormatOptions **options)
{
    if (*options)
        g_mime_format_options_free(*options);
}

/* ---- what may stand in a header ---- */

/* One line of valid UTF-8: control characters become spaces, white space at the ends goes. */
static const char *one_line(Arena *arena, Text text, size_t bytes_max)
{
    Text utf8 = text_cut(text_make_utf8(arena, text), bytes_max);
    char *line = arena_string(arena, utf8.data, utf8.length);
    for (size_t i = 0; i < utf8.length; i++) {
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
            line[i] = ' ';
    }
    return text_string(arena, text_trim(text_of(line)));
}

/* An id that a header can hold as it is: printable ASCII without brackets. */
static bool id_is_plain(Text id)
{
    for (size_t i = 0; i < id.length; i++) {
        if (id.data[i] <= ' ' || id.data[i] >= 0x7f || id.data[i] == '<' || id.data[i] == '>')
            return false;
    }
    return id.length > 0 && id.length <= ID_BYTES_MAX && text_find_byte(id, '@', 0) != SIZE_MAX;
}

static Result add_mailbox(Arena *arena, GMimeMessage *message, GMimeAddressType type, const MailAddress *who)
{
    if (!email_is_valid(who->address))
        return failf(arena, FAULT_INVALID, "\"%.*s\" is no address that mail can be sent to.",
                     TEXT_ARG(text_cut(who->address, 100)));
    const char *name = one_line(arena, who->name, COMMENT_BYTES_MAX);
    WITH_OBJECT InternetAddress *mailbox =
        internet_address_mailbox_new(*name != '\0' ? name : NULL, text_string(arena, who->address));
    internet_address_set_charset(mailbox, CHARSET);
    internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox);
    return done();
}

static Result add_mailboxes(Arena *arena, GMimeMessage *message, const MailLetter *letter)
{
    MailAddress reply_to = {TEXT_NONE, letter->reply_to};
    TRY(add_mailbox(arena, message, GMIME_ADDRESS_TYPE_FROM, &letter->from));
    if (!text_is_empty(letter->reply_to))
        TRY(add_mailbox(arena, message, GMIME_ADDRESS_TYPE_REPLY_TO, &reply_to));
    for (size_t i = 0; i < letter->to_count; i++)
        TRY(add_mailbox(arena, message, GMIME_ADDRESS_TYPE_TO, &letter->to[i]));
    for (size_t i = 0; i < letter->cc_count; i++)
        TRY(add_mailbox(arena, message, GMIME_ADDRESS_TYPE_CC, &letter->cc[i]));
    return done();
}

static void set_header(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, NULL);
}

/* As it stands, folded by the caller: " value\n". GMime would take a long address for a word to be encoded. */
static void set_folded(GMimeMessage *message, const char *name, const char *folded)
{
    set_header(message, name, "");
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    GMimeHeader *header = g_mime_header_list_get_header(headers, name);
    if (header)
        g_mime_header_set_raw_value(header, folded);
}

/* A subject that holds what looks like an encoded word would be decoded by whoever reads it: all of it is encoded. */
static void set_subject(Arena *arena, GMimeMessage *message, Text subject)
{
    if (text_find(subject, TEXT("=?"), 0) == SIZE_MAX) {
        g_mime_message_set_subject(message, text_string(arena, subject), CHARSET);
        return;
    }
    Buffer words = buffer_new(arena, HEADER_BYTES_MAX * 4);
    while (!text_is_empty(subject)) {
        Text piece = text_cut(subject, WORD_BYTES_MAX);
        buffer_addf(&words, " =?" CHARSET "?b?%.*s?=\n", TEXT_ARG(base64_encode(arena, piece, false)));
        subject = text_slice(subject, piece.length, subject.length);
    }
    set_folded(message, "Subject", words.data);
}

static void set_thread(Arena *arena, GMimeMessage *message, const MailLetter *letter)
{
    Buffer ids = buffer_new(arena, (ID_BYTES_MAX + 3) * (COMPOSED_REFERENCES_MAX + 1));
    size_t left_out =
        letter->reference_count > COMPOSED_REFERENCES_MAX ? letter->reference_count - COMPOSED_REFERENCES_MAX : 0;
    for (size_t i = 0; i < letter->reference_count; i++) {
        bool is_left_out = i > 0 && i <= left_out;
        if (!is_left_out && id_is_plain(letter->references[i]))
            buffer_addf(&ids, "%s<%.*s>", ids.length > 0 ? " " : "", TEXT_ARG(letter->references[i]));
    }
    if (id_is_plain(letter->in_reply_to))
        set_header(message, "In-Reply-To", arena_printf(arena, "<%.*s>", TEXT_ARG(letter->in_reply_to)));
    if (ids.length > 0)
        set_header(message, "References", ids.data);
}

static void set_date(GMimeMessage *message, int64_t date)
{
    GDateTime *time = g_date_time_new_from_unix_utc(date / 1000);
    if (time == NULL)
        return;
    g_mime_message_set_date(message, time);
    g_date_time_unref(time);
}

static void set_automatic(GMimeMessage *message, MailAutomatic automatic)
{
    if (automatic == MAIL_BY_PERSON)
        return;
    set_header(message, "Auto-Submitted", automatic == MAIL_AUTO_REPLIED ? "auto-replied" : "auto-generated");
    set_header(message, "Precedence", "bulk");
    set_header(message, "X-Auto-Response-Suppress", "All");
}

static bool is_plain_url(Text url)
{
    for (size_t i = 0; i < url.length; i++) {
        if (url.data[i] <= ' ' || url.data[i] >= 0x7f || url.data[i] == '<' || url.data[i] == '>')
            return false;
    }
    return url.length <= URL_BYTES_MAX;
}

static void set_unsubscribe(Arena *arena, GMimeMessage *message, const MailLetter *letter)
{
    const char *url = one_line(arena, letter->unsubscribe_url, URL_BYTES_MAX + 1);
    bool has_url = strncmp(url, "https://", 8) == 0 && is_plain_url(text_of(url));
    bool has_address = email_is_valid(letter->unsubscribe_address) && id_is_plain(letter->unsubscribe_address);
    if (!has_url && !has_address)
        return;
    Buffer value = buffer_new(arena, HEADER_BYTES_MAX + 600);
    if (has_url)
        buffer_addf(&value, " <%s>%s", url, has_address ? ",\n" : "\n");
    if (has_address)
        buffer_addf(&value, " <mailto:%.*s>\n", TEXT_ARG(letter->unsubscribe_address));
    set_folded(message, "List-Unsubscribe", value.data);
    if (has_url)
        set_header(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

/* ---- parts ---- */

static GMimePart *part_of_bytes(const char *type, const char *subtype, const char *bytes, size_t length,
                                GMimeContentEncoding encoding)
{
    GMimePart *part = g_mime_part_new_with_type(type, subtype);
    WITH_OBJECT GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    WITH_OBJECT GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, encoding);
    return part;
}

static bool is_short_ascii(Text text)
{
    Text line;
    while (text_next_part(&text, '\n', &line)) {
        if (line.length > LINE_BYTES_MAX || text_starts_with(line, TEXT("From ")))
            return false;
        for (size_t i = 0; i < line.length; i++) {
            if ((unsigned char)line.data[i] >= 0x7f || ((unsigned char)line.data[i] < ' ' && line.data[i] != '\t'))
                return false;
        }
        if (line.length > 0 && line.data[line.length - 1] == ' ' && !text_is(line, "-- "))
            return false;
    }
    return true;
}

static bool is_mostly_foreign(Text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += (unsigned char)text.data[i] >= 0x80;
    return count > text.length / 4;
}

static Text with_crlf(Arena *arena, Text text)
{
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    for (size_t at = 0; at < text.length;) {
        size_t end = text_find_byte(text, '\n', at);
        bool has_end = end != SIZE_MAX;
        Text line = text_slice(text, at, has_end ? end : text.length);
        at = has_end ? end + 1 : text.length;
        if (has_end && line.length > 0 && line.data[line.length - 1] == '\r')
            line.length--;
        buffer_add_text(&out, line);
        if (has_end)
            buffer_add(&out, "\r\n", 2);
    }
    return buffer_text(&out);
}

static GMimeObject *text_part(Arena *arena, const char *subtype, Text text)
{
    GMimeContentEncoding encoding = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    if (is_short_ascii(text))
        encoding = GMIME_CONTENT_ENCODING_7BIT;
    else if (is_mostly_foreign(text)) {
        encoding = GMIME_CONTENT_ENCODING_BASE64;
        text = with_crlf(arena, text); /* the canonical form (RFC 2045 section 6.8) */
    }
    GMimePart *part = part_of_bytes("text", subtype, text.data ? text.data : "", text.length, encoding);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", CHARSET);
    return GMIME_OBJECT(part);
}

static bool is_token(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        bool is_plain = (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z');
        if (!is_plain && strchr("!#$&-^_.+", byte) == NULL)
            return false;
    }
    return text.length > 0 && text.length <= 100;
}

/* "image/png; x=y" gives image and png; what cannot be attached in base64, or is no type, is bytes. */
static void split_type(Arena *arena, Text type, const char **out_type, const char **out_subtype)
{
    Text bare = text_trim(text_slice(type, 0, text_find_byte(type, ';', 0)));
    size_t slash = text_find_byte(bare, '/', 0);
    Text main = text_slice(bare, 0, slash);
    Text sub = slash == SIZE_MAX ? TEXT_NONE : text_slice(bare, slash + 1, bare.length);
    *out_type = "application";
    *out_subtype = "octet-stream";
    if (!is_token(main) || !is_token(sub) || text_equals_ascii_case(main, TEXT("message")) ||
        text_equals_ascii_case(main, TEXT("multipart")))
        return;
    *out_type = text_string(arena, main);
    *out_subtype = text_string(arena, sub);
}

static void set_charset(GMimeParamList *parameters, const char *name)
{
    GMimeParam *parameter = g_mime_param_list_get_parameter(parameters, name);
    if (parameter)
        g_mime_param_set_charset(parameter, CHARSET);
}

static GMimeObject *file_part(Arena *arena, const MailFile *file, bool is_inline)
{
    const char *type;
    const char *subtype;
    split_type(arena, file->type, &type, &subtype);
    GMimePart *part = part_of_bytes(type, subtype, file->content.data ? file->content.data : "", file->content.length,
                                    GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(GMIME_OBJECT(part), is_inline ? "inline" : "attachment");
    g_mime_part_set_filename(part, one_line(arena, file->name, COMMENT_BYTES_MAX));
    set_charset(g_mime_object_get_content_type(GMIME_OBJECT(part))->params, "name");
    set_charset(g_mime_object_get_content_disposition(GMIME_OBJECT(part))->params, "filename");
    if (is_inline)
        g_mime_part_set_content_id(part, text_string(arena, file->content_id));
    return GMIME_OBJECT(part);
}

static bool is_shown_inside(Arena *arena, Text html, const MailFile *file)
{
    if (text_is_empty(file->content_id) || !id_is_plain(text_format(arena, "%.*s@x", TEXT_ARG(file->content_id))))
        return false;
    return text_find(html, text_format(arena, " src=\"cid:%.*s\"", TEXT_ARG(file->content_id)), 0) != SIZE_MAX;
}

static GMimeMultipart *multipart_of(const char *subtype, GMimeObject *first)
{
    GMimeMultipart *whole = g_mime_multipart_new_with_subtype(subtype);
    g_mime_multipart_add(whole, first);
    g_object_unref(first);
    return whole;
}

static void add_part(GMimeMultipart *whole, GMimeObject *part)
{
    g_mime_multipart_add(whole, part);
    g_object_unref(part);
}

/* mixed(alternative(text, related(html, images)), files), without the levels that would hold one part only. */
static GMimeObject *body_of(Arena *arena, const MailLetter *letter)
{
    Text html = mail_compose_html(arena, letter);
    GMimeObject *shown = text_part(arena, "html", html);
    GMimeMultipart *related = NULL;
    for (size_t i = 0; i < letter->file_count; i++) {
        if (!is_shown_inside(arena, html, &letter->files[i]))
            continue;
        if (related == NULL) {
            related = multipart_of("related", shown);
            shown = GMIME_OBJECT(related);
        }
        add_part(related, file_part(arena, &letter->files[i], true));
    }
    GMimeMultipart *alternative =
        multipart_of("alternative", text_part(arena, "plain", mail_compose_text(arena, letter)));
    add_part(alternative, shown);
    GMimeObject *body = GMIME_OBJECT(alternative);
    GMimeMultipart *mixed = NULL;
    for (size_t i = 0; i < letter->file_count; i++) {
        if (is_shown_inside(arena, html, &letter->files[i]))
            continue;
        if (mixed == NULL) {
            mixed = multipart_of("mixed", body);
            body = GMIME_OBJECT(mixed);
        }
        add_part(mixed, file_part(arena, &letter->files[i], false));
    }
    return body;
}

/* ---- the whole ---- */

static void mime_start(void)
{
    g_mime_init();
}

static bool has_bare_line_end(Text text)
{
    for (size_t at = text_find_byte(text, '\n', 0); at != SIZE_MAX; at = text_find_byte(text, '\n', at + 1)) {
        if (at == 0 || text.data[at - 1] != '\r')
            return true;
    }
    return false;
}

static void stream_unref(void *stream)
{
    g_object_unref(stream);
}

static Result write_message(Arena *arena, GMimeMessage *message, Text *out_raw)
{
    __attribute__((cleanup(options_free))) GMimeFormatOptions *options = g_mime_format_options_new();
    WITH_OBJECT GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    if (g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream) < 0)
        return fail(FAULT_BROKEN, "The mail could not be composed.");
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    if (bytes->len > COMPOSED_BYTES_MAX)
        return fail(FAULT_LIMIT, "The mail is larger than 40 MiB.");
    Text raw = {(const char *)bytes->data, bytes->len};
    if (has_bare_line_end(raw)) {
        *out_raw = with_crlf(arena, raw);
        return done();
    }
    arena_defer(arena, stream_unref, g_object_ref(stream)); /* it may be large: not copied */
    *out_raw = raw;
    return done();
}

Result mail_compose(Arena *arena, const MailLetter *letter, Text *out_raw)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, mime_start);
    WITH_OBJECT GMimeMessage *message = g_mime_message_new(TRUE);
    TRY(add_mailboxes(arena, message, letter));
    set_subject(arena, message, text_of(one_line(arena, letter->subject, HEADER_BYTES_MAX)));
    set_date(message, letter->date);
    if (id_is_plain(letter->message_id))
        g_mime_message_set_message_id(message, text_string(arena, letter->message_id));
    set_thread(arena, message, letter);
    set_automatic(message, letter->automatic);
    set_unsubscribe(arena, message, letter);
    WITH_OBJECT GMimeObject *body = body_of(arena, letter);
    g_mime_message_set_mime_part(message, body);
    return write_message(arena, message, out_raw);
}
