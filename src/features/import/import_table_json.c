/* Objects of JSON Lines or of one JSON list, as rows: a member is a column, and the members of an object within are
 * "customer.email". */
#include "base/json.h"
#include "import/import_table_own.h"

#define NEST_MAX 4
#define NAME_BYTES_MAX 200

size_t table_column(ImportTable *table, Text name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (text_equals(table->columns[i], name))
            return i;
    }
    if (table->column_count == COLUMNS_MAX)
        return SIZE_MAX;
    table->columns[table->column_count] = text_copy(table->arena, name);
    return table->column_count++;
}

static Text value_text(Arena *arena, const JsonValue *value)
{
    if (value->kind == JSON_NULL)
        return TEXT_NONE;
    if (value->kind == JSON_TEXT)
        return text_trim(value->text);
    return json_to_text(arena, value);
}

typedef struct Level {
    const JsonValue *object;
    size_t next;
    Text prefix;
} Level;

/* False when there are too many columns. */
static bool object_cells(ImportTable *table, Arena *arena, const JsonValue *object)
{
    Level levels[NEST_MAX] = {{object, 0, TEXT_NONE}};
    size_t depth = 1;
    while (depth > 0) {
        Level *level = &levels[depth - 1];
        if (level->next == level->object->object.count) {
            depth--;
            continue;
        }
        const JsonMember *member = &level->object->object.members[level->next++];
        Text name = text_slice(member->name, 0, NAME_BYTES_MAX);
        if (!text_is_empty(level->prefix))
            name = text_format(arena, "%.*s.%.*s", TEXT_ARG(level->prefix), TEXT_ARG(name));
        if (member->value->kind == JSON_OBJECT && depth < NEST_MAX) {
            levels[depth++] = (Level){member->value, 0, name};
            continue;
        }
        size_t column = table_column(table, name);
        if (column == SIZE_MAX)
            return false;
        table->cells[column] = value_text(arena, member->value);
        table->is_cell_set[column] = true;
    }
    return true;
}

/* Where the value that begins at 0 ends; SIZE_MAX: not within the window. */
static size_t value_end(Text window)
{
    size_t depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < window.length; i++) {
        char c = window.data[i];
        if (in_text) {
            i += c == '\\';
            in_text = c != '"';
            continue;
        }
        if (c == '"')
            in_text = true;
        else if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth -= depth > 0;
        if ((c == '}' || c == ']') && depth == 0)
            return i + 1;
    }
    return SIZE_MAX;
}

static size_t blank_bytes(Text window, bool is_list)
{
    size_t at = 0;
    while (at < window.length && (strchr(" \t\r\n", window.data[at]) || (is_list && window.data[at] == ',')))
        at++;
    return at;
}

/* The bytes of the next object; empty at the end. */
static Result next_source(ImportTable *table, Text *out_source)
{
    bool is_list = table->format == TABLE_JSON_LIST;
    *out_source = TEXT_NONE;
    for (;;) {
        if (table->list_ended)
            return done();
        table->begin += blank_bytes(table_window(table), is_list && table->list_began);
        Text window = table_window(table);
        size_t end = SIZE_MAX;
        if (is_list && !table->list_began && window.length > 0) {
            table->begin++;
            table->list_began = true;
            continue;
        }
        if (is_list && window.length > 0 && window.data[0] == ']') {
            table->list_ended = true;
            return done();
        }
        if (is_list && window.length > 0 && window.data[0] != '{')
            return fail(FAULT_INVALID, "The JSON list is broken: each of its items must be an object.");
        if (is_list)
            end = value_end(window);
        else
            end = text_find_byte(window, '\n', 0);
        if (end == SIZE_MAX && table->is_last && !is_list && window.length > 0)
            end = window.length;
        if (end != SIZE_MAX) {
            *out_source = text_slice(window, 0, end);
            table->begin += end;
            return done();
        }
        if (table->is_last)
            return window.length > 0 ? fail(FAULT_INVALID, "The JSON list ends in the middle of an object.") : done();
        if (window.length >= CSV_ROW_BYTES_MAX)
            return fail(FAULT_INVALID, "An object is longer than 1 MiB.");
        TRY(table_fill(table));
    }
}

Result table_next_json(ImportTable *table, Arena *arena, ImportRow *out_row, bool *out_has_row)
{
    Text source;
    TRY(next_source(table, &source));
    *out_has_row = source.length > 0;
    if (!*out_has_row)
        return done();
    Text text = source;
    size_t bad;
    if (table->encoding || !text_is_utf8(text))
        TRY(text_from_charset(arena, source, table->encoding ? table->encoding : "windows-1252", &text, &bad));
    memset(table->is_cell_set, 0, sizeof(table->is_cell_set));
    const JsonValue *value;
    const char *why = NULL;
    Result result = json_read(arena, text, &value);
    if (!is_ok(result))
        why = result.why;
    else if (value->kind != JSON_OBJECT)
        why = "This is no JSON object.";
    else if (!object_cells(table, arena, value))
        why = "The objects have more than 1000 different members.";
    size_t count = why ? 1 : table->column_count;
    Text *cells = ARENA_ARRAY(arena, Text, count + 1);
    for (size_t i = 0; i < count && !why; i++)
        cells[i] = table->is_cell_set[i] ? text_copy(arena, table->cells[i]) : TEXT_NONE;
    if (why)
        cells[0] = text_copy(arena, text);
    *out_row = (ImportRow){cells, count, ++table->row_number, why};
    return done();
}
