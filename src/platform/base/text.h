/* A Text is a view of UTF-8 bytes with a length; it owns nothing. */
#ifndef LAZO_BASE_TEXT_H
#define LAZO_BASE_TEXT_H

#include <string.h>

#include "base/arena.h"

typedef struct Text {
    const char *data; /* not NUL-terminated, may be NULL when length is 0 */
    size_t length;
} Text;

#define TEXT(literal) ((Text){("" literal), sizeof(literal) - 1})
#define TEXT_NONE ((Text){NULL, 0})
/* For printf's "%.*s". */
#define TEXT_ARG(text) (int)(text).length, (text).data ? (text).data : ""

static inline Text text_of(const char *string)
{
    return (Text){string, string ? strlen(string) : 0};
}
static inline bool text_is_empty(Text text)
{
    return text.length == 0;
}
static inline bool text_equals(Text a, Text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}
static inline bool text_is(Text a, const char *literal)
{
    return text_equals(a, text_of(literal));
}
bool text_equals_ascii_case(Text a, Text b); /* A-Z and a-z alike, nothing else */
int text_compare(Text a, Text b);            /* bytewise, as collation "C" */
bool text_starts_with(Text text, Text prefix);
bool text_ends_with(Text text, Text suffix);
bool text_starts_with_ascii_case(Text text, Text prefix);
/* Index of the first occurrence at or after `from`, or SIZE_MAX. */
size_t text_find(Text text, Text needle, size_t from);
size_t text_find_ascii_case(Text text, Text needle, size_t from);
size_t text_find_byte(Text text, char byte, size_t from);
Text text_slice(Text text, size_t from, size_t to); /* clamped */
Text text_trim(Text text);                          /* ASCII white space and U+00A0 at both ends */
Text text_copy(Arena *arena, Text text);            /* NUL-terminated copy */
const char *text_string(Arena *arena, Text text);   /* the same, as a C string */
Text text_format(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
Text text_lower_ascii(Arena *arena, Text text);

/* Splits off the part before the first `separator`; false when the rest is used up. An empty rest gives one empty part
 * the first time only when `rest` was not NULL data. */
bool text_next_part(Text *rest, char separator, Text *out_part);
/* Next line without its end (LF, CRLF or CR). */
bool text_next_line(Text *rest, Text *out_line);

/* UTF-8: no surrogates, no overlong forms, at most U+10FFFF. NUL counts as valid here; entity fields refuse it. */
bool text_is_utf8(Text text);
/* Replaces each invalid byte by U+FFFD. */
Text text_make_utf8(Arena *arena, Text text);
/* Next code point from *at (advanced); U+FFFD for an invalid byte. Precondition: *at < length. */
uint32_t text_next_codepoint(Text text, size_t *at);
size_t text_count_codepoints(Text text);
/* UTF-8 of a code point, 1 to 4 bytes; U+FFFD for what is none. */
size_t codepoint_write(uint32_t codepoint, char out[4]);
/* The longest prefix of at most `bytes` bytes that does not cut a code point. */
Text text_cut(Text text, size_t bytes);
/* Unicode lower case, and for comparison and search: canonical decomposition, marks removed, lower case ("Año" gives
 * "ano", "ß" gives "ss"), spaces kept. At most 3 times as long. */
Text text_lower(Arena *arena, Text text);
Text text_fold(Arena *arena, Text text);
/* Unicode normal form C. */
Text text_normalize(Arena *arena, Text text);
/* Letters, digits and the marks on them (any script); for tokenising. */
bool codepoint_is_word(uint32_t codepoint);

/* Whole text must be the number; false on anything else or overflow. */
bool text_to_int(Text text, int64_t *out_value);
bool text_to_real(Text text, double *out_value);
Text text_from_int(Arena *arena, int64_t value);
#define INT_TEXT_BYTES 24
/* Decimal digits and a NUL; returns the length. */
size_t int_write(int64_t value, char out[INT_TEXT_BYTES]);

/* From an outside charset label (iconv's names, aliases of mail and spreadsheets) to UTF-8; undecodable bytes become
 * U+FFFD and are counted. FAULT_INVALID for an unknown charset. Input capped by the caller. */
MUST_CHECK Result text_from_charset(Arena *arena, Text bytes, const char *charset, Text *out_text, size_t *out_bad);
/* Guess for bytes without a label: BOM, UTF-8, UTF-16 by NULs, else windows-1252. Literal name, `*out_bom` bytes to skip. */
const char *text_guess_charset(Text bytes, size_t *out_bom);

#endif
