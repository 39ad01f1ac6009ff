#include "insight/report_api.h"

#include "insight/report.h"

#define SHEET_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static Result reports_list(Work *work, const Request *request, Answer *answer)
{
    (void)work;
    (void)request;
    Json *json = &answer->json;
    json_object(json);
    json_name(json, "data");
    report_write_catalogue(json);
    json_end_object(json);
    return done();
}

static ReportWords words_of(const Request *request)
{
    return (ReportWords){
        .metric = request->words[0],
        .by = request_query(request, "by"),
        .from = request_query(request, "from"),
        .to = request_query(request, "to"),
        .at = request_query(request, "at"),
        .filter = request_query(request, "filter"),
        .compare = request_query(request, "compare"),
        .unit = request_query(request, "unit"),
        .average = request_query(request, "average"),
        .top = request_query(request, "top"),
        .ladder = request_query(request, "ladder"),
        .drill = request_query(request, "drill"),
    };
}

static void name_download(Work *work, const Report *report, const char *ending, Answer *answer)
{
    answer_header(answer, "Content-Disposition",
                  text_format(work->arena, "attachment; filename=\"%s.%s\"", report->query->metric->name, ending));
}

static Result report_show(Work *work, const Request *request, Answer *answer)
{
    ReportWords words = words_of(request);
    Text format = request_query(request, "format");
    bool is_csv = text_is(format, "csv");
    bool is_sheet = text_is(format, "xlsx");
    if (!text_is_empty(format) && !is_csv && !is_sheet && !text_is(format, "json"))
        return work_fault(work, TEXT("format"), "wrong_type", "format is one of: json, csv, xlsx.");
    ReportQuery query;
    TRY(report_query_read(work, &words, &query));
    Report report;
    TRY(report_run(work, &query, &report));
    if (is_csv) {
        answer->content_type = "text/csv; charset=utf-8";
        name_download(work, &report, "csv", answer);
        report_write_csv(&report, &answer->body);
    } else if (is_sheet) {
        Text bytes;
        TRY(report_write_xlsx(&report, work->actor.language, &bytes));
        answer->content_type = SHEET_TYPE;
        name_download(work, &report, "xlsx", answer);
        buffer_add_text(&answer->body, bytes);
    } else {
        report_write_json(&report, &answer->json);
    }
    return done();
}

static const RouteParameter report_parameters[] = {
    {"by", "string", "Dimensions to cut by, separated by commas."},
    {"from", "string", "First day or instant of the window."},
    {"to", "string", "Last day of the window (it belongs to it), or the instant before which it ends."},
    {"at", "string", "The moment, for what is true at one: a day means its close."},
    {"filter", "string", "The filter language, as JSON, over what the report counts."},
    {"compare", "string", "previous: the period just before; year: the same a year before."},
    {"unit", "string", "Of durations: hours, business_hours, days or business_days."},
    {"average", "string", "Of churn: month_ends, start_end or daily."},
    {"top", "integer", "Of csat: how many of the highest boxes count; 2 without."},
    {"ladder", "string", "Of the stage report: stage, value_stage or relationship."},
    {"drill", "string", "true: each figure says which list it counts, as entity and filter."},
    {"format", "string", "json, csv or xlsx."},
};

#define ROW_SCHEMA                                                                                                     \
    "{\"type\":\"object\",\"required\":[\"value\",\"n\"],\"properties\":{\"value\":{\"type\":[\"number\",\"null\"]},"  \
    "\"n\":{\"type\":[\"number\",\"null\"]},\"low\":{\"type\":[\"number\",\"null\"]},"                                 \
    "\"high\":{\"type\":[\"number\",\"null\"]},\"mean\":{\"type\":[\"number\",\"null\"]},"                             \
    "\"median\":{\"type\":[\"number\",\"null\"]},\"p90\":{\"type\":[\"number\",\"null\"]},"                            \
    "\"compare\":{\"type\":\"object\"},\"drills\":{\"type\":\"object\"},\"counts\":{\"type\":\"array\"},\"shares\":{\"type\":\"array\"}}}"
static const char report_schema[] =
    "{\"type\":\"object\",\"required\":[\"metric\",\"unit\",\"from\",\"to\",\"as_of\",\"groups\",\"total\"],"
    "\"properties\":{\"metric\":{\"type\":\"string\"},\"unit\":{\"type\":\"string\"},"
    "\"currency\":{\"type\":\"string\"},\"from\":{\"type\":[\"string\",\"null\"]},"
    "\"to\":{\"type\":[\"string\",\"null\"]},\"time_zone\":{\"type\":\"string\"},"
    "\"as_of\":{\"type\":\"string\",\"format\":\"date-time\"},\"groups\":{\"type\":\"array\",\"items\":" ROW_SCHEMA
    "},\"total\":" ROW_SCHEMA "}}";
static const char catalogue_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\"],\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":"
    "\"object\",\"required\":[\"metric\",\"unit\",\"by\",\"columns\",\"about\",\"formula\"],\"properties\":{"
    "\"metric\":{\"type\":\"string\"},\"unit\":{\"type\":\"string\"},\"by\":{\"type\":\"array\",\"items\":{\"type\":"
    "\"string\"}},\"columns\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"about\":{\"type\":\"string\"},"
    "\"formula\":{\"type\":\"string\"}}}}}}";

const Route insight_routes[] = {
    {.method = "GET",
     .path = "/api/v1/reports",
     .runs = RUNS_READ,
     .handle = reports_list,
     .gives = SHAPE_SCHEMA,
     .gives_schema = catalogue_schema,
     .about = "Lists the reports: what each means, its columns and what it can be cut by."},
    {.method = "GET",
     .path = "/api/v1/reports/{metric}",
     .runs = RUNS_SLOW,
     .handle = report_show,
     .gives = SHAPE_SCHEMA,
     .gives_schema = report_schema,
     .parameters = report_parameters,
     .parameter_count = sizeof(report_parameters) / sizeof(report_parameters[0]),
     .about = "One report over a window, cut by dimensions; a group without data has a null value, never 0."},
    {0},
};
