/* The one file that knows cmark-gfm. */
#include "mail/mail_markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>

#include "mail/html_sanitise.h"

static void extensions_register(void)
{
    cmark_gfm_core_extensions_ensure_registered();
}

static void parser_free(cmark_parser **parser)
{
    if (*parser)
        cmark_parser_free(*parser);
}
static void node_free(cmark_node **node)
{
    if (*node)
        cmark_node_free(*node);
}
static void string_free(char **string)
{
    cmark_get_default_mem_allocator()->free(*string);
}

static Text rendered(Arena *arena, Text markdown)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static const char *const extensions[] = {"table", "strikethrough", "autolink"};
    const int options = CMARK_OPT_HARDBREAKS | CMARK_OPT_VALIDATE_UTF8;
    (void)pthread_once(&once, extensions_register);
    __attribute__((cleanup(parser_free))) cmark_parser *parser = cmark_parser_new(options);
    for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
        cmark_syntax_extension *extension = cmark_find_syntax_extension(extensions[i]);
        if (extension)
            cmark_parser_attach_syntax_extension(parser, extension);
    }
    cmark_parser_feed(parser, markdown.data ? markdown.data : "", markdown.length);
    __attribute__((cleanup(node_free))) cmark_node *document = cmark_parser_finish(parser);
    __attribute__((cleanup(string_free))) char *html =
        document ? cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser)) : NULL;
    return html ? text_copy(arena, text_of(html)) : TEXT_NONE;
}

Text mail_markdown_html(Arena *arena, Text markdown)
{
    Text html;
    if (markdown.length <= MARKDOWN_BYTES_MAX && is_ok(html_sanitise(arena, rendered(arena, markdown), &html)))
        return html;
    return html_from_text(arena, markdown);
}
