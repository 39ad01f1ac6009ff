#include "desk/view.h"

#include "base/json.h"
#include "desk/shared_record.h"
#include "people/agent.h"
#include "people/team.h"

static const char *const layout_names[] = {"list", "table", NULL};

static const Field view_fields[] = {
    FIELD(View, id, FIELD_ID),
    FIELD(View, version, FIELD_VERSION),
    FIELD(View, name, FIELD_TEXT, .is_required = true, .bytes_max = 120, .can = CAN_WRITE, .format = FORMAT_LINE),
    FIELD(View, builtin_key, FIELD_TEXT, .about = "Of the views that come with Lazo: the interface translates them."),
    FIELD(View, entity, FIELD_TEXT, .has_default = true, .bytes_max = 40, .can = CAN_CREATE | CAN_FILTER,
          .format = FORMAT_LINE, .about = "What it lists; default tickets."),
    FIELD(View, filter, FIELD_JSON, .is_required = true, .bytes_max = 20000, .can = CAN_WRITE, .format = FORMAT_FILTER),
    FIELD(View, sort, FIELD_TEXT, .has_default = true, .bytes_max = 60, .can = CAN_WRITE, .format = FORMAT_LINE,
          .about = "As of the list: -updated_at."),
    FIELD(View, is_shared, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "Seen by all; else by who made it."),
    FIELD(View, agent_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_FILTER, .about = "Who made it."),
    FIELD(View, team_id, FIELD_REFERENCE, .to = &team_entity, .can = CAN_WRITE | CAN_FILTER,
          .about = "Of a shared one: seen by the members of this team alone."),
    FIELD(View, columns, FIELD_TEXT, .bytes_max = 1000, .can = CAN_WRITE, .format = FORMAT_LINE,
          .about = "Fields that a table shows, separated by commas: subject,customer.name,status."),
    FIELD(View, layout, FIELD_CHOICE, .choices = layout_names, .can = CAN_WRITE,
          .about = "How the screen shows it; null: as a list."),
    FIELD(View, position, FIELD_INT, .has_default = true, .low = 0, .high = 100000, .can = CAN_WRITE | CAN_SORT),
    FIELD(View, created_at, FIELD_TIME),
    FIELD(View, updated_at, FIELD_TIME),
};
enum {
    VIEW_ID,
    VIEW_VERSION,
    VIEW_NAME,
    VIEW_BUILTIN_KEY,
    VIEW_ENTITY,
    VIEW_FILTER,
    VIEW_SORT,
    VIEW_IS_SHARED,
    VIEW_AGENT_ID,
    VIEW_TEAM_ID,
    VIEW_COLUMNS,
    VIEW_LAYOUT,
    VIEW_POSITION,
};

/* [0, 3, 7]: the agent's teams; the 0, which no team has, keeps the list from being empty. */
static Result teams_of(Work *work, int64_t agent_id, Text *out_ids)
{
    enum { TEAMS_MAX = FILTER_VALUES_MAX - 1 };
    Buffer out = buffer_new(work->arena, 16384);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT team_id FROM team_members WHERE agent_id = $1 ORDER BY team_id LIMIT $2"),
                 DB_VALUES(db_int(agent_id), db_int(TEAMS_MAX)), &cursor));
    buffer_add_string(&out, "[0");
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        buffer_add_byte(&out, ',');
        buffer_add_int(&out, db_column_int(&cursor, 0));
    }
    buffer_add_byte(&out, ']');
    *out_ids = buffer_text(&out);
    return done();
}

/* Shared with all, shared with a team of the actor's, or the actor's own; leads look after every shared one. */
static Result view_visible(Work *work, const Filter **out_filter)
{
    bool sees_all_teams =
        work->actor.kind != ACTOR_AGENT || work->actor.role == ROLE_ADMIN || work->actor.role == ROLE_LEAD;
    if (sees_all_teams)
        return shared_record_visible(work, &view_entity, out_filter);
    Text teams;
    TRY(teams_of(work, work->actor.id, &teams));
    Text text = text_format(work->arena,
                            "{\"any\":[{\"all\":[{\"field\":\"is_shared\",\"op\":\"is\",\"value\":true},"
                            "{\"any\":[{\"field\":\"team_id\",\"op\":\"absent\"},"
                            "{\"field\":\"team_id\",\"op\":\"in\",\"value\":%.*s}]}]},"
                            "{\"field\":\"agent_id\",\"op\":\"is\",\"value\":%lld}]}",
                            TEXT_ARG(teams), (long long)work->actor.id);
    const JsonValue *source;
    TRY(json_read(work->arena, text, &source));
    return filter_read(work, &view_entity, source, TEXT_NONE, out_filter);
}

static bool can_sort(const Entity *entity, Text sort)
{
    Text name = text_slice(sort, sort.length > 0 && sort.data[0] == '-' ? 1 : 0, sort.length);
    int index = entity_field_index(entity, name);
    const EntityExtension *extension;
    size_t extension_index;
    const Field *field =
        index >= 0 ? &entity->fields[index] : entity_extension_field(entity, name, &extension, &extension_index);
    return field && !(field->can & IS_HIDDEN) && ((field->can & CAN_SORT) || field->type == FIELD_ID);
}

