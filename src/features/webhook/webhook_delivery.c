#include "webhook/webhook_delivery.h"

#define REQUEST_BYTES_MAX 4000
#define ERROR_BYTES_MAX 500

static const char *const purpose_names[] = {"event", "replay", "test", NULL};
static const char *const state_names[] = {"waiting", "sent", "failed", NULL};

static const Field delivery_fields[] = {
    FIELD(WebhookDelivery, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(WebhookDelivery, webhook_id, FIELD_REFERENCE, .to = &webhook_entity, .can = CAN_FILTER),
    FIELD(WebhookDelivery, purpose, FIELD_CHOICE, .choices = purpose_names, .can = CAN_FILTER,
          .about = "An event in its turn, one that was sent again by hand, or a test."),
    FIELD(WebhookDelivery, kind, FIELD_TEXT, .can = CAN_FILTER, .about = "Of the event."),
    FIELD(WebhookDelivery, event_id, FIELD_INT, .can = CAN_FILTER, .about = "Of the event; null: a test."),
    FIELD(WebhookDelivery, event_seq, FIELD_INT, .about = "Its place in the log."),
    FIELD(WebhookDelivery, state, FIELD_CHOICE, .choices = state_names, .can = CAN_FILTER,
          .about = "Waiting to be tried (again), taken, or given up."),
    FIELD(WebhookDelivery, tries, FIELD_INT),
    FIELD(WebhookDelivery, request, FIELD_TEXT, .bytes_max = REQUEST_BYTES_MAX,
          .about = "What was sent; its first 4,000 bytes."),
    FIELD(WebhookDelivery, status, FIELD_INT, .can = CAN_FILTER, .about = "Of the last answer; null when none came."),
    FIELD(WebhookDelivery, answer, FIELD_TEXT, .bytes_max = 4 * WEBHOOK_ANSWER_BYTES_MAX,
          .about = "The first bytes of it."),
    FIELD(WebhookDelivery, error, FIELD_TEXT, .bytes_max = ERROR_BYTES_MAX, .about = "Why it was not taken."),
    FIELD(WebhookDelivery, duration_ms, FIELD_INT, .about = "How long the last try took."),
    FIELD(WebhookDelivery, created_at, FIELD_TIME),
    FIELD(WebhookDelivery, tried_at, FIELD_TIME, .about = "Of the last try."),
};

const Entity webhook_delivery_entity = {
    .name = "webhook_delivery",
    .plural = "webhook_deliveries",
    .table = "webhook_deliveries",
    .record_bytes = sizeof(WebhookDelivery),
    ENTITY_FIELDS(delivery_fields),
    .rights = &rights_admin,
    .methods = ENTITY_READS,
    .default_sort = "-id",
    .about = "Something that was sent to a webhook, and what came back; kept for thirty days.",
};

const char *webhook_answer_words(Arena *arena, const WebhookAnswer *answer)
{
    if (answer->trouble)
        return answer->trouble;
    if (answer->status >= 300 && answer->status < 400)
        return arena_printf(arena, "It answered %ld, a redirect, which is not followed.", answer->status);
    return arena_printf(arena, "It answered %ld.", answer->status);
}

static Text error_of(Work *work, const WebhookAnswer *answer)
{
    if (webhook_was_taken(answer))
        return TEXT_NONE;
    return text_make_utf8(work->arena, text_cut(text_of(webhook_answer_words(work->arena, answer)), ERROR_BYTES_MAX));
}

static Text request_of(Text body)
{
    return text_cut(body, REQUEST_BYTES_MAX);
}

Result delivery_note_event(Work *work, int64_t webhook_id, const WebhookEvent *event, const WebhookAnswer *answer,
                           SendingState state, int64_t *out_tries)
{
    Text error = error_of(work, answer);
    return db_one_int(
        work->db,
        DB_SQL("INSERT INTO webhook_deliveries (webhook_id, purpose, kind, event_id, event_seq, state, tries, request, "
               "status, answer, error, duration_ms, created_at, tried_at) VALUES ($1, 'event', $2, $3, $4, $5, 1, $6, "
               "$7, $8, $9, $10, $11, $11) ON CONFLICT (webhook_id, event_id) WHERE purpose = 'event' DO UPDATE SET "
               "state = excluded.state, tries = webhook_deliveries.tries + 1, request = excluded.request, "
               "status = excluded.status, answer = excluded.answer, error = excluded.error, "
               "duration_ms = excluded.duration_ms, tried_at = excluded.tried_at RETURNING tries"),
        DB_VALUES(db_int(webhook_id), db_text(event->kind), db_int(event->id), db_int(event->seq),
                  db_string(state_names[state]), db_text(request_of(event->body)),
                  db_int_if(answer->trouble == NULL, answer->status), db_text(answer->body),
                  db_text_if(!text_is_empty(error), error), db_int(answer->duration_ms), db_int(work->now)),
        out_tries);
}

Result delivery_add(Work *work, int64_t webhook_id, DeliveryPurpose purpose, const WebhookEvent *event, int64_t *out_id)
{
    return db_one_int(work->db,
                      DB_SQL("INSERT INTO webhook_deliveries (webhook_id, purpose, kind, event_id, event_seq, state, "
                             "tries, request, created_at) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $7) "
                             "RETURNING id"),
                      DB_VALUES(db_int(webhook_id), db_string(purpose_names[purpose]), db_text(event->kind),
                                db_int_if(event->id != 0, event->id), db_int_if(event->id != 0, event->seq),
                                db_text(request_of(event->body)), db_int(work->now)),
                      out_id);
}

Result delivery_note(Work *work, int64_t id, const WebhookAnswer *answer, SendingState state)
{
    Text error = error_of(work, answer);
    return db_run(work->db,
                  DB_SQL("UPDATE webhook_deliveries SET state = $2, tries = tries + 1, status = $3, answer = $4, "
                         "error = $5, duration_ms = $6, tried_at = $7 WHERE id = $1"),
                  DB_VALUES(db_int(id), db_string(state_names[state]),
                            db_int_if(answer->trouble == NULL, answer->status), db_text(answer->body),
                            db_text_if(!text_is_empty(error), error), db_int(answer->duration_ms), db_int(work->now)),
                  NULL);
}

Result delivery_sweep(Work *work, int64_t limit, int64_t *out_removed)
{
    return db_run(work->db,
                  DB_SQL("DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries "
                         "WHERE created_at < $1 ORDER BY created_at, id LIMIT $2)"),
                  DB_VALUES(db_int(work->now - WEBHOOK_LOG_MS), db_int(limit)), out_removed);
}
