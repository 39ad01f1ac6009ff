#include "../base/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "desk/business_time.h"
#include "desk/calendar_file.h"

static int64_t at(const char *text)
{
    int64_t at_ms;
    bool is_day;
    must(time_read(text_of(text), &at_ms, &is_day));
    return at_ms;
}

static BusinessCalendar calendar_of(Arena *arena, const char *json)
{
    BusinessCalendar calendar;
    must(calendar_file_read(arena, text_of(json), &calendar));
    return calendar;
}

#define WORKING_WEEK                                                                                                   \
    "\"weekly\":{\"monday\":[[\"09:00\",\"18:00\"]],\"tuesday\":[[\"09:00\",\"18:00\"]],\"wednesday\":[[\"09:00\","    \
    "\"18:00\"]],\"thursday\":[[\"09:00\",\"18:00\"]],\"friday\":[[\"09:00\",\"18:00\"]]}"

static void promises_wait_for_nights_weekends_and_holidays(void **state)
{
    Arena *arena = *state;
    BusinessCalendar calendar =
        calendar_of(arena, "{\"time_zone\":\"America/Bogota\"," WORKING_WEEK ",\"holidays\":[\"2026-01-12\"]}");
    static const struct {
        const char *from;
        int64_t minutes;
        const char *due;
    } cases[] = {
        {"2026-01-05T10:00:00-05:00", 60, "2026-01-05T11:00:00-05:00"},
        {"2026-01-05T10:00:00-05:00", 0, "2026-01-05T10:00:00-05:00"},
        {"2026-01-05T17:30:00-05:00", 60, "2026-01-06T09:30:00-05:00"},
        {"2026-01-05T17:00:00-05:00", 60, "2026-01-05T18:00:00-05:00"},
        {"2026-01-05T03:00:00-05:00", 1, "2026-01-05T09:01:00-05:00"},
        {"2026-01-09T17:59:00-05:00", 2, "2026-01-13T09:01:00-05:00"}, /* over a weekend and a holiday */
        {"2026-01-10T12:00:00-05:00", 540, "2026-01-13T18:00:00-05:00"},
        {"2026-01-05T09:00:00-05:00", 5 * 540, "2026-01-09T18:00:00-05:00"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t due_ms;
        must(sla_due(&calendar, at(cases[i].from), cases[i].minutes * MINUTE_MS, &due_ms));
        assert_text(time_text(arena, due_ms), time_text(arena, at(cases[i].due)).data);
        assert_int_equal(business_ms(&calendar, at(cases[i].from), due_ms), cases[i].minutes * MINUTE_MS);
    }
}

static void the_clock_change_shortens_and_lengthens_the_night_shift(void **state)
{
    Arena *arena = *state;
    BusinessCalendar calendar =
        calendar_of(arena, "{\"time_zone\":\"Europe/Madrid\",\"weekly\":{\"sunday\":[[\"00:00\",\"06:00\"]]}}");
    int64_t due_ms;
    assert_int_equal(business_ms(&calendar, at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z")), 5 * HOUR_MS);
    assert_int_equal(business_ms(&calendar, at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z")), 7 * HOUR_MS);
    must(sla_due(&calendar, at("2026-03-28T12:00:00Z"), 3 * HOUR_MS, &due_ms));
    assert_text(time_text(arena, due_ms), "2026-03-29T02:00:00Z"); /* 04:00 summer time */
    must(sla_due(&calendar, at("2026-10-24T12:00:00Z"), 3 * HOUR_MS, &due_ms));
    assert_text(time_text(arena, due_ms), "2026-10-25T01:00:00Z"); /* 02:00 for the second time */
}

static void an_hour_open_twice_a_night_counts_twice(void **state)
{
    Arena *arena = *state;
    BusinessCalendar calendar =
        calendar_of(arena, "{\"time_zone\":\"Europe/Madrid\",\"weekly\":{\"sunday\":[[\"02:15\",\"02:45\"]]}}");
    assert_int_equal(business_ms(&calendar, at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z")), HOUR_MS);
    assert_int_equal(business_ms(&calendar, at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z")), 0);
}

static void a_calendar_that_never_opens_promises_nothing(void **state)
{
    Arena *arena = *state;
    BusinessCalendar calendar = calendar_of(arena, "{\"weekly\":{}}");
    int64_t due_ms;
    must_fail(sla_due(&calendar, at("2026-01-05T00:00:00Z"), 1, &due_ms), FAULT_INVALID);
    assert_int_equal(business_ms(&calendar, at("2026-01-05T00:00:00Z"), at("2026-02-05T00:00:00Z")), 0);
}

static void a_promise_beyond_ten_years_is_refused(void **state)
{
    BusinessCalendar calendar = calendar_of(*state, "{\"weekly\":{\"monday\":[[\"09:00\",\"09:01\"]]}}");
    int64_t due_ms;
    must(sla_due(&calendar, at("2026-01-05T00:00:00Z"), 500 * MINUTE_MS, &due_ms));
    must_fail(sla_due(&calendar, at("2026-01-05T00:00:00Z"), 600 * MINUTE_MS, &due_ms), FAULT_INVALID);
}

static void malformed_calendars_are_refused_with_a_reason(void **state)
{
    static const char *const files[] = {
        "[]",
        "{}",
        "{\"weekly\":[]}",
        "{\"weekly\":{\"lunes\":[]}}",
        "{\"weekly\":{\"monday\":[[\"09:00\"]]}}",
        "{\"weekly\":{\"monday\":[[\"9:00\",\"18:00\"]]}}",
        "{\"weekly\":{\"monday\":[[\"18:00\",\"09:00\"]]}}",
        "{\"weekly\":{\"monday\":[[\"09:00\",\"24:01\"]]}}",
        "{\"weekly\":{\"monday\":[[\"09:00\",\"12:00\"],[\"11:00\",\"13:00\"]]}}",
        ("{\"weekly\":{\"monday\":[[\"00:00\",\"01:00\"],[\"01:00\",\"02:00\"],[\"02:00\",\"03:00\"],[\"03:00\","
         "\"04:00\"],[\"04:00\",\"05:00\"],[\"05:00\",\"06:00\"],[\"06:00\",\"07:00\"],[\"07:00\",\"08:00\"],"
         "[\"08:00\",\"09:00\"]]}}"),
        "{\"weekly\":{},\"holidays\":[\"2026-02-30\"]}",
        "{\"weekly\":{},\"holidays\":[20260101]}",
        "{\"weekly\":{},\"time_zone\":\"Mars/Olympus\"}",
        "{\"weekly\":{},\"color\":\"red\"}",
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        BusinessCalendar calendar;
        Result result = calendar_file_read(*state, text_of(files[i]), &calendar);
        if (is_ok(result))
            fail_msg("%s was read", files[i]);
    }
}

/* ---- the shared data ---- */

static Text file_read(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        print_message("skipped: %s is not here\n", path);
        return TEXT_NONE;
    }
    Buffer out = buffer_new(arena, 1 << 24);
    char piece[65536];
    size_t count;
    while ((count = fread(piece, 1, sizeof piece, file)) > 0)
        buffer_add(&out, piece, count);
    assert_int_equal(fclose(file), 0);
    return buffer_text(&out);
}

static const char *data_path(Arena *arena, const char *name)
{
    const char *folder = getenv("LAZO_SHARED_DATA");
    return arena_printf(arena, "%s/%s", folder ? folder : "../shared/data", name);
}

static BusinessCalendar data_calendar(Arena *arena, const JsonValue *row)
{
    BusinessCalendar calendar = {0};
    must(zone_open(json_text_member(row, "timezone"), &calendar.zone));
    const JsonValue *weekly = json_member(row, "weekly");
    for (size_t i = 0; i < weekly->object.count; i++) {
        int64_t weekday;
        assert_true(text_to_int(weekly->object.members[i].name, &weekday));
        const JsonValue *spans = weekly->object.members[i].value;
        for (size_t k = 0; k < spans->list.count; k++) {
            const JsonValue *span = &spans->list.items[k];
            must(business_calendar_open(&calendar, (int)weekday,
                                        (BusinessSpan){span->list.items[0].integer, span->list.items[1].integer}));
        }
    }
    const JsonValue *days = json_member(row, "holidays");
    int64_t *holidays = ARENA_ARRAY(arena, int64_t, days->list.count);
    for (size_t i = 0; i < days->list.count; i++)
        holidays[i] = at(text_string(arena, days->list.items[i].text)) / DAY_MS;
    calendar.holidays = holidays;
    calendar.holiday_count = days->list.count;
    return calendar;
}

static void the_shared_business_hours_are_met(void **state)
{
    Arena *arena = *state;
    Text rest = file_read(arena, data_path(arena, "mail/business_hours/expected.jsonl"));
    Text line;
    while (rest.length > 0 && text_next_line(&rest, &line)) {
        const JsonValue *row;
        int64_t due_ms;
        if (text_is_empty(line))
            continue;
        must(json_read(arena, line, &row));
        BusinessCalendar calendar = data_calendar(arena, row);
        int64_t from = at(text_string(arena, json_text_member(row, "start")));
        must(sla_due(&calendar, from, json_int_member(row, "add_minutes", -1) * MINUTE_MS, &due_ms));
        assert_text(time_text(arena, due_ms), text_string(arena, json_text_member(json_member(row, "expect"), "due")));
        int64_t until = at(text_string(arena, json_text_member(row, "until")));
        assert_int_equal(business_ms(&calendar, from, until),
                         json_int_member(row, "expect_business_minutes", -1) * MINUTE_MS);
    }
}

/* Easter Sunday, by Gauss's rule as Meeus gives it. */
static int64_t easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
    int g = (b - (b + 8) / 25 + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int month = (h + l - 7 * m + 114) / 31;
    int day = (h + l - 7 * m + 114) % 31 + 1;
    return days_from_civil((CivilDate){year, month, day});
}

static int day_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void give_italian_holidays(Arena *arena, BusinessCalendar *calendar)
{
    static const int fixed[][2] = {{1, 1},  {1, 6},  {4, 25}, {5, 1},   {6, 2},
                                   {8, 15}, {11, 1}, {12, 8}, {12, 25}, {12, 26}};
    int64_t *days = ARENA_ARRAY(arena, int64_t, 100);
    size_t count = 0;
    for (int year = 2010; year <= 2015; year++) {
        for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
            days[count++] = days_from_civil((CivilDate){year, fixed[i][0], fixed[i][1]});
        days[count++] = easter(year) + 1;
    }
    qsort(days, count, sizeof(days[0]), day_order);
    calendar->holidays = days;
    calendar->holiday_count = count;
}

static Text csv_cell(Text line, int index)
{
    Text cell = TEXT_NONE;
    for (int i = 0; i <= index; i++) {
        if (!text_next_part(&line, ',', &cell))
            return TEXT_NONE;
    }
    return cell;
}

static int64_t naive(Arena *arena, Text cell)
{
    return at(arena_printf(arena, "%.*sT%.*sZ", TEXT_ARG(text_slice(cell, 0, 10)), TEXT_ARG(text_slice(cell, 11, 19))));
}

static void the_help_desks_business_hours_are_met(void **state)
{
    Arena *arena = *state;
    Text rest = file_read(arena, data_path(arena, "helpdesk_it/expected_ttr_cases.csv"));
    BusinessCalendar split = {.zone = zone_utc()};
    BusinessCalendar plain = {.zone = zone_utc()};
    for (int weekday = 0; weekday < 5; weekday++) {
        must(business_calendar_open(&split, weekday, (BusinessSpan){14 * 60, 18 * 60}));
        must(business_calendar_open(&split, weekday, (BusinessSpan){9 * 60, 13 * 60}));
        must(business_calendar_open(&plain, weekday, (BusinessSpan){9 * 60, 18 * 60}));
    }
    give_italian_holidays(arena, &split);
    Text line;
    int checked = 0;
    while (rest.length > 0 && text_next_line(&rest, &line)) {
        double split_hours;
        double plain_hours;
        if (!text_to_real(csv_cell(line, 7), &split_hours) || !text_to_real(csv_cell(line, 8), &plain_hours))
            continue;
        int64_t from = naive(arena, csv_cell(line, 1));
        int64_t to = naive(arena, csv_cell(line, 3));
        double split_got = (double)business_ms(&split, from, to) / (double)HOUR_MS;
        double plain_got = (double)business_ms(&plain, from, to) / (double)HOUR_MS;
        if (fabs(split_got - split_hours) > 1e-9 || fabs(plain_got - plain_hours) > 1e-9)
            fail_msg("%.*s: %.9f and %.9f", TEXT_ARG(line), split_got, plain_got);
        checked++;
    }
    print_message("%d cases of the help desk\n", checked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(promises_wait_for_nights_weekends_and_holidays),
        IN_ARENA(the_clock_change_shortens_and_lengthens_the_night_shift),
        IN_ARENA(an_hour_open_twice_a_night_counts_twice),
        IN_ARENA(a_calendar_that_never_opens_promises_nothing),
        IN_ARENA(a_promise_beyond_ten_years_is_refused),
        IN_ARENA(malformed_calendars_are_refused_with_a_reason),
        IN_ARENA(the_shared_business_hours_are_met),
        IN_ARENA(the_help_desks_business_hours_are_met),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
