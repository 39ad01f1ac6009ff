/* Dates and times as people and spreadsheets write them: ISO, 31/12/2025, 12/31/25 3:05 pm, 31.12.2025, 5 de enero de
 * 2025, Jan 5 2025, Excel's day numbers, Unix seconds and milliseconds. Whether the day or the month comes first is
 * decided per column, from all its cells. Pure. */
#ifndef LAZO_IMPORT_IMPORT_DATE_H
#define LAZO_IMPORT_IMPORT_DATE_H

#include "base/clock.h"

/* What a column's cells prove. */
typedef struct DateEvidence {
    int64_t day_first;   /* 31/12/2025 */
    int64_t month_first; /* 12/31/2025 */
    int64_t unclear;     /* 5/6/2025 */
} DateEvidence;
void date_evidence_add(DateEvidence *evidence, Text cell);

typedef enum DateOrder {
    DATE_DAY_FIRST,
    DATE_MONTH_FIRST,
    DATE_MIXED, /* the column has both: a cell that could be either is refused */
} DateOrder;
/* Without proof, `otherwise`. A proof that ten times as many cells speak against is a slip, and only its row is refused. */
DateOrder date_order(const DateEvidence *evidence, DateOrder otherwise);

/* A time without an offset is that of the zone's clocks; a day is its first instant there. False, and a plain sentence, for
 * what is no date. */
bool date_read(Text cell, DateOrder order, const Zone *zone, int64_t *out_at_ms, const char **out_why);

#endif
