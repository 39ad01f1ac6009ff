#include "lifecycle/stage_stay.h"

#include "lifecycle/lifecycle_judge.h"
#include "people/customer.h"

static const Field stay_fields[] = {
    FIELD(StageStay, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(StageStay, customer_id, FIELD_REFERENCE, .to = &customer_entity, .has_default = true, .can = CAN_FILTER,
          .about = "Who stayed there."),
    FIELD(StageStay, ladder, FIELD_CHOICE, .has_default = true, .choices = ladder_names, .can = CAN_FILTER | CAN_GROUP),
    FIELD(StageStay, stage, FIELD_TEXT, .has_default = true, .bytes_max = 40, .can = CAN_FILTER | CAN_GROUP,
          .about = "A stage of the ladder."),
    FIELD(StageStay, entered_at, FIELD_TIME, .has_default = true, .can = CAN_FILTER | CAN_SORT),
    FIELD(StageStay, left_at, FIELD_TIME, .can = CAN_FILTER | CAN_SORT, .about = "Null: still there."),
    FIELD(StageStay, rule, FIELD_TEXT, .has_default = true, .bytes_max = 40, .can = CAN_FILTER,
          .about = "Which rule moved them here; by_hand: a person."),
    FIELD(StageStay, next_stage, FIELD_TEXT, .bytes_max = 40, .can = CAN_FILTER, .about = "Where they went."),
};

const Entity stage_stay_entity = {
    .name = "stage_stay",
    .plural = "stage_stays",
    .table = "stage_stays",
    .record_bytes = sizeof(StageStay),
    ENTITY_FIELDS(stay_fields),
    .rights = &rights_commerce,
    .methods = ENTITY_READS,
    .default_sort = "-entered_at",
    .about = "A customer's stay on a stage of a ladder.",
};

const Route stage_stay_routes[] = {
    RESOURCE("/api/v1/stage_stays", &stage_stay_entity),
    {.path = NULL},
};
