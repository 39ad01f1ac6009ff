/* The input is a template, and behind a NUL the partial "p" and behind another the values as JSON. */
#include <stdlib.h>

#include "base/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    WITH_ARENA arena = arena_new();
    Text rest = {(const char *)data, size};
    Text source = TEXT_NONE;
    Text partial = TEXT_NONE;
    text_next_part(&rest, '\0', &source);
    text_next_part(&rest, '\0', &partial);
    JsonValue partial_value = {.kind = JSON_TEXT, .text = partial};
    JsonMember member = {TEXT("p"), &partial_value};
    JsonValue partials = {.kind = JSON_OBJECT, .object = {&member, 1}};
    const JsonValue *values = NULL;
    if (!is_ok(json_read(arena, rest, &values)) &&
        !is_ok(json_read(arena, TEXT("{\"a\":{\"b\":\"<x>\"},\"l\":[1,[2,3],{\"b\":null}],\"t\":true,\"f\":false}"),
                         &values)))
        abort();
    Text out;
    Result checked = template_check(arena, source);
    Result rendered = template_render(arena, source, values, &partials, TEMPLATE_HTML, &out);
    if (is_ok(rendered) && (!is_ok(checked) || out.length > TEMPLATE_OUTPUT_BYTES_MAX))
        abort();
    return 0;
}
