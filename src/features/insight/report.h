/* Reports: one number and what stands beside it, cut by dimensions. Each metric says what it means in `about`
 * (report_metrics.c); the command line, the API and every screen ask here and get the same figures.
 *
 * A query is read from words (the options of `lazo report`, the parameters of the API), run over a snapshot, and written
 * as JSON, table, CSV or XLSX. Everything lives in work->arena. */
#ifndef LAZO_INSIGHT_REPORT_H
#define LAZO_INSIGHT_REPORT_H

#include "base/json.h"
#include "insight/report_window.h"
#include "store/work.h"

typedef enum Dimension {
    BY_STAGE,
    BY_VALUE_STAGE,
    BY_RELATIONSHIP,
    BY_CHANNEL,
    BY_TOPIC,
    BY_TOUCHPOINT,
    BY_ASPECT,
    BY_SOURCE,
    BY_COUNTRY,
    BY_TEAM,
    BY_AGENT,
    BY_COMPANY,
    BY_PRODUCT,
    BY_PRIORITY,
    BY_TYPE,
    BY_STATUS,
    BY_TAG,
    BY_COHORT,  /* month of the first purchase; retention alone */
    BY_WEEKDAY, /* 1 Monday to 7 Sunday, in the workspace's zone; so is the hour, 00 to 23 */
    BY_HOUR,
    BY_DAY,
    BY_WEEK,
    BY_MONTH,
    BY_QUARTER,
    BY_YEAR,
    DIMENSION_COUNT,
} Dimension;
#define DIMENSIONS_MAX 5 /* of one report */
typedef uint32_t DimensionSet;
#define DIMENSION_BIT(dimension) ((DimensionSet)1 << (dimension))
#define BY_TIMES                                                                                                       \
    (DIMENSION_BIT(BY_DAY) | DIMENSION_BIT(BY_WEEK) | DIMENSION_BIT(BY_MONTH) | DIMENSION_BIT(BY_QUARTER) |            \
     DIMENSION_BIT(BY_YEAR))
#define BY_CLOCK (DIMENSION_BIT(BY_WEEKDAY) | DIMENSION_BIT(BY_HOUR))
#define BY_LADDERS (DIMENSION_BIT(BY_STAGE) | DIMENSION_BIT(BY_VALUE_STAGE) | DIMENSION_BIT(BY_RELATIONSHIP))
const char *dimension_name(Dimension dimension); /* "value_stage" */
static inline bool dimension_is_time(Dimension dimension)
{
    return (BY_TIMES & DIMENSION_BIT(dimension)) != 0;
}
/* The grain of a time dimension. */
Grain dimension_grain(Dimension dimension);

typedef enum ReportUnit { UNIT_HOURS, UNIT_BUSINESS_HOURS, UNIT_DAYS, UNIT_BUSINESS_DAYS } ReportUnit;
typedef enum ReportCompare { COMPARE_NOTHING, COMPARE_PREVIOUS, COMPARE_YEAR } ReportCompare;
typedef enum ReportAverage { AVERAGE_MONTH_ENDS, AVERAGE_START_END, AVERAGE_DAILY } ReportAverage;

/* How a figure is written for people. */
typedef enum FigureType {
    FIGURE_COUNT,
    FIGURE_NUMBER,
    FIGURE_SCORE,
    FIGURE_PERCENT,
    FIGURE_HOURS,
    FIGURE_DAYS,
    FIGURE_MONEY, /* minor units of the base currency */
} FigureType;
typedef struct ReportColumn {
    const char *name;
    FigureType type;
} ReportColumn;

typedef struct ReportMetric ReportMetric;
typedef struct ReportQuery {
    const ReportMetric *metric;
    Dimension by[DIMENSIONS_MAX];
    size_t by_count;
    ReportWindow window;
    bool has_at;
    int64_t at;                       /* for what is true at one moment: the first instant after it */
    Text from_text, to_text, at_text; /* as they were asked for; empty: not */
    const JsonValue *filter;          /* NULL: all */
    ReportCompare compare;
    ReportUnit unit;
    ReportAverage average;
    int64_t top;      /* top boxes of csat; 0: two */
    Dimension ladder; /* of the stage report */
    bool has_drills;  /* say what stands behind each figure (report_drill.h); JSON alone */
    int64_t now;
    const Zone *zone;
} ReportQuery;

/* One value of a dimension: a text or code, or a record's id with its name. */
typedef struct GroupValue {
    bool is_null;
    bool is_id;
    int64_t id;
    Text text;
} GroupValue;

