/* All that is known of a person, for the person: one JSON document, with the files inside as far as they fit. */
#include "base/digest.h"
#include "commerce/contract.h"
#include "commerce/invoice.h"
#include "commerce/order.h"
#include "commerce/payment.h"
#include "desk/attachment.h"
#include "desk/message.h"
#include "desk/stored_bytes.h"
#include "desk/task.h"
#include "model/event.h"
#include "people/consent_record.h"
#include "people/customer.h"
#include "people/customer_note.h"
#include "privacy/erasure.h"
#include "store/lane.h"
#include "voice/response.h"

#define FILES_BYTES_MAX ((int64_t)24 << 20) /* of all files that are put inside */

typedef struct ExportPart {
    const char *name;
    const Entity *entity;
    DbSql ids; /* $1: the customer */
    bool is_internal;
} ExportPart;

static const ExportPart parts[] = {
    {"orders", &order_entity, {"SELECT id FROM orders WHERE customer_id = $1 ORDER BY ordered_at, id", true}, false},
    {"invoices",
     &invoice_entity,
     {"SELECT id FROM invoices WHERE customer_id = $1 ORDER BY issued_at, id", true},
     false},
    {"payments", &payment_entity, {"SELECT id FROM payments WHERE customer_id = $1 ORDER BY paid_at, id", true}, false},
    {"contracts",
     &contract_entity,
     {"SELECT id FROM contracts WHERE customer_id = $1 ORDER BY started_at, id", true},
     false},
    {"responses",
     &response_entity,
     {"SELECT id FROM responses WHERE customer_id = $1 ORDER BY answered_at, id", true},
     false},
    {"consents",
     &consent_record_entity,
     {"SELECT id FROM consent_records WHERE customer_id = $1 ORDER BY id", true},
     false},
    {"tickets", &ticket_entity, {"SELECT id FROM tickets WHERE customer_id = $1 ORDER BY created_at, id", true}, false},
    {"messages",
     &message_entity,
     {"SELECT m.id FROM messages m JOIN tickets t ON t.id = m.ticket_id WHERE t.customer_id = $1 AND m.is_public = 1 "
      "ORDER BY m.created_at, m.id",
      true},
     false},
    {"internal_notes",
     &message_entity,
     {"SELECT m.id FROM messages m JOIN tickets t ON t.id = m.ticket_id WHERE t.customer_id = $1 AND m.is_public = 0 "
      "ORDER BY m.created_at, m.id",
      true},
     true},
    {"notes",
     &customer_note_entity,
     {"SELECT id FROM customer_notes WHERE customer_id = $1 AND removed_at IS NULL ORDER BY id", true},
     true},
    {"tasks", &task_entity, {"SELECT id FROM tasks WHERE customer_id = $1 ORDER BY id", true}, true},
};

static Result part_write(Work *work, const ExportPart *part, int64_t customer_id, Json *json)
{
    WITH_CURSOR cursor = {0};
    json_name(json, part->name);
    json_list(json);
    TRY(db_query(work->db, part->ids, DB_VALUES(db_int(customer_id)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        TRY(entity_write_json(work, part->entity, db_column_int(&cursor, 0), TEXT_NONE, json, NULL));
    }
    json_end_list(json);
    return done();
}

static Result bytes_of(Work *work, const Attachment *attachment, Text *out_bytes)
{
    StoredBytes *stored = stored_bytes_of(work->arena, attachment);
    Buffer whole = buffer_new(work->arena, (size_t)attachment->size + 1);
    while ((int64_t)whole.length < attachment->size) {
        Text piece;
        size_t rest = (size_t)attachment->size - whole.length;
        TRY(stored_bytes_read(work, stored, (int64_t)whole.length, rest, &piece));
        buffer_add_text(&whole, piece);
    }
    *out_bytes = buffer_text(&whole);
    return done();
}

static Result file_write(Work *work, int64_t id, int64_t *room, Json *json)
{
    Attachment attachment;
    TRY(entity_find(work, &attachment_entity, id, &attachment));
    bool fits = attachment.size <= *room;
    json_object(json);
    json_put_text(json, "name", attachment.name);
    json_put_text(json, "type", attachment.type);
    json_put_int(json, "size", attachment.size);
    json_put_text(json, "sha256", attachment.sha256);
    if (attachment.has & ATTACHMENT_HAS(MESSAGE_ID))
        json_put_int(json, "message_id", attachment.message_id);
    json_put_bool(json, "is_inside", fits);
    if (fits) {
        Text bytes;
        *room -= attachment.size;
        TRY(bytes_of(work, &attachment, &bytes));
        json_put_text(json, "base64", base64_encode(work->arena, bytes, false));
    }
    json_end_object(json);
    return done();
}

static Result files_write(Work *work, int64_t customer_id, bool is_internal, Json *json)
{
    int64_t room = FILES_BYTES_MAX;
    WITH_CURSOR cursor = {0};
    json_name(json, "files");
    json_list(json);
    TRY(db_query(
        work->db,
        DB_SQL("SELECT a.id FROM attachments a JOIN messages m ON m.id = a.message_id JOIN tickets t ON t.id = "
               "m.ticket_id WHERE t.customer_id = $1 AND (m.is_public = 1 OR $2 = 1) UNION "
               "SELECT id FROM attachments WHERE customer_id = $1 AND $2 = 1 ORDER BY 1"),
        DB_VALUES(db_int(customer_id), db_int(is_internal)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        TRY(file_write(work, db_column_int(&cursor, 0), &room, json));
    }
    json_end_list(json);
    return done();
}

static Result export_tell(Work *work, void *context)
{
    const int64_t *customer_id = context;
    return event_add_changes(work, "customer.exported", &customer_entity, *customer_id, *customer_id, 0, TEXT("{}"));
}

static Result document_write(Work *work, int64_t customer_id, bool is_internal, Json *json)
{
    json_object(json);
    json_put_string(json, "format", "lazo person 1");
    json_put_time(json, "made_at", work->now);
    json_name(json, "customer");
    TRY(entity_write_json(work, &customer_entity, customer_id, TEXT_NONE, json, NULL));
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (!parts[i].is_internal || is_internal)
            TRY(part_write(work, &parts[i], customer_id, json));
    }
    TRY(files_write(work, customer_id, is_internal, json));
    json_end_object(json);
    return done();
}

static Result export_post(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    TRY(lane_do(workspace_lane(work->workspace), work->arena, &work->actor, WORK_LIVE, false, export_tell,
                &customer.id));
    /* The person's due is all of it, also what this agent's teams do not see. */
    Actor caller = work->actor;
    work->actor = actor_system;
    Result written =
        document_write(work, customer.id, text_is(request_query(request, "internal"), "true"), &answer->json);
    work->actor = caller;
    TRY(written);
    answer_header(answer, "Content-Disposition",
                  text_format(work->arena, "attachment; filename=\"lazo-%lld.json\"", (long long)customer.id));
    answer->is_secret = true;
    return done();
}

static const RouteParameter export_parameters[] = {
    {"internal", "boolean", "Also what the staff wrote about the person: notes and tasks."},
};

const Route person_export_routes[] = {
    {.method = "POST",
     .path = "/api/v1/customers/{id}/export",
     .entity = &erasure_entity,
     .right = RIGHT_EXPORT,
     .runs = RUNS_SLOW,
     .handle = export_post,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\"}",
     .parameters = export_parameters,
     .parameter_count = sizeof(export_parameters) / sizeof(export_parameters[0]),
     .about = "All that is known of a person, as one document; files inside as far as 24 MB hold them."},
    {.path = NULL},
};
