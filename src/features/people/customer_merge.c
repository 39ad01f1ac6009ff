#include "people/customer_merge.h"

#include "model/event.h"
#include "model/search.h"
#include "people/consent.h"
#include "people/customer_duplicate.h"
#include "people/customer_note.h"
#include "people/record_json.h"

#define EVIDENCE_BYTES_MAX (1 << 20)

static const CustomerMover *const *customer_movers;

void customer_set_movers(const CustomerMover *const *movers)
{
    customer_movers = movers;
}

static Result identities_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    return db_run(work->db, DB_SQL("UPDATE identities SET customer_id = $2 WHERE customer_id = $1"),
                  DB_VALUES(db_int(from_id), db_int(into_id)), out_rows);
}

static Result tags_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    TRY(db_run(
        work->db,
        DB_SQL("INSERT INTO taggings (entity, record_id, tag_id) SELECT 'customer', $2, tag_id FROM taggings "
               "WHERE entity = 'customer' AND record_id = $1 ON CONFLICT (entity, record_id, tag_id) DO NOTHING"),
        DB_VALUES(db_int(from_id), db_int(into_id)), out_rows));
    return db_run(work->db, DB_SQL("DELETE FROM taggings WHERE entity = 'customer' AND record_id = $1"),
                  DB_VALUES(db_int(from_id)), NULL);
}

/* Values for fields that `into` has too stay with `from`, as the evidence of what was not taken. */
static Result custom_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    return db_run(work->db,
                  DB_SQL("UPDATE custom_values SET record_id = $2 WHERE entity = 'customer' AND record_id = $1 "
                         "AND field_id NOT IN (SELECT field_id FROM custom_values WHERE entity = 'customer' "
                         "AND record_id = $2)"),
                  DB_VALUES(db_int(from_id), db_int(into_id)), out_rows);
}

static const CustomerMover own_identities = {"identities", identities_move};
static const CustomerMover own_consents = {"consents", consent_move};
static const CustomerMover own_tags = {"tags", tags_move};
static const CustomerMover own_custom = {"custom", custom_move};
static const CustomerMover *const own_movers[] = {
    &own_identities, &own_consents, &own_tags, &own_custom, &customer_note_mover, NULL,
};

static Result movers_run(Work *work, const CustomerMover *const *movers, int64_t from_id, int64_t into_id, Json *json)
{
    for (size_t i = 0; movers && movers[i]; i++) {
        int64_t rows = 0;
        TRY(movers[i]->move(work, from_id, into_id, &rows));
        json_put_int(json, movers[i]->name, rows);
    }
    return done();
}

static bool is_own_word(const Field *field)
{
    return (field->can & CAN_WRITE) != 0;
}

/* Empty fields of `into` take what `from` has: {"phone": "…"}. */
static void gaps_fill(Work *work, const Customer *from, Customer *into, Json *json)
{
    EntityInput *input = entity_new_input(work, &customer_entity);
    Customer *given = input->record;
    *given = *from;
    json_name(json, "filled");
    json_object(json);
    for (size_t i = 1; i < customer_entity.field_count; i++) {
        const Field *field = &customer_entity.fields[i];
        if (!is_own_word(field) || (into->has & FIELD_BIT(i)) || !(from->has & FIELD_BIT(i)))
            continue;
        input->given |= FIELD_BIT(i);
        json_name(json, field->name);
        record_field_json(work, &customer_entity, field, from, json);
    }
    json_end_object(json);
    entity_apply_input(input, into);
}

/* Where the two differ: {"name": {"kept": "…", "left": "…"}}. */
static void differences_write(Work *work, const Customer *from, const Customer *into, Json *json)
{
    json_name(json, "kept");
    json_object(json);
    for (size_t i = 1; i < customer_entity.field_count; i++) {
        const Field *field = &customer_entity.fields[i];
        if (!is_own_word(field) || !(into->has & FIELD_BIT(i)) || !(from->has & FIELD_BIT(i)))
            continue;
        Buffer kept = buffer_new(work->arena, EVIDENCE_BYTES_MAX);
        Buffer left = buffer_new(work->arena, EVIDENCE_BYTES_MAX);
        Json kept_json = json_writer(&kept);
        Json left_json = json_writer(&left);
        record_field_json(work, &customer_entity, field, into, &kept_json);
        record_field_json(work, &customer_entity, field, from, &left_json);
        if (text_equals(buffer_text(&kept), buffer_text(&left)))
            continue;
        json_name(json, field->name);
        json_object(json);
        json_name(json, "kept");
        json_raw(json, buffer_text(&kept));
        json_name(json, "left");
        json_raw(json, buffer_text(&left));
        json_end_object(json);
    }
    json_end_object(json);
}

