#include "lifecycle/lifecycle.h"

typedef struct StageInput {
    FieldSet has;
    int64_t id;
    int64_t stage;
    Text reason;
    int64_t until;
} StageInput;
static const Field stage_fields[] = {
    FIELD(StageInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(StageInput, stage, FIELD_CHOICE, .choices = stage_names, .can = CAN_CREATE,
          .about = "Null takes a move by hand back: the rules decide again."),
    FIELD(StageInput, reason, FIELD_TEXT, .bytes_max = 500, .can = CAN_CREATE, .format = FORMAT_LINE),
    FIELD(StageInput, until, FIELD_TIME, .can = CAN_CREATE, .about = "Null: until it is taken back."),
};
enum { STAGE_INPUT_ID, STAGE_INPUT_STAGE, STAGE_INPUT_REASON, STAGE_INPUT_UNTIL };
static const Entity stage_input_entity = {
    .name = "stage_move",
    .plural = "stage_moves",
    .record_bytes = sizeof(StageInput),
    ENTITY_FIELDS(stage_fields),
    .about = "A journey stage set by hand.",
};

static Result stage_put(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    EntityInput *input;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    if (request->has_version && request->version != customer.version)
        return fail(FAULT_STALE, "Somebody changed this customer first.");
    TRY(request_read(work, request, &stage_input_entity, &input));
    const StageInput *move = input->record;
    if (!(input->given & FIELD_BIT(STAGE_INPUT_STAGE)))
        return work_fault(work, TEXT("/stage"), "required", "Name a stage, or null.");
    int64_t until = move->has & FIELD_BIT(STAGE_INPUT_UNTIL) ? move->until : LIFECYCLE_FOREVER;
    if (until <= work->now)
        return work_fault(work, TEXT("/until"), "out_of_range", "This must lie in the future.");
    if (move->has & FIELD_BIT(STAGE_INPUT_STAGE))
        TRY(lifecycle_override(work, customer.id, (Stage)move->stage, move->reason, until));
    else
        TRY(lifecycle_override_end(work, customer.id));
    return answer_record(work, &customer_entity, customer.id, request, answer);
}

const Route lifecycle_routes[] = {
    RESOURCE("/api/v1/stages", &lifecycle_rule_entity),
    {.method = "PUT",
     .path = "/api/v1/customers/{id}/stage",
     .entity = &customer_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = stage_put,
     .needs_version = true,
     .takes = SHAPE_RECORD,
     .takes_entity = &stage_input_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &customer_entity,
     .about = "Moves a customer to a journey stage by hand, before all rules."},
    {.path = NULL},
};
