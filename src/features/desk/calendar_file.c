#include "desk/calendar_file.h"

#include <stdlib.h>

static const char *const weekday_names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday",    NULL};

bool minute_of_day_read(Text text, int64_t *out_minute)
{
    if (text.length != 5 || text.data[2] != ':')
        return false;
    int64_t hour;
    int64_t minute;
    if (!text_to_int(text_slice(text, 0, 2), &hour) || !text_to_int(text_slice(text, 3, 5), &minute))
        return false;
    int64_t total = hour * 60 + minute;
    if (hour < 0 || minute < 0 || minute > 59 || total > MINUTES_PER_DAY)
        return false;
    *out_minute = total;
    return true;
}

static int weekday_index(Text name)
{
    for (int i = 0; weekday_names[i] != NULL; i++) {
        if (text_equals_ascii_case(name, text_of(weekday_names[i])))
            return i;
    }
    return -1;
}

static Result read_weekday(Arena *arena, const JsonMember *member, BusinessCalendar *calendar)
{
    int weekday = weekday_index(member->name);
    if (weekday < 0)
        return failf(arena, FAULT_INVALID, "weekly: \"%.*s\" is no weekday.", TEXT_ARG(text_cut(member->name, 40)));
    if (member->value->kind != JSON_LIST)
        return failf(arena, FAULT_INVALID, "weekly.%s must be a list of [\"09:00\", \"18:00\"].",
                     weekday_names[weekday]);
    for (size_t i = 0; i < member->value->list.count; i++) {
        const JsonValue *item = &member->value->list.items[i];
        BusinessSpan span;
        bool is_pair = item->kind == JSON_LIST && item->list.count == 2 && item->list.items[0].kind == JSON_TEXT &&
                       item->list.items[1].kind == JSON_TEXT;
        if (!is_pair || !minute_of_day_read(item->list.items[0].text, &span.opens_minute) ||
            !minute_of_day_read(item->list.items[1].text, &span.closes_minute))
            return failf(arena, FAULT_INVALID, "weekly.%s[%zu] must be two times such as [\"09:00\", \"18:00\"].",
                         weekday_names[weekday], i);
        Result opened = business_calendar_open(calendar, weekday, span);
        if (!is_ok(opened))
            return failf(arena, opened.fault, "weekly.%s[%zu]: %s", weekday_names[weekday], i, opened.why);
    }
    return done();
}

static int compare_days(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a;
    int64_t second = *(const int64_t *)b;
    return first < second ? -1 : first > second;
}

static Result read_holidays(Arena *arena, const JsonValue *list, BusinessCalendar *calendar)
{
    if (list->kind != JSON_LIST)
        return fail(FAULT_INVALID, "holidays must be a list of days such as \"2026-12-25\".");
    if (list->list.count > BUSINESS_HOLIDAYS_MAX)
        return failf(arena, FAULT_LIMIT, "At most %d holidays are allowed.", BUSINESS_HOLIDAYS_MAX);
    int64_t *days = ARENA_ARRAY(arena, int64_t, list->list.count);
    for (size_t i = 0; i < list->list.count; i++) {
        const JsonValue *item = &list->list.items[i];
        int64_t at_ms;
        bool is_day;
        if (item->kind != JSON_TEXT || !is_ok(time_read(item->text, &at_ms, &is_day)) || !is_day)
            return failf(arena, FAULT_INVALID, "holidays[%zu] must be a day such as \"2026-12-25\".", i);
        days[i] = at_ms / DAY_MS - (at_ms % DAY_MS < 0);
    }
    qsort(days, list->list.count, sizeof(days[0]), compare_days);
    calendar->holidays = days;
    calendar->holiday_count = list->list.count;
    return done();
}

Result calendar_file_read(Arena *arena, Text source, BusinessCalendar *out_calendar)
{
    const JsonValue *root;
    TRY(json_read(arena, source, &root));
    if (root->kind != JSON_OBJECT)
        return fail(FAULT_INVALID, "A calendar is an object with time_zone, weekly and holidays.");
    BusinessCalendar calendar = {.zone = zone_utc()};
    bool has_weekly = false;
    for (size_t i = 0; i < root->object.count; i++) {
        const JsonMember *member = &root->object.members[i];
        if (text_is(member->name, "time_zone")) {
            if (member->value->kind != JSON_TEXT)
                return fail(FAULT_INVALID, "time_zone must be a text such as \"America/Bogota\".");
            TRY(zone_open(member->value->text, &calendar.zone));
        } else if (text_is(member->name, "weekly")) {
            if (member->value->kind != JSON_OBJECT)
                return fail(FAULT_INVALID, "weekly must be an object with the weekdays.");
            has_weekly = true;
            for (size_t k = 0; k < member->value->object.count; k++)
                TRY(read_weekday(arena, &member->value->object.members[k], &calendar));
        } else if (text_is(member->name, "holidays")) {
            TRY(read_holidays(arena, member->value, &calendar));
        } else {
            return failf(arena, FAULT_INVALID, "A calendar has no \"%.*s\".", TEXT_ARG(text_cut(member->name, 40)));
        }
    }
    if (!has_weekly)
        return fail(FAULT_INVALID, "The calendar has no weekly hours.");
    *out_calendar = calendar;
    return done();
}
