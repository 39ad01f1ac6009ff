/* How much work there is: tickets created, open at an instant, opened again. */
#include <math.h>

#include "insight/report_families.h"
#include "insight/report_members.h"
#include "insight/report_source.h"
#include "insight/statistics.h"

typedef struct CountSums {
    int64_t count;
    int64_t part;
    int64_t whole; /* of all groups, for the share */
} CountSums;

typedef struct TicketCount {
    const char *time;       /* the window is over it */
    const char *conditions; /* NULL: none */
    const char *part;       /* SQL of the measure after COUNT(*); NULL: none */
    const ReportWindow *window;
    bool was_open; /* only what was open at `open_at` */
    int64_t open_at;
} TicketCount;

static Result count_scan(Work *work, const ReportQuery *query, const TicketCount *what, Groups *groups,
                         CountSums *total)
{
    Scan scan;
    TRY(scan_begin(work, query, &ticket_source, what->time, what->window, &scan));
    if (what->conditions)
        scan_where(&scan, what->conditions);
    if (what->was_open) {
        Buffer *where = &scan.builder.where;
        buffer_add_string(where, " AND (t.status NOT IN ('solved', 'closed') OR "
                                 "COALESCE(t.solved_at, t.closed_at, t.updated_at) >= ");
        sql_bind(&scan.builder, where, db_int(what->open_at));
        buffer_add_byte(where, ')');
    }
    const char *measures = arena_printf(work->arena, "COUNT(*), %s", what->part ? what->part : "0");
    WITH_CURSOR cursor = {0};
    TRY(scan_query(&scan, measures, 0, NULL, &cursor));
    int first = (int)scan.column_count;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t count = db_column_int(&cursor, first);
        if (count == 0)
            continue;
        int64_t part = db_column_int(&cursor, first + 1);
        total->count += count;
        total->part += part;
        if (groups == NULL)
            continue;
        GroupValue by[DIMENSIONS_MAX];
        scan_values(&scan, &cursor, by);
        Group *group;
        TRY(groups_find(groups, by, &group));
        CountSums *sums = group->sums;
        sums->count += count;
        sums->part += part;
    }
}

static Result count_groups(Work *work, const ReportQuery *query, const TicketCount *what, Groups *out_groups,
                           CountSums *out_total)
{
    *out_groups = groups_new(work->arena, query->by_count, sizeof(CountSums));
    *out_total = (CountSums){0};
    TRY(count_scan(work, query, what, out_groups, out_total));
    if (!groups_overlap(query))
        return done();
    ReportQuery all = *query;
    all.by_count = 0;
    *out_total = (CountSums){0};
    return count_scan(work, &all, what, NULL, out_total);
}

/* ---- volume ---- */

static void volume_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    const CountSums *sums = from;
    values[VOLUME_VALUE] = sums->count > 0 ? (double)sums->count : NO_VALUE;
    values[VOLUME_N] = (double)sums->count;
    values[VOLUME_SHARE] = share_percent(sums->count, sums->whole);
}

Result report_volume(Work *work, const ReportQuery *query, Report *report)
{
    TicketCount what = {.time = "t.created_at", .window = &query->window};
    Groups groups;
    CountSums total;
    TRY(count_groups(work, query, &what, &groups, &total));
    total.whole = total.count;
    for (size_t i = 0; i < groups.count; i++)
        ((CountSums *)groups.list[i]->sums)->whole = total.count;
    report_fill(report, &groups, &total, volume_finish);
    return members_by_clock(work, query, "t.created_at", NULL, report);
}

/* ---- reopen ---- */

static void reopen_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    const CountSums *sums = from;
    values[REOPEN_VALUE] = share_percent(sums->part, sums->count);
    values[REOPEN_N] = (double)sums->count;
    if (sums->count > 0)
        values[REOPEN_REOPENED] = (double)sums->part;
}

#define EVER_SETTLED                                                                                                   \
    "(t.solved_at IS NOT NULL OR t.closed_at IS NOT NULL OR t.reopens > 0 OR t.status IN ('solved', 'closed'))"

