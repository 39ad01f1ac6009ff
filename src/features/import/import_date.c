#include "import/import_date.h"

#define TOKENS_MAX 24
#define WORD_BYTES_MAX 16
#define NOT_A_DATE "This is no date that is understood."

typedef enum TokenKind { TOKEN_NUMBER, TOKEN_WORD, TOKEN_MARK } TokenKind;
typedef struct Token {
    TokenKind kind;
    int64_t number;
    size_t digits;
    char word[WORD_BYTES_MAX]; /* lower case without accents */
    char mark;
    bool has_gap; /* white space stands before it */
} Token;

typedef struct Parts {
    Token tokens[TOKENS_MAX];
    size_t count;
    /* Found so far: */
    bool has_time;
    int64_t time_ms;
    bool has_offset;
    int64_t offset_ms;
    int month; /* by name; 0: none */
} Parts;

/* ---- tokens ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Lower case ASCII of a letter, accents dropped; 0 for what is no letter. */
static char plain_letter(uint32_t codepoint)
{
    if (codepoint >= 'A' && codepoint <= 'Z')
        return (char)(codepoint + 32);
    if (codepoint >= 'a' && codepoint <= 'z')
        return (char)codepoint;
    static const struct {
        uint32_t codepoint;
        char plain;
    } accents[] = {{0xe0, 'a'}, {0xe1, 'a'}, {0xe2, 'a'}, {0xe3, 'a'}, {0xe7, 'c'}, {0xe9, 'e'}, {0xea, 'e'},
                   {0xed, 'i'}, {0xf3, 'o'}, {0xf4, 'o'}, {0xfa, 'u'}, {0xc1, 'a'}, {0xc7, 'c'}, {0xc9, 'e'}};
    for (size_t i = 0; i < sizeof(accents) / sizeof(accents[0]); i++) {
        if (accents[i].codepoint == codepoint)
            return accents[i].plain;
    }
    return 0;
}

static bool add_number(Text cell, size_t *at, Token *token)
{
    token->kind = TOKEN_NUMBER;
    for (; *at < cell.length && is_digit(cell.data[*at]); (*at)++) {
        if (++token->digits > 15)
            return false;
        token->number = token->number * 10 + (cell.data[*at] - '0');
    }
    return true;
}

static void add_word(Text cell, size_t *at, Token *token)
{
    size_t length = 0;
    token->kind = TOKEN_WORD;
    while (*at < cell.length) {
        size_t next = *at;
        char letter = plain_letter(text_next_codepoint(cell, &next));
        if (!letter)
            return;
        if (length + 1 < WORD_BYTES_MAX)
            token->word[length++] = letter;
        *at = next;
    }
}

static bool tokens_make(Text cell, Parts *parts)
{
    bool has_gap = false;
    for (size_t at = 0; at < cell.length;) {
        size_t next = at;
        uint32_t codepoint = text_next_codepoint(cell, &next);
        if (codepoint == ' ' || codepoint == '\t' || codepoint == 0xa0 || codepoint == 0x202f) {
            has_gap = true;
            at = next;
            continue;
        }
        if (parts->count == TOKENS_MAX)
            return false;
        Token *token = &parts->tokens[parts->count++];
        *token = (Token){.has_gap = has_gap};
        has_gap = false;
        if (codepoint < 128 && is_digit((char)codepoint)) {
            if (!add_number(cell, &at, token))
                return false;
        } else if (plain_letter(codepoint)) {
            add_word(cell, &at, token);
        } else {
            token->kind = TOKEN_MARK;
            token->mark = codepoint < 128 ? (char)codepoint : codepoint == 0x2212 || codepoint == 0x2013 ? '-' : '?';
            at = next;
        }
    }
    return true;
}

static void tokens_drop(Parts *parts, size_t at, size_t count)
{
    memmove(&parts->tokens[at], &parts->tokens[at + count], (parts->count - at - count) * sizeof(Token));
    parts->count -= count;
    if (at < parts->count)
        parts->tokens[at].has_gap = true;
}

