#include "import/import_map.h"

#define DIGITS_OF_COLUMN_MAX 4

/* ---- options ---- */

/* Up to the separator, which may stand within quotes. */
static Text next_quoted_part(Text *rest, char separator)
{
    bool in_quotes = false;
    size_t at = 0;
    for (; at < rest->length; at++) {
        if (rest->data[at] == '"')
            in_quotes = !in_quotes;
        else if (rest->data[at] == separator && !in_quotes)
            break;
    }
    Text part = text_slice(*rest, 0, at);
    *rest = text_slice(*rest, at + 1, rest->length);
    return part;
}

static Text without_quotes(Text text)
{
    text = text_trim(text);
    if (text.length >= 2 && text.data[0] == '"' && text.data[text.length - 1] == '"')
        return text_slice(text, 1, text.length - 1);
    return text;
}

Result import_pairs_read(Arena *arena, Text text, ImportPairs *out_pairs)
{
    out_pairs->count = 0;
    while (text.length > 0) {
        Text part = next_quoted_part(&text, ',');
        if (text_is_empty(text_trim(part)))
            continue;
        Text rest = part;
        Text name = without_quotes(next_quoted_part(&rest, '='));
        if (name.length == 0 || text_find_byte(part, '=', 0) == SIZE_MAX)
            return failf(arena, FAULT_INVALID, "\"%.*s\" must be NAME=VALUE.", TEXT_ARG(text_slice(part, 0, 200)));
        if (out_pairs->count == IMPORT_PAIRS_MAX)
            return failf(arena, FAULT_INVALID, "At most %d pairs can be given.", IMPORT_PAIRS_MAX);
        out_pairs->items[out_pairs->count++] = (ImportPair){name, without_quotes(rest)};
    }
    return done();
}

/* ---- binding ---- */

typedef struct Binder {
    Arena *arena;
    const ImportTable *table;
    ImportMap *map;
    ImportTarget targets[IMPORT_TARGETS_MAX];
    size_t target_count;
    bool *is_used; /* by column */
    bool *is_off;  /* by target: "--map field=" */
} Binder;

static size_t column_named(const Binder *binder, Text name)
{
    size_t columns = import_table_columns(binder->table);
    for (size_t i = 0; i < columns; i++) {
        if (text_equals(import_table_column(binder->table, i), name))
            return i;
    }
    Text folded = import_fold_name(binder->arena, name);
    for (size_t i = 0; i < columns && folded.length > 0; i++) {
        if (text_equals(import_fold_name(binder->arena, import_table_column(binder->table, i)), folded))
            return i;
    }
    int64_t number;
    if (name.length <= DIGITS_OF_COLUMN_MAX && text_to_int(name, &number) && number >= 1 && number <= (int64_t)columns)
        return (size_t)number - 1;
    return SIZE_MAX;
}

static Result no_column(const Binder *binder, Text name)
{
    Buffer names = buffer_new(binder->arena, 2000);
    for (size_t i = 0; i < import_table_columns(binder->table); i++) {
        if (i > 0)
            buffer_add_string(&names, ", ");
        buffer_add_text(&names, import_table_column(binder->table, i));
    }
    return failf(binder->arena, FAULT_INVALID, "There is no column \"%.*s\"; there are: %.*s.", TEXT_ARG(name),
                 TEXT_ARG(buffer_text(&names)));
}

static Result target_wanted(const Binder *binder, Text name, const ImportTarget **out_target)
{
    const ImportTarget *target = import_target_named(binder->map->kind, binder->targets, binder->target_count,
                                                     import_fold_name(binder->arena, name));
    *out_target = target;
    if (target)
        return done();
    Buffer names = buffer_new(binder->arena, 4000);
    for (size_t i = 0; i < binder->target_count; i++)
        buffer_addf(&names, "%s%s", i > 0 ? ", " : "", binder->targets[i].name);
    return failf(binder->arena, FAULT_INVALID, "%s have no field \"%.*s\"; they have: %.*s.",
                 binder->map->kind->entity->plural, TEXT_ARG(name), TEXT_ARG(buffer_text(&names)));
}

static ImportBinding *binding_of(ImportMap *map, const ImportTarget *target)
{
    for (size_t i = 0; i < map->count; i++) {
        if (map->bindings[i].target.role == target->role && map->bindings[i].target.field == target->field)
            return &map->bindings[i];
    }
    return NULL;
}

static ImportBinding *binding_add(ImportMap *map, const ImportTarget *target)
{
    ImportBinding *binding = binding_of(map, target);
    if (binding == NULL)
        binding = &map->bindings[map->count++];
    *binding = (ImportBinding){.target = *target};
    return binding;
}

