#include "people/password_link.h"

#include "base/digest.h"
#include "model/event.h"
#include "people/preferences.h"
#include "people/session_cookie.h"
#include "store/lane.h"
#include "people/two_factor.h"

#define TOKEN_BYTES 24

static const char *const purposes[] = {"invite", "reset", "forgot"};
static const int64_t lives[] = {PASSWORD_LINK_INVITE_MS, PASSWORD_LINK_RESET_MS, PASSWORD_LINK_FORGOT_MS};

/* ---- making one ---- */

static Result links_remove(Work *work, int64_t agent_id)
{
    return db_run(
        work->db,
        DB_SQL("DELETE FROM one_time_tokens WHERE subject_id = $1 AND purpose IN ('invite', 'reset', 'forgot')"),
        DB_VALUES(db_int(agent_id)), NULL);
}

Result password_link_make(Work *work, const Agent *agent, PasswordLinkKind kind, PasswordLink *out_link)
{
    if (!agent->is_active)
        return fail(FAULT_CONFLICT, "This agent is disabled; let the agent sign in again first.");
    if (!(agent->has & entity_bit(&agent_entity, "password_hash")))
        kind = PASSWORD_LINK_INVITE;
    char hash[SHA256_HEX_BYTES];
    Text token = random_token(work->arena, TOKEN_BYTES);
    sha256_hex(token, hash);
    *out_link = (PasswordLink){.kind = kind, .agent_id = agent->id, .expires_at = work->now + lives[kind]};
    out_link->url = text_format(work->arena, "%.*s/app/password#%.*s", TEXT_ARG(workspace_public_url(work->workspace)),
                                TEXT_ARG(token));
    TRY(links_remove(work, agent->id));
    TRY(db_run(
        work->db,
        DB_SQL("INSERT INTO one_time_tokens (token_hash, purpose, subject_id, expires_at) VALUES ($1, $2, $3, $4)"),
        DB_VALUES(db_string(hash), db_string(purposes[kind]), db_int(agent->id), db_int(out_link->expires_at)), NULL));
    return event_add_changes(work, "agent.link_made", &agent_entity, agent->id, 0, 0,
                             text_format(work->arena, "{\"link\":[null,\"%s\"]}", purposes[kind]));
}

Result password_link_is_fresh(Work *work, int64_t agent_id, int64_t since, bool *out_is_fresh)
{
    int64_t count;
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COUNT(token_hash) FROM one_time_tokens WHERE subject_id = $1 AND purpose = 'forgot' "
                          "AND used_at IS NULL AND expires_at > $2"),
                   DB_VALUES(db_int(agent_id), db_int(since + PASSWORD_LINK_FORGOT_MS)), &count));
    *out_is_fresh = count > 0;
    return done();
}

/* ---- using it ---- */

static Result link_refusal(Work *work)
{
    return work_fault(work, TEXT("/token"), "unknown_token",
                      "This link was used or is too old. Ask for a new one where you got it.");
}

static Result kind_find(Work *work, Text token, int64_t *out_agent_id, PasswordLinkKind *out_kind)
{
    char hash[SHA256_HEX_BYTES];
    sha256_hex(token, hash);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT subject_id, purpose FROM one_time_tokens WHERE token_hash = $1 AND used_at IS NULL "
                        "AND expires_at > $2 AND purpose IN ('invite', 'reset', 'forgot')"),
                 DB_VALUES(db_string(hash), db_int(work->now)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    if (!has_row)
        return link_refusal(work);
    *out_agent_id = db_column_int(&cursor, 0);
    for (size_t i = 0; i < sizeof purposes / sizeof purposes[0]; i++) {
        if (text_is(db_column_text(&cursor, 1), purposes[i]))
            *out_kind = (PasswordLinkKind)i;
    }
    return done();
}

/* Reads only: the same look for the page, before the slow hashing, and again in the change itself. */
static Result link_find(Work *work, Text token, Agent *out_agent, PasswordLinkKind *out_kind)
{
    int64_t agent_id = 0;
    bool found;
    TRY(kind_find(work, token, &agent_id, out_kind));
    TRY(entity_find_by(work, &agent_entity, "id", db_int(agent_id), out_agent, &found));
    return found && out_agent->is_active ? done() : link_refusal(work);
}

typedef struct LinkUse {
    FieldSet has;
    int64_t id;
    Text token;
    Text password;
    Text name;
    Text language;
    Text code;
} LinkUse;

