#include "people/external_id.h"

Result external_id_check(Work *work, const Entity *entity, int64_t id, const void *record)
{
    const Field *field = entity_field(entity, "external_id");
    if (work->mode == WORK_IMPORT || !(record_has(record) & entity_bit(entity, "external_id")))
        return done();
    Text value = *(const Text *)(const void *)((const char *)record + field->offset);
    void *other = arena_alloc(work->arena, entity->record_bytes);
    bool is_found;
    TRY(entity_find_by(work, entity, "external_id", db_text(value), other, &is_found));
    if (!is_found || record_id(other) == id)
        return done();
    return failf(work->arena, FAULT_CONFLICT, "The external id \"%.*s\" already belongs to %s %lld.", TEXT_ARG(value),
                 entity->name, (long long)record_id(other));
}
