#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "model/value.h"

#include <cmocka.h>

static void addresses_of_people_are_taken(void **state)
{
    (void)state;
    static const char *const good[] = {"ana@example.com", "a.b+c@sub.example.co", "josé@exämple.es",
                                       "o'neil@example.org", "1@2.mx"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(email_is_valid(text_of(good[i])));
}

static void what_is_no_address_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",        "a",       "@b.c",     "a@",   "a@@b.c", "a b@c.d",
                                      "a@b..c",  ".a@b.c",  "a.@b.c",   "a@.b", "a@b.",   "a\r\nBcc:x@y.z",
                                      "<a@b.c>", "a@b_c.d", "\"a\"@b.c"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(email_is_valid(text_of(bad[i])));
}

static void the_same_address_has_one_key(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text composed = email_key(arena, TEXT(" JOS\xc3\x89@Example.COM "));
    Text decomposed = email_key(arena, TEXT("jose\xcc\x81@example.com"));
    assert_true(text_equals(composed, decomposed));
}

static void a_phone_is_its_digits(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    assert_true(text_is(phone_key(arena, TEXT("+52 (55) 1234-5678")), "+525512345678"));
    assert_true(text_is_empty(phone_key(arena, TEXT("12 34"))));
    assert_true(text_is_empty(phone_key(arena, TEXT("call me"))));
}

static void currencies_have_their_iso_exponents(void **state)
{
    (void)state;
    assert_int_equal(currency_exponent(TEXT("MXN")), 2);
    assert_int_equal(currency_exponent(TEXT("CLP")), 0);
    assert_int_equal(currency_exponent(TEXT("KWD")), 3);
    assert_int_equal(currency_exponent(TEXT("CLF")), 4);
    assert_int_equal(currency_exponent(TEXT("XXZ")), -1);
    assert_int_equal(currency_exponent(TEXT("mxn")), -1);
    assert_int_equal(currency_exponent(TEXT("D A")), -1);
    assert_int_equal(currency_unit(TEXT("EUR")), 100);
    assert_int_equal(currency_unit(TEXT("PYG")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_people_are_taken),       cmocka_unit_test(what_is_no_address_is_refused),
        cmocka_unit_test(the_same_address_has_one_key),        cmocka_unit_test(a_phone_is_its_digits),
        cmocka_unit_test(currencies_have_their_iso_exponents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
