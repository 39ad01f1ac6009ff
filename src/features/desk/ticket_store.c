/* How a changed ticket is stored, told as events and hidden. */
#include "base/json.h"
#include "desk/message.h"
#include "model/search.h"
#include "people/customer_merge.h"

#define STATUS_FIELDS                                                                                                  \
    (TICKET_HAS(STATUS) | TICKET_HAS(SOLVED_AT) | TICKET_HAS(CLOSED_AT) | TICKET_HAS(WAITING_SINCE) |                  \
     TICKET_HAS(WAITING_MS) | TICKET_HAS(REOPENS))
#define SNOOZED_FIELDS TICKET_HAS(SNOOZED_UNTIL)
#define SPAM_FIELDS TICKET_HAS(IS_SPAM)
#define DELETED_FIELDS TICKET_HAS(DELETED_AT)
#define ASSIGNED_FIELDS (TICKET_HAS(AGENT_ID) | TICKET_HAS(TEAM_ID))
/* Told by the messages' events; alone they are no change of the ticket. */
#define COUNTED_FIELDS                                                                                                 \
    (TICKET_HAS(REPLIES) | TICKET_HAS(CONTACTS) | TICKET_HAS(FIRST_REPLY_AT) | TICKET_HAS(UPDATED_AT) |                \
     TICKET_HAS(VERSION) | TICKET_HAS(TIME_SPENT))
#define ASPECT_FIELDS (STATUS_FIELDS | ASSIGNED_FIELDS | SNOOZED_FIELDS | SPAM_FIELDS | DELETED_FIELDS)
#define OTHER_FIELDS                                                                                                   \
    (~(ASPECT_FIELDS | COUNTED_FIELDS | TICKET_HAS(ID) | TICKET_HAS(NUMBER)) & (FIELD_BIT(TICKET_FIELD_COUNT) - 1))

static size_t member_bytes(const Field *field)
{
    return field->type == FIELD_TEXT ? sizeof(Text) : sizeof(int64_t);
}

static bool members_differ(const Ticket *a, const Ticket *b, size_t index)
{
    const Field *field = &ticket_entity.fields[index];
    FieldSet bit = FIELD_BIT(index);
    if ((a->has & bit) != (b->has & bit))
        return true;
    if (!(a->has & bit))
        return false;
    const char *at_a = (const char *)a + field->offset;
    const char *at_b = (const char *)b + field->offset;
    if (field->type == FIELD_TEXT)
        return !text_equals(*(const Text *)(const void *)at_a, *(const Text *)(const void *)at_b);
    return memcmp(at_a, at_b, sizeof(int64_t)) != 0;
}

static bool fields_differ(const Ticket *a, const Ticket *b, FieldSet fields)
{
    for (size_t i = 0; i < TICKET_FIELD_COUNT; i++) {
        if ((fields & FIELD_BIT(i)) && members_differ(a, b, i))
            return true;
    }
    return false;
}

static void copy_fields(const Ticket *from, Ticket *to, FieldSet fields)
{
    for (size_t i = 0; i < TICKET_FIELD_COUNT; i++) {
        if (!(fields & FIELD_BIT(i)))
            continue;
        const Field *field = &ticket_entity.fields[i];
        memcpy((char *)to + field->offset, (const char *)from + field->offset, member_bytes(field));
        to->has = (to->has & ~FIELD_BIT(i)) | (from->has & FIELD_BIT(i));
    }
}

/* Each aspect that changed is an event with its own fields; the counters go along with the first. A version that grew by
 * tags or custom fields alone is a change too. */
Result ticket_tell_change(Work *work, const Ticket *before, const Ticket *after)
{
    if (members_differ(before, after, TICKET_FIELD_SUBJECT) || before->customer_id != after->customer_id)
        ticket_index(work, after);
    bool was_settled = ticket_status_is_settled(before->status);
    bool is_by_lists = before->version != after->version && !fields_differ(before, after, OTHER_FIELDS | ASPECT_FIELDS);
    const struct {
        const char *kind;
        FieldSet fields;
        bool always;
    } aspects[] = {
        {"ticket.changed", OTHER_FIELDS, is_by_lists},
        {"ticket.assigned", ASSIGNED_FIELDS, false},
        {was_settled && !ticket_status_is_settled(after->status) ? "ticket.reopened" : "ticket.status_changed",
         STATUS_FIELDS, false},
        {after->has & SNOOZED_FIELDS ? "ticket.snoozed" : "ticket.woken", SNOOZED_FIELDS, false},
        {after->is_spam ? "ticket.marked_spam" : "ticket.cleared_spam", SPAM_FIELDS, false},
        {after->has & DELETED_FIELDS ? "ticket.deleted" : "ticket.restored", DELETED_FIELDS, false},
    };
    Ticket step = *before;
    FieldSet along = COUNTED_FIELDS;
    for (size_t i = 0; i < sizeof(aspects) / sizeof(aspects[0]); i++) {
        if (!aspects[i].always && !fields_differ(&step, after, aspects[i].fields))
            continue;
        Ticket next = step;
        copy_fields(after, &next, aspects[i].fields | along);
        TRY(event_add(work, aspects[i].kind, &ticket_entity, &step, &next));
        step = next;
        along = 0;
    }
    return done();
}

