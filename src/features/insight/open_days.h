/* Open time between two instants by a calendar, fast enough for a million tickets: running sums of open milliseconds and
 * of open days by local day, filled as far as they are asked for. Gives the same as business_ms of desk/. */
#ifndef LAZO_INSIGHT_OPEN_DAYS_H
#define LAZO_INSIGHT_OPEN_DAYS_H

#include "desk/business_time.h"
#include "store/work.h"

typedef struct OpenDays OpenDays;

/* `calendar` must live as long. */
OpenDays *open_days_of(Arena *arena, const BusinessCalendar *calendar, Text name);
/* By the workspace's default calendar. FAULT_NOT_FOUND when there is none. */
MUST_CHECK Result open_days_default(Work *work, OpenDays **out_open);
Text open_days_name(const OpenDays *open);

/* Open milliseconds in [from, to); 0 when to is not after from. */
int64_t open_days_ms(OpenDays *open, int64_t from_ms, int64_t to_ms);
/* Days with opening hours from the day of `from` on and before the day of `to`. */
int64_t open_days_count(OpenDays *open, int64_t from_ms, int64_t to_ms);

#endif
