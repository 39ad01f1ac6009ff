/* A small pool of threads for what must not hold an HTTP thread: slow reads, hashing, and PostgreSQL's round trips. */
#ifndef LAZO_HTTP_WORKER_H
#define LAZO_HTTP_WORKER_H

#include "base/arena.h"

/* Embedded in what is to be done; owned by the caller until `run` was called. */
typedef struct WorkerJob {
    void (*run)(void *context);
    void *context;
    struct WorkerJob *next; /* the pool's own */
} WorkerJob;

#define WORKER_THREADS_MAX 16
typedef struct WorkerPool WorkerPool;
/* Lives in `arena`. FAULT_BUSY when no thread can be started. */
MUST_CHECK Result worker_pool_start(Arena *arena, int threads, size_t waiting_max, WorkerPool **out_pool);
/* False when waiting_max jobs wait already, or the pool stops; then `run` is not called. */
bool worker_submit(WorkerPool *pool, WorkerJob *job);
size_t worker_waiting(WorkerPool *pool);
/* Runs what waits, then joins the threads. */
void worker_pool_stop(WorkerPool *pool);

#endif
