#include "channel/mail_mailbox.h"

#include <poll.h>
#include <stdlib.h>

#include "base/log.h"
#include "channel/mail_imap_uid.h"
#include "channel/mail_mailbox_pass.h"
#include "jobs/jobs.h"

static bool is_stopped(const Mailbox *mailbox, int64_t milliseconds)
{
    struct pollfd waited = {.fd = mailbox->stop_fd, .events = POLLIN};
    return poll(&waited, 1, (int)milliseconds) > 0;
}

static void state_note(const Mailbox *mailbox, Arena *arena, ChannelState state, Text detail)
{
    Result noted = channel_note(mailbox->workspace, arena, mailbox->channel_id, CHANNEL_RECEIVE, state, detail);
    if (!is_ok(noted))
        log_entry(LOG_WARN, "a channel's state was not noted", LOG_INT("channel", mailbox->channel_id),
                  LOG_STRING("why", noted.why ? noted.why : fault_name(noted.fault)));
}

static void state_works(const Mailbox *mailbox, Arena *arena)
{
    log_entry(LOG_INFO, "a mailbox is received from", LOG_INT("channel", mailbox->channel_id));
    state_note(mailbox, arena, CHANNEL_OK, TEXT_NONE);
}

static void state_fails(const Mailbox *mailbox, Arena *arena, const ChannelTrouble *trouble, int64_t wait_ms)
{
    Text english = channel_problem_words(arena, LANGUAGE_EN, trouble);
    log_entry(LOG_WARN, "a mailbox fails", LOG_INT("channel", mailbox->channel_id), LOG_TEXT("why", english),
              LOG_INT("again_in_ms", wait_ms));
    state_note(mailbox, arena, CHANNEL_FAILING,
               channel_problem_words(arena, mailbox_language(mailbox->workspace), trouble));
}

/* Passes and waits until a problem or the stop. */
static ChannelTrouble session_go(const Mailbox *mailbox, MailboxPass *pass)
{
    for (;;) {
        if (!mailbox_pass(pass))
            return pass->trouble;
        if (is_stopped(mailbox, 0))
            return (ChannelTrouble){.problem = PROBLEM_STOPPED};
        if (pass->has_more)
            continue;
        if (!mail_imap_wait(pass->imap, mail_imap_has_idle(pass->imap) ? MAILBOX_IDLE_MS : MAILBOX_POLL_MS))
            return mail_imap_trouble(pass->imap);
    }
}

static bool folder_select(MailImap *imap, const Channel *channel, ChannelTrouble *out_trouble)
{
    MailImapFolder folder;
    bool is_good = mail_imap_select(imap, channel->imap_folder, &folder);
    *out_trouble = mail_imap_trouble(imap);
    if (is_good && folder.is_read_only)
        *out_trouble = (ChannelTrouble){.problem = PROBLEM_READ_ONLY};
    return is_good && !folder.is_read_only;
}

/* One session from its settings to its end; *out_worked: it got as far as the folder. */
static ChannelTrouble session_run(const Mailbox *mailbox, Arena *arena, PassStuck *stuck, bool *out_worked)
{
    Channel channel;
    MailImapTo to;
    ChannelTrouble trouble = {0};
    *out_worked = false;
    if (!mailbox_settings(mailbox->workspace, arena, mailbox->channel_id, &channel, &to, &trouble))
        return trouble;
    to.stop_fd = mailbox->stop_fd;
    MailImap *imap = mailbox_open(mailbox->workspace, arena, mailbox->channel_id, &to, &trouble);
    if (imap == NULL)
        return trouble;
    if (folder_select(imap, &channel, &trouble)) {
        MailboxPass pass = {.workspace = mailbox->workspace,
                            .arena = arena,
                            .channel = &channel,
                            .imap = imap,
                            .stop_fd = mailbox->stop_fd,
                            .stuck = stuck};
        *out_worked = true;
        state_works(mailbox, arena);
        trouble = session_go(mailbox, &pass);
    }
    trouble.words = text_copy(arena, trouble.words);
    mail_imap_close(imap);
    return trouble;
}

/* A server that closes, or falls silent, after it worked is simply asked again; only when that fails is it a failure. */
static bool is_passing(const ChannelTrouble *trouble, bool worked)
{
    return worked && (trouble->problem == PROBLEM_CLOSED || trouble->problem == PROBLEM_TIMEOUT ||
                      trouble->problem == PROBLEM_UNREACHABLE);
}

void mailbox_run(const Mailbox *mailbox)
{
    int64_t failures = 0;
    PassStuck stuck = {0};
    while (!is_stopped(mailbox, 0)) {
        WITH_ARENA arena = arena_new();
        bool worked;
        int64_t began_us = clock_monotonic_us();
        ChannelTrouble trouble = session_run(mailbox, arena, &stuck, &worked);
        if (trouble.problem == PROBLEM_STOPPED)
            return;
        if (worked && clock_monotonic_us() - began_us > MAILBOX_SETTLED_MS * 1000)
            failures = 0;
        failures++;
        double chance = (double)(clock_monotonic_us() % 1000) / 1000;
        int64_t wait_ms = job_back_off_ms(MAILBOX_BACK_OFF_MS, MAILBOX_BACK_OFF_MS_MAX, failures, chance);
        if (!is_passing(&trouble, worked))
            state_fails(mailbox, arena, &trouble, wait_ms);
        if (is_stopped(mailbox, wait_ms))
            return;
    }
}
