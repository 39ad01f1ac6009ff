#include "mail/html_text.h"

#include <stdio.h>

#include "base/buffer.h"
#include "mail/html_tree.h"
#include "mail/mail_list.h"

#define QUOTE_DEPTH_MAX 10
#define TEXT_BYTES_MAX ((size_t)4 << 20)
#define LIST_DEPTH_MAX 20
/* How much of a style is looked at for the line above a quote. */
#define STYLE_BYTES_MAX 300
#define LABEL_BYTES_MAX 30
#define FIRST_WORDS_STEPS_MAX 12

typedef struct TextWriter {
    Buffer out;
    HtmlTextOptions options;
    size_t quote;
    size_t pre;
    size_t lists;
    int numbers[LIST_DEPTH_MAX]; /* next number, 0 in bulleted lists */
    int line_ends;               /* at the end of out; starts as if there were blank lines */
    bool has_space;              /* white space waits for the next word */
} TextWriter;

static void line_end(TextWriter *writer)
{
    buffer_add_byte(&writer->out, '\n');
    writer->line_ends++;
    writer->has_space = false;
}

/* At least `count` line ends before what follows. */
static void block(TextWriter *writer, int count)
{
    while (writer->line_ends < count)
        line_end(writer);
    writer->has_space = false;
}

static void line_start(TextWriter *writer)
{
    if (writer->line_ends == 0)
        return;
    for (size_t i = 0; i < writer->quote; i++)
        buffer_add_string(&writer->out, "> ");
    writer->line_ends = 0;
}

static void word_add(TextWriter *writer, Text word)
{
    if (writer->has_space && writer->line_ends == 0)
        buffer_add_byte(&writer->out, ' ');
    writer->has_space = false;
    line_start(writer);
    buffer_add_text(&writer->out, word);
}

static bool is_white(const char *at, size_t *out_length)
{
    unsigned char byte = (unsigned char)at[0];
    *out_length = 1;
    if (byte == ' ' || (byte > 0 && byte <= '\r')) /* control characters too: a reference such as &#1; forges no mark */
        return true;
    *out_length = 2;
    return byte == 0xc2 && (unsigned char)at[1] == 0xa0;
}

static void flowing_text_add(TextWriter *writer, const char *text)
{
    while (*text) {
        size_t step;
        if (is_white(text, &step)) {
            writer->has_space = true;
            text += step;
            continue;
        }
        const char *end = text;
        while (*end && !is_white(end, &step))
            end++;
        word_add(writer, (Text){text, (size_t)(end - text)});
        text = end;
    }
}

static void fixed_text_add(TextWriter *writer, const char *text)
{
    Text rest = text_of(text);
    Text line;
    bool is_first = true;
    while (text_next_part(&rest, '\n', &line)) {
        if (!is_first)
            line_end(writer);
        is_first = false;
        if (text_is_empty(line))
            continue;
        line_start(writer);
        for (size_t i = 0; i < line.length; i++)
            buffer_add_byte(&writer->out, (unsigned char)line.data[i] < 9 ? ' ' : line.data[i]);
    }
}

static void mark_add(TextWriter *writer, char mark)
{
    if (!writer->options.with_marks)
        return;
    block(writer, 1);
    buffer_add_byte(&writer->out, mark);
    writer->line_ends = 0;
    block(writer, 1);
}

static bool is_quote_container(const GumboNode *node)
{
    static const char *const classes[] = {
        "gmail_quote", "gmail_quote_container", "yahoo_quoted",          "protonmail_quote",
        "zmail_extra", "tutanota_quote",        "moz-forward-container", "yqt",
        NULL};
    if (node->v.element.tag != GUMBO_TAG_DIV || node->v.element.attributes.length == 0)
        return false;
    const char *class = html_attribute(node, "class");
    for (size_t i = 0; class && classes[i]; i++) {
        if (html_words_have(class, classes[i]))
            return true;
    }
    const char *id = html_attribute(node, "id");
    return id && (strncmp(id, "yahoo_quoted", 12) == 0 || strcmp(id, "mail-editor-reference-message-container") == 0 ||
                  strcmp(id, "ms-outlook-mobile-reference-message") == 0);
}

