#include "../desk/desk_world.h"

#include "commerce/contract.h"
#include "commerce/order.h"
#include "commerce/invoice.h"
#include "desk/message.h"
#include "lifecycle/lifecycle.h"
#include "voice/response.h"

static Text stage_of(World *world, int64_t customer)
{
    return world_text(world, "SELECT stage FROM customer_lifecycle WHERE customer_id = $1", customer);
}
static Text relationship_of(World *world, int64_t customer)
{
    return world_text(world, "SELECT relationship FROM customer_lifecycle WHERE customer_id = $1", customer);
}

static int64_t an_order(World *world, int64_t customer, const char *status, const char *ordered_at)
{
    return world_post(world, &order_entity,
                      arena_printf(world->arena,
                                   "{\"customer_id\":%lld,\"status\":\"%s\",\"total\":{\"amount\":1000,"
                                   "\"currency\":\"USD\"},\"ordered_at\":\"%s\"}",
                                   (long long)customer, status, ordered_at));
}

static const char *days_ago(World *world, int days)
{
    return time_text(world->arena, clock_now() - days * DAY_MS).data;
}

static void events_move_the_customer_in_their_own_transaction(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    assert_text(stage_of(world, ana), "discovery");
    assert_text(relationship_of(world, ana), "prospect");
    a_ticket(world, ana, "Pregunta");
    assert_text(stage_of(world, ana), "consideration");
    int64_t order = an_order(world, ana, "open", days_ago(world, 0));
    assert_text(stage_of(world, ana), "conversion");
    world_patch(world, &order_entity, order, "{\"status\":\"paid\"}");
    assert_text(stage_of(world, ana), "experience");
    assert_text(relationship_of(world, ana), "customer");
    an_order(world, ana, "paid", days_ago(world, 3));
    assert_text(stage_of(world, ana), "retention");
    world_post(world, &response_entity,
               arena_printf(world->arena, "{\"kind\":\"nps\",\"score\":9,\"customer_id\":%lld}", (long long)ana));
    assert_text(stage_of(world, ana), "advocacy");
    assert_text(world_events(world, &customer_entity, ana),
                "customer.created customer.stage_changed customer.stage_changed customer.relationship_changed "
                "customer.stage_changed customer.value_stage_changed customer.stage_changed "
                "customer.value_stage_changed customer.stage_changed");
    const JsonValue *customer = world_get(world, &customer_entity, ana);
    assert_text(json_text_at(customer, "value_stage"), "growth");
    assert_int_equal(json_int_at(customer, "clv.amount"), 2000);
    assert_int_equal(
        world_int(world, "SELECT COUNT(*) FROM stage_stays WHERE customer_id = $1 AND ladder = 'stage'", ana), 6);
    assert_int_equal(
        world_int(world, "SELECT COUNT(*) FROM stage_stays WHERE customer_id = $1 AND left_at IS NULL", ana), 3);
    assert_int_equal(world_int(world,
                               "SELECT COUNT(*) FROM events WHERE entity_id = $1 AND kind = "
                               "'customer.stage_changed' AND actor_kind = 'system' AND cause_id IS NOT NULL",
                               ana),
                     5);
}

static void a_returned_order_takes_its_move_back(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    int64_t order = an_order(world, ana, "paid", days_ago(world, 0));
    assert_text(stage_of(world, ana), "experience");
    world_patch(world, &order_entity, order, "{\"status\":\"returned\"}");
    assert_text(stage_of(world, ana), "discovery");
    assert_text(relationship_of(world, ana), "prospect");
    assert_text(world_text(world, "SELECT value_stage FROM customer_lifecycle WHERE customer_id = $1", ana), "");
}

static void what_the_house_writes_is_no_contact(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    int64_t ticket = world_post(world, &ticket_entity,
                                arena_printf(world->arena,
                                             "{\"subject\":\"x\",\"customer_id\":%lld,\"message\":{"
                                             "\"text\":\"Hola\",\"direction\":\"out\"}}",
                                             (long long)ana));
    assert_text(stage_of(world, ana), "discovery"); /* the house wrote first */
    world_say(world, ticket, "{\"text\":\"Sí, gracias\",\"direction\":\"in\"}");
    assert_text(stage_of(world, ana), "consideration");
}

