#include <math.h>

#include "insight/report_words.h"
#include "insight/text_grid.h"
#include "insight/statistics.h"

#define BAR_WIDTH 24
#define SERIES_SHOWN_MAX 25 /* months of a cohort in a file */
#define SERIES_DRAWN_MAX 13 /* and on a terminal */
#define SPARK_VALUES_MAX 120

static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
static const char *const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

typedef struct TablePlan {
    const Report *report;
    ReportLanguage language;
    bool has_compare;
    bool has_bar;
    size_t series_count;
    double largest; /* value of a row, for the bars */
} TablePlan;

/* ---- bars and sparks ---- */

static Text bar_text(const TablePlan *plan, double value)
{
    if (isnan(value) || !(plan->largest > 0) || value <= 0)
        return TEXT_NONE;
    Buffer bar = buffer_new(plan->report->arena, 512);
    size_t length = (size_t)lround(value / plan->largest * BAR_WIDTH * 8);
    for (; length >= 8; length -= 8)
        buffer_add_string(&bar, eighths[8]);
    buffer_add_string(&bar, eighths[length]);
    return buffer_text(&bar);
}

static bool is_series(const ReportQuery *query)
{
    return query->by_count == 1 && dimension_is_time(query->by[0]);
}

/* One height a period, a gap where there is nothing. */
static void write_spark(const TablePlan *plan, Buffer *out)
{
    const Report *report = plan->report;
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    size_t first = report->row_count > SPARK_VALUES_MAX ? report->row_count - SPARK_VALUES_MAX : 0;
    for (size_t i = first; i < report->row_count; i++) {
        double value = report->rows[i].values[0];
        low = fmin(low, value);
        high = fmax(high, value);
    }
    if (!(high > low))
        return;
    int64_t day = 0, next = 0;
    Grain grain = dimension_grain(report->query->by[0]);
    size_t drawn = 0;
    for (size_t i = first; i < report->row_count && drawn < SPARK_VALUES_MAX; i++) {
        bool is_known = period_read(grain, report->rows[i].by[0].text, &day);
        for (; i > first && is_known && next < day && drawn < SPARK_VALUES_MAX;
             drawn++, next = period_add(grain, next, 1))
            buffer_add_byte(out, ' ');
        double value = report->rows[i].values[0];
        size_t height = isnan(value) ? 0 : (size_t)lround((value - low) / (high - low) * 7);
        buffer_add_string(out, isnan(value) ? " " : heights[height]);
        next = period_add(grain, day, 1);
        drawn++;
    }
    buffer_add_byte(out, '\n');
}

/* ---- cells ---- */

/* Where the value is a count, n says the same. */
static bool is_shown(const Report *report, size_t column)
{
    return column != 1 || report->columns[0].type != FIGURE_COUNT;
}

static size_t column_total(const TablePlan *plan)
{
    return plan->report->query->by_count + plan->report->column_count + plan->series_count +
           (plan->has_compare ? 2 : 0) + (plan->has_bar ? 1 : 0);
}

static void write_header(const TablePlan *plan, TextGrid *grid)
{
    const Report *report = plan->report;
    Text *cells = text_grid_row(grid);
    size_t at = 0;
    bool has_label = report->query->by_count > 0;
    for (size_t i = 0; i < report->query->by_count; i++)
        cells[at++] = report_word(dimension_name(report->query->by[i]), plan->language);
    for (size_t i = 0; i < report->column_count; i++) {
        if (!is_shown(report, i))
            continue;
        grid->is_right[at] = true;
        cells[at++] = i == 0 && has_label ? report_value_title(report->arena, report->query->metric, plan->language)
                                          : report_word(report->columns[i].name, plan->language);
    }
    for (size_t k = 0; k < plan->series_count; k++) {
        grid->is_right[at] = true;
        cells[at++] = text_format(report->arena, "%zu", k);
    }
    if (plan->has_compare) {
        grid->is_right[at] = grid->is_right[at + 1] = true;
        cells[at++] = report_word("before", plan->language);
        cells[at++] = report_word("change", plan->language);
    }
}

static Text change_text(const TablePlan *plan, const ReportRow *row)
{
    const Report *report = plan->report;
    FigureType type = report->columns[0].type;
    double before = row->before ? row->before[0] : NO_VALUE;
    double change = row->values[0] - before;
    bool is_relative = type != FIGURE_SCORE && type != FIGURE_PERCENT;
    if (is_relative)
        change = before > 0 ? 100 * change / before : NO_VALUE;
    Text text =
        report_figure_text(report->arena, report, is_relative ? FIGURE_PERCENT : FIGURE_SCORE, change, plan->language);
    return change > 0 ? text_format(report->arena, "+%.*s", TEXT_ARG(text)) : text;
}

