#include "desk_world.h"

#include "desk/message.h"
#include "desk/ticket_merge.h"
#include "people/agent.h"
#include "people/company.h"
#include "people/team.h"
#include "voice/response.h"

static const JsonValue *ticket_of(World *world, int64_t id)
{
    return world_get(world, &ticket_entity, id);
}

static void a_new_ticket_has_its_defaults_and_its_customers_words(void **state)
{
    World *world = world_of(state);
    int64_t id = world_post(world, &ticket_entity,
                            "{\"subject\":\"Reembolso\",\"customer\":{\"email\":\"Ana@Example.com\",\"name\":\"Ana\"},"
                            "\"message\":{\"text\":\"No llegó mi pedido\"},\"tags\":[\"pedido\"]}");
    const JsonValue *ticket = ticket_of(world, id);
    assert_text(json_text_at(ticket, "status"), "new");
    assert_text(json_text_at(ticket, "priority"), "normal");
    assert_text(json_text_at(ticket, "channel"), "web");
    assert_text(json_text_at(ticket, "stage"), "discovery");
    assert_text(json_text_at(ticket, "relationship"), "prospect");
    assert_text(json_text_at(ticket, "tags.0"), "pedido");
    assert_int_equal(json_int_at(ticket, "number"), id);
    assert_int_equal(json_int_at(ticket, "contacts"), 1);
    assert_int_equal(json_int_at(ticket, "replies"), 0);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM messages WHERE ticket_id = $1 AND direction = 'in'", id),
                     1);
    assert_text(world_events(world, &ticket_entity, id), "ticket.created");
    int64_t again =
        world_post(world, &ticket_entity, "{\"subject\":\"Otra\",\"customer\":{\"email\":\"ana@example.com\"}}");
    assert_int_equal(json_int_at(ticket_of(world, again), "customer_id"), json_int_at(ticket, "customer_id"));
    assert_text(json_text_at(ticket_of(world, again), "stage"), "consideration"); /* she wrote before */
}

static void a_ticket_needs_one_customer_and_only_one(void **state)
{
    World *world = world_of(state);
    int64_t customer = a_customer(world, "ana@example.com");
    int64_t id;
    static const char *const refused[] = {
        "{\"subject\":\"x\"}",
        "{\"subject\":\"x\",\"customer\":{\"name\":\"Nobody\"}}",
        "{\"subject\":\"x\",\"customer\":{\"email\":\"no address\"}}",
        "{\"subject\":\"x\",\"customer_id\":999999}",
        "{\"subject\":\"\",\"customer_id\":1}",
        "{\"subject\":\"a\\nb\",\"customer_id\":1}",
        "{\"subject\":\"x\",\"customer_id\":1,\"customer\":{\"email\":\"b@example.com\"}}",
        "{\"subject\":\"x\",\"customer_id\":1,\"message\":{}}",
        "{\"subject\":\"x\",\"customer_id\":1,\"message\":{\"text\":\"  \"}}",
        "{\"subject\":\"x\",\"customer_id\":1,\"reopens\":3}",
        "{\"subject\":\"x\",\"customer_id\":1,\"stage\":\"advocacy\"}",
        "{\"subject\":\"x\",\"customer_id\":1,\"message\":{\"text\":\"x\",\"attachments\":[77]}}",
        "{\"subject\":\"x\",\"customer_id\":1,\"message\":{\"text\":\"x\",\"attachments\":[\"a\"]}}",
    };
    (void)customer;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (world_try_post(world, &ticket_entity, refused[i], &id).fault != FAULT_INVALID)
            blame("%s was taken", refused[i]);
    }
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM tickets", 0), 0);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM messages", 0), 0);
}

static void the_company_comes_from_the_customer(void **state)
{
    World *world = world_of(state);
    int64_t company = world_post(world, &company_entity, "{\"name\":\"Acme\"}");
    int64_t customer =
        world_post(world, &customer_entity,
                   arena_printf(world->arena, "{\"email\":\"a@example.com\",\"company_id\":%lld}", (long long)company));
    assert_int_equal(json_int_at(ticket_of(world, a_ticket(world, customer, "x")), "company_id"), company);
}

