#include "insight_world.h"

#include "insight/text_grid.h"

static void fill(World *world)
{
    some_customers(world, 1);
    insight_ticket(world, 1, "topic", "'=1+2'", "2025-01-01T00:00:00Z", "2025-01-01T05:00:00Z");
    insight_ticket(world, 2, "topic", "'a, \"b\"'", "2025-01-01T00:00:00Z", "2025-01-06T05:00:00Z");
    insight_ticket(world, 3, "", "", "2025-02-01T00:00:00Z", "2025-02-01T00:30:00Z");
}

static Text table_of(World *world, const char *words, const char *language, bool is_terminal)
{
    Report *report = world_report_made(world, words);
    Buffer out = buffer_new(world->arena, 1 << 20);
    report_write_table(report, &(TableStyle){.language = text_of(language), .is_terminal = is_terminal}, &out);
    return buffer_text(&out);
}

static void assert_has(Text text, const char *part)
{
    if (text_find(text, text_of(part), 0) == SIZE_MAX)
        blame("\"%s\" is not in:\n%.*s", part, TEXT_ARG(text));
}

static void assert_has_not(Text text, const char *part)
{
    if (text_find(text, text_of(part), 0) != SIZE_MAX)
        blame("\"%s\" is in:\n%.*s", part, TEXT_ARG(text));
}

static void tables_speak_the_language_and_write_durations_for_people(void **state)
{
    World *world = world_of(state);
    fill(world);
    Text spanish = table_of(world, "ttr by=month", "es", false);
    assert_has(spanish, "Resolución");
    assert_has(spanish, "Mediana");
    assert_has(spanish, "2025-02");
    assert_has(spanish, "30 min");
    assert_has(spanish, "5,0 h");
    assert_has(table_of(world, "ttr", "en", false), "5.0 h");
    assert_has(table_of(world, "ttr", "pt", false), "Resolução");
    assert_has(table_of(world, "ttr from=2025-01-02 to=2025-01-31", "en", false), "5 d 5 h");
    assert_has(table_of(world, "nps", "es", false), "—");
}

static void bars_and_sparks_are_drawn_for_terminals_only(void **state)
{
    World *world = world_of(state);
    fill(world);
    assert_has(table_of(world, "volume by=month", "es", true), "█▁\n");
    assert_has(table_of(world, "volume by=topic", "es", true), "████");
    assert_has_not(table_of(world, "volume by=month", "es", false), "█");
}

static void columns_are_aligned_by_the_width_of_characters(void **state)
{
    (void)state;
    assert_int_equal(text_width(TEXT("año")), 3);
    assert_int_equal(text_width(TEXT("an\xcc\x83o")), 3);
    assert_int_equal(text_width(TEXT("日本")), 4);
    WITH_ARENA arena = arena_new();
    TextGrid grid = text_grid(arena, 2, 3);
    grid.is_right[1] = true;
    Text *cells = text_grid_row(&grid);
    cells[0] = TEXT("mes");
    cells[1] = TEXT("n");
    cells = text_grid_row(&grid);
    cells[0] = TEXT("日本");
    cells[1] = TEXT("10");
    cells = text_grid_row(&grid);
    cells[0] = TEXT("e\x1b[31m");
    cells[1] = TEXT("7");
    Buffer out = buffer_new(arena, 4096);
    text_grid_write(&grid, false, &out);
    assert_text(buffer_text(&out), "mes      n\n──────  ──\n日本    10\ne?[31m   7\n");
}

static void csv_quotes_and_disarms_what_people_wrote(void **state)
{
    World *world = world_of(state);
    fill(world);
    Buffer out = buffer_new(world->arena, 1 << 20);
    report_write_csv(world_report_made(world, "volume by=topic"), &out);
    assert_text(buffer_text(&out), "topic,value,n,share\r\n"
                                   "\"'=1+2\",1,1,33.333333333333336\r\n"
                                   "\"a, \"\"b\"\"\",1,1,33.333333333333336\r\n"
                                   ",1,1,33.333333333333336\r\n");
    out = buffer_new(world->arena, 1 << 20);
    report_write_csv(world_report_made(world, "nps"), &out);
    assert_has(buffer_text(&out), "\r\n,0,,,,,,\r\n");
}

static void a_workbook_is_a_zip_with_a_sheet(void **state)
{
    World *world = world_of(state);
    fill(world);
    Text bytes;
    must(report_write_xlsx(world_report_made(world, "stage"), TEXT("es"), &bytes));
    assert_true(text_starts_with(bytes, TEXT("PK\x03\x04")));
    assert_has(bytes, "xl/worksheets/sheet2.xml");
}

static void the_catalogue_names_every_report(void **state)
{
    World *world = world_of(state);
    Buffer out = buffer_new(world->arena, 1 << 20);
    Json json = json_writer(&out);
    report_write_catalogue(&json);
    const JsonValue *list;
    must(json_read(world->arena, buffer_text(&out), &list));
    assert_int_equal(list->list.count, report_metric_count);
    for (size_t i = 0; i < list->list.count; i++) {
        assert_true(json_text_at(&list->list.items[i], "about").length > 20);
        assert_int_equal(json_at(&list->list.items[i], "columns")->list.items[0].kind, JSON_TEXT);
    }
}

int main(void)
{
    const WorldTest tests[] = {
#define TEST(name) {#name, name}
        TEST(tables_speak_the_language_and_write_durations_for_people),
        TEST(bars_and_sparks_are_drawn_for_terminals_only),
        TEST(columns_are_aligned_by_the_width_of_characters),
        TEST(csv_quotes_and_disarms_what_people_wrote),
        TEST(a_workbook_is_a_zip_with_a_sheet),
        TEST(the_catalogue_names_every_report),
    };
    desk_world_use();
    return world_run_all("report_write", tests, sizeof(tests) / sizeof(tests[0]));
}
