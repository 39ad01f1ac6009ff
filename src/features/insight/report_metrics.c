/* The table of reports: what each is, reads, can be cut by, and shows. */
#include "commerce/contract.h"
#include "commerce/order.h"
#include "desk/ticket.h"
#include "insight/report_families.h"
#include "insight/report_source.h"
#include "people/customer.h"
#include "voice/response.h"

static const ReportColumn nps_columns[NPS_COLUMNS] = {
    [NPS_VALUE] = {"value", FIGURE_SCORE},
    [NPS_N] = {"n", FIGURE_COUNT},
    [NPS_LOW] = {"low", FIGURE_SCORE},
    [NPS_HIGH] = {"high", FIGURE_SCORE},
    [NPS_PROMOTERS] = {"promoters", FIGURE_COUNT},
    [NPS_PASSIVES] = {"passives", FIGURE_COUNT},
    [NPS_DETRACTORS] = {"detractors", FIGURE_COUNT},
    [NPS_SE] = {"se", FIGURE_SCORE},
};
static const ReportColumn csat_columns[CSAT_COLUMNS] = {
    [CSAT_VALUE] = {"value", FIGURE_PERCENT}, [CSAT_N] = {"n", FIGURE_COUNT},
    [CSAT_LOW] = {"low", FIGURE_PERCENT},     [CSAT_HIGH] = {"high", FIGURE_PERCENT},
    [CSAT_MEAN] = {"mean", FIGURE_NUMBER},    [CSAT_SATISFIED] = {"satisfied", FIGURE_COUNT},
};
static const ReportColumn time_columns[TIME_COLUMNS] = {
    [TIME_VALUE] = {"value", FIGURE_HOURS},   [TIME_N] = {"n", FIGURE_COUNT},     [TIME_MEAN] = {"mean", FIGURE_HOURS},
    [TIME_MEDIAN] = {"median", FIGURE_HOURS}, [TIME_P90] = {"p90", FIGURE_HOURS},
};
static const ReportColumn volume_columns[VOLUME_COLUMNS] = {
    [VOLUME_VALUE] = {"value", FIGURE_COUNT},
    [VOLUME_N] = {"n", FIGURE_COUNT},
    [VOLUME_SHARE] = {"share", FIGURE_PERCENT},
};
static const ReportColumn backlog_columns[BACKLOG_COLUMNS] = {
    [BACKLOG_VALUE] = {"value", FIGURE_COUNT},
    [BACKLOG_N] = {"n", FIGURE_COUNT},
};
static const ReportColumn reopen_columns[REOPEN_COLUMNS] = {
    [REOPEN_VALUE] = {"value", FIGURE_PERCENT},
    [REOPEN_N] = {"n", FIGURE_COUNT},
    [REOPEN_REOPENED] = {"reopened", FIGURE_COUNT},
};
static const ReportColumn fcr_columns[FCR_COLUMNS] = {
    [FCR_VALUE] = {"value", FIGURE_PERCENT}, [FCR_N] = {"n", FIGURE_COUNT},         [FCR_LOW] = {"low", FIGURE_PERCENT},
    [FCR_HIGH] = {"high", FIGURE_PERCENT},   [FCR_FIRST] = {"first", FIGURE_COUNT},
};
static const ReportColumn effort_columns[EFFORT_COLUMNS] = {
    [EFFORT_VALUE] = {"value", FIGURE_NUMBER},
    [EFFORT_N] = {"n", FIGURE_COUNT},
    [EFFORT_REPLIES] = {"replies", FIGURE_NUMBER},
};
static const ReportColumn churn_columns[CHURN_COLUMNS] = {
    [CHURN_VALUE] = {"value", FIGURE_PERCENT},     [CHURN_N] = {"n", FIGURE_COUNT},
    [CHURN_LOST] = {"lost", FIGURE_COUNT},         [CHURN_AVERAGE] = {"average", FIGURE_NUMBER},
    [CHURN_START] = {"start", FIGURE_COUNT},       [CHURN_NEW] = {"new", FIGURE_COUNT},
    [CHURN_WON_BACK] = {"won_back", FIGURE_COUNT}, [CHURN_END] = {"end", FIGURE_COUNT},
};
static const ReportColumn retention_columns[RETENTION_COLUMNS] = {
    [RETENTION_VALUE] = {"value", FIGURE_PERCENT},
    [RETENTION_N] = {"n", FIGURE_COUNT},
    [RETENTION_RETAINED] = {"retained", FIGURE_COUNT},
};
static const ReportColumn clv_columns[CLV_COLUMNS] = {
    [CLV_VALUE] = {"value", FIGURE_MONEY},
    [CLV_N] = {"n", FIGURE_COUNT},
    [CLV_SUM] = {"sum", FIGURE_MONEY},
    [CLV_P10] = {"p10", FIGURE_MONEY},
    [CLV_P25] = {"p25", FIGURE_MONEY},
    [CLV_MEDIAN] = {"median", FIGURE_MONEY},
    [CLV_P75] = {"p75", FIGURE_MONEY},
    [CLV_P90] = {"p90", FIGURE_MONEY},
    [CLV_TO_DATE] = {"to_date", FIGURE_MONEY},
    [CLV_TO_DATE_SUM] = {"to_date_sum", FIGURE_MONEY},
    [CLV_YEARLY] = {"yearly_revenue", FIGURE_MONEY},
};
static const ReportColumn stage_columns[STAGE_COLUMNS] = {
    [STAGE_VALUE] = {"value", FIGURE_COUNT},
    [STAGE_N] = {"n", FIGURE_COUNT},
    [STAGE_SHARE] = {"share", FIGURE_PERCENT},
    [STAGE_ENTERED] = {"entered", FIGURE_COUNT},
    [STAGE_LEFT] = {"left", FIGURE_COUNT},
    [STAGE_FORWARD] = {"converted", FIGURE_COUNT},
    [STAGE_RATE] = {"conversion", FIGURE_PERCENT},
    [STAGE_MEAN_DAYS] = {"mean_days", FIGURE_DAYS},
    [STAGE_MEDIAN_DAYS] = {"median_days", FIGURE_DAYS},
};
static const ReportColumn growth_columns[GROWTH_COLUMNS] = {
    [GROWTH_VALUE] = {"value", FIGURE_PERCENT},         [GROWTH_N] = {"n", FIGURE_COUNT},
    [GROWTH_REVENUE] = {"revenue", FIGURE_MONEY},       [GROWTH_PREVIOUS] = {"previous", FIGURE_MONEY},
    [GROWTH_PREVIOUS_N] = {"previous_n", FIGURE_COUNT},
};
static const ReportColumn frequency_columns[FREQUENCY_COLUMNS] = {
    [FREQUENCY_VALUE] = {"value", FIGURE_PERCENT}, [FREQUENCY_N] = {"n", FIGURE_COUNT},
    [FREQUENCY_MORE] = {"more", FIGURE_COUNT},     [FREQUENCY_SAME] = {"same", FIGURE_COUNT},
    [FREQUENCY_FEWER] = {"fewer", FIGURE_COUNT},
};
#define COLUMNS(array) .columns = (array), .column_count = sizeof(array) / sizeof((array)[0])

