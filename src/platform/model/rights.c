#include "model/rights.h"

#include "model/entity.h"

const char *const role_names[] = {"none", "admin", "lead", "agent", "collaborator", "analyst", NULL};

const EntityRights rights_desk = {.of = {
                                      [ROLE_ADMIN] = RIGHTS_ALL,
                                      [ROLE_LEAD] = RIGHTS_ALL,
                                      [ROLE_AGENT] = RIGHT_READ | RIGHT_WRITE | RIGHT_NOTE,
                                      [ROLE_COLLABORATOR] = RIGHT_READ | RIGHT_NOTE,
                                      [ROLE_ANALYST] = RIGHT_READ | RIGHT_EXPORT,
                                  }};
const EntityRights rights_commerce = {.of = {
                                          [ROLE_ADMIN] = RIGHTS_ALL,
                                          [ROLE_LEAD] = RIGHTS_ALL,
                                          [ROLE_AGENT] = RIGHT_READ | RIGHT_WRITE,
                                          [ROLE_COLLABORATOR] = RIGHT_READ,
                                          [ROLE_ANALYST] = RIGHT_READ | RIGHT_EXPORT,
                                      }};
const EntityRights rights_settings = {.of = {
                                          [ROLE_ADMIN] = RIGHTS_ALL,
                                          [ROLE_LEAD] = RIGHTS_ALL,
                                          [ROLE_AGENT] = RIGHT_READ,
                                          [ROLE_COLLABORATOR] = RIGHT_READ,
                                          [ROLE_ANALYST] = RIGHT_READ | RIGHT_EXPORT,
                                      }};
const EntityRights rights_admin = {.of = {[ROLE_ADMIN] = RIGHTS_ALL}};

/* "read", "tickets:read": whether one scope grants reading or writing of the entity. */
static RightSet scope_grants(Text scope, const Entity *entity)
{
    Text verb = scope;
    size_t colon = text_find_byte(scope, ':', 0);
    if (colon != SIZE_MAX) {
        if (!text_is(text_slice(scope, 0, colon), entity->plural))
            return 0;
        verb = text_slice(scope, colon + 1, scope.length);
    }
    if (text_is(verb, "read"))
        return RIGHT_READ | RIGHT_EXPORT;
    if (text_is(verb, "write"))
        return RIGHTS_ALL;
    return 0;
}

static RightSet scopes_grant(Text scopes, const Entity *entity)
{
    RightSet granted = 0;
    Text scope;
    while (text_next_part(&scopes, ' ', &scope))
        granted |= scope_grants(text_trim(scope), entity);
    return granted;
}

const Rights *rights_of_scopes(Arena *arena, Text scopes)
{
    Rights *rights = ARENA_NEW(arena, Rights);
    Text scope;
    *rights = (Rights){.scopes = scopes};
    while (text_next_part(&scopes, ' ', &scope)) {
        rights->writes_all = rights->writes_all || text_is(scope, "write");
        rights->reads_all = rights->reads_all || text_is(scope, "write") || text_is(scope, "read");
    }
    return rights;
}

RightSet rights_over(const Actor *actor, const Entity *entity)
{
    if (actor->kind == ACTOR_SYSTEM)
        return RIGHTS_ALL;
    if (actor->kind != ACTOR_AGENT && actor->kind != ACTOR_API_KEY)
        return 0;
    if (actor->role <= ROLE_NONE || actor->role >= ROLE_COUNT)
        return 0;
    RightSet of_role = entity->rights ? entity->rights->of[actor->role] : RIGHT_READ;
    if (actor->kind == ACTOR_AGENT)
        return of_role;
    if (actor->rights == NULL)
        return 0;
    return of_role & scopes_grant(actor->rights->scopes, entity);
}

Result rights_need(const Work *work, const Entity *entity, RightSet need)
{
    if ((rights_over(&work->actor, entity) & need) == need)
        return done();
    return failf(work->arena, FAULT_DENIED, "Your role or key does not allow this on %s.", entity->plural);
}

bool rights_scopes_are_valid(const Work *work, Text scopes)
{
    Text scope;
    bool any = false;
    while (text_next_part(&scopes, ' ', &scope)) {
        if (text_is_empty(scope))
            continue;
        any = true;
        size_t colon = text_find_byte(scope, ':', 0);
        Text verb = colon == SIZE_MAX ? scope : text_slice(scope, colon + 1, scope.length);
        if (!text_is(verb, "read") && !text_is(verb, "write"))
            return false;
        if (colon != SIZE_MAX && entity_named(work, text_slice(scope, 0, colon)) == NULL)
            return false;
    }
    return any;
}
