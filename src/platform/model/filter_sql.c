/* A checked filter to SQL. Values are always bound; only names from the dictionary are written into the text. */
#include "model/filter_tree.h"
#include "model/plan.h"

SqlBuilder sql_builder(Arena *arena)
{
    return (SqlBuilder){
        .joins = buffer_new(arena, 65536),
        .where = buffer_new(arena, 1 << 20),
        .arena = arena,
    };
}

void sql_bind(SqlBuilder *builder, Buffer *out, DbValue value)
{
    if (builder->value_count == builder->value_capacity) {
        size_t capacity = builder->value_capacity ? builder->value_capacity * 2 : 16;
        DbValue *values = ARENA_ARRAY(builder->arena, DbValue, capacity);
        if (builder->value_count > 0)
            memcpy(values, builder->values, builder->value_count * sizeof(DbValue));
        builder->values = values;
        builder->value_capacity = capacity;
    }
    builder->values[builder->value_count++] = value;
    buffer_add_byte(out, '$');
    buffer_add_int(out, (int64_t)builder->value_count);
}

typedef struct Compiler {
    Work *work;
    SqlBuilder *builder;
    Buffer *joins;
    Buffer *where;
    int depth;
} Compiler;

/* The alias of `table`, whose column `key` is `from`.`column`: joined once, however many conditions go that way. */
static const char *table_joined(Compiler *compiler, const char *table, const char *key, const char *from,
                                const char *column)
{
    Arena *arena = compiler->work->arena;
    SqlBuilder *builder = compiler->builder;
    const char *on = arena_printf(arena, "%s = %s.%s", key, from, column);
    for (const FilterJoin *join = builder->joined; join; join = join->next) {
        if (strcmp(join->on, on) == 0 && strcmp(join->table, table) == 0)
            return join->alias;
    }
    FilterJoin *join = ARENA_NEW(arena, FilterJoin);
    *join = (FilterJoin){on, table, arena_printf(arena, "j%d", ++builder->alias_count), builder->joined};
    builder->joined = join;
    builder->joined_count++;
    buffer_addf(compiler->joins, " LEFT JOIN %s %s ON %s.%s", table, join->alias, join->alias, on);
    return join->alias;
}

/* Follows the references; answers the alias of the table that holds the field. */
static const char *path_alias(Compiler *compiler, const FilterPath *path, const char *alias)
{
    for (size_t i = 0; i < path->hop_count; i++)
        alias = table_joined(compiler, path->hops[i]->to->table, "id", alias, field_column(path->hops[i]));
    return alias;
}

static const char *path_column(Compiler *compiler, const FilterPath *path, const char *alias, bool folded)
{
    Arena *arena = compiler->work->arena;
    const char *holder = path_alias(compiler, path, alias);
    const char *column = folded && path->field->folded_in ? path->field->folded_in : field_column(path->field);
    if (path->extension >= 0) {
        const EntityExtension *extension = path->entity->extensions->list[path->extension];
        holder = table_joined(compiler, extension->table, extension->key, holder, "id");
    }
    Buffer dotted = buffer_new(arena, 256);
    buffer_add_string(&dotted, holder);
    buffer_add_byte(&dotted, '.');
    buffer_add_string(&dotted, column);
    return dotted.data;
}

/* Texts that are codes compare exactly (and by their index); words of people are folded in case and accents. */
static bool is_code(const Field *field)
{
    if (field->type != FIELD_TEXT || (field->format != FORMAT_ANY && field->format != FORMAT_LINE))
        return true;
    static const char *const codes[] = {"external_id", "sku",   "number", "key",      "builtin_key",
                                        "channel",     "topic", "source", "currency", "domain"};
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (strcmp(field->name, codes[i]) == 0)
            return true;
    }
    return false;
}

static Text like_pattern(Arena *arena, Text text, FilterOp op)
{
    Text folded = text_fold(arena, text);
    Buffer pattern = buffer_new(arena, 16384);
    if (op == OP_CONTAINS)
        buffer_add_byte(&pattern, '%');
    for (size_t i = 0; i < folded.length; i++) {
        if (strchr("%_\\", folded.data[i]) != NULL)
            buffer_add_byte(&pattern, '\\');
        buffer_add_byte(&pattern, folded.data[i]);
    }
    buffer_add_byte(&pattern, '%');
    return buffer_text(&pattern);
}

