#include "base/clock.h"

#include <unistd.h>

#include "check.h"

static int64_t at(const char *text)
{
    int64_t at_ms = 0;
    bool is_day;
    must(time_read(text_of(text), &at_ms, &is_day));
    return at_ms;
}

static const Zone *zone_of(const char *name)
{
    const Zone *zone = NULL;
    must(zone_open(text_of(name), &zone));
    return zone;
}

#define assert_instant(value, expected) assert_text(time_text(*state, (value)), (expected))

static void the_clock_runs_on_from_where_it_was_set(void **state)
{
    (void)state;
    clock_set(at("2031-07-01T12:00:00Z"));
    int64_t first = clock_now();
    assert_true(first - at("2031-07-01T12:00:00Z") < 1000);
    usleep(5000);
    assert_true(clock_now() - first >= 4);
    int64_t before_us = clock_monotonic_us();
    usleep(1000);
    assert_true(clock_monotonic_us() - before_us >= 1000);
}

static void civil_dates_go_round_over_four_hundred_years(void **state)
{
    (void)state;
    int weekday = weekday_of_days(days_from_civil((CivilDate){1770, 1, 1}));
    int64_t last = days_from_civil((CivilDate){2220, 12, 31});
    CivilDate before = {1769, 12, 31};
    for (int64_t day = days_from_civil((CivilDate){1770, 1, 1}); day <= last; day++) {
        CivilDate date = civil_from_days(day);
        if (days_from_civil(date) != day || !civil_is_valid(date) || weekday_of_days(day) != weekday)
            fail_msg("day %ld", (long)day);
        bool follows = (date.day == before.day + 1 && date.month == before.month && date.year == before.year) ||
                       (date.day == 1 && (date.month == before.month + 1 || (date.month == 1 && before.month == 12)));
        assert_true(follows);
        before = date;
        weekday = (weekday + 1) % 7;
    }
    assert_int_equal(days_from_civil((CivilDate){1970, 1, 1}), 0);
    assert_int_equal(weekday_of_days(0), 3);
    assert_int_equal(days_from_civil((CivilDate){2000, 3, 1}), 11017);
    assert_int_equal(days_from_civil((CivilDate){0, 3, 1}), -719468);
}

static void leap_days_exist_in_leap_years_only(void **state)
{
    (void)state;
    assert_true(civil_is_valid((CivilDate){2024, 2, 29}));
    assert_true(civil_is_valid((CivilDate){2000, 2, 29}));
    assert_false(civil_is_valid((CivilDate){2100, 2, 29}));
    assert_false(civil_is_valid((CivilDate){2026, 2, 29}));
    assert_false(civil_is_valid((CivilDate){2026, 4, 31}));
    assert_false(civil_is_valid((CivilDate){2026, 13, 1}));
    assert_false(civil_is_valid((CivilDate){2026, 0, 1}));
    assert_false(civil_is_valid((CivilDate){2026, 1, 0}));
}