static bool is_mark(const Parts *parts, size_t at, char mark)
{
    return at < parts->count && parts->tokens[at].kind == TOKEN_MARK && parts->tokens[at].mark == mark;
}

static bool is_number(const Parts *parts, size_t at)
{
    return at < parts->count && parts->tokens[at].kind == TOKEN_NUMBER;
}

static bool is_word(const Parts *parts, size_t at, const char *word)
{
    return at < parts->count && parts->tokens[at].kind == TOKEN_WORD && strcmp(parts->tokens[at].word, word) == 0;
}

/* ---- the time of day ---- */

/* "am", "a.m.", "p. m.": its tokens, and whether it is the afternoon. */
static size_t half_day(const Parts *parts, size_t at, bool *out_is_pm)
{
    *out_is_pm = is_word(parts, at, "pm") || is_word(parts, at, "p");
    if (is_word(parts, at, "pm") || is_word(parts, at, "am"))
        return 1;
    if (!is_word(parts, at, "p") && !is_word(parts, at, "a"))
        return 0;
    size_t next = at + 1 + is_mark(parts, at + 1, '.');
    if (!is_word(parts, next, "m"))
        return 0;
    return next + 1 + is_mark(parts, next + 1, '.') - at;
}

static int64_t fraction_ms(const Token *token)
{
    int64_t value = token->number;
    size_t digits = token->digits;
    for (; digits < 3; digits++)
        value *= 10;
    for (; digits > 3; digits--)
        value /= 10;
    return value;
}

/* 14:05, 14:05:09.250, 2:05 pm, 14h05. Takes its tokens away; false when it is none that a clock shows. */
static bool time_take(Parts *parts)
{
    for (size_t i = 0; i + 1 < parts->count; i++) {
        bool by_letter = is_word(parts, i + 1, "h") && is_number(parts, i);
        if (!is_number(parts, i) || (!is_mark(parts, i + 1, ':') && !by_letter))
            continue;
        size_t at = i + 2;
        int64_t hour = parts->tokens[i].number;
        int64_t minute = is_number(parts, at) ? parts->tokens[at++].number : by_letter ? 0 : 60;
        int64_t second = 0;
        int64_t ms = 0;
        if (is_mark(parts, at, ':') && is_number(parts, at + 1)) {
            second = parts->tokens[at + 1].number;
            at += 2;
            if ((is_mark(parts, at, '.') || is_mark(parts, at, ',')) && is_number(parts, at + 1)) {
                ms = fraction_ms(&parts->tokens[at + 1]);
                at += 2;
            }
        }
        bool is_pm;
        size_t half = half_day(parts, at, &is_pm);
        if (half > 0) {
            if (hour < 1 || hour > 12)
                return false;
            hour = hour % 12 + (is_pm ? 12 : 0);
            at += half;
        } else if (is_word(parts, at, "hrs") || is_word(parts, at, "h") || is_word(parts, at, "hs")) {
            at++;
        }
        if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second + ms > 0))
            return false;
        parts->has_time = true;
        parts->time_ms = hour * HOUR_MS + minute * MINUTE_MS + (second > 59 ? 59 : second) * SECOND_MS + ms;
        tokens_drop(parts, i, at - i);
        return true;
    }
    return true;
}

/* Z, UTC, GMT, +02:00, -0300 behind the time. */
static bool offset_take(Parts *parts, size_t time_at)
{
    size_t at = time_at;
    size_t begin = at;
    if (is_word(parts, at, "z") || is_word(parts, at, "utc") || is_word(parts, at, "gmt")) {
        parts->has_offset = true;
        at++;
    }
    bool is_minus = is_mark(parts, at, '-');
    if ((is_minus || is_mark(parts, at, '+')) && is_number(parts, at + 1)) {
        const Token *first = &parts->tokens[at + 1];
        int64_t hours = first->digits > 2 ? first->number / 100 : first->number;
        int64_t minutes = first->digits > 2 ? first->number % 100 : 0;
        at += 2;
        if (is_mark(parts, at, ':') && is_number(parts, at + 1)) {
            minutes = parts->tokens[at + 1].number;
            at += 2;
        }
        if (hours > 14 || minutes > 59)
            return false;
        parts->has_offset = true;
        parts->offset_ms = (hours * HOUR_MS + minutes * MINUTE_MS) * (is_minus ? -1 : 1);
    }
    if (at > begin)
        tokens_drop(parts, begin, at - begin);
    return true;
}

