#include "channel/account_mail.h"

#include "base/digest.h"
#include "channel/mail_house.h"
#include "model/value.h"
#include "store/lane.h"

/* ---- words ---- */

typedef enum Tongue { TONGUE_ES, TONGUE_EN, TONGUE_PT, TONGUE_COUNT } Tongue;

static Tongue tongue_of(Text language)
{
    return text_starts_with(language, TEXT("en"))   ? TONGUE_EN
           : text_starts_with(language, TEXT("pt")) ? TONGUE_PT
                                                    : TONGUE_ES;
}

typedef struct Words {
    const char *subject; /* %s: the workspace */
    const char *lead;
    const char *life;
    const char *end;
} Words;

static const Words invite_words[TONGUE_COUNT] = {
    {"Tu acceso a %s en Lazo", "Te invitaron a atender clientes en %s. Elige tu contraseña y entra:",
     "El enlace sirve una vez, durante 7 días.", "Si no esperabas esta invitación, no hagas nada."},
    {"Your access to %s in Lazo", "You were invited to help customers at %s. Choose your password and come in:",
     "The link works once, for 7 days.", "If you did not expect this invitation, do nothing."},
    {"Seu acesso a %s no Lazo", "Você recebeu um convite para atender clientes em %s. Escolha sua senha e entre:",
     "O link vale uma vez, por 7 dias.", "Se você não esperava este convite, não faça nada."},
};
static const Words reset_words[TONGUE_COUNT] = {
    {"Elige otra contraseña para %s", "Este enlace te deja elegir otra contraseña para %s:",
     "Sirve una vez, durante %s.", "Si no la pediste, no hagas nada: tu contraseña sigue igual."},
    {"Choose another password for %s", "This link lets you choose another password for %s:", "It works once, for %s.",
     "If you did not ask for it, do nothing: your password stays as it is."},
    {"Escolha outra senha para %s", "Este link permite escolher outra senha para %s:", "Vale uma vez, por %s.",
     "Se você não pediu, não faça nada: sua senha continua a mesma."},
};
static const char *const an_hour[TONGUE_COUNT] = {"una hora", "an hour", "uma hora"};
static const char *const a_day[TONGUE_COUNT] = {"un día", "a day", "um dia"};

/* `format` has at most one %s. */
static Text filled(Arena *arena, const char *format, const char *value)
{
    Text pattern = text_of(format);
    size_t at = text_find(pattern, TEXT("%s"), 0);
    if (at == SIZE_MAX)
        return pattern;
    return text_format(arena, "%.*s%s%.*s", TEXT_ARG(text_slice(pattern, 0, at)), value,
                       TEXT_ARG(text_slice(pattern, at + 2, pattern.length)));
}

static HouseLetter letter_of(Work *work, const Agent *agent, const PasswordLink *link)
{
    Tongue tongue = tongue_of(agent->language);
    bool is_invite = link->kind == PASSWORD_LINK_INVITE;
    const Words *words = is_invite ? &invite_words[tongue] : &reset_words[tongue];
    const char *life = link->kind == PASSWORD_LINK_FORGOT ? an_hour[tongue] : a_day[tongue];
    WorkspaceSettings settings = workspace_settings(work->workspace);
    Arena *arena = work->arena;
    return (HouseLetter){
        .key = text_format(arena, "account:%.*s", TEXT_ARG(random_token(arena, 16))),
        .to = agent->email,
        .subject = filled(arena, words->subject, settings.name),
        .text = text_format(arena, "%.*s\n\n%.*s\n\n%.*s %s\n", TEXT_ARG(filled(arena, words->lead, settings.name)),
                            TEXT_ARG(link->url), TEXT_ARG(filled(arena, words->life, life)), words->end),
    };
}

Result account_mail_queue(Work *work, const Agent *agent, const PasswordLink *link, bool *out_is_mailed)
{
    HouseLetter letter = letter_of(work, agent, link);
    return mail_house_queue(work, &letter, out_is_mailed);
}

/* ---- forgotten ---- */

Result account_mail_ask(Work *work, Text email)
{
    char hash[SHA256_HEX_BYTES];
    sha256_hex(email_key(work->arena, email), hash);
    Buffer payload = buffer_new(work->arena, JOB_PAYLOAD_BYTES_MAX);
    Json json = json_writer(&payload);
    json_object(&json);
    json_put_text(&json, "email", email);
    json_end_object(&json);
    return job_add(work, ACCOUNT_MAIL_JOB, text_format(work->arena, ACCOUNT_MAIL_JOB ":%s", hash),
                   buffer_text(&payload), work->now);
}

static Result forgotten_apply(Work *work, void *context)
{
    const Text *email = context;
    Agent agent;
    PasswordLink link;
    bool found, is_fresh, can_send;
    TRY(agent_find_by_email(work, *email, &agent, &found));
    TRY(mail_house_can_send(work, &can_send));
    if (!found || !agent.is_active || !can_send)
        return done();
    TRY(password_link_is_fresh(work, agent.id, work->now - ACCOUNT_MAIL_REST_MS, &is_fresh));
    if (is_fresh)
        return done();
    TRY(password_link_make(work, &agent, PASSWORD_LINK_FORGOT, &link));
    return account_mail_queue(work, &agent, &link, &can_send);
}

Result account_mail_run(const JobRun *run)
{
    const JsonValue *payload;
    TRY(json_read(run->arena, run->payload, &payload));
    Text email = json_text_member(payload, "email");
    return lane_do(workspace_lane(run->workspace), run->arena, &actor_system, WORK_LIVE, false, forgotten_apply,
                   &email);
}
