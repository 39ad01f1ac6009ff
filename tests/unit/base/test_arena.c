#include "base/arena.h"

#include "check.h"

static int runs;
static int order[8];

static void note_run(void *object)
{
    order[runs++] = *(int *)object;
}

static void memory_is_zeroed_and_aligned(void **state)
{
    Arena *arena = *state;
    for (size_t size = 0; size < 600; size += 7) {
        unsigned char *bytes = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xFF, size);
    }
}

static void memory_is_zeroed_again_after_a_reset(void **state)
{
    Arena *arena = *state;
    memset(arena_alloc(arena, 9000), 0xFF, 9000);
    arena_reset(arena);
    assert_int_equal(arena_used(arena), 0);
    const unsigned char *bytes = arena_alloc(arena, 9000);
    for (size_t i = 0; i < 9000; i++)
        assert_int_equal(bytes[i], 0);
}

static void zeroed_memory_is_zeroed_where_plain_memory_was_written(void **state)
{
    Arena *arena = *state;
    ArenaMark mark = arena_mark(arena);
    memset(arena_alloc_plain(arena, 500), 0xFF, 500);
    arena_rewind(arena, mark);
    const unsigned char *bytes = arena_alloc(arena, 500);
    for (size_t i = 0; i < 500; i++)
        assert_int_equal(bytes[i], 0);
}

static void only_the_youngest_block_is_extended_and_only_where_there_is_room(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new_of(4096);
    char *first = arena_alloc_plain(arena, 100);
    memset(first, 'a', 100);
    bool is_extended = arena_extend(arena, first, 100, 300); /* never where each block is its own */
    if (is_extended)
        memset(first + 100, 'b', 200);
    char *second = arena_alloc(arena, 16);
    memset(second, 'c', 16);
    assert_int_equal(first[99], 'a');
    if (is_extended)
        assert_int_equal(first[299], 'b');
    assert_false(arena_extend(arena, first, is_extended ? 300 : 100, 400));
    assert_false(arena_extend(arena, second, 16, 1 << 20));
    assert_false(arena_extend(arena, second, 16, 8));
}

static void large_blocks_and_many_small_ones_do_not_overlap(void **state)
{
    Arena *arena = *state;
    unsigned char *blocks[400];
    for (size_t i = 0; i < 400; i++) {
        size_t size = i % 10 == 0 ? 100000 : 900;
        blocks[i] = arena_alloc(arena, size);
        memset(blocks[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < 400; i++) {
        size_t size = i % 10 == 0 ? 100000 : 900;
        assert_int_equal(blocks[i][0], i % 251);
        assert_int_equal(blocks[i][size - 1], i % 251);
    }
    assert_true(arena_used(arena) >= 40 * 100000 + 360 * 900);
}

static void cleanups_run_newest_first(void **state)
{
    Arena *arena = arena_new();
    (void)state;
    int values[] = {1, 2, 3};
    runs = 0;
    for (int i = 0; i < 3; i++)
        arena_defer(arena, note_run, &values[i]);
    arena_free(arena);
    assert_int_equal(runs, 3);
    assert_int_equal(order[0], 3);
    assert_int_equal(order[2], 1);
}

static void sum_bytes(void *object)
{
    unsigned char **block = object;
    order[runs++] = (*block)[99999];
}

static void a_cleanup_may_read_a_large_block_younger_than_itself(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    unsigned char **holder = arena_alloc(arena, sizeof *holder);
    runs = 0;
    arena_defer(arena, sum_bytes, holder);
    *holder = arena_alloc(arena, 100000);
    (*holder)[99999] = 77;
    arena_free(arena);
    assert_int_equal(order[0], 77);
}

static void rewinding_runs_only_what_came_after_the_mark(void **state)
{
    Arena *arena = *state;
    int values[] = {1, 2, 3};
    runs = 0;
    arena_defer(arena, note_run, &values[0]);
    char *kept = arena_string(arena, "kept", 4);
    size_t used = arena_used(arena);
    ArenaMark mark = arena_mark(arena);
    arena_defer(arena, note_run, &values[1]);
    arena_alloc(arena, 1 << 20);
    for (int i = 0; i < 100; i++)
        arena_alloc(arena, 4000);
    arena_defer(arena, note_run, &values[2]);
    arena_rewind(arena, mark);
    assert_int_equal(runs, 2);
    assert_int_equal(order[0], 3);
    assert_int_equal(order[1], 2);
    assert_string_equal(kept, "kept");
    assert_int_equal(arena_used(arena), used);
    arena_reset(arena);
    assert_int_equal(runs, 3);
}

static void marks_nest(void **state)
{
    Arena *arena = *state;
    ArenaMark outer = arena_mark(arena);
    arena_alloc(arena, 50000);
    ArenaMark inner = arena_mark(arena);
    size_t used = arena_used(arena);
    arena_alloc(arena, 50000);
    arena_rewind(arena, inner);
    assert_int_equal(arena_used(arena), used);
    arena_rewind(arena, outer);
    assert_int_equal(arena_used(arena), 0);
}

static void printf_makes_short_and_long_texts(void **state)
{
    Arena *arena = *state;
    assert_string_equal(arena_printf(arena, "%s-%d", "a", 7), "a-7");
    char *wide = arena_printf(arena, "%5000d|", 7);
    assert_int_equal(strlen(wide), 5001);
    assert_string_equal(arena_string(arena, NULL, 0), "");
}

static void freeing_nothing_is_fine(void **state)
{
    (void)state;
    arena_free(NULL);
}

static void failf_writes_its_sentence_and_names_its_fault(void **state)
{
    Result result = failf(*state, FAULT_STALE, "version %d, not %d", 3, 4);
    assert_string_equal(result.why, "version 3, not 4");
    assert_string_equal(fault_name(result.fault), "stale");
    assert_string_equal(fault_name(FAULT_NOT_FOUND), "not_found");
    assert_string_equal(fault_name((Fault)99), "unknown");
    assert_true(is_ok(done()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(memory_is_zeroed_and_aligned),
        IN_ARENA(memory_is_zeroed_again_after_a_reset),
        IN_ARENA(zeroed_memory_is_zeroed_where_plain_memory_was_written),
        cmocka_unit_test(only_the_youngest_block_is_extended_and_only_where_there_is_room),
        IN_ARENA(large_blocks_and_many_small_ones_do_not_overlap),
        cmocka_unit_test(cleanups_run_newest_first),
        cmocka_unit_test(a_cleanup_may_read_a_large_block_younger_than_itself),
        IN_ARENA(rewinding_runs_only_what_came_after_the_mark),
        IN_ARENA(marks_nest),
        IN_ARENA(printf_makes_short_and_long_texts),
        cmocka_unit_test(freeing_nothing_is_fine),
        IN_ARENA(failf_writes_its_sentence_and_names_its_fault),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
