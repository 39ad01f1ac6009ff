/* A filter's JSON against the dictionary. */
#include <assert.h>

#include "model/check.h"
#include "model/filter_tree.h"
#include "model/plan.h"
#include "model/value.h"

typedef struct Reader {
    Work *work;
    int leaves;
} Reader;

static const struct {
    const char *name;
    FilterOp op;
} operators[] = {
    {"is", OP_IS},
    {"is_not", OP_IS_NOT},
    {"in", OP_IN},
    {"not_in", OP_NOT_IN},
    {"<", OP_LESS},
    {"<=", OP_AT_MOST},
    {">", OP_MORE},
    {">=", OP_AT_LEAST},
    {"contains", OP_CONTAINS},
    {"starts_with", OP_STARTS_WITH},
    {"present", OP_PRESENT},
    {"absent", OP_ABSENT},
    {"within_last", OP_WITHIN_LAST},
    {"within_next", OP_WITHIN_NEXT},
    {"changed", OP_CHANGED},
    {"changed_from", OP_CHANGED_FROM},
    {"changed_to", OP_CHANGED_TO},
};

static Text below(Reader *reader, Text pointer, const char *name)
{
    return text_format(reader->work->arena, "%.*s/%s", TEXT_ARG(pointer), name);
}

static bool op_read(Text text, FilterOp *out)
{
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        if (text_is(text, operators[i].name)) {
            *out = operators[i].op;
            return true;
        }
    }
    return false;
}

static Result unknown_field(Reader *reader, Text pointer, Text name)
{
    return work_fault(reader->work, below(reader, pointer, "field"), "unknown_field",
                      "There is no field \"%.*s\" to filter by.", TEXT_ARG(text_slice(name, 0, 80)));
}

