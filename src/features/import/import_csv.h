/* Rows of separated text: RFC 4180 and what spreadsheets make of it. Pure: a window of bytes in, one row out. */
#ifndef LAZO_IMPORT_IMPORT_CSV_H
#define LAZO_IMPORT_IMPORT_CSV_H

#include "base/buffer.h"

#define CSV_ROW_BYTES_MAX ((size_t)1 << 20)
#define CSV_CELLS_MAX 1000

typedef enum CsvStep {
    CSV_ROW,    /* a row */
    CSV_BROKEN, /* a line that is no row: cells[0] is the line as it stands, `why` what is wrong */
    CSV_MORE,   /* the window ends within the row, and more may come */
    CSV_END,    /* nothing is left */
} CsvStep;

typedef struct CsvRow {
    Text *cells; /* room for CSV_CELLS_MAX, given by the caller; views of the window or texts of the arena */
    size_t count;
    size_t used;     /* bytes of the window, with the line's end */
    const char *why; /* literal */
} CsvRow;

/* Reads the row at the beginning of `window`; `is_last`: nothing comes after it. Lines end in LF, CRLF or CR; a quote
 * that is never closed, or a row over CSV_ROW_BYTES_MAX or CSV_CELLS_MAX, costs one line only. */
CsvStep csv_read_row(Arena *arena, Text window, bool is_last, char separator, CsvRow *row);

/* Comma, semicolon, tab or bar: whichever splits the first rows into the most columns of one number. */
char csv_guess_separator(Arena *arena, Text sample, bool is_last);

/* Adds a cell, in quotes where it needs them. */
void csv_write_cell(Buffer *out, Text cell, char separator);

#endif
