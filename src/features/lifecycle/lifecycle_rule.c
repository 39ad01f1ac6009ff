#include "lifecycle/lifecycle_rule.h"

#include "base/json.h"

static const Field rule_fields[] = {
    FIELD(LifecycleRuleRow, id, FIELD_ID),
    FIELD(LifecycleRuleRow, version, FIELD_VERSION),
    FIELD(LifecycleRuleRow, ladder, FIELD_CHOICE, .is_required = true, .choices = ladder_names,
          .can = CAN_CREATE | CAN_FILTER),
    FIELD(LifecycleRuleRow, position, FIELD_INT, .has_default = true, .low = 0, .high = 100000, .can = CAN_WRITE,
          .about = "On each ladder the first rule that holds decides, from the lowest position."),
    FIELD(LifecycleRuleRow, stage, FIELD_TEXT, .is_required = true, .bytes_max = 40, .can = CAN_WRITE,
          .format = FORMAT_LINE, .about = "A stage of the ladder."),
    FIELD(LifecycleRuleRow, condition, FIELD_CHOICE, .is_required = true, .choices = condition_names, .can = CAN_WRITE),
    FIELD(LifecycleRuleRow, days, FIELD_INT, .low = 1, .high = 36500, .can = CAN_WRITE,
          .about = "The condition's window, where it has one."),
    FIELD(LifecycleRuleRow, is_active, FIELD_BOOL, .has_default = true, .can = CAN_WRITE),
    FIELD(LifecycleRuleRow, created_at, FIELD_TIME),
    FIELD(LifecycleRuleRow, updated_at, FIELD_TIME),
};
enum { RULE_ID, RULE_VERSION, RULE_LADDER, RULE_POSITION, RULE_STAGE, RULE_CONDITION, RULE_DAYS, RULE_IS_ACTIVE };

static bool needs_days(Condition condition)
{
    switch (condition) {
    case CONDITION_CAME_BACK:
    case CONDITION_DECLINING:
    case CONDITION_PROMOTER_OR_REFERRAL:
    case CONDITION_BOUGHT_AGAIN:
    case CONDITION_ORDER_OPEN:
    case CONDITION_CONTACTED:
    case CONDITION_MARGIN_ABOVE_LINE:
    case CONDITION_MARGIN_POSITIVE: return true;
    case CONDITION_NEVER_BOUGHT:
    case CONDITION_BOUGHT:
    case CONDITION_HAS_BOUGHT:
    case CONDITION_ACTIVE:
    case CONDITION_INACTIVE:
    case CONDITION_KNOWN:
    case CONDITION_COUNT: break;
    }
    return false;
}

static Result rule_check(Work *work, const LifecycleRuleRow *rule)
{
    if (choice_index(ladder_stages((Ladder)rule->ladder), rule->stage) < 0)
        return work_fault(work, TEXT("/stage"), "unknown_choice", "The ladder has no such stage.");
    if (needs_days((Condition)rule->condition) && !(rule->has & FIELD_BIT(RULE_DAYS)))
        return work_fault(work, TEXT("/days"), "required", "This condition looks at a number of days.");
    return done();
}

static Result rule_add(Work *work, const EntityInput *input, void *out_record)
{
    LifecycleRuleRow *rule = input->record;
    TRY(rule_check(work, rule));
    int64_t count = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM lifecycle_rules"), DB_NO_VALUES, &count));
    if (count >= LIFECYCLE_RULES_MAX)
        return failf(work->arena, FAULT_LIMIT, "There are at most %d rules.", LIFECYCLE_RULES_MAX);
    if (!(rule->has & FIELD_BIT(RULE_POSITION)))
        TRY(db_one_int(work->db,
                       DB_SQL("SELECT COALESCE(MAX(position), 0) + 10 FROM lifecycle_rules WHERE ladder = $1"),
                       DB_VALUES(db_string(ladder_names[rule->ladder])), &rule->position));
    if (!(rule->has & FIELD_BIT(RULE_IS_ACTIVE)))
        rule->is_active = 1;
    rule->has |= FIELD_BIT(RULE_POSITION) | FIELD_BIT(RULE_IS_ACTIVE);
    return entity_add_plain(work, input, out_record);
}

static Result rule_change(Work *work, const void *before, const EntityInput *input, void *out_record)
{
    LifecycleRuleRow after = *(const LifecycleRuleRow *)before;
    entity_apply_input(input, &after);
    TRY(rule_check(work, &after));
    return entity_change_plain(work, before, input, out_record);
}

const Entity lifecycle_rule_entity = {
    .name = "stage_rule",
    .plural = "stages",
    .table = "lifecycle_rules",
    .record_bytes = sizeof(LifecycleRuleRow),
    ENTITY_FIELDS(rule_fields),
    .rights = &rights_settings,
    .methods = ENTITY_ALL,
    .default_sort = "id",
    .add = rule_add,
    .change = rule_change,
    .about = "A rule of the lifecycle: which condition puts a customer on which stage of a ladder.",
};

/* ---- as the judgement takes them ---- */

/* A setting that is a whole number; absent, or anything else, leaves *out as it is. */
static Result settings_load(Work *work, LifecycleRules *rules)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT key, value FROM settings WHERE key IN ('inactivity_days', 'maturity_yearly_revenue')"),
                 DB_NO_VALUES, &cursor));
    for (;;) {
        bool has_row;
        int64_t value;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        if (!text_to_int(db_column_text(&cursor, 1), &value) || value < 0)
            continue;
        if (text_is(db_column_text(&cursor, 0), "inactivity_days")) {
            rules->inactivity_days = value >= 1 && value <= 36500 ? value : INACTIVITY_DAYS;
        } else {
            rules->line = value;
            rules->has_line = true;
        }
    }
}

Result lifecycle_rules_load(Work *work, LifecycleRules *out_rules)
{
    LifecycleRules rules = {.inactivity_days = INACTIVITY_DAYS};
    TRY(settings_load(work, &rules));
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT ladder, stage, condition, days FROM lifecycle_rules WHERE is_active = 1 "
                        "ORDER BY ladder, position, id LIMIT 64"),
                 DB_NO_VALUES, &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        int ladder = choice_index(ladder_names, db_column_text(&cursor, 0));
        int condition = choice_index(condition_names, db_column_text(&cursor, 2));
        int stage = ladder < 0 ? -1 : choice_index(ladder_stages((Ladder)ladder), db_column_text(&cursor, 1));
        if (stage >= 0 && condition >= 0)
            rules.list[rules.count++] =
                (LifecycleRule){(Ladder)ladder, stage, (Condition)condition, db_column_int(&cursor, 3)};
    }
    *out_rules = rules;
    return done();
}

Result lifecycle_seed(Work *work)
{
    int64_t count = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM lifecycle_rules"), DB_NO_VALUES, &count));
    for (size_t i = 0; count == 0 && i < default_lifecycle_rule_count; i++) {
        const LifecycleRule *rule = &default_lifecycle_rules[i];
        TRY(db_run(
            work->db,
            DB_SQL("INSERT INTO lifecycle_rules (ladder, position, stage, condition, days, is_active, created_at, "
                   "updated_at) VALUES ($1, $2, $3, $4, $5, 1, $6, $6)"),
            DB_VALUES(db_string(ladder_names[rule->ladder]), db_int((int64_t)(i + 1) * 10),
                      db_string(ladder_stages(rule->ladder)[rule->stage]), db_string(condition_names[rule->condition]),
                      db_int_if(rule->days > 0, rule->days), db_int(work->now)),
            NULL));
    }
    return done();
}
