#include "channel/mail_spool.h"

#include "channel/mail_storable.h"
#include "jobs/jobs.h"
#include "store/blob.h"

#define ENVELOPE_BYTES_MAX 320

static const char *const spool_states[] = {"waiting", "failed", NULL};

static const Field spool_fields[] = {
    FIELD(MailSpool, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(MailSpool, version, FIELD_VERSION),
    FIELD(MailSpool, channel_id, FIELD_INT, .can = CAN_FILTER, .about = "The mailbox it came in by."),
    FIELD(MailSpool, source, FIELD_TEXT, .is_required = true, .about = "imap, lmtp or pipe."),
    FIELD(MailSpool, envelope_from, FIELD_TEXT, .bytes_max = ENVELOPE_BYTES_MAX),
    FIELD(MailSpool, envelope_to, FIELD_TEXT, .bytes_max = ENVELOPE_BYTES_MAX),
    FIELD(MailSpool, state, FIELD_CHOICE, .is_required = true, .choices = spool_states, .can = CAN_FILTER,
          .about = "waiting: to be read soon; failed: set aside after three tries."),
    FIELD(MailSpool, tries, FIELD_INT, .is_required = true, .about = "Readings begun since it came or was retried."),
    FIELD(MailSpool, due_at, FIELD_TIME, .is_required = true, .about = "When it is read next."),
    FIELD(MailSpool, detail, FIELD_TEXT, .bytes_max = SPOOL_DETAIL_BYTES_MAX,
          .about = "Why the last try did not succeed."),
    FIELD(MailSpool, ticket_id, FIELD_INT, .can = CAN_FILTER, .about = "The ticket that shows a failed one."),
    FIELD(MailSpool, created_at, FIELD_TIME, .is_required = true, .can = CAN_FILTER),
    FIELD(MailSpool, updated_at, FIELD_TIME, .is_required = true),
    FIELD(MailSpool, mailbox, FIELD_TEXT, .is_required = true, .can = IS_HIDDEN),
    FIELD(MailSpool, raw_sha256, FIELD_TEXT, .is_required = true, .can = IS_HIDDEN),
    FIELD(MailSpool, raw_blob_id, FIELD_INT, .is_required = true, .can = IS_HIDDEN),
};

const Entity mail_spool_entity = {
    .name = "mail_spool",
    .plural = "mail_spool",
    .table = "mail_spool",
    .record_bytes = sizeof(MailSpool),
    ENTITY_FIELDS(spool_fields),
    .rights = &rights_settings,
    .methods = ENTITY_READS,
    .default_sort = "-id",
    .about = "Mail that was accepted and is not read yet, or could not be read.",
};

/* ---- rows ---- */

#define SPOOL_COLUMNS                                                                                                  \
    "id, version, channel_id, source, envelope_from, envelope_to, state, tries, due_at, ticket_id, created_at, "       \
    "mailbox, raw_sha256, raw_blob_id, detail"

static MailSpool row_of(Work *work, const DbCursor *cursor)
{
    Arena *arena = work->arena;
    MailSpool row = {
        .id = db_column_int(cursor, 0),
        .version = db_column_int(cursor, 1),
        .channel_id = db_column_int(cursor, 2),
        .source = text_copy(arena, db_column_text(cursor, 3)),
        .envelope_from = text_copy(arena, db_column_text(cursor, 4)),
        .envelope_to = text_copy(arena, db_column_text(cursor, 5)),
        .state = text_is(db_column_text(cursor, 6), "failed") ? SPOOL_FAILED : SPOOL_WAITING,
        .tries = db_column_int(cursor, 7),
        .due_at = db_column_int(cursor, 8),
        .ticket_id = db_column_int(cursor, 9),
        .created_at = db_column_int(cursor, 10),
        .mailbox = text_copy(arena, db_column_text(cursor, 11)),
        .raw_sha256 = text_copy(arena, db_column_text(cursor, 12)),
        .raw_blob_id = db_column_int(cursor, 13),
        .detail = text_copy(arena, db_column_text(cursor, 14)),
    };
    return row;
}

static Result row_find(Work *work, DbSql sql, const DbValue *values, size_t count, MailSpool *out, bool *out_found)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, sql, values, count, &cursor));
    TRY(db_next(&cursor, out_found));
    if (*out_found)
        *out = row_of(work, &cursor);
    return done();
}

static Text envelope(Work *work, Text address)
{
    return mail_storable_line(work->arena, address, ENVELOPE_BYTES_MAX);
}

Result mail_spool_add(Work *work, const MailSpool *entry, Text raw, MailSpool *out, bool *out_is_ours)
{
    bool is_there;
    MailSpool row = {0};
    TRY(row_find(work, DB_SQL("SELECT " SPOOL_COLUMNS " FROM mail_spool WHERE mailbox = $1 AND raw_sha256 = $2"),
                 DB_VALUES(db_text(entry->mailbox), db_text(entry->raw_sha256)), &row, &is_there));
    if (!is_there) {
        row = *entry;
        row.tries = 1;
        row.created_at = row.updated_at = work->now;
        row.due_at = work->now + SPOOL_LEASE_MS;
        row.envelope_from = envelope(work, entry->envelope_from);
        row.envelope_to = envelope(work, entry->envelope_to);
        if (row.raw_blob_id == 0)
            TRY(blob_add_hashed(work, raw, text_string(work->arena, entry->raw_sha256), &row.raw_blob_id));
        TRY(db_one_int(
            work->db,
            DB_SQL("INSERT INTO mail_spool (channel_id, mailbox, raw_sha256, raw_blob_id, source, envelope_from, "
                   "envelope_to, state, tries, due_at, created_at, updated_at) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 1, $8, $9, $9) RETURNING id"),
            DB_VALUES(db_int_if(row.channel_id != 0, row.channel_id), db_text(row.mailbox), db_text(row.raw_sha256),
                      db_int(row.raw_blob_id), db_text(row.source),
                      db_text_if(row.envelope_from.length > 0, row.envelope_from),
                      db_text_if(row.envelope_to.length > 0, row.envelope_to), db_int(row.due_at), db_int(work->now)),
            &row.id));
    }
    *out_is_ours = !is_there;
    *out = row;
    return done();
}

