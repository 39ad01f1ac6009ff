#include "insight_world.h"

static void answers_of(World *world, const char *kind, const char *scale, const char *day, const char *stage,
                       const int *scores)
{
    for (size_t i = 0; scores[i] >= 0; i++)
        insight_response(world, kind, scale, scores[i], day, stage);
}

static void nps_counts_promoters_and_detractors_by_the_stage_then(void **state)
{
    World *world = world_of(state);
    answers_of(world, "nps", "0-10", "2026-01-10", "retention", (int[]){10, 9, 8, 6, -1});
    answers_of(world, "nps", "0-10", "2026-02-10", "experience", (int[]){0, 7, -1});
    answers_of(world, "csat", "1-5", "2026-02-10", "experience", (int[]){5, -1});
    const JsonValue *answer = world_report(world, "nps by=stage");
    assert_text(json_text_at(answer, "unit"), "score");
    assert_number(answer, "total.value", 0);
    assert_number(answer, "total.n", 6);
    const JsonValue *retention = group_of(answer, "stage", "retention");
    assert_number(retention, "value", 25);
    assert_number(retention, "promoters", 2);
    assert_number(retention, "passives", 1);
    assert_number(retention, "detractors", 1);
    assert_number(group_of(answer, "stage", "experience"), "value", -50);
    assert_int_equal(group_count(answer), 2);
}

static void stages_come_in_the_order_of_their_ladder(void **state)
{
    World *world = world_of(state);
    answers_of(world, "nps", "0-10", "2026-01-10", NULL, (int[]){10, -1});
    answers_of(world, "nps", "0-10", "2026-01-10", "advocacy", (int[]){10, -1});
    answers_of(world, "nps", "0-10", "2026-01-10", "discovery", (int[]){10, -1});
    const JsonValue *answer = world_report(world, "nps by=stage");
    assert_text(json_text_at(answer, "groups.0.stage"), "discovery");
    assert_text(json_text_at(answer, "groups.1.stage"), "advocacy");
    assert_int_equal(json_at(answer, "groups.2.stage")->kind, JSON_NULL);
}

static void without_answers_there_is_no_value(void **state)
{
    const JsonValue *answer = world_report(world_of(state), "nps by=month");
    assert_no_number(answer, "total.value");
    assert_no_number(answer, "total.low");
    assert_number(answer, "total.n", 0);
    assert_int_equal(group_count(answer), 0);
}

static void surveys_on_different_scales_are_flagged(void **state)
{
    World *world = world_of(state);
    answers_of(world, "nps", "0-10", "2026-01-10", NULL, (int[]){10, -1});
    assert_false(json_at(world_report(world, "nps"), "mixed_scales")->boolean);
    answers_of(world, "nps", "1-10", "2026-01-10", NULL, (int[]){1, -1});
    answers_of(world, "nps", "1-5", "2026-01-10", NULL, (int[]){5, -1});
    const JsonValue *answer = world_report(world, "nps");
    assert_true(json_at(answer, "mixed_scales")->boolean);
    assert_number(answer, "total.n", 2);
    assert_number(answer, "other_scales", 1);
}

static void csat_takes_the_top_two_boxes_of_each_scale_unless_more_are_asked(void **state)
{
    World *world = world_of(state);
    answers_of(world, "csat", "1-5", "2026-01-10", NULL, (int[]){5, 4, 3, 1, -1});
    assert_number(world_report(world, "csat"), "total.value", 50);
    assert_number(world_report(world, "csat"), "total.mean", 3.25);
    assert_number(world_report(world, "csat top=3"), "total.value", 75);
    answers_of(world, "csat", "1-10", "2026-01-10", NULL, (int[]){9, 8, -1});
    answers_of(world, "csat", "1-7", "2026-01-10", NULL, (int[]){6, 5, -1});
    assert_number(world_report(world, "csat"), "total.satisfied", 4);
    assert_number(world_report(world, "csat"), "total.n", 8);
}

