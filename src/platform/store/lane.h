/* The write lane: who writes when. On SQLite one thread takes all that waits, runs each piece in its own savepoint inside
 * one transaction, commits once (group commit, synchronous=FULL) and finishes them all; on PostgreSQL each of several
 * threads runs one piece a transaction, SERIALIZABLE, with five tries. A piece that is alone needs no savepoint. That of
 * depth 0 is the lane's; pieces use 1 and above. */
#ifndef LAZO_STORE_LANE_H
#define LAZO_STORE_LANE_H

#include "store/work.h"

typedef struct Piece Piece;
struct Piece {
    /* The change. May run more than once: no effect outside the database; its arena is rewound to where it was at
     * submission before each run. A fault rolls back this piece alone. */
    Result (*apply)(Work *work, void *context);
    /* After the commit is durable (result done) or the piece has failed; on a lane thread, so short. Never NULL in
     * lane_submit; lane_run and lane_hand_over, which give the result to who waits, do not look at it. */
    void (*finish)(void *context, Result result);
    void *context;
    Arena *arena; /* of the piece; must live until finish */
    Actor actor;
    WorkMode mode;
    bool is_bulk;   /* waits behind the interactive ones */
    int64_t now;    /* 0: the clock when it runs */
    Piece *next;    /* the lane's own */
    ArenaMark mark; /* the lane's own */
};

/* What the floors above do inside a piece's transaction and after it; set once, before the first piece. */
typedef struct LaneHooks {
    Result (*begin)(Work *work);  /* before apply: an event queue, … */
    Result (*settle)(Work *work); /* after apply, in the piece's savepoint: reactors */
    /* Once a group, after its savepoints, before the commit: full-text rows. After a fault the group is rolled back and
     * its pieces run again singly, so that it hits only the piece that caused it. */
    Result (*end_group)(Work *const *works, size_t count);
    void (*committed)(Workspace *workspace, Work *const *works, size_t count); /* live push, outbox */
} LaneHooks;
void lane_set_hooks(Lane *lane, const LaneHooks *hooks);

#define LANE_WAITING_MAX 10000
#define LANE_GROUP_MAX 512
/* FAULT_BUSY when LANE_WAITING_MAX pieces wait or the lane is closing, FAULT_BROKEN while it is not healthy; then finish
 * is not called. */
MUST_CHECK Result lane_submit(Lane *lane, Piece *piece);
/* Submits and waits for the end, which it returns: the piece's own finish is not called. Not from a lane thread. */
MUST_CHECK Result lane_run(Lane *lane, Piece *piece);
/* The same in two steps, for a caller that has something else to do meanwhile. What lane_hand_over gives lives in the piece's
 * arena and must be awaited once; the piece itself stays where it is until then. Nothing is to be awaited after a fault. */
typedef struct WaitedPiece WaitedPiece;
MUST_CHECK Result lane_hand_over(Lane *lane, const Piece *piece, WaitedPiece **out_waited);
MUST_CHECK Result lane_await(WaitedPiece *waited);
/* The same as lane_run for a plain function: arena, actor and mode as given. */
MUST_CHECK Result lane_do(Lane *lane, Arena *arena, const Actor *actor, WorkMode mode, bool is_bulk,
                          Result (*apply)(Work *work, void *context), void *context);

/* Whether interactive pieces wait: a long bulk piece ends early then, so that nobody waits for all of it. Cheap. */
bool lane_is_wanted(Lane *lane);

/* State for /readyz, /metrics: after a failed commit (full disk, failing fsync) the lane answers FAULT_BROKEN to what
 * waits, reopens its connection and tries a small durable write of its own with back-off until that succeeds. */
typedef struct LaneState {
    bool is_healthy;
    int64_t waiting;
    int64_t groups;
    int64_t pieces;
    int64_t failures;
} LaneState;
LaneState lane_state(Lane *lane);

#endif