Result mail_spool_claim(Work *work, int64_t id, MailSpool *out, bool *out_is_ours, bool *out_is_spent)
{
    bool is_there;
    MailSpool row = {0};
    TRY(row_find(
        work, DB_SQL("SELECT " SPOOL_COLUMNS " FROM mail_spool WHERE id = $1 AND state = 'waiting' AND due_at <= $2"),
        DB_VALUES(db_int(id), db_int(work->now)), &row, &is_there));
    *out_is_ours = is_there;
    *out_is_spent = is_there && row.tries >= SPOOL_TRIES_MAX;
    *out = row;
    if (!is_there)
        return done();
    out->tries += *out_is_spent ? 0 : 1;
    return db_run(work->db, DB_SQL("UPDATE mail_spool SET tries = $2, due_at = $3, updated_at = $4 WHERE id = $1"),
                  DB_VALUES(db_int(id), db_int(out->tries), db_int(work->now + SPOOL_LEASE_MS), db_int(work->now)),
                  NULL);
}

Result mail_spool_due(Work *work, int64_t limit, int64_t *out_ids, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    size_t count = 0;
    bool has_row = true;
    TRY(db_query(work->db,
                 DB_SQL("SELECT id FROM mail_spool WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at, id "
                        "LIMIT $2"),
                 DB_VALUES(db_int(work->now), db_int(limit)), &cursor));
    while (has_row) {
        TRY(db_next(&cursor, &has_row));
        if (has_row)
            out_ids[count++] = db_column_int(&cursor, 0);
    }
    *out_count = count;
    return done();
}

Result mail_spool_postpone(Work *work, const MailSpool *entry, bool counts, Text detail)
{
    int64_t tries = counts ? entry->tries : entry->tries - 1;
    int64_t wait = counts && tries >= SPOOL_TRIES_MAX ? 0 : SPOOL_BACK_OFF_MS * (tries > 1 ? 6 : 1);
    return db_run(work->db,
                  DB_SQL("UPDATE mail_spool SET tries = $2, due_at = $3, detail = $4, updated_at = $5, "
                         "version = version + 1 WHERE id = $1"),
                  DB_VALUES(db_int(entry->id), db_int(tries), db_int(work->now + wait),
                            db_text(mail_storable_line(work->arena, detail, SPOOL_DETAIL_BYTES_MAX)),
                            db_int(work->now)),
                  NULL);
}

Result mail_spool_fail(Work *work, const MailSpool *entry, Text detail, int64_t ticket_id)
{
    TRY(db_run(work->db,
               DB_SQL("UPDATE mail_spool SET state = 'failed', detail = $2, ticket_id = $3, updated_at = $4, "
                      "version = version + 1 WHERE id = $1"),
               DB_VALUES(db_int(entry->id), db_text(mail_storable_line(work->arena, detail, SPOOL_DETAIL_BYTES_MAX)),
                         db_int(ticket_id), db_int(work->now)),
               NULL));
    return event_add_changes(work, "mail_spool.failed", &mail_spool_entity, entry->id, 0, ticket_id,
                             TEXT("{\"state\":[\"waiting\",\"failed\"]}"));
}

Result mail_spool_remove(Work *work, int64_t id)
{
    return db_run(work->db, DB_SQL("DELETE FROM mail_spool WHERE id = $1"), DB_VALUES(db_int(id)), NULL);
}

Result mail_spool_make_due(Work *work)
{
    return db_run(work->db, DB_SQL("UPDATE mail_spool SET due_at = $1 WHERE state = 'waiting' AND due_at > $1"),
                  DB_VALUES(db_int(work->now)), NULL);
}

/* ---- by hand ---- */

static Result spool_retry(Work *work, const Request *request, Answer *answer)
{
    MailSpool row;
    TRY(entity_find(work, &mail_spool_entity, request->ids[0], &row));
    if (row.state != SPOOL_FAILED)
        return fail(FAULT_CONFLICT, "This message waits to be read; only one that failed is tried again by hand.");
    TRY(db_run(work->db,
               DB_SQL("UPDATE mail_spool SET state = 'waiting', tries = 0, due_at = $2, updated_at = $2, "
                      "version = version + 1 WHERE id = $1"),
               DB_VALUES(db_int(row.id), db_int(work->now)), NULL));
    TRY(event_add_changes(work, "mail_spool.retried", &mail_spool_entity, row.id, 0, row.ticket_id,
                          TEXT("{\"state\":[\"failed\",\"waiting\"]}")));
    TRY(job_add(work, MAIL_SPOOL_JOB, TEXT(MAIL_SPOOL_JOB), TEXT("{}"), work->now));
    return answer_record(work, &mail_spool_entity, row.id, request, answer);
}

const Route mail_spool_routes[] = {
    RESOURCE("/api/v1/mail_spool", &mail_spool_entity),
    {.method = "POST",
     .path = "/api/v1/mail_spool/{id}/retry",
     .entity = &mail_spool_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = spool_retry,
     .gives = SHAPE_RECORD,
     .gives_entity = &mail_spool_entity,
     .about = "Tries again to read a message that failed."},
    {.path = NULL},
};
