/* What a solution costs in messages: solved with one reply, and contacts and replies per solved ticket. */
#include <math.h>

#include "insight/report_families.h"
#include "insight/report_source.h"
#include "insight/statistics.h"

typedef struct EffortSums {
    int64_t solved;
    int64_t first; /* with one reply, and never opened again */
    int64_t contacts;
    int64_t replies;
} EffortSums;

static void sums_add(EffortSums *sums, const DbCursor *cursor, int first)
{
    sums->solved += db_column_int(cursor, first);
    sums->first += db_column_int(cursor, first + 1);
    sums->contacts += db_column_int(cursor, first + 2);
    sums->replies += db_column_int(cursor, first + 3);
}

static Result effort_scan(Work *work, const ReportQuery *query, Groups *groups, EffortSums *total)
{
    Scan scan;
    TRY(scan_begin(work, query, &ticket_source, "t.solved_at", &query->window, &scan));
    scan_where(&scan, "t.merged_into IS NULL AND t.solved_at IS NOT NULL");
    WITH_CURSOR cursor = {0};
    TRY(scan_query(&scan,
                   "COUNT(*), CAST(COALESCE(SUM(CASE WHEN t.replies = 1 AND t.reopens = 0 THEN 1 ELSE 0 END), 0) AS "
                   "BIGINT), CAST(COALESCE(SUM(t.contacts), 0) AS BIGINT), CAST(COALESCE(SUM(t.replies), 0) AS BIGINT)",
                   0, NULL, &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int first = (int)scan.column_count;
        if (db_column_int(&cursor, first) == 0)
            continue;
        sums_add(total, &cursor, first);
        if (groups == NULL)
            continue;
        GroupValue by[DIMENSIONS_MAX];
        scan_values(&scan, &cursor, by);
        Group *group;
        TRY(groups_find(groups, by, &group));
        sums_add(group->sums, &cursor, first);
    }
}

static Result report_solved(Work *work, const ReportQuery *query, GroupFinish finish, Report *report)
{
    Groups groups = groups_new(work->arena, query->by_count, sizeof(EffortSums));
    EffortSums total = {0};
    TRY(effort_scan(work, query, &groups, &total));
    if (groups_overlap(query)) {
        ReportQuery all = *query;
        all.by_count = 0;
        total = (EffortSums){0};
        TRY(effort_scan(work, &all, NULL, &total));
    }
    report_fill(report, &groups, &total, finish);
    return done();
}

static void fcr_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    const EffortSums *sums = from;
    Interval interval = wilson_percent(sums->first, sums->solved);
    values[FCR_VALUE] = share_percent(sums->first, sums->solved);
    values[FCR_N] = (double)sums->solved;
    values[FCR_LOW] = interval.low;
    values[FCR_HIGH] = interval.high;
    if (sums->solved > 0)
        values[FCR_FIRST] = (double)sums->first;
}

Result report_fcr(Work *work, const ReportQuery *query, Report *report)
{
    return report_solved(work, query, fcr_finish, report);
}

static void effort_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    const EffortSums *sums = from;
    values[EFFORT_N] = (double)sums->solved;
    if (sums->solved == 0)
        return;
    values[EFFORT_VALUE] = (double)sums->contacts / (double)sums->solved;
    values[EFFORT_REPLIES] = (double)sums->replies / (double)sums->solved;
}

Result report_effort(Work *work, const ReportQuery *query, Report *report)
{
    return report_solved(work, query, effort_finish, report);
}
