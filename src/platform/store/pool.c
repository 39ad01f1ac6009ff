#include "store/pool.h"

#include <pthread.h>
#include <time.h>

#include "store/db_engine.h"

struct Pool {
    Result (*open)(void *owner, Db **out_db);
    void *owner;
    pthread_mutex_t mutex;
    pthread_cond_t returned;
    Db *idle[READERS_MAX];
    int idle_count;
    int open_count; /* idle or in use */
};

Pool *pool_start(Arena *arena, Result (*open)(void *owner, Db **out_db), void *owner)
{
    Pool *pool = ARENA_NEW(arena, Pool);
    pool->open = open;
    pool->owner = owner;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&pool->returned, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return pool;
}

void pool_end(Pool *pool)
{
    for (int i = 0; i < pool->idle_count; i++)
        db_close(pool->idle[i]);
    pthread_cond_destroy(&pool->returned);
    pthread_mutex_destroy(&pool->mutex);
}

/* An idle one, or NULL with the right to open one. */
static Result reader_wait(Pool *pool, Db **out_db)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += READER_WAIT_MS / 1000;
    Result result = done();
    pthread_mutex_lock(&pool->mutex);
    while (is_ok(result) && pool->idle_count == 0 && pool->open_count == READERS_MAX)
        if (pthread_cond_timedwait(&pool->returned, &pool->mutex, &until) != 0 && pool->idle_count == 0 &&
            pool->open_count == READERS_MAX)
            result = fail(FAULT_BUSY, "All read connections are in use; try again shortly.");
    *out_db = NULL;
    if (is_ok(result) && pool->idle_count > 0)
        *out_db = pool->idle[--pool->idle_count];
    else if (is_ok(result))
        pool->open_count++;
    pthread_mutex_unlock(&pool->mutex);
    return result;
}

Result pool_take(Pool *pool, Db **out_db)
{
    Db *db;
    TRY(reader_wait(pool, &db));
    if (!db) {
        Result result = pool->open(pool->owner, &db);
        if (!is_ok(result)) {
            pthread_mutex_lock(&pool->mutex);
            pool->open_count--;
            pthread_cond_signal(&pool->returned);
            pthread_mutex_unlock(&pool->mutex);
            return result;
        }
    }
    *out_db = db;
    return done();
}

/* When the server went away, all connections went with it: the idle ones are not handed out to fail one by one. */
static int sick_take_out(Pool *pool, Db *db, Db *out_sick[READERS_MAX + 1])
{
    int count = 0;
    out_sick[count++] = db;
    pthread_mutex_lock(&pool->mutex);
    while (pool->idle_count > 0)
        out_sick[count++] = pool->idle[--pool->idle_count];
    pool->open_count -= count;
    pthread_cond_broadcast(&pool->returned);
    pthread_mutex_unlock(&pool->mutex);
    return count;
}

void pool_return(Pool *pool, Db *db)
{
    db_rollback(db);
    db_set_budget(db, 0, 0);
    if (db_is_sick(db)) {
        Db *sick[READERS_MAX + 1];
        int count = sick_take_out(pool, db, sick);
        for (int i = 0; i < count; i++)
            db_close(sick[i]);
        return;
    }
    pthread_mutex_lock(&pool->mutex);
    pool->idle[pool->idle_count++] = db;
    pthread_cond_signal(&pool->returned);
    pthread_mutex_unlock(&pool->mutex);
}
