/* The event log: every change of state appends events in the same transaction; the timeline, audit, live updates,
 * incremental export and most metrics are readings of it. Rows never change but for `seq` and legal erasure. */
#ifndef LAZO_MODEL_EVENT_H
#define LAZO_MODEL_EVENT_H

#include "model/entity.h"

typedef struct Event {
    int64_t id;
    int64_t seq;      /* 0 until numbered (PostgreSQL) */
    const char *kind; /* "ticket.created" */
    int64_t at;
    Actor actor;
    int64_t cause_id; /* 0 for none */
    const Entity *entity;
    int64_t entity_id;
    int64_t customer_id; /* 0 for none */
    int64_t ticket_id;   /* 0 for none */
    bool is_internal;
    Text changes;       /* JSON */
    const void *before; /* records in the work's arena, NULL when there is none; only while the transaction runs */
    const void *after;
    int generation; /* of the cascade: 0 by the use case itself */
} Event;

#define EVENT_GENERATIONS_MAX 8
#define EVENT_CASCADE_MAX 256

/* Appends. `before` NULL: created; `after` NULL: removed. changes are taken from the dictionary. customer_id and
 * ticket_id are read from the record's fields of those names (or the record itself). */
MUST_CHECK Result event_add(Work *work, const char *kind, const Entity *entity, const void *before, const void *after);
/* The same for a record that does not name its customer itself, such as a message of a ticket. */
MUST_CHECK Result event_add_for(Work *work, const char *kind, const Entity *entity, const void *before,
                                const void *after, int64_t customer_id);
/* With changes of the caller's own making (a JSON object {"field": [before, after]}), for extensions and child facts. */
MUST_CHECK Result event_add_changes(Work *work, const char *kind, const Entity *entity, int64_t entity_id,
                                    int64_t customer_id, int64_t ticket_id, Text changes);

/* A reactor sees every event once, in the order of the table; new events join the tail. A guarded one runs in a savepoint:
 * its fault rolls back its part alone and leaves a failed job; an unguarded one fails the piece. Not run for imports
 * unless runs_on_import. */
typedef struct Reactor {
    const char *name;
    Result (*react)(Work *work, const Event *event);
    bool is_guarded;
    bool runs_on_import;
} Reactor;

/* Passes the events that wait through the reactors, so that what is read afterwards is how the write leaves it. The lane
 * does it before each commit; a use case that answers with what it wrote does it before. */
MUST_CHECK Result event_settle(Work *work);

/* A part of a write that is undone alone by a savepoint (one row of an import): the queue is cut to what it held before, or
 * reactors would see events that are not there. */
size_t event_queue_length(const Work *work);
void event_queue_cut(Work *work, size_t length);

/* A public reading of the log, in seq order, visible rows only. `kinds` empty: all. {"data": […], "next": …}. */
typedef struct EventQuery {
    int64_t after_seq;
    Text kind;     /* exact, or "ticket.*" */
    int64_t limit; /* 1-1000; 0: 100 */
} EventQuery;
MUST_CHECK Result event_list(Work *work, const EventQuery *query, Json *json);
/* One row of the log as JSON; the cursor holds EVENT_COLUMNS. */
#define EVENT_COLUMNS                                                                                                  \
    "e.id, e.seq, e.kind, e.at, e.recorded_at, e.actor_kind, e.actor_id, e.cause_id, e.entity, e.entity_id, "          \
    "e.customer_id, e.ticket_id, e.visibility, e.changes"
void event_write_json(const DbCursor *cursor, Text actor_name, Json *json);
/* The highest number readers may see. */
MUST_CHECK Result event_last_seq(Work *work, int64_t *out_seq);
/* Whether the actor may see an event of this entity and ticket (rights and visibility of the record). */
MUST_CHECK Result event_is_visible(Work *work, const Entity *entity, int64_t entity_id, int64_t ticket_id,
                                   bool *out_visible);
/* PostgreSQL: numbers committed rows in batches under an advisory lock; *out_count rows were numbered. SQLite: 0. */
MUST_CHECK Result event_number_committed(Db *db, int64_t *out_count);

/* ---- what wiring gives the model, once per workspace ---- */
typedef struct ModelWiring {
    const Entity *const *entities;
    size_t entity_count;
    const Reactor *reactors;
    size_t reactor_count;
    void (*committed)(Workspace *workspace, int64_t last_event_id); /* live push, outbox; may be NULL */
} ModelWiring;
/* Sets the lane's hooks; `wiring` must live as long as the workspace. */
MUST_CHECK Result model_setup(Workspace *workspace, const ModelWiring *wiring);

#endif