static void ces_takes_five_to_seven_of_seven(void **state)
{
    World *world = world_of(state);
    answers_of(world, "ces", "1-7", "2026-01-10", NULL, (int[]){7, 5, 4, 1, -1});
    const JsonValue *answer = world_report(world, "ces");
    assert_number(answer, "total.value", 50);
    assert_number(answer, "total.mean", 4.25);
}

static void months_are_those_of_the_workspace_and_the_last_day_belongs_to_the_window(void **state)
{
    World *world = world_of(state);
    world_zone(world, "America/Bogota");
    insight_response(world, "csat", "1-5", 5, "2026-02-01T04:59:59Z", NULL);
    insight_response(world, "csat", "1-5", 1, "2026-02-01T05:00:00Z", NULL);
    insight_response(world, "csat", "1-5", 4, "2026-03-01T04:30:00Z", NULL);
    const JsonValue *answer = world_report(world, "csat by=month,year,quarter,week,day");
    assert_number(group_of(answer, "day", "2026-01-31"), "value", 100);
    assert_text(json_text_at(group_of(answer, "day", "2026-02-28"), "week"), "2026-W09");
    answer = world_report(world, "csat by=month from=2026-02-01 to=2026-02-28");
    assert_int_equal(group_count(answer), 1);
    assert_number(group_of(answer, "month", "2026-02"), "n", 2);
    answer = world_report(world, "csat from=2026-02-01 to=2026-02-28T05:00:00Z");
    assert_number(answer, "total.n", 1);
}

static void a_month_is_compared_with_the_one_before_and_the_whole_with_the_window_before(void **state)
{
    World *world = world_of(state);
    answers_of(world, "csat", "1-5", "2025-12-10", NULL, (int[]){1, -1});
    answers_of(world, "csat", "1-5", "2026-01-10", NULL, (int[]){5, 1, -1});
    answers_of(world, "csat", "1-5", "2026-02-10", NULL, (int[]){5, -1});
    const JsonValue *answer = world_report(world, "csat by=month from=2026-01-01 to=2026-02-28 compare=previous");
    assert_number(group_of(answer, "month", "2026-02"), "compare.value", 50);
    assert_number(group_of(answer, "month", "2026-02"), "compare.change", 50);
    assert_number(group_of(answer, "month", "2026-01"), "compare.value", 0);
    assert_number(answer, "total.compare.n", 1);
    answer = world_report(world, "csat by=month from=2026-01-01 to=2026-02-28 compare=year");
    assert_no_number(group_of(answer, "month", "2026-02"), "compare.value");
}

static void a_filter_narrows_what_is_counted(void **state)
{
    World *world = world_of(state);
    answers_of(world, "csat", "1-5", "2026-01-10", "retention", (int[]){5, 1, -1});
    answers_of(world, "csat", "1-5", "2026-01-10", "experience", (int[]){5, -1});
    const JsonValue *answer =
        world_report(world, "csat filter={\"field\":\"stage\",\"op\":\"is\",\"value\":\"experience\"}");
    assert_number(answer, "total.n", 1);
    assert_number(answer, "total.value", 100);
}

int main(void)
{
    const WorldTest tests[] = {
#define TEST(name) {#name, name}
        TEST(nps_counts_promoters_and_detractors_by_the_stage_then),
        TEST(stages_come_in_the_order_of_their_ladder),
        TEST(without_answers_there_is_no_value),
        TEST(surveys_on_different_scales_are_flagged),
        TEST(csat_takes_the_top_two_boxes_of_each_scale_unless_more_are_asked),
        TEST(ces_takes_five_to_seven_of_seven),
        TEST(months_are_those_of_the_workspace_and_the_last_day_belongs_to_the_window),
        TEST(a_month_is_compared_with_the_one_before_and_the_whole_with_the_window_before),
        TEST(a_filter_narrows_what_is_counted),
    };
    desk_world_use();
    return world_run_all("report_survey", tests, sizeof(tests) / sizeof(tests[0]));
}
