#include "insight_world.h"

static void churn_counts_whoever_stops_being_active_and_says_how_it_averaged(void **state)
{
    World *world = world_of(state);
    some_customers(world, 4);
    insight_contract(world, 1, "2018-01-01", NULL, 1000);
    insight_contract(world, 2, "2018-01-01", "2019-06-30", 1000); /* lost on that day */
    insight_contract(world, 3, "2019-03-15", "2019-09-01", 1000); /* new, then lost */
    insight_contract(world, 4, "2018-01-01", "2020-01-01", 1000); /* lost the day after the window */
    const JsonValue *answer = world_report(world, "churn at=2019-12-31");
    assert_text(json_text_at(answer, "from"), "2019-01-01");
    assert_text(json_text_at(answer, "to"), "2019-12-31");
    assert_text(json_text_at(answer, "average_by"), "month_ends");
    assert_number(answer, "total.lost", 2);
    assert_number(answer, "total.start", 3);
    assert_number(answer, "total.new", 1);
    assert_number(answer, "total.end", 2);
    /* Closes: 31 December 3, January and February 3, March to May 4, June to August 3, from September 2. */
    assert_number(answer, "total.average", (3 * 3 + 3 * 4 + 3 * 3 + 4 * 2) / 13.0);
}

static void churn_by_month_holds_each_month_against_its_own_customers(void **state)
{
    World *world = world_of(state);
    some_customers(world, 2);
    insight_contract(world, 1, "2018-01-01", NULL, 1000);
    insight_contract(world, 2, "2018-01-01", "2019-02-10", 1000);
    const JsonValue *answer = world_report(world, "churn by=month from=2019-01-01 to=2019-03-31");
    const JsonValue *february = group_of(answer, "month", "2019-02");
    assert_number(february, "start", 2);
    assert_number(february, "lost", 1);
    assert_number(february, "end", 1);
    assert_number(february, "average", 1.5);
    assert_number(group_of(answer, "month", "2019-03"), "value", 0);
    answer = world_report(world, "churn average=start_end from=2019-01-01 to=2019-03-31");
    assert_number(answer, "total.average", 1.5);
    answer = world_report(world, "churn average=daily from=2019-02-01 to=2019-02-28");
    assert_number(answer, "total.average", (28 + 9) / 28.0);
}

static void orders_keep_a_customer_for_the_inactivity_window_and_bring_it_back(void **state)
{
    World *world = world_of(state);
    some_customers(world, 2);
    insight_order(world, 1, "2019-01-01T12:00:00Z", 100);
    insight_order(world, 1, "2020-06-01T12:00:00Z", 100);
    insight_order(world, 2, "2019-01-01T12:00:00Z", 100);
    world_sql(world, "UPDATE orders SET status = 'cancelled' WHERE customer_id = 2");
    const JsonValue *answer = world_report(world, "churn from=2020-01-01 to=2020-12-31");
    assert_number(answer, "total.lost", 1);
    assert_number(answer, "total.won_back", 1);
    assert_number(answer, "total.start", 1);
    assert_number(answer, "total.end", 1);
    assert_number(answer, "total.n", 1);
    world_sql(world, "INSERT INTO settings (key, value, updated_at) VALUES ('inactivity_days', '30', 1)");
    answer = world_report(world, "churn from=2020-01-01 to=2020-12-31");
    assert_number(answer, "total.start", 0);
    assert_number(answer, "inactivity_days", 30);
}

static void contracts_that_follow_each_other_are_one_spell(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_contract(world, 1, "2018-01-01", "2019-05-01", 1000);
    insight_contract(world, 1, "2019-05-01", "2019-08-01", 1000);
    insight_contract(world, 1, "2018-06-01", "2018-07-01", 1000);
    const JsonValue *answer = world_report(world, "churn from=2019-01-01 to=2019-12-31");
    assert_number(answer, "total.lost", 1);
    assert_number(answer, "total.won_back", 0);
}

