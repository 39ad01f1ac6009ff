#include "world.h"

#include <math.h>
#include <stdio.h>

#define MAKE_THINGS                                                                                                    \
    "CREATE TABLE things (id BIGINT PRIMARY KEY, number BIGINT, share DOUBLE PRECISION, name TEXT UNIQUE, data "       \
    "%s, CHECK (number IS NULL OR number <> 13))"

static Db *things_connect(World *world)
{
    Db *db = world_connect(world);
    must(db_script(db, arena_printf(world->arena, MAKE_THINGS, world->engine == DB_SQLITE ? "BLOB" : "BYTEA")));
    must(db_script(db, "CREATE TABLE parts (id BIGINT PRIMARY KEY, thing_id BIGINT NOT NULL REFERENCES things (id))"));
    return db;
}

static Result thing_add(Db *db, int64_t id, const char *name)
{
    return db_run(db, DB_SQL("INSERT INTO things (id, name) VALUES ($1, $2)"), DB_VALUES(db_int(id), db_string(name)),
                  NULL);
}

static int64_t things_count(Db *db)
{
    int64_t count;
    must(db_one_int(db, DB_SQL("SELECT COUNT(id) FROM things"), DB_NO_VALUES, &count));
    return count;
}

static void every_kind_of_value_comes_back_as_it_went(void **state)
{
    Db *db = things_connect(*state);
    static const int64_t numbers[] = {0, 1, -1, INT64_MAX, INT64_MIN, INT64_C(1) << 40};
    static const double shares[] = {0.0, 0.1, -1e300, 4.9e-324, 1.0 / 3.0, 9007199254740993.0};
    Text names[] = {TEXT(""),     TEXT("a"),       TEXT("Año — ßøλ 😀"), TEXT("'; DROP TABLE x; --"),
                    TEXT("%_\\"), TEXT("\n\t\x01")};
    Text bytes[] = {TEXT(""), TEXT("\0"), TEXT("a\0b\xFF\xFE"), TEXT("\\x41"), TEXT("'"), TEXT("\xC3\x28")};
    for (int i = 0; i < 6; i++)
        must(db_run(db, DB_SQL("INSERT INTO things (id, number, share, name, data) VALUES ($1, $2, $3, $4, $5)"),
                    DB_VALUES(db_int(i), db_int(numbers[i]), db_real(shares[i]), db_text(names[i]), db_bytes(bytes[i])),
                    NULL));
    WITH_CURSOR cursor = {0};
    must(db_query(db, DB_SQL("SELECT number, share, name, data FROM things ORDER BY id"), DB_NO_VALUES, &cursor));
    for (int i = 0; i < 6; i++) {
        bool has_row;
        must(db_next(&cursor, &has_row));
        assert_true(has_row);
        assert_true(db_column_int(&cursor, 0) == numbers[i]);
        assert_true(db_column_real(&cursor, 1) == shares[i]);
        assert_true(text_equals(db_column_text(&cursor, 2), names[i]));
        assert_true(text_equals(db_column_bytes(&cursor, 3), bytes[i]));
        for (int column = 0; column < 4; column++)
            assert_false(db_is_null(&cursor, column));
        DbValue value;
        assert_true(db_column(&cursor, 0, DB_TYPE_INT, &value) && value.integer == numbers[i]);
        assert_true(db_column(&cursor, 1, DB_TYPE_REAL, &value) && value.real == shares[i]);
        assert_true(db_column(&cursor, 2, DB_TYPE_TEXT, &value) && text_equals(value.text, names[i]));
    }
    db_close_cursor(&cursor);
    db_close(db);
}

