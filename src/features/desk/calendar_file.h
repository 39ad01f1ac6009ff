/* A calendar as people write it down: {"time_zone": "America/Bogota", "weekly": {"monday": [["09:00", "13:00"],
 * ["14:00", "18:00"]], …}, "holidays": ["2026-12-25"]}. Used by `lazo sla due`. */
#ifndef LAZO_DESK_CALENDAR_FILE_H
#define LAZO_DESK_CALENDAR_FILE_H

#include "base/json.h"
#include "desk/business_time.h"

/* Reads such an object; the holidays live in `arena`. FAULT_INVALID says what is wrong where. */
MUST_CHECK Result calendar_file_read(Arena *arena, Text source, BusinessCalendar *out_calendar);

/* Minute of the day of "09:30" or "24:00"; false for anything else. */
bool minute_of_day_read(Text text, int64_t *out_minute);

#endif
