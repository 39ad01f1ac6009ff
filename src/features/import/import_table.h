/* A file of rows: CSV with any separator, TSV, JSON Lines, or one JSON list of objects, in any encoding, read in constant
 * memory. The file can be read again from its beginning: import reads it once for what the columns are like, and once for
 * the rows. */
#ifndef LAZO_IMPORT_IMPORT_TABLE_H
#define LAZO_IMPORT_IMPORT_TABLE_H

#include "import/import_csv.h"

typedef struct ImportTable ImportTable;

typedef struct ImportRow {
    const Text *cells; /* one per column, UTF-8, trimmed; a cell that is missing is empty */
    size_t count;      /* columns */
    int64_t number;    /* from 1, the header aside */
    const char *why;   /* not NULL: no row of this table; cells[0] is what stands there */
} ImportRow;

/* A descriptor that can be read twice: `fd` itself when it is a file, else a copy without a name in TMPDIR. The caller
 * closes it (and `fd`). FAULT_BROKEN when it cannot be read or kept. */
MUST_CHECK Result import_spool(Arena *arena, int fd, int *out_fd);

/* Guesses the format and reads the header. `encoding` empty: guessed. FAULT_INVALID when there is no header, or a JSON
 * file holds no objects. The table lives in `arena`; `fd` stays the caller's and must outlive it. */
MUST_CHECK Result import_table_open(Arena *arena, int fd, Text encoding, ImportTable **out_table);
void import_table_close(ImportTable *table); /* NULL is fine */

size_t import_table_columns(const ImportTable *table);
Text import_table_column(const ImportTable *table, size_t index);
/* JSON: numbers have a decimal point, and columns are found as rows are read; the first pass over the table knows all. */
bool import_table_is_json(const ImportTable *table);
char import_table_separator(const ImportTable *table);

/* The next row, its cells in `arena`. Empty lines are passed over. FAULT_BROKEN when the file cannot be read, FAULT_INVALID
 * when a JSON list is broken and nothing behind it can be told apart. */
MUST_CHECK Result import_table_next(ImportTable *table, Arena *arena, ImportRow *out_row, bool *out_has_row);
MUST_CHECK Result import_table_rewind(ImportTable *table);

#endif
