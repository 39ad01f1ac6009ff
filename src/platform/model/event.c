/* Appending to the log, and the reactors' queue. */
#include "model/event.h"

#include "base/log.h"
#include "model/plan.h"

typedef struct EventQueue {
    Event *items[EVENT_CASCADE_MAX + 1];
    size_t count;
    size_t next;
    int generation; /* of what is appended now */
    bool was_stopped;
} EventQueue;

Result event_begin(Work *work)
{
    work->events = ARENA_NEW(work->arena, EventQueue);
    return done();
}

size_t event_queue_length(const Work *work)
{
    return work->events ? work->events->count : 0;
}

void event_queue_cut(Work *work, size_t length)
{
    if (work->events && work->events->count > length)
        work->events->count = length;
}

static void change_value(const EntityPlan *plan, size_t index, const void *record, Json *json)
{
    const Field *field = &plan->entity->fields[index];
    if (record == NULL || (record_has(record) & FIELD_BIT(index)) == 0) {
        json_null(json);
        return;
    }
    DbValue value = record_value(plan->entity, index, record);
    switch (value.type) {
    case DB_TYPE_INT:
        if (field->type == FIELD_TIME)
            json_time(json, value.integer);
        else if (field->type == FIELD_BOOL)
            json_bool(json, value.integer != 0);
        else
            json_int(json, value.integer);
        return;
    case DB_TYPE_REAL: json_real(json, value.real); return;
    case DB_TYPE_TEXT:
    case DB_TYPE_BYTES: json_text(json, value.text); return;
    }
}

static Text changes_of(Work *work, const EntityPlan *plan, const void *before, const void *after)
{
    Buffer out = buffer_new(work->arena, 1 << 20);
    Json json = json_writer(&out);
    json_object(&json);
    for (size_t i = 1; i < plan->entity->field_count; i++) {
        const Field *field = &plan->entity->fields[i];
        if ((field->can & (IS_HIDDEN | IS_BODY)) || !field_is_stored(field) || (int)i == plan->updated_index)
            continue;
        bool had = before && (record_has(before) & FIELD_BIT(i));
        bool has = after && (record_has(after) & FIELD_BIT(i));
        if ((!had && !has) || (before && after && record_members_equal(plan->entity, i, before, after)))
            continue;
        json_name(&json, field->name);
        json_list(&json);
        change_value(plan, i, before, &json);
        change_value(plan, i, after, &json);
        json_end_list(&json);
    }
    json_end_object(&json);
    return buffer_text(&out);
}

static const char insert_numbered_sql[] =
    "INSERT INTO events (id, seq, kind, at, recorded_at, actor_kind, actor_id, cause_id, entity, entity_id, "
    "customer_id, ticket_id, visibility, changes) VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
static const char insert_sql[] =
    "INSERT INTO events (kind, at, recorded_at, actor_kind, actor_id, cause_id, entity, entity_id, "
    "customer_id, ticket_id, visibility, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "RETURNING id";

static Result event_store(Work *work, Event *event)
{
    const DbValue values[] = {
        db_int(0),
        db_string(event->kind),
        db_int(event->at),
        db_int(work->mode == WORK_IMPORT ? clock_now() : work->now),
        db_string(actor_kind_name(event->actor.kind)),
        db_int_if(event->actor.id != 0, event->actor.id),
        db_int_if(event->cause_id != 0, event->cause_id),
        db_string(event->entity->name),
        db_int(event->entity_id),
        db_int_if(event->customer_id != 0, event->customer_id),
        db_int_if(event->ticket_id != 0, event->ticket_id),
        db_string(event->is_internal ? "internal" : "public"),
        db_text(event->changes),
    };
    const size_t count = sizeof(values) / sizeof(values[0]);
    if (db_engine(work->db) == DB_POSTGRES)
        return db_one_int(work->db, (DbSql){insert_sql, true}, values + 1, count - 1, &event->id);
    /* The lane is the only writer, so it numbers by itself; a rolled-back piece leaves a gap, which readers allow. */
    DbValue numbered[sizeof(values) / sizeof(values[0])];
    memcpy(numbered, values, sizeof(values));
    event->id = atomic_fetch_add(&model_of(work->workspace)->last_seq, 1) + 1;
    event->seq = event->id;
    numbered[0] = db_int(event->id);
    return db_run(work->db, (DbSql){insert_numbered_sql, true}, numbered, count, NULL);
}

static Result event_append(Work *work, Event *event)
{
    EventQueue *queue = work->events;
    if (queue == NULL)
        return fail(FAULT_BROKEN, "An event was added outside a write.");
    event->at = work->now;
    event->actor = work->actor;
    event->cause_id = work->cause_id;
    event->generation = queue->generation;
    TRY(event_store(work, event));
    if (queue->count < EVENT_CASCADE_MAX && event->generation <= EVENT_GENERATIONS_MAX)
        queue->items[queue->count++] = event;
    else
        queue->was_stopped = work->mode == WORK_LIVE;
    return done();
}

