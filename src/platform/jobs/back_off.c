/* How long to wait before the next try. Pure. */
#include "jobs/outbox.h"

int64_t job_back_off_ms(int64_t first_ms, int64_t most_ms, int64_t tries, double chance)
{
    int64_t wait_ms = first_ms;
    for (int64_t i = 1; i < tries && wait_ms < most_ms; i++)
        wait_ms *= 2;
    if (wait_ms > most_ms)
        wait_ms = most_ms;
    return wait_ms + (int64_t)((double)wait_ms * chance / 10);
}

int64_t outbox_back_off_ms(int64_t tries, double chance)
{
    return job_back_off_ms(MINUTE_MS, OUTBOX_BACK_OFF_MS_MAX, tries, chance);
}

int64_t outbox_road_rest_ms(int64_t failures, double chance)
{
    return job_back_off_ms(5 * SECOND_MS, 10 * MINUTE_MS, failures, chance);
}
