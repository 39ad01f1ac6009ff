#include "base/buffer.h"

#include "check.h"

static void everything_that_is_added_stands_in_order(void **state)
{
    Buffer buffer = buffer_new(*state, 1000);
    buffer_add_string(&buffer, "a");
    buffer_add_byte(&buffer, '-');
    buffer_add_text(&buffer, TEXT("text"));
    buffer_add_int(&buffer, -42);
    buffer_addf(&buffer, "[%s]", "f");
    buffer_add_codepoint(&buffer, 0x20AC);
    buffer_add_text(&buffer, TEXT_NONE);
    assert_text(buffer_text(&buffer), "a-text-42[f]€");
    assert_int_equal(buffer.data[buffer.length], '\0');
    assert_false(buffer.is_full);
}

static void a_full_buffer_drops_what_does_not_fit_and_says_so(void **state)
{
    Buffer buffer = buffer_new(*state, 10);
    buffer_add_string(&buffer, "0123456789");
    assert_false(buffer.is_full);
    buffer_add_byte(&buffer, 'x');
    assert_true(buffer.is_full);
    assert_text(buffer_text(&buffer), "0123456789");
    buffer_addf(&buffer, "%300d", 1);
    assert_int_equal(buffer.length, 10);
}

static void once_full_nothing_shorter_slips_in_behind(void **state)
{
    Buffer buffer = buffer_new(*state, 10);
    buffer_add_string(&buffer, "12345678");
    buffer_add_string(&buffer, "long one");
    buffer_add_byte(&buffer, 'x');
    assert_text(buffer_text(&buffer), "12345678");
    assert_null(buffer_reserve(&buffer, 1));
}

static void reserved_room_is_counted_by_the_caller(void **state)
{
    Buffer buffer = buffer_new(*state, 100000);
    char *room = buffer_reserve(&buffer, 50000);
    assert_non_null(room);
    memset(room, 'x', 50000);
    buffer.length += 50000;
    buffer_add_byte(&buffer, 'y');
    assert_int_equal(buffer.length, 50001);
    assert_int_equal(buffer.data[50000], 'y');
    assert_null(buffer_reserve(&buffer, 50000));
    assert_null(buffer_reserve(&buffer, SIZE_MAX));
}

static void a_buffer_grows_to_its_maximum_exactly(void **state)
{
    Buffer buffer = buffer_new(*state, 1001);
    for (int i = 0; i < 1001; i++)
        buffer_add_byte(&buffer, 'a');
    assert_false(buffer.is_full);
    assert_int_equal(buffer.length, 1001);
    buffer_add(&buffer, "", 0);
    assert_false(buffer.is_full);
}

static void cutting_shortens_only(void **state)
{
    Buffer buffer = buffer_new(*state, 100);
    buffer_cut(&buffer, 5);
    buffer_add_string(&buffer, "abcdef");
    buffer_cut(&buffer, 3);
    buffer_cut(&buffer, 50);
    assert_text(buffer_text(&buffer), "abc");
    assert_string_equal(buffer.data, "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(everything_that_is_added_stands_in_order),
        IN_ARENA(a_full_buffer_drops_what_does_not_fit_and_says_so),
        IN_ARENA(once_full_nothing_shorter_slips_in_behind),
        IN_ARENA(reserved_room_is_counted_by_the_caller),
        IN_ARENA(a_buffer_grows_to_its_maximum_exactly),
        IN_ARENA(cutting_shortens_only),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
