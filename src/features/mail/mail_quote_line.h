/* What single lines of a mail's text are: attributions, header blocks, separators, signature lines, in the languages
 * that mail programs speak. Judgements without state; lines are bounded before. */
#ifndef LAZO_MAIL_MAIL_QUOTE_LINE_H
#define LAZO_MAIL_MAIL_QUOTE_LINE_H

#include "base/text.h"

#define QUOTE_LINE_BYTES_MAX 1000 /* longer lines are text */

typedef enum QuoteLineKind {
    LINE_EMPTY,
    LINE_TEXT,
    LINE_QUOTED, /* begins with ">" */
    LINE_QUOTE_START,
    LINE_QUOTE_END,
    LINE_SIGNATURE_START,
    LINE_SIGNATURE_END,
} QuoteLineKind;

typedef struct QuoteLine {
    QuoteLineKind kind;
    Text text; /* as it stands */
    Text bare; /* without outer white space, zero-width signs and decoration of bold text */
} QuoteLine;

typedef struct QuoteLines {
    QuoteLine *items;
    size_t count;
} QuoteLines;

/* "On … wrote:" in its languages and forms. When one ends at line `end`, *out_start is where it began. */
bool quote_attribution_ends(Arena *arena, const QuoteLines *lines, size_t end, size_t *out_start);

/* "> wrote:", where "<" and ">" around an address were taken apart: no quoted line. */
bool quote_line_is_cut_attribution(Arena *arena, Text bare);

/* A block of "From: … Sent: … To: …" beginning at `start`. */
bool quote_header_block_starts(Arena *arena, const QuoteLines *lines, size_t start);

typedef enum QuoteSeparator { SEPARATOR_NONE, SEPARATOR_REPLY, SEPARATOR_FORWARD } QuoteSeparator;
/* "-----Original Message-----", "---------- Forwarded message ---------", "Begin forwarded message:". */
QuoteSeparator quote_separator(Arena *arena, Text bare);

/* Only signs that draw a line: "____", "----", "====". */
bool quote_line_is_rule(Text bare);

/* "Sent from my iPhone" and its relatives. */
bool quote_line_is_mobile_signature(Arena *arena, Text bare);

#endif
