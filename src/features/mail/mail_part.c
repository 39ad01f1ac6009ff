#include "mail/mail_part.h"

#include "mail/mail_charset.h"
#include "mail/mail_words.h"

#define BOUNDARY_BYTES_MAX 500
/* Lines searched for a delimiter when a multipart does not name one. */
#define BOUNDARY_GUESS_LINES_MAX 200

typedef struct PartReader {
    Arena *arena;
    MailParts *out;
    size_t capacity;
    MailWarnings *warnings;
} PartReader;

static MailPart *part_add(PartReader *reader, MailPart part)
{
    if (reader->out->count >= MAIL_PARTS_MAX) {
        mail_warn(reader->warnings, TEXT("More parts than are read; the rest is in the original only."));
        return NULL;
    }
    if (reader->out->count == reader->capacity) {
        size_t capacity = reader->capacity == 0 ? 8 : reader->capacity * 4;
        MailPart *items = ARENA_ARRAY(reader->arena, MailPart, capacity);
        if (reader->out->count > 0)
            memcpy(items, reader->out->items, reader->out->count * sizeof *items);
        reader->out->items = items;
        reader->capacity = capacity;
    }
    reader->out->items[reader->out->count] = part;
    return &reader->out->items[reader->out->count++];
}

/* 0 no delimiter, 1 the next part begins, 2 the last one ends. */
static int delimiter_kind(Text line, Text boundary)
{
    if (line.length < boundary.length + 2 || line.data[0] != '-' || line.data[1] != '-' ||
        memcmp(line.data + 2, boundary.data, boundary.length) != 0)
        return 0;
    Text rest = text_slice(line, 2 + boundary.length, line.length);
    if (text_is_empty(text_trim(rest)))
        return 1;
    return text_starts_with(rest, TEXT("--")) && text_is_empty(text_trim(text_slice(rest, 2, rest.length))) ? 2 : 0;
}

/* The line end before a delimiter belongs to the delimiter. */
static size_t before_line_end(Text source, size_t from, size_t at)
{
    if (at > from && source.data[at - 1] == '\n')
        at--;
    if (at > from && source.data[at - 1] == '\r')
        at--;
    return at;
}

/* A delimiter that is not named, or named wrongly: the first line "--word" that headers or an empty line follow. */
static Text boundary_guess(const MailPart *part)
{
    size_t at = part->body_from;
    Text line;
    for (int i = 0; i < BOUNDARY_GUESS_LINES_MAX && mail_line_next(part->source, &at, part->body_to, &line); i++) {
        Text next;
        size_t peek = at;
        if (line.length < 3 || line.length > BOUNDARY_BYTES_MAX || line.data[0] != '-' || line.data[1] != '-')
            continue;
        if (!mail_line_next(part->source, &peek, part->body_to, &next) ||
            !text_starts_with_ascii_case(next, TEXT("content-")))
            continue;
        return text_trim(text_slice(line, 2, line.length));
    }
    return TEXT_NONE;
}

static bool has_delimiter(const MailPart *part, Text boundary)
{
    size_t at = part->body_from;
    Text line;
    while (mail_line_next(part->source, &at, part->body_to, &line)) {
        if (delimiter_kind(line, boundary) == 1)
            return true;
    }
    return false;
}

static void child_add(PartReader *reader, size_t parent_index, size_t from, size_t to)
{
    const MailPart *parent = &reader->out->items[parent_index];
    MailPart child = {.source = parent->source,
                      .body_from = from,
                      .body_to = to,
                      .is_in_raw = parent->is_in_raw,
                      .depth = parent->depth + 1,
                      .parent = parent_index};
    if (part_add(reader, child))
        reader->out->items[parent_index].children++;
}

static void children_split(PartReader *reader, size_t index, Text boundary)
{
    Text source = reader->out->items[index].source;
    size_t at = reader->out->items[index].body_from;
    size_t end = reader->out->items[index].body_to;
    size_t line_at = at;
    size_t child_from = SIZE_MAX;
    Text line;
    while (mail_line_next(source, &at, end, &line)) {
        int kind = delimiter_kind(line, boundary);
        if (kind > 0 && child_from != SIZE_MAX)
            child_add(reader, index, child_from, before_line_end(source, child_from, line_at));
        if (kind == 1)
            child_from = at;
        if (kind == 2)
            return;
        line_at = at;
        if (reader->out->count >= MAIL_PARTS_MAX)
            break;
    }
    if (child_from == SIZE_MAX)
        return;
    mail_warn(reader->warnings, TEXT("A multipart has no closing delimiter; it was read to its end."));
    if (child_from < end)
        child_add(reader, index, child_from, end);
}

static void multipart_split(PartReader *reader, size_t index)
{
    MailPart *part = &reader->out->items[index];
    Text boundary = mail_parameter(reader->arena, &part->type, "boundary");
    bool is_fine = boundary.length > 0 && boundary.length <= BOUNDARY_BYTES_MAX && has_delimiter(part, boundary);
    if (!is_fine) {
        boundary = boundary_guess(part);
        mail_warn(reader->warnings, text_is_empty(boundary)
                                        ? TEXT("A multipart has no delimiter; it was read as text.")
                                        : TEXT("A multipart does not name its delimiter; it was found in the text."));
    }
    if (text_is_empty(boundary)) {
        part->type.value = TEXT("text/plain");
        part->is_multipart = false;
        return;
    }
    children_split(reader, index, boundary);
}

