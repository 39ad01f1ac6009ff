#include "people/session_cookie.h"

#include "people/preferences.h"

const char session_schema[] =
    "{\"type\":\"object\",\"required\":[\"agent\",\"preferences\",\"csrf\"],\"properties\":{"
    "\"agent\":{\"$ref\":\"#/components/schemas/Agent\"},"
    "\"preferences\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/Preferences\"},{\"type\":\"null\"}]},"
    "\"csrf\":{\"type\":\"string\",\"description\":\"For the header X-CSRF-Token of every change.\"}}}";

Result session_open(Work *work, SessionOpening *opening)
{
    TRY(session_add(work, opening->agent_id, &opening->place, &opening->session));
    Buffer out = buffer_new(work->arena, 1 << 16);
    Json json = json_writer(&out);
    TRY(entity_write_json(work, &agent_entity, opening->agent_id, TEXT_NONE, &json, NULL));
    opening->agent_json = buffer_text(&out);
    Buffer preferences = buffer_new(work->arena, 1 << 16);
    json = json_writer(&preferences);
    TRY(preferences_write_json(work, opening->agent_id, &json));
    opening->preferences_json = buffer_text(&preferences);
    return done();
}

static void cookie_set(const Request *request, Text token, int64_t seconds, Answer *answer)
{
    answer_header(answer, "Set-Cookie",
                  text_format(answer->body.arena,
                              SESSION_COOKIE "=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s", TEXT_ARG(token),
                              (long long)seconds, request_is_secure(request) ? "; Secure" : ""));
}

void session_answer(const Request *request, const SessionOpening *opening, Answer *answer)
{
    Json *json = &answer->json;
    cookie_set(request, opening->session.token, SESSION_MS / SECOND_MS, answer);
    answer->is_secret = true;
    answer->status = 201;
    json_object(json);
    json_name(json, "agent");
    json_raw(json, opening->agent_json);
    json_name(json, "preferences");
    json_raw(json, opening->preferences_json);
    json_put_text(json, "csrf", opening->session.csrf);
    json_end_object(json);
}

void session_cookie_clear(const Request *request, Answer *answer)
{
    cookie_set(request, TEXT(""), 0, answer);
}
