#include "mail/mail_address.h"

#include "base/buffer.h"
#include "mail/mail_byte.h"
#include "mail/mail_words.h"

#define COMMENT_DEPTH_MAX 20
#define COMMA_NAME_BYTES_MAX 80 /* how far behind a comma the "<" of its name is looked for */

/* What is being gathered of one mailbox. */
typedef struct Draft {
    Buffer phrase;  /* words outside < > and comments, still encoded */
    Buffer address; /* between < and > */
    Buffer comment;
    bool has_angle;
    bool was_quoted; /* the phrase ended with a quoted string */
    bool had_quote;
} Draft;

typedef struct AddressReader {
    Arena *arena;
    Text line;
    size_t at;
    MailAddresses *out;
    size_t capacity;
    MailWarnings *warnings;
    Draft draft;
} AddressReader;

static Text buffer_view(const Buffer *buffer)
{
    return buffer->length > 0 ? buffer_text(buffer) : (Text){"", 0};
}

static Text without_quotes(Text name)
{
    name = text_trim(name);
    while (name.length >= 2 && ((name.data[0] == '"' && name.data[name.length - 1] == '"') ||
                                (name.data[0] == '\'' && name.data[name.length - 1] == '\'')))
        name = text_trim(text_slice(name, 1, name.length - 1));
    return name;
}

static Text name_clean(Arena *arena, Text name)
{
    Text decoded = without_quotes(mail_words_decode(arena, without_quotes(name)));
    Buffer out = buffer_new(arena, MAIL_NAME_BYTES_MAX * 4);
    for (size_t i = 0; i < decoded.length && out.length <= MAIL_NAME_BYTES_MAX + 4; i++) {
        unsigned char byte = (unsigned char)decoded.data[i];
        buffer_add_byte(&out, byte < 32 || byte == 127 ? ' ' : (char)byte);
    }
    return text_trim(text_cut(buffer_view(&out), MAIL_NAME_BYTES_MAX));
}

/* Spaces never belong to an address outside its quotes; a source route before ':' is dropped. */
static Text address_clean(Arena *arena, Text address)
{
    if (address.length > 0 && address.data[0] == '@') {
        size_t colon = text_find_byte(address, ':', 0);
        if (colon != SIZE_MAX)
            address = text_slice(address, colon + 1, address.length);
    }
    if (text_starts_with_ascii_case(address, TEXT("mailto:")))
        address = text_slice(address, 7, address.length);
    char *out = arena_alloc(arena, address.length + 1);
    size_t length = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < address.length && length < MAIL_ADDRESS_BYTES_MAX; i++) {
        char byte = address.data[i];
        if (byte == '"')
            is_quoted = !is_quoted;
        if ((unsigned char)byte < 32 || byte == 127 || (byte == ' ' && !is_quoted) || byte == '<' || byte == '>')
            continue;
        out[length++] = byte;
    }
    return text_is_utf8((Text){out, length}) ? (Text){out, length} : text_make_utf8(arena, (Text){out, length});
}

static void address_add(AddressReader *reader, Text name, Text address)
{
    if (reader->out->count >= MAIL_ADDRESSES_MAX) {
        mail_warn(reader->warnings, TEXT("More addresses than are read; the rest is in the original only."));
        return;
    }
    if (reader->out->count == reader->capacity) {
        size_t capacity = reader->capacity == 0 ? 4 : reader->capacity * 2;
        MailAddress *items = ARENA_ARRAY(reader->arena, MailAddress, capacity);
        if (reader->out->count > 0)
            memcpy(items, reader->out->items, reader->out->count * sizeof *items);
        reader->out->items = items;
        reader->capacity = capacity;
    }
    reader->out->items[reader->out->count++] = (MailAddress){name, address};
}

/* "Name <a@b>" hidden whole inside an encoded word, as some mailers write it; only when nothing else gave an address. */
static bool decoded_address_add(AddressReader *reader, Text phrase)
{
    Text decoded = mail_words_decode(reader->arena, phrase);
    size_t open = text_find_byte(decoded, '<', 0);
    size_t close = open == SIZE_MAX ? SIZE_MAX : text_find_byte(decoded, '>', open);
    if (close != SIZE_MAX &&
        close + 1 == text_trim(decoded).length + (size_t)(text_trim(decoded).data - decoded.data)) {
        Text address = text_slice(decoded, open + 1, close);
        if (mail_address_is_valid(address)) {
            address_add(reader, name_clean(reader->arena, text_slice(decoded, 0, open)),
                        address_clean(reader->arena, address));
            return true;
        }
    }
    if (text_find(phrase, TEXT("=?"), 0) != SIZE_MAX && mail_address_is_valid(text_trim(decoded))) {
        address_add(reader, TEXT(""), address_clean(reader->arena, text_trim(decoded)));
        return true;
    }
    return false;
}

