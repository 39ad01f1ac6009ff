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

Result shared_record_begin(Work *work, bool is_given, int64_t *is_shared, int64_t *out_owner_id)
{
    int64_t owner_id = agent_of(work);
    if (!is_given)
        *is_shared = owner_id == 0;
    if (owner_id == 0 && *is_shared == 0)
        return work_fault(work, TEXT("/is_shared"), "not_allowed", "Only an agent can have one of their own.");
    *out_owner_id = owner_id;
    return shared_record_may_write(work, *is_shared != 0, owner_id);
}
