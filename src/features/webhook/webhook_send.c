#include "webhook/webhook_send.h"

#include "store/lane.h"
#include "webhook/webhook_secret.h"

#define BATCH_MAX 200
#define BATCH_US (60 * 1000 * 1000)
#define SWEEP_ROWS 500

/* ---- one request ---- */

typedef struct Shot {
    Webhook webhook;
    WebhookEvent event;
    Text secrets[WEBHOOK_SECRETS_MAX];
    size_t secret_count;
} Shot;

static Result shot_fire(Arena *arena, const Shot *shot, Text id, WebhookAnswer *out_answer)
{
    int64_t at_seconds = clock_now() / 1000;
    if (shot->secret_count == 0)
        return fail(FAULT_CONFLICT, "The webhook has no secret to sign with; rotate it.");
    WebhookPost post = {.url = shot->webhook.url,
                        .id = id,
                        .timestamp = text_from_int(arena, at_seconds),
                        .signature =
                            webhook_sign(arena, shot->secrets, shot->secret_count, id, at_seconds, shot->event.body),
                        .body = shot->event.body};
    webhook_post(arena, &post, out_answer);
    return done();
}

static Text event_id_words(Arena *arena, int64_t event_id)
{
    return text_format(arena, "evt_%lld", (long long)event_id);
}

/* ---- through the log ---- */

static Result next_shot(Work *work, int64_t webhook_id, Shot *out_shot, bool *out_found, int64_t *out_seen)
{
    bool is_there;
    *out_found = false;
    *out_seen = 0;
    TRY(webhook_find(work, webhook_id, &out_shot->webhook, &is_there));
    if (!is_there || !out_shot->webhook.is_active)
        return done();
    TRY(webhook_event_next(work, &out_shot->webhook, out_shot->webhook.after_seq, &out_shot->event, out_found,
                           out_seen));
    if (!*out_found)
        return done();
    return webhook_secret_list(work, webhook_id, out_shot->secrets, &out_shot->secret_count);
}

typedef struct Noted {
    int64_t webhook_id;
    int64_t from_seq; /* where it stood when the try began: one that was moved meanwhile stays where it was moved to */
    int64_t seq;
    const WebhookEvent *event; /* NULL: nothing was sent, only passed over */
    const WebhookAnswer *answer;
    bool is_settled; /* taken, or set aside: the next goes on */
} Noted;

static bool body_was_refused(const WebhookAnswer *answer)
{
    long status = answer->trouble ? 0 : answer->status;
    return status == 400 || status == 413 || status == 415 || status == 422;
}

static Result passed(Work *work, const Noted *noted)
{
    return db_run(work->db, DB_SQL("UPDATE webhooks SET after_seq = $3 WHERE id = $1 AND after_seq = $2"),
                  DB_VALUES(db_int(noted->webhook_id), db_int(noted->from_seq), db_int(noted->seq)), NULL);
}

static Result state_note(Work *work, const Noted *noted, bool is_taken)
{
    Text detail = is_taken ? TEXT_NONE : text_of(webhook_answer_words(work->arena, noted->answer));
    return db_run(work->db,
                  DB_SQL("UPDATE webhooks SET state = $2, state_detail = $3, state_at = $4, failing_since = CASE WHEN "
                         "$2 = 'ok' THEN NULL ELSE COALESCE(failing_since, $4) END WHERE id = $1 AND is_active = 1"),
                  DB_VALUES(db_int(noted->webhook_id), db_string(is_taken ? "ok" : "failing"),
                            db_text_if(!is_taken, detail), db_int(work->now)),
                  NULL);
}

static Result note_apply(Work *work, void *context)
{
    Noted *noted = context;
    noted->is_settled = true;
    if (noted->event == NULL)
        return passed(work, noted);
    bool is_taken = webhook_was_taken(noted->answer);
    int64_t tries = 0;
    TRY(delivery_note_event(work, noted->webhook_id, noted->event, noted->answer,
                            is_taken ? SENDING_SENT : SENDING_WAITING, &tries));
    bool is_aside = !is_taken && body_was_refused(noted->answer) && tries >= WEBHOOK_REFUSALS_MAX;
    if (is_aside)
        TRY(db_run(work->db,
                   DB_SQL("UPDATE webhook_deliveries SET state = 'failed' WHERE webhook_id = $1 AND event_id = $2 AND "
                          "purpose = 'event'"),
                   DB_VALUES(db_int(noted->webhook_id), db_int(noted->event->id)), NULL));
    TRY(state_note(work, noted, is_taken));
    noted->is_settled = is_taken || is_aside;
    return noted->is_settled ? passed(work, noted) : done();
}