/* ---- the day ---- */

static int month_named(const char *word)
{
    static const char *const names[12][3] = {
        {"ene", "jan", "jan"}, {"feb", "feb", "fev"}, {"mar", "mar", "mar"}, {"abr", "apr", "abr"},
        {"may", "may", "mai"}, {"jun", "jun", "jun"}, {"jul", "jul", "jul"}, {"ago", "aug", "ago"},
        {"sep", "sep", "set"}, {"oct", "oct", "out"}, {"nov", "nov", "nov"}, {"dic", "dec", "dez"},
    };
    static const char *const whole[] = {
        "enero",   "january", "janeiro",   "febrero",    "february",  "fevereiro", "marzo",    "march",   "marco",
        "abril",   "april",   "mayo",      "maio",       "junio",     "june",      "junho",    "julio",   "july",
        "julho",   "agosto",  "august",    "septiembre", "setiembre", "september", "setembro", "sept",    "octubre",
        "october", "outubro", "noviembre", "november",   "novembro",  "diciembre", "december", "dezembro"};
    bool is_whole = strlen(word) == 3;
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]) && !is_whole; i++)
        is_whole = strcmp(word, whole[i]) == 0;
    for (int month = 0; month < 12 && is_whole; month++) {
        for (int k = 0; k < 3; k++) {
            if (strncmp(word, names[month][k], 3) == 0)
                return month + 1;
        }
    }
    return 0;
}

/* Words that say nothing more: weekdays, "de", "of", "a las", "st", "nd". */
static bool is_filler(const char *word)
{
    static const char *const fillers[] = {
        "de",    "del",      "of",  "the",       "at",  "a",        "as",      "las",     "la",        "el",
        "em",    "st",       "nd",  "rd",        "th",  "t",        "hrs",     "horas",   "lun",       "lunes",
        "mar",   "martes",   "mie", "miercoles", "jue", "jueves",   "vie",     "viernes", "sab",       "sabado",
        "dom",   "domingo",  "mon", "monday",    "tue", "tues",     "tuesday", "wed",     "wednesday", "thu",
        "thurs", "thursday", "fri", "friday",    "sat", "saturday", "sun",     "sunday",  "seg",       "segunda",
        "ter",   "terca",    "qua", "quarta",    "qui", "quinta",   "sex",     "sexta",   "feira"};
    for (size_t i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++) {
        if (strcmp(word, fillers[i]) == 0)
            return true;
    }
    return false;
}

/* Takes the month's name and the fillers away; false for any other word. "mar" is Tuesday in Spanish when a month is named
 * besides. */
static bool words_take(Parts *parts)
{
    size_t months = 0;
    for (size_t i = 0; i < parts->count; i++)
        months += parts->tokens[i].kind == TOKEN_WORD && month_named(parts->tokens[i].word) > 0;
    for (size_t i = 0; i < parts->count;) {
        if (parts->tokens[i].kind != TOKEN_WORD) {
            i++;
            continue;
        }
        const char *word = parts->tokens[i].word;
        int month = month_named(word);
        if (month > 0 && (months == 1 || !is_filler(word))) {
            if (parts->month)
                return false;
            parts->month = month;
        } else if (!is_filler(word)) {
            return false;
        }
        tokens_drop(parts, i, 1);
    }
    return true;
}

static int32_t whole_year(const Token *token)
{
    if (token->digits == 2)
        return (int32_t)(token->number < 70 ? 2000 + token->number : 1900 + token->number);
    return token->digits == 4 ? (int32_t)token->number : 0;
}

/* The numbers of the day, in the order they stand; marks between them are only marks. */
typedef struct DayNumbers {
    const Token *of[3];
    size_t count;
} DayNumbers;

