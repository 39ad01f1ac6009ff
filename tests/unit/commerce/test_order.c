#include "../people/people_world.h"

#include "commerce/commerce_totals.h"
#include "commerce/order.h"
#include "people/customer.h"

#define USD(amount) "{\"amount\":" #amount ",\"currency\":\"USD\"}"

static int64_t a_customer(World *world)
{
    return world_post(world, &customer_entity, "{\"name\":\"Ana\"}");
}

static void the_total_is_that_of_the_lines_unless_given(void **state)
{
    World *world = world_of(state);
    a_customer(world);
    int64_t id =
        world_post(world, &order_entity,
                   "{\"customer_id\":1,\"lines\":[{\"sku\":\"A\",\"quantity\":2,\"price\":" USD(
                       1050) "},"
                             "{\"name\":\"B\",\"quantity\":0.5,\"price\":" USD(333) "},{\"price\":" USD(100) "}]}");
    const JsonValue *order = world_get(world, &order_entity, id);
    assert_int_equal(json_int_at(order, "total.amount"), 2100 + 167 + 100);
    assert_text(json_text_at(order, "total.currency"), "USD");
    assert_int_equal(json_int_at(order, "lines.2.quantity"), 1);
    assert_text(json_text_at(order, "lines.0.price.currency"), "USD");
    id = world_post(world, &order_entity,
                    "{\"customer_id\":1,\"total\":" USD(5) ",\"lines\":[{\"price\":" USD(100) "}]}");
    assert_int_equal(json_int_at(world_get(world, &order_entity, id), "total.amount"), 5);
    world_patch(world, &order_entity, id, "{\"lines\":[{\"price\":" USD(40) "},{\"price\":" USD(2) "}]}");
    assert_int_equal(json_int_at(world_get(world, &order_entity, id), "total.amount"), 42);
}

static void what_is_no_order_is_refused(void **state)
{
    static const char *const bodies[] = {
        "{\"customer_id\":1}",
        "{\"customer_id\":99,\"total\":" USD(1) "}",
        "{\"total\":" USD(1) "}",
        "{\"customer_id\":1,\"total\":" USD(-1) "}",
        "{\"customer_id\":1,\"total\":" USD(1.5) "}",
        "{\"customer_id\":1,\"total\":{\"amount\":1,\"currency\":\"XXQ\"}}",
        "{\"customer_id\":1,\"total\":" USD(9223372036854775807) "}",
        "{\"customer_id\":1,\"total\":1}",
        "{\"customer_id\":1,\"total\":" USD(1) ",\"status\":\"lost\"}",
        "{\"customer_id\":1,\"total\":" USD(1) ",\"status\":null}",
        "{\"customer_id\":1,\"total\":null}",
        "{\"customer_id\":1,\"total\":" USD(1) ",\"base_total\":" USD(1) "}",
        "{\"customer_id\":1,\"lines\":[{\"quantity\":0,\"price\":" USD(1) "}]}",
        "{\"customer_id\":1,\"lines\":[{\"quantity\":-2,\"price\":" USD(1) "}]}",
        "{\"customer_id\":1,\"lines\":[{\"quantity\":1}]}",
        "{\"customer_id\":1,\"lines\":[{\"price\":" USD(1) ",\"order_id\":7}]}",
        "{\"customer_id\":1,\"lines\":[{\"price\":" USD(1) "},{\"price\":{\"amount\":1,\"currency\":\"EUR\"}}]}",
        "{\"customer_id\":1,\"lines\":[{\"quantity\":1000000000,\"price\":" USD(1000000000000000) "}]}"};
    World *world = world_of(state);
    a_customer(world);
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        int64_t id;
        if (world_try_post(world, &order_entity, bodies[i], &id).fault != FAULT_INVALID)
            blame("%s", bodies[i]);
    }
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM orders", 0), 0);
    assert_int_equal(world_int(world, "SELECT COUNT(id) FROM order_lines", 0), 0);
}

