/* Composed mail, read back by our own reader. */
#include "mail_check.h"

#include "mail/mail_compose.h"
#include "mail/mail_markdown.h"

static const MailAddress ana = {{"Ana", 3}, {"ana@example.com", 15}};

static MailLetter plain_letter(void)
{
    return (MailLetter){.from = {TEXT("Tienda"), TEXT("ayuda@tienda.test")},
                        .to = &ana,
                        .to_count = 1,
                        .subject = TEXT("Pedido"),
                        .message_id = TEXT("1.abc@lazo.tienda.test"),
                        .date = 1767607200000,
                        .text = TEXT("Hola")};
}

static Text composed(Arena *arena, const MailLetter *letter)
{
    Text raw;
    must(mail_compose(arena, letter, &raw));
    return raw;
}

static Text headers_of(Text raw)
{
    return text_slice(raw, 0, text_find(raw, TEXT("\r\n\r\n"), 0) + 2);
}

/* The lines of a header field, unfolded; TEXT_NONE when absent. */
static Text field(Arena *arena, Text raw, const char *name)
{
    Text headers = headers_of(raw);
    Text start = text_format(arena, "\r\n%s: ", name);
    size_t at = text_find_ascii_case(text_format(arena, "\r\n%.*s", TEXT_ARG(headers)), start, 0);
    if (at == SIZE_MAX)
        return TEXT_NONE;
    Text rest = text_slice(headers, at + start.length - 2, headers.length);
    Buffer value = buffer_new(arena, 100000);
    for (size_t i = 0; i < rest.length; i++) {
        bool ends = rest.data[i] == '\r' && i + 2 <= rest.length;
        if (ends && !(i + 2 < rest.length && (rest.data[i + 2] == ' ' || rest.data[i + 2] == '\t')))
            break;
        if (rest.data[i] != '\r' && rest.data[i] != '\n')
            buffer_add_byte(&value, rest.data[i]);
    }
    return buffer_text(&value);
}

static void lines_are_short_7bit_and_end_in_crlf(Text raw)
{
    size_t from = 0;
    for (size_t i = 0; i < raw.length; i++) {
        assert_true((unsigned char)raw.data[i] < 0x80);
        assert_true(raw.data[i] != '\0');
        if (raw.data[i] == '\n') {
            assert_true(i > 0 && raw.data[i - 1] == '\r');
            assert_true(i - from <= 1000);
            from = i + 1;
        } else if (raw.data[i] == '\r') {
            assert_true(i + 1 < raw.length && raw.data[i + 1] == '\n');
        }
    }
    assert_int_equal(from, raw.length);
}

static void what_was_written_is_read_back(void **state)
{
    Arena *arena = *state;
    MailLetter letter = plain_letter();
    letter.subject = TEXT("¿Dónde está mi pedido número 7? 📦 Una línea larga para que se parta en varias, con ñandúes");
    letter.text = TEXT("Hola **Ana**:\nllega *mañana*.\n\nFrom here on\n.\n.. dots");
    letter.from.name = TEXT("Tienda \"Ñandú\", S.A.");
    MailMessage message = read_bytes(arena, composed(arena, &letter));
    assert_text(message.subject, arena_string(arena, letter.subject.data, letter.subject.length));
    assert_text(message.from.items[0].name, "Tienda \"Ñandú\", S.A.");
    assert_text(message.from.items[0].address, "ayuda@tienda.test");
    assert_text(message.to.items[0].address, "ana@example.com");
    assert_text(message.message_id, "1.abc@lazo.tienda.test");
    assert_int_equal(message.date, letter.date);
    assert_true(text_find(message.text, TEXT("Hola **Ana**:\nllega *mañana*."), 0) == 0);
    assert_true(text_find(message.text, TEXT("\nFrom here on\n.\n.. dots"), 0) != SIZE_MAX);
    assert_true(text_find(message.html, TEXT("<strong>Ana</strong>:<br>"), 0) != SIZE_MAX);
    assert_int_equal(message.kind, MAIL_MESSAGE);
    assert_int_equal(message.warnings.count, 0);
}

