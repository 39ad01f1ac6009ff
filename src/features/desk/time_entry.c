#include "desk/time_entry.h"

#include "desk/ticket_state.h"
#include "people/agent.h"

static const Field time_entry_fields[] = {
    FIELD(TimeEntry, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(TimeEntry, version, FIELD_VERSION),
    FIELD(TimeEntry, ticket_id, FIELD_REFERENCE, .to = &ticket_entity, .is_required = true,
          .can = CAN_CREATE | CAN_FILTER),
    FIELD(TimeEntry, agent_id, FIELD_REFERENCE, .to = &agent_entity, .has_default = true,
          .can = CAN_CREATE | CAN_FILTER, .about = "Who worked; oneself, unless a lead writes it down for another."),
    FIELD(TimeEntry, seconds, FIELD_INT, .is_required = true, .low = 1, .high = TIME_ENTRY_SECONDS_MAX,
          .can = CAN_WRITE | CAN_FILTER),
    FIELD(TimeEntry, note, FIELD_TEXT, .bytes_max = 500, .can = CAN_WRITE, .format = FORMAT_LINE,
          .about = "What was done."),
    FIELD(TimeEntry, started_at, FIELD_TIME, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "When the work began; unless given, so long ago as it lasted."),
    FIELD(TimeEntry, is_manual, FIELD_BOOL, .has_default = true, .can = CAN_CREATE | CAN_FILTER,
          .about = "Typed in; else measured by the running clock."),
    FIELD(TimeEntry, created_at, FIELD_TIME),
    FIELD(TimeEntry, updated_at, FIELD_TIME),
};
enum {
    ENTRY_ID,
    ENTRY_VERSION,
    ENTRY_TICKET_ID,
    ENTRY_AGENT_ID,
    ENTRY_SECONDS,
    ENTRY_NOTE,
    ENTRY_STARTED_AT,
    ENTRY_IS_MANUAL,
};

/* Agents keep their own; leads and administrators anybody's. */
static Result may_write(const Work *work, int64_t agent_id)
{
    if (work->actor.kind != ACTOR_AGENT || work->actor.id == agent_id || work->actor.role == ROLE_ADMIN ||
        work->actor.role == ROLE_LEAD)
        return done();
    return fail(FAULT_DENIED, "This is a colleague's time: only they or a lead may change it.");
}

/* The ticket's version stays: its sum is nobody's input. */
static Result sum_store(Work *work, int64_t ticket_id)
{
    return db_run(work->db,
                  DB_SQL("UPDATE tickets SET time_spent = (SELECT CAST(COALESCE(SUM(e.seconds), 0) AS BIGINT) FROM "
                         "time_entries e WHERE e.ticket_id = $1) WHERE id = $1"),
                  DB_VALUES(db_int(ticket_id)), NULL);
}

static Result ticket_of(Work *work, int64_t ticket_id, Ticket *out_ticket)
{
    TRY(entity_find(work, &ticket_entity, ticket_id, out_ticket));
    return ticket_is_kept(out_ticket);
}

static Result entry_add(Work *work, const EntityInput *input, void *out_record)
{
    TimeEntry *entry = input->record;
    Ticket ticket;
    TRY(ticket_of(work, entry->ticket_id, &ticket));
    if (!(entry->has & FIELD_BIT(ENTRY_AGENT_ID))) {
        if (work->actor.kind != ACTOR_AGENT)
            return work_fault(work, TEXT("/agent_id"), "required", "Say who worked.");
        entry->agent_id = work->actor.id;
    }
    TRY(may_write(work, entry->agent_id));
    if (!(entry->has & FIELD_BIT(ENTRY_STARTED_AT)))
        entry->started_at = work->now - entry->seconds * SECOND_MS;
    entry->has |= FIELD_BIT(ENTRY_AGENT_ID) | FIELD_BIT(ENTRY_STARTED_AT) | FIELD_BIT(ENTRY_IS_MANUAL);
    TimeEntry *stored = out_record;
    *stored = *entry;
    TRY(entity_insert(work, &time_entry_entity, stored));
    TRY(sum_store(work, ticket.id));
    return event_add_for(work, "time_entry.created", &time_entry_entity, NULL, stored, ticket.customer_id);
}

static Result entry_change(Work *work, const void *before_record, const EntityInput *input, void *out_record)
{
    const TimeEntry *before = before_record;
    Ticket ticket;
    bool changed = false;
    TRY(ticket_of(work, before->ticket_id, &ticket));
    TRY(may_write(work, before->agent_id));
    TimeEntry *after = out_record;
    *after = *before;
    entity_apply_input(input, after);
    TRY(entity_update(work, &time_entry_entity, before, after, &changed));
    if (!changed)
        return done();
    TRY(sum_store(work, ticket.id));
    return event_add_for(work, "time_entry.changed", &time_entry_entity, before, after, ticket.customer_id);
}

static Result entry_remove(Work *work, const void *before_record)
{
    const TimeEntry *before = before_record;
    Ticket ticket;
    TRY(ticket_of(work, before->ticket_id, &ticket));
    TRY(may_write(work, before->agent_id));
    TRY(entity_delete(work, &time_entry_entity, before->id));
    TRY(sum_store(work, ticket.id));
    return event_add_for(work, "time_entry.removed", &time_entry_entity, before, NULL, ticket.customer_id);
}

static Result entry_visible(Work *work, const Filter **out_filter)
{
    return ticket_part_visible(work, &time_entry_entity, out_filter);
}

static const EntityRights time_entry_rights = {.of = {
                                                   [ROLE_ADMIN] = RIGHTS_ALL,
                                                   [ROLE_LEAD] = RIGHTS_ALL,
                                                   [ROLE_AGENT] = RIGHT_READ | RIGHT_WRITE | RIGHT_REMOVE,
                                                   [ROLE_COLLABORATOR] = RIGHT_READ,
                                                   [ROLE_ANALYST] = RIGHT_READ | RIGHT_EXPORT,
                                               }};

const Entity time_entry_entity = {
    .name = "time_entry",
    .plural = "time_entries",
    .table = "time_entries",
    .record_bytes = sizeof(TimeEntry),
    ENTITY_FIELDS(time_entry_fields),
    .rights = &time_entry_rights,
    .methods = ENTITY_ALL,
    .default_sort = "id",
    .visible = entry_visible,
    .add = entry_add,
    .change = entry_change,
    .remove = entry_remove,
    .about = "Time that an agent worked on a ticket.",
};

const Route time_entry_routes[] = {
    RESOURCE("/api/v1/time_entries", &time_entry_entity),
    {.path = NULL},
};