static void each_status_keeps_its_instant_and_tells_an_event(void **state)
{
    World *world = world_of(state);
    a_customer(world);
    int64_t id = world_post(world, &order_entity, "{\"customer_id\":1,\"total\":" USD(100) "}");
    assert_text(json_text_at(world_get(world, &order_entity, id), "status"), "open");
    world_patch(world, &order_entity, id, "{\"status\":\"paid\"}");
    assert_true(json_text_at(world_get(world, &order_entity, id), "paid_at").length > 0);
    world_patch(world, &order_entity, id, "{\"status\":\"delivered\",\"delivered_at\":\"2026-01-05T09:00:00Z\"}");
    const JsonValue *order = world_get(world, &order_entity, id);
    assert_text(json_text_at(order, "delivered_at"), "2026-01-05T09:00:00Z");
    assert_int_equal(json_at(order, "shipped_at")->kind, JSON_NULL);
    world_patch(world, &order_entity, id, "{\"status\":\"returned\"}");
    world_patch(world, &order_entity, id, "{\"channel\":\"web\"}");
    world_patch(world, &order_entity, id, "{\"channel\":\"web\"}");
    assert_text(world_events(world, &order_entity, id),
                "order.created order.paid order.delivered order.returned order.changed");
}

static void an_order_that_comes_paid_tells_both(void **state)
{
    World *world = world_of(state);
    a_customer(world);
    int64_t id = world_post(world, &order_entity, "{\"customer_id\":1,\"total\":" USD(100) ",\"status\":\"paid\"}");
    assert_text(world_events(world, &order_entity, id), "order.created order.paid");
    assert_true(json_text_at(world_get(world, &order_entity, id), "paid_at").length > 0);
}

static void the_currency_of_an_order_stays(void **state)
{
    World *world = world_of(state);
    a_customer(world);
    int64_t id = world_post(world, &order_entity, "{\"customer_id\":1,\"total\":" USD(100) "}");
    must_fail(world_try_patch(world, &order_entity, id, "{\"total\":{\"amount\":100,\"currency\":\"EUR\"}}"),
              FAULT_INVALID);
    must_fail(
        world_try_patch(world, &order_entity, id, "{\"lines\":[{\"price\":{\"amount\":1,\"currency\":\"EUR\"}}]}"),
        FAULT_INVALID);
    must_fail(world_try_patch(world, &order_entity, id, "{\"customer_id\":1}"), FAULT_INVALID);
}

static void the_customers_totals_follow_the_orders(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world);
    world_post(world, &order_entity,
               "{\"customer_id\":1,\"total\":" USD(100) ",\"ordered_at\":\"2026-01-05T09:00:00Z\"}");
    int64_t second = world_post(world, &order_entity,
                                "{\"customer_id\":1,\"total\":" USD(50) ",\"ordered_at\":\"2026-02-05T09:00:00Z\"}");
    const JsonValue *shown = world_get(world, &customer_entity, ana);
    assert_int_equal(json_int_at(shown, "orders"), 2);
    assert_int_equal(json_int_at(shown, "revenue.amount"), 150);
    assert_text(json_text_at(shown, "first_order_at"), "2026-01-05T09:00:00Z");
    assert_text(json_text_at(shown, "last_order_at"), "2026-02-05T09:00:00Z");
    assert_int_equal(json_int_at(shown, "version"), 1);
    world_patch(world, &order_entity, second, "{\"status\":\"cancelled\"}");
    shown = world_get(world, &customer_entity, ana);
    assert_int_equal(json_int_at(shown, "orders"), 1);
    assert_int_equal(json_int_at(shown, "revenue.amount"), 100);
    assert_text(json_text_at(shown, "last_order_at"), "2026-01-05T09:00:00Z");
}

static Result import_apply(Work *work, void *context)
{
    const char *const *json = context;
    const JsonValue *source;
    EntityInput *input = entity_new_input(work, &order_entity);
    Order order;
    TRY(json_read(work->arena, text_of(*json), &source));
    TRY(entity_read_json(work, &order_entity, source, TEXT(""), true, input));
    return order_add(work, input, &order);
}

