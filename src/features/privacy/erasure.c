#include "privacy/erasure.h"

#include "desk/message.h"
#include "model/event.h"
#include "model/search.h"
#include "people/customer.h"
#include "privacy/erasure_sql.h"
#include "store/lane.h"

const char *const erasure_state_names[] = {"waiting", "done", "cancelled", NULL};

/* ---- counting ---- */

static Result counts_write(Work *work, int64_t customer_id, const ErasureCount *counts, size_t count, Text *out_json)
{
    Buffer out = buffer_new(work->arena, 4096);
    Json json = json_writer(&out);
    json_object(&json);
    for (size_t i = 0; i < count; i++) {
        int64_t rows;
        TRY(db_one_int(work->db, counts[i].sql, DB_VALUES(db_int(customer_id)), &rows));
        json_put_int(&json, counts[i].code, rows);
    }
    json_end_object(&json);
    *out_json = buffer_text(&out);
    return done();
}

Result erasure_count(Work *work, int64_t customer_id, Text *out_removed, Text *out_kept)
{
    TRY(counts_write(work, customer_id, erasure_removed, erasure_removed_count, out_removed));
    return counts_write(work, customer_id, erasure_kept, erasure_kept_count, out_kept);
}

/* ---- carrying out ---- */

static const char *erased_word(const Work *work)
{
    WorkspaceSettings settings = workspace_settings(work->workspace);
    if (strcmp(settings.language, "en") == 0)
        return "(erased)";
    return strcmp(settings.language, "pt") == 0 ? "(apagado)" : "(borrado)";
}

static const char *erased_person(const Work *work)
{
    WorkspaceSettings settings = workspace_settings(work->workspace);
    if (strcmp(settings.language, "en") == 0)
        return "Erased person";
    return strcmp(settings.language, "pt") == 0 ? "Pessoa apagada" : "Persona borrada";
}

typedef struct FoundDocument {
    const Entity *entity;
    DbSql sql;
} FoundDocument;

/* The search forgets them at the end of the group. */
static Result search_forget(Work *work, int64_t customer_id)
{
    const FoundDocument documents[] = {
        {&customer_entity, DB_SQL("SELECT id FROM customers WHERE id = $1 OR merged_into = $1")},
        {&ticket_entity, DB_SQL("SELECT id FROM tickets WHERE customer_id = $1")},
        {&message_entity, DB_SQL("SELECT m.id FROM messages m JOIN tickets t ON t.id = m.ticket_id WHERE "
                                 "t.customer_id = $1")},
    };
    for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        WITH_CURSOR cursor = {0};
        TRY(db_query(work->db, documents[i].sql, DB_VALUES(db_int(customer_id)), &cursor));
        for (;;) {
            bool has_row;
            TRY(db_next(&cursor, &has_row));
            if (!has_row)
                break;
            search_remove(work, documents[i].entity, db_column_int(&cursor, 0));
        }
    }
    return done();
}

static Result person_blank(Work *work, int64_t customer_id)
{
    const char *person = erased_person(work);
    return db_run(work->db,
                  DB_SQL("UPDATE customers SET version = version + 1, external_id = NULL, name = $2 || ' ' || id, "
                         "name_key = $3 || ' ' || id, email = NULL, phone = NULL, company_id = NULL, language = NULL, "
                         "time_zone = NULL, city = NULL, preferred_channel = NULL, erased_at = $4, updated_at = $4 "
                         "WHERE id = $1 OR merged_into = $1"),
                  DB_VALUES(db_int(customer_id), db_string(person), db_text(text_fold(work->arena, text_of(person))),
                            db_int(work->now)),
                  NULL);
}

static Result done_note(Work *work, const Erasure *erasure, Text removed, Text kept)
{
    TRY(db_run(work->db,
               DB_SQL("UPDATE erasures SET version = version + 1, state = 'done', ended_at = $2, updated_at = $2, "
                      "removed = $3, kept = $4 WHERE id = $1"),
               DB_VALUES(db_int(erasure->id), db_int(work->now), db_text(removed), db_text(kept)), NULL));
    return event_add_changes(work, "customer.erased", &customer_entity, erasure->customer_id, erasure->customer_id, 0,
                             TEXT("{}"));
}

Result erasure_carry_out(Work *work, const Erasure *erasure)
{
    Text removed, kept;
    const DbValue values[] = {db_int(erasure->customer_id), db_string(erased_word(work)), db_int(work->now)};
    TRY(erasure_count(work, erasure->customer_id, &removed, &kept));
    TRY(search_forget(work, erasure->customer_id));
    for (size_t i = 0; i < erasure_step_count; i++)
        TRY(db_run(work->db, erasure_steps[i].sql, values, erasure_steps[i].values, NULL));
    TRY(person_blank(work, erasure->customer_id));
    return done_note(work, erasure, removed, kept);
}

/* ---- when its time has come ---- */

static Result due_apply(Work *work, void *context)
{
    bool *more = context;
    int64_t id;
    Erasure erasure;
    *more = false;
    Result found = db_one_int(work->db,
                              DB_SQL("SELECT id FROM erasures WHERE state = 'waiting' AND due_at <= $1 "
                                     "ORDER BY due_at, id LIMIT 1"),
                              DB_VALUES(db_int(work->now)), &id);
    if (found.fault == FAULT_NOT_FOUND)
        return done();
    TRY(found);
    TRY(entity_find(work, &erasure_entity, id, &erasure));
    *more = true;
    return erasure_carry_out(work, &erasure);
}

Result erasure_run_due(Workspace *workspace, Arena *arena)
{
    for (int i = 0; i < 100; i++) {
        bool more = false;
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, due_apply, &more));
        if (!more)
            break;
    }
    return done();
}
