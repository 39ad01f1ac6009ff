/* The few formulas behind the numbers. Pure; what is undefined (nobody answered, nobody was a customer) is NaN, which
 * answers show as null. Intervals are at 95 %, z = 1.959963984540054. */
#ifndef LAZO_INSIGHT_STATISTICS_H
#define LAZO_INSIGHT_STATISTICS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define NO_VALUE ((double)NAN)
#define NORMAL_95 1.959963984540054

typedef struct Interval {
    double low;
    double high;
} Interval;

/* Ascending, in place; for quantile_of. */
void sort_values(double *values, size_t count);
/* Type 7 of Hyndman and Fan 1996 (R's default): `values` ascending, 0 <= p <= 1. */
double quantile_of(const double *values, size_t count, double p);
/* Compensated (Neumaier 1974), in the order given. */
double sum_of(const double *values, size_t count);

/* In per cent; of no cases NaN. */
double share_percent(int64_t part, int64_t whole);
/* Wilson 1927, in per cent. */
Interval wilson_percent(int64_t part, int64_t whole);

/* Net promoter score, -100 to 100, and its standard error sqrt(p + d - (p - d)^2) / sqrt(n), both in points. */
double nps_score(int64_t promoters, int64_t detractors, int64_t answers);
double nps_error(int64_t promoters, int64_t detractors, int64_t answers);
/* Adjusted Wald: n + 3, promoters + 3/4, detractors + 3/4 (Rocks 2016), clamped to +-100. */
Interval nps_interval(int64_t promoters, int64_t detractors, int64_t answers);

/* Customers lost over the average number of customers, in per cent. */
double churn_percent(double lost, double average);
/* Yearly revenue x years of relationship - acquisition cost. */
double clv_simple(double yearly_revenue, double years, double acquisition_cost);

#endif