static Result both_find(Work *work, int64_t into_id, int64_t from_id, Customer *out_into, Customer *out_from)
{
    TRY(entity_find(work, &customer_entity, into_id, out_into));
    if (into_id == from_id)
        return fail(FAULT_CONFLICT, "A customer cannot be merged with itself.");
    TRY(entity_find(work, &customer_entity, from_id, out_from));
    const FieldSet merged = entity_bit(&customer_entity, "merged_into");
    if ((out_into->has & merged) || (out_from->has & merged))
        return fail(FAULT_CONFLICT, "One of the two was merged before.");
    return done();
}

/* `from` gives up its outside id, which only one row may have (all ids are in identities), and points to `into` with all
 * that pointed to it. */
static Result records_write(Work *work, const Customer *from, const Customer *into_before, Customer *into)
{
    Customer gone = *from;
    gone.merged_into = into->id;
    gone.has |= entity_bit(&customer_entity, "merged_into");
    gone.has &= ~entity_bit(&customer_entity, "external_id");
    TRY(entity_update(work, &customer_entity, from, &gone, NULL));
    TRY(db_run(work->db, DB_SQL("UPDATE customers SET merged_into = $2 WHERE merged_into = $1"),
               DB_VALUES(db_int(from->id), db_int(into->id)), NULL));
    return entity_update(work, &customer_entity, into_before, into, NULL);
}

static Result merge_tell(Work *work, const Customer *from, const Customer *into_before, const Customer *into,
                         Text reason, Text evidence)
{
    TRY(db_run(
        work->db,
        DB_SQL("INSERT INTO customer_merges (from_id, into_id, reason, evidence, actor_kind, actor_id, merged_at) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7)"),
        DB_VALUES(db_int(from->id), db_int(into->id), db_text_if(!text_is_empty(reason), reason), db_text(evidence),
                  db_string(actor_kind_name(work->actor.kind)), db_int_if(work->actor.id != 0, work->actor.id),
                  db_int(work->now)),
        NULL));
    Buffer changes = buffer_new(work->arena, EVIDENCE_BYTES_MAX);
    Json json = json_writer(&changes);
    json_object(&json);
    json_name(&json, "merged_from");
    json_list(&json);
    json_null(&json);
    json_int(&json, from->id);
    json_end_list(&json);
    json_name(&json, "version");
    json_list(&json);
    json_int(&json, into_before->version);
    json_int(&json, into->version);
    json_end_list(&json);
    for (size_t i = 1; i < customer_entity.field_count; i++) {
        const Field *field = &customer_entity.fields[i];
        if (!is_own_word(field) || (into_before->has & FIELD_BIT(i)) || !(into->has & FIELD_BIT(i)))
            continue;
        json_name(&json, field->name);
        json_list(&json);
        json_null(&json);
        record_field_json(work, &customer_entity, field, into, &json);
        json_end_list(&json);
    }
    json_end_object(&json);
    return event_add_changes(work, "customer.merged", &customer_entity, into->id, into->id, 0, buffer_text(&changes));
}

Result customer_merge(Work *work, int64_t into_id, int64_t from_id, Text reason)
{
    Customer into_before, from;
    TRY(both_find(work, into_id, from_id, &into_before, &from));
    Customer into = into_before;
    Buffer evidence = buffer_new(work->arena, EVIDENCE_BYTES_MAX);
    Json json = json_writer(&evidence);
    json_object(&json);
    gaps_fill(work, &from, &into, &json);
    differences_write(work, &from, &into_before, &json);
    TRY(records_write(work, &from, &into_before, &into));
    json_name(&json, "moved");
    json_object(&json);
    TRY(movers_run(work, own_movers, from_id, into_id, &json));
    TRY(movers_run(work, customer_movers, from_id, into_id, &json));
    json_end_object(&json);
    json_end_object(&json);
    TRY(customer_duplicates_forget(work, from_id));
    TRY(customer_match_later(work, into_id));
    search_remove(work, &customer_entity, from_id);
    TRY(customer_index(work, &into));
    return merge_tell(work, &from, &into_before, &into, reason, buffer_text(&evidence));
}

Result customer_merged_ids(Work *work, int64_t id, int64_t *out_ids, size_t *out_count)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT id FROM customers WHERE merged_into = $1 ORDER BY id LIMIT $2"),
                 DB_VALUES(db_int(id), db_int(CUSTOMER_MERGED_MAX - 1)), &cursor));
    out_ids[0] = id;
    size_t count = 1;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || count == CUSTOMER_MERGED_MAX)
            break;
        out_ids[count++] = db_column_int(&cursor, 0);
    }
    *out_count = count;
    return done();
}
