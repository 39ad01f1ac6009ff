#include "mail/mail_body.h"

#include "base/buffer.h"
#include "base/digest.h"
#include "mail/html_read.h"
#include "mail/html_sanitise.h"
#include "mail/html_text.h"
#include "mail/mail_byte.h"
#include "mail/mail_charset.h"
#include "mail/mail_flowed.h"
#include "mail/mail_tnef.h"
#include "mail/mail_words.h"

#define SEGMENTS_MAX 200
#define INNER_TEXT_BYTES_MAX 65536

/* A stretch of the body that is seen as one: its text, its HTML, or both as alternatives. */
typedef struct Segment {
    bool has_text;
    bool has_html;
    Text text;
    Text html;
    HtmlReading reading; /* of html, once all segments are there */
} Segment;

typedef struct BodyReader {
    Arena *arena;
    const MailParts *parts;
    MailMessage *out;
    Segment *segments;
    size_t segment_count;
    size_t segment_capacity;
    size_t attachment_capacity;
    bool is_report;
} BodyReader;

static void segment_add(BodyReader *reader, Segment segment)
{
    if (!segment.has_text && !segment.has_html)
        return;
    if (reader->segment_count >= SEGMENTS_MAX) {
        mail_warn(&reader->out->warnings, TEXT("More texts than are read; the rest is in the original only."));
        return;
    }
    if (reader->segment_count == reader->segment_capacity) {
        size_t capacity = reader->segment_capacity == 0 ? 2 : reader->segment_capacity * 4;
        Segment *items = ARENA_ARRAY(reader->arena, Segment, capacity);
        if (reader->segment_count > 0)
            memcpy(items, reader->segments, reader->segment_count * sizeof *items);
        reader->segments = items;
        reader->segment_capacity = capacity;
    }
    reader->segments[reader->segment_count++] = segment;
}

static Text stripped_id(Text id)
{
    id = text_trim(id);
    if (id.length > 1 && id.data[0] == '<' && id.data[id.length - 1] == '>')
        id = text_slice(id, 1, id.length - 1);
    return id;
}

static MailAttachment *attachment_add(BodyReader *reader)
{
    MailMessage *out = reader->out;
    if (out->attachment_count == reader->attachment_capacity) {
        size_t capacity = reader->attachment_capacity == 0 ? 4 : reader->attachment_capacity * 2;
        MailAttachment *items = ARENA_ARRAY(reader->arena, MailAttachment, capacity);
        if (out->attachment_count > 0)
            memcpy(items, out->attachments, out->attachment_count * sizeof *items);
        out->attachments = items;
        reader->attachment_capacity = capacity;
    }
    return &out->attachments[out->attachment_count++];
}

/* Names for parts that are known by what they are. */
static Text default_name(const MailPart *part)
{
    static const struct {
        const char *type;
        Text name;
    } names[] = {
        {"application/pgp-signature", {"signature.asc", 13}},
        {"application/pgp-encrypted", {"version.txt", 11}},
        {"application/pkcs7-signature", {"smime.p7s", 9}},
        {"application/x-pkcs7-signature", {"smime.p7s", 9}},
        {"application/pkcs7-mime", {"smime.p7m", 9}},
        {"application/x-pkcs7-mime", {"smime.p7m", 9}},
        {"application/pgp-keys", {"key.asc", 7}},
        {"text/calendar", {"invite.ics", 10}},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (mail_part_is(part, names[i].type))
            return names[i].name;
    }
    return TEXT("");
}

static bool is_tnef(const MailPart *part, Text name)
{
    return mail_part_is(part, "application/ms-tnef") || mail_part_is(part, "application/vnd.ms-tnef") ||
           text_equals_ascii_case(name, TEXT("winmail.dat"));
}

static void tnef_take(BodyReader *reader, Text content, bool *out_is_taken)
{
    MailTnef tnef;
    *out_is_taken = mail_tnef_read(reader->arena, content, &tnef);
    if (!*out_is_taken) {
        mail_warn(&reader->out->warnings, TEXT("winmail.dat cannot be read; it is kept as it came."));
        return;
    }
    for (size_t i = 0; i < tnef.count; i++) {
        MailAttachment *file = attachment_add(reader);
        *file = (MailAttachment){.name = mail_file_name(reader->arena, tnef.files[i].name),
                                 .type = TEXT("application/octet-stream"),
                                 .content_id = TEXT(""),
                                 .content = tnef.files[i].content};
        sha256_hex(file->content, file->sha256);
    }
    if (reader->segment_count == 0)
        segment_add(
            reader,
            (Segment){.has_text = tnef.has_text, .has_html = tnef.has_html, .text = tnef.text, .html = tnef.html});
}

