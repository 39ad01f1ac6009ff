#include "import/import_number.h"

typedef struct Sign {
    const char *text;
    const char *currency; /* "" where several countries use the sign */
} Sign;
/* The longer ones first, since they hold the shorter ones. */
static const Sign signs[] = {
    {"US$", "USD"},    {"MX$", "MXN"},    {"COP$", "COP"},   {"CLP$", "CLP"},   {"AR$", "ARS"},
    {"U$S", "USD"},    {"R$", "BRL"},     {"S/.", "PEN"},    {"S/", "PEN"},     {"Bs.", "BOB"},
    {"Bs", "BOB"},     {"Gs.", "PYG"},    {"\u20b2", "PYG"}, {"\u20a1", "CRC"}, {"\u20ac", "EUR"},
    {"\u00a3", "GBP"}, {"\u00a5", "JPY"}, {"$", ""},         {"%", ""},
};
#define SIGN_COUNT (sizeof(signs) / sizeof(signs[0]))

/* A cell without signs: digits, points and commas only. */
typedef struct Bare {
    char text[NUMBER_BYTES_MAX];
    size_t length;
    bool is_negative;
    char currency[4];
} Bare;

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static Text skip_sign(Text cell, Bare *bare)
{
    for (size_t i = 0; i < SIGN_COUNT; i++) {
        Text sign = text_of(signs[i].text);
        if (!text_starts_with(cell, sign))
            continue;
        if (signs[i].currency[0])
            memcpy(bare->currency, signs[i].currency, sizeof bare->currency);
        return text_slice(cell, sign.length, cell.length);
    }
    bool is_code = cell.length >= 3 && is_letter(cell.data[0]) && is_letter(cell.data[1]) && is_letter(cell.data[2]) &&
                   (cell.length == 3 || !is_letter(cell.data[3]));
    if (!is_code)
        return cell;
    for (int i = 0; i < 3; i++)
        bare->currency[i] = (char)(cell.data[i] & ~0x20);
    bare->currency[3] = '\0';
    return text_slice(cell, 3, cell.length);
}

/* Bytes of a space or an apostrophe, which part thousands; 0 for anything else. */
static size_t gap_bytes(Text cell)
{
    static const char *const gaps[] = {" ", "\t", "'", "\u00a0", "\u202f", "\u2009", "\u2019"};
    for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
        if (text_starts_with(cell, text_of(gaps[i])))
            return strlen(gaps[i]);
    }
    return 0;
}

