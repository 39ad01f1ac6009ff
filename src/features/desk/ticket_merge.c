#include "desk/ticket_merge.h"

#include "base/json.h"
#include "desk/message.h"
#include "desk/ticket_state.h"

/* What belonged to the one now belongs to the other. */
static Result everything_move(Work *work, const Ticket *from, const Ticket *into)
{
    const DbValue values[] = {db_int(into->id), db_int(from->id), db_int(into->customer_id)};
    TRY(db_run(work->db,
               DB_SQL("UPDATE search_documents SET ticket_id = $1, customer_id = $3 WHERE entity = 'message' "
                      "AND record_id IN (SELECT id FROM messages WHERE ticket_id = $2)"),
               values, 3, NULL));
    TRY(db_run(work->db, DB_SQL("UPDATE messages SET ticket_id = $1 WHERE ticket_id = $2"), values, 2, NULL));
    TRY(db_run(work->db, DB_SQL("UPDATE attachments SET ticket_id = $1 WHERE ticket_id = $2"), values, 2, NULL));
    TRY(db_run(work->db, DB_SQL("UPDATE message_mail SET ticket_id = $1 WHERE ticket_id = $2"), values, 2, NULL));
    TRY(db_run(work->db, DB_SQL("UPDATE mail_ids SET ticket_id = $1 WHERE ticket_id = $2"), values, 2, NULL));
    return db_run(work->db,
                  DB_SQL("INSERT INTO ticket_followers (ticket_id, agent_id, created_at) SELECT CAST($1 AS BIGINT), "
                         "f.agent_id, f.created_at FROM ticket_followers f WHERE f.ticket_id = $2 AND NOT EXISTS "
                         "(SELECT 1 FROM ticket_followers g WHERE g.ticket_id = $1 AND g.agent_id = f.agent_id)"),
                  values, 2, NULL);
}

static Result merge_is_allowed(const Ticket *into, const Ticket *from)
{
    TRY(ticket_is_kept(into));
    TRY(ticket_is_kept(from));
    if (into->id == from->id)
        return fail(FAULT_CONFLICT, "A ticket cannot be merged with itself.");
    if ((into->has | from->has) & TICKET_HAS(MERGED_INTO))
        return fail(FAULT_CONFLICT, "One of the tickets was merged before.");
    if (into->customer_id != from->customer_id)
        return fail(FAULT_CONFLICT, "The tickets belong to different customers: merge the customers first, or move one "
                                    "ticket to the other's customer.");
    if (into->status == TICKET_CLOSED)
        return fail(FAULT_CONFLICT, "The ticket that is to stay is closed.");
    return done();
}

static Text one_change(Work *work, const char *name, int64_t id)
{
    return text_format(work->arena, "{\"%s\":[null,%lld]}", name, (long long)id);
}

static Result tell_both(Work *work, const char *kind, const Ticket *from, const char *from_name, const Ticket *into,
                        const char *into_name)
{
    TRY(event_add_changes(work, kind, &ticket_entity, from->id, from->customer_id, from->id,
                          one_change(work, from_name, into->id)));
    return event_add_changes(work, kind, &ticket_entity, into->id, into->customer_id, into->id,
                             one_change(work, into_name, from->id));
}

/* ---- the way back ---- */

/* What a merge changes of the one and of the other; all are int64_t members of the record. */
static const int from_fields[] = {TICKET_FIELD_STATUS,        TICKET_FIELD_SOLVED_AT,  TICKET_FIELD_CLOSED_AT,
                                  TICKET_FIELD_WAITING_SINCE, TICKET_FIELD_WAITING_MS, TICKET_FIELD_SNOOZED_UNTIL};
static const int into_fields[] = {TICKET_FIELD_CONTACTS, TICKET_FIELD_REPLIES, TICKET_FIELD_FIRST_REPLY_AT};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int64_t *member_of(Ticket *ticket, int index)
{
    return (int64_t *)(void *)((char *)ticket + ticket_entity.fields[index].offset);
}

static Text fields_write(Work *work, Ticket ticket, const int *fields, size_t count)
{
    Buffer out = buffer_new(work->arena, 4096);
    Json json = json_writer(&out);
    json_object(&json);
    for (size_t i = 0; i < count; i++) {
        json_name(&json, ticket_entity.fields[fields[i]].name);
        if (ticket.has & FIELD_BIT(fields[i]))
            json_int(&json, *member_of(&ticket, fields[i]));
        else
            json_null(&json);
    }
    json_end_object(&json);
    return buffer_text(&out);
}

