#include "insight/report_drill.h"

#include "insight/report_drill_rules.h"

/* ---- leaves ---- */

static void leaf_begin(Json *json, const char *prefix, const char *field, const char *op)
{
    json_object(json);
    Buffer path = buffer_new(json->out->arena, 400);
    buffer_addf(&path, "%s%s", prefix, field);
    json_name(json, "field");
    json_text(json, buffer_text(&path));
    json_put_string(json, "op", op);
}

static void leaf_text(Json *json, const char *prefix, const char *field, const char *op, Text value)
{
    leaf_begin(json, prefix, field, op);
    json_put_text(json, "value", value);
    json_end_object(json);
}

static void leaf_time(Json *json, const char *prefix, const char *field, const char *op, int64_t at)
{
    leaf_begin(json, prefix, field, op);
    json_put_time(json, "value", at);
    json_end_object(json);
}

static void leaf_bare(Json *json, const char *prefix, const char *field, const char *op)
{
    leaf_begin(json, prefix, field, op);
    json_end_object(json);
}

/* Our own leaves, which begin with a comma: the writer places it. */
static void leaves_add(Json *json, const char *leaves)
{
    if (leaves[0] == ',')
        json_raw(json, text_of(leaves + 1));
}

static void leaf_value(Json *json, const char *prefix, const char *field, const GroupValue *value)
{
    if (value->is_null) {
        leaf_bare(json, prefix, field, "absent");
        return;
    }
    leaf_begin(json, prefix, field, "is");
    if (value->is_id)
        json_put_int(json, "value", value->id);
    else
        json_put_text(json, "value", value->text);
    json_end_object(json);
}

/* Records of a record ("some") cannot be reached by a path. */
static bool has_some(const JsonValue *filter)
{
    if (filter->kind == JSON_LIST) {
        for (size_t i = 0; i < filter->list.count; i++)
            if (has_some(&filter->list.items[i]))
                return true;
        return false;
    }
    if (filter->kind != JSON_OBJECT)
        return false;
    static const char *const branches[] = {"all", "any", "none"};
    for (size_t i = 0; i < sizeof(branches) / sizeof(branches[0]); i++) {
        const JsonValue *parts = json_member(filter, branches[i]);
        if (parts && has_some(parts))
            return true;
    }
    return json_member(filter, "some") != NULL;
}

static void write_below(const JsonValue *value, const char *prefix, Json *json)
{
    if (value->kind == JSON_LIST) {
        json_list(json);
        for (size_t i = 0; i < value->list.count; i++)
            write_below(&value->list.items[i], prefix, json);
        json_end_list(json);
        return;
    }
    if (value->kind != JSON_OBJECT) {
        json_value(json, value);
        return;
    }
    json_object(json);
    for (size_t i = 0; i < value->object.count; i++) {
        const JsonMember *member = &value->object.members[i];
        json_name_text(json, member->name);
        if (text_is(member->name, "field") && member->value->kind == JSON_TEXT)
            json_text(json,
                      text_format(json->out->arena, "%s%.*s", prefix, TEXT_ARG(text_cut(member->value->text, 200))));
        else if (text_is(member->name, "value"))
            json_value(json, member->value);
        else
            write_below(member->value, prefix, json);
    }
    json_end_object(json);
}

bool filter_write_below(const JsonValue *filter, const char *prefix, Json *json)
{
    if (has_some(filter))
        return false;
    write_below(filter, prefix, json);
    return true;
}

/* ---- when ---- */

int64_t report_moment(const ReportQuery *query)
{
    return query->has_at ? query->at : query->window.has_to ? query->window.to : query->now + 1;
}

/* The window of a row: that of the question, and within it the periods that it is cut by. False when a period has a name
 * that is none. */
static bool row_window(const ReportQuery *query, const ReportRow *row, bool is_total, ReportWindow *out)
{
    *out = query->window;
    for (size_t i = 0; i < query->by_count && !is_total; i++) {
        if (!dimension_is_time(query->by[i]))
            continue;
        Grain grain = dimension_grain(query->by[i]);
        int64_t first;
        if (row->by[i].is_null || !period_read(grain, row->by[i].text, &first))
            return false;
        int64_t from = zone_day_start(query->zone, first);
        int64_t to = zone_day_start(query->zone, period_add(grain, first, 1));
        if (!out->has_from || from > out->from)
            out->from = from;
        if (!out->has_to || to < out->to)
            out->to = to;
        out->has_from = out->has_to = true;
    }
    return true;
}

