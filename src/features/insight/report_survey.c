/* What customers say: NPS, CSAT and CES, from the counts of each score on each scale. */
#include <math.h>

#include "insight/report_families.h"
#include "insight/report_source.h"
#include "insight/statistics.h"

#define SCALES_MAX 8 /* different ones in one report */
#define BOXES_DEFAULT 2
/* "Made it easy": 5 to 7 of 7, in the same place on other scales. */
#define EASE_FROM 5.0
#define EASE_SCALE_LOW 1.0
#define EASE_SCALE_HIGH 7.0

typedef struct AnswerSums {
    int64_t answers;
    int64_t high; /* promoters; satisfied; found it easy */
    int64_t low;  /* detractors */
    double score; /* sum */
} AnswerSums;

typedef struct Scale {
    double low;
    double high;
} Scale;

typedef struct SurveyScan {
    Text kind;
    Scan scan;
    Groups groups;
    AnswerSums total;
    Text scales[SCALES_MAX];
    size_t scale_count;
    int64_t other_scales; /* answers on a scale that the metric does not read */
    void (*count)(AnswerSums *sums, double score, Scale scale, const ReportQuery *query, int64_t answers);
    bool (*reads)(Scale scale);
} SurveyScan;

/* "0-10". */
static bool scale_read(Text text, Scale *out)
{
    size_t dash = text_find_byte(text, '-', 0);
    return dash != SIZE_MAX && text_to_real(text_slice(text, 0, dash), &out->low) &&
           text_to_real(text_slice(text, dash + 1, text.length), &out->high) && out->low < out->high;
}

static void scale_note(SurveyScan *survey, Text name)
{
    for (size_t i = 0; i < survey->scale_count; i++)
        if (text_equals(survey->scales[i], name))
            return;
    if (survey->scale_count < SCALES_MAX)
        survey->scales[survey->scale_count++] = text_copy(survey->scan.work->arena, name);
}

enum { SURVEY_SCALE, SURVEY_SCORE, SURVEY_COUNT };

static Result row_take(SurveyScan *survey, const DbCursor *cursor)
{
    int first = (int)survey->scan.column_count;
    Text name = db_column_text(cursor, first + SURVEY_SCALE);
    int64_t answers = db_column_int(cursor, first + SURVEY_COUNT);
    Scale scale;
    if (!scale_read(name, &scale) || !survey->reads(scale)) {
        survey->other_scales += answers;
        return done();
    }
    scale_note(survey, name);
    GroupValue by[DIMENSIONS_MAX];
    scan_values(&survey->scan, cursor, by);
    Group *group;
    TRY(groups_find(&survey->groups, by, &group));
    double score = db_column_real(cursor, first + SURVEY_SCORE);
    survey->count(group->sums, score, scale, survey->scan.query, answers);
    survey->count(&survey->total, score, scale, survey->scan.query, answers);
    return done();
}

