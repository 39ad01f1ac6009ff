/* What stands behind a figure: the list whose count it is, in the filter language. A drill is written as
 * {"entity": "tickets", "filter": {...}}: that list, counted now, gives the figure. Where the language cannot say it (the
 * hour of the day, a spell without orders), there is none. */
#ifndef LAZO_INSIGHT_REPORT_DRILL_H
#define LAZO_INSIGHT_REPORT_DRILL_H

#include "insight/report.h"

/* Writes the member "drills": {COLUMN: drill, …} of a row (the total: `is_total`); nothing when there is none. */
void report_write_drills(const Report *report, const ReportRow *row, bool is_total, Json *json);
/* Writes the member "drill" of a passage on the ladder of a stage report. */
void report_write_move_drill(const Report *report, const char *from, const char *to, Json *json);
/* The instant that a report of a moment is about. */
int64_t report_moment(const ReportQuery *query);

/* A filter over one entity as a filter over another that refers to it: "country" becomes "customer.country". False, and
 * nothing written, when it asks for records of its own ("some"), which no path reaches. */
bool filter_write_below(const JsonValue *filter, const char *prefix, Json *json);

#endif
