#include "people/setup.h"

#include "base/digest.h"
#include "people/preferences.h"
#include "people/session_cookie.h"
#include "store/lane.h"

typedef struct Setup {
    FieldSet has;
    int64_t id;
    Text token;
    Text name;
    Text email;
    Text password;
    Text language;
} Setup;

static const Field setup_fields[] = {
    FIELD(Setup, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(Setup, token, FIELD_TEXT, .bytes_max = 100, .is_required = true, .can = CAN_CREATE,
          .about = "From the link that the server printed at its first start."),
    FIELD(Setup, name, FIELD_TEXT, .bytes_max = 120, .is_required = true, .format = FORMAT_LINE, .can = CAN_CREATE,
          .about = "The administrator's name."),
    FIELD(Setup, email, FIELD_TEXT, .is_required = true, .format = FORMAT_EMAIL, .can = CAN_CREATE,
          .about = "The address to sign in with."),
    FIELD(Setup, password, FIELD_TEXT, .bytes_max = PASSWORD_BYTES_MAX, .is_required = true, .can = CAN_CREATE,
          .about = "At least 10 characters."),
    FIELD(Setup, language, FIELD_TEXT, .format = FORMAT_LANGUAGE, .can = CAN_CREATE, .about = "Of the interface."),
};
static const Entity setup_shape = {
    .name = "setup",
    .plural = "setups",
    .record_bytes = sizeof(Setup),
    ENTITY_FIELDS(setup_fields),
    .about = "The first administrator.",
};

static Result has_agents(Work *work, bool *out_has)
{
    int64_t count;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(id) FROM (SELECT id FROM agents LIMIT 1) AS first_agent"),
                   DB_NO_VALUES, &count));
    *out_has = count > 0;
    return done();
}

Result people_setup_link(Work *work, Text *out_token)
{
    bool has;
    *out_token = TEXT_NONE;
    TRY(has_agents(work, &has));
    TRY(db_run(work->db, DB_SQL("DELETE FROM one_time_tokens WHERE purpose = 'setup'"), DB_NO_VALUES, NULL));
    if (has)
        return done();
    char hash[SHA256_HEX_BYTES];
    Text token = random_token(work->arena, 24);
    sha256_hex(token, hash);
    TRY(db_run(work->db,
               DB_SQL("INSERT INTO one_time_tokens (token_hash, purpose, expires_at) VALUES ($1, 'setup', $2)"),
               DB_VALUES(db_string(hash), db_int(work->now + SETUP_TOKEN_MS)), NULL));
    *out_token = token;
    return done();
}

/* Reads only: the same look before the slow hashing and again in the change itself. */
static Result token_check(Work *work, Text token)
{
    char hash[SHA256_HEX_BYTES];
    int64_t found;
    bool has;
    sha256_hex(token, hash);
    TRY(has_agents(work, &has));
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COUNT(token_hash) FROM one_time_tokens WHERE token_hash = $1 AND purpose = 'setup' "
                          "AND used_at IS NULL AND expires_at > $2"),
                   DB_VALUES(db_string(hash), db_int(work->now)), &found));
    if (has || found == 0)
        return work_fault(work, TEXT("/token"), "unknown_token",
                          "This link was used or is too old. Start the server again for a new one.");
    return done();
}

typedef struct SetupChange {
    const Setup *setup;
    Text hash;
    SessionOpening opening;
} SetupChange;

static Result token_use(Work *work, Text token)
{
    char hash[SHA256_HEX_BYTES];
    sha256_hex(token, hash);
    return db_run(work->db, DB_SQL("UPDATE one_time_tokens SET used_at = $2 WHERE token_hash = $1"),
                  DB_VALUES(db_string(hash), db_int(work->now)), NULL);
}

/* The first administrator is led through the set-up of the workspace. */
static Result steps_begin(Work *work)
{
    return db_run(work->db,
                  DB_SQL("INSERT INTO settings (key, value, updated_at) VALUES ('setup_step', '\"workspace\"', $1)"),
                  DB_VALUES(db_int(work->now)), NULL);
}

static Result setup_apply(Work *work, void *context)
{
    SetupChange *change = context;
    const Setup *setup = change->setup;
    TRY(token_check(work, setup->token));
    TRY(token_use(work, setup->token));
    EntityInput *input = entity_new_input(work, &agent_entity);
    Agent *draft = input->record;
    draft->name = setup->name;
    draft->email = setup->email;
    draft->role = ROLE_ADMIN - 1;
    draft->password_hash = change->hash;
    draft->has = entity_bit(&agent_entity, "name") | entity_bit(&agent_entity, "email") |
                 entity_bit(&agent_entity, "role") | entity_bit(&agent_entity, "password_hash");
    if (setup->has & entity_bit(&setup_shape, "language")) {
        draft->language = setup->language;
        draft->has |= entity_bit(&agent_entity, "language");
    }
    Agent agent;
    TRY(agent_add(work, input, &agent));
    TRY(steps_begin(work));
    TRY(preferences_welcome(work, agent.id));
    change->opening.agent_id = agent.id;
    return session_open(work, &change->opening);
}

static Result setup_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    TRY(request_read(work, request, &setup_shape, &input));
    SetupChange change = {.setup = input->record};
    if (text_count_codepoints(change.setup->password) < PASSWORD_BYTES_MIN)
        return work_fault(work, TEXT("/password"), "too_short", "A password has at least %d characters.",
                          PASSWORD_BYTES_MIN);
    change.opening.place = session_place(request);
    TRY(token_check(work, change.setup->token));
    TRY(agent_hash_password(work->arena, change.setup->password, &change.hash));
    TRY(lane_do(workspace_lane(work->workspace), work->arena, &actor_system, WORK_LIVE, false, setup_apply, &change));
    session_answer(request, &change.opening, answer);
    return done();
}

const Route setup_routes[] = {
    {
        .method = "POST",
        .path = "/api/v1/setup",
        .auth = AUTH_PUBLIC,
        .runs = RUNS_SLOW,
        .handle = setup_post,
        .body_bytes_max = 16384,
        .takes = SHAPE_RECORD,
        .takes_entity = &setup_shape,
        .gives = SHAPE_SCHEMA,
        .gives_schema = session_schema,
        .success = 201,
        .about = "Makes the first administrator by the one-time link, and signs in.",
    },
    {0},
};
