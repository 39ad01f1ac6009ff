/* The sanitiser: its output is harmless, UTF-8, and stays as it is when sanitised again; its text is UTF-8. */
#include "mail/html_sanitise.h"
#include "mail/html_text.h"
#include "html_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    WITH_ARENA arena = arena_new();
    Text html = text_make_utf8(arena, (Text){(const char *)data, size});
    Text once;
    Text twice;
    Text text = html_text(arena, html, (HtmlTextOptions){.with_links = true, .with_marks = true});
    oracle_check(text_is_utf8(text));
    if (!is_ok(html_sanitise(arena, html, &once)))
        return 0;
    oracle_check(text_is_utf8(once));
    html_oracle(arena, once);
    oracle_check(is_ok(html_sanitise(arena, once, &twice)) && text_equals(once, twice));
    return 0;
}
