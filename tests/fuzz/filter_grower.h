/* Grows a filter's JSON from bytes by the dictionary, so that most of what the fuzzer tries gets past the checks. Now and then
 * it picks what does not fit. */
#ifndef LAZO_FUZZ_FILTER_GROWER_H
#define LAZO_FUZZ_FILTER_GROWER_H

#include "base/json.h"
#include "model/entity.h"

typedef struct Grower {
    Work *work;
    const uint8_t *bytes;
    size_t left;
    Json json;
    int nodes;
} Grower;

#define GROWN_NODES_MAX 120 /* a little above what a filter may hold */

static unsigned grower_take(Grower *grower)
{
    if (grower->left == 0)
        return 0;
    grower->left--;
    return *grower->bytes++;
}

static Text grower_text(Grower *grower)
{
    static const char *const words[] = {
        "",      "ana", "Ñandú",      "%",    "_",    "\\",  "' OR 1 = 1 --",       "\"", ";", "$1", "\xF0\x9F\x98\x80",
        "today", "me",  "2026-01-05", "open", "$999", "vip", "2026-01-05T09:00:00Z"};
    unsigned which = grower_take(grower);
    if (which < sizeof(words) / sizeof(words[0]))
        return text_of(words[which]);
    size_t length = which % 32 < grower->left ? which % 32 : grower->left;
    Text text = {(const char *)grower->bytes, length};
    grower->bytes += length;
    grower->left -= length;
    return text;
}

/* A name of one of the entity's fields, maybe behind references; *out_field NULL for tags and custom fields. */
static Text grower_path(Grower *grower, const Entity *entity, const Field **out_field)
{
    static const char *const others[] = {"tags",          "custom.color", "custom.size",
                                         "custom.agreed", "custom.none",  "nothing"};
    Arena *arena = grower->work->arena;
    const char *prefix = "";
    *out_field = NULL;
    for (int hops = 0; hops < 4; hops++) {
        size_t extensions = entity->extensions ? entity->extensions->count : 0;
        size_t which = grower_take(grower) % (entity->field_count + 6 + 4 * extensions);
        if (which >= entity->field_count + 6) {
            size_t at = which - entity->field_count - 6;
            const EntityExtension *extension = entity->extensions->list[at / 4];
            *out_field = &extension->fields[grower_take(grower) % extension->field_count];
            return text_format(arena, "%s%s", prefix, (*out_field)->name);
        }
        if (which >= entity->field_count)
            return text_format(arena, "%s%s", prefix, others[which - entity->field_count]);
        const Field *field = &entity->fields[which];
        size_t length = strlen(field->name);
        if (field->to == NULL || length < 4 || grower_take(grower) % 3 == 0) {
            *out_field = field;
            return text_format(arena, "%s%s", prefix, field->name);
        }
        prefix = arena_printf(arena, "%s%.*s.", prefix, (int)length - 3, field->name);
        entity = field->to;
    }
    return text_of(prefix);
}

static void grower_fitting_value(Grower *grower, const Field *field)
{
    Json *json = &grower->json;
    switch (field ? field->type : FIELD_TEXT) {
    case FIELD_ID:
    case FIELD_VERSION:
    case FIELD_REFERENCE:
    case FIELD_INT: json_int(json, (int64_t)grower_take(grower) - 8); return;
    case FIELD_MONEY: json_int(json, (int64_t)grower_take(grower) * 100); return;
    case FIELD_REAL: json_real(json, grower_take(grower) / 7.0); return;
    case FIELD_BOOL: json_bool(json, grower_take(grower) % 2); return;
    case FIELD_TIME:
    case FIELD_DAY: json_string(json, grower_take(grower) % 2 ? "today" : "2026-01-05"); return;
    case FIELD_CHOICE: {
        size_t count = 0;
        while (field->choices[count] != NULL)
            count++;
        json_string(json, field->choices[grower_take(grower) % count]);
        return;
    }
    case FIELD_TEXT:
    case FIELD_JSON: json_text(json, grower_text(grower)); return;
    }
}

