#include "../base/check.h"

#include "mail/mail_encoding.h"

static void names_of_encodings_are_read_in_any_spelling(void **state)
{
    static const struct {
        const char *value;
        MailEncoding encoding;
        bool has_warning;
    } cases[] = {
        {"base64", MAIL_ENCODING_BASE64, false},
        {" BASE64 (really)", MAIL_ENCODING_BASE64, false},
        {"(yes) \"Quoted-Printable\"; x=y", MAIL_ENCODING_QUOTED, false},
        {"quoted-printable, 8bit", MAIL_ENCODING_QUOTED, false},
        {"x-uuencode", MAIL_ENCODING_UU, false},
        {"8bit", MAIL_ENCODING_PLAIN, false},
        {"", MAIL_ENCODING_PLAIN, false},
        {"(", MAIL_ENCODING_PLAIN, false},
        {"x-nonsense", MAIL_ENCODING_PLAIN, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MailWarnings warnings = {0};
        assert_int_equal(mail_encoding_read(text_of(cases[i].value), &warnings), cases[i].encoding);
        assert_int_equal(warnings.count, cases[i].has_warning);
    }
}

static void encodings_are_undone_as_far_as_they_make_sense(void **state)
{
    static const struct {
        MailEncoding encoding;
        const char *source;
        const char *expected;
    } cases[] = {
        {MAIL_ENCODING_PLAIN, "a=41", "a=41"},
        {MAIL_ENCODING_BASE64, "SG9s\r\nYQ", "Hola"},
        {MAIL_ENCODING_QUOTED, "A=C3=B1o=  \r\n!", "A\xc3\xb1o!"},
        {MAIL_ENCODING_QUOTED, "==41", "=A"},
        {MAIL_ENCODING_UU, "begin 644 x\n$:&]L80``\n`\nend\n", "hola"},
        {MAIL_ENCODING_UU, "$:&]L80``\n`\n", "hola"},                 /* no first line */
        {MAIL_ENCODING_UU, "begin 644 x\n$:&]L80\n`\nend\n", "hola"}, /* spaces at the end were lost */
        {MAIL_ENCODING_UU, "nothing at all", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(mail_encoding_decode(*state, text_of(cases[i].source), cases[i].encoding), cases[i].expected);
}

static void files_are_found_among_lines_of_text(void **state)
{
    MailUuFile file;
    Text text = TEXT("Hola\nbegin 644 una nota.txt\n$:&]L80``\n`\nend\nbegin 600 b\n!80``\nend\nfin\n");
    assert_true(mail_uu_next(*state, text, 0, &file));
    assert_text(file.name, "una nota.txt");
    assert_text(file.content, "hola");
    assert_int_equal(file.from, 5);
    size_t next = file.to;
    assert_true(mail_uu_next(*state, text, next, &file));
    assert_text(file.name, "b");
    assert_text(file.content, "a");
    assert_text(text_slice(text, file.to, text.length), "fin\n");
    assert_false(mail_uu_next(*state, text, file.to, &file));
}

static void text_that_only_looks_like_a_file_stays(void **state)
{
    static const char *const texts[] = {
        "begin 644 x\nThis is a sentence that goes on for a while.\nend\n",
        "We begin 644 x\n$:&]L80``\n`\nend\n",
        "begin 644 x\n$:&]L80``\n`\n", /* no end */
        "begin the meeting\nend\n",
        "begin 9 x\nend\n",
        "begin 644 \nend\n",
        "begin",
        "",
    };
    MailUuFile file;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(mail_uu_next(*state, text_of(texts[i]), 0, &file));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(names_of_encodings_are_read_in_any_spelling),
        IN_ARENA(encodings_are_undone_as_far_as_they_make_sense),
        IN_ARENA(files_are_found_among_lines_of_text),
        IN_ARENA(text_that_only_looks_like_a_file_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
