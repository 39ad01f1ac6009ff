/* What the reader of a composed mail sees: the words, the signature, what is quoted below. */
#include "base/buffer.h"
#include "mail/html_sanitise.h"
#include "mail/mail_compose.h"
#include "mail/mail_markdown.h"

/* The quoted text: no more than a bound, and no trailing emptiness. */
static Text quoted_of(const MailLetter *letter)
{
    return text_trim(text_cut(letter->quoted, COMPOSED_QUOTE_BYTES_MAX));
}

/* Lines end in LF; carriage returns are white space. */
static void add_lines(Buffer *out, Text text, const char *before)
{
    Text line;
    while (text_next_line(&text, &line)) {
        buffer_add_string(out, before);
        if (*before != '\0' && !(line.length > 0 && line.data[0] == '>'))
            buffer_add_byte(out, ' ');
        buffer_add_text(out, line);
        buffer_add_byte(out, '\n');
    }
}

Text mail_compose_text(Arena *arena, const MailLetter *letter)
{
    Buffer out = buffer_new(arena, COMPOSED_BYTES_MAX);
    add_lines(&out, text_trim(letter->text), "");
    if (!text_is_empty(text_trim(letter->signature))) {
        buffer_add_string(&out, "\n-- \n");
        add_lines(&out, text_trim(letter->signature), "");
    }
    if (!text_is_empty(letter->attribution) && !text_is_empty(quoted_of(letter))) {
        buffer_add_byte(&out, '\n');
        add_lines(&out, letter->attribution, "");
        add_lines(&out, quoted_of(letter), ">");
    }
    return buffer_text(&out);
}

static void replace_all(Buffer *out, Text html, Text what, const char *with)
{
    for (size_t at = 0; at < html.length;) {
        size_t found = text_find(html, what, at);
        buffer_add_text(out, text_slice(html, at, found));
        if (found == SIZE_MAX)
            return;
        buffer_add_string(out, with);
        at = found + what.length;
    }
}

/* Sanitised HTML holds images back; in a mail they are shown again. Its text has no bare quotation mark, so these names
 * stand in tags only. */
static Text with_images(Arena *arena, Text html)
{
    Buffer own = buffer_new(arena, COMPOSED_BYTES_MAX);
    Buffer all = buffer_new(arena, COMPOSED_BYTES_MAX);
    replace_all(&own, html, TEXT(" data-cid=\""), " src=\"cid:");
    replace_all(&all, buffer_text(&own), TEXT(" data-remote-src=\""), " src=\"");
    return buffer_text(&all);
}

Text mail_compose_html(Arena *arena, const MailLetter *letter)
{
    Buffer out = buffer_new(arena, COMPOSED_BYTES_MAX);
    Text words = text_is_empty(letter->html) ? mail_markdown_html(arena, letter->text) : letter->html;
    buffer_add_string(&out, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n<div>");
    buffer_add_text(&out, with_images(arena, words));
    buffer_add_string(&out, "</div>\n");
    if (!text_is_empty(text_trim(letter->signature))) {
        buffer_add_string(&out, "<div>-- <br>\n");
        buffer_add_text(&out, with_images(arena, mail_markdown_html(arena, letter->signature)));
        buffer_add_string(&out, "</div>\n");
    }
    if (!text_is_empty(letter->attribution) && !text_is_empty(quoted_of(letter))) {
        buffer_add_string(&out, "<div class=\"gmail_quote\"><div>");
        buffer_add_text(&out, html_from_text(arena, letter->attribution));
        buffer_add_string(&out, "</div>\n<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:1px solid "
                                "#ccc;padding-left:1ex\">");
        buffer_add_text(&out, html_from_text(arena, quoted_of(letter)));
        buffer_add_string(&out, "</blockquote></div>\n");
    }
    buffer_add_string(&out, "</body></html>\n");
    return buffer_text(&out);
}

int64_t mail_compose_size(int64_t text_bytes, int64_t file_bytes, int64_t file_count)
{
    const int64_t headers = 8192;
    const int64_t a_part = 1024;
    /* Text goes twice, at worst as three bytes for one; files as 78 for 57. */
    return headers + text_bytes * 6 + file_bytes * 78 / 57 + file_count * a_part + COMPOSED_QUOTE_BYTES_MAX * 6;
}
