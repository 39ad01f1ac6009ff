/* What is read is written, read again and written alike; any bytes written as a text are valid JSON. */
#include <stdlib.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    WITH_ARENA arena = arena_new();
    Text source = {(const char *)data, size};
    const JsonValue *value;
    if (is_ok(json_read(arena, source, &value))) {
        Text written = json_to_text(arena, value);
        const JsonValue *again;
        check(is_ok(json_read(arena, written, &again)));
        check(text_equals(json_to_text(arena, again), written));
    }
    JsonValue text = {.kind = JSON_TEXT, .text = source};
    check(is_ok(json_read(arena, json_to_text(arena, &text), &value)));
    check(text_equals(value->text, text_make_utf8(arena, source)));
    return 0;
}