/* A phrase without < >: the address is the word with the "@"; other words are its name. */
static void bare_add(AddressReader *reader, Text phrase, Text comment)
{
    Arena *arena = reader->arena;
    size_t mark = SIZE_MAX;
    for (size_t i = phrase.length; i > 0; i--) {
        if (phrase.data[i - 1] == '@') {
            mark = i - 1;
            break;
        }
    }
    bool has_words = text_find(phrase, TEXT("=?"), 0) != SIZE_MAX;
    if (has_words && decoded_address_add(reader, phrase))
        return;
    if (mark == SIZE_MAX || (has_words && mark < text_find(phrase, TEXT("=?"), 0) + 2)) {
        mail_warn(reader->warnings, TEXT("An address has no @."));
        address_add(reader, name_clean(arena, phrase), TEXT(""));
        return;
    }
    size_t from = mark;
    size_t to = mark + 1;
    if (from > 0 && phrase.data[from - 1] == '"') { /* "quoted local part"@domain */
        from--;
        while (from > 0 && phrase.data[from - 1] != '"')
            from--;
        from -= from > 0 ? 1 : 0;
    }
    while (from > 0 && phrase.data[from - 1] == ' ')
        from--;
    while (from > 0 && phrase.data[from - 1] != ' ')
        from--;
    while (to < phrase.length && phrase.data[to] == ' ')
        to++;
    while (to < phrase.length && phrase.data[to] != ' ')
        to++;
    Text name = text_trim(text_slice(phrase, 0, from));
    Text rest = text_trim(text_slice(phrase, to, phrase.length));
    if (text_is_empty(name))
        name = text_is_empty(comment) ? rest : comment;
    address_add(reader, name_clean(arena, name), address_clean(arena, text_slice(phrase, from, to)));
}

static void draft_start(AddressReader *reader)
{
    reader->draft = (Draft){.phrase = buffer_new(reader->arena, MAIL_HEADER_VALUE_BYTES_MAX),
                            .address = buffer_new(reader->arena, MAIL_HEADER_VALUE_BYTES_MAX),
                            .comment = buffer_new(reader->arena, MAIL_HEADER_VALUE_BYTES_MAX)};
}

static void draft_end(AddressReader *reader)
{
    Draft *draft = &reader->draft;
    Text phrase = text_trim(buffer_view(&draft->phrase));
    Text comment = text_trim(buffer_view(&draft->comment));
    if (draft->has_angle) {
        Text address = text_trim(buffer_view(&draft->address));
        Text name = name_clean(reader->arena, text_is_empty(phrase) ? comment : phrase);
        bool has_at = text_find_byte(address, '@', 0) != SIZE_MAX;
        if (!has_at && text_find_byte(phrase, '@', 0) != SIZE_MAX && mail_address_is_valid(without_quotes(phrase)) &&
            text_is_empty(address))
            address_add(reader, TEXT(""), address_clean(reader->arena, without_quotes(phrase)));
        else if (!has_at && text_find(address, TEXT("=?"), 0) != SIZE_MAX)
            address_add(reader, name, address_clean(reader->arena, mail_words_decode(reader->arena, address)));
        else if (!text_is_empty(address) || !text_is_empty(name))
            address_add(reader, name, address_clean(reader->arena, address));
    } else if (!text_is_empty(phrase)) {
        bare_add(reader, phrase, comment);
    }
    if (draft->phrase.data || draft->address.data || draft->comment.data)
        draft_start(reader);
    draft->has_angle = false;
}

/* Skips a comment, gathering its words; nesting is counted, not recursed into. */
static void comment_read(AddressReader *reader)
{
    int depth = 0;
    for (; reader->at < reader->line.length; reader->at++) {
        char byte = reader->line.data[reader->at];
        if (byte == '\\' && reader->at + 1 < reader->line.length) {
            reader->at++;
            buffer_add_byte(&reader->draft.comment, reader->line.data[reader->at]);
            continue;
        }
        if (byte == '(' && depth++ == 0)
            continue;
        if (byte == ')' && --depth == 0) {
            reader->at++;
            return;
        }
        if (depth < COMMENT_DEPTH_MAX)
            buffer_add_byte(&reader->draft.comment, byte);
    }
}

/* A quoted string: kept with its quotes when an @ follows (a local part), otherwise as a name without them. */
static void quoted_read(AddressReader *reader)
{
    Buffer *out = &reader->draft.phrase;
    size_t start = out->length;
    buffer_add_byte(out, '"');
    for (reader->at++; reader->at < reader->line.length && reader->line.data[reader->at] != '"'; reader->at++) {
        if (reader->line.data[reader->at] == '\\' && reader->at + 1 < reader->line.length)
            reader->at++;
        buffer_add_byte(out, reader->line.data[reader->at]);
    }
    if (reader->at < reader->line.length)
        reader->at++;
    if (reader->at < reader->line.length && reader->line.data[reader->at] == '@') {
        buffer_add_byte(out, '"');
        return;
    }
    memmove(out->data + start, out->data + start + 1, out->length - start - 1);
    buffer_cut(out, out->length - 1);
}