static void file_take(BodyReader *reader, const MailPart *part, bool is_inline)
{
    Arena *arena = reader->arena;
    Text name = mail_part_name(arena, part);
    Text content = mail_part_content(arena, part);
    bool is_taken = false;
    if (is_tnef(part, name))
        tnef_take(reader, content, &is_taken);
    if (is_taken)
        return;
    MailAttachment *file = attachment_add(reader);
    Text id = mail_header_line(arena, &part->headers, "content-id");
    *file = (MailAttachment){.name = name.data ? name : default_name(part),
                             .type = part->type.value,
                             .content_id =
                                 id.data ? mail_file_name(arena, text_make_utf8(arena, stripped_id(id))) : TEXT(""),
                             .is_inline = is_inline || text_is(part->disposition.value, "inline"),
                             .content = content,
                             .is_view = part->is_in_raw,
                             .raw_offset = part->body_from,
                             .raw_length = part->body_to - part->body_from,
                             .encoding = part->encoding};
    sha256_hex(content, file->sha256);
}

static bool is_attached(const MailPart *part)
{
    Text kind = part->disposition.value;
    return !text_is_empty(kind) && !text_is(kind, "inline");
}

static bool is_shown_text(const MailPart *part)
{
    return !is_attached(part) && (mail_part_is(part, "text/plain") || mail_part_is(part, "text/html") ||
                                  mail_part_is(part, "text/enriched") || mail_part_is(part, "text/richtext"));
}

static Text plain_text(BodyReader *reader, const MailPart *part)
{
    Text text = mail_part_text(reader->arena, part, &reader->out->warnings);
    if (text.length > MAIL_TEXT_BYTES_MAX) {
        text = text_cut(text, MAIL_TEXT_BYTES_MAX);
        mail_warn(&reader->out->warnings, TEXT("The text is longer than is read; the rest is in the original only."));
    }
    Text format = mail_parameter(reader->arena, &part->type, "format");
    if (text_equals_ascii_case(format, TEXT("flowed"))) {
        Text delete_space = mail_parameter(reader->arena, &part->type, "delsp");
        text = mail_flowed_join(reader->arena, text, text_equals_ascii_case(delete_space, TEXT("yes")));
    }
    return text;
}

/* The charset that the document itself names, for HTML without a label. */
static Text meta_charset(Text html)
{
    size_t at = text_find_ascii_case(text_slice(html, 0, 2048), TEXT("charset="), 0);
    if (at == SIZE_MAX || text_find_ascii_case(text_slice(html, 0, at), TEXT("<meta"), 0) == SIZE_MAX)
        return TEXT_NONE;
    size_t from = at + 8;
    while (from < html.length && (html.data[from] == '"' || html.data[from] == '\'' || html.data[from] == ' '))
        from++;
    size_t to = from;
    while (to < html.length && !byte_is_in(html.data[to], "\"' ;>/"))
        to++;
    return text_slice(html, from, to);
}

static Text html_of_part(BodyReader *reader, const MailPart *part)
{
    Text charset = mail_parameter(reader->arena, &part->type, "charset");
    Text content = mail_part_content(reader->arena, part);
    if (text_is_empty(charset))
        charset = meta_charset(content);
    return mail_lines_normalize(reader->arena,
                                mail_charset_decode(reader->arena, content, charset, &reader->out->warnings));
}

/* Files in uuencode among the lines of a text become attachments. */
static Text uu_files_take(BodyReader *reader, Text text)
{
    MailUuFile found;
    size_t at = 0;
    if (!mail_uu_next(reader->arena, text, 0, &found))
        return text;
    Buffer out = buffer_new(reader->arena, MAIL_TEXT_BYTES_MAX);
    do {
        MailAttachment *file = attachment_add(reader);
        *file = (MailAttachment){.name = mail_file_name(reader->arena, found.name),
                                 .type = TEXT("application/octet-stream"),
                                 .content_id = TEXT(""),
                                 .content = found.content};
        sha256_hex(file->content, file->sha256);
        buffer_add_text(&out, text_slice(text, at, found.from));
        at = found.to;
    } while (reader->out->attachment_count < MAIL_PARTS_MAX && mail_uu_next(reader->arena, text, at, &found));
    buffer_add_text(&out, text_slice(text, at, text.length));
    return out.length > 0 ? buffer_text(&out) : (Text){"", 0};
}

