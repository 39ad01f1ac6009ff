#include "app/demo_random.h"

#include <assert.h>
#include <math.h>

uint64_t chance_next(Chance *chance)
{
    uint64_t z = (chance->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t chance_below(Chance *chance, int64_t limit)
{
    assert(limit > 0);
    return (int64_t)(chance_next(chance) % (uint64_t)limit);
}

int64_t chance_between(Chance *chance, int64_t low, int64_t high)
{
    return low + chance_below(chance, high - low + 1);
}

double chance_unit(Chance *chance)
{
    return (double)(chance_next(chance) >> 11) * 0x1.0p-53;
}

bool chance_of(Chance *chance, double probability)
{
    return chance_unit(chance) < probability;
}

double chance_waiting(Chance *chance, double mean)
{
    return -mean * log1p(-chance_unit(chance));
}

int chance_weighted(Chance *chance, const int *weights, int count)
{
    int total = 0;
    for (int i = 0; i < count; i++)
        total += weights[i];
    int64_t at = chance_below(chance, total);
    for (int i = 0; i < count; i++) {
        at -= weights[i];
        if (at < 0)
            return i;
    }
    return count - 1;
}
