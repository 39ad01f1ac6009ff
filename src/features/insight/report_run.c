/* Runs a report, and the same question over the period it is compared with. */
#include <math.h>

#include "insight/report_families.h"
#include "insight/report_groups.h"
#include "model/entity.h"

#define FACTS_BYTES_MAX ((size_t)4 << 20)
#define WINDOW_MONTHS 12 /* of churn, when none is given */

Result setting_number(Work *work, const char *key, double otherwise, double *out_value)
{
    *out_value = otherwise;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT value FROM settings WHERE key = $1"), DB_VALUES(db_string(key)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    double value;
    if (has_row && text_to_real(db_column_text(&cursor, 0), &value))
        *out_value = value;
    return done();
}

static bool is_duration(const ReportMetric *metric)
{
    return metric->columns[0].type == FIGURE_HOURS;
}

/* Durations in days have columns of days. */
static const ReportColumn *columns_of(Arena *arena, const ReportQuery *query)
{
    const ReportMetric *metric = query->metric;
    bool is_days = is_duration(metric) && (query->unit == UNIT_DAYS || query->unit == UNIT_BUSINESS_DAYS);
    if (!is_days)
        return metric->columns;
    ReportColumn *columns = ARENA_ARRAY(arena, ReportColumn, metric->column_count);
    for (size_t i = 0; i < metric->column_count; i++) {
        columns[i] = metric->columns[i];
        if (columns[i].type == FIGURE_HOURS)
            columns[i].type = FIGURE_DAYS;
    }
    return columns;
}

static void report_begin(Work *work, const ReportQuery *query, Report *report)
{
    static const char *const units[] = {"hours", "business_hours", "days", "business_days"};
    *report = (Report){
        .query = query,
        .arena = work->arena,
        .unit = is_duration(query->metric) ? units[query->unit] : query->metric->unit,
        .currency = text_copy(work->arena, text_of(workspace_settings(work->workspace).base_currency)),
        .columns = columns_of(work->arena, query),
        .column_count = query->metric->column_count,
        .from = query->from_text,
        .to = query->to_text,
    };
    Buffer *facts = ARENA_NEW(work->arena, Buffer);
    *facts = buffer_new(work->arena, FACTS_BYTES_MAX);
    report->fact = json_writer(facts);
}

static Result rights_check(Work *work, const ReportMetric *metric)
{
    for (size_t i = 0; metric->reads[i] != NULL; i++)
        TRY(rights_need(work, metric->reads[i], RIGHT_READ));
    return done();
}

static Result run_once(Work *work, const ReportQuery *query, Report *report)
{
    report_begin(work, query, report);
    TRY(query->metric->run(work, query, report));
    return report_names(work, report);
}

/* ---- comparing ---- */

/* The window that is compared: as given, or what the report takes instead. */
static Result compared_window(Work *work, const ReportQuery *query, ReportWindow *out)
{
    *out = query->window;
    bool is_churn = query->metric->run == report_churn;
    if (query->metric->is_moment || (out->has_from && out->has_to))
        return done();
    if (!out->has_from && !is_churn)
        return work_fault(work, TEXT("compare"), "required", "To compare, say from when (from).");
    if (!out->has_to)
        out->to = query->has_at ? query->at : zone_day_start(query->zone, zone_day(query->zone, query->now) + 1);
    if (!out->has_from)
        out->from = instant_add_months(query->zone, out->to, -WINDOW_MONTHS);
    Grain grain;
    if (!out->has_from && query_grain(query, &grain))
        out->from = zone_day_start(query->zone, period_start(grain, zone_day(query->zone, out->from)));
    out->has_from = out->has_to = true;
    return done();
}

