/* What an administrator sees of jobs and outbox, and the button that tries again. */
#include "jobs/jobs.h"
#include "jobs/queue.h"

typedef struct JobRow {
    FieldSet has;
    int64_t id;
    Text kind;
    int64_t state;
    int64_t run_at;
    int64_t tries;
    Text last_error;
    int64_t created_at;
    int64_t ended_at;
} JobRow;

typedef struct OutboxRow {
    FieldSet has;
    int64_t id;
    Text kind;
    int64_t state;
    int64_t next_at;
    int64_t tries;
    Text last_error;
    int64_t created_at;
    int64_t ended_at;
} OutboxRow;

static const char *const job_states[] = {"waiting", "running", "done", "failed", NULL};
static const char *const outbox_states[] = {"waiting", "sending", "sent", "failed", NULL};

static const Field job_fields[] = {
    FIELD(JobRow, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(JobRow, kind, FIELD_TEXT, .can = CAN_FILTER, .about = "What is to be done."),
    FIELD(JobRow, state, FIELD_CHOICE, .choices = job_states, .can = CAN_FILTER),
    FIELD(JobRow, run_at, FIELD_TIME, .can = CAN_FILTER, .about = "When it is due, or was."),
    FIELD(JobRow, tries, FIELD_INT, .can = CAN_FILTER),
    FIELD(JobRow, last_error, FIELD_TEXT, .bytes_max = 2000, .about = "Why the last try did not succeed."),
    FIELD(JobRow, created_at, FIELD_TIME, .can = CAN_FILTER),
    FIELD(JobRow, ended_at, FIELD_TIME, .can = CAN_FILTER),
};
const Entity job_entity = {
    .name = "job",
    .plural = "jobs",
    .table = "jobs",
    .record_bytes = sizeof(JobRow),
    ENTITY_FIELDS(job_fields),
    .rights = &rights_admin,
    .methods = ENTITY_READS,
    .default_sort = "-id",
    .about = "Something that runs beside requests, or that a reaction could not do.",
};

static const Field outbox_fields[] = {
    FIELD(OutboxRow, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(OutboxRow, kind, FIELD_TEXT, .can = CAN_FILTER, .about = "By which road it leaves."),
    FIELD(OutboxRow, state, FIELD_CHOICE, .choices = outbox_states, .can = CAN_FILTER),
    FIELD(OutboxRow, next_at, FIELD_TIME, .can = CAN_FILTER, .about = "When it is tried next, or was tried last."),
    FIELD(OutboxRow, tries, FIELD_INT, .can = CAN_FILTER),
    FIELD(OutboxRow, last_error, FIELD_TEXT, .bytes_max = 2000, .about = "Why the last try did not succeed."),
    FIELD(OutboxRow, created_at, FIELD_TIME, .can = CAN_FILTER),
    FIELD(OutboxRow, ended_at, FIELD_TIME, .can = CAN_FILTER),
};
const Entity outbox_entity = {
    .name = "outbox_item",
    .plural = "outbox",
    .table = "outbox",
    .record_bytes = sizeof(OutboxRow),
    ENTITY_FIELDS(outbox_fields),
    .rights = &rights_admin,
    .methods = ENTITY_READS,
    .default_sort = "-id",
    .about = "Something that is to leave this program: mail, a webhook.",
};

static Result job_retry(Work *work, const Request *request, Answer *answer)
{
    JobRow row;
    TRY(entity_find(work, &job_entity, request->ids[0], &row));
    if (text_is(row.kind, "reaction"))
        return fail(FAULT_CONFLICT, "A reaction belongs to its event and cannot be run again by itself.");
    TRY(queue_retry(work, false, row.id));
    TRY(event_add_changes(work, "job.retried", &job_entity, row.id, 0, 0,
                          TEXT("{\"state\":[\"failed\",\"waiting\"]}")));
    return answer_record(work, &job_entity, row.id, request, answer);
}

static Result outbox_retry(Work *work, const Request *request, Answer *answer)
{
    OutboxRow row;
    TRY(entity_find(work, &outbox_entity, request->ids[0], &row));
    TRY(queue_retry(work, true, row.id));
    TRY(event_add_changes(work, "outbox_item.retried", &outbox_entity, row.id, 0, 0,
                          TEXT("{\"state\":[\"failed\",\"waiting\"]}")));
    return answer_record(work, &outbox_entity, row.id, request, answer);
}

const Route jobs_routes[] = {
    RESOURCE("/api/v1/jobs", &job_entity),
    RESOURCE("/api/v1/outbox", &outbox_entity),
    {.method = "POST",
     .path = "/api/v1/jobs/{id}/retry",
     .entity = &job_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = job_retry,
     .gives = SHAPE_RECORD,
     .gives_entity = &job_entity,
     .about = "Tries a failed job again."},
    {.method = "POST",
     .path = "/api/v1/outbox/{id}/retry",
     .entity = &outbox_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = outbox_retry,
     .gives = SHAPE_RECORD,
     .gives_entity = &outbox_entity,
     .about = "Tries again to send what has failed."},
    {.path = NULL},
};
