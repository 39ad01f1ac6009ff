#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "app/command.h"
#include "app/options.h"

#include <cmocka.h>

static char **words(Arena *arena, const char *line, int *out_count)
{
    char **list = ARENA_ARRAY(arena, char *, 32);
    Text rest = text_of(line), part;
    *out_count = 0;
    while (text_next_part(&rest, ' ', &part))
        list[(*out_count)++] = arena_string(arena, part.data, part.length);
    return list;
}

static Result read_line(Arena *arena, const char *line, AppOptions *options, char **left, int *left_count)
{
    int count;
    char **list = words(arena, line, &count);
    return app_options_read(arena, count, list, options, left, left_count);
}

static void shared_options_are_taken_out_wherever_they_stand(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    AppOptions options;
    char *left[32];
    int count;
    assert_true(
        is_ok(read_line(arena, "report nps --data /srv/lazo --by stage --log-format=json", &options, left, &count)));
    assert_int_equal(count, 4);
    assert_string_equal(left[0], "report");
    assert_string_equal(left[3], "stage");
    assert_true(text_is(options.database, "sqlite:/srv/lazo/lazo.db"));
    assert_true(options.log_is_json);
}

static void an_option_wins_over_the_environment(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    AppOptions options;
    char *left[32];
    int count;
    setenv("LAZO_DATABASE", "sqlite:/var/a.db", 1);
    assert_true(is_ok(read_line(arena, "check", &options, left, &count)));
    assert_true(text_is(options.database, "sqlite:/var/a.db"));
    assert_true(is_ok(read_line(arena, "check --database sqlite:/var/b.db", &options, left, &count)));
    assert_true(text_is(options.database, "sqlite:/var/b.db"));
    unsetenv("LAZO_DATABASE");
}

static void what_follows_two_dashes_is_left_alone(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    AppOptions options;
    char *left[32];
    int count;
    assert_true(is_ok(read_line(arena, "import mail -- --data", &options, left, &count)));
    assert_int_equal(count, 4);
}

static void wrong_values_are_told(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    AppOptions options;
    char *left[32];
    int count;
    static const char *const lines[] = {"serve --clock soon",     "serve --log-level loud",
                                        "serve --log-format xml", "serve --rate-limit many",
                                        "serve --data",           "serve --conf /does/not/exist"};
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        assert_int_equal(read_line(arena, lines[i], &options, left, &count).fault, FAULT_INVALID);
}

static void a_database_says_its_folder(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    assert_true(text_is(app_database_folder(arena, TEXT("sqlite:/srv/lazo/lazo.db")), "/srv/lazo"));
    assert_true(text_is(app_database_folder(arena, TEXT("sqlite:lazo.db")), "."));
    assert_true(text_is_empty(app_database_folder(arena, TEXT("postgresql://localhost/lazo"))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_options_are_taken_out_wherever_they_stand),
        cmocka_unit_test(an_option_wins_over_the_environment),
        cmocka_unit_test(what_follows_two_dashes_is_left_alone),
        cmocka_unit_test(wrong_values_are_told),
        cmocka_unit_test(a_database_says_its_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