/* The same question over the time just before, or a year before. */
static Result query_before(Work *work, const ReportQuery *query, ReportQuery *out)
{
    *out = *query;
    out->compare = COMPARE_NOTHING;
    TRY(compared_window(work, query, &out->window));
    bool is_year = query->compare == COMPARE_YEAR;
    int64_t at = query->has_at ? query->at : query->window.has_to ? query->window.to : query->now + 1;
    if (query->metric->is_moment) {
        out->has_at = true;
        out->at = is_year                  ? instant_add_months(query->zone, at, -WINDOW_MONTHS)
                  : query->window.has_from ? query->window.from
                                           : instant_add_months(query->zone, at, -1);
    } else {
        out->has_at = false;
    }
    if (is_year)
        out->window = window_year_before(query->zone, out->window);
    else if (out->window.has_from && out->window.has_to)
        out->window = window_before(query->zone, out->window);
    else
        out->window = (ReportWindow){.has_to = true, .to = out->at};
    return done();
}

/* The name of the same period one earlier, or a year earlier, in each time dimension. */
static void values_before(const ReportQuery *query, Grain grain, Arena *arena, GroupValue *by)
{
    int64_t day = 0;
    bool is_known = false;
    for (size_t i = 0; i < query->by_count; i++)
        if (dimension_is_time(query->by[i]) && dimension_grain(query->by[i]) == grain && !by[i].is_null)
            is_known = period_read(grain, by[i].text, &day);
    if (!is_known)
        return;
    day = query->compare == COMPARE_YEAR ? period_start(grain, day_add_months(day, -WINDOW_MONTHS))
                                         : period_add(grain, day, -1);
    for (size_t i = 0; i < query->by_count; i++) {
        if (!dimension_is_time(query->by[i]))
            continue;
        char name[PERIOD_TEXT_BYTES];
        size_t length = period_write(dimension_grain(query->by[i]), day, name);
        by[i].text = text_copy(arena, (Text){name, length});
    }
}

static Result rows_compare(Report *report, const Report *before, bool has_times, Grain grain)
{
    const ReportQuery *query = report->query;
    Groups rows = groups_new(report->arena, query->by_count, sizeof(double *));
    for (size_t i = 0; i < before->row_count; i++) {
        Group *group;
        TRY(groups_find(&rows, before->rows[i].by, &group));
        *(double **)group->sums = before->rows[i].values;
    }
    double *nothing = report_row(report, NULL).values;
    for (size_t i = 0; i < report->row_count; i++) {
        GroupValue by[DIMENSIONS_MAX];
        memcpy(by, report->rows[i].by, sizeof by);
        if (has_times)
            values_before(query, grain, report->arena, by);
        const Group *group = groups_get(&rows, by);
        report->rows[i].before = group ? *(double **)group->sums : nothing;
    }
    return done();
}

static Result report_compare(Work *work, Report *report)
{
    const ReportQuery *query = report->query;
    Grain grain;
    bool has_times = query_grain(query, &grain);
    ReportQuery *other = ARENA_NEW(work->arena, ReportQuery);
    TRY(query_before(work, query, other));
    if (has_times)
        other->by_count = 0;
    Report *whole = ARENA_NEW(work->arena, Report);
    TRY(run_once(work, other, whole));
    report->total.before = whole->total.values;
    if (!has_times)
        return rows_compare(report, whole, false, grain);
    ReportQuery *shifted = ARENA_NEW(work->arena, ReportQuery);
    *shifted = *query;
    TRY(compared_window(work, query, &shifted->window));
    shifted->compare = COMPARE_NOTHING;
    shifted->window = query->compare == COMPARE_YEAR ? window_year_before(query->zone, shifted->window)
                                                     : window_shift(query->zone, shifted->window, grain, -1);
    Report *series = ARENA_NEW(work->arena, Report);
    TRY(run_once(work, shifted, series));
    return rows_compare(report, series, true, grain);
}

Result report_run(Work *work, const ReportQuery *query, Report *out_report)
{
    TRY(rights_check(work, query->metric));
    ReportQuery *kept = ARENA_NEW(work->arena, ReportQuery);
    *kept = *query;
    TRY(run_once(work, kept, out_report));
    if (kept->compare != COMPARE_NOTHING && kept->metric->compares == COMPARES_BY_RUN)
        return report_compare(work, out_report);
    return done();
}
