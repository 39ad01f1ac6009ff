#include "channel/mail_receive.h"

#include <pthread.h>
#include <unistd.h>

#include "base/log.h"
#include "channel/channel.h"
#include "channel/mail_probe.h"
#include "channel/mail_unread.h"
#include "store/blob.h"
#include "store/lane.h"

/* Larger ones are stored in pieces of their own, so that they hold up nobody. */
#define RAW_IN_PIECE_BYTES_MAX ((size_t)1 << 20)
/* Readings at once: each may need a few times its message's bytes. */
#define READINGS_MAX 2
#define BUSY_TRIES_MAX 5
#define BUSY_PAUSE_US 20000
#define WAITING_AT_ONCE 50
#define WAITING_US INT64_C(5000000)

static MailReader reader = mail_read;

void mail_receive_set_reader(MailReader replacement)
{
    reader = replacement ? replacement : mail_read;
}

/* ---- few readings at once ---- */

static pthread_mutex_t readings_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t readings_free = PTHREAD_COND_INITIALIZER;
static int readings;

static void reading_begin(void)
{
    pthread_mutex_lock(&readings_mutex);
    while (readings >= READINGS_MAX)
        pthread_cond_wait(&readings_free, &readings_mutex);
    readings++;
    pthread_mutex_unlock(&readings_mutex);
}

static void reading_end(void)
{
    pthread_mutex_lock(&readings_mutex);
    readings--;
    pthread_cond_signal(&readings_free);
    pthread_mutex_unlock(&readings_mutex);
}

/* ---- one try ---- */

typedef struct Attempt {
    MailSpool entry;
    MailMessage message;
    MailSource source;
    MailTaken taken;
    const char *reason; /* why it failed */
    bool counts;        /* it was the message, not the database */
    int64_t ticket_id;
} Attempt;

static Result take_apply(Work *work, void *context)
{
    Attempt *attempt = context;
    TRY(mail_source_complete(work, &attempt->source));
    TRY(mail_take(work, &attempt->message, &attempt->source, &attempt->taken));
    TRY(mail_spool_remove(work, attempt->entry.id));
    if (attempt->source.channel_id != 0)
        TRY(channel_note_received(work, attempt->source.channel_id));
    if (attempt->entry.ticket_id != 0)
        TRY(mail_unread_end(work, attempt->entry.ticket_id, attempt->taken.ticket_id));
    return done();
}

static Result postpone_apply(Work *work, void *context)
{
    const Attempt *attempt = context;
    return mail_spool_postpone(work, &attempt->entry, attempt->counts, text_of(attempt->reason));
}

static Result set_aside_apply(Work *work, void *context)
{
    Attempt *attempt = context;
    TRY(mail_unread_show(work, &attempt->entry, text_of(attempt->reason), &attempt->ticket_id));
    return mail_spool_fail(work, &attempt->entry, text_of(attempt->reason), attempt->ticket_id);
}

/* A database that was busy with others is asked again a few times: mail that waits is late mail. */
static Result run_on_lane(Workspace *workspace, Arena *arena, Result (*apply)(Work *work, void *context), void *context)
{
    Result result;
    int tries = 0;
    do {
        if (tries > 0)
            usleep((useconds_t)tries * BUSY_PAUSE_US);
        result = lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, apply, context);
    } while (result.fault == FAULT_BUSY && ++tries < BUSY_TRIES_MAX);
    return result;
}

static Result read_and_take(Workspace *workspace, Arena *arena, Attempt *attempt, Text raw)
{
    MailOptions options = {0};
    TRY(mail_source_options(workspace, arena, attempt->entry.channel_id, &options));
    attempt->counts = true;
    reading_begin();
    Result result = reader(arena, raw, &options, &attempt->message);
    reading_end();
    TRY(result);
    attempt->source = (MailSource){
        .mailbox = attempt->entry.mailbox,
        .key = mail_key(arena, &attempt->message, text_string(arena, attempt->entry.raw_sha256)),
        .raw_blob_id = attempt->entry.raw_blob_id,
        .channel_id = attempt->entry.channel_id,
        .envelope_from = attempt->entry.envelope_from,
        .envelope_to = attempt->entry.envelope_to,
    };
    mail_source_read_delivered(arena, raw, &attempt->source);
    result = run_on_lane(workspace, arena, take_apply, attempt);
    attempt->counts = result.fault != FAULT_BUSY && result.fault != FAULT_BROKEN;
    return result;
}

/* The failure is kept as well as the database lets us; without that the lease runs out, and the row is tried again. */
static void note_failure(Workspace *workspace, Arena *arena, Attempt *attempt)
{
    bool is_last = attempt->counts && attempt->entry.tries >= SPOOL_TRIES_MAX;
    Result noted = run_on_lane(workspace, arena, is_last ? set_aside_apply : postpone_apply, attempt);
    log_entry(is_last ? LOG_ERROR : LOG_WARN, is_last ? "a mail was set aside unread" : "a mail was not taken yet",
              LOG_INT("spool", attempt->entry.id), LOG_INT("tries", attempt->entry.tries),
              LOG_STRING("why", attempt->reason), LOG_STRING("noted", is_ok(noted) ? "yes" : "no"));
}

/* A begun try of a row that is ours. True when the message was taken. */
static bool attempt_run(Workspace *workspace, const MailSpool *entry, Text raw, MailTaken *out_taken)
{
    WITH_ARENA arena = arena_new();
    Attempt attempt = {.entry = *entry};
    Result result = read_and_take(workspace, arena, &attempt, raw);
    if (is_ok(result)) {
        *out_taken = attempt.taken;
        return true;
    }
    attempt.reason = result.why ? arena_string(arena, result.why, strlen(result.why)) : fault_name(result.fault);
    note_failure(workspace, arena, &attempt);
    return false;
}

