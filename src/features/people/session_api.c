#include "base/digest.h"
#include "people/preferences.h"
#include "people/session.h"
#include "people/session_cookie.h"
#include "people/two_factor.h"
#include "store/lane.h"

/* ---- signing in and out ---- */

typedef struct SignIn {
    FieldSet has;
    int64_t id;
    Text email;
    Text password;
    Text code;
} SignIn;

static const Field sign_in_fields[] = {
    FIELD(SignIn, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(SignIn, email, FIELD_TEXT, .is_required = true, .can = CAN_CREATE, .about = "The agent's address."),
    FIELD(SignIn, password, FIELD_TEXT, .bytes_max = PASSWORD_BYTES_MAX, .is_required = true, .can = CAN_CREATE,
          .about = "The agent's password."),
    FIELD(SignIn, code, FIELD_TEXT, .bytes_max = 40, .can = CAN_CREATE,
          .about = "Of who has a second factor: six digits of the app, or a recovery code."),
};
static const Entity sign_in_shape = {
    .name = "sign_in",
    .plural = "sign_ins",
    .record_bytes = sizeof(SignIn),
    ENTITY_FIELDS(sign_in_fields),
    .about = "Who signs in.",
};

/* An unknown address, a disabled agent and a wrong password are told apart neither by words nor by time. */
static Result password_check(Work *work, const SignIn *sign_in, Agent *out_agent)
{
    bool is_found;
    TRY(agent_find_by_email(work, sign_in->email, out_agent, &is_found));
    bool can_sign_in = is_found && out_agent->is_active && out_agent->password_hash.length > 0;
    bool is_right = false;
    if (can_sign_in)
        is_right = password_matches(sign_in->password, text_string(work->arena, out_agent->password_hash));
    else
        password_pretend(sign_in->password);
    return is_right ? done() : fail(FAULT_DENIED, "The address or the password is wrong.");
}

typedef struct SignInChange {
    SessionOpening opening;
    bool needs_code;
    Text code;
    CodeVerdict verdict;
} SignInChange;

static Result sign_in_apply(Work *work, void *context)
{
    SignInChange *change = context;
    change->verdict = CODE_RIGHT;
    if (change->needs_code)
        TRY(two_factor_check(work, change->opening.agent_id, change->code, &change->verdict));
    return change->verdict == CODE_RIGHT ? session_open(work, &change->opening) : done();
}

/* Asked for only once the password was right: nobody learns who has a second factor. */
static Result code_need(Work *work, const Agent *agent, SignInChange *change)
{
    TwoFactor state;
    TRY(two_factor_state(work, agent->id, &state));
    change->needs_code = state.is_on;
    if (state.is_on && text_is_empty(text_trim(change->code)))
        return work_fault(work, TEXT("/code"), "required", "Write the code that your app shows now.");
    return done();
}

static Result session_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Agent agent;
    TRY(request_read(work, request, &sign_in_shape, &input));
    TRY(password_check(work, input->record, &agent));
    SignInChange change = {.opening = {.agent_id = agent.id, .place = session_place(request)},
                           .code = ((const SignIn *)input->record)->code};
    TRY(code_need(work, &agent, &change));
    Actor actor = {.kind = ACTOR_AGENT, .id = agent.id, .role = agent_role(&agent)};
    TRY(lane_do(workspace_lane(work->workspace), work->arena, &actor, WORK_LIVE, false, sign_in_apply, &change));
    if (change.verdict != CODE_RIGHT)
        return two_factor_fault(work, TEXT("/code"), change.verdict);
    session_answer(request, &change.opening, answer);
    return done();
}

