/* jansson shares these names with json.h; here they get others before its header is read. Its macros json_is_object,
 * json_is_real and json_is_null would compare with our kinds: ask json_typeof. */
#define json_object jansson_object
#define json_string jansson_string
#define json_real jansson_real
#define json_null jansson_null
#define JSON_NULL JANSSON_NULL
#define JSON_REAL JANSSON_REAL
#define JSON_OBJECT JANSSON_OBJECT
#include <jansson.h>
#undef json_object
#undef json_string
#undef json_real
#undef json_null
#undef JSON_NULL
#undef JSON_REAL
#undef JSON_OBJECT

#include "base/json.h"

typedef struct Scan {
    int line;
    int column;
    size_t depth;
    size_t values; /* at least so many */
    bool is_in_string;
} Scan;

static Result refuse(Arena *arena, const Scan *scan, const char *why)
{
    return failf(arena, FAULT_INVALID, "JSON line %d, column %d: %s.", scan->line, scan->column, why);
}

/* Counts what stands outside strings; jansson itself judges the grammar. */
static void scan_byte(Scan *scan, char byte)
{
    if (byte == '"')
        scan->is_in_string = true;
    else if (byte == '[' || byte == '{')
        scan->depth++;
    else if ((byte == ']' || byte == '}') && scan->depth > 0)
        scan->depth--;
    else if (byte == ',')
        scan->values++;
}

/* Keeps jansson from building what is too deep or too much. */
static Result scan_bounds(Arena *arena, Text source)
{
    Scan scan = {.line = 1, .column = 0, .values = 1};
    for (size_t at = 0; at < source.length; at++) {
        char byte = source.data[at];
        if (byte == '\n') {
            scan.line++;
            scan.column = 0;
        } else if (((unsigned char)byte & 0xC0) != 0x80) {
            scan.column++;
        }
        if (!scan.is_in_string)
            scan_byte(&scan, byte);
        else if (byte == '"')
            scan.is_in_string = false;
        else if (byte == '\\')
            scan.column++, at++;
        if (scan.depth > JSON_DEPTH_MAX)
            return refuse(arena, &scan, "nested deeper than 32 levels");
        if (scan.values > JSON_VALUES_MAX)
            return refuse(arena, &scan, "more than 200000 values");
    }
    return done();
}

typedef struct Conversion {
    Arena *arena;
    size_t values;
    bool finds_ints; /* jansson read all numbers as reals */
} Conversion;

#define REAL_INT_MAX 9007199254740992.0 /* 2^53 */

static Text copy_text(Conversion *conversion, const char *bytes, size_t length)
{
    return (Text){arena_string(conversion->arena, bytes, length), length};
}

static void convert_value(Conversion *conversion, const json_t *from, JsonValue *to);

static void convert_list(Conversion *conversion, const json_t *from, JsonValue *to)
{
    size_t count = json_array_size(from);
    JsonValue *items = ARENA_ARRAY(conversion->arena, JsonValue, count);
    for (size_t i = 0; i < count; i++)
        convert_value(conversion, json_array_get(from, i), &items[i]);
    to->kind = JSON_LIST;
    to->list.items = items;
    to->list.count = count;
}

static void convert_object(Conversion *conversion, const json_t *from, JsonValue *to)
{
    size_t count = json_object_size(from);
    JsonMember *members = ARENA_ARRAY(conversion->arena, JsonMember, count);
    JsonValue *values = ARENA_ARRAY(conversion->arena, JsonValue, count);
    /* jansson's iterators want a mutable object, but do not change it. */
    json_t *object = (json_t *)(uintptr_t)from;
    size_t at = 0;
    for (void *i = json_object_iter(object); i != NULL && at < count; i = json_object_iter_next(object, i), at++) {
        members[at].name = copy_text(conversion, json_object_iter_key(i), json_object_iter_key_len(i));
        members[at].value = &values[at];
        convert_value(conversion, json_object_iter_value(i), &values[at]);
    }
    to->kind = JSON_OBJECT;
    to->object.members = members;
    to->object.count = at;
}

/* Recursion is bounded: scan_bounds refused anything deeper than JSON_DEPTH_MAX. */
static void convert_value(Conversion *conversion, const json_t *from, JsonValue *to)
{
    conversion->values++;
    switch (json_typeof(from)) {
    case JANSSON_OBJECT: convert_object(conversion, from, to); break;
    case JSON_ARRAY: convert_list(conversion, from, to); break;
    case JSON_STRING:
        to->kind = JSON_TEXT;
        to->text = copy_text(conversion, json_string_value(from), json_string_length(from));
        break;
    case JSON_INTEGER:
        to->kind = JSON_INT;
        to->integer = json_integer_value(from);
        break;
    case JANSSON_REAL:
        to->kind = JSON_REAL;
        to->real = json_real_value(from);
        if (conversion->finds_ints && to->real > -REAL_INT_MAX && to->real < REAL_INT_MAX &&
            to->real == (double)(int64_t)to->real) {
            to->kind = JSON_INT;
            to->integer = (int64_t)json_real_value(from);
        }
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        to->kind = JSON_BOOL;
        to->boolean = json_typeof(from) == JSON_TRUE;
        break;
    case JANSSON_NULL: to->kind = JSON_NULL; break;
    }
}

Result json_read(Arena *arena, Text source, const JsonValue **out_value)
{
    TRY(scan_bounds(arena, source));
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL;
    const char *bytes = source.data ? source.data : "";
    json_error_t error;
    json_t *tree = json_loadb(bytes, source.length, flags, &error);
    /* A whole number beyond 64 bits is still JSON: as a real one, so that who reads it can name the field. */
    bool has_huge = tree == NULL && json_error_code(&error) == json_error_numeric_overflow;
    if (has_huge)
        tree = json_loadb(bytes, source.length, flags | JSON_DECODE_INT_AS_REAL, &error);
    if (tree == NULL) {
        /* jansson quotes the source and may cut it inside a character. */
        Text why = text_make_utf8(arena, text_of(error.text));
        return failf(arena, FAULT_INVALID, "JSON line %d, column %d: %.*s.", error.line, error.column, TEXT_ARG(why));
    }
    Conversion conversion = {.arena = arena, .finds_ints = has_huge};
    JsonValue *value = ARENA_NEW(arena, JsonValue);
    convert_value(&conversion, tree, value);
    json_decref(tree);
    if (conversion.values > JSON_VALUES_MAX)
        return fail(FAULT_INVALID, "JSON: more than 200000 values.");
    *out_value = value;
    return done();
}

const JsonValue *json_member(const JsonValue *object, const char *name)
{
    if (object == NULL || object->kind != JSON_OBJECT)
        return NULL;
    Text wanted = text_of(name);
    for (size_t i = 0; i < object->object.count; i++)
        if (text_equals(object->object.members[i].name, wanted))
            return object->object.members[i].value;
    return NULL;
}

Text json_text_member(const JsonValue *object, const char *name)
{
    const JsonValue *value = json_member(object, name);
    return value != NULL && value->kind == JSON_TEXT ? value->text : TEXT_NONE;
}

int64_t json_int_member(const JsonValue *object, const char *name, int64_t otherwise)
{
    const JsonValue *value = json_member(object, name);
    return value != NULL && value->kind == JSON_INT ? value->integer : otherwise;
}
