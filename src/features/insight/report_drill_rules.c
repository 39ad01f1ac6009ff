#include "insight/report_drill_rules.h"

static const DrillField response_drills[] = {
    {BY_STAGE, "stage"},
    {BY_VALUE_STAGE, "value_stage"},
    {BY_RELATIONSHIP, "relationship"},
    {BY_CHANNEL, "channel"},
    {BY_TOUCHPOINT, "touchpoint"},
    {BY_ASPECT, "aspect"},
    {BY_SOURCE, "customer.source"},
    {BY_COUNTRY, "customer.country"},
    {BY_COMPANY, "customer.company_id"},
    {BY_TOPIC, "ticket.topic"},
    {BY_TEAM, "ticket.team_id"},
    {BY_AGENT, "ticket.agent_id"},
    {BY_PRODUCT, "ticket.product_id"},
    {BY_PRIORITY, "ticket.priority"},
    {BY_TYPE, "ticket.type"},
};
static const DrillField ticket_drills[] = {
    {BY_STAGE, "stage"},
    {BY_VALUE_STAGE, "value_stage"},
    {BY_RELATIONSHIP, "relationship"},
    {BY_CHANNEL, "channel"},
    {BY_TOPIC, "topic"},
    {BY_SOURCE, "customer.source"},
    {BY_COUNTRY, "customer.country"},
    {BY_TEAM, "team_id"},
    {BY_AGENT, "agent_id"},
    {BY_COMPANY, "company_id"},
    {BY_PRODUCT, "product_id"},
    {BY_PRIORITY, "priority"},
    {BY_TYPE, "type"},
    {BY_STATUS, "status"},
    {BY_TAG, "tags"},
};
static const DrillField order_drills[] = {
    {BY_CHANNEL, "channel"},
    {BY_SOURCE, "customer.source"},
    {BY_COUNTRY, "customer.country"},
    {BY_STATUS, "status"},
};
static const DrillField customer_drills[] = {
    {BY_CHANNEL, "preferred_channel"},
    {BY_SOURCE, "source"},
    {BY_COUNTRY, "country"},
    {BY_COMPANY, "company_id"},
};
#define FIELDS(array) .fields = (array), .field_count = sizeof(array) / sizeof((array)[0])

#define LEAF(field, op) ",{\"field\":\"" field "\",\"op\":\"" op "\"}"
#define LEAF_TEXT(field, op, value) ",{\"field\":\"" field "\",\"op\":\"" op "\",\"value\":\"" value "\"}"
#define LEAF_JSON(field, op, value) ",{\"field\":\"" field "\",\"op\":\"" op "\",\"value\":" value "}"
#define NOT_MERGED LEAF("merged_into", "absent")
#define COUNTED LEAF_JSON("is_spam", "is", "false") LEAF("deleted_at", "absent") /* ticket_source.only */
#define ANSWERED(kind) LEAF_TEXT("kind", "is", kind) LEAF("score", "present")
#define SETTLED_ONCE                                                                                                   \
    ",{\"any\":[{\"field\":\"solved_at\",\"op\":\"present\"}" LEAF("closed_at", "present")                             \
        LEAF_JSON("reopens", ">", "0") LEAF_JSON("status", "in", "[\"solved\",\"closed\"]") "]}"

static const DrillRule drill_rules[] = {
    {.metric = "nps",
     .entity = "responses",
     .time = "answered_at",
     .leaves = ANSWERED("nps"),
     FIELDS(response_drills),
     .parts = {{"n", ""},
               {"promoters", LEAF_JSON("score", ">=", "9")},
               {"passives", LEAF_JSON("score", ">=", "7") LEAF_JSON("score", "<", "9")},
               {"detractors", LEAF_JSON("score", "<", "7")}}},
    {.metric = "csat",
     .entity = "responses",
     .time = "answered_at",
     .leaves = ANSWERED("csat"),
     FIELDS(response_drills),
     .parts = {{"n", ""}}},
    {.metric = "ces",
     .entity = "responses",
     .time = "answered_at",
     .leaves = ANSWERED("ces"),
     FIELDS(response_drills),
     .parts = {{"n", ""}}},
    {.metric = "frt",
     .entity = "tickets",
     .time = "created_at",
     .leaves = COUNTED NOT_MERGED LEAF("first_reply_at", "present"),
     FIELDS(ticket_drills),
     .parts = {{"n", ""}}},
    {.metric = "ttr",
     .entity = "tickets",
     .time = "solved_at",
     .leaves = COUNTED NOT_MERGED LEAF("solved_at", "present"),
     FIELDS(ticket_drills),
     .parts = {{"n", ""}}},
    {.metric = "fcr",
     .entity = "tickets",
     .time = "solved_at",
     .leaves = COUNTED NOT_MERGED LEAF("solved_at", "present"),
     FIELDS(ticket_drills),
     .parts = {{"n", ""}, {"first", LEAF_JSON("replies", "is", "1") LEAF_JSON("reopens", "is", "0")}}},
    {.metric = "effort",
     .entity = "tickets",
     .time = "solved_at",
     .leaves = COUNTED NOT_MERGED LEAF("solved_at", "present"),
     FIELDS(ticket_drills),
     .parts = {{"n", ""}}},
    {.metric = "volume",
     .entity = "tickets",
     .time = "created_at",
     .leaves = COUNTED LEAF("created_at", "present"),
     FIELDS(ticket_drills),
     .parts = {{"n", ""}}},
    {.metric = "reopen",
     .entity = "tickets",
     .time = "created_at",
     .leaves = COUNTED NOT_MERGED SETTLED_ONCE,
     FIELDS(ticket_drills),
     .parts = {{"n", ""}, {"reopened", LEAF_JSON("reopens", ">", "0")}}},
    {.metric = "sales_growth",
     .entity = "orders",
     .time = "ordered_at",
     .leaves = LEAF_JSON("status", "not_in", "[\"cancelled\",\"returned\"]") LEAF("base_total", "present"),
     FIELDS(order_drills),
     .parts = {{"n", ""}}},
    {.metric = "backlog",
     .entity = "tickets",
     .leaves = COUNTED NOT_MERGED,
     FIELDS(ticket_drills),
     .parts = {{"n", ""}}},
    {.metric = "stage", .entity = "customers", .leaves = "", FIELDS(customer_drills), .parts = {{"n", ""}}},
};

const DrillRule *drill_rule_of(const ReportQuery *query)
{
    for (size_t i = 0; i < sizeof(drill_rules) / sizeof(drill_rules[0]); i++)
        if (text_is(text_of(query->metric->name), drill_rules[i].metric))
            return &drill_rules[i];
    return NULL;
}
