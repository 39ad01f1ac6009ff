/* How long it takes: first response and resolution, in calendar or in business time. */
#include <math.h>

#include "insight/open_days.h"
#include "insight/report_families.h"
#include "insight/report_members.h"
#include "insight/report_source.h"
#include "insight/statistics.h"

typedef struct TimeSums {
    double *values; /* in the report's unit */
    size_t count;
    size_t capacity;
} TimeSums;

typedef struct TimeScan {
    const char *window_over; /* the column that the window and the periods are over */
    const char *end;         /* the column that ends the time */
} TimeScan;

static void sums_add(Arena *arena, TimeSums *sums, double value)
{
    if (sums->count == sums->capacity) {
        size_t capacity = sums->capacity ? sums->capacity * 2 : 8;
        double *values = ARENA_ARRAY(arena, double, capacity);
        if (sums->count > 0)
            memcpy(values, sums->values, sums->count * sizeof values[0]);
        sums->values = values;
        sums->capacity = capacity;
    }
    sums->values[sums->count++] = value;
}

/* Time that runs backwards counts as none; the answer says how often. */
static double duration(const ReportQuery *query, OpenDays *open, int64_t from, int64_t to)
{
    if (to <= from)
        return 0;
    switch (query->unit) {
    case UNIT_HOURS: return (double)(to - from) / (double)HOUR_MS;
    case UNIT_DAYS: return (double)(to - from) / (double)DAY_MS;
    case UNIT_BUSINESS_HOURS: return (double)open_days_ms(open, from, to) / (double)HOUR_MS;
    case UNIT_BUSINESS_DAYS: return (double)open_days_count(open, from, to);
    }
    return 0;
}

static void time_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    TimeSums *sums = from;
    sort_values(sums->values, sums->count);
    values[TIME_N] = (double)sums->count;
    if (sums->count == 0)
        return;
    values[TIME_VALUE] = values[TIME_MEDIAN] = quantile_of(sums->values, sums->count, 0.5);
    values[TIME_MEAN] = sum_of(sums->values, sums->count) / (double)sums->count;
    values[TIME_P90] = quantile_of(sums->values, sums->count, 0.9);
}

static bool needs_calendar(const ReportQuery *query)
{
    return query->unit == UNIT_BUSINESS_HOURS || query->unit == UNIT_BUSINESS_DAYS;
}

typedef struct TimeTotals {
    TimeSums all;
    int64_t backwards;
} TimeTotals;

static const char *time_conditions(Arena *arena, const TimeScan *what)
{
    return arena_printf(arena, "t.merged_into IS NULL AND %s IS NOT NULL", what->end);
}

static Result time_scan(Work *work, const ReportQuery *query, const TimeScan *what, OpenDays *open, Groups *groups,
                        TimeTotals *totals)
{
    Scan scan;
    TRY(scan_begin(work, query, &ticket_source, what->window_over, &query->window, &scan));
    scan_where(&scan, time_conditions(work->arena, what));
    WITH_CURSOR cursor = {0};
    TRY(scan_query(&scan, arena_printf(work->arena, "t.created_at, %s", what->end), -1, NULL, &cursor));
    int first = (int)scan.column_count;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t from = db_column_int(&cursor, first);
        int64_t to = db_column_int(&cursor, first + 1);
        double value = duration(query, open, from, to);
        if (totals) {
            totals->backwards += to < from;
            sums_add(work->arena, &totals->all, value);
        }
        if (groups == NULL || query->by_count == 0)
            continue;
        GroupValue by[DIMENSIONS_MAX];
        scan_values(&scan, &cursor, by);
        Group *group;
        TRY(groups_find(groups, by, &group));
        sums_add(work->arena, group->sums, value);
    }
}

static Result report_times(Work *work, const ReportQuery *query, const TimeScan *what, Report *report)
{
    OpenDays *open = NULL;
    if (needs_calendar(query))
        TRY(open_days_default(work, &open));
    Groups groups = groups_new(work->arena, query->by_count, sizeof(TimeSums));
    TimeTotals totals = {0};
    bool overlaps = groups_overlap(query);
    TRY(time_scan(work, query, what, open, &groups, overlaps ? NULL : &totals));
    if (overlaps) {
        ReportQuery all = *query;
        all.by_count = 0;
        TRY(time_scan(work, &all, what, open, NULL, &totals));
    }
    report_fill(report, &groups, &totals.all, time_finish);
    if (open)
        json_put_text(&report->fact, "calendar", open_days_name(open));
    if (totals.backwards > 0)
        json_put_int(&report->fact, "ended_before_begun", totals.backwards);
    return members_by_clock(work, query, what->window_over, time_conditions(work->arena, what), report);
}

Result report_frt(Work *work, const ReportQuery *query, Report *report)
{
    return report_times(work, query, &(TimeScan){"t.created_at", "t.first_reply_at"}, report);
}

Result report_ttr(Work *work, const ReportQuery *query, Report *report)
{
    return report_times(work, query, &(TimeScan){"t.solved_at", "t.solved_at"}, report);
}