static Result survey_scan(Work *work, const ReportQuery *query, SurveyScan *survey)
{
    TRY(scan_begin(work, query, &response_source, "r.answered_at", &query->window, &survey->scan));
    survey->groups = groups_new(work->arena, query->by_count, sizeof(AnswerSums));
    Scan *scan = &survey->scan;
    buffer_add_string(&scan->builder.where, " AND r.kind = ");
    sql_bind(&scan->builder, &scan->builder.where, db_text(survey->kind));
    scan_where(scan, "r.score IS NOT NULL");
    WITH_CURSOR cursor = {0};
    TRY(scan_query(scan, "r.scale, r.score, COUNT(*)", 2, NULL, &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        TRY(row_take(survey, &cursor));
    }
}

static void survey_facts(const SurveyScan *survey, Report *report)
{
    json_name(&report->fact, "scales");
    json_list(&report->fact);
    for (size_t i = 0; i < survey->scale_count; i++)
        json_text(&report->fact, survey->scales[i]);
    json_end_list(&report->fact);
    json_put_bool(&report->fact, "mixed_scales", survey->scale_count > 1);
    if (survey->other_scales > 0)
        json_put_int(&report->fact, "other_scales", survey->other_scales);
}

/* ---- NPS ---- */

static bool nps_reads(Scale scale)
{
    return scale.high == 10 && (scale.low == 0 || scale.low == 1);
}

static void nps_count(AnswerSums *sums, double score, Scale scale, const ReportQuery *query, int64_t answers)
{
    (void)scale;
    (void)query;
    sums->answers += answers;
    if (score >= 9)
        sums->high += answers;
    else if (score < 7)
        sums->low += answers;
}

static void nps_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    const AnswerSums *sums = from;
    Interval interval = nps_interval(sums->high, sums->low, sums->answers);
    values[NPS_VALUE] = nps_score(sums->high, sums->low, sums->answers);
    values[NPS_N] = (double)sums->answers;
    values[NPS_LOW] = interval.low;
    values[NPS_HIGH] = interval.high;
    values[NPS_SE] = nps_error(sums->high, sums->low, sums->answers);
    if (sums->answers == 0)
        return;
    values[NPS_PROMOTERS] = (double)sums->high;
    values[NPS_PASSIVES] = (double)(sums->answers - sums->high - sums->low);
    values[NPS_DETRACTORS] = (double)sums->low;
}

Result report_nps(Work *work, const ReportQuery *query, Report *report)
{
    SurveyScan survey = {.kind = TEXT("nps"), .count = nps_count, .reads = nps_reads};
    TRY(survey_scan(work, query, &survey));
    report_fill(report, &survey.groups, &survey.total, nps_finish);
    survey_facts(&survey, report);
    return done();
}

/* ---- CSAT and CES ---- */

static bool any_scale(Scale scale)
{
    (void)scale;
    return true;
}

static void boxes_count(AnswerSums *sums, double score, double from, int64_t answers)
{
    sums->answers += answers;
    sums->score += score * (double)answers;
    if (score >= from)
        sums->high += answers;
}

static void csat_count(AnswerSums *sums, double score, Scale scale, const ReportQuery *query, int64_t answers)
{
    double boxes = (double)(query->top > 0 ? query->top : BOXES_DEFAULT);
    boxes_count(sums, score, scale.high - boxes + 1, answers);
}

static void ces_count(AnswerSums *sums, double score, Scale scale, const ReportQuery *query, int64_t answers)
{
    (void)query;
    double place = (EASE_FROM - EASE_SCALE_LOW) / (EASE_SCALE_HIGH - EASE_SCALE_LOW);
    boxes_count(sums, score, scale.low + (scale.high - scale.low) * place, answers);
}

static void boxes_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    const AnswerSums *sums = from;
    Interval interval = wilson_percent(sums->high, sums->answers);
    values[CSAT_VALUE] = share_percent(sums->high, sums->answers);
    values[CSAT_N] = (double)sums->answers;
    values[CSAT_LOW] = interval.low;
    values[CSAT_HIGH] = interval.high;
    if (sums->answers == 0)
        return;
    values[CSAT_MEAN] = sums->score / (double)sums->answers;
    values[CSAT_SATISFIED] = (double)sums->high;
}

Result report_csat(Work *work, const ReportQuery *query, Report *report)
{
    SurveyScan survey = {.kind = TEXT("csat"), .count = csat_count, .reads = any_scale};
    TRY(survey_scan(work, query, &survey));
    report_fill(report, &survey.groups, &survey.total, boxes_finish);
    json_put_int(&report->fact, "top", query->top > 0 ? query->top : BOXES_DEFAULT);
    survey_facts(&survey, report);
    return done();
}

Result report_ces(Work *work, const ReportQuery *query, Report *report)
{
    SurveyScan survey = {.kind = TEXT("ces"), .count = ces_count, .reads = any_scale};
    TRY(survey_scan(work, query, &survey));
    report_fill(report, &survey.groups, &survey.total, boxes_finish);
    survey_facts(&survey, report);
    return done();
}
