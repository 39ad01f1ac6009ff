#include "insight/open_days.h"

#include "desk/calendar.h"

/* Instants accepted from outside lie within these days (base/clock.h), and one more at each end. */
#define FIRST_DAY (TIME_MS_MIN / DAY_MS - 2)
#define LAST_DAY (TIME_MS_MAX / DAY_MS + 2)
#define DAYS_AHEAD 400

struct OpenDays {
    Arena *arena;
    const BusinessCalendar *calendar;
    Text name;
    int64_t first; /* the day before which nothing is summed */
    int64_t count; /* days summed; 0: none yet */
    int64_t *ms;   /* open before day first + i, since first; count + 1 of them */
    int64_t *days;
    int64_t *starts; /* first instant of day first + i */
};

OpenDays *open_days_of(Arena *arena, const BusinessCalendar *calendar, Text name)
{
    OpenDays *open = ARENA_NEW(arena, OpenDays);
    *open = (OpenDays){.arena = arena, .calendar = calendar, .name = name};
    return open;
}

Text open_days_name(const OpenDays *open)
{
    return open->name;
}

static void sum_days(OpenDays *open, int64_t first, int64_t last)
{
    const BusinessCalendar *calendar = open->calendar;
    size_t count = (size_t)(last - first + 1);
    open->first = first;
    open->count = (int64_t)count;
    open->ms = ARENA_ARRAY(open->arena, int64_t, count + 1);
    open->days = ARENA_ARRAY(open->arena, int64_t, count + 1);
    open->starts = ARENA_ARRAY(open->arena, int64_t, count + 1);
    int64_t start = zone_day_start(calendar->zone, first);
    for (size_t i = 0; i < count; i++) {
        int64_t next = zone_day_start(calendar->zone, first + (int64_t)i + 1);
        int64_t open_ms = business_ms(calendar, start, next);
        open->starts[i] = start;
        open->ms[i + 1] = open->ms[i] + open_ms;
        open->days[i + 1] = open->days[i] + (open_ms > 0);
        start = next;
    }
    open->starts[count] = start;
}

static int64_t clamp(int64_t day)
{
    return day < FIRST_DAY ? FIRST_DAY : day > LAST_DAY ? LAST_DAY : day;
}

static void reach(OpenDays *open, int64_t from_day, int64_t to_day)
{
    if (open->count > 0 && from_day >= open->first && to_day < open->first + open->count)
        return;
    int64_t first = open->count > 0 && open->first < from_day ? open->first : from_day;
    int64_t last = open->count > 0 && open->first + open->count - 1 > to_day ? open->first + open->count - 1 : to_day;
    sum_days(open, clamp(first - DAYS_AHEAD), clamp(last + DAYS_AHEAD));
}

/* Open milliseconds of a day before an instant in it. */
static int64_t open_before(const OpenDays *open, int64_t day, int64_t at_ms)
{
    return business_ms(open->calendar, open->starts[day - open->first], at_ms);
}

int64_t open_days_ms(OpenDays *open, int64_t from_ms, int64_t to_ms)
{
    if (to_ms <= from_ms)
        return 0;
    int64_t from_day = clamp(zone_day(open->calendar->zone, from_ms));
    int64_t to_day = clamp(zone_day(open->calendar->zone, to_ms));
    reach(open, from_day, to_day);
    int64_t whole = open->ms[to_day - open->first] - open->ms[from_day - open->first];
    return whole - open_before(open, from_day, from_ms) + open_before(open, to_day, to_ms);
}

int64_t open_days_count(OpenDays *open, int64_t from_ms, int64_t to_ms)
{
    if (to_ms <= from_ms)
        return 0;
    int64_t from_day = clamp(zone_day(open->calendar->zone, from_ms));
    int64_t to_day = clamp(zone_day(open->calendar->zone, to_ms));
    reach(open, from_day, to_day);
    return open->days[to_day - open->first] - open->days[from_day - open->first];
}

Result open_days_default(Work *work, OpenDays **out_open)
{
    BusinessCalendar *calendar = ARENA_NEW(work->arena, BusinessCalendar);
    TRY(calendar_load(work, 0, calendar));
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT name FROM calendars WHERE is_default = 1 ORDER BY id LIMIT 1"), DB_NO_VALUES,
                 &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    *out_open =
        open_days_of(work->arena, calendar, has_row ? text_copy(work->arena, db_column_text(&cursor, 0)) : TEXT_NONE);
    return done();
}
