#include "channel/mail_charset.h"

#include "channel/mail_byte.h"
#include "channel/mail_charset_guess.h"

#include <gmime/gmime-encodings.h>

#define CHARSET_NAME_BYTES_MAX 40

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
    };
    size_t end = 0;
    value = text_trim(value);
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

/* How many "=" a careless encoder left out at the end. */
static size_t base64_padding_missing(Text bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        char byte = bytes.data[i];
        count += (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z') || byte == '+' ||
                 byte == '/' || byte == '=';
    }
    return count % 4 == 2 ? 2 : count % 4 == 3 ? 1 : 0;
}

Text mail_encoding_decode(Arena *arena, Text bytes, MailEncoding encoding)
{
    GMimeContentEncoding kind = GMIME_CONTENT_ENCODING_BINARY;
    if (encoding == MAIL_ENCODING_PLAIN || bytes.length == 0)
        return bytes;
    if (encoding == MAIL_ENCODING_BASE64)
        kind = GMIME_CONTENT_ENCODING_BASE64;
    else if (encoding == MAIL_ENCODING_QUOTED)
        kind = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    else
        kind = GMIME_CONTENT_ENCODING_UUENCODE;
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, kind);
    char *out = arena_alloc(arena, g_mime_encoding_outlen(&state, bytes.length) + 8);
    size_t length = g_mime_encoding_step(&state, bytes.data, bytes.length, out);
    if (encoding == MAIL_ENCODING_BASE64) {
        size_t missing = base64_padding_missing(bytes);
        length += g_mime_encoding_step(&state, "==", missing, out + length);
    }
    length += g_mime_encoding_flush(&state, "", 0, out + length);
    return (Text){out, length};
}

static Text without_nuls(Arena *arena, Text text)
{
    if (!text.length || !memchr(text.data, 0, text.length))
        return text;
    char *out = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] != '\0')
            out[length++] = text.data[i];
    }
    return (Text){out, length};
}

static bool is_seven_bit(Text bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        if ((unsigned char)bytes.data[i] >= 128)
            return false;
    }
    return true;
}

/* Half of UTF-16's bytes are NULs in western text; a few NULs are dirt. */
static bool looks_wide(Text bytes)
{
    size_t nuls = 0;
    for (size_t i = 0; i < bytes.length; i++)
        nuls += bytes.data[i] == '\0';
    return bytes.length >= 8 && nuls * 4 >= bytes.length;
}

/* Bytes without a usable label: escapes of ISO-2022-JP, then what the base guesses (BOM, UTF-8, UTF-16, windows-1252). */
static Text charset_guess(Arena *arena, Text bytes)
{
    const char *name;
    size_t bom = 0;
    size_t bad = 0;
    Text out;
    bool has_escape =
        text_find(bytes, TEXT("\033$B"), 0) != SIZE_MAX || text_find(bytes, TEXT("\033$@"), 0) != SIZE_MAX;
    if (memchr(bytes.data, 0, bytes.length) && !looks_wide(bytes))
        bytes = without_nuls(arena, bytes);
    name = has_escape && is_seven_bit(bytes) ? "ISO-2022-JP" : text_guess_charset(bytes, &bom);
    if (strcmp(name, "windows-1252") == 0)
        name = mail_charset_guess(bytes);
    bytes = text_slice(bytes, bom, bytes.length);
    if (is_ok(text_from_charset(arena, bytes, name, &out, &bad)))
        return out;
    return text_make_utf8(arena, bytes);
}

/* A label as a C string in `out`, lower case; false when it cannot be a charset's name. */
static bool charset_name(Text label, char out[CHARSET_NAME_BYTES_MAX + 1])
{
    size_t length = 0;
    label = text_trim(label);
    for (size_t i = 0; i < label.length; i++) {
        char byte = label.data[i];
        if (byte == '"' || byte == '\'')
            continue;
        if (byte == ';' || byte == ' ' || byte == '*')
            break;
        bool is_fine = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       byte_is_in(byte, "-_.:+()");
        if (!is_fine || length == CHARSET_NAME_BYTES_MAX)
            return false;
        out[length++] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
    }
    out[length] = '\0';
    return length > 0;
}