/* The first words inside an element, looked for along first children; "" when there are none near. */
static const char *first_words(const GumboNode *node)
{
    for (int step = 0; step < FIRST_WORDS_STEPS_MAX && node && node->type == GUMBO_NODE_ELEMENT; step++) {
        const GumboVector *children = &node->v.element.children;
        const GumboNode *next = NULL;
        for (unsigned i = 0; i < children->length && i < FIRST_WORDS_STEPS_MAX && !next; i++) {
            const GumboNode *child = children->data[i];
            bool is_blank = child->type == GUMBO_NODE_TEXT && text_is_empty(text_trim(text_of(child->v.text.text)));
            bool is_fine = child->type == GUMBO_NODE_ELEMENT || child->type == GUMBO_NODE_TEXT;
            bool is_bare = child->type == GUMBO_NODE_ELEMENT && child->v.element.children.length == 0;
            next = is_fine && !is_blank && !is_bare ? child : NULL;
        }
        node = next;
    }
    return node && node->type == GUMBO_NODE_TEXT ? node->v.text.text : "";
}

/* The line that Outlook and Windows Mail draw above what they quote, with a label ("From:") below it; spaces and case
 * differ between versions. */
static bool has_quote_line(const GumboNode *node)
{
    static const char *const lines[] = {
        "border-top:solid#e1e1e1", "border-top:solid#b5c4df",           "border-top:#e1e1e1",
        "border-top:#b5c4df",      "border-top-color:rgb(229,229,229)", NULL};
    const char *style = node->v.element.tag == GUMBO_TAG_DIV ? html_attribute(node, "style") : NULL;
    char squeezed[STYLE_BYTES_MAX + 1];
    size_t length = 0;
    for (; style && *style && length < STYLE_BYTES_MAX; style++) {
        if (*style != ' ' && *style != '\n' && *style != '\t')
            squeezed[length++] = *style >= 'A' && *style <= 'Z' ? (char)(*style + 32) : *style;
    }
    if (!mail_contains_one_of((Text){squeezed, length}, lines))
        return false;
    Text words = text_trim(text_of(first_words(node)));
    size_t colon = text_find_byte(words, ':', 0);
    return colon != SIZE_MAX && colon < LABEL_BYTES_MAX;
}

/* What stands after these is a quote to the end, without an element around it. */
static bool is_quote_start(const GumboNode *node)
{
    if (node->v.element.attributes.length == 0)
        return false;
    const char *id = html_attribute(node, "id");
    bool is_known = id && (strcmp(id, "divRplyFwdMsg") == 0 || strcmp(id, "x_divRplyFwdMsg") == 0 ||
                           strcmp(id, "stopSpelling") == 0 || strcmp(id, "OLK_SRC_BODY_SECTION") == 0);
    return is_known || has_quote_line(node);
}

static bool is_signature(const GumboNode *node)
{
    static const char *const classes[] = {"gmail_signature",
                                          "moz-signature",
                                          "protonmail_signature_block",
                                          "ymail_android_signature",
                                          "yahoo-signature",
                                          "ms-outlook-mobile-signature",
                                          "tutanota_signature",
                                          NULL};
    static const char *const ids[] = {"AppleMailSignature",
                                      "Signature",
                                      "x_Signature",
                                      "ms-outlook-mobile-signature",
                                      "ymail_android_signature",
                                      "Zm-_Id_-Sgn",
                                      "Zm-_Id_-Sgn1",
                                      "lineBreakAtBeginningOfSignature",
                                      NULL};
    if (node->v.element.attributes.length == 0)
        return false;
    const char *class = html_attribute(node, "class");
    for (size_t i = 0; class && classes[i]; i++) {
        if (html_words_have(class, classes[i]))
            return true;
    }
    const char *id = html_attribute(node, "id");
    for (size_t i = 0; id && ids[i]; i++) {
        if (strcmp(id, ids[i]) == 0)
            return true;
    }
    return false;
}

