#include "mail/mail_quote_line.h"

#include "mail/mail_byte.h"
#include "mail/mail_list.h"
#include "mail/mail_quote_words.h"

/* The lines that separate: rules, phrases between dashes, and the signatures that programs add. */
static bool is_decoration(Text text, size_t at, size_t *out_length)
{
    unsigned char byte = (unsigned char)text.data[at];
    *out_length = 1;
    if (byte_is_in((char)byte, "-_=*#~<>|"))
        return true;
    *out_length = 3;
    return at + 2 < text.length && byte == 0xe2 && (unsigned char)text.data[at + 1] == 0x80 &&
           (unsigned char)text.data[at + 2] >= 0x90 && (unsigned char)text.data[at + 2] <= 0x95;
}

/* The words inside "-----…-----"; *out_signs counts the signs before them. */
static Text without_decoration(Text bare, size_t *out_signs)
{
    size_t length;
    *out_signs = 0;
    while (bare.length > 0 && (bare.data[0] == ' ' || is_decoration(bare, 0, &length))) {
        length = bare.data[0] == ' ' ? 1 : length;
        *out_signs += bare.data[0] == ' ' ? 0 : 1;
        bare = text_slice(bare, length, bare.length);
    }
    while (bare.length > 0) {
        size_t last = bare.length - 1;
        bool is_wide = bare.length >= 3 && is_decoration(bare, bare.length - 3, &length) && length == 3;
        if (is_wide)
            bare.length -= 3;
        else if (bare.data[last] == ' ' || bare.data[last] == ':' ||
                 (is_decoration(bare, last, &length) && length == 1))
            bare.length--;
        else
            break;
    }
    return bare;
}

QuoteSeparator quote_separator(Arena *arena, Text bare)
{
    size_t signs = 0;
    if (bare.length > 200)
        return SEPARATOR_NONE;
    Text words = without_decoration(bare, &signs);
    if (words.length < 4 || words.length > 90)
        return SEPARATOR_NONE;
    bool has_colon = text_ends_with(bare, TEXT(":")) || text_ends_with(bare, TEXT("："));
    if (signs < 2 && !has_colon)
        return SEPARATOR_NONE;
    Text folded = text_fold(arena, words);
    if (mail_is_one_of(folded, quote_forward_phrases) ||
        (signs >= 2 && text_starts_with(folded, TEXT("forwarded by "))))
        return SEPARATOR_FORWARD;
    if (signs >= 2 && mail_is_one_of(folded, quote_reply_phrases))
        return SEPARATOR_REPLY;
    static const char *const above[] = {
        "above this line",          "por encima de esta linea", "encima de esta linea", "acima desta linha",
        "au-dessus de cette ligne", "uber dieser zeile",        "sopra questa riga",    NULL};
    return signs >= 2 && mail_contains_one_of(folded, above) ? SEPARATOR_REPLY : SEPARATOR_NONE;
}

bool quote_line_is_rule(Text bare)
{
    size_t signs = 0;
    return bare.length >= 3 && text_is_empty(without_decoration(bare, &signs)) && signs >= 3;
}

bool quote_line_is_mobile_signature(Arena *arena, Text bare)
{
    size_t signs = 0;
    Text words = without_decoration(bare, &signs);
    size_t link = text_find(words, TEXT("<http"), 0);
    size_t shown = link == SIZE_MAX ? words.length : link;
    if (words.length < 6 || shown > 110)
        return false;
    static const char *const sentence[] = {" is ",  " was ", " are ", " were ", " es ",
                                           " fue ", " foi ", " est ", " ist ",  NULL};
    Text folded = text_fold(arena, text_slice(words, 0, shown));
    if (mail_contains_one_of(folded, sentence))
        return false;
    if (mail_starts_with_one_of(folded, quote_mobile_starts))
        return true;
    if (!mail_starts_with_one_of(folded, quote_sent_starts) || shown > 70)
        return false;
    return mail_contains_one_of(folded, quote_devices);
}
