/* Where customers stand on a ladder now, and how they travel it: who entered, left and went on, from where to where, and
 * how long it takes. Read from the stays, which say the same as the events. */
#include <math.h>
#include <stdlib.h>

#include "desk/customer_stages.h"
#include "insight/report_drill.h"
#include "insight/report_families.h"
#include "insight/report_source.h"
#include "insight/statistics.h"

#define STAGES_MAX 8
#define NO_STAGE STAGES_MAX

/* How long stays lasted: how many of each length in tenths of a day, so that the median of a million stays needs no more
 * memory than that of the lengths there are. */
typedef struct StayLength {
    int64_t tenths;
    int64_t count;
} StayLength;
typedef struct StayLengths {
    StayLength *list;
    size_t count;
    size_t capacity;
} StayLengths;

typedef struct StageSums {
    int64_t now;
    int64_t everybody;
    int64_t entered;
    int64_t left;
    int64_t converted;
    int64_t ended; /* stays that ended, for the mean */
    double ended_days;
    StayLengths lengths; /* of the same stays */
} StageSums;

typedef struct StageScan {
    Work *work;
    const ReportQuery *query;
    const char *const *names; /* of the ladder, in its order */
    size_t name_count;
    int64_t at; /* the first instant after the moment looked at */
    Groups groups;
    StageSums total;
    double moves[STAGES_MAX][STAGES_MAX];
} StageScan;

static const char *const *ladder_names(Dimension ladder)
{
    if (ladder == BY_VALUE_STAGE)
        return value_stage_names;
    return ladder == BY_RELATIONSHIP ? relationship_names : stage_names;
}

static size_t stage_place(const StageScan *stage, Text name)
{
    int place = choice_index(stage->names, name);
    return place < 0 || place >= STAGES_MAX ? NO_STAGE : (size_t)place;
}

static void set_ladder(const ReportQuery *query, GroupValue *by, Text name)
{
    for (size_t i = 0; i < query->by_count; i++)
        if (query->by[i] == query->ladder)
            by[i] = (GroupValue){.text = name, .is_null = name.length == 0};
}

/* Those never judged are prospects in discovery, without a value stage. */
static Text unjudged(Dimension ladder)
{
    if (ladder == BY_VALUE_STAGE)
        return TEXT_NONE;
    return ladder == BY_RELATIONSHIP ? TEXT("prospect") : TEXT("discovery");
}

/* ---- now ---- */

/* The stay that had begun before the moment and had not ended by then. */
static void join_stay(const StageScan *stage, SqlBuilder *builder)
{
    Buffer *joins = &builder->joins;
    buffer_add_string(joins, " LEFT JOIN stage_stays s ON s.customer_id = c.id AND s.ladder = ");
    sql_bind(builder, joins, db_string(dimension_name(stage->query->ladder)));
    buffer_add_string(joins, " AND s.entered_at < ");
    sql_bind(builder, joins, db_int(stage->at));
    buffer_add_string(joins, " AND (s.left_at IS NULL OR s.left_at >= ");
    sql_bind(builder, joins, db_int(stage->at));
    buffer_add_byte(joins, ')');
}

static Result count_now(StageScan *stage)
{
    Scan scan;
    TRY(scan_begin(stage->work, stage->query, &customer_source, NULL, NULL, &scan));
    join_stay(stage, &scan.builder);
    scan_where(&scan, "c.merged_into IS NULL AND c.created_at < ");
    sql_bind(&scan.builder, &scan.builder.where, db_int(stage->at));
    WITH_CURSOR cursor = {0};
    TRY(scan_query(&scan, "s.stage, COUNT(*)", 1, NULL, &cursor));
    int first = (int)scan.column_count;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        bool is_judged = !db_is_null(&cursor, first);
        if (!is_judged && stage->query->ladder == BY_VALUE_STAGE)
            continue; /* never bought */
        GroupValue by[DIMENSIONS_MAX];
        scan_values(&scan, &cursor, by);
        set_ladder(stage->query, by, is_judged ? db_column_text(&cursor, first) : unjudged(stage->query->ladder));
        Group *group;
        TRY(groups_find(&stage->groups, by, &group));
        int64_t count = db_column_int(&cursor, first + 1);
        ((StageSums *)group->sums)->now += count;
        stage->total.now += count;
    }
}

/* ---- moves ---- */

typedef struct MoveRow {
    int64_t count;
    double days;
    int64_t tenths; /* each */
    Text stage;
    Text next;
    bool has_next;
} MoveRow;

static void join_stays(const StageScan *stage, SqlBuilder *builder)
{
    buffer_add_string(&builder->joins, " JOIN stage_stays s ON s.customer_id = c.id AND s.ladder = ");
    sql_bind(builder, &builder->joins, db_string(dimension_name(stage->query->ladder)));
}

