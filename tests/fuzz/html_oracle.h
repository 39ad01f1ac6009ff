/* A real HTML parser looks at sanitised HTML: there must be no script, no handler, no style and no dangerous address. */
#ifndef LAZO_TESTS_FUZZ_HTML_ORACLE_H
#define LAZO_TESTS_FUZZ_HTML_ORACLE_H

#include <stdlib.h>

#include "mail/html_tree.h"

static inline void oracle_check(bool holds)
{
    if (!holds)
        abort();
}

static inline bool oracle_starts_with_one_of(Text value, const char *const *starts)
{
    for (; *starts; starts++) {
        if (text_starts_with_ascii_case(value, text_of(*starts)))
            return true;
    }
    return false;
}

static inline void oracle_attribute(const GumboAttribute *attribute)
{
    static const char *const links[] = {"http://", "https://", "mailto:", "tel:", NULL};
    static const char *const remote[] = {"http://", "https://", NULL};
    static const char *const images[] = {"data:image/png;base64,", "data:image/gif;base64,",  "data:image/jpeg;base64,",
                                         "data:image/jpg;base64,", "data:image/webp;base64,", NULL};
    static const char *const refused[] = {"on",         "style",      "srcset", "id",     "name", "class",  "action",
                                          "formaction", "background", "xlink",  "poster", "ping", "srcdoc", NULL};
    Text name = text_of(attribute->name);
    Text value = text_of(attribute->value);
    oracle_check(attribute->attr_namespace == GUMBO_ATTR_NAMESPACE_NONE);
    oracle_check(!oracle_starts_with_one_of(name, refused));
    if (text_is(name, "href"))
        oracle_check(oracle_starts_with_one_of(value, links));
    else if (text_is(name, "src"))
        oracle_check(oracle_starts_with_one_of(value, images));
    else if (text_is(name, "data-remote-src"))
        oracle_check(oracle_starts_with_one_of(value, remote));
}

static inline void html_oracle(Arena *arena, Text html)
{
    const GumboNode *body;
    if (!is_ok(html_tree_read(arena, html, &body)))
        return;
    HtmlWalk walk = html_walk_start(arena, body);
    bool is_leaving;
    for (const GumboNode *node; (node = html_walk_next(&walk, &is_leaving)) != NULL;) {
        oracle_check(node->type != GUMBO_NODE_COMMENT && node->type != GUMBO_NODE_TEMPLATE &&
                     node->type != GUMBO_NODE_CDATA);
        if (node->type != GUMBO_NODE_ELEMENT || is_leaving)
            continue;
        GumboTag tag = node->v.element.tag;
        oracle_check(node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML && tag != GUMBO_TAG_UNKNOWN);
        oracle_check(tag != GUMBO_TAG_SCRIPT && tag != GUMBO_TAG_STYLE && tag != GUMBO_TAG_IFRAME &&
                     tag != GUMBO_TAG_OBJECT && tag != GUMBO_TAG_EMBED && tag != GUMBO_TAG_FORM &&
                     tag != GUMBO_TAG_INPUT && tag != GUMBO_TAG_BUTTON && tag != GUMBO_TAG_META &&
                     tag != GUMBO_TAG_LINK && tag != GUMBO_TAG_BASE && tag != GUMBO_TAG_TEXTAREA);
        for (unsigned i = 0; i < node->v.element.attributes.length; i++)
            oracle_attribute(node->v.element.attributes.data[i]);
    }
}

#endif
