#include "people/identity_api.h"

#include "model/event.h"
#include "people/customer_match.h"

/* ---- what is asked ---- */

typedef struct IdentityInput {
    FieldSet has;
    int64_t id;
    int64_t kind;
    Text value;
    int64_t is_verified;
} IdentityInput;

static const Field input_fields[] = {
    FIELD(IdentityInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(IdentityInput, kind, FIELD_CHOICE, .choices = identity_kind_names, .is_required = true, .can = CAN_CREATE,
          .about = "email, phone or external."),
    FIELD(IdentityInput, value, FIELD_TEXT, .bytes_max = 254, .is_required = true, .format = FORMAT_LINE,
          .can = CAN_CREATE, .about = "The address, number or id."),
    FIELD(IdentityInput, is_verified, FIELD_BOOL, .can = CAN_CREATE,
          .about = "Whether the customer has proved that it is theirs."),
};
static const Entity input_shape = {
    .name = "identity_input",
    .plural = "identity_inputs",
    .record_bytes = sizeof(IdentityInput),
    ENTITY_FIELDS(input_fields),
    .about = "An address, phone or outside id of a customer.",
};

static const Field verify_fields[] = {
    FIELD(IdentityInput, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(IdentityInput, is_verified, FIELD_BOOL, .is_required = true, .can = CAN_CREATE,
          .about = "Whether the customer has proved that it is theirs."),
};
static const Entity verify_shape = {
    .name = "identity_verification",
    .plural = "identity_verifications",
    .record_bytes = sizeof(IdentityInput),
    ENTITY_FIELDS(verify_fields),
    .about = "Whether an identity is proved.",
};

/* ---- use cases ---- */

static Result identity_tell(Work *work, const char *kind, int64_t customer_id, IdentityKind identity_kind, Text value)
{
    Buffer text = buffer_new(work->arena, 4096);
    Json json = json_writer(&text);
    json_object(&json);
    json_name(&json, identity_kind_names[identity_kind]);
    json_list(&json);
    json_null(&json);
    json_text(&json, value);
    json_end_list(&json);
    json_end_object(&json);
    return event_add_changes(work, kind, &customer_entity, customer_id, customer_id, 0, buffer_text(&text));
}

/* Search finds a customer by each of their identities, and duplicates are looked for again. */
static Result identities_changed(Work *work, const Customer *customer)
{
    TRY(customer_index(work, customer));
    return customer_match_later(work, customer->id);
}

static Result identity_load(Work *work, int64_t customer_id, int64_t identity_id, Identity *out_identity)
{
    Result result = entity_find(work, &identity_entity, identity_id, out_identity);
    if (is_ok(result) && out_identity->customer_id != customer_id)
        return fail(FAULT_NOT_FOUND, "This customer has no such address or number.");
    return result;
}

static Result taken(Work *work, Text value, int64_t owner_id)
{
    Customer owner;
    TRY(entity_find(work, &customer_entity, owner_id, &owner));
    return failf(work->arena, FAULT_CONFLICT,
                 "%.*s already belongs to customer %lld (%.*s); merge the two if they are one.", TEXT_ARG(value),
                 (long long)owner_id, TEXT_ARG(owner.name));
}

Result customer_identity_add(Work *work, int64_t customer_id, IdentityKind kind, Text value, int64_t *out_id)
{
    static const char *const words[] = {"e-mail address", "phone number", "external id"};
    Customer customer;
    int64_t owner_id;
    TRY(entity_find(work, &customer_entity, customer_id, &customer));
    value = text_trim(value);
    if (text_is_empty(identity_key(work->arena, kind, value)))
        return work_fault(work, TEXT("/value"), "wrong_format", "This is no %s.", words[kind]);
    int64_t before_id;
    TRY(identity_find(work, kind, value, &before_id));
    TRY(identity_claim(work, customer_id, kind, value, &owner_id));
    if (owner_id != customer_id)
        return taken(work, value, owner_id);
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT id FROM identities WHERE customer_id = $1 AND kind = $2 AND value_key = $3"),
                   DB_VALUES(db_int(customer_id), db_string(identity_kind_names[kind]),
                             db_text(identity_key(work->arena, kind, value))),
                   out_id));
    if (before_id == customer_id)
        return done();
    TRY(identities_changed(work, &customer));
    return identity_tell(work, "customer.identity_added", customer_id, kind, value);
}

