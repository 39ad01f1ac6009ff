#include "mail/mail_date.h"

#include "base/clock.h"
#include "mail/mail_byte.h"

typedef struct MailDate {
    int day;
    int month;
    int year;
    int hour;
    int minute;
    int second;
    int offset_minutes;
    bool has_year;
    bool has_time;
    bool has_offset; /* a number; a zone's name counts less */
    bool is_afternoon;
    bool is_morning;
} MailDate;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte | 32) >= 'a' && (byte | 32) <= 'z';
}

/* Comments become spaces, and spaces around colons go: "10 : 00 (h)" is "10:00". */
static Text clean(Text line, char out[MAIL_DATE_BYTES_MAX + 1])
{
    size_t length = 0;
    size_t depth = 0;
    for (size_t i = 0; i < line.length; i++) {
        char byte = line.data[i];
        if (byte == '(') {
            depth++;
            byte = ' ';
        } else if (byte == ')' && depth > 0) {
            depth--;
            byte = ' ';
        }
        if (depth > 0 || byte_is_in(byte, " \t,\"\r\n"))
            byte = ' ';
        if (byte == ' ' && length > 0 && (out[length - 1] == ' ' || out[length - 1] == ':'))
            continue;
        if (byte == ':' && length > 0 && out[length - 1] == ' ')
            length--;
        out[length++] = byte;
    }
    return text_trim((Text){out, length});
}

/* The number at `*at`, at most `digits_max` digits; -1 when there is none. */
static int number_at(Text text, size_t *at, size_t digits_max)
{
    size_t from = *at;
    int value = 0;
    while (*at < text.length && *at - from < digits_max && is_digit(text.data[*at]))
        value = value * 10 + (text.data[(*at)++] - '0');
    return *at > from ? value : -1;
}

/* The next piece of digits, of letters, or one sign; dates are read piece by piece. */
static Text piece_at(Text text, size_t at)
{
    size_t end = at + 1;
    char first = text.data[at];
    while (end < text.length && ((is_digit(first) && is_digit(text.data[end])) ||
                                 ((is_letter(first) || (unsigned char)first >= 128) &&
                                  (is_letter(text.data[end]) || (unsigned char)text.data[end] >= 128))))
        end++;
    return text_slice(text, at, end);
}

static int month_of(Text word)
{
    static const struct {
        const char *start;
        int month;
    } months[] = {{"jan", 1},
                  {"feb", 2},
                  {"mar", 3},
                  {"apr", 4},
                  {"may", 5},
                  {"jun", 6},
                  {"jul", 7},
                  {"aug", 8},
                  {"sep", 9},
                  {"oct", 10},
                  {"nov", 11},
                  {"dec", 12},
                  {"ene", 1},
                  {"abr", 4},
                  {"ago", 8},
                  {"set", 9},
                  {"dic", 12},
                  {"fev", 2},
                  {"mai", 5},
                  {"out", 10},
                  {"dez", 12},
                  {"okt", 10},
                  {"m\xc3\xa4r", 3},
                  {"gen", 1},
                  {"mag", 5},
                  {"giu", 6},
                  {"lug", 7},
                  {"ott", 10},
                  {"avr", 4},
                  {"juin", 6},
                  {"juil", 7},
                  {"f\xc3\xa9v", 2},
                  {"d\xc3\xa9"
                   "c",
                   12},
                  {"ao\xc3\xbb", 8}};
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        if (text_starts_with_ascii_case(word, text_of(months[i].start)))
            return months[i].month;
    }
    return 0;
}

/* Zones by name: RFC 5322 section 4.3, and the commonest besides. Others, and single letters, count as UTC. */
static bool zone_of(Text word, int *out_minutes)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"UT", 0},   {"GMT", 0},   {"UTC", 0},   {"Z", 0},     {"EST", -5}, {"EDT", -4}, {"CST", -6},
                 {"CDT", -5}, {"MST", -7},  {"MDT", -6},  {"PST", -8},  {"PDT", -7}, {"AST", -4}, {"ADT", -3},
                 {"BRT", -3}, {"BRST", -2}, {"ART", -3},  {"CLT", -4},  {"COT", -5}, {"PET", -5}, {"WET", 0},
                 {"WEST", 1}, {"BST", 1},   {"CET", 1},   {"CEST", 2},  {"MET", 1},  {"MEST", 2}, {"MEZ", 1},
                 {"MESZ", 2}, {"EET", 2},   {"EEST", 3},  {"MSK", 3},   {"SGT", 8},  {"HKT", 8},  {"JST", 9},
                 {"KST", 9},  {"AEST", 10}, {"AEDT", 11}, {"NZST", 12}, {"NZDT", 13}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (text_equals_ascii_case(word, text_of(zones[i].name))) {
            *out_minutes = zones[i].hours * 60;
            return true;
        }
    }
    return false;
}

