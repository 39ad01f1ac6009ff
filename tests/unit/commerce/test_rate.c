#include "../people/people_world.h"

#include <math.h>

#include "commerce/order.h"
#include "commerce/rate.h"
#include "commerce/rate_reconvert.h"
#include "people/customer.h"

static void amounts_are_converted_between_exponents(void **state)
{
    static const struct {
        int64_t amount;
        int from;
        double rate;
        int to;
        int64_t expected;
    } cases[] = {
        {1999, 2, 1.0, 2, 1999},
        {1999, 2, 0.05, 2, 100},  /* 19.99 at 0.05: 0.9995, half up to 1.00 */
        {1000, 0, 0.001, 2, 100}, /* 1000 CLP at 0.001 USD: 1.00 */
        {100, 2, 950.0, 0, 950},  /* 1.00 USD at 950 CLP: 950 */
        {1234, 3, 3.25, 2, 401},  /* 1.234 KWD at 3.25 USD: 4.0105 */
        {1, 2, 0.5, 2, 1},        /* half away from zero */
        {-1, 2, 0.5, 2, -1},
        {0, 2, 17.2, 2, 0},
        {INT64_C(900000000000000), 2, 1.0, 2, INT64_C(900000000000000)},
        {INT64_C(999999999999999), 2, 1.0, 2, INT64_C(999999999999999)},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t amount = 0;
        assert_true(rate_apply(cases[i].amount, cases[i].from, cases[i].rate, cases[i].to, &amount));
        assert_int_equal(amount, cases[i].expected);
    }
}

static void what_does_not_fit_is_not_known(void **state)
{
    int64_t amount;
    (void)state;
    assert_false(rate_apply(INT64_MAX, 0, 1000.0, 4, &amount));
    assert_false(rate_apply(INT64_MIN, 0, 1000.0, 4, &amount));
    assert_false(rate_apply(1, 0, (double)INFINITY, 2, &amount));
}

static BaseAmount convert(World *world, int64_t amount, const char *currency, int64_t day)
{
    Work work;
    BaseAmount base;
    world_read(world, &work);
    must(rate_convert(&work, amount, text_of(currency), day, &base));
    work_end_read(&work);
    return base;
}

static int64_t day(int32_t year, int32_t month, int32_t number)
{
    return days_from_civil((CivilDate){year, month, number});
}

static void a_rate_holds_from_its_day_until_the_next(void **state)
{
    World *world = world_of(state);
    world_post(world, &rate_entity, "{\"currency\":\"EUR\",\"day\":\"2026-01-10\",\"rate\":1.10}");
    world_post(world, &rate_entity, "{\"currency\":\"EUR\",\"day\":\"2026-02-10\",\"rate\":1.20}");
    assert_false(convert(world, 100, "EUR", day(2026, 1, 9)).is_known);
    assert_int_equal(convert(world, 100, "EUR", day(2026, 1, 10)).amount, 110);
    assert_int_equal(convert(world, 100, "EUR", day(2026, 2, 9)).amount, 110);
    assert_int_equal(convert(world, 100, "EUR", day(2026, 2, 9)).day, day(2026, 1, 10));
    assert_int_equal(convert(world, 100, "EUR", day(2030, 1, 1)).amount, 120);
    assert_false(convert(world, 100, "GBP", day(2026, 2, 1)).is_known);
    assert_int_equal(convert(world, 100, "USD", day(2026, 2, 1)).amount, 100);
}

static void a_rate_is_more_than_nothing_and_one_a_day(void **state)
{
    static const char *const bodies[] = {"{\"currency\":\"EUR\",\"day\":\"2026-01-10\",\"rate\":0}",
                                         "{\"currency\":\"EUR\",\"day\":\"2026-01-10\",\"rate\":-1}",
                                         "{\"currency\":\"USD\",\"day\":\"2026-01-10\",\"rate\":1}",
                                         "{\"currency\":\"EURO\",\"day\":\"2026-01-10\",\"rate\":1}",
                                         "{\"currency\":\"EUR\",\"day\":\"2026-02-30\",\"rate\":1}",
                                         "{\"currency\":\"EUR\",\"day\":\"2026-01-10\",\"rate\":\"1\"}",
                                         "{\"currency\":\"EUR\",\"day\":\"2026-01-10\"}"};
    World *world = world_of(state);
    int64_t id;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        must_fail(world_try_post(world, &rate_entity, bodies[i], &id), FAULT_INVALID);
    world_post(world, &rate_entity, "{\"currency\":\"EUR\",\"day\":\"2026-01-10\",\"rate\":1.1}");
    must_fail(world_try_post(world, &rate_entity, "{\"currency\":\"EUR\",\"day\":\"2026-01-10\",\"rate\":1.2}", &id),
              FAULT_CONFLICT);
}

