/* /api/v1/channels: the resource, its presets, its secrets. */
#include "channel/channel_check.h"
#include "channel/channel_preset.h"
#include "channel/channel_secret.h"
#include "channel/mail_check.h"

#define SECRETS_SCHEMA                                                                                                     \
    "{\"type\":\"object\",\"required\":[\"password\",\"refresh_token\",\"client_secret\"],\"additionalProperties\":false," \
    "\"properties\":{\"password\":{\"type\":\"boolean\"},\"refresh_token\":{\"type\":\"boolean\"},\"client_secret\":"      \
    "{\"type\":\"boolean\"}},\"description\":\"Which ones are kept.\"}"

static Result secrets_show(Work *work, int64_t channel_id, Answer *answer)
{
    static const char *const names[] = {CHANNEL_PASSWORD, CHANNEL_REFRESH_TOKEN, CHANNEL_CLIENT_SECRET};
    json_object(&answer->json);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int64_t count = 0;
        TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM channel_secrets WHERE channel_id = $1 AND name = $2"),
                       DB_VALUES(db_int(channel_id), db_string(names[i])), &count));
        json_put_bool(&answer->json, names[i], count > 0);
    }
    json_end_object(&answer->json);
    return done();
}

static Result secrets_get(Work *work, const Request *request, Answer *answer)
{
    Channel channel;
    TRY(channel_find(work, request->ids[0], &channel));
    return secrets_show(work, channel.id, answer);
}

static Result secrets_put(Work *work, const Request *request, Answer *answer)
{
    Channel channel;
    EntityInput *input;
    TRY(channel_find(work, request->ids[0], &channel));
    TRY(request_read(work, request, &channel_secrets_entity, &input));
    TRY(channel_secrets_take(work, channel.id, input));
    return secrets_show(work, channel.id, answer);
}

const Route channel_routes[] = {
    RESOURCE("/api/v1/channels", &channel_entity),
    {.method = "GET",
     .path = "/api/v1/channels/presets",
     .entity = &channel_entity,
     .right = RIGHT_READ,
     .runs = RUNS_READ,
     .handle = channel_presets_show,
     .gives = SHAPE_SCHEMA,
     .gives_schema = channel_presets_schema,
     .about = "What the common providers' mailboxes are set up with."},
    {.method = "GET",
     .path = "/api/v1/channels/{id}/secrets",
     .entity = &channel_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_READ,
     .handle = secrets_get,
     .gives = SHAPE_SCHEMA,
     .gives_schema = SECRETS_SCHEMA,
     .about = "Says which secrets of a channel are kept."},
    {.method = "PUT",
     .path = "/api/v1/channels/{id}/secrets",
     .entity = &channel_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = secrets_put,
     .takes = SHAPE_RECORD,
     .takes_entity = &channel_secrets_entity,
     .gives = SHAPE_SCHEMA,
     .gives_schema = SECRETS_SCHEMA,
     .about = "Sets those secrets that are given, and takes away those given as null; they are never shown."},
    {.method = "POST",
     .path = "/api/v1/channels/{id}/test",
     .entity = &channel_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_SLOW,
     .handle = mail_check_post,
     .gives = SHAPE_SCHEMA,
     .gives_schema = mail_check_schema,
     .about = "Signs in at the channel's servers, now, and says what stands in the way."},
    {.method = "POST",
     .path = "/api/v1/channels/{id}/test_message",
     .entity = &channel_entity,
     .right = RIGHT_WRITE,
     .runs = RUNS_WRITE,
     .handle = mail_test_message_post,
     .takes = SHAPE_RECORD,
     .takes_entity = &mail_test_message_entity,
     .gives = SHAPE_SCHEMA,
     .gives_schema = "{\"type\":\"object\"}",
     .success = 202,
     .about = "Sends a test mail by the channel; how it goes shows in its send_state."},
    {0},
};
