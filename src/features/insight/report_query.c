/* A question in words becomes a ReportQuery. */
#include "insight/report.h"
#include "insight/report_source.h"

#define WORD_BYTES_MAX 60 /* of what is repeated in a fault */
#define TOP_MAX 10

static Text shown(Text word)
{
    return text_cut(word, WORD_BYTES_MAX);
}

/* ---- dimensions ---- */

static int dimension_named(Text name)
{
    for (int i = 0; i < DIMENSION_COUNT; i++)
        if (text_is(name, dimension_name((Dimension)i)))
            return i;
    return -1;
}

static Text names_of(Arena *arena, DimensionSet set)
{
    Buffer names = buffer_new(arena, 4096);
    for (int i = 0; i < DIMENSION_COUNT; i++)
        if (set & DIMENSION_BIT(i))
            buffer_addf(&names, "%s%s", names.length > 0 ? ", " : "", dimension_name((Dimension)i));
    return buffer_text(&names);
}

static bool asks(const ReportQuery *query, Dimension dimension)
{
    for (size_t i = 0; i < query->by_count; i++)
        if (query->by[i] == dimension)
            return true;
    return false;
}

static Result by_add(Work *work, Dimension dimension, ReportQuery *query)
{
    if (asks(query, dimension))
        return done();
    if (query->by_count == DIMENSIONS_MAX)
        return work_fault(work, TEXT("by"), "too_many", "A report is cut by at most %d dimensions.", DIMENSIONS_MAX);
    query->by[query->by_count++] = dimension;
    return done();
}

static Result by_read(Work *work, Text by, ReportQuery *query)
{
    Text name;
    while (!text_is_empty(by) && text_next_part(&by, ',', &name)) {
        name = text_trim(name);
        if (text_is_empty(name))
            continue;
        int dimension = dimension_named(name);
        if (dimension < 0 || (query->metric->by & DIMENSION_BIT(dimension)) == 0)
            return work_fault(work, TEXT("by"), "unknown_dimension", "%s cannot be cut by \"%.*s\"; it can by %.*s.",
                              query->metric->name, TEXT_ARG(shown(name)),
                              TEXT_ARG(names_of(work->arena, query->metric->by)));
        TRY(by_add(work, (Dimension)dimension, query));
    }
    return done();
}

/* Some reports are cut by one dimension whatever is asked. */
static Result by_complete(Work *work, const ReportWords *words, ReportQuery *query)
{
    query->ladder = BY_STAGE;
    if (text_is(text_of(query->metric->name), "retention"))
        return by_add(work, BY_COHORT, query);
    if (!text_is(text_of(query->metric->name), "stage"))
        return done();
    size_t ladders = 0;
    for (size_t i = 0; i < query->by_count; i++) {
        if ((BY_LADDERS & DIMENSION_BIT(query->by[i])) == 0)
            continue;
        query->ladder = query->by[i];
        ladders++;
    }
    if (ladders > 1)
        return work_fault(work, TEXT("by"), "too_many", "The stage report is about one ladder at a time.");
    if (!text_is_empty(words->ladder)) {
        int ladder = dimension_named(words->ladder);
        bool is_one = ladder >= 0 && (BY_LADDERS & DIMENSION_BIT(ladder)) != 0;
        if (!is_one || (ladders == 1 && (Dimension)ladder != query->ladder))
            return work_fault(work, TEXT("ladder"), "wrong_type",
                              "The ladder is stage, value_stage or relationship, and the one it is cut by.");
        query->ladder = (Dimension)ladder;
    }
    return by_add(work, query->ladder, query);
}

/* ---- times ---- */

static Result instant_read(Work *work, Text name, Text word, const Zone *zone, int64_t days_after, int64_t *out_at)
{
    bool is_day;
    int64_t at;
    if (!is_ok(time_read(word, &at, &is_day)))
        return work_fault(work, name, "wrong_type",
                          "%.*s: \"%.*s\" is no day (2026-01-31) and no time "
                          "(2026-01-31T09:00:00Z).",
                          TEXT_ARG(name), TEXT_ARG(shown(word)));
    *out_at = is_day ? zone_day_start(zone, at / DAY_MS + (at % DAY_MS < 0 ? -1 : 0) + days_after) : at;
    return done();
}

