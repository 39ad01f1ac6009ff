#include "people/api_key.h"

#include "base/digest.h"
#include "model/event.h"

#define TOKEN_BYTES 32
#define PREFIX_BYTES 12

static const Field api_key_fields[] = {
    FIELD(ApiKey, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the key."),
    FIELD(ApiKey, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(ApiKey, name, FIELD_TEXT, .bytes_max = 120, .is_required = true, .format = FORMAT_LINE,
          .can = CAN_WRITE | CAN_FILTER, .about = "What the key is for."),
    FIELD(ApiKey, prefix, FIELD_TEXT, .about = "The token's first characters, to recognise it by."),
    FIELD(ApiKey, token_hash, FIELD_TEXT, .can = IS_HIDDEN),
    FIELD(ApiKey, role, FIELD_CHOICE, .choices = role_names + 1, .is_required = true, .can = CAN_CREATE | CAN_FILTER,
          .about = "The role whose rights it starts from."),
    FIELD(ApiKey, scopes, FIELD_TEXT, .bytes_max = 1000, .is_required = true, .format = FORMAT_LINE, .can = CAN_CREATE,
          .about = "What is left of them, separated by spaces: read, write, tickets:read, customers:write."),
    FIELD(ApiKey, expires_at, FIELD_TIME, .can = CAN_CREATE | CAN_FILTER,
          .about = "When it ends; never, unless given."),
    FIELD(ApiKey, revoked_at, FIELD_TIME, .can = CAN_FILTER, .about = "When it was revoked."),
    FIELD(ApiKey, last_used_at, FIELD_TIME, .can = CAN_FILTER, .about = "About when it was last used."),
    FIELD(ApiKey, created_by, FIELD_REFERENCE, .to = &agent_entity, .about = "The agent who made it."),
    FIELD(ApiKey, created_at, FIELD_TIME, .about = "When it was made."),
    FIELD(ApiKey, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

const Entity api_key_entity = {
    .name = "api_key",
    .plural = "api_keys",
    .table = "api_keys",
    .record_bytes = sizeof(ApiKey),
    ENTITY_FIELDS(api_key_fields),
    .rights = &rights_admin,
    .methods = ENTITY_READS | ENTITY_CHANGE | ENTITY_REMOVE,
    .default_sort = "-id",
    .remove = api_key_revoke,
    .about = "A key by which a program acts.",
};

static bool scope_is_in(Text scopes, Text scope)
{
    Text part;
    while (text_next_part(&scopes, ' ', &part)) {
        if (text_equals(part, scope))
            return true;
    }
    return false;
}

/* A key gives on what it has: the scope itself, the same for all entities, or reading where it may write. */
static bool scope_is_covered(Arena *arena, Text held, Text scope)
{
    size_t colon = text_find_byte(scope, ':', 0);
    Text plural = colon == SIZE_MAX ? TEXT_NONE : text_slice(scope, 0, colon);
    Text verb = colon == SIZE_MAX ? scope : text_slice(scope, colon + 1, scope.length);
    if (scope_is_in(held, scope) || scope_is_in(held, verb) || scope_is_in(held, TEXT("write")))
        return true;
    return colon != SIZE_MAX && scope_is_in(held, text_format(arena, "%.*s:write", TEXT_ARG(plural)));
}

static Result scopes_check(Work *work, Text scopes)
{
    if (!rights_scopes_are_valid(work, scopes))
        return work_fault(work, TEXT("/scopes"), "unknown_scope",
                          "Scopes are read, write, or a resource with one of them, such as tickets:read.");
    if (work->actor.kind != ACTOR_API_KEY)
        return done();
    Text held = work->actor.rights ? work->actor.rights->scopes : TEXT_NONE;
    Text scope;
    while (text_next_part(&scopes, ' ', &scope)) {
        if (!text_is_empty(scope) && !scope_is_covered(work->arena, held, scope))
            return failf(work->arena, FAULT_DENIED, "This key cannot give the scope %.*s, which it does not have.",
                         TEXT_ARG(scope));
    }
    return done();
}

Result api_key_add(Work *work, const EntityInput *input, ApiKey *out_key, Text *out_token)
{
    ApiKey key = *(const ApiKey *)input->record;
    char hash[SHA256_HEX_BYTES];
    TRY(scopes_check(work, key.scopes));
    if ((key.has & entity_bit(&api_key_entity, "expires_at")) && key.expires_at <= work->now)
        return work_fault(work, TEXT("/expires_at"), "out_of_range", "A key must end in the future.");
    Text secret = random_token(work->arena, TOKEN_BYTES);
    Text token = text_format(work->arena, API_KEY_PREFIX "%.*s", TEXT_ARG(secret));
    sha256_hex(token, hash);
    key.token_hash = text_copy(work->arena, text_of(hash));
    key.prefix = text_copy(work->arena, text_slice(token, 0, PREFIX_BYTES));
    key.has |= entity_bit(&api_key_entity, "token_hash") | entity_bit(&api_key_entity, "prefix");
    if (work->actor.kind == ACTOR_AGENT) {
        key.created_by = work->actor.id;
        key.has |= entity_bit(&api_key_entity, "created_by");
    }
    TRY(entity_insert(work, &api_key_entity, &key));
    *out_key = key;
    *out_token = token;
    return event_add(work, "api_key.created", &api_key_entity, NULL, out_key);
}

Result api_key_revoke(Work *work, const void *before_key)
{
    const ApiKey *before = before_key;
    const FieldSet revoked = entity_bit(&api_key_entity, "revoked_at");
    if (before->has & revoked)
        return done();
    ApiKey after = *before;
    after.revoked_at = work->now;
    after.has |= revoked;
    TRY(entity_update(work, &api_key_entity, before, &after, NULL));
    return event_add(work, "api_key.revoked", &api_key_entity, before, &after);
}

static Result api_key_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    ApiKey key = {0};
    Text token = TEXT_NONE;
    TRY(request_read(work, request, &api_key_entity, &input));
    TRY(api_key_add(work, input, &key, &token));
    TRY(answer_created(work, &api_key_entity, key.id, request, answer));
    answer->is_secret = true;
    buffer_cut(&answer->body, answer->body.length - 1);
    json_put_text(&answer->json, "token", token);
    json_end_object(&answer->json);
    return done();
}

static const char api_key_created_schema[] =
    "{\"allOf\":[{\"$ref\":\"#/components/schemas/ApiKey\"},{\"type\":\"object\",\"required\":[\"token\"],\"properties\":"
    "{\"token\":{\"type\":\"string\",\"description\":\"The only time it is shown.\"}}}]}";

const Route api_key_routes[] = {
    RESOURCE("/api/v1/api_keys", &api_key_entity),
    {
        .method = "POST",
        .path = "/api/v1/api_keys",
        .entity = &api_key_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = api_key_post,
        .takes = SHAPE_RECORD,
        .takes_entity = &api_key_entity,
        .gives = SHAPE_SCHEMA,
        .gives_schema = api_key_created_schema,
        .success = 201,
        .about = "Makes a key; its token is in this answer and never shown again.",
    },
    {0},
};
