/* Who is here, and in which ticket, now. It lives in memory alone, on each node, and is made of what the tabs of the agents
 * say every fifteen seconds: no table, no event. What a tab said ends when it says something else, or after
 * PRESENCE_LIFE_MS without a word (PRESENCE_HIDDEN_LIFE_MS when it is away: browsers let a hidden tab speak once a minute). */
#ifndef LAZO_ATTENTION_PRESENCE_H
#define LAZO_ATTENTION_PRESENCE_H

#include "http/server.h"

#define PRESENCE_LIFE_MS (45 * SECOND_MS)
#define PRESENCE_HIDDEN_LIFE_MS (90 * SECOND_MS)
#define PRESENCE_TAB_BYTES_MAX 40
#define PRESENCE_TABS_MAX 16384       /* of one node; further ones are not shown */
#define PRESENCE_TABS_OF_AGENT_MAX 16 /* the oldest gives way */

/* What one tab says of itself. */
typedef struct PresenceWord {
    int64_t agent_id;
    char tab[PRESENCE_TAB_BYTES_MAX + 1];
    int64_t ticket_id; /* 0: in none */
    bool is_editing;
    bool is_away;
    bool is_gone; /* the tab closes */
} PresenceWord;

/* What an agent does in one ticket, or (ticket_id 0) whether it is here at all: of all its tabs together. */
typedef struct PresenceState {
    int64_t agent_id;
    int64_t ticket_id;
    bool is_here;
    bool is_editing;
    bool is_away; /* in all of them */
} PresenceState;

/* ---- the board, without clock and server ---- */
typedef struct PresenceBoard PresenceBoard;
PresenceBoard *presence_board_new(void);
void presence_board_free(void *board);
/* Takes a tab's word at now_ms (monotonic); calls `changed` with each state that is now another. */
typedef void PresenceChanged(void *context, const PresenceState *state);
void presence_board_hear(PresenceBoard *board, const PresenceWord *word, int64_t now_ms, PresenceChanged *changed,
                         void *context);
/* Forgets the tabs whose time is up; true while there are others. */
bool presence_board_tend(PresenceBoard *board, int64_t now_ms, PresenceChanged *changed, void *context);
/* Every agent who is here (ticket_id 0) and every ticket they are in, by agent and ticket. Any thread, as all of these. */
const PresenceState *presence_board_read(PresenceBoard *board, Arena *arena, size_t *out_count);

/* ---- of a workspace ---- */
/* Before the server starts; the board goes with the workspace. */
void presence_setup(Workspace *workspace);
/* What the streams hear: words of tabs, kind "presence". */
void presence_heard(Workspace *workspace, StreamHub *hub, const JsonValue *data);
bool presence_tend(Workspace *workspace, StreamHub *hub);

/* PUT and GET /api/v1/presence. */
extern const Route presence_routes[];

#endif
