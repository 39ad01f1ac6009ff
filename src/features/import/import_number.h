/* Numbers as people and spreadsheets write them: 1.234,56 and 1,234.56 and 1 234,56 and (12.34) and R$ 12,30. Which of
 * point and comma is the decimal sign is decided per column, from all its cells. Pure. */
#ifndef LAZO_IMPORT_IMPORT_NUMBER_H
#define LAZO_IMPORT_IMPORT_NUMBER_H

#include "base/text.h"

#define NUMBER_BYTES_MAX 64

/* What a column's cells prove. */
typedef struct NumberEvidence {
    int64_t points;  /* cells that can only be read with a decimal point */
    int64_t commas;  /* … with a decimal comma */
    int64_t unclear; /* "1.234": either */
} NumberEvidence;
void number_evidence_add(NumberEvidence *evidence, Text cell);

typedef enum NumberStyle {
    NUMBER_POINT,
    NUMBER_COMMA,
    NUMBER_MIXED, /* the column has both: a cell that could be either is refused */
} NumberStyle;
/* Without proof, `otherwise`. */
NumberStyle number_style(const NumberEvidence *evidence, NumberStyle otherwise);

typedef struct Number {
    char digits[NUMBER_BYTES_MAX]; /* "-1234.56" */
    char currency[4];              /* ISO 4217 code that the cell names, or empty */
} Number;
/* False, and a plain sentence, for what is no number. */
bool number_read(Text cell, NumberStyle style, Number *out_number, const char **out_why);

#endif