static bool name_is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++) {
        if (strcmp(name, *list) == 0)
            return true;
    }
    return false;
}

/* UTF-16 and UTF-32 hold NULs or a byte-order mark in ordinary text; without either the label is wrong. */
static bool is_really_wide(Text bytes, const char *name)
{
    if (strncmp(name, "utf-16", 6) != 0 && strncmp(name, "utf-32", 6) != 0 && strncmp(name, "ucs", 3) != 0)
        return true;
    return memchr(bytes.data, 0, bytes.length) || (unsigned char)bytes.data[0] >= 0xfe || !text_is_utf8(bytes);
}

Text mail_charset_decode(Arena *arena, Text bytes, Text charset, MailWarnings *warnings)
{
    static const char *const ascii[] = {"us-ascii",        "ascii",           "ansi_x3.4-1968", "7bit",   "8bit",
                                        "unknown-8bit",    "unknown",         "x-unknown",      "binary", "default",
                                        "default_charset", "_autodetect_all", "text",           NULL};
    static const char *const unicode[] = {"utf-8", "utf8", "unicode-1-1-utf-8", "cp65001", NULL};
    char name[CHARSET_NAME_BYTES_MAX + 1] = "";
    MailWarnings ignored = {0};
    if (!warnings)
        warnings = &ignored;
    if (bytes.length == 0)
        return (Text){"", 0};
    bool has_name = charset_name(charset, name);
    if (!text_is_empty(charset) && !has_name)
        mail_warn(warnings, TEXT("The name of a charset is malformed; the charset was guessed."));
    if (!has_name || name_is_one_of(name, ascii)) {
        bool has_escape = memchr(bytes.data, '\033', bytes.length) || memchr(bytes.data, 0, bytes.length);
        if (!has_escape && is_seven_bit(bytes))
            return bytes;
        if (!is_seven_bit(bytes))
            mail_warn(warnings, TEXT("Text has bytes outside its charset; the charset was guessed."));
        return without_nuls(arena, charset_guess(arena, bytes));
    }
    if (name_is_one_of(name, unicode)) {
        if (text_starts_with(bytes, TEXT("\xef\xbb\xbf")))
            bytes = text_slice(bytes, 3, bytes.length);
        if (text_is_utf8(bytes))
            return without_nuls(arena, bytes);
    }
    Text out;
    size_t bad = 0;
    if (!is_really_wide(bytes, name) || !is_ok(text_from_charset(arena, bytes, name, &out, &bad))) {
        mail_warn(warnings, TEXT("A charset is unknown or does not fit its text; it was guessed."));
        return without_nuls(arena, charset_guess(arena, bytes));
    }
    if (bad > 0 && !is_seven_bit(bytes) && text_is_utf8(bytes)) {
        mail_warn(warnings, TEXT("Text is UTF-8 though it is labelled otherwise."));
        return without_nuls(arena, bytes);
    }
    if (bad > 8 && bad * 20 > bytes.length) {
        mail_warn(warnings, TEXT("A charset does not fit its text; it was guessed."));
        return without_nuls(arena, charset_guess(arena, bytes));
    }
    if (bad > 0)
        mail_warn(warnings, TEXT("Some bytes cannot be read in their charset; they are shown as a replacement sign."));
    return without_nuls(arena, out);
}

Text mail_lines_normalize(Arena *arena, Text text)
{
    if (!text.length || !memchr(text.data, '\r', text.length))
        return text;
    char *out = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        if (byte == '\r') {
            if (i + 1 < text.length && text.data[i + 1] == '\n')
                continue;
            byte = '\n';
        }
        out[length++] = byte;
    }
    return (Text){out, length};
}
