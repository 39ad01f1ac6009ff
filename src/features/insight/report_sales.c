/* Sales: revenue against the period before, and how many of the customers of both periods bought more often. Revenue is in
 * the base currency; what has no rate is listed, not summed. */
#include <math.h>

#include "insight/customer_story.h"
#include "insight/report_families.h"
#include "insight/report_source.h"
#include "insight/statistics.h"

#define WINDOW_MONTHS 12

/* The window and the one it is held against: a year before when asked, else just before. Without a window, the last
 * twelve months. */
typedef struct Windows {
    ReportWindow now;
    ReportWindow before;
} Windows;

static Windows windows_of(const ReportQuery *query)
{
    Windows windows = {.now = query->window};
    if (!windows.now.has_to)
        windows.now.to = query->has_at ? query->at : zone_day_start(query->zone, zone_day(query->zone, query->now) + 1);
    if (!windows.now.has_from)
        windows.now.from = instant_add_months(query->zone, windows.now.to, -WINDOW_MONTHS);
    windows.now.has_from = windows.now.has_to = true;
    windows.before = query->compare == COMPARE_YEAR ? window_year_before(query->zone, windows.now)
                                                    : window_before(query->zone, windows.now);
    return windows;
}

static bool is_in(const ReportWindow *window, int64_t at)
{
    return at >= window->from && at < window->to;
}

static Text end_text(const ReportQuery *query, Arena *arena, int64_t at)
{
    int64_t day = zone_day(query->zone, at);
    char text[PERIOD_TEXT_BYTES];
    if (at == zone_day_start(query->zone, day)) {
        size_t length = period_write(GRAIN_DAY, day, text);
        return text_copy(arena, (Text){text, length});
    }
    return time_text(arena, at);
}

/* The window as people say it: the last day is part of it. */
static void write_windows(Report *report, const Windows *windows)
{
    const ReportQuery *query = report->query;
    if (text_is_empty(report->from))
        report->from = end_text(query, report->arena, windows->now.from);
    if (text_is_empty(report->to))
        report->to =
            end_text(query, report->arena, zone_day_start(query->zone, zone_day(query->zone, windows->now.to - 1)));
    Json *json = &report->fact;
    json_name(json, "before");
    json_object(json);
    json_put_time(json, "from", windows->before.from);
    json_put_time(json, "to", windows->before.to);
    json_end_object(json);
}

/* ---- sales_growth ---- */

typedef struct GrowthSums {
    int64_t orders;
    int64_t revenue;
    int64_t before_orders;
    int64_t before_revenue;
    bool has_before; /* the window reaches back that far */
} GrowthSums;

typedef struct Growth {
    Work *work;
    const ReportQuery *query;
    Windows windows;
    bool has_times;
    Grain grain;
    bool by_product; /* then an order stands in the groups of all its lines, and the total is counted apart */
    Groups groups;
    GrowthSums total;
} Growth;

#define ORDER_SUMS "COUNT(*), CAST(SUM(o.base_total) AS DOUBLE PRECISION)"
/* A line's amount at the rate of its order; an order without lines counts whole. */
#define LINE_SUMS                                                                                                      \
    "COUNT(DISTINCT o.id), SUM(CASE WHEN l.id IS NOT NULL AND o.total <> 0 THEN l.quantity * l.price * o.base_total "  \
    "/ o.total ELSE CAST(o.base_total AS DOUBLE PRECISION) END)"

static void growth_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    const GrowthSums *sums = from;
    values[GROWTH_N] = (double)sums->orders;
    values[GROWTH_PREVIOUS_N] = (double)sums->before_orders;
    if (sums->orders > 0)
        values[GROWTH_REVENUE] = (double)sums->revenue;
    if (sums->before_orders > 0)
        values[GROWTH_PREVIOUS] = (double)sums->before_revenue;
    if (sums->orders > 0 && sums->before_revenue > 0)
        values[GROWTH_VALUE] = 100.0 * (double)(sums->revenue - sums->before_revenue) / (double)sums->before_revenue;
}

static void grow(GrowthSums *sums, bool is_now, int64_t orders, int64_t revenue)
{
    *(is_now ? &sums->orders : &sums->before_orders) += orders;
    *(is_now ? &sums->revenue : &sums->before_revenue) += revenue;
}

/* Sums of a window into the groups. In the earlier one, time dimensions are those of the later day it is held against. */
static Result growth_scan(Growth *growth, const ReportWindow *window, bool is_now, Groups *groups, GrowthSums *total)
{
    const ReportQuery *query = growth->query;
    ReportQuery whole = *query;
    if (groups == NULL)
        whole.by_count = 0;
    Scan scan;
    TRY(scan_begin(growth->work, &whole, &order_source, "o.ordered_at", window, &scan));
    scan_where(&scan, "o.status NOT IN ('cancelled', 'returned') AND o.base_total IS NOT NULL");
    WITH_CURSOR cursor = {0};
    TRY(scan_query(&scan, groups && growth->by_product ? LINE_SUMS : ORDER_SUMS, 0, NULL, &cursor));
    int first = (int)scan.column_count;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t orders = db_column_int(&cursor, first);
        if (orders == 0)
            continue;
        int64_t revenue = llround(db_column_real(&cursor, first + 1));
        if (total)
            grow(total, is_now, orders, revenue);
        if (groups == NULL)
            continue;
        GroupValue by[DIMENSIONS_MAX];
        scan_values(&scan, &cursor, by);
        if (growth->has_times && !is_now) {
            int64_t day = period_start(growth->grain, scan_day(&scan, &cursor));
            day = query->compare == COMPARE_YEAR ? period_start(growth->grain, day_add_months(day, 12))
                                                 : period_add(growth->grain, day, 1);
            scan_set_day(&scan, day, by);
        }
        Group *group;
        TRY(groups_find(groups, by, &group));
        grow(group->sums, is_now, orders, revenue);
    }
}

