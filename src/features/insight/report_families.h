/* The reports that exist, one file for each family; report_metrics (report_run.c) is their table. Each fills the rows and
 * the total of a report that was begun for its query. */
#ifndef LAZO_INSIGHT_REPORT_FAMILIES_H
#define LAZO_INSIGHT_REPORT_FAMILIES_H

#include "insight/report.h"

MUST_CHECK Result report_nps(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_csat(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_ces(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_frt(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_ttr(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_volume(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_backlog(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_reopen(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_fcr(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_effort(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_churn(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_retention(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_clv(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_stage(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_sales_growth(Work *work, const ReportQuery *query, Report *report);
MUST_CHECK Result report_frequency(Work *work, const ReportQuery *query, Report *report);

/* Columns of each, the value first; the functions above fill them by these places. */
enum { NPS_VALUE, NPS_N, NPS_LOW, NPS_HIGH, NPS_PROMOTERS, NPS_PASSIVES, NPS_DETRACTORS, NPS_SE, NPS_COLUMNS };
enum { CSAT_VALUE, CSAT_N, CSAT_LOW, CSAT_HIGH, CSAT_MEAN, CSAT_SATISFIED, CSAT_COLUMNS };
enum { TIME_VALUE, TIME_N, TIME_MEAN, TIME_MEDIAN, TIME_P90, TIME_COLUMNS };
enum { VOLUME_VALUE, VOLUME_N, VOLUME_SHARE, VOLUME_COLUMNS };
enum { BACKLOG_VALUE, BACKLOG_N, BACKLOG_COLUMNS };
enum { REOPEN_VALUE, REOPEN_N, REOPEN_REOPENED, REOPEN_COLUMNS };
enum { FCR_VALUE, FCR_N, FCR_LOW, FCR_HIGH, FCR_FIRST, FCR_COLUMNS };
enum { EFFORT_VALUE, EFFORT_N, EFFORT_REPLIES, EFFORT_COLUMNS };
enum {
    CHURN_VALUE,
    CHURN_N,
    CHURN_LOST,
    CHURN_AVERAGE,
    CHURN_START,
    CHURN_NEW,
    CHURN_WON_BACK,
    CHURN_END,
    CHURN_COLUMNS,
};
enum { RETENTION_VALUE, RETENTION_N, RETENTION_RETAINED, RETENTION_COLUMNS };
enum {
    CLV_VALUE,
    CLV_N,
    CLV_SUM,
    CLV_P10,
    CLV_P25,
    CLV_MEDIAN,
    CLV_P75,
    CLV_P90,
    CLV_TO_DATE,
    CLV_TO_DATE_SUM,
    CLV_YEARLY,
    CLV_COLUMNS,
};
enum {
    STAGE_VALUE,
    STAGE_N,
    STAGE_SHARE,
    STAGE_ENTERED,
    STAGE_LEFT,
    STAGE_FORWARD,
    STAGE_RATE,
    STAGE_MEAN_DAYS,
    STAGE_MEDIAN_DAYS,
    STAGE_COLUMNS,
};
enum { GROWTH_VALUE, GROWTH_N, GROWTH_REVENUE, GROWTH_PREVIOUS, GROWTH_PREVIOUS_N, GROWTH_COLUMNS };
enum { FREQUENCY_VALUE, FREQUENCY_N, FREQUENCY_MORE, FREQUENCY_SAME, FREQUENCY_FEWER, FREQUENCY_COLUMNS };

/* A number of the workspace's settings table; `otherwise` when it is not there or no number. */
MUST_CHECK Result setting_number(Work *work, const char *key, double otherwise, double *out_value);

#endif
