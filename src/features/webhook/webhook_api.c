#include "webhook/webhook_secret.h"
#include "webhook/webhook_send.h"

/* The record, and the secret beside it: the only time that it is shown. */
static Result answer_secret(Answer *answer, Text secret)
{
    answer->is_secret = true;
    buffer_cut(&answer->body, answer->body.length - 1);
    json_put_text(&answer->json, "secret", secret);
    json_end_object(&answer->json);
    return done();
}

static Result webhook_post_new(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Webhook webhook;
    Text secret;
    TRY(request_read(work, request, &webhook_entity, &input));
    TRY(webhook_add(work, input, &webhook));
    TRY(webhook_secret_rotate(work, webhook.id, &secret));
    TRY(answer_created(work, &webhook_entity, webhook.id, request, answer));
    return answer_secret(answer, secret);
}

static Result secret_post(Work *work, const Request *request, Answer *answer)
{
    Webhook webhook;
    Text secret;
    TRY(entity_find(work, &webhook_entity, request->ids[0], &webhook));
    TRY(webhook_secret_rotate(work, webhook.id, &secret));
    TRY(event_add_changes(work, "webhook.secret_rotated", &webhook_entity, webhook.id, 0, 0, TEXT("{}")));
    TRY(answer_record(work, &webhook_entity, webhook.id, request, answer));
    return answer_secret(answer, secret);
}

static Result test_post(Work *work, const Request *request, Answer *answer)
{
    Webhook webhook;
    int64_t id = 0;
    TRY(entity_find(work, &webhook_entity, request->ids[0], &webhook));
    WebhookEvent event = {.kind = TEXT("webhook.test"), .body = webhook_test_body(work->arena, webhook.id, work->now)};
    TRY(delivery_add(work, webhook.id, DELIVERY_TEST, &event, &id));
    TRY(webhook_once(work, id));
    return answer_created(work, &webhook_delivery_entity, id, request, answer);
}

static Result delivery_replay_post(Work *work, const Request *request, Answer *answer)
{
    WebhookDelivery before;
    WebhookEvent event = {.kind = TEXT("webhook.test")};
    bool found = true;
    int64_t id = 0;
    TRY(entity_find(work, &webhook_delivery_entity, request->ids[0], &before));
    bool is_test = before.purpose == DELIVERY_TEST;
    if (is_test)
        event.body = webhook_test_body(work->arena, before.webhook_id, work->now);
    else
        TRY(webhook_event_find(work, before.event_id, &event, &found));
    if (!found)
        return fail(FAULT_CONFLICT, "The event is no longer in the log.");
    TRY(delivery_add(work, before.webhook_id, is_test ? DELIVERY_TEST : DELIVERY_REPLAY, &event, &id));
    TRY(webhook_once(work, id));
    return answer_created(work, &webhook_delivery_entity, id, request, answer);
}

/* ---- from another place in the log ---- */

typedef struct ReplayInput {
    FieldSet has;
    int64_t id;
    int64_t since;
} ReplayInput;
static const Field replay_fields[] = {
    FIELD(ReplayInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(ReplayInput, since, FIELD_TIME, .is_required = true, .can = CAN_CREATE,
          .about = "It goes on with the events from here: a past time sends them again, the present skips what waits."),
};
static const Entity replay_entity = {
    .name = "webhook_replay",
    .plural = "webhook_replays",
    .record_bytes = sizeof(ReplayInput),
    ENTITY_FIELDS(replay_fields),
    .about = "From when on a webhook is told of events.",
};

static Result replay_post(Work *work, const Request *request, Answer *answer)
{
    Webhook webhook;
    EntityInput *input;
    int64_t seq = 0;
    TRY(entity_find(work, &webhook_entity, request->ids[0], &webhook));
    TRY(request_read(work, request, &replay_entity, &input));
    TRY(webhook_seq_before(work, ((const ReplayInput *)input->record)->since, &seq));
    TRY(webhook_move(work, &webhook, seq));
    return answer_record(work, &webhook_entity, webhook.id, request, answer);
}

#define SECRET_PART                                                                                                    \
    "{\"allOf\":[{\"$ref\":\"#/components/schemas/Webhook\"},{\"type\":\"object\",\"required\":[\"secret\"],"          \
    "\"properties\":{\"secret\":{\"type\":\"string\",\"description\":\"The only time it is shown.\"}}}]}"

const Route webhook_routes[] = {
    RESOURCE("/api/v1/webhooks", &webhook_entity),
    RESOURCE("/api/v1/webhook_deliveries", &webhook_delivery_entity),
    {.method = "POST",
     .path = "/api/v1/webhooks",
     .entity = &webhook_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = webhook_post_new,
     .takes = SHAPE_RECORD,
     .takes_entity = &webhook_entity,
     .gives = SHAPE_SCHEMA,
     .gives_schema = SECRET_PART,
     .success = 201,
     .about = "Makes a webhook; the secret that it signs with is in this answer and never shown again."},
    {.method = "POST",
     .path = "/api/v1/webhooks/{id}/secret",
     .entity = &webhook_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = secret_post,
     .gives = SHAPE_SCHEMA,
     .gives_schema = SECRET_PART,
     .about = "Rotates the secret: the new one is in this answer, the one before signs beside it for a day."},
    {.method = "POST",
     .path = "/api/v1/webhooks/{id}/test",
     .entity = &webhook_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = test_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &webhook_delivery_entity,
     .success = 201,
     .about = "Sends a test event, once; the delivery says what came back."},
    {.method = "POST",
     .path = "/api/v1/webhooks/{id}/replay",
     .entity = &webhook_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = replay_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &replay_entity,
     .gives = SHAPE_RECORD,
     .gives_entity = &webhook_entity,
     .about = "Sends all events since a time again, in order."},
    {.method = "POST",
     .path = "/api/v1/webhook_deliveries/{id}/replay",
     .entity = &webhook_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = delivery_replay_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &webhook_delivery_entity,
     .success = 201,
     .about = "Sends one event again, with the id that it had."},
    {.path = NULL},
};
