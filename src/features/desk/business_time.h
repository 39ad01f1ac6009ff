/* Business time: pure judgement over a weekly plan of open hours in one time zone and a list of holidays. A moment is open
 * when its local wall-clock time lies in a span of its weekday and its local day is no holiday; so an hour that a zone
 * skips in spring is never open, and one that it repeats in autumn counts twice. */
#ifndef LAZO_DESK_BUSINESS_TIME_H
#define LAZO_DESK_BUSINESS_TIME_H

#include "base/clock.h"

#define BUSINESS_SPANS_MAX 8 /* of one weekday */
#define BUSINESS_HOLIDAYS_MAX 2000
#define SLA_DAYS_MAX 3660 /* how far a promise may reach */
#define MINUTES_PER_DAY 1440

typedef struct BusinessSpan {
    int64_t opens_minute;  /* of the local day, 0 to 1439 */
    int64_t closes_minute; /* not included; up to 1440 */
} BusinessSpan;

typedef struct BusinessCalendar {
    const Zone *zone;
    BusinessSpan spans[7][BUSINESS_SPANS_MAX]; /* by weekday, 0 Monday; ascending, not overlapping */
    size_t span_counts[7];
    const int64_t *holidays; /* day numbers, ascending; NULL when there are none */
    size_t holiday_count;
} BusinessCalendar;

/* Open from `from_ms` until `to_ms` (not included). */
typedef struct BusinessStretch {
    int64_t from_ms;
    int64_t to_ms;
} BusinessStretch;

/* Adds a span to a weekday, keeping them in order. FAULT_INVALID for a span that is empty, outside the day or overlaps
 * another; FAULT_LIMIT beyond BUSINESS_SPANS_MAX. */
MUST_CHECK Result business_calendar_open(BusinessCalendar *calendar, int weekday, BusinessSpan span);

/* The first open stretch that ends after `at_ms`, cut to begin no earlier than `at_ms`; false when there is none that
 * begins before `until_ms`. */
bool business_next(const BusinessCalendar *calendar, int64_t at_ms, int64_t until_ms, BusinessStretch *out_stretch);

/* Open milliseconds in [from_ms, to_ms); 0 when to_ms is not after from_ms. */
int64_t business_ms(const BusinessCalendar *calendar, int64_t from_ms, int64_t to_ms);

/* When a promise of `promise_ms` given at `from_ms` falls due, counting open time only: the first instant at which that
 * much open time has passed. FAULT_INVALID when the calendar is not open for as long within SLA_DAYS_MAX days. */
MUST_CHECK Result sla_due(const BusinessCalendar *calendar, int64_t from_ms, int64_t promise_ms, int64_t *out_due_ms);

#endif
