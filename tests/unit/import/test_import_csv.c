#include "../base/check.h"

#include <stdio.h>

#include "import/import_csv.h"

/* Cells joined by "|", rows by "~", the reason of a broken line in brackets. */
static const char *rows_of(Arena *arena, Text source, bool is_last, char separator)
{
    Text *cells = ARENA_ARRAY(arena, Text, CSV_CELLS_MAX);
    CsvRow row = {.cells = cells};
    Buffer out = buffer_new(arena, 1 << 20);
    buffer_add_string(&out, "");
    for (;;) {
        CsvStep step = csv_read_row(arena, source, is_last, separator, &row);
        if (step == CSV_MORE)
            buffer_add_string(&out, "…");
        if (step == CSV_MORE || step == CSV_END)
            return out.data ? out.data : "";
        for (size_t i = 0; i < row.count; i++) {
            buffer_add_string(&out, i ? "|" : "");
            buffer_add_text(&out, row.cells[i]);
        }
        if (step == CSV_BROKEN)
            buffer_addf(&out, "[%s]", row.why);
        buffer_add_string(&out, "~");
        source = text_slice(source, row.used, source.length);
    }
}

static void cells_are_read_as_spreadsheets_write_them(void **state)
{
    static const struct {
        const char *source;
        char separator;
        const char *rows;
    } cases[] = {
        {"a,b\n1,2\n", ',', "a|b~1|2~"},
        {"a,b\r\n1,2", ',', "a|b~1|2~"},
        {"a,b\r1,2\r", ',', "a|b~1|2~"},
        {"\"a,1\";b\n", ';', "a,1|b~"},
        {"\"say \"\"yes\"\"\",2\n", ',', "say \"yes\"|2~"},
        {"1,\"ha \n\"\"ha\"\" \nha\"\n3,4\n", ',', "1|ha \n\"ha\" \nha~3|4~"},
        {"a\tb\tc\n", '\t', "a|b|c~"},
        {"a,,\n,,\n", ',', "a||~||~"},
        {"\"\",x\n", ',', "|x~"},
        {"5\" pipe,2\n", ',', "5\" pipe|2~"},       /* a quote within a cell is one */
        {"\"a\"b,c\n", ',', "ab|c~"},               /* what follows a closing quote belongs to the cell */
        {"=1+1,@x,-2,+3\n", ',', "=1+1|@x|-2|+3~"}, /* formulas are data here */
        {"\n\nx\n", ',', "~~x~"},
        {"", ',', ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(rows_of(*state, text_of(cases[i].source), true, cases[i].separator), cases[i].rows);
}

static void a_row_that_is_cut_waits_for_more(void **state)
{
    static const char *const cut[] = {"a,b", "a,\"b", "a,\"b\"", "a,b\r", "", "\"a\"\""};
    for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++)
        assert_string_equal(rows_of(*state, text_of(cut[i]), false, ','), "…");
}

static void a_quote_that_is_never_closed_costs_one_line(void **state)
{
    assert_string_equal(rows_of(*state, TEXT("1,\"broken\n2,fine\n"), true, ','),
                        "1,\"broken[A quote in this line is never closed.]~2|fine~");
}

static void rows_have_bounds(void **state)
{
    Arena *arena = *state;
    Buffer wide = buffer_new(arena, 4 << 20);
    for (int i = 0; i < CSV_CELLS_MAX; i++)
        buffer_add_byte(&wide, ',');
    buffer_add_string(&wide, "\nnext\n");
    const char *rows = rows_of(arena, buffer_text(&wide), true, ',');
    assert_non_null(strstr(rows, "more than 1000 cells"));
    assert_non_null(strstr(rows, "]~next~"));
    Buffer longer = buffer_new(arena, 4 << 20);
    for (size_t i = 0; i <= CSV_ROW_BYTES_MAX; i++)
        buffer_add_byte(&longer, 'x');
    buffer_add_string(&longer, "\nnext\n");
    Text *cells = ARENA_ARRAY(arena, Text, CSV_CELLS_MAX);
    CsvRow row = {.cells = cells};
    assert_int_equal(csv_read_row(arena, buffer_text(&longer), true, ',', &row), CSV_BROKEN);
    assert_int_equal(row.cells[0].length, CSV_ROW_BYTES_MAX);
    assert_int_equal(row.used, CSV_ROW_BYTES_MAX + 2);
}

static void the_separator_is_guessed(void **state)
{
    static const struct {
        const char *sample;
        char separator;
    } cases[] = {
        {"id;nombre;total\n1;Ana;12,50\n2;Luis;1.300,00\n", ';'},
        {"id,name,total\n1,\"Doe, Jane\",12.50\n", ','},
        {"id\tname\n1\tAna, Luis\n", '\t'},
        {"id|name|city\n1|Ana|Lima\n", '|'},
        {"only\n1\n2\n", ','},
        {"", ','},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(csv_guess_separator(*state, text_of(cases[i].sample), true), cases[i].separator);
}

static void a_written_cell_reads_back(void **state)
{
    static const char *const cells[] = {"plain", "a,b", "say \"yes\"", "two\nlines", "=SUM(A1)", "", "a\rb"};
    Arena *arena = *state;
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        Buffer line = buffer_new(arena, 1000);
        csv_write_cell(&line, text_of(cells[i]), ',');
        buffer_add_byte(&line, ',');
        buffer_add_byte(&line, '\n');
        assert_string_equal(rows_of(arena, buffer_text(&line), true, ','), arena_printf(arena, "%s|~", cells[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(cells_are_read_as_spreadsheets_write_them),
        IN_ARENA(a_row_that_is_cut_waits_for_more),
        IN_ARENA(a_quote_that_is_never_closed_costs_one_line),
        IN_ARENA(rows_have_bounds),
        IN_ARENA(the_separator_is_guessed),
        IN_ARENA(a_written_cell_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