static void nulls_stay_nulls_and_read_as_nothing(void **state)
{
    Db *db = things_connect(*state);
    must(
        db_run(db, DB_SQL("INSERT INTO things (id, number, share, name, data) VALUES ($1, $2, $3, $4, $5)"),
               DB_VALUES(db_int(1), db_int_if(false, 7), db_real_if(false, 7), db_string(NULL), db_null(DB_TYPE_BYTES)),
               NULL));
    WITH_CURSOR cursor = {0};
    must(db_query(db, DB_SQL("SELECT number, share, name, data FROM things"), DB_NO_VALUES, &cursor));
    bool has_row;
    must(db_next(&cursor, &has_row));
    static const DbType types[] = {DB_TYPE_INT, DB_TYPE_REAL, DB_TYPE_TEXT};
    for (int column = 0; column < 4; column++)
        assert_true(db_is_null(&cursor, column));
    for (int column = 0; column < 3; column++)
        assert_false(db_column(&cursor, column, types[column], &(DbValue){0}));
    assert_int_equal(db_column_int(&cursor, 0), 0);
    assert_true(db_column_real(&cursor, 1) == 0.0);
    assert_int_equal(db_column_text(&cursor, 2).length, 0);
    assert_int_equal(db_column_bytes(&cursor, 3).length, 0);
    db_close_cursor(&cursor);
    db_close(db);
}

static void what_only_one_engine_would_store_neither_takes(void **state)
{
    Db *db = things_connect(*state);
    DbSql sql = DB_SQL("INSERT INTO things (id, name, share) VALUES ($1, $2, $3)");
    must_fail(db_run(db, sql, DB_VALUES(db_int(1), db_text(TEXT("a\0b")), db_real(0)), NULL), FAULT_INVALID);
    must_fail(db_run(db, sql, DB_VALUES(db_int(1), db_text(TEXT("\xC3\x28")), db_real(0)), NULL), FAULT_INVALID);
    must_fail(db_run(db, sql, DB_VALUES(db_int(1), db_text(TEXT("a")), db_real((double)NAN)), NULL), FAULT_INVALID);
    must_fail(db_run(db, sql, DB_VALUES(db_int(1), db_text(TEXT("a")), db_real((double)INFINITY)), NULL),
              FAULT_INVALID);
    assert_int_equal(things_count(db), 0);
    db_close(db);
}

static void a_parameter_may_come_in_any_order_and_twice(void **state)
{
    Db *db = things_connect(*state);
    must(db_run(db, DB_SQL("INSERT INTO things (name, number, id) VALUES ($3, $1, $1 + $2)"),
                DB_VALUES(db_int(40), db_int(2), db_string("x")), NULL));
    int64_t id;
    must(db_one_int(db, DB_SQL("SELECT id FROM things WHERE number = $2 AND name = $1 AND id = $2 + 2"),
                    DB_VALUES(db_string("x"), db_int(40)), &id));
    assert_int_equal(id, 42);
    /* Twelve of them: $1 and $12 are not mixed up. */
    must(db_one_int(
        db,
        DB_SQL("SELECT CAST($12 AS BIGINT) * 10 + CAST($1 AS BIGINT) + 0 * ($2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 +"
               " $10 + $11)"),
        DB_VALUES(db_int(1), db_int(2), db_int(3), db_int(4), db_int(5), db_int(6), db_int(7), db_int(8), db_int(9),
                  db_int(10), db_int(11), db_int(12)),
        &id));
    assert_int_equal(id, 121);
    must_fail(db_one_int(db, DB_SQL("SELECT id FROM things WHERE id = $2"), DB_VALUES(db_int(1)), &id), FAULT_BROKEN);
    db_close(db);
}

