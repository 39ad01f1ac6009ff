#include "desk/message_mention.h"

#include "people/agent.h"

static const Field mention_fields[] = {
    {.name = "id", .type = FIELD_ID, .offset = offsetof(MessageMention, id), .column = "agent_id", .can = IS_HIDDEN},
    FIELD(MessageMention, agent_id, FIELD_REFERENCE, .to = &agent_entity, .is_required = true),
};
const Entity message_mention_entity = {
    .name = "message_mention",
    .plural = "message_mentions",
    .table = "message_mentions",
    .record_bytes = sizeof(MessageMention),
    ENTITY_FIELDS(mention_fields),
    .rights = &rights_desk,
    .about = "An agent whom a note calls.",
};

static Result agent_is_there(Work *work, int64_t id, Text pointer)
{
    int64_t count = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM agents WHERE id = $1 AND is_active = 1"),
                   DB_VALUES(db_int(id)), &count));
    if (count == 0)
        return work_fault(work, pointer, "unknown_reference", "There is no active agent with this id.");
    return done();
}

static bool has(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

Result mention_list_read(Work *work, Text source, Text pointer, MentionList *out_list)
{
    const JsonValue *list;
    TRY(json_read(work->arena, source, &list));
    if (list->kind != JSON_LIST)
        return work_fault(work, pointer, "wrong_type", "This must be a list of ids.");
    if (list->list.count > MESSAGE_MENTIONS_MAX)
        return work_fault(work, pointer, "too_many", "At most %d are allowed.", MESSAGE_MENTIONS_MAX);
    int64_t *ids = ARENA_ARRAY(work->arena, int64_t, list->list.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < list->list.count; i++) {
        Text place = text_format(work->arena, "%.*s/%zu", TEXT_ARG(pointer), i);
        const JsonValue *item = &list->list.items[i];
        if (item->kind != JSON_INT)
            return work_fault(work, place, "wrong_type", "This must be an integer.");
        if (has(ids, count, item->integer))
            continue;
        TRY(agent_is_there(work, item->integer, place));
        ids[count++] = item->integer;
    }
    *out_list = (MentionList){ids, count};
    return done();
}

Result mention_list_store(Work *work, int64_t message_id, const MentionList *list)
{
    for (size_t i = 0; i < list->count; i++)
        TRY(db_run(work->db, DB_SQL("INSERT INTO message_mentions (message_id, agent_id) VALUES ($1, $2)"),
                   DB_VALUES(db_int(message_id), db_int(list->ids[i])), NULL));
    return done();
}