static int64_t member_int(const Entity *entity, int index, const void *record)
{
    if (index < 0 || (record_has(record) & FIELD_BIT(index)) == 0)
        return 0;
    return *(const int64_t *)(const void *)((const char *)record + entity->fields[index].offset);
}

static bool is_internal(const Entity *entity, const void *record)
{
    int index = entity_field_index(entity, TEXT("public"));
    return index >= 0 && member_int(entity, index, record) == 0;
}

static Event *event_of(Work *work, const char *kind, const Entity *entity, const void *before, const void *after)
{
    const EntityPlan *plan = plan_of(work, entity);
    const void *record = after ? after : before;
    Event *event = ARENA_NEW(work->arena, Event);
    event->kind = kind;
    event->entity = entity;
    event->entity_id = record_id(record);
    event->customer_id =
        strcmp(entity->name, "customer") == 0 ? event->entity_id : member_int(entity, plan->customer_index, record);
    event->ticket_id =
        strcmp(entity->name, "ticket") == 0 ? event->entity_id : member_int(entity, plan->ticket_index, record);
    event->is_internal = is_internal(entity, record);
    event->changes = changes_of(work, plan, before, after);
    event->before = before ? entity_copy(work, entity, before) : NULL;
    event->after = after ? entity_copy(work, entity, after) : NULL;
    return event;
}

Result event_add(Work *work, const char *kind, const Entity *entity, const void *before, const void *after)
{
    return event_append(work, event_of(work, kind, entity, before, after));
}

Result event_add_for(Work *work, const char *kind, const Entity *entity, const void *before, const void *after,
                     int64_t customer_id)
{
    Event *event = event_of(work, kind, entity, before, after);
    event->customer_id = customer_id;
    return event_append(work, event);
}

Result event_add_changes(Work *work, const char *kind, const Entity *entity, int64_t entity_id, int64_t customer_id,
                         int64_t ticket_id, Text changes)
{
    Event *event = ARENA_NEW(work->arena, Event);
    event->kind = kind;
    event->entity = entity;
    event->entity_id = entity_id;
    event->customer_id = customer_id;
    event->ticket_id = ticket_id;
    event->changes = changes;
    return event_append(work, event);
}

/* What a guarded reactor could not do stays visible as a failed job; the user's write stands. */
static Result reaction_failed(Work *work, const Reactor *reactor, const Event *event, Result result)
{
    log_entry(LOG_WARN, "a reaction failed", LOG_STRING("reactor", reactor->name), LOG_STRING("event", event->kind),
              LOG_INT("event_id", event->id), LOG_STRING("why", result.why));
    Text payload =
        text_format(work->arena, "{\"reactor\":\"%s\",\"event_id\":%lld}", reactor->name, (long long)event->id);
    return db_run(work->db,
                  DB_SQL("INSERT INTO jobs (kind, payload, state, run_at, last_error, created_at, ended_at) "
                         "VALUES ('reaction', $1, 'failed', $2, $3, $2, $2)"),
                  DB_VALUES(db_text(payload), db_int(work->now), db_string(result.why)), NULL);
}

static Result react_guarded(Work *work, const Reactor *reactor, const Event *event)
{
    const int depth = 2; /* the piece itself stands in savepoint 1 */
    size_t kept = work->events->count;
    TRY(db_savepoint(work->db, depth));
    Result result = reactor->react(work, event);
    if (is_ok(result))
        return db_release(work->db, depth);
    db_rollback_to(work->db, depth);
    work->events->count = kept;
    if (!db_in_transaction(work->db) || result.fault == FAULT_BUSY)
        return result;
    return reaction_failed(work, reactor, event, result);
}

static Result event_pass(Work *work, const Event *event)
{
    const ModelWiring *wiring = model_of(work->workspace)->wiring;
    for (size_t i = 0; i < wiring->reactor_count; i++) {
        const Reactor *reactor = &wiring->reactors[i];
        if (work->mode == WORK_IMPORT && !reactor->runs_on_import)
            continue;
        if (reactor->is_guarded)
            TRY(react_guarded(work, reactor, event));
        else
            TRY(reactor->react(work, event));
    }
    return done();
}

Result event_settle(Work *work)
{
    EventQueue *queue = work->events;
    const int64_t cause_before = work->cause_id;
    while (queue->next < queue->count) {
        const Event *event = queue->items[queue->next++];
        queue->generation = event->generation + 1;
        work->cause_id = event->id;
        TRY(event_pass(work, event));
    }
    work->cause_id = cause_before;
    queue->generation = 0;
    if (!queue->was_stopped)
        return done();
    queue->was_stopped = false;
    const Event *first = queue->items[0];
    Event *stopped = ARENA_NEW(work->arena, Event);
    *stopped = (Event){.kind = "rule.stopped",
                       .entity = first->entity,
                       .entity_id = first->entity_id,
                       .customer_id = first->customer_id,
                       .ticket_id = first->ticket_id,
                       .at = work->now,
                       .actor = actor_system,
                       .cause_id = first->id,
                       .is_internal = true,
                       .changes = TEXT("{}")};
    return event_store(work, stopped);
}
