/* Where the rows of a metric stand, what they can be cut by, and the statement that reads them: filter, visibility and
 * window ANDed in, dimensions in front, sums behind. */
#ifndef LAZO_INSIGHT_REPORT_SOURCE_H
#define LAZO_INSIGHT_REPORT_SOURCE_H

#include "insight/report_groups.h"
#include "model/filter.h"

enum { JOIN_CUSTOMER = 1, JOIN_TICKET = 2, JOIN_TAGS = 4, JOIN_LINES = 8 };
typedef struct SourceDimension {
    Dimension dimension;
    const char *expression;
    unsigned joins;
} SourceDimension;

typedef struct ReportSource {
    const Entity *entity;
    const char *alias;
    const char *customer_join;
    const char *ticket_join;
    const char *tags_join;
    const char *lines_join;
    const char *only; /* what counts at all: constant SQL; NULL: every row */
    const SourceDimension *dimensions;
    size_t dimension_count;
} ReportSource;
extern const ReportSource response_source; /* alias r */
extern const ReportSource ticket_source;   /* alias t */
extern const ReportSource order_source;    /* alias o */
extern const ReportSource customer_source; /* alias c; what changes with time is not among its dimensions */

/* The dimensions that every source has but those of time, for the tables of metrics. */
#define RESPONSE_DIMENSIONS                                                                                            \
    (BY_LADDERS | DIMENSION_BIT(BY_CHANNEL) | DIMENSION_BIT(BY_TOUCHPOINT) | DIMENSION_BIT(BY_ASPECT) |                \
     DIMENSION_BIT(BY_SOURCE) | DIMENSION_BIT(BY_COUNTRY) | DIMENSION_BIT(BY_COMPANY) | DIMENSION_BIT(BY_TOPIC) |      \
     DIMENSION_BIT(BY_TEAM) | DIMENSION_BIT(BY_AGENT) | DIMENSION_BIT(BY_PRODUCT) | DIMENSION_BIT(BY_PRIORITY) |       \
     DIMENSION_BIT(BY_TYPE))
#define TICKET_DIMENSIONS                                                                                              \
    (BY_LADDERS | DIMENSION_BIT(BY_CHANNEL) | DIMENSION_BIT(BY_TOPIC) | DIMENSION_BIT(BY_SOURCE) |                     \
     DIMENSION_BIT(BY_COUNTRY) | DIMENSION_BIT(BY_TEAM) | DIMENSION_BIT(BY_AGENT) | DIMENSION_BIT(BY_COMPANY) |        \
     DIMENSION_BIT(BY_PRODUCT) | DIMENSION_BIT(BY_PRIORITY) | DIMENSION_BIT(BY_TYPE) | DIMENSION_BIT(BY_STATUS) |      \
     DIMENSION_BIT(BY_TAG))
#define ORDER_DIMENSIONS                                                                                               \
    (BY_LADDERS | DIMENSION_BIT(BY_CHANNEL) | DIMENSION_BIT(BY_SOURCE) | DIMENSION_BIT(BY_COUNTRY) |                   \
     DIMENSION_BIT(BY_COMPANY) | DIMENSION_BIT(BY_STATUS) | DIMENSION_BIT(BY_PRODUCT))
#define CUSTOMER_DIMENSIONS                                                                                            \
    (DIMENSION_BIT(BY_CHANNEL) | DIMENSION_BIT(BY_SOURCE) | DIMENSION_BIT(BY_COUNTRY) | DIMENSION_BIT(BY_COMPANY))

/* A ticket with several tags stands in several groups, and would count several times in their sum. */
bool groups_overlap(const ReportQuery *query);

typedef struct Scan {
    Work *work;
    const ReportQuery *query;
    const ReportSource *source;
    SqlBuilder builder;
    Buffer columns;
    size_t column_count;            /* in front of the sums */
    int by_columns[DIMENSIONS_MAX]; /* of each dimension; -1: computed elsewhere */
    Slices slices;
    bool has_slices;
    bool has_clock; /* weekday or hour among the dimensions */
    int64_t day;    /* the names below are of this day */
    char names[DIMENSIONS_MAX][PERIOD_TEXT_BYTES];
    size_t name_lengths[DIMENSIONS_MAX];
} Scan;

/* `time` is the column that the window is over and that time dimensions are cut by; NULL: neither. Dimensions that the
 * source does not have are left out. */
MUST_CHECK Result scan_begin(Work *work, const ReportQuery *query, const ReportSource *source, const char *time,
                             const ReportWindow *window, Scan *out_scan);
/* " AND " and a condition of our own. */
void scan_where(Scan *scan, const char *condition);
/* SELECT dimensions, measures FROM … GROUP BY dimensions and the first `group_count` measures; group_count < 0: rows as
 * they are. */
MUST_CHECK Result scan_query(Scan *scan, const char *measures, int group_count, const char *order_by,
                             DbCursor *out_cursor);
/* Writes {"currency", "count", "total"} for each currency of a scan over records of money whose base amount is null:
 * `currency` and `amount` are their columns. */
MUST_CHECK Result scan_unconverted(Scan *scan, const char *currency, const char *amount, Json *json);
/* The dimension values of the current row: texts are views until the next row, group copies them. */
void scan_values(Scan *scan, const DbCursor *cursor, GroupValue *out_by);
/* Day of the current row's slice. */
int64_t scan_day(const Scan *scan, const DbCursor *cursor);
/* Sets the time dimensions among the values to the periods of a day. */
void scan_set_day(Scan *scan, int64_t day, GroupValue *out_by);

#endif
