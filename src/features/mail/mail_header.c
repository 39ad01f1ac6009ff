#include "mail/mail_header.h"

#include "mail/mail_words.h"

/* How many lines a header block is searched for more headers after a line that is none. */
#define GARBAGE_LINES_MAX 50

bool mail_line_next(Text source, size_t *at, size_t end, Text *out_line)
{
    if (*at >= end)
        return false;
    const char *start = source.data + *at;
    const char *stop = memchr(start, '\n', end - *at);
    size_t length = stop ? (size_t)(stop - start) : end - *at;
    *at += length + (stop ? 1 : 0);
    if (length > 0 && start[length - 1] == '\r')
        length--;
    *out_line = (Text){start, length};
    return true;
}

/* Length of the header name at the start of a line, 0 when it is no header; *out_value_from is after the colon. */
static size_t header_name_length(Text line, size_t *out_value_from)
{
    size_t length = 0;
    while (length < line.length && length <= MAIL_HEADER_NAME_BYTES_MAX && line.data[length] > 32 &&
           line.data[length] < 127 && line.data[length] != ':')
        length++;
    size_t colon = length;
    while (colon < line.length && (line.data[colon] == ' ' || line.data[colon] == '\t'))
        colon++;
    if (length == 0 || length > MAIL_HEADER_NAME_BYTES_MAX || colon >= line.length || line.data[colon] != ':')
        return 0;
    *out_value_from = colon + 1;
    return length;
}

bool mail_line_is_header(Text line)
{
    size_t value_from;
    return header_name_length(line, &value_from) > 0;
}

static bool line_is_folded(Text line)
{
    return line.length > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
}

static bool line_is_mbox_from(Text line)
{
    return text_starts_with(line, TEXT("From ")) || text_starts_with(line, TEXT(">From "));
}

/* After a line that is no header: do headers go on before the next empty line? */
static bool headers_go_on(Text source, size_t at, size_t end)
{
    Text line;
    for (int i = 0; i < GARBAGE_LINES_MAX && mail_line_next(source, &at, end, &line); i++) {
        if (line.length == 0)
            return false;
        if (mail_line_is_header(line))
            return true;
    }
    return false;
}

typedef struct HeaderList {
    Arena *arena;
    MailHeaders *out;
    size_t capacity;
} HeaderList;

static void header_add(HeaderList *list, MailHeader header, MailWarnings *warnings)
{
    if (list->out->count >= MAIL_HEADERS_MAX) {
        mail_warn(warnings, TEXT("More headers than are read; the rest is in the original only."));
        return;
    }
    if (list->out->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : list->capacity * 4;
        MailHeader *items = ARENA_ARRAY(list->arena, MailHeader, capacity);
        if (list->out->count > 0)
            memcpy(items, list->out->items, list->out->count * sizeof *items);
        list->out->items = items;
        list->capacity = capacity;
    }
    list->out->items[list->out->count++] = header;
}

void mail_headers_read(Arena *arena, Text source, size_t *at, size_t end, MailHeaders *out, MailWarnings *warnings)
{
    *out = (MailHeaders){0};
    HeaderList list = {.arena = arena, .out = out};
    size_t next = *at;
    Text line;
    bool is_first = true;
    MailHeader *last = NULL;
    while (mail_line_next(source, &next, end, &line)) {
        size_t value_from = 0;
        size_t name_length = line_is_folded(line) ? 0 : header_name_length(line, &value_from);
        if (line.length == 0) {
            *at = next;
            return;
        }
        if (name_length > 0) {
            size_t before = out->count;
            header_add(&list, (MailHeader){text_slice(line, 0, name_length), text_slice(line, value_from, line.length)},
                       warnings);
            last = out->count > before ? &out->items[out->count - 1] : NULL;
        } else if (line_is_folded(line) && !is_first) {
            if (last)
                last->value.length = (size_t)(line.data + line.length - last->value.data);
        } else if (!(is_first && line_is_mbox_from(line))) {
            if (!headers_go_on(source, next, end)) {
                mail_warn(warnings, TEXT("The headers end without an empty line."));
                return;
            }
            mail_warn(warnings, TEXT("A line among the headers is no header; it was skipped."));
            last = NULL;
        }
        *at = next;
        is_first = false;
    }
    *at = end;
}

bool mail_header_next(const MailHeaders *headers, const char *name, size_t *from, Text *out_value)
{
    for (Text wanted = text_of(name); *from < headers->count;) {
        const MailHeader *header = &headers->items[(*from)++];
        if (text_equals_ascii_case(header->name, wanted)) {
            *out_value = header->value;
            return true;
        }
    }
    return false;
}

Text mail_header_raw(const MailHeaders *headers, const char *name)
{
    size_t from = 0;
    Text value;
    return mail_header_next(headers, name, &from, &value) ? value : TEXT_NONE;
}

bool mail_header_has(const MailHeaders *headers, const char *name)
{
    size_t from = 0;
    Text value;
    return mail_header_next(headers, name, &from, &value);
}

Text mail_header_unfold(Arena *arena, Text value)
{
    if (value.length > MAIL_HEADER_VALUE_BYTES_MAX)
        value.length = MAIL_HEADER_VALUE_BYTES_MAX;
    char *line = arena_alloc(arena, value.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < value.length; i++) {
        char byte = value.data[i];
        if (byte == '\n' || byte == '\r' || byte == '\0')
            continue;
        line[length++] = byte;
    }
    return text_trim((Text){line, length});
}

Text mail_header_line(Arena *arena, const MailHeaders *headers, const char *name)
{
    Text raw = mail_header_raw(headers, name);
    return raw.data ? mail_header_unfold(arena, raw) : TEXT_NONE;
}

Text mail_header_text(Arena *arena, const MailHeaders *headers, const char *name)
{
    Text line = mail_header_line(arena, headers, name);
    return line.data ? mail_words_decode(arena, line) : TEXT_NONE;
}
