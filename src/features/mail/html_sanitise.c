#include "mail/html_sanitise.h"

#include "base/buffer.h"
#include "mail/html_tree.h"
#include "mail/mail_byte.h"

/* Dropping elements can leave others nested as no parser would build them; a few passes reach what is stable. */
#define PASSES_MAX 6
#define OUTPUT_BYTES_MAX ((size_t)2 << 20)

static const GumboTag kept[] = {
    GUMBO_TAG_A,       GUMBO_TAG_ABBR,     GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,
    GUMBO_TAG_B,       GUMBO_TAG_BDI,      GUMBO_TAG_BDO,     GUMBO_TAG_BIG,     GUMBO_TAG_BLOCKQUOTE,
    GUMBO_TAG_BR,      GUMBO_TAG_CAPTION,  GUMBO_TAG_CENTER,  GUMBO_TAG_CITE,    GUMBO_TAG_CODE,
    GUMBO_TAG_COL,     GUMBO_TAG_COLGROUP, GUMBO_TAG_DD,      GUMBO_TAG_DEL,     GUMBO_TAG_DFN,
    GUMBO_TAG_DIV,     GUMBO_TAG_DL,       GUMBO_TAG_DT,      GUMBO_TAG_EM,      GUMBO_TAG_FIGCAPTION,
    GUMBO_TAG_FIGURE,  GUMBO_TAG_FONT,     GUMBO_TAG_FOOTER,  GUMBO_TAG_H1,      GUMBO_TAG_H2,
    GUMBO_TAG_H3,      GUMBO_TAG_H4,       GUMBO_TAG_H5,      GUMBO_TAG_H6,      GUMBO_TAG_HEADER,
    GUMBO_TAG_HR,      GUMBO_TAG_I,        GUMBO_TAG_IMG,     GUMBO_TAG_INS,     GUMBO_TAG_KBD,
    GUMBO_TAG_LI,      GUMBO_TAG_MAIN,     GUMBO_TAG_MARK,    GUMBO_TAG_NAV,     GUMBO_TAG_OL,
    GUMBO_TAG_P,       GUMBO_TAG_PRE,      GUMBO_TAG_Q,       GUMBO_TAG_S,       GUMBO_TAG_SAMP,
    GUMBO_TAG_SECTION, GUMBO_TAG_SMALL,    GUMBO_TAG_SPAN,    GUMBO_TAG_STRIKE,  GUMBO_TAG_STRONG,
    GUMBO_TAG_SUB,     GUMBO_TAG_SUP,      GUMBO_TAG_TABLE,   GUMBO_TAG_TBODY,   GUMBO_TAG_TD,
    GUMBO_TAG_TFOOT,   GUMBO_TAG_TH,       GUMBO_TAG_THEAD,   GUMBO_TAG_TIME,    GUMBO_TAG_TR,
    GUMBO_TAG_TT,      GUMBO_TAG_U,        GUMBO_TAG_UL,      GUMBO_TAG_VAR,     GUMBO_TAG_WBR,
};
/* Dropped with all they hold; other elements that are not kept are unwrapped. */
static const GumboTag dropped[] = {
    GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,  GUMBO_TAG_HEAD,     GUMBO_TAG_TITLE,    GUMBO_TAG_IFRAME,  GUMBO_TAG_OBJECT,
    GUMBO_TAG_EMBED,  GUMBO_TAG_APPLET, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE, GUMBO_TAG_SELECT,  GUMBO_TAG_VIDEO,
    GUMBO_TAG_AUDIO,  GUMBO_TAG_CANVAS, GUMBO_TAG_FRAMESET, GUMBO_TAG_NOFRAMES, GUMBO_TAG_NOEMBED, GUMBO_TAG_MAP,
};

typedef struct Allowed {
    const char *name;
    const char *signs; /* further signs besides letters and digits; NULL: any text */
    GumboTag tags[8];  /* GUMBO_TAG_UNKNOWN first: on every element */
} Allowed;