static void write_row(const TablePlan *plan, const ReportRow *row, bool is_total, TextGrid *grid)
{
    const Report *report = plan->report;
    const ReportQuery *query = report->query;
    Text *cells = text_grid_row(grid);
    size_t at = 0;
    for (size_t i = 0; i < query->by_count; i++)
        cells[at++] = is_total ? (i == 0 ? report_word("total", plan->language) : TEXT_NONE)
                               : report_value_word(report->arena, query->by[i], &row->by[i], plan->language);
    for (size_t i = 0; i < report->column_count; i++)
        if (is_shown(report, i))
            cells[at++] =
                report_figure_text(report->arena, report, report->columns[i].type, row->values[i], plan->language);
    for (size_t k = 0; k < plan->series_count; k++) {
        double share = 100 * row->series[k] / row->series_of[k];
        cells[at++] =
            isnan(share) ? TEXT_NONE : report_figure_text(report->arena, report, FIGURE_COUNT, share, plan->language);
    }
    if (plan->has_compare) {
        cells[at++] = report_figure_text(report->arena, report, report->columns[0].type,
                                         row->before ? row->before[0] : NO_VALUE, plan->language);
        cells[at++] = change_text(plan, row);
    }
    if (plan->has_bar && !is_total)
        cells[at] = bar_text(plan, row->values[0]);
}

static void write_matrix(const TablePlan *plan, Buffer *out)
{
    const Report *report = plan->report;
    const ReportMatrix *matrix = report->matrix;
    TextGrid grid = text_grid(report->arena, matrix->count + 1, matrix->count + 1);
    Text *header = text_grid_row(&grid);
    for (size_t i = 0; i < matrix->count; i++) {
        GroupValue name = {.text = matrix->names[i]};
        grid.is_right[i + 1] = true;
        header[i + 1] = report_value_word(report->arena, report->query->ladder, &name, plan->language);
    }
    for (size_t from = 0; from < matrix->count; from++) {
        Text *cells = text_grid_row(&grid);
        cells[0] = header[from + 1];
        for (size_t to = 0; to < matrix->count; to++) {
            double value = matrix->values[from * matrix->count + to];
            cells[to + 1] =
                value > 0 ? report_figure_text(report->arena, report, FIGURE_COUNT, value, plan->language) : TEXT("·");
        }
    }
    buffer_addf(out, "\n%.*s\n", TEXT_ARG(report_word("transitions", plan->language)));
    text_grid_write(&grid, false, out);
}

static void write_title(const TablePlan *plan, Buffer *out)
{
    const Report *report = plan->report;
    buffer_add_text(out, report_word(report->query->metric->name, plan->language));
    if (!text_is_empty(report->from) || !text_is_empty(report->to))
        buffer_addf(out, "  %.*s%s…%s%.*s", TEXT_ARG(report->from), text_is_empty(report->from) ? "" : " ",
                    text_is_empty(report->to) ? "" : " ", TEXT_ARG(report->to));
    if (!text_is_empty(report->query->at_text))
        buffer_addf(out, "  %.*s", TEXT_ARG(report->query->at_text));
    buffer_add_byte(out, '\n');
}

void report_write_table(const Report *report, const TableStyle *style, Buffer *out)
{
    TablePlan plan = {.report = report, .language = report_language(style->language)};
    const ReportQuery *query = report->query;
    plan.has_compare = report->total.before != NULL;
    size_t series_max = style->is_terminal ? SERIES_DRAWN_MAX : SERIES_SHOWN_MAX;
    plan.series_count = report->series_count < series_max ? report->series_count : series_max;
    for (size_t i = 0; i < report->row_count; i++)
        plan.largest = fmax(plan.largest, report->rows[i].values[0]);
    plan.has_bar = style->is_terminal && query->by_count > 0 && plan.series_count == 0 && plan.largest > 0;
    write_title(&plan, out);
    if (style->is_terminal && is_series(query))
        write_spark(&plan, out);
    TextGrid grid = text_grid(report->arena, column_total(&plan), report->row_count + 2);
    write_header(&plan, &grid);
    for (size_t i = 0; i < report->row_count; i++)
        write_row(&plan, &report->rows[i], false, &grid);
    write_row(&plan, &report->total, true, &grid);
    text_grid_write(&grid, query->by_count > 0, out);
    if (report->matrix)
        write_matrix(&plan, out);
}
