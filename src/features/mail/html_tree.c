#include "mail/html_tree.h"

#include <setjmp.h>

#include "mail/html_scan.h"

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

static void walk_push(HtmlWalk *walk, const GumboNode *node)
{
    if (walk->depth == walk->capacity) {
        size_t capacity = walk->capacity == 0 ? 64 : walk->capacity * 4;
        const GumboNode **nodes = ARENA_ARRAY(walk->arena, const GumboNode *, capacity);
        unsigned *next = ARENA_ARRAY(walk->arena, unsigned, capacity);
        if (walk->depth > 0) {
            memcpy(nodes, walk->nodes, walk->depth * sizeof *nodes);
            memcpy(next, walk->next, walk->depth * sizeof *next);
        }
        walk->nodes = nodes;
        walk->next = next;
        walk->capacity = capacity;
    }
    walk->nodes[walk->depth] = node;
    walk->next[walk->depth++] = 0;
}

HtmlWalk html_walk_start(Arena *arena, const GumboNode *root)
{
    HtmlWalk walk = {.arena = arena};
    walk_push(&walk, root);
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
            walk_push(walk, child);
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

bool html_words_have(const char *words, const char *word)
{
    size_t length = strlen(word);
    while (words && *words) {
        size_t span = strcspn(words, " \t\n");
        if (span == length && strncmp(words, word, length) == 0)
            return true;
        words += span + strspn(words + span, " \t\n");
    }
    return false;
}
