/* A table of texts with its columns aligned, for a terminal or a file: wide characters count two columns, marks none, and
 * control characters are shown as "?" so that data cannot steer the terminal. */
#ifndef LAZO_INSIGHT_TEXT_GRID_H
#define LAZO_INSIGHT_TEXT_GRID_H

#include "base/buffer.h"

typedef struct TextGrid {
    Arena *arena;
    size_t column_count;
    bool *is_right; /* by column; false: to the left */
    Text *cells;    /* row by row, the header first */
    size_t row_count;
    size_t row_capacity;
} TextGrid;

TextGrid text_grid(Arena *arena, size_t column_count, size_t row_capacity);
/* A new row of empty cells; row_capacity of them at most. */
Text *text_grid_row(TextGrid *grid);
/* The header, a rule, the rows; with `rules_last`, a rule before the last row too. */
void text_grid_write(const TextGrid *grid, bool rules_last, Buffer *out);
/* Columns that a text takes on a terminal. */
size_t text_width(Text text);

#endif