/* The column of that name, or several joined by "+". */
static Result bind_columns(Binder *binder, ImportBinding *binding, Text names)
{
    size_t whole = column_named(binder, names);
    Text name = names;
    Text rest = whole == SIZE_MAX ? names : TEXT_NONE;
    if (whole != SIZE_MAX) {
        binding->columns[binding->column_count++] = whole;
        binder->is_used[whole] = true;
    }
    while (rest.length > 0 && text_next_part(&rest, '+', &name)) {
        size_t column = column_named(binder, text_trim(name));
        if (column == SIZE_MAX)
            return no_column(binder, text_trim(name));
        if (binding->column_count == IMPORT_JOIN_MAX)
            return failf(binder->arena, FAULT_INVALID, "At most %d columns can be joined.", IMPORT_JOIN_MAX);
        /* A part of a joined key may say more: the order of a line's "order_id+line_id". */
        binding->columns[binding->column_count++] = column;
    }
    return done();
}

static Result bind_wishes(Binder *binder, const ImportWishes *wishes)
{
    ImportPairs pairs;
    const ImportTarget *target;
    TRY(import_pairs_read(binder->arena, wishes->map, &pairs));
    for (size_t i = 0; i < pairs.count; i++) {
        TRY(target_wanted(binder, pairs.items[i].name, &target));
        if (text_is_empty(pairs.items[i].value)) {
            binder->is_off[target - binder->targets] = true;
            continue;
        }
        ImportBinding *binding = binding_add(binder->map, target);
        binding->is_named = true;
        TRY(bind_columns(binder, binding, pairs.items[i].value));
    }
    TRY(import_pairs_read(binder->arena, wishes->set, &pairs));
    for (size_t i = 0; i < pairs.count; i++) {
        TRY(target_wanted(binder, pairs.items[i].name, &target));
        ImportBinding *binding = binding_add(binder->map, target);
        binding->is_named = binding->is_constant = true;
        binding->constant = text_copy(binder->arena, pairs.items[i].value);
    }
    return import_pairs_read(binder->arena, wishes->values, &binder->map->values);
}

/* What no wish took goes by the columns' own names; the first column of a name has it. */
static void bind_by_names(Binder *binder)
{
    for (size_t i = 0; i < import_table_columns(binder->table); i++) {
        if (binder->is_used[i])
            continue;
        Text folded = import_fold_name(binder->arena, import_table_column(binder->table, i));
        const ImportTarget *target =
            import_target_named(binder->map->kind, binder->targets, binder->target_count, folded);
        if (target == NULL || target->role == SAYS_ZONE || binder->is_off[target - binder->targets] ||
            binding_of(binder->map, target))
            continue;
        ImportBinding *binding = binding_add(binder->map, target);
        binding->columns[binding->column_count++] = i;
        binder->is_used[i] = true;
    }
}

static bool says(const ImportMap *map, const char *name)
{
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->bindings[i].target.name, name) == 0)
            return true;
    }
    bool is_customer = strcmp(name, "customer") == 0;
    return is_customer && (import_map_role(map, SAYS_CUSTOMER_EMAIL) || import_map_role(map, SAYS_CUSTOMER_PHONE));
}

static Result check_needs(Binder *binder)
{
    const ImportMap *map = binder->map;
    for (size_t i = 0; i < 3 && map->kind->needs[i]; i++) {
        if (!says(map, map->kind->needs[i]))
            return failf(binder->arena, FAULT_INVALID,
                         "No column says the %s: --map %s=COLUMN names it, or --set %s=VALUE gives it to every row.",
                         map->kind->needs[i], map->kind->needs[i], map->kind->needs[i]);
    }
    return map->count > 0 ? done()
                          : fail(FAULT_INVALID, "None of the columns is understood; --map FIELD=COLUMN names them.");
}

static Result choose_zone(Binder *binder, const WorkspaceSettings *settings)
{
    const ImportBinding *zone = import_map_role(binder->map, SAYS_ZONE);
    binder->map->zone = settings->zone;
    if (zone == NULL)
        return done();
    if (!zone->is_constant)
        return fail(FAULT_INVALID, "The time zone is one for all rows: --set time_zone=America/Bogota.");
    return zone_open(zone->constant, &binder->map->zone);
}

static bool is_joined(const ImportMap *map, size_t column)
{
    for (size_t i = 0; i < map->count; i++) {
        for (size_t k = 0; k < map->bindings[i].column_count; k++) {
            if (map->bindings[i].columns[k] == column)
                return true;
        }
    }
    return false;
}

Result import_map_make(Arena *arena, const ImportKind *kind, const ImportWishes *wishes, const ImportTable *table,
                       const WorkspaceSettings *settings, ImportMap *out_map, Text **out_unused,
                       size_t *out_unused_count)
{
    size_t columns = import_table_columns(table);
    bool is_english = strcmp(settings->language, "en") == 0;
    bool is_json = import_table_is_json(table);
    *out_map = (ImportMap){.kind = kind,
                           .order_otherwise = is_english ? DATE_MONTH_FIRST : DATE_DAY_FIRST,
                           .style_otherwise = is_english || is_json ? NUMBER_POINT : NUMBER_COMMA};
    memcpy(out_map->base_currency, settings->base_currency, sizeof out_map->base_currency);
    Binder binder = {.arena = arena,
                     .table = table,
                     .map = out_map,
                     .is_used = ARENA_ARRAY(arena, bool, columns + 1),
                     .is_off = ARENA_ARRAY(arena, bool, IMPORT_TARGETS_MAX)};
    binder.target_count = import_targets(kind, binder.targets);
    TRY(bind_wishes(&binder, wishes));
    bind_by_names(&binder);
    TRY(choose_zone(&binder, settings));
    TRY(check_needs(&binder));
    *out_unused = ARENA_ARRAY(arena, Text, columns + 1);
    *out_unused_count = 0;
    for (size_t i = 0; i < columns; i++) {
        if (!binder.is_used[i] && !is_joined(out_map, i))
            (*out_unused)[(*out_unused_count)++] = import_table_column(table, i);
    }
    return done();
}

