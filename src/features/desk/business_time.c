#include "desk/business_time.h"

#include "base/arena.h"

Result business_calendar_open(BusinessCalendar *calendar, int weekday, BusinessSpan span)
{
    if (weekday < 0 || weekday > 6)
        return fail(FAULT_INVALID, "A weekday is from 0 (Monday) to 6 (Sunday).");
    if (span.opens_minute < 0 || span.closes_minute > MINUTES_PER_DAY || span.opens_minute >= span.closes_minute)
        return fail(FAULT_INVALID, "Opening hours must begin before they end, within one day.");
    BusinessSpan *spans = calendar->spans[weekday];
    size_t count = calendar->span_counts[weekday];
    size_t place = 0;
    while (place < count && spans[place].opens_minute < span.opens_minute)
        place++;
    bool overlaps = (place > 0 && spans[place - 1].closes_minute > span.opens_minute) ||
                    (place < count && spans[place].opens_minute < span.closes_minute);
    if (overlaps)
        return fail(FAULT_INVALID, "Opening hours of one weekday must not overlap.");
    if (count == BUSINESS_SPANS_MAX)
        return fail(FAULT_LIMIT, "A weekday has at most 8 opening hours.");
    memmove(&spans[place + 1], &spans[place], (count - place) * sizeof(spans[0]));
    spans[place] = span;
    calendar->span_counts[weekday]++;
    return done();
}

static bool is_holiday(const BusinessCalendar *calendar, int64_t day)
{
    size_t low = 0;
    size_t high = calendar->holiday_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->holidays[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < calendar->holiday_count && calendar->holidays[low] == day;
}

/* A part of a local day with one offset from UTC. */
typedef struct DayPart {
    int64_t from_ms;
    int64_t to_ms;
    int64_t offset_ms;
} DayPart;

/* First instant in (from, to] whose offset is no longer that of `from`. */
static int64_t offset_change(const Zone *zone, int64_t from_ms, int64_t to_ms)
{
    int64_t offset = zone_offset_ms(zone, from_ms);
    while (to_ms - from_ms > 1) {
        int64_t middle = from_ms + (to_ms - from_ms) / 2;
        if (zone_offset_ms(zone, middle) == offset)
            from_ms = middle;
        else
            to_ms = middle;
    }
    return to_ms;
}

/* One part, or two on a day when the clocks change. */
static size_t day_parts(const Zone *zone, int64_t day, DayPart out[2])
{
    int64_t start = zone_day_start(zone, day);
    int64_t end = zone_day_start(zone, day + 1);
    if (end <= start)
        return 0; /* a day that the zone skipped */
    int64_t first = zone_offset_ms(zone, start);
    int64_t last = zone_offset_ms(zone, end - 1);
    if (first == last) {
        out[0] = (DayPart){start, end, first};
        return 1;
    }
    int64_t change = offset_change(zone, start, end - 1);
    out[0] = (DayPart){start, change, first};
    out[1] = (DayPart){change, end, last};
    return 2;
}

static bool next_in_part(const BusinessCalendar *calendar, int64_t day, const DayPart *part, int64_t at_ms,
                         BusinessStretch *out)
{
    int weekday = weekday_of_days(day);
    for (size_t i = 0; i < calendar->span_counts[weekday]; i++) {
        const BusinessSpan *span = &calendar->spans[weekday][i];
        int64_t from = day * DAY_MS + span->opens_minute * MINUTE_MS - part->offset_ms;
        int64_t to = day * DAY_MS + span->closes_minute * MINUTE_MS - part->offset_ms;
        from = from < part->from_ms ? part->from_ms : from;
        to = to > part->to_ms ? part->to_ms : to;
        from = from < at_ms ? at_ms : from;
        if (from < to) {
            *out = (BusinessStretch){from, to};
            return true;
        }
    }
    return false;
}

bool business_next(const BusinessCalendar *calendar, int64_t at_ms, int64_t until_ms, BusinessStretch *out_stretch)
{
    int64_t last_day = zone_day(calendar->zone, until_ms);
    for (int64_t day = zone_day(calendar->zone, at_ms); day <= last_day; day++) {
        if (calendar->span_counts[weekday_of_days(day)] == 0 || is_holiday(calendar, day))
            continue;
        DayPart parts[2];
        size_t count = day_parts(calendar->zone, day, parts);
        for (size_t i = 0; i < count; i++) {
            if (next_in_part(calendar, day, &parts[i], at_ms, out_stretch))
                return out_stretch->from_ms < until_ms;
        }
    }
    return false;
}

int64_t business_ms(const BusinessCalendar *calendar, int64_t from_ms, int64_t to_ms)
{
    int64_t total = 0;
    int64_t at = from_ms;
    BusinessStretch stretch;
    while (at < to_ms && business_next(calendar, at, to_ms, &stretch)) {
        int64_t end = stretch.to_ms < to_ms ? stretch.to_ms : to_ms;
        total += end - stretch.from_ms;
        at = stretch.to_ms;
    }
    return total;
}

Result sla_due(const BusinessCalendar *calendar, int64_t from_ms, int64_t promise_ms, int64_t *out_due_ms)
{
    if (promise_ms <= 0) {
        *out_due_ms = from_ms;
        return done();
    }
    int64_t left = promise_ms;
    int64_t at = from_ms;
    const int64_t until = from_ms + SLA_DAYS_MAX * DAY_MS;
    BusinessStretch stretch;
    while (business_next(calendar, at, until, &stretch)) {
        int64_t open = stretch.to_ms - stretch.from_ms;
        if (open >= left) {
            *out_due_ms = stretch.from_ms + left;
            return done();
        }
        left -= open;
        at = stretch.to_ms;
    }
    return fail(FAULT_INVALID, "The calendar is not open for that long within ten years.");
}