static bool is_block(GumboTag tag)
{
    static const GumboTag tags[] = {
        GUMBO_TAG_DIV,    GUMBO_TAG_TR,       GUMBO_TAG_TABLE,   GUMBO_TAG_UL,      GUMBO_TAG_OL,     GUMBO_TAG_DL,
        GUMBO_TAG_DT,     GUMBO_TAG_DD,       GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,  GUMBO_TAG_SECTION,
        GUMBO_TAG_HEADER, GUMBO_TAG_FOOTER,   GUMBO_TAG_MAIN,    GUMBO_TAG_NAV,     GUMBO_TAG_CENTER, GUMBO_TAG_FORM,
        GUMBO_TAG_FIGURE, GUMBO_TAG_FIELDSET, GUMBO_TAG_CAPTION, GUMBO_TAG_LI,      GUMBO_TAG_TBODY};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (tags[i] == tag)
            return true;
    }
    return false;
}

static bool is_paragraph(GumboTag tag)
{
    return tag == GUMBO_TAG_P || tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_BLOCKQUOTE ||
           (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6);
}

static bool is_hidden(const GumboNode *node)
{
    GumboTag tag = node->v.element.tag;
    return node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML || node->type == GUMBO_NODE_TEMPLATE ||
           tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_HEAD || tag == GUMBO_TAG_TITLE ||
           tag == GUMBO_TAG_IFRAME || tag == GUMBO_TAG_OBJECT || tag == GUMBO_TAG_NOSCRIPT || tag == GUMBO_TAG_SELECT ||
           tag == GUMBO_TAG_NOFRAMES || tag == GUMBO_TAG_NOEMBED;
}

static void list_enter(TextWriter *writer, GumboTag tag)
{
    if (writer->lists < LIST_DEPTH_MAX)
        writer->numbers[writer->lists] = tag == GUMBO_TAG_OL ? 1 : 0;
    writer->lists++;
}

static void item_enter(TextWriter *writer)
{
    size_t list = writer->lists > 0 && writer->lists <= LIST_DEPTH_MAX ? writer->lists - 1 : 0;
    char sign[16] = "-";
    if (writer->lists > 0 && writer->numbers[list] > 0)
        snprintf(sign, sizeof sign, "%d.", writer->numbers[list]++);
    word_add(writer, text_of(sign));
    writer->has_space = true;
}

static void element_enter(TextWriter *writer, const GumboNode *node)
{
    GumboTag tag = node->v.element.tag;
    if (writer->options.with_marks && (is_quote_container(node) || is_quote_start(node)))
        mark_add(writer, HTML_MARK_QUOTE_START);
    if (writer->options.with_marks && is_signature(node))
        mark_add(writer, HTML_MARK_SIGNATURE_START);
    if (is_paragraph(tag))
        block(writer, 2);
    else if (is_block(tag))
        block(writer, 1);
    if (tag == GUMBO_TAG_BR)
        line_end(writer);
    else if (tag == GUMBO_TAG_PRE)
        writer->pre++;
    else if (tag == GUMBO_TAG_BLOCKQUOTE && writer->quote < QUOTE_DEPTH_MAX)
        writer->quote++;
    else if (tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL)
        list_enter(writer, tag);
    else if (tag == GUMBO_TAG_LI)
        item_enter(writer);
    else if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH)
        writer->has_space = true;
    if (tag == GUMBO_TAG_HR) {
        block(writer, 1);
        word_add(writer, TEXT("________________________________"));
        block(writer, 1);
    }
}

/* The address of a link, unless its text shows it already. */
static void link_leave(TextWriter *writer, const GumboNode *node, size_t text_from)
{
    const char *href = html_attribute(node, "href");
    if (!writer->options.with_links || !href || strlen(href) > 500 ||
        (strncmp(href, "http://", 7) != 0 && strncmp(href, "https://", 8) != 0))
        return;
    Text shown = text_trim(text_slice(buffer_text(&writer->out), text_from, writer->out.length));
    Text bare = text_of(strstr(href, "://") + 3);
    if (bare.length > 0 && bare.data[bare.length - 1] == '/')
        bare.length--;
    if (text_is_empty(shown) || text_find(shown, bare, 0) != SIZE_MAX)
        return;
    writer->has_space = true;
    word_add(writer, TEXT("<"));
    buffer_add_string(&writer->out, href);
    buffer_add_byte(&writer->out, '>');
}