static const Allowed attributes[] = {
    {"dir", "", {GUMBO_TAG_UNKNOWN}},
    {"lang", "-", {GUMBO_TAG_UNKNOWN}},
    {"title", NULL, {GUMBO_TAG_UNKNOWN}},
    {"alt", NULL, {GUMBO_TAG_IMG}},
    {"width", "%", {GUMBO_TAG_IMG, GUMBO_TAG_TABLE, GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_COL, GUMBO_TAG_HR}},
    {"height", "%", {GUMBO_TAG_IMG, GUMBO_TAG_TABLE, GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_TR}},
    {"align",
     "",
     {GUMBO_TAG_TABLE, GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_TR, GUMBO_TAG_P, GUMBO_TAG_DIV, GUMBO_TAG_IMG}},
    {"valign", "", {GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_TR}},
    {"bgcolor", "#", {GUMBO_TAG_TABLE, GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_TR}},
    {"border", "", {GUMBO_TAG_TABLE, GUMBO_TAG_IMG}},
    {"cellpadding", "", {GUMBO_TAG_TABLE}},
    {"cellspacing", "", {GUMBO_TAG_TABLE}},
    {"colspan", "", {GUMBO_TAG_TD, GUMBO_TAG_TH}},
    {"rowspan", "", {GUMBO_TAG_TD, GUMBO_TAG_TH}},
    {"span", "", {GUMBO_TAG_COL, GUMBO_TAG_COLGROUP}},
    {"color", "#", {GUMBO_TAG_FONT}},
    {"size", "+-", {GUMBO_TAG_FONT}},
    {"face", ", -", {GUMBO_TAG_FONT}},
    {"start", "-", {GUMBO_TAG_OL}},
    {"type", "", {GUMBO_TAG_OL, GUMBO_TAG_UL, GUMBO_TAG_LI}},
    {"value", "-", {GUMBO_TAG_LI}},
    {"datetime", "-:.+ ", {GUMBO_TAG_TIME}},
};

static bool tag_is_in(GumboTag tag, const GumboTag *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == tag)
            return true;
    }
    return false;
}

/* Quotes are escaped in attributes only. */
static void escaped_add(Buffer *out, Text text, bool is_attribute)
{
    size_t from = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        const char *with = byte == '&'                                                  ? "&amp;"
                           : byte == '<'                                                ? "&lt;"
                           : byte == '>'                                                ? "&gt;"
                           : byte == '"' && is_attribute                                ? "&quot;"
                           : (byte < 32 && byte != '\n' && byte != '\t') || byte == 127 ? ""
                                                                                        : NULL;
        if (!with)
            continue;
        buffer_add(out, text.data + from, i - from);
        buffer_add_string(out, with);
        from = i + 1;
    }
    buffer_add(out, text.data + from, text.length - from);
}

static void attribute_add(Buffer *out, const char *name, Text value)
{
    buffer_add_byte(out, ' ');
    buffer_add_string(out, name);
    buffer_add_string(out, "=\"");
    escaped_add(out, value, true);
    buffer_add_byte(out, '"');
}

static bool value_is_fine(const char *value, const char *signs)
{
    if (!*value || strlen(value) > 200)
        return false;
    for (const char *at = value; *at; at++) {
        bool is_plain = (*at >= '0' && *at <= '9') || ((*at | 32) >= 'a' && (*at | 32) <= 'z');
        if (!is_plain && !byte_is_in(*at, signs))
            return false;
    }
    return true;
}

static void attributes_add(Buffer *out, const GumboNode *node)
{
    size_t count = node->v.element.attributes.length > 0 ? sizeof attributes / sizeof *attributes : 0;
    for (size_t i = 0; i < count; i++) {
        const Allowed *allowed = &attributes[i];
        const char *value = html_attribute(node, allowed->name);
        if (!value)
            continue;
        bool is_global = allowed->tags[0] == GUMBO_TAG_UNKNOWN;
        if (!is_global && !tag_is_in(node->v.element.tag, allowed->tags, sizeof allowed->tags / sizeof *allowed->tags))
            continue;
        if (allowed->signs ? value_is_fine(value, allowed->signs) : strlen(value) <= 2000)
            attribute_add(out, allowed->name, text_of(value));
    }
}

