/* Which of our languages an answer speaks. */
#ifndef LAZO_HTTP_LANGUAGE_H
#define LAZO_HTTP_LANGUAGE_H

#include "base/text.h"

typedef enum Language { LANGUAGE_EN, LANGUAGE_ES, LANGUAGE_PT, LANGUAGE_COUNT } Language;
extern const char *const language_codes[LANGUAGE_COUNT];
/* LANGUAGE_EN for what is none of ours. */
Language language_of(Text code);
/* The caller's best of es, en and pt by the weights of Accept-Language; TEXT_NONE when it names none of them. */
Text language_accepted(Text header);

#endif
