#include "base/zone_file.h"

typedef struct Reader {
    Text text;
    size_t at;
} Reader;

static char peek(const Reader *reader)
{
    return reader->at < reader->text.length ? reader->text.data[reader->at] : '\0';
}

static bool skip_byte(Reader *reader, char byte)
{
    if (peek(reader) != byte)
        return false;
    reader->at++;
    return true;
}

static bool read_number(Reader *reader, int most, int *out_value)
{
    size_t from = reader->at;
    int value = 0;
    while (peek(reader) >= '0' && peek(reader) <= '9' && value <= most)
        value = value * 10 + (reader->text.data[reader->at++] - '0');
    *out_value = value;
    return reader->at > from && value <= most;
}

/* "CET" or "<-03>". */
static bool skip_name(Reader *reader)
{
    size_t from = reader->at;
    if (skip_byte(reader, '<')) {
        while (peek(reader) != '\0' && peek(reader) != '>')
            reader->at++;
        return skip_byte(reader, '>');
    }
    while ((peek(reader) | 32) >= 'a' && (peek(reader) | 32) <= 'z')
        reader->at++;
    return reader->at > from;
}

/* [+-]hours[:minutes[:seconds]] */
static bool read_clock(Reader *reader, int64_t *out_ms)
{
    int hours, minutes = 0, seconds = 0;
    bool is_negative = skip_byte(reader, '-');
    if (!is_negative)
        skip_byte(reader, '+');
    if (!read_number(reader, 167, &hours))
        return false;
    if (skip_byte(reader, ':') && !read_number(reader, 59, &minutes))
        return false;
    if (skip_byte(reader, ':') && !read_number(reader, 59, &seconds))
        return false;
    int64_t value_ms = hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS;
    *out_ms = is_negative ? -value_ms : value_ms;
    return true;
}

/* ,Mmonth.week.weekday[/time] */
static bool read_rule_day(Reader *reader, ZoneRuleDay *out_day)
{
    if (!skip_byte(reader, ',') || !skip_byte(reader, 'M') || !read_number(reader, 12, &out_day->month) ||
        !skip_byte(reader, '.') || !read_number(reader, 5, &out_day->week) || !skip_byte(reader, '.') ||
        !read_number(reader, 6, &out_day->weekday))
        return false;
    out_day->time_ms = 2 * HOUR_MS;
    if (skip_byte(reader, '/') && !read_clock(reader, &out_day->time_ms))
        return false;
    return out_day->month >= 1 && out_day->week >= 1;
}

bool zone_rule_read(Text text, ZoneRule *out_rule)
{
    Reader reader = {text, 0};
    ZoneRule rule = {0};
    int64_t west_ms;
    if (!skip_name(&reader) || !read_clock(&reader, &west_ms))
        return false;
    rule.standard_ms = -west_ms;
    if (reader.at < text.length) {
        rule.has_summer = true;
        rule.summer_ms = rule.standard_ms + HOUR_MS;
        if (!skip_name(&reader))
            return false;
        if (peek(&reader) != ',') {
            if (!read_clock(&reader, &west_ms))
                return false;
            rule.summer_ms = -west_ms;
        }
        if (!read_rule_day(&reader, &rule.summer_begins) || !read_rule_day(&reader, &rule.summer_ends))
            return false;
    }
    *out_rule = rule;
    return reader.at == text.length;
}

/* Local time of the change, as milliseconds since 1970-01-01 00:00 local. */
static int64_t rule_day_local_ms(const ZoneRuleDay *day, int year)
{
    int64_t first = days_from_civil((CivilDate){year, day->month, 1});
    int wanted = (day->weekday + 6) % 7; /* 0 is Monday with us */
    int64_t found = first + (wanted - weekday_of_days(first) + 7) % 7 + (day->week - 1) * 7;
    if (civil_from_days(found).month != day->month)
        found -= 7; /* week 5 of a month with four */
    return found * DAY_MS + day->time_ms;
}

void zone_rule_changes(const ZoneRule *rule, int year, ZoneChange out[2])
{
    ZoneChange begins = {rule_day_local_ms(&rule->summer_begins, year) - rule->standard_ms, rule->summer_ms};
    ZoneChange ends = {rule_day_local_ms(&rule->summer_ends, year) - rule->summer_ms, rule->standard_ms};
    bool begins_first = begins.at_ms < ends.at_ms;
    out[0] = begins_first ? begins : ends;
    out[1] = begins_first ? ends : begins;
}