static const Field link_use_fields[] = {
    FIELD(LinkUse, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(LinkUse, token, FIELD_TEXT, .bytes_max = 100, .is_required = true, .can = CAN_CREATE,
          .about = "What stands behind # in the link."),
    FIELD(LinkUse, password, FIELD_TEXT, .bytes_max = PASSWORD_BYTES_MAX, .is_required = true, .can = CAN_CREATE,
          .about = "The new one; at least 10 characters."),
    FIELD(LinkUse, name, FIELD_TEXT, .bytes_max = 120, .format = FORMAT_LINE, .can = CAN_CREATE,
          .about = "How customers are to read the agent's name."),
    FIELD(LinkUse, language, FIELD_TEXT, .format = FORMAT_LANGUAGE, .can = CAN_CREATE, .about = "Of the interface."),
    FIELD(LinkUse, code, FIELD_TEXT, .bytes_max = 40, .can = CAN_CREATE,
          .about = "Of who has a second factor: six digits of the app, or a recovery code."),
};
static const Entity link_use_shape = {
    .name = "password_by_link",
    .plural = "passwords_by_link",
    .record_bytes = sizeof(LinkUse),
    ENTITY_FIELDS(link_use_fields),
    .about = "A password chosen by a one-time link.",
};

typedef struct LinkChange {
    const LinkUse *use;
    Text hash;
    SessionOpening opening;
    bool needs_code;
    CodeVerdict verdict;
} LinkChange;

static Result names_take(Work *work, const LinkUse *use, const Agent *agent)
{
    EntityInput *input = entity_new_input(work, &agent_entity);
    Agent *draft = input->record;
    Agent changed;
    if (!text_is_empty(text_trim(use->name))) {
        draft->name = use->name;
        input->given |= entity_bit(&agent_entity, "name");
    }
    if (use->has & entity_bit(&link_use_shape, "language")) {
        draft->language = use->language;
        input->given |= entity_bit(&agent_entity, "language");
    }
    draft->has |= input->given;
    return input->given == 0 ? done() : agent_change(work, agent, input, &changed);
}

static Result link_apply(Work *work, void *context)
{
    LinkChange *change = context;
    Agent agent;
    PasswordLinkKind kind = PASSWORD_LINK_INVITE;
    TRY(link_find(work, change->use->token, &agent, &kind));
    work->actor = (Actor){.kind = ACTOR_AGENT, .id = agent.id, .role = agent_role(&agent), .name = agent.name};
    change->verdict = CODE_RIGHT;
    if (change->needs_code)
        TRY(two_factor_check(work, agent.id, change->use->code, &change->verdict));
    if (change->verdict != CODE_RIGHT)
        return done();
    TRY(links_remove(work, agent.id));
    TRY(names_take(work, change->use, &agent));
    TRY(agent_set_password(work, agent.id, change->hash, 0));
    if (kind == PASSWORD_LINK_INVITE)
        TRY(preferences_welcome(work, agent.id));
    change->opening.agent_id = agent.id;
    return session_open(work, &change->opening);
}

static Result password_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Agent agent;
    TwoFactor factor;
    PasswordLinkKind kind = PASSWORD_LINK_INVITE;
    TRY(request_read(work, request, &link_use_shape, &input));
    LinkChange change = {.use = input->record};
    if (text_count_codepoints(change.use->password) < PASSWORD_BYTES_MIN)
        return work_fault(work, TEXT("/password"), "too_short", "A password has at least %d characters.",
                          PASSWORD_BYTES_MIN);
    TRY(link_find(work, change.use->token, &agent, &kind));
    TRY(two_factor_state(work, agent.id, &factor));
    change.needs_code = factor.is_on;
    if (factor.is_on && text_is_empty(text_trim(change.use->code)))
        return work_fault(work, TEXT("/code"), "required", "Write the code that your app shows now.");
    change.opening.place = session_place(request);
    TRY(agent_hash_password(work->arena, change.use->password, &change.hash));
    TRY(lane_do(workspace_lane(work->workspace), work->arena, &actor_system, WORK_LIVE, false, link_apply, &change));
    if (change.verdict != CODE_RIGHT)
        return two_factor_fault(work, TEXT("/code"), change.verdict);
    session_answer(request, &change.opening, answer);
    return done();
}

/* ---- whose link it is ---- */

typedef struct LinkQuestion {
    FieldSet has;
    int64_t id;
    Text token;
} LinkQuestion;

static const Field link_question_fields[] = {
    FIELD(LinkQuestion, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(LinkQuestion, token, FIELD_TEXT, .bytes_max = 100, .is_required = true, .can = CAN_CREATE,
          .about = "What stands behind # in the link."),
};
static const Entity link_question_shape = {
    .name = "password_link_question",
    .plural = "password_link_questions",
    .record_bytes = sizeof(LinkQuestion),
    ENTITY_FIELDS(link_question_fields),
    .about = "A one-time link.",
};

static Result link_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Agent agent;
    PasswordLinkKind kind = PASSWORD_LINK_INVITE;
    TRY(request_read(work, request, &link_question_shape, &input));
    TRY(link_find(work, ((const LinkQuestion *)input->record)->token, &agent, &kind));
    WorkspaceSettings settings = workspace_settings(work->workspace);
    answer->is_secret = true;
    json_object(&answer->json);
    json_put_string(&answer->json, "kind", purposes[kind]);
    json_put_text(&answer->json, "name", agent.name);
    json_put_text(&answer->json, "email", agent.email);
    json_put_string(&answer->json, "workspace", settings.name);
    json_end_object(&answer->json);
    return done();
}

#define LINK_SCHEMA                                                                                                    \
    "{\"type\":\"object\",\"required\":[\"kind\",\"name\",\"email\",\"workspace\"],\"additionalProperties\":false,"    \
    "\"properties\":{\"kind\":{\"type\":\"string\",\"enum\":[\"invite\",\"reset\",\"forgot\"]},"                       \
    "\"name\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"},\"workspace\":{\"type\":\"string\"}}}"

const Route password_link_routes[] = {
    {
        .method = "POST",
        .path = "/api/v1/password",
        .auth = AUTH_PUBLIC,
        .runs = RUNS_SLOW,
        .handle = password_post,
        .body_bytes_max = 16384,
        .takes = SHAPE_RECORD,
        .takes_entity = &link_use_shape,
        .gives = SHAPE_SCHEMA,
        .gives_schema = session_schema,
        .success = 201,
        .about = "Chooses a password by a one-time link, ends the agent's other sessions, and signs in.",
    },
    {
        .method = "POST",
        .path = "/api/v1/password/link",
        .auth = AUTH_PUBLIC,
        .runs = RUNS_SLOW,
        .handle = link_post,
        .body_bytes_max = 16384,
        .takes = SHAPE_RECORD,
        .takes_entity = &link_question_shape,
        .gives = SHAPE_SCHEMA,
        .gives_schema = LINK_SCHEMA,
        .about = "Says whose a one-time link is; changes nothing.",
    },
    {0},
};
