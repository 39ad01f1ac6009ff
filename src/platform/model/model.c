/* Wiring: plans of all dictionaries, and the lane's hooks. */
#include <assert.h>

#include "model/filter.h"
#include "model/plan.h"
#include "model/search.h"
#include "store/lane.h"

Model *model_of(Workspace *workspace)
{
    Model *model = workspace_slot(workspace, SLOT_MODEL);
    assert(model != NULL);
    return model;
}

static const EntityPlan *plan_find(const Model *model, const Entity *entity)
{
    for (size_t i = 0; i < model->plan_count; i++) {
        if (model->plans[i].entity == entity)
            return &model->plans[i];
    }
    return NULL;
}

const EntityPlan *plan_of(const Work *work, const Entity *entity)
{
    const EntityPlan *plan = plan_find(model_of(work->workspace), entity);
    assert(plan != NULL); /* an entity that is not in the wiring */
    return plan;
}

const Entity *entity_named(const Work *work, Text name_or_plural)
{
    const ModelWiring *wiring = model_of(work->workspace)->wiring;
    for (size_t i = 0; i < wiring->entity_count; i++) {
        if (text_is(name_or_plural, wiring->entities[i]->name) || text_is(name_or_plural, wiring->entities[i]->plural))
            return wiring->entities[i];
    }
    return NULL;
}

size_t entity_count(const Work *work)
{
    return model_of(work->workspace)->wiring->entity_count;
}

const Entity *entity_at(const Work *work, size_t index)
{
    return model_of(work->workspace)->wiring->entities[index];
}

static int index_of(const Entity *entity, const char *name)
{
    return entity_field_index(entity, text_of(name));
}

static void plan_show(Model *model, EntityPlan *plan, const Field *field, int column, int currency_column)
{
    if (field->can & IS_HIDDEN)
        return;
    plan->shown[plan->shown_count++] = (PlanColumn){
        .field = field,
        .type = field_db_type(field),
        .json_name = text_format(model->arena, "\"%s\":", field->name),
        .column = column,
        .currency_column = currency_column,
    };
}

/* What stands before the dot of "author.kind"; empty for a plain field. */
static Text object_name(const Field *field)
{
    Text name = text_of(field->name);
    size_t dot = text_find_byte(name, '.', 0);
    return dot == SIZE_MAX ? TEXT_NONE : text_slice(name, 0, dot);
}

/* Neighbours whose names share what stands before a dot are shown as one nested object. */
static void plan_nest(Model *model, EntityPlan *plan)
{
    for (size_t i = 0; i < plan->shown_count; i++) {
        PlanColumn *column = &plan->shown[i];
        Text object = object_name(column->field);
        if (text_is_empty(object))
            continue;
        const char *member = column->field->name + object.length + 1;
        bool opens = i == 0 || !text_equals(object, object_name(plan->shown[i - 1].field));
        bool closes = i + 1 == plan->shown_count || !text_equals(object, object_name(plan->shown[i + 1].field));
        column->json_name = opens ? text_format(model->arena, "\"%.*s\":{\"%s\":", TEXT_ARG(object), member)
                                  : text_format(model->arena, "\"%s\":", member);
        column->closes_object = closes;
    }
}

static void plan_columns(Model *model, EntityPlan *plan)
{
    const Entity *entity = plan->entity;
    Buffer columns = buffer_new(model->arena, 65536);
    for (size_t i = 0; i < entity->field_count; i++) {
        const Field *field = &entity->fields[i];
        buffer_addf(&columns, "%st.%s", i ? ", " : "", field_column(field));
        plan_show(model, plan, field, (int)i, field->currency ? index_of(entity, field->currency) : -1);
    }
    plan->columns = columns.data;
    Buffer all = buffer_new(model->arena, 65536);
    Buffer joins = buffer_new(model->arena, 65536);
    buffer_add_text(&all, buffer_text(&columns));
    buffer_add_string(&joins, "");
    int column = (int)entity->field_count;
    for (size_t i = 0; entity->extensions && i < entity->extensions->count; i++) {
        const EntityExtension *extension = entity->extensions->list[i];
        buffer_addf(&joins, " LEFT JOIN %s x%zu ON x%zu.%s = t.id", extension->table, i, i, extension->key);
        for (size_t k = 0; k < extension->field_count; k++) {
            buffer_addf(&all, ", x%zu.%s", i, field_column(&extension->fields[k]));
            plan_show(model, plan, &extension->fields[k], column++, -1);
        }
    }
    plan_nest(model, plan);
    plan->all_columns = all.data;
    plan->joins = joins.data ? joins.data : "";
}

static const char *plan_insert(Model *model, const Entity *entity)
{
    Buffer sql = buffer_new(model->arena, 65536);
    Buffer places = buffer_new(model->arena, 4096);
    int count = 0;
    buffer_addf(&sql, "INSERT INTO %s (", entity->table);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 1; i < entity->field_count; i++) {
            const Field *field = &entity->fields[i];
            if (pass == 0 ? !field_is_stored(field) : field->folded_in == NULL)
                continue;
            buffer_addf(&sql, "%s%s", count ? ", " : "", pass == 0 ? field_column(field) : field->folded_in);
            buffer_addf(&places, "%s$%d", count ? ", " : "", count + 1);
            count++;
        }
    }
    buffer_addf(&sql, ") VALUES (%.*s) RETURNING id", TEXT_ARG(buffer_text(&places)));
    return sql.data;
}

