/* Calendars: when the business is open, for promises and business hours. */
#ifndef LAZO_DESK_CALENDAR_H
#define LAZO_DESK_CALENDAR_H

#include "desk/business_time.h"
#include "http/route.h"

typedef struct Calendar {
    FieldSet has;
    int64_t id;
    int64_t version;
    Text name;
    Text time_zone; /* absent: the workspace's */
    int64_t is_default;
    int64_t created_at;
    int64_t updated_at;
} Calendar;

typedef struct CalendarHours {
    FieldSet has;
    int64_t id;
    int64_t calendar_id;
    int64_t weekday; /* 0 Monday … 6 Sunday */
    int64_t opens_minute;
    int64_t closes_minute;
} CalendarHours;

typedef struct CalendarHoliday {
    FieldSet has;
    int64_t id;
    int64_t calendar_id;
    int64_t day;
    Text name;
} CalendarHoliday;

extern const Entity calendar_entity; /* lists `hours` and `holidays` */
extern const Entity calendar_hours_entity;
extern const Entity calendar_holiday_entity;
extern const Route calendar_routes[];

/* What the stored calendar says, ready for judging; its holidays live in work->arena. calendar_id 0: the default one.
 * FAULT_NOT_FOUND when there is none. */
MUST_CHECK Result calendar_load(Work *work, int64_t calendar_id, BusinessCalendar *out_calendar);

/* The calendar that every workspace begins with (Monday to Friday, 9 to 18), when there is none. */
MUST_CHECK Result calendar_seed(Work *work);

#endif
