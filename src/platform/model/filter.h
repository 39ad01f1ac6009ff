/* The one filter language (FOUNDATION 7): {"all" | "any" | "none": [...]} of leaves {"field", "op", "value"} and
 * {"some": "orders", "where": {...}, "count": {"op", "value"}}; checked against the dictionary, compiled to SQL. */
#ifndef LAZO_MODEL_FILTER_H
#define LAZO_MODEL_FILTER_H

#include "model/entity.h"

#define FILTER_DEPTH_MAX 5
#define FILTER_LEAVES_MAX 100
#define FILTER_VALUES_MAX 500 /* of one in or not_in */
#define FILTER_JOINS_MAX 40   /* tables beside its own that a filter may look at; SQLite joins 64 */

typedef struct Filter Filter; /* checked tree, in the arena it was read into */

/* Faults are noted with pointers below `pointer`: unknown_field, unknown_operator, wrong_type, too_deep, too_many. */
MUST_CHECK Result filter_read(Work *work, const Entity *entity, const JsonValue *source, Text pointer,
                              const Filter **out_filter);
/* The operators that fit a field, or what stands where a field does; for those who build filters. */
typedef enum FilterOperand { OPERAND_FIELD, OPERAND_TAGS, OPERAND_CUSTOM_TEXT, OPERAND_CUSTOM_NUMBER } FilterOperand;
#define FILTER_OPERATORS_MAX 20
size_t filter_operators(FilterOperand operand, const Field *field, const char *out_names[FILTER_OPERATORS_MAX]);
/* Filters of our own code: every value typed. */
const Filter *filter_is_int(Work *work, const Entity *entity, const char *field, int64_t value);
const Filter *filter_not_in_ints(Work *work, const Entity *entity, const char *field, const int64_t *values,
                                 size_t count);
const Filter *filter_is_absent(Work *work, const Entity *entity, const char *field);
/* Absent, or at most `value`. */
const Filter *filter_is_not_after(Work *work, const Entity *entity, const char *field, int64_t value);
/* Whether a condition of the filter (may be NULL) is about this field of the record itself. */
bool filter_names(const Filter *filter, const Entity *entity, const char *field);
const Filter *filter_both(Work *work, const Filter *a, const Filter *b); /* either may be NULL */

/* A table that was joined already: the next path that goes the same way takes its alias. */
typedef struct FilterJoin {
    const char *on; /* "KEY = ALIAS.COLUMN", where ALIAS stands in one SELECT alone */
    const char *table;
    const char *alias;
    struct FilterJoin *next;
} FilterJoin;

/* SQL under construction: text with $n and the values bound to them, in an arena. */
typedef struct SqlBuilder {
    Buffer joins;
    Buffer where;
    DbValue *values;
    size_t value_count;
    size_t value_capacity;
    Arena *arena;
    int alias_count;
    FilterJoin *joined; /* newest first */
    int joined_count;
} SqlBuilder;
SqlBuilder sql_builder(Arena *arena);
/* Adds the value and writes "$n" to `out`. */
void sql_bind(SqlBuilder *builder, Buffer *out, DbValue value);
/* Adds the filter's joins and its condition (without "AND"/"WHERE") over the entity's table under `alias`. FAULT_INVALID,
 * noted as too_many at "filter", when it looks at more than FILTER_JOINS_MAX tables. */
MUST_CHECK Result filter_compile(Work *work, const Entity *entity, const Filter *filter, const char *alias,
                                 SqlBuilder *builder);

#endif