static void sums_and_averages_read_as_numbers(void **state)
{
    Db *db = things_connect(*state);
    for (int i = 1; i <= 5; i++)
        must(db_run(db, DB_SQL("INSERT INTO things (id, number, share) VALUES ($1, $2, $3)"),
                    DB_VALUES(db_int(i), db_int(i * INT64_C(1000000007)), db_real(i / 4.0)), NULL));
    WITH_CURSOR cursor = {0};
    must(db_query(
        db,
        DB_SQL("SELECT SUM(number), -SUM(number), AVG(id), SUM(share), MAX(number) = 5000000035, SUM(id) * 10000,"
               " COUNT(*), 0.125 * 1 FROM things"),
        DB_NO_VALUES, &cursor));
    bool has_row;
    must(db_next(&cursor, &has_row));
    assert_true(db_column_int(&cursor, 0) == INT64_C(15000000105));
    assert_true(db_column_int(&cursor, 1) == -INT64_C(15000000105));
    assert_true(db_column_real(&cursor, 0) == 15000000105.0);
    assert_true(db_column_real(&cursor, 2) == 3.0);
    assert_true(db_column_real(&cursor, 3) == 3.75);
    assert_int_equal(db_column_int(&cursor, 4), 1);
    assert_int_equal(db_column_int(&cursor, 5), 150000);
    assert_int_equal(db_column_int(&cursor, 6), 5);
    assert_true(db_column_real(&cursor, 7) == 0.125);
    assert_int_equal(db_column_int(&cursor, 7), 0);
    assert_text(db_column_text(&cursor, 6), "5");
    db_close_cursor(&cursor);
    db_close(db);
}

static void a_violated_constraint_is_a_conflict_that_says_which(void **state)
{
    Db *db = things_connect(*state);
    must(thing_add(db, 1, "a"));
    Result result = thing_add(db, 2, "a");
    must_fail(result, FAULT_CONFLICT);
    assert_non_null(strstr(result.why, "name"));
    must_fail(db_run(db, DB_SQL("INSERT INTO parts (id, thing_id) VALUES (1, $1)"), DB_VALUES(db_int(99)), NULL),
              FAULT_CONFLICT);
    must_fail(db_run(db, DB_SQL("INSERT INTO things (id, number) VALUES (3, $1)"), DB_VALUES(db_int(13)), NULL),
              FAULT_CONFLICT);
    must_fail(
        db_run(db, DB_SQL("INSERT INTO parts (id, thing_id) VALUES (1, $1)"), DB_VALUES(db_null(DB_TYPE_INT)), NULL),
        FAULT_CONFLICT);
    must_fail(db_run(db, db_made_sql("SELECT nonsense FROM nowhere"), DB_NO_VALUES, NULL), FAULT_BROKEN);
    assert_int_equal(things_count(db), 1);
    assert_false(db_is_sick(db));
    db_close(db);
}

static void changed_rows_are_counted_and_returning_gives_the_id(void **state)
{
    Db *db = things_connect(*state);
    int64_t changed = -1;
    int64_t id;
    must(db_one_int(db, DB_SQL("INSERT INTO things (id, name) VALUES ($1, $2) RETURNING id"),
                    DB_VALUES(db_int(77), db_string("a")), &id));
    assert_int_equal(id, 77);
    must(thing_add(db, 2, "b"));
    must(db_run(db, DB_SQL("UPDATE things SET number = 1"), DB_NO_VALUES, &changed));
    assert_int_equal(changed, 2);
    must(db_run(db, DB_SQL("DELETE FROM things WHERE id = $1"), DB_VALUES(db_int(5)), &changed));
    assert_int_equal(changed, 0);
    must(db_run(db, DB_SQL("SELECT id FROM things"), DB_NO_VALUES, &changed));
    assert_int_equal(changed, 0);
    must_fail(db_one_int(db, DB_SQL("SELECT id FROM things WHERE id = 5"), DB_NO_VALUES, &id), FAULT_NOT_FOUND);
    db_close(db);
}

