#include "attention/presence.h"

#include <pthread.h>

typedef struct Tab {
    PresenceWord word;
    int64_t ends_ms;
} Tab;

/* In the order of agents, then of when they came: small enough to be searched through. */
struct PresenceBoard {
    Arena *arena;
    pthread_mutex_t mutex;
    Tab *tabs;
    size_t count;
    size_t capacity;
};

PresenceBoard *presence_board_new(void)
{
    Arena *arena = arena_new();
    PresenceBoard *board = ARENA_NEW(arena, PresenceBoard);
    board->arena = arena;
    pthread_mutex_init(&board->mutex, NULL);
    return board;
}

void presence_board_free(void *value)
{
    PresenceBoard *board = value;
    pthread_mutex_destroy(&board->mutex);
    arena_free(board->arena);
}

/* ---- the tabs of one agent ---- */

static size_t agent_first(const PresenceBoard *board, int64_t agent_id)
{
    size_t low = 0;
    size_t high = board->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (board->tabs[middle].word.agent_id < agent_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t agent_end(const PresenceBoard *board, size_t first, int64_t agent_id)
{
    size_t end = first;
    while (end < board->count && board->tabs[end].word.agent_id == agent_id)
        end++;
    return end;
}

static PresenceState state_of(const PresenceBoard *board, int64_t agent_id, int64_t ticket_id)
{
    PresenceState state = {.agent_id = agent_id, .ticket_id = ticket_id, .is_away = true};
    size_t first = agent_first(board, agent_id);
    for (size_t i = first; i < board->count && board->tabs[i].word.agent_id == agent_id; i++) {
        const PresenceWord *word = &board->tabs[i].word;
        if (ticket_id != 0 && word->ticket_id != ticket_id)
            continue;
        state.is_here = true;
        state.is_editing |= ticket_id != 0 && word->is_editing;
        state.is_away &= word->is_away;
    }
    state.is_away &= state.is_here;
    return state;
}

static bool states_equal(const PresenceState *a, const PresenceState *b)
{
    return a->is_here == b->is_here && a->is_editing == b->is_editing && a->is_away == b->is_away;
}

static void tab_remove(PresenceBoard *board, size_t index)
{
    board->count--;
    memmove(&board->tabs[index], &board->tabs[index + 1], (board->count - index) * sizeof(Tab));
}

static bool room_make(PresenceBoard *board)
{
    if (board->count < board->capacity)
        return true;
    if (board->capacity == PRESENCE_TABS_MAX)
        return false;
    size_t capacity = board->capacity == 0 ? 64 : board->capacity * 2;
    Tab *tabs = ARENA_ARRAY(board->arena, Tab, capacity);
    if (board->count > 0)
        memcpy(tabs, board->tabs, board->count * sizeof(Tab));
    board->tabs = tabs;
    board->capacity = capacity;
    return true;
}

static void tab_keep(PresenceBoard *board, const PresenceWord *word, int64_t now_ms)
{
    size_t first = agent_first(board, word->agent_id);
    size_t end = agent_end(board, first, word->agent_id);
    size_t at = first;
    while (at < end && strcmp(board->tabs[at].word.tab, word->tab) != 0)
        at++;
    bool is_known = at < end;
    if (word->is_gone) {
        if (is_known)
            tab_remove(board, at);
        return;
    }
    if (!is_known && end - first == PRESENCE_TABS_OF_AGENT_MAX) {
        tab_remove(board, first);
        at--;
    }
    if (!is_known) {
        if (!room_make(board))
            return;
        memmove(&board->tabs[at + 1], &board->tabs[at], (board->count - at) * sizeof(Tab));
        board->count++;
    }
    board->tabs[at].word = *word;
    board->tabs[at].ends_ms = now_ms + (word->is_away ? PRESENCE_HIDDEN_LIFE_MS : PRESENCE_LIFE_MS);
}

/* ---- what changes by it ---- */

/* The agent itself and each ticket it is in. */
#define STATES_MAX (PRESENCE_TABS_OF_AGENT_MAX + 2)
typedef struct States {
    PresenceState items[STATES_MAX];
    size_t count;
} States;

static void states_add(States *states, const PresenceBoard *board, int64_t agent_id, int64_t ticket_id)
{
    for (size_t i = 0; i < states->count; i++)
        if (states->items[i].ticket_id == ticket_id)
            return;
    if (states->count < STATES_MAX)
        states->items[states->count++] = state_of(board, agent_id, ticket_id);
}

static void states_take(States *states, const PresenceBoard *board, int64_t agent_id)
{
    states_add(states, board, agent_id, 0);
    size_t first = agent_first(board, agent_id);
    for (size_t i = first; i < board->count && board->tabs[i].word.agent_id == agent_id; i++)
        if (board->tabs[i].word.ticket_id != 0)
            states_add(states, board, agent_id, board->tabs[i].word.ticket_id);
}

/* Calls `changed` for what is now another than `before` says. */
static void states_compare(const PresenceBoard *board, const States *before, PresenceChanged *changed, void *context)
{
    for (size_t i = 0; i < before->count; i++) {
        const PresenceState *old = &before->items[i];
        PresenceState now = state_of(board, old->agent_id, old->ticket_id);
        if (!states_equal(old, &now))
            changed(context, &now);
    }
}

void presence_board_hear(PresenceBoard *board, const PresenceWord *word, int64_t now_ms, PresenceChanged *changed,
                         void *context)
{
    States before = {0};
    pthread_mutex_lock(&board->mutex);
    states_take(&before, board, word->agent_id);
    if (word->ticket_id != 0)
        states_add(&before, board, word->agent_id, word->ticket_id);
    tab_keep(board, word, now_ms);
    states_compare(board, &before, changed, context);
    pthread_mutex_unlock(&board->mutex);
}

bool presence_board_tend(PresenceBoard *board, int64_t now_ms, PresenceChanged *changed, void *context)
{
    pthread_mutex_lock(&board->mutex);
    for (size_t i = 0; i < board->count;) {
        if (board->tabs[i].ends_ms > now_ms) {
            i++;
            continue;
        }
        States before = {0};
        states_take(&before, board, board->tabs[i].word.agent_id);
        tab_remove(board, i);
        states_compare(board, &before, changed, context);
    }
    bool any = board->count > 0;
    pthread_mutex_unlock(&board->mutex);
    return any;
}

const PresenceState *presence_board_read(PresenceBoard *board, Arena *arena, size_t *out_count)
{
    pthread_mutex_lock(&board->mutex);
    PresenceState *states = ARENA_ARRAY(arena, PresenceState, 2 * board->count);
    size_t count = 0;
    for (size_t i = 0; i < board->count;) {
        int64_t agent_id = board->tabs[i].word.agent_id;
        States own = {0};
        states_take(&own, board, agent_id);
        for (size_t k = 0; k < own.count; k++)
            states[count++] = own.items[k];
        i = agent_end(board, i, agent_id);
    }
    pthread_mutex_unlock(&board->mutex);
    *out_count = count;
    return states;
}

/* ---- of a workspace ---- */

void presence_setup(Workspace *workspace)
{
    workspace_set_slot(workspace, SLOT_PRESENCE, presence_board_new(), presence_board_free);
}
