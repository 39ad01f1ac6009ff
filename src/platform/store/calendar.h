/* Local days of a zone as rows of calendar_days, for reports: portable SQL knows no time zones. Days count from
 * 1970-01-01 in the zone's own calendar; a day that a zone skipped (Samoa, 30 December 2011) has no row. */
#ifndef LAZO_STORE_CALENDAR_H
#define LAZO_STORE_CALENDAR_H

#include "store/workspace.h"

/* 1900-01-01 to 2200-12-31, the instants that base/clock.h accepts. */
#define CALENDAR_DAY_MIN INT64_C(-25567)
#define CALENDAR_DAY_MAX INT64_C(84370)

/* Fills missing rows from `from_day` to `to_day`, both inclusive, clamped to the bounds above; within a write piece. */
MUST_CHECK Result calendar_days_ensure(Db *db, const Zone *zone, int64_t from_day, int64_t to_day);
/* The same from outside the lane: answered from memory when the days are known to be there, else by a reader, and only
 * what is missing is written, in bulk pieces. */
MUST_CHECK Result workspace_ensure_days(Workspace *workspace, const Zone *zone, int64_t from_day, int64_t to_day);

#endif