static void contracts_and_invoices_move_too(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    world_post(world, &invoice_entity,
               arena_printf(world->arena, "{\"customer_id\":%lld,\"total\":{\"amount\":5,\"currency\":\"USD\"}}",
                            (long long)ana));
    assert_text(stage_of(world, ana), "conversion");
    int64_t contract = world_post(world, &contract_entity,
                                  arena_printf(world->arena,
                                               "{\"customer_id\":%lld,\"amount\":{\"amount\":5,"
                                               "\"currency\":\"USD\"},\"period\":\"month\",\"started_at\":"
                                               "\"%s\"}",
                                               (long long)ana, days_ago(world, 400)));
    assert_text(stage_of(world, ana), "retention");
    world_patch(world, &contract_entity, contract,
                arena_printf(world->arena, "{\"ended_at\":\"%s\"}", days_ago(world, 1)));
    assert_text(relationship_of(world, ana), "lost");
    assert_text(stage_of(world, ana), "retention");
    assert_text(world_text(world, "SELECT value_stage FROM customer_lifecycle WHERE customer_id = $1", ana), "decline");
}

static Result due_apply(Work *work, void *context)
{
    return lifecycle_pass_due(work, 40, context);
}

static void the_clock_moves_each_at_the_instant_that_was_due(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    an_order(world, ana, "paid", days_ago(world, 0));
    a_ticket(world, ana, "x");
    int64_t count;
    must(world_do_at(world, clock_now() + 100 * DAY_MS, due_apply, &count));
    assert_text(relationship_of(world, ana), "customer");
    must(world_do_at(world, clock_now() + 800 * DAY_MS, due_apply, &count));
    assert_int_equal(count, 1);
    assert_text(relationship_of(world, ana), "lost");
    assert_text(stage_of(world, ana), "experience");
    int64_t ordered_at = world_int(world, "SELECT ordered_at FROM orders WHERE customer_id = $1", ana);
    assert_int_equal(world_int(world, "SELECT relationship_since FROM customer_lifecycle WHERE customer_id = $1", ana),
                     ordered_at + 365 * DAY_MS);
    assert_int_equal(world_int(world,
                               "SELECT MAX(at) FROM events WHERE kind = 'customer.relationship_changed' AND "
                               "customer_id = $1",
                               ana),
                     ordered_at + 365 * DAY_MS);
    must(world_do_at(world, clock_now() + 5000 * DAY_MS, due_apply, &count));
    must(world_do_at(world, clock_now() + 5000 * DAY_MS, due_apply, &count));
    assert_int_equal(count, 0);
}

/* ---- by hand ---- */

typedef struct ByHand {
    int64_t customer;
    Stage stage;
    int64_t until_ms;
} ByHand;
static Result by_hand_apply(Work *work, void *context)
{
    const ByHand *move = context;
    return lifecycle_override(work, move->customer, move->stage, TEXT("met at the fair"), move->until_ms);
}
static Result hand_off_apply(Work *work, void *context)
{
    return lifecycle_override_end(work, ((const ByHand *)context)->customer);
}

static void a_move_by_hand_stands_against_the_rules(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    ByHand move = {ana, STAGE_CONVERSION, LIFECYCLE_FOREVER};
    must(world_do(world, by_hand_apply, &move));
    assert_text(stage_of(world, ana), "conversion");
    a_ticket(world, ana, "x");
    an_order(world, ana, "paid", days_ago(world, 0));
    assert_text(stage_of(world, ana), "conversion");
    assert_text(relationship_of(world, ana), "customer");
    must(world_do(world, hand_off_apply, &move));
    assert_text(stage_of(world, ana), "experience");
    move.until_ms = clock_now() + 10 * DAY_MS;
    must(world_do(world, by_hand_apply, &move));
    int64_t count;
    must(world_do_at(world, clock_now() + 9 * DAY_MS, due_apply, &count));
    assert_text(stage_of(world, ana), "conversion");
    must(world_do_at(world, clock_now() + 11 * DAY_MS, due_apply, &count));
    assert_text(stage_of(world, ana), "experience");
}

/* ---- after an import ---- */

typedef struct Imported {
    int64_t customer;
    int64_t tickets[3];
} Imported;

