#include "base/json.h"
#include "desk/ticket_merge.h"

typedef struct MergeInput {
    FieldSet has;
    int64_t id;
    int64_t from_id;
} MergeInput;
static const Field merge_fields[] = {
    FIELD(MergeInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(MergeInput, from_id, FIELD_REFERENCE, .to = &ticket_entity, .is_required = true, .can = CAN_CREATE,
          .about = "The ticket whose messages move here and that is closed."),
};
static const Entity merge_entity = {
    .name = "ticket_merge",
    .plural = "ticket_merges",
    .record_bytes = sizeof(MergeInput),
    ENTITY_FIELDS(merge_fields),
    .about = "Which ticket to take over.",
};

static Result merge_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Ticket into;
    TRY(request_read(work, request, &merge_entity, &input));
    TRY(ticket_merge(work, request->ids[0], ((const MergeInput *)input->record)->from_id, &into));
    return answer_record(work, &ticket_entity, into.id, request, answer);
}

static Result unmerge_post(Work *work, const Request *request, Answer *answer)
{
    Ticket from;
    TRY(ticket_unmerge(work, request->ids[0], &from));
    return answer_record(work, &ticket_entity, from.id, request, answer);
}

typedef struct SplitInput {
    FieldSet has;
    int64_t id;
    Text message_ids;
    Text subject;
} SplitInput;
static const Field split_fields[] = {
    FIELD(SplitInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(SplitInput, message_ids, FIELD_JSON, .bytes_max = 20000, .is_required = true, .can = CAN_CREATE,
          .about = "Ids of messages of the ticket: they move; one at least stays."),
    FIELD(SplitInput, subject, FIELD_TEXT, .bytes_max = TICKET_SUBJECT_BYTES_MAX, .can = CAN_CREATE,
          .format = FORMAT_LINE, .about = "Of the new ticket; unless given, the same."),
};
enum { SPLIT_ID, SPLIT_MESSAGE_IDS, SPLIT_SUBJECT };
static const Entity split_entity = {
    .name = "ticket_split",
    .plural = "ticket_splits",
    .record_bytes = sizeof(SplitInput),
    ENTITY_FIELDS(split_fields),
    .about = "What becomes a ticket of its own.",
};

static Result message_ids_read(Work *work, Text source, TicketSplit *split)
{
    const JsonValue *list;
    TRY(json_read(work->arena, source, &list));
    if (list->kind != JSON_LIST || list->list.count == 0 || list->list.count > SPLIT_MESSAGES_MAX)
        return work_fault(work, TEXT("/message_ids"), "wrong_type", "This must be a list of 1 to %d ids.",
                          SPLIT_MESSAGES_MAX);
    int64_t *ids = ARENA_ARRAY(work->arena, int64_t, list->list.count);
    for (size_t i = 0; i < list->list.count; i++) {
        if (list->list.items[i].kind != JSON_INT)
            return work_fault(work, text_format(work->arena, "/message_ids/%zu", i), "wrong_type",
                              "This must be an integer.");
        ids[i] = list->list.items[i].integer;
    }
    split->message_ids = ids;
    split->message_count = list->list.count;
    return done();
}

static Result split_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Ticket made;
    TicketSplit split = {.from_id = request->ids[0]};
    TRY(entity_find(work, &ticket_entity, split.from_id, &made));
    TRY(request_read(work, request, &split_entity, &input));
    const SplitInput *given = input->record;
    if (given->has & FIELD_BIT(SPLIT_SUBJECT))
        split.subject = text_trim(given->subject);
    TRY(message_ids_read(work, given->message_ids, &split));
    TRY(ticket_split(work, &split, &made));
    return answer_created(work, &ticket_entity, made.id, request, answer);
}

const Route ticket_merge_routes[] = {
    {.method = "POST",
     .path = "/api/v1/tickets/{id}/merge",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = merge_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &merge_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &ticket_entity,
     .about = "Takes over the messages of another ticket of the same customer, which is closed."},
    {.method = "POST",
     .path = "/api/v1/tickets/{id}/unmerge",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = unmerge_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &ticket_entity,
     .about = "Takes back that this ticket was merged into another, while nothing happened in either since."},
    {.method = "POST",
     .path = "/api/v1/tickets/{id}/split",
     .entity = &ticket_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = split_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &split_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &ticket_entity,
     .success = 201,
     .about = "Makes a ticket of some of its messages, linked with this one."},
    {.path = NULL},
};
