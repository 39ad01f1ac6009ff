/* Tasks: what somebody promised to do, about a customer or a ticket or nothing of both, until when. A task that falls due
 * is told once (task.due), and again when its date is moved. */
#ifndef LAZO_DESK_TASK_H
#define LAZO_DESK_TASK_H

#include "desk/ticket.h"

typedef enum TaskState { TASK_OPEN, TASK_DONE, TASK_CANCELLED } TaskState;
extern const char *const task_state_names[];

#define TASK_TITLE_BYTES_MAX 300
#define TASK_TEXT_BYTES_MAX 10000

typedef struct Task {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text title;
    Text text;
    int64_t state;       /* TaskState */
    int64_t customer_id; /* of the ticket, when there is one */
    int64_t ticket_id;
    int64_t agent_id;  /* who does it */
    int64_t author_id; /* who asked for it; absent: a program */
    int64_t due_at;
    int64_t reminded_at; /* hidden */
    int64_t done_at;
    int64_t created_at;
    int64_t updated_at;
} Task;

extern const Entity task_entity;
extern const Route task_routes[];
extern const CustomerMover task_mover;

/* Tells at most `limit` open tasks that have fallen due: task.due; *out_count were told. */
MUST_CHECK Result task_tell_due(Work *work, int64_t limit, int64_t *out_count);
/* The periodic task around it. */
MUST_CHECK Result task_run_due(Workspace *workspace, Arena *arena);

#endif
