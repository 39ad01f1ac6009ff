#include "mail/mail_quote_line.h"

#include "base/buffer.h"
#include "mail/mail_byte.h"
#include "mail/mail_list.h"
#include "mail/mail_quote_words.h"

/* An attribution wraps over at most this many lines. */
#define ATTRIBUTION_LINES_MAX 6
#define ATTRIBUTION_BYTES_MAX 700
#define HEADER_BLOCK_LINES_MAX 20
#define LABEL_BYTES_MAX 48

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_ascii_letter(char byte)
{
    return (byte | 32) >= 'a' && (byte | 32) <= 'z';
}

/* "10:30", "10h30", "10.30", a year, "24/9" or "5.2.": something that tells when. */
static bool has_date(Text text)
{
    for (size_t i = 0; i + 3 < text.length; i++) {
        if (!is_digit(text.data[i]) || (i > 0 && is_digit(text.data[i - 1])))
            continue;
        size_t digits = 1;
        while (i + digits < text.length && is_digit(text.data[i + digits]))
            digits++;
        if (digits == 4 && (text_starts_with(text_slice(text, i, i + 2), TEXT("19")) ||
                            text_starts_with(text_slice(text, i, i + 2), TEXT("20"))))
            return true;
        size_t sign = i + digits;
        if (digits <= 2 && sign + 1 < text.length && byte_is_in(text.data[sign], ":h./-") &&
            is_digit(text.data[sign + 1]))
            return true;
    }
    return false;
}

static bool has_time(Text text)
{
    for (size_t i = 0; i + 3 < text.length; i++) {
        if (is_digit(text.data[i]) && (text.data[i + 1] == ':' || text.data[i + 1] == '.' || text.data[i + 1] == 'h') &&
            is_digit(text.data[i + 2]) && is_digit(text.data[i + 3]))
            return true;
    }
    return false;
}

static bool has_address(Text text)
{
    size_t at = text_find_byte(text, '@', 0);
    return at != SIZE_MAX && at > 0 && at + 1 < text.length && text.data[at + 1] != ' ' && text.data[at - 1] != ' ';
}

/* Takes the closing colon or dashes off; false when there are none. */
static bool ending_cut(Text *text)
{
    Text t = text_trim(*text);
    while (t.length > 0 && (t.data[t.length - 1] == '*' || t.data[t.length - 1] == '_'))
        t = text_trim(text_slice(t, 0, t.length - 1));
    if (text_ends_with(t, TEXT("：")))
        *text = text_slice(t, 0, t.length - 3);
    else if (text_ends_with(t, TEXT(":")))
        *text = text_slice(t, 0, t.length - 1);
    else if (text_ends_with(t, TEXT("---")))
        *text = t;
    else
        return false;
    t = text_trim(*text);
    while (t.length > 0 && (t.data[t.length - 1] == '-' || t.data[t.length - 1] == '*'))
        t = text_trim(text_slice(t, 0, t.length - 1));
    *text = t;
    return true;
}

/* Where a verb of quoting stands as a word: 0 nowhere, 1 inside, 2 at the end. */
static int verb_place(Text folded)
{
    int place = 0;
    for (size_t i = 0; quote_verbs[i] && place < 2; i++) {
        Text verb = text_of(quote_verbs[i]);
        for (size_t at = text_find(folded, verb, 0); at != SIZE_MAX; at = text_find(folded, verb, at + 1)) {
            size_t end = at + verb.length;
            if (at > 0 && is_ascii_letter(folded.data[at - 1]) && is_ascii_letter(verb.data[0]))
                continue;
            if (end < folded.length && is_ascii_letter(folded.data[end]))
                continue;
            place = end == folded.length ? 2 : place < 1 ? 1 : place;
        }
    }
    return place;
}

/* "2016-03-03 17:21 GMT+01:00 Name": what older Gmail wrote, with or without address and colon. */
static bool is_gmt_line(Text folded)
{
    if (folded.length < 20 || !is_digit(folded.data[0]) || !is_digit(folded.data[3]))
        return false;
    size_t gmt = text_find(folded, TEXT(" gmt"), 0);
    return gmt != SIZE_MAX && gmt < 24 && has_date(text_slice(folded, 0, gmt));
}

static bool is_label_line(Arena *arena, Text bare);
static QuoteLabel line_label(Arena *arena, Text bare, Text *out_value);

