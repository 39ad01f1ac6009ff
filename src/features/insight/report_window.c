#include "insight/report_window.h"

#include <stdio.h>

#define DAYS_PER_WEEK 7
#define MONTHS_PER_YEAR 12
#define MONTHS_PER_QUARTER 3

size_t period_write(Grain grain, int64_t day, char out[PERIOD_TEXT_BYTES])
{
    CivilDate date = civil_from_days(day);
    int year = date.year;
    int week;
    int length = 0;
    switch (grain) {
    case GRAIN_DAY: length = snprintf(out, PERIOD_TEXT_BYTES, "%04d-%02d-%02d", year, date.month, date.day); break;
    case GRAIN_WEEK:
        iso_week(day, &year, &week);
        length = snprintf(out, PERIOD_TEXT_BYTES, "%04d-W%02d", year, week);
        break;
    case GRAIN_MONTH: length = snprintf(out, PERIOD_TEXT_BYTES, "%04d-%02d", year, date.month); break;
    case GRAIN_QUARTER:
        length = snprintf(out, PERIOD_TEXT_BYTES, "%04d-Q%d", year, (date.month - 1) / MONTHS_PER_QUARTER + 1);
        break;
    case GRAIN_YEAR: length = snprintf(out, PERIOD_TEXT_BYTES, "%04d", year); break;
    }
    return (size_t)length;
}

int64_t period_start(Grain grain, int64_t day)
{
    CivilDate date = civil_from_days(day);
    switch (grain) {
    case GRAIN_DAY: return day;
    case GRAIN_WEEK: return day - weekday_of_days(day);
    case GRAIN_MONTH: break;
    case GRAIN_QUARTER: date.month = (date.month - 1) / MONTHS_PER_QUARTER * MONTHS_PER_QUARTER + 1; break;
    case GRAIN_YEAR: date.month = 1; break;
    }
    date.day = 1;
    return days_from_civil(date);
}

static int64_t grain_months(Grain grain)
{
    return grain == GRAIN_YEAR ? MONTHS_PER_YEAR : grain == GRAIN_QUARTER ? MONTHS_PER_QUARTER : 1;
}

int64_t period_add(Grain grain, int64_t first_day, int64_t count)
{
    if (grain == GRAIN_DAY)
        return first_day + count;
    if (grain == GRAIN_WEEK)
        return first_day + count * DAYS_PER_WEEK;
    return day_add_months(first_day, count * grain_months(grain));
}

static bool read_part(Text *rest, size_t digits, char after, int64_t *out)
{
    Text part = text_slice(*rest, 0, digits);
    if (part.length != digits || !text_to_int(part, out) || *out < 0)
        return false;
    *rest = text_slice(*rest, digits, rest->length);
    if (after == '\0')
        return rest->length == 0;
    if (rest->length == 0 || rest->data[0] != after)
        return false;
    *rest = text_slice(*rest, 1, rest->length);
    return true;
}

static int64_t week_start(int64_t year, int64_t week)
{
    /* The fourth of January is always in week 1. */
    int64_t fourth = days_from_civil((CivilDate){(int32_t)year, 1, 4});
    return fourth - weekday_of_days(fourth) + (week - 1) * DAYS_PER_WEEK;
}

bool period_read(Grain grain, Text name, int64_t *out_first_day)
{
    int64_t year, part = 1, day = 1;
    if (grain == GRAIN_YEAR) {
        if (!read_part(&name, 4, '\0', &year))
            return false;
    } else if (!read_part(&name, 4, '-', &year)) {
        return false;
    }
    if (grain == GRAIN_WEEK || grain == GRAIN_QUARTER) {
        if (name.length == 0 || name.data[0] != (grain == GRAIN_WEEK ? 'W' : 'Q'))
            return false;
        name = text_slice(name, 1, name.length);
        if (!read_part(&name, grain == GRAIN_WEEK ? 2 : 1, '\0', &part))
            return false;
    } else if (grain == GRAIN_MONTH && !read_part(&name, 2, '\0', &part)) {
        return false;
    } else if (grain == GRAIN_DAY && (!read_part(&name, 2, '-', &part) || !read_part(&name, 2, '\0', &day))) {
        return false;
    }
    if (grain == GRAIN_WEEK) {
        *out_first_day = week_start(year, part);
        return true;
    }
    if (grain == GRAIN_QUARTER)
        part = (part - 1) * MONTHS_PER_QUARTER + 1;
    CivilDate date = {(int32_t)year, (int32_t)part, (int32_t)day};
    if (!civil_is_valid(date))
        return false;
    *out_first_day = days_from_civil(date);
    return true;
}

