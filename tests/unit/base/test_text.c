#include "check.h"

static void comparing_is_by_bytes(void **state)
{
    (void)state;
    assert_true(text_equals(TEXT_NONE, TEXT("")));
    assert_true(text_equals_ascii_case(TEXT("Message-ID"), TEXT("message-id")));
    assert_false(text_equals_ascii_case(TEXT("Ñ"), TEXT("ñ")));
    assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
    assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
    assert_true(text_compare(TEXT("z"), TEXT("é")) < 0);
    assert_int_equal(text_compare(TEXT_NONE, TEXT_NONE), 0);
    assert_true(text_starts_with(TEXT("abc"), TEXT("")));
    assert_true(text_ends_with(TEXT("abc"), TEXT("bc")));
    assert_false(text_ends_with(TEXT("c"), TEXT("bc")));
    assert_true(text_starts_with_ascii_case(TEXT("Re: x"), TEXT("RE:")));
}

static void finding_says_where_or_nowhere(void **state)
{
    (void)state;
    assert_int_equal(text_find(TEXT("abcabc"), TEXT("bc"), 0), 1);
    assert_int_equal(text_find(TEXT("abcabc"), TEXT("bc"), 2), 4);
    assert_true(text_find(TEXT("abcabc"), TEXT("bc"), 5) == SIZE_MAX);
    assert_true(text_find(TEXT("abc"), TEXT("x"), 99) == SIZE_MAX);
    assert_int_equal(text_find(TEXT("abc"), TEXT(""), 3), 3);
    assert_int_equal(text_find_ascii_case(TEXT("xxCharSet"), TEXT("charset"), 0), 2);
    assert_true(text_find_ascii_case(TEXT("abc"), TEXT("abcd"), 0) == SIZE_MAX);
    assert_int_equal(text_find_byte(TEXT("a,b,c"), ',', 2), 3);
    assert_true(text_find_byte(TEXT_NONE, ',', 0) == SIZE_MAX);
    assert_text(text_slice(TEXT("abcdef"), 2, 4), "cd");
    assert_text(text_slice(TEXT("abcdef"), 4, 99), "ef");
    assert_text(text_slice(TEXT("abcdef"), 7, 99), "");
}

static void trimming_takes_white_space_and_hard_spaces(void **state)
{
    (void)state;
    assert_text(text_trim(TEXT(" \t\r\n\xc2\xa0 a b \xc2\xa0\n")), "a b");
    assert_text(text_trim(TEXT(" \xc2\xa0")), "");
    assert_text(text_trim(TEXT_NONE), "");
    assert_text(text_trim(TEXT("\xa0x")), "\xa0x");
}

static void parts_come_one_by_one(void **state)
{
    (void)state;
    Text rest = TEXT("a,,c,");
    Text part;
    const char *expected[] = {"a", "", "c", ""};
    for (size_t i = 0; i < 4; i++) {
        assert_true(text_next_part(&rest, ',', &part));
        assert_text(part, expected[i]);
    }
    assert_false(text_next_part(&rest, ',', &part));
    rest = TEXT("");
    assert_true(text_next_part(&rest, ',', &part));
    assert_false(text_next_part(&rest, ',', &part));
    rest = TEXT_NONE;
    assert_false(text_next_part(&rest, ',', &part));
}

static void lines_end_in_any_of_three_ways(void **state)
{
    (void)state;
    Text rest = TEXT("one\ntwo\r\nthree\rfour\n\nsix");
    Text line;
    const char *expected[] = {"one", "two", "three", "four", "", "six"};
    for (size_t i = 0; i < 6; i++) {
        assert_true(text_next_line(&rest, &line));
        assert_text(line, expected[i]);
    }
    assert_false(text_next_line(&rest, &line));
    rest = TEXT("one\n");
    assert_true(text_next_line(&rest, &line));
    assert_false(text_next_line(&rest, &line));
}