static Result fields_read(Work *work, Text source, const int *fields, size_t count, Ticket *ticket)
{
    const JsonValue *value;
    TRY(json_read(work->arena, source, &value));
    for (size_t i = 0; i < count; i++) {
        const JsonValue *member = json_member(value, ticket_entity.fields[fields[i]].name);
        ticket->has &= ~FIELD_BIT(fields[i]);
        if (member == NULL || member->kind != JSON_INT)
            continue;
        *member_of(ticket, fields[i]) = member->integer;
        ticket->has |= FIELD_BIT(fields[i]);
    }
    return done();
}

typedef struct Moved {
    int64_t ids[MERGE_UNDO_MESSAGES_MAX + 1];
    size_t count;
} Moved;

static Result moved_read(Work *work, int64_t ticket_id, Moved *out)
{
    WITH_CURSOR cursor = {0};
    out->count = 0;
    TRY(db_query(work->db, DB_SQL("SELECT id FROM messages WHERE ticket_id = $1 ORDER BY id LIMIT $2"),
                 DB_VALUES(db_int(ticket_id), db_int(MERGE_UNDO_MESSAGES_MAX + 1)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        out->ids[out->count++] = db_column_int(&cursor, 0);
    }
}

static Result last_message(Work *work, int64_t ticket_id, int64_t *out_id)
{
    return db_one_int(work->db, DB_SQL("SELECT COALESCE(MAX(id), 0) FROM messages WHERE ticket_id = $1"),
                      DB_VALUES(db_int(ticket_id)), out_id);
}

typedef struct Sides {
    const Ticket *from; /* as they were */
    const Ticket *into;
    const Ticket *from_after; /* as the merge left them */
    const Ticket *into_after;
} Sides;

static Result way_back_store(Work *work, const Sides *sides, const Moved *moved)
{
    int64_t last = 0;
    if (moved->count > MERGE_UNDO_MESSAGES_MAX)
        return done();
    Buffer ids = buffer_new(work->arena, 65536);
    Json json = json_writer(&ids);
    json_list(&json);
    for (size_t i = 0; i < moved->count; i++)
        json_int(&json, moved->ids[i]);
    json_end_list(&json);
    TRY(last_message(work, sides->into->id, &last));
    return db_run(
        work->db,
        DB_SQL("INSERT INTO ticket_merges (from_id, into_id, message_ids, from_before, into_before, from_version, "
               "into_version, message_id, merged_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
        DB_VALUES(db_int(sides->from->id), db_int(sides->into->id), db_text(buffer_text(&ids)),
                  db_text(fields_write(work, *sides->from, from_fields, COUNT(from_fields))),
                  db_text(fields_write(work, *sides->into, into_fields, COUNT(into_fields))),
                  db_int(sides->from_after->version), db_int(sides->into_after->version), db_int(last),
                  db_int(work->now)),
        NULL);
}

/* ---- merging ---- */

static void counts_take_over(const Ticket *from, Ticket *into)
{
    into->contacts += from->contacts;
    into->replies += from->replies;
    bool replied_first = (from->has & TICKET_HAS(FIRST_REPLY_AT)) &&
                         (!(into->has & TICKET_HAS(FIRST_REPLY_AT)) || from->first_reply_at < into->first_reply_at);
    if (!replied_first)
        return;
    into->first_reply_at = from->first_reply_at;
    into->has |= TICKET_HAS(FIRST_REPLY_AT);
}

Result ticket_merge(Work *work, int64_t into_id, int64_t from_id, Ticket *out_into)
{
    Ticket into;
    Ticket from;
    Moved *moved = arena_alloc(work->arena, sizeof(Moved));
    TRY(entity_find(work, &ticket_entity, into_id, &into));
    TRY(entity_find(work, &ticket_entity, from_id, &from));
    TRY(merge_is_allowed(&into, &from));
    TRY(moved_read(work, from.id, moved));
    TRY(everything_move(work, &from, &into));

    Ticket merged = from;
    ticket_move_clocks(&merged, TICKET_CLOSED, work->now);
    merged.merged_into = into.id;
    merged.has |= TICKET_HAS(MERGED_INTO);
    TRY(ticket_store_change(work, &from, &merged));

    Ticket after = into;
    counts_take_over(&from, &after);
    after.updated_at = work->now;
    TRY(ticket_store_change(work, &into, &after));
    TRY(way_back_store(work, &(Sides){&from, &into, &merged, &after}, moved));
    TRY(tell_both(work, "ticket.merged", &from, "merged_into", &after, "from_id"));
    *out_into = after;
    return done();
}

/* ---- taking it back ---- */

typedef struct WayBack {
    Text message_ids;
    Text from_before;
    Text into_before;
    int64_t into_id;
    int64_t from_version;
    int64_t into_version;
    int64_t message_id;
} WayBack;

static Result way_back_read(Work *work, int64_t from_id, WayBack *out)
{
    WITH_CURSOR cursor = {0};
    bool has_row;
    TRY(db_query(work->db,
                 DB_SQL("SELECT into_id, message_ids, from_before, into_before, from_version, into_version, message_id "
                        "FROM ticket_merges WHERE from_id = $1"),
                 DB_VALUES(db_int(from_id)), &cursor));
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return fail(FAULT_CONFLICT, "This merge cannot be taken back.");
    *out = (WayBack){
        .into_id = db_column_int(&cursor, 0),
        .message_ids = text_copy(work->arena, db_column_text(&cursor, 1)),
        .from_before = text_copy(work->arena, db_column_text(&cursor, 2)),
        .into_before = text_copy(work->arena, db_column_text(&cursor, 3)),
        .from_version = db_column_int(&cursor, 4),
        .into_version = db_column_int(&cursor, 5),
        .message_id = db_column_int(&cursor, 6),
    };
    return done();
}

static Result ids_read(Work *work, Text source, int64_t **out_ids, size_t *out_count)
{
    const JsonValue *list;
    TRY(json_read(work->arena, source, &list));
    *out_count = list->kind == JSON_LIST ? list->list.count : 0;
    *out_ids = ARENA_ARRAY(work->arena, int64_t, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out_ids)[i] = list->list.items[i].integer;
    return done();
}

static Result nothing_happened_since(Work *work, const WayBack *back, const Ticket *from, const Ticket *into)
{
    int64_t last_from = 0;
    int64_t last_into = 0;
    TRY(last_message(work, from->id, &last_from));
    TRY(last_message(work, into->id, &last_into));
    if (from->version == back->from_version && into->version == back->into_version && last_from == 0 &&
        last_into == back->message_id)
        return done();
    return fail(FAULT_CONFLICT,
                "Something was written or changed since the tickets were merged: split off the messages "
                "that belong elsewhere.");
}

Result ticket_unmerge(Work *work, int64_t from_id, Ticket *out_from)
{
    Ticket from;
    Ticket into;
    WayBack back;
    int64_t *ids;
    size_t count;
    TRY(entity_find(work, &ticket_entity, from_id, &from));
    if (!(from.has & TICKET_HAS(MERGED_INTO)))
        return fail(FAULT_NOT_FOUND, "The ticket was not merged.");
    TRY(way_back_read(work, from_id, &back));
    TRY(entity_find(work, &ticket_entity, back.into_id, &into));
    TRY(nothing_happened_since(work, &back, &from, &into));
    TRY(ids_read(work, back.message_ids, &ids, &count));
    TRY(messages_move(work, ids, count, &from));

    Ticket from_after = from;
    from_after.has &= ~TICKET_HAS(MERGED_INTO);
    TRY(fields_read(work, back.from_before, from_fields, COUNT(from_fields), &from_after));
    TRY(ticket_store_change(work, &from, &from_after));
    Ticket into_after = into;
    into_after.updated_at = work->now;
    TRY(fields_read(work, back.into_before, into_fields, COUNT(into_fields), &into_after));
    TRY(ticket_store_change(work, &into, &into_after));
    TRY(db_run(work->db, DB_SQL("DELETE FROM ticket_merges WHERE from_id = $1"), DB_VALUES(db_int(from_id)), NULL));
    TRY(tell_both(work, "ticket.unmerged", &from_after, "from_id", &into_after, "from_id"));
    *out_from = from_after;
    return done();
}