static void weeks_belong_to_the_year_of_their_thursday(void **state)
{
    (void)state;
    const struct {
        CivilDate date;
        int year, week;
    } cases[] = {{{2026, 1, 1}, 2026, 1},    {{2025, 12, 29}, 2026, 1}, {{2025, 12, 28}, 2025, 52},
                 {{2021, 1, 3}, 2020, 53},   {{2021, 1, 4}, 2021, 1},   {{2016, 1, 3}, 2015, 53},
                 {{2024, 12, 30}, 2025, 1},  {{2023, 1, 1}, 2022, 52},  {{2020, 12, 31}, 2020, 53},
                 {{2026, 12, 31}, 2026, 53}, {{2027, 1, 3}, 2026, 53},  {{1969, 12, 29}, 1970, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int year, week;
        iso_week(days_from_civil(cases[i].date), &year, &week);
        assert_int_equal(year, cases[i].year);
        assert_int_equal(week, cases[i].week);
    }
}

static void instants_are_read_with_any_offset(void **state)
{
    (void)state;
    assert_true(at("1970-01-01T00:00:00Z") == 0);
    assert_true(at("2026-01-05T09:00:00Z") == INT64_C(1767603600000));
    assert_true(at("2026-01-05T10:00:00+01:00") == at("2026-01-05T09:00:00Z"));
    assert_true(at("2026-01-05t05:30:00-03:30") == at("2026-01-05 09:00:00z"));
    assert_true(at("2026-01-05T09:00:00.5Z") == at("2026-01-05T09:00:00Z") + 500);
    assert_true(at("2026-01-05T09:00:00.123999999Z") == at("2026-01-05T09:00:00Z") + 123);
    assert_true(at("2016-12-31T23:59:60Z") == at("2017-01-01T00:00:00Z"));
    assert_true(at("2038-01-19T03:14:08Z") == INT64_C(2147483648000));
    assert_true(at("1969-12-31T23:59:59.999Z") == -1);
    assert_true(at("1900-01-01T00:00:00Z") == TIME_MS_MIN);
    assert_true(at("2200-01-01T00:00:00Z") == TIME_MS_MAX);
    int64_t at_ms;
    bool is_day = false;
    must(time_read(TEXT("2026-01-05"), &at_ms, &is_day));
    assert_true(is_day);
    assert_true(at_ms == at("2026-01-05T00:00:00Z"));
}

static void what_is_no_time_is_refused(void **state)
{
    (void)state;
    const char *bad[] = {"",
                         "2026",
                         "2026-1-5",
                         "2026-02-29",
                         "2026-01-05T",
                         "2026-01-05T09:00",
                         "2026-01-05T09:00:00",
                         "2026-01-05T24:00:00Z",
                         "2026-01-05T09:60:00Z",
                         "2026-01-05T09:00:61Z",
                         "2026-01-05T09:00:00.Z",
                         "2026-01-05T09:00:00+0100",
                         "2026-01-05T09:00:00+01:60",
                         "2026-01-05T09:00:00+24:00",
                         "2026-01-05T09:00:00Zx",
                         "2026-01-05x",
                         "+026-01-05",
                         "2026-01-05T09:00:00 Z",
                         "20260105",
                         "1899-12-31",
                         "2200-01-01T00:00:01Z",
                         "9999-12-31T23:59:59Z",
                         "1900-01-01T00:00:00+01:00"};
    int64_t at_ms;
    bool is_day;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        must_fail(time_read(text_of(bad[i]), &at_ms, &is_day), FAULT_INVALID);
}

static void instants_are_written_with_milliseconds_only_when_there_are_some(void **state)
{
    assert_instant(INT64_C(1767603600000), "2026-01-05T09:00:00Z");
    assert_instant(INT64_C(1767603600007), "2026-01-05T09:00:00.007Z");
    assert_instant(-1, "1969-12-31T23:59:59.999Z");
    assert_instant(INT64_MAX, "9999-12-31T23:59:59.999Z");
    assert_instant(INT64_MIN, "0000-01-01T00:00:00Z");
    for (int64_t at_ms = TIME_MS_MIN; at_ms < TIME_MS_MAX; at_ms += INT64_C(86400000123) * 7) {
        char text[TIME_TEXT_BYTES];
        time_write(at_ms, text);
        assert_true(at(text) == at_ms);
    }
    assert_text(time_mail_text(*state, INT64_C(1767603600000)), "Mon, 5 Jan 2026 09:00:00 +0000");
    assert_text(time_mail_text(*state, INT64_C(951782400000)), "Tue, 29 Feb 2000 00:00:00 +0000");
}

static int64_t offset_minutes(const char *zone, const char *when)
{
    return zone_offset_ms(zone_of(zone), at(when)) / MINUTE_MS;
}

static void zones_know_their_summers(void **state)
{
    (void)state;
    assert_int_equal(offset_minutes("Europe/Madrid", "2026-03-29T00:59:59.999Z"), 60);
    assert_int_equal(offset_minutes("Europe/Madrid", "2026-03-29T01:00:00Z"), 120);
    assert_int_equal(offset_minutes("Europe/Madrid", "2026-10-25T00:59:59Z"), 120);
    assert_int_equal(offset_minutes("Europe/Madrid", "2026-10-25T01:00:00Z"), 60);
    assert_int_equal(offset_minutes("America/Santiago", "2024-04-07T02:59:59Z"), -180);
    assert_int_equal(offset_minutes("America/Santiago", "2024-04-07T03:00:00Z"), -240);
    assert_int_equal(offset_minutes("America/Santiago", "2024-09-08T03:59:59Z"), -240);
    assert_int_equal(offset_minutes("America/Santiago", "2024-09-08T04:00:00Z"), -180);
    assert_int_equal(offset_minutes("America/Sao_Paulo", "2018-11-04T02:59:59Z"), -180);
    assert_int_equal(offset_minutes("America/Sao_Paulo", "2018-11-04T03:00:00Z"), -120);
    assert_int_equal(offset_minutes("America/Sao_Paulo", "2026-01-05T03:00:00Z"), -180);
    assert_int_equal(offset_minutes("Asia/Kathmandu", "2026-01-05T03:00:00Z"), 345);
    assert_int_equal(offset_minutes("UTC", "2026-01-05T03:00:00Z"), 0);
}

static void rules_go_on_after_2038(void **state)
{
    (void)state;
    assert_int_equal(offset_minutes("Europe/Madrid", "2040-07-01T00:00:00Z"), 120);
    assert_int_equal(offset_minutes("Europe/Madrid", "2150-01-01T00:00:00Z"), 60);
    assert_int_equal(offset_minutes("Europe/Madrid", "2199-07-01T00:00:00Z"), 120);
    assert_int_equal(offset_minutes("America/Santiago", "2060-01-01T00:00:00Z"), -180);
    assert_int_equal(offset_minutes("America/Santiago", "2060-07-01T00:00:00Z"), -240);
    assert_int_equal(offset_minutes("Europe/Dublin", "2050-07-01T00:00:00Z"), 60);
    assert_int_equal(offset_minutes("Europe/Dublin", "2050-01-01T00:00:00Z"), 0);
    assert_int_equal(offset_minutes("America/New_York", "2090-07-01T00:00:00Z"), -240);
}

static int64_t local(const char *text)
{
    return at(text); /* local milliseconds count as if the wall clock showed UTC */
}

static void a_wall_clock_time_that_was_skipped_is_the_first_after_it(void **state)
{
    assert_instant(zone_local_to_utc(zone_of("Europe/Madrid"), local("2026-03-29T02:30:00Z")), "2026-03-29T01:00:00Z");
    assert_instant(zone_local_to_utc(zone_of("Europe/Madrid"), local("2026-03-29T03:00:00Z")), "2026-03-29T01:00:00Z");
    assert_instant(zone_local_to_utc(zone_of("Europe/Madrid"), local("2026-03-29T01:59:00Z")), "2026-03-29T00:59:00Z");
}

static void a_wall_clock_time_that_comes_twice_is_the_earlier(void **state)
{
    assert_instant(zone_local_to_utc(zone_of("Europe/Madrid"), local("2026-10-25T02:30:00Z")), "2026-10-25T00:30:00Z");
    assert_instant(zone_local_to_utc(zone_of("America/Santiago"), local("2024-04-06T23:30:00Z")),
                   "2024-04-07T02:30:00Z");
}

static int64_t day_start(const char *zone, int year, int month, int day)
{
    return zone_day_start(zone_of(zone), days_from_civil((CivilDate){year, month, day}));
}

static void days_begin_where_midnight_is_missing_or_near_a_change(void **state)
{
    assert_instant(day_start("Europe/Madrid", 2026, 3, 29), "2026-03-28T23:00:00Z");
    assert_instant(day_start("Europe/Madrid", 2026, 3, 30), "2026-03-29T22:00:00Z");
    assert_instant(day_start("America/Santiago", 2024, 9, 8), "2024-09-08T04:00:00Z"); /* begins at 01:00 */
    assert_instant(day_start("America/Santiago", 2024, 4, 7), "2024-04-07T04:00:00Z"); /* after 23:00 came twice */
    assert_instant(day_start("America/Sao_Paulo", 2018, 11, 4), "2018-11-04T03:00:00Z");
    assert_instant(day_start("America/Sao_Paulo", 2018, 2, 18), "2018-02-18T03:00:00Z");
    assert_instant(day_start("UTC", 2026, 1, 5), "2026-01-05T00:00:00Z");
    assert_instant(day_start("Pacific/Apia", 2011, 12, 31), "2011-12-30T10:00:00Z");
    assert_instant(day_start("Pacific/Apia", 2011, 12, 30), "2011-12-30T10:00:00Z"); /* never was */
}

static void each_day_starts_on_itself_and_after_the_day_before(void **state)
{
    (void)state;
    const char *names[] = {"America/Santiago", "Europe/Madrid", "America/Sao_Paulo", "Asia/Tokyo", "Asia/Kathmandu"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const Zone *zone = zone_of(names[i]);
        for (int64_t day = 0; day < 365 * 130; day++) {
            int64_t start = zone_day_start(zone, day);
            if (zone_day(zone, start) != day || zone_day(zone, start - 1) >= day)
                fail_msg("%s, day %ld", names[i], (long)day);
        }
    }
}

static void unknown_and_cunning_zone_names_are_refused(void **state)
{
    (void)state;
    const char *bad[] = {"",
                         "Nowhere/City",
                         "../../etc/passwd",
                         "/etc/localtime",
                         "Europe/../UTC",
                         "America",
                         "ABC3",
                         "+01:00",
                         "right/UTC",
                         "posix/UTC",
                         "localtime",
                         "Europe/",
                         "Europe//Madrid",
                         "europe/madrid",
                         "zone.tab",
                         "tzdata",
                         "UTC\n",
                         "CET-1CEST,M3.5.0,M10.5.0/3",
                         "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    const Zone *zone = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        must_fail(zone_open(text_of(bad[i]), &zone), FAULT_INVALID);
    must_fail(zone_open((Text){"UTC\0", 4}, &zone), FAULT_INVALID);
    assert_null(zone);
}

static void a_zone_is_opened_once_and_knows_its_name(void **state)
{
    (void)state;
    assert_ptr_equal(zone_of("Europe/Madrid"), zone_of("Europe/Madrid"));
    assert_ptr_equal(zone_of("UTC"), zone_utc());
    assert_text(zone_name(zone_of("Etc/GMT+5")), "Etc/GMT+5");
}

static void ten_million_offsets_take_a_moment(void **state)
{
    (void)state;
    const Zone *zone = zone_of("America/Santiago");
    int64_t before_us = clock_monotonic_us();
    int64_t sum = 0;
    int64_t from = at("2026-01-05T00:00:00Z");
    for (int64_t i = 0; i < 10000000; i++)
        sum += zone_offset_ms(zone, from + i * 1000);
    int64_t took_us = clock_monotonic_us() - before_us;
    print_message("10 million offsets in %ld ms\n", (long)(took_us / 1000));
    assert_true(sum < 0);
    assert_true(took_us < 5000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(the_clock_runs_on_from_where_it_was_set),
        IN_ARENA(civil_dates_go_round_over_four_hundred_years),
        IN_ARENA(leap_days_exist_in_leap_years_only),
        IN_ARENA(weeks_belong_to_the_year_of_their_thursday),
        IN_ARENA(instants_are_read_with_any_offset),
        IN_ARENA(what_is_no_time_is_refused),
        IN_ARENA(instants_are_written_with_milliseconds_only_when_there_are_some),
        IN_ARENA(zones_know_their_summers),
        IN_ARENA(rules_go_on_after_2038),
        IN_ARENA(a_wall_clock_time_that_was_skipped_is_the_first_after_it),
        IN_ARENA(a_wall_clock_time_that_comes_twice_is_the_earlier),
        IN_ARENA(days_begin_where_midnight_is_missing_or_near_a_change),
        IN_ARENA(each_day_starts_on_itself_and_after_the_day_before),
        IN_ARENA(unknown_and_cunning_zone_names_are_refused),
        IN_ARENA(a_zone_is_opened_once_and_knows_its_name),
        IN_ARENA(ten_million_offsets_take_a_moment),
    };
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
