#include "world.h"

#define CHARACTERS_A_TEXT 128
#define CODEPOINT_END 0x110000

/* Characters side by side, parted so that none composes with its neighbour. */
static Text characters(Arena *arena, uint32_t from)
{
    char *out = arena_alloc(arena, CHARACTERS_A_TEXT * 5);
    size_t length = 0;
    for (uint32_t codepoint = from; codepoint < from + CHARACTERS_A_TEXT; codepoint++) {
        if (codepoint == 0 || (codepoint >= 0xD800 && codepoint <= 0xDFFF))
            continue;
        length += codepoint_write(codepoint, out + length);
        out[length++] = '\n';
    }
    return (Text){out, length};
}

static void folding_in_sql_is_folding_in_c_for_every_character(void **state)
{
    World *world = *state;
    Db *db;
    must(workspace_take_reader(world->workspace, &db));
    for (uint32_t from = 0; from < CODEPOINT_END; from += CHARACTERS_A_TEXT) {
        WITH_ARENA arena = arena_new();
        Text text = characters(arena, from);
        WITH_CURSOR cursor = {0};
        must(db_query(db, DB_SQL("SELECT lazo_fold($1)"), DB_VALUES(db_text(text)), &cursor));
        bool has_row;
        must(db_next(&cursor, &has_row));
        bool is_alike = text_equals(db_column_text(&cursor, 0), text_fold(arena, text));
        if (!is_alike)
            print_error("they differ from U+%04X on\n", (unsigned)from);
        assert_true(is_alike);
    }
    workspace_return_reader(world->workspace, db);
}

static void words_are_folded_alike(void **state)
{
    World *world = *state;
    Db *db;
    must(workspace_take_reader(world->workspace, &db));
    static const char *const cases[][2] = {{"AÑO Nuevo", "ano nuevo"}, {"Straße", "strasse"},
                                           {"ΟΔΟΣ οδός", "οδοσ οδοσ"}, {"n\xCC\x83", "n"},
                                           {"Łódź Æsir", "łodz æsir"}, {"", ""},
                                           {"São João", "sao joao"},   {"İstanbul", "istanbul"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        WITH_CURSOR cursor = {0};
        must(db_query(db, DB_SQL("SELECT lazo_fold($1)"), DB_VALUES(db_string(cases[i][0])), &cursor));
        bool has_row;
        must(db_next(&cursor, &has_row));
        assert_text(db_column_text(&cursor, 0), cases[i][1]);
    }
    WITH_CURSOR cursor = {0};
    must(db_query(db, DB_SQL("SELECT lazo_fold($1)"), DB_VALUES(db_null(DB_TYPE_TEXT)), &cursor));
    bool has_row;
    must(db_next(&cursor, &has_row));
    assert_true(db_is_null(&cursor, 0));
    db_close_cursor(&cursor);
    workspace_return_reader(world->workspace, db);
}

int main(void)
{
    static const WorldTest tests[] = {
        WORLD_TEST(folding_in_sql_is_folding_in_c_for_every_character),
        WORLD_TEST(words_are_folded_alike),
    };
    return world_run_all("store: fold", tests, sizeof tests / sizeof *tests);
}
