/* Civil dates, after Howard Hinnant's "chrono-compatible low-level date algorithms": a year that begins in March ends
 * with the leap day, and 400 years have 146097 days. */
#include <stdio.h>

#include "base/clock.h"

#define DAYS_BEFORE_1970 719468 /* since 0000-03-01 */
#define DAYS_IN_400_YEARS 146097

static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

int64_t days_from_civil(CivilDate date)
{
    int64_t year = (int64_t)date.year - (date.month <= 2);
    int64_t era = floor_divide(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_IN_400_YEARS + day_of_era - DAYS_BEFORE_1970;
}

CivilDate civil_from_days(int64_t days)
{
    int64_t since = days + DAYS_BEFORE_1970;
    int64_t era = floor_divide(since, DAYS_IN_400_YEARS);
    int64_t day_of_era = since - era * DAYS_IN_400_YEARS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_IN_400_YEARS - 1)) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    return (CivilDate){
        .year = (int32_t)(year_of_era + era * 400 + (month <= 2)),
        .month = (int32_t)month,
        .day = (int32_t)(day_of_year - (153 * shifted_month + 2) / 5 + 1),
    };
}

static bool year_is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool civil_is_valid(CivilDate date)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.month < 1 || date.month > 12 || date.day < 1)
        return false;
    int32_t last = days[date.month - 1] + (date.month == 2 && year_is_leap(date.year));
    return date.day <= last;
}

int weekday_of_days(int64_t days)
{
    int64_t since_monday = days + 3; /* 1970-01-01 was a Thursday */
    return (int)(since_monday - floor_divide(since_monday, 7) * 7);
}

void iso_week(int64_t day, int *out_year, int *out_week)
{
    /* A week belongs to the year of its Thursday. */
    int64_t thursday = day - weekday_of_days(day) + 3;
    int32_t year = civil_from_days(thursday).year;
    int64_t first = days_from_civil((CivilDate){year, 1, 1});
    *out_year = year;
    *out_week = (int)((thursday - first) / 7) + 1;
}

typedef struct Instant {
    CivilDate date;
    int weekday;
    int hour, minute, second, milli;
} Instant;

static Instant instant_of(int64_t at_ms)
{
    int64_t day = floor_divide(at_ms, DAY_MS);
    int64_t rest = at_ms - day * DAY_MS;
    return (Instant){
        .date = civil_from_days(day),
        .weekday = weekday_of_days(day),
        .hour = (int)(rest / HOUR_MS),
        .minute = (int)(rest % HOUR_MS / MINUTE_MS),
        .second = (int)(rest % MINUTE_MS / SECOND_MS),
        .milli = (int)(rest % SECOND_MS),
    };
}

static char *put_digits(char *out, int value, int width)
{
    for (int i = width - 1; i >= 0; i--, value /= 10)
        out[i] = (char)('0' + value % 10);
    return out + width;
}

/* RFC 3339 knows the years 0000 to 9999 only; an instant outside is written as its end. */
static int64_t clamp_to_four_digit_years(int64_t at_ms)
{
    const int64_t first = INT64_C(-62167219200000);
    const int64_t last = INT64_C(253402300799999);
    return at_ms < first ? first : at_ms > last ? last : at_ms;
}

size_t time_write(int64_t at_ms, char out[TIME_TEXT_BYTES])
{
    Instant instant = instant_of(clamp_to_four_digit_years(at_ms));
    char *at = put_digits(out, instant.date.year, 4);
    *at++ = '-';
    at = put_digits(at, instant.date.month, 2);
    *at++ = '-';
    at = put_digits(at, instant.date.day, 2);
    *at++ = 'T';
    at = put_digits(at, instant.hour, 2);
    *at++ = ':';
    at = put_digits(at, instant.minute, 2);
    *at++ = ':';
    at = put_digits(at, instant.second, 2);
    if (instant.milli != 0) {
        *at++ = '.';
        at = put_digits(at, instant.milli, 3);
    }
    *at++ = 'Z';
    *at = '\0';
    return (size_t)(at - out);
}

Text time_text(Arena *arena, int64_t at_ms)
{
    char time[TIME_TEXT_BYTES];
    size_t length = time_write(at_ms, time);
    return text_copy(arena, (Text){time, length});
}

Text time_mail_text(Arena *arena, int64_t at_ms)
{
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    Instant instant = instant_of(clamp_to_four_digit_years(at_ms));
    return text_format(arena, "%s, %d %s %04d %02d:%02d:%02d +0000", weekdays[instant.weekday], instant.date.day,
                       months[instant.date.month - 1], instant.date.year, instant.hour, instant.minute, instant.second);
}