/* ---- reading by it ---- */

const ImportBinding *import_map_role(const ImportMap *map, ImportRole role)
{
    for (size_t i = 0; i < map->count; i++) {
        if (map->bindings[i].target.role == role)
            return &map->bindings[i];
    }
    return NULL;
}

const ImportBinding *import_map_field(const ImportMap *map, const char *field)
{
    for (size_t i = 0; i < map->count; i++) {
        if (map->bindings[i].target.role == SAYS_FIELD && strcmp(map->bindings[i].target.name, field) == 0)
            return &map->bindings[i];
    }
    return NULL;
}

Text import_map_cell(Arena *arena, const ImportBinding *binding, const ImportRow *row)
{
    if (binding == NULL)
        return TEXT_NONE;
    if (binding->is_constant)
        return binding->constant;
    if (binding->column_count == 1)
        return binding->columns[0] < row->count ? row->cells[binding->columns[0]] : TEXT_NONE;
    Buffer joined = buffer_new(arena, CSV_ROW_BYTES_MAX);
    bool has_any = false;
    for (size_t i = 0; i < binding->column_count; i++) {
        Text cell = binding->columns[i] < row->count ? row->cells[binding->columns[i]] : TEXT_NONE;
        if (i > 0)
            buffer_add_byte(&joined, '+');
        buffer_add_text(&joined, cell);
        has_any = has_any || cell.length > 0;
    }
    return has_any ? buffer_text(&joined) : TEXT_NONE;
}

static bool is_number(const ImportTarget *target)
{
    if (target->role == SAYS_LINE_PRICE || target->role == SAYS_LINE_QUANTITY)
        return true;
    return target->role == SAYS_FIELD && (target->field->type == FIELD_MONEY || target->field->type == FIELD_REAL ||
                                          target->field->type == FIELD_INT);
}

static bool is_date(const ImportTarget *target)
{
    return target->role == SAYS_FIELD && (target->field->type == FIELD_TIME || target->field->type == FIELD_DAY);
}

void import_map_learn(ImportMap *map, Arena *arena, const ImportRow *row)
{
    for (size_t i = 0; i < map->count; i++) {
        ImportBinding *binding = &map->bindings[i];
        Text cell = import_map_cell(arena, binding, row);
        if (text_is_empty(cell))
            continue;
        if (is_number(&binding->target))
            number_evidence_add(&binding->numbers, cell);
        else if (is_date(&binding->target))
            date_evidence_add(&binding->dates, cell);
    }
}

static Text word_wanted(const ImportMap *map, const ImportTarget *target, Text cell)
{
    for (size_t i = 0; i < map->values.count; i++) {
        Text name = map->values.items[i].name;
        size_t colon = text_find_byte(name, ':', 0);
        if (colon != SIZE_MAX && text_is(text_slice(name, 0, colon), target->name) &&
            text_equals_ascii_case(text_slice(name, colon + 1, name.length), cell))
            return map->values.items[i].value;
    }
    return cell;
}

static bool date_value(Arena *arena, const ImportMap *map, const ImportBinding *binding, Text cell, Text *out_value,
                       const char **out_why)
{
    int64_t at_ms;
    if (!date_read(cell, date_order(&binding->dates, map->order_otherwise), map->zone, &at_ms, out_why))
        return false;
    *out_value = time_text(arena, at_ms);
    if (binding->target.field->type == FIELD_DAY) {
        CivilDate day = civil_from_days(zone_day(map->zone, at_ms));
        *out_value = text_format(arena, "%04d-%02d-%02d", day.year, day.month, day.day);
    }
    return true;
}

bool import_map_value(Arena *arena, const ImportMap *map, const ImportBinding *binding, Text cell, Text *out_value,
                      Text *out_currency, const char **out_why)
{
    *out_currency = TEXT_NONE;
    cell = word_wanted(map, &binding->target, cell);
    *out_value = cell;
    if (is_number(&binding->target)) {
        Number number;
        if (!number_read(cell, number_style(&binding->numbers, map->style_otherwise), &number, out_why))
            return false;
        *out_value = text_copy(arena, text_of(number.digits));
        *out_currency = text_copy(arena, text_of(number.currency));
        return true;
    }
    if (is_date(&binding->target))
        return date_value(arena, map, binding, cell, out_value, out_why);
    const Field *field = binding->target.field;
    if (field == NULL)
        return true;
    if (field->type == FIELD_CHOICE)
        *out_value = import_choice(arena, map->kind, field, cell);
    else if (field->format == FORMAT_COUNTRY)
        *out_value = import_country(arena, cell);
    return true;
}
