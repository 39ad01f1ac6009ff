/* Customers lost over the average number of customers, day by day at the close of each. */
#include <math.h>

#include "insight/customer_story.h"
#include "insight/report_families.h"
#include "insight/report_members.h"
#include "insight/report_source.h"
#include "insight/statistics.h"

#define WINDOW_MONTHS 12
#define POINTS_MAX 400
#define PERIODS_MAX 4000

/* Days first_day to end_day - 1; the state before them is that at the close of first_day - 1. */
typedef struct Period {
    int64_t first_day;
    int64_t end_day;
    int64_t *points; /* days whose closes are averaged */
    size_t point_count;
} Period;

typedef struct ChurnSums {
    const Period *period;
    int64_t customers; /* active at any time in it */
    int64_t start;
    int64_t end;
    int64_t lost;
    int64_t added;
    int64_t won_back;
    int64_t active_days;
    int64_t *at_points;
    ReportMembers gone; /* who was lost; with has_drills */
} ChurnSums;

typedef struct Churn {
    Work *work;
    const ReportQuery *query;
    bool has_ladders;
    Period whole;
    Period *periods;
    size_t period_count;
    Groups groups;
    ChurnSums total;
    Scan names; /* of the periods */
} Churn;

/* ---- periods ---- */

/* Month ends from the day before to the last day, both included: the same day of each month when the period is whole
 * months long, else the calendar's own and the two ends. */
static void period_points(Arena *arena, const Zone *zone, Period *period)
{
    period->points = ARENA_ARRAY(arena, int64_t, POINTS_MAX);
    int64_t months;
    size_t count = 0;
    bool is_whole = instant_months_between(zone, zone_day_start(zone, period->first_day),
                                           zone_day_start(zone, period->end_day), &months);
    period->points[count++] = period->first_day - 1;
    int64_t next = is_whole ? day_add_months(period->first_day, 1)
                            : period_add(GRAIN_MONTH, period_start(GRAIN_MONTH, period->first_day), 1);
    for (int64_t k = 2; next < period->end_day && count < POINTS_MAX - 1; k++) {
        period->points[count++] = next - 1;
        next = is_whole ? day_add_months(period->first_day, k) : day_add_months(next, 1);
    }
    period->points[count++] = period->end_day - 1;
    period->point_count = count;
}

static Result periods_make(Churn *churn)
{
    const ReportQuery *query = churn->query;
    const Zone *zone = query->zone;
    int64_t last = query->window.has_to ? zone_day(zone, query->window.to - 1)
                   : query->has_at      ? zone_day(zone, query->at - 1)
                                        : zone_day(zone, churn->work->now);
    Grain grain;
    bool has_times = query_grain(query, &grain);
    int64_t first =
        query->window.has_from ? zone_day(zone, query->window.from) : day_add_months(last + 1, -WINDOW_MONTHS);
    if (has_times && !query->window.has_from)
        first = period_start(grain, first);
    churn->whole = (Period){.first_day = first, .end_day = last + 1 > first ? last + 1 : first + 1};
    period_points(churn->work->arena, zone, &churn->whole);
    churn->periods = &churn->whole;
    churn->period_count = 1;
    if (!has_times)
        return done();
    if (churn->whole.end_day - first > PERIODS_MAX * (grain == GRAIN_DAY ? 1 : grain == GRAIN_WEEK ? 7 : 28))
        return fail(FAULT_LIMIT, "The window has more than 4000 periods: take longer ones.");
    churn->periods = ARENA_ARRAY(churn->work->arena, Period, PERIODS_MAX + 2);
    churn->period_count = 0;
    for (int64_t day = first; day < churn->whole.end_day && churn->period_count < PERIODS_MAX + 2;) {
        int64_t next = period_add(grain, period_start(grain, day), 1);
        Period *period = &churn->periods[churn->period_count++];
        *period = (Period){.first_day = day, .end_day = next < churn->whole.end_day ? next : churn->whole.end_day};
        period_points(churn->work->arena, zone, period);
        day = next;
    }
    return done();
}

/* ---- counting ---- */

static int64_t overlap(const Spell *spell, int64_t first_day, int64_t end_day)
{
    int64_t from = spell->from_day > first_day ? spell->from_day : first_day;
    int64_t to = spell->to_day < end_day ? spell->to_day : end_day;
    return to > from ? to - from : 0;
}

static bool is_within(int64_t day, const Period *period)
{
    return day >= period->first_day && day < period->end_day;
}

static bool touches(const Story *story, const Period *period)
{
    for (size_t i = 0; i < story->spell_count; i++)
        if (story->spells[i].from_day < period->end_day && story->spells[i].to_day >= period->first_day)
            return true;
    return false;
}

