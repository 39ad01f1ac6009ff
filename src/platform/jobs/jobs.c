/* Threads, wake-ups and their end. */
#include "jobs/jobs_state.h"
#include "jobs/queue.h"

#include <time.h>

#include "base/digest.h"

/* With the workspace, after its lane: until then a commit may still come to tell of itself. */
static void jobs_free(void *value)
{
    Jobs *jobs = value;
    pthread_cond_destroy(&jobs->wake);
    pthread_mutex_destroy(&jobs->mutex);
    arena_free(jobs->arena);
}

void jobs_hint(Workspace *workspace)
{
    Jobs *jobs = workspace_slot(workspace, SLOT_JOBS);
    if (jobs != NULL)
        atomic_store(&jobs->has_hint, true);
}

bool jobs_are_stopping(Jobs *jobs)
{
    pthread_mutex_lock(&jobs->mutex);
    bool is_stopping = jobs->is_stopping;
    pthread_mutex_unlock(&jobs->mutex);
    return is_stopping;
}

double jobs_chance(void)
{
    uint32_t number;
    random_bytes(&number, sizeof(number));
    return (double)number / 4294967296.0;
}

static void jobs_wake(Jobs *jobs)
{
    pthread_mutex_lock(&jobs->mutex);
    jobs->hints++;
    pthread_cond_broadcast(&jobs->wake);
    pthread_mutex_unlock(&jobs->mutex);
}

void jobs_committed(Workspace *workspace)
{
    Jobs *jobs = workspace_slot(workspace, SLOT_JOBS);
    if (jobs == NULL)
        return;
    bool is_postgres = workspace_engine(workspace) == DB_POSTGRES;
    bool is_numbering_new = is_postgres && !atomic_exchange(&jobs->is_numbering_due, true);
    if (atomic_exchange(&jobs->has_hint, false) || is_numbering_new)
        jobs_wake(jobs);
}

/* Sleeps until wait_ms are over, a hint newer than `seen` came, or the end. */
static bool runner_sleep(Jobs *jobs, int64_t wait_ms, int64_t *seen)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += wait_ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&jobs->mutex);
    while (!jobs->is_stopping && jobs->hints == *seen && wait_ms > 0)
        if (pthread_cond_timedwait(&jobs->wake, &jobs->mutex, &until) != 0)
            break;
    *seen = jobs->hints;
    bool goes_on = !jobs->is_stopping;
    pthread_mutex_unlock(&jobs->mutex);
    return goes_on;
}

static void *runner_main(void *argument)
{
    Runner *runner = argument;
    int64_t seen = 0;
    int64_t wait_ms = 0;
    while (runner_sleep(runner->jobs, wait_ms, &seen))
        wait_ms = runner->turn(runner->jobs);
    return NULL;
}

static void runner_add(Jobs *jobs, int64_t (*turn)(Jobs *jobs))
{
    Runner *runner = &jobs->runners[jobs->runner_count++];
    *runner = (Runner){.jobs = jobs, .turn = turn};
    runner->is_started = pthread_create(&runner->thread, NULL, runner_main, runner) == 0;
}

static void tasks_take(Jobs *jobs)
{
    const JobsWiring *wiring = jobs->wiring;
    jobs->tasks = ARENA_ARRAY(jobs->arena, PeriodicTask, wiring->task_count + OWN_TASKS);
    jobs->task_due_us = ARENA_ARRAY(jobs->arena, int64_t, wiring->task_count + OWN_TASKS);
    for (size_t i = 0; i < wiring->task_count; i++)
        jobs->tasks[jobs->task_count++] = wiring->tasks[i];
    for (size_t i = 0; i < OWN_TASKS; i++)
        jobs->tasks[jobs->task_count++] = own_tasks[i];
    int64_t now_us = clock_monotonic_us();
    for (size_t i = 0; i < jobs->task_count; i++)
        jobs->task_due_us[i] = now_us + jobs->tasks[i].every_ms * 100;
}

Result jobs_start(Workspace *workspace, const JobsWiring *wiring, Jobs **out_jobs)
{
    if (wiring->kind_count > JOB_KINDS_MAX || wiring->task_count > PERIODIC_TASKS_MAX)
        return fail(FAULT_LIMIT, "There are more kinds of jobs or periodic tasks than 64.");
    TRY(queue_recover(workspace));
    Arena *arena = arena_new();
    Jobs *jobs = ARENA_NEW(arena, Jobs);
    pthread_condattr_t monotonic;
    jobs->arena = arena;
    jobs->workspace = workspace;
    jobs->wiring = wiring;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&jobs->mutex, NULL);
    tasks_take(jobs);
    workspace_set_slot(workspace, SLOT_JOBS, jobs, jobs_free);
    for (int i = 0; i < JOB_THREADS && wiring->kind_count > 0; i++)
        runner_add(jobs, job_turn);
    for (int i = 0; i < SENDER_THREADS && wiring->sender_count > 0; i++)
        runner_add(jobs, outbox_turn);
    runner_add(jobs, periodic_turn);
    if (workspace_engine(workspace) == DB_POSTGRES)
        runner_add(jobs, sequencer_turn);
    for (size_t i = 0; i < jobs->runner_count; i++) {
        if (!jobs->runners[i].is_started) {
            jobs_stop(jobs);
            return fail(FAULT_BUSY, "The machine has no thread left for the jobs.");
        }
    }
    *out_jobs = jobs;
    return done();
}

void jobs_stop(Jobs *jobs)
{
    pthread_mutex_lock(&jobs->mutex);
    jobs->is_stopping = true;
    pthread_cond_broadcast(&jobs->wake);
    pthread_mutex_unlock(&jobs->mutex);
    for (size_t i = 0; i < jobs->runner_count; i++)
        if (jobs->runners[i].is_started)
            pthread_join(jobs->runners[i].thread, NULL);
}