static bool is_minus(Text cell, size_t *out_bytes)
{
    static const char *const minuses[] = {"-", "\u2212", "\u2013"};
    for (size_t i = 0; i < sizeof(minuses) / sizeof(minuses[0]); i++) {
        *out_bytes = strlen(minuses[i]);
        if (text_starts_with(cell, text_of(minuses[i])))
            return true;
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A gap within a number is followed by a group of three. */
static bool group_follows(Text rest)
{
    if (rest.length == 0 || !is_digit(rest.data[0]))
        return true;
    return rest.length >= 3 && is_digit(rest.data[1]) && is_digit(rest.data[2]) &&
           (rest.length == 3 || !is_digit(rest.data[3]));
}

typedef enum Phase { PHASE_BEFORE, PHASE_DIGITS, PHASE_AFTER } Phase;

/* What stands before and after the digits: gaps, one minus, currency signs. 0: nothing that belongs to a number. */
static size_t bare_sign(Text cell, Bare *bare, Phase *phase)
{
    size_t bytes = gap_bytes(cell);
    if (bytes > 0)
        return *phase != PHASE_DIGITS || group_follows(text_slice(cell, bytes, cell.length)) ? bytes : 0;
    if (*phase == PHASE_DIGITS)
        *phase = PHASE_AFTER;
    if (is_minus(cell, &bytes)) {
        if (bare->is_negative)
            return 0;
        bare->is_negative = true;
        return bytes;
    }
    if (cell.data[0] == '+' && *phase == PHASE_BEFORE)
        return 1;
    return cell.length - skip_sign(cell, bare).length;
}

static bool make_bare(Text cell, Bare *bare)
{
    *bare = (Bare){.length = 0};
    cell = text_trim(cell);
    if (cell.length > 2 && cell.data[0] == '(' && cell.data[cell.length - 1] == ')') {
        bare->is_negative = true;
        cell = text_trim(text_slice(cell, 1, cell.length - 1));
    }
    Phase phase = PHASE_BEFORE;
    bool has_digit = false;
    while (cell.length > 0) {
        char c = cell.data[0];
        size_t bytes = 1;
        if (is_digit(c) || c == '.' || c == ',') {
            if (phase == PHASE_AFTER || bare->length + 3 >= sizeof(bare->text))
                return false;
            phase = PHASE_DIGITS;
            bare->text[bare->length++] = c;
            has_digit = has_digit || is_digit(c);
        } else {
            bytes = bare_sign(cell, bare, &phase);
        }
        if (bytes == 0)
            return false;
        cell = text_slice(cell, bytes, cell.length);
    }
    return has_digit;
}

typedef enum Reading { READING_NONE, READING_WHOLE, READING_POINT, READING_COMMA, READING_UNCLEAR } Reading;

static size_t count_of(const Bare *bare, char sign, size_t *out_last)
{
    size_t count = 0;
    for (size_t i = 0; i < bare->length; i++) {
        if (bare->text[i] == sign) {
            count++;
            *out_last = i;
        }
    }
    return count;
}

/* Groups of three after each `sign`, up to the decimal sign or the end. */
static bool groups_hold(const Bare *bare, char sign, size_t until)
{
    size_t run = 0;
    bool is_first = true;
    for (size_t i = 0; i <= until; i++) {
        if (i < until && bare->text[i] != sign) {
            run++;
            continue;
        }
        if (is_first ? (run == 0 || run > 3) : run != 3)
            return false;
        is_first = false;
        run = 0;
    }
    return true;
}

static Reading one_sign(const Bare *bare, char sign, size_t count, size_t last)
{
    Reading decimal = sign == '.' ? READING_POINT : READING_COMMA;
    Reading thousands = sign == '.' ? READING_COMMA : READING_POINT;
    if (count > 1)
        return groups_hold(bare, sign, bare->length) ? thousands : READING_NONE;
    bool could_group = bare->length - last == 4 && last > 0 && last <= 3 && bare->text[0] != '0';
    return could_group ? READING_UNCLEAR : decimal;
}

/* What the cell alone says of its decimal sign. */
static Reading reading_of(const Bare *bare)
{
    size_t last_point = 0;
    size_t last_comma = 0;
    size_t points = count_of(bare, '.', &last_point);
    size_t commas = count_of(bare, ',', &last_comma);
    if (points == 0 && commas == 0)
        return READING_WHOLE;
    if (commas == 0)
        return one_sign(bare, '.', points, last_point);
    if (points == 0)
        return one_sign(bare, ',', commas, last_comma);
    if (last_point > last_comma)
        return points == 1 && groups_hold(bare, ',', last_point) ? READING_POINT : READING_NONE;
    return commas == 1 && groups_hold(bare, '.', last_comma) ? READING_COMMA : READING_NONE;
}

void number_evidence_add(NumberEvidence *evidence, Text cell)
{
    Bare bare;
    if (!make_bare(cell, &bare))
        return;
    Reading reading = reading_of(&bare);
    evidence->points += reading == READING_POINT;
    evidence->commas += reading == READING_COMMA;
    evidence->unclear += reading == READING_UNCLEAR;
}

NumberStyle number_style(const NumberEvidence *evidence, NumberStyle otherwise)
{
    if (evidence->points > 0 && evidence->commas > 0)
        return NUMBER_MIXED;
    if (evidence->points == 0 && evidence->commas == 0)
        return otherwise;
    return evidence->points > 0 ? NUMBER_POINT : NUMBER_COMMA;
}

bool number_read(Text cell, NumberStyle style, Number *out_number, const char **out_why)
{
    Bare bare;
    Reading reading = make_bare(cell, &bare) ? reading_of(&bare) : READING_NONE;
    if (reading == READING_NONE) {
        *out_why = "This is no number.";
        return false;
    }
    if (reading == READING_UNCLEAR && style == NUMBER_MIXED) {
        *out_why = "This can be read with a decimal point or with a thousands point, and the column has both.";
        return false;
    }
    bool is_comma = reading == READING_COMMA || (reading == READING_UNCLEAR && style == NUMBER_COMMA);
    char decimal = is_comma ? ',' : '.';
    size_t length = 0;
    if (bare.is_negative)
        out_number->digits[length++] = '-';
    for (size_t i = 0; i < bare.length && length + 2 < sizeof(out_number->digits); i++) {
        char c = bare.text[i];
        if (c == decimal) {
            if (i == 0)
                out_number->digits[length++] = '0';
            out_number->digits[length++] = '.';
        } else if (c >= '0' && c <= '9') {
            out_number->digits[length++] = c;
        }
    }
    if (out_number->digits[length - 1] == '.')
        length--;
    out_number->digits[length] = '\0';
    memcpy(out_number->currency, bare.currency, sizeof out_number->currency);
    return true;
}
