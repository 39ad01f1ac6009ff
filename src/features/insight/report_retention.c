/* Cohorts: who first bought in a month, and how many of them bought, or had a contract running, in each month after. */
#include <math.h>

#include "insight/customer_story.h"
#include "insight/report_families.h"
#include "insight/report_members.h"
#include "insight/report_source.h"
#include "insight/statistics.h"

#define MONTHS_MAX 120 /* after the first, at most */

typedef struct CohortSums {
    int64_t first_month;
    int64_t customers;
    int64_t counts[MONTHS_MAX + 1]; /* by months after the first */
    ReportMembers members;          /* with has_drills */
} CohortSums;

typedef struct Retention {
    Work *work;
    const ReportQuery *query;
    Groups groups;
    CohortSums total;     /* of months after the first, whatever the cohort */
    int64_t last_month;   /* the last one that is looked at */
    int64_t active_month; /* the last one with anything in it */
} Retention;

/* Months are counted from year 0. */
static int64_t month_of(int64_t day)
{
    CivilDate date = civil_from_days(day);
    return (int64_t)date.year * 12 + date.month - 1;
}

static Text month_text(Arena *arena, int64_t month)
{
    return text_format(arena, "%04lld-%02lld", (long long)(month / 12), (long long)(month % 12 + 1));
}

static void mark(bool *months, int64_t first, int64_t from, int64_t to)
{
    for (int64_t month = from > first ? from : first; month <= to && month - first <= MONTHS_MAX; month++)
        months[month - first] = true;
}

/* The months in which it bought or had a contract, counted from its first; false when there is none yet. */
static bool story_months(const Retention *retention, const Story *story, bool *months, int64_t *out_first)
{
    int64_t first = INT64_MAX;
    if (story->order_count > 0)
        first = month_of(story->orders[0].day);
    for (size_t i = 0; i < story->contract_count; i++) {
        const StoryContract *contract = &story->contracts[i];
        if (contract->to_day > contract->from_day && month_of(contract->from_day) < first)
            first = month_of(contract->from_day);
    }
    if (first > retention->last_month)
        return false;
    for (size_t i = 0; i < story->order_count; i++) {
        int64_t month = month_of(story->orders[i].day);
        mark(months, first, month, month < retention->last_month ? month : retention->last_month);
    }
    for (size_t i = 0; i < story->contract_count; i++) {
        const StoryContract *contract = &story->contracts[i];
        if (contract->to_day <= contract->from_day)
            continue;
        int64_t to = contract->to_day == NEVER_DAY ? retention->last_month : month_of(contract->to_day - 1);
        mark(months, first, month_of(contract->from_day), to < retention->last_month ? to : retention->last_month);
    }
    *out_first = first;
    return true;
}

static bool is_in_window(const Retention *retention, int64_t month)
{
    const ReportWindow *window = &retention->query->window;
    const Zone *zone = retention->query->zone;
    return (!window->has_from || month >= month_of(zone_day(zone, window->from))) &&
           (!window->has_to || month <= month_of(zone_day(zone, window->to - 1)));
}

static Result retention_visit(void *context, const Story *story)
{
    Retention *retention = context;
    bool months[MONTHS_MAX + 1] = {false};
    int64_t first;
    if (!story_months(retention, story, months, &first) || !is_in_window(retention, first))
        return done();
    GroupValue by[DIMENSIONS_MAX];
    memcpy(by, story->by, sizeof by);
    char name[PERIOD_TEXT_BYTES];
    size_t length = period_write(
        GRAIN_MONTH, days_from_civil((CivilDate){(int32_t)(first / 12), (int32_t)(first % 12) + 1, 1}), name);
    for (size_t i = 0; i < retention->query->by_count; i++)
        if (retention->query->by[i] == BY_COHORT)
            by[i] = (GroupValue){.text = {name, length}};
    Group *group;
    TRY(groups_find(&retention->groups, by, &group));
    CohortSums *sums = group->sums;
    sums->first_month = first;
    sums->customers++;
    if (retention->query->has_drills)
        members_add(retention->work->arena, &sums->members, story->customer_id);
    for (int64_t k = 0; k <= MONTHS_MAX; k++) {
        if (!months[k])
            continue;
        sums->counts[k]++;
        if (first + k > retention->active_month)
            retention->active_month = first + k;
    }
    return done();
}