static void window_leaves(Json *json, const char *prefix, const char *field, const ReportWindow *window)
{
    if (window->has_from)
        leaf_time(json, prefix, field, ">=", window->from);
    if (window->has_to)
        leaf_time(json, prefix, field, "<", window->to);
}

/* ---- what is true at a moment ---- */

/* Open at an instant: as report_backlog counts it. */
static void open_leaves(const ReportQuery *query, const ReportWindow *window, Json *json)
{
    int64_t at = query->has_at ? query->at : query->now;
    if (window->has_to && (!query->has_at || window->to < at))
        at = window->to;
    leaf_time(json, "", "created_at", "<", at < query->now ? at : query->now + 1);
    if (at >= query->now) {
        json_raw(json,
                 TEXT("{\"field\":\"status\",\"op\":\"in\",\"value\":[\"new\",\"open\",\"pending\",\"on_hold\"]}"));
        return;
    }
    static const char *const settled[] = {"solved_at", "closed_at", "updated_at"};
    json_object(json);
    json_name(json, "any");
    json_list(json);
    json_raw(json, TEXT("{\"field\":\"status\",\"op\":\"not_in\",\"value\":[\"solved\",\"closed\"]}"));
    for (size_t i = 0; i < sizeof(settled) / sizeof(settled[0]); i++) {
        json_object(json);
        json_name(json, "all");
        json_list(json);
        for (size_t k = 0; k < i; k++)
            leaf_bare(json, "", settled[k], "absent");
        leaf_time(json, "", settled[i], ">=", at);
        json_end_list(json);
        json_end_object(json);
    }
    json_end_list(json);
    json_end_object(json);
}

/* A stay that had begun by an instant and either runs on or ended after it. Two lists instead of one with a choice
 * inside: filters nest five deep at most. */
static void stay_at(Json *json, const char *ladder, const char *op, const GroupValue *stage, int64_t at, bool runs_on)
{
    json_object(json);
    json_put_string(json, "some", "stage_stays");
    json_name(json, "where");
    json_object(json);
    json_name(json, "all");
    json_list(json);
    leaf_text(json, "", "ladder", "is", text_of(ladder));
    if (stage)
        leaf_text(json, "", "stage", op, stage->text);
    leaf_time(json, "", "entered_at", "<", at);
    if (runs_on)
        leaf_bare(json, "", "left_at", "absent");
    else
        leaf_time(json, "", "left_at", ">=", at);
    json_end_list(json);
    json_end_object(json);
    json_end_object(json);
}

static bool is_unjudged(Dimension ladder, Text stage)
{
    return ladder == BY_RELATIONSHIP ? text_is(stage, "prospect") : ladder == BY_STAGE && text_is(stage, "discovery");
}

/* Who stands on a stage: now as lists say it, at an earlier moment by the stays. Those never judged are where beginners
 * are. */
static void standing_leaves(const ReportQuery *query, const ReportRow *row, bool is_total, Json *json)
{
    const char *ladder = dimension_name(query->ladder);
    int64_t at = report_moment(query);
    bool is_now = at > query->now;
    const GroupValue *stage = NULL;
    for (size_t i = 0; i < query->by_count && !is_total; i++)
        if (query->by[i] == query->ladder)
            stage = &row->by[i];
    if (!is_now)
        leaf_time(json, "", "created_at", "<", at);
    if (stage == NULL && query->ladder != BY_VALUE_STAGE)
        return;
    if (stage == NULL && is_now) {
        leaf_bare(json, "", ladder, "present");
        return;
    }
    bool is_first = stage && is_unjudged(query->ladder, stage->text);
    json_object(json);
    json_name(json, is_first && !is_now ? "none" : "any");
    json_list(json);
    if (is_now) {
        leaf_value(json, "", ladder, stage);
        if (is_first)
            leaf_bare(json, "", ladder, "absent");
    } else {
        const char *op = is_first ? "is_not" : "is";
        stay_at(json, ladder, op, stage, at, true);
        stay_at(json, ladder, op, stage, at, false);
    }
    json_end_list(json);
    json_end_object(json);
}

/* ---- rows ---- */

static bool has_field(const DrillRule *rule, const ReportQuery *query, Dimension dimension)
{
    if (dimension_is_time(dimension) || (text_is(text_of(rule->metric), "stage") && dimension == query->ladder))
        return true;
    for (size_t i = 0; i < rule->field_count; i++)
        if (rule->fields[i].dimension == dimension)
            return true;
    return false;
}

