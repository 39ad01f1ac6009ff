#include "base/text.h"

#include <glib.h>
#include <math.h>

/* Digits of the longest number worth reading; a double has at most 767 significant ones. */
#define NUMBER_BYTES_MAX 1023

bool text_to_int(Text text, int64_t *out_value)
{
    size_t at = 0;
    bool is_negative = text.length > 0 && text.data[0] == '-';
    if (is_negative)
        at = 1;
    if (at == text.length)
        return false;
    int64_t value = 0;
    for (; at < text.length; at++) {
        int digit = text.data[at] - '0';
        if (digit < 0 || digit > 9)
            return false;
        /* Built downwards: the negative range holds one more. */
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, digit, &value))
            return false;
    }
    if (!is_negative && __builtin_sub_overflow(0, value, &value))
        return false;
    *out_value = value;
    return true;
}

static size_t skip_digits(Text text, size_t at)
{
    while (at < text.length && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at;
}

/* [+-] digits [. digits] [e [+-] digits], a digit before or after the point. */
static bool is_real_grammar(Text text)
{
    size_t at = text.length > 0 && (text.data[0] == '-' || text.data[0] == '+') ? 1 : 0;
    size_t whole_end = skip_digits(text, at);
    size_t digits = whole_end - at;
    at = whole_end;
    if (at < text.length && text.data[at] == '.') {
        size_t fraction_end = skip_digits(text, at + 1);
        digits += fraction_end - at - 1;
        at = fraction_end;
    }
    if (digits == 0)
        return false;
    if (at < text.length && (text.data[at] == 'e' || text.data[at] == 'E')) {
        at++;
        if (at < text.length && (text.data[at] == '-' || text.data[at] == '+'))
            at++;
        size_t exponent_end = skip_digits(text, at);
        if (exponent_end == at)
            return false;
        at = exponent_end;
    }
    return at == text.length;
}

bool text_to_real(Text text, double *out_value)
{
    char copy[NUMBER_BYTES_MAX + 1];
    if (text.length > NUMBER_BYTES_MAX || !is_real_grammar(text))
        return false;
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    double value = g_ascii_strtod(copy, NULL);
    if (!isfinite(value))
        return false;
    *out_value = value;
    return true;
}

size_t int_write(int64_t value, char out[INT_TEXT_BYTES])
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                                "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                                "8081828384858687888990919293949596979899";
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[INT_TEXT_BYTES];
    size_t at = sizeof digits;
    while (rest >= 100) {
        at -= 2;
        memcpy(digits + at, pairs + rest % 100 * 2, 2);
        rest /= 100;
    }
    if (rest >= 10) {
        at -= 2;
        memcpy(digits + at, pairs + rest * 2, 2);
    } else {
        digits[--at] = (char)('0' + rest);
    }
    if (value < 0)
        digits[--at] = '-';
    size_t length = sizeof digits - at;
    memcpy(out, digits + at, length);
    out[length] = '\0';
    return length;
}

Text text_from_int(Arena *arena, int64_t value)
{
    char digits[INT_TEXT_BYTES];
    size_t length = int_write(value, digits);
    return text_copy(arena, (Text){digits, length});
}
