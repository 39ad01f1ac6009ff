/* The checked tree of a filter; inside model/ only. */
#ifndef LAZO_MODEL_FILTER_TREE_H
#define LAZO_MODEL_FILTER_TREE_H

#include "model/filter.h"

typedef enum FilterKind { FILTER_ALL, FILTER_ANY, FILTER_NONE, FILTER_LEAF, FILTER_SOME } FilterKind;

typedef enum FilterOp {
    OP_IS,
    OP_IS_NOT,
    OP_IN,
    OP_NOT_IN,
    OP_LESS,
    OP_AT_MOST,
    OP_MORE,
    OP_AT_LEAST,
    OP_CONTAINS,
    OP_STARTS_WITH,
    OP_PRESENT,
    OP_ABSENT,
    OP_WITHIN_LAST,
    OP_WITHIN_NEXT,
    OP_CHANGED,
    OP_CHANGED_FROM,
    OP_CHANGED_TO,
} FilterOp;

#define FILTER_HOPS_MAX 2

/* customer.company.name: references to follow, then the field. */
typedef struct FilterPath {
    const Field *hops[FILTER_HOPS_MAX];
    size_t hop_count;
    const Entity *entity; /* that holds the field */
    const Field *field;   /* NULL for tags and custom fields */
    int extension;        /* -1: the entity's own */
    bool is_tags;
    int64_t custom_id; /* 0: no custom field */
    bool custom_is_number;
} FilterPath;

struct Filter {
    FilterKind kind;
    const Filter **parts; /* of all, any, none; of some: the where at 0, or none */
    size_t part_count;
    FilterPath path;
    FilterOp op;
    DbValue *values;
    size_t value_count;
    const FilterPath *other; /* {"field": …} as the value */
    const Entity *some_entity;
    const Field *some_reference; /* of some_entity, to the owner */
    FilterOp count_op;
    int64_t count;
    bool has_count;
};

#endif