/* "24 sept. 2012 à 15:46, …": a number of at most four digits with a sign of dates behind it. */
static bool begins_with_date(Text folded)
{
    size_t digits = 0;
    while (digits < folded.length && is_digit(folded.data[digits]))
        digits++;
    bool has_sign = digits < folded.length &&
                    (byte_is_in(folded.data[digits], "-./:, ") || (unsigned char)folded.data[digits] >= 128);
    return digits > 0 && digits <= 4 && has_sign && has_date(text_slice(folded, 0, 60));
}

/* A year, or day, month and year in numbers; the time of day alone says little. */
static bool has_full_date(Text text)
{
    for (size_t i = 0; i + 3 < text.length; i++) {
        if (!is_digit(text.data[i]) || (i > 0 && is_digit(text.data[i - 1])))
            continue;
        size_t digits = 1;
        while (i + digits < text.length && is_digit(text.data[i + digits]))
            digits++;
        bool is_year = digits == 4 && (text_starts_with(text_slice(text, i, i + 2), TEXT("19")) ||
                                       text_starts_with(text_slice(text, i, i + 2), TEXT("20")));
        size_t second = i + digits + 1;
        bool has_second = digits <= 2 && second + 2 < text.length && byte_is_in(text.data[second - 1], "./-") &&
                          is_digit(text.data[second]);
        size_t after = second + (has_second && is_digit(text.data[second + 1]) ? 2 : 1);
        if (is_year || (has_second && after + 1 < text.length && text.data[after] == text.data[second - 1] &&
                        is_digit(text.data[after + 1])))
            return true;
    }
    return false;
}

/* What a text from its start to its colon is as an attribution. */
typedef struct Introduction {
    bool is_one;
    bool has_start; /* it begins as attributions do: no line before belongs to it */
    bool is_weak;   /* a person might write it; only quoted lines behind it prove it */
} Introduction;

static Introduction introduction_of(Arena *arena, Text joined)
{
    Introduction none = {0};
    Text body = joined;
    if (!ending_cut(&body))
        return none;
    Text folded = text_trim(text_fold(arena, body));
    int verb = verb_place(folded);
    bool begins = mail_starts_with_one_of(folded, quote_starts) || begins_with_date(folded);
    bool has_when = has_date(folded);
    bool has_who = has_address(folded);
    bool is_proven = has_who || has_full_date(folded);
    bool is_sent = text_ends_with(folded, TEXT(" sent")) && has_time(folded);
    if (begins && (is_sent || (verb > 0 && (has_when || has_who))))
        return (Introduction){.is_one = true, .has_start = true, .is_weak = !is_proven};
    if (verb == 2 && has_who)
        return (Introduction){.is_one = true};
    if (verb > 0 && has_time(folded) && folded.length < 160) /* "Name schrieb am 24.11.2026 um 12:00:" */
        return (Introduction){.is_one = true, .is_weak = !is_proven};
    bool has_angle = text_find_byte(folded, '<', 0) != SIZE_MAX;
    if (has_who && has_when && has_angle && folded.length < 250 && !is_label_line(arena, joined))
        return (Introduction){.is_one = true, .has_start = begins};
    bool is_citing = text_starts_with(folded, TEXT("quoting ")) || text_starts_with(folded, TEXT("citando ")) ||
                     text_starts_with(folded, TEXT("zitat von ")) || text_starts_with(folded, TEXT("selon "));
    return (Introduction){.is_one = has_who && is_citing};
}

/* A line worth joining with those before it: it ends like an attribution and holds a verb or an address, or the line
 * before holds the verb ("schrieb Max" / "Mustermann:"). */
static bool may_end_attribution(Arena *arena, const QuoteLines *lines, size_t end)
{
    Text body = lines->items[end].bare;
    if (body.length > QUOTE_LINE_BYTES_MAX || !ending_cut(&body))
        return false;
    Text folded = text_fold(arena, body);
    if (verb_place(folded) > 0 || has_address(folded) || text_ends_with(folded, TEXT("sent")))
        return true;
    const QuoteLine *before = end > 0 ? &lines->items[end - 1] : NULL;
    return before && before->kind == LINE_TEXT && before->bare.length < QUOTE_LINE_BYTES_MAX && folded.length < 60 &&
           verb_place(text_fold(arena, before->bare)) == 1;
}

/* "2026/11/24 Name <a@b.example>", without a verb and a colon. */
static bool is_date_and_address(Text bare)
{
    return bare.length < 200 && text_ends_with(bare, TEXT(">")) && has_address(bare) && begins_with_date(bare) &&
           text_find_byte(bare, '<', 0) != SIZE_MAX;
}

