/* The table and its window over the file; inside import_table*.c only. */
#ifndef LAZO_IMPORT_IMPORT_TABLE_OWN_H
#define LAZO_IMPORT_IMPORT_TABLE_OWN_H

#include "import/import_table.h"

#define WINDOW_BYTES ((size_t)256 << 10)
#define WINDOW_BYTES_MAX (CSV_ROW_BYTES_MAX + WINDOW_BYTES)
#define COLUMNS_MAX CSV_CELLS_MAX

typedef enum TableFormat { TABLE_CSV, TABLE_JSON_LINES, TABLE_JSON_LIST } TableFormat;

struct ImportTable {
    Arena *arena;
    int fd;
    int owned_fd; /* of a copy in UTF-8; -1: none */
    TableFormat format;
    char separator;
    const char *encoding; /* NULL: guessed row by row */
    char *window;         /* WINDOW_BYTES_MAX */
    size_t begin;
    size_t end;
    bool is_last; /* nothing comes after the window */
    bool list_began;
    bool list_ended;
    int64_t row_number;
    int64_t body_begin; /* of the file: behind the byte order mark and the header */
    Text columns[COLUMNS_MAX];
    size_t column_count;
    Text cells[COLUMNS_MAX];
    bool is_cell_set[COLUMNS_MAX]; /* JSON: by the row at hand */
};

/* Bytes of the file that the window shows. */
static inline Text table_window(const ImportTable *table)
{
    return (Text){table->window + table->begin, table->end - table->begin};
}
/* Reads on; the window's bytes move to its beginning. */
MUST_CHECK Result table_fill(ImportTable *table);

/* The next object's cells into table->cells. */
MUST_CHECK Result table_next_json(ImportTable *table, Arena *arena, ImportRow *out_row, bool *out_has_row);
/* Where the column is, made when there is none; SIZE_MAX beyond COLUMNS_MAX. */
size_t table_column(ImportTable *table, Text name);

#endif
