#include "app/demo_post.h"

#include <assert.h>

static Result told(Work *work, const char *plural, Text json, Result result)
{
    if (is_ok(result) || work->field_faults == NULL)
        return result;
    return failf(work->arena, result.fault, "%s: %.*s %s (%.*s)", plural, TEXT_ARG(work->field_faults->pointer),
                 work->field_faults->code, TEXT_ARG(text_slice(json, 0, 200)));
}

static Result input_read(Work *work, const Entity *entity, Text json, bool is_new, EntityInput *out_input)
{
    const JsonValue *source;
    TRY(json_read(work->arena, json, &source));
    return entity_read_json(work, entity, source, TEXT(""), is_new, out_input);
}

static Result post(Work *work, const Entity *entity, Text json, int64_t *out_id)
{
    EntityInput input;
    TRY(input_read(work, entity, json, true, &input));
    void *record = arena_alloc(work->arena, entity->record_bytes);
    TRY(entity->add ? entity->add(work, &input, record) : entity_add_plain(work, &input, record));
    if (out_id)
        *out_id = record_id(record);
    return done();
}

Result demo_post(Work *work, const char *plural, Text json, int64_t *out_id)
{
    const Entity *entity = entity_named(work, text_of(plural));
    assert(entity != NULL);
    return told(work, plural, json, post(work, entity, json, out_id));
}

Result demo_patch(Work *work, const char *plural, int64_t id, Text json)
{
    const Entity *entity = entity_named(work, text_of(plural));
    assert(entity != NULL);
    EntityInput input;
    TRY(told(work, plural, json, input_read(work, entity, json, false, &input)));
    void *before = arena_alloc(work->arena, entity->record_bytes);
    void *after = arena_alloc(work->arena, entity->record_bytes);
    TRY(entity_find(work, entity, id, before));
    Result result =
        entity->change ? entity->change(work, before, &input, after) : entity_change_plain(work, before, &input, after);
    return told(work, plural, json, result);
}
