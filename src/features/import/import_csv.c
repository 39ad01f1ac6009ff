#include "import/import_csv.h"

typedef enum CellEnd { CELL_THEN_CELL, CELL_THEN_LINE, CELL_THEN_END, CELL_CUT } CellEnd;

/* Where a line that begins at `at` ends; *out_next is behind its end. */
static size_t line_end(Text window, size_t at, size_t *out_next)
{
    size_t end = at;
    while (end < window.length && window.data[end] != '\n' && window.data[end] != '\r')
        end++;
    *out_next = end;
    if (end < window.length)
        *out_next = end + (window.data[end] == '\r' && end + 1 < window.length && window.data[end + 1] == '\n' ? 2 : 1);
    return end;
}

/* What stands at `*at` behind a cell; goes past it. */
static CellEnd cell_end(Text window, bool is_last, size_t *at)
{
    if (*at >= window.length)
        return is_last ? CELL_THEN_END : CELL_CUT;
    char byte = window.data[*at];
    if (byte != '\n' && byte != '\r') {
        (*at)++;
        return CELL_THEN_CELL;
    }
    /* A CR at the window's end may be half of a CRLF. */
    if (byte == '\r' && *at + 1 == window.length && !is_last)
        return CELL_CUT;
    line_end(window, *at, at);
    return CELL_THEN_LINE;
}

static size_t plain_end(Text window, size_t at, char separator)
{
    while (at < window.length && window.data[at] != separator && window.data[at] != '\n' && window.data[at] != '\r')
        at++;
    return at;
}

/* A quoted cell from behind its quote. Doubled quotes are one; what stands between the closing quote and the separator
 * belongs to the cell. False: no closing quote. */
static bool quoted_cell(Arena *arena, Text window, char separator, size_t *at, Text *out_cell)
{
    size_t begin = *at;
    size_t doubled = 0;
    size_t end = begin;
    for (;;) {
        end = text_find_byte(window, '"', end);
        if (end == SIZE_MAX)
            return false;
        if (end + 1 >= window.length || window.data[end + 1] != '"')
            break;
        doubled++;
        end += 2;
    }
    size_t tail = end + 1;
    *at = plain_end(window, tail, separator);
    if (doubled == 0 && *at == tail) {
        *out_cell = text_slice(window, begin, end);
        return true;
    }
    Buffer cell = buffer_new(arena, CSV_ROW_BYTES_MAX + 1);
    for (size_t i = begin; i < end; i++) {
        buffer_add_byte(&cell, window.data[i]);
        i += window.data[i] == '"';
    }
    buffer_add_text(&cell, text_slice(window, tail, *at));
    *out_cell = buffer_text(&cell);
    return true;
}

static CsvStep broken_line(Text window, CsvRow *row, const char *why)
{
    size_t next;
    size_t end = line_end(window, 0, &next);
    row->cells[0] = text_slice(window, 0, end < CSV_ROW_BYTES_MAX ? end : CSV_ROW_BYTES_MAX);
    row->count = 1;
    row->used = next;
    row->why = why;
    return CSV_BROKEN;
}

CsvStep csv_read_row(Arena *arena, Text window, bool is_last, char separator, CsvRow *row)
{
    size_t at = 0;
    row->count = 0;
    row->why = NULL;
    if (window.length == 0)
        return is_last ? CSV_END : CSV_MORE;
    bool is_full = window.length > CSV_ROW_BYTES_MAX;
    for (;;) {
        if (row->count == CSV_CELLS_MAX)
            return broken_line(window, row, "The row has more than 1000 cells.");
        Text *cell = &row->cells[row->count++];
        *cell = TEXT_NONE;
        if (at < window.length && window.data[at] == '"') {
            at++;
            if (!quoted_cell(arena, window, separator, &at, cell)) {
                if (!is_last && !is_full)
                    return CSV_MORE;
                return broken_line(window, row, "A quote in this line is never closed.");
            }
        } else {
            size_t begin = at;
            at = plain_end(window, at, separator);
            *cell = text_slice(window, begin, at);
        }
        if (at > CSV_ROW_BYTES_MAX)
            return broken_line(window, row, "The row is longer than 1 MiB.");
        CellEnd end = cell_end(window, is_last, &at);
        if (end == CELL_CUT)
            return CSV_MORE;
        if (end == CELL_THEN_LINE || end == CELL_THEN_END) {
            row->used = at;
            return CSV_ROW;
        }
    }
}

#define GUESS_ROWS 20

/* How many columns most rows of the sample have with this separator; 0 when rows disagree too much. */
static size_t columns_with(Arena *arena, Text sample, bool is_last, char separator)
{
    Text *cells = ARENA_ARRAY(arena, Text, CSV_CELLS_MAX);
    CsvRow row = {.cells = cells};
    size_t first = 0;
    size_t rows = 0;
    size_t alike = 0;
    while (rows < GUESS_ROWS) {
        CsvStep step = csv_read_row(arena, sample, is_last, separator, &row);
        if (step != CSV_ROW && step != CSV_BROKEN)
            break;
        sample = text_slice(sample, row.used, sample.length);
        if (row.count == 1 && text_is_empty(row.cells[0]))
            continue;
        if (rows == 0)
            first = row.count;
        rows++;
        alike += step == CSV_ROW && row.count == first;
    }
    return alike * 2 > rows ? first : 0;
}

char csv_guess_separator(Arena *arena, Text sample, bool is_last)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    char best = ',';
    size_t best_columns = 1;
    for (size_t i = 0; i < sizeof(candidates); i++) {
        size_t columns = columns_with(arena, sample, is_last, candidates[i]);
        if (columns > best_columns) {
            best = candidates[i];
            best_columns = columns;
        }
    }
    return best;
}

void csv_write_cell(Buffer *out, Text cell, char separator)
{
    bool needs_quotes = false;
    for (size_t i = 0; i < cell.length && !needs_quotes; i++)
        needs_quotes = cell.data[i] == separator || cell.data[i] == '"' || cell.data[i] == '\n' || cell.data[i] == '\r';
    if (!needs_quotes) {
        buffer_add_text(out, cell);
        return;
    }
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.data[i] == '"')
            buffer_add_byte(out, '"');
        buffer_add_byte(out, cell.data[i]);
    }
    buffer_add_byte(out, '"');
}
