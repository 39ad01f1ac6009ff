#include "people/customer_note.h"

#include "model/event.h"
#include "model/filter.h"
#include "people/agent.h"

static const Field note_fields[] = {
    FIELD(CustomerNote, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the note."),
    FIELD(CustomerNote, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(CustomerNote, customer_id, FIELD_REFERENCE, .to = &customer_entity, .is_required = true,
          .can = CAN_CREATE | CAN_FILTER, .about = "About whom."),
    FIELD(CustomerNote, text, FIELD_TEXT, .is_required = true, .bytes_max = CUSTOMER_NOTE_BYTES_MAX,
          .can = CAN_WRITE | IS_BODY, .about = "What the team should know."),
    FIELD(CustomerNote, is_pinned, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "Shown before the others, and beside the customer's cases."),
    FIELD(CustomerNote, agent_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_FILTER, .about = "Who wrote it."),
    FIELD(CustomerNote, removed_at, FIELD_TIME, .can = IS_HIDDEN),
    FIELD(CustomerNote, created_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "When it was written."),
    FIELD(CustomerNote, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

static const EntityRights note_rights = {.of = {
                                             [ROLE_ADMIN] = RIGHTS_ALL,
                                             [ROLE_LEAD] = RIGHTS_ALL,
                                             [ROLE_AGENT] = RIGHT_READ | RIGHT_WRITE | RIGHT_REMOVE,
                                             [ROLE_COLLABORATOR] = RIGHT_READ | RIGHT_WRITE | RIGHT_REMOVE,
                                             [ROLE_ANALYST] = RIGHT_READ | RIGHT_EXPORT,
                                         }};

static Result note_visible(Work *work, const Filter **out_filter)
{
    *out_filter = filter_is_absent(work, &customer_note_entity, "removed_at");
    return done();
}

static Result may_write(const Work *work, const CustomerNote *note)
{
    const Actor *actor = &work->actor;
    bool is_theirs = actor->kind == ACTOR_AGENT && note->agent_id == actor->id;
    if (actor->kind == ACTOR_SYSTEM || actor->role == ROLE_ADMIN || actor->role == ROLE_LEAD || is_theirs)
        return done();
    return fail(FAULT_DENIED, "A note is changed by who wrote it, and by leads.");
}

static Result text_check(Work *work, const CustomerNote *note)
{
    if (text_is_empty(text_trim(note->text)))
        return work_fault(work, TEXT("/text"), "required", "Write the note first.");
    return done();
}

static Result note_add(Work *work, const EntityInput *input, void *out_note)
{
    CustomerNote *note = input->record;
    TRY(text_check(work, note));
    note->has |= entity_bit(&customer_note_entity, "is_pinned");
    if (work->actor.kind == ACTOR_AGENT) {
        note->agent_id = work->actor.id;
        note->has |= entity_bit(&customer_note_entity, "agent_id");
    }
    return entity_add_plain(work, input, out_note);
}

/* Pinning is for everybody who may write notes; the words are their author's. */
static Result note_change(Work *work, const void *before, const EntityInput *input, void *out_note)
{
    if (input->given & entity_bit(&customer_note_entity, "text")) {
        TRY(may_write(work, before));
        TRY(text_check(work, input->record));
    }
    return entity_change_plain(work, before, input, out_note);
}

static Result removed_set(Work *work, const CustomerNote *before, bool is_removed, const char *kind)
{
    CustomerNote after = *before;
    const FieldSet removed = entity_bit(&customer_note_entity, "removed_at");
    after.removed_at = is_removed ? work->now : 0;
    after.has = is_removed ? after.has | removed : after.has & ~removed;
    TRY(entity_update(work, &customer_note_entity, before, &after, NULL));
    return event_add_changes(work, kind, &customer_note_entity, before->id, before->customer_id, 0, TEXT("{}"));
}

static Result note_remove(Work *work, const void *before)
{
    TRY(may_write(work, before));
    return removed_set(work, before, true, "customer_note.removed");
}

const Entity customer_note_entity = {
    .name = "customer_note",
    .plural = "customer_notes",
    .table = "customer_notes",
    .record_bytes = sizeof(CustomerNote),
    ENTITY_FIELDS(note_fields),
    .rights = &note_rights,
    .methods = ENTITY_ALL,
    .default_sort = "-created_at",
    .visible = note_visible,
    .keeps_events = true,
    .add = note_add,
    .change = note_change,
    .remove = note_remove,
    .about = "What the team should know about a customer.",
};

static Result restore_post(Work *work, const Request *request, Answer *answer)
{
    CustomerNote note;
    bool is_found;
    TRY(entity_find_by(work, &customer_note_entity, "id", db_int(request->ids[0]), &note, &is_found));
    if (!is_found)
        return fail(FAULT_NOT_FOUND, "There is no such note.");
    TRY(may_write(work, &note));
    if (note.has & entity_bit(&customer_note_entity, "removed_at"))
        TRY(removed_set(work, &note, false, "customer_note.restored"));
    return answer_record(work, &customer_note_entity, note.id, request, answer);
}

const Route customer_note_routes[] = {
    RESOURCE("/api/v1/customer_notes", &customer_note_entity),
    {
        .method = "POST",
        .path = "/api/v1/customer_notes/{id}/restore",
        .entity = &customer_note_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = restore_post,
        .gives = SHAPE_RECORD,
        .gives_entity = &customer_note_entity,
        .about = "Brings back a note that was removed.",
    },
    {0},
};

static Result notes_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    return db_run(work->db, DB_SQL("UPDATE customer_notes SET customer_id = $2 WHERE customer_id = $1"),
                  DB_VALUES(db_int(from_id), db_int(into_id)), out_rows);
}
const CustomerMover customer_note_mover = {"notes", notes_move};
