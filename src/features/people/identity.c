#include "people/identity.h"

#include "model/value.h"

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
