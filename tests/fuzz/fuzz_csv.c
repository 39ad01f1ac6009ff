/* Tables: rows are the same wherever the window is cut, what is written reads back, every cell can be asked for a date and a
 * number, and a whole file in any format is read to its end within its bounds. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "import/import_date.h"
#include "import/import_number.h"
#include "import/import_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void cell_is_judged(Text cell)
{
    int64_t at_ms;
    const char *why = NULL;
    Number number;
    DateEvidence dates = {0};
    NumberEvidence numbers = {0};
    date_evidence_add(&dates, cell);
    number_evidence_add(&numbers, cell);
    if (date_read(cell, DATE_DAY_FIRST, zone_utc(), &at_ms, &why))
        check(at_ms >= TIME_MS_MIN && at_ms <= TIME_MS_MAX);
    else
        check(why != NULL);
    if (number_read(cell, NUMBER_COMMA, &number, &why)) {
        double value;
        check(text_to_real(text_of(number.digits), &value));
    }
}

/* A row that is complete in a shorter window is the same row in the longer one. */
static void row_is_stable(Arena *arena, Text source, size_t cut, char separator)
{
    Text *short_cells = ARENA_ARRAY(arena, Text, CSV_CELLS_MAX);
    Text *long_cells = ARENA_ARRAY(arena, Text, CSV_CELLS_MAX);
    CsvRow a = {.cells = short_cells};
    CsvRow b = {.cells = long_cells};
    CsvStep short_step = csv_read_row(arena, text_slice(source, 0, cut), false, separator, &a);
    CsvStep long_step = csv_read_row(arena, source, true, separator, &b);
    if (short_step != CSV_ROW)
        return;
    check(long_step == CSV_ROW && a.count == b.count && a.used == b.used);
    for (size_t i = 0; i < a.count; i++)
        check(text_equals(a.cells[i], b.cells[i]));
}

static void row_reads_back(Arena *arena, const CsvRow *row, char separator)
{
    Buffer line = buffer_new(arena, 8 << 20);
    Text *cells = ARENA_ARRAY(arena, Text, CSV_CELLS_MAX);
    CsvRow again = {.cells = cells};
    for (size_t i = 0; i < row->count; i++) {
        if (i > 0)
            buffer_add_byte(&line, separator);
        csv_write_cell(&line, row->cells[i], separator);
    }
    buffer_add_byte(&line, '\n');
    check(csv_read_row(arena, buffer_text(&line), true, separator, &again) == CSV_ROW);
    check(again.count == row->count);
    for (size_t i = 0; i < row->count; i++)
        check(text_equals(again.cells[i], row->cells[i]));
}

static void rows_hold(Arena *arena, Text source, size_t cut)
{
    char separator = csv_guess_separator(arena, source, true);
    Text *cells = ARENA_ARRAY(arena, Text, CSV_CELLS_MAX);
    CsvRow row = {.cells = cells};
    row_is_stable(arena, source, cut < source.length ? cut : source.length, separator);
    for (int rows = 0; rows < 100; rows++) {
        CsvStep step = csv_read_row(arena, source, true, separator, &row);
        check(step != CSV_MORE);
        if (step == CSV_END)
            return;
        check(row.used > 0 && row.used <= source.length && row.count >= 1 && row.count <= CSV_CELLS_MAX);
        for (size_t i = 0; i < row.count && i < 50; i++)
            cell_is_judged(row.cells[i]);
        if (step == CSV_ROW)
            row_reads_back(arena, &row, separator);
        source = text_slice(source, row.used, source.length);
    }
}

static void table_ends(Arena *arena, Text bytes)
{
    int fd = memfd_create("table", MFD_CLOEXEC);
    check(fd >= 0 && write(fd, bytes.data, bytes.length) == (ssize_t)bytes.length);
    ImportTable *table = NULL;
    Result result = import_table_open(arena, fd, TEXT_NONE, &table);
    bool has_row = is_ok(result);
    int64_t rows = 0;
    while (has_row && is_ok(result)) {
        ImportRow row;
        result = import_table_next(table, arena, &row, &has_row);
        if (!is_ok(result) || !has_row)
            break;
        check(++rows <= (int64_t)bytes.length && row.number == rows);
        for (size_t i = 0; i < row.count; i++)
            check(text_is_utf8(row.cells[i]));
    }
    import_table_close(table);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > (1 << 16))
        return 0;
    WITH_ARENA arena = arena_new();
    Text source = {(const char *)data + 1, size - 1};
    rows_hold(arena, source, data[0]);
    table_ends(arena, source);
    return 0;
}
