#include "mail/mail_charset.h"

#include "mail/mail_byte.h"
#include "mail/mail_charset_guess.h"

#define CHARSET_NAME_BYTES_MAX 40

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

/* Is there one sign of several bytes in it, as UTF-8 writes them? */
static bool has_utf8_sequence(Text bytes)
{
    for (size_t i = 0; i + 1 < bytes.length; i++) {
        unsigned char lead = (unsigned char)bytes.data[i];
        size_t length = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (length > 0 && i + length <= bytes.length && text_is_utf8(text_slice(bytes, i, i + length)))
            return true;
    }
    return false;
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
        if (!has_utf8_sequence(bytes)) {
            mail_warn(warnings, TEXT("Text is labelled UTF-8 and is not; its charset was guessed."));
            return without_nuls(arena, charset_guess(arena, bytes));
        }
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
