/* The running scheduler. Inside jobs/ only. */
#ifndef LAZO_JOBS_JOBS_STATE_H
#define LAZO_JOBS_JOBS_STATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "jobs/jobs.h"
#include "jobs/once.h"

#define JOB_THREADS 2
#define SENDER_THREADS 4 /* a slow road keeps one busy */
#define LOOK_MS 2000     /* how often what others added, or a lease that ran out, is looked for */
#define SEQUENCER_MS 200 /* PostgreSQL: at least this often committed events are numbered */
#define OWN_TASKS 2

/* A thread that waits for its turn, a hint or the end. */
typedef struct Runner {
    Jobs *jobs;
    pthread_t thread;
    bool is_started;
    int64_t (*turn)(Jobs *jobs); /* does what is due; milliseconds until it wants to look again */
} Runner;

struct Jobs {
    Arena *arena;
    Workspace *workspace;
    const JobsWiring *wiring;
    PeriodicTask *tasks; /* the wiring's and our own */
    int64_t *task_due_us;
    size_t task_count;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    int64_t hints; /* grows with each wake-up */
    bool is_stopping;
    atomic_bool has_hint; /* something was added since the last commit was told */
    atomic_bool is_numbering_due;
    Runner runners[JOB_THREADS + SENDER_THREADS + 2];
    size_t runner_count;
};

/* Something was added in a transaction that is not committed yet; jobs_committed tells the threads. */
void jobs_hint(Workspace *workspace);
bool jobs_are_stopping(Jobs *jobs);
/* A number in [0, 1) to spread retries. */
double jobs_chance(void);

/* One turn each; they answer when they want the next. */
int64_t job_turn(Jobs *jobs);
int64_t outbox_turn(Jobs *jobs);
int64_t periodic_turn(Jobs *jobs);
int64_t sequencer_turn(Jobs *jobs);

/* The platform's own tasks: sweeps of kept answers and of ended rows. */
extern const PeriodicTask own_tasks[OWN_TASKS];

#endif