static void a_new_rate_converts_what_was_unknown(void **state)
{
    World *world = world_of(state);
    int64_t customer = world_post(world, &customer_entity, "{\"name\":\"Ana\"}");
    int64_t order = world_post(world, &order_entity,
                               "{\"customer_id\":1,\"total\":{\"amount\":1000,\"currency\":\"EUR\"},"
                               "\"ordered_at\":\"2026-03-01T12:00:00Z\"}");
    assert_int_equal(json_at(world_get(world, &order_entity, order), "base_total")->kind, JSON_NULL);
    assert_int_equal(json_int_at(world_get(world, &customer_entity, customer), "revenue.amount"), 0);
    int64_t rate = world_post(world, &rate_entity, "{\"currency\":\"EUR\",\"day\":\"2026-02-01\",\"rate\":1.5}");
    const JsonValue *shown = world_get(world, &order_entity, order);
    assert_int_equal(json_int_at(shown, "base_total.amount"), 1500);
    assert_text(json_text_at(shown, "base_total.currency"), "USD");
    assert_text(json_text_at(shown, "rate_day"), "2026-02-01");
    assert_int_equal(json_int_at(shown, "version"), 1);
    assert_int_equal(json_int_at(world_get(world, &customer_entity, customer), "revenue.amount"), 1500);
    world_patch(world, &rate_entity, rate, "{\"rate\":2}");
    assert_int_equal(json_int_at(world_get(world, &customer_entity, customer), "revenue.amount"), 2000);
}

#define MANY (RECONVERT_STEP + 1)

static Result many_orders(Work *work, void *context)
{
    (void)context;
    for (int i = 0; i < MANY; i++)
        TRY(db_run(
            work->db,
            DB_SQL("INSERT INTO orders (customer_id, status, total, currency, ordered_at, created_at, updated_at) "
                   "VALUES (1, 'paid', 100, 'EUR', $1, 0, 0)"),
            DB_VALUES(db_int(day(2026, 3, 1) * DAY_MS)), NULL));
    return done();
}

static void what_one_piece_cannot_convert_a_job_does(void **state)
{
    World *world = world_of(state);
    world_post(world, &customer_entity, "{\"name\":\"Ana\"}");
    must(world_do(world, many_orders, NULL));
    world_post(world, &rate_entity, "{\"currency\":\"EUR\",\"day\":\"2026-02-01\",\"rate\":2}");
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM orders WHERE base_total = 200", 0), RECONVERT_STEP);
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM jobs WHERE kind = 'rate.reconvert'", 0), 1);
    JobRun run = {.workspace = world->workspace, .arena = world->arena, .id = 1, .payload = TEXT("EUR"), .tries = 1};
    must(rate_reconvert_run(&run));
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM orders WHERE base_total = 200", 0), MANY);
    assert_int_equal(world_int(world, "SELECT revenue FROM customer_commerce WHERE customer_id = 1", 0), 200 * MANY);
    must(rate_reconvert_run(&run));
}

int main(void)
{
    static const WorldTest tests[] = {
        {"amounts are converted between exponents", amounts_are_converted_between_exponents},
        {"what does not fit is not known", what_does_not_fit_is_not_known},
        {"a rate holds from its day until the next", a_rate_holds_from_its_day_until_the_next},
        {"a rate is more than nothing, and one a day", a_rate_is_more_than_nothing_and_one_a_day},
        {"what one piece cannot convert, a job does", what_one_piece_cannot_convert_a_job_does},
        {"a new rate converts what was unknown", a_new_rate_converts_what_was_unknown},
    };
    return world_run_all("rates", tests, sizeof(tests) / sizeof(tests[0]));
}