/* The filter and the order must hold against the entity's dictionary. */
static Result view_check(Work *work, const View *view)
{
    const Entity *entity = entity_named(work, view->entity);
    if (entity == NULL || !(entity->methods & ENTITY_LIST))
        return work_fault(work, TEXT("/entity"), "unknown_choice", "There is no list of that name.");
    TRY(rights_need(work, entity, RIGHT_READ));
    if ((view->has & FIELD_BIT(VIEW_TEAM_ID)) && view->is_shared == 0)
        return work_fault(work, TEXT("/team_id"), "not_allowed", "A view of one's own is shared with no team.");
    if (!can_sort(entity, view->sort))
        return work_fault(work, TEXT("/sort"), "unknown_field", "This is no field to sort by.");
    const JsonValue *source;
    const Filter *filter;
    TRY(json_read(work->arena, view->filter, &source));
    return filter_read(work, entity, source, TEXT("/filter"), &filter);
}

static Result view_add(Work *work, const EntityInput *input, void *out_record)
{
    View *view = input->record;
    if (!(view->has & FIELD_BIT(VIEW_ENTITY)))
        view->entity = TEXT("tickets");
    const Entity *entity = entity_named(work, view->entity);
    if (!(view->has & FIELD_BIT(VIEW_SORT)))
        view->sort = entity && entity->default_sort ? text_of(entity->default_sort) : TEXT("id");
    if (!(view->has & FIELD_BIT(VIEW_POSITION)))
        TRY(db_one_int(work->db, DB_SQL("SELECT COALESCE(MAX(position), 0) + 1 FROM views"), DB_NO_VALUES,
                       &view->position));
    TRY(shared_record_begin(work, (view->has & FIELD_BIT(VIEW_IS_SHARED)) != 0, &view->is_shared, &view->agent_id));
    if (view->agent_id != 0)
        view->has |= FIELD_BIT(VIEW_AGENT_ID);
    view->has |= FIELD_BIT(VIEW_ENTITY) | FIELD_BIT(VIEW_SORT) | FIELD_BIT(VIEW_IS_SHARED) | FIELD_BIT(VIEW_POSITION);
    TRY(view_check(work, view));
    return entity_add_plain(work, input, out_record);
}

static Result view_change(Work *work, const void *before_record, const EntityInput *input, void *out_record)
{
    const View *before = before_record;
    View after = *before;
    entity_apply_input(input, &after);
    TRY(shared_record_may_write(work, before->is_shared || after.is_shared, before->agent_id));
    TRY(view_check(work, &after));
    return entity_change_plain(work, before, input, out_record);
}

static Result view_remove(Work *work, const void *before)
{
    const View *view = before;
    TRY(shared_record_may_write(work, view->is_shared != 0, view->agent_id));
    return entity_remove_plain(work, &view_entity, before);
}

const Entity view_entity = {
    .name = "view",
    .plural = "views",
    .table = "views",
    .record_bytes = sizeof(View),
    ENTITY_FIELDS(view_fields),
    .rights = &shared_record_rights,
    .methods = ENTITY_ALL,
    .default_sort = "position",
    .visible = view_visible,
    .add = view_add,
    .change = view_change,
    .remove = view_remove,
    .about = "A saved filter and order, shared with all or an agent's own.",
};

const Route view_routes[] = {
    RESOURCE("/api/v1/views", &view_entity),
    {.path = NULL},
};

Result view_seed(Work *work)
{
#define OPEN "{\"field\":\"status\",\"op\":\"in\",\"value\":[\"new\",\"open\",\"pending\",\"on_hold\"]}"
    static const struct {
        const char *key;
        const char *name;
        const char *filter;
        const char *sort;
    } seeds[] = {
        {"mine", "Mis tickets abiertos", "{\"all\":[{\"field\":\"agent_id\",\"op\":\"is\",\"value\":\"me\"}," OPEN "]}",
         "-updated_at"},
        {"unassigned", "Sin asignar", "{\"all\":[{\"field\":\"agent_id\",\"op\":\"absent\"}," OPEN "]}", "created_at"},
        {"open", "Todos los abiertos", "{\"all\":[" OPEN "]}", "-updated_at"},
        {"pending", "Pendientes", "{\"all\":[{\"field\":\"status\",\"op\":\"is\",\"value\":\"pending\"}]}",
         "-updated_at"},
        {"solved", "Resueltos recientes",
         "{\"all\":[{\"field\":\"status\",\"op\":\"in\",\"value\":[\"solved\",\"closed\"]},"
         "{\"field\":\"solved_at\",\"op\":\"within_last\",\"value\":{\"n\":7,\"unit\":\"days\"}}]}",
         "-solved_at"},
        {"snoozed", "Pospuestos", "{\"field\":\"snoozed_until\",\"op\":\"present\"}", "-updated_at"},
        {"following", "Los que sigo",
         "{\"some\":\"ticket_followers\",\"where\":{\"field\":\"agent_id\",\"op\":\"is\",\"value\":\"me\"}}",
         "-updated_at"},
        {"all", "Todos", "{\"all\":[]}", "-updated_at"},
        {"spam", "Spam", "{\"field\":\"is_spam\",\"op\":\"is\",\"value\":true}", "-updated_at"},
        {"trash", "Papelera", "{\"field\":\"deleted_at\",\"op\":\"present\"}", "-updated_at"},
    };
#undef OPEN
    int64_t count = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM views"), DB_NO_VALUES, &count));
    if (count > 0)
        return done();
    for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
        TRY(db_run(
            work->db,
            DB_SQL("INSERT INTO views (name, builtin_key, entity, filter, sort, is_shared, position, created_at, "
                   "updated_at) VALUES ($1, $2, 'tickets', $3, $4, 1, $5, $6, $6)"),
            DB_VALUES(db_string(seeds[i].name), db_string(seeds[i].key), db_string(seeds[i].filter),
                      db_string(seeds[i].sort), db_int((int64_t)i + 1), db_int(work->now)),
            NULL));
    }
    return done();
}
