#include "world.h"

#include "store/calendar.h"

static const Zone *zone_of(const char *name)
{
    const Zone *zone;
    must(zone_open(text_of(name), &zone));
    return zone;
}

static int64_t day_of(int year, int month, int day)
{
    return days_from_civil((CivilDate){year, month, day});
}

static void days_have_their_instants_and_names(void **state)
{
    World *world = *state;
    const Zone *bogota = zone_of("America/Bogota");
    must(workspace_ensure_days(world->workspace, bogota, day_of(2025, 12, 28), day_of(2026, 1, 6)));
    Db *db;
    must(workspace_take_reader(world->workspace, &db));
    WITH_CURSOR cursor = {0};
    must(db_query(db,
                  DB_SQL("SELECT start_at, end_at, date, week, month, quarter, year FROM calendar_days"
                         " WHERE zone = 'America/Bogota' AND day = $1"),
                  DB_VALUES(db_int(day_of(2025, 12, 29))), &cursor));
    bool has_row;
    must(db_next(&cursor, &has_row));
    assert_true(has_row);
    assert_true(db_column_int(&cursor, 0) == day_of(2025, 12, 29) * DAY_MS + 5 * HOUR_MS);
    assert_true(db_column_int(&cursor, 1) == day_of(2025, 12, 30) * DAY_MS + 5 * HOUR_MS);
    static const char *const texts[] = {"2025-12-29", "2026-W01", "2025-12", "2025-Q4", "2025"};
    for (int i = 0; i < 5; i++)
        assert_text(db_column_text(&cursor, i + 2), texts[i]);
    db_close_cursor(&cursor);
    workspace_return_reader(world->workspace, db);
}

static void days_of_a_clock_change_are_23_and_25_hours_long(void **state)
{
    World *world = *state;
    const Zone *madrid = zone_of("Europe/Madrid");
    must(workspace_ensure_days(world->workspace, madrid, day_of(2026, 1, 1), day_of(2026, 12, 31)));
    Db *db;
    int64_t length;
    must(workspace_take_reader(world->workspace, &db));
    DbSql sql = DB_SQL("SELECT end_at - start_at FROM calendar_days WHERE zone = 'Europe/Madrid' AND day = $1");
    must(db_one_int(db, sql, DB_VALUES(db_int(day_of(2026, 3, 29))), &length));
    assert_int_equal(length, 23 * HOUR_MS);
    must(db_one_int(db, sql, DB_VALUES(db_int(day_of(2026, 10, 25))), &length));
    assert_int_equal(length, 25 * HOUR_MS);
    /* Without gaps: each day begins where the one before ended. */
    must(db_one_int(
        db,
        DB_SQL("SELECT COUNT(a.day) FROM calendar_days a JOIN calendar_days b ON b.zone = a.zone AND b.day = a.day + 1"
               " AND b.start_at = a.end_at WHERE a.zone = 'Europe/Madrid' AND a.day >= $1 AND a.day <= $2"),
        DB_VALUES(db_int(day_of(2026, 1, 1)), db_int(day_of(2026, 12, 31))), &length));
    assert_int_equal(length, 365);
    workspace_return_reader(world->workspace, db);
}

static void a_day_that_a_zone_skipped_has_no_row(void **state)
{
    World *world = *state;
    const Zone *apia = zone_of("Pacific/Apia");
    must(workspace_ensure_days(world->workspace, apia, day_of(2011, 12, 1), day_of(2012, 1, 31)));
    must(workspace_ensure_days(world->workspace, apia, day_of(2011, 12, 1), day_of(2012, 1, 31)));
    Db *db;
    int64_t count;
    must(workspace_take_reader(world->workspace, &db));
    must(db_one_int(
        db, DB_SQL("SELECT COUNT(day) FROM calendar_days WHERE zone = 'Pacific/Apia' AND day >= $1 AND day <= $2"),
        DB_VALUES(db_int(day_of(2011, 12, 29)), db_int(day_of(2011, 12, 31))), &count));
    assert_int_equal(count, 2);
    workspace_return_reader(world->workspace, db);
}

static void known_days_are_not_written_again(void **state)
{
    World *world = *state;
    Lane *lane = workspace_lane(world->workspace);
    must(workspace_ensure_days(world->workspace, zone_utc(), day_of(2024, 1, 1), day_of(2024, 6, 1)));
    int64_t rows = world_count(world, "calendar_days");
    int64_t pieces = lane_state(lane).pieces;
    must(workspace_ensure_days(world->workspace, zone_utc(), day_of(2024, 2, 1), day_of(2024, 3, 1)));
    must(workspace_ensure_days(world->workspace, zone_utc(), day_of(2024, 3, 1), day_of(2024, 2, 1)));
    assert_int_equal(lane_state(lane).pieces, pieces);
    world_close(world);
    world_open(world);
    must(workspace_ensure_days(world->workspace, zone_utc(), day_of(2024, 1, 1), day_of(2024, 6, 1)));
    assert_int_equal(world_count(world, "calendar_days"), rows);
    assert_int_equal(lane_state(workspace_lane(world->workspace)).pieces, 0);
}

static Result ensure_apply(Work *work, void *context)
{
    (void)context;
    return calendar_days_ensure(work->db, zone_utc(), INT64_MIN, CALENDAR_DAY_MIN + 99);
}

static void days_outside_the_calendar_are_left_out(void **state)
{
    World *world = *state;
    must(world_do(world, ensure_apply, NULL));
    assert_int_equal(world_count(world, "calendar_days"), 100);
    must(workspace_ensure_days(world->workspace, zone_utc(), CALENDAR_DAY_MAX - 10, INT64_MAX));
    assert_int_equal(world_count(world, "calendar_days"), 100 + 11 + 366);
}

int main(void)
{
    static const WorldTest tests[] = {
        WORLD_TEST(days_have_their_instants_and_names),     WORLD_TEST(days_of_a_clock_change_are_23_and_25_hours_long),
        WORLD_TEST(a_day_that_a_zone_skipped_has_no_row),   WORLD_TEST(known_days_are_not_written_again),
        WORLD_TEST(days_outside_the_calendar_are_left_out),
    };
    return world_run_all("store: calendar", tests, sizeof tests / sizeof *tests);
}