Result report_reopen(Work *work, const ReportQuery *query, Report *report)
{
    TicketCount what = {.time = "t.created_at",
                        .window = &query->window,
                        .conditions = "t.merged_into IS NULL AND " EVER_SETTLED,
                        .part = "CAST(SUM(CASE WHEN t.reopens > 0 THEN 1 ELSE 0 END) AS BIGINT)"};
    Groups groups;
    CountSums total;
    TRY(count_groups(work, query, &what, &groups, &total));
    report_fill(report, &groups, &total, reopen_finish);
    return done();
}

/* ---- backlog ---- */

/* When it was settled for good, as far as is known; null while it is open. */
#define SETTLED_AT                                                                                                     \
    "CASE WHEN t.status IN ('solved', 'closed') THEN COALESCE(t.solved_at, t.closed_at, t.updated_at) END"

static void backlog_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    const CountSums *sums = from;
    values[BACKLOG_VALUE] = values[BACKLOG_N] = (double)sums->count;
}

/* Open at an instant: created before it, and settled after it or not at all. */
static Result open_at(Work *work, const ReportQuery *query, int64_t at, Groups *groups, CountSums *total)
{
    ReportWindow before = {.has_to = true, .to = at};
    TicketCount what = {.time = "t.created_at",
                        .window = &before,
                        .conditions = "t.merged_into IS NULL",
                        .was_open = at < work->now,
                        .open_at = at};
    /* Now, the open ones alone need to be read. */
    if (!what.was_open)
        what.conditions = "t.merged_into IS NULL AND t.status IN ('new', 'open', 'pending', 'on_hold')";
    if (groups)
        return count_groups(work, query, &what, groups, total);
    return count_scan(work, query, &what, NULL, total);
}

typedef struct Flow {
    int64_t *changes; /* by period */
} Flow;

typedef struct BacklogPeriods {
    int64_t *ends; /* first instant after each */
    int64_t *last_days;
    size_t count;
} BacklogPeriods;

/* Periods of the window up to now, or of the tickets' whole life when it is open. */
static Result backlog_periods(Work *work, const ReportQuery *query, Grain grain, BacklogPeriods *out)
{
    int64_t from = query->window.from;
    int64_t to = query->window.has_to && query->window.to < work->now ? query->window.to : work->now;
    if (!query->window.has_from) {
        Result first = db_one_int(work->db, DB_SQL("SELECT MIN(created_at) FROM tickets"), DB_NO_VALUES, &from);
        TRY(first);
        from = from == 0 || from > to ? to - 1 : from;
    }
    int64_t last = zone_day(query->zone, to - 1);
    int64_t day = period_start(grain, zone_day(query->zone, from));
    size_t capacity = (size_t)(last >= day ? (last - day) / (grain == GRAIN_DAY ? 1 : 7) + 2 : 1);
    if (capacity > REPORT_ROWS_MAX)
        return fail(FAULT_LIMIT, "The window has too many periods: take longer ones.");
    out->ends = ARENA_ARRAY(work->arena, int64_t, capacity);
    out->last_days = ARENA_ARRAY(work->arena, int64_t, capacity);
    out->count = 0;
    while (day <= last && out->count < capacity) {
        int64_t next = period_add(grain, day, 1);
        int64_t end = zone_day_start(query->zone, next);
        out->ends[out->count] = end < to ? end : to;
        out->last_days[out->count++] = (next - 1 < last ? next - 1 : last);
        day = next;
    }
    return done();
}

