/* HTML from outside as a tree (gumbo), bounded: what could make the parser slow, deep or large is refused beforehand or
 * stopped at a memory limit. Only html_* files use this. */
#ifndef LAZO_MAIL_HTML_TREE_H
#define LAZO_MAIL_HTML_TREE_H

#include <gumbo.h>

#include "mail/html_text.h"

#define HTML_BYTES_MAX ((size_t)2 << 20) /* after html_shrink */
#define HTML_OPEN_TAGS_MAX 500
#define HTML_TAGS_MAX 150000
#define HTML_REFERENCES_MAX 100000 /* signs "&" */
#define HTML_ATTRIBUTES_MAX 150    /* in one tag */
#define HTML_TREE_BYTES_MAX ((size_t)96 << 20)
#define HTML_WALK_DEPTH_MAX 3000

/* The <body> of the document; it lives in `arena`, never to be destroyed by gumbo. FAULT_LIMIT when a bound is met. */
MUST_CHECK Result html_tree_read(Arena *arena, Text html, const GumboNode **out_body);

/* A walk over a tree without recursion: each element is met twice, entering and leaving. */
typedef struct HtmlWalk {
    Arena *arena;
    const GumboNode **nodes;
    unsigned *next;
    size_t depth;
    size_t capacity;
} HtmlWalk;
HtmlWalk html_walk_start(Arena *arena, const GumboNode *root);
/* NULL at the end. The root itself is not met. */
const GumboNode *html_walk_next(HtmlWalk *walk, bool *out_is_leaving);
/* After entering an element: do not go into it (it is not met leaving either). */
void html_walk_skip(HtmlWalk *walk);

/* The value of an attribute or NULL. */
const char *html_attribute(const GumboNode *element, const char *name);
/* Whether space-separated `words` (may be NULL) hold the word. */
bool html_words_have(const char *words, const char *word);

/* The readings of html_text.h and html_sanitise.h over a tree that is there already. `is_plain`: the HTML had no tags. */
Text html_tree_text(Arena *arena, const GumboNode *body, bool is_plain, HtmlTextOptions options);
MUST_CHECK Result html_tree_sanitise(Arena *arena, const GumboNode *body, Text *out_html);

/* Leaves out the bytes of data: addresses that are too large to be shown, and control characters that only html_text
 * writes. */
Text html_shrink(Arena *arena, Text html);
bool html_has_tags(Text html);

/* Text of HTML without building a tree, for what html_tree_read refuses: tags, styles and scripts left out. Linear. */
Text html_strip(Arena *arena, Text html);

#endif