static void savepoints_nest_and_undo_only_their_own(void **state)
{
    Db *db = things_connect(*state);
    must(db_begin(db));
    must(thing_add(db, 1, "a"));
    must(db_savepoint(db, 0));
    must(thing_add(db, 2, "b"));
    must(db_savepoint(db, 1));
    must_fail(thing_add(db, 3, "b"), FAULT_CONFLICT);
    db_rollback_to(db, 1);
    must(thing_add(db, 3, "c"));
    must(db_savepoint(db, 1));
    must(thing_add(db, 4, "d"));
    must(db_release(db, 1));
    assert_int_equal(things_count(db), 4);
    db_rollback_to(db, 0);
    assert_int_equal(things_count(db), 1);
    assert_true(db_in_transaction(db));
    must(db_commit(db));
    assert_false(db_in_transaction(db));
    assert_int_equal(things_count(db), 1);
    must_fail(db_savepoint(db, 99), FAULT_LIMIT);
    db_rollback_to(db, 0); /* outside a transaction: nothing to do */
    db_rollback(db);
    db_close(db);
}

static void a_rollback_leaves_nothing_and_the_fault_that_led_to_it(void **state)
{
    Db *db = things_connect(*state);
    must(db_begin(db));
    must(thing_add(db, 1, "a"));
    Result result = thing_add(db, 2, "a");
    must_fail(result, FAULT_CONFLICT);
    db_rollback(db);
    assert_non_null(strstr(result.why, "name"));
    assert_int_equal(things_count(db), 0);
    must_fail(db_commit(db), FAULT_BROKEN);
    db_close(db);
}

static void two_cursors_may_be_open_on_one_statement(void **state)
{
    Db *db = things_connect(*state);
    for (int i = 1; i <= 3; i++)
        must(db_run(db, DB_SQL("INSERT INTO things (id) VALUES ($1)"), DB_VALUES(db_int(i)), NULL));
    int pairs = 0;
    DbSql sql = DB_SQL("SELECT id FROM things WHERE id >= $1 ORDER BY id");
    for (int round = 0; round < 3; round++) {
        WITH_CURSOR outer = {0};
        must(db_query(db, sql, DB_VALUES(db_int(1)), &outer));
        for (bool has_outer = true; has_outer;) {
            must(db_next(&outer, &has_outer));
            if (!has_outer)
                break;
            WITH_CURSOR inner = {0};
            must(db_query(db, sql, DB_VALUES(db_int(db_column_int(&outer, 0))), &inner));
            for (bool has_inner = true; has_inner; pairs += has_inner)
                must(db_next(&inner, &has_inner));
        }
    }
    assert_int_equal(pairs, 3 * 6);
    db_close(db);
}

static void made_statements_are_kept_by_their_text_not_by_their_address(void **state)
{
    World *world = *state;
    Db *db = things_connect(world);
    must(thing_add(db, 1, "a"));
    char sql[128];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 300; i++) { /* more than the cache holds, all at one address */
            snprintf(sql, sizeof sql, "SELECT CAST($1 AS BIGINT) + %d", i);
            int64_t value;
            must(db_one_int(db, db_made_sql(sql), DB_VALUES(db_int(1000)), &value));
            assert_int_equal(value, 1000 + i);
        }
    /* One text with values of other types. */
    int64_t count;
    DbSql is_null = db_made_sql("SELECT COUNT(id) FROM things WHERE $1 IS NULL");
    must(db_one_int(db, is_null, DB_VALUES(db_null(DB_TYPE_TEXT)), &count));
    assert_int_equal(count, 1);
    must(db_one_int(db, is_null, DB_VALUES(db_int(1)), &count));
    assert_int_equal(count, 0);
    db_close(db);
}

static void a_cursor_that_is_closed_early_gives_its_statement_back(void **state)
{
    Db *db = things_connect(*state);
    for (int i = 1; i <= 3; i++)
        must(db_run(db, DB_SQL("INSERT INTO things (id) VALUES ($1)"), DB_VALUES(db_int(i)), NULL));
    for (int round = 0; round < 50; round++) {
        WITH_CURSOR cursor = {0};
        must(db_query(db, DB_SQL("SELECT id FROM things ORDER BY id"), DB_NO_VALUES, &cursor));
        bool has_row;
        must(db_next(&cursor, &has_row));
        assert_int_equal(db_column_int(&cursor, 0), 1);
        db_close_cursor(&cursor);
        db_close_cursor(&cursor);
    }
    must(db_begin(db)); /* no cursor holds a snapshot */
    must(db_run(db, DB_SQL("DELETE FROM things"), DB_NO_VALUES, NULL));
    must(db_commit(db));
    db_close(db);
}

