#include "channel/channel_token.h"

#include "base/json.h"
#include "channel/channel.h"
#include "channel/channel_http.h"
#include "channel/channel_secret.h"
#include "store/lane.h"

#define ENDS_SOON_MS (90 * SECOND_MS) /* the clocks of both ends, and the time until it is used */
#define LIFE_S_USUAL 3600
#define LIFE_S_MAX 86400

/* What is needed to ask for a token, and the kept one. */
typedef struct TokenState {
    Channel channel;
    Text access_token;
    int64_t access_ends_at;
    Text refresh_token;
    Text client_secret;
    bool has_access;
    bool has_refresh;
    bool has_client_secret;
} TokenState;

static Result state_load(Work *work, int64_t channel_id, TokenState *out)
{
    TRY(channel_find(work, channel_id, &out->channel));
    TRY(channel_secret_read(work, channel_id, CHANNEL_ACCESS_TOKEN, &out->access_token, &out->access_ends_at,
                            &out->has_access));
    TRY(channel_secret_read(work, channel_id, CHANNEL_ROTATED_TOKEN, &out->refresh_token, NULL, &out->has_refresh));
    if (!out->has_refresh)
        TRY(channel_secret_read(work, channel_id, CHANNEL_REFRESH_TOKEN, &out->refresh_token, NULL, &out->has_refresh));
    return channel_secret_read(work, channel_id, CHANNEL_CLIENT_SECRET, &out->client_secret, NULL,
                               &out->has_client_secret);
}

static Result state_read(Workspace *workspace, Arena *arena, int64_t channel_id, TokenState *out)
{
    Work work;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result result = state_load(&work, channel_id, out);
    work_end_read(&work);
    return result;
}

/* ---- asking the provider ---- */

typedef struct TokenAnswer {
    int64_t channel_id;
    Text access_token;
    Text refresh_token; /* a new one, unless is_refresh_same */
    bool is_refresh_same;
    int64_t ends_at;
} TokenAnswer;

static Result refusal(Arena *arena, const JsonValue *answer, long status)
{
    Text error = json_text_member(answer, "error");
    Text words = json_text_member(answer, "error_description");
    if (status >= 500 || status == 429)
        return failf(arena, FAULT_BUSY, "The provider could not give a token right now (status %ld).", status);
    return failf(arena, FAULT_INVALID, "The provider refused to renew the access token (%.*s). %.*s", TEXT_ARG(error),
                 TEXT_ARG(text_cut(words, 200)));
}

static Result token_ask(Arena *arena, const TokenState *state, TokenAnswer *out)
{
    const Channel *channel = &state->channel;
    const FieldSet scope = entity_bit(&channel_entity, "oauth_scope");
    const FormField form[] = {
        {"grant_type", TEXT("refresh_token")},
        {"refresh_token", state->refresh_token},
        {"client_id", channel->oauth_client_id},
        {"client_secret", state->has_client_secret ? state->client_secret : TEXT_NONE},
        {"scope", channel->has & scope ? channel->oauth_scope : TEXT_NONE},
    };
    long status = 0;
    Text body = TEXT_NONE;
    const JsonValue *answer = NULL;
    TRY(channel_http_post_form(arena, channel->oauth_token_url, form, sizeof form / sizeof form[0], &status, &body));
    if (!is_ok(json_read(arena, body, &answer)))
        answer = NULL;
    if (status != 200 || answer == NULL || text_is_empty(json_text_member(answer, "access_token")))
        return refusal(arena, answer, status);
    int64_t life_s = json_int_member(answer, "expires_in", LIFE_S_USUAL);
    life_s = life_s < 1 ? 1 : life_s > LIFE_S_MAX ? LIFE_S_MAX : life_s;
    *out = (TokenAnswer){.channel_id = channel->id,
                         .access_token = json_text_member(answer, "access_token"),
                         .refresh_token = json_text_member(answer, "refresh_token"),
                         .ends_at = clock_now() + life_s * SECOND_MS};
    out->is_refresh_same = text_is_empty(out->refresh_token) || text_equals(out->refresh_token, state->refresh_token);
    if (out->access_token.length > CHANNEL_SECRET_BYTES_MAX || out->refresh_token.length > CHANNEL_SECRET_BYTES_MAX)
        return fail(FAULT_INVALID, "The provider's token is longer than tokens are.");
    return done();
}

static Result token_keep(Work *work, void *context)
{
    const TokenAnswer *answer = context;
    Channel channel;
    Result found = channel_find(work, answer->channel_id, &channel);
    if (found.fault == FAULT_NOT_FOUND) /* removed meanwhile */
        return done();
    TRY(found);
    TRY(channel_secret_write(work, answer->channel_id, CHANNEL_ACCESS_TOKEN, answer->access_token, answer->ends_at));
    if (answer->is_refresh_same)
        return done();
    return channel_secret_write(work, answer->channel_id, CHANNEL_ROTATED_TOKEN, answer->refresh_token, 0);
}

Result channel_access_token(Workspace *workspace, Arena *arena, int64_t channel_id, Text *out_token)
{
    TokenState state = {0};
    TokenAnswer answer;
    TRY(state_read(workspace, arena, channel_id, &state));
    if (state.has_access && state.access_ends_at > clock_now() + ENDS_SOON_MS) {
        *out_token = state.access_token;
        return done();
    }
    if (!state.has_refresh)
        return fail(FAULT_INVALID, "The channel has no refresh token; sign in at the provider and set one.");
    TRY(token_ask(arena, &state, &answer));
    TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, token_keep, &answer));
    *out_token = answer.access_token;
    return done();
}

typedef struct Refused {
    int64_t channel_id;
    Text token;
} Refused;

static Result token_forget(Work *work, void *context)
{
    const Refused *refused = context;
    Text kept;
    bool found;
    TRY(channel_secret_read(work, refused->channel_id, CHANNEL_ACCESS_TOKEN, &kept, NULL, &found));
    if (!found || !text_equals(kept, refused->token))
        return done();
    return channel_secret_remove(work, refused->channel_id, CHANNEL_ACCESS_TOKEN);
}

Result channel_token_refused(Workspace *workspace, Arena *arena, int64_t channel_id, Text token)
{
    Refused refused = {.channel_id = channel_id, .token = token};
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, token_forget, &refused);
}