static void statuses_follow_their_rules(void **state)
{
    (void)state;
    for (int before = TICKET_NEW; before <= TICKET_CLOSED; before++) {
        for (int after = TICKET_NEW; after <= TICKET_CLOSED; after++) {
            bool expected = before == after || (before != TICKET_CLOSED && after != TICKET_NEW);
            assert_int_equal(ticket_may_become((TicketStatus)before, (TicketStatus)after), expected);
        }
    }
}

static void the_clocks_follow_the_status(void **state)
{
    (void)state;
    Ticket ticket = {.status = TICKET_OPEN};
    ticket_move_clocks(&ticket, TICKET_PENDING, 1000);
    assert_true(ticket.has & TICKET_HAS(WAITING_SINCE));
    ticket_move_clocks(&ticket, TICKET_OPEN, 4000);
    assert_int_equal(ticket.waiting_ms, 3000);
    assert_false(ticket.has & TICKET_HAS(WAITING_SINCE));
    ticket_move_clocks(&ticket, TICKET_SOLVED, 5000);
    assert_int_equal(ticket.solved_at, 5000);
    ticket_move_clocks(&ticket, TICKET_CLOSED, 6000);
    assert_int_equal(ticket.solved_at, 5000);
    assert_int_equal(ticket.closed_at, 6000);
    ticket_move_clocks(&ticket, TICKET_OPEN, 7000);
    assert_int_equal(ticket.reopens, 1);
    assert_false(ticket.has & (TICKET_HAS(SOLVED_AT) | TICKET_HAS(CLOSED_AT)));
    ticket_move_clocks(&ticket, TICKET_CLOSED, 8000);
    assert_int_equal(ticket.solved_at, 8000); /* closed without being solved first */
    ticket_move_clocks(&ticket, TICKET_CLOSED, 9000);
    assert_int_equal(ticket.closed_at, 8000);
}

static void each_kind_of_change_is_an_event_of_its_own(void **state)
{
    World *world = world_of(state);
    int64_t id = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    world_patch(world, &ticket_entity, id, "{\"priority\":\"high\"}");
    world_patch(world, &ticket_entity, id, "{\"agent_id\":1}"); /* taken: no longer new */
    world_patch(world, &ticket_entity, id, "{\"status\":\"solved\",\"topic\":\"envíos\"}");
    world_patch(world, &ticket_entity, id, "{\"status\":\"solved\"}");
    world_patch(world, &ticket_entity, id, "{\"status\":\"open\"}");
    world_patch(world, &ticket_entity, id, "{\"tags\":[\"a\",\"b\"]}");
    assert_text(world_events(world, &ticket_entity, id),
                "ticket.created ticket.changed ticket.assigned ticket.status_changed ticket.changed "
                "ticket.status_changed ticket.reopened ticket.changed");
    const JsonValue *ticket = ticket_of(world, id);
    assert_int_equal(json_int_at(ticket, "version"), 6);
    assert_int_equal(json_int_at(ticket, "reopens"), 1);
    assert_text(json_text_at(ticket, "tags.1"), "b");
}

static void a_closed_ticket_keeps_its_status(void **state)
{
    World *world = world_of(state);
    int64_t id = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    must_fail(world_try_patch(world, &ticket_entity, id, "{\"customer_id\":null}"), FAULT_INVALID);
    world_patch(world, &ticket_entity, id, "{\"status\":\"open\"}");
    must_fail(world_try_patch(world, &ticket_entity, id, "{\"status\":\"new\"}"), FAULT_INVALID);
    world_patch(world, &ticket_entity, id, "{\"status\":\"closed\"}");
    must_fail(world_try_patch(world, &ticket_entity, id, "{\"status\":\"open\"}"), FAULT_CONFLICT);
    world_patch(world, &ticket_entity, id, "{\"tags\":[\"archivo\"]}");
    assert_text(json_text_at(ticket_of(world, id), "status"), "closed");
}