static Result growth_unconverted(Growth *growth, Report *report)
{
    ReportQuery whole = *growth->query;
    whole.by_count = 0;
    Scan scan;
    TRY(scan_begin(growth->work, &whole, &order_source, "o.ordered_at", &growth->windows.now, &scan));
    scan_where(&scan, "o.status NOT IN ('cancelled', 'returned') AND o.base_total IS NULL");
    json_name(&report->fact, "unconverted");
    json_list(&report->fact);
    TRY(scan_unconverted(&scan, "o.currency", "o.total", &report->fact));
    json_end_list(&report->fact);
    return done();
}

Result report_sales_growth(Work *work, const ReportQuery *query, Report *report)
{
    Growth growth = {.work = work, .query = query, .windows = windows_of(query)};
    growth.groups = groups_new(work->arena, query->by_count, sizeof(GrowthSums));
    growth.has_times = query_grain(query, &growth.grain);
    for (size_t i = 0; i < query->by_count; i++)
        growth.by_product = growth.by_product || query->by[i] == BY_PRODUCT;
    /* By month, each month is held against the one before it (or a year before), not against the window before. */
    ReportWindow shifted = growth.windows.before;
    if (growth.has_times)
        shifted = query->compare == COMPARE_YEAR ? window_year_before(query->zone, growth.windows.now)
                                                 : window_shift(query->zone, growth.windows.now, growth.grain, -1);
    TRY(growth_scan(&growth, &growth.windows.now, true, &growth.groups, growth.by_product ? NULL : &growth.total));
    if (growth.by_product)
        TRY(growth_scan(&growth, &growth.windows.now, true, NULL, &growth.total));
    TRY(growth_scan(&growth, &shifted, false, &growth.groups, NULL));
    TRY(growth_scan(&growth, &growth.windows.before, false, NULL, &growth.total));
    report_fill(report, &growth.groups, &growth.total, growth_finish);
    write_windows(report, &growth.windows);
    return growth_unconverted(&growth, report);
}

/* ---- frequency ---- */

typedef struct FrequencySums {
    int64_t both;
    int64_t more;
    int64_t same;
} FrequencySums;

typedef struct Frequency {
    const ReportQuery *query;
    Windows windows;
    bool has_ladders;
    Groups groups;
    FrequencySums total;
} Frequency;

static void frequency_add(FrequencySums *sums, int64_t now, int64_t before)
{
    sums->both++;
    sums->more += now > before;
    sums->same += now == before;
}

static Result frequency_visit(void *context, const Story *story)
{
    Frequency *frequency = context;
    int64_t now = 0;
    int64_t before = 0;
    for (size_t i = 0; i < story->order_count; i++) {
        now += is_in(&frequency->windows.now, story->orders[i].at);
        before += is_in(&frequency->windows.before, story->orders[i].at);
    }
    if (now == 0 || before == 0)
        return done();
    frequency_add(&frequency->total, now, before);
    if (frequency->query->by_count == 0)
        return done();
    GroupValue by[DIMENSIONS_MAX];
    memcpy(by, story->by, sizeof by);
    if (frequency->has_ladders)
        story_set_stages(story, frequency->query, frequency->windows.now.from - 1, by);
    Group *group;
    TRY(groups_find(&frequency->groups, by, &group));
    frequency_add(group->sums, now, before);
    return done();
}

static void frequency_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    const FrequencySums *sums = from;
    values[FREQUENCY_VALUE] = share_percent(sums->more, sums->both);
    values[FREQUENCY_N] = (double)sums->both;
    if (sums->both == 0)
        return;
    values[FREQUENCY_MORE] = (double)sums->more;
    values[FREQUENCY_SAME] = (double)sums->same;
    values[FREQUENCY_FEWER] = (double)(sums->both - sums->more - sums->same);
}

Result report_frequency(Work *work, const ReportQuery *query, Report *report)
{
    Frequency frequency = {.query = query, .windows = windows_of(query)};
    frequency.groups = groups_new(work->arena, query->by_count, sizeof(FrequencySums));
    for (size_t i = 0; i < query->by_count; i++)
        frequency.has_ladders = frequency.has_ladders || (BY_LADDERS & DIMENSION_BIT(query->by[i])) != 0;
    Stories stories;
    TRY(stories_begin(work, query, &stories));
    TRY(stories_read(&stories, frequency_visit, &frequency));
    report_fill(report, &frequency.groups, &frequency.total, frequency_finish);
    write_windows(report, &frequency.windows);
    return done();
}