static Result custom_path(Reader *reader, Text key, Text pointer, Text whole, FilterPath *out)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(reader->work->db, DB_SQL("SELECT id, type FROM custom_fields WHERE entity = $1 AND key = $2"),
                 DB_VALUES(db_string(out->entity->name), db_text(key)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return unknown_field(reader, pointer, whole);
    out->custom_id = db_column_int(&cursor, 0);
    Text type = db_column_text(&cursor, 1);
    out->custom_is_number = text_is(type, "number") || text_is(type, "boolean");
    return done();
}

static Result path_read(Reader *reader, const Entity *entity, Text name, Text pointer, FilterPath *out)
{
    assert(entity);
    Text rest = name;
    *out = (FilterPath){.entity = entity, .extension = -1};
    if (text_find_byte(name, '\0', 0) != SIZE_MAX || name.length > 200 || name.length == 0)
        return unknown_field(reader, pointer, name);
    for (;;) {
        size_t dot = text_find_byte(rest, '.', 0);
        Text head = dot == SIZE_MAX ? rest : text_slice(rest, 0, dot);
        if (dot == SIZE_MAX || entity_field_index(out->entity, rest) >= 0)
            break; /* a field may have a dot in its own name: author.kind */
        Text tail = text_slice(rest, dot + 1, rest.length);
        if (out->entity->has_custom && text_is(head, "custom"))
            return custom_path(reader, tail, pointer, name, out);
        int index = entity_field_index(out->entity, text_format(reader->work->arena, "%.*s_id", TEXT_ARG(head)));
        const Field *hop = index < 0 ? NULL : &out->entity->fields[index];
        const Entity *to = hop ? hop->to : NULL;
        if (to == NULL || out->hop_count == FILTER_HOPS_MAX || (hop->can & IS_HIDDEN))
            return unknown_field(reader, pointer, name);
        out->hops[out->hop_count++] = hop;
        out->entity = to;
        TRY(rights_need(reader->work, out->entity, RIGHT_READ));
        rest = tail;
    }
    if (out->entity->has_tags && text_is(rest, "tags")) {
        out->is_tags = true;
        return done();
    }
    int index = entity_field_index(out->entity, rest);
    const EntityExtension *extension;
    size_t extension_index = 0;
    if (index >= 0) {
        out->field = &out->entity->fields[index];
    } else {
        out->field = entity_extension_field(out->entity, rest, &extension, &extension_index);
        out->extension = (int)extension_index;
    }
    bool can_filter = out->field && !(out->field->can & IS_HIDDEN) &&
                      ((out->field->can & CAN_FILTER) || out->field->type == FIELD_ID);
    return can_filter ? done() : unknown_field(reader, pointer, name);
}

static bool path_is_text(const FilterPath *path)
{
    if (path->is_tags)
        return true;
    if (path->custom_id)
        return !path->custom_is_number;
    return path->field && path->field->type == FIELD_TEXT;
}

static bool op_fits(const FilterPath *path, FilterOp op)
{
    switch (op) {
    case OP_CONTAINS:
    case OP_STARTS_WITH: return path_is_text(path);
    case OP_LESS:
    case OP_AT_MOST:
    case OP_MORE:
    case OP_AT_LEAST:
        return path->custom_id ? true
                               : path->field && path->field->type != FIELD_CHOICE && path->field->type != FIELD_BOOL;
    case OP_WITHIN_LAST:
    case OP_WITHIN_NEXT: return path->field && (path->field->type == FIELD_TIME || path->field->type == FIELD_DAY);
    case OP_CHANGED:
    case OP_CHANGED_FROM:
    case OP_CHANGED_TO: return false; /* a record at rest has not changed; these speak of one event */
    case OP_IS:
    case OP_IS_NOT:
    case OP_IN:
    case OP_NOT_IN:
    case OP_PRESENT:
    case OP_ABSENT: return true;
    }
    return false;
}

size_t filter_operators(FilterOperand operand, const Field *field, const char *out_names[FILTER_OPERATORS_MAX])
{
    _Static_assert(sizeof(operators) / sizeof(operators[0]) <= FILTER_OPERATORS_MAX, "room for each operator");
    bool is_custom = operand == OPERAND_CUSTOM_TEXT || operand == OPERAND_CUSTOM_NUMBER;
    const FilterPath path = {.field = operand == OPERAND_FIELD ? field : NULL,
                             .is_tags = operand == OPERAND_TAGS,
                             .custom_id = is_custom,
                             .custom_is_number = operand == OPERAND_CUSTOM_NUMBER};
    size_t count = 0;
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        if (op_fits(&path, operators[i].op))
            out_names[count++] = operators[i].name;
    }
    return count;
}

static Result wrong_value(Reader *reader, Text pointer, const char *wanted)
{
    return work_fault(reader->work, below(reader, pointer, "value"), "wrong_type", "The value must be %s.", wanted);
}

static Result text_value(Reader *reader, const JsonValue *value, Text pointer, DbValue *out)
{
    if (value->kind != JSON_TEXT)
        return wrong_value(reader, pointer, "a text");
    if (text_find_byte(value->text, '\0', 0) != SIZE_MAX || value->text.length > 1000)
        return wrong_value(reader, pointer, "a text of at most 1000 bytes without NUL");
    *out = db_text(value->text);
    return done();
}

static Result time_value(Reader *reader, const JsonValue *value, Text pointer, DbValue *out)
{
    const Zone *zone = workspace_settings(reader->work->workspace).zone;
    int64_t at_ms;
    bool is_day;
    if (value->kind == JSON_TEXT && text_is(value->text, "today")) {
        *out = db_int(zone_day_start(zone, zone_day(zone, reader->work->now)));
        return done();
    }
    if (value->kind != JSON_TEXT || !is_ok(time_read(value->text, &at_ms, &is_day)))
        return wrong_value(reader, pointer, "a time such as \"2026-01-05T09:00:00Z\", a day or \"today\"");
    *out = db_int(is_day ? zone_day_start(zone, at_ms / DAY_MS - (at_ms % DAY_MS < 0)) : at_ms);
    return done();
}

