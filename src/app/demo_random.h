/* Reproducible chance for the demo: the same seed gives the same business on every machine. */
#ifndef LAZO_APP_DEMO_RANDOM_H
#define LAZO_APP_DEMO_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

/* splitmix64 (Steele, Lea, Flood 2014). */
typedef struct Chance {
    uint64_t state;
} Chance;

uint64_t chance_next(Chance *chance);
int64_t chance_below(Chance *chance, int64_t limit);               /* 0 to limit - 1; limit > 0 */
int64_t chance_between(Chance *chance, int64_t low, int64_t high); /* both included */
bool chance_of(Chance *chance, double probability);
double chance_unit(Chance *chance);                 /* [0, 1) */
double chance_waiting(Chance *chance, double mean); /* exponential */
/* Index by weights, whose sum is `total`. */
int chance_weighted(Chance *chance, const int *weights, int count);

#endif
