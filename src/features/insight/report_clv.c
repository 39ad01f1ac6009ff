/* What a customer is worth: to date, revenue minus acquisition cost; simple, yearly revenue times the years that a
 * relationship lasts minus acquisition cost. Of those who bought or had a contract. */
#include <math.h>

#include "insight/customer_story.h"
#include "insight/report_families.h"
#include "insight/report_source.h"
#include "insight/statistics.h"

#define DAYS_PER_YEAR 365.25
#define YEARS_UNKNOWN 3.0 /* where nobody was lost yet and no setting says more */
#define YEARS_MAX 50.0
#define DECILES 10

typedef struct ClvSums {
    double *yearly; /* one a customer, in minor units; and the two below */
    double *cost;
    double *to_date;
    size_t count;
    size_t capacity;
} ClvSums;

typedef struct Clv {
    Work *work;
    const ReportQuery *query;
    bool has_ladders;
    int64_t end_day; /* the first day that is not looked at */
    int64_t end_at;
    Groups groups;
    ClvSums total;
} Clv;

/* How long the relationship lasts; one for the whole report. */
typedef struct Lifetime {
    double years;
    const char *from; /* setting | churn | default */
} Lifetime;

static double *wider(Arena *arena, const double *values, size_t count, size_t capacity)
{
    double *copy = ARENA_ARRAY(arena, double, capacity);
    if (count > 0)
        memcpy(copy, values, count * sizeof copy[0]);
    return copy;
}

static void clv_add(Arena *arena, ClvSums *sums, double yearly, double cost, double to_date)
{
    if (sums->count == sums->capacity) {
        size_t capacity = sums->capacity ? sums->capacity * 2 : 16;
        sums->yearly = wider(arena, sums->yearly, sums->count, capacity);
        sums->cost = wider(arena, sums->cost, sums->count, capacity);
        sums->to_date = wider(arena, sums->to_date, sums->count, capacity);
        sums->capacity = capacity;
    }
    sums->yearly[sums->count] = yearly;
    sums->cost[sums->count] = cost;
    sums->to_date[sums->count++] = to_date;
}

/* A contract's amount is spread over its days. */
static double contract_revenue(const StoryContract *contract, int64_t end_day)
{
    static const double period_days[] = {
        [STORY_MONTH] = DAYS_PER_YEAR / 12, [STORY_QUARTER] = DAYS_PER_YEAR / 4, [STORY_YEAR] = DAYS_PER_YEAR};
    if (contract->from_day >= end_day)
        return 0;
    if (contract->period == STORY_ONCE)
        return (double)contract->amount;
    int64_t to = contract->to_day < end_day ? contract->to_day : end_day;
    int64_t days = to > contract->from_day ? to - contract->from_day : 0;
    return (double)contract->amount * (double)days / period_days[contract->period];
}

static Result clv_visit(void *context, const Story *story)
{
    Clv *clv = context;
    double revenue = 0;
    int64_t first_day = NEVER_DAY;
    for (size_t i = 0; i < story->order_count && story->orders[i].at < clv->end_at; i++) {
        revenue += (double)story->orders[i].amount;
        first_day = story->orders[i].day < first_day ? story->orders[i].day : first_day;
    }
    for (size_t i = 0; i < story->contract_count; i++) {
        revenue += contract_revenue(&story->contracts[i], clv->end_day);
        first_day = story->contracts[i].from_day < first_day ? story->contracts[i].from_day : first_day;
    }
    if (first_day >= clv->end_day)
        return done();
    double years = (double)(clv->end_day - first_day) / DAYS_PER_YEAR;
    double cost = (double)story->acquisition_cost;
    double yearly = revenue / fmax(years, 1);
    clv_add(clv->work->arena, &clv->total, yearly, cost, revenue - cost);
    if (clv->query->by_count == 0)
        return done();
    GroupValue by[DIMENSIONS_MAX];
    memcpy(by, story->by, sizeof by);
    if (clv->has_ladders)
        story_set_stages(story, clv->query, clv->end_at - 1, by);
    Group *group;
    TRY(groups_find(&clv->groups, by, &group));
    clv_add(clv->work->arena, group->sums, yearly, cost, revenue - cost);
    return done();
}

/* The setting `expected_years`, else one over the churn of the twelve months before. */
static Result lifetime_find(Work *work, const ReportQuery *query, int64_t end_at, Lifetime *out)
{
    double years;
    TRY(setting_number(work, "expected_years", NO_VALUE, &years));
    if (years > 0 && years <= YEARS_MAX) {
        *out = (Lifetime){years, "setting"};
        return done();
    }
    ReportQuery churn = *query;
    churn.metric = report_metric_named(TEXT("churn"));
    churn.by_count = 0;
    churn.has_at = true;
    churn.at = end_at;
    churn.window = (ReportWindow){0};
    churn.average = AVERAGE_MONTH_ENDS;
    churn.compare = COMPARE_NOTHING;
    Report report;
    TRY(report_run(work, &churn, &report));
    double rate = report.total.values[CHURN_VALUE];
    *out = rate > 0 ? (Lifetime){fmin(100 / rate, YEARS_MAX), "churn"} : (Lifetime){YEARS_UNKNOWN, "default"};
    return done();
}

