#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "insight/report_words.h"
#include "model/value.h"

#define WORKBOOK_BYTES_MAX ((size_t)256 << 20)
#define SHEET_NAME_BYTES_MAX 31

typedef struct Sheet {
    lxw_workbook *workbook;
    lxw_worksheet *worksheet;
    const Report *report;
    ReportLanguage language;
    lxw_format *bold;
    lxw_format *figures[FIGURE_MONEY + 1];
} Sheet;

/* A cell is only ever a text or a number: nothing that people wrote is evaluated. */
static void put_text(Sheet *sheet, lxw_row_t row, size_t column, Text text, lxw_format *format)
{
    text = text_cut(text, 32000);
    (void)worksheet_write_string(sheet->worksheet, row, (lxw_col_t)column, text_string(sheet->report->arena, text),
                                 format);
}

static void put_figure(Sheet *sheet, lxw_row_t row, size_t column, FigureType type, double value)
{
    if (isnan(value))
        return;
    if (type == FIGURE_MONEY)
        value /= (double)currency_unit(sheet->report->currency);
    (void)worksheet_write_number(sheet->worksheet, row, (lxw_col_t)column, value, sheet->figures[type]);
}

static void make_formats(Sheet *sheet)
{
    static const char *const patterns[] = {
        [FIGURE_COUNT] = "#,##0",      [FIGURE_NUMBER] = "#,##0.00", [FIGURE_SCORE] = "0.0",
        [FIGURE_PERCENT] = "0.0\"%\"", [FIGURE_HOURS] = "#,##0.00",  [FIGURE_DAYS] = "#,##0.00",
        [FIGURE_MONEY] = "#,##0.00",
    };
    sheet->bold = workbook_add_format(sheet->workbook);
    format_set_bold(sheet->bold);
    for (size_t i = 0; i <= FIGURE_MONEY; i++) {
        sheet->figures[i] = workbook_add_format(sheet->workbook);
        bool is_whole = i == FIGURE_MONEY && currency_exponent(sheet->report->currency) == 0;
        format_set_num_format(sheet->figures[i], is_whole ? patterns[FIGURE_COUNT] : patterns[i]);
    }
}

static Text column_title(const Sheet *sheet, size_t column)
{
    const Report *report = sheet->report;
    return column == 0 ? report_value_title(report->arena, report->query->metric, sheet->language)
                       : report_word(report->columns[column].name, sheet->language);
}

static void write_header(Sheet *sheet)
{
    const Report *report = sheet->report;
    size_t at = 0;
    for (size_t i = 0; i < report->query->by_count; i++)
        put_text(sheet, 0, at++, report_word(dimension_name(report->query->by[i]), sheet->language), sheet->bold);
    for (size_t i = 0; i < report->column_count; i++)
        put_text(sheet, 0, at++, column_title(sheet, i), sheet->bold);
    for (size_t k = 0; k < report->series_count; k++)
        put_text(sheet, 0, at++, text_format(report->arena, "%zu", k), sheet->bold);
    if (report->total.before)
        put_text(sheet, 0, at++, report_word("before", sheet->language), sheet->bold);
    worksheet_freeze_panes(sheet->worksheet, 1, 0);
    (void)worksheet_set_column(sheet->worksheet, 0, (lxw_col_t)(at - 1), 16, NULL);
}

static void write_row(Sheet *sheet, lxw_row_t line, const ReportRow *row, bool is_total)
{
    const Report *report = sheet->report;
    size_t at = 0;
    for (size_t i = 0; i < report->query->by_count; i++, at++) {
        if (is_total && i == 0)
            put_text(sheet, line, at, report_word("total", sheet->language), sheet->bold);
        else if (!is_total && !row->by[i].is_null)
            put_text(sheet, line, at,
                     report_value_word(report->arena, report->query->by[i], &row->by[i], sheet->language), NULL);
    }
    for (size_t i = 0; i < report->column_count; i++)
        put_figure(sheet, line, at++, report->columns[i].type, row->values[i]);
    for (size_t k = 0; k < report->series_count; k++)
        put_figure(sheet, line, at++, FIGURE_COUNT, row->series[k]);
    if (row->before)
        put_figure(sheet, line, at, report->columns[0].type, row->before[0]);
}

static void write_matrix(Sheet *sheet)
{
    const Report *report = sheet->report;
    const ReportMatrix *matrix = report->matrix;
    Text title = text_cut(report_word("transitions", sheet->language), SHEET_NAME_BYTES_MAX);
    sheet->worksheet = workbook_add_worksheet(sheet->workbook, text_string(report->arena, title));
    for (size_t i = 0; i < matrix->count; i++) {
        GroupValue name = {.text = matrix->names[i]};
        Text word = report_value_word(report->arena, report->query->ladder, &name, sheet->language);
        put_text(sheet, 0, i + 1, word, sheet->bold);
        put_text(sheet, (lxw_row_t)(i + 1), 0, word, sheet->bold);
        for (size_t to = 0; to < matrix->count; to++)
            put_figure(sheet, (lxw_row_t)(i + 1), to + 1, FIGURE_COUNT, matrix->values[i * matrix->count + to]);
    }
}

static Result workbook_fill(const Report *report, Text language, const char *path)
{
    Sheet sheet = {.report = report, .language = report_language(language), .workbook = workbook_new(path)};
    if (sheet.workbook == NULL)
        return fail(FAULT_BROKEN, "The workbook could not be begun.");
    make_formats(&sheet);
    Text title = text_cut(text_of(report->query->metric->name), SHEET_NAME_BYTES_MAX);
    sheet.worksheet = workbook_add_worksheet(sheet.workbook, text_string(report->arena, title));
    write_header(&sheet);
    for (size_t i = 0; i < report->row_count; i++)
        write_row(&sheet, (lxw_row_t)(i + 1), &report->rows[i], false);
    write_row(&sheet, (lxw_row_t)(report->row_count + 1), &report->total, true);
    if (report->matrix)
        write_matrix(&sheet);
    lxw_error error = workbook_close(sheet.workbook);
    if (error != LXW_NO_ERROR)
        return failf(report->arena, FAULT_BROKEN, "The workbook could not be written: %s.", lxw_strerror(error));
    return done();
}

static Result file_read(const Report *report, int file, Text *out_bytes)
{
    Buffer bytes = buffer_new(report->arena, WORKBOOK_BYTES_MAX);
    char piece[16384];
    for (;;) {
        ssize_t count = read(file, piece, sizeof piece);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 || bytes.is_full)
            return fail(FAULT_BROKEN, "The workbook could not be read back.");
        if (count == 0)
            break;
        buffer_add(&bytes, piece, (size_t)count);
    }
    *out_bytes = buffer_text(&bytes);
    return done();
}

/* The library writes to a path; the file is ours alone and gone before anybody else hears of it. */
Result report_write_xlsx(const Report *report, Text language, Text *out_bytes)
{
    const char *folder = getenv("TMPDIR");
    char *path = arena_printf(report->arena, "%s/lazo-report-XXXXXX", folder && folder[0] ? folder : "/tmp");
    int file = mkstemp(path);
    if (file < 0)
        return fail(FAULT_BROKEN, "There is no folder for temporary files; set TMPDIR.");
    Result result = workbook_fill(report, language, path);
    close(file);
    if (is_ok(result)) {
        file = open(path, O_RDONLY | O_CLOEXEC);
        result =
            file < 0 ? fail(FAULT_BROKEN, "The workbook could not be read back.") : file_read(report, file, out_bytes);
        if (file >= 0)
            close(file);
    }
    (void)unlink(path);
    return result;
}