typedef enum Step { STEP_ON, STEP_END, STEP_FAILED } Step;

/* The next event of the webhook, or the end of what there is. FAULT_INVALID: it is to be switched off. */
static Result step(const OutboxItem *item, Arena *arena, int64_t webhook_id, Step *out_step, const char **out_why)
{
    Work work;
    Shot shot = {.secret_count = 0};
    WebhookAnswer answer;
    bool is_found = false;
    int64_t seen = 0;
    TRY(work_begin_read(item->workspace, arena, &actor_system, &work));
    Result read = next_shot(&work, webhook_id, &shot, &is_found, &seen);
    if (!is_ok(read) && read.why)
        read.why = arena_printf(arena, "%s", read.why);
    work_end_read(&work);
    TRY(read);
    Noted noted = {
        .webhook_id = webhook_id, .from_seq = shot.webhook.after_seq, .seq = is_found ? shot.event.seq : seen};
    *out_step = STEP_END;
    if (!is_found && noted.seq <= noted.from_seq)
        return done();
    if (is_found) {
        TRY(shot_fire(arena, &shot, event_id_words(arena, shot.event.id), &answer));
        noted.event = &shot.event;
        noted.answer = &answer;
    }
    TRY(lane_do(workspace_lane(item->workspace), arena, &actor_system, WORK_LIVE, true, note_apply, &noted));
    *out_step = noted.is_settled ? STEP_ON : STEP_FAILED;
    if (noted.is_settled)
        return done();
    *out_why = webhook_answer_words(item->arena, &answer);
    if (answer.trouble == NULL && answer.status == 410)
        return fail(FAULT_INVALID, "It answered 410: the address is gone for good.");
    bool has_failed = (shot.webhook.has & entity_bit(&webhook_entity, "failing_since")) != 0;
    if (has_failed && clock_now() - shot.webhook.failing_since > OUTBOX_GIVES_UP_MS)
        return failf(item->arena, FAULT_INVALID, "For three days nothing was taken. %s", *out_why);
    return done();
}

/* What was taken before one failed begins the back-off anew: the item ends, and webhook_look adds it again. */
Result webhook_send(const OutboxItem *item)
{
    int64_t webhook_id = 0;
    const char *why = NULL;
    if (!text_to_int(item->payload, &webhook_id))
        return fail(FAULT_INVALID, "This names no webhook.");
    int64_t began_us = clock_monotonic_us();
    for (int done_count = 0; done_count < BATCH_MAX; done_count++) {
        WITH_ARENA arena = arena_new();
        Step next = STEP_END;
        Result result = step(item, arena, webhook_id, &next, &why);
        if (!is_ok(result))
            return fail(result.fault == FAULT_INVALID ? FAULT_INVALID : FAULT_BUSY,
                        result.why ? arena_printf(item->arena, "%s", result.why) : "It could not be sent.");
        if (next == STEP_FAILED && done_count == 0)
            return fail(FAULT_BUSY, why);
        if (next != STEP_ON || outbox_is_stopping(item) || clock_monotonic_us() - began_us > BATCH_US)
            break;
    }
    return done();
}

typedef struct GivenUp {
    int64_t id;
    const char *why;
} GivenUp;

static Result gave_up_apply(Work *work, void *context)
{
    const GivenUp *given = context;
    return webhook_disable(work, given->id, text_copy(work->arena, text_of(given->why ? given->why : "It failed.")));
}

Result webhook_gave_up(const OutboxItem *item, const char *why)
{
    GivenUp given = {.why = why};
    if (!text_to_int(item->payload, &given.id))
        return done();
    return lane_do(workspace_lane(item->workspace), item->arena, &actor_system, WORK_LIVE, false, gave_up_apply,
                   &given);
}

/* ---- one by hand ---- */

static Result once_shot(Work *work, int64_t delivery_id, WebhookDelivery *out_delivery, Shot *out_shot, bool *out_found)
{
    TRY(entity_find_by(work, &webhook_delivery_entity, "id", db_int(delivery_id), out_delivery, out_found));
    if (!*out_found)
        return done();
    TRY(webhook_find(work, out_delivery->webhook_id, &out_shot->webhook, out_found));
    if (!*out_found)
        return done();
    if (out_delivery->purpose == DELIVERY_TEST)
        out_shot->event.body = webhook_test_body(work->arena, out_delivery->webhook_id, out_delivery->created_at);
    else
        TRY(webhook_event_find(work, out_delivery->event_id, &out_shot->event, out_found));
    return webhook_secret_list(work, out_delivery->webhook_id, out_shot->secrets, &out_shot->secret_count);
}