/* "On … Name <a@b> wrote" without its colon, with quoted lines behind it. */
static bool is_bare_wrote(const QuoteLines *lines, size_t end)
{
    const QuoteLine *line = &lines->items[end];
    if (!text_ends_with(line->bare, TEXT("wrote")) || !text_starts_with(line->bare, TEXT("On ")) ||
        !has_date(line->bare))
        return false;
    size_t next = end + 1;
    while (next < lines->count && lines->items[next].kind == LINE_EMPTY)
        next++;
    return next < lines->count && lines->items[next].kind == LINE_QUOTED;
}

/* "Name wrote:" alone, worth something with quoted lines right behind it. */
static bool is_name_wrote(Arena *arena, Text bare)
{
    return bare.length <= 80 && ending_cut(&bare) && verb_place(text_fold(arena, bare)) == 2;
}

static bool quoted_follows(const QuoteLines *lines, size_t end)
{
    size_t next = end + 1;
    while (next < lines->count && next < end + 3 && lines->items[next].kind == LINE_EMPTY)
        next++;
    return next < lines->count && lines->items[next].kind == LINE_QUOTED;
}

/* Empty lines inside an attribution stand only before "<" or what follows it, where HTML was taken apart badly. */
static bool may_be_before_gap(Text next)
{
    return next.length > 0 && (next.data[0] == '<' || next.data[0] == '>' || text_starts_with(next, TEXT("mailto:")));
}

bool quote_attribution_ends(Arena *arena, const QuoteLines *lines, size_t end, size_t *out_start)
{
    const QuoteLine *last = &lines->items[end];
    *out_start = end;
    if (is_bare_wrote(lines, end) || is_date_and_address(last->bare) ||
        (last->bare.length < 200 && last->bare.length > 20 && is_digit(last->bare.data[0]) &&
         is_gmt_line(text_fold(arena, last->bare))))
        return true;
    bool is_before_quote = quoted_follows(lines, end);
    Text value;
    if (is_before_quote && has_address(last->bare) && line_label(arena, last->bare, &value) == LABEL_FROM)
        return true;
    if (!may_end_attribution(arena, lines, end))
        return false;
    Text joined = last->bare;
    Introduction alone = introduction_of(arena, joined);
    bool is_alone = alone.is_one && (!alone.is_weak || is_before_quote);
    if (is_alone && alone.has_start)
        return true;
    size_t taken = 1;
    for (size_t i = end; i > 0 && taken < ATTRIBUTION_LINES_MAX; i--) {
        const QuoteLine *line = &lines->items[i - 1];
        if (line->kind == LINE_EMPTY && may_be_before_gap(lines->items[i].bare))
            continue;
        bool is_cut_link = line->kind == LINE_QUOTED && text_is(line->bare, ">");
        if (line->kind != LINE_TEXT && !is_cut_link)
            break;
        joined = text_format(arena, "%.*s %.*s", TEXT_ARG(line->bare), TEXT_ARG(joined));
        if (joined.length > ATTRIBUTION_BYTES_MAX)
            break;
        taken++;
        Introduction whole = introduction_of(arena, joined);
        if (whole.is_one && whole.has_start && (!whole.is_weak || is_before_quote)) {
            *out_start = i - 1;
            return true;
        }
    }
    return is_alone || (is_before_quote && is_name_wrote(arena, last->bare));
}

bool quote_line_is_cut_attribution(Arena *arena, Text bare)
{
    Text body = text_slice(bare, 1, bare.length);
    if (bare.length > 40 || !ending_cut(&body))
        return false;
    Text folded = text_trim(text_fold(arena, body));
    for (size_t i = 0; quote_verbs[i]; i++) {
        if (text_is(folded, quote_verbs[i]))
            return true;
    }
    return false;
}

/* The label that a line begins with, and *out_value after its colon. */
static QuoteLabel line_label(Arena *arena, Text bare, Text *out_value)
{
    size_t colon = text_find_byte(text_slice(bare, 0, LABEL_BYTES_MAX), ':', 0);
    size_t wide = text_find(text_slice(bare, 0, LABEL_BYTES_MAX), TEXT("："), 0);
    size_t skip = 1;
    if (wide != SIZE_MAX && (colon == SIZE_MAX || wide < colon)) {
        colon = wide;
        skip = 3;
    }
    if (colon == SIZE_MAX || colon == 0)
        return LABEL_NONE;
    Text name = text_trim(text_slice(bare, 0, colon));
    while (name.length > 0 && byte_is_in(name.data[name.length - 1], "*_|"))
        name = text_trim(text_slice(name, 0, name.length - 1));
    while (name.length > 0 && byte_is_in(name.data[0], "*_|"))
        name = text_trim(text_slice(name, 1, name.length));
    if (name.length == 0 || name.length > 30)
        return LABEL_NONE;
    *out_value = text_slice(bare, colon + skip, bare.length);
    Text folded = text_fold(arena, name);
    for (size_t i = 0; quote_labels[i].name; i++) {
        if (text_is(folded, quote_labels[i].name))
            return quote_labels[i].label;
    }
    return LABEL_NONE;
}