static Result window_read(Work *work, const ReportWords *words, ReportQuery *query)
{
    ReportWindow *window = &query->window;
    if (!text_is_empty(words->from)) {
        window->has_from = true;
        query->from_text = words->from;
        TRY(instant_read(work, TEXT("from"), words->from, query->zone, 0, &window->from));
    }
    if (!text_is_empty(words->to)) {
        window->has_to = true;
        query->to_text = words->to;
        TRY(instant_read(work, TEXT("to"), words->to, query->zone, 1, &window->to));
    }
    if (!text_is_empty(words->at)) {
        query->has_at = true;
        query->at_text = words->at;
        TRY(instant_read(work, TEXT("at"), words->at, query->zone, 1, &query->at));
    }
    if (window->has_from && window->has_to && window->from >= window->to)
        return work_fault(work, TEXT("to"), "out_of_range", "The window ends before it begins.");
    return done();
}

/* ---- choices ---- */

static Result choice_read(Work *work, const char *name, Text word, const char *const *choices, int *out_choice)
{
    if (text_is_empty(word))
        return done();
    Buffer all = buffer_new(work->arena, 1024);
    for (int i = 0; choices[i] != NULL; i++) {
        if (text_is(word, choices[i])) {
            *out_choice = i;
            return done();
        }
        buffer_addf(&all, "%s%s", i > 0 ? ", " : "", choices[i]);
    }
    return work_fault(work, text_of(name), "wrong_type", "%s is one of: %.*s.", name, TEXT_ARG(buffer_text(&all)));
}

static Result choices_read(Work *work, const ReportWords *words, ReportQuery *query)
{
    static const char *const units[] = {"hours", "business_hours", "days", "business_days", NULL};
    static const char *const averages[] = {"month_ends", "start_end", "daily", NULL};
    static const char *const compares[] = {"none", "previous", "year", NULL};
    int unit = UNIT_HOURS, average = AVERAGE_MONTH_ENDS, compare = COMPARE_NOTHING;
    TRY(choice_read(work, "unit", words->unit, units, &unit));
    TRY(choice_read(work, "average", words->average, averages, &average));
    TRY(choice_read(work, "compare", words->compare, compares, &compare));
    query->unit = (ReportUnit)unit;
    query->average = (ReportAverage)average;
    query->compare = (ReportCompare)compare;
    if (compare != COMPARE_NOTHING && query->metric->compares == COMPARES_NOT)
        return work_fault(work, TEXT("compare"), "wrong_type", "%s is compared with nothing.", query->metric->name);
    static const char *const drills[] = {"false", "true", NULL};
    int has_drills = 0;
    TRY(choice_read(work, "drill", words->drill, drills, &has_drills));
    query->has_drills = has_drills == 1;
    if (text_is_empty(words->top))
        return done();
    if (!text_to_int(words->top, &query->top) || query->top < 1 || query->top > TOP_MAX)
        return work_fault(work, TEXT("top"), "out_of_range", "top is a number of boxes, from 1 to %d.", TOP_MAX);
    return done();
}

static Result filter_parse(Work *work, Text source, ReportQuery *query)
{
    if (text_is_empty(source))
        return done();
    Result result = json_read(work->arena, source, &query->filter);
    if (!is_ok(result))
        return work_fault(work, TEXT("filter"), "malformed", "filter: %s", result.why);
    const Filter *filter;
    return filter_read(work, query->metric->reads[0], query->filter, TEXT("filter"), &filter);
}

static Result metric_find(Work *work, Text name, const ReportMetric **out_metric)
{
    *out_metric = report_metric_named(name);
    if (*out_metric)
        return done();
    Buffer names = buffer_new(work->arena, 1024);
    for (size_t i = 0; i < report_metric_count; i++)
        buffer_addf(&names, "%s%s", i > 0 ? ", " : "", report_metrics[i].name);
    return failf(work->arena, FAULT_NOT_FOUND, "There is no report \"%.*s\". There are: %.*s.", TEXT_ARG(shown(name)),
                 TEXT_ARG(buffer_text(&names)));
}

Result report_query_read(Work *work, const ReportWords *words, ReportQuery *out_query)
{
    ReportQuery query = {.now = work->now, .zone = workspace_settings(work->workspace).zone};
    TRY(metric_find(work, words->metric, &query.metric));
    TRY(by_read(work, words->by, &query));
    TRY(by_complete(work, words, &query));
    TRY(window_read(work, words, &query));
    TRY(choices_read(work, words, &query));
    TRY(filter_parse(work, words->filter, &query));
    *out_query = query;
    return done();
}
