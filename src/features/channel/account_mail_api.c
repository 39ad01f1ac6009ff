#include "channel/account_mail.h"
#include "channel/mail_house.h"

/* ---- links that an administrator makes ---- */

static Result link_answer(Work *work, const Agent *agent, PasswordLinkKind kind, Answer *answer)
{
    PasswordLink link;
    bool is_mailed;
    TRY(password_link_make(work, agent, kind, &link));
    TRY(account_mail_queue(work, agent, &link, &is_mailed));
    Json *json = &answer->json;
    answer->status = 201;
    answer->is_secret = true;
    json_object(json);
    json_name(json, "agent");
    TRY(entity_write_json(work, &agent_entity, agent->id, TEXT_NONE, json, NULL));
    json_put_text(json, "link", link.url);
    json_put_time(json, "expires_at", link.expires_at);
    json_put_bool(json, "is_mailed", is_mailed);
    json_end_object(json);
    return done();
}

static Result link_post(Work *work, const Request *request, Answer *answer)
{
    Agent agent;
    TRY(entity_find(work, &agent_entity, request->ids[0], &agent));
    return link_answer(work, &agent, PASSWORD_LINK_RESET, answer);
}

/* ---- invitations ---- */

typedef struct Invite {
    FieldSet has;
    int64_t id;
    Text email;
    Text name;
    int64_t role;
    Text language;
} Invite;

static const Field invite_fields[] = {
    FIELD(Invite, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(Invite, email, FIELD_TEXT, .is_required = true, .format = FORMAT_EMAIL, .can = CAN_CREATE,
          .about = "Whom to invite."),
    FIELD(Invite, name, FIELD_TEXT, .bytes_max = 120, .format = FORMAT_LINE, .can = CAN_CREATE,
          .about = "As customers will read it; until it is said, what stands before the @."),
    FIELD(Invite, role, FIELD_CHOICE, .choices = role_names + 1, .is_required = true, .can = CAN_CREATE,
          .about = "What the agent may do."),
    FIELD(Invite, language, FIELD_TEXT, .format = FORMAT_LANGUAGE, .can = CAN_CREATE,
          .about = "Of the letter and the interface; the workspace's, unless given."),
};
static const Entity invite_shape = {
    .name = "invite",
    .plural = "invites",
    .record_bytes = sizeof(Invite),
    ENTITY_FIELDS(invite_fields),
    .about = "An invitation to work here.",
};

static Text name_of(const Invite *invite)
{
    Text name = text_trim(invite->name);
    size_t at = text_find_byte(invite->email, '@', 0);
    return text_is_empty(name) && at != SIZE_MAX ? text_slice(invite->email, 0, at) : name;
}

static Result invite_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    Agent agent;
    TRY(request_read(work, request, &invite_shape, &input));
    const Invite *invite = input->record;
    EntityInput *wanted = entity_new_input(work, &agent_entity);
    Agent *draft = wanted->record;
    draft->email = invite->email;
    draft->name = name_of(invite);
    draft->role = invite->role;
    draft->has |=
        entity_bit(&agent_entity, "email") | entity_bit(&agent_entity, "name") | entity_bit(&agent_entity, "role");
    if (invite->has & entity_bit(&invite_shape, "language")) {
        draft->language = invite->language;
        draft->has |= entity_bit(&agent_entity, "language");
    }
    wanted->given = draft->has;
    TRY(agent_add(work, wanted, &agent));
    return link_answer(work, &agent, PASSWORD_LINK_INVITE, answer);
}

/* ---- forgotten ---- */

typedef struct Forgotten {
    FieldSet has;
    int64_t id;
    Text email;
} Forgotten;

static const Field forgotten_fields[] = {
    FIELD(Forgotten, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(Forgotten, email, FIELD_TEXT, .is_required = true, .can = CAN_CREATE,
          .about = "The address to sign in with."),
};
static const Entity forgotten_shape = {
    .name = "forgotten_password",
    .plural = "forgotten_passwords",
    .record_bytes = sizeof(Forgotten),
    ENTITY_FIELDS(forgotten_fields),
    .about = "Whose password was forgotten.",
};

static Result forgotten_post(Work *work, const Request *request, Answer *answer)
{
    EntityInput *input;
    bool can_mail;
    TRY(request_read(work, request, &forgotten_shape, &input));
    TRY(mail_house_can_send(work, &can_mail));
    TRY(account_mail_ask(work, ((const Forgotten *)input->record)->email));
    answer->status = 202;
    json_object(&answer->json);
    json_put_bool(&answer->json, "can_mail", can_mail);
    json_end_object(&answer->json);
    return done();
}

#define LINK_SCHEMA                                                                                                    \
    "{\"type\":\"object\",\"required\":[\"agent\",\"link\",\"expires_at\",\"is_mailed\"],"                             \
    "\"additionalProperties\":false,\"properties\":{\"agent\":{\"$ref\":\"#/components/schemas/Agent\"},"              \
    "\"link\":{\"type\":\"string\",\"description\":\"To be given to the agent; shown this once.\"},"                   \
    "\"expires_at\":{\"type\":\"string\",\"format\":\"date-time\"},"                                                   \
    "\"is_mailed\":{\"type\":\"boolean\",\"description\":\"Whether a letter with it is on its way.\"}}}"

const Route account_mail_routes[] = {
    {
        .method = "POST",
        .path = "/api/v1/invites",
        .entity = &agent_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = invite_post,
        .takes = SHAPE_RECORD,
        .takes_entity = &invite_shape,
        .gives = SHAPE_SCHEMA,
        .gives_schema = LINK_SCHEMA,
        .success = 201,
        .about = "Adds an agent and makes a one-time link to choose a password by; mailed where a channel sends.",
    },
    {
        .method = "POST",
        .path = "/api/v1/agents/{id}/password_link",
        .entity = &agent_entity,
        .right = RIGHT_WRITE,
        .runs = RUNS_WRITE,
        .handle = link_post,
        .gives = SHAPE_SCHEMA,
        .gives_schema = LINK_SCHEMA,
        .success = 201,
        .about = "A new one-time link by which the agent chooses a password; earlier ones are worthless.",
    },
    {
        .method = "POST",
        .path = "/api/v1/password/forgotten",
        .auth = AUTH_PUBLIC,
        .runs = RUNS_WRITE,
        .handle = forgotten_post,
        .body_bytes_max = 16384,
        .takes = SHAPE_RECORD,
        .takes_entity = &forgotten_shape,
        .gives = SHAPE_SCHEMA,
        .gives_schema = "{\"type\":\"object\",\"required\":[\"can_mail\"],\"additionalProperties\":false,"
                        "\"properties\":{\"can_mail\":{\"type\":\"boolean\"}}}",
        .success = 202,
        .about =
            "Mails a one-time link if the address is an agent's and a channel sends; the answer is the same anyway.",
    },
    {0},
};