static void quantiles_write(const double *sorted, size_t count, double *values)
{
    values[CLV_P10] = quantile_of(sorted, count, 0.1);
    values[CLV_P25] = quantile_of(sorted, count, 0.25);
    values[CLV_MEDIAN] = quantile_of(sorted, count, 0.5);
    values[CLV_P75] = quantile_of(sorted, count, 0.75);
    values[CLV_P90] = quantile_of(sorted, count, 0.9);
}

/* Leaves the customers' values, ascending, in sums->yearly. */
static void clv_row(ClvSums *sums, double years, double *values)
{
    values[CLV_N] = (double)sums->count;
    if (sums->count == 0)
        return;
    double n = (double)sums->count;
    values[CLV_YEARLY] = sum_of(sums->yearly, sums->count) / n;
    values[CLV_TO_DATE_SUM] = sum_of(sums->to_date, sums->count);
    values[CLV_TO_DATE] = values[CLV_TO_DATE_SUM] / n;
    for (size_t i = 0; i < sums->count; i++)
        sums->yearly[i] = clv_simple(sums->yearly[i], years, sums->cost[i]);
    sort_values(sums->yearly, sums->count);
    values[CLV_SUM] = sum_of(sums->yearly, sums->count);
    values[CLV_VALUE] = values[CLV_SUM] / n;
    quantiles_write(sums->yearly, sums->count, values);
}

/* Means of the tenths of customers, the least worth first. */
static void deciles_write(const ClvSums *total, Json *json)
{
    json_name(json, "deciles");
    json_list(json);
    for (size_t i = 0; total->count >= DECILES && i < DECILES; i++) {
        size_t from = total->count * i / DECILES;
        size_t to = total->count * (i + 1) / DECILES;
        json_real(json, sum_of(total->yearly + from, to - from) / (double)(to - from));
    }
    json_end_list(json);
}

static void clv_rows(Clv *clv, double years, Report *report)
{
    Arena *arena = report->arena;
    report->row_count = clv->query->by_count > 0 ? clv->groups.count : 0;
    report->rows = ARENA_ARRAY(arena, ReportRow, report->row_count);
    for (size_t i = 0; i < report->row_count; i++) {
        report->rows[i] = report_row(report, clv->groups.list[i]->by);
        clv_row(clv->groups.list[i]->sums, years, report->rows[i].values);
    }
    report->total = report_row(report, NULL);
    clv_row(&clv->total, years, report->total.values);
    report_sort(report);
}

/* What has no rate is not in the sums. */
static Result clv_unconverted(const Clv *clv, Report *report)
{
    ReportQuery whole = *clv->query;
    whole.by_count = 0;
    Scan orders, contracts;
    TRY(scan_begin(clv->work, &whole, &customer_source, NULL, NULL, &orders));
    buffer_add_string(&orders.builder.joins, " JOIN orders o ON o.customer_id = c.id");
    scan_where(&orders, "o.base_total IS NULL AND o.status NOT IN ('cancelled', 'returned')");
    TRY(scan_begin(clv->work, &whole, &customer_source, NULL, NULL, &contracts));
    buffer_add_string(&contracts.builder.joins, " JOIN contracts k ON k.customer_id = c.id");
    scan_where(&contracts, "k.base_amount IS NULL");
    json_name(&report->fact, "unconverted");
    json_list(&report->fact);
    TRY(scan_unconverted(&orders, "o.currency", "o.total", &report->fact));
    TRY(scan_unconverted(&contracts, "k.currency", "k.amount", &report->fact));
    json_end_list(&report->fact);
    return done();
}

Result report_clv(Work *work, const ReportQuery *query, Report *report)
{
    Clv clv = {.work = work, .query = query, .groups = groups_new(work->arena, query->by_count, sizeof(ClvSums))};
    clv.end_at = query->has_at ? query->at : query->window.has_to ? query->window.to : work->now + 1;
    clv.end_day = zone_day(query->zone, clv.end_at - 1) + 1;
    for (size_t i = 0; i < query->by_count; i++)
        clv.has_ladders = clv.has_ladders || (BY_LADDERS & DIMENSION_BIT(query->by[i])) != 0;
    Lifetime lifetime;
    TRY(lifetime_find(work, query, clv.end_at, &lifetime));
    Stories stories;
    TRY(stories_begin(work, query, &stories));
    TRY(stories_read(&stories, clv_visit, &clv));
    clv_rows(&clv, lifetime.years, report);
    json_put_string(&report->fact, "method", "simple");
    json_put_real(&report->fact, "years", lifetime.years);
    json_put_string(&report->fact, "years_from", lifetime.from);
    deciles_write(&clv.total, &report->fact);
    return clv_unconverted(&clv, report);
}