static void every_line_can_travel(void **state)
{
    Arena *arena = *state;
    static char long_line[5000];
    static const char *const texts[] = {"Hola",
                                        "niño",
                                        "日本語の長い文章です。もっと長く。",
                                        "\xff\xfe broken",
                                        "a\r\nb\rc\n",
                                        "From x\n",
                                        "trailing \nspaces\t\n"};
    memset(long_line, 'x', sizeof(long_line) - 1);
    for (size_t i = 0; i <= sizeof(texts) / sizeof(texts[0]); i++) {
        MailLetter letter = plain_letter();
        Text text = text_of(i < sizeof(texts) / sizeof(texts[0]) ? texts[i] : long_line);
        letter.text = text;
        letter.subject = text;
        letter.from.name = text;
        MailFile file = {.name = text, .type = TEXT("text/plain"), .content = text};
        letter.files = &file;
        letter.file_count = 1;
        Text raw = composed(arena, &letter);
        lines_are_short_7bit_and_end_in_crlf(raw);
        MailMessage message = read_bytes(arena, raw);
        assert_int_equal(message.attachment_count, 1);
        assert_int_equal(message.attachments[0].content.length, text.length);
    }
}

/* T36: whatever stands in a name, subject or id, no header comes of it. */
static void nothing_adds_a_header(void **state)
{
    Arena *arena = *state;
    static const char *const attacks[] = {
        "x\r\nBcc: victim@example.com",    "x\nBcc: victim@example.com",
        "x\rBcc: victim@example.com",      "x\r\n\r\n<script>",
        "x\r\n Bcc: victim@example.com",   "x\u2028Bcc: victim@example.com",
        "=?utf-8?q?x=0D=0ABcc:_v@e.com?=", "x>\r\nBcc: <victim@example.com",
        "\"\r\nBcc: victim@example.com",
    };
    for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
        Text attack = text_of(attacks[i]);
        MailAddress to = {attack, TEXT("ana@example.com")};
        MailFile file = {.name = attack, .type = attack, .content_id = attack, .content = TEXT("x")};
        MailLetter letter = plain_letter();
        letter.from.name = attack;
        letter.to = &to;
        letter.subject = attack;
        letter.message_id = attack;
        letter.in_reply_to = attack;
        letter.references = &attack;
        letter.reference_count = 1;
        letter.unsubscribe_url = text_format(arena, "https://x.test/%s", attacks[i]);
        letter.unsubscribe_address = attack;
        letter.files = &file;
        letter.file_count = 1;
        Text raw = composed(arena, &letter);
        lines_are_short_7bit_and_end_in_crlf(raw);
        assert_true(text_find_ascii_case(raw, TEXT("\r\nBcc:"), 0) == SIZE_MAX);
        assert_int_equal(read_bytes(arena, raw).bcc.count, 0);
        assert_int_equal(read_bytes(arena, raw).to.count, 1);
        letter.to = &(MailAddress){TEXT_NONE, attack};
        must_fail(mail_compose(arena, &letter, &raw), FAULT_INVALID);
        letter.to = &ana;
        letter.reply_to = attack;
        must_fail(mail_compose(arena, &letter, &raw), FAULT_INVALID);
    }
}

static void an_answer_carries_its_thread(void **state)
{
    Arena *arena = *state;
    MailLetter letter = plain_letter();
    Text ids[50];
    for (size_t i = 0; i < 50; i++)
        ids[i] = text_format(arena, "%zu@example.com", i);
    ids[3] = TEXT("no good id@example.com");
    letter.references = ids;
    letter.reference_count = 50;
    letter.in_reply_to = ids[49];
    letter.reply_to = TEXT("ayuda+lz1x@tienda.test");
    Text raw = composed(arena, &letter);
    lines_are_short_7bit_and_end_in_crlf(raw);
    MailMessage message = read_bytes(arena, raw);
    assert_int_equal(message.references.count, COMPOSED_REFERENCES_MAX);
    assert_text(message.references.items[0], "0@example.com");
    assert_text(message.references.items[1], "31@example.com");
    assert_text(message.references.items[COMPOSED_REFERENCES_MAX - 1], "49@example.com");
    assert_text(message.in_reply_to.items[0], "49@example.com");
    assert_text(message.reply_to.items[0].address, "ayuda+lz1x@tienda.test");
}

static void the_quote_is_told_apart_from_the_answer(void **state)
{
    Arena *arena = *state;
    MailLetter letter = plain_letter();
    letter.text = TEXT("Ya va de camino.");
    letter.signature = TEXT("**Tienda**");
    letter.attribution = TEXT("El 05/01/2026 10:00, Ana escribió:");
    letter.quoted = TEXT("¿Dónde está?\n> antes\n");
    Text text = mail_compose_text(arena, &letter);
    assert_text(
        text, "Ya va de camino.\n\n-- \n**Tienda**\n\nEl 05/01/2026 10:00, Ana escribió:\n> ¿Dónde está?\n>> antes\n");
    MailMessage message = read_bytes(arena, composed(arena, &letter));
    assert_text(message.reply.reply, "Ya va de camino.");
    letter.quoted = TEXT(" \n ");
    assert_true(text_find(mail_compose_text(arena, &letter), TEXT("escribió"), 0) == SIZE_MAX);
}

