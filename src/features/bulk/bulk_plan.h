/* What a bulk action does to each record: {"changes": {…}, "add_tags": […], "remove_tags": […], "macro_id", "merge_into",
 * "delete": true, "restore": true, "stage", "reason"}, in this order. */
#ifndef LAZO_BULK_BULK_PLAN_H
#define LAZO_BULK_BULK_PLAN_H

#include "desk/customer_stages.h"
#include "http/route.h"

#define BULK_TAGS_MAX 20
#define BULK_TAG_BYTES_MAX 60

typedef struct BulkPlan {
    const Entity *entity;
    const JsonValue *changes; /* NULL: none */
    Text add_tags[BULK_TAGS_MAX];
    size_t add_count;
    Text remove_tags[BULK_TAGS_MAX];
    size_t remove_count;
    int64_t macro_id;   /* 0: none */
    int64_t merge_into; /* 0: none */
    bool deletes;
    bool restores;
    bool moves_stage;
    Stage stage;
    Text reason;
} BulkPlan;

/* Reads and checks; faults are noted with pointers to the members. Texts and values are views of `action`. */
MUST_CHECK Result bulk_plan_read(Work *work, const Entity *entity, const JsonValue *action, BulkPlan *out_plan);

#endif
