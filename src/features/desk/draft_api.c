/* Drafts over HTTP. */
#include "desk/draft.h"

static Result drafts_get(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &ticket));
    return answer_list(work, &draft_entity, filter_is_int(work, &draft_entity, "ticket_id", ticket.id), request,
                       answer);
}

static Result draft_put(Work *work, const Request *request, Answer *answer)
{
    Ticket ticket;
    EntityInput *input;
    Draft draft;
    TRY(entity_find(work, &ticket_entity, request->ids[0], &ticket));
    TRY(request_read(work, request, &draft_input_entity, &input));
    TRY(draft_save(work, &ticket, input->record, request->has_version ? request->version : 0, &draft));
    return answer_record(work, &draft_entity, draft.id, request, answer);
}

static Result draft_delete(Work *work, const Request *request, Answer *answer)
{
    TRY(draft_discard(work, request->ids[0], request->version));
    answer->status = 204;
    return done();
}

/* ---- taking ---- */

typedef struct TakeInput {
    FieldSet has;
    int64_t id;
    int64_t force;
} TakeInput;
static const Field take_fields[] = {
    FIELD(TakeInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(TakeInput, force, FIELD_BOOL, .can = CAN_CREATE, .about = "Also while its author is writing."),
};
static const Entity take_entity = {
    .name = "draft_take",
    .plural = "draft_takes",
    .record_bytes = sizeof(TakeInput),
    ENTITY_FIELDS(take_fields),
    .about = "Makes a colleague's draft one's own.",
};

static Result take_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Draft draft;
    TRY(request_read(work, request, &take_entity, &input));
    TRY(draft_take(work, request->ids[0], ((const TakeInput *)input->record)->force != 0, &draft));
    return answer_record(work, &draft_entity, draft.id, request, answer);
}

static Result cancel_post(Work *work, const Request *request, Answer *answer)
{
    Draft draft;
    TRY(draft_cancel(work, request->ids[0], &draft));
    return answer_record(work, &draft_entity, draft.id, request, answer);
}

/* ---- sending ---- */

typedef struct SendInput {
    FieldSet has;
    int64_t id;
    int64_t delay_seconds;
    int64_t send_at;
    int64_t status_after;
    int64_t seen_message_id;
    int64_t anyway;
} SendInput;
static const Field send_fields[] = {
    FIELD(SendInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(SendInput, delay_seconds, FIELD_INT, .low = 0, .high = DRAFT_DELAY_SECONDS_MAX, .can = CAN_CREATE,
          .about =
              "For how long it can be taken back. Default: the workspace's undo_send_seconds. 0: it leaves at once."),
    FIELD(SendInput, send_at, FIELD_TIME, .can = CAN_CREATE, .about = "When it is to leave, instead of after a delay."),
    FIELD(SendInput, status_after, FIELD_CHOICE, .choices = ticket_status_names, .can = CAN_CREATE,
          .about = "What the ticket becomes as it leaves."),
    FIELD(SendInput, seen_message_id, FIELD_INT, .low = 1, .high = INT64_MAX, .can = CAN_CREATE,
          .about = "The last message you know of: when the customer or a colleague wrote since, it is held."),
    FIELD(SendInput, anyway, FIELD_BOOL, .can = CAN_CREATE, .about = "Whatever was written meanwhile."),
};
enum { SEND_ID, SEND_DELAY_SECONDS, SEND_SEND_AT, SEND_STATUS_AFTER, SEND_SEEN_MESSAGE_ID, SEND_ANYWAY };
static const Entity send_entity = {
    .name = "draft_order",
    .plural = "draft_orders",
    .record_bytes = sizeof(SendInput),
    ENTITY_FIELDS(send_fields),
    .about = "How a draft is to leave.",
};

/* {"draft": what waits or was held, or null, "message": what has left, or null} */
static Result send_show(Work *work, int64_t draft_id, int64_t message_id, Answer *answer)
{
    Json *json = &answer->json;
    TRY(event_settle(work));
    json_object(json);
    json_name(json, "draft");
    if (message_id == 0)
        TRY(entity_write_json(work, &draft_entity, draft_id, TEXT_NONE, json, NULL));
    else
        json_null(json);
    json_name(json, "message");
    if (message_id != 0)
        TRY(entity_write_json(work, &message_entity, message_id, TEXT_NONE, json, NULL));
    else
        json_null(json);
    json_end_object(json);
    return done();
}

static Result send_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    int64_t message_id;
    TRY(request_read(work, request, &send_entity, &input));
    const SendInput *asked = input->record;
    DraftOrder order = {
        .has_delay = (asked->has & FIELD_BIT(SEND_DELAY_SECONDS)) != 0,
        .delay_seconds = asked->delay_seconds,
        .send_at = (asked->has & FIELD_BIT(SEND_SEND_AT)) ? asked->send_at : 0,
        .status_after = (asked->has & FIELD_BIT(SEND_STATUS_AFTER)) ? asked->status_after : -1,
        .seen_message_id = (asked->has & FIELD_BIT(SEND_SEEN_MESSAGE_ID)) ? asked->seen_message_id : 0,
        .is_anyway = asked->anyway != 0,
    };
    TRY(draft_send(work, request->ids[0], &order, &message_id));
    return send_show(work, request->ids[0], message_id, answer);
}