/* ---- what comes in ---- */

typedef struct Arrival {
    MailSpool entry;
    Text raw;
    MailSpool stored;
    bool is_ours;
} Arrival;

static Result arrive_apply(Work *work, void *context)
{
    Arrival *arrival = context;
    return mail_spool_add(work, &arrival->entry, arrival->raw, &arrival->stored, &arrival->is_ours);
}

Result mail_receive(Workspace *workspace, Arena *arena, const MailReceipt *receipt, MailReceived *out)
{
    if (receipt->raw.length == 0)
        return fail(FAULT_INVALID, "The message is empty.");
    if (receipt->raw.length > MAIL_RAW_BYTES_MAX)
        return fail(FAULT_LIMIT, "The message is larger than 64 MiB.");
    char hex[SHA256_HEX_BYTES];
    sha256_hex(receipt->raw, hex);
    Arrival arrival = {.raw = receipt->raw,
                       .entry = {.channel_id = receipt->channel_id,
                                 .mailbox = channel_mailbox(arena, receipt->channel_id),
                                 .source = text_of(receipt->source),
                                 .raw_sha256 = text_of(hex),
                                 .envelope_from = receipt->envelope_from,
                                 .envelope_to = receipt->envelope_to}};
    if (receipt->raw.length > RAW_IN_PIECE_BYTES_MAX)
        TRY(blob_store(workspace, &actor_system, receipt->raw, &arrival.entry.raw_blob_id, hex));
    MailReceived received = {0};
    TRY(run_on_lane(workspace, arena, arrive_apply, &arrival));
    if (arrival.is_ours)
        received.is_taken = attempt_run(workspace, &arrival.stored, receipt->raw, &received.taken);
    *out = received;
    return done();
}

/* ---- what waits ---- */

typedef struct Claim {
    int64_t id;
    MailSpool entry;
    bool is_ours;
    bool is_spent;
} Claim;

static Result claim_apply(Work *work, void *context)
{
    Claim *claim = context;
    return mail_spool_claim(work, claim->id, &claim->entry, &claim->is_ours, &claim->is_spent);
}

static Result raw_read(Workspace *workspace, Arena *arena, int64_t blob_id, Text *out_raw)
{
    Work work;
    int64_t bytes = 0;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result result = blob_size(work.db, blob_id, &bytes);
    if (is_ok(result))
        result = blob_read(work.db, arena, blob_id, 0, bytes, out_raw);
    if (!is_ok(result))
        result = failf(arena, result.fault, "The original could not be read from the database: %s",
                       result.why ? result.why : fault_name(result.fault));
    work_end_read(&work);
    return result;
}

#define ENDED_EACH_TIME "The program ended while it was reading it, each time."

/* The tries of an innocent message are spent as well when the program is killed in the middle of each. A reading in a
 * process of its own tells that from a message that ends its reader; then it is tried once more, and that is noted first,
 * so that nothing is tried for ever. */
static Result spent_one(Workspace *workspace, Arena *arena, const MailSpool *entry)
{
    Text raw = TEXT_NONE;
    MailTaken taken;
    Attempt attempt = {.entry = *entry, .counts = true, .reason = entry->detail.data};
    if (!text_is_empty(entry->detail)) {
        note_failure(workspace, arena, &attempt);
        return done();
    }
    attempt.reason = ENDED_EACH_TIME;
    TRY(raw_read(workspace, arena, entry->raw_blob_id, &raw));
    if (!mail_probe_survives(reader, raw)) {
        note_failure(workspace, arena, &attempt);
        return done();
    }
    TRY(run_on_lane(workspace, arena, postpone_apply, &attempt));
    (void)attempt_run(workspace, entry, raw, &taken);
    return done();
}

static Result waiting_one(Workspace *workspace, int64_t id)
{
    WITH_ARENA arena = arena_new();
    Claim claim = {.id = id};
    MailTaken taken;
    TRY(run_on_lane(workspace, arena, claim_apply, &claim));
    if (!claim.is_ours)
        return done();
    if (claim.is_spent)
        return spent_one(workspace, arena, &claim.entry);
    Text raw = TEXT_NONE;
    TRY(raw_read(workspace, arena, claim.entry.raw_blob_id, &raw));
    (void)attempt_run(workspace, &claim.entry, raw, &taken);
    return done();
}

static Result due_ids(Workspace *workspace, Arena *arena, int64_t ids[WAITING_AT_ONCE], size_t *out_count)
{
    Work work;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result result = mail_spool_due(&work, WAITING_AT_ONCE, ids, out_count);
    work_end_read(&work);
    return result;
}

Result mail_receive_waiting(Workspace *workspace, Arena *arena)
{
    int64_t ids[WAITING_AT_ONCE];
    size_t count = 0;
    int64_t began_us = clock_monotonic_us();
    Result worst = done();
    TRY(due_ids(workspace, arena, ids, &count));
    for (size_t i = 0; i < count && clock_monotonic_us() - began_us < WAITING_US; i++) {
        Result result = waiting_one(workspace, ids[i]);
        if (!is_ok(result))
            worst = fail(result.fault, "A waiting mail was not tried; it will be later.");
    }
    return worst;
}

static Result make_due_apply(Work *work, void *context)
{
    (void)context;
    return mail_spool_make_due(work);
}

Result mail_receive_recover(Workspace *workspace)
{
    if (workspace_engine(workspace) == DB_POSTGRES)
        return done();
    WITH_ARENA arena = arena_new();
    return run_on_lane(workspace, arena, make_due_apply, NULL);
}
