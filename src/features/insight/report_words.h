/* The words of reports in es, en and pt, and their figures as people of that language write them. */
#ifndef LAZO_INSIGHT_REPORT_WORDS_H
#define LAZO_INSIGHT_REPORT_WORDS_H

#include "insight/report.h"

typedef enum ReportLanguage { WORDS_ES, WORDS_EN, WORDS_PT } ReportLanguage;
/* English for any other. */
ReportLanguage report_language(Text code);

/* Of a metric, dimension, column or code ("stage.retention"); the key itself when there is none. */
Text report_word(const char *key, ReportLanguage language);
/* What heads the column of a metric's value. */
Text report_value_title(Arena *arena, const ReportMetric *metric, ReportLanguage language);
/* A value of a dimension: stages, relationships, states and priorities by their names, the rest as it is; "—" for null. */
Text report_value_word(Arena *arena, Dimension dimension, const GroupValue *value, ReportLanguage language);

/* "1.234,5", "72,4 %", "3 d 4 h", "US$ …": a null is "—". */
Text report_figure_text(Arena *arena, const Report *report, FigureType type, double value, ReportLanguage language);

#endif
