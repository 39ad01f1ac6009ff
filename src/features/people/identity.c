#include "people/identity.h"

#include "model/event.h"
#include "model/value.h"
#include "people/customer.h"

const char *const identity_kind_names[] = {"email", "phone", "external", NULL};

static const Field identity_fields[] = {
    FIELD(Identity, id, FIELD_ID, .can = CAN_SORT, .about = "Identifies the identity."),
    FIELD(Identity, customer_id, FIELD_REFERENCE, .can = IS_HIDDEN),
    FIELD(Identity, kind, FIELD_CHOICE, .choices = identity_kind_names, .is_required = true,
          .about = "On which channel the value is known."),
    FIELD(Identity, value, FIELD_TEXT, .is_required = true, .about = "The address, number or id as it was written."),
    FIELD(Identity, value_key, FIELD_TEXT, .can = IS_HIDDEN),
    FIELD(Identity, is_verified, FIELD_BOOL, .has_default = true,
          .about = "Whether the customer has proved that it is theirs."),
    FIELD(Identity, created_at, FIELD_TIME, .about = "When it was first seen."),
    FIELD(Identity, failing_since, FIELD_TIME,
          .about = "Since when what is sent there comes back; null while it arrives, as far as is known."),
    FIELD(Identity, failing_words, FIELD_TEXT, .bytes_max = FAILING_WORDS_BYTES_MAX,
          .about = "What the far end said about it."),
};

const Entity identity_entity = {
    .name = "identity",
    .plural = "identities",
    .table = "identities",
    .record_bytes = sizeof(Identity),
    ENTITY_FIELDS(identity_fields),
    .rights = &rights_commerce,
    .default_sort = "id",
    .about = "An address, phone or outside id by which a customer is recognised.",
};

Text identity_key(Arena *arena, IdentityKind kind, Text value)
{
    switch (kind) {
    case IDENTITY_EMAIL: value = text_trim(value); return email_is_valid(value) ? email_key(arena, value) : TEXT_NONE;
    case IDENTITY_PHONE: return phone_key(arena, value);
    case IDENTITY_EXTERNAL:
    case IDENTITY_KIND_COUNT: return value;
    }
    return TEXT_NONE;
}

Result identity_find(Work *work, IdentityKind kind, Text value, int64_t *out_customer_id)
{
    *out_customer_id = 0;
    Text key = identity_key(work->arena, kind, value);
    if (text_is_empty(key))
        return done();
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT COALESCE(c.merged_into, c.id) FROM identities i JOIN customers c "
                        "ON c.id = i.customer_id WHERE i.kind = $1 AND i.value_key = $2"),
                 DB_VALUES(db_string(identity_kind_names[kind]), db_text(key)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (has_row)
        *out_customer_id = db_column_int(&cursor, 0);
    return done();
}

Result identity_claim(Work *work, int64_t customer_id, IdentityKind kind, Text value, int64_t *out_owner_id)
{
    *out_owner_id = 0;
    Text key = identity_key(work->arena, kind, value);
    if (text_is_empty(key))
        return done();
    int64_t added = 0;
    TRY(db_run(work->db,
               DB_SQL("INSERT INTO identities (customer_id, kind, value, value_key, created_at) "
                      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, value_key) DO NOTHING"),
               DB_VALUES(db_int(customer_id), db_string(identity_kind_names[kind]), db_text(value), db_text(key),
                         db_int(work->now)),
               &added));
    *out_owner_id = customer_id;
    return added ? done() : identity_find(work, kind, value, out_owner_id);
}

static Text failing_changes(Arena *arena, Text value, Text words)
{
    Buffer out = buffer_new(arena, 4096);
    Json json = json_writer(&out);
    json_object(&json);
    const struct {
        const char *name;
        Text after;
    } members[] = {{"address", value}, {"words", words}};
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        json_name(&json, members[i].name);
        json_list(&json);
        json_null(&json);
        json_text(&json, members[i].after);
        json_end_list(&json);
    }
    json_end_object(&json);
    return buffer_text(&out);
}

Result identity_note_failing(Work *work, IdentityKind kind, Text value, Text words)
{
    int64_t customer_id = 0;
    int64_t changed = 0;
    Text key = identity_key(work->arena, kind, value);
    words = text_cut(words, FAILING_WORDS_BYTES_MAX);
    if (text_is_empty(key))
        return done();
    TRY(db_run(work->db,
               DB_SQL("UPDATE identities SET failing_since = $3, failing_words = $4 WHERE kind = $1 AND value_key = $2 "
                      "AND failing_since IS NULL"),
               DB_VALUES(db_string(identity_kind_names[kind]), db_text(key), db_int(work->now),
                         db_text_if(words.length > 0, words)),
               &changed));
    if (changed == 0)
        return done();
    TRY(identity_find(work, kind, value, &customer_id));
    return event_add_changes(work, "customer.address_failing", &customer_entity, customer_id, customer_id, 0,
                             failing_changes(work->arena, value, words));
}

Result identity_note_alive(Work *work, IdentityKind kind, Text value)
{
    Text key = identity_key(work->arena, kind, value);
    if (text_is_empty(key))
        return done();
    return db_run(work->db,
                  DB_SQL("UPDATE identities SET failing_since = NULL, failing_words = NULL WHERE kind = $1 AND "
                         "value_key = $2 AND failing_since IS NOT NULL"),
                  DB_VALUES(db_string(identity_kind_names[kind]), db_text(key)), NULL);
}
