/* Rhythm and likeness: pure judgements over a customer's facts. */
#include "../base/check.h"

#include "lifecycle/customer_rhythm.h"
#include "people/customer_duplicate.h"

static void nothing_is_said_of_who_bought_on_two_days(void **state)
{
    (void)state;
    int64_t days[] = {10, 40, 40};
    Rhythm rhythm = rhythm_of(days, 3, 100);
    assert_int_equal(rhythm.days, 2);
    assert_false(rhythm.is_known);
    assert_int_equal(rhythm.silence_days, 60);
    assert_true(rhythm_silence(&rhythm) == 0);
}

static void the_interval_is_the_median_of_the_gaps_in_any_order(void **state)
{
    (void)state;
    int64_t days[] = {130, 10, 40, 20, 10};
    Rhythm rhythm = rhythm_of(days, 5, 190);
    assert_true(rhythm.is_known);
    assert_true(rhythm.interval_days == 20);
    assert_true(rhythm_silence(&rhythm) == 3);
}

static void the_same_phone_and_mailbox_have_one_key_however_they_are_written(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    assert_true(
        text_equals(match_phone_key(arena, TEXT("+57 310 555 0101")), match_phone_key(arena, TEXT("3105550101"))));
    assert_true(text_is_empty(match_phone_key(arena, TEXT("12345"))));
    assert_true(text_is(match_email_key(arena, TEXT("Maria.Pena+x@gmail.com")), "mariapena@gmail.com"));
    assert_true(text_is(match_email_key(arena, TEXT("ana.gil@casa.example")), "ana.gil@casa.example"));
    assert_true(text_is(match_name_key(arena, TEXT("Peña,  Ana")), "ana pena"));
    assert_true(text_is_empty(match_name_key(arena, TEXT("Ana"))));
    assert_true(text_is_empty(match_domain_key(arena, TEXT("a@gmail.com"))));
}

static void a_name_alone_is_not_enough_and_more_reasons_are_more_likely(void **state)
{
    (void)state;
    assert_int_equal(duplicate_score(0), 0);
    assert_true(duplicate_score(REASON_NAME) < DUPLICATE_SCORE_MIN);
    assert_true(duplicate_score(REASON_NAME | REASON_CITY) >= DUPLICATE_SCORE_MIN);
    assert_true(duplicate_score(REASON_PHONE | REASON_NAME) > duplicate_score(REASON_PHONE));
    assert_true(duplicate_score(31) <= 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_said_of_who_bought_on_two_days),
        cmocka_unit_test(the_interval_is_the_median_of_the_gaps_in_any_order),
        cmocka_unit_test(the_same_phone_and_mailbox_have_one_key_however_they_are_written),
        cmocka_unit_test(a_name_alone_is_not_enough_and_more_reasons_are_more_likely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