/* Browsers ignore white space and control characters in addresses, so they go before the scheme is looked at. */
static Text url_clean(Arena *arena, const char *value, size_t bytes_max)
{
    size_t length = strlen(value);
    if (length > bytes_max)
        return TEXT_NONE;
    char *out = arena_alloc(arena, length + 1);
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)value[i] > 32 && value[i] != 127)
            out[count++] = value[i];
    }
    return (Text){out, count};
}

static bool starts_with_one_of(Text url, const char *const *schemes)
{
    for (; *schemes; schemes++) {
        if (text_starts_with_ascii_case(url, text_of(*schemes)) && url.length > strlen(*schemes))
            return true;
    }
    return false;
}

static bool is_web_url(Text url)
{
    static const char *const schemes[] = {"http://", "https://", NULL};
    return starts_with_one_of(url, schemes);
}

static void link_add(Arena *arena, Buffer *out, const GumboNode *node)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:", NULL};
    const char *href = html_attribute(node, "href");
    Text url = href ? url_clean(arena, href, HTML_URL_BYTES_MAX) : TEXT_NONE;
    if (!starts_with_one_of(url, schemes))
        return;
    attribute_add(out, "href", url);
    buffer_add_string(out, " rel=\"noopener noreferrer nofollow\" target=\"_blank\"");
}

static bool is_data_image(Text url)
{
    static const char *const types[] = {"data:image/png;base64,", "data:image/gif;base64,",  "data:image/jpeg;base64,",
                                        "data:image/jpg;base64,", "data:image/webp;base64,", NULL};
    if (!starts_with_one_of(url, types))
        return false;
    for (size_t i = text_find_byte(url, ',', 0) + 1; i < url.length; i++) {
        char byte = url.data[i];
        bool is_plain = (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z');
        if (!is_plain && byte != '+' && byte != '/' && byte != '=')
            return false;
    }
    return true;
}

static void image_add(Arena *arena, Buffer *out, const GumboNode *node)
{
    const char *source = html_attribute(node, "src");
    const char *remote = html_attribute(node, "data-remote-src");
    const char *cid = html_attribute(node, "data-cid");
    Text url = source ? url_clean(arena, source, HTML_DATA_IMAGE_BYTES_MAX) : TEXT_NONE;
    if (text_starts_with_ascii_case(url, TEXT("cid:")) && url.length < HTML_URL_BYTES_MAX)
        attribute_add(out, "data-cid", text_slice(url, 4, url.length));
    else if (is_web_url(url) && url.length < HTML_URL_BYTES_MAX)
        attribute_add(out, "data-remote-src", url);
    else if (is_data_image(url))
        attribute_add(out, "src", url);
    else if (cid && *cid)
        attribute_add(out, "data-cid", url_clean(arena, cid, HTML_URL_BYTES_MAX));
    else if (remote && is_web_url(url_clean(arena, remote, HTML_URL_BYTES_MAX)))
        attribute_add(out, "data-remote-src", url_clean(arena, remote, HTML_URL_BYTES_MAX));
}

static bool is_void(GumboTag tag)
{
    return tag == GUMBO_TAG_BR || tag == GUMBO_TAG_HR || tag == GUMBO_TAG_IMG || tag == GUMBO_TAG_COL ||
           tag == GUMBO_TAG_WBR;
}

static void open_tag_add(Arena *arena, Buffer *out, const GumboNode *node)
{
    GumboTag tag = node->v.element.tag;
    buffer_add_byte(out, '<');
    buffer_add_string(out, gumbo_normalized_tagname(tag));
    if (tag == GUMBO_TAG_A)
        link_add(arena, out, node);
    else if (tag == GUMBO_TAG_IMG)
        image_add(arena, out, node);
    attributes_add(out, node);
    buffer_add_byte(out, '>');
    if (tag == GUMBO_TAG_PRE && node->v.element.children.length > 0) { /* the parser eats a first line end */
        const GumboNode *first = node->v.element.children.data[0];
        if ((first->type == GUMBO_NODE_TEXT || first->type == GUMBO_NODE_WHITESPACE) && first->v.text.text[0] == '\n')
            buffer_add_byte(out, '\n');
    }
}

static void node_add(Arena *arena, Buffer *out, HtmlWalk *walk, const GumboNode *node, bool is_leaving)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA) {
        escaped_add(out, text_of(node->v.text.text), false);
        return;
    }
    if (node->type == GUMBO_NODE_COMMENT)
        return;
    GumboTag tag = node->v.element.tag;
    bool is_foreign = node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML || node->type == GUMBO_NODE_TEMPLATE;
    bool is_kept = tag_is_in(tag, kept, sizeof kept / sizeof *kept);
    if (!is_leaving && (is_foreign || tag_is_in(tag, dropped, sizeof dropped / sizeof *dropped))) {
        html_walk_skip(walk);
    } else if (is_kept && !is_leaving) {
        open_tag_add(arena, out, node);
    } else if (is_kept && !is_void(tag)) {
        buffer_add_string(out, "</");
        buffer_add_string(out, gumbo_normalized_tagname(tag));
        buffer_add_byte(out, '>');
    }
}

