#include "lifecycle/customer_rhythm.h"

#include <stdlib.h>

static int day_order(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a;
    int64_t second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

static double median(int64_t *values, size_t count)
{
    qsort(values, count, sizeof(int64_t), day_order);
    size_t middle = count / 2;
    return count % 2 ? (double)values[middle] : (double)(values[middle - 1] + values[middle]) / 2;
}

Rhythm rhythm_of(int64_t *order_days, size_t count, int64_t today)
{
    Rhythm rhythm = {0};
    int64_t gaps[RHYTHM_ORDERS_MAX];
    size_t gap_count = 0;
    if (count == 0)
        return rhythm;
    if (count > RHYTHM_ORDERS_MAX)
        count = RHYTHM_ORDERS_MAX;
    qsort(order_days, count, sizeof(int64_t), day_order);
    rhythm.days = 1;
    for (size_t i = 1; i < count; i++) {
        if (order_days[i] == order_days[i - 1])
            continue;
        rhythm.days++;
        gaps[gap_count++] = order_days[i] - order_days[i - 1];
    }
    int64_t last = order_days[count - 1];
    rhythm.silence_days = today > last ? today - last : 0;
    rhythm.is_known = rhythm.days >= RHYTHM_DAYS_MIN;
    if (rhythm.is_known)
        rhythm.interval_days = median(gaps, gap_count);
    return rhythm;
}

double rhythm_silence(const Rhythm *rhythm)
{
    if (!rhythm->is_known || rhythm->interval_days <= 0)
        return 0;
    return (double)rhythm->silence_days / rhythm->interval_days;
}
