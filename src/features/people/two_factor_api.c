/* Setting up the second factor. Each change asks for the password again (T31). */
#include "base/digest.h"
#include "people/session.h"
#include "people/session_cookie.h"
#include "people/two_factor.h"
#include "store/lane.h"

typedef struct Proof {
    FieldSet has;
    int64_t id;
    Text current_password;
} Proof;
static const Field proof_fields[] = {
    FIELD(Proof, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(Proof, current_password, FIELD_TEXT, .bytes_max = PASSWORD_BYTES_MAX, .is_required = true, .can = CAN_CREATE,
          .about = "Of who is signed in."),
};
static const Entity proof_shape = {
    .name = "password_proof",
    .plural = "password_proofs",
    .record_bytes = sizeof(Proof),
    ENTITY_FIELDS(proof_fields),
    .about = "Who changes this proves it with the password.",
};

typedef struct AppCode {
    FieldSet has;
    int64_t id;
    Text code;
} AppCode;
static const Field app_code_fields[] = {
    FIELD(AppCode, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(AppCode, code, FIELD_TEXT, .bytes_max = 40, .is_required = true, .can = CAN_CREATE,
          .about = "Six digits, as the app shows them now."),
};
static const Entity app_code_shape = {
    .name = "app_code",
    .plural = "app_codes",
    .record_bytes = sizeof(AppCode),
    ENTITY_FIELDS(app_code_fields),
    .about = "A code of the app.",
};

typedef struct FactorChange {
    int64_t agent_id;
    Agent agent;
    Text code;
    Text secret;
    Text uri;
    Text codes[RECOVERY_CODES];
    CodeVerdict verdict;
} FactorChange;

/* Who is signed in, proved by the password. */
static Result proved(Work *work, const Request *request, FactorChange *change)
{
    EntityInput *input;
    if (work->actor.kind != ACTOR_AGENT)
        return fail(FAULT_NOT_FOUND, "An API key has no second factor.");
    TRY(request_read(work, request, &proof_shape, &input));
    TRY(entity_find(work, &agent_entity, work->actor.id, &change->agent));
    change->agent_id = work->actor.id;
    const Proof *proof = input->record;
    if (password_matches(proof->current_password, text_string(work->arena, change->agent.password_hash)))
        return done();
    return work_fault(work, TEXT("/current_password"), "wrong", "This is not your password.");
}

static Result on_lane(Work *work, Result (*apply)(Work *work, void *context), FactorChange *change)
{
    return lane_do(workspace_lane(work->workspace), work->arena, &work->actor, WORK_LIVE, false, apply, change);
}

static Result state_get(Work *work, const Request *request, Answer *answer)
{
    TwoFactor state;
    (void)request;
    if (work->actor.kind != ACTOR_AGENT)
        return fail(FAULT_NOT_FOUND, "An API key has no second factor.");
    TRY(two_factor_state(work, work->actor.id, &state));
    Json *json = &answer->json;
    json_object(json);
    json_put_bool(json, "is_on", state.is_on);
    if (state.is_on)
        json_put_time(json, "since", state.since);
    else
        json_put_null(json, "since");
    json_put_int(json, "recovery_codes_left", state.recovery_left);
    json_end_object(json);
    return done();
}

static Result begin_apply(Work *work, void *context)
{
    FactorChange *change = context;
    return two_factor_begin(work, &change->agent, &change->secret, &change->uri);
}

static Result begin_post(Work *work, const Request *request, Answer *answer)
{
    FactorChange change = {0};
    TRY(proved(work, request, &change));
    TRY(on_lane(work, begin_apply, &change));
    Json *json = &answer->json;
    json_object(json);
    json_put_text(json, "secret", change.secret);
    json_put_text(json, "uri", change.uri);
    json_end_object(json);
    answer->is_secret = true;
    return done();
}

static void codes_answer(const FactorChange *change, Answer *answer)
{
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "recovery_codes");
    json_list(json);
    for (int i = 0; i < RECOVERY_CODES; i++)
        json_text(json, change->codes[i]);
    json_end_list(json);
    json_end_object(json);
    answer->is_secret = true;
}

static Result confirm_apply(Work *work, void *context)
{
    FactorChange *change = context;
    return two_factor_confirm(work, change->agent_id, change->code, change->codes, &change->verdict);
}

static Result confirm_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    if (work->actor.kind != ACTOR_AGENT)
        return fail(FAULT_NOT_FOUND, "An API key has no second factor.");
    TRY(request_read(work, request, &app_code_shape, &input));
    FactorChange change = {.agent_id = work->actor.id, .code = ((const AppCode *)input->record)->code};
    TRY(on_lane(work, confirm_apply, &change));
    if (change.verdict != CODE_RIGHT)
        return two_factor_fault(work, TEXT("/code"), change.verdict);
    codes_answer(&change, answer);
    return done();
}

