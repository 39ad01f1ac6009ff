#include "../base/check.h"
#undef fail
#include "insight/open_days.h"

static BusinessCalendar shop(const char *zone_name)
{
    static const int64_t holidays[] = {20088}; /* 2024-12-31 */
    BusinessCalendar calendar = {.holidays = holidays, .holiday_count = 1};
    must(zone_open(text_of(zone_name), &calendar.zone));
    for (int weekday = 0; weekday < 5; weekday++) {
        must(business_calendar_open(&calendar, weekday, (BusinessSpan){540, 780}));
        must(business_calendar_open(&calendar, weekday, (BusinessSpan){840, 1080}));
    }
    must(business_calendar_open(&calendar, 5, (BusinessSpan){0, 1440}));
    return calendar;
}

/* Small, the same on every machine (Numerical Recipes). */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void running_sums_say_what_counting_stretches_says(void **state)
{
    static const char *const zones[] = {"UTC", "Europe/Madrid", "America/Santiago", "Pacific/Apia"};
    uint32_t seed = 7;
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        BusinessCalendar calendar = shop(zones[i]);
        OpenDays *open = open_days_of(*state, &calendar, TEXT("shop"));
        for (int k = 0; k < 300; k++) {
            int64_t from = INT64_C(1290000000000) + (int64_t)next_random(&seed) * 40000;
            int64_t to = from + (int64_t)next_random(&seed) * 200;
            assert_int_equal(open_days_ms(open, from, to), business_ms(&calendar, from, to));
        }
    }
}

static void days_count_from_the_first_day_and_before_the_last(void **state)
{
    BusinessCalendar calendar = shop("UTC");
    OpenDays *open = open_days_of(*state, &calendar, TEXT("shop"));
    int64_t monday = INT64_C(1735516800000) + 10 * HOUR_MS; /* 2024-12-30 10:00 */
    assert_int_equal(open_days_count(open, monday, monday + HOUR_MS), 0);
    assert_int_equal(open_days_count(open, monday, monday + DAY_MS), 1);
    assert_int_equal(open_days_count(open, monday, monday + 2 * DAY_MS), 1); /* a holiday between */
    assert_int_equal(open_days_count(open, monday, monday + 7 * DAY_MS), 5);
}

static void time_that_runs_backwards_is_none(void **state)
{
    BusinessCalendar calendar = shop("UTC");
    OpenDays *open = open_days_of(*state, &calendar, TEXT("shop"));
    assert_int_equal(open_days_ms(open, 1000, 1000), 0);
    assert_int_equal(open_days_ms(open, INT64_C(1735516800000), 0), 0);
    assert_int_equal(open_days_count(open, INT64_C(1735516800000), 0), 0);
}

static void times_at_the_ends_of_what_is_accepted_do_no_harm(void **state)
{
    BusinessCalendar calendar = shop("UTC");
    OpenDays *open = open_days_of(*state, &calendar, TEXT("shop"));
    assert_true(open_days_ms(open, TIME_MS_MIN, TIME_MS_MAX) > 0);
    assert_true(open_days_count(open, TIME_MS_MIN - DAY_MS * 5000, TIME_MS_MAX + DAY_MS * 5000) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(running_sums_say_what_counting_stretches_says),
        IN_ARENA(days_count_from_the_first_day_and_before_the_last),
        IN_ARENA(time_that_runs_backwards_is_none),
        IN_ARENA(times_at_the_ends_of_what_is_accepted_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
