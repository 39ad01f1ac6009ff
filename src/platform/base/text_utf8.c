/* UTF-8 (RFC 3629) and what Unicode says about letters. */
#include <glib.h>

#include "base/buffer.h"

#define REPLACEMENT 0xFFFD
/* Runs of marks are cut here before normal form C, as UAX 15's stream-safe format does: ordering them is quadratic. */
#define MARKS_IN_A_ROW_MAX 30

static inline bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Length of the valid code point at `at`, or 0. */
static size_t codepoint_read(Text text, size_t at, uint32_t *out_codepoint)
{
    const unsigned char *bytes = (const unsigned char *)text.data + at;
    size_t left = text.length - at;
    unsigned char first = bytes[0];
    if (first < 0x80) {
        *out_codepoint = first;
        return 1;
    }
    if (first < 0xC2 || first > 0xF4 || left < 2 || !is_continuation(bytes[1]))
        return 0;
    if (first < 0xE0) {
        *out_codepoint = (uint32_t)(first & 0x1F) << 6 | (bytes[1] & 0x3F);
        return 2;
    }
    if (left < 3 || !is_continuation(bytes[2]))
        return 0;
    if (first < 0xF0) {
        uint32_t value = (uint32_t)(first & 0x0F) << 12 | (uint32_t)(bytes[1] & 0x3F) << 6 | (bytes[2] & 0x3F);
        *out_codepoint = value;
        return value < 0x800 || (value >= 0xD800 && value <= 0xDFFF) ? 0 : 3;
    }
    if (left < 4 || !is_continuation(bytes[3]))
        return 0;
    uint32_t value = (uint32_t)(first & 0x07) << 18 | (uint32_t)(bytes[1] & 0x3F) << 12 |
                     (uint32_t)(bytes[2] & 0x3F) << 6 | (bytes[3] & 0x3F);
    *out_codepoint = value;
    return value < 0x10000 || value > 0x10FFFF ? 0 : 4;
}

