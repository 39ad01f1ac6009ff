#include <math.h>

#include "base/csv.h"
#include "insight/report.h"
#include "insight/statistics.h"

static void add_number(Buffer *out, double value)
{
    if (isnan(value))
        return;
    Json json = json_writer(out);
    json_real(&json, value);
}

static bool has_compare(const Report *report)
{
    return report->total.before != NULL;
}

static void add_header(const Report *report, Buffer *out)
{
    const ReportQuery *query = report->query;
    for (size_t i = 0; i < query->by_count; i++)
        buffer_addf(out, "%s,", dimension_name(query->by[i]));
    for (size_t i = 0; i < report->column_count; i++)
        buffer_addf(out, "%s%s", i > 0 ? "," : "", report->columns[i].name);
    for (size_t k = 0; k < report->series_count; k++)
        buffer_addf(out, ",month_%zu", k);
    if (has_compare(report))
        buffer_add_string(out, ",compare_value,compare_n");
    buffer_add_string(out, "\r\n");
}

static void add_row(const Report *report, const ReportRow *row, Buffer *out)
{
    for (size_t i = 0; i < report->query->by_count; i++) {
        if (!row->by[i].is_null)
            csv_add_cell(out, row->by[i].text);
        buffer_add_byte(out, ',');
    }
    for (size_t i = 0; i < report->column_count; i++) {
        if (i > 0)
            buffer_add_byte(out, ',');
        add_number(out, row->values[i]);
    }
    for (size_t k = 0; k < report->series_count; k++) {
        buffer_add_byte(out, ',');
        add_number(out, row->series[k]);
    }
    if (has_compare(report)) {
        buffer_add_byte(out, ',');
        add_number(out, row->before ? row->before[0] : NO_VALUE);
        buffer_add_byte(out, ',');
        add_number(out, row->before ? row->before[1] : NO_VALUE);
    }
    buffer_add_string(out, "\r\n");
}

void report_write_csv(const Report *report, Buffer *out)
{
    add_header(report, out);
    for (size_t i = 0; i < report->row_count; i++)
        add_row(report, &report->rows[i], out);
    if (report->query->by_count == 0)
        add_row(report, &report->total, out);
}
