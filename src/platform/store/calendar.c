#include "store/calendar.h"

#include <stdio.h>

#include "store/workspace_own.h"

/* Days written by one piece: some 5 ms on the lane. */
#define DAYS_A_PIECE 1000
/* With the wished days come these many around them, so that the next question finds them. */
#define DAYS_AROUND 366

#define DAY_TEXT_BYTES 48
typedef struct DayTexts {
    char date[DAY_TEXT_BYTES];
    char week[DAY_TEXT_BYTES];
    char month[DAY_TEXT_BYTES];
    char quarter[DAY_TEXT_BYTES];
    char year[DAY_TEXT_BYTES];
} DayTexts;

static void day_texts(int64_t day, DayTexts *out)
{
    CivilDate date = civil_from_days(day);
    int week_year;
    int week;
    iso_week(day, &week_year, &week);
    snprintf(out->date, sizeof out->date, "%04d-%02d-%02d", date.year, date.month, date.day);
    snprintf(out->week, sizeof out->week, "%04d-W%02d", week_year, week);
    snprintf(out->month, sizeof out->month, "%04d-%02d", date.year, date.month);
    snprintf(out->quarter, sizeof out->quarter, "%04d-Q%d", date.year, (date.month + 2) / 3);
    snprintf(out->year, sizeof out->year, "%04d", date.year);
}

static Result day_add(Db *db, const Zone *zone, int64_t day)
{
    int64_t start = zone_day_start(zone, day);
    int64_t end = zone_day_start(zone, day + 1);
    if (start >= end)
        return done(); /* the zone skipped it */
    DayTexts texts = {0};
    day_texts(day, &texts);
    return db_run(db,
                  DB_SQL("INSERT INTO calendar_days (zone, day, start_at, end_at, date, week, month, quarter, year)"
                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (zone, day) DO NOTHING"),
                  DB_VALUES(db_text(zone_name(zone)), db_int(day), db_int(start), db_int(end), db_string(texts.date),
                            db_string(texts.week), db_string(texts.month), db_string(texts.quarter),
                            db_string(texts.year)),
                  NULL);
}

static void range_clamp(int64_t *from_day, int64_t *to_day)
{
    if (*from_day < CALENDAR_DAY_MIN)
        *from_day = CALENDAR_DAY_MIN;
    if (*to_day > CALENDAR_DAY_MAX)
        *to_day = CALENDAR_DAY_MAX;
}

static Result days_count(Db *db, const Zone *zone, int64_t from_day, int64_t to_day, int64_t *out_count)
{
    return db_one_int(db, DB_SQL("SELECT COUNT(day) FROM calendar_days WHERE zone = $1 AND day >= $2 AND day <= $3"),
                      DB_VALUES(db_text(zone_name(zone)), db_int(from_day), db_int(to_day)), out_count);
}

Result calendar_days_ensure(Db *db, const Zone *zone, int64_t from_day, int64_t to_day)
{
    range_clamp(&from_day, &to_day);
    if (from_day > to_day)
        return done();
    int64_t count;
    TRY(days_count(db, zone, from_day, to_day, &count));
    if (count == to_day - from_day + 1)
        return done();
    for (int64_t day = from_day; day <= to_day; day++)
        TRY(day_add(db, zone, day));
    return done();
}

/* Zones are cached for the life of the process, so that one has one address. */
static bool range_is_known(Workspace *workspace, const Zone *zone, int64_t from_day, int64_t to_day)
{
    bool is_known = false;
    pthread_mutex_lock(&workspace->calendar_mutex);
    for (int i = 0; i < CALENDAR_ZONES_MAX; i++) {
        const CalendarRange *range = &workspace->calendar[i];
        is_known = is_known || (range->zone == zone && range->from_day <= from_day && to_day <= range->to_day);
    }
    pthread_mutex_unlock(&workspace->calendar_mutex);
    return is_known;
}

/* The zone's own place, else a free one, else the last. */
static void range_keep(Workspace *workspace, const Zone *zone, int64_t from_day, int64_t to_day)
{
    pthread_mutex_lock(&workspace->calendar_mutex);
    int at = 0;
    while (at < CALENDAR_ZONES_MAX - 1 && workspace->calendar[at].zone && workspace->calendar[at].zone != zone)
        at++;
    CalendarRange *range = &workspace->calendar[at];
    bool joins = range->zone == zone && from_day <= range->to_day + 1 && to_day >= range->from_day - 1;
    if (joins && range->from_day < from_day)
        from_day = range->from_day;
    if (joins && range->to_day > to_day)
        to_day = range->to_day;
    *range = (CalendarRange){zone, from_day, to_day};
    pthread_mutex_unlock(&workspace->calendar_mutex);
}

typedef struct DaysToAdd {
    const Zone *zone;
    int64_t from_day;
    int64_t to_day;
} DaysToAdd;

static Result days_apply(Work *work, void *context)
{
    const DaysToAdd *days = context;
    return calendar_days_ensure(work->db, days->zone, days->from_day, days->to_day);
}

static Result days_write(Workspace *workspace, const Zone *zone, int64_t from_day, int64_t to_day)
{
    Arena *arena = arena_new();
    Result result = done();
    for (int64_t day = from_day; is_ok(result) && day <= to_day; day += DAYS_A_PIECE) {
        int64_t last = day + DAYS_A_PIECE - 1;
        DaysToAdd days = {.zone = zone, .from_day = day, .to_day = last < to_day ? last : to_day};
        result = lane_do(workspace->lane, arena, &actor_system, WORK_LIVE, true, days_apply, &days);
    }
    arena_free(arena);
    return is_ok(result) ? done() : fail(result.fault, "The calendar's days could not be stored; try again.");
}

Result workspace_ensure_days(Workspace *workspace, const Zone *zone, int64_t from_day, int64_t to_day)
{
    range_clamp(&from_day, &to_day);
    if (from_day > to_day || range_is_known(workspace, zone, from_day, to_day))
        return done();
    from_day -= DAYS_AROUND;
    to_day += DAYS_AROUND;
    range_clamp(&from_day, &to_day);
    Db *db;
    int64_t count;
    TRY(workspace_take_reader(workspace, &db));
    Result result = days_count(db, zone, from_day, to_day, &count);
    workspace_return_reader(workspace, db);
    if (!is_ok(result))
        return fail(result.fault, "The calendar's days could not be read; try again.");
    if (count < to_day - from_day + 1)
        TRY(days_write(workspace, zone, from_day, to_day));
    range_keep(workspace, zone, from_day, to_day);
    return done();
}
