#include "../base/check.h"
#undef fail
#include "insight/report_window.h"

static const Zone *zone(const char *name)
{
    const Zone *found;
    must(zone_open(text_of(name), &found));
    return found;
}

static int64_t day_of(const char *text)
{
    int64_t at;
    bool is_day;
    must(time_read(text_of(text), &at, &is_day));
    return at / DAY_MS;
}

static int64_t at_of(const char *text)
{
    int64_t at;
    bool is_day;
    must(time_read(text_of(text), &at, &is_day));
    return at;
}

static void assert_period(Grain grain, const char *day, const char *name)
{
    char text[PERIOD_TEXT_BYTES];
    size_t length = period_write(grain, day_of(day), text);
    assert_text(((Text){text, length}), name);
    int64_t first;
    assert_true(period_read(grain, text_of(name), &first));
    assert_int_equal(first, period_start(grain, day_of(day)));
}

static void periods_have_the_names_that_reports_show_and_can_be_read_back(void **state)
{
    (void)state;
    assert_period(GRAIN_DAY, "2026-01-05", "2026-01-05");
    assert_period(GRAIN_WEEK, "2027-01-01", "2026-W53");
    assert_period(GRAIN_WEEK, "2024-12-30", "2025-W01");
    assert_period(GRAIN_MONTH, "2026-02-28", "2026-02");
    assert_period(GRAIN_QUARTER, "2026-12-31", "2026-Q4");
    assert_period(GRAIN_YEAR, "1969-12-31", "1969");
}

static void what_is_no_period_is_refused(void **state)
{
    (void)state;
    int64_t day;
    assert_false(period_read(GRAIN_MONTH, TEXT("2026-13"), &day));
    assert_false(period_read(GRAIN_MONTH, TEXT("2026-1"), &day));
    assert_false(period_read(GRAIN_WEEK, TEXT("2026-01"), &day));
    assert_false(period_read(GRAIN_DAY, TEXT("2026-02-30"), &day));
    assert_false(period_read(GRAIN_YEAR, TEXT(""), &day));
}

static void months_are_added_to_the_end_of_a_month(void **state)
{
    (void)state;
    assert_int_equal(day_add_months(day_of("2024-01-31"), 1), day_of("2024-02-29"));
    assert_int_equal(day_add_months(day_of("2024-03-31"), -13), day_of("2023-02-28"));
    assert_int_equal(day_add_months(day_of("2026-12-15"), 1), day_of("2027-01-15"));
    assert_int_equal(period_add(GRAIN_QUARTER, day_of("2026-10-01"), 1), day_of("2027-01-01"));
    assert_int_equal(period_add(GRAIN_WEEK, day_of("2026-01-05"), -1), day_of("2025-12-29"));
}

static void the_period_before_whole_months_is_whole_months(void **state)
{
    (void)state;
    ReportWindow window = {true, true, at_of("2026-03-01"), at_of("2026-04-01")};
    ReportWindow before = window_before(zone_utc(), window);
    assert_int_equal(before.from, at_of("2026-02-01"));
    assert_int_equal(before.to, at_of("2026-03-01"));
    window = (ReportWindow){true, true, at_of("2026-03-11"), at_of("2026-03-18")};
    before = window_before(zone_utc(), window);
    assert_int_equal(before.from, at_of("2026-03-04"));
    assert_int_equal(before.to, at_of("2026-03-11"));
    before = window_year_before(zone_utc(), window);
    assert_int_equal(before.from, at_of("2025-03-11"));
}

static void days_before_keep_midnight_when_the_clocks_change(void **state)
{
    (void)state;
    const Zone *madrid = zone("Europe/Madrid");
    ReportWindow window = {true, true, at_of("2026-03-29T22:00:00Z"), at_of("2026-04-05T22:00:00Z")};
    ReportWindow before = window_before(madrid, window);
    assert_int_equal(before.from, at_of("2026-03-22T23:00:00Z"));
    assert_int_equal(before.to, window.from);
}

static void slices_never_cross_a_local_midnight(void **state)
{
    (void)state;
    static const char *const zones[] = {
        "UTC",          "Europe/Madrid",  "America/Bogota", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago",
        "Pacific/Apia", "Africa/Monrovia"};
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        const Zone *here = zone(zones[i]);
        int64_t from = at_of("1971-06-01");
        Slices slices = slices_of(here, from, at_of("2013-01-01"));
        for (int64_t day = zone_day(here, from); day < zone_day(here, from) + 15000; day += 7) {
            int64_t start = zone_day_start(here, day);
            assert_int_equal((start - slices.origin) % slices.width, 0);
        }
    }
    assert_int_equal(slices_of(zone("America/Bogota"), at_of("2024-01-01"), at_of("2025-01-01")).width, DAY_MS);
    assert_int_equal(slices_of(zone("Europe/Madrid"), at_of("2024-01-01"), at_of("2025-01-01")).width, HOUR_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_have_the_names_that_reports_show_and_can_be_read_back),
        cmocka_unit_test(what_is_no_period_is_refused),
        cmocka_unit_test(months_are_added_to_the_end_of_a_month),
        cmocka_unit_test(the_period_before_whole_months_is_whole_months),
        cmocka_unit_test(days_before_keep_midnight_when_the_clocks_change),
        cmocka_unit_test(slices_never_cross_a_local_midnight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