static bool is_main(Work *work, const Customer *customer, const Identity *identity)
{
    const Text main[] = {customer->email, customer->phone, customer->external_id};
    Text key = identity_key(work->arena, (IdentityKind)identity->kind, main[identity->kind]);
    return !text_is_empty(key) && text_equals(key, identity->value_key);
}

Result customer_identity_remove(Work *work, int64_t customer_id, int64_t identity_id)
{
    Customer customer;
    Identity identity;
    TRY(entity_find(work, &customer_entity, customer_id, &customer));
    TRY(identity_load(work, customer_id, identity_id, &identity));
    if (is_main(work, &customer, &identity))
        return fail(FAULT_CONFLICT, "This is the main one; make another the main one first.");
    TRY(entity_delete(work, &identity_entity, identity.id));
    TRY(identities_changed(work, &customer));
    return identity_tell(work, "customer.identity_removed", customer_id, (IdentityKind)identity.kind, identity.value);
}

Result customer_identity_verify(Work *work, int64_t customer_id, int64_t identity_id, bool is_verified)
{
    Customer customer;
    Identity identity;
    TRY(entity_find(work, &customer_entity, customer_id, &customer));
    TRY(identity_load(work, customer_id, identity_id, &identity));
    if ((identity.is_verified != 0) == is_verified)
        return done();
    TRY(db_run(work->db, DB_SQL("UPDATE identities SET is_verified = $2 WHERE id = $1"),
               DB_VALUES(db_int(identity.id), db_bool(is_verified)), NULL));
    return identity_tell(work, is_verified ? "customer.identity_verified" : "customer.identity_doubted", customer_id,
                         (IdentityKind)identity.kind, identity.value);
}

/* ---- HTTP ---- */

static Result identity_post(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    EntityInput *input;
    int64_t identity_id;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    TRY(request_read(work, request, &input_shape, &input));
    const IdentityInput *wanted = input->record;
    TRY(customer_identity_add(work, request->ids[0], (IdentityKind)wanted->kind, wanted->value, &identity_id));
    if (wanted->is_verified)
        TRY(customer_identity_verify(work, request->ids[0], identity_id, true));
    answer->location = text_format(work->arena, "/api/v1/customers/%lld/identities/%lld", (long long)request->ids[0],
                                   (long long)identity_id);
    answer->status = 201;
    return entity_write_json(work, &identity_entity, identity_id, TEXT_NONE, &answer->json, NULL);
}

static Result identity_put(Work *work, const Request *request, Answer *answer)
{
    Customer customer;
    EntityInput *input;
    Identity identity;
    TRY(entity_find(work, &customer_entity, request->ids[0], &customer));
    TRY(identity_load(work, customer.id, request->ids[1], &identity));
    TRY(request_read(work, request, &verify_shape, &input));
    const IdentityInput *wanted = input->record;
    TRY(customer_identity_verify(work, customer.id, identity.id, wanted->is_verified != 0));
    return entity_write_json(work, &identity_entity, identity.id, TEXT_NONE, &answer->json, NULL);
}

static Result identity_delete(Work *work, const Request *request, Answer *answer)
{
    TRY(customer_identity_remove(work, request->ids[0], request->ids[1]));
    answer->status = 204;
    return done();
}

const Route identity_routes[] = {
    {
        .method = "POST",
        .path = "/api/v1/customers/{id}/identities",
        .entity = &customer_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = identity_post,
        .takes = SHAPE_RECORD,
        .takes_entity = &input_shape,
        .gives = SHAPE_RECORD,
        .gives_entity = &identity_entity,
        .success = 201,
        .about = "Gives the customer another address, phone or outside id; 409 when it is somebody else's.",
    },
    {
        .method = "PUT",
        .path = "/api/v1/customers/{id}/identities/{identity_id}",
        .entity = &customer_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = identity_put,
        .takes = SHAPE_RECORD,
        .takes_entity = &verify_shape,
        .gives = SHAPE_RECORD,
        .gives_entity = &identity_entity,
        .about = "Says whether the customer has proved that it is theirs.",
    },
    {
        .method = "DELETE",
        .path = "/api/v1/customers/{id}/identities/{identity_id}",
        .entity = &customer_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = identity_delete,
        .success = 204,
        .about = "Takes an address, phone or outside id away, unless it is the main one.",
    },
    {0},
};