static const Entity *const reads_responses[] = {&response_entity, NULL};
static const Entity *const reads_tickets[] = {&ticket_entity, NULL};
static const Entity *const reads_orders[] = {&order_entity, NULL};
static const Entity *const reads_customers[] = {&customer_entity, NULL};
static const Entity *const reads_customers_and_orders[] = {&customer_entity, &order_entity, &contract_entity, NULL};

const ReportMetric report_metrics[] = {
    {.name = "nps",
     .unit = "score",
     .reads = reads_responses,
     .by = RESPONSE_DIMENSIONS | BY_TIMES,
     COLUMNS(nps_columns),
     .run = report_nps,
     .about = "Net promoter score: per cent of answers 9 and 10 minus per cent of answers 0 to 6, on 0-10 or 1-10. The "
              "interval is the adjusted Wald one at 95 %."},
    {.name = "csat",
     .unit = "%",
     .reads = reads_responses,
     .by = RESPONSE_DIMENSIONS | BY_TIMES,
     COLUMNS(csat_columns),
     .run = report_csat,
     .about = "Satisfaction: share of answers in the top two boxes of their scale (`top` asks for more), with the mean "
              "and the Wilson interval at 95 %."},
    {.name = "ces",
     .unit = "%",
     .reads = reads_responses,
     .by = RESPONSE_DIMENSIONS | BY_TIMES,
     COLUMNS(csat_columns),
     .run = report_ces,
     .about = "Customer effort: share of answers 5 to 7 of 7 to \"they made it easy\", with the mean and the Wilson "
              "interval at 95 %."},
    {.name = "churn",
     .unit = "%",
     .reads = reads_customers_and_orders,
     .by = CUSTOMER_DIMENSIONS | BY_LADDERS | BY_TIMES | DIMENSION_BIT(BY_PRODUCT),
     COLUMNS(churn_columns),
     .run = report_churn,
     .about =
         "Customers lost in the window over the average number of customers; twelve months unless said otherwise. A "
         "customer is active with a running contract or an order within the inactivity window. By stage: the one at "
         "the start of the window."},
    {.name = "retention",
     .unit = "%",
     .reads = reads_customers_and_orders,
     .by = CUSTOMER_DIMENSIONS | DIMENSION_BIT(BY_COHORT),
     COLUMNS(retention_columns),
     .run = report_retention,
     .compares = COMPARES_NOT,
     .about =
         "Of the customers whose first order or contract was in a month, the share that ordered, or had a contract "
         "running, in each month after. The value is that of the first month after."},
    {.name = "clv",
     .unit = "money",
     .reads = reads_customers_and_orders,
     .by = CUSTOMER_DIMENSIONS | BY_LADDERS,
     COLUMNS(clv_columns),
     .is_moment = true,
     .run = report_clv,
     .about =
         "Customer lifetime value: yearly revenue times the years that a relationship lasts, minus acquisition cost; "
         "and to date, revenue minus acquisition cost. Of those who bought; the value is the mean."},
    {.name = "frt",
     .unit = "hours",
     .reads = reads_tickets,
     .by = TICKET_DIMENSIONS | BY_TIMES | BY_CLOCK,
     COLUMNS(time_columns),
     .run = report_frt,
     .about =
         "First response time: from creation to the first reply of a person, of tickets created in the window. The "
         "value is the median."},
    {.name = "ttr",
     .unit = "hours",
     .reads = reads_tickets,
     .by = TICKET_DIMENSIONS | BY_TIMES,
     COLUMNS(time_columns),
     .run = report_ttr,
     .about =
         "Time to resolution: from creation to the last solution, reopened time included, of tickets solved in the "
         "window. The value is the median."},
    {.name = "volume",
     .unit = "count",
     .reads = reads_tickets,
     .by = TICKET_DIMENSIONS | BY_TIMES | BY_CLOCK,
     COLUMNS(volume_columns),
     .run = report_volume,
     .about = "Tickets created in the window."},
    {.name = "backlog",
     .unit = "count",
     .reads = reads_tickets,
     .by = TICKET_DIMENSIONS | BY_TIMES,
     COLUMNS(backlog_columns),
     .is_moment = true,
     .run = report_backlog,
     .about = "Tickets open at the end of each period. A ticket that was opened again counts as open until its last "
              "solution."},
    {.name = "reopen",
     .unit = "%",
     .reads = reads_tickets,
     .by = TICKET_DIMENSIONS | BY_TIMES,
     COLUMNS(reopen_columns),
     .run = report_reopen,
     .about = "Of the tickets created in the window that were ever solved, the share that was opened again."},
    {.name = "fcr",
     .unit = "%",
     .reads = reads_tickets,
     .by = TICKET_DIMENSIONS | BY_TIMES,
     COLUMNS(fcr_columns),
     .run = report_fcr,
     .about = "Of the tickets solved in the window, the share that was solved with one reply and never opened again, "
              "with the Wilson interval at 95 %."},
    {.name = "effort",
     .unit = "number",
     .reads = reads_tickets,
     .by = TICKET_DIMENSIONS | BY_TIMES,
     COLUMNS(effort_columns),
     .run = report_effort,
     .about =
         "Public messages of the customer per ticket solved in the window, with the replies beside it; both means."},
    {.name = "stage",
     .unit = "count",
     .reads = reads_customers,
     .by = CUSTOMER_DIMENSIONS | BY_LADDERS,
     COLUMNS(stage_columns),
     .is_moment = true,
     .run = report_stage,
     .about = "Customers on each stage now; who entered, left and went on in the window, from where to where, the mean "
              "and median days in a stage and the mean length of the whole cycle."},
    {.name = "sales_growth",
     .unit = "%",
     .reads = reads_orders,
     .by = ORDER_DIMENSIONS | BY_TIMES,
     COLUMNS(growth_columns),
     .compares = COMPARES_ITSELF,
     .run = report_sales_growth,
     .about =
         "Change of revenue against the period before, or a year before. Cancelled and returned orders aside; orders "
         "without a rate are listed, not summed."},
    {.name = "frequency",
     .unit = "%",
     .reads = reads_customers_and_orders,
     .by = CUSTOMER_DIMENSIONS | BY_LADDERS,
     COLUMNS(frequency_columns),
     .compares = COMPARES_ITSELF,
     .run = report_frequency,
     .about =
         "Of the customers who ordered in the window and in the one before, the share that ordered more often than "
         "before."},
};
const size_t report_metric_count = sizeof(report_metrics) / sizeof(report_metrics[0]);

