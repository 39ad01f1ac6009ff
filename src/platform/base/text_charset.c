/* Charset labels of mail and spreadsheets, and their bytes to UTF-8 by iconv. */
#include <errno.h>
#include <iconv.h>
#include <stdio.h>

#include "base/buffer.h"

#define LABEL_BYTES_MAX 64
#define STEP_BYTES 4096
#define BOM TEXT("\xef\xbb\xbf")

typedef struct Alias {
    const char *label; /* lower case, without white space, '_' as '-' */
    const char *charset;
} Alias;

/* Where labels and habits differ the habit wins, as in the WHATWG Encoding Standard: what says ISO-8859-1 is written by
 * Windows. */
static const Alias aliases[] = {
    {"latin1", "CP1252"},
    {"latin-1", "CP1252"},
    {"l1", "CP1252"},
    {"iso-8859-1", "CP1252"},
    {"iso8859-1", "CP1252"},
    {"iso88591", "CP1252"},
    {"iso-8859-1:1987", "CP1252"},
    {"cp819", "CP1252"},
    {"windows-1252", "CP1252"},
    {"x-cp1252", "CP1252"},
    {"ansi", "CP1252"},
    {"iso-8859-9", "CP1254"},
    {"iso8859-9", "CP1254"},
    {"latin5", "CP1254"},
    {"l5", "CP1254"},
    {"windows-1254", "CP1254"},
    {"iso-8859-11", "CP874"},
    {"tis-620", "CP874"},
    {"windows-874", "CP874"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-8-e", "ISO-8859-8"},
    {"iso-8859-6-i", "ISO-8859-6"},
    {"iso-8859-6-e", "ISO-8859-6"},
    {"utf8", "UTF-8"},
    {"utf-8", "UTF-8"},
    {"x-utf-8", "UTF-8"},
    {"unicode-1-1-utf-8", "UTF-8"},
    {"utf8mb4", "UTF-8"},
    {"utf-7", "UTF-7"},
    {"utf7", "UTF-7"},
    {"unicode-1-1-utf-7", "UTF-7"},
    {"x-unicode-2-0-utf-7", "UTF-7"},
    {"utf-16", "UTF-16"},
    {"unicode", "UTF-16"},
    {"cp-437", "CP437"},
    {"cp-850", "CP850"},
    {"cp-858", "CP858"},
    {"cp-866", "CP866"},
    {"ibm-850", "CP850"},
    {"dos-850", "CP850"},
    {"koi8-ru", "KOI8-U"},
    {"macintosh", "MACINTOSH"},
    {"macroman", "MACINTOSH"},
    {"x-mac-roman", "MACINTOSH"},
    {"mac", "MACINTOSH"},
    {"x-mac-cyrillic", "MAC-CYRILLIC"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"shift-jis", "CP932"},
    {"ms-kanji", "CP932"},
    {"windows-31j", "CP932"},
    {"x-euc-jp", "EUC-JP"},
    {"ks-c-5601-1987", "CP949"},
    {"ks-c-5601-1989", "CP949"},
    {"ks-c-5601", "CP949"},
    {"ksc-5601", "CP949"},
    {"ksc5601", "CP949"},
    {"euc-kr", "CP949"},
    {"windows-949", "CP949"},
    {"gb2312", "GB18030"},
    {"gb-2312-80", "GB18030"},
    {"x-gbk", "GB18030"},
    {"gbk", "GB18030"},
    {"gb18030", "GB18030"},
    {"chinese", "GB18030"},
    {"cp936", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"x-x-big5", "BIG5-HKSCS"},
    {"cn-big5", "BIG5-HKSCS"},
};

/* What plain ASCII calls itself; with bytes over 127 the label is a lie, so the bytes decide. */
static const char *const guessed_labels[] = {
    "",          "us-ascii", "ascii",  "ansi-x3.4-1968", "ansi-x3.4-1986", "iso646-us", "646",  "unknown-8bit",
    "x-unknown", "unknown",  "binary", "default",        "8bit",           "7bit",      "none",
};

/* Converters with a history of endless loops and failed assertions; nobody writes mail in them. */
static const char *const refused_labels[] = {
    "iso-2022-jp-3", "iso2022jp3", "iso-2022-cn", "iso2022cn", "iso-2022-cn-ext", "iso2022cnext", "ibm1364",
    "cp1364",        "ibm1371",    "cp1371",      "ibm1388",   "cp1388",          "ibm1390",      "cp1390",
    "ibm1399",       "cp1399",     "ibm-1364",    "ibm-1371",  "ibm-1388",        "ibm-1390",     "ibm-1399",
};

/* White space and quotes go, '_' becomes '-', ASCII lower case. False when no charset can be called so. */
static bool label_clean(const char *charset, char out[LABEL_BYTES_MAX])
{
    size_t length = 0;
    Text label = text_trim(text_of(charset));
    for (size_t i = 0; i < label.length; i++) {
        char byte = label.data[i];
        bool is_upper = byte >= 'A' && byte <= 'Z';
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || strchr("-_.:+()", byte) != NULL;
        if (byte == '"' || byte == '\'' || byte == ' ')
            continue;
        if ((!is_upper && !is_plain) || length == LABEL_BYTES_MAX - 1)
            return false;
        out[length++] = is_upper ? (char)(byte + 32) : byte == '_' ? '-' : byte;
    }
    out[length] = '\0';
    return true;
}

static bool label_is_in(const char *label, const char *const *labels, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(label, labels[i]) == 0)
            return true;
    return false;
}