typedef struct Import {
    Ticket draft;
    int64_t id;
} Import;
static Result import_apply(Work *work, void *context)
{
    Import *import = context;
    Ticket ticket;
    TRY(ticket_add(work, &import->draft, NULL, &ticket));
    import->id = ticket.id;
    return done();
}

static void an_import_sets_no_clock_that_nobody_named(void **state)
{
    World *world = world_of(state);
    const FieldSet dated = TICKET_HAS(SUBJECT) | TICKET_HAS(CREATED_AT);
    Import import = {.draft = {.has = dated | TICKET_HAS(STATUS),
                               .subject = TEXT("x"),
                               .status = TICKET_CLOSED,
                               .customer_id = a_customer(world, "ana@example.com"),
                               .created_at = DAY_MS}};
    must(world_do_as(world, &actor_system, WORK_IMPORT, import_apply, &import));
    const JsonValue *ticket = ticket_of(world, import.id);
    assert_text(json_text_at(ticket, "status"), "closed");
    assert_int_equal(json_at(ticket, "solved_at")->kind, JSON_NULL);
    assert_int_equal(json_at(ticket, "stage")->kind, JSON_NULL);
    import.draft.has = dated | TICKET_HAS(SOLVED_AT);
    import.draft.solved_at = 2 * DAY_MS;
    must(world_do_as(world, &actor_system, WORK_IMPORT, import_apply, &import));
    ticket = ticket_of(world, import.id);
    assert_text(json_text_at(ticket, "status"), "solved");
    assert_text(json_text_at(ticket, "solved_at"), "1970-01-03T00:00:00Z");
    assert_text(json_text_at(ticket, "updated_at"), "1970-01-02T00:00:00Z");
}

typedef struct Merge {
    int64_t into_id;
    int64_t from_id;
} Merge;
static Result merge_apply(Work *work, void *context)
{
    const Merge *merge = context;
    Ticket into;
    return ticket_merge(work, merge->into_id, merge->from_id, &into);
}

static void merging_moves_the_messages_and_closes_the_other(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    int64_t into = a_ticket(world, ana, "uno");
    int64_t from = a_ticket(world, ana, "dos");
    int64_t of_another = a_ticket(world, a_customer(world, "bob@example.com"), "tres");
    world_say(world, from, "{\"text\":\"Respuesta\"}");
    must(world_do_as(world, &world_admin, WORK_LIVE, merge_apply, &(Merge){into, from}));
    const JsonValue *kept = ticket_of(world, into);
    const JsonValue *gone = ticket_of(world, from);
    assert_int_equal(json_int_at(kept, "contacts"), 2);
    assert_int_equal(json_int_at(kept, "replies"), 1);
    assert_text(json_text_at(gone, "status"), "closed");
    assert_int_equal(json_int_at(gone, "merged_into"), into);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM messages WHERE ticket_id = $1", into), 3);
    must_fail(world_do(world, merge_apply, &(Merge){into, from}), FAULT_CONFLICT);
    must_fail(world_do(world, merge_apply, &(Merge){into, into}), FAULT_CONFLICT);
    must_fail(world_do(world, merge_apply, &(Merge){into, of_another}), FAULT_CONFLICT);
    must_fail(world_do(world, merge_apply, &(Merge){into, 99999}), FAULT_NOT_FOUND);
    int64_t id;
    must_fail(world_try_say(world, &world_admin, from, "{\"text\":\"x\"}", &id), FAULT_CONFLICT);
}

static Result move_customer_apply(Work *work, void *context)
{
    const Merge *merge = context;
    return customer_merge(work, merge->into_id, merge->from_id, TEXT("the same person"));
}

static void a_merged_customers_tickets_change_hands(void **state)
{
    World *world = world_of(state);
    int64_t ana = a_customer(world, "ana@example.com");
    int64_t anita = a_customer(world, "anita@example.com");
    int64_t ticket = a_ticket(world, anita, "x");
    must(world_do(world, move_customer_apply, &(Merge){ana, anita}));
    assert_int_equal(json_int_at(ticket_of(world, ticket), "customer_id"), ana);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM messages WHERE author_id = $1", ana), 1);
    assert_int_equal(world_int(world,
                               "SELECT COUNT(*) FROM search_documents WHERE customer_id = $1 AND entity <> "
                               "'customer'",
                               anita),
                     0);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM stage_stays WHERE customer_id = $1", anita), 0);
    assert_text(world_text(world, "SELECT stage FROM customer_lifecycle WHERE customer_id = $1", ana), "consideration");
}

