#include "http/language.h"

#define LANGUAGE_RANGES_MAX 32

const char *const language_codes[LANGUAGE_COUNT] = {"en", "es", "pt"};

static int language_index(Text code)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        Text prefix = text_of(language_codes[i]);
        if (text_starts_with_ascii_case(code, prefix) && (code.length == 2 || code.data[2] == '-'))
            return i;
    }
    return -1;
}

Language language_of(Text code)
{
    int index = language_index(code);
    return index < 0 ? LANGUAGE_EN : (Language)index;
}

/* "pt-BR;q=0.8": the weight, 1 without one, 0 when malformed. */
static double range_weight(Text range)
{
    size_t at = text_find_ascii_case(range, TEXT(";q="), 0);
    if (at == SIZE_MAX)
        at = text_find_ascii_case(range, TEXT("; q="), 0);
    double weight = 1;
    if (at == SIZE_MAX)
        return weight;
    size_t equals = text_find_byte(range, '=', at);
    return text_to_real(text_trim(text_slice(range, equals + 1, range.length)), &weight) ? weight : 0;
}

Text language_accepted(Text header)
{
    Text range;
    int best = -1;
    double best_weight = 0;
    for (int i = 0; i < LANGUAGE_RANGES_MAX && text_next_part(&header, ',', &range); i++) {
        range = text_trim(range);
        size_t end = text_find_byte(range, ';', 0);
        int index = language_index(text_trim(text_slice(range, 0, end == SIZE_MAX ? range.length : end)));
        double weight = range_weight(range);
        if (index >= 0 && weight > best_weight) {
            best = index;
            best_weight = weight;
        }
    }
    return best < 0 ? TEXT_NONE : text_of(language_codes[best]);
}
