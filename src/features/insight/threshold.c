#include "insight/threshold.h"

#include "insight/report.h"
#include "lifecycle/lifecycle_judge.h"
#include "people/agent.h"

#define THRESHOLDS_MAX 500

static const Field threshold_fields[] = {
    FIELD(Threshold, id, FIELD_ID),
    FIELD(Threshold, version, FIELD_VERSION),
    FIELD(Threshold, metric, FIELD_TEXT, .is_required = true, .bytes_max = 40, .format = FORMAT_LINE,
          .can = CAN_CREATE | CAN_FILTER, .about = "A metric of the reports; limits are in its unit."),
    FIELD(Threshold, ladder, FIELD_CHOICE, .has_default = true, .choices = ladder_names, .can = CAN_CREATE | CAN_FILTER,
          .about = "Default: stage."),
    FIELD(Threshold, stage, FIELD_TEXT, .bytes_max = 40, .format = FORMAT_LINE, .can = CAN_CREATE | CAN_FILTER,
          .about = "A stage of the ladder; null: all together."),
    FIELD(Threshold, low_limit, FIELD_REAL, .can = CAN_WRITE, .about = "Below it the number is out of its band."),
    FIELD(Threshold, low_warning, FIELD_REAL, .can = CAN_WRITE, .about = "Below it, it comes near."),
    FIELD(Threshold, high_warning, FIELD_REAL, .can = CAN_WRITE, .about = "Above it, it comes near."),
    FIELD(Threshold, high_limit, FIELD_REAL, .can = CAN_WRITE, .about = "Above it the number is out of its band."),
    FIELD(Threshold, owner_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_WRITE | CAN_FILTER,
          .about = "Who answers for it."),
    FIELD(Threshold, note, FIELD_TEXT, .bytes_max = 500, .can = CAN_WRITE, .format = FORMAT_LINE),
    FIELD(Threshold, created_at, FIELD_TIME),
    FIELD(Threshold, updated_at, FIELD_TIME),
};

/* ---- what must hold ---- */

static bool has(const Threshold *threshold, const char *field)
{
    return (threshold->has & entity_bit(&threshold_entity, field)) != 0;
}

/* low_limit <= low_warning <= high_warning <= high_limit, as far as they are there. */
static Result limits_check(Work *work, const Threshold *threshold)
{
    const struct {
        const char *name;
        double value;
    } limits[] = {{"low_limit", threshold->low_limit},
                  {"low_warning", threshold->low_warning},
                  {"high_warning", threshold->high_warning},
                  {"high_limit", threshold->high_limit}};
    const char *last = NULL;
    double least = 0;
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        if (!has(threshold, limits[i].name))
            continue;
        if (last && limits[i].value < least)
            return work_fault(work, text_format(work->arena, "/%s", limits[i].name), "out_of_range",
                              "%s must not be less than %s.", limits[i].name, last);
        last = limits[i].name;
        least = limits[i].value;
    }
    if (last == NULL)
        return work_fault(work, TEXT("/low_limit"), "required", "A band needs at least one limit.");
    return done();
}

static Result place_check(Work *work, const Threshold *threshold)
{
    if (report_metric_named(threshold->metric) == NULL)
        return work_fault(work, TEXT("/metric"), "unknown_choice", "There is no such metric; the reports list them.");
    if (has(threshold, "stage") && choice_index(ladder_stages((Ladder)threshold->ladder), threshold->stage) < 0)
        return work_fault(work, TEXT("/stage"), "unknown_choice", "The ladder has no such stage.");
    return limits_check(work, threshold);
}

static Result single_check(Work *work, const Threshold *threshold)
{
    int64_t count = 0;
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COUNT(*) FROM thresholds WHERE metric = $1 AND ladder = $2 AND COALESCE(stage, '') = "
                          "$3"),
                   DB_VALUES(db_text(threshold->metric), db_string(ladder_names[threshold->ladder]),
                             db_text(has(threshold, "stage") ? threshold->stage : TEXT(""))),
                   &count));
    if (count > 0)
        return work_fault(work, TEXT("/stage"), "taken", "There is a band for this metric and stage already.");
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM thresholds"), DB_NO_VALUES, &count));
    if (count >= THRESHOLDS_MAX)
        return failf(work->arena, FAULT_LIMIT, "There are at most %d bands.", THRESHOLDS_MAX);
    return done();
}

static Result threshold_add(Work *work, const EntityInput *input, void *out_record)
{
    Threshold *threshold = input->record;
    if (!has(threshold, "ladder")) {
        threshold->ladder = LADDER_STAGE;
        threshold->has |= entity_bit(&threshold_entity, "ladder");
    }
    TRY(place_check(work, threshold));
    TRY(single_check(work, threshold));
    return entity_add_plain(work, input, out_record);
}

static Result threshold_change(Work *work, const void *before, const EntityInput *input, void *out_record)
{
    Threshold after = *(const Threshold *)before;
    entity_apply_input(input, &after);
    TRY(limits_check(work, &after));
    return entity_change_plain(work, before, input, out_record);
}

const Entity threshold_entity = {
    .name = "threshold",
    .plural = "thresholds",
    .table = "thresholds",
    .record_bytes = sizeof(Threshold),
    ENTITY_FIELDS(threshold_fields),
    .rights = &rights_settings,
    .methods = ENTITY_ALL,
    .default_sort = "id",
    .add = threshold_add,
    .change = threshold_change,
    .about = "The band that a metric should stay in, on a stage or for all.",
};

const Route threshold_routes[] = {
    RESOURCE("/api/v1/thresholds", &threshold_entity),
    {.path = NULL},
};

/* ---- as boards show them ---- */

static void put_limit(Json *json, const char *name, const DbCursor *cursor, int column)
{
    if (db_is_null(cursor, column))
        json_put_null(json, name);
    else
        json_put_real(json, name, db_column_real(cursor, column));
}

static void row_write(const DbCursor *cursor, Json *json)
{
    json_object(json);
    json_put_int(json, "id", db_column_int(cursor, 0));
    json_put_int(json, "version", db_column_int(cursor, 1));
    if (db_is_null(cursor, 2))
        json_put_null(json, "stage");
    else
        json_put_text(json, "stage", db_column_text(cursor, 2));
    put_limit(json, "low_limit", cursor, 3);
    put_limit(json, "low_warning", cursor, 4);
    put_limit(json, "high_warning", cursor, 5);
    put_limit(json, "high_limit", cursor, 6);
    json_end_object(json);
}

Result thresholds_write(Work *work, const char *metric, const char *ladder, Json *json)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT id, version, stage, low_limit, low_warning, high_warning, high_limit FROM thresholds "
                        "WHERE metric = $1 AND ladder = $2 ORDER BY id LIMIT 20"),
                 DB_VALUES(db_string(metric), db_string(ladder)), &cursor));
    json_list(json);
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        row_write(&cursor, json);
    }
    json_end_list(json);
    return done();
}