typedef struct OnceNoted {
    int64_t id;
    const WebhookAnswer *answer;
    SendingState state;
} OnceNoted;

static Result once_apply(Work *work, void *context)
{
    const OnceNoted *noted = context;
    return delivery_note(work, noted->id, noted->answer, noted->state);
}

Result webhook_once_send(const OutboxItem *item)
{
    Work work;
    WebhookDelivery delivery;
    Shot shot = {.secret_count = 0};
    WebhookAnswer answer;
    bool is_found = false;
    int64_t id = 0;
    if (!text_to_int(item->payload, &id))
        return fail(FAULT_INVALID, "This names no delivery.");
    TRY(work_begin_read(item->workspace, item->arena, &actor_system, &work));
    Result read = once_shot(&work, id, &delivery, &shot, &is_found);
    work_end_read(&work);
    if (!is_ok(read))
        return fail(FAULT_BUSY, "What is to be sent could not be read.");
    if (!is_found)
        return done();
    bool is_test = delivery.purpose == DELIVERY_TEST;
    Text name =
        is_test ? text_format(item->arena, "test_%lld", (long long)id) : event_id_words(item->arena, delivery.event_id);
    TRY(shot_fire(item->arena, &shot, name, &answer));
    bool is_taken = webhook_was_taken(&answer);
    OnceNoted noted = {id, &answer, is_taken ? SENDING_SENT : is_test ? SENDING_FAILED : SENDING_WAITING};
    TRY(lane_do(workspace_lane(item->workspace), item->arena, &actor_system, WORK_LIVE, false, once_apply, &noted));
    if (is_taken || is_test)
        return done(); /* what became of a test stands in its row */
    return fail(FAULT_BUSY, webhook_answer_words(item->arena, &answer));
}

static Result once_failed_apply(Work *work, void *context)
{
    return db_run(work->db, DB_SQL("UPDATE webhook_deliveries SET state = 'failed' WHERE id = $1"),
                  DB_VALUES(db_int(*(const int64_t *)context)), NULL);
}

Result webhook_once_gave_up(const OutboxItem *item, const char *why)
{
    int64_t id = 0;
    (void)why;
    if (!text_to_int(item->payload, &id))
        return done();
    return lane_do(workspace_lane(item->workspace), item->arena, &actor_system, WORK_LIVE, false, once_failed_apply,
                   &id);
}

Result webhook_once(Work *work, int64_t delivery_id)
{
    Text id = text_from_int(work->arena, delivery_id);
    return outbox_add(work, WEBHOOK_ONCE_KIND, text_format(work->arena, "webhook-once:%.*s", TEXT_ARG(id)), id);
}

/* ---- what the clock does ---- */

typedef struct Behind {
    int64_t ids[WEBHOOKS_MAX];
    size_t count;
} Behind;

static Result behind_read(Work *work, Behind *behind)
{
    int64_t last = 0;
    TRY(event_last_seq(work, &last));
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT w.id FROM webhooks w WHERE w.is_active = 1 AND w.after_seq < $1 AND NOT EXISTS "
                        "(SELECT 1 FROM outbox o WHERE o.road = 'webhook:' || CAST(w.id AS TEXT) AND o.state IN "
                        "('waiting', 'sending')) ORDER BY w.id LIMIT 100"),
                 DB_VALUES(db_int(last)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || behind->count == WEBHOOKS_MAX)
            return done();
        behind->ids[behind->count++] = db_column_int(&cursor, 0);
    }
}

static Result behind_apply(Work *work, void *context)
{
    const Behind *behind = context;
    for (size_t i = 0; i < behind->count; i++) {
        Text road = webhook_road(work, behind->ids[i]);
        TRY(outbox_send_again(work, WEBHOOK_KIND, road, road, text_from_int(work->arena, behind->ids[i])));
    }
    return done();
}

Result webhook_look(Workspace *workspace, Arena *arena)
{
    Work work;
    Behind behind = {.count = 0};
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result read = behind_read(&work, &behind);
    work_end_read(&work);
    if (!is_ok(read))
        return fail(read.fault, "Webhooks that are behind the log could not be read.");
    if (behind.count == 0)
        return done();
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, behind_apply, &behind);
}

static Result sweep_apply(Work *work, void *context)
{
    return delivery_sweep(work, SWEEP_ROWS, context);
}

Result webhook_log_sweep(Workspace *workspace, Arena *arena)
{
    for (int round = 0; round < 1000; round++) {
        int64_t removed = 0;
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, sweep_apply, &removed));
        if (removed < SWEEP_ROWS)
            break;
    }
    return done();
}
