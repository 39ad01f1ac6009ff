/* From a channel's settings to a session. */
#include "channel/channel_secret.h"
#include "channel/channel_token.h"
#include "channel/mail_mailbox.h"

Language mailbox_language(Workspace *workspace)
{
    WorkspaceSettings settings = workspace_settings(workspace);
    return language_of(text_of(settings.language));
}

static bool settings_fail(Arena *arena, ChannelProblem problem, Result result, ChannelTrouble *out_trouble)
{
    *out_trouble = (ChannelTrouble){problem, channel_foreign_words(arena, text_of(result.why))};
    return false;
}

/* PROBLEM_NONE, or what is missing; *out_result says more. */
static ChannelProblem secret_find(Workspace *workspace, Arena *arena, const Channel *channel, Text *out_secret,
                                  Result *out_result)
{
    Work work;
    bool found = false;
    *out_result = done();
    *out_secret = TEXT_NONE;
    if (channel->login == CHANNEL_LOGIN_NONE)
        return PROBLEM_NONE;
    if (channel->login == CHANNEL_LOGIN_XOAUTH2) {
        *out_result = channel_access_token(workspace, arena, channel->id, out_secret);
        return is_ok(*out_result)                    ? PROBLEM_NONE
               : out_result->fault == FAULT_INVALID  ? PROBLEM_TOKEN
               : out_result->fault == FAULT_CONFLICT ? PROBLEM_SECRET_ABSENT
                                                     : PROBLEM_TOKEN_SOURCE;
    }
    *out_result = work_begin_read(workspace, arena, &actor_system, &work);
    if (!is_ok(*out_result))
        return PROBLEM_OURS;
    *out_result = channel_secret_read(&work, channel->id, CHANNEL_PASSWORD, out_secret, NULL, &found);
    work_end_read(&work);
    return is_ok(*out_result) && found ? PROBLEM_NONE : PROBLEM_SECRET_ABSENT;
}

bool mailbox_settings(Workspace *workspace, Arena *arena, int64_t channel_id, Channel *out_channel, MailImapTo *out_to,
                      ChannelTrouble *out_trouble)
{
    Work work;
    Result result = work_begin_read(workspace, arena, &actor_system, &work);
    if (!is_ok(result))
        return settings_fail(arena, PROBLEM_OURS, result, out_trouble);
    result = channel_find(&work, channel_id, out_channel);
    work_end_read(&work);
    if (!is_ok(result))
        return settings_fail(arena, PROBLEM_OURS, result, out_trouble);
    *out_to = (MailImapTo){.host = out_channel->imap_host,
                           .port = (int)out_channel->imap_port,
                           .security = (ChannelSecurity)out_channel->imap_security,
                           .user_name = out_channel->user_name,
                           .login = (ChannelLogin)out_channel->login,
                           .stop_fd = -1};
    ChannelProblem problem = secret_find(workspace, arena, out_channel, &out_to->secret, &result);
    return problem == PROBLEM_NONE || settings_fail(arena, problem, result, out_trouble);
}

MailImap *mailbox_open(Workspace *workspace, Arena *arena, int64_t channel_id, const MailImapTo *to,
                       ChannelTrouble *out_trouble)
{
    MailImapTo again = *to;
    MailImap *imap = mail_imap_open(arena, to, out_trouble);
    if (imap != NULL || out_trouble->problem != PROBLEM_TOKEN)
        return imap;
    if (!is_ok(channel_token_refused(workspace, arena, channel_id, to->secret)) ||
        !is_ok(channel_access_token(workspace, arena, channel_id, &again.secret)))
        return NULL;
    return mail_imap_open(arena, &again, out_trouble);
}
