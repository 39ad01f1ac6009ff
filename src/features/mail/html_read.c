#include "mail/html_read.h"

#include "mail/html_tree.h"

void html_read(Arena *arena, Text html, HtmlWanted wanted, HtmlReading *out)
{
    WITH_ARENA scratch = arena_new();
    const GumboNode *body;
    Text small = html_shrink(scratch, html);
    *out = (HtmlReading){0};
    if (!is_ok(html_tree_read(scratch, small, &body))) {
        out->text = html_strip(arena, html);
        out->marked = out->text;
        return;
    }
    bool is_plain = !html_has_tags(small);
    out->is_shown = is_ok(html_tree_sanitise(arena, body, &out->html));
    if (wanted.text || !out->is_shown || text_is_empty(out->html))
        out->text = html_tree_text(arena, body, is_plain, (HtmlTextOptions){.with_links = true});
    if (wanted.marked)
        out->marked = html_tree_text(arena, body, is_plain, (HtmlTextOptions){.with_marks = true});
}
