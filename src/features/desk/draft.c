#include "desk/draft.h"

#include "base/json.h"
#include "desk/attachment.h"
#include "people/agent.h"

static const char *const kind_names[] = {"reply", "note", NULL};
static const char *const state_names[] = {"writing", "scheduled", "held", "failed", NULL};
static const char *const reason_names[] = {"customer_wrote", "answered", "author_left", "refused", NULL};

#define LIST_BYTES_MAX 40000

static const Field draft_fields[] = {
    FIELD(Draft, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Draft, version, FIELD_VERSION),
    FIELD(Draft, ticket_id, FIELD_REFERENCE, .to = &ticket_entity, .is_required = true, .can = CAN_FILTER),
    FIELD(Draft, agent_id, FIELD_REFERENCE, .to = &agent_entity, .is_required = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "Whose words they are: who writes them and sends them."),
    FIELD(Draft, kind, FIELD_CHOICE, .is_required = true, .choices = kind_names, .can = CAN_FILTER),
    FIELD(Draft, slot, FIELD_TEXT, .can = IS_HIDDEN),
    FIELD(Draft, text, FIELD_TEXT, .is_required = true, .bytes_max = MESSAGE_TEXT_BYTES_MAX, .can = CAN_WRITE | IS_BODY,
          .about = "Markdown."),
    {.name = "to",
     .type = FIELD_JSON,
     .offset = offsetof(Draft, to),
     .column = "to_people",
     .bytes_max = LIST_BYTES_MAX,
     .can = CAN_WRITE | IS_BODY,
     .about = "Addresses as they were typed; null: whoever a message would go to."},
    FIELD(Draft, cc, FIELD_JSON, .bytes_max = LIST_BYTES_MAX, .can = CAN_WRITE | IS_BODY),
    FIELD(Draft, bcc, FIELD_JSON, .bytes_max = LIST_BYTES_MAX, .can = CAN_WRITE | IS_BODY),
    FIELD(Draft, channel_id, FIELD_INT, .can = CAN_WRITE, .about = "The channel to send it by; null: the usual one."),
    FIELD(Draft, mentions, FIELD_JSON, .bytes_max = 2000, .can = CAN_WRITE | IS_BODY,
          .about = "Ids of the agents that a note calls."),
    FIELD(Draft, status_after, FIELD_CHOICE, .choices = ticket_status_names, .can = CAN_WRITE,
          .about = "What the ticket becomes as it leaves."),
    FIELD(Draft, state, FIELD_CHOICE, .is_required = true, .choices = state_names, .can = CAN_WRITE | CAN_FILTER,
          .about = "held: something was written in the ticket meanwhile; failed: it was refused as it was to leave."),
    FIELD(Draft, send_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER, .about = "When it is to leave."),
    FIELD(Draft, seen_message_id, FIELD_INT, .about = "The last message that its author knew of."),
    FIELD(Draft, reason, FIELD_CHOICE, .choices = reason_names, .about = "Why it was held, or failed."),
    FIELD(Draft, detail, FIELD_TEXT, .bytes_max = 1000, .about = "The words of the refusal."),
    FIELD(Draft, leased_until, FIELD_TIME, .is_required = true, .about = "Its author is writing until then."),
    FIELD(Draft, created_at, FIELD_TIME, .is_required = true),
    FIELD(Draft, updated_at, FIELD_TIME, .is_required = true),
};
_Static_assert(sizeof(draft_fields) / sizeof(draft_fields[0]) == DRAFT_FIELD_COUNT, "the order of the dictionary");

/* Answers are the team's, notes their author's. */
static Result draft_visible(Work *work, const Filter **out_filter)
{
    const Filter *of_ticket;
    const Filter *own;
    const JsonValue *source;
    TRY(ticket_part_visible(work, &draft_entity, &of_ticket));
    Text text = text_format(work->arena,
                            "{\"any\":[{\"field\":\"kind\",\"op\":\"is\",\"value\":\"reply\"},"
                            "{\"field\":\"agent_id\",\"op\":\"is\",\"value\":%lld}]}",
                            work->actor.kind == ACTOR_AGENT ? (long long)work->actor.id : 0LL);
    TRY(json_read(work->arena, text, &source));
    TRY(filter_read(work, &draft_entity, source, TEXT_NONE, &own));
    *out_filter = filter_both(work, of_ticket, own);
    return done();
}

