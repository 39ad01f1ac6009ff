#include "../people/people_world.h"

#include "commerce/contract.h"
#include "commerce/invoice.h"
#include "commerce/order.h"
#include "commerce/payment.h"
#include "commerce/product.h"
#include "people/customer.h"

#define USD(amount) "{\"amount\":" #amount ",\"currency\":\"USD\"}"
#define EUR(amount) "{\"amount\":" #amount ",\"currency\":\"EUR\"}"

static void two_customers(World *world)
{
    world_post(world, &customer_entity, "{\"name\":\"Ana\"}");
    world_post(world, &customer_entity, "{\"name\":\"Bo\"}");
}

static void a_contract_starts_and_ends_once(void **state)
{
    World *world = world_of(state);
    int64_t id;
    two_customers(world);
    must_fail(world_try_post(world, &contract_entity,
                             "{\"customer_id\":1,\"amount\":" USD(500) ",\"started_at\":\"2026-02-01T00:00:00Z\","
                                                                       "\"ended_at\":\"2026-01-01T00:00:00Z\"}",
                             &id),
              FAULT_INVALID);
    id = world_post(world, &contract_entity, "{\"customer_id\":1,\"amount\":" USD(500) "}");
    const JsonValue *contract = world_get(world, &contract_entity, id);
    assert_text(json_text_at(contract, "period"), "month");
    assert_int_equal(json_at(contract, "ended_at")->kind, JSON_NULL);
    assert_int_equal(json_int_at(contract, "base_amount.amount"), 500);
    world_patch(world, &contract_entity, id, "{\"amount\":" USD(600) "}");
    assert_int_equal(json_int_at(world_get(world, &contract_entity, id), "base_amount.amount"), 600);
    world_patch(world, &contract_entity, id, "{\"ended_at\":\"2100-01-01T00:00:00Z\"}");
    world_patch(world, &contract_entity, id, "{\"ended_at\":\"2100-02-01T00:00:00Z\"}");
    must_fail(world_try_patch(world, &contract_entity, id, "{\"ended_at\":\"1999-02-01T00:00:00Z\"}"), FAULT_INVALID);
    assert_text(world_events(world, &contract_entity, id),
                "contract.started contract.changed contract.ended contract.changed");
}

static void a_payment_knows_its_customer_by_what_it_pays(void **state)
{
    World *world = world_of(state);
    int64_t id;
    two_customers(world);
    world_post(world, &order_entity, "{\"customer_id\":2,\"total\":" USD(100) "}");
    must_fail(world_try_post(world, &payment_entity, "{\"amount\":" USD(100) "}", &id), FAULT_INVALID);
    must_fail(world_try_post(world, &payment_entity, "{\"customer_id\":1,\"order_id\":1,\"amount\":" USD(100) "}", &id),
              FAULT_INVALID);
    id = world_post(world, &payment_entity, "{\"order_id\":1,\"amount\":" USD(100) ",\"method\":\"card\"}");
    const JsonValue *payment = world_get(world, &payment_entity, id);
    assert_int_equal(json_int_at(payment, "customer_id"), 2);
    assert_text(json_text_at(payment, "status"), "received");
    world_patch(world, &payment_entity, id, "{\"status\":\"refunded\"}");
    world_patch(world, &payment_entity, id, "{\"method\":\"transfer\"}");
    assert_text(world_events(world, &payment_entity, id), "payment.received payment.refunded payment.changed");
}

static void an_invoice_is_paid_at_an_instant(void **state)
{
    World *world = world_of(state);
    int64_t id;
    two_customers(world);
    world_post(world, &order_entity, "{\"customer_id\":2,\"total\":" USD(100) "}");
    must_fail(world_try_post(world, &invoice_entity, "{\"customer_id\":1,\"order_id\":1,\"total\":" USD(100) "}", &id),
              FAULT_INVALID);
    id = world_post(world, &invoice_entity, "{\"customer_id\":2,\"order_id\":1,\"total\":" USD(100) "}");
    assert_int_equal(json_at(world_get(world, &invoice_entity, id), "paid_at")->kind, JSON_NULL);
    world_patch(world, &invoice_entity, id, "{\"status\":\"paid\"}");
    assert_true(json_text_at(world_get(world, &invoice_entity, id), "paid_at").length > 0);
    must_fail(world_try_patch(world, &invoice_entity, id, "{\"total\":" EUR(100) "}"), FAULT_INVALID);
    assert_text(world_events(world, &invoice_entity, id), "invoice.created invoice.paid");
}

static void price_and_cost_of_a_product_have_one_currency(void **state)
{
    World *world = world_of(state);
    int64_t id;
    must_fail(world_try_post(world, &product_entity,
                             "{\"name\":\"Mesa\",\"price\":" USD(100) ",\"unit_cost\":" EUR(60) "}", &id),
              FAULT_INVALID);
    id = world_post(world, &product_entity, "{\"name\":\"Mesa\",\"price\":" USD(100) ",\"unit_cost\":" USD(60) "}");
    must_fail(world_try_patch(world, &product_entity, id, "{\"price\":" EUR(90) "}"), FAULT_INVALID);
    world_patch(world, &product_entity, id, "{\"price\":" EUR(90) ",\"unit_cost\":" EUR(50) "}");
    assert_text(json_text_at(world_get(world, &product_entity, id), "unit_cost.currency"), "EUR");
    assert_true(json_at(world_get(world, &product_entity, id), "is_active")->boolean);
}

static void a_sku_is_one_products(void **state)
{
    World *world = world_of(state);
    int64_t id;
    world_post(world, &product_entity, "{\"name\":\"Mesa\",\"sku\":\"M-1\"}");
    must_fail(world_try_post(world, &product_entity, "{\"name\":\"Silla\",\"sku\":\"M-1\"}", &id), FAULT_CONFLICT);
    id = world_post(world, &product_entity, "{\"name\":\"Silla\",\"sku\":\"S-1\"}");
    must_fail(world_try_patch(world, &product_entity, id, "{\"sku\":\"M-1\"}"), FAULT_CONFLICT);
    world_patch(world, &product_entity, id, "{\"sku\":\"S-1\",\"category\":\"sillas\"}");
}

int main(void)
{
    static const WorldTest tests[] = {
        {"a contract starts and ends once", a_contract_starts_and_ends_once},
        {"a payment knows its customer by what it pays", a_payment_knows_its_customer_by_what_it_pays},
        {"an invoice is paid at an instant", an_invoice_is_paid_at_an_instant},
        {"price and cost of a product have one currency", price_and_cost_of_a_product_have_one_currency},
        {"a sku is one product's", a_sku_is_one_products},
    };
    return world_run_all("products, contracts, invoices and payments", tests, sizeof(tests) / sizeof(tests[0]));
}