static Result tree_write(Arena *arena, const GumboNode *body, Text *out_html)
{
    WITH_ARENA scratch = arena_new();
    Buffer out = buffer_new(arena, OUTPUT_BYTES_MAX);
    HtmlWalk walk = html_walk_start(scratch, body);
    bool is_leaving;
    for (const GumboNode *node; (node = html_walk_next(&walk, &is_leaving)) != NULL;)
        node_add(scratch, &out, &walk, node, is_leaving);
    if (out.is_full)
        return fail(FAULT_LIMIT, "The HTML is too large to be shown.");
    /* The parser makes invalid bytes of numeric references that overflow. */
    *out_html = out.length > 0 ? text_trim(text_make_utf8(arena, buffer_text(&out))) : (Text){"", 0};
    return done();
}

Result html_tree_sanitise(Arena *arena, const GumboNode *body, Text *out_html)
{
    Text before;
    TRY(tree_write(arena, body, &before));
    for (int i = 0; i < PASSES_MAX; i++) {
        WITH_ARENA scratch = arena_new();
        const GumboNode *again;
        Text after;
        if (!is_ok(html_tree_read(scratch, before, &again)))
            return fail(FAULT_LIMIT, "The HTML is too large or too deeply nested to be shown.");
        TRY(tree_write(arena, again, &after));
        if (text_equals(before, after)) {
            *out_html = after;
            return done();
        }
        before = after;
    }
    return fail(FAULT_LIMIT, "The HTML is nested in a way that cannot be shown.");
}

Result html_sanitise(Arena *arena, Text html, Text *out_html)
{
    WITH_ARENA scratch = arena_new();
    const GumboNode *body;
    if (!is_ok(html_tree_read(scratch, html_shrink(scratch, html), &body)))
        return fail(FAULT_LIMIT, "The HTML is too large or too deeply nested to be shown.");
    return html_tree_sanitise(arena, body, out_html);
}

Text html_from_text(Arena *arena, Text text)
{
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    Text line;
    bool is_first = true;
    while (text_next_part(&text, '\n', &line)) {
        if (!is_first)
            buffer_add_string(&out, "<br>");
        is_first = false;
        escaped_add(&out, line, false);
    }
    return out.length > 0 ? buffer_text(&out) : (Text){"", 0};
}