static void churn_by_stage_is_that_held_at_the_start_of_the_window(void **state)
{
    World *world = world_of(state);
    some_customers(world, 2);
    insight_contract(world, 1, "2018-01-01", "2019-06-30", 1000);
    insight_contract(world, 2, "2018-01-01", NULL, 1000);
    world_sql(
        world,
        "INSERT INTO stage_stays (customer_id, ladder, stage, entered_at, left_at, rule, next_stage) VALUES "
        "(1, 'stage', 'experience', %lld, %lld, 'x', 'retention'), (1, 'stage', 'retention', %lld, NULL, 'x', NULL), "
        "(2, 'stage', 'retention', %lld, NULL, 'x', NULL)",
        (long long)at_time("2018-01-01"), (long long)at_time("2019-03-01"), (long long)at_time("2019-03-01"),
        (long long)at_time("2018-01-01"));
    const JsonValue *answer = world_report(world, "churn by=stage at=2019-12-31");
    assert_number(group_of(answer, "stage", "experience"), "lost", 1);
    assert_number(group_of(answer, "stage", "retention"), "lost", 0);
    assert_number(group_of(answer, "stage", "retention"), "start", 1);
}

static void churn_by_product_looks_at_each_product_and_the_total_at_customers(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    world_sql(world,
              "INSERT INTO products (id, name, name_key, created_at, updated_at) VALUES (1, 'Beans', 'beans', 1, 1)");
    insight_contract(world, 1, "2018-01-01", "2019-06-30", 1000);
    world_sql(world, "UPDATE contracts SET product_id = 1");
    insight_contract(world, 1, "2018-01-01", NULL, 1000);
    const JsonValue *answer = world_report(world, "churn by=product from=2019-01-01 to=2019-12-31");
    assert_number(group_of(answer, "product", "Beans"), "lost", 1);
    assert_number(group_of(answer, "product", "Beans"), "start", 1);
    assert_number(group_of(answer, "product", ""), "lost", 0);
    assert_number(answer, "total.lost", 0);
    assert_number(answer, "total.start", 1);
}

static void nobody_has_no_churn(void **state)
{
    const JsonValue *answer = world_report(world_of(state), "churn by=month");
    assert_no_number(answer, "total.value");
    assert_number(answer, "total.n", 0);
}

static void cohorts_say_how_many_bought_again_in_each_month(void **state)
{
    World *world = world_of(state);
    some_customers(world, 3);
    insight_order(world, 1, "2025-01-10", 100);
    insight_order(world, 1, "2025-02-10", 100);
    insight_order(world, 1, "2025-02-20", 100);
    insight_order(world, 2, "2025-01-31", 100);
    insight_contract(world, 3, "2025-02-05", "2025-04-01", 100);
    const JsonValue *answer = world_report(world, "retention");
    assert_text(json_text_at(answer, "observed_to"), "2025-03");
    const JsonValue *january = group_of(answer, "cohort", "2025-01");
    assert_number(january, "n", 2);
    assert_number(january, "value", 50);
    assert_number(january, "counts.0", 2);
    assert_number(january, "counts.1", 1);
    assert_number(january, "counts.2", 0);
    assert_number(january, "shares.1", 50);
    const JsonValue *february = group_of(answer, "cohort", "2025-02");
    assert_number(february, "counts.1", 1);
    assert_int_equal(json_at(february, "counts")->list.count, 2);
    assert_number(answer, "total.value", 200.0 / 3);
}

static void customers_are_worth_yearly_revenue_times_years_minus_their_cost(void **state)
{
    World *world = world_of(state);
    some_customers(world, 3);
    world_sql(world, "UPDATE customers SET acquisition_cost = 1000 WHERE id = 1;"
                     "INSERT INTO settings (key, value, updated_at) VALUES ('expected_years', '4', 1)");
    insight_order(world, 1, "2025-06-01", 5000);
    insight_order(world, 2, "2025-06-01", 700);
    world_sql(world, "INSERT INTO orders (customer_id, status, total, currency, ordered_at, created_at, updated_at) "
                     "VALUES (2, 'paid', 900, 'EUR', 1748736000000, 1, 1)");
    const JsonValue *answer = world_report(world, "clv at=2025-12-31");
    assert_number(answer, "total.n", 2);
    assert_number(answer, "total.sum", 5000 * 4 - 1000 + 700 * 4);
    assert_number(answer, "total.value", (5000 * 4 - 1000 + 700 * 4) / 2.0);
    assert_number(answer, "total.to_date_sum", 4700);
    assert_text(json_text_at(answer, "years_from"), "setting");
    assert_text(json_text_at(answer, "unconverted.0.currency"), "EUR");
    assert_number(answer, "unconverted.0.total", 900);
}

