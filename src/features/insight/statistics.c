#include "insight/statistics.h"

#include <stdlib.h>

static int compare_values(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

void sort_values(double *values, size_t count)
{
    if (count > 1)
        qsort(values, count, sizeof values[0], compare_values);
}

double quantile_of(const double *values, size_t count, double p)
{
    if (count == 0)
        return NO_VALUE;
    double place = p * (double)(count - 1);
    size_t below = (size_t)floor(place);
    if (below + 1 >= count)
        return values[count - 1];
    return values[below] + (place - (double)below) * (values[below + 1] - values[below]);
}

double sum_of(const double *values, size_t count)
{
    double sum = 0;
    double lost = 0;
    for (size_t i = 0; i < count; i++) {
        double next = sum + values[i];
        lost += fabs(sum) >= fabs(values[i]) ? (sum - next) + values[i] : (values[i] - next) + sum;
        sum = next;
    }
    return sum + lost;
}

double share_percent(int64_t part, int64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : NO_VALUE;
}

Interval wilson_percent(int64_t part, int64_t whole)
{
    if (whole <= 0)
        return (Interval){NO_VALUE, NO_VALUE};
    double n = (double)whole;
    double p = (double)part / n;
    double z2 = NORMAL_95 * NORMAL_95;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = NORMAL_95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
    return (Interval){100 * fmax(0, centre - half), 100 * fmin(1, centre + half)};
}

double nps_score(int64_t promoters, int64_t detractors, int64_t answers)
{
    return answers > 0 ? 100.0 * (double)(promoters - detractors) / (double)answers : NO_VALUE;
}

static double nps_deviation(double promoters, double detractors, double answers)
{
    double p = promoters / answers;
    double d = detractors / answers;
    return sqrt((p + d - (p - d) * (p - d)) / answers);
}

double nps_error(int64_t promoters, int64_t detractors, int64_t answers)
{
    return answers > 0 ? 100 * nps_deviation((double)promoters, (double)detractors, (double)answers) : NO_VALUE;
}

Interval nps_interval(int64_t promoters, int64_t detractors, int64_t answers)
{
    if (answers <= 0)
        return (Interval){NO_VALUE, NO_VALUE};
    double p = (double)promoters + 0.75;
    double d = (double)detractors + 0.75;
    double n = (double)answers + 3;
    double centre = 100 * (p - d) / n;
    double half = 100 * NORMAL_95 * nps_deviation(p, d, n);
    return (Interval){fmax(-100, centre - half), fmin(100, centre + half)};
}

double churn_percent(double lost, double average)
{
    return average > 0 ? 100 * lost / average : NO_VALUE;
}

double clv_simple(double yearly_revenue, double years, double acquisition_cost)
{
    return yearly_revenue * years - acquisition_cost;
}
