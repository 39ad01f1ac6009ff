/* JSON (RFC 8259): a strict reader into a tree in an arena, and a streaming writer.
 * The reader is jansson behind this header; duplicate keys, NUL in a key, lone surrogates, trailing bytes,
 * depth over JSON_DEPTH_MAX, more than JSON_VALUES_MAX values and numbers outside double are refused. Whole numbers over
 * 64 bits are read as real ones; beside one, so are those over 53 bits. A NUL in a text (\u0000) is read as one. */
#ifndef LAZO_BASE_JSON_H
#define LAZO_BASE_JSON_H

#include "base/buffer.h"

/* Some names are jansson's too: hidden, so that neither library ever calls the other's by mistake. */
#pragma GCC visibility push(hidden)

typedef enum JsonKind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_TEXT, JSON_LIST, JSON_OBJECT } JsonKind;

typedef struct JsonValue JsonValue;
typedef struct JsonMember {
    Text name;
    const JsonValue *value;
} JsonMember;
struct JsonValue {
    JsonKind kind;
    union {
        bool boolean;
        int64_t integer;
        double real;
        Text text;
        struct {
            const JsonValue *items;
            size_t count;
        } list;
        struct {
            const JsonMember *members;
            size_t count;
        } object;
    };
};

#define JSON_DEPTH_MAX 32
#define JSON_VALUES_MAX 200000

/* FAULT_INVALID says where (line, column) and what; the tree and its texts live in `arena`. */
MUST_CHECK Result json_read(Arena *arena, Text source, const JsonValue **out_value);
/* NULL when `object` is no object or has no such member. */
const JsonValue *json_member(const JsonValue *object, const char *name);
Text json_text_member(const JsonValue *object, const char *name); /* TEXT_NONE when absent or no text */
int64_t json_int_member(const JsonValue *object, const char *name, int64_t otherwise);
/* Writes a value again. */
typedef struct Json Json;
void json_value(Json *json, const JsonValue *value);
Text json_to_text(Arena *arena, const JsonValue *value);

/* The writer adds to a buffer and places commas itself:
 *   json_object(j); json_name(j, "id"); json_int(j, 1); json_end_object(j); */
struct Json {
    Buffer *out;
    bool needs_comma;
};
Json json_writer(Buffer *out);
void json_object(Json *json);
void json_end_object(Json *json);
void json_list(Json *json);
void json_end_list(Json *json);
void json_name(Json *json, const char *name);   /* name needs no escaping: our own identifiers */
void json_name_text(Json *json, Text name);     /* any name */
void json_text(Json *json, Text text);          /* invalid UTF-8 becomes U+FFFD; also escapes < > & U+2028 U+2029 */
void json_string(Json *json, const char *text); /* NULL writes null */
void json_int(Json *json, int64_t value);
void json_real(Json *json, double value); /* shortest form that reads back alike; not finite: null */
void json_bool(Json *json, bool value);
void json_null(Json *json);
void json_time(Json *json, int64_t at_ms); /* "2026-01-05T09:00:00.123Z", without .000 when whole */
void json_raw(Json *json, Text already_json);
/* name and value in one */
void json_put_text(Json *json, const char *name, Text value);
void json_put_string(Json *json, const char *name, const char *value);
void json_put_int(Json *json, const char *name, int64_t value);
void json_put_real(Json *json, const char *name, double value);
void json_put_bool(Json *json, const char *name, bool value);
void json_put_time(Json *json, const char *name, int64_t at_ms);
void json_put_null(Json *json, const char *name);

#pragma GCC visibility pop

#endif
