/* The one clock, and the calendar arithmetic over UTC milliseconds and time zones (IANA names, from the system's files). */
#ifndef LAZO_BASE_CLOCK_H
#define LAZO_BASE_CLOCK_H

#include "base/text.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

/* Instants accepted from outside: years 1900 to 2200. */
#define TIME_MS_MIN INT64_C(-2208988800000)
#define TIME_MS_MAX INT64_C(7258118400000)

/* Now in UTC milliseconds; `--clock T` shifts it for the whole process (it goes on running from T). */
int64_t clock_now(void);
void clock_set(int64_t at_ms); /* from now on the clock reads at_ms and runs */
/* Monotonic microseconds, for measuring only. */
int64_t clock_monotonic_us(void);

/* A civil date in the proleptic Gregorian calendar. Days count from 1970-01-01 (negative before). */
typedef struct CivilDate {
    int32_t year;
    int32_t month; /* 1-12 */
    int32_t day;   /* 1-31 */
} CivilDate;
int64_t days_from_civil(CivilDate date);
CivilDate civil_from_days(int64_t days);
bool civil_is_valid(CivilDate date);
int weekday_of_days(int64_t days); /* 0 Monday … 6 Sunday */

/* RFC 3339 with any offset or Z, or a day "2026-01-05" (midnight UTC, *out_is_day true). */
MUST_CHECK Result time_read(Text text, int64_t *out_at_ms, bool *out_is_day);
#define TIME_TEXT_BYTES 32
/* "2026-01-05T09:00:00Z", with .123 when there are milliseconds; returns the length. */
size_t time_write(int64_t at_ms, char out[TIME_TEXT_BYTES]);
Text time_text(Arena *arena, int64_t at_ms);
/* RFC 5322 date ("Mon, 5 Jan 2026 09:00:00 +0000"). */
Text time_mail_text(Arena *arena, int64_t at_ms);

/* A time zone; opened zones are cached for the life of the process and never freed. */
typedef struct Zone Zone;
/* FAULT_INVALID for a name that the system does not know. NULL-safe: "UTC" always exists. */
MUST_CHECK Result zone_open(Text name, const Zone **out_zone);
const Zone *zone_utc(void);
Text zone_name(const Zone *zone);
/* Offset from UTC at an instant. */
int64_t zone_offset_ms(const Zone *zone, int64_t at_ms);
/* Local day number at an instant, and the first instant of a local day (or of a local wall-clock time). A time that
 * does not exist (spring) is moved forward to the first that does; one that exists twice is the earlier. */
int64_t zone_day(const Zone *zone, int64_t at_ms);
int64_t zone_day_start(const Zone *zone, int64_t day);
int64_t zone_local_to_utc(const Zone *zone, int64_t local_ms);

/* ISO 8601 week of a day number. */
void iso_week(int64_t day, int *out_year, int *out_week);

#endif
