#include "../base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "import/import_table.h"

static int file_of(Text bytes)
{
    char path[] = "/tmp/lazo-table-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    assert_int_equal(write(fd, bytes.data, bytes.length), (ssize_t)bytes.length);
    return fd;
}

/* "columns~cells~cells", cells joined by "|", a row that is none as "!why". */
static const char *read_all(Arena *arena, Text bytes, const char *encoding, Result *out_result)
{
    int fd = file_of(bytes);
    ImportTable *table = NULL;
    Buffer out = buffer_new(arena, 8 << 20);
    buffer_add_string(&out, "");
    *out_result = import_table_open(arena, fd, text_of(encoding), &table);
    bool has_row = is_ok(*out_result);
    /* JSON's columns are known after one reading. */
    for (int pass = 0; pass < 2 && is_ok(*out_result); pass++) {
        buffer_cut(&out, 0);
        for (size_t i = 0; i < import_table_columns(table); i++)
            buffer_addf(&out, "%s%.*s", i ? "|" : "", TEXT_ARG(import_table_column(table, i)));
        for (has_row = true; has_row && is_ok(*out_result);) {
            ImportRow row;
            *out_result = import_table_next(table, arena, &row, &has_row);
            if (!is_ok(*out_result) || !has_row)
                break;
            buffer_addf(&out, row.why ? "~!%s " : "~", row.why);
            for (size_t i = 0; i < row.count; i++)
                buffer_addf(&out, "%s%.*s", i ? "|" : "", TEXT_ARG(row.cells[i]));
        }
        if (is_ok(*out_result))
            must(import_table_rewind(table));
    }
    import_table_close(table);
    close(fd);
    return out.data ? out.data : "";
}

static const char *reading(void **state, Text bytes, const char *encoding)
{
    Result result;
    const char *all = read_all(*state, bytes, encoding, &result);
    must(result);
    return all;
}

#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        (literal), sizeof(literal) - 1                                                                                 \
    }

static void tables_of_every_format_are_read(void **state)
{
    static const struct {
        Text bytes;
        const char *rows;
    } cases[] = {
        {BYTES("a;b\n1;2\n"), "a|b~1|2"},
        {BYTES("sep=;\r\na;b,c\r\n1;2\r\n"), "a|b,c~1|2"},
        {BYTES("\xef\xbb\xbf"
               "a,b\n1,2\n"),
         "a|b~1|2"},
        {BYTES("\n\na,b\n\n1,2\n,\n3,4\n"), "a|b~1|2~3|4"},
        {BYTES("a,b\n1\n1,2,\n"), "a|b~1|~1|2"},
        {BYTES("a,b\n1,2,3\n"), "a|b~!The row has 3 cells, and the header 2. 1|2|3"},
        {BYTES("{\"a\":1,\"b\":\"x\"}\n{\"b\":null,\"c\":true}\n"), "a|b|c~1|x|~||true"},
        {BYTES(" [ {\"a\":1.5}, {\"a\":\"}]\"} ]"), "a~1.5~}]"},
        {BYTES("{\"customer\":{\"email\":\"a@b.co\"},\"l\":[1,2]}"), "customer.email|l~a@b.co|[1,2]"},
        {BYTES("{\"a\":1}\n{broken\n{\"a\":2}\n"), NULL},
        {BYTES("[]"), ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *rows = reading(state, cases[i].bytes, "");
        if (cases[i].rows)
            assert_string_equal(rows, cases[i].rows);
    }
    const char *broken = reading(state, TEXT("{\"a\":1}\n{broken\n{\"a\":2}\n"), "");
    assert_true(strncmp(broken, "a~1~!", 5) == 0);
    assert_string_equal(broken + strlen(broken) - 2, "~2");
}

static void encodings_are_guessed_row_by_row(void **state)
{
    assert_string_equal(reading(state, TEXT("nombre\nMuñoz\n"), ""), "nombre~Muñoz");
    assert_string_equal(reading(state, TEXT("nombre\nMu\xf1oz\n"), ""), "nombre~Muñoz");
    assert_string_equal(reading(state,
                                TEXT("a\xf1o\nMu\xf1oz\nAcu\xc3\xb1"
                                     "a\n"),
                                ""),
                        "año~Muñoz~Acuña");
    assert_string_equal(reading(state,
                                TEXT("\xff\xfe"
                                     "a\0\n\0\xf1\0\n\0"),
                                ""),
                        "a~ñ");
    assert_string_equal(reading(state, TEXT("a\nMu\xa4oz\n"), "cp850"), "a~Muñoz");
    assert_string_equal(reading(state, TEXT("a\0\n\0\x3d\xd8\x00\xde\n\0"), "utf-16le"), "a~😀");
    Result result;
    read_all(*state, TEXT("a\n1\n"), "no-such-charset", &result);
    must_fail(result, FAULT_INVALID);
}

static void a_file_without_rows_or_with_half_a_list_is_refused(void **state)
{
    static const char *const broken[] = {"", "\n\n", "[{\"a\":1}, {\"a\":", "[{\"a\":1}, 5]"};
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        Result result;
        read_all(*state, text_of(broken[i]), "", &result);
        must_fail(result, FAULT_INVALID);
    }
}

static void rows_longer_than_the_window_are_read_whole(void **state)
{
    Arena *arena = *state;
    Buffer bytes = buffer_new(arena, 4 << 20);
    buffer_add_string(&bytes, "id,text\n");
    for (int row = 0; row < 3; row++) {
        buffer_addf(&bytes, "%d,\"", row);
        for (int i = 0; i < 90000; i++)
            buffer_add_string(&bytes, "line\n");
        buffer_add_string(&bytes, "\"\n");
    }
    const char *all = reading(state, buffer_text(&bytes), "");
    assert_int_equal(strlen(all), strlen("id|text") + 3 * (strlen("~0|") + 90000 * 5 - 1)); /* trimmed at the end */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(tables_of_every_format_are_read),
        IN_ARENA(encodings_are_guessed_row_by_row),
        IN_ARENA(a_file_without_rows_or_with_half_a_list_is_refused),
        IN_ARENA(rows_longer_than_the_window_are_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
