#include "insight/text_grid.h"

#define GAP 2

TextGrid text_grid(Arena *arena, size_t column_count, size_t row_capacity)
{
    return (TextGrid){.arena = arena,
                      .column_count = column_count,
                      .is_right = ARENA_ARRAY(arena, bool, column_count),
                      .cells = ARENA_ARRAY(arena, Text, column_count * row_capacity),
                      .row_capacity = row_capacity};
}

Text *text_grid_row(TextGrid *grid)
{
    if (grid->row_count < grid->row_capacity)
        grid->row_count++;
    return &grid->cells[(grid->row_count - 1) * grid->column_count];
}

static bool is_within(uint32_t codepoint, uint32_t first, uint32_t last)
{
    return codepoint >= first && codepoint <= last;
}

static size_t codepoint_width(uint32_t codepoint)
{
    if (is_within(codepoint, 0x300, 0x36f) || is_within(codepoint, 0x200b, 0x200f) ||
        is_within(codepoint, 0x20d0, 0x20ff) || is_within(codepoint, 0xfe00, 0xfe0f))
        return 0;
    if (is_within(codepoint, 0x1100, 0x115f) || is_within(codepoint, 0x2e80, 0xa4cf) ||
        is_within(codepoint, 0xac00, 0xd7a3) || is_within(codepoint, 0xf900, 0xfaff) ||
        is_within(codepoint, 0xfe30, 0xfe6f) || is_within(codepoint, 0xff00, 0xff60) ||
        is_within(codepoint, 0x1f300, 0x1f64f) || is_within(codepoint, 0x1f900, 0x1f9ff) ||
        is_within(codepoint, 0x20000, 0x3fffd))
        return 2;
    return 1;
}

size_t text_width(Text text)
{
    size_t width = 0;
    for (size_t at = 0; at < text.length;)
        width += codepoint_width(text_next_codepoint(text, &at));
    return width;
}

static bool is_control(uint32_t codepoint)
{
    return codepoint < 0x20 || is_within(codepoint, 0x7f, 0x9f) || is_within(codepoint, 0x2028, 0x202e) ||
           is_within(codepoint, 0x2066, 0x2069);
}

static void add_shown(Buffer *out, Text text)
{
    for (size_t at = 0; at < text.length;) {
        uint32_t codepoint = text_next_codepoint(text, &at);
        buffer_add_codepoint(out, is_control(codepoint) ? '?' : codepoint);
    }
}

static void add_times(Buffer *out, const char *piece, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buffer_add_string(out, piece);
}

static void write_row(const TextGrid *grid, size_t row, const size_t *widths, Buffer *out)
{
    size_t last = grid->column_count;
    while (last > 0 && grid->cells[row * grid->column_count + last - 1].length == 0)
        last--;
    for (size_t i = 0; i < last; i++) {
        Text cell = grid->cells[row * grid->column_count + i];
        size_t pad = widths[i] - text_width(cell);
        if (i > 0)
            add_times(out, " ", GAP);
        if (grid->is_right[i])
            add_times(out, " ", pad);
        add_shown(out, cell);
        if (!grid->is_right[i] && i + 1 < last)
            add_times(out, " ", pad);
    }
    buffer_add_byte(out, '\n');
}

static void write_rule(const TextGrid *grid, const size_t *widths, Buffer *out)
{
    size_t last = grid->column_count;
    while (last > 0 && grid->cells[last - 1].length == 0)
        last--; /* a column without a title, such as that of the bars */
    for (size_t i = 0; i < last; i++) {
        add_times(out, " ", i > 0 ? GAP : 0);
        add_times(out, "─", widths[i]);
    }
    buffer_add_byte(out, '\n');
}

void text_grid_write(const TextGrid *grid, bool rules_last, Buffer *out)
{
    size_t *widths = ARENA_ARRAY(grid->arena, size_t, grid->column_count);
    for (size_t i = 0; i < grid->row_count * grid->column_count; i++) {
        size_t width = text_width(grid->cells[i]);
        size_t column = i % grid->column_count;
        widths[column] = width > widths[column] ? width : widths[column];
    }
    for (size_t row = 0; row < grid->row_count; row++) {
        if (row == 1 || (rules_last && row > 1 && row + 1 == grid->row_count))
            write_rule(grid, widths, out);
        write_row(grid, row, widths, out);
    }
}