static void utf8_is_what_rfc_3629_says(void **state)
{
    (void)state;
    const char *good[] = {"",
                          "plain ascii, longer than eight bytes",
                          "ñandú €",
                          "\xf0\x9f\x98\x80",
                          "\xf4\x8f\xbf\xbf",
                          "\xed\x9f\xbf",
                          "\xee\x80\x80",
                          "\xef\xbf\xbf"};
    const char *bad[] = {"\x80",
                         "abcdefgh\xff",
                         "\xc0\x80",
                         "\xc1\xbf",
                         "\xe0\x9f\xbf",
                         "\xed\xa0\x80",
                         "\xed\xbf\xbf",
                         "\xf0\x8f\xbf\xbf",
                         "\xf4\x90\x80\x80",
                         "\xf5\x80\x80\x80",
                         "\xc3",
                         "\xe2\x82",
                         "\xf0\x9f\x98",
                         "\xc3(",
                         "a\xe2\x28\xa1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(text_is_utf8(text_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_is_utf8(text_of(bad[i])));
    assert_true(text_is_utf8(((Text){"a\0b", 3})));
}

static void each_code_point_survives_writing_and_reading(void **state)
{
    (void)state;
    for (uint32_t codepoint = 0; codepoint <= 0x10FFFF; codepoint++) {
        if (codepoint == 0xD800)
            codepoint = 0xE000;
        char bytes[4];
        Text text = {bytes, codepoint_write(codepoint, bytes)};
        size_t at = 0;
        if (!text_is_utf8(text) || text_next_codepoint(text, &at) != codepoint || at != text.length)
            fail_msg("U+%04X", codepoint);
    }
    char bytes[4];
    assert_int_equal(codepoint_write(0xD800, bytes), 3);
    assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
}

static void each_invalid_byte_becomes_one_mark(void **state)
{
    assert_text(text_make_utf8(*state, TEXT("a\xff\xfe b\xe2\x82")),
                "a\xef\xbf\xbd\xef\xbf\xbd b\xef\xbf\xbd\xef\xbf\xbd");
    assert_text(text_make_utf8(*state, TEXT("año")), "año");
    assert_int_equal(text_count_codepoints(TEXT("añ€\xff")), 4);
}

static void cutting_never_splits_a_character(void **state)
{
    (void)state;
    assert_text(text_cut(TEXT("a€b"), 3), "a");
    assert_text(text_cut(TEXT("a€b"), 4), "a€");
    assert_text(text_cut(TEXT("a€b"), 0), "");
    assert_text(text_cut(TEXT("a€b"), 99), "a€b");
    assert_text(text_cut(TEXT("\xf0\x9f\x98\x80"), 3), "");
    assert_text(text_cut(TEXT("\x80\x80\x80\x80\x80\x80"), 5), "\x80\x80\x80\x80\x80");
}

static void folding_forgets_case_and_marks(void **state)
{
    assert_text(text_fold(*state, TEXT("Año NUEVO")), "ano nuevo");
    assert_text(text_fold(*state, TEXT("Straße ẞ")), "strasse ss");
    assert_text(text_fold(*state, TEXT("An\xcc\x83o")), "ano");
    assert_text(text_fold(*state, TEXT("ΟΔΟΣ οδος")), "οδοσ οδοσ");
    assert_text(text_fold(*state, TEXT("İstanbul ÅÄÖ")), "istanbul aao");
    assert_text(text_fold(*state, TEXT("x\xff")), "x\xef\xbf\xbd");
    assert_text(text_fold(*state, TEXT("Ñ")), "n");
    assert_text(text_fold(*state, TEXT("PLAIN")), "plain");
    assert_true(text_equals(text_fold(*state, ((Text){"A\0Ñ", 4})), (Text){"a\0n", 3}));
}

static void folding_and_lowering_are_at_most_three_times_as_long(void **state)
{
    Arena *arena = *state;
    for (uint32_t codepoint = 1; codepoint <= 0x10FFFF; codepoint++) {
        if (codepoint == 0xD800)
            codepoint = 0xE000;
        ArenaMark mark = arena_mark(arena);
        char bytes[4];
        Text text = {bytes, codepoint_write(codepoint, bytes)};
        Text folded = text_fold(arena, text);
        Text lower = text_lower(arena, text);
        if (folded.length > 3 * text.length || lower.length > 3 * text.length || !text_is_utf8(folded))
            fail_msg("U+%04X", codepoint);
        arena_rewind(arena, mark);
    }
}

static void lower_case_keeps_marks(void **state)
{
    assert_text(text_lower(*state, TEXT("ÑANDÚ")), "ñandú");
    assert_text(text_lower_ascii(*state, TEXT("ÑAb")), "Ñab");
}

static void normal_form_c_composes(void **state)
{
    assert_text(text_normalize(*state, TEXT("An\xcc\x83o Cafe\xcc\x81 x")), "Año Café x");
    assert_text(text_normalize(*state, TEXT("plain")), "plain");
    assert_text(text_normalize(*state, TEXT("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab")), "한");
    assert_text(text_normalize(*state, TEXT("a\xff")), "a\xef\xbf\xbd");
    assert_text(text_normalize(*state, TEXT("€")), "€");
    Text with_nul = text_normalize(*state, (Text){"n\xcc\x83\0e\xcc\x81", 7});
    assert_true(text_equals(with_nul, (Text){"ñ\0é", 5}));
    assert_true(text_equals(text_normalize(*state, (Text){"\0\xcc\x81", 3}), (Text){"\0\xcc\x81", 3}));
}

static void a_million_marks_are_composed_in_a_moment(void **state)
{
    Arena *arena = *state;
    size_t count = 250000;
    char *marks = arena_alloc(arena, count * 4 + 1);
    for (size_t i = 0; i < count; i++)
        memcpy(marks + i * 4, "\xcc\x81\xcc\xa3", 4); /* two classes, to be sorted */
    Text out = text_normalize(arena, (Text){marks, count * 4});
    assert_int_equal(out.length, count * 4);
}

static void words_are_letters_digits_and_marks(void **state)
{
    (void)state;
    const uint32_t words[] = {'a', 'Z', '0', 0xF1, 0x6F22, 0x0663, 0x0301};
    const uint32_t others[] = {' ', '-', '@', '[', '`', 0x20AC, 0x3001, 0xA0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_true(codepoint_is_word(words[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(codepoint_is_word(others[i]));
}

static void whole_numbers_are_read_to_the_last_bit(void **state)
{
    int64_t value;
    assert_true(text_to_int(TEXT("9223372036854775807"), &value) && value == INT64_MAX);
    assert_true(text_to_int(TEXT("-9223372036854775808"), &value) && value == INT64_MIN);
    assert_true(text_to_int(TEXT("0007"), &value) && value == 7);
    const char *bad[] = {"", "-", "+1", "1 ", "1.0", "9223372036854775808", "-9223372036854775809", "0x1", "1e3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_to_int(text_of(bad[i]), &value));
    int64_t values[] = {0, 7, -7, 10, 99, 100, 12345, -100, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_true(text_to_int(text_from_int(*state, values[i]), &value) && value == values[i]);
    assert_text(text_from_int(*state, INT64_MIN), "-9223372036854775808");
}

static void real_numbers_are_decimal_and_finite(void **state)
{
    (void)state;
    double value;
    assert_true(text_to_real(TEXT("1.5"), &value) && value == 1.5);
    assert_true(text_to_real(TEXT("-.5e1"), &value) && value == -5);
    assert_true(text_to_real(TEXT("+3."), &value) && value == 3);
    const char *bad[] = {"", ".", "e5", "1e", "nan", "inf", "0x10", "1,5", " 1", "1 ", "1e999", "--1", "1.2.3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_to_real(text_of(bad[i]), &value));
    char digits[1025];
    memset(digits, '1', sizeof digits);
    assert_false(text_to_real((Text){digits, 1024}, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing_is_by_bytes),
        cmocka_unit_test(finding_says_where_or_nowhere),
        cmocka_unit_test(trimming_takes_white_space_and_hard_spaces),
        cmocka_unit_test(parts_come_one_by_one),
        cmocka_unit_test(lines_end_in_any_of_three_ways),
        cmocka_unit_test(utf8_is_what_rfc_3629_says),
        cmocka_unit_test(each_code_point_survives_writing_and_reading),
        IN_ARENA(each_invalid_byte_becomes_one_mark),
        cmocka_unit_test(cutting_never_splits_a_character),
        IN_ARENA(folding_forgets_case_and_marks),
        IN_ARENA(folding_and_lowering_are_at_most_three_times_as_long),
        IN_ARENA(lower_case_keeps_marks),
        IN_ARENA(normal_form_c_composes),
        IN_ARENA(a_million_marks_are_composed_in_a_moment),
        cmocka_unit_test(words_are_letters_digits_and_marks),
        IN_ARENA(whole_numbers_are_read_to_the_last_bit),
        cmocka_unit_test(real_numbers_are_decimal_and_finite),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
