#include "mail/mail_charset_guess.h"

/* Fewer bytes outside ASCII than this prove nothing. */
#define HIGH_BYTES_MIN 6
/* How much better than western text another reading must be, in points a byte outside ASCII. */
#define LEAD_MIN 0.25

static const char *const candidates[] = {"shift_jis", "euc-jp", "euc-kr", "gb18030", "big5", "windows-1251", "koi8-r"};

/* The commonest characters of Chinese (both scripts) and Korean text. */
static const char common[] =
    "的一是不了人我在有他這这為为之大來来以個个中上們们到說说國国和地也子時时道出而要于於就下得可你年生您好請请"
    "이다는의가을를에고하지한서로어기사해나자인";

static bool is_common(uint32_t codepoint)
{
    Text all = {common, sizeof common - 1};
    for (size_t at = 0; at < all.length;) {
        if (text_next_codepoint(all, &at) == codepoint)
            return true;
    }
    return false;
}

static bool is_between(uint32_t codepoint, uint32_t from, uint32_t to)
{
    return codepoint >= from && codepoint <= to;
}

static bool is_ascii_letter(uint32_t codepoint)
{
    return is_between(codepoint | 32, 'a', 'z');
}

/* Points for one sign outside ASCII, given the one before it. */
static double sign_points(uint32_t codepoint, uint32_t before)
{
    bool is_cyrillic = is_between(codepoint, 0x410, 0x44f) || codepoint == 0x451 || codepoint == 0x401;
    if (is_ascii_letter(before)) /* words of these scripts hold no Latin letters, but western ones do */
        return is_cyrillic ? -2 : -1;
    if (is_between(codepoint, 0x3041, 0x30ff)) /* kana */
        return 3;
    if (is_common(codepoint))
        return 4;
    if (is_between(codepoint, 0xac00, 0xd7a3)) /* hangul */
        return 1.2;
    if (is_between(codepoint, 0x4e00, 0x9fff) || is_between(codepoint, 0x3000, 0x303f) ||
        is_between(codepoint, 0xff01, 0xff5e))
        return 1;
    if (!is_cyrillic)
        return -1;
    bool is_capital = codepoint < 0x430;
    return is_capital && is_between(before, 0x430, 0x44f) ? -1 : is_capital ? 0.3 : 1;
}

static bool is_letter_at(Text bytes, size_t at)
{
    return at < bytes.length && is_ascii_letter((unsigned char)bytes.data[at]);
}

/* Points of western text: short runs of accented letters inside words of ASCII letters. */
static double western_points(Text bytes, size_t *out_high)
{
    double points = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        if ((unsigned char)bytes.data[i] < 128)
            continue;
        size_t end = i;
        size_t letters = 0;
        for (; end < bytes.length && (unsigned char)bytes.data[end] >= 128; end++)
            letters += (unsigned char)bytes.data[end] >= 0xc0;
        size_t run = end - i;
        bool is_in_word = (i > 0 && is_letter_at(bytes, i - 1)) || is_letter_at(bytes, end);
        *out_high += run;
        if (run <= 3 && is_in_word)
            points += (double)letters + 0.3 * (double)(run - letters);
        else
            points += run == 1 ? 0.3 : -0.5 * (double)run;
        i = end - 1;
    }
    return points;
}

static double candidate_points(Arena *arena, Text bytes, const char *name)
{
    Text text;
    size_t bad = 0;
    if (!is_ok(text_from_charset(arena, bytes, name, &text, &bad)) || bad > 1)
        return -1e9;
    double points = 0;
    uint32_t before = ' ';
    for (size_t at = 0; at < text.length;) {
        uint32_t codepoint = text_next_codepoint(text, &at);
        if (codepoint >= 128)
            points += sign_points(codepoint, before);
        else if (is_ascii_letter(codepoint) && before >= 128)
            points -= 1;
        before = codepoint;
    }
    return points;
}

const char *mail_charset_guess(Text bytes)
{
    WITH_ARENA scratch = arena_new();
    size_t high = 0;
    bytes = text_slice(bytes, 0, MAIL_GUESS_BYTES_MAX);
    double best = western_points(bytes, &high) + LEAD_MIN * (double)high;
    const char *name = "windows-1252";
    for (size_t i = 0; high >= HIGH_BYTES_MIN && i < sizeof candidates / sizeof *candidates; i++) {
        double points = candidate_points(scratch, bytes, candidates[i]);
        if (points > best) {
            best = points;
            name = candidates[i];
        }
    }
    return name;
}