static void plan_make(Model *model, const Entity *entity)
{
    for (size_t i = 0; i < model->plan_count; i++) {
        if (model->plans[i].entity == entity)
            return;
    }
    assert(entity->field_count <= 64);
    EntityPlan *plan = &model->plans[model->plan_count++];
    plan->entity = entity;
    plan->shown = ARENA_ARRAY(model->arena, PlanColumn, 128);
    plan->version_index = index_of(entity, "version");
    plan->created_index = index_of(entity, "created_at");
    plan->updated_index = index_of(entity, "updated_at");
    plan->customer_index = index_of(entity, "customer_id");
    plan->ticket_index = index_of(entity, "ticket_id");
    plan_columns(model, plan);
    plan->find_sql = arena_printf(model->arena, "SELECT %s FROM %s t WHERE t.id = $1", plan->columns, entity->table);
    plan->show_sql = arena_printf(model->arena, "SELECT %s FROM %s t%s WHERE t.id = $1", plan->all_columns,
                                  entity->table, plan->joins);
    plan->insert_sql = plan_insert(model, entity);
    ids_sql_make(model->arena,
                 arena_printf(model->arena, "SELECT %s FROM %s t%s WHERE t.id IN (", plan->all_columns, entity->table,
                              plan->joins),
                 ") ORDER BY t.id", 0, &plan->by_ids);
}

/* When all plans are there: a child list reads what its entity's plan says. */
static void plan_children(Model *model, EntityPlan *plan)
{
    plan->children = ARENA_ARRAY(model->arena, IdsSql, plan->entity->child_count);
    for (size_t i = 0; i < plan->entity->child_count; i++) {
        const ChildList *list = &plan->entity->children[i];
        const EntityPlan *child = plan_find(model, list->entity);
        if (child == NULL)
            continue; /* a list of a list, which nobody shows */
        ids_sql_make(model->arena,
                     arena_printf(model->arena, "SELECT %s, t.%s FROM %s t%s WHERE t.%s IN (", child->all_columns,
                                  list->parent, list->entity->table, child->joins, list->parent),
                     arena_printf(model->arena, ") ORDER BY t.%s, %s", list->parent, list->order_by), 0,
                     &plan->children[i]);
    }
}

static void plans_make(Model *model)
{
    const ModelWiring *wiring = model->wiring;
    for (size_t i = 0; i < wiring->entity_count; i++) {
        plan_make(model, wiring->entities[i]);
        for (size_t k = 0; k < wiring->entities[i]->child_count; k++)
            plan_make(model, wiring->entities[i]->children[k].entity);
    }
    for (size_t i = 0; i < model->plan_count; i++)
        plan_children(model, &model->plans[i]);
    ids_sql_make(model->arena,
                 "SELECT g.record_id, n.name FROM taggings g JOIN tags n ON n.id = g.tag_id WHERE g.entity = $1 AND "
                 "g.record_id IN (",
                 ") ORDER BY g.record_id, n.name_key", 1, &model->tags);
    ids_sql_make(model->arena,
                 "SELECT v.record_id, f.key, f.type, v.text_value, v.number_value FROM custom_values v "
                 "JOIN custom_fields f ON f.id = v.field_id WHERE v.entity = $1 AND v.record_id IN (",
                 ") ORDER BY v.record_id, f.position, f.id, v.id", 1, &model->custom);
}

static Result end_group(Work *const *works, size_t count)
{
    return search_write_group(works, count);
}

static void committed(Workspace *workspace, Work *const *works, size_t count)
{
    (void)works;
    (void)count;
    Model *model = model_of(workspace);
    if (model->wiring->committed)
        model->wiring->committed(workspace, atomic_load(&model->last_seq));
}

static void model_free(void *value)
{
    Model *model = value;
    arena_free(model->arena);
}

static Result load_last_seq(Workspace *workspace, Model *model)
{
    WITH_ARENA arena = arena_new();
    Work work;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    int64_t last = 0;
    Result result = db_one_int(work.db, DB_SQL("SELECT COALESCE(MAX(id), 0) FROM events"), DB_NO_VALUES, &last);
    work_end_read(&work);
    TRY(result);
    atomic_store(&model->last_seq, last);
    return done();
}

Result model_setup(Workspace *workspace, const ModelWiring *wiring)
{
    Arena *arena = arena_new();
    Model *model = ARENA_NEW(arena, Model);
    model->arena = arena;
    model->workspace = workspace;
    model->wiring = wiring;
    size_t plans_max = 0;
    for (size_t i = 0; i < wiring->entity_count; i++)
        plans_max += 1 + wiring->entities[i]->child_count;
    model->plans = ARENA_ARRAY(arena, EntityPlan, plans_max);
    plans_make(model);
    workspace_set_slot(workspace, SLOT_MODEL, model, model_free);
    TRY(load_last_seq(workspace, model));
    static const LaneHooks hooks = {event_begin, event_settle, end_group, committed};
    lane_set_hooks(workspace_lane(workspace), &hooks);
    return done();
}