static void grower_value(Grower *grower, const Entity *entity, const Field *field)
{
    static const char *const units[] = {"minutes", "hours", "days", "weeks", "months", "years", "eras"};
    Json *json = &grower->json;
    const Field *ignored;
    switch (grower_take(grower) % 16) {
    case 0: json_null(json); return;
    case 1: json_bool(json, true); return;
    case 2: json_text(json, grower_text(grower)); return;
    case 3: json_int(json, INT64_MAX - (int64_t)grower_take(grower)); return;
    case 4:
        json_object(json);
        json_put_text(json, "field", grower_path(grower, entity, &ignored));
        json_end_object(json);
        return;
    case 5:
    case 6:
        json_object(json);
        json_put_int(json, "n", grower_take(grower));
        json_put_string(json, "unit", units[grower_take(grower) % 7]);
        json_end_object(json);
        return;
    case 7:
    case 8:
        json_list(json);
        for (unsigned count = grower_take(grower) % 5; count > 0; count--)
            grower_fitting_value(grower, field);
        json_end_list(json);
        return;
    case 9:
        json_object(json);
        json_put_int(json, "amount", grower_take(grower));
        json_end_object(json);
        return;
    default: grower_fitting_value(grower, field);
    }
}

static const char *grower_op(Grower *grower)
{
    static const char *const ops[] = {"is",          "is_not",      "in",       "not_in",      "<",       "<=",
                                      ">",           ">=",          "contains", "starts_with", "present", "absent",
                                      "within_last", "within_next", "changed",  "like"};
    return ops[grower_take(grower) % (sizeof(ops) / sizeof(ops[0]))];
}

static void grower_leaf(Grower *grower, const Entity *entity)
{
    Json *json = &grower->json;
    const Field *field;
    const char *op;
    json_put_text(json, "field", grower_path(grower, entity, &field));
    json_put_string(json, "op", op = grower_op(grower));
    if (strcmp(op, "present") == 0 || strcmp(op, "absent") == 0)
        return;
    json_name(json, "value");
    grower_value(grower, entity, field);
}

static void grower_node(Grower *grower, const Entity *entity, int depth);

static void grower_some(Grower *grower, const Entity *entity, int depth)
{
    Json *json = &grower->json;
    const Entity *others[8];
    size_t count = 0;
    for (size_t i = 0; i < entity_count(grower->work) && count < 8; i++) {
        const Entity *other = entity_at(grower->work, i);
        for (size_t k = 0; k < other->field_count; k++) {
            if (other->fields[k].to == entity && (count == 0 || others[count - 1] != other) && count < 8)
                others[count++] = other;
        }
    }
    const Entity *some = count > 0 ? others[grower_take(grower) % count] : entity;
    json_put_string(json, "some", some->plural);
    unsigned parts = grower_take(grower);
    if (parts % 2) {
        json_name(json, "where");
        grower_node(grower, some, depth + 1);
    }
    if (parts % 4 > 1) {
        json_name(json, "count");
        json_object(json);
        json_put_string(json, "op", grower_op(grower));
        json_put_int(json, "value", grower_take(grower) % 4);
        json_end_object(json);
    }
}

static void grower_node(Grower *grower, const Entity *entity, int depth)
{
    static const char *const groups[] = {"all", "any", "none"};
    Json *json = &grower->json;
    unsigned kind = depth > 6 || ++grower->nodes > GROWN_NODES_MAX ? 7 : grower_take(grower) % 8;
    json_object(json);
    if (kind < 3) {
        json_name(json, groups[kind]);
        json_list(json);
        unsigned count = grower_take(grower);
        for (count = count > 250 ? 100 : count % 5; count > 0; count--)
            grower_node(grower, entity, depth + 1);
        json_end_list(json);
    } else if (kind == 3) {
        grower_some(grower, entity, depth);
    } else {
        grower_leaf(grower, entity);
    }
    json_end_object(json);
}

static Text grow_filter(Work *work, const Entity *entity, const uint8_t *bytes, size_t count)
{
    Buffer out = buffer_new(work->arena, 1 << 20);
    Grower grower = {.work = work, .bytes = bytes, .left = count, .json = json_writer(&out)};
    grower_node(&grower, entity, 1);
    return buffer_text(&out);
}

#endif