static void count_story(Churn *churn, ChurnSums *sums, const Story *story, const Period *period)
{
    Arena *arena = churn->work->arena;
    sums->period = period;
    if (sums->at_points == NULL)
        sums->at_points = ARENA_ARRAY(arena, int64_t, period->point_count);
    sums->customers++;
    sums->start += story_is_active(story, period->first_day - 1);
    sums->end += story_is_active(story, period->end_day - 1);
    for (size_t i = 0; i < story->spell_count; i++) {
        const Spell *spell = &story->spells[i];
        bool is_lost = is_within(spell->to_day, period);
        sums->lost += is_lost;
        if (is_lost && churn->query->has_drills)
            members_add(arena, &sums->gone, story->customer_id);
        if (is_within(spell->from_day, period))
            *(i == 0 ? &sums->added : &sums->won_back) += 1;
        sums->active_days += overlap(spell, period->first_day, period->end_day);
    }
    for (size_t k = 0; k < period->point_count; k++)
        sums->at_points[k] += story_is_active(story, period->points[k]);
}

static Result churn_visit(void *context, const Story *story)
{
    Churn *churn = context;
    if (story->is_whole && touches(story, &churn->whole))
        count_story(churn, &churn->total, story, &churn->whole);
    bool is_grouped = story->is_part && churn->query->by_count > 0;
    for (size_t i = 0; is_grouped && i < churn->period_count; i++) {
        const Period *period = &churn->periods[i];
        if (!touches(story, period))
            continue;
        GroupValue by[DIMENSIONS_MAX];
        memcpy(by, story->by, sizeof by);
        if (churn->has_ladders)
            story_set_stages(story, churn->query, zone_day_start(churn->query->zone, period->first_day) - 1, by);
        scan_set_day(&churn->names, period->first_day, by);
        Group *group;
        TRY(groups_find(&churn->groups, by, &group));
        count_story(churn, group->sums, story, period);
    }
    return done();
}

static double average_of(const ReportQuery *query, const ChurnSums *sums)
{
    double sum = 0;
    switch (query->average) {
    case AVERAGE_START_END: return (double)(sums->start + sums->end) / 2;
    case AVERAGE_DAILY: return (double)sums->active_days / (double)(sums->period->end_day - sums->period->first_day);
    case AVERAGE_MONTH_ENDS:
        for (size_t i = 0; i < sums->period->point_count; i++)
            sum += (double)sums->at_points[i];
        return sum / (double)sums->period->point_count;
    }
    return NO_VALUE;
}

static void churn_finish(const ReportQuery *query, void *from, double *values)
{
    const ChurnSums *sums = from;
    values[CHURN_N] = (double)sums->customers;
    if (sums->period == NULL)
        return;
    double average = average_of(query, sums);
    values[CHURN_VALUE] = churn_percent((double)sums->lost, average);
    values[CHURN_LOST] = (double)sums->lost;
    values[CHURN_AVERAGE] = average;
    values[CHURN_START] = (double)sums->start;
    values[CHURN_NEW] = (double)sums->added;
    values[CHURN_WON_BACK] = (double)sums->won_back;
    values[CHURN_END] = (double)sums->end;
}

static Text day_text(Arena *arena, int64_t day)
{
    char text[PERIOD_TEXT_BYTES];
    size_t length = period_write(GRAIN_DAY, day, text);
    return text_copy(arena, (Text){text, length});
}

static void name_the_lost(const Churn *churn, Report *report)
{
    report->total.members = churn->total.gone;
    report->total.members_of = "lost";
    report->total.members_entity = "customers";
    for (size_t i = 0; i < report->row_count; i++) {
        const Group *group = groups_get(&churn->groups, report->rows[i].by);
        if (group == NULL)
            continue;
        report->rows[i].members = ((const ChurnSums *)group->sums)->gone;
        report->rows[i].members_of = "lost";
        report->rows[i].members_entity = "customers";
    }
}

static const char *const average_names[] = {"month_ends", "start_end", "daily"};

Result report_churn(Work *work, const ReportQuery *query, Report *report)
{
    Churn churn = {.work = work, .query = query, .groups = groups_new(work->arena, query->by_count, sizeof(ChurnSums))};
    churn.names = (Scan){.query = query, .day = INT64_MIN};
    for (size_t i = 0; i < query->by_count; i++)
        churn.has_ladders = churn.has_ladders || (BY_LADDERS & DIMENSION_BIT(query->by[i])) != 0;
    TRY(periods_make(&churn));
    Stories stories;
    TRY(stories_begin(work, query, &stories));
    TRY(stories_read(&stories, churn_visit, &churn));
    report_fill(report, &churn.groups, &churn.total, churn_finish);
    if (query->has_drills)
        name_the_lost(&churn, report);
    report->from = day_text(work->arena, churn.whole.first_day);
    report->to = day_text(work->arena, churn.whole.end_day - 1);
    json_put_string(&report->fact, "average_by", average_names[query->average]);
    json_put_int(&report->fact, "inactivity_days", stories.inactivity_days);
    return done();
}
