/* The words of refusals in English, Spanish and Portuguese, by code. */
#ifndef LAZO_HTTP_PROBLEM_TEXT_H
#define LAZO_HTTP_PROBLEM_TEXT_H

#include "http/language.h"

typedef struct ProblemText {
    const char *code;
    const char *title[LANGUAGE_COUNT];
    const char *detail[LANGUAGE_COUNT];
} ProblemText;
/* NULL for an unknown code. */
const ProblemText *problem_text(const char *code);
/* What is wrong with one field, by its code; NULL when the code is not in the table. */
const char *field_fault_text(const char *code, Language language);

/* For tests: all of them. */
size_t problem_text_count(void);
const ProblemText *problem_text_at(size_t index);

#endif
