#include "desk/customer_file.h"

#include "model/event.h"

/* ---- use cases ---- */

static Result file_tell(Work *work, const char *kind, int64_t customer_id, const Attachment *file)
{
    Buffer text = buffer_new(work->arena, 4096);
    Json json = json_writer(&text);
    json_object(&json);
    json_name(&json, "file");
    json_list(&json);
    json_null(&json);
    json_text(&json, file->name);
    json_end_list(&json);
    json_end_object(&json);
    return event_add_changes(work, kind, &customer_entity, customer_id, customer_id, 0, buffer_text(&text));
}

static Result room_check(Work *work, int64_t customer_id)
{
    int64_t count = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM attachments WHERE customer_id = $1"),
                   DB_VALUES(db_int(customer_id)), &count));
    if (count >= CUSTOMER_FILES_MAX)
        return failf(work->arena, FAULT_LIMIT, "A customer has at most %d files.", CUSTOMER_FILES_MAX);
    return done();
}

Result customer_file_add(Work *work, int64_t customer_id, int64_t attachment_id)
{
    Customer customer;
    Attachment file;
    int64_t bound = 0;
    TRY(entity_find(work, &customer_entity, customer_id, &customer));
    TRY(room_check(work, customer_id));
    TRY(db_run(
        work->db,
        DB_SQL("UPDATE attachments SET customer_id = $1, removed_from = NULL, removed_at = NULL WHERE id = $2 AND "
               "ticket_id IS NULL AND message_id IS NULL AND customer_id IS NULL AND (removed_from = $1 OR "
               "(removed_from IS NULL AND actor_kind = $3 AND actor_id = $4))"),
        DB_VALUES(db_int(customer_id), db_int(attachment_id), db_string(actor_kind_name(work->actor.kind)),
                  db_int(work->actor.id)),
        &bound));
    if (bound == 0)
        return work_fault(work, TEXT("/attachment_id"), "unknown_reference",
                          "There is no attachment of yours with this id that is free.");
    TRY(entity_find(work, &attachment_entity, attachment_id, &file));
    return file_tell(work, "customer.file_added", customer_id, &file);
}

Result customer_file_remove(Work *work, int64_t customer_id, int64_t attachment_id)
{
    Attachment file;
    int64_t proofs = 0;
    TRY(entity_find(work, &attachment_entity, attachment_id, &file));
    if (!(file.has & ATTACHMENT_HAS(CUSTOMER_ID)) || file.customer_id != customer_id)
        return fail(FAULT_NOT_FOUND, "This customer has no such file.");
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM consent_records WHERE attachment_id = $1"),
                   DB_VALUES(db_int(attachment_id)), &proofs));
    if (proofs > 0)
        return fail(FAULT_CONFLICT, "This file proves a consent, so it stays as long as the consent's history.");
    TRY(db_run(work->db,
               DB_SQL("UPDATE attachments SET customer_id = NULL, removed_from = $2, removed_at = $3 WHERE id = $1"),
               DB_VALUES(db_int(attachment_id), db_int(customer_id), db_int(work->now)), NULL));
    return file_tell(work, "customer.file_removed", customer_id, &file);
}

static Result files_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    return db_run(work->db, DB_SQL("UPDATE attachments SET customer_id = $2 WHERE customer_id = $1"),
                  DB_VALUES(db_int(from_id), db_int(into_id)), out_rows);
}
const CustomerMover customer_file_mover = {"files", files_move};

/* ---- HTTP ---- */

typedef struct FileInput {
    FieldSet has;
    int64_t id;
    int64_t attachment_id;
} FileInput;
static const Field file_fields[] = {
    FIELD(FileInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(FileInput, attachment_id, FIELD_INT, .low = 1, .high = INT64_MAX, .is_required = true, .can = CAN_CREATE,
          .about = "An attachment that you brought and no message holds, or one that was taken from this customer."),
};
static const Entity file_shape = {
    .name = "customer_file",
    .plural = "customer_files",
    .record_bytes = sizeof(FileInput),
    ENTITY_FIELDS(file_fields),
    .about = "Which file to give to the customer.",
};

static Result files_get(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    return answer_list_sorted(work, &attachment_entity,
                              filter_is_int(work, &attachment_entity, "customer_id", customer.id), "-id", request,
                              answer);
}

static Result files_post(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    EntityInput *input;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    TRY(request_read(work, request, &file_shape, &input));
    const FileInput *wanted = input->record;
    TRY(customer_file_add(work, customer.id, wanted->attachment_id));
    return answer_created(work, &attachment_entity, wanted->attachment_id, request, answer);
}

static Result file_delete(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    TRY(customer_file_remove(work, customer.id, request->ids[1]));
    answer->status = 204;
    return done();
}

static const RouteParameter page_parameters[] = {
    {"limit", "integer", "Rows of a page, 1 to 200; 50 without."},
    {"after", "string", "The cursor `next` of the page before."},
};

const Route customer_file_routes[] = {
    {.method = "GET",
     .path = "/api/v1/customers/{id}/files",
     .entity = &customer_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = files_get,
     .gives = SHAPE_LIST,
     .gives_entity = &attachment_entity,
     .parameters = page_parameters,
     .parameter_count = 2,
     .about = "Lists the customer's files, newest first."},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/files",
     .entity = &customer_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = files_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &file_shape,
     .gives = SHAPE_RECORD,
     .gives_entity = &attachment_entity,
     .success = 201,
     .about = "Gives the customer a file; also brings back one that was taken away within a day."},
    {.method = "DELETE",
     .path = "/api/v1/customers/{id}/files/{file_id}",
     .entity = &customer_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = file_delete,
     .success = 204,
     .about = "Takes a file away from the customer; 409 when it proves a consent."},
    {.path = NULL},
};