const ReportMetric *report_metric_named(Text name)
{
    for (size_t i = 0; i < report_metric_count; i++)
        if (text_is(name, report_metrics[i].name))
            return &report_metrics[i];
    return NULL;
}

static const char *const dimension_names[DIMENSION_COUNT] = {
    [BY_STAGE] = "stage",
    [BY_VALUE_STAGE] = "value_stage",
    [BY_RELATIONSHIP] = "relationship",
    [BY_CHANNEL] = "channel",
    [BY_TOPIC] = "topic",
    [BY_TOUCHPOINT] = "touchpoint",
    [BY_ASPECT] = "aspect",
    [BY_SOURCE] = "source",
    [BY_COUNTRY] = "country",
    [BY_TEAM] = "team",
    [BY_AGENT] = "agent",
    [BY_COMPANY] = "company",
    [BY_PRODUCT] = "product",
    [BY_PRIORITY] = "priority",
    [BY_TYPE] = "type",
    [BY_STATUS] = "status",
    [BY_TAG] = "tag",
    [BY_COHORT] = "cohort",
    [BY_WEEKDAY] = "weekday",
    [BY_HOUR] = "hour",
    [BY_DAY] = "day",
    [BY_WEEK] = "week",
    [BY_MONTH] = "month",
    [BY_QUARTER] = "quarter",
    [BY_YEAR] = "year",
};

const char *dimension_name(Dimension dimension)
{
    return dimension_names[dimension];
}

Grain dimension_grain(Dimension dimension)
{
    switch ((int)dimension) {
    case BY_DAY: return GRAIN_DAY;
    case BY_WEEK: return GRAIN_WEEK;
    case BY_QUARTER: return GRAIN_QUARTER;
    case BY_YEAR: return GRAIN_YEAR;
    default: return GRAIN_MONTH;
    }
}

bool query_grain(const ReportQuery *query, Grain *out_grain)
{
    bool is_asked = false;
    *out_grain = GRAIN_DAY;
    for (size_t i = 0; i < query->by_count; i++) {
        if (!dimension_is_time(query->by[i]))
            continue;
        Grain grain = dimension_grain(query->by[i]);
        *out_grain = is_asked && *out_grain < grain ? *out_grain : grain;
        is_asked = true;
    }
    return is_asked;
}