static void angle_read(AddressReader *reader)
{
    reader->draft.has_angle = true;
    bool is_quoted = false;
    for (reader->at++; reader->at < reader->line.length; reader->at++) {
        char byte = reader->line.data[reader->at];
        if (byte == '"')
            is_quoted = !is_quoted;
        if (byte == '>' && !is_quoted)
            break;
        if (reader->draft.address.length < MAIL_ADDRESS_BYTES_MAX)
            buffer_add_byte(&reader->draft.address, byte);
    }
    if (reader->at < reader->line.length)
        reader->at++;
}

/* A quote begins a quoted string only where it is closed before the entry ends; else it is an ordinary sign. */
static bool quote_closes(const AddressReader *reader)
{
    return text_find_byte(reader->line, '"', reader->at + 1) != SIZE_MAX;
}

/* "name:" begins a group; a colon in an address ("[IPv6:…]", after an @) does not. */
static bool is_group_start(const AddressReader *reader)
{
    Text phrase = buffer_view(&reader->draft.phrase);
    return !reader->draft.has_angle && text_find_byte(phrase, '@', 0) == SIZE_MAX;
}

/* "Pérez, Ana <a@b>": the comma is of the name where no "@" stands on either side before the "<". */
static bool is_comma_of_name(const AddressReader *reader)
{
    Text phrase = text_trim(buffer_view(&reader->draft.phrase));
    if (reader->draft.has_angle || text_is_empty(phrase) || reader->draft.comment.length > 0 ||
        text_find_byte(phrase, '@', 0) != SIZE_MAX || text_find(phrase, TEXT("=?"), 0) != SIZE_MAX)
        return false;
    size_t end = reader->at + 1;
    while (end < reader->line.length && end - reader->at < COMMA_NAME_BYTES_MAX &&
           !byte_is_in(reader->line.data[end], ",;:@(\"<"))
        end++;
    return end < reader->line.length && reader->line.data[end] == '<';
}

void mail_addresses_parse(Arena *arena, Text line, MailAddresses *out, MailWarnings *warnings)
{
    AddressReader reader = {.arena = arena, .line = line, .out = out, .capacity = out->count, .warnings = warnings};
    draft_start(&reader);
    while (reader.at < line.length && out->count < MAIL_ADDRESSES_MAX) {
        char byte = line.data[reader.at];
        if (byte == '"' && quote_closes(&reader)) {
            quoted_read(&reader);
            continue;
        }
        if (byte == '(') {
            comment_read(&reader);
            continue;
        }
        if (byte == '<') {
            if (reader.draft.has_angle)
                draft_end(&reader);
            angle_read(&reader);
            continue;
        }
        if (byte == ',' && is_comma_of_name(&reader)) {
            buffer_add_byte(&reader.draft.phrase, byte);
        } else if (byte == ',' || byte == ';') {
            draft_end(&reader);
        } else if (byte == ':' && is_group_start(&reader)) {
            reader.draft.phrase.length = 0;
            reader.draft.comment.length = 0;
        } else {
            buffer_add_byte(&reader.draft.phrase, byte == '\t' ? ' ' : byte);
        }
        reader.at++;
    }
    draft_end(&reader);
    if (reader.at < line.length)
        mail_warn(warnings, TEXT("More addresses than are read; the rest is in the original only."));
}

void mail_addresses_read(Arena *arena, const MailHeaders *headers, const char *name, MailAddresses *out,
                         MailWarnings *warnings)
{
    *out = (MailAddresses){0};
    size_t from = 0;
    Text value;
    while (mail_header_next(headers, name, &from, &value) && out->count < MAIL_ADDRESSES_MAX)
        mail_addresses_parse(arena, mail_header_unfold(arena, value), out, warnings);
}

static bool has_control(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] < 32 || text.data[i] == 127)
            return true;
    }
    return false;
}

void mail_ids_read(Arena *arena, Text line, MailIds *out)
{
    *out = (MailIds){0};
    if (text_is_empty(line))
        return;
    size_t most = line.length / 2 + 1; /* ids that can stand in the line */
    Text *items = ARENA_ARRAY(arena, Text, most < MAIL_REFERENCES_MAX ? most : MAIL_REFERENCES_MAX);
    size_t count = 0;
    size_t at = 0;
    while (at < line.length) {
        bool is_angle = line.data[at] == '<';
        size_t from = is_angle ? at + 1 : at;
        size_t to = from;
        while (to < line.length && line.data[to] != '>' && (is_angle || !byte_is_in(line.data[to], " \t,<")))
            to++;
        Text id = text_trim(text_slice(line, from, to));
        if (!text_is_empty(id) && id.length < 1000 && !has_control(id) &&
            (is_angle || text_find_byte(id, '@', 0) != SIZE_MAX)) {
            if (count == MAIL_REFERENCES_MAX) /* keep the root and the newest */
                memmove(items + 1, items + 2, (--count - 1) * sizeof *items);
            items[count++] = text_is_utf8(id) ? id : text_make_utf8(arena, id);
        }
        at = to + 1;
    }
    out->items = items;
    out->count = count;
}