static size_t period_of(const BacklogPeriods *periods, int64_t day)
{
    size_t low = 0;
    size_t high = periods->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (periods->last_days[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Adds `sign` for each ticket whose `time` lies in the window to the period it lies in. */
static Result flow_add(Work *work, const ReportQuery *query, const BacklogPeriods *periods, const char *time,
                       int64_t sign, const ReportWindow *window, Groups *groups)
{
    Scan scan;
    TRY(scan_begin(work, query, &ticket_source, time, window, &scan));
    scan_where(&scan, "t.merged_into IS NULL");
    WITH_CURSOR cursor = {0};
    TRY(scan_query(&scan, "COUNT(*)", 0, NULL, &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        GroupValue by[DIMENSIONS_MAX];
        scan_values(&scan, &cursor, by);
        for (size_t i = 0; i < query->by_count; i++)
            if (dimension_is_time(query->by[i]))
                by[i] = (GroupValue){.is_null = true};
        size_t period = period_of(periods, scan_day(&scan, &cursor));
        Group *group;
        TRY(groups_find(groups, by, &group));
        Flow *flow = group->sums;
        if (flow->changes == NULL)
            flow->changes = ARENA_ARRAY(work->arena, int64_t, periods->count + 1);
        if (period < periods->count)
            flow->changes[period] += sign * db_column_int(&cursor, (int)scan.column_count);
    }
}

/* Open before the window, by the other dimensions. */
static Result flow_begin(Work *work, const ReportQuery *query, int64_t from, size_t period_count, Groups *groups)
{
    ReportQuery others = *query;
    size_t places[DIMENSIONS_MAX];
    others.by_count = 0;
    for (size_t i = 0; i < query->by_count; i++) {
        if (dimension_is_time(query->by[i]))
            continue;
        places[others.by_count] = i;
        others.by[others.by_count++] = query->by[i];
    }
    Groups open;
    CountSums total;
    TRY(open_at(work, &others, from, &open, &total));
    for (size_t i = 0; i < open.count; i++) {
        GroupValue by[DIMENSIONS_MAX];
        for (size_t k = 0; k < query->by_count; k++)
            by[k] = (GroupValue){.is_null = true};
        for (size_t k = 0; k < others.by_count; k++)
            by[places[k]] = open.list[i]->by[k];
        Group *group;
        TRY(groups_find(groups, by, &group));
        Flow *flow = group->sums;
        flow->changes = ARENA_ARRAY(work->arena, int64_t, period_count + 1);
        flow->changes[0] = ((const CountSums *)open.list[i]->sums)->count;
    }
    return done();
}

/* Running sums: one group for each period and combination of the others. */
static Result flow_sum(const ReportQuery *query, const BacklogPeriods *periods, const Groups *flows, Groups *groups)
{
    for (size_t i = 0; i < flows->count; i++) {
        const Flow *flow = flows->list[i]->sums;
        int64_t open = 0;
        for (size_t p = 0; p < periods->count; p++) {
            open += flow->changes[p];
            GroupValue by[DIMENSIONS_MAX];
            memcpy(by, flows->list[i]->by, sizeof by);
            char names[DIMENSIONS_MAX][PERIOD_TEXT_BYTES];
            for (size_t k = 0; k < query->by_count; k++) {
                if (!dimension_is_time(query->by[k]))
                    continue;
                size_t length = period_write(dimension_grain(query->by[k]), periods->last_days[p], names[k]);
                by[k] = (GroupValue){.text = {names[k], length}};
            }
            Group *group;
            TRY(groups_find(groups, by, &group));
            ((CountSums *)group->sums)->count = open;
        }
    }
    return done();
}

static Result backlog_series(Work *work, const ReportQuery *query, Grain grain, Groups *groups)
{
    BacklogPeriods periods;
    TRY(backlog_periods(work, query, grain, &periods));
    if (periods.count == 0)
        return done();
    Groups flows = groups_new(work->arena, query->by_count, sizeof(Flow));
    int64_t first_day = period_start(grain, zone_day(query->zone, periods.ends[0] - 1));
    ReportWindow window = {true, true, zone_day_start(query->zone, first_day), periods.ends[periods.count - 1]};
    TRY(flow_begin(work, query, window.from, periods.count, &flows));
    TRY(flow_add(work, query, &periods, "t.created_at", 1, &window, &flows));
    TRY(flow_add(work, query, &periods, SETTLED_AT, -1, &window, &flows));
    return flow_sum(query, &periods, &flows, groups);
}

Result report_backlog(Work *work, const ReportQuery *query, Report *report)
{
    int64_t at = query->has_at ? query->at : query->window.has_to ? query->window.to : work->now;
    at = at < work->now ? at : work->now;
    Groups groups = groups_new(work->arena, query->by_count, sizeof(CountSums));
    CountSums total = {0};
    Grain grain;
    if (query_grain(query, &grain)) {
        TRY(backlog_series(work, query, grain, &groups));
        ReportQuery all = *query;
        all.by_count = 0;
        TRY(open_at(work, &all, at, NULL, &total));
    } else {
        TRY(open_at(work, query, at, &groups, &total));
    }
    report_fill(report, &groups, &total, backlog_finish);
    json_put_time(&report->fact, "at", at);
    return done();
}
