#include <math.h>

#include "insight/report_drill.h"
#include "insight/statistics.h"

#define WHOLE_MAX 9007199254740992.0 /* beyond it doubles are not exact */

static void write_number(Json *json, double value)
{
    if (isnan(value))
        json_null(json);
    else if (fabs(value) < WHOLE_MAX && value == trunc(value))
        json_int(json, (int64_t)value);
    else
        json_real(json, value);
}

static void write_dimensions(const Report *report, const ReportRow *row, Json *json)
{
    const ReportQuery *query = report->query;
    for (size_t i = 0; i < query->by_count; i++) {
        const GroupValue *value = &row->by[i];
        const char *name = dimension_name(query->by[i]);
        json_name(json, name);
        if (value->is_null)
            json_null(json);
        else
            json_text(json, value->text);
        if (!value->is_id)
            continue;
        json_put_int(json, arena_printf(report->arena, "%s_id", name), value->id);
    }
}

static void write_compare(const Report *report, const ReportRow *row, Json *json)
{
    if (row->before == NULL)
        return;
    json_name(json, "compare");
    json_object(json);
    for (size_t i = 0; i < report->column_count; i++) {
        json_name(json, report->columns[i].name);
        write_number(json, row->before[i]);
    }
    double before = row->before[0];
    double now = row->values[0];
    json_name(json, "change");
    write_number(json, now - before);
    json_name(json, "change_percent");
    write_number(json, before > 0 ? 100 * (now - before) / before : NO_VALUE);
    json_end_object(json);
}

static void write_series(const Report *report, const ReportRow *row, Json *json)
{
    if (row->series == NULL)
        return;
    size_t count = report->series_count;
    while (count > 0 && isnan(row->series[count - 1]))
        count--;
    json_name(json, "counts");
    json_list(json);
    for (size_t k = 0; k < count; k++)
        write_number(json, row->series[k]);
    json_end_list(json);
    json_name(json, "shares");
    json_list(json);
    for (size_t k = 0; k < count; k++)
        write_number(json, 100 * row->series[k] / row->series_of[k]);
    json_end_list(json);
}

static void write_row(const Report *report, const ReportRow *row, bool has_dimensions, Json *json)
{
    json_object(json);
    if (has_dimensions)
        write_dimensions(report, row, json);
    for (size_t i = 0; i < report->column_count; i++) {
        json_name(json, report->columns[i].name);
        write_number(json, row->values[i]);
    }
    write_series(report, row, json);
    write_compare(report, row, json);
    if (report->query->has_drills)
        report_write_drills(report, row, !has_dimensions, json);
    json_end_object(json);
}

static void put_text_or_null(Json *json, const char *name, Text text)
{
    if (text_is_empty(text))
        json_put_null(json, name);
    else
        json_put_text(json, name, text);
}

static bool has_money(const Report *report)
{
    for (size_t i = 0; i < report->column_count; i++)
        if (report->columns[i].type == FIGURE_MONEY)
            return true;
    return false;
}

void report_write_json(const Report *report, Json *json)
{
    static const char *const compares[] = {NULL, "previous", "year"};
    const ReportQuery *query = report->query;
    json_object(json);
    json_put_string(json, "metric", query->metric->name);
    json_put_string(json, "unit", report->unit);
    if (has_money(report))
        json_put_text(json, "currency", report->currency);
    put_text_or_null(json, "from", report->from);
    put_text_or_null(json, "to", report->to);
    json_put_text(json, "time_zone", zone_name(query->zone));
    json_put_time(json, "as_of", query->now);
    if (query->compare != COMPARE_NOTHING)
        json_put_string(json, "compare_with", compares[query->compare]);
    Text facts = buffer_text(report->fact.out);
    if (facts.length > 0)
        json_raw(json, facts);
    json_name(json, "groups");
    json_list(json);
    for (size_t i = 0; i < report->row_count; i++)
        write_row(report, &report->rows[i], true, json);
    json_end_list(json);
    json_name(json, "total");
    write_row(report, &report->total, false, json);
    json_end_object(json);
}

void report_write_catalogue(Json *json)
{
    json_list(json);
    for (size_t m = 0; m < report_metric_count; m++) {
        const ReportMetric *metric = &report_metrics[m];
        json_object(json);
        json_put_string(json, "metric", metric->name);
        json_put_string(json, "unit", metric->unit);
        json_name(json, "by");
        json_list(json);
        for (int i = 0; i < DIMENSION_COUNT; i++)
            if (metric->by & DIMENSION_BIT(i))
                json_string(json, dimension_name((Dimension)i));
        json_end_list(json);
        json_name(json, "columns");
        json_list(json);
        for (size_t i = 0; i < metric->column_count; i++)
            json_string(json, metric->columns[i].name);
        json_end_list(json);
        json_put_string(json, "about", metric->about);
        json_name(json, "formula");
        Buffer formula = buffer_new(json->out->arena, 64);
        buffer_addf(&formula, "formula.%s", metric->name);
        json_text(json, buffer_text(&formula));
        json_end_object(json);
    }
    json_end_list(json);
}
