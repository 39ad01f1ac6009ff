/* Work: the unit of work that use cases run in. It carries the connection inside the right transaction, the arena, the
 * instant and who acts. The transaction belongs to whoever made the Work (the lane, a reader), never to a use case. */
#ifndef LAZO_STORE_WORK_H
#define LAZO_STORE_WORK_H

#include "store/workspace.h"

typedef enum ActorKind { ACTOR_NOBODY, ACTOR_SYSTEM, ACTOR_AGENT, ACTOR_API_KEY, ACTOR_CUSTOMER } ActorKind;
typedef struct Actor {
    ActorKind kind;
    int64_t id;                  /* agent, key or customer; 0 for nobody and the system */
    int role;                    /* model/rights.h: Role */
    const struct Rights *rights; /* model/rights.h; NULL: none */
    Text name;
    Text language; /* es, en, pt: of the answers */
} Actor;
/* "agent", "api_key", … */
const char *actor_kind_name(ActorKind kind);
extern const Actor actor_system; /* may everything */

typedef enum WorkMode { WORK_LIVE, WORK_IMPORT } WorkMode;

/* A fault of one field, collected so that an answer names all of them at once. */
typedef struct FieldFault {
    Text pointer;     /* JSON pointer: "/lines/0/price" */
    const char *code; /* required, too_long, wrong_type, unknown_field, … */
    Text detail;
    struct FieldFault *next;
} FieldFault;

typedef struct Work {
    Workspace *workspace;
    Db *db;
    Arena *arena;
    int64_t now; /* UTC ms; in an import the historic instant of the row */
    Actor actor;
    WorkMode mode;
    FieldFault *field_faults; /* newest last */
    FieldFault *last_field_fault;
    size_t field_fault_count;
    struct EventQueue *events;    /* model/event.h: what this work appended */
    struct SearchQueue *searched; /* model/search.h: records to index at the end of the group */
    int64_t cause_id;             /* event that a reactor answers to; 0 for none */
} Work;

/* Notes a fault of one field (at most FIELD_FAULTS_MAX are kept) and returns FAULT_INVALID with its detail. */
#define FIELD_FAULTS_MAX 50
MUST_CHECK Result work_fault(Work *work, Text pointer, const char *code, const char *format, ...) PRINTF_LIKE(4, 5);
/* The same for who looks for more faults first. */
void work_note_fault(Work *work, Text pointer, const char *code, const char *format, ...) PRINTF_LIKE(4, 5);

/* A Work for reading: takes a reader, begins a snapshot; work_end_read gives it back. */
MUST_CHECK Result work_begin_read(Workspace *workspace, Arena *arena, const Actor *actor, Work *out_work);
void work_end_read(Work *work);

#endif
