#include "desk_world.h"

#include "desk/message.h"
#include "desk/ticket_state.h"

/* A day on which the tests' past happens. */
#define THEN INT64_C(1767603600000) /* 2026-01-05T09:00:00Z */

typedef struct Step {
    int64_t id;
    int64_t until;
} Step;

static Result snooze_apply(Work *work, void *context)
{
    const Step *step = context;
    Ticket before;
    TRY(entity_find(work, &ticket_entity, step->id, &before));
    Ticket after = before;
    after.snoozed_until = step->until;
    after.has |= TICKET_HAS(SNOOZED_UNTIL);
    return ticket_store_change(work, &before, &after);
}

static Result delete_apply(Work *work, void *context)
{
    Ticket before;
    Ticket after;
    TRY(entity_find(work, &ticket_entity, *(const int64_t *)context, &before));
    return ticket_delete(work, &before, &after);
}

static int64_t rows_of(World *world, const char *sql, int64_t id)
{
    return world_int(world, sql, id);
}

static void a_ticket_comes_back_when_its_time_has_come(void **state)
{
    World *world = world_of(state);
    int64_t customer = a_customer(world, "ana@example.com");
    Step due = {a_ticket(world, customer, "Ya"), THEN + HOUR_MS};
    Step later = {a_ticket(world, customer, "Luego"), clock_now() + DAY_MS};
    Step reply = {a_ticket(world, customer, "Si escribe"), TICKET_SNOOZED_UNTIL_REPLY};
    Step *steps[] = {&due, &later, &reply};
    for (size_t i = 0; i < 3; i++)
        must(world_do_at(world, THEN, snooze_apply, steps[i]));
    must(ticket_run_wake(world->workspace, world->arena));
    must(ticket_run_wake(world->workspace, world->arena)); /* twice is once */
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM tickets WHERE snoozed_until IS NULL AND id = $1", due.id), 1);
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM tickets WHERE snoozed_until IS NULL AND id = $1", later.id),
                     0);
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM tickets WHERE snoozed_until IS NULL AND id = $1", reply.id),
                     0);
    assert_int_equal(
        rows_of(world, "SELECT COUNT(*) FROM events WHERE kind = 'ticket.woken' AND entity_id = $1", due.id), 1);
}

static void the_trash_is_emptied_after_its_days_and_not_before(void **state)
{
    World *world = world_of(state);
    int64_t customer = a_customer(world, "ana@example.com");
    int64_t old = a_ticket(world, customer, "Vieja");
    int64_t fresh = a_ticket(world, customer, "Reciente");
    world_say(world, old, "{\"text\":\"Una nota\",\"public\":false}");
    must(world_do_at(world, clock_now() - 31 * DAY_MS, delete_apply, &old));
    must(world_do_at(world, clock_now() - 29 * DAY_MS, delete_apply, &fresh));
    must(ticket_run_purge(world->workspace, world->arena));
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM tickets WHERE id = $1", old), 0);
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM messages WHERE ticket_id = $1", old), 0);
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM search_documents WHERE ticket_id = $1", old), 0);
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM tickets WHERE id = $1", fresh), 1);
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM messages WHERE ticket_id = $1", fresh), 1);
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM events WHERE kind = 'ticket.purged' AND entity_id = $1", old),
                     1);
}

static void only_what_is_in_the_trash_is_purged(void **state)
{
    World *world = world_of(state);
    int64_t customer = a_customer(world, "ana@example.com");
    int64_t gone = a_ticket(world, customer, "Sin nada");
    int64_t kept = a_ticket(world, customer, "La otra");
    must(world_do_at(world, clock_now() - 31 * DAY_MS, delete_apply, &gone));
    must(ticket_run_purge(world->workspace, world->arena));
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM tickets WHERE id = $1", kept), 1);
    assert_int_equal(rows_of(world, "SELECT COUNT(*) FROM messages WHERE ticket_id = $1", kept), 1);
}

int main(void)
{
    static const WorldTest tests[] = {
        {"a ticket comes back when its time has come", a_ticket_comes_back_when_its_time_has_come},
        {"the trash is emptied after its days, and not before", the_trash_is_emptied_after_its_days_and_not_before},
        {"only what is in the trash is purged", only_what_is_in_the_trash_is_purged},
    };
    desk_world_use();
    return world_run_all("ticket states", tests, sizeof(tests) / sizeof(tests[0]));
}