static void dimension_leaves(const DrillRule *rule, const ReportQuery *query, const ReportRow *row, const char *prefix,
                             Json *json)
{
    for (size_t i = 0; i < query->by_count; i++)
        for (size_t k = 0; k < rule->field_count; k++)
            if (rule->fields[k].dimension == query->by[i])
                leaf_value(json, prefix, rule->fields[k].field, &row->by[i]);
}

static void list_begin(Json *json, const char *name, const char *entity)
{
    json_name(json, name);
    json_object(json);
    json_put_string(json, "entity", entity);
    json_name(json, "filter");
    json_object(json);
    json_name(json, "all");
    json_list(json);
}

static void list_end(Json *json)
{
    json_end_list(json);
    json_end_object(json);
    json_end_object(json);
}

static void write_part(const DrillRule *rule, const DrillPart *part, const Report *report, const ReportRow *row,
                       bool is_total, Json *json)
{
    const ReportQuery *query = report->query;
    ReportWindow window;
    if (!row_window(query, row, is_total, &window))
        return;
    list_begin(json, part->column, rule->entity);
    if (query->filter)
        json_value(json, query->filter);
    if (rule->time)
        window_leaves(json, "", rule->time, &window);
    leaves_add(json, rule->leaves);
    leaves_add(json, part->leaves);
    if (!is_total)
        dimension_leaves(rule, query, row, "", json);
    if (text_is(text_of(rule->metric), "backlog"))
        open_leaves(query, &window, json);
    if (text_is(text_of(rule->metric), "stage"))
        standing_leaves(query, row, is_total, json);
    list_end(json);
}

/* Stays that began or ended in the window: the customer's own conditions stand behind "customer.". */
static void stays_begin(const Report *report, const char *name, const char *time, Json *json)
{
    const ReportQuery *query = report->query;
    ReportWindow window = query->window;
    if (!window.has_to) {
        window.has_to = true;
        window.to = report_moment(query);
    }
    list_begin(json, name, "stage_stays");
    if (query->filter)
        write_below(query->filter, "customer.", json);
    leaf_text(json, "", "ladder", "is", text_of(dimension_name(query->ladder)));
    window_leaves(json, "", time, &window);
}

static bool filter_is_sayable_below(const ReportQuery *query)
{
    return query->filter == NULL || !has_some(query->filter);
}

static void write_flow(const DrillRule *rule, const Report *report, const ReportRow *row, bool is_total,
                       const char *column, const char *time, Json *json)
{
    const ReportQuery *query = report->query;
    stays_begin(report, column, time, json);
    for (size_t i = 0; i < query->by_count && !is_total; i++)
        if (query->by[i] == query->ladder)
            leaf_value(json, "", "stage", &row->by[i]);
    if (!is_total)
        dimension_leaves(rule, query, row, "customer.", json);
    list_end(json);
}

/* Who they are, one by one: where no condition says it. */
static void write_members(const ReportRow *row, Json *json)
{
    if (row->members_of == NULL || row->members.is_partial || row->members.count == 0)
        return;
    json_name(json, "drills");
    json_object(json);
    list_begin(json, row->members_of, row->members_entity);
    leaf_begin(json, "", "id", "in");
    json_name(json, "value");
    json_list(json);
    for (size_t i = 0; i < row->members.count; i++)
        json_int(json, row->members.ids[i]);
    json_end_list(json);
    json_end_object(json);
    list_end(json);
    json_end_object(json);
}

void report_write_drills(const Report *report, const ReportRow *row, bool is_total, Json *json)
{
    const ReportQuery *query = report->query;
    write_members(row, json);
    const DrillRule *rule = drill_rule_of(query);
    if (rule == NULL || (text_is(text_of(rule->metric), "sales_growth") && !query->window.has_from))
        return;
    for (size_t i = 0; i < query->by_count && !is_total; i++)
        if (!has_field(rule, query, query->by[i]))
            return;
    json_name(json, "drills");
    json_object(json);
    for (size_t i = 0; i < DRILL_PARTS_MAX && rule->parts[i].column; i++)
        write_part(rule, &rule->parts[i], report, row, is_total, json);
    if (text_is(text_of(rule->metric), "stage") && filter_is_sayable_below(query)) {
        write_flow(rule, report, row, is_total, "entered", "entered_at", json);
        write_flow(rule, report, row, is_total, "left", "left_at", json);
    }
    json_end_object(json);
}

void report_write_move_drill(const Report *report, const char *from, const char *to, Json *json)
{
    if (!filter_is_sayable_below(report->query))
        return;
    stays_begin(report, "drill", "left_at", json);
    leaf_text(json, "", "stage", "is", text_of(from));
    leaf_text(json, "", "next_stage", "is", text_of(to));
    list_end(json);
}