static Result import_order(Work *work, int64_t customer, int64_t at_ms)
{
    EntityInput *input = entity_new_input(work, &order_entity);
    const JsonValue *source;
    TRY(json_read(work->arena,
                  text_format(work->arena,
                              "{\"customer_id\":%lld,\"status\":\"delivered\",\"total\":{\"amount\":700,"
                              "\"currency\":\"USD\"},\"ordered_at\":\"%.*s\"}",
                              (long long)customer, TEXT_ARG(time_text(work->arena, at_ms))),
                  &source));
    TRY(entity_read_json(work, &order_entity, source, TEXT(""), true, input));
    Order order;
    return order_add(work, input, &order);
}

static Result import_apply(Work *work, void *context)
{
    Imported *imported = context;
    int64_t today = clock_now();
    static const int tickets[] = {1400, 900, 100};
    for (size_t i = 0; i < 3; i++) {
        Ticket draft = {.has = TICKET_HAS(SUBJECT) | TICKET_HAS(CREATED_AT),
                        .subject = TEXT("importado"),
                        .customer_id = imported->customer,
                        .created_at = today - tickets[i] * DAY_MS};
        Ticket ticket;
        TRY(ticket_add(work, &draft, NULL, &ticket));
        imported->tickets[i] = ticket.id;
    }
    TRY(import_order(work, imported->customer, today - 1000 * DAY_MS));
    return import_order(work, imported->customer, today - 150 * DAY_MS);
}

static Result rebuild_apply(Work *work, void *context)
{
    int64_t id = ((const Imported *)context)->customer;
    return lifecycle_rebuild_range(work, id, id + 1);
}

static void an_import_is_followed_by_the_whole_history(void **state)
{
    World *world = world_of(state);
    Imported imported = {.customer = a_customer(world, "ana@example.com")};
    int64_t events = world_int(world, "SELECT COUNT(*) FROM events WHERE kind LIKE 'customer.%_changed'", 0);
    must(world_do_as(world, &actor_system, WORK_IMPORT, import_apply, &imported));
    assert_text(stage_of(world, imported.customer), "discovery"); /* nothing reacts during the import */
    must(world_do_as(world, &actor_system, WORK_IMPORT, rebuild_apply, &imported));
    assert_text(stage_of(world, imported.customer), "retention");
    assert_text(relationship_of(world, imported.customer), "won_back");
    static const char *const then[][2] = {
        {"consideration", "prospect"}, {"experience", "customer"}, {"retention", "won_back"}};
    for (size_t i = 0; i < 3; i++) {
        assert_text(world_text(world, "SELECT stage FROM tickets WHERE id = $1", imported.tickets[i]), then[i][0]);
        assert_text(world_text(world, "SELECT relationship FROM tickets WHERE id = $1", imported.tickets[i]),
                    then[i][1]);
    }
    int64_t stays = world_int(world, "SELECT COUNT(*) FROM stage_stays WHERE customer_id = $1", imported.customer);
    int64_t told = world_int(world, "SELECT COUNT(*) FROM events WHERE kind LIKE 'customer.%_changed'", 0);
    assert_true(told > events);
    must(world_do_as(world, &actor_system, WORK_IMPORT, rebuild_apply, &imported));
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM stage_stays WHERE customer_id = $1", imported.customer),
                     stays);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM events WHERE kind LIKE 'customer.%_changed'", 0), told);
    /* Each stay ends where the next begins, on every ladder. */
    assert_int_equal(world_int(world,
                               "SELECT COUNT(*) FROM stage_stays s WHERE s.customer_id = $1 AND s.left_at IS NOT "
                               "NULL AND NOT EXISTS (SELECT 1 FROM stage_stays n WHERE n.customer_id = "
                               "s.customer_id AND n.ladder = s.ladder AND n.entered_at = s.left_at)",
                               imported.customer),
                     0);
}

static void rules_can_be_changed_and_are_checked(void **state)
{
    World *world = world_of(state);
    int64_t rule = world_int(world, "SELECT id FROM lifecycle_rules WHERE condition = 'contacted'", 0);
    int64_t id;
    world_patch(world, &lifecycle_rule_entity, rule, "{\"is_active\":false}");
    int64_t ana = a_customer(world, "ana@example.com");
    a_ticket(world, ana, "x");
    assert_text(stage_of(world, ana), "discovery");
    must_fail(world_try_patch(world, &lifecycle_rule_entity, rule, "{\"stage\":\"happy\"}"), FAULT_INVALID);
    must_fail(world_try_patch(world, &lifecycle_rule_entity, rule, "{\"days\":null}"), FAULT_INVALID);
    must_fail(world_try_post(world, &lifecycle_rule_entity,
                             "{\"ladder\":\"stage\",\"stage\":\"lost\",\"condition\":"
                             "\"known\"}",
                             &id),
              FAULT_INVALID);
    world_post(world, &lifecycle_rule_entity,
               "{\"ladder\":\"stage\",\"position\":1,\"stage\":\"advocacy\",\"condition\":\"known\"}");
    a_ticket(world, ana, "y");
    assert_text(stage_of(world, ana), "advocacy");
}

