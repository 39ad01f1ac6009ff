#include "channel/html_tree.h"

#include <setjmp.h>

#include "channel/html_scan.h"

/* gumbo cannot be told that memory is used up, so its allocator leaves the parse altogether; all it had made lies in the
 * arena and is released with it. */
typedef struct TreeMemory {
    Arena *arena;
    size_t used;
    jmp_buf is_full;
} TreeMemory;

static void *tree_alloc(void *userdata, size_t size)
{
    TreeMemory *memory = userdata;
    memory->used += size + 16;
    if (memory->used > HTML_TREE_BYTES_MAX)
        longjmp(memory->is_full, 1);
    return arena_alloc(memory->arena, size);
}

static void tree_free(void *userdata, void *pointer)
{
    (void)userdata;
    (void)pointer;
}

static const GumboNode *body_of(const GumboOutput *output)
{
    const GumboVector *children = &output->root->v.element.children;
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_BODY)
            return child;
    }
    return output->root;
}

Result html_tree_read(Arena *arena, Text html, const GumboNode **out_body)
{
    if (html.length > HTML_BYTES_MAX || !html_scan_is_bounded(html))
        return fail(FAULT_LIMIT, "The HTML is too large or too deeply nested to be shown.");
    TreeMemory *memory = ARENA_NEW(arena, TreeMemory);
    memory->arena = arena;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = tree_alloc;
    options.deallocator = tree_free;
    options.userdata = memory;
    options.max_errors = 0;
    if (setjmp(memory->is_full) != 0)
        return fail(FAULT_LIMIT, "The HTML needs too much memory to be shown.");
    const GumboOutput *output = gumbo_parse_with_options(&options, html.data ? html.data : "", html.length);
    *out_body = body_of(output);
    return done();
}

HtmlWalk html_walk_start(Arena *arena, const GumboNode *root)
{
    HtmlWalk walk = {ARENA_ARRAY(arena, const GumboNode *, HTML_WALK_DEPTH_MAX),
                     ARENA_ARRAY(arena, unsigned, HTML_WALK_DEPTH_MAX), 1};
    walk.nodes[0] = root;
    return walk;
}

const GumboNode *html_walk_next(HtmlWalk *walk, bool *out_is_leaving)
{
    while (walk->depth > 0) {
        size_t top = walk->depth - 1;
        const GumboNode *node = walk->nodes[top];
        if (walk->next[top] >= node->v.element.children.length) {
            walk->depth--;
            *out_is_leaving = true;
            return walk->depth > 0 ? node : NULL;
        }
        const GumboNode *child = node->v.element.children.data[walk->next[top]++];
        *out_is_leaving = false;
        if ((child->type == GUMBO_NODE_ELEMENT || child->type == GUMBO_NODE_TEMPLATE) &&
            walk->depth < HTML_WALK_DEPTH_MAX) {
            walk->nodes[walk->depth] = child;
            walk->next[walk->depth++] = 0;
            return child;
        }
        if (child->type != GUMBO_NODE_ELEMENT && child->type != GUMBO_NODE_TEMPLATE)
            return child;
    }
    return NULL;
}

void html_walk_skip(HtmlWalk *walk)
{
    walk->depth--;
}

const char *html_attribute(const GumboNode *element, const char *name)
{
    const GumboAttribute *attribute = gumbo_get_attribute(&element->v.element.attributes, name);
    return attribute ? attribute->value : NULL;
}

bool html_attribute_has_word(const GumboNode *element, const char *name, const char *word)
{
    const char *value = html_attribute(element, name);
    size_t length = strlen(word);
    while (value && *value) {
        size_t span = strcspn(value, " \t\n");
        if (span == length && strncmp(value, word, length) == 0)
            return true;
        value += span + strspn(value + span, " \t\n");
    }
    return false;
}
