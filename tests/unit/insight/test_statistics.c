#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/check.h"
#undef fail
#include "base/json.h"
#include "insight/statistics.h"

#define DEFINITIONS "../shared/data/kpi_definitions/expected_kpis.json"

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)))) {
        print_error("%.17g is not %.17g\n", value, expected);
        _fail(__FILE__, __LINE__);
    }
}

static void quantiles_are_those_of_r(void **state)
{
    (void)state;
    double values[] = {7, 1, 3, 9, 5, 2};
    sort_values(values, 6);
    assert_near(quantile_of(values, 6, 0), 1);
    assert_near(quantile_of(values, 6, 0.5), 4);
    assert_near(quantile_of(values, 6, 0.9), 8);
    assert_near(quantile_of(values, 6, 0.25), 2.25);
    assert_near(quantile_of(values, 6, 1), 9);
    assert_near(quantile_of(values, 1, 0.9), 1);
    assert_true(isnan(quantile_of(values, 0, 0.5)));
}

static void sums_do_not_lose_small_values_beside_large_ones(void **state)
{
    (void)state;
    double values[] = {1e16, 1, 1, -1e16};
    assert_near(sum_of(values, 4), 2);
    assert_near(sum_of(values, 0), 0);
}

static void nobody_asked_is_no_number(void **state)
{
    (void)state;
    assert_true(isnan(nps_score(0, 0, 0)));
    assert_true(isnan(nps_error(0, 0, 0)));
    assert_true(isnan(nps_interval(0, 0, 0).low));
    assert_true(isnan(share_percent(0, 0)));
    assert_true(isnan(wilson_percent(0, 0).high));
    assert_true(isnan(churn_percent(0, 0)));
}

static void intervals_stay_within_what_is_possible(void **state)
{
    (void)state;
    assert_near(nps_interval(2, 0, 2).high, 100);
    assert_near(nps_interval(0, 2, 2).low, -100);
    assert_near(wilson_percent(3, 3).high, 100);
    assert_near(wilson_percent(0, 3).low, 0);
}

static void published_intervals_are_met(void **state)
{
    (void)state;
    Interval csat = wilson_percent(1681, 2200);
    assert_near(csat.low, 74.58989282231069);
    assert_near(csat.high, 78.13622299465021);
    Interval nps = nps_interval(59, 43, 160);
    assert_near(nps.low, -2.323815271783822);
    assert_near(nps.high, 21.955717112274616);
    assert_near(nps_error(59, 43, 160), 6.262487524937674);
}

static const JsonValue *definitions(Arena *arena)
{
    FILE *file = fopen(DEFINITIONS, "r");
    if (file == NULL)
        return NULL;
    char *bytes = arena_alloc(arena, 65536);
    size_t length = fread(bytes, 1, 65536, file);
    fclose(file);
    const JsonValue *value;
    must(json_read(arena, (Text){bytes, length}, &value));
    return value;
}

static double number(const JsonValue *object, const char *name)
{
    const JsonValue *value = json_member(object, name);
    if (value == NULL || value->kind == JSON_NULL)
        return NO_VALUE;
    return value->kind == JSON_INT ? (double)value->integer : value->real;
}

static const JsonValue *cases_of(const JsonValue *all, const char *name)
{
    return json_member(json_member(all, name), "cases");
}

static void worked_examples_of_the_definitions_hold(void **state)
{
    const JsonValue *all = definitions(*state);
    if (all == NULL)
        skip();
    const JsonValue *cases = cases_of(all, "clv_simple");
    for (size_t i = 0; i < cases->list.count; i++) {
        const JsonValue *one = &cases->list.items[i];
        assert_near(clv_simple(number(one, "yearly_revenue"), number(one, "years"), number(one, "acquisition_cost")),
                    number(one, "clv"));
    }
    cases = cases_of(all, "churn_simple");
    for (size_t i = 0; i < cases->list.count; i++) {
        const JsonValue *one = &cases->list.items[i];
        double churn = churn_percent(number(one, "lost"), (number(one, "start") + number(one, "end")) / 2);
        if (isnan(number(one, "churn")))
            assert_true(isnan(churn));
        else
            assert_near(churn, 100 * number(one, "churn"));
    }
    cases = cases_of(all, "nps_simple");
    for (size_t i = 0; i < cases->list.count; i++) {
        const JsonValue *one = &cases->list.items[i];
        int64_t promoters = (int64_t)number(one, "promoters");
        int64_t detractors = (int64_t)number(one, "detractors");
        int64_t answers = promoters + detractors + (int64_t)number(one, "passives");
        assert_near(nps_score(promoters, detractors, answers), number(one, "nps"));
        assert_near(nps_error(promoters, detractors, answers), number(one, "se"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_those_of_r),
        cmocka_unit_test(sums_do_not_lose_small_values_beside_large_ones),
        cmocka_unit_test(nobody_asked_is_no_number),
        cmocka_unit_test(intervals_stay_within_what_is_possible),
        cmocka_unit_test(published_intervals_are_met),
        IN_ARENA(worked_examples_of_the_definitions_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