int64_t day_add_months(int64_t day, int64_t months)
{
    CivilDate date = civil_from_days(day);
    int64_t month = (int64_t)date.year * MONTHS_PER_YEAR + date.month - 1 + months;
    int64_t year = month >= 0 ? month / MONTHS_PER_YEAR : -((-month + MONTHS_PER_YEAR - 1) / MONTHS_PER_YEAR);
    date.year = (int32_t)year;
    date.month = (int32_t)(month - year * MONTHS_PER_YEAR) + 1;
    while (!civil_is_valid(date) && date.day > 28)
        date.day--;
    return days_from_civil(date);
}

static int64_t instant_on_day(const Zone *zone, int64_t at_ms, int64_t day)
{
    int64_t into_day = at_ms + zone_offset_ms(zone, at_ms) - zone_day(zone, at_ms) * DAY_MS;
    if (at_ms == zone_day_start(zone, zone_day(zone, at_ms)))
        return zone_day_start(zone, day);
    return zone_local_to_utc(zone, day * DAY_MS + into_day);
}

int64_t instant_add_months(const Zone *zone, int64_t at_ms, int64_t months)
{
    return instant_on_day(zone, at_ms, day_add_months(zone_day(zone, at_ms), months));
}

bool instant_months_between(const Zone *zone, int64_t from_ms, int64_t to_ms, int64_t *out_months)
{
    CivilDate from = civil_from_days(zone_day(zone, from_ms));
    CivilDate to = civil_from_days(zone_day(zone, to_ms));
    int64_t months = ((int64_t)to.year - from.year) * MONTHS_PER_YEAR + to.month - from.month;
    if (months <= 0 || instant_add_months(zone, from_ms, months) != to_ms)
        return false;
    *out_months = months;
    return true;
}

static ReportWindow window_add_months(const Zone *zone, ReportWindow window, int64_t months)
{
    if (window.has_from)
        window.from = instant_add_months(zone, window.from, months);
    if (window.has_to)
        window.to = instant_add_months(zone, window.to, months);
    return window;
}

ReportWindow window_before(const Zone *zone, ReportWindow window)
{
    int64_t months;
    if (instant_months_between(zone, window.from, window.to, &months))
        return window_add_months(zone, window, -months);
    int64_t first = zone_day(zone, window.from);
    int64_t last = zone_day(zone, window.to);
    if (window.from == zone_day_start(zone, first) && window.to == zone_day_start(zone, last)) {
        window.from = zone_day_start(zone, first - (last - first));
        window.to = zone_day_start(zone, first);
        return window;
    }
    int64_t length = window.to - window.from;
    window.to = window.from;
    window.from -= length;
    return window;
}

ReportWindow window_year_before(const Zone *zone, ReportWindow window)
{
    return window_add_months(zone, window, -MONTHS_PER_YEAR);
}

ReportWindow window_shift(const Zone *zone, ReportWindow window, Grain grain, int64_t count)
{
    if (grain != GRAIN_DAY && grain != GRAIN_WEEK)
        return window_add_months(zone, window, count * grain_months(grain));
    int64_t days = grain == GRAIN_WEEK ? count * DAYS_PER_WEEK : count;
    if (window.has_from)
        window.from = instant_on_day(zone, window.from, zone_day(zone, window.from) + days);
    if (window.has_to)
        window.to = instant_on_day(zone, window.to, zone_day(zone, window.to) + days);
    return window;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

Slices slices_of(const Zone *zone, int64_t from, int64_t to)
{
    int64_t day = zone_day(zone, from);
    int64_t last = zone_day(zone, to);
    int64_t start = zone_day_start(zone, day);
    Slices slices = {zone, start, 0};
    for (; day <= last; day++) {
        int64_t next = zone_day_start(zone, day + 1);
        if (next > start)
            slices.width = common_divisor(next - start, slices.width);
        start = next;
    }
    if (slices.width == 0)
        slices.width = DAY_MS;
    return slices;
}