static void a_long_quote_is_cut(void **state)
{
    Arena *arena = *state;
    static char words[COMPOSED_QUOTE_BYTES_MAX * 2];
    memset(words, 'w', sizeof(words));
    MailLetter letter = plain_letter();
    letter.attribution = TEXT("Ana:");
    letter.quoted = (Text){words, sizeof(words)};
    assert_in_range(mail_compose_text(arena, &letter).length, COMPOSED_QUOTE_BYTES_MAX, COMPOSED_QUOTE_BYTES_MAX + 100);
}

static void an_image_that_the_text_shows_is_inside_and_others_are_attached(void **state)
{
    Arena *arena = *state;
    MailLetter letter = plain_letter();
    MailFile files[] = {
        {TEXT("mapa.png"), TEXT("image/png"), TEXT("attachment-1"), TEXT("\x89PNG\r\n\x1a\n\0x")},
        {TEXT("año.pdf"), TEXT("application/pdf; name=x"), TEXT("attachment-2"), TEXT("%PDF")},
        {TEXT("otra.eml"), TEXT("message/rfc822"), TEXT("attachment-3"), TEXT("From: x\n\ny")},
    };
    letter.text = TEXT("Mira: ![mapa](cid:attachment-1)");
    letter.files = files;
    letter.file_count = 3;
    Text raw = composed(arena, &letter);
    lines_are_short_7bit_and_end_in_crlf(raw);
    MailMessage message = read_bytes(arena, raw);
    assert_int_equal(message.attachment_count, 3);
    assert_text(message.attachments[0].name, "mapa.png");
    assert_true(message.attachments[0].is_inline);
    assert_text(message.attachments[0].content_id, "attachment-1");
    assert_int_equal(message.attachments[0].content.length, files[0].content.length);
    assert_text(message.attachments[1].name, "año.pdf");
    assert_text(message.attachments[1].type, "application/pdf");
    assert_false(message.attachments[1].is_inline);
    assert_text(message.attachments[2].type, "application/octet-stream");
    assert_true(text_find(raw, TEXT("multipart/related"), 0) != SIZE_MAX);
    assert_true(text_find(message.html, TEXT("data-cid=\"attachment-1\""), 0) != SIZE_MAX);
}

static void remote_images_of_the_house_are_shown_and_scripts_are_not(void **state)
{
    Arena *arena = *state;
    MailLetter letter = plain_letter();
    letter.html = TEXT("<p>x <img data-remote-src=\"https://x.test/a.png\"> data-cid= data-remote-src=</p>");
    Text html = mail_compose_html(arena, &letter);
    assert_true(text_find(html, TEXT("<img src=\"https://x.test/a.png\">"), 0) != SIZE_MAX);
    letter.html = TEXT_NONE;
    letter.text = TEXT("<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>");
    html = mail_compose_html(arena, &letter);
    assert_true(text_find(html, TEXT("<script"), 0) == SIZE_MAX);
    assert_true(text_find(html, TEXT("javascript:"), 0) == SIZE_MAX);
    assert_true(text_find(html, TEXT("<img"), 0) == SIZE_MAX);
}

static void automatic_mail_says_so_and_mail_of_people_does_not(void **state)
{
    Arena *arena = *state;
    MailLetter letter = plain_letter();
    assert_true(text_is_empty(field(arena, composed(arena, &letter), "Auto-Submitted")));
    letter.automatic = MAIL_AUTO_REPLIED;
    Text raw = composed(arena, &letter);
    assert_text(field(arena, raw, "Auto-Submitted"), "auto-replied");
    assert_text(field(arena, raw, "Precedence"), "bulk");
    assert_text(field(arena, raw, "X-Auto-Response-Suppress"), "All");
    assert_false(read_bytes(arena, raw).may_answer);
    letter.automatic = MAIL_AUTO_SENT;
    assert_text(field(arena, composed(arena, &letter), "Auto-Submitted"), "auto-generated");
}