static iconv_t converter_open(const char *label)
{
    if (label_is_in(label, refused_labels, sizeof refused_labels / sizeof *refused_labels))
        return (iconv_t)-1;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(label, aliases[i].label) == 0)
            return iconv_open("UTF-8", aliases[i].charset);
    iconv_t converter = iconv_open("UTF-8", label);
    if (converter == (iconv_t)-1 && strncmp(label, "windows-", 8) == 0) {
        char name[LABEL_BYTES_MAX];
        snprintf(name, sizeof name, "CP%s", label + 8);
        converter = iconv_open("UTF-8", name);
    }
    return converter;
}

static Text utf8_counted(Arena *arena, Text bytes, size_t *out_bad)
{
    size_t bad = 0;
    for (size_t at = 0; at < bytes.length;) {
        size_t from = at;
        if (text_next_codepoint(bytes, &at) == 0xFFFD && at == from + 1)
            bad++;
    }
    *out_bad = bad;
    return text_make_utf8(arena, bytes);
}

/* One iconv call on what is left; true to go on. Each byte that cannot be read becomes U+FFFD. */
static bool convert_step(iconv_t converter, char **in, size_t *in_left, Buffer *out, size_t *bad)
{
    char step[STEP_BYTES];
    char *step_at = step;
    size_t step_left = sizeof step;
    /* The last call, without input, writes what a stateful charset still holds. */
    bool is_last = *in_left == 0;
    size_t result = iconv(converter, is_last ? NULL : in, in_left, &step_at, &step_left);
    int error = result == (size_t)-1 ? errno : 0;
    buffer_add(out, step, (size_t)(step_at - step));
    if (error == E2BIG && step_at != step)
        return !out->is_full;
    if (is_last)
        return false;
    if (error != 0) {
        buffer_add_codepoint(out, 0xFFFD);
        (*bad)++;
        (*in)++;
        (*in_left)--;
    }
    return !out->is_full;
}

static Text convert_all(Arena *arena, iconv_t converter, Text bytes, size_t *out_bad)
{
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    size_t bad = 0;
    char *in = (char *)(uintptr_t)bytes.data; /* iconv does not write there */
    size_t in_left = bytes.length;
    while (convert_step(converter, &in, &in_left, &out, &bad))
        continue;
    *out_bad = bad;
    return buffer_text(&out);
}

Result text_from_charset(Arena *arena, Text bytes, const char *charset, Text *out_text, size_t *out_bad)
{
    char label[LABEL_BYTES_MAX];
    if (!label_clean(charset ? charset : "", label))
        return fail(FAULT_INVALID, "The character set has no known name.");
    const char *name = label;
    size_t skipped = 0;
    if (label_is_in(label, guessed_labels, sizeof guessed_labels / sizeof *guessed_labels))
        name = text_guess_charset(bytes, &skipped);
    if (strcmp(name, label) != 0)
        label_clean(name, label);
    bytes = text_slice(bytes, skipped, bytes.length);
    if (strcmp(label, "utf-8") == 0 || strcmp(label, "utf8") == 0) {
        if (text_starts_with(bytes, BOM))
            bytes = text_slice(bytes, BOM.length, bytes.length);
        *out_text = utf8_counted(arena, bytes, out_bad);
        return done();
    }
    iconv_t converter = converter_open(label);
    if (converter == (iconv_t)-1)
        return failf(arena, FAULT_INVALID, "The character set \"%s\" is unknown.", label);
    Text text = convert_all(arena, converter, bytes, out_bad);
    iconv_close(converter);
    *out_text = text_starts_with(text, BOM) ? text_slice(text, BOM.length, text.length) : text;
    return done();
}

/* UTF-16 of Western text has a NUL in nearly every second byte. */
static const char *guess_utf16(Text bytes)
{
    size_t looked = bytes.length < 1024 ? bytes.length & ~(size_t)1 : 1024;
    size_t nuls[2] = {0, 0};
    for (size_t i = 0; i < looked; i++)
        nuls[i % 2] += bytes.data[i] == '\0';
    size_t pairs = looked / 2;
    if (pairs == 0)
        return NULL;
    if (nuls[1] * 10 >= pairs * 7 && nuls[0] * 10 < pairs)
        return "UTF-16LE";
    if (nuls[0] * 10 >= pairs * 7 && nuls[1] * 10 < pairs)
        return "UTF-16BE";
    return NULL;
}

const char *text_guess_charset(Text bytes, size_t *out_bom)
{
    *out_bom = 0;
    if (text_starts_with(bytes, BOM)) {
        *out_bom = 3;
        return "UTF-8";
    }
    if (text_starts_with(bytes, TEXT("\xff\xfe"))) {
        *out_bom = 2;
        return "UTF-16LE";
    }
    if (text_starts_with(bytes, TEXT("\xfe\xff"))) {
        *out_bom = 2;
        return "UTF-16BE";
    }
    const char *utf16 = guess_utf16(bytes);
    if (utf16 != NULL)
        return utf16;
    return text_is_utf8(bytes) ? "UTF-8" : "windows-1252";
}
