#include "../base/check.h"

#include "mail/html_sanitise.h"
#include "mail/html_text.h"
#include "mail/html_tree.h"

typedef struct Case {
    const char *html;
    const char *out;
} Case;

#define APART " rel=\"noopener noreferrer nofollow\" target=\"_blank\""

static void only_what_is_listed_comes_through(void **state)
{
    static const Case cases[] = {
        {"<script>alert(1)</script>a", "a"},
        {"<p onclick=x() id=a class=b style=\"color:red\" title=\"t\">a</p>", "<p title=\"t\">a</p>"},
        {"<style>p{}</style><p>a</p>", "<p>a</p>"},
        {"<svg><script>x</script></svg><math><mi>x</mi></math>a", "a"},
        {"<iframe src=x></iframe><object></object><embed><form><input><button>b</button></form>", "b"},
        {"<!-- c --><![CDATA[x]]>a", "a"},
        {"<custom-tag>a</custom-tag>", "a"},
        {"<table><tr><td colspan=2 onclick=x>a</td></tr></table>",
         "<table><tbody><tr><td colspan=\"2\">a</td></tr></tbody></table>"},
        {"&lt;b&gt; &amp; \"q\"", "&lt;b&gt; &amp; \"q\""},
        {"<td>a", "a"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text out;
        must(html_sanitise(*state, text_of(cases[i].html), &out));
        assert_text(out, cases[i].out);
    }
}

static void links_lead_to_known_schemes_only(void **state)
{
    static const Case cases[] = {
        {"<a href=https://a.example/x?y=1&z=2>a</a>", "<a href=\"https://a.example/x?y=1&amp;z=2\"" APART ">a</a>"},
        {"<a href=MAILTO:a@b.example>a</a>", "<a href=\"MAILTO:a@b.example\"" APART ">a</a>"},
        {"<a href=tel:+1>a</a>", "<a href=\"tel:+1\"" APART ">a</a>"},
        {"<a href=javascript:x>a</a>", "<a>a</a>"},
        {"<a href=' java\nscript:x'>a</a>", "<a>a</a>"},
        {"<a href=data:text/html,x>a</a>", "<a>a</a>"},
        {"<a href=/relative>a</a><a href=//evil>b</a><a href=#x>c</a><a href=https://>d</a>",
         "<a>a</a><a>b</a><a>c</a><a>d</a>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text out;
        must(html_sanitise(*state, text_of(cases[i].html), &out));
        assert_text(out, cases[i].out);
    }
}

static void images_are_held_back(void **state)
{
    static const Case cases[] = {
        {"<img src=http://a.example/p.gif width=1 onload=x>",
         "<img data-remote-src=\"http://a.example/p.gif\" width=\"1\">"},
        {"<img src=cid:a@b alt=x>", "<img data-cid=\"a@b\" alt=\"x\">"},
        {"<img src=data:image/png;base64,aGk=>", "<img src=\"data:image/png;base64,aGk=\">"},
        {"<img src=data:image/svg+xml;base64,aGk=>", "<img>"},
        {"<img src=\"data:image/png;base64,a<b\">", "<img>"},
        {"<img src=file.png srcset=http://a.example/x>", "<img>"},
        {"<img data-remote-src=javascript:x>", "<img>"},
        {"<table background=http://a.example/x><tr><td>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text out;
        must(html_sanitise(*state, text_of(cases[i].html), &out));
        assert_text(out, cases[i].out);
    }
}

static void sanitising_again_changes_nothing(void **state)
{
    static const char *const cases[] = {
        "<p><button><p>x</p></button></p>",
        "<b><p>a</b>b</p>",
        "<table><a href=http://x.example>foo<td>bar</table>",
        "<pre>\n\n\nx</pre>",
        "<ul><li>a<li><ul><li>b</ul></ul>",
        "<a href=http://a.example>x<a href=http://b.example>y",
        "<form><table><form><tr><td><select><p>x",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "a&nbsp;b&amp;lt;c",
        "<font><p><font color=red><p>x",
        "<img src=cid:%3Ca%3E><img src=\"http://a.example/ b.png\">",
        "<p>a<table><tr><td><p>b</table>c"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text once;
        Text twice;
        must(html_sanitise(*state, text_of(cases[i]), &once));
        must(html_sanitise(*state, once, &twice));
        assert_true(text_equals(once, twice));
    }
}

static Text repeated(Arena *arena, const char *piece, size_t count)
{
    size_t length = strlen(piece);
    char *out = arena_alloc(arena, length * count + 1);
    for (size_t i = 0; i < count; i++)
        memcpy(out + i * length, piece, length);
    return (Text){out, length * count};
}

static void hostile_html_is_refused_and_its_text_still_read(void **state)
{
    static const char *const pieces[] = {
        "<div>", "<b>", "<a href=\"", "<font size=1><p>", "<svg><math><select><template>", "<table><tr><td>"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        Text out;
        Text html = repeated(*state, pieces[i], 20000);
        must_fail(html_sanitise(*state, html, &out), FAULT_LIMIT);
        html_text(*state, html, (HtmlTextOptions){.with_marks = true});
    }
    Text deep = text_format(*state, "%.*ssee me", TEXT_ARG(repeated(*state, "<div>", 20000)));
    assert_text(html_text(*state, deep, (HtmlTextOptions){0}), "see me");
}

static void large_but_harmless_html_is_shown(void **state)
{
    static const char *const pieces[] = {
        "<a href=\"https://x.example/\">l</a> ", "<p>x", "<li>x", "<tr><td>x", "& ", "<br>", "<!-- "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        Text out;
        must(html_sanitise(*state, repeated(*state, pieces[i], 5001), &out));
    }
}

static void text_keeps_paragraphs_lists_quotes_and_links(void **state)
{
    static const Case cases[] = {
        {"<p>a</p><p>b</p>", "a\n\nb"},
        {"a<br>b<br><br>c", "a\nb\n\nc"},
        {"<div>a</div><div>b</div>", "a\nb"},
        {"<ul><li>a</li><li>b</li></ul>", "- a\n- b"},
        {"<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"},
        {"<p>a</p><blockquote>b<br>c<blockquote>d</blockquote></blockquote>", "a\n\n> b\n> c\n\n> > d"},
        {"<b>a</b>  \n  b&nbsp;&nbsp;c", "a b c"},
        {"<pre>a\n  b</pre>", "a\n  b"},
        {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
        {"<a href=https://x.example/y>here</a>, <a href=https://x.example>x.example</a>",
         "here <https://x.example/y>, x.example"},
        {"<title>t</title><script>s</script><style>c</style>a", "a"},
        {"<title>only a title</title>", "only a title"},
        {"no tags\nat all & so", "no tags\nat all & so"},
        {"a<hr>b", "a\n________________________________\nb"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(html_text(*state, text_of(cases[i].html), (HtmlTextOptions){.with_links = true}), cases[i].out);
}

static void references_that_overflow_give_valid_text(void **state)
{
    Text out;
    Text html = TEXT("<p>a&#111111111111111111111111;&#xD800;&#x110000;&#99999999999;b</p>");
    must(html_sanitise(*state, html, &out));
    assert_true(text_is_utf8(out));
    assert_true(text_is_utf8(html_text(*state, html, (HtmlTextOptions){0})));
}

static void text_becomes_html_without_becoming_markup(void **state)
{
    assert_text(html_from_text(*state, TEXT("a<b>\n\"c\" & d")), "a&lt;b&gt;<br>\"c\" &amp; d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(only_what_is_listed_comes_through),
        IN_ARENA(links_lead_to_known_schemes_only),
        IN_ARENA(images_are_held_back),
        IN_ARENA(sanitising_again_changes_nothing),
        IN_ARENA(hostile_html_is_refused_and_its_text_still_read),
        IN_ARENA(large_but_harmless_html_is_shown),
        IN_ARENA(text_keeps_paragraphs_lists_quotes_and_links),
        IN_ARENA(references_that_overflow_give_valid_text),
        IN_ARENA(text_becomes_html_without_becoming_markup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
