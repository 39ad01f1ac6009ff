#include "channel/mail_mailbox_pass.h"

#include <poll.h>

#include "base/log.h"
#include "channel/mail_imap_uid.h"
#include "channel/mail_receive.h"
#include "channel/mail_too_large.h"
#include "store/lane.h"

static bool pass_stopped(const MailboxPass *pass)
{
    struct pollfd waited = {.fd = pass->stop_fd, .events = POLLIN};
    return poll(&waited, 1, 0) > 0;
}

static bool pass_fail(MailboxPass *pass, ChannelProblem problem, const char *words)
{
    pass->trouble = (ChannelTrouble){problem, channel_foreign_words(pass->arena, text_of(words))};
    return false;
}

static bool pass_fail_server(MailboxPass *pass)
{
    pass->trouble = mail_imap_trouble(pass->imap);
    return false;
}

/* ---- what was dealt with ---- */

static bool is_settled(const MailboxPass *pass, uint32_t uid)
{
    return imap_uid_index(pass->settled, pass->settled_count, uid) < pass->settled_count;
}

/* Forgets those that a search does not find any more: `found` is the newest search. */
static void settled_trim(MailboxPass *pass, const uint32_t *found, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < pass->settled_count; i++)
        if (imap_uid_index(found, count, pass->settled[i]) < count)
            pass->settled[kept++] = pass->settled[i];
    pass->settled_count = kept;
}

#define SETTLED_MAX ((size_t)2 * MAIL_IMAP_UIDS_MAX)

/* Twice the room, in the session's arena: all rooms together are less than twice the last one. */
static void settled_grow(MailboxPass *pass)
{
    size_t capacity = pass->settled_capacity == 0 ? 256 : 2 * pass->settled_capacity;
    uint32_t *room = ARENA_ARRAY(pass->arena, uint32_t, capacity);
    if (pass->settled_count > 0)
        memcpy(room, pass->settled, pass->settled_count * sizeof room[0]);
    pass->settled = room;
    pass->settled_capacity = capacity;
}

static void settle(MailboxPass *pass, uint32_t uid)
{
    if (pass->settled_count == SETTLED_MAX)
        return;
    if (pass->settled_count == pass->settled_capacity)
        settled_grow(pass);
    pass->settled[pass->settled_count++] = uid;
    if (pass->settled_count > 1 && pass->settled[pass->settled_count - 2] > uid)
        pass->settled_count = imap_uids_settle(pass->settled, pass->settled_count, SETTLED_MAX);
}

/* ---- one message ---- */

typedef enum Taking { TAKING_TAKEN, TAKING_LEFT, TAKING_FAILED } Taking;

static Taking receive(MailboxPass *pass, Arena *arena, uint32_t uid, Text raw)
{
    MailReceipt receipt = {.channel_id = pass->channel->id, .source = "imap", .raw = raw};
    MailReceived received;
    Result result = mail_receive(pass->workspace, arena, &receipt, &received);
    if (is_ok(result))
        return TAKING_TAKEN;
    if (result.fault == FAULT_INVALID || result.fault == FAULT_LIMIT) {
        log_entry(LOG_WARN, "a message was left in its mailbox", LOG_INT("channel", pass->channel->id),
                  LOG_INT("uid", uid), LOG_STRING("why", result.why));
        return TAKING_LEFT;
    }
    pass_fail(pass, PROBLEM_OURS, result.why);
    return TAKING_FAILED;
}

/* A message over the bound stays where it is; a ticket with its headers says so. */
static Taking leave_large(MailboxPass *pass, Arena *arena, uint32_t uid, uint64_t size)
{
    Text headers;
    if (!mail_imap_fetch_headers(pass->imap, uid, MAIL_HEADERS_BYTES_MAX, &headers)) {
        pass_fail_server(pass);
        return TAKING_FAILED;
    }
    Text notice = mail_too_large_notice(arena, headers, size, workspace_settings(pass->workspace).language);
    mail_imap_release(pass->imap);
    Taking taking = receive(pass, arena, uid, notice);
    return taking == TAKING_TAKEN ? TAKING_LEFT : taking;
}

/* Before the fetch: a server that breaks at one message, session after session, must not keep those behind it. */
static bool is_stuck(MailboxPass *pass, uint32_t uid)
{
    PassStuck *stuck = pass->stuck;
    if (stuck->uid != uid)
        *stuck = (PassStuck){.uid = uid};
    if (stuck->times++ < PASS_STUCK_TIMES)
        return false;
    log_entry(LOG_WARN, "a message that its server does not give is passed over", LOG_INT("channel", pass->channel->id),
              LOG_INT("uid", uid));
    return true;
}

