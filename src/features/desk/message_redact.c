#include "desk/message_redact.h"

#include "desk/ticket_state.h"
#include "model/search.h"

#define CONTENT_FIELDS                                                                                                 \
    (MESSAGE_HAS(SUBJECT) | MESSAGE_HAS(TEXT) | MESSAGE_HAS(HTML) | MESSAGE_HAS(REPLY) | MESSAGE_HAS(RAW_BLOB_ID))

static Result content_remove(Work *work, int64_t message_id)
{
    search_remove(work, &message_entity, message_id);
    TRY(db_run(work->db, DB_SQL("DELETE FROM attachments WHERE message_id = $1"), DB_VALUES(db_int(message_id)), NULL));
    return db_run(work->db, DB_SQL("UPDATE mail_ids SET raw_blob_id = NULL WHERE message_id = $1"),
                  DB_VALUES(db_int(message_id)), NULL);
}

Result message_redact(Work *work, int64_t message_id)
{
    Message before;
    Ticket ticket;
    TRY(entity_find(work, &message_entity, message_id, &before));
    TRY(entity_find(work, &ticket_entity, before.ticket_id, &ticket));
    TRY(ticket_is_kept(&ticket));
    if (before.has & MESSAGE_HAS(REDACTED_AT))
        return done();
    if ((before.has & MESSAGE_HAS(DELIVERY_STATE)) && before.delivery_state == DELIVERY_QUEUED)
        return fail(FAULT_CONFLICT, "The message is on its way out: wait until it was sent.");
    Message after = before;
    after.has &= ~CONTENT_FIELDS;
    after.redacted_at = work->now;
    after.has |= MESSAGE_HAS(REDACTED_AT);
    if (work->actor.kind == ACTOR_AGENT) {
        after.redacted_by = work->actor.id;
        after.has |= MESSAGE_HAS(REDACTED_BY);
    }
    TRY(content_remove(work, message_id));
    TRY(entity_update(work, &message_entity, &before, &after, NULL));
    return event_add_for(work, "message.redacted", &message_entity, &before, &after, ticket.customer_id);
}

static Result redact_post(Work *work, const Request *request, Answer *answer)
{
    TRY(message_redact(work, request->ids[0]));
    return answer_record(work, &message_entity, request->ids[0], request, answer);
}

const Route message_redact_routes[] = {
    {.method = "POST",
     .path = "/api/v1/messages/{id}/redact",
     .entity = &message_entity,
     .right = RIGHT_REMOVE,
     .runs = RUNS_WRITE,
     .handle = redact_post,
     .gives = SHAPE_RECORD,
     .gives_entity = &message_entity,
     .about = "Takes out what the message said, its original and its files, for good; leads and administrators."},
    {.path = NULL},
};
