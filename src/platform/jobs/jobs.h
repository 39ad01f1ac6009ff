/* Durable jobs, the outbox's senders and the periodic tasks: what runs beside requests. A job is a row, added in the
 * transaction of what caused it; it runs at least once, outside any transaction, so it must be harmless when run twice. */
#ifndef LAZO_JOBS_JOBS_H
#define LAZO_JOBS_JOBS_H

#include "http/route.h"
#include "jobs/outbox.h"

#define JOB_PAYLOAD_BYTES_MAX 65536
#define JOB_KEY_BYTES_MAX 255

/* Adds a job in this work's transaction. With a unique_key (TEXT_NONE: none) at most one job of that key waits: a second
 * one gives it the new payload and the earlier of both times. The key is given up when the job starts, so what is added
 * meanwhile runs once more. FAULT_INVALID over the bounds. */
MUST_CHECK Result job_add(Work *work, const char *kind, Text unique_key, Text payload, int64_t run_at);

/* One run of a job. */
typedef struct JobRun {
    Workspace *workspace;
    Arena *arena; /* of this run */
    int64_t id;
    Text payload;
    int64_t tries; /* 1: the first */
} JobRun;

typedef struct JobKind {
    const char *name;
    /* Reads by work_begin_read, writes by lane_do. FAULT_INVALID fails the job for good; anything else is tried again. */
    Result (*run)(const JobRun *run);
    int64_t tries_max;       /* 0: 8 */
    int64_t back_off_ms;     /* before the second try, then doubled; 0: 30 s */
    int64_t back_off_ms_max; /* 0: 1 h */
    int64_t lease_ms;        /* longer than any run takes; 0: 10 min. A job whose lease ran out is run again. */
} JobKind;

/* Something to be done again and again, by one node at a time. Not durable: it looks at the data for what is due. */
typedef struct PeriodicTask {
    const char *name; /* also names the lock */
    int64_t every_ms; /* at least 100; the first run comes after a tenth of it */
    Result (*run)(Workspace *workspace, Arena *arena);
} PeriodicTask;

typedef struct JobsWiring {
    const JobKind *kinds;
    size_t kind_count;
    const PeriodicTask *tasks; /* besides the platform's own sweeps and the event sequencer */
    size_t task_count;
    const OutboxSender *senders;
    size_t sender_count;
} JobsWiring;
#define JOB_KINDS_MAX 64
#define PERIODIC_TASKS_MAX 64

typedef struct Jobs Jobs;
/* Starts the threads; the wiring must live as long. FAULT_BUSY without threads. */
MUST_CHECK Result jobs_start(Workspace *workspace, const JobsWiring *wiring, Jobs **out_jobs);
/* Lets what runs end, then joins the threads. Before workspace_close, which frees the memory: the lane may still tell of
 * commits. */
void jobs_stop(Jobs *jobs);
/* For the model's committed hook; any thread, cheap. */
void jobs_committed(Workspace *workspace);

/* What an administrator sees: resources `jobs` and `outbox`, and their retry. */
extern const Entity job_entity;
extern const Entity outbox_entity;
extern const Route jobs_routes[];

#endif