Result ticket_store_change(Work *work, const Ticket *before, Ticket *after)
{
    bool changed = false;
    TRY(entity_update(work, &ticket_entity, before, after, &changed));
    return changed ? ticket_tell_change(work, before, after) : done();
}

static Result move_customer(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    const DbValue values[] = {db_int(into_id), db_int(from_id)};
    TRY(db_run(
        work->db,
        DB_SQL("UPDATE search_documents SET customer_id = $1 WHERE entity IN ('ticket', 'message') AND ticket_id "
               "IN (SELECT id FROM tickets WHERE customer_id = $2)"),
        values, 2, NULL));
    TRY(db_run(work->db, DB_SQL("UPDATE tickets SET customer_id = $1 WHERE customer_id = $2"), values, 2, out_rows));
    TRY(db_run(work->db, DB_SQL("UPDATE messages SET author_id = $1 WHERE author_kind = 'customer' AND author_id = $2"),
               values, 2, NULL));
    return db_run(work->db, DB_SQL("UPDATE mail_reports SET customer_id = $1 WHERE customer_id = $2"), values, 2, NULL);
}

const CustomerMover desk_mover = {"tickets", move_customer};

/* ---- who sees what ---- */

#define HIDDEN_TEAMS_MAX FILTER_VALUES_MAX

Result ticket_hidden_teams(Work *work, int64_t **out_ids, size_t *out_count)
{
    *out_ids = NULL;
    *out_count = 0;
    if (work->actor.kind == ACTOR_SYSTEM || work->actor.role == ROLE_ADMIN)
        return done();
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT t.id FROM teams t WHERE t.is_restricted = 1 AND NOT EXISTS (SELECT 1 FROM "
                        "team_members m WHERE m.team_id = t.id AND m.agent_id = $1) ORDER BY t.id LIMIT 501"),
                 DB_VALUES(db_int(work->actor.kind == ACTOR_AGENT ? work->actor.id : 0)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        if (*out_count == HIDDEN_TEAMS_MAX)
            return fail(FAULT_LIMIT, "There are more restricted teams than can be told apart (500).");
        if (*out_ids == NULL)
            *out_ids = ARENA_ARRAY(work->arena, int64_t, HIDDEN_TEAMS_MAX);
        (*out_ids)[(*out_count)++] = db_column_int(&cursor, 0);
    }
}

/* What is in the trash is there for those alone who may take it out again. */
static bool sees_trash(const Work *work)
{
    return (rights_over(&work->actor, &ticket_entity) & RIGHT_WRITE) != 0;
}

Result ticket_visible(Work *work, const Filter **out_filter)
{
    int64_t *ids;
    size_t count;
    *out_filter = sees_trash(work) ? NULL : filter_is_absent(work, &ticket_entity, "deleted_at");
    TRY(ticket_hidden_teams(work, &ids, &count));
    if (count > 0)
        *out_filter = filter_both(work, *out_filter, filter_not_in_ints(work, &ticket_entity, "team_id", ids, count));
    return done();
}

Result ticket_part_visible(Work *work, const Entity *entity, const Filter **out_filter)
{
    int64_t *ids;
    size_t count;
    *out_filter = NULL;
    TRY(ticket_hidden_teams(work, &ids, &count));
    if (count == 0 && sees_trash(work))
        return done();
    Buffer text = buffer_new(work->arena, 65536);
    Json json = json_writer(&text);
    json_object(&json);
    json_name(&json, "all");
    json_list(&json);
    if (count > 0) {
        json_object(&json);
        json_put_string(&json, "field", "ticket.team_id");
        json_put_string(&json, "op", "not_in");
        json_name(&json, "value");
        json_list(&json);
        for (size_t i = 0; i < count; i++)
            json_int(&json, ids[i]);
        json_end_list(&json);
        json_end_object(&json);
    }
    if (!sees_trash(work)) {
        json_object(&json);
        json_put_string(&json, "field", "ticket.deleted_at");
        json_put_string(&json, "op", "absent");
        json_end_object(&json);
    }
    json_end_list(&json);
    json_end_object(&json);
    const JsonValue *source;
    TRY(json_read(work->arena, buffer_text(&text), &source));
    return filter_read(work, entity, source, TEXT_NONE, out_filter);
}
