/* One job, or one item of the outbox, at a time. */
#include "jobs/jobs_state.h"
#include "jobs/queue.h"

#include "base/log.h"

#define JOB_TRIES_MAX 8
#define JOB_BACK_OFF_MS (30 * SECOND_MS)
#define JOB_BACK_OFF_MS_MAX HOUR_MS
#define JOB_LEASE_MS (10 * MINUTE_MS)
#define TROUBLE_MS 5000 /* before the queue is looked at again after a fault */

static int64_t positive(int64_t value, int64_t otherwise)
{
    return value > 0 ? value : otherwise;
}

static const JobKind *kind_named(const Jobs *jobs, Text name)
{
    for (size_t i = 0; i < jobs->wiring->kind_count; i++)
        if (text_is(name, jobs->wiring->kinds[i].name))
            return &jobs->wiring->kinds[i];
    return NULL;
}

static void trouble_log(const char *message, Text kind, int64_t id, int64_t tries, Result result)
{
    log_entry(LOG_WARN, message, LOG_TEXT("kind", kind), LOG_INT("id", id), LOG_INT("tries", tries),
              LOG_STRING("fault", fault_name(result.fault)), LOG_STRING("why", result.why ? result.why : ""));
}

/* ---- jobs ---- */

static QueueEnd job_end(const JobKind *kind, const QueueItem *item, Result result, int64_t *out_at)
{
    if (is_ok(result))
        return QUEUE_DONE;
    if (kind == NULL || result.fault == FAULT_INVALID || item->tries >= positive(kind->tries_max, JOB_TRIES_MAX))
        return QUEUE_FAILED;
    *out_at =
        clock_now() + job_back_off_ms(positive(kind->back_off_ms, JOB_BACK_OFF_MS),
                                      positive(kind->back_off_ms_max, JOB_BACK_OFF_MS_MAX), item->tries, jobs_chance());
    return QUEUE_AGAIN;
}

static void job_run(Jobs *jobs, Arena *arena, const QueueItem *item)
{
    const JobKind *kind = kind_named(jobs, item->kind);
    JobRun run = {jobs->workspace, arena, item->id, item->payload, item->tries};
    Result result = kind ? kind->run(&run) : fail(FAULT_INVALID, "This program knows no job of that kind.");
    int64_t at = 0;
    QueueEnd end = job_end(kind, item, result, &at);
    if (end != QUEUE_DONE)
        trouble_log(end == QUEUE_AGAIN ? "a job will be tried again" : "a job failed", item->kind, item->id,
                    item->tries, result);
    Result noted = queue_end(jobs->workspace, arena, false, item, end, at, result.why);
    if (!is_ok(noted))
        trouble_log("the end of a job was not noted", item->kind, item->id, item->tries, noted);
}

/* The longest lease of all kinds: which kind it is shows only once the job is claimed. */
static int64_t lease_ms(const Jobs *jobs)
{
    int64_t longest = 0;
    for (size_t i = 0; i < jobs->wiring->kind_count; i++) {
        int64_t lease = positive(jobs->wiring->kinds[i].lease_ms, JOB_LEASE_MS);
        longest = lease > longest ? lease : longest;
    }
    return positive(longest, JOB_LEASE_MS);
}

static int64_t wait_until(int64_t at)
{
    int64_t wait_ms = at == INT64_MAX ? LOOK_MS : at - clock_now();
    return wait_ms < 1 ? 1 : wait_ms > LOOK_MS ? LOOK_MS : wait_ms;
}

int64_t job_turn(Jobs *jobs)
{
    int64_t at;
    while (!jobs_are_stopping(jobs)) {
        WITH_ARENA arena = arena_new();
        QueueItem item;
        bool is_found = false;
        if (!is_ok(queue_next_due(jobs->workspace, false, NULL, &at)))
            return TROUBLE_MS;
        if (at > clock_now())
            return wait_until(at);
        Result claimed = queue_claim(jobs->workspace, arena, false, NULL, lease_ms(jobs), &item, &is_found);
        if (!is_ok(claimed))
            return TROUBLE_MS;
        if (is_found)
            job_run(jobs, arena, &item);
    }
    return 0;
}

/* ---- the outbox ---- */

static QueueEnd item_end(const QueueItem *item, Result result, int64_t at)
{
    if (is_ok(result))
        return QUEUE_DONE;
    bool is_over = result.fault == FAULT_INVALID || at - item->created_at > OUTBOX_GIVES_UP_MS;
    return is_over ? QUEUE_FAILED : QUEUE_AGAIN;
}

static void item_send(Jobs *jobs, const OutboxSender *sender, Arena *arena, const QueueItem *item)
{
    OutboxItem out = {jobs->workspace, arena, item->id, item->key, item->payload, item->tries, item->created_at, jobs};
    Result result = sender->send(&out);
    bool is_road_out = result.fault == FAULT_BUSY && !text_is_empty(item->road);
    int64_t at = clock_now() + (is_road_out ? outbox_road_rest_ms(item->road_failures + 1, jobs_chance())
                                            : outbox_back_off_ms(item->tries, jobs_chance()));
    if (jobs_are_stopping(jobs))
        at = clock_now(); /* it may have been cut short: whoever starts next takes it up */
    QueueEnd end = item_end(item, result, at);
    Result told = end == QUEUE_FAILED && sender->gave_up ? sender->gave_up(&out, result.why) : done();
    if (!is_ok(told))
        end = QUEUE_AGAIN; /* nobody would learn of it */
    if (end != QUEUE_DONE)
        trouble_log(end == QUEUE_AGAIN ? "sending will be tried again" : "sending failed", item->kind, item->id,
                    item->tries, result);
    Result noted = is_road_out && end == QUEUE_AGAIN
                       ? queue_end_road_out(jobs->workspace, arena, item, end, at, result.why)
                       : queue_end(jobs->workspace, arena, true, item, end, at, result.why);
    if (!is_ok(noted))
        trouble_log("the end of a sending was not noted", item->kind, item->id, item->tries, noted);
}

/* All that is due of one kind, but no more than a batch, so that no kind holds up another. */
#define SEND_BATCH 50
static int64_t kind_turn(Jobs *jobs, const OutboxSender *sender)
{
    for (int i = 0; i < SEND_BATCH && !jobs_are_stopping(jobs); i++) {
        WITH_ARENA arena = arena_new();
        QueueItem item;
        bool is_found = false;
        int64_t at;
        if (!is_ok(queue_next_due(jobs->workspace, true, sender->kind, &at)))
            return TROUBLE_MS;
        if (at > clock_now())
            return wait_until(at);
        Result claimed = queue_claim(jobs->workspace, arena, true, sender->kind,
                                     positive(sender->lease_ms, OUTBOX_LEASE_MS), &item, &is_found);
        if (!is_ok(claimed))
            return TROUBLE_MS;
        if (is_found)
            item_send(jobs, sender, arena, &item);
    }
    return 1;
}

int64_t outbox_turn(Jobs *jobs)
{
    int64_t soonest = LOOK_MS;
    for (size_t i = 0; i < jobs->wiring->sender_count; i++) {
        int64_t wait_ms = kind_turn(jobs, &jobs->wiring->senders[i]);
        soonest = wait_ms < soonest ? wait_ms : soonest;
    }
    return soonest;
}