static Taking take_one(MailboxPass *pass, uint32_t uid, uint64_t size)
{
    WITH_ARENA arena = arena_new();
    Text raw;
    if (size == 0 || is_stuck(pass, uid)) /* 0: gone since the search, or empty */
        return TAKING_LEFT;
    if (size > MAIL_RAW_BYTES_MAX)
        return leave_large(pass, arena, uid, size);
    if (!mail_imap_fetch(pass->imap, uid, size, &raw)) {
        pass_fail_server(pass);
        return TAKING_FAILED;
    }
    pass->stuck->times = 0;
    Taking taking = raw.data == NULL ? TAKING_LEFT : receive(pass, arena, uid, raw);
    mail_imap_release(pass->imap);
    return taking;
}

/* ---- a batch ---- */

static bool mark(MailboxPass *pass, const uint32_t *taken, size_t count)
{
    const Channel *channel = pass->channel;
    if (count == 0)
        return true;
    if (!mail_imap_mark(pass->imap, taken, count, (ChannelAfter)channel->imap_after, channel->imap_moved_to))
        return pass_fail_server(pass);
    for (size_t i = 0; i < count; i++)
        settle(pass, taken[i]);
    return true;
}

static bool batch_take(MailboxPass *pass, const uint32_t *uids, size_t count)
{
    uint64_t sizes[PASS_TOGETHER_MAX];
    uint32_t taken[PASS_TOGETHER_MAX];
    size_t taken_count = 0;
    bool is_good = true;
    if (!mail_imap_sizes(pass->imap, uids, count, sizes))
        return pass_fail_server(pass);
    for (size_t i = 0; i < count && is_good && !pass_stopped(pass); i++) {
        Taking taking = take_one(pass, uids[i], sizes[i]);
        is_good = taking != TAKING_FAILED;
        if (taking == TAKING_TAKEN)
            taken[taken_count++] = uids[i];
        else if (taking == TAKING_LEFT)
            settle(pass, uids[i]);
    }
    /* What was taken before a problem of ours is still marked; the server's own problem stays the reason. */
    ChannelTrouble trouble = pass->trouble;
    bool is_marked = (!is_good && trouble.problem != PROBLEM_OURS) || mark(pass, taken, taken_count);
    if (!is_good)
        pass->trouble = trouble;
    return is_good && is_marked;
}

static Result received_note(Work *work, void *context)
{
    return channel_note_received(work, *(const int64_t *)context);
}

static bool received_tell(MailboxPass *pass)
{
    WITH_ARENA arena = arena_new();
    int64_t id = pass->channel->id;
    Result noted = lane_do(workspace_lane(pass->workspace), arena, &actor_system, WORK_LIVE, true, received_note, &id);
    return is_ok(noted) || pass_fail(pass, PROBLEM_OURS, noted.why);
}

/* Those that are new, in the place of `uids`; answers how many. */
static size_t unsettled(const MailboxPass *pass, uint32_t *uids, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!is_settled(pass, uids[i]))
            uids[kept++] = uids[i];
    return kept;
}

static size_t together_next(MailboxPass *pass, size_t left)
{
    pass->together = pass->together == 0 ? 1 : 2 * pass->together;
    if (pass->together > PASS_TOGETHER_MAX)
        pass->together = PASS_TOGETHER_MAX;
    return left < pass->together ? left : pass->together;
}

bool mailbox_pass(MailboxPass *pass)
{
    WITH_ARENA arena = arena_new();
    uint32_t *uids;
    size_t count;
    if (!mail_imap_search(pass->imap, arena, pass->channel->imap_after == CHANNEL_AFTER_SEEN, &uids, &count))
        return pass_fail_server(pass);
    pass->has_more = count == MAIL_IMAP_UIDS_MAX;
    settled_trim(pass, uids, count);
    count = unsettled(pass, uids, count);
    pass->has_more = pass->has_more && count > 0;
    for (size_t at = 0, part = 0; at < count && !pass_stopped(pass); at += part) {
        part = together_next(pass, count - at);
        if (!batch_take(pass, uids + at, part))
            return false;
    }
    return count == 0 || received_tell(pass);
}