#define ENDLESS                                                                                                        \
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT COUNT(*) FROM n"

static void a_question_beyond_its_budget_ends_with_limit(void **state)
{
    World *world = *state;
    Db *db;
    int64_t count;
    must(workspace_take_reader(world->workspace, &db));
    must(db_begin_read(db));
    db_set_budget(db, 0, 100);
    must_fail(db_one_int(db, DB_SQL(ENDLESS), DB_NO_VALUES, &count), FAULT_LIMIT);
    db_rollback(db);
    db_set_budget(db, 100000, 0);
    must_fail(db_one_int(db, DB_SQL(ENDLESS), DB_NO_VALUES, &count), FAULT_LIMIT);
    db_set_budget(db, 0, 0);
    must(db_one_int(db, DB_SQL("SELECT COUNT(key) FROM settings"), DB_NO_VALUES, &count));
    workspace_return_reader(world->workspace, db);
    must(workspace_take_reader(world->workspace, &db)); /* the same connection, its budget lifted */
    must(db_one_int(db,
                    DB_SQL("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
                           " SELECT COUNT(*) FROM n"),
                    DB_NO_VALUES, &count));
    assert_int_equal(count, 300000);
    workspace_return_reader(world->workspace, db);
}

typedef struct Recorded {
    int statements;
    char last[128];
    int64_t value;
} Recorded;

static void record(void *owner, const char *sql, const DbValue *values, size_t count)
{
    Recorded *recorded = owner;
    recorded->statements++;
    snprintf(recorded->last, sizeof recorded->last, "%s", sql);
    recorded->value = count > 0 ? values[0].integer : -1;
}

static void statements_with_their_values_can_be_recorded(void **state)
{
    Db *db = things_connect(*state);
    Recorded recorded = {0};
    db_record(db, record, &recorded);
    must(thing_add(db, 5, "a"));
    assert_int_equal(recorded.statements, 1);
    assert_int_equal(recorded.value, 5);
    assert_non_null(strstr(recorded.last, "INSERT INTO things"));
    assert_int_equal(things_count(db), 1);
    assert_int_equal(recorded.statements, 2);
    db_record(db, NULL, NULL);
    assert_int_equal(things_count(db), 1);
    assert_int_equal(recorded.statements, 2);
    db_close(db);
}

static void readers_cannot_write(void **state)
{
    World *world = *state;
    Work work;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    Result result = db_run(work.db, DB_SQL("INSERT INTO settings (key, value, updated_at) VALUES ('a', '1', 1)"),
                           DB_NO_VALUES, NULL);
    must_fail(result, FAULT_BROKEN);
    work_end_read(&work);
    work_end_read(&work);
    assert_int_equal(world_count(world, "settings"), 0);
}

static void a_read_sees_one_snapshot(void **state)
{
    World *world = *state;
    Work work;
    int64_t count;
    must(work_begin_read(world->workspace, world->arena, &actor_system, &work));
    must(db_one_int(work.db, DB_SQL("SELECT COUNT(key) FROM settings"), DB_NO_VALUES, &count));
    Db *other = world_connect(world);
    must(db_run(other, DB_SQL("INSERT INTO settings (key, value, updated_at) VALUES ('a', '1', 1)"), DB_NO_VALUES,
                NULL));
    db_close(other);
    must(db_one_int(work.db, DB_SQL("SELECT COUNT(key) FROM settings"), DB_NO_VALUES, &count));
    assert_int_equal(count, 0);
    work_end_read(&work);
    assert_int_equal(world_count(world, "settings"), 1);
}

