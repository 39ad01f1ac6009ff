/* Words and stems; inside model/ only. */
#ifndef LAZO_MODEL_SEARCH_WORDS_H
#define LAZO_MODEL_SEARCH_WORDS_H

#include "model/search.h"

/* The next run of letters and digits; *at goes behind it. */
bool search_next_word(Text text, size_t *at, Text *out_word);
/* Folded and stemmed; `language` es, en or pt, anything else: folded alone. */
Text search_stem(Arena *arena, Text word, const char *language);

#endif
