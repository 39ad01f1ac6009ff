#include "desk/task.h"

#include "model/event.h"
#include "people/agent.h"
#include "store/lane.h"

const char *const task_state_names[] = {"open", "done", "cancelled", NULL};

static const Field task_fields[] = {
    FIELD(Task, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the task."),
    FIELD(Task, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Task, title, FIELD_TEXT, .is_required = true, .bytes_max = TASK_TITLE_BYTES_MAX, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER, .about = "What is to be done."),
    FIELD(Task, text, FIELD_TEXT, .bytes_max = TASK_TEXT_BYTES_MAX, .can = CAN_WRITE | IS_BODY,
          .about = "What else should be known."),
    FIELD(Task, state, FIELD_CHOICE, .choices = task_state_names, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "open, done or cancelled; open, unless given."),
    FIELD(Task, customer_id, FIELD_REFERENCE, .to = &customer_entity, .can = CAN_WRITE | CAN_FILTER,
          .about = "About whom; of a ticket's task, the ticket's customer."),
    FIELD(Task, ticket_id, FIELD_REFERENCE, .to = &ticket_entity, .can = CAN_WRITE | CAN_FILTER,
          .about = "About which ticket."),
    FIELD(Task, agent_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "Who does it; the agent who writes it down, unless given."),
    FIELD(Task, author_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_FILTER, .about = "Who wrote it down."),
    FIELD(Task, due_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER | CAN_SORT, .about = "Until when; null: no hurry."),
    FIELD(Task, reminded_at, FIELD_TIME, .can = IS_HIDDEN),
    FIELD(Task, done_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "When it was done; null while it is not."),
    FIELD(Task, created_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "When it was written down."),
    FIELD(Task, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

static const EntityRights task_rights = {.of = {
                                             [ROLE_ADMIN] = RIGHTS_ALL,
                                             [ROLE_LEAD] = RIGHTS_ALL,
                                             [ROLE_AGENT] = RIGHT_READ | RIGHT_WRITE,
                                             [ROLE_COLLABORATOR] = RIGHT_READ | RIGHT_WRITE,
                                             [ROLE_ANALYST] = RIGHT_READ | RIGHT_EXPORT,
                                         }};

static FieldSet bit(const char *field)
{
    return entity_bit(&task_entity, field);
}

static bool has(const Task *task, const char *field)
{
    return (task->has & bit(field)) != 0;
}

static Result task_visible(Work *work, const Filter **out_filter)
{
    return ticket_part_visible(work, &task_entity, out_filter);
}

static Result task_check(Work *work, Task *task)
{
    if (text_is_empty(text_trim(task->title)))
        return work_fault(work, TEXT("/title"), "required", "Say what is to be done.");
    if (!has(task, "ticket_id"))
        return done();
    Ticket ticket;
    TRY(entity_find(work, &ticket_entity, task->ticket_id, &ticket));
    task->customer_id = ticket.customer_id;
    task->has |= bit("customer_id");
    return done();
}

static Result task_add(Work *work, const EntityInput *input, void *out_task)
{
    Task *task = input->record;
    TRY(task_check(work, task));
    if (!has(task, "state"))
        task->state = TASK_OPEN;
    task->has |= bit("state");
    if (work->actor.kind == ACTOR_AGENT) {
        if (!(input->given & bit("agent_id"))) {
            task->agent_id = work->actor.id;
            task->has |= bit("agent_id");
        }
        task->author_id = work->actor.id;
        task->has |= bit("author_id");
    }
    if (task->state == TASK_DONE) {
        task->done_at = work->now;
        task->has |= bit("done_at");
    }
    return entity_add_plain(work, input, out_task);
}

/* A new date is told anew; what is done has an instant. */
static void clocks_move(const Work *work, const Task *before, Task *after)
{
    if (after->due_at != before->due_at || has(after, "due_at") != has(before, "due_at"))
        after->has &= ~bit("reminded_at");
    if (after->state == before->state)
        return;
    after->has &= ~bit("done_at");
    if (after->state == TASK_DONE) {
        after->done_at = work->now;
        after->has |= bit("done_at");
    }
}

static const char *change_kind(const Task *before, const Task *after)
{
    if (before->state != after->state)
        return after->state == TASK_DONE ? "task.done" : after->state == TASK_OPEN ? "task.reopened" : "task.cancelled";
    bool is_given = before->agent_id != after->agent_id || has(before, "agent_id") != has(after, "agent_id");
    return is_given ? "task.assigned" : "task.changed";
}

static Result task_change(Work *work, const void *before_task, const EntityInput *input, void *out_task)
{
    const Task *before = before_task;
    Task *after = out_task;
    bool is_changed = false;
    *after = *before;
    entity_apply_input(input, after);
    TRY(task_check(work, after));
    clocks_move(work, before, after);
    TRY(entity_write(work, before, after, input, &is_changed));
    if (!is_changed)
        return done();
    return event_add(work, change_kind(before, after), &task_entity, before, after);
}

const Entity task_entity = {
    .name = "task",
    .plural = "tasks",
    .table = "tasks",
    .record_bytes = sizeof(Task),
    ENTITY_FIELDS(task_fields),
    .rights = &task_rights,
    .methods = ENTITY_READS | ENTITY_CREATE | ENTITY_CHANGE,
    .default_sort = "due_at",
    .visible = task_visible,
    .add = task_add,
    .change = task_change,
    .about = "What somebody promised to do, and until when.",
};

const Route task_routes[] = {
    RESOURCE("/api/v1/tasks", &task_entity),
    {.path = NULL},
};

/* ---- falling due ---- */

#define DUE_MAX 100

typedef struct Due {
    int64_t id;
    int64_t customer_id;
    int64_t ticket_id;
    int64_t agent_id;
    bool has_agent;
} Due;

static Result due_load(Work *work, int64_t limit, Due *out_due, int64_t *out_count)
{
    WITH_CURSOR cursor = {0};
    *out_count = 0;
    TRY(db_query(
        work->db,
        DB_SQL("SELECT id, customer_id, ticket_id, agent_id FROM tasks WHERE state = 'open' AND reminded_at IS "
               "NULL AND due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2"),
        DB_VALUES(db_int(work->now), db_int(limit)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || *out_count == limit)
            return done();
        out_due[(*out_count)++] = (Due){
            .id = db_column_int(&cursor, 0),
            .customer_id = db_column_int(&cursor, 1),
            .ticket_id = db_column_int(&cursor, 2),
            .agent_id = db_column_int(&cursor, 3),
            .has_agent = !db_is_null(&cursor, 3),
        };
    }
}

/* Whose it is stands in the event, so that who is to be told need not ask. */
static Text due_changes(Work *work, const Due *due)
{
    if (!due->has_agent)
        return TEXT("{}");
    return text_format(work->arena, "{\"agent_id\":[null,%lld]}", (long long)due->agent_id);
}

Result task_tell_due(Work *work, int64_t limit, int64_t *out_count)
{
    Due due[DUE_MAX];
    TRY(due_load(work, limit < DUE_MAX ? limit : DUE_MAX, due, out_count));
    for (int64_t i = 0; i < *out_count; i++) {
        TRY(db_run(work->db, DB_SQL("UPDATE tasks SET reminded_at = $2 WHERE id = $1"),
                   DB_VALUES(db_int(due[i].id), db_int(work->now)), NULL));
        TRY(event_add_changes(work, "task.due", &task_entity, due[i].id, due[i].customer_id, due[i].ticket_id,
                              due_changes(work, &due[i])));
    }
    return done();
}

static Result due_step(Work *work, void *context)
{
    return task_tell_due(work, DUE_MAX, context);
}

Result task_run_due(Workspace *workspace, Arena *arena)
{
    enum { STEPS_MAX = 1000 };
    int64_t count = DUE_MAX;
    for (int i = 0; i < STEPS_MAX && count == DUE_MAX; i++)
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, due_step, &count));
    return done();
}

static Result tasks_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    return db_run(work->db, DB_SQL("UPDATE tasks SET customer_id = $2 WHERE customer_id = $1"),
                  DB_VALUES(db_int(from_id), db_int(into_id)), out_rows);
}
const CustomerMover task_mover = {"tasks", tasks_move};
