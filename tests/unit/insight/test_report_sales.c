#include "insight_world.h"

static void growth_is_revenue_against_the_period_before_in_the_base_currency(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_order(world, 1, "2025-02-10", 1000);
    insight_order(world, 1, "2025-03-10", 1500);
    insight_order(world, 1, "2025-03-11", 500);
    world_sql(world,
              "INSERT INTO orders (customer_id, status, total, currency, ordered_at, created_at, updated_at) "
              "VALUES (1, 'paid', 900, 'EUR', %lld, 1, 1);"
              "INSERT INTO orders (customer_id, status, total, currency, base_total, ordered_at, created_at, "
              "updated_at) VALUES (1, 'returned', 900, 'USD', 900, %lld, 1, 1)",
              (long long)at_time("2025-03-12"), (long long)at_time("2025-03-12"));
    const JsonValue *answer = world_report(world, "sales_growth from=2025-03-01 to=2025-03-31");
    assert_number(answer, "total.value", 100);
    assert_number(answer, "total.revenue", 2000);
    assert_number(answer, "total.previous", 1000);
    assert_number(answer, "total.n", 2);
    assert_text(json_text_at(answer, "unconverted.0.currency"), "EUR");
    assert_text(json_text_at(answer, "currency"), "USD");
}

static void each_month_is_held_against_the_one_before_or_a_year_before(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_order(world, 1, "2024-03-10", 4000);
    insight_order(world, 1, "2025-01-10", 1000);
    insight_order(world, 1, "2025-02-10", 2000);
    insight_order(world, 1, "2025-03-10", 1000);
    const JsonValue *answer = world_report(world, "sales_growth by=month from=2025-02-01 to=2025-03-31");
    assert_number(group_of(answer, "month", "2025-02"), "value", 100);
    assert_number(group_of(answer, "month", "2025-03"), "value", -50);
    assert_number(answer, "total.previous", 1000);
    answer = world_report(world, "sales_growth by=month from=2025-03-01 to=2025-03-31 compare=year");
    assert_number(group_of(answer, "month", "2025-03"), "value", -75);
}

static void lines_say_what_each_product_sold_at_the_rate_of_its_order(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    world_sql(world,
              "INSERT INTO products (id, name, name_key, created_at, updated_at) VALUES (1, 'Beans', 'beans', 1, 1), "
              "(2, 'Mill', 'mill', 1, 1);"
              "INSERT INTO orders (id, customer_id, status, total, currency, base_total, ordered_at, created_at, "
              "updated_at) VALUES (901, 1, 'paid', 1000, 'MXN', 2000, %lld, 1, 1);"
              "INSERT INTO order_lines (order_id, position, product_id, quantity, price) VALUES (901, 1, 1, 2, 300), "
              "(901, 2, 2, 1, 400)",
              (long long)at_time("2025-03-10"));
    insight_order(world, 1, "2025-03-11", 500);
    const JsonValue *answer = world_report(world, "sales_growth by=product from=2025-03-01 to=2025-03-31");
    assert_number(group_of(answer, "product", "Beans"), "revenue", 1200);
    assert_number(group_of(answer, "product", "Mill"), "revenue", 800);
    assert_number(group_of(answer, "product", ""), "revenue", 500);
    assert_number(answer, "total.revenue", 2500);
    assert_number(answer, "total.n", 2);
}

static void growth_from_nothing_has_no_value(void **state)
{
    World *world = world_of(state);
    some_customers(world, 1);
    insight_order(world, 1, "2025-03-10", 1000);
    const JsonValue *answer = world_report(world, "sales_growth from=2025-03-01 to=2025-03-31");
    assert_no_number(answer, "total.value");
    assert_no_number(answer, "total.previous");
    assert_number(answer, "total.revenue", 1000);
}

static void frequency_looks_at_customers_of_both_periods(void **state)
{
    World *world = world_of(state);
    some_customers(world, 4);
    world_sql(world, "UPDATE customers SET source = 'web' WHERE id = 1");
    for (int customer = 1; customer <= 3; customer++)
        insight_order(world, customer, "2025-02-10", 100);
    insight_order(world, 1, "2025-03-10", 100);
    insight_order(world, 1, "2025-03-11", 100);
    insight_order(world, 2, "2025-03-10", 100);
    insight_order(world, 4, "2025-03-10", 100);
    const JsonValue *answer = world_report(world, "frequency by=source from=2025-03-01 to=2025-03-31");
    assert_number(answer, "total.n", 2);
    assert_number(answer, "total.value", 50);
    assert_number(answer, "total.same", 1);
    assert_number(group_of(answer, "source", "web"), "value", 100);
    assert_number(group_of(answer, "source", ""), "fewer", 0);
}

int main(void)
{
    const WorldTest tests[] = {
#define TEST(name) {#name, name}
        TEST(growth_is_revenue_against_the_period_before_in_the_base_currency),
        TEST(each_month_is_held_against_the_one_before_or_a_year_before),
        TEST(lines_say_what_each_product_sold_at_the_rate_of_its_order),
        TEST(growth_from_nothing_has_no_value),
        TEST(frequency_looks_at_customers_of_both_periods),
    };
    desk_world_use();
    return world_run_all("report_sales", tests, sizeof(tests) / sizeof(tests[0]));
}