#define SEND_SCHEMA                                                                                                    \
    "{\"type\":\"object\",\"required\":[\"draft\",\"message\"],\"properties\":{"                                       \
    "\"draft\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/Draft\"},{\"type\":\"null\"}]},"                           \
    "\"message\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/Message\"},{\"type\":\"null\"}]}}}"

const Route draft_routes[] = {
    RESOURCE("/api/v1/drafts", &draft_entity),
    {.method = "GET",
     .path = "/api/v1/tickets/{id}/drafts",
     .entity = &draft_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = drafts_get,
     .gives = SHAPE_LIST,
     .gives_entity = &draft_entity,
     .about = "What is written in the ticket and has not left: the team's answers and your own note."},
    {.method = "PUT",
     .path = "/api/v1/tickets/{id}/drafts",
     .entity = &draft_entity,
     .right = RIGHT_NOTE,
     .runs = RUNS_WRITE,
     .handle = draft_put,
     .takes = SHAPE_RECORD,
     .takes_entity = &draft_input_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &draft_entity,
     .about = "Saves what you write: the first time without If-Match, then with the draft's version."},
    {.method = "DELETE",
     .path = "/api/v1/drafts/{id}",
     .entity = &draft_entity,
     .right = RIGHT_NOTE,
     .runs = RUNS_WRITE,
     .handle = draft_delete,
     .needs_version = true,
     .success = 204,
     .about = "Discards your draft."},
    {.method = "POST",
     .path = "/api/v1/drafts/{id}/take",
     .entity = &draft_entity,
     .right = RIGHT_NOTE,
     .runs = RUNS_WRITE,
     .handle = take_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &take_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &draft_entity,
     .about = "Makes a colleague's answer your own; one that waits to be sent is being written again."},
    {.method = "POST",
     .path = "/api/v1/drafts/{id}/send",
     .entity = &draft_entity,
     .right = RIGHT_NOTE,
     .runs = RUNS_WRITE,
     .handle = send_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &send_entity,
     .gives = SHAPE_SCHEMA,
     .gives_schema = SEND_SCHEMA,
     .about =
         "Sends your draft: a note at once, an answer after some seconds in which it can be taken back, or later."},
    {.method = "POST",
     .path = "/api/v1/drafts/{id}/cancel",
     .entity = &draft_entity,
     .right = RIGHT_NOTE,
     .runs = RUNS_WRITE,
     .handle = cancel_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &draft_entity,
     .about = "Takes back an answer that has not left: it is being written again."},
    {.path = NULL},
};