typedef struct Sight {
    const Entity *entity;
    int64_t id;
} Sight;
static Result see_apply(Work *work, void *context)
{
    const Sight *sight = context;
    void *record = arena_alloc(work->arena, sight->entity->record_bytes);
    return entity_find(work, sight->entity, sight->id, record);
}

static void a_restricted_teams_tickets_are_its_own(void **state)
{
    World *world = world_of(state);
    int64_t agent =
        world_post(world, &agent_entity, "{\"name\":\"Bea\",\"email\":\"bea@example.com\",\"role\":\"agent\"}");
    int64_t team = world_post(world, &team_entity, "{\"name\":\"Legal\",\"is_restricted\":true}");
    int64_t ticket = a_ticket(world, a_customer(world, "ana@example.com"), "x");
    const Rights rights = {.reads_all = true, .writes_all = true};
    const Actor bea = {.kind = ACTOR_AGENT, .id = agent, .role = ROLE_AGENT, .rights = &rights};
    must(world_do_as(world, &bea, WORK_LIVE, see_apply, &(Sight){&ticket_entity, ticket}));
    world_patch(world, &ticket_entity, ticket, arena_printf(world->arena, "{\"team_id\":%lld}", (long long)team));
    must_fail(world_do_as(world, &bea, WORK_LIVE, see_apply, &(Sight){&ticket_entity, ticket}), FAULT_NOT_FOUND);
    int64_t message;
    must_fail(world_try_say(world, &bea, ticket, "{\"text\":\"x\"}", &message), FAULT_NOT_FOUND);
    Sight parts[] = {
        {&message_entity, world_int(world, "SELECT MIN(id) FROM messages WHERE ticket_id = $1", ticket)},
        {&response_entity, world_post(world, &response_entity,
                                      arena_printf(world->arena, "{\"kind\":\"csat\",\"score\":1,\"ticket_id\":%lld}",
                                                   (long long)ticket))}};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        must(world_do_as(world, &world_admin, WORK_LIVE, see_apply, &parts[i]));
        must_fail(world_do_as(world, &bea, WORK_LIVE, see_apply, &parts[i]), FAULT_NOT_FOUND);
    }
    world_patch(world, &team_entity, team,
                arena_printf(world->arena, "{\"members\":[{\"agent_id\":%lld}]}", (long long)agent));
    must(world_do_as(world, &bea, WORK_LIVE, see_apply, &(Sight){&ticket_entity, ticket}));
    must(world_try_say(world, &bea, ticket, "{\"text\":\"x\"}", &message));
}

int main(void)
{
    static const WorldTest tests[] = {
        {"a new ticket has its defaults and its customer's words",
         a_new_ticket_has_its_defaults_and_its_customers_words},
        {"a ticket needs one customer and only one", a_ticket_needs_one_customer_and_only_one},
        {"the company comes from the customer", the_company_comes_from_the_customer},
        {"statuses follow their rules", statuses_follow_their_rules},
        {"the clocks follow the status", the_clocks_follow_the_status},
        {"each kind of change is an event of its own", each_kind_of_change_is_an_event_of_its_own},
        {"a closed ticket keeps its status", a_closed_ticket_keeps_its_status},
        {"an import sets no clock that nobody named", an_import_sets_no_clock_that_nobody_named},
        {"merging moves the messages and closes the other", merging_moves_the_messages_and_closes_the_other},
        {"a merged customer's tickets change hands", a_merged_customers_tickets_change_hands},
        {"a restricted team's tickets are its own", a_restricted_teams_tickets_are_its_own},
    };
    desk_world_use();
    return world_run_all("tickets", tests, sizeof(tests) / sizeof(tests[0]));
}
