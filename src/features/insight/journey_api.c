#include "insight/journey_api.h"

#include "insight/report.h"
#include "insight/threshold.h"
#include "people/customer.h"

static ReportWords words_of(const Request *request, const char *metric)
{
    return (ReportWords){
        .metric = text_of(metric),
        .by = request->words[0],
        .from = request_query(request, "from"),
        .to = request_query(request, "to"),
        .drill = TEXT("true"),
    };
}

static Result report_put(Work *work, const ReportWords *words, const char *name, Json *json)
{
    ReportQuery query;
    Report report;
    TRY(report_query_read(work, words, &query));
    TRY(report_run(work, &query, &report));
    json_name(json, name);
    report_write_json(&report, json);
    return done();
}

static Result ladder_check(Text ladder)
{
    static const char *const ladders[] = {"stage", "value_stage", "relationship", NULL};
    return choice_index(ladders, ladder) >= 0
               ? done()
               : fail(FAULT_NOT_FOUND, "There is no such ladder: stage, value_stage or relationship.");
}

static Result metric_find(Work *work, Text name, const ReportMetric **out_metric)
{
    *out_metric = report_metric_named(name);
    bool is_by_stage = *out_metric && ((*out_metric)->by & BY_LADDERS) == BY_LADDERS;
    if (is_by_stage && !text_is(name, "stage"))
        return done();
    return work_fault(work, TEXT("metric"), "unknown_choice", "This is no metric that is cut by stage.");
}

static Result journey_show(Work *work, const Request *request, Answer *answer)
{
    const ReportMetric *metric;
    Text name = request_query(request, "metric");
    name = text_is_empty(name) ? TEXT("nps") : name;
    TRY(ladder_check(request->words[0]));
    TRY(metric_find(work, name, &metric));
    Json *json = &answer->json;
    json_object(json);
    json_put_text(json, "ladder", request->words[0]);
    ReportWords words = words_of(request, "stage");
    TRY(report_put(work, &words, "stages", json));
    words = words_of(request, metric->name);
    words.compare = text_is_empty(words.from) ? TEXT_NONE : request_query(request, "compare");
    TRY(report_put(work, &words, "metric", json));
    json_name(json, "thresholds");
    TRY(thresholds_write(work, metric->name, text_string(work->arena, request->words[0]), json));
    json_end_object(json);
    return done();
}

static const RouteParameter journey_parameters[] = {
    {"metric", "string", "A metric that is cut by stage; nps without."},
    {"from", "string", "First day or instant of the window of passages and of the metric."},
    {"to", "string", "Last day of the window (it belongs to it), or the instant before which it ends."},
    {"compare", "string", "Of the metric: previous or year."},
};
static const char journey_schema[] =
    "{\"type\":\"object\",\"required\":[\"ladder\",\"stages\",\"metric\",\"thresholds\"],\"properties\":{"
    "\"ladder\":{\"type\":\"string\"},\"stages\":{\"type\":\"object\"},\"metric\":{\"type\":\"object\"},"
    "\"thresholds\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}";

const Route journey_routes[] = {
    {.method = "GET",
     .path = "/api/v1/journey/{ladder}",
     .entity = &customer_entity,
     .right = RIGHT_READ,
     .runs = RUNS_SLOW,
     .handle = journey_show,
     .gives = SHAPE_SCHEMA,
     .gives_schema = journey_schema,
     .parameters = journey_parameters,
     .parameter_count = sizeof(journey_parameters) / sizeof(journey_parameters[0]),
     .about =
         "The journey board's head: the stage report and one metric by stage, as reports write them, and its bands."},
    {0},
};