static Result day_value(Reader *reader, const JsonValue *value, Text pointer, DbValue *out)
{
    int64_t day;
    if (value->kind == JSON_TEXT && text_is(value->text, "today")) {
        *out = db_int(zone_day(workspace_settings(reader->work->workspace).zone, reader->work->now));
        return done();
    }
    if (value->kind != JSON_TEXT || !day_read(value->text, &day))
        return wrong_value(reader, pointer, "a day such as \"2026-01-05\" or \"today\"");
    *out = db_int(day);
    return done();
}

static Result money_value(Reader *reader, const JsonValue *value, Text pointer, DbValue *out)
{
    const JsonValue *amount = value->kind == JSON_OBJECT ? json_member(value, "amount") : value;
    if (amount == NULL || amount->kind != JSON_INT)
        return wrong_value(reader, pointer, "an amount in minor units");
    *out = db_int(amount->integer);
    return done();
}

static Result number_value(Reader *reader, const JsonValue *value, Text pointer, DbValue *out)
{
    if (value->kind == JSON_BOOL) {
        *out = db_real(value->boolean ? 1 : 0);
        return done();
    }
    if (value->kind != JSON_INT && value->kind != JSON_REAL)
        return wrong_value(reader, pointer, "a number");
    *out = db_real(value->kind == JSON_INT ? (double)value->integer : value->real);
    return done();
}

static Result one_value(Reader *reader, const FilterPath *path, const JsonValue *value, Text pointer, DbValue *out)
{
    Work *work = reader->work;
    if (path_is_text(path))
        return text_value(reader, value, pointer, out);
    if (path->custom_id)
        return number_value(reader, value, pointer, out);
    const Field *field = path->field;
    assert(field);
    switch (field->type) {
    case FIELD_TIME: return time_value(reader, value, pointer, out);
    case FIELD_DAY: return day_value(reader, value, pointer, out);
    case FIELD_MONEY: return money_value(reader, value, pointer, out);
    case FIELD_REAL: return number_value(reader, value, pointer, out);
    case FIELD_CHOICE: {
        int64_t index;
        TRY(text_value(reader, value, pointer, out));
        if (!check_choice(work, field, value->text, below(reader, pointer, "value"), &index))
            return fail(FAULT_INVALID, "This is none of the choices.");
        return done();
    }
    case FIELD_BOOL:
        if (value->kind != JSON_BOOL)
            return wrong_value(reader, pointer, "true or false");
        *out = db_int(value->boolean ? 1 : 0);
        return done();
    case FIELD_REFERENCE:
        if (value->kind == JSON_TEXT && text_is(value->text, "me")) {
            *out = db_int(work->actor.kind == ACTOR_AGENT ? work->actor.id : 0);
            return done();
        }
        break;
    case FIELD_ID:
    case FIELD_VERSION:
    case FIELD_INT:
    case FIELD_TEXT:
    case FIELD_JSON: break;
    }
    if (value->kind != JSON_INT)
        return wrong_value(reader, pointer, "an integer");
    *out = db_int(value->integer);
    return done();
}

static Result window_values(Reader *reader, Filter *leaf, const JsonValue *value, Text pointer)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = {{"minutes", MINUTE_MS}, {"hours", HOUR_MS},      {"days", DAY_MS},
                 {"weeks", 7 * DAY_MS},  {"months", 30 * DAY_MS}, {"years", 365 * DAY_MS}};
    int64_t n = json_int_member(value, "n", 0);
    Text unit = json_text_member(value, "unit");
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (!text_is(unit, units[i].name) || n < 1 || n > 1000000)
            continue;
        int64_t span = n * units[i].ms;
        int64_t now = reader->work->now;
        const Zone *zone = workspace_settings(reader->work->workspace).zone;
        bool is_day = leaf->path.field->type == FIELD_DAY;
        int64_t low = leaf->op == OP_WITHIN_LAST ? now - span : now;
        int64_t high = leaf->op == OP_WITHIN_LAST ? now : now + span;
        leaf->values = ARENA_ARRAY(reader->work->arena, DbValue, 2);
        leaf->values[0] = db_int(is_day ? zone_day(zone, low) : low);
        leaf->values[1] = db_int(is_day ? zone_day(zone, high) : high);
        leaf->value_count = 2;
        return done();
    }
    return wrong_value(reader, pointer, "{\"n\": 7, \"unit\": \"days\"} (minutes, hours, days, weeks, months, years)");
}

