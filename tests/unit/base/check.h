/* What every test here begins with: cmocka, and checks that read as sentences. */
#ifndef LAZO_TESTS_BASE_CHECK_H
#define LAZO_TESTS_BASE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* Before cmocka, whose macro fail() takes the name of ours. */
#include "base/text.h"

#include <cmocka.h>

static inline int new_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static inline int free_arena(void **state)
{
    arena_free(*state);
    return 0;
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, new_arena, free_arena)

static inline void must(Result result)
{
    if (!is_ok(result))
        fail_msg("%s: %s", fault_name(result.fault), result.why);
}

static inline void must_fail(Result result, Fault fault)
{
    assert_string_equal(fault_name(result.fault), fault_name(fault));
    assert_non_null(result.why);
    assert_true(strlen(result.why) > 0);
}

static inline void assert_text_at(Text text, const char *expected, const char *file, int line)
{
    size_t length = strlen(expected);
    if (text.length == length && (length == 0 || memcmp(text.data, expected, length) == 0))
        return;
    print_error("\"%.*s\" is not \"%s\"\n", TEXT_ARG(text), expected);
    _fail(file, line);
}
#define assert_text(text, expected) assert_text_at((text), (expected), __FILE__, __LINE__)

#endif
