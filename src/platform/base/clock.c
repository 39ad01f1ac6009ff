#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

/* Added to the machine's clock. */
static _Atomic int64_t shift_ms;

static int64_t machine_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
    return machine_now() + atomic_load_explicit(&shift_ms, memory_order_relaxed);
}

void clock_set(int64_t at_ms)
{
    atomic_store_explicit(&shift_ms, at_ms - machine_now(), memory_order_relaxed);
}

int64_t clock_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
