/* The plain use cases: state and event in one breath; and the merge of stale changes. */
#include "model/event.h"
#include "model/plan.h"

static const char *event_kind(Work *work, const Entity *entity, const char *what)
{
    return arena_printf(work->arena, "%s.%s", entity->name, what);
}

Result entity_add_plain(Work *work, const EntityInput *input, void *out_record)
{
    const Entity *entity = input->entity;
    memcpy(out_record, input->record, entity->record_bytes);
    TRY(entity_insert(work, entity, out_record));
    bool changed = false;
    TRY(entity_write_lists(work, input, record_id(out_record), &changed));
    return event_add(work, event_kind(work, entity, "created"), entity, NULL, out_record);
}

/* A change of lists alone is a change of the record too: its version grows. */
static Result bump_version(Work *work, const Entity *entity, void *record)
{
    const EntityPlan *plan = plan_of(work, entity);
    if (plan->version_index < 0)
        return done();
    const char *sql = arena_printf(work->arena, "UPDATE %s SET version = version + 1%s WHERE id = $1 RETURNING version",
                                   entity->table, plan->updated_index >= 0 ? ", updated_at = $2" : "");
    DbValue values[] = {db_int(record_id(record)), db_int(work->now)};
    int64_t version = 0;
    TRY(db_one_int(work->db, db_made_sql(sql), values, plan->updated_index >= 0 ? 2 : 1, &version));
    *record_int(&entity->fields[plan->version_index], record) = version;
    return done();
}

Result entity_write(Work *work, const void *before, void *after, const EntityInput *input, bool *out_changed)
{
    bool changed = false;
    bool lists_changed = false;
    TRY(entity_update(work, input->entity, before, after, &changed));
    TRY(entity_write_lists(work, input, record_id(before), &lists_changed));
    if (lists_changed && !changed)
        TRY(bump_version(work, input->entity, after));
    *out_changed = changed || lists_changed;
    return done();
}

Result entity_change_plain(Work *work, const void *before, const EntityInput *input, void *out_record)
{
    const Entity *entity = input->entity;
    bool changed = false;
    memcpy(out_record, before, entity->record_bytes);
    entity_apply_input(input, out_record);
    TRY(entity_write(work, before, out_record, input, &changed));
    if (!changed)
        return done();
    return event_add(work, event_kind(work, entity, "changed"), entity, before, out_record);
}

Result entity_remove_plain(Work *work, const Entity *entity, const void *before)
{
    TRY(entity_delete(work, entity, record_id(before)));
    return event_add(work, event_kind(work, entity, "removed"), entity, before, NULL);
}

Result entity_patch(Work *work, const Entity *entity, int64_t id, int64_t version, const EntityInput *input,
                    void *out_record)
{
    const EntityPlan *plan = plan_of(work, entity);
    void *before = arena_alloc(work->arena, entity->record_bytes);
    TRY(entity_find(work, entity, id, before));
    int64_t stored = plan->version_index >= 0 ? *record_int(&entity->fields[plan->version_index], before) : version;
    if (stored != version) {
        FieldSet touched = 0;
        bool is_known = false;
        bool has_lists = input->tags_given || input->custom_count > 0;
        TRY(event_fields_since(work, entity, id, version, &touched, &is_known));
        for (size_t i = 0; i < entity->child_count; i++)
            has_lists = has_lists || input->children[i].is_given;
        if (!is_known || has_lists || version > stored || (touched & input->given) != 0)
            return failf(work->arena, FAULT_STALE, "Somebody changed this %s first.", entity->name);
    }
    if (entity->change)
        return entity->change(work, before, input, out_record);
    return entity_change_plain(work, before, input, out_record);
}