static bool day_numbers(const Parts *parts, DayNumbers *out)
{
    out->count = 0;
    for (size_t i = 0; i < parts->count; i++) {
        const Token *token = &parts->tokens[i];
        if (token->kind == TOKEN_MARK && strchr("/-.,", token->mark) == NULL)
            return false;
        if (token->kind != TOKEN_NUMBER)
            continue;
        if (out->count == 3)
            return false;
        out->of[out->count++] = token;
    }
    return true;
}

typedef enum DayShape { SHAPE_NONE, SHAPE_CLEAR, SHAPE_DAY_FIRST, SHAPE_MONTH_FIRST, SHAPE_EITHER } DayShape;

static DayShape day_with_month(const DayNumbers *numbers, int month, CivilDate *out_date)
{
    if (numbers->count != 2)
        return SHAPE_NONE;
    const Token *a = numbers->of[0];
    const Token *b = numbers->of[1];
    bool year_first = a->digits == 4;
    int32_t year = whole_year(year_first ? a : b);
    *out_date = (CivilDate){year, month, (int32_t)(year_first ? b : a)->number};
    return year != 0 && (year_first ? b : a)->digits <= 2 && civil_is_valid(*out_date) ? SHAPE_CLEAR : SHAPE_NONE;
}

/* `order` decides where both hold. */
static DayShape day_of_three(const DayNumbers *numbers, DateOrder order, CivilDate *out_date)
{
    if (numbers->count != 3)
        return SHAPE_NONE;
    const Token *a = numbers->of[0];
    const Token *b = numbers->of[1];
    const Token *c = numbers->of[2];
    if (a->digits == 4) {
        *out_date = (CivilDate){(int32_t)a->number, (int32_t)b->number, (int32_t)c->number};
        return b->digits <= 2 && c->digits <= 2 && civil_is_valid(*out_date) ? SHAPE_CLEAR : SHAPE_NONE;
    }
    int32_t year = whole_year(c);
    if (year == 0 || a->digits > 2 || b->digits > 2)
        return SHAPE_NONE;
    CivilDate day_first = {year, (int32_t)b->number, (int32_t)a->number};
    CivilDate month_first = {year, (int32_t)a->number, (int32_t)b->number};
    bool may_be_day = civil_is_valid(day_first);
    bool may_be_month = civil_is_valid(month_first);
    *out_date = may_be_day && (order != DATE_MONTH_FIRST || !may_be_month) ? day_first : month_first;
    if (may_be_day && may_be_month)
        return a->number == b->number ? SHAPE_CLEAR : SHAPE_EITHER;
    return may_be_day ? SHAPE_DAY_FIRST : may_be_month ? SHAPE_MONTH_FIRST : SHAPE_NONE;
}

/* ---- plain numbers ---- */

#define SECONDS_OF_DAY 86400.0
#define EXCEL_EPOCH_DAYS INT64_C(-25569) /* 1899-12-30 */

/* 20251231, 20251231235959, Unix seconds and milliseconds, Excel's days with a part of a day. *out_is_local: a reading of
 * clocks, not an instant. */
static bool number_instant(Text cell, int64_t *out_ms, bool *out_is_local)
{
    size_t digits = 0;
    int64_t value = 0;
    while (digits < cell.length && is_digit(cell.data[digits]) && digits < 15)
        value = value * 10 + (cell.data[digits++] - '0');
    bool is_whole = digits == cell.length;
    *out_is_local = true;
    if (is_whole && (digits == 8 || digits == 14)) {
        int64_t day = digits == 8 ? value : value / 1000000;
        int64_t clock = digits == 8 ? 0 : value % 1000000;
        CivilDate date = {(int32_t)(day / 10000), (int32_t)(day / 100 % 100), (int32_t)(day % 100)};
        if (!civil_is_valid(date) || clock / 10000 > 23 || clock / 100 % 100 > 59 || clock % 100 > 59)
            return false;
        *out_ms =
            days_from_civil(date) * DAY_MS + (clock / 10000 * 3600 + clock / 100 % 100 * 60 + clock % 100) * SECOND_MS;
        return true;
    }
    if (is_whole && (digits == 10 || digits == 13)) {
        *out_ms = digits == 10 ? value * 1000 : value;
        *out_is_local = false;
        return true;
    }
    double real = 0;
    bool is_serial = digits == 5 && value >= 10000 && value < 80000 && text_to_real(cell, &real) &&
                     real >= (double)value && real < (double)value + 1; /* no exponent */
    if (is_serial)
        *out_ms = (EXCEL_EPOCH_DAYS + value) * DAY_MS + (int64_t)((real - (double)value) * SECONDS_OF_DAY + 0.5) * 1000;
    return is_serial;
}