static void without_a_setting_a_relationship_lasts_one_over_churn(void **state)
{
    World *world = world_of(state);
    some_customers(world, 2);
    insight_contract(world, 1, "2018-01-01", NULL, 1000);
    insight_contract(world, 2, "2018-01-01", "2019-01-01", 1000);
    const JsonValue *answer = world_report(world, "clv at=2019-12-31");
    assert_text(json_text_at(answer, "years_from"), "churn");
    assert_number(answer, "years", (2 + 12) / 13.0);
}

static void stages_are_counted_now_with_their_moves_and_their_days(void **state)
{
    World *world = world_of(state);
    some_customers(world, 3);
    world_sql(
        world,
        "INSERT INTO stage_stays (customer_id, ladder, stage, entered_at, left_at, rule, next_stage) VALUES "
        "(1, 'stage', 'discovery', %lld, %lld, 'x', 'advocacy'), (1, 'stage', 'advocacy', %lld, NULL, 'x', NULL), "
        "(2, 'stage', 'experience', %lld, %lld, 'x', 'conversion'), (2, 'stage', 'conversion', %lld, NULL, 'x', NULL),"
        "(2, 'relationship', 'customer', %lld, NULL, 'x', NULL)",
        (long long)at_time("2025-01-01"), (long long)at_time("2025-01-11"), (long long)at_time("2025-01-11"),
        (long long)at_time("2025-01-01"), (long long)at_time("2025-01-21"), (long long)at_time("2025-01-21"),
        (long long)at_time("2025-01-01"));
    const JsonValue *answer = world_report(world, "stage");
    assert_number(group_of(answer, "stage", "advocacy"), "value", 1);
    assert_number(group_of(answer, "stage", "conversion"), "value", 1);
    const JsonValue *discovery = group_of(answer, "stage", "discovery");
    assert_number(discovery, "value", 1); /* the third, never judged */
    assert_number(discovery, "left", 1);
    assert_number(discovery, "converted", 1);
    assert_number(discovery, "mean_days", 10);
    assert_number(group_of(answer, "stage", "experience"), "converted", 0);
    assert_number(answer, "total.mean_days", 15);
    assert_number(discovery, "median_days", 10);
    assert_number(answer, "total.median_days", 15);
    assert_no_number(group_of(answer, "stage", "advocacy"), "median_days");
    assert_text(json_text_at(answer, "transitions.0.from"), "discovery");
    assert_number(answer, "transitions.0.share", 100);
    assert_number(answer, "cycle.n", 1);
    assert_number(answer, "cycle.mean_days", 10);
    answer = world_report(world, "stage at=2025-01-05");
    assert_number(group_of(answer, "stage", "experience"), "value", 1);
    answer = world_report(world, "stage ladder=relationship");
    assert_number(group_of(answer, "relationship", "customer"), "value", 1);
    assert_number(group_of(answer, "relationship", "prospect"), "value", 2);
    answer = world_report(world, "stage by=value_stage");
    assert_int_equal(group_count(answer), 0);
    answer = world_report(world, "stage from=2025-01-15");
    assert_number(answer, "total.left", 1);
    assert_number(answer, "cycle.n", 0);
}

int main(void)
{
    const WorldTest tests[] = {
#define TEST(name) {#name, name}
        TEST(churn_counts_whoever_stops_being_active_and_says_how_it_averaged),
        TEST(churn_by_month_holds_each_month_against_its_own_customers),
        TEST(orders_keep_a_customer_for_the_inactivity_window_and_bring_it_back),
        TEST(contracts_that_follow_each_other_are_one_spell),
        TEST(churn_by_stage_is_that_held_at_the_start_of_the_window),
        TEST(churn_by_product_looks_at_each_product_and_the_total_at_customers),
        TEST(nobody_has_no_churn),
        TEST(cohorts_say_how_many_bought_again_in_each_month),
        TEST(customers_are_worth_yearly_revenue_times_years_minus_their_cost),
        TEST(without_a_setting_a_relationship_lasts_one_over_churn),
        TEST(stages_are_counted_now_with_their_moves_and_their_days),
    };
    desk_world_use();
    return world_run_all("report_customers", tests, sizeof(tests) / sizeof(tests[0]));
}
