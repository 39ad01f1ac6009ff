#include "base/csv.h"

#include "check.h"

static Text cell(Arena *arena, Text text)
{
    Buffer out = buffer_new(arena, 4096);
    buffer_add_string(&out, "");
    csv_add_cell(&out, text);
    return buffer_text(&out);
}

static void plain_cells_stand_as_they_are(void **state)
{
    assert_text(cell(*state, TEXT("María Peña")), "María Peña");
    assert_text(cell(*state, TEXT("a = b - c")), "a = b - c");
    assert_text(cell(*state, TEXT_NONE), "");
}

static void what_would_end_a_cell_is_quoted(void **state)
{
    assert_text(cell(*state, TEXT("uno, dos")), "\"uno, dos\"");
    assert_text(cell(*state, TEXT("dijo \"sí\"")), "\"dijo \"\"sí\"\"\"");
    assert_text(cell(*state, TEXT("a\nb")), "\"a\nb\"");
}

static void no_cell_is_a_formula(void **state)
{
    assert_text(cell(*state, TEXT("=2+3")), "\"'=2+3\"");
    assert_text(cell(*state, TEXT("+57 1")), "\"'+57 1\"");
    assert_text(cell(*state, TEXT("-1")), "\"'-1\"");
    assert_text(cell(*state, TEXT("@cmd")), "\"'@cmd\"");
    assert_text(cell(*state, TEXT("\tx")), "\"'\tx\"");
    assert_text(cell(*state, TEXT("\rx")), "\"'\rx\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(plain_cells_stand_as_they_are),
        IN_ARENA(what_would_end_a_cell_is_quoted),
        IN_ARENA(no_cell_is_a_formula),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
