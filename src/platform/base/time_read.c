/* RFC 3339 instants and days. */
#include "base/clock.h"

typedef struct Reader {
    Text text;
    size_t at;
} Reader;

static bool read_digits(Reader *reader, size_t count, int *out_value)
{
    if (reader->text.length - reader->at < count)
        return false;
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        char byte = reader->text.data[reader->at + i];
        if (byte < '0' || byte > '9')
            return false;
        value = value * 10 + (byte - '0');
    }
    reader->at += count;
    *out_value = value;
    return true;
}

static bool read_one_of(Reader *reader, const char *bytes)
{
    if (reader->at == reader->text.length)
        return false;
    char byte = reader->text.data[reader->at];
    if (byte == '\0' || strchr(bytes, byte) == NULL)
        return false;
    reader->at++;
    return true;
}

static bool read_date(Reader *reader, CivilDate *out_date)
{
    int year, month, day;
    if (!read_digits(reader, 4, &year) || !read_one_of(reader, "-") || !read_digits(reader, 2, &month) ||
        !read_one_of(reader, "-") || !read_digits(reader, 2, &day))
        return false;
    *out_date = (CivilDate){year, month, day};
    return civil_is_valid(*out_date);
}

/* Digits after the point; what is finer than a millisecond is dropped. */
static bool read_fraction(Reader *reader, int64_t *out_ms)
{
    int64_t unit = 100;
    int digit;
    if (!read_digits(reader, 1, &digit))
        return false;
    *out_ms = 0;
    do {
        *out_ms += digit * unit;
        unit /= 10;
    } while (read_digits(reader, 1, &digit));
    return true;
}

static bool read_time_of_day(Reader *reader, int64_t *out_ms)
{
    int hour, minute, second;
    int64_t ms = 0;
    if (!read_digits(reader, 2, &hour) || !read_one_of(reader, ":") || !read_digits(reader, 2, &minute) ||
        !read_one_of(reader, ":") || !read_digits(reader, 2, &second))
        return false;
    /* A leap second is read as the first of the next minute. */
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    if (read_one_of(reader, ".") && !read_fraction(reader, &ms))
        return false;
    *out_ms = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + ms;
    return true;
}

static bool read_offset(Reader *reader, int64_t *out_ms)
{
    *out_ms = 0;
    if (read_one_of(reader, "Zz"))
        return true;
    bool is_west = read_one_of(reader, "-");
    int hour, minute;
    if (!is_west && !read_one_of(reader, "+"))
        return false;
    if (!read_digits(reader, 2, &hour) || !read_one_of(reader, ":") || !read_digits(reader, 2, &minute))
        return false;
    if (hour > 23 || minute > 59)
        return false;
    *out_ms = (hour * HOUR_MS + minute * MINUTE_MS) * (is_west ? -1 : 1);
    return true;
}

Result time_read(Text text, int64_t *out_at_ms, bool *out_is_day)
{
    static const char not_a_time[] =
        "This is no time: write it like 2026-01-05T09:00:00Z, with any offset, or a day like 2026-01-05.";
    Reader reader = {text, 0};
    CivilDate date;
    if (!read_date(&reader, &date))
        return fail(FAULT_INVALID, not_a_time);
    int64_t at_ms = days_from_civil(date) * DAY_MS;
    bool is_day = reader.at == text.length;
    if (!is_day) {
        int64_t time_ms, offset_ms;
        if (!read_one_of(&reader, "Tt ") || !read_time_of_day(&reader, &time_ms) || !read_offset(&reader, &offset_ms) ||
            reader.at != text.length)
            return fail(FAULT_INVALID, not_a_time);
        at_ms += time_ms - offset_ms;
    }
    if (at_ms < TIME_MS_MIN || at_ms > TIME_MS_MAX)
        return fail(FAULT_INVALID, "This time is outside the years 1900 to 2200.");
    *out_at_ms = at_ms;
    *out_is_day = is_day;
    return done();
}
