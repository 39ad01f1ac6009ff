/* Windows and periods of time in the workspace's zone. A day belongs to its zone: it begins at its first instant there.
 * `from` is inclusive; `to` is exclusive when it is an instant and inclusive when it is a day. */
#ifndef LAZO_INSIGHT_REPORT_WINDOW_H
#define LAZO_INSIGHT_REPORT_WINDOW_H

#include "base/clock.h"

typedef enum Grain { GRAIN_DAY, GRAIN_WEEK, GRAIN_MONTH, GRAIN_QUARTER, GRAIN_YEAR } Grain;

typedef struct ReportWindow {
    bool has_from;
    bool has_to;
    int64_t from; /* first instant in it */
    int64_t to;   /* first instant after it */
} ReportWindow;

/* The period of a local day as reports name it: 2026-01-05, 2026-W02, 2026-01, 2026-Q1, 2026. */
#define PERIOD_TEXT_BYTES 40
size_t period_write(Grain grain, int64_t day, char out[PERIOD_TEXT_BYTES]);
/* First day of the period of `day`, and of the `count` periods later (or earlier, when negative). */
int64_t period_start(Grain grain, int64_t day);
int64_t period_add(Grain grain, int64_t first_day, int64_t count);
/* First day of the period with that name; false for a name of another form. */
bool period_read(Grain grain, Text name, int64_t *out_first_day);
/* The same day `months` later; the last day of the month when it has no such day. */
int64_t day_add_months(int64_t day, int64_t months);
/* The same wall-clock time `months` later in the zone. */
int64_t instant_add_months(const Zone *zone, int64_t at_ms, int64_t months);
/* Whole months between two instants at the same wall-clock time; false when they are not whole months apart. */
bool instant_months_between(const Zone *zone, int64_t from_ms, int64_t to_ms, int64_t *out_months);

/* The window of the same length just before (whole months before when it is whole months long), or a year before. */
ReportWindow window_before(const Zone *zone, ReportWindow window);
ReportWindow window_year_before(const Zone *zone, ReportWindow window);
/* Both ends moved by `count` periods. */
ReportWindow window_shift(const Zone *zone, ReportWindow window, Grain grain, int64_t count);

/* Slices of time that never cross a local midnight, so that rows can be summed by them in SQL, which knows no zones, and
 * their sums put together into days. Whole days where the clocks never change, hours where they do. */
typedef struct Slices {
    const Zone *zone;
    int64_t origin; /* first instant of slice 0 */
    int64_t width;  /* milliseconds */
} Slices;
/* For instants from `from` to `to`. */
Slices slices_of(const Zone *zone, int64_t from, int64_t to);
static inline int64_t slice_day(const Slices *slices, int64_t slice)
{
    return zone_day(slices->zone, slices->origin + slice * slices->width);
}

#endif
