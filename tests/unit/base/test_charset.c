#include "check.h"

static void must_read(Arena *arena, const char *charset, Text bytes, const char *expected, size_t expected_bad)
{
    Text text;
    size_t bad = 99;
    must(text_from_charset(arena, bytes, charset, &text, &bad));
    assert_text(text, expected);
    assert_int_equal(bad, expected_bad);
    assert_true(text_is_utf8(text));
}

static void labels_of_mail_are_read_as_they_are_meant(void **state)
{
    Arena *arena = *state;
    must_read(arena, "latin1", TEXT("a\xf1o \x80"), "año €", 0);
    must_read(arena, "ISO-8859-1", TEXT("\x93hola\x94"), "“hola”", 0);
    must_read(arena, "iso_8859-1", TEXT("\xf1"), "ñ", 0);
    must_read(arena, "iso-8859-9", TEXT("\xfe\x80"), "ş€", 0);
    must_read(arena, "iso-8859-15", TEXT("\xa4"), "€", 0);
    must_read(arena, "cp-850", TEXT("\xa4"), "ñ", 0);
    must_read(arena, "Windows-1251", TEXT("\xcf\xf0"), "Пр", 0);
    must_read(arena, "koi8-r", TEXT("\xf0"), "П", 0);
    must_read(arena, "\"UTF-8\"",
              TEXT("\xef\xbb\xbf"
                   "año"),
              "año", 0);
    must_read(arena, "unicode-1-1-utf-7", TEXT("a+APE-o"), "año", 0);
    must_read(arena, "x-sjis", TEXT("\x93\xfa\x96\x7b"), "日本", 0);
    must_read(arena, "ks_c_5601-1987", TEXT("\xc7\xd1"), "한", 0);
    must_read(arena, "gb2312", TEXT("\xd6\xd0"), "中", 0);
    must_read(arena, "big5", TEXT("\xa4\xa4"), "中", 0);
    must_read(arena, "iso-2022-jp", TEXT("\x1b$BF|K\\\x1b(B"), "日本", 0);
    must_read(arena, "utf-16",
              TEXT("\xff\xfe"
                   "a\0\xf1\0"),
              "añ", 0);
    must_read(arena, "utf-16be", TEXT("\xfe\xff\0a"), "a", 0);
    must_read(arena, "macintosh", TEXT("\x96"), "ñ", 0);
}

static void what_is_no_ascii_under_an_ascii_label_is_guessed(void **state)
{
    must_read(*state, "us-ascii", TEXT("a\xc3\xb1o"), "año", 0);
    must_read(*state, "us-ascii", TEXT("a\xf1o"), "año", 0);
    must_read(*state, NULL, TEXT("a\xf1o"), "año", 0);
    must_read(*state, "unknown-8bit", TEXT("plain"), "plain", 0);
    must_read(*state, "us-ascii", TEXT_NONE, "", 0);
}

static void bytes_that_cannot_be_read_are_marked_and_counted(void **state)
{
    must_read(*state, "utf-8", TEXT("a\xff\xfe"), "a\xef\xbf\xbd\xef\xbf\xbd", 2);
    must_read(*state, "utf-8", TEXT("a\xef\xbf\xbd"), "a\xef\xbf\xbd", 0);
    must_read(*state, "windows-1252", TEXT("a\x81z"), "a\xef\xbf\xbdz", 1);
    must_read(*state, "euc-jp", TEXT("ok \xff ok"), "ok \xef\xbf\xbd ok", 1);
    must_read(*state, "utf-16le", TEXT("a\0b"), "a\xef\xbf\xbd", 1);
    must_read(*state, "x-sjis", TEXT("a\x93"), "a\xef\xbf\xbd", 1);
}

static void long_texts_pass_in_steps(void **state)
{
    Arena *arena = *state;
    char *bytes = arena_alloc(arena, 100001);
    memset(bytes, 0xF1, 100000);
    Text text;
    size_t bad;
    must(text_from_charset(arena, (Text){bytes, 100000}, "cp1252", &text, &bad));
    assert_int_equal(text.length, 200000);
    assert_int_equal(bad, 0);
}

static void unknown_and_dangerous_labels_are_refused(void **state)
{
    Text text;
    size_t bad;
    const char *labels[] = {"klingon",
                            "utf-8//IGNORE",
                            "../../etc/passwd",
                            "iso-2022-cn-ext",
                            "ibm1390",
                            "utf\n8",
                            "a-label-that-goes-on-for-far-longer-than-any-character-set-was-ever-called"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        must_fail(text_from_charset(*state, TEXT("x"), labels[i], &text, &bad), FAULT_INVALID);
}

static void unlabelled_bytes_are_guessed(void **state)
{
    (void)state;
    size_t bom;
    assert_string_equal(text_guess_charset(TEXT("\xef\xbb\xbf"
                                                "a"),
                                           &bom),
                        "UTF-8");
    assert_int_equal(bom, 3);
    assert_string_equal(text_guess_charset(TEXT("\xff\xfe"
                                                "a\0"),
                                           &bom),
                        "UTF-16LE");
    assert_int_equal(bom, 2);
    assert_string_equal(text_guess_charset(TEXT("a\0b\0c\0"), &bom), "UTF-16LE");
    assert_int_equal(bom, 0);
    assert_string_equal(text_guess_charset(TEXT("\0a\0b\0c"), &bom), "UTF-16BE");
    assert_string_equal(text_guess_charset(TEXT("año"), &bom), "UTF-8");
    assert_string_equal(text_guess_charset(TEXT("a\xf1o"), &bom), "windows-1252");
    assert_string_equal(text_guess_charset(TEXT_NONE, &bom), "UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(labels_of_mail_are_read_as_they_are_meant),
        IN_ARENA(what_is_no_ascii_under_an_ascii_label_is_guessed),
        IN_ARENA(bytes_that_cannot_be_read_are_marked_and_counted),
        IN_ARENA(long_texts_pass_in_steps),
        IN_ARENA(unknown_and_dangerous_labels_are_refused),
        cmocka_unit_test(unlabelled_bytes_are_guessed),
    };
    return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