static void bind_list(Compiler *compiler, const Filter *leaf, bool folds)
{
    for (size_t i = 0; i < leaf->value_count; i++) {
        if (i > 0)
            buffer_add_string(compiler->where, ", ");
        DbValue value = leaf->values[i];
        if (folds)
            value.text = text_fold(compiler->work->arena, value.text);
        /* Yes and no are written out: only so do partial indexes (… WHERE is_spam = 1) serve. */
        if (leaf->path.field && leaf->path.field->type == FIELD_BOOL)
            buffer_add_byte(compiler->where, value.integer ? '1' : '0');
        else
            sql_bind(compiler->builder, compiler->where, value);
    }
}

static const char *const comparisons[] = {
    [OP_IS] = "=", [OP_IS_NOT] = "<>", [OP_LESS] = "<", [OP_AT_MOST] = "<=", [OP_MORE] = ">", [OP_AT_LEAST] = ">=",
};

/* One column against the leaf's values; absent counts as not. `column` is an expression made of our own names. */
static void column_condition(Compiler *compiler, const Filter *leaf, const char *column, bool folds)
{
    Buffer *where = compiler->where;
    switch (leaf->op) {
    case OP_PRESENT: buffer_addf(where, "%s IS NOT NULL", column); return;
    case OP_ABSENT: buffer_addf(where, "%s IS NULL", column); return;
    case OP_IN:
        buffer_addf(where, "%s IN (", column);
        bind_list(compiler, leaf, folds);
        buffer_add_byte(where, ')');
        return;
    case OP_NOT_IN:
        buffer_addf(where, "(%s IS NULL OR %s NOT IN (", column, column);
        bind_list(compiler, leaf, folds);
        buffer_add_string(where, "))");
        return;
    case OP_IS_NOT:
        buffer_addf(where, "(%s IS NULL OR %s <> ", column, column);
        bind_list(compiler, leaf, folds);
        buffer_add_byte(where, ')');
        return;
    case OP_WITHIN_LAST:
    case OP_WITHIN_NEXT:
        buffer_addf(where, "(%s >= ", column);
        sql_bind(compiler->builder, where, leaf->values[0]);
        buffer_addf(where, " AND %s <= ", column);
        sql_bind(compiler->builder, where, leaf->values[1]);
        buffer_add_byte(where, ')');
        return;
    case OP_CONTAINS:
    case OP_STARTS_WITH:
        buffer_addf(where, "%s LIKE ", column);
        sql_bind(compiler->builder, where,
                 db_text(like_pattern(compiler->work->arena, leaf->values[0].text, leaf->op)));
        buffer_add_string(where, " ESCAPE '\\'");
        return;
    case OP_IS:
    case OP_LESS:
    case OP_AT_MOST:
    case OP_MORE:
    case OP_AT_LEAST:
        buffer_add_string(where, column);
        buffer_add_byte(where, ' ');
        buffer_add_string(where, comparisons[leaf->op]);
        buffer_add_byte(where, ' ');
        bind_list(compiler, leaf, folds);
        return;
    case OP_CHANGED:
    case OP_CHANGED_FROM:
    case OP_CHANGED_TO: buffer_add_string(where, "1 = 0"); return;
    }
}

/* Tags and custom fields are rows of their own: "is" asks whether one of them is. */
static void rows_condition(Compiler *compiler, const Filter *leaf, const char *alias)
{
    const FilterPath *path = &leaf->path;
    const char *holder = path_alias(compiler, path, alias);
    Filter positive = *leaf;
    bool is_not = leaf->op == OP_IS_NOT || leaf->op == OP_NOT_IN || leaf->op == OP_ABSENT;
    if (is_not)
        positive.op = leaf->op == OP_IS_NOT ? OP_IS : leaf->op == OP_NOT_IN ? OP_IN : OP_PRESENT;
    buffer_add_string(compiler->where, is_not ? "NOT EXISTS (" : "EXISTS (");
    if (path->is_tags)
        buffer_add_string(compiler->where, "SELECT 1 FROM taggings g JOIN tags n ON n.id = g.tag_id WHERE g.entity = ");
    else
        buffer_add_string(compiler->where, "SELECT 1 FROM custom_values v WHERE v.entity = ");
    sql_bind(compiler->builder, compiler->where, db_string(path->entity->name));
    buffer_addf(compiler->where, " AND %s.record_id = %s.id", path->is_tags ? "g" : "v", holder);
    if (!path->is_tags) {
        buffer_add_string(compiler->where, " AND v.field_id = ");
        sql_bind(compiler->builder, compiler->where, db_int(path->custom_id));
    }
    if (positive.op != OP_PRESENT) {
        buffer_add_string(compiler->where, " AND ");
        bool folds = path->is_tags || !path->custom_is_number;
        const char *column = path->is_tags            ? "n.name_key"
                             : path->custom_is_number ? "v.number_value"
                                                      : "lazo_fold(v.text_value)";
        column_condition(compiler, &positive, column, folds);
    }
    buffer_add_byte(compiler->where, ')');
}