static void complaints_and_detractors_hold_the_customer(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    static const char hold[] = "SELECT hold_reason FROM customer_lifecycle WHERE customer_id = $1";
    int64_t ticket = a_ticket(world, ana, "x");
    assert_text(world_text(world, hold, ana), "");
    world_patch(world, &ticket_entity, ticket, "{\"type\":\"complaint\"}");
    assert_text(world_text(world, hold, ana), "complaint");
    static const char nps[] = "{\"kind\":\"nps\",\"score\":%d,\"customer_id\":%lld}";
    world_post(world, &response_entity, arena_printf(world->arena, nps, 2, (long long)ana));
    assert_text(world_text(world, hold, ana), "complaint");
    world_patch(world, &ticket_entity, ticket, "{\"status\":\"solved\"}");
    assert_text(world_text(world, hold, ana), "detractor");
    world_post(world, &response_entity, arena_printf(world->arena, nps, 8, (long long)ana));
    assert_text(world_text(world, hold, ana), "");
    world_patch(world, &ticket_entity, ticket, "{\"status\":\"open\"}");
    assert_text(world_text(world, hold, ana), "complaint");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM events WHERE kind = 'customer.hold_changed'", 0), 4);
}

static void a_detractors_hold_ends_with_time(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    static const char hold[] = "SELECT hold_reason FROM customer_lifecycle WHERE customer_id = $1";
    world_post(world, &response_entity,
               arena_printf(world->arena, "{\"kind\":\"nps\",\"score\":0,\"customer_id\":%lld}", (long long)ana));
    assert_text(world_text(world, hold, ana), "detractor");
    int64_t count;
    must(world_do_at(world, clock_now() + 181 * DAY_MS, due_apply, &count));
    assert_text(world_text(world, hold, ana), "");
}

static Result calibrate_apply(Work *work, void *context)
{
    (void)context;
    return lifecycle_calibrate(work);
}

static void the_line_is_the_median_of_the_active(void **state)
{
    World *world = world_of(state);
    must(world_do(world, calibrate_apply, NULL)); /* nobody bought: no line */
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM settings WHERE key = 'maturity_yearly_revenue'", 0), 0);
    for (int i = 1; i <= 3; i++) {
        int64_t customer = a_customer(world, arena_printf(world->arena, "c%d@example.com", i));
        for (int k = 0; k < i; k++)
            an_order(world, customer, "paid", days_ago(world, 1));
    }
    must(world_do(world, calibrate_apply, NULL));
    assert_text(world_text(world, "SELECT value FROM settings WHERE key = 'maturity_yearly_revenue' AND 1 = $1", 1),
                "2000");
}

int main(void)
{
    static const WorldTest tests[] = {
        {"events move the customer in their own transaction", events_move_the_customer_in_their_own_transaction},
        {"a returned order takes its move back", a_returned_order_takes_its_move_back},
        {"what the house writes is no contact", what_the_house_writes_is_no_contact},
        {"contracts and invoices move too", contracts_and_invoices_move_too},
        {"the clock moves each at the instant that was due", the_clock_moves_each_at_the_instant_that_was_due},
        {"a move by hand stands against the rules", a_move_by_hand_stands_against_the_rules},
        {"an import is followed by the whole history", an_import_is_followed_by_the_whole_history},
        {"rules can be changed and are checked", rules_can_be_changed_and_are_checked},
        {"complaints and detractors hold the customer", complaints_and_detractors_hold_the_customer},
        {"a detractor's hold ends with time", a_detractors_hold_ends_with_time},
        {"the line is the median of the active", the_line_is_the_median_of_the_active},
    };
    desk_world_use();
    return world_run_all("lifecycle", tests, sizeof(tests) / sizeof(tests[0]));
}
