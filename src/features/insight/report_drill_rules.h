/* Which list each metric counts: entity, time, conditions, and the fields of its dimensions. Inside report_drill alone. */
#ifndef LAZO_INSIGHT_REPORT_DRILL_RULES_H
#define LAZO_INSIGHT_REPORT_DRILL_RULES_H

#include "insight/report.h"

typedef struct DrillField {
    Dimension dimension;
    const char *field;
} DrillField;

typedef struct DrillPart {
    const char *column; /* whose figure the list counts */
    const char *leaves; /* further conditions, each led by a comma */
} DrillPart;
#define DRILL_PARTS_MAX 4

typedef struct DrillRule {
    const char *metric;
    const char *entity; /* in the plural, as paths say it */
    const char *time;   /* the field that the window is over */
    const char *leaves;
    const DrillField *fields;
    size_t field_count;
    DrillPart parts[DRILL_PARTS_MAX];
} DrillRule;

/* NULL: the filter language cannot say what the metric counts. */
const DrillRule *drill_rule_of(const ReportQuery *query);

#endif