static Result range_apply(Work *work, void *context)
{
    (void)context;
    return commerce_recompute_range(work, 1, 3);
}

static void an_import_invents_no_times_and_sums_up_at_its_end(void **state)
{
    World *world = world_of(state);
    a_customer(world);
    a_customer(world);
    const char *json =
        "{\"customer_id\":1,\"status\":\"delivered\",\"total\":" USD(70) ",\"ordered_at\":\"2020-01-05T09:00:00Z\"}";
    must(world_do_as(world, &actor_system, WORK_IMPORT, import_apply, &json));
    const JsonValue *order = world_get(world, &order_entity, 1);
    assert_int_equal(json_at(order, "delivered_at")->kind, JSON_NULL);
    assert_text(world_events(world, &order_entity, 1), "order.created");
    assert_int_equal(json_at(world_get(world, &customer_entity, 1), "orders")->kind, JSON_NULL);
    must(world_do_as(world, &actor_system, WORK_IMPORT, range_apply, NULL));
    assert_int_equal(json_int_at(world_get(world, &customer_entity, 1), "orders"), 1);
    assert_int_equal(json_int_at(world_get(world, &customer_entity, 1), "revenue.amount"), 70);
    assert_int_equal(json_int_at(world_get(world, &customer_entity, 2), "orders"), 0);
}

typedef struct LineAdding {
    OrderLine line;
    bool adds;
    int64_t id;
} LineAdding;

static Result line_apply(Work *work, void *context)
{
    LineAdding *adding = context;
    return order_add_line(work, 1, &adding->line, adding->adds, &adding->id);
}

static void a_line_joins_its_order_with_or_without_its_amount(void **state)
{
    World *world = world_of(state);
    a_customer(world);
    world_post(world, &order_entity, "{\"customer_id\":1,\"total\":" USD(10) "}");
    LineAdding adding = {.line = {.quantity = 3, .price = 20}, .adds = true};
    adding.line.has = entity_bit(&order_line_entity, "quantity") | entity_bit(&order_line_entity, "price");
    must(world_do(world, line_apply, &adding));
    assert_int_equal(json_int_at(world_get(world, &order_entity, 1), "total.amount"), 70);
    adding.adds = false;
    must(world_do(world, line_apply, &adding));
    const JsonValue *order = world_get(world, &order_entity, 1);
    assert_int_equal(json_int_at(order, "total.amount"), 70);
    assert_int_equal(json_at(order, "lines")->list.count, 2);
    assert_int_equal(json_int_at(world_get(world, &customer_entity, 1), "revenue.amount"), 70);
    adding.line.quantity = 0;
    must_fail(world_do(world, line_apply, &adding), FAULT_INVALID);
}

static void an_outside_id_is_one_orders(void **state)
{
    World *world = world_of(state);
    int64_t id;
    a_customer(world);
    const char *json = "{\"customer_id\":1,\"external_id\":\"O-1\",\"total\":" USD(10) "}";
    world_post(world, &order_entity, json);
    Result result = world_try_post(world, &order_entity, json, &id);
    must_fail(result, FAULT_CONFLICT);
    assert_non_null(strstr(result.why, "order 1"));
}

int main(void)
{
    static const WorldTest tests[] = {
        {"the total is that of the lines, unless given", the_total_is_that_of_the_lines_unless_given},
        {"what is no order is refused", what_is_no_order_is_refused},
        {"each status keeps its instant and tells an event", each_status_keeps_its_instant_and_tells_an_event},
        {"an order that comes paid tells both", an_order_that_comes_paid_tells_both},
        {"the currency of an order stays", the_currency_of_an_order_stays},
        {"the customer's totals follow the orders", the_customers_totals_follow_the_orders},
        {"an import invents no times and sums up at its end", an_import_invents_no_times_and_sums_up_at_its_end},
        {"a line joins its order with or without its amount", a_line_joins_its_order_with_or_without_its_amount},
        {"an outside id is one order's", an_outside_id_is_one_orders},
    };
    return world_run_all("orders", tests, sizeof(tests) / sizeof(tests[0]));
}