static void leaf_compile(Compiler *compiler, const Filter *leaf, const char *alias)
{
    const FilterPath *path = &leaf->path;
    if (path->field == NULL) {
        rows_condition(compiler, leaf, alias);
        return;
    }
    if (leaf->other) {
        const char *left = path_column(compiler, path, alias, false);
        const char *right = path_column(compiler, leaf->other, alias, false);
        const char *comparison = leaf->op <= OP_AT_LEAST && comparisons[leaf->op] ? comparisons[leaf->op] : "=";
        if (leaf->op == OP_IS_NOT)
            buffer_addf(compiler->where, "(%s IS NULL OR %s IS NULL OR %s <> %s)", left, right, left, right);
        else
            buffer_addf(compiler->where, "%s %s %s", left, comparison, right);
        return;
    }
    bool is_pattern = leaf->op == OP_CONTAINS || leaf->op == OP_STARTS_WITH;
    bool needs_value = leaf->op != OP_PRESENT && leaf->op != OP_ABSENT;
    bool folds = needs_value && (is_pattern || !is_code(path->field));
    const char *column = path_column(compiler, path, alias, folds);
    if (folds && path->field->folded_in == NULL)
        column = arena_printf(compiler->work->arena, "lazo_fold(%s)", column);
    column_condition(compiler, leaf, column, folds && !is_pattern);
}

static Result node_compile(Compiler *compiler, const Entity *entity, const Filter *node, const char *alias);

static Result some_compile(Compiler *compiler, const Filter *node, const char *alias)
{
    Work *work = compiler->work;
    const Entity *entity = node->some_entity;
    const char *inner = arena_printf(work->arena, "s%d", ++compiler->builder->alias_count);
    Buffer joins = buffer_new(work->arena, 65536);
    Buffer where = buffer_new(work->arena, 1 << 20);
    Compiler within = {work, compiler->builder, &joins, &where, compiler->depth + 1};
    const Filter *visible;
    TRY(entity_visible(work, entity, &visible));
    const Filter *both = filter_both(work, node->part_count ? node->parts[0] : NULL, visible);
    if (both) {
        buffer_add_string(&where, " AND ");
        TRY(node_compile(&within, entity, both, inner));
    }
    buffer_addf(compiler->where, "%s(SELECT %s FROM %s %s%.*s WHERE %s.%s = %s.id%.*s)",
                node->has_count ? "" : "EXISTS ", node->has_count ? "COUNT(*)" : "1", entity->table, inner,
                TEXT_ARG(buffer_text(&joins)), inner, field_column(node->some_reference), alias,
                TEXT_ARG(buffer_text(&where)));
    if (node->has_count) {
        buffer_addf(compiler->where, " %s ", comparisons[node->count_op]);
        sql_bind(compiler->builder, compiler->where, db_int(node->count));
    }
    return done();
}

static Result group_compile(Compiler *compiler, const Entity *entity, const Filter *node, const char *alias)
{
    Buffer *where = compiler->where;
    if (node->part_count == 0) {
        buffer_add_string(where, node->kind == FILTER_ANY ? "1 = 0" : "1 = 1");
        return done();
    }
    /* A null under NOT would be neither; it counts as false. */
    buffer_add_string(where, node->kind == FILTER_NONE ? "NOT COALESCE((" : "(");
    for (size_t i = 0; i < node->part_count; i++) {
        if (i > 0)
            buffer_add_string(where, node->kind == FILTER_ALL ? " AND " : " OR ");
        TRY(node_compile(compiler, entity, node->parts[i], alias));
    }
    buffer_add_string(where, node->kind == FILTER_NONE ? "), FALSE)" : ")");
    return done();
}

static Result node_compile(Compiler *compiler, const Entity *entity, const Filter *node, const char *alias)
{
    switch (node->kind) {
    case FILTER_LEAF: leaf_compile(compiler, node, alias); return done();
    case FILTER_SOME: return some_compile(compiler, node, alias);
    case FILTER_ALL:
    case FILTER_ANY:
    case FILTER_NONE: return group_compile(compiler, entity, node, alias);
    }
    return done();
}

Result filter_compile(Work *work, const Entity *entity, const Filter *filter, const char *alias, SqlBuilder *builder)
{
    Compiler compiler = {work, builder, &builder->joins, &builder->where, 0};
    TRY(node_compile(&compiler, entity, filter, alias));
    if (builder->joined_count > FILTER_JOINS_MAX)
        return work_fault(work, TEXT("filter"), "too_many", "A filter looks at no more than %d other tables.",
                          FILTER_JOINS_MAX);
    return done();
}