static void a_mailing_can_be_left_by_one_click(void **state)
{
    Arena *arena = *state;
    MailLetter letter = plain_letter();
    letter.unsubscribe_url = TEXT("https://tienda.test/baja/"
                                  "0123456789012345678901234567890123456789012345678901234567890123456789");
    letter.unsubscribe_address = TEXT("baja@tienda.test");
    Text raw = composed(arena, &letter);
    lines_are_short_7bit_and_end_in_crlf(raw);
    assert_text(field(arena, raw, "List-Unsubscribe"),
                "<https://tienda.test/baja/0123456789012345678901234567890123456789012345678901234567890123456789>, "
                "<mailto:baja@tienda.test>");
    assert_text(field(arena, raw, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    letter.unsubscribe_url = TEXT("http://tienda.test/baja");
    raw = composed(arena, &letter);
    assert_text(field(arena, raw, "List-Unsubscribe"), "<mailto:baja@tienda.test>");
    assert_true(text_is_empty(field(arena, raw, "List-Unsubscribe-Post")));
}

static void a_subject_of_any_script_comes_back_as_it_was(void **state)
{
    Arena *arena = *state;
    static const char *const subjects[] = {
        "",
        "Re: 日本語の件名がとても長いので折り返されなければなりませんがそれでも一文字も失われてはいけません",
        "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
        "=?utf-8?q?not_encoded?=",
        "a  b   c",
        "Ñandú ñandú ñandú ñandú ñandú ñandú ñandú ñandú ñandú ñandú ñandú ñandú ñandú ñandú ñandú ñandú",
        "una-palabra-larguísima-sin-ningún-espacio-que-no-cabe-en-una-línea-de-setenta-y-seis-signos-ni-en-dos-tampoco",
    };
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
        MailLetter letter = plain_letter();
        letter.subject = text_of(subjects[i]);
        Text raw = composed(arena, &letter);
        lines_are_short_7bit_and_end_in_crlf(raw);
        assert_text(read_bytes(arena, raw).subject, subjects[i]);
    }
}

static void the_size_told_beforehand_is_never_too_small(void **state)
{
    Arena *arena = *state;
    static char bytes[300000];
    memset(bytes, 0xC3, sizeof(bytes));
    for (size_t length = 0; length <= sizeof(bytes); length += 100000) {
        MailLetter letter = plain_letter();
        MailFile file = {TEXT("x"), TEXT("image/png"), TEXT_NONE, {bytes, length}};
        static char accents[60000];
        for (size_t i = 0; i + 1 < sizeof(accents); i += 2)
            memcpy(accents + i, "é", 2);
        letter.text = (Text){accents, length / 5};
        letter.files = &file;
        letter.file_count = 1;
        Text raw = composed(arena, &letter);
        assert_true((int64_t)raw.length <= mail_compose_size((int64_t)letter.text.length, (int64_t)length, 1));
    }
}

/* A generator of our own, so that a failure comes back with its seed. */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static Text random_text(Arena *arena, uint32_t *seed)
{
    static const char *const pieces[] = {
        "\r\n", "\n",    "\r",    ":", "Bcc: v@e.com", " ",      "\t", "=?utf-8?b?", "?=",   "<",
        ">",    "\"",    ",",     ";", "\\",           "(",      "ñ",  "日本",       "\xff", "\xc3",
        "--",   ".",     "From ", "a", "palabra",      "@e.com", "=",  "\x01",       "\x7f", "\xe2\x80\xa8",
        "👋",    "%0d%0a"};
    Buffer text = buffer_new(arena, 10000);
    for (uint32_t left = next_random(seed) % 60; left > 0; left--)
        buffer_add_string(&text, pieces[next_random(seed) % (sizeof(pieces) / sizeof(pieces[0]))]);
    return text.length > 0 ? buffer_text(&text) : TEXT("");
}

static void only_known_headers_are_there(Text raw)
{
    static const char *const known[] = {"Date",
                                        "From",
                                        "Subject",
                                        "To",
                                        "Message-Id",
                                        "MIME-Version",
                                        "Content-Type",
                                        "In-Reply-To",
                                        "References",
                                        "List-Unsubscribe",
                                        "List-Unsubscribe-Post"};
    Text headers = headers_of(raw);
    Text line;
    while (text_next_line(&headers, &line)) {
        bool is_known = line.length > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
        Text name = text_slice(line, 0, text_find_byte(line, ':', 0));
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]) && !is_known; i++)
            is_known = text_equals_ascii_case(name, text_of(known[i]));
        if (!is_known)
            fail_msg("a header that nobody meant: %.*s", TEXT_ARG(line));
    }
}