static Result moves_scan(StageScan *stage, const char *time, const char *measures, int group_count,
                         Result (*take)(StageScan *stage, const GroupValue *by, const MoveRow *row))
{
    const ReportWindow *window = &stage->query->window;
    Scan scan;
    TRY(scan_begin(stage->work, stage->query, &customer_source, NULL, NULL, &scan));
    join_stays(stage, &scan.builder);
    Buffer *where = &scan.builder.where;
    buffer_addf(where, " AND %s < ", time);
    sql_bind(&scan.builder, where, db_int(window->has_to ? window->to : stage->at));
    if (window->has_from) {
        buffer_addf(where, " AND %s >= ", time);
        sql_bind(&scan.builder, where, db_int(window->from));
    }
    WITH_CURSOR cursor = {0};
    TRY(scan_query(&scan, measures, group_count, NULL, &cursor));
    int first = (int)scan.column_count;
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        GroupValue by[DIMENSIONS_MAX];
        scan_values(&scan, &cursor, by);
        MoveRow row = {.stage = db_column_text(&cursor, first),
                       .next = db_column_text(&cursor, first + 1),
                       .has_next = !db_is_null(&cursor, first + 1),
                       .tenths = db_column_int(&cursor, first + 2),
                       .count = db_column_int(&cursor, first + 3),
                       .days = db_column_real(&cursor, first + 4)};
        set_ladder(stage->query, by, row.stage);
        TRY(take(stage, by, &row));
    }
}

static Result take_entered(StageScan *stage, const GroupValue *by, const MoveRow *row)
{
    Group *group;
    TRY(groups_find(&stage->groups, by, &group));
    ((StageSums *)group->sums)->entered += row->count;
    stage->total.entered += row->count;
    return done();
}

static void lengths_add(Arena *arena, StayLengths *lengths, StayLength length)
{
    if (lengths->count == lengths->capacity) {
        size_t capacity = lengths->capacity ? lengths->capacity * 2 : 32;
        StayLength *list = ARENA_ARRAY(arena, StayLength, capacity);
        if (lengths->count > 0)
            memcpy(list, lengths->list, lengths->count * sizeof list[0]);
        lengths->list = list;
        lengths->capacity = capacity;
    }
    lengths->list[lengths->count++] = length;
}

static int compare_lengths(const void *a, const void *b)
{
    int64_t left = ((const StayLength *)a)->tenths;
    int64_t right = ((const StayLength *)b)->tenths;
    return (left > right) - (left < right);
}

/* The length at a place in their order; lengths are sorted and cover it. */
static int64_t length_at(const StayLengths *lengths, int64_t place)
{
    for (size_t i = 0; i < lengths->count; i++) {
        place -= lengths->list[i].count;
        if (place < 0)
            return lengths->list[i].tenths;
    }
    return 0;
}

static double median_days(StayLengths *lengths, int64_t stays)
{
    if (stays == 0)
        return NO_VALUE;
    qsort(lengths->list, lengths->count, sizeof lengths->list[0], compare_lengths);
    const double tenths_per_day = 10;
    int64_t low = length_at(lengths, (stays - 1) / 2);
    int64_t high = length_at(lengths, stays / 2);
    return (double)(low + high) / 2 / tenths_per_day;
}

static void sums_leave(Arena *arena, StageSums *sums, const MoveRow *row, bool is_forward)
{
    lengths_add(arena, &sums->lengths, (StayLength){row->tenths, row->count});
    sums->left += row->count;
    sums->converted += is_forward ? row->count : 0;
    sums->ended += row->count;
    sums->ended_days += row->days;
}

static Result take_left(StageScan *stage, const GroupValue *by, const MoveRow *row)
{
    size_t from = stage_place(stage, row->stage);
    size_t to = row->has_next ? stage_place(stage, row->next) : NO_STAGE;
    bool is_known = from != NO_STAGE && to != NO_STAGE;
    if (is_known)
        stage->moves[from][to] += (double)row->count;
    Group *group;
    TRY(groups_find(&stage->groups, by, &group));
    sums_leave(stage->work->arena, group->sums, row, is_known && to > from);
    sums_leave(stage->work->arena, &stage->total, row, is_known && to > from);
    return done();
}

/* ---- the whole cycle ---- */

typedef struct Cycle {
    int64_t count;
    double days;
} Cycle;