/* Of all cohorts that are old enough, how many were there in month k, and of how many. */
static void total_at(const Retention *retention, int64_t k, int64_t *out_part, int64_t *out_whole)
{
    *out_part = *out_whole = 0;
    for (size_t i = 0; i < retention->groups.count; i++) {
        const CohortSums *sums = retention->groups.list[i]->sums;
        if (sums->first_month + k > retention->active_month)
            continue;
        *out_part += sums->counts[k];
        *out_whole += sums->customers;
    }
}

static void write_row(const Retention *retention, const CohortSums *sums, size_t series_count, ReportRow *row)
{
    row->series = ARENA_ARRAY(retention->work->arena, double, series_count);
    row->series_of = ARENA_ARRAY(retention->work->arena, double, series_count);
    for (size_t k = 0; k < series_count; k++) {
        bool is_observed = sums->first_month + (int64_t)k <= retention->active_month;
        row->series[k] = is_observed ? (double)sums->counts[k] : NO_VALUE;
        row->series_of[k] = is_observed ? (double)sums->customers : NO_VALUE;
    }
    row->values[RETENTION_N] = (double)sums->customers;
    row->members = sums->members;
    row->members_of = retention->query->has_drills ? "n" : NULL;
    row->members_entity = "customers";
    if (sums->first_month + 1 > retention->active_month)
        return;
    row->values[RETENTION_VALUE] = share_percent(sums->counts[1], sums->customers);
    row->values[RETENTION_RETAINED] = (double)sums->counts[1];
}

static void write_total(const Retention *retention, Report *report)
{
    ReportRow *row = &report->total;
    *row = report_row(report, NULL);
    row->series = ARENA_ARRAY(report->arena, double, report->series_count);
    row->series_of = ARENA_ARRAY(report->arena, double, report->series_count);
    int64_t customers = 0;
    for (size_t i = 0; i < retention->groups.count; i++)
        customers += ((const CohortSums *)retention->groups.list[i]->sums)->customers;
    for (size_t k = 0; k < report->series_count; k++) {
        int64_t part, whole;
        total_at(retention, (int64_t)k, &part, &whole);
        row->series[k] = whole > 0 ? (double)part : NO_VALUE;
        row->series_of[k] = whole > 0 ? (double)whole : NO_VALUE;
        if (k != 1)
            continue;
        row->values[RETENTION_VALUE] = share_percent(part, whole);
        row->values[RETENTION_RETAINED] = whole > 0 ? (double)part : NO_VALUE;
    }
    row->values[RETENTION_N] = (double)customers;
}

Result report_retention(Work *work, const ReportQuery *query, Report *report)
{
    Retention retention = {.work = work, .query = query, .active_month = INT64_MIN};
    int64_t end = query->has_at ? query->at - 1 : work->now;
    retention.last_month = month_of(zone_day(query->zone, end));
    retention.groups = groups_new(work->arena, query->by_count, sizeof(CohortSums));
    Stories stories;
    TRY(stories_begin(work, query, &stories));
    TRY(stories_read(&stories, retention_visit, &retention));
    int64_t earliest = INT64_MAX;
    for (size_t i = 0; i < retention.groups.count; i++) {
        int64_t first = ((const CohortSums *)retention.groups.list[i]->sums)->first_month;
        earliest = first < earliest ? first : earliest;
    }
    bool is_empty = retention.groups.count == 0;
    int64_t width = is_empty ? 0 : retention.active_month - earliest + 1;
    report->series_count = (size_t)(width > MONTHS_MAX + 1 ? MONTHS_MAX + 1 : width);
    report->row_count = retention.groups.count;
    report->rows = ARENA_ARRAY(work->arena, ReportRow, report->row_count);
    for (size_t i = 0; i < report->row_count; i++) {
        report->rows[i] = report_row(report, retention.groups.list[i]->by);
        write_row(&retention, retention.groups.list[i]->sums, report->series_count, &report->rows[i]);
    }
    write_total(&retention, report);
    report_sort(report);
    if (!is_empty)
        json_put_text(&report->fact, "observed_to", month_text(work->arena, retention.active_month));
    return done();
}