/* Records that a figure counts, by id, where no condition says which they are. At most as many as a filter may name. */
#define MEMBERS_MAX 500
typedef struct ReportMembers {
    int64_t *ids;
    size_t count;
    size_t room;
    bool is_partial; /* there are more, or one counts twice: then no list is named */
} ReportMembers;

typedef struct ReportRow {
    GroupValue by[DIMENSIONS_MAX];
    double *values;             /* one a column; NaN: null */
    double *before;             /* of the period compared with; NULL: not compared */
    double *series;             /* report->series_count counts, of a cohort; NaN: not observed */
    double *series_of;          /* of how many each; NaN likewise */
    ReportMembers members;      /* with has_drills */
    const char *members_of;     /* the column of that figure; NULL: none */
    const char *members_entity; /* in the plural */
} ReportRow;

/* A table from one thing to another, of the same kind: how often it went from `names[row]` to `names[column]`. */
typedef struct ReportMatrix {
    Text *names;
    size_t count;
    double *values; /* count x count */
} ReportMatrix;

#define REPORT_ROWS_MAX 100000
typedef struct Report {
    const ReportQuery *query;
    Arena *arena;
    const char *unit; /* score, %, hours, business_hours, days, business_days, count, money */
    Text currency;    /* of money */
    Text from, to;    /* as asked for, or the window that was taken instead */
    const ReportColumn *columns;
    size_t column_count; /* the first is the value */
    ReportRow *rows;
    size_t row_count;
    ReportRow total;
    size_t series_count;  /* of retention: months observed, the first of them month 0; else 0 */
    ReportMatrix *matrix; /* NULL: none */
    Json fact;            /* further members of the answer, written to its buffer as JSON */
} Report;

typedef enum MetricCompare {
    COMPARES_BY_RUN, /* the same question again over the other window */
    COMPARES_ITSELF, /* it is a comparison already: which one is what compare says */
    COMPARES_NOT,
} MetricCompare;

/* A kind of report. */
struct ReportMetric {
    const char *name;
    const char *unit;
    const struct Entity *const *reads; /* whose rights are needed, NULL at the end; the filter is over the first */
    DimensionSet by;
    const ReportColumn *columns;
    size_t column_count;
    bool is_moment; /* true at one instant (--at); else over a window */
    MetricCompare compares;
    Result (*run)(Work *work, const ReportQuery *query, Report *report);
    const char *about; /* the definition, in a sentence or two */
};
extern const ReportMetric report_metrics[];
extern const size_t report_metric_count;
const ReportMetric *report_metric_named(Text name); /* NULL */

/* The finest of its time dimensions; false when there is none, and then *out_grain is days. */
bool query_grain(const ReportQuery *query, Grain *out_grain);

/* What was asked, in words; texts without data are absent. */
typedef struct ReportWords {
    Text metric;
    Text by; /* "stage,month" */
    Text from;
    Text to;
    Text at;
    Text filter; /* JSON */
    Text compare;
    Text unit;
    Text average;
    Text top;
    Text ladder;
    Text drill; /* "true" */
} ReportWords;
/* FAULT_NOT_FOUND for an unknown metric, naming those there are; FAULT_INVALID with field faults that point at the
 * parameter: unknown_dimension, wrong_type, out_of_range, malformed. */
MUST_CHECK Result report_query_read(Work *work, const ReportWords *words, ReportQuery *out_query);

/* FAULT_DENIED when the actor may not read what it counts, FAULT_LIMIT for more than REPORT_ROWS_MAX groups or a spent
 * read budget. Only rows that the actor may see are counted. */
MUST_CHECK Result report_run(Work *work, const ReportQuery *query, Report *out_report);

/* {"metric", "unit", …, "groups": […], "total": {…}} */
void report_write_json(const Report *report, Json *json);
/* What can be asked: [{"metric", "unit", "by", "columns", "about", "formula"}]. */
void report_write_catalogue(Json *json);

typedef struct TableStyle {
    Text language;    /* es, en, pt */
    bool is_terminal; /* a bar or a spark line may be drawn */
} TableStyle;
void report_write_table(const Report *report, const TableStyle *style, Buffer *out);
/* RFC 4180, UTF-8, CRLF, plain numbers; a text that a spreadsheet would take for a formula is led by an apostrophe. */
void report_write_csv(const Report *report, Buffer *out);
/* A workbook of one sheet, and one more for a matrix. FAULT_BROKEN when no temporary file can be written. */
MUST_CHECK Result report_write_xlsx(const Report *report, Text language, Text *out_bytes);

#endif