/* Index of the first byte that is not ASCII, at or after `at`; eight bytes a step. */
static size_t skip_ascii(Text text, size_t at)
{
    while (at + 8 <= text.length) {
        uint64_t word;
        memcpy(&word, text.data + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
        at += 8;
    }
    while (at < text.length && (unsigned char)text.data[at] < 0x80)
        at++;
    return at;
}

size_t codepoint_write(uint32_t codepoint, char out[4])
{
    if (codepoint > 0x10FFFF || (codepoint >= 0xD800 && codepoint <= 0xDFFF))
        codepoint = REPLACEMENT;
    if (codepoint < 0x80) {
        out[0] = (char)codepoint;
        return 1;
    }
    if (codepoint < 0x800) {
        out[0] = (char)(0xC0 | codepoint >> 6);
        out[1] = (char)(0x80 | (codepoint & 0x3F));
        return 2;
    }
    if (codepoint < 0x10000) {
        out[0] = (char)(0xE0 | codepoint >> 12);
        out[1] = (char)(0x80 | (codepoint >> 6 & 0x3F));
        out[2] = (char)(0x80 | (codepoint & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | codepoint >> 18);
    out[1] = (char)(0x80 | (codepoint >> 12 & 0x3F));
    out[2] = (char)(0x80 | (codepoint >> 6 & 0x3F));
    out[3] = (char)(0x80 | (codepoint & 0x3F));
    return 4;
}

/* Index of the first invalid byte, or the length. */
static size_t valid_prefix(Text text)
{
    size_t at = 0;
    uint32_t codepoint;
    while ((at = skip_ascii(text, at)) < text.length) {
        size_t length = codepoint_read(text, at, &codepoint);
        if (length == 0)
            return at;
        at += length;
    }
    return at;
}

bool text_is_utf8(Text text)
{
    return valid_prefix(text) == text.length;
}

uint32_t text_next_codepoint(Text text, size_t *at)
{
    uint32_t codepoint;
    size_t length = codepoint_read(text, *at, &codepoint);
    *at += length ? length : 1;
    return length ? codepoint : REPLACEMENT;
}

Text text_make_utf8(Arena *arena, Text text)
{
    if (text_is_utf8(text))
        return text_copy(arena, text);
    char *out = arena_alloc_array(arena, text.length + 1, 3);
    size_t length = 0;
    for (size_t at = 0; at < text.length;)
        length += codepoint_write(text_next_codepoint(text, &at), out + length);
    return (Text){out, length};
}

size_t text_count_codepoints(Text text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length; count++)
        text_next_codepoint(text, &at);
    return count;
}

Text text_cut(Text text, size_t bytes)
{
    if (bytes >= text.length)
        return text;
    size_t end = bytes;
    while (end > 0 && bytes - end < 3 && is_continuation((unsigned char)text.data[end]))
        end--;
    uint32_t codepoint;
    size_t length = codepoint_read(text, end, &codepoint);
    /* Invalid bytes may be cut anywhere. */
    if (length == 0 || end + length <= bytes)
        end = bytes;
    return (Text){text.data, end};
}

Text text_lower(Arena *arena, Text text)
{
    char *out = arena_alloc_array(arena, text.length + 1, 3);
    size_t length = 0;
    for (size_t at = 0; at < text.length;)
        length += codepoint_write(g_unichar_tolower(text_next_codepoint(text, &at)), out + length);
    return (Text){out, length};
}

static size_t fold_codepoint(uint32_t codepoint, char *out)
{
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    size_t count = g_unichar_fully_decompose(codepoint, FALSE, parts, G_UNICHAR_MAX_DECOMPOSITION_LENGTH);
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (g_unichar_ismark(parts[i]))
            continue;
        gunichar lower = g_unichar_tolower(parts[i]);
        if (lower >= 0x2160 &&
            lower <= 0x216F) /* Roman numerals and circled letters have cases too, GLib leaves them */
            lower += 0x10;
        else if (lower >= 0x24B6 && lower <= 0x24CF)
            lower += 0x1A;
        if (lower == 0xDF) { /* sharp s */
            memcpy(out + length, "ss", 2);
            length += 2;
            continue;
        }
        if (lower == 0x3C2) /* final sigma */
            lower = 0x3C3;
        length += codepoint_write(lower, out + length);
    }
    return length;
}

Text text_fold(Arena *arena, Text text)
{
    bool is_ascii = skip_ascii(text, 0) == text.length;
    if (is_ascii)
        return text_lower_ascii(arena, text);
    char *out = arena_alloc_array(arena, text.length + 1, 3);
    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        uint32_t codepoint = text_next_codepoint(text, &at);
        if (codepoint < 0x80)
            out[length++] = codepoint >= 'A' && codepoint <= 'Z' ? (char)(codepoint + 32) : (char)codepoint;
        else
            length += fold_codepoint(codepoint, out + length);
    }
    return (Text){out, length};
}

/* End of a stretch that may be composed by itself: it ends before the next ASCII character (which never composes with
 * what stands before) or after many marks. */
static size_t composable_end(Text text, size_t from)
{
    size_t at = from;
    size_t marks = 0;
    text_next_codepoint(text, &at);
    while (at < text.length && (unsigned char)text.data[at] >= 0x80 && marks < MARKS_IN_A_ROW_MAX) {
        uint32_t codepoint = text_next_codepoint(text, &at);
        marks = g_unichar_combining_class(codepoint) != 0 ? marks + 1 : 0;
    }
    return at;
}

Text text_normalize(Arena *arena, Text text)
{
    Text valid = text_make_utf8(arena, text);
    if (skip_ascii(valid, 0) == valid.length)
        return valid;
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    size_t done_until = 0;
    while (done_until < valid.length) {
        size_t next = skip_ascii(valid, done_until);
        size_t from = next > done_until && next < valid.length ? next - 1 : next;
        buffer_add(&out, valid.data + done_until, from - done_until);
        if (from == valid.length)
            break;
        done_until = composable_end(valid, from);
        if (valid.data[from] == '\0') { /* GLib stops there */
            buffer_add_byte(&out, '\0');
            from++;
        }
        char *composed = g_utf8_normalize(valid.data + from, (gssize)(done_until - from), G_NORMALIZE_NFC);
        buffer_add_string(&out, composed ? composed : "");
        g_free(composed);
    }
    return buffer_text(&out);
}

bool codepoint_is_word(uint32_t codepoint)
{
    if (codepoint < 0x80)
        return (codepoint >= '0' && codepoint <= '9') || ((codepoint | 32) >= 'a' && (codepoint | 32) <= 'z');
    return g_unichar_isalnum(codepoint) || g_unichar_ismark(codepoint);
}