static Result new_codes_apply(Work *work, void *context)
{
    FactorChange *change = context;
    TwoFactor state;
    TRY(two_factor_state(work, change->agent_id, &state));
    if (!state.is_on)
        return fail(FAULT_CONFLICT, "There is no second factor to recover.");
    return two_factor_new_codes(work, change->agent_id, change->codes);
}

static Result new_codes_post(Work *work, const Request *request, Answer *answer)
{
    FactorChange change = {0};
    TRY(proved(work, request, &change));
    TRY(on_lane(work, new_codes_apply, &change));
    codes_answer(&change, answer);
    return done();
}

static Result off_apply(Work *work, void *context)
{
    const FactorChange *change = context;
    return two_factor_remove(work, change->agent_id);
}

static Result off_post(Work *work, const Request *request, Answer *answer)
{
    FactorChange change = {0};
    TRY(proved(work, request, &change));
    TRY(on_lane(work, off_apply, &change));
    answer->status = 204;
    return done();
}

/* An administrator helps who lost phone and codes; it stands in the audit log. */
static Result agent_off_post(Work *work, const Request *request, Answer *answer)
{
    FactorChange change = {0};
    Agent other;
    TRY(proved(work, request, &change));
    TRY(entity_find(work, &agent_entity, request->ids[0], &other));
    change.agent_id = other.id;
    TRY(on_lane(work, off_apply, &change));
    answer->status = 204;
    return done();
}

#define CODES_SCHEMA                                                                                                   \
    "{\"type\":\"object\",\"required\":[\"recovery_codes\"],\"properties\":{\"recovery_codes\":{\"type\":\"array\","   \
    "\"items\":{\"type\":\"string\"}}}}"

const Route two_factor_routes[] = {
    {.method = "GET",
     .path = "/api/v1/me/two_factor",
     .auth = AUTH_STAFF,
     .runs = RUNS_READ,
     .handle = state_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"is_on\",\"since\",\"recovery_codes_left\"],\"properties\":{"
                     "\"is_on\":{\"type\":\"boolean\"},\"since\":{\"type\":[\"string\",\"null\"],\"format\":"
                     "\"date-time\"},\"recovery_codes_left\":{\"type\":\"integer\"}}}",
     .about = "Whether signing in asks for a code too."},
    {.method = "POST",
     .path = "/api/v1/me/two_factor",
     .auth = AUTH_STAFF,
     .runs = RUNS_SLOW,
     .handle = begin_post,
     .body_bytes_max = 16384,
     .takes = SHAPE_RECORD,
     .takes_entity = &proof_shape,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\",\"required\":[\"secret\",\"uri\"],\"properties\":{\"secret\":{\"type\":"
                     "\"string\"},\"uri\":{\"type\":\"string\"}}}",
     .about = "Begins: a secret for the app, in force once a code of it was given."},
    {.method = "POST",
     .path = "/api/v1/me/two_factor/confirm",
     .auth = AUTH_STAFF,
     .runs = RUNS_SLOW,
     .handle = confirm_post,
     .body_bytes_max = 16384,
     .takes = SHAPE_RECORD,
     .takes_entity = &app_code_shape,
     .gives = SHAPE_SCHEMA,
     .gives_schema = CODES_SCHEMA,
     .about = "Puts it in force and gives the recovery codes, once."},
    {.method = "POST",
     .path = "/api/v1/me/two_factor/recovery_codes",
     .auth = AUTH_STAFF,
     .runs = RUNS_SLOW,
     .handle = new_codes_post,
     .body_bytes_max = 16384,
     .takes = SHAPE_RECORD,
     .takes_entity = &proof_shape,
     .gives = SHAPE_SCHEMA,
     .gives_schema = CODES_SCHEMA,
     .about = "New recovery codes; the earlier ones are worthless."},
    {.method = "POST",
     .path = "/api/v1/me/two_factor/off",
     .auth = AUTH_STAFF,
     .runs = RUNS_SLOW,
     .handle = off_post,
     .body_bytes_max = 16384,
     .takes = SHAPE_RECORD,
     .takes_entity = &proof_shape,
     .success = 204,
     .about = "Signing in asks for the password alone again."},
    {.method = "POST",
     .path = "/api/v1/agents/{id}/two_factor/off",
     .entity = &agent_entity,
     .right = RIGHT_WRITE,
     .roles = ROUTE_ROLE(ROLE_ADMIN),
     .runs = RUNS_SLOW,
     .handle = agent_off_post,
     .body_bytes_max = 16384,
     .takes = SHAPE_RECORD,
     .takes_entity = &proof_shape,
     .success = 204,
     .about = "For an agent who lost phone and recovery codes."},
    {.path = NULL},
};