static Result other_field(Reader *reader, const Entity *entity, Filter *leaf, const JsonValue *value, Text pointer)
{
    FilterPath *other = ARENA_NEW(reader->work->arena, FilterPath);
    TRY(path_read(reader, entity, json_text_member(value, "field"), below(reader, pointer, "value"), other));
    bool fits = leaf->path.field && other->field && other->field->type == leaf->path.field->type &&
                leaf->op != OP_CONTAINS && leaf->op != OP_STARTS_WITH && leaf->op != OP_IN && leaf->op != OP_NOT_IN;
    if (!fits)
        return wrong_value(reader, pointer, "a field of the same type");
    leaf->other = other;
    return done();
}

static Result leaf_values(Reader *reader, const Entity *entity, Filter *leaf, const JsonValue *value, Text pointer)
{
    Arena *arena = reader->work->arena;
    if (leaf->op == OP_PRESENT || leaf->op == OP_ABSENT)
        return value == NULL || value->kind == JSON_NULL ? done() : wrong_value(reader, pointer, "left out");
    if (value == NULL)
        return work_fault(reader->work, below(reader, pointer, "value"), "required", "A value is missing.");
    if (leaf->op == OP_WITHIN_LAST || leaf->op == OP_WITHIN_NEXT)
        return window_values(reader, leaf, value, pointer);
    if (value->kind == JSON_OBJECT && json_member(value, "field"))
        return other_field(reader, entity, leaf, value, pointer);
    if (leaf->op != OP_IN && leaf->op != OP_NOT_IN) {
        leaf->values = ARENA_NEW(arena, DbValue);
        leaf->value_count = 1;
        return one_value(reader, &leaf->path, value, pointer, leaf->values);
    }
    if (value->kind != JSON_LIST || value->list.count == 0 || value->list.count > FILTER_VALUES_MAX)
        return wrong_value(reader, pointer, "a list of 1 to 500 values");
    leaf->values = ARENA_ARRAY(arena, DbValue, value->list.count);
    leaf->value_count = value->list.count;
    for (size_t i = 0; i < value->list.count; i++)
        TRY(one_value(reader, &leaf->path, &value->list.items[i], pointer, &leaf->values[i]));
    return done();
}

static Result members_known(Reader *reader, const JsonValue *source, Text pointer, const char *const *names)
{
    for (size_t i = 0; i < source->object.count; i++) {
        Text name = source->object.members[i].name;
        bool is_known = false;
        for (size_t k = 0; names[k] != NULL; k++)
            is_known = is_known || text_is(name, names[k]);
        if (!is_known)
            return work_fault(reader->work, pointer, "unknown_field", "A filter has no \"%.*s\".",
                              TEXT_ARG(text_slice(name, 0, 60)));
    }
    return done();
}

static Result leaf_read(Reader *reader, const Entity *entity, const JsonValue *source, Text pointer, Filter *leaf)
{
    static const char *const names[] = {"field", "op", "value", NULL};
    TRY(members_known(reader, source, pointer, names));
    leaf->kind = FILTER_LEAF;
    TRY(path_read(reader, entity, json_text_member(source, "field"), pointer, &leaf->path));
    if (!op_read(json_text_member(source, "op"), &leaf->op) || !op_fits(&leaf->path, leaf->op))
        return work_fault(reader->work, below(reader, pointer, "op"), "unknown_operator",
                          "This operator does not fit the field.");
    return leaf_values(reader, entity, leaf, json_member(source, "value"), pointer);
}

