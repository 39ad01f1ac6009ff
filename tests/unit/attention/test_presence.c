/* The board of who is where, told in seconds. */
#include "../base/check.h"

#include <stdio.h>

#include "attention/presence.h"

#define TOLD_MAX 16
typedef struct Told {
    PresenceState states[TOLD_MAX];
    size_t count;
} Told;

static void note(void *context, const PresenceState *state)
{
    Told *told = context;
    assert_true(told->count < TOLD_MAX);
    told->states[told->count++] = *state;
}

static int board_set_up(void **state)
{
    *state = presence_board_new();
    return 0;
}

static int board_tear_down(void **state)
{
    presence_board_free(*state);
    return 0;
}

static PresenceWord word(int64_t agent_id, const char *tab, int64_t ticket_id)
{
    PresenceWord word = {.agent_id = agent_id, .ticket_id = ticket_id};
    memcpy(word.tab, tab, strlen(tab));
    return word;
}

static Told say(PresenceBoard *board, PresenceWord said, int64_t second)
{
    Told told = {0};
    presence_board_hear(board, &said, second * SECOND_MS, note, &told);
    return told;
}

static Told tend(PresenceBoard *board, int64_t second, bool *out_any)
{
    Told told = {0};
    *out_any = presence_board_tend(board, second * SECOND_MS, note, &told);
    return told;
}

static void who_comes_is_told_once_and_beats_are_silent(void **state)
{
    Told told = say(*state, word(7, "a", 12), 0);
    assert_int_equal(told.count, 2);
    assert_int_equal(told.states[0].ticket_id, 0);
    assert_true(told.states[0].is_here && !told.states[0].is_editing);
    assert_int_equal(told.states[1].ticket_id, 12);
    assert_true(told.states[1].is_here);
    assert_int_equal(say(*state, word(7, "a", 12), 15).count, 0);
}

static void who_goes_on_to_another_ticket_leaves_the_first(void **state)
{
    say(*state, word(7, "a", 12), 0);
    Told told = say(*state, word(7, "a", 13), 1);
    assert_int_equal(told.count, 2);
    for (size_t i = 0; i < told.count; i++)
        assert_true(told.states[i].is_here == (told.states[i].ticket_id == 13));
}

static void two_tabs_are_one_agent(void **state)
{
    say(*state, word(7, "a", 12), 0);
    PresenceWord hidden = word(7, "b", 12);
    hidden.is_away = true;
    assert_int_equal(say(*state, hidden, 1).count, 0); /* the other tab is looked at */
    PresenceWord writing = word(7, "a", 12);
    writing.is_editing = true;
    Told told = say(*state, writing, 2);
    assert_int_equal(told.count, 1);
    assert_true(told.states[0].is_editing);
    PresenceWord gone = word(7, "a", 0);
    gone.is_gone = true;
    told = say(*state, gone, 3);
    assert_int_equal(told.count, 2);
    for (size_t i = 0; i < told.count; i++)
        assert_true(told.states[i].is_here && told.states[i].is_away && !told.states[i].is_editing);
}

static void a_tab_that_dies_is_gone_after_its_life(void **state)
{
    bool any;
    say(*state, word(7, "a", 12), 0);
    say(*state, word(8, "b", 12), 30);
    assert_int_equal(tend(*state, 44, &any).count, 0);
    Told told = tend(*state, 45, &any);
    assert_int_equal(told.count, 2);
    assert_int_equal(told.states[0].agent_id, 7);
    assert_false(told.states[0].is_here);
    assert_true(any);
    told = tend(*state, 75, &any);
    assert_int_equal(told.count, 2);
    assert_false(any);
}

static void a_hidden_tab_may_speak_once_a_minute(void **state)
{
    bool any;
    PresenceWord hidden = word(7, "a", 12);
    hidden.is_away = true;
    say(*state, hidden, 0);
    assert_int_equal(tend(*state, 80, &any).count, 0);
    assert_int_equal(tend(*state, 91, &any).count, 2);
}

static void the_oldest_tab_of_an_agent_gives_way(void **state)
{
    for (int i = 0; i < PRESENCE_TABS_OF_AGENT_MAX + 5; i++) {
        char tab[8];
        snprintf(tab, sizeof tab, "t%d", i);
        say(*state, word(7, tab, 100 + i), i);
    }
    WITH_ARENA arena = arena_new();
    size_t count;
    const PresenceState *states = presence_board_read(*state, arena, &count);
    assert_int_equal(count, PRESENCE_TABS_OF_AGENT_MAX + 1);
    assert_int_equal(states[1].ticket_id, 105);
}

static void many_agents_are_read_in_order(void **state)
{
    for (int64_t agent = 300; agent > 0; agent--)
        say(*state, word(agent, "a", agent % 2 ? 0 : 50), 0);
    WITH_ARENA arena = arena_new();
    size_t count;
    const PresenceState *states = presence_board_read(*state, arena, &count);
    assert_int_equal(count, 450);
    for (size_t i = 1; i < count; i++)
        assert_true(states[i - 1].agent_id < states[i].agent_id ||
                    (states[i - 1].agent_id == states[i].agent_id && states[i].ticket_id == 50));
}

#define ON_A_BOARD(test) cmocka_unit_test_setup_teardown(test, board_set_up, board_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_BOARD(who_comes_is_told_once_and_beats_are_silent),
        ON_A_BOARD(who_goes_on_to_another_ticket_leaves_the_first),
        ON_A_BOARD(two_tabs_are_one_agent),
        ON_A_BOARD(a_tab_that_dies_is_gone_after_its_life),
        ON_A_BOARD(a_hidden_tab_may_speak_once_a_minute),
        ON_A_BOARD(the_oldest_tab_of_an_agent_gives_way),
        ON_A_BOARD(many_agents_are_read_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