static const ChildList draft_children[] = {
    {"attachments", &attachment_entity, "draft_id", "t.id", false, MESSAGE_ATTACHMENTS_MAX},
};
/* It is gone once it was sent; that it was is seen by whoever sees the ticket. */
const Entity draft_entity = {
    .name = "draft",
    .plural = "drafts",
    .table = "drafts",
    .record_bytes = sizeof(Draft),
    ENTITY_FIELDS(draft_fields),
    .rights = &rights_desk,
    .methods = ENTITY_READS,
    .default_sort = "id",
    ENTITY_CHILDREN(draft_children),
    .visible = draft_visible,
    .keeps_events = true,
    .about = "What an agent writes in a ticket and has not left: an answer, seen by the team, or the agent's own note.",
};

static const Field ticket_draft_fields[] = {
    {.name = "has_draft",
     .type = FIELD_BOOL,
     .can = CAN_FILTER,
     .about = "True: an answer was begun and has not left."},
    {.name = "draft_by", .type = FIELD_REFERENCE, .to = &agent_entity, .can = CAN_FILTER, .about = "Who writes it."},
};
const EntityExtension ticket_drafts_extension = {"ticket_drafts", "ticket_id", ticket_draft_fields,
                                                 sizeof(ticket_draft_fields) / sizeof(ticket_draft_fields[0])};

