#include "desk/shared_record.h"

#include "base/json.h"

const EntityRights shared_record_rights = {.of = {
    [ROLE_ADMIN] = RIGHTS_ALL,
    [ROLE_LEAD] = RIGHTS_ALL,
    [ROLE_AGENT] = RIGHT_READ | RIGHT_WRITE | RIGHT_REMOVE,
    [ROLE_COLLABORATOR] = RIGHT_READ,
    [ROLE_ANALYST] = RIGHT_READ | RIGHT_WRITE | RIGHT_REMOVE | RIGHT_EXPORT,
}};

static int64_t agent_of(const Work *work)
{
    return work->actor.kind == ACTOR_AGENT ? work->actor.id : 0;
}

Result shared_record_visible(Work *work, const Entity *entity, const Filter **out_filter)
{
    Text text = text_format(work->arena,
                            "{\"any\":[{\"field\":\"is_shared\",\"op\":\"is\",\"value\":true},"
                            "{\"field\":\"agent_id\",\"op\":\"is\",\"value\":%lld}]}",
                            (long long)agent_of(work));
    const JsonValue *source;
    TRY(json_read(work->arena, text, &source));
    return filter_read(work, entity, source, TEXT_NONE, out_filter);
}

Result shared_record_may_write(const Work *work, bool is_shared, int64_t owner_id)
{
    if (work->actor.kind == ACTOR_SYSTEM || work->actor.role == ROLE_ADMIN || work->actor.role == ROLE_LEAD)
        return done();
    if (is_shared)
        return fail(FAULT_DENIED, "What all agents share is changed by administrators and leads.");
    if (agent_of(work) == 0 || owner_id != agent_of(work))
        return fail(FAULT_DENIED, "It belongs to somebody else.");
    return done();
}