/* Days from the first stay of all to the first stay on the last rung, of those who reached it in the window. */
static Result cycle_scan(StageScan *stage, const char *last, Cycle *out)
{
    const ReportWindow *window = &stage->query->window;
    int64_t from = window->has_from ? window->from : TIME_MS_MIN;
    int64_t to = window->has_to ? window->to : stage->at;
    ReportQuery all = *stage->query;
    all.by_count = 0;
    Scan scan;
    TRY(scan_begin(stage->work, &all, &customer_source, NULL, NULL, &scan));
    join_stays(stage, &scan.builder);
    const char *measures = arena_printf(
        stage->work->arena, "c.id, MIN(s.entered_at), MIN(CASE WHEN s.stage = '%s' THEN s.entered_at END)", last);
    WITH_CURSOR cursor = {0};
    TRY(scan_query(&scan, measures, 1, NULL, &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        int64_t reached = db_column_int(&cursor, 2);
        if (db_is_null(&cursor, 2) || reached < from || reached >= to)
            continue;
        out->count++;
        out->days += (double)(reached - db_column_int(&cursor, 1)) / (double)DAY_MS;
    }
}

static Result cycle_facts(StageScan *stage, Report *report)
{
    const char *last = stage->names[stage->name_count - 1];
    Cycle cycle = {0};
    TRY(cycle_scan(stage, last, &cycle));
    Json *json = &report->fact;
    json_name(json, "cycle");
    json_object(json);
    json_put_string(json, "to", last);
    json_put_int(json, "n", cycle.count);
    if (cycle.count > 0)
        json_put_real(json, "mean_days", cycle.days / (double)cycle.count);
    else
        json_put_null(json, "mean_days");
    json_end_object(json);
    return done();
}

static void matrix_write(const StageScan *stage, Report *report)
{
    Json *json = &report->fact;
    report->matrix = ARENA_NEW(report->arena, ReportMatrix);
    report->matrix->names = ARENA_ARRAY(report->arena, Text, stage->name_count);
    report->matrix->values = ARENA_ARRAY(report->arena, double, stage->name_count * stage->name_count);
    report->matrix->count = stage->name_count;
    json_name(json, "transitions");
    json_list(json);
    for (size_t from = 0; from < stage->name_count; from++) {
        report->matrix->names[from] = text_of(stage->names[from]);
        double all = sum_of(stage->moves[from], stage->name_count);
        for (size_t to = 0; to < stage->name_count; to++) {
            double moves = stage->moves[from][to];
            report->matrix->values[from * stage->name_count + to] = moves;
            if (!(moves > 0))
                continue;
            json_object(json);
            json_put_string(json, "from", stage->names[from]);
            json_put_string(json, "to", stage->names[to]);
            json_put_int(json, "count", (int64_t)moves);
            json_put_real(json, "share", 100 * moves / all);
            if (report->query->has_drills)
                report_write_move_drill(report, stage->names[from], stage->names[to], json);
            json_end_object(json);
        }
    }
    json_end_list(json);
}

static void stage_finish(const ReportQuery *query, void *from, double *values)
{
    (void)query;
    StageSums *sums = from;
    values[STAGE_VALUE] = values[STAGE_N] = (double)sums->now;
    values[STAGE_SHARE] = share_percent(sums->now, sums->everybody);
    values[STAGE_ENTERED] = (double)sums->entered;
    values[STAGE_LEFT] = (double)sums->left;
    values[STAGE_FORWARD] = (double)sums->converted;
    values[STAGE_RATE] = share_percent(sums->converted, sums->left);
    if (sums->ended > 0)
        values[STAGE_MEAN_DAYS] = sums->ended_days / (double)sums->ended;
    values[STAGE_MEDIAN_DAYS] = median_days(&sums->lengths, sums->ended);
}

#define STAY_DAYS "SUM(CAST(s.left_at - s.entered_at AS DOUBLE PRECISION)) / 86400000.0"
#define STAY_TENTHS "(s.left_at - s.entered_at) / 8640000"
/* stage, next stage, tenths of a day each; count, days in all */
#define ENTERED_MEASURES "s.stage, NULL, CAST(0 AS BIGINT), COUNT(*), CAST(0 AS DOUBLE PRECISION)"
#define LEFT_MEASURES "s.stage, s.next_stage, " STAY_TENTHS ", COUNT(*), " STAY_DAYS

Result report_stage(Work *work, const ReportQuery *query, Report *report)
{
    StageScan stage = {.work = work, .query = query, .names = ladder_names(query->ladder)};
    while (stage.names[stage.name_count] != NULL && stage.name_count < STAGES_MAX)
        stage.name_count++;
    stage.at = report_moment(query);
    stage.groups = groups_new(work->arena, query->by_count, sizeof(StageSums));
    TRY(count_now(&stage));
    TRY(moves_scan(&stage, "s.entered_at", ENTERED_MEASURES, 1, take_entered));
    TRY(moves_scan(&stage, "s.left_at", LEFT_MEASURES, 3, take_left));
    stage.total.everybody = stage.total.now;
    for (size_t i = 0; i < stage.groups.count; i++)
        ((StageSums *)stage.groups.list[i]->sums)->everybody = stage.total.now;
    report_fill(report, &stage.groups, &stage.total, stage_finish);
    json_put_string(&report->fact, "ladder", dimension_name(query->ladder));
    json_put_time(&report->fact, "at", stage.at);
    matrix_write(&stage, report);
    return cycle_facts(&stage, report);
}