static void text_take(BodyReader *reader, const MailPart *part, Segment *segment)
{
    if (mail_part_is(part, "text/plain")) {
        segment->text = plain_text(reader, part);
        segment->has_text = true;
    } else { /* enriched text is close enough to HTML to be stripped like it */
        segment->html = html_of_part(reader, part);
        segment->has_html = true;
    }
}

/* A message passed on as a part: a short heading and its text, for the reader; the whole is kept as a file. */
static void inner_message_take(BodyReader *reader, const MailPart *part)
{
    Arena *arena = reader->arena;
    if (part->children == 0 || reader->is_report || is_attached(part))
        return;
    const MailPart *inner = &reader->parts->items[part->first_child];
    static const char *const shown[] = {"From", "Date", "To", "Subject"};
    Buffer out = buffer_new(arena, MAIL_TEXT_BYTES_MAX);
    buffer_add_string(&out, "---------- Forwarded message ----------\n");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        Text value = mail_header_text(arena, &inner->headers, shown[i]);
        if (value.data)
            buffer_addf(&out, "%s: %.*s\n", shown[i], TEXT_ARG(text_cut(value, 1000)));
    }
    buffer_add_byte(&out, '\n');
    for (size_t i = part->first_child; i < reader->parts->count; i++) {
        const MailPart *leaf = &reader->parts->items[i];
        size_t up = i;
        while (up > part->first_child && reader->parts->items[up].parent != up && up != 0)
            up = reader->parts->items[up].parent;
        if (up != part->first_child || leaf->is_multipart || !is_shown_text(leaf))
            continue;
        Segment segment = {0};
        text_take(reader, leaf, &segment);
        Text text =
            segment.has_text ? segment.text : html_text(arena, segment.html, (HtmlTextOptions){.with_links = true});
        buffer_add_text(&out, text_cut(text, INNER_TEXT_BYTES_MAX));
        break;
    }
    segment_add(reader, (Segment){.has_text = true, .text = buffer_text(&out)});
}

static void part_take(BodyReader *reader, size_t index, Segment *alternative);

/* multipart/alternative: the last of each form is the best of it. */
static void alternative_take(BodyReader *reader, const MailPart *part, Segment *outer)
{
    Segment segment = {0};
    for (size_t i = 0; i < part->children; i++)
        part_take(reader, part->first_child + i, &segment);
    if (!outer)
        segment_add(reader, segment);
    else {
        if (segment.has_text) {
            outer->text = segment.text;
            outer->has_text = true;
        }
        if (segment.has_html) {
            outer->html = segment.html;
            outer->has_html = true;
        }
    }
}

static size_t related_root(BodyReader *reader, const MailPart *part)
{
    Text start = stripped_id(mail_parameter(reader->arena, &part->type, "start"));
    for (size_t i = 0; !text_is_empty(start) && i < part->children; i++) {
        const MailPart *child = &reader->parts->items[part->first_child + i];
        if (text_equals(stripped_id(mail_header_line(reader->arena, &child->headers, "content-id")), start))
            return i;
    }
    for (size_t i = 0; i < part->children; i++) {
        const MailPart *child = &reader->parts->items[part->first_child + i];
        if (child->is_multipart || is_shown_text(child))
            return i;
    }
    return 0;
}

/* Depth is bounded by MAIL_DEPTH_MAX. `alternative` gathers what stands inside a multipart/alternative. */
static void part_take(BodyReader *reader, size_t index, Segment *alternative)
{
    const MailPart *part = &reader->parts->items[index];
    if (part->is_multipart && mail_part_is(part, "multipart/alternative")) {
        alternative_take(reader, part, alternative);
    } else if (part->is_multipart) {
        bool is_related = mail_part_is(part, "multipart/related");
        size_t root = is_related ? related_root(reader, part) : 0;
        for (size_t i = 0; i < part->children; i++) {
            const MailPart *child = &reader->parts->items[part->first_child + i];
            if (is_related && i != root && !child->is_multipart)
                file_take(reader, child, true);
            else
                part_take(reader, part->first_child + i, alternative);
        }
    } else if (part->is_message) {
        inner_message_take(reader, part);
        file_take(reader, part, false);
    } else if (is_shown_text(part) && alternative) {
        bool is_text = mail_part_is(part, "text/plain");
        Segment segment = {0};
        text_take(reader, part, &segment);
        segment.text = uu_files_take(reader, segment.text);
        if (is_text) {
            alternative->text = segment.text;
            alternative->has_text = true;
        } else {
            alternative->html = segment.html;
            alternative->has_html = true;
        }
    } else if (is_shown_text(part)) {
        Segment segment = {0};
        text_take(reader, part, &segment);
        segment.text = uu_files_take(reader, segment.text);
        segment_add(reader, segment);
    } else {
        file_take(reader, part, mail_header_has(&part->headers, "content-id") && !is_attached(part));
    }
}

