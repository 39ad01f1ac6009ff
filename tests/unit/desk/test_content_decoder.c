#include "../base/check.h"

#include "base/digest.h"
#include "desk/content_decoder.h"

static Text decoded(Arena *arena, AttachmentEncoding encoding, Text source, size_t piece)
{
    ContentDecoder decoder = content_decoder(encoding);
    Buffer out = buffer_new(arena, source.length + 16);
    for (size_t i = 0; i < source.length; i += piece)
        content_decode(&decoder, text_slice(source, i, i + piece), &out);
    content_decode_end(&decoder, &out);
    return buffer_text(&out);
}

static void every_cut_of_the_encoded_bytes_gives_the_same(void **state)
{
    static const struct {
        AttachmentEncoding encoding;
        const char *source;
        const char *expected;
    } cases[] = {
        {ENCODING_IDENTITY, "a=41\r\nb", "a=41\r\nb"},
        {ENCODING_BASE64, "SG9sYQ==", "Hola"},
        {ENCODING_BASE64, "SG9s\r\nYSBt\r\ndW5kbw==\r\n", "Hola mundo"},
        {ENCODING_BASE64, "SG9s*YQ==", "Hola"},    /* strange bytes are passed over */
        {ENCODING_BASE64, "SG9sYQ==SG9s", "Hola"}, /* what comes after the end is not its */
        {ENCODING_BASE64, "SG9sYSE", "Hola!"},     /* a group cut short */
        {ENCODING_BASE64, "", ""},
        {ENCODING_QUOTED_PRINTABLE, "caf=C3=A9", "caf\xc3\xa9"},
        {ENCODING_QUOTED_PRINTABLE, "caf=c3=a9", "caf\xc3\xa9"},
        {ENCODING_QUOTED_PRINTABLE, "una l=\r\n\xc3\xadnea", "una l\xc3\xadnea"},
        {ENCODING_QUOTED_PRINTABLE, "una =  \r\nlinea", "una linea"},
        {ENCODING_QUOTED_PRINTABLE, "una =\nlinea", "una linea"},
        {ENCODING_QUOTED_PRINTABLE, "1=2", "1=2"}, /* an end in the middle of a pair */
        {ENCODING_QUOTED_PRINTABLE, "1=", "1"},
        {ENCODING_QUOTED_PRINTABLE, "a=ZZb", "a=ZZb"},
        {ENCODING_QUOTED_PRINTABLE, "a=4Zb", "a=4Zb"},
        {ENCODING_QUOTED_PRINTABLE, "a=  b", "a=  b"}, /* white space that no line end follows is text */
        {ENCODING_QUOTED_PRINTABLE, "linea\r\n", "linea\r\n"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (size_t piece = 1; piece < 10; piece++)
            assert_text(decoded(*state, cases[i].encoding, text_of(cases[i].source), piece), cases[i].expected);
    }
}

static void long_base64_comes_back_whole(void **state)
{
    Arena *arena = *state;
    char bytes[10001];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 37 % 251);
    Text source = {bytes, sizeof bytes};
    for (size_t piece = 1; piece < 4000; piece = piece * 3 + 1)
        assert_true(text_equals(decoded(arena, ENCODING_BASE64, base64_encode(arena, source, false), piece), source));
}

static void names_become_one_safe_line(void **state)
{
    static const struct {
        const char *name;
        const char *safe;
    } cases[] = {
        {"factura.pdf", "factura.pdf"},
        {"", "file"},
        {"...", "file"},
        {"../../etc/passwd", "passwd"},
        {"C:\\Windows\\system32\\calc.exe", "calc.exe"},
        {".bashrc", "bashrc"},
        {"a\r\nSet-Cookie: x", "a__Set-Cookie_ x"},
        {"a\"b<c>|d*?.txt", "a_b_c__d__.txt"},
        {"foto\xe2\x80\xaegpj.exe", "foto_gpj.exe"}, /* right-to-left override */
        {"a\xe2\x80\x8b.txt", "a_.txt"},
        {"caf\x65\xcc\x81.txt", "caf\xc3\xa9.txt"}, /* composed */
        {"a\xff.txt", "a_.txt"},
        {" x . ", "x"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_text(attachment_safe_name(*state, text_of(cases[i].name)), cases[i].safe);
    Buffer name = buffer_new(*state, 10000);
    for (int i = 0; i < 3000; i++)
        buffer_add_string(&name, "\xc3\xb1");
    buffer_add_string(&name, ".pdf");
    Text safe = attachment_safe_name(*state, buffer_text(&name));
    assert_true(safe.length <= ATTACHMENT_NAME_BYTES_MAX);
    assert_true(text_is_utf8(safe));
    assert_true(text_ends_with(safe, TEXT(".pdf")));
    assert_text(attachment_safe_name(*state, safe), text_string(*state, safe)); /* once safe, always the same */
}

static void downloads_say_their_name_in_both_forms(void **state)
{
    assert_text(attachment_disposition(*state, TEXT("a b.txt")),
                "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
    assert_text(attachment_disposition(*state, TEXT("a\xc3\xb1o 100%.txt")),
                "attachment; filename=\"a_o 100_.txt\"; filename*=UTF-8''a%C3%B1o%20100%25.txt");
    assert_text(attachment_disposition(*state, TEXT("\"\r\nX: y")),
                "attachment; filename=\"___X_ y\"; filename*=UTF-8''___X_%20y");
}

static void nothing_that_runs_is_served_as_what_it_is(void **state)
{
    (void)state;
    static const char *const types[][2] = {
        {"image/png", "image/png"},
        {"IMAGE/PNG; x=y", "image/png"},
        {"text/plain; charset=utf-7", "text/plain; charset=utf-8"},
        {"text/html", "application/octet-stream"},
        {"image/svg+xml", "application/octet-stream"},
        {"application/pdf", "application/octet-stream"},
        {"message/rfc822", "application/octet-stream"},
        {"text/xml", "application/octet-stream"},
        {"application/xhtml+xml", "application/octet-stream"},
        {"text/javascript", "application/octet-stream"},
        {"", "application/octet-stream"},
    };
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        assert_string_equal(attachment_safe_type(text_of(types[i][0])), types[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(every_cut_of_the_encoded_bytes_gives_the_same),
        IN_ARENA(long_base64_comes_back_whole),
        IN_ARENA(names_become_one_safe_line),
        IN_ARENA(downloads_say_their_name_in_both_forms),
        IN_ARENA(nothing_that_runs_is_served_as_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