static const Field draft_input_fields[] = {
    FIELD(DraftInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(DraftInput, kind, FIELD_CHOICE, .is_required = true, .choices = kind_names, .can = CAN_CREATE),
    FIELD(DraftInput, text, FIELD_TEXT, .bytes_max = MESSAGE_TEXT_BYTES_MAX, .can = CAN_CREATE, .about = "Markdown."),
    FIELD(DraftInput, to, FIELD_JSON, .bytes_max = LIST_BYTES_MAX, .can = CAN_CREATE,
          .about = "Addresses, as they were typed: they are checked when it is sent."),
    FIELD(DraftInput, cc, FIELD_JSON, .bytes_max = LIST_BYTES_MAX, .can = CAN_CREATE),
    FIELD(DraftInput, bcc, FIELD_JSON, .bytes_max = LIST_BYTES_MAX, .can = CAN_CREATE),
    FIELD(DraftInput, channel_id, FIELD_INT, .low = 1, .high = INT64_MAX, .can = CAN_CREATE),
    FIELD(DraftInput, attachments, FIELD_JSON, .bytes_max = 2000, .can = CAN_CREATE,
          .about = "Ids of attachments that you uploaded before."),
    FIELD(DraftInput, mentions, FIELD_JSON, .bytes_max = 2000, .can = CAN_CREATE,
          .about = "Ids of the agents that a note calls."),
    FIELD(DraftInput, status_after, FIELD_CHOICE, .choices = ticket_status_names, .can = CAN_CREATE),
};
enum {
    INPUT_ID,
    INPUT_KIND,
    INPUT_TEXT,
    INPUT_TO,
    INPUT_CC,
    INPUT_BCC,
    INPUT_CHANNEL_ID,
    INPUT_ATTACHMENTS,
    INPUT_MENTIONS,
    INPUT_STATUS_AFTER,
};
#define INPUT_HAS(NAME) FIELD_BIT(INPUT_##NAME)
const Entity draft_input_entity = {
    .name = "draft_input",
    .plural = "draft_inputs",
    .record_bytes = sizeof(DraftInput),
    ENTITY_FIELDS(draft_input_fields),
    .about = "What is written so far; what is left out is empty.",
};

/* ---- who, and where ---- */

Result draft_actor(const Work *work)
{
    if (work->actor.kind != ACTOR_AGENT)
        return fail(FAULT_DENIED, "Drafts belong to people: sign in as an agent, or send a message.");
    return done();
}

Result draft_is_mine(Work *work, const Draft *draft)
{
    if (draft->agent_id == work->actor.id)
        return done();
    Agent agent;
    TRY(entity_find(work, &agent_entity, draft->agent_id, &agent));
    return failf(work->arena, FAULT_CONFLICT, "This is the draft of %.*s: take it first.", TEXT_ARG(agent.name));
}

static Text slot_of(Work *work, int64_t kind, int64_t agent_id)
{
    return kind == DRAFT_REPLY ? TEXT("reply") : text_format(work->arena, "note:%lld", (long long)agent_id);
}

static Result find_in_slot(Work *work, int64_t ticket_id, Text slot, Draft *out_draft, bool *out_found)
{
    int64_t id = 0;
    Result found = db_one_int(work->db, DB_SQL("SELECT id FROM drafts WHERE ticket_id = $1 AND slot = $2"),
                              DB_VALUES(db_int(ticket_id), db_text(slot)), &id);
    *out_found = is_ok(found);
    if (found.fault == FAULT_NOT_FOUND)
        return done();
    TRY(found);
    return entity_find(work, &draft_entity, id, out_draft);
}

Result draft_mark_ticket(Work *work, int64_t ticket_id)
{
    const DbValue values[] = {db_int(ticket_id)};
    TRY(db_run(work->db, DB_SQL("DELETE FROM ticket_drafts WHERE ticket_id = $1"), values, 1, NULL));
    return db_run(
        work->db,
        DB_SQL("INSERT INTO ticket_drafts (ticket_id, has_draft, draft_by) SELECT ticket_id, 1, agent_id FROM "
               "drafts WHERE ticket_id = $1 AND kind = 'reply' ORDER BY id DESC LIMIT 1"),
        values, 1, NULL);
}

/* ---- files ---- */

Result draft_attachments(Work *work, int64_t draft_id, int64_t **out_ids, size_t *out_count)
{
    int64_t *ids = ARENA_ARRAY(work->arena, int64_t, MESSAGE_ATTACHMENTS_MAX);
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT id FROM attachments WHERE draft_id = $1 ORDER BY id LIMIT $2"),
                 DB_VALUES(db_int(draft_id), db_int(MESSAGE_ATTACHMENTS_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        ids[count++] = db_column_int(&cursor, 0);
    }
    *out_ids = ids;
    *out_count = count;
    return done();
}

static Result attach(Work *work, int64_t draft_id, const JsonValue *id, size_t index)
{
    int64_t changed = 0;
    Text pointer = text_format(work->arena, "/attachments/%zu", index);
    if (id->kind != JSON_INT)
        return work_fault(work, pointer, "wrong_type", "This must be an integer.");
    TRY(db_run(work->db,
               DB_SQL("UPDATE attachments SET draft_id = $1 WHERE id = $2 AND message_id IS NULL AND ticket_id IS NULL "
                      "AND (draft_id IS NULL OR draft_id = $1) AND actor_kind = 'agent' AND actor_id = $3"),
               DB_VALUES(db_int(draft_id), db_int(id->integer), db_int(work->actor.id)), &changed));
    if (changed == 0)
        return work_fault(work, pointer, "unknown_reference",
                          "There is no attachment of yours with this id that is free.");
    return done();
}

/* The files as a whole: those that are no longer named are free again. */
static Result attach_all(Work *work, int64_t draft_id, Text source)
{
    const JsonValue *list = &(const JsonValue){.kind = JSON_LIST};
    if (!text_is_empty(source))
        TRY(json_read(work->arena, source, &list));
    if (list->kind != JSON_LIST || list->list.count > MESSAGE_ATTACHMENTS_MAX)
        return work_fault(work, TEXT("/attachments"), "wrong_type", "This must be a list of at most %d ids.",
                          MESSAGE_ATTACHMENTS_MAX);
    int64_t *ids;
    size_t count;
    TRY(draft_attachments(work, draft_id, &ids, &count));
    bool is_same = count == list->list.count;
    for (size_t i = 0; is_same && i < count; i++)
        is_same = list->list.items[i].kind == JSON_INT && list->list.items[i].integer == ids[i];
    if (is_same)
        return done();
    TRY(db_run(work->db, DB_SQL("UPDATE attachments SET draft_id = NULL WHERE draft_id = $1"),
               DB_VALUES(db_int(draft_id)), NULL));
    for (size_t i = 0; i < list->list.count; i++)
        TRY(attach(work, draft_id, &list->list.items[i], i));
    return done();
}

/* ---- saving ---- */

static void put_text(Draft *draft, Text *member, FieldSet bit, bool is_given, Text value)
{
    *member = is_given ? value : TEXT_NONE;
    draft->has = is_given ? draft->has | bit : draft->has & ~bit;
}

static void put_int(Draft *draft, int64_t *member, FieldSet bit, bool is_given, int64_t value)
{
    *member = is_given ? value : 0;
    draft->has = is_given ? draft->has | bit : draft->has & ~bit;
}

static void take_input(const Work *work, const DraftInput *input, Draft *draft)
{
    FieldSet has = input->has;
    draft->text = (has & INPUT_HAS(TEXT)) ? input->text : TEXT("");
    draft->leased_until = work->now + DRAFT_LEASE_MS;
    put_text(draft, &draft->to, DRAFT_HAS(TO), (has & INPUT_HAS(TO)) != 0, input->to);
    put_text(draft, &draft->cc, DRAFT_HAS(CC), (has & INPUT_HAS(CC)) != 0, input->cc);
    put_text(draft, &draft->bcc, DRAFT_HAS(BCC), (has & INPUT_HAS(BCC)) != 0, input->bcc);
    put_text(draft, &draft->mentions, DRAFT_HAS(MENTIONS), (has & INPUT_HAS(MENTIONS)) != 0, input->mentions);
    put_int(draft, &draft->channel_id, DRAFT_HAS(CHANNEL_ID), (has & INPUT_HAS(CHANNEL_ID)) != 0, input->channel_id);
    put_int(draft, &draft->status_after, DRAFT_HAS(STATUS_AFTER), (has & INPUT_HAS(STATUS_AFTER)) != 0,
            input->status_after);
}

static Result draft_begin(Work *work, const Ticket *ticket, const DraftInput *input, Draft *out_draft)
{
    Draft draft = {
        .ticket_id = ticket->id,
        .agent_id = work->actor.id,
        .kind = input->kind,
        .slot = slot_of(work, input->kind, work->actor.id),
        .state = DRAFT_WRITING,
        .has = DRAFT_HAS(TICKET_ID) | DRAFT_HAS(AGENT_ID) | DRAFT_HAS(KIND) | DRAFT_HAS(SLOT) | DRAFT_HAS(TEXT) |
               DRAFT_HAS(STATE) | DRAFT_HAS(LEASED_UNTIL),
    };
    take_input(work, input, &draft);
    TRY(entity_insert(work, &draft_entity, &draft));
    TRY(attach_all(work, draft.id, (input->has & INPUT_HAS(ATTACHMENTS)) ? input->attachments : TEXT_NONE));
    *out_draft = draft;
    if (draft.kind == DRAFT_NOTE)
        return done();
    TRY(draft_mark_ticket(work, ticket->id));
    return event_add(work, "draft.created", &draft_entity, NULL, &draft);
}

Result draft_save(Work *work, const Ticket *ticket, const DraftInput *input, int64_t version, Draft *out_draft)
{
    Draft before;
    bool is_there;
    TRY(draft_actor(work));
    if (input->kind == DRAFT_REPLY)
        TRY(rights_need(work, &ticket_entity, RIGHT_WRITE));
    TRY(find_in_slot(work, ticket->id, slot_of(work, input->kind, work->actor.id), &before, &is_there));
    if (!is_there && version != 0)
        return fail(FAULT_STALE, "The draft is no more: it was sent or discarded.");
    if (!is_there)
        return draft_begin(work, ticket, input, out_draft);
    TRY(draft_is_mine(work, &before));
    if (version == 0)
        return fail(FAULT_CONFLICT, "There is a draft already: name its version in If-Match.");
    if (version != before.version)
        return fail(FAULT_STALE, "The draft was changed elsewhere.");
    Draft after = before;
    take_input(work, input, &after);
    TRY(attach_all(work, before.id, (input->has & INPUT_HAS(ATTACHMENTS)) ? input->attachments : TEXT_NONE));
    TRY(entity_update(work, &draft_entity, &before, &after, NULL));
    *out_draft = after;
    return done();
}

/* ---- taking, discarding ---- */

/* Two texts of one author in the order they were begun. */
static Result join(Work *work, Draft *draft, const Draft *later)
{
    Text first = text_trim(draft->text);
    if (text_is_empty(first))
        draft->text = later->text;
    else if (!text_is_empty(text_trim(later->text)))
        draft->text = text_cut(text_format(work->arena, "%.*s\n\n%.*s", TEXT_ARG(first), TEXT_ARG(later->text)),
                               MESSAGE_TEXT_BYTES_MAX);
    TRY(db_run(work->db, DB_SQL("UPDATE attachments SET draft_id = $1 WHERE draft_id = $2"),
               DB_VALUES(db_int(draft->id), db_int(later->id)), NULL));
    return entity_delete(work, &draft_entity, later->id);
}

Result draft_write_again(Work *work, const Draft *before, const char *event, Draft *out_draft)
{
    Draft after = *before;
    Draft other;
    bool is_taken;
    after.slot = slot_of(work, before->kind, after.agent_id);
    TRY(find_in_slot(work, before->ticket_id, after.slot, &other, &is_taken));
    if (is_taken && other.id != before->id) {
        TRY(draft_is_mine(work, &other));
        TRY(join(work, &after, &other));
    }
    after.state = DRAFT_WRITING;
    after.leased_until = work->now + DRAFT_LEASE_MS;
    after.has |= DRAFT_HAS(SLOT);
    after.has &= ~(DRAFT_HAS(SEND_AT) | DRAFT_HAS(REASON) | DRAFT_HAS(DETAIL) | DRAFT_HAS(SEEN_MESSAGE_ID));
    TRY(entity_update(work, &draft_entity, before, &after, NULL));
    *out_draft = after;
    if (before->kind == DRAFT_NOTE)
        return done();
    TRY(draft_mark_ticket(work, before->ticket_id));
    return event_add(work, event, &draft_entity, before, &after);
}

Result draft_take(Work *work, int64_t id, bool is_forced, Draft *out_draft)
{
    Draft before;
    TRY(entity_find(work, &draft_entity, id, &before));
    TRY(draft_actor(work));
    TRY(rights_need(work, &ticket_entity, RIGHT_WRITE));
    bool is_mine = before.agent_id == work->actor.id;
    if (!is_mine && !is_forced && before.state == DRAFT_WRITING && before.leased_until > work->now)
        return fail(FAULT_CONFLICT, "Its author is writing at this very moment.");
    if (is_mine && before.state == DRAFT_WRITING) {
        *out_draft = before;
        return done();
    }
    Draft mine = before;
    mine.agent_id = work->actor.id;
    TRY(entity_update(work, &draft_entity, &before, &mine, NULL));
    TRY(db_run(work->db, DB_SQL("UPDATE attachments SET actor_kind = 'agent', actor_id = $1 WHERE draft_id = $2"),
               DB_VALUES(db_int(work->actor.id), db_int(id)), NULL));
    TRY(event_add(work, "draft.taken", &draft_entity, &before, &mine));
    return draft_write_again(work, &mine, "draft.changed", out_draft);
}

Result draft_discard(Work *work, int64_t id, int64_t version)
{
    Draft draft;
    TRY(entity_find(work, &draft_entity, id, &draft));
    TRY(draft_actor(work));
    TRY(draft_is_mine(work, &draft));
    if (draft.version != version)
        return fail(FAULT_STALE, "The draft was changed elsewhere.");
    TRY(entity_delete(work, &draft_entity, id));
    if (draft.kind == DRAFT_NOTE)
        return done();
    TRY(draft_mark_ticket(work, draft.ticket_id));
    return event_add(work, "draft.discarded", &draft_entity, &draft, NULL);
}