static void message_open(PartReader *reader, size_t index)
{
    MailPart *part = &reader->out->items[index];
    size_t from = part->body_from;
    size_t to = part->body_to;
    MailPart child = {.source = part->source, .is_in_raw = part->is_in_raw, .depth = part->depth + 1, .parent = index};
    if (part->encoding != MAIL_ENCODING_PLAIN) {
        child.source = mail_part_content(reader->arena, part);
        child.is_in_raw = false;
        from = 0;
        to = child.source.length;
    }
    child.body_from = from;
    child.body_to = to;
    if (to > from && part_add(reader, child))
        reader->out->items[index].children = 1;
}

static bool type_is_sane(Text type)
{
    size_t slash = text_find_byte(type, '/', 0);
    for (size_t i = 0; i < type.length; i++) {
        if (type.data[i] <= ' ' || type.data[i] == 127)
            return false;
    }
    return slash != SIZE_MAX && slash > 0 && slash + 1 < type.length && type.length < 200;
}

static void part_describe(PartReader *reader, size_t index)
{
    Arena *arena = reader->arena;
    MailPart *part = &reader->out->items[index];
    const MailPart *parent = &reader->out->items[part->parent];
    mail_headers_read(arena, part->source, &part->body_from, part->body_to, &part->headers, reader->warnings);
    mail_parameters_read(arena, mail_header_line(arena, &part->headers, "content-type"), &part->type);
    mail_parameters_read(arena, mail_header_line(arena, &part->headers, "content-disposition"), &part->disposition);
    if (text_find_byte(part->disposition.value, '=', 0) != SIZE_MAX) { /* "Content-Disposition: filename=x" */
        Text line = mail_header_line(arena, &part->headers, "content-disposition");
        mail_parameters_read(arena, text_format(arena, "attachment; %.*s", TEXT_ARG(line)), &part->disposition);
    }
    part->encoding =
        mail_encoding_read(mail_header_line(arena, &part->headers, "content-transfer-encoding"), reader->warnings);
    if (text_is(part->type.value, "text"))
        part->type.value = TEXT("text/plain");
    else if (text_is(part->type.value, "html"))
        part->type.value = TEXT("text/html");
    else if (!type_is_sane(part->type.value)) {
        if (!text_is_empty(part->type.value))
            mail_warn(reader->warnings, TEXT("A content type is malformed; the part was read as text or as a file."));
        bool is_digest = index > 0 && mail_part_is(parent, "multipart/digest");
        bool is_file = !text_is_empty(part->type.value) && text_is(part->disposition.value, "attachment");
        part->type.value = is_digest ? TEXT("message/rfc822")
                           : is_file ? TEXT("application/octet-stream")
                                     : TEXT("text/plain");
    }
    part->is_multipart = text_starts_with(part->type.value, TEXT("multipart/"));
    part->is_message = mail_part_is(part, "message/rfc822") || mail_part_is(part, "message/global") ||
                       mail_part_is(part, "message/news") || mail_part_is(part, "text/rfc822-headers") ||
                       mail_part_is(part, "message/rfc822-headers") || mail_part_is(part, "text/rfc822-header");
}

/* Empty lines before the first header of a whole message are an accident of transport. */
static size_t first_header_at(Text raw)
{
    size_t at = 0;
    while (at < raw.length && (raw.data[at] == '\r' || raw.data[at] == '\n'))
        at++;
    size_t peek = at;
    Text line;
    if (text_starts_with(raw, TEXT("\xef\xbb\xbf")))
        return 3;
    if (at == 0 || !mail_line_next(raw, &peek, raw.length, &line))
        return 0;
    static const char *const known[] = {
        "from:",       "to:",           "subject:",      "received:",     "return-path:", "date:",
        "message-id:", "mime-version:", "content-type:", "delivered-to:", "x-",           "from "};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (text_starts_with_ascii_case(line, text_of(known[i])))
            return at;
    }
    return 0;
}

void mail_parts_read(Arena *arena, Text raw, MailParts *out, MailWarnings *warnings)
{
    *out = (MailParts){0};
    PartReader reader = {.arena = arena, .out = out, .warnings = warnings};
    part_add(&reader,
             (MailPart){.source = raw, .body_from = first_header_at(raw), .body_to = raw.length, .is_in_raw = true});
    for (size_t i = 0; i < out->count; i++) {
        part_describe(&reader, i);
        MailPart *part = &out->items[i];
        part->first_child = out->count;
        if (!part->is_multipart && !part->is_message)
            continue;
        if (part->depth >= MAIL_DEPTH_MAX) {
            mail_warn(warnings, TEXT("Parts are nested deeper than is read; the rest is kept as a file."));
            part->is_multipart = false;
            part->is_message = false;
            part->type.value = TEXT("application/octet-stream");
        } else if (part->is_multipart) {
            multipart_split(&reader, i);
        } else {
            message_open(&reader, i);
        }
    }
}

Text mail_part_content(Arena *arena, const MailPart *part)
{
    return mail_encoding_decode(arena, mail_part_body(part), part->encoding);
}

Text mail_part_text(Arena *arena, const MailPart *part, MailWarnings *warnings)
{
    Text charset = mail_parameter(arena, &part->type, "charset");
    return mail_lines_normalize(arena, mail_charset_decode(arena, mail_part_content(arena, part), charset, warnings));
}

bool mail_part_is(const MailPart *part, const char *type)
{
    return text_is(part->type.value, type);
}

Text mail_part_name(Arena *arena, const MailPart *part)
{
    Text name = mail_parameter(arena, &part->disposition, "filename");
    if (text_is_empty(name))
        name = mail_parameter(arena, &part->type, "name");
    return text_is_empty(name) ? TEXT_NONE : name;
}
