#include "channel/mail_source.h"

#include "channel/channel.h"
#include "store/workspace_secret.h"

static Result channel_of(Work *work, int64_t channel_id, Channel *out_channel, bool *out_found)
{
    Result result = channel_id == 0 ? fail(FAULT_NOT_FOUND, "none") : channel_find(work, channel_id, out_channel);
    *out_found = is_ok(result);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}

Result mail_source_options(Workspace *workspace, Arena *arena, int64_t channel_id, MailOptions *out_options)
{
    Work work;
    Channel channel;
    bool is_there;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result result = channel_of(&work, channel_id, &channel, &is_there);
    if (is_ok(result))
        result = channel_mail_options(&work, is_there ? &channel : NULL, out_options);
    if (!is_ok(result))
        result = failf(arena, result.fault, "%s", result.why ? result.why : fault_name(result.fault));
    work_end_read(&work);
    return result;
}

Result mail_source_complete(Work *work, MailSource *source)
{
    Channel channel = {0};
    bool is_there;
    TRY(channel_of(work, source->channel_id, &channel, &is_there));
    if (!is_there) {
        source->channel_id = 0;
        return done();
    }
    source->team_id = channel.team_id;
    source->language = channel.language;
    source->has_relay = channel.relay.length > 0;
    TRY(workspace_secret(work, WORKSPACE_SECRET_TAG, source->secret));
    source->has_secret = true;
    return done();
}

void mail_source_read_delivered(Arena *arena, Text raw, MailSource *source)
{
    MailHeaders headers;
    MailWarnings warnings = {0};
    MailAddresses also;
    size_t at = 0;
    mail_headers_read(arena, raw, &at, raw.length, &headers, &warnings);
    mail_addresses_read(arena, &headers, "Delivered-To", &source->delivered_to, &warnings);
    if (source->delivered_to.count > 0)
        return;
    mail_addresses_read(arena, &headers, "X-Original-To", &also, &warnings);
    source->delivered_to = also;
}