static void element_leave(TextWriter *writer, const GumboNode *node)
{
    GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_PRE && writer->pre > 0)
        writer->pre--;
    else if ((tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL) && writer->lists > 0)
        writer->lists--;
    if (is_paragraph(tag))
        block(writer, 2);
    else if (is_block(tag))
        block(writer, 1);
    if (tag == GUMBO_TAG_BLOCKQUOTE && writer->quote > 0)
        writer->quote--;
    if (writer->options.with_marks && is_signature(node))
        mark_add(writer, HTML_MARK_SIGNATURE_END);
    if (writer->options.with_marks && is_quote_container(node))
        mark_add(writer, HTML_MARK_QUOTE_END);
}

static void tree_write(Arena *arena, TextWriter *writer, const GumboNode *body)
{
    HtmlWalk walk = html_walk_start(arena, body);
    size_t link_from = 0;
    bool is_leaving;
    for (const GumboNode *node; (node = html_walk_next(&walk, &is_leaving)) != NULL;) {
        bool is_element = node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
        if (!is_element) {
            if (node->type == GUMBO_NODE_COMMENT)
                continue;
            if (writer->pre > 0)
                fixed_text_add(writer, node->v.text.text);
            else
                flowing_text_add(writer, node->v.text.text);
        } else if (is_leaving) {
            if (node->v.element.tag == GUMBO_TAG_A)
                link_leave(writer, node, link_from);
            element_leave(writer, node);
        } else if (is_hidden(node)) {
            html_walk_skip(&walk);
        } else {
            if (node->v.element.tag == GUMBO_TAG_A)
                link_from = writer->out.length;
            element_enter(writer, node);
        }
    }
}

/* The title of a document, for one that shows nothing else. */
static const char *title_of(const GumboNode *body)
{
    const GumboNode *node = body->parent;
    static const GumboTag path[] = {GUMBO_TAG_HEAD, GUMBO_TAG_TITLE};
    for (size_t step = 0; step < 2 && node && node->type == GUMBO_NODE_ELEMENT; step++) {
        const GumboVector *children = &node->v.element.children;
        const GumboNode *found = NULL;
        for (unsigned i = 0; i < children->length && !found; i++) {
            const GumboNode *child = children->data[i];
            if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == path[step])
                found = child;
        }
        node = found;
    }
    if (!node || node->type != GUMBO_NODE_ELEMENT || node->v.element.children.length == 0)
        return "";
    const GumboNode *text = node->v.element.children.data[0];
    return text->type == GUMBO_NODE_TEXT ? text->v.text.text : "";
}

Text html_tree_text(Arena *arena, const GumboNode *body, bool is_plain, HtmlTextOptions options)
{
    WITH_ARENA scratch = arena_new();
    TextWriter writer = {.out = buffer_new(arena, TEXT_BYTES_MAX), .options = options, .line_ends = 2};
    writer.pre = is_plain ? 1 : 0; /* plain text sent as HTML keeps its lines */
    tree_write(scratch, &writer, body);
    if (writer.out.length == 0)
        flowing_text_add(&writer, title_of(body));
    if (writer.out.length == 0)
        return (Text){"", 0};
    /* The parser makes invalid bytes of numeric references that overflow. */
    return text_trim(text_cut(text_make_utf8(arena, buffer_text(&writer.out)), TEXT_BYTES_MAX));
}

Text html_text(Arena *arena, Text html, HtmlTextOptions options)
{
    WITH_ARENA scratch = arena_new();
    const GumboNode *body;
    Text small = html_shrink(scratch, html);
    if (!is_ok(html_tree_read(scratch, small, &body)))
        return html_strip(arena, html);
    return html_tree_text(arena, body, !html_has_tags(small), options);
}