static void letters_of_chance_are_mail_all_the_same(void **state)
{
    for (uint32_t round = 1; round <= 1500; round++) {
        uint32_t seed = round;
        ArenaMark mark = arena_mark(*state);
        MailLetter letter = plain_letter();
        MailAddress to = {random_text(*state, &seed), TEXT("ana@example.com")};
        Text ids[] = {random_text(*state, &seed), random_text(*state, &seed)};
        MailFile file = {random_text(*state, &seed), random_text(*state, &seed), random_text(*state, &seed),
                         random_text(*state, &seed)};
        letter.from.name = random_text(*state, &seed);
        letter.to = &to;
        letter.subject = random_text(*state, &seed);
        letter.references = ids;
        letter.reference_count = 2;
        letter.in_reply_to = ids[1];
        letter.text = random_text(*state, &seed);
        letter.signature = random_text(*state, &seed);
        letter.attribution = random_text(*state, &seed);
        letter.quoted = random_text(*state, &seed);
        letter.unsubscribe_url = random_text(*state, &seed);
        letter.unsubscribe_address = random_text(*state, &seed);
        letter.files = &file;
        letter.file_count = 1;
        Text raw = composed(*state, &letter);
        lines_are_short_7bit_and_end_in_crlf(raw);
        only_known_headers_are_there(raw);
        MailMessage message = read_bytes(*state, raw);
        if (message.to.count != 1 || message.from.count != 1 || message.attachment_count != 1 ||
            !text_equals(message.attachments[0].content, file.content))
            fail_msg("round %u is not read back as it was written", round);
        arena_rewind(*state, mark);
    }
}

/* ---- Markdown ---- */

static void markdown_becomes_harmless_html(void **state)
{
    Arena *arena = *state;
    static const struct {
        const char *markdown;
        const char *has;
        const char *has_not;
    } cases[] = {
        {"**a** _b_ ~~c~~ `d`", "<strong>a</strong> <em>b</em> <del>c</del> <code>d</code>", "<script"},
        {"a\nb", "a<br>", "\\"},
        {"- x\n- y", "<ul>\n<li>x</li>", "- x"},
        {"1. x\n2. y", "<ol>", "1."},
        {"https://x.test/a?b=1&c=2", "href=\"https://x.test/a?b=1&amp;c=2\"", "&c=2"},
        {"[x](javascript:alert(1))", "x", "javascript"},
        {"[x](data:text/html,x)", "x", "data:"},
        {"![x](https://x.test/a.png)", "data-remote-src=\"https://x.test/a.png\"", " src="},
        {"![x](cid:attachment-3)", "data-cid=\"attachment-3\"", " src="},
        {"<b onclick=x>a</b><iframe src=x></iframe>", "a", "onclick"},
        {"| a |\n|---|\n| b |", "<td>b</td>", "|"},
        {"> x", "<blockquote>", "&gt;"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Text html = mail_markdown_html(arena, text_of(cases[i].markdown));
        if (text_find(html, text_of(cases[i].has), 0) == SIZE_MAX ||
            text_find(html, text_of(cases[i].has_not), 0) != SIZE_MAX)
            fail_msg("%s gives %.*s", cases[i].markdown, TEXT_ARG(html));
    }
    assert_int_equal(mail_markdown_html(arena, TEXT_NONE).length, 0);
}

static void what_is_too_much_for_markdown_is_shown_as_it_is(void **state)
{
    Arena *arena = *state;
    static char deep[MARKDOWN_BYTES_MAX + 1];
    memset(deep, '>', sizeof(deep));
    assert_true(text_starts_with(mail_markdown_html(arena, (Text){deep, sizeof(deep)}), TEXT("&gt;&gt;")));
    assert_true(mail_markdown_html(arena, (Text){deep, 20000}).length > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(what_was_written_is_read_back),
        IN_ARENA(every_line_can_travel),
        IN_ARENA(nothing_adds_a_header),
        IN_ARENA(an_answer_carries_its_thread),
        IN_ARENA(the_quote_is_told_apart_from_the_answer),
        IN_ARENA(a_long_quote_is_cut),
        IN_ARENA(an_image_that_the_text_shows_is_inside_and_others_are_attached),
        IN_ARENA(remote_images_of_the_house_are_shown_and_scripts_are_not),
        IN_ARENA(automatic_mail_says_so_and_mail_of_people_does_not),
        IN_ARENA(a_mailing_can_be_left_by_one_click),
        IN_ARENA(a_subject_of_any_script_comes_back_as_it_was),
        IN_ARENA(the_size_told_beforehand_is_never_too_small),
        IN_ARENA(letters_of_chance_are_mail_all_the_same),
        IN_ARENA(markdown_becomes_harmless_html),
        IN_ARENA(what_is_too_much_for_markdown_is_shown_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