static void a_misquoted_string_is_an_error_on_both(void **state)
{
    World *world = *state;
    Db *db = world_connect(world);
    int64_t count;
    must_fail(
        db_one_int(db, db_made_sql("SELECT COUNT(key) FROM settings WHERE key = \"nowhere\""), DB_NO_VALUES, &count),
        FAULT_BROKEN);
    db_close(db);
}

static void a_commit_after_a_swallowed_fault_saves_nothing_unnoticed(void **state)
{
    Db *db = things_connect(*state);
    must(db_begin(db));
    must(thing_add(db, 1, "a"));
    must_fail(thing_add(db, 2, "a"), FAULT_CONFLICT);
    must_fail(db_run(db, DB_SQL("INSERT INTO things (id) VALUES (3)"), DB_NO_VALUES, NULL), FAULT_CONFLICT);
    must_fail(db_commit(db), FAULT_CONFLICT);
    db_rollback(db);
    assert_int_equal(things_count(db), 0);
    must(thing_add(db, 1, "a"));
    db_close(db);
}

static void nothing_is_written_after_the_engine_threw_the_transaction_away(void **state)
{
    Db *db = things_connect(*state);
    must(db_begin(db));
    must(thing_add(db, 1, "a"));
    must(db_savepoint(db, 1));
    must_fail(db_run(db, DB_SQL("INSERT OR ROLLBACK INTO things (id) VALUES (1)"), DB_NO_VALUES, NULL), FAULT_CONFLICT);
    assert_false(db_in_transaction(db));
    db_rollback_to(db, 1);
    /* Somebody passes over the fault and goes on. */
    must_fail(thing_add(db, 2, "b"), FAULT_BROKEN);
    must_fail(db_savepoint(db, 1), FAULT_BROKEN);
    int64_t count;
    must_fail(db_one_int(db, DB_SQL("INSERT INTO things (id) VALUES (3) RETURNING id"), DB_NO_VALUES, &count),
              FAULT_BROKEN);
    must_fail(db_commit(db), FAULT_BROKEN);
    db_rollback(db);
    assert_int_equal(things_count(db), 0);
    must(thing_add(db, 4, "d"));
    db_close(db);
}

int main(void)
{
    static const WorldTest tests[] = {
        WORLD_TEST(every_kind_of_value_comes_back_as_it_went),
        WORLD_TEST(nulls_stay_nulls_and_read_as_nothing),
        WORLD_TEST(what_only_one_engine_would_store_neither_takes),
        WORLD_TEST(a_parameter_may_come_in_any_order_and_twice),
        WORLD_TEST(sums_and_averages_read_as_numbers),
        WORLD_TEST(a_violated_constraint_is_a_conflict_that_says_which),
        WORLD_TEST(changed_rows_are_counted_and_returning_gives_the_id),
        WORLD_TEST(savepoints_nest_and_undo_only_their_own),
        WORLD_TEST(a_rollback_leaves_nothing_and_the_fault_that_led_to_it),
        WORLD_TEST(two_cursors_may_be_open_on_one_statement),
        WORLD_TEST(made_statements_are_kept_by_their_text_not_by_their_address),
        WORLD_TEST(a_cursor_that_is_closed_early_gives_its_statement_back),
        WORLD_TEST(a_question_beyond_its_budget_ends_with_limit),
        WORLD_TEST(statements_with_their_values_can_be_recorded),
        WORLD_TEST(readers_cannot_write),
        WORLD_TEST(a_read_sees_one_snapshot),
        WORLD_TEST(a_misquoted_string_is_an_error_on_both),
        WORLD_TEST_SQLITE(nothing_is_written_after_the_engine_threw_the_transaction_away),
        WORLD_TEST_POSTGRES(a_commit_after_a_swallowed_fault_saves_nothing_unnoticed),
    };
    return world_run_all("store: db", tests, sizeof tests / sizeof *tests);
}
