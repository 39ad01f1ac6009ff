#include "store/work.h"

#include "store/db_engine.h"

static const char *const kind_names[] = {[ACTOR_NOBODY] = "nobody",
                                         [ACTOR_SYSTEM] = "system",
                                         [ACTOR_AGENT] = "agent",
                                         [ACTOR_API_KEY] = "api_key",
                                         [ACTOR_CUSTOMER] = "customer"};
const Actor actor_system = {.kind = ACTOR_SYSTEM, .name = {"system", 6}, .language = {"es", 2}};

const char *actor_kind_name(ActorKind kind)
{
    return kind_names[kind];
}

static const char *fault_note(Work *work, Text pointer, const char *code, const char *format, va_list arguments)
{
    const char *detail = arena_vprintf(work->arena, format, arguments);
    if (work->field_fault_count == FIELD_FAULTS_MAX)
        return detail;
    FieldFault *fault = ARENA_NEW(work->arena, FieldFault);
    *fault = (FieldFault){.pointer = text_copy(work->arena, pointer), .code = code, .detail = text_of(detail)};
    if (work->last_field_fault)
        work->last_field_fault->next = fault;
    else
        work->field_faults = fault;
    work->last_field_fault = fault;
    work->field_fault_count++;
    return detail;
}

Result work_fault(Work *work, Text pointer, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *detail = fault_note(work, pointer, code, format, arguments);
    va_end(arguments);
    return fail(FAULT_INVALID, detail);
}

void work_note_fault(Work *work, Text pointer, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault_note(work, pointer, code, format, arguments);
    va_end(arguments);
}

/* A connection that was lost while it lay idle is noticed at its first use: one more try then. */
#define READ_TRIES 2

Result work_begin_read(Workspace *workspace, Arena *arena, const Actor *actor, Work *out_work)
{
    Result result = done();
    for (int tries = 0; tries < READ_TRIES; tries++) {
        Db *db;
        TRY(workspace_take_reader(workspace, &db));
        result = db_begin_read(db);
        if (is_ok(result)) {
            *out_work = (Work){.workspace = workspace, .db = db, .arena = arena, .now = clock_now(), .actor = *actor};
            return done();
        }
        result.why = arena_string(arena, result.why, strlen(result.why));
        bool is_sick = db_is_sick(db);
        workspace_return_reader(workspace, db);
        if (!is_sick)
            break;
    }
    return result;
}

void work_end_read(Work *work)
{
    if (!work->db)
        return;
    workspace_return_reader(work->workspace, work->db);
    work->db = NULL;
}