static Result filter_node(Reader *reader, const Entity *entity, const JsonValue *source, Text pointer, int depth,
                          const Filter **out);

/* {"some": "orders", "where": {…}, "count": {"op": ">=", "value": 2}} */
static Result some_read(Reader *reader, const Entity *entity, const JsonValue *source, Text pointer, int depth,
                        Filter *node)
{
    static const char *const names[] = {"some", "where", "count", NULL};
    Work *work = reader->work;
    assert(entity);
    TRY(members_known(reader, source, pointer, names));
    node->kind = FILTER_SOME;
    node->some_entity = entity_named(work, json_text_member(source, "some"));
    for (size_t i = 0; node->some_entity && i < node->some_entity->field_count && !node->some_reference; i++) {
        const Field *field = &node->some_entity->fields[i];
        if (field->type == FIELD_REFERENCE && field->to == entity && !(field->can & IS_HIDDEN))
            node->some_reference = field;
    }
    if (node->some_reference == NULL)
        return work_fault(work, below(reader, pointer, "some"), "unknown_field", "A %s has no such records.",
                          entity->name);
    TRY(rights_need(work, node->some_entity, RIGHT_READ));
    const JsonValue *where = json_member(source, "where");
    if (where) {
        node->parts = ARENA_NEW(work->arena, const Filter *);
        node->part_count = 1;
        TRY(filter_node(reader, node->some_entity, where, below(reader, pointer, "where"), depth + 1, node->parts));
    }
    const JsonValue *count = json_member(source, "count");
    if (count == NULL)
        return done();
    const JsonValue *value = json_member(count, "value");
    bool is_good = op_read(json_text_member(count, "op"), &node->count_op) && value && value->kind == JSON_INT &&
                   node->count_op <= OP_AT_LEAST && node->count_op != OP_IN && node->count_op != OP_NOT_IN;
    if (!is_good)
        return work_fault(work, below(reader, pointer, "count"), "wrong_type",
                          "The count must be {\"op\": \">=\", \"value\": 2}.");
    node->has_count = true;
    node->count = value->integer;
    return done();
}

static Result group_read(Reader *reader, const Entity *entity, const JsonValue *list, Text pointer, int depth,
                         Filter *node)
{
    Work *work = reader->work;
    if (list->kind != JSON_LIST)
        return work_fault(work, pointer, "wrong_type", "This must be a list of conditions.");
    if (list->list.count > FILTER_LEAVES_MAX)
        return work_fault(work, pointer, "too_many", "At most %d conditions are allowed.", FILTER_LEAVES_MAX);
    node->parts = ARENA_ARRAY(work->arena, const Filter *, list->list.count);
    node->part_count = list->list.count;
    for (size_t i = 0; i < list->list.count; i++) {
        Text here = text_format(work->arena, "%.*s/%zu", TEXT_ARG(pointer), i);
        TRY(filter_node(reader, entity, &list->list.items[i], here, depth + 1, &node->parts[i]));
    }
    return done();
}