/* The HTML speaks for a segment whose text is blank. */
static bool is_read_from_html(const Segment *segment)
{
    return segment->has_html && (!segment->has_text || text_is_empty(text_trim(segment->text)));
}

static void text_join(BodyReader *reader)
{
    Buffer out = buffer_new(reader->arena, MAIL_TEXT_BYTES_MAX * 2);
    for (size_t i = 0; i < reader->segment_count; i++) {
        const Segment *segment = &reader->segments[i];
        Text text = is_read_from_html(segment) ? segment->reading.text : segment->text;
        if (out.length > 0 && out.data[out.length - 1] != '\n')
            buffer_add_byte(&out, '\n');
        if (out.length > 0)
            buffer_add_byte(&out, '\n');
        buffer_add_text(&out, text_cut(text, MAIL_TEXT_BYTES_MAX));
    }
    reader->out->text = out.length > 0 ? buffer_text(&out) : (Text){"", 0};
}

static void html_join(BodyReader *reader)
{
    Buffer out = buffer_new(reader->arena, BUFFER_BYTES_MAX);
    bool has_html = false;
    for (size_t i = 0; i < reader->segment_count; i++)
        has_html |= reader->segments[i].has_html;
    if (!has_html)
        return;
    for (size_t i = 0; i < reader->segment_count; i++) {
        const Segment *segment = &reader->segments[i];
        const HtmlReading *reading = &segment->reading;
        if (i > 0)
            buffer_add_string(&out, "<br>\n");
        if (!segment->has_html)
            buffer_add_text(&out, html_from_text(reader->arena, segment->text));
        else if (reading->is_shown && !text_is_empty(reading->html))
            buffer_add_text(&out, reading->html);
        else /* nothing to be seen but perhaps a title, or too much */
            buffer_add_text(&out, html_from_text(reader->arena, text_cut(reading->text, MAIL_TEXT_BYTES_MAX)));
        if (segment->has_html && !reading->is_shown)
            mail_warn(&reader->out->warnings, TEXT("The HTML is too large or too deeply nested; its text is shown."));
    }
    reader->out->has_html = true;
    reader->out->html = out.length > 0 ? buffer_text(&out) : (Text){"", 0};
}

static bool has_single_html(const BodyReader *reader)
{
    return reader->segment_count == 1 && reader->segments[0].has_html;
}

static bool has_single_text(const BodyReader *reader)
{
    return reader->segment_count == 1 && !is_read_from_html(&reader->segments[0]);
}

/* The marks of the HTML are wanted only where the text tells no quote apart. */
static void html_read_all(BodyReader *reader)
{
    bool has_text = has_single_text(reader);
    if (has_text)
        mail_split_reply(reader->arena, text_cut(reader->segments[0].text, MAIL_TEXT_BYTES_MAX), false,
                         &reader->out->reply);
    for (size_t i = 0; i < reader->segment_count; i++) {
        Segment *segment = &reader->segments[i];
        HtmlWanted wanted = {.text = is_read_from_html(segment),
                             .marked = reader->segment_count == 1 && !reader->out->reply.quote.data};
        if (segment->has_html)
            html_read(reader->arena, segment->html, wanted, &segment->reading);
    }
}

static void reply_split(BodyReader *reader)
{
    MailMessage *out = reader->out;
    bool has_text = has_single_text(reader);
    if (!has_single_html(reader)) {
        if (!has_text)
            mail_split_reply(reader->arena, out->text, false, &out->reply);
        return;
    }
    if (has_text && out->reply.quote.data)
        return;
    MailReply marked;
    mail_split_marked(reader->arena, reader->segments[0].reading.marked, &marked);
    if (!has_text || marked.is_marked)
        out->reply = marked;
}

void mail_body_read(Arena *arena, const MailParts *parts, MailMessage *out)
{
    BodyReader reader = {
        .arena = arena, .parts = parts, .out = out, .is_report = mail_part_is(&parts->items[0], "multipart/report")};
    part_take(&reader, 0, NULL);
    html_read_all(&reader);
    text_join(&reader);
    html_join(&reader);
    reply_split(&reader);
}