/* ---- all of it ---- */

/* *out_local_ms is what clocks show when is_local, else UTC. */
typedef struct Moment {
    DayShape shape;
    int64_t ms;
    bool is_local;
} Moment;

static Moment moment_of(Text cell, DateOrder order)
{
    Moment moment = {SHAPE_NONE, 0, true};
    Parts parts = {.count = 0};
    CivilDate date;
    DayNumbers numbers;
    cell = text_trim(cell);
    if (cell.length == 0 || cell.length > 80)
        return moment;
    if (number_instant(cell, &moment.ms, &moment.is_local)) {
        moment.shape = SHAPE_CLEAR;
        return moment;
    }
    if (!tokens_make(cell, &parts))
        return moment;
    size_t time_at = parts.count;
    for (size_t i = 0; i + 1 < parts.count && time_at == parts.count; i++) {
        if (is_number(&parts, i) && (is_mark(&parts, i + 1, ':') || is_word(&parts, i + 1, "h")))
            time_at = i;
    }
    if (!time_take(&parts) || (parts.has_time && !offset_take(&parts, time_at)) || !words_take(&parts) ||
        !day_numbers(&parts, &numbers))
        return moment;
    moment.shape = parts.month ? day_with_month(&numbers, parts.month, &date) : day_of_three(&numbers, order, &date);
    if (moment.shape == SHAPE_NONE)
        return moment;
    moment.ms = days_from_civil(date) * DAY_MS + parts.time_ms - parts.offset_ms;
    moment.is_local = !parts.has_offset;
    return moment;
}

void date_evidence_add(DateEvidence *evidence, Text cell)
{
    Moment moment = moment_of(cell, DATE_DAY_FIRST);
    evidence->day_first += moment.shape == SHAPE_DAY_FIRST;
    evidence->month_first += moment.shape == SHAPE_MONTH_FIRST;
    evidence->unclear += moment.shape == SHAPE_EITHER;
}

#define SLIP_RATIO 10

DateOrder date_order(const DateEvidence *evidence, DateOrder otherwise)
{
    if (evidence->day_first == 0 && evidence->month_first == 0)
        return otherwise;
    if (evidence->month_first == 0 || evidence->day_first >= evidence->month_first * SLIP_RATIO)
        return DATE_DAY_FIRST;
    if (evidence->day_first == 0 || evidence->month_first >= evidence->day_first * SLIP_RATIO)
        return DATE_MONTH_FIRST;
    return DATE_MIXED;
}

bool date_read(Text cell, DateOrder order, const Zone *zone, int64_t *out_at_ms, const char **out_why)
{
    Moment moment = moment_of(cell, order);
    bool contradicts = (moment.shape == SHAPE_DAY_FIRST && order == DATE_MONTH_FIRST) ||
                       (moment.shape == SHAPE_MONTH_FIRST && order == DATE_DAY_FIRST);
    if (contradicts) {
        *out_why = order == DATE_DAY_FIRST ? "The column's dates have the day first, and this is none of them."
                                           : "The column's dates have the month first, and this is none of them.";
        return false;
    }
    if (moment.shape == SHAPE_EITHER && order == DATE_MIXED) {
        *out_why = "This can be read with the day or the month first, and the column has both.";
        return false;
    }
    int64_t at_ms = moment.is_local && moment.shape != SHAPE_NONE ? zone_local_to_utc(zone, moment.ms) : moment.ms;
    if (moment.shape == SHAPE_NONE || at_ms < TIME_MS_MIN || at_ms > TIME_MS_MAX) {
        *out_why = NOT_A_DATE;
        return false;
    }
    *out_at_ms = at_ms;
    return true;
}