static Result session_get(Work *work, const Request *request, Answer *answer)
{
    if (work->actor.kind != ACTOR_AGENT)
        return fail(FAULT_NOT_FOUND, "An API key has no session.");
    Json *json = &answer->json;
    answer->is_secret = true;
    json_object(json);
    json_name(json, "agent");
    TRY(entity_write_json(work, &agent_entity, work->actor.id, TEXT_NONE, json, NULL));
    json_name(json, "preferences");
    TRY(preferences_write_json(work, work->actor.id, json));
    json_put_text(json, "csrf", session_csrf(work->arena, request_cookie(request, SESSION_COOKIE)));
    json_end_object(json);
    return done();
}

static Result session_delete(Work *work, const Request *request, Answer *answer)
{
    int64_t id, agent_id, expires_at;
    TRY(session_find(work, request_cookie(request, SESSION_COOKIE), &id, &agent_id, &expires_at));
    TRY(session_remove(work, id));
    session_cookie_clear(request, answer);
    answer->status = 204;
    return done();
}

/* ---- oneself ---- */

typedef struct Me {
    FieldSet has;
    int64_t id;
    Text name;
    Text language;
    Text time_zone;
    Text current_password;
    Text password;
} Me;

static const Field me_fields[] = {
    FIELD(Me, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(Me, name, FIELD_TEXT, .bytes_max = 120, .has_default = true, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "How customers read it."),
    FIELD(Me, language, FIELD_TEXT, .has_default = true, .format = FORMAT_LANGUAGE, .can = CAN_WRITE,
          .about = "Of the interface."),
    FIELD(Me, time_zone, FIELD_TEXT, .bytes_max = 60, .format = FORMAT_ZONE, .can = CAN_WRITE,
          .about = "IANA time zone."),
    FIELD(Me, current_password, FIELD_TEXT, .bytes_max = PASSWORD_BYTES_MAX, .can = CAN_WRITE,
          .about = "Needed to set another password."),
    FIELD(Me, password, FIELD_TEXT, .bytes_max = PASSWORD_BYTES_MAX, .can = CAN_WRITE,
          .about = "The new password; it ends all other sessions."),
};
static const Entity me_shape = {
    .name = "me",
    .plural = "me",
    .record_bytes = sizeof(Me),
    ENTITY_FIELDS(me_fields),
    .about = "What an agent may change of itself.",
};

typedef struct MeChange {
    int64_t agent_id;
    int64_t version;
    int64_t session_id; /* that goes on */
    const EntityInput *input;
    Text hash; /* of a new password; empty: none */
    Text agent_json;
    int64_t new_version;
} MeChange;

static void me_copy(const EntityInput *from, const char *name, EntityInput *into)
{
    FieldSet given = entity_bit(&me_shape, name);
    FieldSet bit = entity_bit(&agent_entity, name);
    if ((from->given & given) == 0)
        return;
    into->given |= bit;
    if ((record_has(from->record) & given) == 0)
        return;
    const Text *value =
        (const Text *)(const void *)((const char *)from->record + entity_field(&me_shape, name)->offset);
    *(Text *)(void *)((char *)into->record + entity_field(&agent_entity, name)->offset) = *value;
    *(FieldSet *)into->record |= bit;
}

static Result me_apply(Work *work, void *context)
{
    MeChange *change = context;
    EntityInput *input = entity_new_input(work, &agent_entity);
    me_copy(change->input, "name", input);
    me_copy(change->input, "language", input);
    me_copy(change->input, "time_zone", input);
    Agent agent;
    TRY(entity_patch(work, &agent_entity, change->agent_id, change->version, input, &agent));
    if (!text_is_empty(change->hash))
        TRY(agent_set_password(work, change->agent_id, change->hash, change->session_id));
    Buffer out = buffer_new(work->arena, 1 << 16);
    Json json = json_writer(&out);
    TRY(entity_write_json(work, &agent_entity, change->agent_id, TEXT_NONE, &json, &change->new_version));
    change->agent_json = buffer_text(&out);
    return done();
}

static Result me_new_password(Work *work, const EntityInput *input, Text *out_hash)
{
    const Me *me = input->record;
    Agent agent;
    if ((me->has & entity_bit(&me_shape, "password")) == 0)
        return done();
    if (text_count_codepoints(me->password) < PASSWORD_BYTES_MIN)
        return work_fault(work, TEXT("/password"), "too_short", "A password has at least %d characters.",
                          PASSWORD_BYTES_MIN);
    TRY(entity_find(work, &agent_entity, work->actor.id, &agent));
    if (!password_matches(me->current_password, text_string(work->arena, agent.password_hash)))
        return work_fault(work, TEXT("/current_password"), "wrong", "This is not your password.");
    return agent_hash_password(work->arena, me->password, out_hash);
}

static Result me_need(const Work *work)
{
    return work->actor.kind == ACTOR_AGENT ? done() : fail(FAULT_NOT_FOUND, "An API key is nobody.");
}

static Result me_get(Work *work, const Request *request, Answer *answer)
{
    TRY(me_need(work));
    return answer_record(work, &agent_entity, work->actor.id, request, answer);
}

static Result me_patch(Work *work, const Request *request, Answer *answer)
{
    int64_t agent_id, expires_at;
    TRY(me_need(work));
    EntityInput *input = entity_new_input(work, &me_shape);
    TRY(entity_read_json(work, &me_shape, request->json, TEXT(""), false, input));
    const Me *me = input->record;
    if ((me->has & entity_bit(&me_shape, "name")) && text_is_empty(text_trim(me->name)))
        return work_fault(work, TEXT("/name"), "required", "This must not be empty.");
    MeChange change = {.agent_id = work->actor.id, .version = request->version, .input = input};
    TRY(me_new_password(work, input, &change.hash));
    TRY(session_find(work, request_cookie(request, SESSION_COOKIE), &change.session_id, &agent_id, &expires_at));
    TRY(lane_do(workspace_lane(work->workspace), work->arena, &work->actor, WORK_LIVE, false, me_apply, &change));
    json_raw(&answer->json, change.agent_json);
    answer->has_version = true;
    answer->version = change.new_version;
    answer->is_secret = true;
    return done();
}

const Route session_routes[] = {
    {
        .method = "POST",
        .path = "/api/v1/session",
        .auth = AUTH_PUBLIC,
        .runs = RUNS_SLOW,
        .handle = session_post,
        .body_bytes_max = 16384,
        .takes = SHAPE_RECORD,
        .takes_entity = &sign_in_shape,
        .gives = SHAPE_SCHEMA,
        .gives_schema = session_schema,
        .success = 201,
        .about = "Signs in: sets the session cookie and gives the CSRF token that changes need.",
    },
    {
        .method = "GET",
        .path = "/api/v1/session",
        .auth = AUTH_STAFF,
        .runs = RUNS_READ,
        .handle = session_get,
        .gives = SHAPE_SCHEMA,
        .gives_schema = session_schema,
        .about = "Who is signed in, and the session's CSRF token.",
    },
    {
        .method = "DELETE",
        .path = "/api/v1/session",
        .auth = AUTH_STAFF,
        .runs = RUNS_WRITE,
        .handle = session_delete,
        .success = 204,
        .about = "Signs out.",
    },
    {
        .method = "GET",
        .path = "/api/v1/me",
        .auth = AUTH_STAFF,
        .runs = RUNS_READ,
        .handle = me_get,
        .gives = SHAPE_RECORD,
        .gives_entity = &agent_entity,
        .about = "The agent who is signed in.",
    },
    {
        .method = "PATCH",
        .path = "/api/v1/me",
        .auth = AUTH_STAFF,
        .runs = RUNS_SLOW,
        .handle = me_patch,
        .needs_version = true,
        .body_bytes_max = 16384,
        .takes = SHAPE_RECORD,
        .takes_entity = &me_shape,
        .gives = SHAPE_RECORD,
        .gives_entity = &agent_entity,
        .about = "Changes name, language, time zone or password of the agent who is signed in.",
    },
    {0},
};
