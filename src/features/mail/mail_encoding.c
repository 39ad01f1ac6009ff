#include "mail/mail_encoding.h"

#include "mail/mail_byte.h"
#include "desk/content_decoder.h"

#define UU_LINE_BYTES_MAX 62 /* 45 bytes a line, its length, and a check sign that some add */

MailEncoding mail_encoding_read(Text value, MailWarnings *warnings)
{
    static const struct {
        const char *name;
        MailEncoding encoding;
    } names[] = {
        {"7bit", MAIL_ENCODING_PLAIN},     {"8bit", MAIL_ENCODING_PLAIN},
        {"binary", MAIL_ENCODING_PLAIN},   {"base64", MAIL_ENCODING_BASE64},
        {"base-64", MAIL_ENCODING_BASE64}, {"quoted-printable", MAIL_ENCODING_QUOTED},
        {"quoted", MAIL_ENCODING_QUOTED},  {"quotedprintable", MAIL_ENCODING_QUOTED},
        {"x-uuencode", MAIL_ENCODING_UU},  {"uuencode", MAIL_ENCODING_UU},
        {"x-uue", MAIL_ENCODING_UU},       {"7-bit", MAIL_ENCODING_PLAIN},
        {"8-bit", MAIL_ENCODING_PLAIN},    {"utf-8", MAIL_ENCODING_PLAIN},
        {"none", MAIL_ENCODING_PLAIN},     {"us-ascii", MAIL_ENCODING_PLAIN},
        {"x-uu", MAIL_ENCODING_UU},        {"uue", MAIL_ENCODING_UU},
    };
    size_t end = 0;
    value = text_trim(value);
    while (value.length > 0 && value.data[0] == '(') { /* a comment */
        size_t close = text_find_byte(value, ')', 0);
        value = close == SIZE_MAX ? TEXT_NONE : text_trim(text_slice(value, close + 1, value.length));
    }
    while (value.length > 0 && (value.data[0] == '"' || value.data[0] == '\''))
        value = text_slice(value, 1, value.length);
    while (end < value.length && !byte_is_in(value.data[end], " \t;\"',("))
        end++;
    value = text_slice(value, 0, end);
    if (text_is_empty(value))
        return MAIL_ENCODING_PLAIN;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_equals_ascii_case(value, text_of(names[i].name)))
            return names[i].encoding;
    }
    mail_warn(warnings, TEXT("A transfer encoding is unknown; the part was read as it stands."));
    return MAIL_ENCODING_PLAIN;
}

static int uu_digit(char byte)
{
    return byte >= ' ' && byte <= '`' ? (byte - ' ') & 63 : -1;
}

/* How many bytes a line of uuencode says it holds; -1 when it is none. 0 ends the file. */
static int uu_line_bytes(Text line)
{
    int bytes = line.length > 0 && line.length <= UU_LINE_BYTES_MAX ? uu_digit(line.data[0]) : -1;
    if (bytes > 45)
        return -1;
    for (size_t i = 1; bytes >= 0 && i < line.length; i++) {
        if (uu_digit(line.data[i]) < 0)
            return -1;
    }
    size_t digits = (size_t)(bytes + 2) / 3 * 4;
    /* Spaces at the end are lost on the way often; more than a group of them is no accident. */
    return bytes >= 0 && line.length + 4 >= digits + 1 && line.length <= digits + 3 ? bytes : -1;
}

static void uu_line_decode(Text line, int bytes, Buffer *out)
{
    for (size_t at = 1; bytes > 0; at += 4, bytes -= 3) {
        uint32_t bits = 0;
        for (size_t i = 0; i < 4; i++)
            bits = bits << 6 | (uint32_t)(at + i < line.length ? uu_digit(line.data[at + i]) : 0);
        for (int i = 0; i < 3 && i < bytes; i++)
            buffer_add_byte(out, (char)(bits >> (16 - 8 * i)));
    }
}

/* "begin 644 name"; the name is what follows the mode. */
static bool uu_begin_read(Text line, Text *out_name)
{
    if (!text_starts_with(line, TEXT("begin ")) || line.length < 11)
        return false;
    size_t at = 6;
    while (at < line.length && line.data[at] >= '0' && line.data[at] <= '7')
        at++;
    *out_name = text_trim(text_slice(line, at, line.length));
    return at >= 9 && at <= 10 && at < line.length && line.data[at] == ' ' && !text_is_empty(*out_name);
}

static Text uu_part_decode(Arena *arena, Text bytes)
{
    Buffer out = buffer_new(arena, bytes.length + 4);
    Text line;
    Text name;
    bool has_begun = false;
    while (text_next_line(&bytes, &line)) {
        if (!has_begun && uu_begin_read(line, &name)) {
            has_begun = true;
            continue;
        }
        int count = uu_line_bytes(line);
        if (count == 0 || text_is(line, "end"))
            break;
        if (count > 0)
            uu_line_decode(line, count, &out);
    }
    return out.length > 0 ? buffer_text(&out) : (Text){"", 0};
}

Text mail_encoding_decode(Arena *arena, Text bytes, MailEncoding encoding)
{
    if (encoding == MAIL_ENCODING_PLAIN || bytes.length == 0)
        return bytes;
    if (encoding == MAIL_ENCODING_UU)
        return uu_part_decode(arena, bytes);
    ContentDecoder decoder =
        content_decoder(encoding == MAIL_ENCODING_BASE64 ? ENCODING_BASE64 : ENCODING_QUOTED_PRINTABLE);
    Buffer out = buffer_new(arena, bytes.length + 16);
    content_decode(&decoder, bytes, &out);
    content_decode_end(&decoder, &out);
    return out.length > 0 ? buffer_text(&out) : (Text){"", 0};
}

/* The lines from `at` on as a file; false when they end without "end". */
static bool uu_lines_read(Text text, size_t at, Buffer *out, size_t *out_end)
{
    Text rest = text_slice(text, at, text.length);
    Text line;
    while (text_next_line(&rest, &line)) {
        int count = uu_line_bytes(line);
        if (text_is(text_trim(line), "end")) {
            *out_end = text.length - rest.length;
            return true;
        }
        if (count < 0 && !text_is_empty(text_trim(line)))
            return false;
        if (count > 0)
            uu_line_decode(line, count, out);
    }
    return false;
}

bool mail_uu_next(Arena *arena, Text text, size_t from, MailUuFile *out)
{
    for (size_t at = text_find(text, TEXT("begin "), from); at != SIZE_MAX;
         at = text_find(text, TEXT("begin "), at + 1)) {
        if (at > 0 && text.data[at - 1] != '\n' && text.data[at - 1] != '\r')
            continue;
        Text rest = text_slice(text, at, text.length);
        Text line;
        if (!text_next_line(&rest, &line) || !uu_begin_read(line, &out->name))
            continue;
        Buffer content = buffer_new(arena, text.length);
        size_t lines_at = text.length - rest.length;
        if (!uu_lines_read(text, lines_at, &content, &out->to))
            continue;
        out->content = content.length > 0 ? buffer_text(&content) : (Text){"", 0};
        out->from = at;
        return true;
    }
    return false;
}