static bool is_label_line(Arena *arena, Text bare)
{
    Text value;
    return line_label(arena, bare, &value) != LABEL_NONE;
}

/* "From: … Sent: … To: … Subject: …" run together into one line. */
static bool is_one_line_block(Arena *arena, Text bare)
{
    if (bare.length > QUOTE_LINE_BYTES_MAX)
        return false;
    Text folded = text_fold(arena, bare);
    unsigned seen = 0;
    for (size_t i = 0; quote_labels[i].name; i++) {
        Text name = text_format(arena, " %s:", quote_labels[i].name);
        if (quote_labels[i].label <= LABEL_SUBJECT && name.length > 4 && text_find(folded, name, 0) != SIZE_MAX)
            seen |= 1U << quote_labels[i].label;
    }
    return (seen & (1U << LABEL_DATE)) && (seen & (1U << LABEL_SUBJECT)) && has_date(folded);
}

typedef struct HeaderBlock {
    unsigned seen; /* a bit for each kind of label */
    bool has_address;
    bool has_date;
} HeaderBlock;

static void block_value_take(HeaderBlock *block, QuoteLabel label, Text value)
{
    block->has_address |= has_address(value);
    block->has_date |= label == LABEL_DATE && (has_time(value) || has_date(value));
}

/* Which labels a block has, and whether its values look like those of a mail. Some programs put a value below its
 * label. */
static HeaderBlock block_read(Arena *arena, const QuoteLines *lines, size_t start)
{
    HeaderBlock block = {0};
    size_t others = 0;
    bool was_empty = false;
    QuoteLabel open = LABEL_NONE; /* waits for its value */
    for (size_t i = start; i < lines->count && i < start + HEADER_BLOCK_LINES_MAX; i++) {
        const QuoteLine *line = &lines->items[i];
        Text value = TEXT_NONE;
        if (line->kind == LINE_EMPTY) {
            if (was_empty)
                break;
            was_empty = true;
            continue;
        }
        QuoteLabel label = line->kind == LINE_TEXT ? line_label(arena, line->bare, &value) : LABEL_NONE;
        if (label == LABEL_NONE && ((was_empty && open == LABEL_NONE) || ++others > 3 || line->kind != LINE_TEXT))
            break;
        was_empty = false;
        if (label == LABEL_NONE) {
            block_value_take(&block, open, line->bare);
            open = LABEL_NONE;
            continue;
        }
        others = 0;
        open = text_is_empty(text_trim(value)) ? label : LABEL_NONE;
        block.seen |= label <= LABEL_SUBJECT ? 1U << label : 0;
        block_value_take(&block, label, value);
    }
    return block;
}

bool quote_header_block_starts(Arena *arena, const QuoteLines *lines, size_t start)
{
    Text value;
    const QuoteLine *line = &lines->items[start];
    QuoteLabel first = line_label(arena, line->bare, &value);
    if (first == LABEL_NONE || first == LABEL_OTHER || first == LABEL_CC)
        return false;
    if (first == LABEL_FROM && is_one_line_block(arena, line->bare))
        return true;
    HeaderBlock block = block_read(arena, lines, start);
    int kinds = __builtin_popcount(block.seen);
    bool has_rule = start > 0 && quote_line_is_rule(lines->items[start - 1].bare);
    bool has_subject = (block.seen & 1U << LABEL_SUBJECT) != 0;
    if ((block.seen & (1U << LABEL_FROM | 1U << LABEL_DATE)) == 0 || kinds < 2)
        return false;
    if (first == LABEL_TO || first == LABEL_SUBJECT)
        return kinds >= 3 && (block.has_address || block.has_date);
    /* Without a subject and an address it may be a journey: from, to, when. */
    if (kinds >= 3)
        return has_rule || block.has_address || (has_subject && block.has_date);
    return has_rule ? block.has_address || block.has_date
                    : block.has_address && block.has_date && (block.seen & 1U << LABEL_DATE);
}
