#include "http/worker.h"

#include <pthread.h>

struct WorkerPool {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t threads[WORKER_THREADS_MAX];
    int thread_count;
    WorkerJob *first;
    WorkerJob **last;
    size_t waiting;
    size_t waiting_max;
    bool is_stopping;
};

static WorkerJob *worker_take(WorkerPool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    while (pool->first == NULL && !pool->is_stopping)
        pthread_cond_wait(&pool->changed, &pool->mutex);
    WorkerJob *job = pool->first;
    if (job != NULL) {
        pool->first = job->next;
        if (pool->first == NULL)
            pool->last = &pool->first;
        pool->waiting--;
    }
    pthread_mutex_unlock(&pool->mutex);
    return job;
}

static void *worker_main(void *argument)
{
    WorkerPool *pool = argument;
    WorkerJob *job;
    while ((job = worker_take(pool)) != NULL)
        job->run(job->context); /* the job is the caller's again: it may be gone when this returns */
    return NULL;
}

Result worker_pool_start(Arena *arena, int threads, size_t waiting_max, WorkerPool **out_pool)
{
    WorkerPool *pool = ARENA_NEW(arena, WorkerPool);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->changed, NULL);
    pool->last = &pool->first;
    pool->waiting_max = waiting_max;
    for (int i = 0; i < threads && i < WORKER_THREADS_MAX; i++)
        if (pthread_create(&pool->threads[pool->thread_count], NULL, worker_main, pool) == 0)
            pool->thread_count++;
    if (pool->thread_count == 0)
        return fail(FAULT_BUSY, "The machine has no thread left for the workers.");
    *out_pool = pool;
    return done();
}

bool worker_submit(WorkerPool *pool, WorkerJob *job)
{
    pthread_mutex_lock(&pool->mutex);
    bool is_taken = !pool->is_stopping && pool->waiting < pool->waiting_max;
    if (is_taken) {
        job->next = NULL;
        *pool->last = job;
        pool->last = &job->next;
        pool->waiting++;
        pthread_cond_signal(&pool->changed);
    }
    pthread_mutex_unlock(&pool->mutex);
    return is_taken;
}

size_t worker_waiting(WorkerPool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    size_t waiting = pool->waiting;
    pthread_mutex_unlock(&pool->mutex);
    return waiting;
}

void worker_pool_stop(WorkerPool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->is_stopping = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->mutex);
    for (int i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pool->thread_count = 0;
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->mutex);
}
