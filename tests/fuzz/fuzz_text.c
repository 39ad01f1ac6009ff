/* The first line is a charset label, the rest are its bytes; whatever comes out is UTF-8 and stays so. */
#include <stdlib.h>

#include "base/buffer.h"
#include "base/clock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_forms(Arena *arena, Text text)
{
    Text folded = text_fold(arena, text);
    Text lower = text_lower(arena, text);
    check(text_is_utf8(folded) && folded.length <= 3 * text.length);
    check(text_is_utf8(lower) && lower.length <= 3 * text.length);
    check(text_is_utf8(text_normalize(arena, text)));
    check(text_equals(text_fold(arena, folded), folded));
    Text valid = text_make_utf8(arena, text);
    check(text_is_utf8(valid) && text_is_utf8(text_cut(valid, valid.length / 2)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    WITH_ARENA arena = arena_new();
    Text rest = {(const char *)data, size};
    Text label;
    check_forms(arena, rest);
    int64_t at_ms;
    bool is_day;
    if (is_ok(time_read(rest, &at_ms, &is_day)))
        check(at_ms >= TIME_MS_MIN && at_ms <= TIME_MS_MAX);
    if (!text_next_line(&rest, &label))
        return 0;
    Text text;
    size_t bad;
    if (is_ok(text_from_charset(arena, rest, text_string(arena, label), &text, &bad)))
        check(text_is_utf8(text) && bad <= rest.length);
    return 0;
}