static Result filter_node(Reader *reader, const Entity *entity, const JsonValue *source, Text pointer, int depth,
                          const Filter **out)
{
    static const char *const groups[] = {"all", "any", "none"};
    Work *work = reader->work;
    if (source == NULL || source->kind != JSON_OBJECT)
        return work_fault(work, pointer, "wrong_type", "A filter must be an object.");
    if (depth > FILTER_DEPTH_MAX)
        return work_fault(work, pointer, "too_deep", "Filters nest at most %d deep.", FILTER_DEPTH_MAX);
    if (++reader->leaves > FILTER_LEAVES_MAX)
        return work_fault(work, pointer, "too_many", "At most %d conditions are allowed.", FILTER_LEAVES_MAX);
    Filter *node = ARENA_NEW(work->arena, Filter);
    *out = node;
    for (size_t i = 0; i < 3; i++) {
        const JsonValue *list = json_member(source, groups[i]);
        if (list == NULL)
            continue;
        const char *const names[] = {groups[i], NULL};
        TRY(members_known(reader, source, pointer, names));
        node->kind = (FilterKind)(FILTER_ALL + (int)i);
        return group_read(reader, entity, list, below(reader, pointer, groups[i]), depth, node);
    }
    if (json_member(source, "some"))
        return some_read(reader, entity, source, pointer, depth, node);
    return leaf_read(reader, entity, source, pointer, node);
}

Result filter_read(Work *work, const Entity *entity, const JsonValue *source, Text pointer, const Filter **out_filter)
{
    Reader reader = {work, 0};
    return filter_node(&reader, entity, source, pointer, 1, out_filter);
}

/* ---- filters of our own ---- */

static Filter *own_leaf(Work *work, const Entity *entity, const char *field, FilterOp op, size_t count)
{
    Filter *leaf = ARENA_NEW(work->arena, Filter);
    leaf->kind = FILTER_LEAF;
    leaf->path = (FilterPath){.entity = entity, .field = entity_field(entity, field), .extension = -1};
    leaf->op = op;
    leaf->values = ARENA_ARRAY(work->arena, DbValue, count);
    leaf->value_count = count;
    return leaf;
}

const Filter *filter_is_int(Work *work, const Entity *entity, const char *field, int64_t value)
{
    Filter *leaf = own_leaf(work, entity, field, OP_IS, 1);
    leaf->values[0] = db_int(value);
    return leaf;
}

const Filter *filter_not_in_ints(Work *work, const Entity *entity, const char *field, const int64_t *values,
                                 size_t count)
{
    Filter *leaf = own_leaf(work, entity, field, OP_NOT_IN, count);
    for (size_t i = 0; i < count; i++)
        leaf->values[i] = db_int(values[i]);
    return leaf;
}

const Filter *filter_is_absent(Work *work, const Entity *entity, const char *field)
{
    return own_leaf(work, entity, field, OP_ABSENT, 0);
}

const Filter *filter_is_not_after(Work *work, const Entity *entity, const char *field, int64_t value)
{
    Filter *not_after = own_leaf(work, entity, field, OP_AT_MOST, 1);
    not_after->values[0] = db_int(value);
    Filter *either = ARENA_NEW(work->arena, Filter);
    either->kind = FILTER_ANY;
    either->parts = ARENA_ARRAY(work->arena, const Filter *, 2);
    either->parts[0] = filter_is_absent(work, entity, field);
    either->parts[1] = not_after;
    either->part_count = 2;
    return either;
}

/* A tree that was read is at most FILTER_DEPTH_MAX deep. */
bool filter_names(const Filter *filter, const Entity *entity, const char *field)
{
    if (filter == NULL || filter->kind == FILTER_SOME)
        return false;
    if (filter->kind == FILTER_LEAF)
        return filter->path.hop_count == 0 && filter->path.entity == entity && filter->path.field &&
               strcmp(filter->path.field->name, field) == 0;
    for (size_t i = 0; i < filter->part_count; i++) {
        if (filter_names(filter->parts[i], entity, field))
            return true;
    }
    return false;
}

const Filter *filter_both(Work *work, const Filter *a, const Filter *b)
{
    if (a == NULL || b == NULL)
        return a ? a : b;
    Filter *both = ARENA_NEW(work->arena, Filter);
    both->kind = FILTER_ALL;
    both->parts = ARENA_ARRAY(work->arena, const Filter *, 2);
    both->parts[0] = a;
    both->parts[1] = b;
    both->part_count = 2;
    return both;
}