/* "10:00", "10:00:00", "10:00:00.123". */
static void time_take(Text text, size_t *at, int hour, MailDate *date)
{
    date->hour = hour;
    date->has_time = true;
    (*at)++;
    date->minute = number_at(text, at, 2);
    if (*at + 1 < text.length && text.data[*at] == ':' && is_digit(text.data[*at + 1])) {
        (*at)++;
        date->second = number_at(text, at, 2);
    }
    if (*at + 1 < text.length && text.data[*at] == '.' && is_digit(text.data[*at + 1])) {
        (*at)++;
        while (*at < text.length && is_digit(text.data[*at]))
            (*at)++;
    }
}

/* "+0100", "-05:30", "+1"; offsets beyond a day are none. */
static void offset_take(Text text, size_t *at, MailDate *date)
{
    int sign = text.data[*at] == '-' ? -1 : 1;
    size_t from = ++(*at);
    int value = number_at(text, at, 4);
    size_t digits = *at - from;
    int hours = digits <= 2 ? value : value / 100;
    int minutes = digits <= 2 ? 0 : value % 100;
    if (digits <= 2 && *at + 2 < text.length && text.data[*at] == ':') {
        (*at)++;
        minutes = number_at(text, at, 2);
    }
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
        return;
    date->has_offset = true;
    date->offset_minutes = sign * (hours * 60 + minutes);
}

static void word_take(Text word, MailDate *date)
{
    int month = month_of(word);
    int minutes = 0;
    if (text_equals_ascii_case(word, TEXT("pm")))
        date->is_afternoon = true;
    else if (text_equals_ascii_case(word, TEXT("am")))
        date->is_morning = true;
    else if (month > 0 && !date->has_year) /* the last one: "mar 24 nov" begins with a Tuesday */
        date->month = month;
    else if (date->has_time && !date->has_offset && zone_of(word, &minutes))
        date->offset_minutes = minutes;
}

static void year_set(MailDate *date, int value, size_t digits)
{
    date->has_year = true;
    date->year = digits >= 4 ? value : digits == 3 ? value + 1900 : value < 50 ? value + 2000 : value + 1900;
}

/* "2026-11-24" or "2026/11/24" at the start. */
static void iso_take(Text text, size_t *at, MailDate *date)
{
    size_t here = 0;
    int year = number_at(text, &here, 4);
    if (here != 4 || here >= text.length || (text.data[here] != '-' && text.data[here] != '/'))
        return;
    here++;
    int month = number_at(text, &here, 2);
    if (month < 1 || here >= text.length || (text.data[here] != '-' && text.data[here] != '/'))
        return;
    here++;
    int day = number_at(text, &here, 2);
    if (day < 1)
        return;
    *date = (MailDate){.year = year, .month = month, .day = day, .has_year = true};
    *at = here;
}

static void number_take(Text text, size_t *at, MailDate *date)
{
    size_t from = *at;
    int value = number_at(text, at, 4);
    size_t digits = *at - from;
    if (digits <= 2 && !date->has_time && *at + 1 < text.length && text.data[*at] == ':' &&
        is_digit(text.data[*at + 1]))
        time_take(text, at, value, date);
    else if (digits <= 2 && date->day == 0)
        date->day = value;
    else if (!date->has_year && (digits >= 2 || date->has_time))
        year_set(date, value, digits);
}

static bool date_finish(MailDate *date, int64_t *out_ms)
{
    CivilDate civil = {date->year, date->month, date->day};
    if (!date->has_year || !civil_is_valid(civil) || date->hour > 24 || date->minute < 0 || date->minute > 59 ||
        date->second < 0 || date->second > 60)
        return false;
    if (date->is_afternoon && date->hour < 12)
        date->hour += 12;
    else if (date->is_morning && date->hour == 12)
        date->hour = 0;
    if (date->second == 60)
        date->second = 59;
    *out_ms = days_from_civil(civil) * DAY_MS + date->hour * HOUR_MS +
              (int64_t)(date->minute - date->offset_minutes) * MINUTE_MS + date->second * SECOND_MS;
    return *out_ms >= TIME_MS_MIN && *out_ms <= TIME_MS_MAX;
}

bool mail_date_read(Text line, int64_t *out_ms)
{
    char buffer[MAIL_DATE_BYTES_MAX + 1];
    MailDate date = {0};
    size_t at = 0;
    if (line.length > MAIL_DATE_BYTES_MAX)
        return false;
    Text text = clean(line, buffer);
    iso_take(text, &at, &date);
    while (at < text.length) {
        char byte = text.data[at];
        bool is_signed = (byte == '+' || byte == '-') && at + 1 < text.length && is_digit(text.data[at + 1]);
        if (is_digit(byte)) {
            number_take(text, &at, &date);
        } else if (is_signed && date.has_time && !date.has_offset) {
            offset_take(text, &at, &date);
        } else {
            Text piece = piece_at(text, at);
            at += piece.length;
            word_take(piece, &date);
        }
    }
    return date_finish(&date, out_ms);
}
